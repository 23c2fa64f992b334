"""Each process of a server is killed in turn while people ask and send files: what they were told is there."""

import asyncio
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
from tests.kept import Kept
from tests.models.test_llama_engine import GGUF
from tests.walk.conftest import Firm, firm_in
from tests.web.conftest import READY_SECONDS, Served, serving
from tests.web.killed import Person, busy, lost

from pincite.models.chat.llama_shared import LlamaServer
from pincite.wiring import open_session
from pincite.wiring.names import MODEL

pytestmark = [pytest.mark.live, pytest.mark.timeout(900)]

QUESTIONS = (
    "How much rent does the Tenant pay per month, and what interest does rent bear that is unpaid?",
    "How much rent does the Tenant pay per month?",
)

ROUNDS = 2
"""Times that a process that answers is killed."""


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + READY_SECONDS
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def _kill(served: Served, module: str, among: random.Random) -> None:
    """Kill one process that runs a module, and wait until there are as many again."""
    _until(lambda: bool(served.processes(module)))  # the server answers before each of them has begun
    before = served.processes(module)
    among.choice(before).send_signal(signal.SIGKILL)
    _until(lambda: len(served.processes(module)) == len(before))


@pytest.fixture
def firm(founded_to_serve: Kept, tmp_path: Path) -> Iterator[Firm]:
    with founded_to_serve.put_back(tmp_path / "firm") as place:
        firm = firm_in(place)
        if GGUF.is_file():
            settings = firm.workspace / "settings.toml"
            model = f'\n[model]\nprovider = "llama.cpp"\ngguf = "{GGUF}"\ncontext_tokens = 2048\n'
            settings.write_text(settings.read_text(encoding="utf-8") + model, encoding="utf-8")
            firm.run("workspace", "trust", "--yes")
        yield firm


def test_killing_each_process_loses_nothing_that_was_told(firm: Firm) -> None:
    chance, done = random.Random(17), threading.Event()  # noqa: S311 - when to kill
    with ExitStack() as servers:
        served = servers.enter_context(serving(firm, "--workers", "2"))
        alice = served.visitor("alice")
        asking, sending = (
            Person(alice, alice.form_token(), QUESTIONS, done, chance, matter="lease", sends=sends)
            for sends in (False, True)
        )
        with busy([asking, sending]):
            for _ in range(ROUNDS):
                _until_more(asking.told.whole)
                time.sleep(chance.uniform(0, 1.0))
                _kill(served, "pincite.web.worker", chance)
                _kill(served, "pincite.web.ingesting", chance)
            if GGUF.is_file():
                _kill_model(served, chance)
            _until_more(asking.told.whole)
            workers = served.processes("pincite.web.worker")
            served.process.kill()
            for worker in workers:
                worker.wait(READY_SECONDS)
            servers.enter_context(serving(firm, "--port", served.base.rpartition(":")[2]))
            _until_more(asking.told.whole)
    told = [asking.told, sending.told]
    assert sum(map(len, asking.told.shown.values())) >= ROUNDS
    assert len(sending.told.files) >= 1
    firm.run("audit", "verify")
    with open_session(firm.workspace) as session:
        assert asyncio.run(lost(session, told)) == []
    assert [one.failures for one in told] == [[], []]


def _until_more(whole: set[str]) -> None:
    """Wait until one more answer has come whole."""
    answered = len(whole)
    _until(lambda: len(whole) > answered)


def _kill_model(served: Served, chance: random.Random) -> None:
    """Kill the process that runs llama.cpp, then llama.cpp itself: another one answers at another address."""
    place = served.firm.workspace / MODEL
    _until(lambda: LlamaServer.read(place) is not None)
    first = LlamaServer.read(place)
    _kill(served, "pincite.web.model", chance)
    _until(lambda: LlamaServer.read(place) not in (None, first))
    second = LlamaServer.read(place)
    [runs] = served.processes("pincite.web.model")
    [llama] = psutil.Process(runs.pid).children()
    llama.kill()
    _until(lambda: LlamaServer.read(place) not in (None, second))
