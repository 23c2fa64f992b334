"""The tables of shards, as those who read and those who write open them.

A reader has each at the version that its manifest names. A writer commits to the tables of several shards, and only
then all these versions count, in one transaction of the database: until then readers read those before.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pincite.documents.span import DocumentId
from pincite.errors import IndexingError
from pincite.index.lance.bucket import BucketPlace
from pincite.index.notes import Fit
from pincite.index.place_notes import PlaceNotes
from pincite.index.shared_notes import Settled

if TYPE_CHECKING:
    from pincite.index.lance.home import Place, RowsOf


@dataclass(frozen=True, slots=True)
class PinnedNotes(PlaceNotes):
    """The notes of a table for a reader, to whom one version counts."""

    pinned: Fit | None

    def fit(self) -> Fit | None:
        """The version that the reader was told."""
        return self.pinned


@dataclass(frozen=True, slots=True)
class WritingNotes(PlaceNotes):
    """The notes of a table for the writer, to whom its own commits count already."""

    unsettled: dict[str, Settled]

    def fit(self) -> Fit | None:
        """The version that the next commit goes on from."""
        own = self.unsettled.get(self.place)
        return PlaceNotes.fit(self) if own is None else own.fit


@dataclass(frozen=True)
class WritingPlace(BucketPlace):
    """A table as the writer of several opens it."""

    unsettled: dict[str, Settled] = field(default_factory=dict, compare=False)

    async def settle(self, rows: "RowsOf", touched: Sequence[DocumentId] | None, fit: Fit) -> None:
        """Keep it back that a version counts, unless its rows are those of the version before."""
        if touched or (touched is not None and self.key in self.unsettled):
            before = self.unsettled.get(self.key)
            documents = (*(before.touched if before is not None else ()), *touched)
            self.unsettled[self.key] = Settled(self.key, documents, fit)
        else:
            await super().settle(rows, touched, fit)

    async def catch_up(self, rows: "RowsOf", fit: Fit) -> None:
        """Nothing: what does not count yet is in no postings."""


@dataclass(frozen=True, slots=True)
class OneTable:
    """What LanceIndex needs of a home to write one table; whoever made it has the right to write. Implements `Home`."""

    place: BucketPlace

    def serving(self) -> BucketPlace:
        """The table."""
        return self.place

    def being_made(self) -> None:
        """None: that is for the index as a whole."""

    def beside(self, purpose: str) -> BucketPlace:
        """Refused: that is for the index as a whole."""
        raise IndexingError(f"one shard of an index is not made anew for {purpose!r}; make the whole index anew")

    def switch(self, place: "Place") -> None:
        """Refused."""
        raise IndexingError(f"one shard of an index is not replaced by {place.name}; make the whole index anew")

    def sweep(self, *, at_once: bool = False) -> None:
        """Nothing."""

    @asynccontextmanager
    async def writing(self, place: "Place | None", wait_seconds: float) -> AsyncIterator[None]:  # noqa: ARG002
        """Whoever writes all shards has the right already."""
        await asyncio.to_thread(self.place.prepare)
        yield

    def is_free(self, place: "Place | None") -> bool:  # noqa: ARG002
        """False: it is held."""
        return False
