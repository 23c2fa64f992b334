"""Programs in processes of their own, each a copy of one that has loaded the package and its index already.

Loading takes two seconds of a processor, and a program that is killed at a step is over in a fraction of one. Nothing
else is different from a process that is started: it has its own arguments, environment and output, and dies alone.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

TEMPLATE = '''
import atexit, gc, json, os, sys, threading
import pincite.catalogue.sqlite.catalogue, pincite.cli, pincite.erasing, pincite.index.folder_index, pincite.ingest
import pincite.models.chat.openai_chat, pincite.models.onnx_scanner, pincite.session.reviewing, pincite.wiring
from pincite.ask import ask

def run(program):
    """Runs a program and ends as Python does, but for taking its own memory apart, which takes a third of a second."""
    code = 0
    try:
        exec(compile(program, "<copied>", "exec"), {"__name__": "__main__"})
    except SystemExit as told:
        code = 0 if told.code is None else told.code
    if not isinstance(code, int):
        sys.exit(code)
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code & 0xFF)

gc.collect()
gc.freeze()
for order in sys.stdin:
    told = json.loads(order)
    if isinstance(told, int):
        print(os.waitstatus_to_exitcode(os.waitpid(told, 0)[1]), flush=True)
        continue
    program, arguments, environment, folder, out, err = told
    child = os.fork()
    if child == 0:
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        for number, name in enumerate((os.devnull, out, err)):
            opened = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
            os.dup2(opened, number)
            os.close(opened)
        sys.argv = ["-c", *arguments]
        run(program)
    print(child, flush=True)
'''

COMMAND_LINE = "import runpy; runpy.run_module('pincite', run_name='__main__', alter_sys=True)"
"""The program `python -m pincite`."""


@cache
def _template() -> "subprocess.Popen[str]":
    """The process that is copied, once for each process of a test run; it ends with it."""
    template = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", TEMPLATE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def end() -> None:
        template.communicate()

    atexit.register(end)
    return template


def _told(order: object) -> int:
    """The number that the process that is copied says to an order."""
    template = _template()
    assert template.stdin is not None
    assert template.stdout is not None
    template.stdin.write(json.dumps(order) + "\n")
    template.stdin.flush()
    said = template.stdout.readline()
    assert said, "the process that is copied has died"
    return int(said)


@dataclass
class Copy:
    """A program that runs in a copy."""

    pid: int
    out: Path
    err: Path
    _ended: int | None = None

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, unless it was seen to end."""
        if self._ended is None:
            os.kill(self.pid, number)

    @property
    def lines(self) -> list[str]:
        """The whole lines that it has printed so far."""
        said = self.out.read_text(encoding="utf-8").splitlines(keepends=True)
        return [line.rstrip("\n") for line in said if line.endswith("\n")]

    def first(self, count: int) -> list[str]:
        """Its first lines, as soon as it has printed so many."""
        return self._lines_once(lambda lines: len(lines) >= count)[:count]

    def up_to(self, line: str) -> list[str]:
        """The lines that it has printed, as soon as this is one of them."""
        return self._lines_once(lambda lines: line in lines)

    def complains(self, words: str) -> None:
        """Wait until it has said so on its standard error."""
        while words not in (said := self.err.read_text(encoding="utf-8")):
            assert psutil.Process(self.pid).status() != psutil.STATUS_ZOMBIE, said
            time.sleep(0.002)

    def _lines_once(self, enough: Callable[[list[str]], bool]) -> list[str]:
        while not enough(lines := self.lines):
            is_over = psutil.Process(self.pid).status() == psutil.STATUS_ZOMBIE
            assert not is_over or enough(self.lines), self.err.read_text(encoding="utf-8")
            time.sleep(0.002)
        return lines

    def ended(self) -> "subprocess.CompletedProcess[str]":
        """What became of it, once it has ended."""
        if self._ended is None:
            self._ended = _told(self.pid)
        out, err = (file.read_text(encoding="utf-8") for file in (self.out, self.err))
        return subprocess.CompletedProcess([str(self.pid)], self._ended, out, err)


@contextmanager
def copy_running(program: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Iterator[Copy]:
    """While this lasts, a program runs in a copy; it is killed at the end where it still runs."""
    with tempfile.TemporaryDirectory() as place:
        out, err = Path(place) / "out", Path(place) / "err"
        for file in (out, err):
            file.touch(mode=0o600)
        told = dict(os.environ if environment is None else environment)
        copy = Copy(_told((program, arguments, told, os.getcwd(), str(out), str(err))), out, err)  # noqa: PTH109
        try:
            yield copy
        finally:
            copy.send_signal(signal.SIGKILL)
            copy.ended()


def run_copy(
    program: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """What became of a program that ran in a copy: how it ended, and what it said."""
    with copy_running(program, *arguments, environment=environment) as copy:
        return copy.ended()
