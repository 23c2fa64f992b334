"""Makes an index beside the one that serves, and puts it in its place in one step."""

import asyncio
from collections.abc import Mapping
from typing import Self

from pincite.documents.span import DocumentId
from pincite.index.lance.measured import Measured
from pincite.index.notes import Made


class Rebuilding(Measured):
    """Implements `index.port.Rebuilding`."""

    async def beside(self, purpose: str) -> Self:
        """The index that is being made for a purpose; it goes on where its making was interrupted.

        One that is being made for another purpose is dropped.

        Raises:
            IndexingError: it cannot be made there.
        """
        with self._engine_errors("be made anew"):
            return self._at(await asyncio.to_thread(self._home.beside, purpose))

    async def note_made(self, made: Mapping[DocumentId, Made]) -> None:
        """Note of documents that their rows are in this index, for `switch` and for going on after an interruption."""
        await asyncio.to_thread(self._notes.note_made, made)

    async def made(self) -> Mapping[DocumentId, Made]:
        """The documents that were noted, except those whose rows were changed since."""
        return await asyncio.to_thread(self._notes.made)

    async def switch(self) -> None:
        """Have the index that is being made serve from now on, in one step. The caller keeps others from writing.

        The former one stays for a while, for searches that are reading it.

        Raises:
            IndexingError: none is being made, or the disk failed; then the former one serves.
        """
        found = await asyncio.to_thread(self._home.being_made)
        if found is not None:
            with self._engine_errors("be put in its place"):
                async with self._writing():
                    await asyncio.to_thread(self._home.switch, found[0])
                    await self._find()
                    await asyncio.to_thread(self._notes.forget_made)
