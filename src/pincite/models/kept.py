"""Vectors that are kept for whoever had them made.

Questions about one matter come to the same sentences again and again: of 40 that a question of the sample matters has
embedded, 29 were embedded for a question before it. Embedding is a third of what a reply costs.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pincite.models.ports import Embedder, Vectors

MOST_OWNERS, MOST_VECTORS, MOST_OF_ALL = 64, 4_096, 32_768
"""The most owners, the most vectors of each, and the most of all together, of 1.8 KB. What was not used for longest
goes first: an owner's own vectors, and where all have too many, those of whoever has asked nothing for longest."""

Kept = OrderedDict[bytes, NDArray[np.float32]]
"""Vectors by a hash of their text, so that no text is kept."""


class KeptVectors:
    """Gives each owner an embedder that keeps vectors for this owner alone.

    If one owner had the vectors of another, the time of a reply would tell what the other has asked about.
    """

    def __init__(
        self,
        embedder: Embedder,
        owners: int = MOST_OWNERS,
        vectors: int = MOST_VECTORS,
        of_all: int = MOST_OF_ALL,
    ) -> None:
        """Vectors are made by `embedder`; `owners`, `vectors` of each and `of_all` are the most that are kept."""
        self._embedder = embedder
        self._owners, self._vectors, self._of_all = owners, vectors, of_all
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._turn = threading.Lock()

    def of(self, owner: Hashable) -> Embedder:
        """The embedder of one owner, such as a user together with the version of the rules."""
        with self._turn:
            kept = self._kept.setdefault(owner, OrderedDict())
            self._kept.move_to_end(owner)
            while len(self._kept) > self._owners:
                self._kept.popitem(last=False)
        return _Keeping(self, kept)

    @property
    def embedder(self) -> Embedder:
        """What makes the vectors."""
        return self._embedder

    def found(self, kept: Kept, keys: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """The vectors that one owner has of these."""
        with self._turn:
            for key in keys:
                if key in kept:
                    kept.move_to_end(key)
            return {key: kept[key] for key in keys if key in kept}

    def keep(self, kept: Kept, made: Mapping[bytes, NDArray[np.float32]]) -> None:
        """Keep vectors that were made for one owner, and let go of what there is no room for."""
        with self._turn:
            kept.update(made)
            while len(kept) > self._vectors:
                kept.popitem(last=False)
            left = sum(map(len, self._kept.values())) - self._of_all
            for owner in [*self._kept] if left > 0 else ():
                others = self._kept[owner]
                while others and left > 0:
                    others.popitem(last=False)
                    left -= 1
                if not others:
                    del self._kept[owner]


class _Keeping:
    """The embedder of one owner."""

    def __init__(self, store: KeptVectors, kept: Kept) -> None:
        self._store = store
        self._embedder = store.embedder
        self._kept = kept

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
        found = self._store.found(self._kept, keys)
        wanted = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        vectors_made = await self._embedder.embed([*wanted.values()])
        # a row of its own each: the array of all would stay as long as any of them
        made = {key: vector.copy() for key, vector in zip(wanted, vectors_made, strict=True)}
        self._store.keep(self._kept, made)
        found.update(made)
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for row, key in enumerate(keys):
            vectors[row] = found[key]
        return vectors
