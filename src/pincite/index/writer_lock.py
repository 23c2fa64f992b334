"""Lets one process at a time write to an index; whoever waits too long gets a sentence.

The lock is the operating system's (`flock`), so it ends with its holder, however that one ends.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from pincite.errors import IndexingError

POLL_SECONDS = 0.02
"""The pause between two tries. A commit takes 5-200 ms, so a longer pause would be most of the wait."""


@asynccontextmanager
async def writer_lock(path: Path, wait_seconds: float) -> AsyncIterator[None]:
    """Hold the right to write while the block runs; wait for the present holder first.

    Raises:
        IndexingError: another process still held it after `wait_seconds`, or the file could not be opened.
    """
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise IndexingError(
            f"the search index in {path.parent} cannot be written: {error.strerror}; "
            "check that you own the workspace and that the disk has room"
        ) from error
    with file:
        deadline = asyncio.get_running_loop().time() + wait_seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if asyncio.get_running_loop().time() >= deadline:
                    raise IndexingError(
                        f"the search index in {path.parent} is being written by {_holder(path)}; "
                        f"gave up after {wait_seconds:g} s; wait until it has finished, or end that process"
                    ) from error
            await asyncio.sleep(POLL_SECONDS)
        _sign(file)
        yield


@contextmanager
def nobody_writing(path: Path, wait_seconds: float) -> Iterator[None]:
    """Keep others from writing while the block runs, for whoever only reads and waits for a disk anyway.

    Raises:
        IndexingError: another process still wrote after `wait_seconds`.
        OSError: the file could not be opened.
    """
    with path.open("a+", encoding="utf-8") as file:
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    raise IndexingError(
                        f"the search index in {path.parent} is being written by {_holder(path)}; wait until it has "
                        "finished, or end that process"
                    ) from error
            time.sleep(POLL_SECONDS)
        yield


def _sign(file: TextIO) -> None:
    """Note who holds the lock, for those who wait; on a full disk it stays unsaid."""
    with suppress(OSError):
        file.truncate(0)
        file.write(f"process {os.getpid()} since {datetime.now(UTC):%H:%M:%S} UTC")
        file.flush()


def is_free(path: Path) -> bool:
    """True if nobody holds the right to write at this moment."""
    try:
        with path.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(path: Path) -> str:
    return path.read_text(encoding="utf-8") or "another process"
