"""Formats: content first, name second; a name that lies is refused with words a person understands."""

import zipfile
from io import BytesIO

import pytest

from pincite.documents.document import Format
from pincite.documents.readers.formats import detect
from pincite.errors import UnreadableFile

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
ENCRYPTED = OLD_OFFICE + "EncryptedPackage".encode("utf-16-le")
PAGE = b"\xef\xbb\xbf  <!DOCTYPE HTML><html>"


def archive(*names: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        for name in names:
            written.writestr(name, "<x/>")
    return stream.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (PDF, "lease.pdf", "pdf"),
        (b"junk before\n" + PDF, "LEASE.PDF", "pdf"),
        (PDF, "lease", "pdf"),
        (WORD, "lease.docx", "docx"),
        (WORD, "lease.docm", "docx"),
        (WORD, "lease", "docx"),
        (b"# Terms", "terms.md", "markdown"),
        (b"<p>x", "terms.htm", "html"),
        (PAGE, "terms", "html"),
        (b"<?xml version='1.0'?>\n<html>", "terms.xhtml", "html"),
        (PAGE, "terms.txt", "text"),
        (b"words", "terms.txt", "text"),
        (b"words", "README", "text"),
        (b"words", "Master Agreement v1.2", "text"),
        (b"A file begins with %PDF-1.7", "note.md", "markdown"),
    ],
)
def test_the_format_is_found(content: bytes, name: str, expected: Format) -> None:
    assert detect(content, name) == expected


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.txt", r"empty \(0 bytes\)"),
        (PDF, "a.docx", r"named \.docx but its content is PDF: rename it to \.pdf"),
        (PDF, "a.txt", r"named \.txt but its content is PDF"),
        (PDF, "a.doc", r"named \.doc but its content is PDF"),
        (WORD, "a.pdf", r"named \.pdf but its content is DOCX: rename it to \.docx"),
        (PAGE, "a.pdf", r"named \.pdf but its content is HTML: rename it to \.html"),
        (b"words", "a.pdf", r"named \.pdf but its content is not PDF"),
        (b"words", "a.docx", r"named \.docx but its content is not DOCX"),
        (PNG, "a.pdf", r"named \.pdf but its content is a PNG picture"),
        (PNG, "a.png", r"a picture: .*PDF, DOCX, HTML, Markdown and plain text are read"),
        (PNG, "a", r"a picture"),
        (OLD_OFFICE, "a.doc", r"an old Word document: save it as DOCX or PDF"),
        (OLD_OFFICE, "a.docx", r"named \.docx but its content is an old Office file"),
        (OLD_OFFICE, "a.xls", r"a spreadsheet"),
        (ENCRYPTED, "a.docx", r"encrypted with a password: save a copy without one"),
        (archive("xl/workbook.xml"), "a.xlsx", r"a spreadsheet"),
        (archive("xl/workbook.xml"), "a.docx", r"named \.docx but its content is a spreadsheet"),
        (archive("ppt/presentation.xml"), "a", r"a presentation"),
        (archive("a.txt"), "a.zip", r"an archive: unpack it"),
        (WORD[:-30], "a.docx", r"damaged or cut off"),
        (b"{\\rtf1 x}", "a.rtf", r"an RTF document"),
        (b"From: a@b", "a.eml", r"an e-mail"),
        (b"\x7fELF\2\1", "a", r"a program"),
    ],
)
def test_what_is_not_read_is_refused_with_what_to_do(content: bytes, name: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        detect(content, name)
