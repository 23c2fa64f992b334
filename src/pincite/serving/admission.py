"""Admission to the processors among all workers of a server: lock files, which the kernel frees however one ends."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from pincite.errors import WorkspaceError

LOOKED_EVERY: Final = 0.01
"""Seconds after which the first who waits in a worker looks again whether a place is free."""


class SharedAdmission:
    """So many places, each a lock file that this process has open. Implements `ask.admission.Admission`.

    Those who wait in one worker are admitted in the order in which they came. Between workers, the first of each has
    the same chance.
    """

    def __init__(self, descriptors: Sequence[int]) -> None:
        self._not_held = set(descriptors)  # a lock counts for a process, which must not take it twice
        self._first = asyncio.Lock()

    @asynccontextmanager
    async def admitted(self) -> AsyncIterator[bool]:
        """While this lasts, one of the places is one's own."""
        place = None if self._first.locked() else self._free_place()
        has_waited = place is None
        if place is None:
            async with self._first:
                while (place := self._free_place()) is None:
                    await asyncio.sleep(LOOKED_EVERY)
        try:
            yield has_waited
        finally:
            fcntl.flock(place, fcntl.LOCK_UN)
            self._not_held.add(place)

    def _free_place(self) -> int | None:
        """A place that was free and is taken now; None if there is none."""
        for descriptor in sorted(self._not_held):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # another worker's
            self._not_held.remove(descriptor)
            return descriptor
        return None


@contextmanager
def shared_admission(folder: Path, at_once: int) -> Iterator[SharedAdmission]:
    """While this lasts, the admission that this process shares with all that name the same folder.

    Raises:
        WorkspaceError: the folder cannot be written.
    """
    descriptors: list[int] = []
    try:
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            for number in range(at_once):
                file = folder / f"question-{number}"
                descriptors.append(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise WorkspaceError(
                f"questions cannot be told apart in {folder} ({error.strerror}); check that you own it"
            ) from error
        yield SharedAdmission(descriptors)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
