"""What the supervisor keeps running, replaces and ends: real processes of small programs."""

import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pincite.errors import WorkspaceError
from pincite.web.programs import environment_of
from pincite.web.supervisor import Program, Supervisor, listener_at

pytestmark = pytest.mark.live

SECONDS = 120

SAMPLE = """
import os, signal, sys, time
from pathlib import Path
from pincite.web.lifeline import end_with, say_ready

lifeline, ready, log, does = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]

def say(word):
    with log.open("a") as file:
        file.write(f"{word} {os.getpid()}\\n")

def end(*_):
    time.sleep(0.3)
    say("ended")
    sys.exit(0)

signal.signal(signal.SIGTERM, end)
end_with(lifeline)
say("started")
if does == "fails" and log.with_name("fail").exists():
    sys.exit(3)
time.sleep(0.3)
say_ready(ready)
say("ready")
while True:
    time.sleep(0.05)
"""


@dataclass
class Kept:
    """Programs that a supervisor keeps in this process's main thread, while a test drives it from another one."""

    folder: Path
    said: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    renewed: Callable[[], None] = lambda: None

    def run(self, programs: tuple[Program, ...], drive: Callable[[], None]) -> None:
        """Keep programs until `drive` returns; raises what it raised."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        with listener_at("127.0.0.1", 0) as listener, ThreadPoolExecutor(1) as pool:
            supervisor = Supervisor(
                programs, listener, self.said.append, environment, self.dead.append, renewed=lambda: self.renewed()
            )
            done = pool.submit(self._drive, drive)
            supervisor.run()
            done.result()

    def _drive(self, drive: Callable[[], None]) -> None:
        try:
            self.wait(lambda: "Ctrl-C ends it" in self.said)
            drive()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    def program(
        self, name: str, does: str = "", *, count: int = 1, overlaps: bool = False, last: bool = False
    ) -> Program:
        """A program that writes down what becomes of its processes."""
        arguments = (str(self.folder / name), does)
        return Program(name, "sample", arguments, count, overlaps=overlaps, ends_last=last)

    def log(self, name: str) -> list[str]:
        """What became of a program's processes: `started 123`, and so on."""
        file = self.folder / name
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def count(self, name: str, word: str) -> int:
        """How often a word is in it."""
        return sum(line.startswith(word) for line in self.log(name))

    def pid(self, name: str) -> int:
        """The number of the last process of a program that was ready."""
        return int([line for line in self.log(name) if line.startswith("ready")][-1].split()[1])

    def wait(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        until = time.monotonic() + SECONDS
        while not holds():
            assert time.monotonic() < until, (self.said, [self.log(file.name) for file in self.folder.iterdir()])
            time.sleep(0.05)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    (tmp_path / "sample.py").write_text(SAMPLE, encoding="utf-8")
    return Kept(tmp_path)


def test_each_program_is_started_again_when_it_dies(kept: Kept) -> None:
    def drive() -> None:
        for name in ("web", "ingest"):
            kept.wait(lambda name=name: kept.count(name, "ready") == 1)  # type: ignore[misc]
            os.kill(kept.pid(name), signal.SIGKILL)
            kept.wait(lambda name=name: kept.count(name, "ready") == 2)  # type: ignore[misc]

    kept.run((kept.program("web"), kept.program("ingest")), drive)
    assert kept.dead == ["web", "ingest"]
    assert sum("process" in line and "ended with status -9; another starts in" in line for line in kept.said) == 2


def test_a_process_that_may_overlap_is_told_to_end_once_its_successor_is_ready(kept: Kept) -> None:
    def drive() -> None:
        kept.wait(lambda: kept.count("web", "ready") == 2)
        os.kill(os.getpid(), signal.SIGHUP)
        kept.wait(lambda: "all processes were replaced" in kept.said and kept.count("web", "ended") == 2)

    kept.run((kept.program("web", count=2, overlaps=True),), drive)
    words = [line.split()[0] for line in kept.log("web")]
    assert words[: words.index("ended")].count("ready") >= 3
    assert kept.dead == []


def test_a_process_that_may_not_overlap_ends_before_the_next_begins(kept: Kept) -> None:
    def drive() -> None:
        kept.wait(lambda: kept.count("ingest", "ready") == 1)
        os.kill(os.getpid(), signal.SIGHUP)
        kept.wait(lambda: kept.count("ingest", "ready") == 2)

    kept.run((kept.program("ingest"),), drive)
    words = [line.split()[0] for line in kept.log("ingest")]
    assert words == ["started", "ready", "ended", "started", "ready", "ended"]
    assert kept.dead == []


def test_when_a_successor_does_not_come_up_the_old_process_goes_on(kept: Kept) -> None:
    def drive() -> None:
        kept.wait(lambda: kept.count("web", "ready") == 2)
        (kept.folder / "fail").touch()
        os.kill(os.getpid(), signal.SIGHUP)
        kept.wait(lambda: any("the old ones go on" in line for line in kept.said))
        assert kept.count("web", "ended") == 0
        (kept.folder / "fail").unlink()

    kept.run((kept.program("web", "fails", count=2, overlaps=True),), drive)
    assert kept.count("web", "started") == 3


def test_nothing_is_replaced_when_what_would_be_read_anew_cannot_be_used(kept: Kept) -> None:
    def refuse() -> None:
        raise WorkspaceError("the certificate cannot be read")

    kept.renewed = refuse

    def drive() -> None:
        kept.wait(lambda: kept.count("web", "ready") == 1)
        os.kill(os.getpid(), signal.SIGHUP)
        kept.wait(lambda: "nothing was replaced: the certificate cannot be read" in kept.said)

    kept.run((kept.program("web", overlaps=True),), drive)
    assert kept.count("web", "started") == 1


def test_what_serves_others_ends_after_them(kept: Kept) -> None:
    def drive() -> None:
        kept.wait(lambda: kept.count("web", "ready") == 1 and kept.count("model", "ready") == 1)

    kept.run((kept.program("model", last=True), kept.program("web")), drive)
    assert (kept.folder / "web").stat().st_mtime < (kept.folder / "model").stat().st_mtime
    assert kept.count("web", "ended") == kept.count("model", "ended") == 1


ARENAS_USED = """
import ctypes, tempfile, threading

held, together = [], threading.Barrier(20)

def take():
    together.wait()
    held.append(bytearray(50_000))
    together.wait()

threads = [threading.Thread(target=take) for _ in range(20)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.fopen.restype, libc.malloc_info.argtypes = ctypes.c_void_p, (ctypes.c_int, ctypes.c_void_p)
libc.fclose.argtypes = (ctypes.c_void_p,)
with tempfile.NamedTemporaryFile("r") as file:
    stream = libc.fopen(file.name.encode(), b"w")
    libc.malloc_info(0, stream)
    libc.fclose(stream)
    print(file.read().count("<heap nr="))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")
def test_threads_of_a_process_share_few_arenas_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def used() -> int:
        command = [sys.executable, "-c", ARENAS_USED]
        found = subprocess.run(command, env=environment_of({}, tmp_path), capture_output=True, text=True, check=True)
        return int(found.stdout)

    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    assert used() <= 2
    monkeypatch.setenv("MALLOC_ARENA_MAX", "8")  # whoever runs it knows better
    assert 2 < used() <= 8


KEPT = """
import ctypes

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, (ctypes.c_size_t,), (ctypes.c_void_p,)

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "arena a b c d e f used free top".split()]

libc.mallinfo2.restype = Info
for _ in range(3):  # a search reads a lot, keeps a little, and lets go
    read = libc.malloc(16_000_000)
    kept = libc.malloc(200_000)
    libc.free(read)
print(libc.mallinfo2().free)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps large blocks")
def test_what_a_search_has_read_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def kept() -> int:
        command = [sys.executable, "-c", KEPT]
        found = subprocess.run(command, env=environment_of({}, tmp_path), capture_output=True, text=True, check=True)
        return int(found.stdout)

    monkeypatch.delenv("MALLOC_MMAP_THRESHOLD_", raising=False)
    assert kept() < 8_000_000
    monkeypatch.setenv("MALLOC_MMAP_THRESHOLD_", "33554432")  # whoever runs it knows better
    assert kept() > 8_000_000
