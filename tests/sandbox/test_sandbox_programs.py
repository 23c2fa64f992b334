"""Programs of others: found, started with as little as they need, gone afterwards."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from pincite.errors import DocumentError, UnreadableFile
from pincite.readers.drawn import Picture
from pincite.sandbox.conversion import docx_from
from pincite.sandbox.launch import Rights, command, environment
from pincite.sandbox.program import Ended, run
from pincite.sandbox.programs import Programs, Tesseract, installed, look_at
from pincite.sandbox.recognition import Recogniser
from pincite.sandbox.tsv import words_in

pytestmark = pytest.mark.live

PYTHON = next(filter(Path.exists, map(Path, ("/usr/bin/python3", "/usr/local/bin/python3"))), None)

needs_python = pytest.mark.skipif(PYTHON is None, reason="no Python lies where the box lets programs be run from")


def started(line: str, given: bytes = b"", *, seconds: float = 30, most: int = 1000) -> Ended:
    """How a program ends in the box of text recognition: a shell's own words, since it may start no other program."""
    shell = command(Rights(500_000_000, 30), Path("/bin/sh"), "-c", line)
    return asyncio.run(run(shell, given, environment(""), seconds=seconds, most=most))


def attacked(program: str, folder: str = "") -> str:
    """What becomes of a program in the box of text recognition, or of an office suite that may write in a folder."""
    attempt = f"try:\n    {program}\nexcept OSError as error: print(type(error).__name__)\nelse: print('DONE')"
    box = command(Rights(500_000_000, 30, 1000, folder), PYTHON or Path(), "-I", "-c", attempt)
    ended = asyncio.run(run(box, b"", environment(folder), seconds=30, most=1000))
    return ended.output.decode().strip() or ended.complaints


def test_bytes_go_in_and_bytes_come_out() -> None:
    assert started('read -r word; printf %s "$word"', b"Lease\n") == Ended(0, b"Lease", "")


def test_a_program_that_takes_none_of_its_input_is_no_error() -> None:
    assert started("exit 7", bytes(10_000_000)).status == 7


def test_a_program_that_hangs_is_killed_in_time() -> None:
    assert started("while :; do :; done", seconds=2) == Ended(None, b"", "")


def test_a_program_that_never_stops_talking_is_killed_at_once() -> None:
    assert started("while :; do echo more; done", seconds=600) == Ended(-9, b"", "")


def test_only_the_end_of_what_a_program_complains_of_is_kept() -> None:
    ended = started("i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo complaint $i >&2; done")
    assert ended.complaints.endswith("complaint 3000\n")
    assert len(ended.complaints) == 4000


@needs_python
@pytest.mark.parametrize(
    ("program", "office"),
    [
        ("import socket; socket.socket(socket.AF_INET)", "PermissionError"),
        ("import socket; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)", "PermissionError"),
        ("import socket; socket.socket(socket.AF_UNIX).connect('/var/run/docker.sock')", "PermissionError"),
        ("import os; os.fork() or os._exit(0)", "PermissionError"),
        ("import os; os.kill(os.getppid(), 0)", "PermissionError"),
        ("open('/etc/passwd')", "PermissionError"),
        ("import os; open(f'/proc/{os.getppid()}/environ')", "PermissionError"),
        ("import socket; socket.socket(socket.AF_UNIX)", "DONE"),
    ],
    ids=["network", "datagram", "local-service", "multiply", "signal", "read-a-file", "read-an-environment", "listen"],
)
def test_programs_in_their_boxes_reach_nothing_else(program: str, office: str, tmp_path: Path) -> None:
    if attacked("import os; os.fork() or os._exit(0)") == "DONE" or attacked("open('/etc/passwd')") == "DONE":
        pytest.skip("this kernel has no Landlock, or no seccomp")
    assert attacked(program) == "PermissionError"
    assert attacked(program, str(tmp_path)) == office


def test_programs_are_found_on_the_path_and_nothing_is_found_on_an_empty_one(tmp_path: Path) -> None:
    assert installed(str(tmp_path)) == Programs(None, None)
    for name in ("tesseract", "soffice"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    assert installed(str(tmp_path)) == Programs(tmp_path / "tesseract", tmp_path / "soffice")
    assert look_at(tmp_path / "tesseract") is None


def test_the_version_and_languages_of_text_recognition_are_its_own_words(tmp_path: Path) -> None:
    program = tmp_path / "tesseract"
    program.write_text(
        "#!/bin/sh\ncase $1 in --version) echo 'tesseract v5.9.1.2024' >&2;;"
        " *) printf 'List of available languages (2):\\neng\\nscript/Latin\\n';; esac\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    found = look_at(program)
    assert found is not None
    assert (found.version, sorted(found.languages)) == ("5.9.1.2024", ["eng", "script/Latin"])


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="only an administrator may become someone else")
def test_the_box_needs_no_administrator() -> None:
    program = (
        "import os, socket\n"
        "from pincite.sandbox.worker import restrict\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534); restrict(10**9)\n"
        "try: socket.socket()\nexcept PermissionError: print('refused')"
    )
    ended = asyncio.run(run([sys.executable, "-c", program], b"", {}, seconds=30, most=100))
    assert ended.output == b"refused\n", ended.complaints


PICTURE = Picture(10, 10, bytes(100), 0.0, (10, 10))


def test_a_program_that_cannot_be_started_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))
    tesseract = Recogniser(Tesseract(tmp_path, "5", frozenset({"eng"})), ("eng",))
    with pytest.raises(DocumentError, match=r"could not be started \(No such file"):
        asyncio.run(tesseract.words(PICTURE, 10.0, 10.0))
    with pytest.raises(UnreadableFile, match=r"could not be started \(No such file"):
        asyncio.run(docx_from(b"words", ".rtf", tmp_path))


@pytest.mark.parametrize("cells", [f"{10**400}\t1\t5\t5\t90", f"1\t1\t{10**400}\t5\t90", "1\t1\t5\t5\tnan"])
def test_a_word_that_is_nowhere_or_not_a_number_sure_is_left_out(cells: str) -> None:
    rows = [f"5\t1\t1\t1\t1\t1\t{each}\tRent" for each in (cells, "1\t1\t5\t5\t90")]
    assert len(words_in("\n".join(rows), PICTURE, 0, 10.0, 10.0)) == 1
