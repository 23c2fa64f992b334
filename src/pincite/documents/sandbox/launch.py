"""Runs a program that is not ours (text recognition, an office suite) with as few rights as it can work with.

`python -m pincite.documents.sandbox.launch RIGHTS PROGRAM ARGUMENT…` lowers its own rights for good and then becomes
the program. `RIGHTS` is the JSON of `Rights`.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from pincite.documents.sandbox.landlock import LIBRARIES, OWN_PROCESS, confine
from pincite.documents.sandbox.seccomp import refuse

SET_PARENT_DEATH_SIGNAL = 1
"""`prctl`: the signal that comes when the process that started this one is gone."""

OFFICE = ("/etc/libreoffice", "/var/lib/libreoffice", "/var/spool/libreoffice", "/var/cache/fontconfig", "/sys/devices")
"""Where an office suite keeps its own settings, and where it counts processors."""

SOCKETS = ("/tmp", "/var/tmp")  # noqa: S108
"""Where LibreOffice insists on a local socket."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What a program may take: bytes of address space, seconds of processor time, bytes per file; and where it writes.

    `folder` is the only place where it may write, empty for none.
    """

    memory: int
    seconds: int
    file_size: int = 0
    folder: str = ""


def command(rights: Rights, program: Path, *arguments: str) -> list[str]:
    """What to start so that a program runs with these rights."""
    return [
        sys.executable,
        "-IB",
        "-m",
        "pincite.documents.sandbox.launch",
        json.dumps(asdict(rights)),
        str(program),
        *arguments,
    ]


def environment(folder: str) -> dict[str, str]:
    """All that a program learns from the environment: no name, no home, one thread for itself."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": folder or "/nonexistent",
        "TMPDIR": folder or "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
    }


def main() -> None:
    """Lower the rights, then become the program."""
    rights, program = Rights(**json.loads(sys.argv[1])), sys.argv[2]
    lower(rights, Path(program))
    os.execv(program, sys.argv[2:])  # noqa: S606 - becoming the program is what this is for


def lower(rights: Rights, program: Path) -> None:
    """Give away for good what the program does not need."""
    for kind, most in (
        (resource.RLIMIT_CPU, rights.seconds),
        (resource.RLIMIT_FSIZE, rights.file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (rights.memory, rights.memory))
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, ctypes.c_ulong(signal.SIGKILL))
    folders = [rights.folder] if rights.folder else []
    readable = [*LIBRARIES, *(OFFICE if folders else ()), program.resolve().parent.parent, OWN_PROCESS]
    confine(readable, folders, SOCKETS if folders else (), runs_programs=True)
    refuse("network" if folders else "processes")


if __name__ == "__main__":
    main()
