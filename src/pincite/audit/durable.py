"""Writes files so that they are on the disk, and not only in the system's memory, when a function returns."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pincite.drafts import flush_to_disk
from pincite.errors import RecordError


@contextmanager
def as_record_error(what: str, fix: str = "check that the folder exists and can be written") -> Iterator[None]:
    """Turn an `OSError` in the block into a `RecordError` that says `what` failed and how to `fix` it.

    Raises:
        RecordError: the block raised an `OSError`.
    """
    try:
        yield
    except OSError as error:
        raise RecordError(f"{what} ({error}); {fix}") from error


def write_new(path: Path, content: bytes, mode: int) -> None:
    """Make a new file.

    Raises:
        OSError: it exists, or cannot be written.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    flush_to_disk(path.parent)


def put_whole(path: Path, content: bytes, mode: int) -> None:
    """Write a file atomically: under another name first, then renamed."""
    making = path.with_suffix(".making")
    making.unlink(missing_ok=True)
    write_new(making, content, mode)
    making.replace(path)
    flush_to_disk(path.parent)


def write_over(path: Path, content: bytes) -> None:
    """Overwrite an existing file in place: half the writes of a renaming, since no name has to become durable.

    A crash in between may leave the file neither old nor new.

    Raises:
        OSError: it does not exist, or cannot be written.
    """
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(descriptor, content, 0)
        os.ftruncate(descriptor, len(content))
        _sync_content(descriptor)
    finally:
        os.close(descriptor)


_sync_content = getattr(os, "fdatasync", os.fsync)
"""Syncs content and size only: the time of the last change would cost another write."""
