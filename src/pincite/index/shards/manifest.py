"""Which version of each shard counts at one moment. Readers read these versions and no others."""

from collections.abc import Collection
from dataclasses import dataclass

from pincite.index.missing import BETWEEN, LOST
from pincite.index.notes import Fit
from pincite.index.posting_tables import METHOD
from pincite.index.shards.placing import tables_of

EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Manifest:
    """An index that serves, and what counts of each of its shards; None for one that has no rows yet."""

    index: str
    fits: tuple[Fit | None, ...]

    @property
    def count(self) -> int:
        """How many shards there are."""
        return len(self.fits)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the shards' tables."""
        return tables_of(self.index)

    @property
    def version(self) -> str:
        """The versions of all shards, as the record keeps them."""
        return BETWEEN.join(map(_version, self.fits)) if any(self.fits) else EMPTY

    def version_without(self, lost: Collection[int]) -> str:
        """The version that was read where some shards were not searched."""
        if not lost:
            return self.version
        return BETWEEN.join(LOST if shard in lost else _version(fit) for shard, fit in enumerate(self.fits))


def versions_in(version: str, count: int) -> tuple[str, ...]:
    """The version of each shard in one of the whole; none if it is of another number of shards."""
    found = tuple(version.split(BETWEEN)) if version != EMPTY else (EMPTY,) * count
    return found if len(found) == count else ()


def _version(fit: Fit | None) -> str:
    return EMPTY if fit is None else f"{fit.origin}.{fit.version}.{METHOD}"
