"""Converts one document to DOCX with an office suite, in a folder that is always removed afterwards.

`python -m pincite.sandbox.office REQUEST` reads the document from standard input and writes the DOCX to standard
output. It stands between pincite and the suite. However pincite ends, this process's input then ends too, and the
process stops the suite and removes the folder. `REQUEST` is the JSON of `Conversion`.
"""

import contextlib
import ctypes
import hashlib
import json
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import olefile

from pincite.readers.rtf.marking import marked
from pincite.sandbox.launch import Rights, command, environment

IMPORTS = {
    ".doc": "MS Word 97",
    ".dot": "MS Word 97 Vorlage",
    ".rtf": "Rich Text Format",
    ".odt": "writer8",
    ".ott": "writer8_template",
    ".wpd": "WordPerfect",
}
"""Formats that are converted to DOCX, and what LibreOffice calls them. The suite never sees the file's own name. If it
is not told the format, it takes a damaged file for text, and its bytes would be read as words (seen with 26.8)."""

WORD_97 = 193
"""The number of the format (`nFib` of MS-DOC) from Word 97 on. LibreOffice has other names for earlier ones."""

SIGN_OF_LIFE = 0.05
"""Seconds between checks whether the suite has finished and pincite is still there."""

RESTART = (79, 81)
"""Exit statuses with which LibreOffice asks to be started again, after it has set up a new profile."""

STARTS = 3
"""Most times that LibreOffice is started."""

SET_CHILD_SUBREAPER = 36
"""`prctl`: processes that lose their parent become children of this process."""

STOPPED, GONE, NOTHING_MADE = 3, 4, 5
"""Exit statuses: the conversion took too long; pincite is gone; there is no DOCX."""

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
"""Settings of the profile: no macros, no start of embedded objects, no fetching of links, no update of fields."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What to convert: the suite, the document's suffix, and limits in seconds, bytes of memory and bytes of a file."""

    program: str
    suffix: str
    seconds: int
    memory: int
    file_size: int


def command_for(request: Conversion) -> list[str]:
    """The command that starts a conversion."""
    return [sys.executable, "-IB", "-m", "pincite.sandbox.office", json.dumps(asdict(request))]


def main() -> None:
    """Convert the document on standard input (8 bytes of length, then the document); exit status 0 on success."""
    request = Conversion(**json.loads(sys.argv[1]))
    if request.suffix not in IMPORTS:
        sys.exit(NOTHING_MADE)
    length = int.from_bytes(sys.stdin.buffer.read(8))
    content = sys.stdin.buffer.read(length)
    if len(content) < length:
        sys.exit(GONE)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, ctypes.c_ulong(1))
    # With this signal pincite asks the process to end; the folder must go then too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(GONE))
    folder = Path(tempfile.mkdtemp(prefix="pincite-office-"))
    try:
        made = _converted(request, content, folder)
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _converted(request: Conversion, content: bytes, folder: Path) -> bytes:
    """The DOCX of a document."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(profile_settings(), encoding="utf-8")
    given, made = folder / f"document{request.suffix}", folder / "made"
    given.write_bytes(marked(content) if request.suffix == ".rtf" else content)
    told = () if is_before_97(content) else (f"--infilter={IMPORTS[request.suffix]}",)
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
        *told,
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


def is_before_97(content: bytes) -> bool:
    """True for a document of Word 6 or 95: its main stream can be read, and says so."""
    try:
        with olefile.OleFileIO(BytesIO(content)) as compound:
            start = compound.openstream("WordDocument").read(4)
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError):
        return False  # another format, or damaged: olefile raises all these
    return len(start) == 4 and int.from_bytes(start[2:], "little") < WORD_97


def _taken(made: Path) -> bytes:
    """The DOCX that the suite made. A link in its place is not followed: it could lead where the suite may not read.

    Raises:
        OSError: there is no such file.
    """
    folder = os.open(made, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        file = os.open("document.docx", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    finally:
        os.close(folder)
    with open(file, "rb") as opened:  # noqa: PTH123 - it is open already
        return opened.read()


def _run(started: list[str], folder: Path, until: float) -> int:
    """The suite's exit status. Every process it started is gone afterwards."""
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
            # On standard input nothing more comes except its end.
            if select.select([sys.stdin], [], [], SIGN_OF_LIFE)[0]:
                sys.exit(GONE)
            if time.monotonic() > until:
                sys.exit(STOPPED)
        return process.returncode
    finally:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the program, its group, and processes that left the group."""
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
    """Child processes of this one, as far as the system lists them (Linux)."""
    try:
        return [int(child) for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    except OSError:
        return []


def binary(program: Path) -> Path:
    """The suite's own binary, behind the script that starts it."""
    beside = program.resolve().with_name("soffice.bin")
    return beside if beside.is_file() else program


def sockets(profile: Path) -> list[Path]:
    """Paths of the local socket with which LibreOffice ensures that a profile is used only once.

    LibreOffice is killed before it can remove the socket. It also has no right to, because other people's files lie in
    the same folder. The name ends with the MD5 of the profile's address in UTF-16, each byte in hexadecimal without a
    leading zero.
    """
    digest = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    name = "SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest)
    return [
        Path(folder) / f"OSL_PIPE_{user}{name}"
        for folder in ("/tmp", "/var/tmp")  # noqa: S108 - where LibreOffice puts it, whatever the environment says
        for user in ("", f"{os.getuid()}_")
    ]


def profile_settings() -> str:
    """The profile's settings, as a file that LibreOffice reads."""
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
