"""The vectors of a flat index: float32, one after the other, in a file that is only appended to and that readers map.

The system shares the map among all processes. A writer appends and flushes before the database names the new
positions; what a killed writer appended is cut off by the next one. A file is never written to where it is named.
"""

import mmap
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.drafts import flush_to_disk
from pincite.index.port import Vector
from pincite.models.ports import Vectors

FORM = np.dtype("<f4")

COPIED_ROWS = 20_000
"""How many vectors are copied at once into a new file: 31 MB of 384 numbers each."""

Runs = tuple[NDArray[np.int64], NDArray[np.int64]]
"""First positions, and how many vectors from there, in ascending order."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """The vectors of a file up to a position, shape (positions, dimensions)."""

    file: Path
    matrix: Vectors


def mapped(file: Path, positions: int, dimensions: int, known: Mapped | None = None) -> Mapped:
    """The vectors of a file up to a position; as they were mapped before where that reaches as far.

    Raises:
        FileNotFoundError: the file was replaced.
        OSError: it is too short, or cannot be read.
    """
    size = positions * dimensions * FORM.itemsize
    if size and file.stat().st_size < size:
        raise OSError(f"{file.name} is too short: it was cut off")
    if known is not None and known.file == file and len(known.matrix) >= positions:
        return known
    if not size:
        return Mapped(file, np.zeros((0, dimensions), np.float32))
    with file.open("rb") as stream:
        content = mmap.mmap(stream.fileno(), size, access=mmap.ACCESS_READ)
    return Mapped(file, np.frombuffer(content, FORM).reshape(positions, dimensions))


def runs_of(firsts: NDArray[np.int64], counts: NDArray[np.int64]) -> Runs:
    """Ranges that follow one another without a gap as one; the ranges are in ascending order and do not overlap."""
    if not len(firsts):
        return firsts, counts
    begins = np.flatnonzero(np.concatenate(([True], firsts[1:] != firsts[:-1] + counts[:-1])))
    return firsts[begins], np.add.reduceat(counts, begins)


def cosines(matrix: Vectors, runs: Runs, vector: Vector) -> NDArray[np.float32]:
    """The cosine of each vector in some ranges with a question's; no other vector is read.

    Each is summed by itself: its last bit does not depend on what lies beside it, as with a product of matrices.
    """
    firsts, counts = runs
    scores = np.empty(int(counts.sum()), np.float32)
    at = 0
    for first, count in zip(firsts.tolist(), counts.tolist(), strict=True):
        np.vecdot(matrix[first : first + count], vector, out=scores[at : at + count])
        at += count
    return scores


def append(file: Path, positions: int, vectors: Vectors) -> None:
    """Write vectors behind the first `positions` of a file, flushed to the disk; what lay there was never named.

    Raises:
        OSError: the disk refused.
    """
    descriptor = os.open(file, os.O_WRONLY | os.O_CLOEXEC)
    with os.fdopen(descriptor, "wb") as stream:
        at = positions * vectors.shape[1] * FORM.itemsize
        stream.truncate(at)
        stream.seek(at)
        stream.write(vectors.astype(FORM, copy=False).tobytes())
        stream.flush()
        os.fsync(stream.fileno())


def copied(file: Path, matrix: Vectors, firsts: Sequence[int], counts: Sequence[int]) -> None:
    """Write a new file of some ranges of vectors, one after the other, flushed to the disk.

    Raises:
        OSError: the disk refused; then there is no such file.
    """
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as stream:
            for first, count in zip(firsts, counts, strict=True):
                for at in range(first, first + count, COPIED_ROWS):
                    stream.write(matrix[at : min(at + COPIED_ROWS, first + count)].tobytes())
            stream.flush()
            os.fsync(stream.fileno())
        flush_to_disk(file.parent)
    except OSError:
        file.unlink(missing_ok=True)
        raise
