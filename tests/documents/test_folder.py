"""Folders: every file once, in order, and a reason for whatever is left out."""

import os
import socket
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path

import pytest

from pincite.documents.folder import Entry, Failure, FoundFile, Ignored, find_files, load, printable
from pincite.errors import UnreadableFile


def names(entries: Sequence[Entry], root: Path) -> list[str]:
    return [str(entry.path.relative_to(root)) for entry in entries if isinstance(entry, FoundFile)]


def failures(entries: Sequence[Entry]) -> dict[str, str]:
    return {Path(entry.path).name: entry.reason for entry in entries if isinstance(entry, Failure)}


def test_files_come_in_the_order_of_their_names_and_once(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a.txt", "c/deep/er/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    entries = list(find_files([tmp_path, tmp_path / "b", tmp_path / "a.txt"]))
    assert names(entries, tmp_path) == ["a.txt", "b/10.txt", "b/2.txt", "c/deep/er/x.txt"]


def test_the_path_is_absolute_and_as_the_person_named_it(tmp_path: Path) -> None:
    (tmp_path / "matter").mkdir()
    (tmp_path / "matter" / "a.txt").write_text("x")
    with chdir(tmp_path / "matter"):
        (entry,) = find_files([Path("../matter/./a.txt")])
    assert entry == FoundFile(tmp_path / "matter" / "a.txt", str(tmp_path / "matter" / "a.txt"), 1)


def test_system_files_are_ignored_and_counted(tmp_path: Path) -> None:
    for name in (".DS_Store", "~$lease.docx", "Thumbs.db", ".git/config", "desktop.ini", "lease.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    entries = list(find_files([tmp_path]))
    assert names(entries, tmp_path) == ["lease.txt"]
    assert sum(isinstance(entry, Ignored) for entry in entries) == 5


def test_links_are_never_followed_out_of_the_folder_or_in_circles(tmp_path: Path) -> None:
    matter, outside = tmp_path / "matter", tmp_path / "outside"
    (matter / "sub").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.txt").write_text("x")
    (matter / "a.txt").write_text("x")
    for name, target in {
        "out": outside,
        "out.txt": outside / "secret.txt",
        "same.txt": matter / "a.txt",
        "sub/up": matter,
        "round": matter / "round",
        "broken.txt": tmp_path / "nothing",
    }.items():
        (matter / name).symlink_to(target)
    entries = list(find_files([matter]))
    assert names(entries, matter) == ["a.txt"]
    assert [entry for entry in entries if isinstance(entry, Ignored)] == [Ignored(str(matter / "same.txt"))]
    assert {name: reason.split(":")[0] for name, reason in failures(entries).items()} == {
        "out": "the link leads out of the folder and was not followed",
        "out.txt": "the link leads out of the folder and was not followed",
        "up": "the link leads back to a folder it stands in",
        "round": "the link leads round in a circle",
        "broken.txt": "there is no such file (a link to it may be broken)",
    }


def test_a_link_that_a_person_names_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "file.txt").symlink_to(tmp_path / "real" / "a.txt")
    found = [entry for entry in find_files([tmp_path / "link", tmp_path / "file.txt"]) if isinstance(entry, FoundFile)]
    assert [entry.shown for entry in found] == [str(tmp_path / "link" / "a.txt"), str(tmp_path / "file.txt")]
    assert [load(entry) for entry in found] == [b"x", b"x"]


def test_what_is_no_file_is_named_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s.txt"))
        reasons = failures(list(find_files([tmp_path, Path("/dev/null"), tmp_path / "missing.txt"])))
    assert reasons["pipe.pdf"].startswith("this is a pipe, not a file")
    assert reasons["s.txt"].startswith("this is a socket, not a file")
    assert reasons["null"].startswith("this is a device, not a file")
    assert reasons["missing.txt"].startswith("there is no such file")


def test_a_file_past_the_limit_is_named(tmp_path: Path) -> None:
    with (tmp_path / "huge.pdf").open("wb") as huge:
        huge.truncate(600_000_000)
    assert "more than 512 MB" in failures(list(find_files([tmp_path])))["huge.pdf"]


def test_a_file_replaced_or_grown_after_it_was_found_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words")
    (entry,) = find_files([path])
    assert isinstance(entry, FoundFile)
    with pytest.raises(UnreadableFile, match="split it"):
        load(entry, largest=3)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(UnreadableFile, match="no file while it was read"):
        load(entry)
    path.unlink()
    path.symlink_to("/etc/passwd")
    with pytest.raises(UnreadableFile, match="circle"):
        load(entry)


def test_names_that_cannot_be_printed_are_shown_with_escapes_and_still_opened(tmp_path: Path) -> None:
    odd = [b"caf\xe9.txt", b"two\nlines.txt", "\u202etxt.exe.txt".encode(), b"n" * 200 + b".txt"]
    for name in odd:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x")
    entries = [entry for entry in find_files([tmp_path]) if isinstance(entry, FoundFile)]
    assert len(entries) == 4
    assert all(entry.shown.isprintable() and load(entry) == b"x" for entry in entries)
    assert printable(Path(os.fsdecode(b"/x/caf\xe9"))) == "/x/caf\\xe9"


def test_a_folder_of_ten_thousand_files_is_read_whole_and_in_order(tmp_path: Path) -> None:
    for number in range(10_000):
        (tmp_path / f"{number:05}.txt").touch()
    walk = find_files([tmp_path])
    first = next(walk)
    assert isinstance(first, FoundFile)
    assert first.path.name == "00000.txt"
    assert sum(1 for _ in walk) == 9_999
