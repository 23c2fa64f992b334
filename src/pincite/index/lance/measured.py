"""Says how the table stands, without reading its rows."""

import asyncio

from pincite.index.lance.opened import version_of
from pincite.index.lance.upkeep import Upkeep
from pincite.index.status import IndexStatus


class Measured(Upkeep):
    """Implements `index.port.Upkeep.status`."""

    async def status(self) -> IndexStatus:
        """How the index stands.

        Raises:
            IndexingError: the index cannot be read.
        """
        snapshot = await self._snapshot()
        sizes = await asyncio.to_thread(self._here.sizes)
        if snapshot is None:
            return IndexStatus(version_of(None), 0, 0, 0, 0, 0, None, 0, sizes, None, True)
        state = await self._state(snapshot.table)
        with self._engine_errors("be read"):
            names = [index.name for index in await snapshot.table.list_indices() if index.columns == ["vector"]]
            stats = await snapshot.table.index_stats(names[0]) if names else None
        return IndexStatus(
            version=version_of(snapshot),
            rows=state.rows,
            documents=await asyncio.to_thread(self._postings.documents),
            unfolded=state.unfolded,
            fragments=state.fragments,
            versions=await asyncio.to_thread(self._here.versions),
            vectors=None if stats is None else stats.num_indexed_rows,
            parts=0 if stats is None else stats.num_indices or 1,
            bytes=sizes,
            folded=await asyncio.to_thread(self._notes.last_fold),
            keeps_numbers=snapshot.keeps_numbers,
            is_being_made=self._place is None and await asyncio.to_thread(self._home.being_made) is not None,
        )
