"""Files inside a Word document become attachments; damaged parts besides the body are left out and named."""

import struct
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from pincite.errors import UnreadableFile
from pincite.readers.docx.embedded import native_file
from pincite.readers.docx.reader import read_docx

if TYPE_CHECKING:
    from tests.readers.conftest import Word


def native(name: str, content: bytes, size: int | None = None) -> bytes:
    path = f"C:\\tmp\\{name}\0".encode()
    head = b"\2\0" + f"C:\\Users\\{name}\0".encode() + path + b"\0\0\3\0" + struct.pack("<I", len(path)) + path
    body = head + struct.pack("<I", len(content) if size is None else size) + content
    return struct.pack("<I", len(body)) + body


def compound(stream: str, content: bytes) -> bytes:
    """A compound file of one stream of 4,096 to 60,000 bytes (MS-CFB: header, one table of sectors, one directory)."""
    sectors = -(-len(content) // 512)
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    chain = [0xFFFFFFFD, end, *range(3, 2 + sectors), end]
    sizes = (0x3E, 3, 0xFFFE, 9, 6, 1, 1, 0, 4096, end, 0, end, 0, 0)
    header = struct.pack("<8s16xHHHHH10xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", *sizes)
    header += struct.pack("<108I", *[free] * 108)

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        named = (name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0")
        links = struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, free, free, child)
        return named + links + bytes(36) + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, 1, end, 0) + entry(stream, 2, free, 2, len(content)) + bytes(256)
    return (
        header
        + struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
        + directory
        + content.ljust(512 * sectors, b"\0")
    )


WORKBOOK = b"PK\3\4 xl/workbook.xml".ljust(5000, b".")


@pytest.mark.parametrize(
    ("stream", "inside", "name", "content"),
    [
        ("Package", WORKBOOK, "oleObject1.xlsx", WORKBOOK),
        ("\1Ole10Native", native("Lease.pdf", WORKBOOK), "Lease.pdf", WORKBOOK),
        ("CONTENTS", WORKBOOK.replace(b"PK", b"%P"), "oleObject1.pdf", WORKBOOK.replace(b"PK", b"%P")),
        ("Workbook", WORKBOOK, "oleObject1.xls", compound("Workbook", WORKBOOK)),
    ],
    ids=["office-file", "any-file", "pdf", "old-workbook"],
)
def test_the_file_in_an_embedded_object_is_taken_out(
    word: "Word", stream: str, inside: bytes, name: str, content: bytes
) -> None:
    files = {"embeddings/oleObject1.bin": ("oleObject", compound(stream, inside))}

    (found,) = read_docx(word.package(word.paragraph("x"), files=files)).attachments

    assert (found.name, found.content) == (name, content)


def test_an_old_formula_is_no_file_but_is_named(word: "Word") -> None:
    files = {"embeddings/oleObject1.bin": ("oleObject", compound("Equation Native", WORKBOOK))}
    reading = read_docx(word.package(word.paragraph("x"), files=files))

    assert reading.attachments == ()
    assert reading.warnings == ("formulas of an old equation editor are pictures: they were not read",)


def test_embedded_office_files_are_attachments(word: "Word") -> None:
    files = {"embeddings/Prices.xlsx": ("package", b"PK prices"), "embeddings/Lease.docx": ("package", b"PK lease")}
    reading = read_docx(word.package(word.paragraph("x"), files=files))

    assert [(one.name, one.content) for one in reading.attachments] == [
        ("Prices.xlsx", b"PK prices"), ("Lease.docx", b"PK lease"),
    ]  # fmt: skip
    assert reading.warnings == ()


def test_pictures_and_links_to_the_outside_are_no_attachments(word: "Word") -> None:
    files = {"media/image1.png": ("image", b"png")}

    assert read_docx(word.package(word.paragraph("x"), files=files)).attachments == ()


def test_an_object_that_cannot_be_opened_is_named(word: "Word") -> None:
    files = {"embeddings/oleObject1.bin": ("oleObject", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))}
    reading = read_docx(word.package(word.paragraph("x"), files=files))

    assert reading.attachments == ()
    assert "embedded objects were left out (oleObject1.bin)" in reading.warnings[0]


def test_a_part_that_is_a_file_of_its_own_is_an_attachment_with_a_word_about_it(word: "Word") -> None:
    reading = read_docx(word.package(word.paragraph("x"), files={"chunk.html": ("aFChunk", b"<p>more</p>")}))

    assert [one.name for one in reading.attachments] == ["chunk.html"]
    assert "read as attachments" in reading.warnings[0]


def test_a_packed_file_keeps_its_name_without_its_folders() -> None:
    assert native_file(native("Lease.pdf", b"%PDF"), "object") == ("Lease.pdf", b"%PDF")


@pytest.mark.parametrize(
    "stream",
    [b"", b"\0" * 6, native("a", b"x")[:20], native("a", b"x", size=9), native("a", b"")],
    ids=["empty", "zeros", "cut-off", "too-short", "no-content"],
)
def test_a_damaged_packed_file_is_none(stream: bytes) -> None:
    assert native_file(stream, "object") is None


@pytest.mark.parametrize("part", ["styles", "numbering", "footnotes", "comments", "settings"])
def test_a_damaged_part_besides_the_body_is_left_out_and_named(word: "Word", part: str) -> None:
    content = word.package(
        word.item("x", 1),
        rewrite=lambda xml: xml.replace(f"</w:{part}>", ""),
        styles="<w:docDefaults/>",
        numbering="<w:num/>",
        footnotes="<w:footnote/>",
        comments="<w:comment/>",
        settings="<w:zoom/>",
    )
    reading = read_docx(content)

    assert reading.text == "x"
    assert f"damaged parts of the file were left out (word/{part}.xml)" in reading.warnings[0]

    assert reading.text == "x"
    assert f"damaged parts of the file were left out (word/{part}.xml)" in reading.warnings[0]


def test_a_damaged_body_is_refused(word: "Word") -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        read_docx(word.package("<w:p>"))


def test_a_file_without_a_document_is_refused() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(UnreadableFile, match="no Word document"):
        read_docx(stream.getvalue())


def test_a_document_without_a_body_has_no_text(word: "Word") -> None:
    content = word.package("x", rewrite=lambda xml: xml.replace("w:body", "w:other"))

    assert read_docx(content).text == ""
