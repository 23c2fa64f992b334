"""ZIP archives, as files of their own."""

import stat
import zipfile
from io import BytesIO

import pytest

from pincite.documents.limits import MOST_ATTACHMENTS, MOST_WARNINGS
from pincite.errors import UnreadableFile
from pincite.readers.portions import portion
from pincite.readers.zipped import read_zip


def packed(files: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_the_files_of_an_archive_keep_their_folders() -> None:
    found = read_zip(packed({"room/1/a.txt": b"1. A", "room/2/a.txt": b"1. B", "room/3/": b""}))
    assert [(each.name, each.content) for each in found.attachments] == [
        ("room/1/a.txt", b"1. A"),
        ("room/2/a.txt", b"1. B"),
    ]
    assert (found.format, found.text, found.warnings) == ("archive", "", ())


def test_what_only_the_computer_made_is_left_out() -> None:
    names = ["__MACOSX/._a.txt", "x/.DS_Store", "x/Thumbs.db", "x/~$a.docx", "x/a.txt"]
    assert [each.name for each in read_zip(packed(dict.fromkeys(names, b"x"))).attachments] == ["x/a.txt"]


def test_names_that_a_mac_wrote_without_saying_so_are_utf8() -> None:
    content = packed({"Größe.txt": b"x"})
    flag = zipfile.ZipFile(BytesIO(content)).infolist()[0].flag_bits
    assert flag & 0x800
    unmarked = content.replace(b"\x14\x00\x00\x08", b"\x14\x00\x00\x00")
    assert [each.name for each in read_zip(unmarked).attachments] == ["Größe.txt"]


def test_a_damaged_file_is_named_and_the_others_are_read() -> None:
    content = packed({"a.txt": b"A" * 50, "b.txt": b"B" * 50}, zipfile.ZIP_STORED).replace(b"A" * 50, b"A" * 49 + b"?")
    found = read_zip(content)
    assert [(each.name, each.content) for each in found.attachments] == [("a.txt", b""), ("b.txt", b"B" * 50)]
    assert found.warnings == ("a.txt: the file is damaged in the archive: get a fresh copy",)


def test_an_archive_of_damaged_files_names_each() -> None:
    files = {f"{number}.txt": b"A" * 50 for number in range(2 * MOST_WARNINGS + 1)}
    content = packed(files, zipfile.ZIP_STORED).replace(b"A" * 50, b"A" * 49 + b"?")
    names: list[str] = []
    while (found := portion(content, "archive", len(names))).attachments:
        assert len(found.warnings) <= MOST_WARNINGS
        names += [warning.partition(":")[0] for warning in found.warnings]
    assert names == list(files)


def test_a_file_without_a_name_is_read_all_the_same() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("a")
        entry.filename = ""
        archive.writestr(entry, b"1. A")
    assert [each.name for each in read_zip(stream.getvalue()).attachments] == ["unnamed"]


def test_a_link_is_named_and_not_followed() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    found = read_zip(stream.getvalue())
    assert found.warnings == ("link.txt: this is a link to another file: it was not followed",)
    assert [each.content for each in found.attachments] == [b""]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (packed({"zeros": b"\0" * 12_000_000}), "zip bomb"),
        (packed({"../../etc/cron.d/x": b"x"}), "leads out of it"),
        (packed({"a.txt": b"x"})[:-10], "damaged or cut off"),
        (packed({"a.txt": b"x"}).replace(b"\x14\x00\x00\x00", b"\x14\x00\x01\x00"), "encrypted"),
    ],
    ids=["bomb", "climbs", "cut off", "encrypted"],
)
def test_a_hostile_or_locked_archive_is_not_opened(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read_zip(content)


def test_a_large_archive_comes_in_portions_that_lose_nothing() -> None:
    content = packed({f"{number}.txt": b"x" for number in range(2 * MOST_ATTACHMENTS + 1)})
    names: list[str] = []
    while found := portion(content, "archive", len(names)).attachments:
        names += [each.name for each in found]
    assert names == [f"{number}.txt" for number in range(2 * MOST_ATTACHMENTS + 1)]
