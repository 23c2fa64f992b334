"""Prints a folder in memory for the files of a test run, where the machine has room for them; nothing elsewhere.

On a disk the tests wait some hundred thousand times until what they wrote is there, which takes longer than the tests.
"""

import os
from pathlib import Path

FOLDER = Path("/dev/shm")  # noqa: S108 - memory, which is what is wanted

NEEDED = 6_000_000_000
"""Bytes; a whole run takes about a third of it."""


def has_room(folder: Path, needed: int) -> bool:
    """True for a folder in which programs may be run, with room in itself and in the machine's memory."""
    try:
        found = os.statvfs(folder)
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return False
    available = next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), 0)
    may_run = not found.f_flag & os.ST_NOEXEC and os.access(folder, os.W_OK)
    return may_run and min(found.f_bavail * found.f_frsize, available, *_limits()) >= needed


def _limits() -> list[int]:
    """How many bytes of memory a container has at the most, where it has such a limit."""
    try:
        told = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return []
    return [int(told)] if told.isdigit() else []


if __name__ == "__main__":
    print(FOLDER if has_room(FOLDER, NEEDED) else "")  # noqa: T201 - what the Makefile asks for
