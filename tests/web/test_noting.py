"""What is written down while a question is answered, for whoever waits for it."""

import asyncio
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from pincite.ask import Asking
from pincite.models.ports import Progress
from pincite.serving.file import ServerFile
from pincite.serving.store import ServerStore
from pincite.serving.values import Pending
from pincite.views.under_way import asking_said
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


def test_what_is_noted_last_stands_last(tmp_path: Path) -> None:
    held = threading.Event()

    class SlowFirst(ServerStore):
        def note_asking(self, identity: str, said: str) -> None:
            if "before yours" in said:
                held.wait(10)
            super().note_asking(identity, said)

    async def told(store: ServerStore) -> None:
        noting = Noting(store, "q")
        for progress in (Progress(before=1, is_here=True), Progress(is_here=True)):
            noting.asking(Asking("small", False, progress))
        await asyncio.sleep(0.2)  # a note that does not wait for the one before would be written by now
        held.set()
        await noting.finish()

    with closing(ServerFile(tmp_path / "server.db")) as file:
        store = SlowFirst(file)
        store.begin(Pending("q", "alice", "Who?", 1, datetime.now(UTC), "worker"))
        asyncio.run(told(store))
        pending = store.pending("q", "alice")
    assert pending is not None
    assert pending.asking == asking_said(Asking("small", False, Progress(is_here=True)))
