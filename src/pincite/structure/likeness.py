"""How alike two documents are, estimated from a small sketch of each that is kept for every document.

A sketch estimates the share of five-word runs that two texts have in common (their Jaccard similarity). The format they
were read from does not matter: case, white space and punctuation do not count.

Source: Broder, "On the resemblance and containment of documents", SEQUENCES 1997 (shingles, minima of hashes); Li, Owen
and Zhang, "One permutation hashing", NIPS 2012 (one hash, the minimum of each of `BINS` bins); Shrivastava, "Optimal
densification for fast and accurate minwise hashing", ICML 2017 (empty bins); Li and Koenig, "b-bit minwise hashing",
WWW 2010 (of each minimum only the lowest byte is kept).
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SHINGLE = 5
"""Words of a run. All contracts share shorter runs ("the terms of this agreement"); with longer runs each changed word
costs more."""

BINS = 256
"""Minima kept, one byte each. The standard error of the estimate is sqrt(J (1 - J) / 256): 0.019 at a likeness of 0.9.
The same 256 bytes spent on 64 whole minima of 32 bits would have twice that error."""

FEWEST_SHINGLES = 40
"""Runs of words below which a text has no sketch: two short notes are alike by chance or by their salutation."""

BAND = 4
"""Bytes of a sketch that must agree before two documents are compared at all. With 64 bands, every pair of likeness 0.7
is found, a pair of likeness 0.5 with probability 0.98, and one in 400,000 pairs of likeness 0.01, as unrelated
documents have."""

NEAR = 0.7
"""Likeness from which a document is shown as nearly the same as another. Agreements on one two-page form, filled in
with other names, places and figures, have 0.72 to 0.94. Of the 83,028 pairs of CUAD's contracts two have 0.8 and more:
each is one contract filed twice. Two have 0.69 and 0.60: unrelated parties on one form. All others are below 0.46."""

MOST_SHOWN = 10
"""Near-duplicates given for one document. A firm's standard form may have thousands."""

NEIGHBOURS = 16
"""Documents with which each is compared in one bucket of a band, so that a thousand copies do not cost a million
pairs."""

_WORD = re.compile(r"\w+")


def sketch(text: str) -> bytes:
    """`BINS` bytes that stand for a text's runs of words; empty for a text too short to compare.

    Takes linear time and constant extra memory.
    """
    minima: list[int | None] = [None] * BINS
    shingles = 0
    for shingle in _shingles(text):
        shingles += 1
        hashed = int.from_bytes(blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        place, rest = hashed % BINS, hashed // BINS
        least = minima[place]
        if least is None or rest < least:
            minima[place] = rest
    if shingles < FEWEST_SHINGLES:
        return b""
    return bytes(least & 0xFF for least in _densified(minima))


def likeness(a: bytes, b: bytes) -> float:
    """The estimated share of runs of words that two texts have in common, 0 to 1; 0 where one has no sketch.

    Two different bytes agree by chance once in 256; that is subtracted (Li and Koenig, eq. 5, for large texts).
    """
    if not a or len(a) != len(b):
        return 0.0
    agree = sum(one == other for one, other in zip(a, b, strict=True)) / len(a)
    return max(0.0, (agree - 1 / 256) / (1 - 1 / 256))


def resemblance(a: str, b: str) -> float:
    """The exact share of runs of words that two texts have in common. For texts shorter than a run, single words count.

    Two texts without words are alike.
    """
    one, other = set(_shingles(a)), set(_shingles(b))
    if not one or not other:
        one, other = set(_words(a)), set(_words(b))
    return len(one & other) / len(one | other) if one or other else 1.0


def near_duplicates(sketches: Sequence[bytes], threshold: float = NEAR) -> list[list[tuple[int, float]]]:
    """For each sketch, the indices of those at least as alike as the threshold, most alike first, at most `MOST_SHOWN`.

    Only pairs that agree in a whole band are compared, so the time is nearly linear in the number of sketches. Among
    many copies of one text, each is compared only with its neighbours.
    """
    import numpy as np

    found: list[list[tuple[int, float]]] = [[] for _ in sketches]
    places = np.array([place for place, kept in enumerate(sketches) if len(kept) == BINS], dtype=np.int64)
    if len(places) < 2:
        return found
    matrix = np.frombuffer(b"".join(sketches[place] for place in places), dtype=np.uint8).reshape(-1, BINS)
    pairs = _agreeing(matrix.view(f"u{BAND}"))
    agree = np.concatenate(
        [
            (matrix[piece[0]] == matrix[piece[1]]).mean(axis=1)
            for piece in np.array_split(pairs, pairs.shape[1] // 100_000 + 1, 1)
        ]
    )
    alike = np.maximum(0.0, (agree - 1 / 256) / (1 - 1 / 256))
    kept = alike >= threshold
    one, other = np.concatenate([pairs[:, kept], pairs[::-1, kept]], axis=1)
    values = np.tile(alike[kept], 2)
    for at in np.lexsort((other, -values, one)):
        near = found[places[one[at]]]
        if len(near) < MOST_SHOWN:
            near.append((int(places[other[at]]), float(values[at])))
    return found


def nearest(some: Sequence[bytes], among: Sequence[bytes], threshold: float = NEAR) -> list[list[tuple[int, float]]]:
    """For each of some sketches, the indices of those `among` others that are as alike, as `near_duplicates` has them.

    One that is among the others itself is near to itself. Takes linear time in the number of the others.
    """
    import numpy as np

    found: list[list[tuple[int, float]]] = [[] for _ in some]
    places = [place for place, kept in enumerate(among) if len(kept) == BINS]
    wanted = [at for at, kept in enumerate(some) if len(kept) == BINS]
    if not places or not wanted:
        return found
    others = np.frombuffer(b"".join(among[place] for place in places), dtype=np.uint8).reshape(-1, BINS)
    bands = np.ascontiguousarray(others.view(f"u{BAND}").T)
    for at in wanted:
        kept = np.frombuffer(some[at], dtype=np.uint8)
        is_candidate = np.zeros(len(places), dtype=np.bool_)
        for band, value in zip(bands, kept.view(f"u{BAND}"), strict=True):
            is_candidate |= band == value
        candidates = np.flatnonzero(is_candidate)
        alike = np.maximum(0.0, ((others[candidates] == kept).mean(axis=1) - 1 / 256) / (1 - 1 / 256))
        order = np.lexsort((candidates, -alike))[: MOST_SHOWN + 1]
        found[at] = [(places[candidates[near]], float(alike[near])) for near in order if alike[near] >= threshold]
    return found


def _agreeing(bands: "npt.NDArray[np.unsignedinteger]") -> "npt.NDArray[np.int64]":
    """Pairs of rows that agree in a band, each once, of shape (2, n_pairs); `bands` has shape (n_rows, n_bands)."""
    import numpy as np

    found = [np.empty((2, 0), dtype=np.int64)]
    for band in range(bands.shape[1]):
        order = np.argsort(bands[:, band], kind="stable")
        ordered = bands[order, band]
        for step in range(1, min(NEIGHBOURS, len(order) - 1) + 1):
            same = np.flatnonzero(ordered[:-step] == ordered[step:])
            if not len(same):
                break
            pair = np.stack([order[same], order[same + step]])
            for earlier in range(band):
                pair = pair[:, bands[pair[0], earlier] != bands[pair[1], earlier]]
                if not pair.size:
                    break
            found.append(pair)
    return np.concatenate(found, axis=1)


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        yield match[0].casefold()


def _shingles(text: str) -> Iterator[str]:
    """Every run of `SHINGLE` words, in order."""
    run: list[str] = []
    for word in _words(text):
        run.append(word)
        if len(run) == SHINGLE:
            yield " ".join(run)
            del run[0]


def _densified(minima: Sequence[int | None]) -> Iterator[int]:
    """The minimum of each bin. An empty bin takes it from the first full bin of a sequence fixed by its index."""
    for place, least in enumerate(minima):
        attempts = count()
        while least is None:
            least = minima[_donor(place, next(attempts))]
        yield least


@cache
def _donor(place: int, attempt: int) -> int:
    """The bin from which an empty bin tries to take a value at this attempt."""
    return blake2b(f"{place} {attempt}".encode(), digest_size=1).digest()[0]
