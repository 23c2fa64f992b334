"""An index in a bucket that machines share: tables as objects, notes and locks in PostgreSQL. Implements `Home`.

Rows and versions of a table lie in the bucket, where each commit is a conditional put. Which version counts, which
index serves and who may write is in the database, which lets go of a writer's lock however the writer ends. Each
machine keeps the postings in a file of its own, which follows what was settled and can be made again from the table.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pincite.documents.span import DocumentId
from pincite.errors import IndexingError, WorkspaceError
from pincite.index.lance.home import PARTS, TABLE, Place, RowsOf
from pincite.index.lance.wording import first_line
from pincite.index.notes import Fit
from pincite.index.place_notes import PlaceNotes
from pincite.index.postings import Postings
from pincite.index.shards.placing import require_one_table
from pincite.index.shared_notes import SharedNotes
from pincite.index.writer_lock import writer_lock
from pincite.objects.bucket import Bucket, reason_of
from pincite.objects.conditional import require_conditional_puts

BELOW: Final = "index"
"""What the names of an index's objects begin with."""

SERVING: Final = "serving"
"""The right to write to whatever index serves."""

POLL_SECONDS: Final = 0.05
"""The pause between two tries for the right to write. A commit to a bucket takes 100-500 ms."""

KEPT_SECONDS: Final = 120.0
"""How long an index that was replaced stays, for searches on other machines that are reading it."""

CAUGHT_UP_WAIT_SECONDS: Final = 600.0
"""How long to wait for another process of this machine that brings the postings up to date; a new machine reads all
rows, some minutes for millions."""


@dataclass(frozen=True)
class BucketPlace:
    """One table below a name in a bucket, and its postings in a folder of this machine. Implements `Place`."""

    bucket: Bucket
    key: str
    notes: PlaceNotes
    folder: Path
    postings: Postings = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "postings", Postings(self.folder / f"words-{self.key}.db"))

    @property
    def name(self) -> str:
        """Where it is, for people."""
        return self.address

    @property
    def address(self) -> str:
        """What LanceDB opens."""
        return self.bucket.url(f"{BELOW}/{self.key}")

    @property
    def options(self) -> Mapping[str, str]:
        """What LanceDB has to know; the credentials are among it."""
        return self.bucket.options()

    @property
    def is_shared(self) -> bool:
        """True: machines share it."""
        return True

    async def settle(self, rows: RowsOf, touched: Sequence[DocumentId] | None, fit: Fit) -> None:  # noqa: ARG002
        """Note that a version is whole; each machine's postings follow with its next search."""
        await asyncio.to_thread(self.notes.settle, touched, fit)

    async def catch_up(self, rows: RowsOf, fit: Fit) -> None:
        """Have the postings of this machine fit a version that was settled, if they do not go beyond it."""
        if await asyncio.to_thread(self._is_past, fit):
            return
        await asyncio.to_thread(self.prepare)
        async with writer_lock(self.folder / "words.lock", CAUGHT_UP_WAIT_SECONDS):
            if await asyncio.to_thread(self._is_past, fit):
                return
            since = await asyncio.to_thread(self.notes.since, await asyncio.to_thread(self.postings.fit), fit)
            if since.documents is None:
                await asyncio.to_thread(self.postings.clear)
                async for batch in rows(None):
                    await asyncio.to_thread(self.postings.add, batch)
                await asyncio.to_thread(self.postings.note, fit)
                await asyncio.to_thread(self.postings.shrink)
            else:
                found = [row async for batch in rows(since.documents) for row in batch] if since.documents else []
                await asyncio.to_thread(self.postings.follow, since.documents, found, fit)
            if since.has_fold:
                await asyncio.to_thread(self.postings.merge)

    def _is_past(self, fit: Fit) -> bool:
        own = self.postings.fit()
        return own is not None and own.origin == fit.origin and (own == fit or own.version > fit.version)

    def folded(self) -> None:
        """Nothing: the postings of each machine merge once they follow."""

    def erased(self) -> None:
        """Forget which documents were written. Each machine makes its postings anew: the whole table was settled."""
        self.notes.note_erasure()

    def said(self, error: Exception) -> str:
        """What an engine's error says; of what the store answered, only what it means."""
        if "Generic S3 error" in str(error) or "status code" in str(error):
            return reason_of(error)
        return first_line(error)

    def is_begun(self) -> bool:
        """True once the table has its first commit, or rows without any commit.

        Raises:
            IndexingError: the store does not say, or has nothing although something was settled.
        """
        if any(self._listed(f"{TABLE}.lance/_versions")) or any(self._listed(f"{TABLE}.lance/data")):
            return True
        if self.notes.fit() is not None:
            raise IndexingError(
                f"the search index in {self.name} is gone, although it was written there: the store was emptied, or is "
                "another; bring the objects back, or make the index anew with: pincite index rebuild"
            )
        return False

    def prepare(self) -> None:
        """Make the folder of the postings."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def make_durable(self, since_ns: int) -> None:
        """Nothing: an object that was put is durable."""

    def versions(self) -> int:
        """How many versions of the table are kept."""
        return sum(name.endswith(".manifest") for name, _ in self._listed(f"{TABLE}.lance/_versions"))

    def sizes(self) -> dict[str, int]:
        """Bytes in the bucket, by what they are of, and of the words in this machine's file."""
        found = Counter[str]({"rows": 0, "structures": 0, "words": 0, "rest": 0})
        for name, size in self._listed(""):
            inside = name.removeprefix(f"{BELOW}/{self.key}/").split("/")
            found[PARTS.get(inside[1], "rest") if len(inside) > 2 else "rest"] += size
        for file in self.folder.glob(f"words-{self.key}.db*"):
            found["words"] += file.stat().st_size
        return dict(found)

    def remove(self) -> None:
        """Delete the table's objects, and the postings of this machine.

        Raises:
            IndexingError: the store refused.
        """
        names = [name for name, _ in self._listed("")]
        try:
            self.bucket.delete(names)
        except WorkspaceError as error:
            raise IndexingError(str(error)) from error
        for file in self.folder.glob(f"words-{self.key}.db*"):
            file.unlink(missing_ok=True)

    def _listed(self, below: str) -> list[tuple[str, int]]:
        try:
            return list(self.bucket.listed(f"{BELOW}/{self.key}/{below}".rstrip("/") + "/"))
        except WorkspaceError as error:
            raise IndexingError(f"the search index in {self.name} cannot be looked at: {error}") from error


class BucketHome:
    """Indexes below one prefix of a bucket. Implements `Home`."""

    def __init__(self, bucket: Bucket, notes: SharedNotes, folder: Path) -> None:
        """`folder` is where this machine keeps its postings."""
        self.bucket, self.notes, self.folder = bucket, notes, folder
        self._is_checked = False

    def serving(self) -> BucketPlace:
        """The place of the index that serves.

        Raises:
            IndexingError: it is in shards.
        """
        index = self.notes.lying()[0]
        require_one_table(index)
        return self._place(index, SERVING)

    def being_made(self) -> tuple[BucketPlace, str] | None:
        """Where an index is being made and what for."""
        _, beside, purpose = self.notes.lying()
        return (self._place(beside, beside), purpose) if beside else None

    def beside(self, purpose: str) -> BucketPlace:
        """Where the index for a purpose is being made."""
        key = self.notes.beside(f"made-{secrets.token_hex(4)}", purpose)
        return self._place(key, key)

    def switch(self, place: Place) -> None:
        """Have the index at a place serve from now on."""
        self.notes.switch(SERVING, place.address.rpartition("/")[2])

    def sweep(self, *, at_once: bool = False) -> None:
        """Remove what neither serves nor is being made; without `at_once` a while after it was replaced."""
        for key in self.notes.replaced(0.0 if at_once else KEPT_SECONDS):
            self._place(key, key).remove()
            self.notes.forget(key)

    @asynccontextmanager
    async def writing(self, place: Place | None, wait_seconds: float) -> AsyncIterator[None]:
        """While this lasts, the only right to write: a lock of the database's, which goes with this process."""
        async with self.holding(self._lock(place), wait_seconds):
            yield

    @asynccontextmanager
    async def holding(self, lock: str, wait_seconds: float) -> AsyncIterator[None]:
        """The same by the name of the lock."""
        await asyncio.to_thread(self._require_checked)
        deadline = asyncio.get_running_loop().time() + wait_seconds
        while not await asyncio.to_thread(self.notes.take, lock):
            if asyncio.get_running_loop().time() >= deadline:
                raise IndexingError(
                    f"the search index in {self.bucket.name} is being written by another process, on this machine or "
                    f"another; gave up after {wait_seconds:g} s; wait until it has finished, or end it"
                )
            await asyncio.sleep(POLL_SECONDS)
        try:
            yield
        finally:
            await asyncio.to_thread(self.notes.let_go, lock)

    def is_free(self, place: Place | None) -> bool:
        """True if nobody holds that right at this moment."""
        return self.notes.is_free(self._lock(place))

    def _require_checked(self) -> None:
        """Refuse a store that does not keep conditional puts, before the first write of this process."""
        if not self._is_checked:
            try:
                require_conditional_puts(self.bucket)
            except WorkspaceError as error:
                raise IndexingError(str(error)) from error
            self._is_checked = True

    def _place(self, key: str, lock: str) -> BucketPlace:
        return self.place(key, PlaceNotes(self.notes, key, lock))

    def place(self, key: str, notes: PlaceNotes) -> BucketPlace:
        """A table in the bucket with its notes."""
        return BucketPlace(self.bucket, key, notes, self.folder)

    def _lock(self, place: Place | None) -> str:
        return SERVING if place is None else place.address.rpartition("/")[2]
