"""Puts rows in and takes them out: each write is one commit under a lock of ours, and the postings follow."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import lancedb
from lancedb.expr import col
from lancedb.index import Bitmap, BTree, LabelList

from pincite.documents.span import DocumentId, MatterId
from pincite.index.checks import require_rows
from pincite.index.durable import make_durable
from pincite.index.lance.columns import SENTENCES, columns_of
from pincite.index.lance.erasing import erase_rows
from pincite.index.lance.filters import literal, literal_list
from pincite.index.lance.opened import WRITER_WAIT_SECONDS, version_of
from pincite.index.lance.words import Words
from pincite.index.port import Row
from pincite.index.postings import Fit
from pincite.index.writer_lock import writer_lock

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


class Writing(Words):
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

        async def commit(table: lancedb.AsyncTable) -> int:
            if not replacing:
                return int((await table.add(columns)).version)
            merge = table.merge_insert(["document", "version", "ordinal"])
            merge = merge.when_matched_update_all().when_not_matched_insert_all()
            merge = merge.when_not_matched_by_source_delete(col("document").isin(sorted(set(replacing))))
            return int((await merge.execute(columns)).version)

        return await self._write(commit, [*replacing, *(row.chunk.document for row in rows)])

    async def delete(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents.

        Raises:
            IndexingError: the commit failed; then nothing has changed.
        """
        if not documents:
            return await self.version()

        async def commit(table: lancedb.AsyncTable) -> int:
            return int((await table.delete(col("document").isin(sorted(set(documents))))).version)

        return await self._write(commit, documents)

    async def erase(self, documents: Sequence[DocumentId]) -> str:
        """Drop every row of these documents, and whatever the folder's files still have of rows dropped earlier.

        All remaining rows are rewritten, which takes as long as `optimize` at its longest. Earlier versions go, so a
        search that is reading one fails.

        Raises:
            IndexingError: the index could not be written; then some of it may still be there, so erase again.
        """
        if await self._snapshot() is None:
            return version_of(None)

        async def commit(table: lancedb.AsyncTable) -> int:
            return await erase_rows(table, documents, SEARCH_STRUCTURES, self._vectors(), self._vector_index_from)

        version = await self._write(commit, documents, folds=True)
        await asyncio.to_thread(self._postings.shrink)
        return version

    async def relabel(self, documents: Sequence[DocumentId], matter: MatterId, labels: Sequence[str]) -> str:
        """Give every row of these documents another matter and other labels; effective for every later search.

        Raises:
            IndexingError: the commit failed; then nothing has changed.
        """
        if not documents:
            return await self.version()
        values = {"matter": literal(matter), "labels": literal_list(labels)}

        async def commit(table: lancedb.AsyncTable) -> int:
            where = col("document").isin(sorted(set(documents)))
            return int((await table.update(where=where, updates_sql=values)).version)

        return await self._write(commit, documents)

    async def _write(
        self,
        commit: Callable[[lancedb.AsyncTable], Awaitable[int]],
        touched: Sequence[DocumentId],
        *,
        folds: bool = False,
    ) -> str:
        """Run one commit under the writer's lock, again if another writer was first; return the version that it made.

        `touched` are the documents whose rows it changes; with `folds` it also rewrites the others. The postings are
        updated before this returns, and all is then on the disk, not only in the system's cache.
        """

        async def attempt() -> None:
            snapshot = await self._snapshot() or await self._create()
            await _complete(snapshot.table)
            before = await self._require_snapshot()
            agrees = await asyncio.to_thread(self._fits, before)
            if agrees and folds:
                await asyncio.to_thread(self._postings.note, Fit(before.index, before.number, folding=not touched))
            await commit(before.table)
            await self._follow(await self._require_snapshot(), touched if agrees else None, renumbers=folds)

        with self._engine_errors("be written"):
            self._folder.mkdir(parents=True, exist_ok=True)
            async with writer_lock(self._folder / "writer.lock", WRITER_WAIT_SECONDS):
                began = time.time_ns()
                await retry_on_conflict(attempt)
                await asyncio.to_thread(make_durable, self._folder, began)
                return await self.version()


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


async def _complete(table: lancedb.AsyncTable) -> None:
    """Make what a table lacks: search structures, all on a new one, or the column that earlier releases had not."""
    if SENTENCES not in (await table.schema()).names:
        await table.add_columns({SENTENCES: "arrow_cast(NULL, 'Binary')"})
    present = {index.columns[0]: index.name for index in await table.list_indices()}
    for column, structure in SEARCH_STRUCTURES.items():
        if column not in present:
            await table.create_index(column, config=structure)
    for column in NO_LONGER:
        if column in present:
            await table.drop_index(present[column])
