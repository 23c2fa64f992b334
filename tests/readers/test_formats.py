"""Formats: content first, name second; a name that lies is refused with words a person understands."""

import zipfile
from io import BytesIO

import pytest

from pincite.errors import UnreadableFile
from pincite.readers.formats.detection import detect
from pincite.readers.formats.kinds import EXTENSIONS, NAMES, Kind
from pincite.readers.formats.refusals import NeedsConversion

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PAGE = b"\xef\xbb\xbf  <!DOCTYPE HTML><html>"
BILL = b'<?xml version="1.0"?>\n<!DOCTYPE bill PUBLIC "-//US Congress//DTDs/bill.dtd//EN" "bill.dtd">\n<bill/>'
MAIL = b"Received: by mx.example\r\n\tid 7\r\nFrom: a@b.example\r\nSubject: Lease\r\n\r\nHello"
MAILBOX = b"From a@b.example Mon Jan  1 10:00:00 2024\nFrom: a@b.example\n\nHello\n"
MEMO = b"TO: Jane Roe\nFROM: John Doe\nDATE: 1 May 2024\nRE: Lease\n\nAs discussed"


def archive(*names: str, stated: str = "") -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        if stated:
            written.writestr("mimetype", stated)
        for name in names:
            written.writestr(name, "<x/>")
    return stream.getvalue()


def compound(*streams: str) -> bytes:
    entries = b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + entries


WORD = archive("[Content_Types].xml", "word/document.xml")
SHEET = archive("[Content_Types].xml", "xl/workbook.xml")
OPEN_TEXT = archive("content.xml", stated="application/vnd.oasis.opendocument.text")
OPEN_SHEET = archive("content.xml", stated="application/vnd.oasis.opendocument.spreadsheet")


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (PDF, "lease.pdf", "pdf"),
        (b"junk before\n" + PDF, "LEASE.PDF", "pdf"),
        (PDF, "lease", "pdf"),
        (WORD, "lease.docx", "docx"),
        (WORD, "lease.docm", "docx"),
        (WORD, "lease", "docx"),
        (WORD, "lease.doc", "docx"),
        (b"# Terms", "terms.md", "markdown"),
        (b"<p>x", "terms.htm", "html"),
        (PAGE, "terms", "html"),
        (b"<?xml version='1.0'?>\n<html>", "terms.xhtml", "html"),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<html xmlns='x'>", "terms.xml", "html"),
        (PAGE, "terms.txt", "text"),
        (b"words", "terms.txt", "text"),
        (b"words", "README", "text"),
        (b"words", "Master Agreement v1.2", "text"),
        (b"A file begins with %PDF-1.7", "note.md", "markdown"),
        (BILL, "bill.xml", "xml"),
        (BILL, "bill", "xml"),
        (BILL.decode().encode("utf-16"), "bill", "xml"),
        (MAIL, "a.eml", "mail"),
        (MAIL, "a", "mail"),
        (b"Subject: x", "a.eml", "mail"),
        (MEMO, "memo", "text"),
        (MAILBOX, "Inbox.mbox", "mailbox"),
        (MAILBOX, "Inbox", "mailbox"),
        (b"From this day on 2024\nthe Tenant: pays", "a", "text"),
        (compound("__nameid_version1.0", "__properties_version1.0"), "a.msg", "outlook"),
        (compound("Workbook"), "a.xls", "spreadsheet"),
        (compound("WordDocument", "Workbook"), "a.xls", "spreadsheet"),
        (SHEET, "a.xlsx", "spreadsheet"),
        (SHEET, "a.xls", "spreadsheet"),
        (OPEN_SHEET, "a.ods", "spreadsheet"),
        (b"a;b\n", "a.csv", "delimited"),
        (archive("a.txt"), "a.zip", "zip"),
        (archive("a.txt"), "a", "zip"),
        (archive("a.txt")[:-10], "a.zip", "zip"),
        (PNG, "a.png", "picture"),
        (PNG, "scan.tif", "picture"),
        (b"II*\0" + b"\0" * 20, "scan", "picture"),
        (b"BMW is the licensor", "a", "text"),
        (b"ID3 is the name of the licensed software", "a.txt", "text"),
        (b"def pay(): ...", "billing.py", "text"),
        (PAGE + b"<?php pay(); ?>", "index.php", "text"),
        (b"<?xml version='1.0'?>\n$a = 1", "a.ps1", "text"),
        (MAIL, "fixture.json", "text"),
    ],
)
def test_the_kind_is_found(content: bytes, name: str, expected: Kind) -> None:
    assert detect(content, name) == expected


@pytest.mark.parametrize(
    ("content", "name", "extension", "kind"),
    [
        (compound("WordDocument"), "a.doc", ".doc", "an old Word document"),
        (compound("WordDocument", "Workbook"), "a", ".doc", "an old Word document"),
        (compound("WordDocument"), "a.docx", ".doc", "an old Word document"),
        (compound("StarWriterDocument"), "a.doc", ".doc", "an old Word document"),
        (b"{\\rtf1 x}", "a.rtf", ".rtf", "an RTF document"),
        (b"{\\rtf1 x}", "a.doc", ".rtf", "an RTF document"),
        (b"\xffWPC\0\0", "a.wpd", ".wpd", "a WordPerfect document"),
        (OPEN_TEXT, "a.odt", ".odt", "an OpenDocument text"),
    ],
)
def test_old_office_documents_are_for_the_converter(content: bytes, name: str, extension: str, kind: str) -> None:
    with pytest.raises(NeedsConversion, match=f"{kind}, and LibreOffice, .* is not installed: install it") as raised:
        detect(content, name)
    assert raised.value.extension == extension


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.txt", r"empty \(0 bytes\)"),
        (PDF, "a.docx", r"named \.docx but its content is PDF: rename it to \.pdf"),
        (PDF, "a.txt", r"named \.txt but its content is PDF"),
        (PDF, "a.doc", r"named \.doc but its content is PDF"),
        (WORD, "a.pdf", r"named \.pdf but its content is DOCX: rename it to \.docx"),
        (WORD, "a.zip", r"named \.zip but its content is DOCX"),
        (PAGE, "a.pdf", r"named \.pdf but its content is HTML: rename it to \.html"),
        (PAGE, "a.xls", r"named \.xls but its content is HTML: rename it to \.html"),
        (b"words", "a.pdf", r"named \.pdf but its content is not PDF"),
        (b"words", "a.docx", r"named \.docx but its content is not DOCX"),
        (b"words", "a.doc", r"named \.doc but its content is not an old office document"),
        (b"words", "a.msg", r"named \.msg but its content is not an Outlook e-mail"),
        (PNG, "a.pdf", r"named \.pdf but its content is a picture: rename it to \.png"),
        (compound("PowerPoint Document"), "a.ppt", r"a presentation: save it as PDF"),
        (compound("Workbook"), "a.docx", r"named \.docx but its content is a spreadsheet"),
        (compound("EncryptedPackage"), "a.docx", r"encrypted with a password: save a copy without one"),
        (SHEET, "a.docx", r"named \.docx but its content is a spreadsheet"),
        (archive("ppt/presentation.xml"), "a", r"a presentation"),
        (archive("x", stated="application/epub+zip"), "a.epub", r"an e-book: save it as PDF"),
        (b"{\\rtf1 x}", "a.pdf", r"named \.pdf but its content is an RTF document: rename it to \.rtf"),
        (WORD[:-30], "a.docx", r"damaged or cut off"),
        (WORD[:-30], "a.xlsx", r"damaged or cut off"),
        (b"\x7fELF\2\1", "a", r"a program"),
        (b"7z\xbc\xaf\x27\x1c", "a.7z", r"an archive|7-Zip archive: unpack it"),
        (PDF, "billing.py", r"named \.py but its content is PDF: rename it to \.pdf"),
        (MAIL, "a.mht", r"a web archive: save it as HTML"),
    ],
)
def test_what_is_not_read_is_refused_with_what_to_do(content: bytes, name: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        detect(content, name)


PROVEN: dict[Kind, bytes] = {
    "pdf": PDF,
    "docx": WORD,
    "spreadsheet": SHEET,
    "picture": PNG,
    "outlook": compound("__nameid_version1.0", "__properties_version1.0"),
    "zip": archive("a.txt"),
}
"""Files whose first bytes prove what they are."""


@pytest.mark.parametrize("found", PROVEN)
@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_file_whose_content_proves_its_kind_is_read_as_that_or_refused(found: Kind, extension: str) -> None:
    named = EXTENSIONS[extension]
    if named == found or (found, named) == ("docx", "office"):
        assert detect(PROVEN[found], f"a{extension}") == found
    else:
        reason = rf"named \{extension} but its content is {NAMES[found]}: rename it to \.\w+, or get the right file"
        with pytest.raises(UnreadableFile, match=reason):
            detect(PROVEN[found], f"a{extension}")


def test_the_start_of_a_hostile_file_is_looked_at_in_linear_time() -> None:
    assert detect(b"<?xml ?>" + b"<!--" * 100_000, "a") == "xml"
    assert detect(b"<?xml ?>" + b"<!DOCTYPE a [" * 100_000, "a.xml") == "xml"
    assert detect(b"\n" * 1_000_000, "a") == "text"
