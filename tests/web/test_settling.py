"""What a worker opens before anybody asks, and what it leaves alone afterwards."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from tests.kept import Kept
from tests.walk.conftest import Firm, firm_in

from pincite.serving.file import ServerFile
from pincite.web.app import opened
from pincite.web.lifeline import LAST_SECONDS, Ending
from pincite.web.server import Server
from pincite.wiring.names import SERVER
from pincite.wiring.server_settings import ServerSettings

NEEDED = {"index", "catalogue", "audit"}

Worker = Callable[[], AbstractAsyncContextManager[Server]]


@pytest.fixture
def firm(founded_to_serve: Kept, tmp_path: Path) -> Iterator[Firm]:
    with founded_to_serve.put_back(tmp_path / "firm") as place:
        yield firm_in(place)


@pytest.fixture
def worker(firm: Firm) -> Worker:
    ServerFile(firm.workspace / SERVER).close()  # as the supervisor makes it
    return lambda: opened(firm.workspace, ServerSettings(), Ending())


def test_a_worker_opens_what_questions_need_before_the_first_is_asked(worker: Worker) -> None:
    async def opens() -> set[str]:
        async with asyncio.timeout(LAST_SECONDS), worker() as server:
            while not (found := vars(server.firm).keys()) >= NEEDED:
                await asyncio.sleep(0.01)
            return set(found)

    assert asyncio.run(opens()) >= NEEDED


def test_what_the_first_question_made_is_not_looked_through_for_garbage_again(worker: Worker) -> None:
    async def freezes() -> None:
        async with asyncio.timeout(LAST_SECONDS), worker() as server:
            alice = server.firm.signed_in("alice")
            await server.answering.begin(alice, "How much rent does the Tenant pay per month?", matter=None, after=None)
            while gc.get_freeze_count() == before:
                await asyncio.sleep(0.01)

    before = gc.get_freeze_count()
    asyncio.run(freezes())
    assert gc.get_freeze_count() > before
