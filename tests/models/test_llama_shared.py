"""One llama.cpp for several processes: the one that runs it says in a file where it answers."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from runs.making.planted import small
from tests.models.test_llama_engine import GGUF, HELLO, NAME, needs_gguf
from tests.permitting import Permitted, Public

from pincite.errors import ModelError
from pincite.models.chat.llama_shared import LlamaServer, SharedLlama, run_for_all
from pincite.models.ports import Completion, Message, Piece, Progress, Provider
from pincite.models.standing import none_registered
from pincite.routing.permits import Recipient, allow
from pincite.sensitivity import Sensitivity


@dataclass
class Running:
    """A llama.cpp that runs in a thread of this process, and the file that says where."""

    file: Path
    ended: "Future[None]"

    @property
    def process(self) -> psutil.Process:
        [child] = [each for each in psutil.Process().children() if "llama_child" in " ".join(each.cmdline())]
        return child


@contextmanager
def running(file: Path, gguf: Path = GGUF) -> Iterator[Running]:
    """A llama.cpp, for as long as this lasts."""
    ending = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(run_for_all, file, gguf, 1024, ending, lambda: None, none_registered)
        try:
            yield Running(file, ended)
        finally:
            ending.set()


def say(model: SharedLlama) -> str:
    completion = asyncio.run(Permitted(model).complete(HELLO, 12))
    assert completion.model == NAME
    return completion.text


@pytest.mark.live
@needs_gguf
def test_several_ask_one_process_and_it_is_gone_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "workers" / "model.json"
    one, other = (SharedLlama(file, GGUF, timeout_s=120, registrations=none_registered) for _ in range(2))
    assert one.name == GGUF.stem
    with running(file) as llama:
        assert say(one) == say(other)
        runs = asyncio.run(one.runs())
        assert runs is not None
        assert runs.weights.startswith(NAME.partition("@")[2])
        assert file.stat().st_mode & 0o077 == 0
        process = llama.process
    assert one.name == NAME
    assert not process.is_running()
    assert not file.exists()


@pytest.mark.live
@needs_gguf
def test_who_asked_when_it_died_asks_the_next_one(tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    model = SharedLlama(file, GGUF, timeout_s=120, registrations=none_registered)
    with running(file) as first:
        before = say(model)
        os.kill(first.process.pid, signal.SIGKILL)
        with pytest.raises(ModelError, match="ended while it wrote"):
            first.ended.result(30)
    first_place = LlamaServer("http://127.0.0.1:9", "key", NAME)
    first_place.write(file)  # as one leaves it that is killed with the process that ran it
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(say, model)
        time.sleep(0.5)
        assert not asking.done()
        with running(file):
            assert asking.result(120) == before


def asked(question: str) -> tuple[Message, ...]:
    """A request of somebody: the instructions of all, and a question with its passages."""
    return Message("system", "Answer from the passages, in few words. " * 8), Message("user", question)


LEASE = "The Tenant shall pay rent of $4,200 per month, in advance. " * 6 + "How much is the rent?"
PUMPS = "The Supplier warrants the pumps for 24 months from delivery. " * 6 + "How long is the warranty?"


async def streamed(model: SharedLlama, messages: tuple[Message, ...]) -> list[Piece]:
    """All that a stream gives, how far it is included."""
    recipient: Recipient[Provider] = Recipient(model, model.name, Sensitivity.PRIVILEGED)
    allowed = await allow(recipient, Public(), messages, None)
    async with aclosing(model.stream(allowed, messages, 10)) as pieces:
        return [piece async for piece in pieces]


@pytest.mark.live
@needs_gguf
def test_nothing_but_the_instructions_is_read_faster_because_somebody_asked_before(tmp_path: Path) -> None:
    """What came from the cache is what llama.cpp says of each request. It counts tokens, whatever the weights are."""
    file, gguf = tmp_path / "model.json", small(GGUF, tmp_path / "small.gguf", "llama", {}, 11)
    one, other = (SharedLlama(file, gguf, timeout_s=120, registrations=none_registered) for _ in range(2))

    def cached(model: SharedLlama, messages: tuple[Message, ...]) -> int:
        return asyncio.run(Permitted(model).complete(messages, 3)).usage.cache_read_tokens

    with running(file, gguf):
        assert cached(one, asked(LEASE)) < 110
        instructions = cached(other, asked(PUMPS))
        assert 60 < instructions < 110
        assert cached(one, asked(LEASE)) == instructions
        assert cached(other, asked(LEASE)) == instructions
        template = cached(other, (Message("user", LEASE),))
        assert template < 30  # what the model's template puts before any words
        assert cached(one, (Message("user", LEASE),)) == template
        repair = (*asked(LEASE), Message("assistant", "no"), Message("user", "Once more."))
        cached(one, asked(LEASE))
        assert cached(one, repair) > instructions + 60


@pytest.mark.live
@needs_gguf
def test_who_waits_is_told_the_place_and_then_how_far_it_is_and_how_fast(tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    models = [SharedLlama(file, GGUF, timeout_s=120, registrations=none_registered) for _ in range(3)]

    async def together() -> list[list[Piece]]:
        first = asyncio.create_task(streamed(models[0], asked(LEASE)))
        await asyncio.sleep(0.3)
        second = asyncio.create_task(streamed(models[1], asked(PUMPS)))
        await asyncio.sleep(0.3)
        return list(await asyncio.gather(first, second, streamed(models[2], asked(LEASE))))

    with running(file) as llama:
        first, second, third = asyncio.run(together())
        assert len([child for child in psutil.Process().children() if child.pid == llama.process.pid]) == 1
    told = [[piece for piece in pieces if isinstance(piece, Progress)] for pieces in (first, second, third)]
    places = [[progress.before for progress in each if progress.before] for each in told]
    assert places == [[], [1], [2, 1]]
    for pieces, each in zip((first, second, third), told, strict=True):
        *_, whole = pieces
        assert isinstance(whole, Completion)
        assert "".join(piece for piece in pieces if isinstance(piece, str)) == whole.text
        assert whole.model == NAME
        read = [(progress.read, progress.of) for progress in each if progress.of]
        assert read[-1][0] == read[-1][1] == whole.usage.prompt_tokens
        assert each[-1].written > 3
    assert told[0][0].write_per_s is None
    assert told[0][-1].write_per_s  # by its own words
    assert told[1][-1].read_per_s
    assert told[1][-1].write_per_s


@pytest.mark.live
@needs_gguf
def test_who_gives_up_leaves_the_turn_to_the_next(tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    one, other = (SharedLlama(file, GGUF, timeout_s=120, registrations=none_registered) for _ in range(2))

    async def given_up() -> Completion:
        recipient: Recipient[Provider] = Recipient(one, one.name, Sensitivity.PRIVILEGED)
        allowed = await allow(recipient, Public(), HELLO, None)
        async with aclosing(one.stream(allowed, HELLO, 900)) as pieces:
            async for piece in pieces:
                if isinstance(piece, str):
                    break
        return await Permitted(other).complete(HELLO, 3)

    with running(file):
        assert asyncio.run(given_up()).usage.completion_tokens == 3


def test_why_it_could_not_be_loaded_is_told_at_once(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"no model")
    file = tmp_path / "model.json"
    with running(file, broken) as llama, pytest.raises(ModelError, match="is no GGUF file"):
        llama.ended.result(30)
    with pytest.raises(ModelError, match="is no GGUF file"):
        say(SharedLlama(file, broken, timeout_s=1, registrations=none_registered))


def test_one_that_never_comes_is_not_waited_for_without_an_end(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not there"):
        say(SharedLlama(tmp_path / "model.json", GGUF, timeout_s=1, registrations=none_registered, patience_s=0.3))


def test_an_address_of_another_machine_is_none(tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    for address in (
        "http://192.0.2.1:80",
        "http://127.0.0.1.example:80",
        "http://127.0.0.1:8@evil.example",
        "https://example.org",
        "",
    ):
        LlamaServer(address, "key", NAME).write(file)
        assert LlamaServer.read(file) is None
