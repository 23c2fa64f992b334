"""Taking turns: one process at a time writes a record and its signed head, which no single database holds together."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pincite.errors import RecordError

WAIT_SECONDS = 30.0
"""How long to wait for another writer: a record takes milliseconds, so half a minute means a stuck process."""

POLL_SECONDS = 0.001
"""Seconds between two looks whether it is our turn: about the time of one record on a solid-state disk."""


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`; the kernel lets go of it when the process dies, however it dies.

    Raises:
        RecordError: the lock is not free within `WAIT_SECONDS`.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unlockable(path, error) from error
    try:
        deadline = time.monotonic() + WAIT_SECONDS
        while not _taken(descriptor, path):
            if time.monotonic() > deadline:
                raise RecordError(
                    f"another process has held the audit record's lock {path} for {WAIT_SECONDS:.0f} seconds; "
                    f"end it, then try again"
                )
            time.sleep(POLL_SECONDS)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int, path: Path) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise _unlockable(path, error) from error
    return True


def _unlockable(path: Path, error: OSError) -> RecordError:
    return RecordError(f"the audit record's lock {path} cannot be used ({error}); check that the folder can be written")
