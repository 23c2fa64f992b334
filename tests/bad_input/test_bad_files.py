"""Hostile and broken files, each through the reading process: a reason for each, and the next file is read."""

import asyncio
import codecs
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pincite.documents.document import Document
from pincite.errors import DocumentError, UnreadableFile
from pincite.sandbox.reader import FileReader

pytestmark = pytest.mark.live

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

BODY = f'<w:document xmlns:w="{NAMESPACE}"><w:body><w:p><w:r><w:t>Lease</w:t></w:r></w:p></w:body></w:document>'

LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


Read = Callable[[bytes, str], Document]


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    """Reads files with one reader; when it has met one, it must still read the next."""
    reader = FileReader(seconds=30)

    async def read_both(content: bytes, name: str) -> Document:
        try:
            return await reader.read(content, name)
        finally:
            assert (await reader.read(b"next", "next.txt")).text == "next"

    with asyncio.Runner() as runner:
        runner.run(reader.__aenter__())
        try:
            yield lambda content, name: runner.run(read_both(content, name))
        finally:
            runner.run(reader.__aexit__(None, None, None))


def pdf(encryption: StandardEncryption | None = None, pages: int = 5) -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream, encrypt=encryption)
    for page in range(pages):
        canvas.drawString(72, 720, f"Page {page}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def docx(entries: Mapping[str, str | bytes], **changed: str | bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ({"word/document.xml": BODY} | dict(entries) | changed).items():
            archive.writestr(name, content)
    return stream.getvalue()


def bomb() -> bytes:
    return docx({"word/media/image1.png": b"\0" * 60_000_000})


def quine_like_bomb() -> bytes:
    """An archive whose directory says that each of many entries is 4 GB."""
    content = bytearray(docx({f"x{number}": b"" for number in range(300)}))
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 24 : at + 28] = struct.pack("<I", 0xFFFF_FFF0)
        at += 4
    return bytes(content)


def picture(format: str) -> bytes:
    stream = BytesIO()
    Image.new("L", (300, 400), 255).save(stream, format)
    return stream.getvalue()


def picture_bomb() -> bytes:
    """A picture of a kilobyte that says it is 40,000 by 40,000 pixels."""
    content = bytearray(picture("PNG"))
    content[16:24] = struct.pack(">II", 40_000, 40_000)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    return bytes(content)


def damaged_stream() -> bytes:
    content = bytearray(docx({}))
    middle = content.index(b"word/document.xml") + 40
    content[middle : middle + 20] = bytes(20)
    return bytes(content)


BAD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "encrypted-pdf": (lambda: pdf(StandardEncryption("secret", strength=128)), "a.pdf", r"encrypted with a password"),
    "truncated-pdf": (lambda: pdf()[:-600], "a.pdf", r"cut off"),
    "half-a-pdf": (lambda: pdf()[: len(pdf()) // 2], "a.pdf", r"cut off"),
    "only-a-pdf-header": (lambda: b"%PDF-1.7\n", "a.pdf", r"cut off"),
    "pdf-of-noise": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 100 + b"\n%%EOF", "a.pdf", r"damaged"),
    "zero-bytes": (lambda: b"", "a.docx", r"empty \(0 bytes\)"),
    "pdf-named-docx": (pdf, "a.docx", r"named \.docx but its content is PDF: rename it to \.pdf"),
    "docx-named-pdf": (lambda: docx({}), "a.pdf", r"named \.pdf but its content is DOCX"),
    "truncated-docx": (lambda: docx({})[:-40], "a.docx", r"damaged or cut off"),
    "damaged-docx": (damaged_stream, "a.docx", r"damaged"),
    "docx-of-another-xml": (lambda: docx({}, **{"word/document.xml": "<a><b></a>"}), "a.docx", r"damaged"),
    "zip-bomb": (bomb, "a.docx", r"zip bomb"),
    "zip-bomb-by-directory": (quine_like_bomb, "a.docx", r"zip bomb"),
    "many-entries": (lambda: docx({f"x{n}": "" for n in range(21_000)}), "a.docx", r"zip bomb"),
    "climbing-entry": (lambda: docx({"../../../tmp/evil": "x"}), "a.docx", r"leads out of it"),
    "rooted-entry": (lambda: docx({"/etc/evil": "x"}), "a.docx", r"leads out of it"),
    "windows-entry": (lambda: docx({"C:\\evil": "x"}), "a.docx", r"leads out of it"),
    "external-entity": (
        lambda: docx({}, **{"word/document.xml": f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>{BODY}'}),
        "a.docx",
        r"declares XML entities",
    ),
    "entity-bomb": (
        lambda: docx({}, **{"word/document.xml": f"<!DOCTYPE d [<!ENTITY l0 'ha'>{LAUGHS}]>{BODY}"}),
        "a.docx",
        r"declares XML entities",
    ),
    "external-type-in-styles": (
        lambda: docx(
            {
                "word/_rels/document.xml.rels": (
                    '<R xmlns="x"><Relationship Id="s" Type="x/styles" Target="styles.xml"/></R>'
                ),
                "word/styles.xml": f'<!DOCTYPE s SYSTEM "http://127.0.0.1:9/x.dtd"><w:styles xmlns:w="{NAMESPACE}"/>',
            }
        ),
        "a.docx",
        r"declares XML entities of its own \(in word/styles\.xml\)",
    ),
    "deep-docx": (
        lambda: docx({}, **{"word/document.xml": BODY.replace("<w:p>", "<w:sdt>" * 5000 + "<w:p>")}),
        "a.docx",
        r"damaged",
    ),
    "deep-html": (lambda: b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000, "a.html", r"2,048 deep"),
    "nul-in-text": (lambda: b"Lease\0of Unit 4", "a.txt", r"NUL character"),
    "nul-in-markdown": (lambda: b"# Lease\0", "a.md", r"NUL character"),
    "nul-in-html": (lambda: b"<p>Lease\0</p>", "a.html", r"NUL character"),
    "broken-utf-16": (lambda: codecs.BOM_UTF16_LE + b"\x00\xd8" * 5, "a.txt", r"marked as UTF-16"),
    "noise": (lambda: bytes((7 * n * n + 13 * n) % 255 + 1 for n in range(5000)), "a.bin", r"not text in any encoding"),
    "damaged-png": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "a.png", r"the picture is damaged"),
    "truncated-tiff": (lambda: picture("TIFF")[:9], "a.tif", r"the picture is damaged"),
    "picture-bomb": (lambda: picture_bomb(), "a.png", r"1,600 million pixels, the most that are read is 120 million"),
}


@pytest.mark.parametrize(("make", "name", "reason"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_with_a_reason(make: Callable[[], bytes], name: str, reason: str, read: Read) -> None:
    with pytest.raises(UnreadableFile, match=reason) as refused:
        read(make(), name)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        ("“Lease”".encode("utf-16"), "a.txt", "“Lease”"),
        ("Loyer: 5 €, payé à Paris".encode("cp1252"), "a.txt", "Loyer: 5 €, payé à Paris"),
        ("賃貸借契約書の第一条に定める賃料".encode("shift_jis"), "a.txt", "賃貸借契約書の第一条に定める賃料"),
        (b"Lease", "n" * 200 + ".txt", "Lease"),
        (b"Lease", "lease\udce9\n.txt", "Lease"),
        (b"<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><html><p>Lease</p></html>", "a.html", "Lease"),
        (pdf(StandardEncryption("", ownerPassword="owner", canCopy=0), pages=1), "a.pdf", "Page 0"),
        (b"%PDF-junk before\n" * 3 + pdf(pages=1), "a.pdf", "Page 0"),
    ],
    ids=["utf-16", "cp1252", "shift-jis", "long-name", "odd-name", "html-entity", "no-password-needed", "junk-first"],
)
def test_an_odd_file_is_read(content: bytes, name: str, expected: str, read: Read) -> None:
    assert read(content, name).text.endswith(expected)


def test_any_damage_to_a_file_gives_a_document_or_a_reason() -> None:
    """Every kind of file with bytes changed here and there: never another error, never a hang."""
    whole = {"a.pdf": pdf(), "a.docx": docx({}), "a.html": b"<h1>Lease</h1><p style='color:#fff'>x</p>" * 20}

    async def steps() -> int:
        outcomes = 0
        async with FileReader(seconds=30) as reader:
            for name, content in whole.items():
                for turn in range(60):
                    damaged = bytearray(content)
                    for place in range(turn % 7, len(damaged), 97 + 13 * turn):
                        damaged[place] = (damaged[place] * 31 + turn) % 256
                    with suppress(DocumentError):
                        await reader.read(bytes(damaged), name)
                    outcomes += 1
        return outcomes

    assert asyncio.run(steps()) == 180
