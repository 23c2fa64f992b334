"""Vectors of the sentences of a piece that may be quoted, as a row of the index keeps them.

A question compares itself with each sentence of the passages that were found for it. Making their vectors when they are
read in, instead of at each question, takes two fifths off a question's processor time. They are kept by a digest of the
text that was embedded, so that a text which a later release words otherwise is embedded anew and not mistaken.
"""

import hashlib
from collections.abc import Iterable, Mapping

import numpy as np

from pincite.models.ports import Vectors

KEY_BYTES = 16
"""Bytes of a text's digest: two texts of a workspace never share one by chance."""

Kept = Mapping[bytes, Vectors]
"""Vectors of one dimension each, shape (dimensions,), by the key of their text."""


def key(text: str) -> bytes:
    """The key of a text that is embedded."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


def rounded(vectors: Vectors) -> Vectors:
    """Vectors as they are kept: in half precision, which moves a cosine by some 0.00001."""
    return vectors.astype(np.float16).astype(np.float32)


def packed(kept: Kept) -> bytes:
    """Vectors with their keys as bytes; without any, none."""
    return b"".join(key + vector.astype("<f2").tobytes() for key, vector in kept.items())


def unpacked(rows: Iterable[bytes], wanted: Iterable[bytes], dimensions: int) -> dict[bytes, Vectors]:
    """Those of the packed vectors that are wanted, by their keys.

    Raises:
        ValueError: bytes of another form.
    """
    form = np.dtype([("key", f"V{KEY_BYTES}"), ("vector", "<f2", (dimensions,))])
    held = np.frombuffer(b"".join(rows), form)
    places = {name.tobytes(): place for place, name in enumerate(held["key"])}
    return {one: held["vector"][places[one]].astype(np.float32) for one in wanted if one in places}
