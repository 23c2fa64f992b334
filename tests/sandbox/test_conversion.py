"""Old office documents through LibreOffice, where it is installed, and what a suite that misbehaves can do."""

import asyncio
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from PIL import Image

from pincite.documents.document import Document
from pincite.errors import UnreadableFile
from pincite.sandbox.conversion import CONVERTED, docx_from
from pincite.sandbox.landlock import landlock_version
from pincite.sandbox.office import NOTHING_MADE, STOPPED, Conversion, command_for, is_before_97, profile_settings
from pincite.sandbox.program import Ended, run
from pincite.sandbox.programs import Programs, installed
from pincite.sandbox.reader import FileReader

pytestmark = pytest.mark.live

LIBREOFFICE = installed().libreoffice

needs_libreoffice = pytest.mark.skipif(LIBREOFFICE is None, reason="LibreOffice is not installed")

LEASE = rb"""{\rtf1\ansi\ansicpg1252 {\fonttbl{\f0 Times;}}
\pard\b 1. Rent\b0\par
1.1 The Tenant shall pay \'a3500 each month.\par
1.2 The Landlord may not raise the Rent.{\v hidden words\v0}\par
}"""


def read(content: bytes, name: str, programs: Programs) -> Document:
    async def steps() -> Document:
        async with FileReader(programs=programs) as reader:
            return await reader.read(content, name)

    return asyncio.run(steps())


@needs_libreoffice
def test_an_rtf_file_is_read_as_word_would_show_it_and_says_that_it_was_converted() -> None:
    document = read(LEASE, "lease.rtf", installed())
    assert document.format == "docx"
    assert "1.1 The Tenant shall pay £500 each month." in document.text
    assert [clause.number for clause in document.clauses] == ["1", "1.1", "1.2"]
    assert [document.text[start:end] for start, end in document.hidden] == ["hidden words"]
    assert CONVERTED in document.warnings


@needs_libreoffice
def test_a_file_that_names_others_on_the_disk_gets_nothing_of_them(tmp_path: Path) -> None:
    if not landlock_version():
        pytest.skip("this kernel cannot take the file system from a process (Landlock)")
    assert LIBREOFFICE is not None
    (tmp_path / "secret.txt").write_text("privileged words", encoding="utf-8")
    Image.effect_noise((200, 200), 80).save(tmp_path / "secret.png")
    asks = "".join(
        rf'{{\field{{\*\fldinst {{ {field} "{tmp_path / name}" }}}}{{\fldrslt {{}}}}}}\par'
        for field, name in (("INCLUDETEXT", "secret.txt"), ("INCLUDEPICTURE", "secret.png"))
    )
    made = asyncio.run(docx_from(rf"{{\rtf1\ansi Lease\par {asks}}}".encode(), ".rtf", LIBREOFFICE))
    with zipfile.ZipFile(BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert b"Lease" in parts["word/document.xml"]
    assert all(b"privileged words" not in content for content in parts.values())
    assert [name for name in parts if name.endswith(".png")] == []


@needs_libreoffice
def test_a_damaged_file_is_refused_with_a_reason() -> None:
    assert LIBREOFFICE is not None
    with pytest.raises(UnreadableFile, match="LibreOffice made nothing of the file: it may be damaged or encrypted"):
        asyncio.run(docx_from(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".doc", LIBREOFFICE))


@pytest.fixture(scope="module")
def lease_of_word(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A lease as Word 97 and later would save it."""
    folder = tmp_path_factory.mktemp("word")
    (folder / "lease.rtf").write_bytes(LEASE)
    command = [str(LIBREOFFICE), f"-env:UserInstallation=file://{folder / 'profile'}", "--headless"]
    command += ["--convert-to", "doc:MS Word 97", "--outdir", str(folder), str(folder / "lease.rtf")]
    subprocess.run(command, check=True, capture_output=True)
    return (folder / "lease.doc").read_bytes()


@needs_libreoffice
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_word_file_that_was_cut_off_is_refused_and_its_bytes_are_no_words(lease_of_word: bytes, share: float) -> None:
    assert LIBREOFFICE is not None
    assert asyncio.run(docx_from(lease_of_word, ".doc", LIBREOFFICE)).startswith(b"PK")
    with pytest.raises(UnreadableFile, match="LibreOffice made nothing of the file: it may be damaged or encrypted"):
        asyncio.run(docx_from(lease_of_word[: int(len(lease_of_word) * share)], ".doc", LIBREOFFICE))


@needs_libreoffice
def test_documents_of_word_6_and_95_are_told_by_the_number_of_their_format(lease_of_word: bytes) -> None:
    number = lease_of_word.index(b"\xec\xa5") + 2  # behind the sign of a Word document
    of_95 = lease_of_word[:number] + (104).to_bytes(2, "little") + lease_of_word[number + 2 :]
    assert is_before_97(of_95)
    assert not is_before_97(lease_of_word)
    assert not is_before_97(of_95[:600])
    assert not is_before_97(LEASE)


def test_without_libreoffice_the_file_is_refused_with_what_to_install() -> None:
    with pytest.raises(UnreadableFile, match="LibreOffice, which would convert it, is not installed: install it, or"):
        read(LEASE, "lease.rtf", Programs(None, None))


@pytest.mark.parametrize("setting", ["DisableMacrosExecution", "DisableActiveContent", "DisableOLEAutomation"])
def test_the_suite_is_told_to_run_nothing(setting: str) -> None:
    assert f'oor:name="{setting}" oor:op="fuse"><value>true</value>' in profile_settings()


Suite = Callable[[str], Path]


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Makes an office suite that does what its line of shell says; `$9` is where the DOCX is expected."""

    def made(line: str) -> Path:
        program = tmp_path / "suite" / "bin" / "soffice"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        program.chmod(0o755)
        return program

    return made


def convert(program: Path, seconds: int = 20) -> Ended:
    request = Conversion(str(program), ".rtf", seconds, 1_000_000_000, 1_000_000)
    given = len(LEASE).to_bytes(8) + LEASE
    return asyncio.run(
        run(command_for(request), given, {}, seconds=60, most=1_000_000, closes_input=False, tidies=True)
    )


def test_what_the_suite_makes_comes_back_and_its_folder_is_removed(suite: Suite) -> None:
    ended = convert(suite('pwd > "$9/document.docx"'))
    assert ended.status == 0
    made_in = Path(ended.output.decode().strip())
    assert made_in.name.startswith("pincite-office-")
    assert not made_in.exists()


def test_a_suite_that_hangs_is_stopped_in_time(suite: Suite) -> None:
    assert convert(suite("exec sleep 600"), seconds=1).status == STOPPED


def test_a_link_that_the_suite_makes_is_not_followed(suite: Suite, tmp_path: Path) -> None:
    secret = tmp_path / "secret.docx"
    secret.write_bytes(b"privileged")
    ended = convert(suite(f'exec ln -s {secret} "$9/document.docx"'))
    assert (ended.status, ended.output) == (NOTHING_MADE, b"")


@pytest.mark.skipif(shutil.which("perl") is None, reason="the shell alone cannot put a link in place of a folder")
def test_a_link_in_place_of_the_folder_is_not_followed(suite: Suite, tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "document.docx").write_bytes(b"privileged")
    swap = f'rmdir $ARGV[0]; symlink "{tmp_path / "others"}", $ARGV[0] or exit 9; exit 0'
    ended = convert(suite(f"exec perl -e '{swap}' \"$9\""))
    assert (ended.status, ended.output) == (NOTHING_MADE, b"")
    assert (tmp_path / "others" / "document.docx").exists()


def test_the_suite_writes_in_its_folder_alone(suite: Suite, tmp_path: Path) -> None:
    if not landlock_version():
        pytest.skip("this kernel cannot take the file system from a process (Landlock)")
    ended = convert(suite(f'echo x > {tmp_path / "left"}; echo made > "$9/document.docx"'))
    assert ended.output == b"made\n"
    assert not (tmp_path / "left").exists()


def test_the_suite_does_not_learn_who_runs_it(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINCITE_SECRET", "key")
    ended = convert(suite('export -p > "$9/document.docx"'))
    assert ended.output
    assert b"PINCITE_SECRET" not in ended.output
    assert (os.environ.get("HOME") or "/root").encode() not in ended.output


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to see what is left")
def test_a_killed_pincite_leaves_neither_suite_nor_folder(suite: Suite) -> None:
    program = f"""
import asyncio
from pathlib import Path
from pincite.sandbox.conversion import docx_from
asyncio.run(docx_from(b"x", ".rtf", Path({str(suite("exec sleep 600"))!r})))
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.DEVNULL) as pincite:
        asleep: list[psutil.Process] = []
        while not asleep:
            left = psutil.Process(pincite.pid).children(recursive=True)
            asleep = [each for each in left if each.name() == "sleep"]
        folder = Path(asleep[0].cwd())
        assert folder.name.startswith("pincite-office-")
        pincite.kill()
    assert psutil.wait_procs(left, timeout=120)[1] == []
    assert not folder.exists()
