"""Where an index in shards lies: tables in a bucket that machines share, and a database that says what counts."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pincite.index.lance.bucket import KEPT_SECONDS, SERVING, BucketHome, BucketPlace
from pincite.index.notes import Fit
from pincite.index.shards.manifest import Manifest
from pincite.index.shards.places import PinnedNotes, WritingNotes, WritingPlace
from pincite.index.shards.placing import name_of, tables_of
from pincite.index.shared_notes import FIRST, Settled

WRITER_WAIT_SECONDS = 120.0
"""How long to wait for a writer, as for an index of one table."""


class ShardsHome:
    """The index of one workspace, in shards; also one of a single table, which was made without them.

    A new index gets `count` shards; one that serves has those with which it was made.
    """

    def __init__(self, whole: BucketHome, count: int) -> None:
        self.whole, self.notes, self.count = whole, whole.notes, count

    @property
    def name(self) -> str:
        """Where it is, for people."""
        return self.whole.bucket.name

    def manifest(self) -> Manifest:
        """What counts now, of one moment.

        Raises:
            IndexingError: the database cannot be read.
        """
        serving, fits = self.notes.counting()
        return _manifest(self._meant(serving, fits), fits)

    def made(self, index: str) -> Manifest:
        """What counts of an index that is being made."""
        return _manifest(index, self.notes.counting()[1])

    def pinned(self, table: str, fit: Fit | None) -> BucketPlace:
        """A table for readers, at the version that counts."""
        return self.whole.place(table, PinnedNotes(self.notes, table, SERVING, fit))

    def written(self, table: str, unsettled: dict[str, Settled], lock: str) -> WritingPlace:
        """A table for the writer, who notes in `unsettled` what does not count yet."""
        bucket, folder = self.whole.bucket, self.whole.folder
        return WritingPlace(bucket, table, WritingNotes(self.notes, table, lock, unsettled), folder, unsettled)

    def being_made(self) -> tuple[str, str] | None:
        """The name of the index that is being made and what for."""
        _, beside, purpose = self.notes.lying()
        return (beside, purpose) if beside else None

    def beside(self, purpose: str) -> str:
        """The name of the index that is being made for a purpose; one that is being made for another is dropped."""
        index = name_of(f"made-{secrets.token_hex(4)}", self.count)
        return self.notes.beside(index, purpose if self.count == 1 else f"{purpose}, in {self.count} shards")

    def switch(self, index: str) -> None:
        """Have an index serve from now on."""
        self.notes.switch(SERVING, index)

    def sweep(self, *, at_once: bool = False) -> None:
        """Remove what neither serves nor is being made; without `at_once` a while after it was replaced."""
        for index in self.notes.replaced(0.0 if at_once else KEPT_SECONDS):
            for table in tables_of(index):
                self.pinned(table, None).remove()
                self.notes.forget(table)
            self.notes.forget(index)

    @asynccontextmanager
    async def writing(self, lock: str) -> AsyncIterator[None]:
        """While this lasts, the only right to write to all shards.

        Raises:
            IndexingError: another process still held it after a while, or that cannot be told.
        """
        async with self.whole.holding(lock, WRITER_WAIT_SECONDS):
            yield

    def begun(self) -> Manifest:
        """What counts, for whoever holds the right to write: an index that never had rows gets its shards now."""
        serving, fits = self.notes.counting()
        meant = self._meant(serving, fits)
        if meant != serving:
            self.notes.serve_first(SERVING, meant)
        return _manifest(meant, fits)

    def settle(self, lock: str, unsettled: dict[str, Settled]) -> None:
        """Have all that was committed count, in one step."""
        if unsettled:
            self.notes.settle(lock, list(unsettled.values()))
            unsettled.clear()

    def _meant(self, serving: str, fits: dict[str, Fit]) -> str:
        """The index that serves; where none was ever written, the one that the next write makes."""
        return name_of(FIRST, self.count) if serving == FIRST and FIRST not in fits else serving


def _manifest(index: str, fits: dict[str, Fit]) -> Manifest:
    return Manifest(index, tuple(fits.get(table) for table in tables_of(index)))
