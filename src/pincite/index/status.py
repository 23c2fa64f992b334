"""The state of an index: how large it is, what waits, what the last fold cost, and what to do about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pincite.index.notes import Fold

MANY_PARTS = 200
"""Parts of the vector index from which a whole fold is advised: each fold adds one, and a search reads all of them. At
a million rows in 46 parts a search by vector took 85 ms of processor time, 50 ms once they were one."""

MANY_VERSIONS = 500
"""Earlier versions of the table from which something has kept folds from dropping them."""

FLAT_UP_TO = 300_000
"""Rows up to which a flat index is meant. At so many, who may see all waits as long as with LanceDB (86 and 82 ms), and
who may see a tenth a third as long (21 and 60 ms); from there on a flat index's time grows with the rows."""

MUCH_UNFOLDED = 60_000
"""Unfolded rows from which folds have not been made for some reason: they are due at a third of this at the latest."""


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How an index stands.

    `unfolded` are rows that a search reads one by one, `fragments` the files that rows lie in, `versions` the states
    that are still on the disk. The vector index has `vectors` rows in `parts` parts; None before it is worth making.
    `bytes` are those on the disk: of rows, search structures, words, and the rest. `keeps_numbers` is false for a
    table of an earlier release, where a fold reads the places of all rows. `is_flat` is true where every search
    compares all vectors that it may, however many there are. `set_to` is the kind that the settings name, where the
    index is of another.
    """

    version: str
    rows: int
    documents: int
    unfolded: int
    fragments: int
    versions: int
    vectors: int | None
    parts: int
    bytes: Mapping[str, int]
    folded: Fold | None
    keeps_numbers: bool
    is_being_made: bool = False
    is_flat: bool = False
    set_to: str | None = None

    @property
    def problems(self) -> tuple[str, ...]:
        """What should be seen to, a sentence each, with what to do."""
        return tuple(_problems(self))


def _problems(status: IndexStatus) -> Iterator[str]:
    if status.unfolded > MUCH_UNFOLDED:
        yield (
            f"{status.unfolded:,} rows wait to be folded, and every search reads them one by one; "
            "fold them with: pincite index fold"
        )
    if status.parts > MANY_PARTS:
        yield (
            f"the vector index has {status.parts} parts, and every search reads all of them; make them one, when it is "
            "quiet, with: pincite index fold --whole"
        )
    if status.versions > MANY_VERSIONS:
        yield (
            f"{status.versions} earlier versions are on the disk; drop those that nobody reads with: pincite index fold"
        )
    if status.rows and not status.keeps_numbers:
        yield (
            "the index was made by an earlier release, and each fold of it reads the places of all rows; make it anew "
            "with: pincite index rebuild"
        )
    if status.is_flat and status.rows > FLAT_UP_TO:
        yield (
            f"the flat index has {status.rows:,} rows, and a search of all of them compares every vector; LanceDB, "
            "which compares a part of them, was as fast with 300,000 and should be faster from here on: install "
            'pincite[lance], set backend = "lance" in [index] of settings.toml, and make '
            "the index anew with: pincite index rebuild"
        )
    if status.set_to is not None:
        yield (
            f'settings.toml sets backend = "{status.set_to}" in [index], and the index that serves is of another kind; '
            "make it anew with: pincite index rebuild"
        )
    if status.is_being_made:
        yield (
            "an index is being made beside this one, or its making was interrupted; go on with it with: "
            "pincite index rebuild"
        )
