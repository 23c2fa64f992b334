"""A folder of everything that goes wrong: each thing has its reason, and the good files are still read."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pincite.documents.folder import Failure, FoundFile, find_files, load
from pincite.errors import DocumentError, UnreadableFile
from pincite.sandbox.reader import FileReader

NOBODY = 65534


@contextmanager
def as_nobody() -> Iterator[None]:
    """An ordinary user's rights, since permissions do not stop the superuser."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


def test_what_may_not_be_opened_is_named() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "closed").mkdir()
        (folder / "secret.txt").write_text("x")
        folder.chmod(0o755)
        (folder / "closed").chmod(0)
        (folder / "secret.txt").chmod(0)
        with as_nobody():
            entries = list(find_files([folder]))
            (secret,) = (entry for entry in entries if isinstance(entry, FoundFile))
            with pytest.raises(UnreadableFile, match="may not be opened by this user"):
                load(secret)
        (folder / "closed").chmod(0o700)
    reason = "it may not be opened by this user: ask for permission to read it"
    assert [entry for entry in entries if isinstance(entry, Failure)] == [Failure(f"{name}/closed", reason)]


@pytest.mark.live
def test_one_walk_over_everything_bad_reads_the_good_and_names_the_rest(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Lease of Unit 4")
    (tmp_path / ("n" * 200 + ".md")).write_text("# Long name")
    (tmp_path / "empty.docx").touch()
    (tmp_path / "wrong.docx").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "nul.txt").write_bytes(b"a\0b")
    (tmp_path / "round").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("Odd name")
    before = sorted(tmp_path.iterdir())

    async def walk() -> tuple[list[str], dict[str, str]]:
        texts, reasons = [], {}
        async with FileReader() as reader:
            for entry in find_files([tmp_path, tmp_path / "missing.pdf"]):
                if isinstance(entry, FoundFile):
                    try:
                        texts.append((await reader.read(load(entry), entry.path.name)).text)
                    except DocumentError as error:
                        reasons[Path(entry.shown).name] = str(error)
                elif isinstance(entry, Failure):
                    reasons[Path(entry.path).name] = entry.reason
        return texts, reasons

    texts, reasons = asyncio.run(walk())
    assert sorted(texts) == ["# Long name", "Lease of Unit 4", "Odd name"]
    assert sorted(reasons) == ["empty.docx", "missing.pdf", "nul.txt", "pipe.txt", "round", "wrong.docx"]
    assert sorted(tmp_path.iterdir()) == before
