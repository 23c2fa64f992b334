"""Has an office suite turn one document into DOCX, in a folder that is gone afterwards, whatever happens.

`python -m pincite.sandbox.office REQUEST` takes the document by its standard input and gives the DOCX by its
standard output. It stands between pincite and the suite: when pincite ends in whatever way, its input ends too, and it
stops the suite and removes the folder. `REQUEST` is the JSON of `Conversion`.
"""

import contextlib
import ctypes
import hashlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from pincite.readers.rtf.marking import marked
from pincite.sandbox.launch import Rights, command, environment

SUFFIXES = frozenset({".doc", ".dot", ".rtf", ".odt", ".ott", ".wpd"})
"""What is turned into DOCX. The name of the file itself is never shown to the suite."""

SIGN_OF_LIFE = 0.05
"""Seconds between two looks at whether the suite has finished and pincite is still there."""

RESTART = (79, 81)
"""Exit statuses by which LibreOffice asks to be started once more: it has set up a new profile."""

STARTS = 3
"""Times that it is started at the most."""

SET_CHILD_SUBREAPER = 36
"""`prctl`: processes that lose their parent become this one's children."""

STOPPED, GONE, NOTHING_MADE = 3, 4, 5
"""Exit statuses: it took too long, pincite is gone, there is no DOCX."""

SETTINGS = {
    "/org.openoffice.Office.Common/Security/Scripting": {
        "MacroSecurityLevel": "3",
        "DisableMacrosExecution": "true",
        "DisableActiveContent": "true",
        "DisableOLEAutomation": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "/org.openoffice.Office.Common/Misc": {"UseLocking": "false", "UseDocumentOOoLockFile": "false"},
    "/org.openoffice.Office.Common/Save/Document": {"CreateBackup": "false"},
    "/org.openoffice.Office.Recovery/AutoSave": {"Enabled": "false"},
    "/org.openoffice.Office.Recovery/RecoveryInfo": {"Enabled": "false"},
    "/org.openoffice.Office.Writer/Content/Update": {"Link": "0", "Field": "false", "Chart": "false"},
}
"""What the profile says: no macros, nothing embedded is started, nothing linked is fetched, and fields stay as they
are."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """Which program turns what into DOCX: the suite, the document's suffix, seconds and bytes of memory for it."""

    program: str
    suffix: str
    seconds: int
    memory: int
    file_size: int


def command_for(request: Conversion) -> list[str]:
    """What to start for a conversion."""
    return [sys.executable, "-IB", "-m", "pincite.sandbox.office", json.dumps(asdict(request))]


def main() -> None:
    """Convert what standard input holds (8 bytes of length, then the document); exit status 0 when it went well."""
    request = Conversion(**json.loads(sys.argv[1]))
    if request.suffix not in SUFFIXES:
        sys.exit(NOTHING_MADE)
    length = int.from_bytes(sys.stdin.buffer.read(8))
    content = sys.stdin.buffer.read(length)
    if len(content) < length:
        sys.exit(GONE)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, ctypes.c_ulong(1))
    # Pincite asks for the end with this signal; the folder must go then too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(GONE))
    folder = Path(tempfile.mkdtemp(prefix="pincite-office-"))
    try:
        made = _converted(request, content, folder)
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _converted(request: Conversion, content: bytes, folder: Path) -> bytes:
    """The DOCX."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(profile_settings(), encoding="utf-8")
    given, made = folder / f"document{request.suffix}", folder / "made"
    given.write_bytes(marked(content) if request.suffix == ".rtf" else content)
    del content
    made.mkdir()
    program = binary(Path(request.program))
    rights = Rights(request.memory, request.seconds, request.file_size, str(folder))
    arguments = (
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(made),
        str(given),
    )
    until = time.monotonic() + request.seconds
    for _ in range(STARTS):
        status = _run(command(rights, program, *arguments), folder, until)
        for socket in sockets(profile):
            socket.unlink(missing_ok=True)
        if status not in RESTART:
            break
    try:
        return _taken(made)
    except OSError:
        sys.exit(NOTHING_MADE)


def _taken(made: Path) -> bytes:
    """The DOCX that the suite made; no link is followed that may stand in its place, to what the suite may not read.

    Raises:
        OSError: there is none.
    """
    folder = os.open(made, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        file = os.open("document.docx", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    finally:
        os.close(folder)
    with open(file, "rb") as opened:  # noqa: PTH123 - it is open already
        return opened.read()


def _run(started: list[str], folder: Path, until: float) -> int:
    """The suite's exit status. Whatever it has started is gone afterwards."""
    process = subprocess.Popen(  # noqa: S603 - the program that the settings name, in the box of `launch`
        started,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(str(folder)),
        cwd=folder,
        start_new_session=True,
    )
    try:
        while process.poll() is None:
            # Nothing more comes by standard input but its end.
            if select.select([sys.stdin], [], [], SIGN_OF_LIFE)[0]:
                sys.exit(GONE)
            if time.monotonic() > until:
                sys.exit(STOPPED)
        return process.returncode
    finally:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the program, its group, and what left the group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # the group may be empty
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stray in _children():
        try:
            os.kill(stray, signal.SIGKILL)
        except ProcessLookupError:
            continue
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _children() -> list[int]:
    """Processes of which this one is the parent, as far as the system says (Linux)."""
    try:
        return [int(child) for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    except OSError:
        return []


def binary(program: Path) -> Path:
    """The suite itself behind the script that starts it."""
    beside = program.resolve().with_name("soffice.bin")
    return beside if beside.is_file() else program


def sockets(profile: Path) -> list[Path]:
    """Names of the local socket by which LibreOffice makes sure that a profile is used once.

    It is killed before it can remove the socket, and has no right to: other people's files lie in the same folder. The
    name ends with the MD5 of the profile's address in UTF-16, each byte in hexadecimal without a leading zero.
    """
    digest = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    name = "SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)
    return [
        Path(folder) / f"OSL_PIPE_{user}{name}"
        for folder in ("/tmp", "/var/tmp")  # noqa: S108 - where LibreOffice puts it, whatever the environment says
        for user in ("", f"{os.getuid()}_")
    ]


def profile_settings() -> str:
    """The profile's settings as the file that LibreOffice reads them from."""
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
        for path, settings in SETTINGS.items()
        for name, value in settings.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n{items}</oor:items>\n'
    )


if __name__ == "__main__":
    main()
