"""The folder in which the processes of one server count what they do, as long as that server runs."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus-client learns of it; it has to be set before that is imported."""

IN_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - Linux's place for files that are no files

NAME: Final = "pincite-counts-"


@contextmanager
def counting_folder() -> Iterator[Path]:
    """A new folder, for as long as this lasts; those that servers which were killed left behind are removed."""
    above = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    for old in above.glob(f"{NAME}*"):
        if not _is_held(old):
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=NAME, dir=above))
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def _is_held(folder: Path) -> bool:
    """True while a server counts in a folder, or where it belongs to another account."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_DIRECTORY)
    except OSError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
