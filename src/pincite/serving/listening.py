"""Where a workspace's server listens, for a command that makes links to it while it runs."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pincite.errors import WorkspaceError

FILE: Final = "address"
"""In the workers' folder: the address with which links to the page begin, locked while its server runs."""

LONGEST: Final = 4096
"""Bytes of an address that are read."""


@contextmanager
def announced(folder: Path, address: str) -> Iterator[None]:
    """While this lasts, the address is known in the workers' folder; a server that was there first stays known.

    Raises:
        WorkspaceError: the folder cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise WorkspaceError(f"no server can start in {folder} ({error.strerror}); check that you own it") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, address.encode(), 0)
        yield
    finally:
        os.close(descriptor)  # which lets go of the lock, as a server that is killed does


def address_announced(folder: Path) -> str | None:
    """The address of the server that runs at the moment; None where none does."""
    try:
        descriptor = os.open(folder / FILE, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(descriptor, LONGEST, 0).decode(errors="replace") or None
    finally:
        os.close(descriptor)
    return None
