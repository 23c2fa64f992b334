"""The supervisor: it holds the listening socket, and keeps so many workers running.

When a worker dies, another one starts. The pages of questions that it was answering say that they were interrupted;
what was released before is on the record. On SIGTERM or SIGINT the workers finish what they are answering.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from pincite.errors import WorkspaceError
from pincite.web.app import LAST_SECONDS

BACKLOG = 512
"""Connections that wait to be taken."""

LONGEST_PAUSE = 30.0
"""Seconds before a worker is started again that keeps dying; the pause begins at half a second and doubles."""

STEADY_SECONDS = 60.0
"""A worker that ran for so long starts with the shortest pause again."""

LOOKED_EVERY = 0.2
"""Seconds between two looks at the workers."""

KILLED_AFTER = LAST_SECONDS + 10.0
"""Seconds after which a worker that was told to end is killed."""


def listener_at(address: str, port: int) -> socket.socket:
    """A socket that listens at an address, for workers to take connections from; port 0 is any that is free.

    Raises:
        WorkspaceError: the address is none of this machine's, or the port is taken.
    """
    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise WorkspaceError(f"{address} is no address of this machine ({error.strerror}); name another") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise WorkspaceError(
            f"nothing can listen at {address} port {port} ({error.strerror}); name another port with --port"
        ) from error
    return listener


@dataclass(slots=True)
class _Worker:
    """A place for a worker: the process, when it was started, and how long to wait before the next."""

    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = 0.5


@dataclass(slots=True)
class Supervisor:
    """Keeps workers over one workspace running; `say` prints a line for whoever runs it."""

    root: Path
    listener: socket.socket
    count: int
    say: Callable[[str], None]
    _ending: threading.Event = field(default_factory=threading.Event)
    _workers: list[_Worker] = field(default_factory=list)

    def run(self) -> None:
        """Keep the workers running until SIGTERM or SIGINT, then let them finish."""
        lifeline, held = os.pipe()
        before = {sign: signal.signal(sign, self._end) for sign in (signal.SIGTERM, signal.SIGINT)}
        try:
            self.say("Ctrl-C ends it")
            self._workers = [_Worker() for _ in range(self.count)]
            while not self._ending.is_set():
                for worker in self._workers:
                    self._keep(worker, lifeline)
                self._ending.wait(LOOKED_EVERY)
        finally:
            self.listener.close()
            self._finish()
            os.close(lifeline)
            os.close(held)
            for sign, handler in before.items():
                signal.signal(sign, handler)

    def _end(self, _sign: int, _frame: FrameType | None) -> None:
        self._ending.set()

    def _keep(self, worker: _Worker, lifeline: int) -> None:
        """Start a worker's process where it has none, or has had none for as long as its pause."""
        now = time.monotonic()
        if worker.process is not None:
            if (status := worker.process.poll()) is None:
                return
            worker.pause = 0.5 if now - worker.started > STEADY_SECONDS else min(worker.pause * 2, LONGEST_PAUSE)
            self.say(f"worker {worker.process.pid} ended with status {status}; another starts in {worker.pause:.0f} s")
            worker.process, worker.started = None, now
        elif worker.started and now - worker.started < worker.pause:
            return
        else:
            worker.process, worker.started = self._started(lifeline), now

    def _started(self, lifeline: int) -> "subprocess.Popen[bytes]":
        descriptors = (self.listener.fileno(), lifeline)
        return subprocess.Popen(  # noqa: S603 - this Python, and numbers and a path of ours
            [sys.executable, "-m", "pincite.web.worker", *map(str, descriptors), str(self.root)],
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the supervisor, which tells the workers
        )

    def _finish(self) -> None:
        """Tell all workers to end, and kill those that do not in time."""
        running = [worker.process for worker in self._workers if worker.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + KILLED_AFTER
        for process in running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
