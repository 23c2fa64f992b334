"""What reading needs is loaded before the box is shut, and what is read in it is what would be read outside."""

import asyncio
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pincite.documents.document import Document
from pincite.readers.read import read
from pincite.samples import folder
from pincite.sandbox.programs import Programs
from pincite.sandbox.reader import FileReader

pytestmark = pytest.mark.live

SAMPLES = sorted(path for path in folder().rglob("*") if path.is_file() and path.parent.name != "__pycache__")

LETTER = "Vertrag über die Miete, § 1: Der Mieter zahlt 1.000 € je Monat; договор, 契約書, 계약서, σύμβαση. " * 20

ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp1257", "latin-1", "iso8859-2", "iso8859-15", "koi8-r", "mac-roman", "shift_jis", "euc_jp", "iso2022_jp",
    "gb18030", "big5", "euc_kr", "cp437", "utf-7",
)  # fmt: skip

LOADED_LATER = """
import sys
from pathlib import Path
from pincite.readers.reading import nobody
from pincite.sandbox.warm import warm
from pincite.errors import DocumentError

files = [(path, Path(path).read_bytes()) for path in sys.argv[1:]]
kept = warm()
from pincite.readers.read import read

watched = ("open", "import", "os.listdir", "os.scandir", "ctypes.dlopen")
sys.addaudithook(lambda event, given: event in watched and print(event, given[0], flush=True))
for path, content in files:
    try:
        read(content, path, {}, nobody)
    except DocumentError:
        pass
"""


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Letters in many encodings: as text, as a page that names its encoding, and as a message that does."""
    place = tmp_path_factory.mktemp("letters")
    for encoding in ENCODINGS:
        words = LETTER.encode(encoding, "replace")
        (place / f"{encoding}.txt").write_bytes(words)
        (place / f"{encoding}.html").write_bytes(f"<html><meta charset={encoding}><p>".encode() + words)
        head = f"From: a@example.com\r\nContent-Type: text/plain; charset={encoding}\r\n\r\n".encode()
        (place / f"{encoding}.eml").write_bytes(head + words)
    return sorted(place.iterdir())


def test_nothing_is_loaded_once_reading_has_begun(letters: list[Path]) -> None:
    files = [str(path) for path in (*SAMPLES, *letters)]
    ended = subprocess.run(
        [sys.executable, "-c", LOADED_LATER, *files], capture_output=True, text=True, check=True, timeout=280
    )
    assert ended.stdout == ""


def one_of_each() -> Iterator[Path]:
    """The shortest sample of each ending."""
    endings = {path.suffix for path in SAMPLES}
    return (
        min((path for path in SAMPLES if path.suffix == each), key=lambda path: path.stat().st_size) for each in endings
    )


def test_the_same_is_read_in_the_box_as_outside() -> None:
    async def boxed(paths: list[Path]) -> list[Document]:
        async with FileReader(programs=Programs(None, None)) as reader:
            return [await reader.read(path.read_bytes(), path.name) for path in paths]

    paths = sorted(one_of_each())
    for path, document in zip(paths, asyncio.run(boxed(paths)), strict=True):
        outside = read(path.read_bytes(), path.name)
        assert document.text == outside.text, path
        assert document.clauses == outside.clauses, path


def page(font: str) -> bytes:
    """A PDF with words in a font that it does not hold."""
    words = b"BT /F 20 Tf 9 40 Td (Halvorsen 42) Tj ET"
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 199 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj "
        + b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj " % (len(words), words)
        + b"5 0 obj<</Type/Font/Subtype/TrueType/BaseFont/%s/Encoding/WinAnsiEncoding>>endobj " % font.encode()
        + b"trailer<</Root 1 0 R>>startxref\n0\n%%EOF\n"
    )


DRAWN = """
import hashlib, sys
from pincite.readers.pdf.drawing import draw_page
print(hashlib.sha256(draw_page(bytes.fromhex(sys.argv[1]), 1, (), 2.0)).hexdigest())
"""


@pytest.mark.parametrize("font", ["OpenSymbol", "DejaVuSans-Oblique", "LiberationSerif", "Arial", "Courier", "Nowhere"])
def test_a_page_is_drawn_in_the_box_as_outside(font: str) -> None:
    async def boxed() -> bytes:
        async with FileReader() as reader:
            return await reader.draw(page(font), 1, (), 2.0)

    outside = subprocess.run(
        [sys.executable, "-c", DRAWN, page(font).hex()], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert hashlib.sha256(asyncio.run(boxed())).hexdigest() == outside
