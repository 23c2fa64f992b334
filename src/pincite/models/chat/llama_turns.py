"""Turns at one llama.cpp: requests are answered one after the other, whichever processes make them.

llama.cpp works on one request at a time here. Whoever waits within it cannot see its place, so the waiting is done
before: each request draws a ticket, a file that its process holds a lock on. A process that dies loses its locks, and
with them its place. Tickets are in the order in which they were drawn; a lock for the turn itself makes sure that two
never have it.
"""

import contextlib
import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from pincite.models.ports import Message
from pincite.routing.permits import digest

MAKING = ".making"
"""The ending of a ticket that is not locked yet, and of a state that is not whole yet."""


@dataclass(frozen=True, slots=True)
class State:
    """What whoever had the turn last has left: what llama.cpp has read, and how fast it was.

    `served` is a digest of the messages of the last request, and `turns` is their number. The speeds are in tokens a
    second, None if nothing was measured yet.
    """

    served: str = ""
    turns: int = 0
    read_per_s: float | None = None
    write_per_s: float | None = None

    @classmethod
    def left_in(cls, folder: Path) -> "State":
        """What was left; nothing if that cannot be read."""
        try:
            return cls(**json.loads((folder / "state").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return cls()

    def leave(self, folder: Path) -> None:
        """Leave it for whoever is next. Only who has the turn may do that."""
        making = folder / f"state{MAKING}"
        making.write_text(json.dumps(asdict(self)), encoding="utf-8")
        making.replace(folder / "state")

    def goes_on(self, messages: Sequence[Message]) -> bool:
        """True for a conversation that goes on from the last request: its own words are what was read."""
        is_longer = 0 < self.turns < len(messages)
        return is_longer and digest(messages[: self.turns], None).hex() == self.served


class Ticket:
    """A place among those who wait. `before` is the number of requests before it, as of the last look."""

    def __init__(self, folder: Path) -> None:
        self.before = 0
        self._folder = folder
        self._turn: int | None = None
        self._file = folder / f"{time.monotonic_ns():020d}-{secrets.token_hex(4)}"
        making = self._file.with_suffix(MAKING)
        self._lock = os.open(making, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        making.rename(self._file)  # so that nobody takes it for one of a dead process

    def takes_turn(self) -> bool:
        """Take the turn if nobody is before it; False if it is not its turn yet."""
        self.before = sum(map(_is_held, self._earlier()))
        if self.before:
            return False
        turn = os.open(self._folder / "turn", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(turn)
            self.before = 1
            return False
        self._turn = turn
        return True

    def give_back(self) -> None:
        """Let the next one have the turn, or leave the queue."""
        self._file.unlink(missing_ok=True)
        os.close(self._lock)
        if self._turn is not None:
            os.close(self._turn)

    def _earlier(self) -> list[Path]:
        tickets = (one for one in self._folder.iterdir() if one.name[:1].isdigit() and one.suffix != MAKING)
        return [one for one in tickets if one.name < self._file.name]


@contextmanager
def drawn(folder: Path) -> Iterator[Ticket]:
    """A ticket, which is given back at the end."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ticket = Ticket(folder)
    try:
        yield ticket
    finally:
        ticket.give_back()


def _is_held(file: Path) -> bool:
    """Whether the process that drew a ticket is alive; that of a dead one is taken away."""
    try:
        lock = os.open(file, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        with contextlib.suppress(FileNotFoundError):
            file.unlink()
        return False
    finally:
        os.close(lock)
