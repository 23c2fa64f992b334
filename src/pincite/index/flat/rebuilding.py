"""Makes a flat index beside the index that serves, and puts it in its place in one step."""

import asyncio
from collections.abc import Mapping
from typing import Self

from pincite.databases import transaction
from pincite.documents.span import DocumentId
from pincite.index import notes, places
from pincite.index.flat.opened import LOCK, WRITER_WAIT_SECONDS
from pincite.index.flat.upkeep import Upkeep
from pincite.index.notes import Made
from pincite.index.writer_lock import writer_lock


class Rebuilding(Upkeep):
    """Implements `index.port.Rebuilding`."""

    async def beside(self, purpose: str) -> Self:
        """The index that is being made for a purpose; it goes on where its making was interrupted.

        One that is being made for another purpose is dropped.

        Raises:
            IndexingError: it cannot be made there.
        """
        with self._errors("be made anew"):
            return self._at(await asyncio.to_thread(places.beside, self._folder, purpose))

    async def note_made(self, made: Mapping[DocumentId, Made]) -> None:
        """Note of documents that their rows are in this index, for `switch` and for going on after an interruption.

        Raises:
            IndexingError: the index could not be written.
        """
        await self._locked(self._note_made, made)

    def _note_made(self, made: Mapping[DocumentId, Made]) -> str:
        with self._writing("be written") as (db, _, _), transaction(db):
            notes.note_made(db, made)
        return ""

    async def made(self) -> Mapping[DocumentId, Made]:
        """The documents that were noted, except those whose rows were changed since.

        Raises:
            IndexingError: the index cannot be read.
        """
        return await asyncio.to_thread(self._made_so_far)

    def _made_so_far(self) -> dict[DocumentId, Made]:
        with self._reading("be read") as snapshot:
            return {} if snapshot is None else notes.made(snapshot.db)

    async def switch(self) -> None:
        """Have the index that is being made serve from now on, in one step. The caller keeps others from writing.

        The former one stays for a while, for searches that are reading it.

        Raises:
            IndexingError: none is being made, or the disk failed; then the former one serves.
        """
        found = await asyncio.to_thread(places.being_made, self._folder)
        if found is not None:
            with self._errors("be put in its place"):
                async with writer_lock(self._folder / LOCK, WRITER_WAIT_SECONDS):
                    await asyncio.to_thread(places.switch, self._folder, found[0])
                    await asyncio.to_thread(self._forget_made)

    def _forget_made(self) -> None:
        with self._writing("be written") as (db, _, _), transaction(db):
            db.execute("DELETE FROM made_anew")
