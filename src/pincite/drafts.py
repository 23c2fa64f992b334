"""Files that stand under their name whole or not at all, written under another name first.

The other name is drawn at random and must be new: somebody who may write into the same folder can neither foresee it
nor put a link there that would have another file written over.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def written_whole(file: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes are the file once the block ends; when it fails, what was there before stays.

    The file can be read by its owner only. A link under that name is replaced, and what it led to is left alone. What
    is no file, a pipe or a terminal, is written to as it is.

    Raises:
        OSError: it cannot be written.
    """
    if file.exists() and not file.is_file():
        with file.open("wb") as stream:
            yield stream
        return
    draft = file.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(draft, NEW, 0o600), "wb") as stream:
            yield stream
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


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
    """Write a file whole; see `written_whole`. Text is UTF-8.

    Raises:
        OSError: it cannot be written.
    """
    with written_whole(file) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)
