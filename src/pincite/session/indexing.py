"""How the search index stands, folding it, and making it anew, for whoever administers the workspace."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from pincite.errors import DocumentsBusy
from pincite.ingest.rebuild import RebuildProgress, Rebuilt, rebuild
from pincite.threads import entered_on_thread, on_thread
from pincite.views.index_state import IndexState

if TYPE_CHECKING:
    from pincite.session.firm import Firm
    from pincite.session.session import Session

PATIENCE_SECONDS, TRIED_EVERY = 86_400.0, 0.25
"""How long a rebuild waits for whoever is reading documents in: a long run holds others off until its end."""


async def index_state(session: "Session") -> IndexState:
    """How the search index stands: numbers, and sentences on what to do.

    Raises:
        AccessError: the user may not administer the workspace.
        IndexingError, ModelError: the index cannot be read.
    """
    await on_thread(session.require, "administer")
    index = await on_thread(lambda: session.firm.index)
    return IndexState(await index.status())


async def fold_index(session: "Session", *, is_whole: bool) -> IndexState:
    """Fold what was written to the index since the last fold, or all of it; return how it stands then.

    What is found stays the same, so it is not on the record. Searches go on; whoever writes waits.

    Raises:
        AccessError: the user may not administer the workspace.
        IndexingError, ModelError: the index cannot be written; it is searched as before.
    """
    await on_thread(session.require, "administer")
    index = await on_thread(lambda: session.firm.index)
    await index.optimize(is_whole=is_whole)
    return IndexState(await index.status())


async def rebuild_index(session: "Session", *, watch: Callable[[RebuildProgress], None] = lambda _: None) -> Rebuilt:
    """Make the search index anew from the stored texts, and have it serve once it is whole and on the record.

    Searches go on, and documents may be added, moved and erased meanwhile. What was made by a run that was killed is
    kept. It takes as long as embedding the words whose vectors cannot be copied (`ingest.copying`).

    Raises:
        AccessError: the user may not administer the workspace.
        DocumentsBusy: somebody has been reading documents in for a day.
        WorkspaceError, RecordError, IndexingError, ModelError: it could not be made; the former index serves.
    """
    await on_thread(session.require, "administer")
    firm = session.firm
    stores = await on_thread(firm.rebuilding, lambda: _in_turn(firm))
    return await rebuild(stores, session.principal, now=session.now, watch=watch)


@asynccontextmanager
async def _in_turn(firm: "Firm") -> AsyncIterator[None]:
    """Be the only one that changes documents, once whoever does now has finished."""
    until = time.monotonic() + PATIENCE_SECONDS
    async with AsyncExitStack() as held:
        while True:
            try:
                await held.enter_async_context(entered_on_thread(firm.alone()))
                break
            except DocumentsBusy:
                if time.monotonic() > until:
                    raise
            await asyncio.sleep(TRIED_EVERY)
        yield
