"""Vectors that are kept for whoever had them made.

Questions about one matter come to the same sentences again and again: of 40 that a question of the sample matters has
embedded, 29 were embedded for a question before it. Embedding is a third of what a reply costs.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from pincite.models.ports import Embedder, Vectors

MOST_OWNERS, MOST_VECTORS = 16, 1_024
"""The most owners, and the most vectors of each, of 1.5 KB; those that were not used for longest go first."""

Kept = OrderedDict[bytes, NDArray[np.float32]]
"""Vectors by a hash of their text, so that no text is kept."""


class KeptVectors:
    """Gives each owner an embedder that keeps vectors for this owner alone.

    If one owner had the vectors of another, the time of a reply would tell what the other has asked about.
    """

    def __init__(self, embedder: Embedder, owners: int = MOST_OWNERS, vectors: int = MOST_VECTORS) -> None:
        """Vectors are made by `embedder`; `owners` and `vectors` are the most that are kept."""
        self._embedder = embedder
        self._owners, self._vectors = owners, vectors
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._turn = threading.Lock()

    def of(self, owner: Hashable) -> Embedder:
        """The embedder of one owner, such as a user together with the version of the rules."""
        with self._turn:
            kept = self._kept.setdefault(owner, OrderedDict())
            self._kept.move_to_end(owner)
            while len(self._kept) > self._owners:
                self._kept.popitem(last=False)
        return _Keeping(self._embedder, kept, self._vectors, self._turn)


class _Keeping:
    """The embedder of one owner."""

    def __init__(self, embedder: Embedder, kept: Kept, most: int, turn: threading.Lock) -> None:
        self._embedder = embedder
        self._kept = kept
        self._most = most
        self._turn = turn

    @property
    def name(self) -> str:
        """The name of the embedder that makes the vectors."""
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return self._embedder.dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit-length vector per text, in the same order; each is made once.

        Raises:
            ModelError: the embedder's files are missing or damaged.
        """
        keys = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        found: dict[bytes, NDArray[np.float32]] = {}
        with self._turn:
            for key in keys:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    found[key] = self._kept[key]
        wanted = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        for key, vector in zip(wanted, await self._embedder.embed([*wanted.values()]), strict=True):
            found[key] = vector.copy()  # a row of its own: the array of all would stay as long as any of them
        with self._turn:
            self._kept.update((key, found[key]) for key in wanted)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for row, key in enumerate(keys):
            vectors[row] = found[key]
        return vectors
