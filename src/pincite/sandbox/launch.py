"""Runs an external program (text recognition, an office suite) with the fewest rights that it can work with.

`python -m pincite.sandbox.launch RIGHTS PROGRAM ARGUMENT…` lowers its own rights for good and then becomes the program.
`RIGHTS` is the JSON of `Rights`.
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
"""Where text recognition keeps its language models."""

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
"""Where an office suite keeps its files, where fonts lie, and where the suite counts processors."""

SCRIPTS = ("/bin", "/usr/bin")
"""What a wrapper script around a program needs."""

OF_ALL = frozenset((Path("/"), Path("/usr"), Path("/usr/local")))
"""Folders that hold more than one program."""

SOCKETS = ("/tmp", "/var/tmp")  # noqa: S108
"""Where LibreOffice insists on making a local socket."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Limits for a program: bytes of address space, seconds of processor time, bytes per file; and where it may write.

    `folder` is the only place where the program may write; empty for none.
    """

    memory: int
    seconds: int
    file_size: int = 0
    folder: str = ""


def command(rights: Rights, program: Path, *arguments: str) -> list[str]:
    """The command that starts a program with these rights."""
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
    """The whole environment of a program: no user name, no home folder, one thread."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": folder or "/nonexistent",
        "TMPDIR": folder or "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
        **account_setting(),
    }


def main() -> None:
    """Lower the rights of this process, then become the program."""
    rights, program = Rights(**json.loads(sys.argv[1])), sys.argv[2]
    lower(rights, Path(program))
    os.execv(program, sys.argv[2:])  # noqa: S606 - becoming the program is what this is for


def lower(rights: Rights, program: Path) -> None:
    """Give up, for good, every right that the program does not need.

    Raises:
        ReadingRefused: no box is available, and the account does not allow reading without one.
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
    """What a program may read: shared libraries, its own folder, and files that it is known to need."""
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
