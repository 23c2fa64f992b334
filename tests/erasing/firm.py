"""A small firm with words that are found wherever they lie, and the eyes that look for them in every file."""

import gzip
import io
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import pyarrow as pa
from reportlab.pdfgen.canvas import Canvas
from tests.command_line import CommandLine

NAME, TITLE, WORD, EARLIER, INSIDE, CLOSED = (
    "wombatlake",
    "numbatwine",
    "quokkaberg",
    "dunnarthal",
    "bilbysee",
    "kowariport",
)
"""In the file's name, the title, the text, the text of the version before, an attachment, and a matter of its own."""

RENT = f"What is the {WORD} rent per month?"


def pdf(*lines: str) -> bytes:
    """A file of one page, whose words are not compressed; the same bytes each time."""
    made = io.BytesIO()
    canvas = Canvas(made, pageCompression=0, invariant=1)
    for number, line in enumerate(lines):
        canvas.drawString(72, 760 - 20 * number, line)
    canvas.save()
    return made.getvalue()


def lease(word: str, amount: str) -> bytes:
    """A lease that names a word."""
    return pdf(
        f"{TITLE.upper()} LEASE",
        "1. RENT",
        f"1.1 The {word} rent is {amount} per month, in advance.",
        "2. TERM",
        "2.1 The term of this lease ends on 30 September 2029.",
    )


def letter() -> bytes:
    """A message with a file in it."""
    message = EmailMessage()
    message["Subject"] = f"{TITLE} deposit"
    message["From"], message["To"] = "a@example.com", "b@example.com"
    message.set_content(f"The {WORD} deposit is $9,000 and is due on 1 March.")
    message.add_attachment(
        f"1. The {INSIDE} survey found the roof sound.", filename=f"{NAME} survey.txt", subtype="plain"
    )
    return bytes(message)


class Firm(CommandLine):
    """The firm of these tests on the command line."""

    def put(self, name: str, content: bytes) -> None:
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
        self.run("ingest", str(file.parent), "--matter", file.parent.name)

    def ids(self, matter: str) -> dict[str, str]:
        """Ids of the documents that the owner sees in a matter, by the names of their files."""
        return {
            Path(each["path"]).name: each["document"] for each in self.json("list", "--matter", matter)["documents"]
        }

    def traces(self, *needles: str | bytes) -> set[tuple[str, bytes]]:
        """Files of the workspace that hold one of these in their bytes, their names, or what is packed in them."""
        wanted = [each.encode() if isinstance(each, str) else each for each in needles]
        found = set()
        for file in (each for each in self.workspace.rglob("*") if each.is_file()):
            shown = str(file.relative_to(self.workspace))
            for words in (shown.encode(), *unpacked(file)):
                read = (words, words.lower(), words.replace(b"\0", b"").lower())  # the last as UTF-16 has letters
                found |= {(shown, each) for each in wanted if any(each in one for one in read)}
        return found


def unpacked(file: Path) -> Iterator[bytes]:
    """The bytes of a file, and all that can be unpacked anywhere in it; of a database every value once more."""
    raw = file.read_bytes()
    yield raw
    for magic, unpack in ((b"\x78", _inflated), (b"\x1f\x8b", _gunzipped), (b"\x28\xb5\x2f\xfd", _zstandard)):
        at = raw.find(magic)
        while at >= 0:
            yield unpack(raw[at : at + 1_000_000])
            at = raw.find(magic, at + 1)
    if raw.startswith(b"SQLite format 3"):
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            for table in tables:
                for row in database.execute(f"SELECT * FROM {table}"):  # noqa: S608 - the tables' own names
                    for value in row:
                        stored = value if isinstance(value, bytes) else str(value).encode()
                        yield stored
                        yield _inflated(stored)


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, 1_000_000)
    except zlib.error:
        return b""


def _gunzipped(packed: bytes) -> bytes:
    try:
        return gzip.GzipFile(fileobj=io.BytesIO(packed)).read1(1_000_000)
    except (OSError, EOFError, zlib.error):
        return b""


def _zstandard(packed: bytes) -> bytes:
    try:
        return bytes(pa.input_stream(io.BytesIO(packed), compression="zstd").read(1_000_000))
    except OSError:
        return b""
