"""Puts rows in and takes them out: each write is one commit under a lock of ours, and the postings follow."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

import lancedb
from lancedb.expr import col
from lancedb.index import Bitmap, BTree, LabelList

from pincite.documents.span import DocumentId, MatterId
from pincite.errors import IndexingError
from pincite.index.checks import require_rows
from pincite.index.lance.columns import SENTENCES, columns_of
from pincite.index.lance.erasing import erase_rows
from pincite.index.lance.filters import literal, literal_list
from pincite.index.lance.opened import Snapshot, version_of
from pincite.index.lance.words import TableWithPostings, fit_of
from pincite.index.notes import Fold, UnderWay
from pincite.index.port import Row

COMMIT_ATTEMPTS = 6
"""The most tries of a commit that loses to another writer; our lock makes even one such conflict rare."""

COMMIT_PAUSE_SECONDS = 0.05
"""Pause after the first lost commit; it doubles each time (1.6 s in all)."""

SEARCH_STRUCTURES: Mapping[str, Bitmap | BTree | LabelList] = {
    "matter": Bitmap(),
    "document": BTree(),
    "labels": LabelList(),
}
"""They are made on the empty table, so that a filter never reads every row. Among 60,000 rows, those of a label are
searched in 12 ms; without its structure in 28 ms, and longer with every row."""

NO_LONGER = ("search_text",)
"""Columns that have a structure in tables of earlier releases; the next write drops it."""

CONFLICT_WORDS = ("conflict", "concurrent writers", "failed to commit")
"""LanceDB's words for a lost commit, for which it has no exception of its own."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class TableState:
    """Rows of a table, the fragments that they lie in, and how many rows wait to be folded."""

    rows: int
    fragments: int
    unfolded: int


class Writing(TableWithPostings):
    """Implements `index.port.Writing`."""

    async def upsert(self, rows: Sequence[Row], replacing: Sequence[DocumentId]) -> str:
        """Add rows and, in the same commit, drop every earlier row of the documents named in `replacing`.

        Raises:
            IndexingError: a row does not fit this index, or the commit failed; then nothing has changed.
        """
        if not rows:
            return await self.delete(replacing)
        require_rows(rows, self._dimensions)
        with self._engine_errors("take these rows"):
            columns = columns_of(rows, self._dimensions)

        async def commit(table: lancedb.AsyncTable) -> None:
            # Two commits instead of a merge, which joins with the keys of all rows: 1.3 s and 2 GB at a million. Nobody
            # searches between them, since the postings fit neither.
            if replacing:
                await self._next_version(table, table.delete(col("document").isin(sorted(set(replacing)))))
            await self._next_version(table, table.add(columns))

        touched = [*replacing, *(row.chunk.document for row in rows)]
        return await self._write(commit, touched, is_undone=bool(replacing))

    async def delete(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents.

        Raises:
            IndexingError: the commit failed; then nothing has changed.
        """
        if not documents:
            return await self.version()

        async def commit(table: lancedb.AsyncTable) -> None:
            await self._next_version(table, table.delete(col("document").isin(sorted(set(documents)))))

        return await self._write(commit, documents)

    async def erase(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents, and whatever the folder's files still have of rows dropped earlier.

        All remaining rows are rewritten, which takes as long as `optimize` at its longest. Earlier versions go, so a
        search that is reading one fails.

        Raises:
            IndexingError: the index could not be written; then some of it may still be there, so erase again.
        """
        if self._place is None:
            await self.erase_beside(documents)
        if await self._snapshot() is None:
            return version_of(None)

        async def commit(table: lancedb.AsyncTable) -> None:
            await erase_rows(table, documents, SEARCH_STRUCTURES, self._vectors(), self._vector_index_from)

        return await self._write(commit, documents, is_whole=True)

    async def erase_beside(self, documents: Sequence[DocumentId]) -> None:
        """Erase documents from an index that is being made, and remove those that were replaced."""
        with self._engine_errors("be written"):
            await asyncio.to_thread(self._home.sweep, at_once=True)
            made = await asyncio.to_thread(self._home.being_made)
        if made is not None:
            await self._at(made[0]).erase(documents)

    async def relabel(self, documents: Sequence[DocumentId], matter: MatterId, labels: Sequence[str]) -> str:
        """Give every row of these documents another matter and other labels; effective for every later search.

        Raises:
            IndexingError: the commit failed; then nothing has changed.
        """
        if not documents:
            return await self.version()
        values = {"matter": literal(matter), "labels": literal_list(labels)}

        async def commit(table: lancedb.AsyncTable) -> None:
            where = col("document").isin(sorted(set(documents)))
            await self._next_version(table, table.update(where=where, updates_sql=values))

        return await self._write(commit, documents)

    async def _write(
        self,
        commit: Callable[[lancedb.AsyncTable], Awaitable[None]],
        touched: Sequence[DocumentId],
        *,
        is_undone: bool = False,
        is_whole: bool = False,
    ) -> str:
        """Run the commits of a write under the writer's lock, again if another writer was first; return the version.

        `touched` are the documents whose rows it changes. The postings are updated before this returns, and all is then
        on the disk, not only in the system's cache. If the writer is killed before, the next writer or search updates
        them, or takes back what was committed (`is_undone`), where it may be half of the write. `is_whole` is for what
        rewrites all rows.
        """
        began = time.time_ns()

        async def attempt() -> None:
            before = await self._ready()
            write = UnderWay(before.number, is_undone, tuple(touched))
            await asyncio.to_thread(self._notes.begin, write, fit_of(before))
            await commit(before.table)
            after = await self._require_snapshot()
            if self._here.is_shared:
                _require_none_between(after.number, await before.table.version())
            # Machines that make their postings anew keep nothing of what is erased.
            await self._follow(after, None if is_whole and self._here.is_shared else touched)
            if is_whole:
                await self._noted_fold(0, time.time() - began / 1e9, is_whole=True)
                await asyncio.to_thread(self._here.erased)

        with self._engine_errors("be written"):
            await asyncio.to_thread((await self._find()).prepare)
            async with self._writing():
                await retry_on_conflict(attempt)
                await asyncio.to_thread(self._here.make_durable, began)
                if self._place is None:
                    await asyncio.to_thread(self._home.sweep)
                return await self.version()

    async def _next_version(self, table: lancedb.AsyncTable, change: Awaitable[object]) -> None:
        """Make one change, which is to be the next version where machines share the table.

        Raises:
            IndexingError: another writer's came between.
        """
        if not self._here.is_shared:  # the lock is a file's and is not lost; whoever writes without it is followed
            await change
            return
        before = await table.version()
        await change
        _require_none_between(await table.version(), before + 1)

    async def _noted_fold(self, waiting: int, seconds: float, *, is_whole: bool) -> None:
        """Note a fold that has ended, by whoever holds the writer's lock."""
        after = await self._require_snapshot()
        if not after.keeps_numbers:
            await self._renumber(after)
        at, state = datetime.now(UTC).isoformat(timespec="seconds"), await self._state(after.table)
        fold, fit = Fold(at, round(seconds, 3), waiting, state.fragments, is_whole), fit_of(after)
        await asyncio.to_thread(self._notes.note_fold, fit, fold)

    async def _state(self, table: lancedb.AsyncTable) -> TableState:
        with self._engine_errors("be read"):
            stats = cast(Mapping[str, Any], await table.stats())  # no object, as LanceDB's annotation has it
            unfolded = max((index.num_unindexed_rows or 0 for index in await table.list_indices()), default=0)
            return TableState(stats["num_rows"], stats["fragment_stats"]["num_fragments"], unfolded)

    async def _ready(self) -> Snapshot:
        """The newest version, with all that a table has and postings that fit it, for who holds the lock."""
        snapshot = await self._newest() or await self._create()
        fits = await asyncio.to_thread(self._fits, snapshot)
        if await _complete(snapshot.table):
            snapshot = await self._require_snapshot()
            if fits:
                await self._follow(snapshot, ())
        return snapshot if fits else await self._mended(snapshot)


async def retry_on_conflict(attempt: Callable[[], Awaitable[Result]]) -> Result:
    """The result of a commit, tried again after a growing pause while another writer is first.

    Raises:
        RuntimeError, ValueError, OSError: the last attempt's error, or the first one that is no conflict.
    """
    for tried in range(1, COMMIT_ATTEMPTS):
        try:
            return await attempt()
        except (RuntimeError, ValueError, OSError) as error:
            if not any(words in str(error).lower() for words in CONFLICT_WORDS):
                raise
        await asyncio.sleep(COMMIT_PAUSE_SECONDS * 2 ** (tried - 1))
    return await attempt()


def _require_none_between(found: int, expected: int) -> None:
    """Refuse a commit that the engine put on top of another writer's: the postings would lack that one's rows.

    It takes a writer that lost its lock and does not know it, such as one cut off from the database that has the lock.

    Raises:
        IndexingError: there is a version that this writer did not make.
    """
    if found != expected and found != expected - 1:  # a change of no rows makes no version
        raise IndexingError(
            "another process wrote to the search index at the same time, without the right to, so nothing of this "
            "write counts; try again"
        )


async def _complete(table: lancedb.AsyncTable) -> bool:
    """Make what a table lacks; true if it lacked something.

    A new one lacks its search structures, one of an earlier release a column.
    """
    number = await table.version()
    if SENTENCES not in (await table.schema()).names:
        await table.add_columns({SENTENCES: "arrow_cast(NULL, 'Binary')"})
    present = {index.columns[0]: index.name for index in await table.list_indices()}
    for column, structure in SEARCH_STRUCTURES.items():
        if column not in present:
            await table.create_index(column, config=structure)
    for column in NO_LONGER:
        if column in present:
            await table.drop_index(present[column])
    return await table.version() != number
