"""Keeps the postings in step with the table: they follow each version, and a search reads both at one version."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from pincite.documents.span import DocumentId
from pincite.errors import IndexingError
from pincite.index.lance.opened import OpenedIndex, Snapshot
from pincite.index.lance.reading import indexed_rows
from pincite.index.lance.wording import PanicsAsErrors
from pincite.index.notes import Fit
from pincite.index.postings import unlike


class TableWithPostings(OpenedIndex):
    """The table together with the postings of its words."""

    def _fits(self, snapshot: Snapshot) -> bool:
        fit = self._notes.fit()
        return fit is not None and fit.fits(snapshot.index, snapshot.number)

    async def _follow(self, snapshot: Snapshot, touched: Sequence[DocumentId] | None) -> None:
        """Note that a version is whole, in which the rows of the `touched` documents are others, or all if None."""
        await self._here.settle(partial(indexed_rows, snapshot.table), touched, fit_of(snapshot))

    async def _renumber(self, snapshot: Snapshot) -> None:
        """Note the rows' numbers after a fold, in a table of an earlier release: it reads the places of all rows."""
        places = await snapshot.table.query().select(["document", "version", "ordinal"]).with_row_id().to_arrow()
        columns = [places.column(name).to_pylist() for name in ("document", "version", "ordinal", "_rowid")]
        numbers = {(document, version, n): row for document, version, n, row in zip(*columns, strict=True)}
        fit = fit_of(snapshot)
        await asyncio.to_thread(self._postings.renumber, numbers, fit)

    async def _mended(self, snapshot: Snapshot) -> Snapshot:
        """The newest version with postings that fit it, after a writer was killed. The caller holds the writer's lock.

        A write that the killed one began is taken back, or the postings of its documents are made again. Without a note
        of it they are all made again: they are gone, or an earlier release or another program wrote the rows.
        """
        fit, write = await asyncio.to_thread(self._notes.fit), await asyncio.to_thread(self._notes.under_way)
        if self._here.is_shared:
            return await self._taken_back(snapshot, fit)
        if fit is None or write is None or fit.origin != snapshot.index or write.version > snapshot.number:
            await self._follow(snapshot, None)
        elif not write.is_undone:
            await self._follow(snapshot, write.documents)
        else:
            await snapshot.table.checkout(write.version)
            await snapshot.table.restore()
            snapshot = await self._require_snapshot()
            await self._follow(snapshot, ())
        return snapshot

    async def _taken_back(self, newest: Snapshot, fit: Fit | None) -> Snapshot:
        """The newest version with the rows of the one that was settled, where machines share the table.

        Whoever made a version that was not settled has died, or lost the right to write: nothing of it was confirmed.
        Only what was settled goes on, except a fold that dropped that version already: it changed no rows.
        """
        if fit is None:
            await self._follow(newest, None)
            return newest
        if fit.origin != newest.index or fit.version > newest.number:
            raise IndexingError(
                f"the search index in {self._here.name} is not the one that was written there last: the store was put "
                "back; make it anew with: pincite index rebuild"
            )
        try:
            with PanicsAsErrors():
                await newest.table.checkout(fit.version)
                await newest.table.restore()
        except (RuntimeError, ValueError, OSError):
            if not fit.folding:
                raise
        newest = await self._require_snapshot()
        await self._follow(newest, ())
        return newest

    async def _agreed(self) -> Snapshot | None:
        """The newest version that the postings fit: the newest of all, except while a writer is at work.

        If they fit none and nobody writes, a writer was killed, or the rows were written by a release that kept no
        postings: see `_mended`.
        """
        newest = await self._snapshot()
        if newest is None or self._past is not None or self._here.is_shared:
            return newest
        fit = await asyncio.to_thread(self._notes.fit)
        if fit is not None and fit.fits(newest.index, newest.number):
            return newest
        if (
            fit is not None
            and fit.origin == newest.index
            and not await asyncio.to_thread(self._home.is_free, self._place)
        ):
            with suppress(RuntimeError, ValueError, OSError):
                await newest.table.checkout(fit.version)
                return replace(newest, number=fit.version)
        async with self._writing():
            newest = await self._require_snapshot()
            if await asyncio.to_thread(self._fits, newest):
                return newest
            try:
                with self._engine_errors("be brought up to date"):
                    began = time.time_ns()
                    newest = await self._mended(newest)
                    await asyncio.to_thread(self._here.make_durable, began)
            except IndexingError:
                # The disk is full, say. What was not acknowledged can wait; what was is in the version before.
                if fit is None or fit.origin != newest.index:
                    raise
                with self._engine_errors("be searched"):
                    newest = await self._require_snapshot()
                    await newest.table.checkout(fit.version)
                    newest = replace(newest, number=fit.version)
        return newest

    def _unsettled(self) -> IndexingError:
        return IndexingError(
            f"the search index in {self._here.name} was written to without a pause and could not be searched; ask again"
        )

    async def _unlike(self, snapshot: Snapshot) -> list[str]:
        """How the postings differ from the table, one sentence for each kind; empty if they were not made yet."""
        if await asyncio.to_thread(self._notes.fit) is None:
            return []
        columns = ("document", "version", "ordinal", "matter", "labels")
        rows = await snapshot.table.query().select(list(columns)).to_arrow()
        stored = Counter(
            (document, version, ordinal, matter, tuple(labels))
            for document, version, ordinal, matter, labels in zip(
                *(rows.column(name).to_pylist() for name in columns), strict=True
            )
        )
        return unlike(stored, Counter(self._postings.held()))


def fit_of(snapshot: Snapshot) -> Fit:
    """What postings fit that fit exactly this version."""
    return Fit(snapshot.index, snapshot.number, folding=False)
