"""An index in a folder of this machine: files, their locks, and the operating system's cache. Implements `Home`."""

import asyncio
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path

from pincite.documents.span import DocumentId
from pincite.index import places
from pincite.index.durable import make_durable
from pincite.index.lance.home import PARTS, TABLE, Place, RowsOf
from pincite.index.lance.wording import first_line
from pincite.index.notes import Fit
from pincite.index.postings import Postings
from pincite.index.writer_lock import is_free, writer_lock

POSTINGS = "words.db"

LOCK = "writer.lock"


@dataclass(frozen=True)
class FolderPlace:
    """A folder with a table and its postings. Implements `Place`."""

    folder: Path
    postings: Postings = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "postings", Postings(self.folder / POSTINGS))

    @property
    def name(self) -> str:
        """Where it is, for people."""
        return str(self.folder)

    @property
    def address(self) -> str:
        """What LanceDB opens."""
        return str(self.folder)

    @property
    def options(self) -> Mapping[str, str]:
        """Nothing: a folder needs none."""
        return {}

    @property
    def is_shared(self) -> bool:
        """False: the folder is of this machine, and a lock of its system shows who writes."""
        return False

    @property
    def notes(self) -> Postings:
        """What writers note, in the file of the postings, so that both change in one transaction."""
        return self.postings

    async def settle(self, rows: RowsOf, touched: Sequence[DocumentId] | None, fit: Fit) -> None:
        """Bring the postings up to a version: those of the `touched` documents, or all if that is None."""
        if touched is None:
            await asyncio.to_thread(self.postings.clear)
            async for batch in rows(None):
                await asyncio.to_thread(self.postings.add, batch)
            await asyncio.to_thread(self.postings.note, fit)
        elif touched:
            found = [row async for batch in rows(touched) for row in batch]
            await asyncio.to_thread(self.postings.replace, touched, found, fit)
        else:
            await asyncio.to_thread(self.postings.note, fit)

    async def catch_up(self, rows: RowsOf, fit: Fit) -> None:
        """Nothing: whoever settles a version brings the postings up to it."""

    def folded(self) -> None:
        """Merge the postings, after a fold of the table."""
        self.postings.merge()

    def erased(self) -> None:
        """Leave nothing in the postings of what was dropped."""
        self.postings.shrink()

    def said(self, error: Exception) -> str:
        """What an engine's error says."""
        return first_line(error)

    @property
    def _table(self) -> Path:
        return self.folder / f"{TABLE}.lance"

    def is_begun(self) -> bool:
        """True once the table has its first commit, or rows without any commit."""
        return any((self._table / "_versions").glob("*.manifest")) or any((self._table / "data").glob("*"))

    def prepare(self) -> None:
        """Make the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)

    def make_durable(self, since_ns: int) -> None:
        """Flush to the disk what was written since."""
        make_durable(self.folder, since_ns)

    def versions(self) -> int:
        """How many versions of the table are kept."""
        return sum(1 for _ in (self._table / "_versions").glob("*.manifest"))

    def sizes(self) -> dict[str, int]:
        """Bytes on the disk, by what they are of."""
        found = Counter[str]({"rows": 0, "structures": 0, "words": 0, "rest": 0})
        for directory, _, names in os.walk(self.folder):
            inside = Path(directory).relative_to(self.folder).parts
            part = PARTS.get(inside[1], "rest") if len(inside) > 1 and inside[0] == f"{TABLE}.lance" else "rest"
            for name in names:
                try:
                    size = Path(directory, name).stat().st_size
                except FileNotFoundError:
                    continue
                found["words" if not inside and name.startswith(POSTINGS) else part] += size
        return dict(found)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder in which an index lies, and others below it that are being made. Implements `Home`."""

    folder: Path

    def serving(self) -> FolderPlace:
        """The place of the index that serves."""
        return FolderPlace(places.serving(self.folder))

    def being_made(self) -> tuple[FolderPlace, str] | None:
        """Where an index is being made and what for."""
        found = places.being_made(self.folder)
        return None if found is None else (FolderPlace(found[0]), found[1])

    def beside(self, purpose: str) -> FolderPlace:
        """Where the index for a purpose is being made."""
        return FolderPlace(places.beside(self.folder, purpose))

    def switch(self, place: Place) -> None:
        """Have the index at a place serve from now on."""
        places.switch(self.folder, Path(place.address))

    def sweep(self, *, at_once: bool = False) -> None:
        """Remove what neither serves nor is being made."""
        places.sweep(self.folder, at_once=at_once)

    def writing(self, place: Place | None, wait_seconds: float) -> AbstractAsyncContextManager[None]:
        """While this lasts, the only right to write: the operating system's lock on a file."""
        return writer_lock(self._lock(place), wait_seconds)

    def is_free(self, place: Place | None) -> bool:
        """True if nobody holds that right at this moment."""
        return is_free(self._lock(place))

    def _lock(self, place: Place | None) -> Path:
        return (self.folder if place is None else Path(place.address)) / LOCK
