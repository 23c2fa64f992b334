"""Worker processes of a server on one machine, each with a lock that the kernel lets go of however the process ends."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pincite.errors import WorkspaceError


@dataclass(frozen=True, slots=True)
class WorkerFiles:
    """Their lock files in a folder. Implements `Workers`."""

    folder: Path

    @contextmanager
    def at_work(self) -> Iterator[str]:
        """While this lasts, a worker with a new name, by which other processes can see that it lives.

        Raises:
            WorkspaceError: the folder cannot be written.
        """
        name = secrets.token_hex(8)
        file = self._file(name)
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            descriptor = _held(file)
        except OSError as error:
            raise WorkspaceError(
                f"no worker can start in {self.folder} ({error.strerror}); check that you own it"
            ) from error
        try:
            yield name
        finally:
            file.unlink(missing_ok=True)
            os.close(descriptor)

    def is_alive(self, name: str) -> bool:
        """True while the worker of that name runs."""
        return _is_held(self._file(name))

    def are_any_alive(self) -> bool:
        """True while any worker runs, of whichever release."""
        return any(_is_held(file) for file in self.folder.glob("*.lock"))

    def forget_the_dead(self) -> int:
        """Remove the lock files of workers that were killed; returns how many.

        Raises:
            WorkspaceError: the folder cannot be read or written.
        """
        try:
            dead = [file for file in self.folder.glob("*.lock") if not _is_held(file)]
            for file in dead:
                file.unlink(missing_ok=True)
        except OSError as error:
            raise WorkspaceError(f"{self.folder} cannot be tidied ({error.strerror}); check that you own it") from error
        return len(dead)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.lock"


def _held(file: Path) -> int:
    """A descriptor by which this process holds a lock file, made anew where it was removed before it was held."""
    while True:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            if os.path.samestat(file.stat(), os.fstat(descriptor)):
                return descriptor
        except FileNotFoundError:
            pass
        os.close(descriptor)


def _is_held(file: Path) -> bool:
    """True while some process holds a lock file."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
