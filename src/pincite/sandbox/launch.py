"""Runs a program that is not ours (text recognition, an office suite) with as few rights as it can work with.

`python -m pincite.sandbox.launch RIGHTS PROGRAM ARGUMENT…` lowers its own rights for good and then becomes
the program. `RIGHTS` is the JSON of `Rights`.
"""

import json
import os
import resource
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from pincite.sandbox.box import Protections, account_setting, keep_to_itself, require
from pincite.sandbox.capabilities import drop_capabilities
from pincite.sandbox.landlock import LIBRARIES, OWN_PROCESS, confine
from pincite.sandbox.seccomp import refuse

RECOGNITION = ("/usr/share/tesseract-ocr", "/usr/share/tessdata", "/usr/share/tesseract")
"""Where text recognition keeps its languages."""

OFFICE = (
    "/etc/libreoffice",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
    "/usr/share/libreoffice",
    "/usr/share/hunspell",
    "/usr/share/hyphen",
    "/usr/share/mythes",
    "/usr/share/myspell",
    "/etc/fonts",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/fontconfig",
    "/var/cache/fontconfig",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/sys/devices",
)
"""Where an office suite keeps its own files, fonts are, and where it counts processors."""

SCRIPTS = ("/bin", "/usr/bin")
"""What a script needs that stands in front of a program."""

OF_ALL = frozenset((Path("/"), Path("/usr"), Path("/usr/local")))
"""Folders in which not only one program lies."""

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
        "pincite.sandbox.launch",
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
        **account_setting(),
    }


def main() -> None:
    """Lower the rights, then become the program."""
    rights, program = Rights(**json.loads(sys.argv[1])), sys.argv[2]
    lower(rights, Path(program))
    os.execv(program, sys.argv[2:])  # noqa: S606 - becoming the program is what this is for


def lower(rights: Rights, program: Path) -> None:
    """Give away for good what the program does not need.

    Raises:
        ReadingRefused: there is no box for it, and the account does not read without one.
    """
    keep_to_itself()
    for kind, most in ((resource.RLIMIT_CPU, rights.seconds), (resource.RLIMIT_FSIZE, rights.file_size)):
        resource.setrlimit(kind, (most, most))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (rights.memory, rights.memory))
    folders = [rights.folder] if rights.folder else []
    powers = drop_capabilities()
    files = confine(readable(program, is_office=bool(folders)), folders, SOCKETS if folders else (), runs_programs=True)
    require(Protections(files=files, calls=refuse("network" if folders else "processes"), powers=powers))


def readable(program: Path, *, is_office: bool) -> list[str | Path]:
    """What a program may read: shared libraries, its own folder, and what it is known to need."""
    itself = program.resolve()
    own = itself.parent.parent
    needed = OFFICE if is_office else RECOGNITION
    scripts = SCRIPTS if _is_script(itself) else ()
    return [*LIBRARIES, *needed, *scripts, itself if own in OF_ALL else own, OWN_PROCESS]


def _is_script(program: Path) -> bool:
    try:
        with program.open("rb") as opened:
            return opened.read(2) == b"#!"
    except OSError:
        return False


if __name__ == "__main__":
    main()
