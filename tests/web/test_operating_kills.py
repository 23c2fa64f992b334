"""Each process of a server is killed in turn while somebody asks: what the page has shown is on the record."""

import html
import random
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import psutil
import pytest
from tests.kept import Kept
from tests.models.test_llama_engine import GGUF
from tests.walk.conftest import Firm, firm_in
from tests.web.conftest import READY_SECONDS, Served, Visitor, serving

from pincite.models.chat.llama_shared import Place
from pincite.wiring import open_session
from pincite.wiring.names import MODEL

pytestmark = [pytest.mark.live, pytest.mark.timeout(900)]

QUESTIONS = (
    "How much rent does the Tenant pay per month, and what interest does rent bear that is unpaid?",
    "How much rent does the Tenant pay per month?",
)

ROUNDS = 4
"""Times that a process that answers is killed."""

SHOWN = re.compile(r"<blockquote>(.*?)</blockquote>", re.S)


@dataclass
class Asking:
    """Somebody who asks one question after the other, and notes each sentence the moment it is shown to her."""

    alice: Visitor
    shown: dict[str, list[str]] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)
    broken: int = 0
    is_done: bool = False

    def go_on(self) -> None:
        """Ask until told to stop; a connection that breaks is what happens to a browser too."""
        turn = 0
        while not self.is_done:
            turn += 1
            try:
                self._ask(QUESTIONS[turn % len(QUESTIONS)])
            except httpx2.TransportError:
                self.broken += 1
                time.sleep(0.2)

    def _ask(self, question: str) -> None:
        begun = self.alice.post("/questions", {"question": question, "form_token": self.alice.form_token()})
        if begun.status_code != 303:  # too many at once, as long as those of a dead process count
            time.sleep(0.5)
            return
        address = begun.headers["location"]
        identity = address.rpartition("/")[2]
        self.shown[identity] = []
        page = ""
        cookie = {"cookie": f"__Host-pincite={self.alice.cookie}"}
        with httpx2.stream("GET", self.alice.base + address, headers=cookie, timeout=READY_SECONDS) as response:
            for piece in response.iter_text():
                page += piece
                self.shown[identity] = [_plain(one) for one in SHOWN.findall(page)]
        if f"/questions/{identity}/answer.txt" in page:
            self.finished.add(identity)


def _plain(shown: str) -> str:
    """A sentence as the record has it, of what a page shows."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", shown)).strip("“” \n").split())


@contextmanager
def asking(alice: Visitor) -> Iterator[Asking]:
    """Somebody who asks, for as long as this lasts."""
    asks = Asking(alice)
    thread = threading.Thread(target=asks.go_on)
    thread.start()
    try:
        yield asks
    finally:
        asks.is_done = True
        thread.join(READY_SECONDS)
    assert not thread.is_alive()


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + READY_SECONDS
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def _kill(served: Served, module: str, among: random.Random) -> None:
    """Kill one process that runs a module, and wait until there are as many again."""
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


def test_killing_each_process_loses_nothing_that_was_shown(firm: Firm) -> None:
    chance = random.Random(17)  # noqa: S311 - when to kill
    with serving(firm, "--workers", "2") as served:
        alice = served.visitor("alice")
        with asking(alice) as asks:
            for _ in range(ROUNDS):
                answered = len(asks.finished)
                _until(lambda answered=answered: len(asks.finished) > answered)  # type: ignore[misc]
                time.sleep(chance.uniform(0, 1.0))
                _kill(served, "pincite.web.worker", chance)
            _kill(served, "pincite.web.ingesting", chance)
            if GGUF.is_file():
                _kill_model(served, chance)
            answered = len(asks.finished)
            _until(lambda: len(asks.finished) > answered)
            workers = served.processes("pincite.web.worker")
            served.process.kill()
            for worker in workers:
                worker.wait(READY_SECONDS)
    assert len(asks.finished) >= ROUNDS
    assert sum(map(len, asks.shown.values())) >= ROUNDS
    with serving(firm, "--workers", "1"):  # the next one finds all of it in order
        firm.run("audit", "verify")
    recorded, replies = _recorded(firm)
    for identity, sentences in asks.shown.items():
        for number, sentence in enumerate(sentences, start=1):
            assert recorded[identity, number] == sentence
    assert asks.finished <= replies


def _kill_model(served: Served, chance: random.Random) -> None:
    """Kill the process that runs llama.cpp, then llama.cpp itself: another one answers at another address."""
    place = served.firm.workspace / MODEL
    _until(lambda: Place.read(place) is not None)
    first = Place.read(place)
    _kill(served, "pincite.web.model", chance)
    _until(lambda: Place.read(place) not in (None, first))
    second = Place.read(place)
    [runs] = served.processes("pincite.web.model")
    [llama] = psutil.Process(runs.pid).children()
    llama.kill()
    _until(lambda: Place.read(place) not in (None, second))


def _recorded(firm: Firm) -> tuple[dict[tuple[str, int], str], set[str]]:
    """The sentences on the record, by the reply and their number in it; and the replies that came to their end."""
    found: dict[tuple[str, int], str] = {}
    replies = set()
    with open_session(firm.workspace) as session:
        for entry in session.firm.audit.entries():
            if entry.kind not in ("statement", "answer", "refusal") or entry.content is None:
                continue
            told = entry.content.get("statements")
            texts = [str(one["text"]) for one in told if isinstance(one, dict)] if isinstance(told, list) else []
            if entry.kind == "statement":
                found[str(entry.facts["reply"]), int(str(entry.facts["number"]))] = " ".join(texts[0].split())
                continue
            replies.add(entry.id)
            for number, text in enumerate(texts, start=1):
                found.setdefault((entry.id, number), " ".join(text.split()))
    return found, replies
