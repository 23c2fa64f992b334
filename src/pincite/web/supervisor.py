"""The supervisor: it keeps the server's processes running, each by its name.

When a process dies, another one starts. The pages of questions that a worker was answering say that they were
interrupted; what was released before is on the record. On SIGTERM or SIGINT the processes finish what they are doing.
On SIGHUP each is replaced by a new one, which reads settings and certificates anew; where two may run at once, the old
one is told to end once the new one is ready.
"""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from pincite.errors import WorkspaceError
from pincite.web.lifeline import LAST_SECONDS

BACKLOG = 512
"""Connections that wait to be taken."""

LONGEST_PAUSE = 30.0
"""Seconds before a process is started again that keeps dying; the pause begins at half a second and doubles."""

STEADY_SECONDS = 60.0
"""A process that ran for so long starts with the shortest pause again."""

LOOKED_EVERY = 0.2
"""Seconds between two looks at the processes."""

READY_SECONDS = 120.0
"""Seconds after which a new process that is not ready does not take the place of an old one."""

KILLED_AFTER = LAST_SECONDS + 10.0
"""Seconds after which a process that was told to end is killed."""


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


@dataclass(frozen=True, slots=True)
class Program:
    """A program to keep running, `count` times: `python -m MODULE LIFELINE READY ARGUMENTS…` (`lifeline`).

    `descriptors` stay open in its processes. With `overlaps`, a process that replaces another one runs beside it for a
    while. One that `ends_last` serves the others, so it is told to end when they have.
    """

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    count: int = 1
    descriptors: tuple[int, ...] = ()
    overlaps: bool = False
    ends_last: bool = False


@dataclass(slots=True)
class _Running:
    """A process, and the reading end of the pipe by which it says that it is ready."""

    process: "subprocess.Popen[bytes]"
    ready: int

    def is_ready(self) -> bool:
        """True once it has said so."""
        return bool(select.select([self.ready], [], [], 0)[0]) and self.process.poll() is None

    def forget(self) -> None:
        """Close the pipe of a process that has ended, or is of no more interest."""
        os.close(self.ready)


@dataclass(slots=True)
class _Place:
    """A place for a process: the one that runs, when it was started, and how long to wait before the next.

    `told` is when it was told to end, to be replaced; `successor` runs beside it until it is ready.
    """

    program: Program
    running: _Running | None = None
    started: float = 0.0
    pause: float = 0.5
    successor: _Running | None = None
    begun: float = 0.0
    told: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Keeps programs running; `say` prints a line for whoever runs it.

    `died` is told the name of a program of which a process ended unasked, and `gone` the number of each that has ended.

    `listener` is closed before the processes are told to end, so that nobody waits for an answer that never comes.
    `renewed` is called before processes are replaced; a WorkspaceError of it leaves them as they are.
    """

    programs: Sequence[Program]
    listener: socket.socket
    say: Callable[[str], None]
    environment: Mapping[str, str] | None = None
    died: Callable[[str], None] = lambda _name: None
    gone: Callable[[int], None] = lambda _pid: None
    renewed: Callable[[], None] = lambda: None
    _ending: threading.Event = field(default_factory=threading.Event)
    _hung_up: bool = False
    _places: list[_Place] = field(default_factory=list)
    _to_replace: deque[_Place] = field(default_factory=deque)
    _leaving: list[tuple[_Running, float]] = field(default_factory=list)

    def run(self) -> None:
        """Keep the processes running until SIGTERM or SIGINT, then let them finish."""
        lifeline, held = os.pipe()
        handlers = {signal.SIGTERM: self._end, signal.SIGINT: self._end, signal.SIGHUP: self._hang_up}
        before = {sign: signal.signal(sign, handler) for sign, handler in handlers.items()}
        try:
            self.say("Ctrl-C ends it")
            self._places = [_Place(program) for program in self.programs for _ in range(program.count)]
            while not self._ending.is_set():
                self._look(lifeline)
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

    def _hang_up(self, _sign: int, _frame: FrameType | None) -> None:
        self._hung_up = True

    def _look(self, lifeline: int) -> None:
        """Do what there is to do at the moment."""
        if self._hung_up:
            self._hung_up = False
            self._begin_to_replace()
        for place in self._places:
            self._keep(place, lifeline)
        if self._to_replace and self._is_replaced(self._to_replace[0], lifeline):
            self._to_replace.popleft()
            if not self._to_replace:
                self.say("all processes were replaced")
        self._leaving = [(one, until) for one, until in self._leaving if not self._has_left(one, until)]

    def _keep(self, place: _Place, lifeline: int) -> None:
        """Start a process where there is none, or has been none for as long as the pause."""
        now = time.monotonic()
        if place.running is not None:
            process = place.running.process
            if (status := process.poll()) is None:
                if place.told and now - place.told > KILLED_AFTER:
                    process.kill()
                return
            place.running.forget()
            self.gone(process.pid)
            place.running = None
            if place.told:  # to be replaced
                place.started = place.told = 0.0
                return
            place.pause = 0.5 if now - place.started > STEADY_SECONDS else min(place.pause * 2, LONGEST_PAUSE)
            place.started = now
            name = place.program.name
            self.died(name)
            self.say(f"{name} process {process.pid} ended with status {status}; another starts in {place.pause:.0f} s")
        elif not place.started or now - place.started >= place.pause:
            place.running, place.started = self._started(place.program, lifeline), now

    def _started(self, program: Program, lifeline: int) -> _Running:
        ready, written = os.pipe()
        descriptors = (lifeline, written, *program.descriptors)
        try:
            process = subprocess.Popen(  # noqa: S603 - this Python, and numbers and paths of ours
                [sys.executable, "-m", program.module, str(lifeline), str(written), *program.arguments],
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the supervisor, which tells the others
                env=self.environment,
            )
        finally:
            os.close(written)
        return _Running(process, ready)

    # Replacing

    def _begin_to_replace(self) -> None:
        try:
            self.renewed()
        except WorkspaceError as error:
            self.say(f"nothing was replaced: {error}")
            return
        self._to_replace = deque(self._places)

    def _is_replaced(self, place: _Place, lifeline: int) -> bool:
        """Go on with replacing a process; True once that is done."""
        now = time.monotonic()
        if not place.program.overlaps:
            if place.running is not None and not place.told:
                place.told = now
                place.running.process.terminate()
            return place.running is None or now - place.told > KILLED_AFTER
        if place.successor is None:
            place.successor, place.begun = self._started(place.program, lifeline), now
            return False
        if place.successor.process.poll() is not None or now - place.begun > READY_SECONDS:
            self._give_up(place.successor)
            place.successor = None
            return False
        if not place.successor.is_ready():
            return False
        if place.running is not None:
            place.running.process.terminate()
            self._leaving.append((place.running, now + KILLED_AFTER))
        place.running, place.started, place.successor = place.successor, now, None
        return True

    def _give_up(self, successor: _Running) -> None:
        """Go on with the old processes, as a new one does not come up."""
        successor.process.kill()
        successor.process.wait()
        successor.forget()
        self.gone(successor.process.pid)
        self._to_replace.clear()
        self.say("a new process does not come up, so the old ones go on; its own lines above say why")

    # Ending

    def _finish(self) -> None:
        """Tell all processes to end, and kill those that do not in time; those that serve the others come last."""
        for last in (False, True):
            running = [
                one
                for place in self._places
                if place.program.ends_last is last
                for one in (place.running, place.successor)
                if one is not None
            ]
            leaving = [] if last else [one for one, _ in self._leaving]
            for one in running:
                one.process.terminate()
            until = time.monotonic() + KILLED_AFTER
            for one in (*running, *leaving):
                try:
                    one.process.wait(max(0.0, until - time.monotonic()))
                except subprocess.TimeoutExpired:
                    one.process.kill()
                    one.process.wait()
                one.forget()

    def _has_left(self, one: _Running, until: float) -> bool:
        """True once a process that was told to end has; it is killed when it does not in time."""
        if one.process.poll() is None:
            if time.monotonic() > until:
                one.process.kill()
            return False
        one.forget()
        self.gone(one.process.pid)
        return True
