"""One llama.cpp for several processes: the one that runs it says in a file where it answers."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from tests.models.test_llama_engine import GGUF, HELLO, NAME, needs_gguf
from tests.permitting import Permitted

from pincite.errors import ModelError
from pincite.models.chat.llama_shared import Place, SharedLlama, run_for_all


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
        ended = pool.submit(run_for_all, file, gguf, 1024, ending, lambda: None)
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
    one, other = (SharedLlama(file, GGUF, timeout_s=120) for _ in range(2))
    assert one.name == GGUF.stem
    with running(file) as llama:
        assert say(one) == say(other)
        assert file.stat().st_mode & 0o077 == 0
        process = llama.process
    assert one.name == NAME
    assert not process.is_running()
    assert not file.exists()


@pytest.mark.live
@needs_gguf
def test_who_asked_when_it_died_asks_the_next_one(tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    model = SharedLlama(file, GGUF, timeout_s=120)
    with running(file) as first:
        before = say(model)
        os.kill(first.process.pid, signal.SIGKILL)
        with pytest.raises(ModelError, match="ended while it wrote"):
            first.ended.result(30)
    first_place = Place("http://127.0.0.1:9", "key", NAME)
    first_place.write(file)  # as one leaves it that is killed with the process that ran it
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(say, model)
        time.sleep(0.5)
        assert not asking.done()
        with running(file):
            assert asking.result(120) == before


def test_why_it_could_not_be_loaded_is_told_at_once(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"no model")
    file = tmp_path / "model.json"
    with running(file, broken) as llama, pytest.raises(ModelError, match="is no GGUF file"):
        llama.ended.result(30)
    with pytest.raises(ModelError, match="is no GGUF file"):
        say(SharedLlama(file, broken, timeout_s=1))


def test_one_that_never_comes_is_not_waited_for_without_an_end(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not there"):
        say(SharedLlama(tmp_path / "model.json", GGUF, timeout_s=1, patience_s=0.3))


def test_an_address_of_another_machine_is_none(tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    for address in (
        "http://192.0.2.1:80",
        "http://127.0.0.1.example:80",
        "http://127.0.0.1:8@evil.example",
        "https://example.org",
        "",
    ):
        Place(address, "key", NAME).write(file)
        assert Place.read(file) is None
