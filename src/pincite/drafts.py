"""Files that stand under their name whole or not at all, written without a name, or under another name, first.

Where the system can write a file that has no name yet (Linux, on most file systems), a process that is killed while it
writes leaves nothing behind. Elsewhere, and for the moment between giving the file a name and giving it its own, the
other name is drawn at random and must be new: somebody who may write into the same folder can neither foresee it nor
put a link there that would have another file written over. What a killed process left under such a name is taken away
when a file is next written in that folder.
"""

import errno
import fcntl
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
NAMELESS = getattr(os, "O_TMPFILE", 0)
OPEN_FILES = Path("/proc/self/fd")
"""Where a file that has no name can be named by its number."""

ABANDONED = 60
"""Seconds from which a draft that nobody holds open is one of a process that died: before, it may be just opened."""

_DRAFT = re.compile(r"\.[0-9a-f]{16}\.part")
_CANNOT = frozenset({errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOSYS})
"""How a file system or a kernel says that it has no files without a name."""


@contextmanager
def written_whole(file: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes are the file once the block ends; when it fails, what was there before stays.

    The file can be read by its owner only. A link under that name is replaced, and what it led to is left alone. What
    is no file, a pipe or a terminal, is written to as it is. Drafts of killed processes beside it are taken away.

    Raises:
        OSError: it cannot be written.
    """
    if file.exists() and not file.is_file():
        with file.open("wb") as stream:
            yield stream
        return
    sweep(file.parent)
    with _whole(file) as stream:
        yield stream


@contextmanager
def _whole(file: Path) -> Iterator[BinaryIO]:
    draft = file.with_name(f".{secrets.token_hex(8)}.part")
    try:
        nameless = _nameless(file.parent)
        with os.fdopen(os.open(draft, NEW, 0o600) if nameless is None else nameless, "wb") as stream:
            # By this `sweep` knows that it is being written; where there are no locks, by its age.
            with suppress(OSError):
                fcntl.flock(stream, fcntl.LOCK_EX)
            yield stream
            stream.flush()
            if nameless is not None:
                _name(stream.fileno(), draft)
            draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _nameless(folder: Path) -> int | None:
    """A new file in a folder that has no name yet, open to be written; None where the system has none."""
    if not NAMELESS or not OPEN_FILES.is_dir():
        return None
    try:
        return os.open(folder, os.O_WRONLY | NAMELESS | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in _CANNOT:
            return None
        raise


def _name(opened: int, name: Path) -> None:
    folder = os.open(name.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.link(OPEN_FILES / str(opened), name.name, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def sweep(folder: Path) -> None:
    """Take away the drafts in a folder that are this account's and that no process writes any more.

    One that cannot be looked at or taken away stays.
    """
    try:
        found = [file for file in folder.iterdir() if _DRAFT.fullmatch(file.name)]
    except OSError:
        return  # what is to be written there will say what is wrong with the folder
    for path in found:
        with suppress(OSError):
            _take_away(path)


def _take_away(draft: Path) -> None:
    opened = os.open(draft, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        state = os.fstat(opened)
        is_ours = stat.S_ISREG(state.st_mode) and state.st_uid == os.geteuid()
        if is_ours and state.st_mtime < time.time() - ABANDONED:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()
    finally:
        os.close(opened)


def flush_to_disk(path: Path) -> None:
    """Make a file's content, or the names in a folder, survive a power failure.

    Raises:
        OSError: the disk refused.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(file: Path, content: str | bytes) -> None:
    """Write a file whole, without looking for drafts beside it; see `written_whole`. Text is UTF-8.

    Raises:
        OSError: it cannot be written.
    """
    if file.exists() and not file.is_file():
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return
    with _whole(file) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)
