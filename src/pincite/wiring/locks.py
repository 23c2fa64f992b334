"""Locks for a workspace's files, and the permissions of what is written there."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pincite.errors import DocumentsBusy, WorkspaceError

BRIEFLY = "briefly"
"""What a lock file says, beside its holder's number, where the holder lets others in after some seconds."""


@dataclass(slots=True)
class _Privacy:
    """How many callers want private files at the moment, and the process's mask before the first."""

    askers: int = 0
    before: int = 0


_PRIVACY, _PRIVACY_LOCK = _Privacy(), threading.Lock()


@contextmanager
def private_files() -> Iterator[None]:
    """While this lasts, only the process's own user can read whatever the process creates.

    The mask belongs to the process. It is restored when the last of several overlapping callers ends, in any order.
    """
    with _PRIVACY_LOCK:
        if _PRIVACY.askers == 0:
            _PRIVACY.before = os.umask(0o077)
        _PRIVACY.askers += 1
    try:
        yield
    finally:
        with _PRIVACY_LOCK:
            _PRIVACY.askers -= 1
            if _PRIVACY.askers == 0:
                os.umask(_PRIVACY.before)


@contextmanager
def alone(lock: Path, *, briefly: bool = False) -> Iterator[None]:
    """Hold a lock file, which the kernel releases however the process ends; `briefly` tells others that it is soon.

    Raises:
        DocumentsBusy: another process holds it.
        WorkspaceError: it cannot be created.
    """
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise WorkspaceError(
            f"nothing can be read into {lock.parent} ({error.strerror}); check that you own the folder"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder, _, how = os.read(descriptor, 40).decode().partition(" ")
            holder = holder or "just begun"
            if holder == str(os.getpid()):
                raise DocumentsBusy(
                    f"this program is already reading documents into {lock.parent}; wait until that has finished"
                ) from error
            if how == BRIEFLY:
                raise DocumentsBusy(
                    f"the server ({holder}) is reading documents into {lock.parent}; it lets others in between, so try "
                    "again in a minute",
                    is_brief=True,
                ) from error
            raise DocumentsBusy(
                f"another process ({holder}) is reading documents into {lock.parent}; wait until it has finished, or "
                "end it"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {BRIEFLY if briefly else ''}".rstrip().encode(), 0)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def alone_now(lock: Path) -> Iterator[bool]:
    """Hold a lock file if nobody else does, and report whether it is held.

    Raises:
        WorkspaceError: it cannot be created.
    """
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise WorkspaceError(
            f"a change of the documents in {lock.parent} was interrupted and cannot be finished ({error.strerror}); "
            "check that you own the folder and that it can be written"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


@contextmanager
def folder_lock(folder: Path, how: int) -> Iterator[None]:
    """Hold a folder's lock, shared or exclusive: nobody opens a workspace while another process makes it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)
