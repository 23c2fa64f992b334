"""Says how the table stands, without reading its rows."""

import asyncio
import os
from collections import Counter
from pathlib import Path

from pincite.index.lance.opened import POSTINGS, TABLE, version_of
from pincite.index.lance.places import being_made
from pincite.index.lance.upkeep import Upkeep
from pincite.index.status import IndexStatus

PARTS = {"data": "rows", "_indices": "structures", "_deletions": "rows"}
"""What is in the folders of a table; anything else is the rest."""


class Measured(Upkeep):
    """Implements `index.port.Upkeep.status`."""

    async def status(self) -> IndexStatus:
        """How the index stands.

        Raises:
            IndexingError: the index cannot be read.
        """
        sizes = await asyncio.to_thread(_sizes, self._folder)
        snapshot = await self._snapshot()
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
            versions=await asyncio.to_thread(_versions, self._folder / f"{TABLE}.lance"),
            vectors=None if stats is None else stats.num_indexed_rows,
            parts=0 if stats is None else stats.num_indices or 1,
            bytes=sizes,
            folded=await asyncio.to_thread(self._postings.last_fold),
            keeps_numbers=snapshot.keeps_numbers,
            is_being_made=self._place is None and being_made(self._home) is not None,
        )


def _versions(table: Path) -> int:
    return sum(1 for _ in (table / "_versions").glob("*.manifest"))


def _sizes(folder: Path) -> dict[str, int]:
    """Bytes on the disk, by what they are of. Files that go away meanwhile are left out."""
    found = Counter[str]({"rows": 0, "structures": 0, "words": 0, "rest": 0})
    for directory, _, names in os.walk(folder):
        inside = Path(directory).relative_to(folder).parts
        part = PARTS.get(inside[1], "rest") if len(inside) > 1 and inside[0] == f"{TABLE}.lance" else "rest"
        for name in names:
            try:
                size = Path(directory, name).stat().st_size
            except FileNotFoundError:
                continue
            found["words" if not inside and name.startswith(POSTINGS) else part] += size
    return dict(found)
