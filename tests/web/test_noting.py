"""What is written down while a question is answered, for whoever waits for it."""

import asyncio
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from pincite.ask import Asking
from pincite.models.ports import Progress
from pincite.serving.file import ServerFile
from pincite.serving.store import ServerStore
from pincite.serving.values import Pending
from pincite.web.answering import Noting


def test_that_a_model_takes_minutes_is_told_at_once(tmp_path: Path) -> None:
    async def told(store: ServerStore) -> None:
        noting = Noting(store, "q")
        for progress in (Progress(), Progress(is_here=True)):
            noting.asking(Asking("small", False, progress))
            await noting.finish()

    with closing(ServerFile(tmp_path / "server.db")) as file:
        store = ServerStore(file)
        store.begin(Pending("q", "alice", "Who?", 1, datetime.now(UTC), "worker"))
        asyncio.run(told(store))
        pending = store.pending("q", "alice")
    assert pending is not None
    assert "an answer takes one to four minutes" in pending.asking
