"""Versions of documents, what is attached to them, and when a page that nothing could read is tried again."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.ingest.library import library_of

from pincite.access.scope import Principal
from pincite.catalogue.entry import Incoming, version_id
from pincite.catalogue.originals.folder import OriginalFiles
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.documents.document import Document, Page, Recognised
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.memory import MemoryIndex
from pincite.ingest import Report, ingest
from pincite.models.fakes import HashingEmbedder
from pincite.sandbox.reader import FileReader, Step

NOW = datetime(2024, 3, 4, tzinfo=UTC)
MATTER = MatterId("m")
WORDS = "1. The rent is $4,200."


def document(text: str) -> Document:
    return Document("text", "Title", text, (), (), (), (), b"")


class Scanner(FileReader):
    """Reads any file as one scanned page, whose words it gets only with a recogniser that knows letters."""

    def __init__(self, recogniser: str | None) -> None:
        super().__init__()
        self.recogniser = recogniser
        self.calls = 0

    async def read(
        self,
        content: bytes,
        name: str,
        watch: Callable[[Step, int, int], None] | None = None,
        place: str | None = None,
    ) -> Document:
        self.calls += 1
        if watch is not None:
            watch("recognised", 1, 1)
        text = WORDS if self.recogniser and "eng" in self.recogniser else ""
        page = Page(1, 0, len(text), 595.0, 842.0, has_text=bool(text))
        lines = (Recognised(0, len(text), 0.9),) if text else ()
        return Document("pdf", "Scan", text, (page,), (), (), (), b"", recognised=lines, unread=() if text else (1,))


class Firm:
    """A matter that is read again and again, with one recogniser or another."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.catalogue = SqliteCatalogue(place / "documents.db")
        self.embedder = HashingEmbedder()
        self.index = MemoryIndex(self.embedder.dimensions)

    def run(self, recogniser: str | None) -> Report:
        library = library_of(
            Scanner(recogniser),
            embedder=self.embedder,
            index=self.index,
            catalogue=self.catalogue,
            originals=OriginalFiles(self.place / "originals"),
        )
        return asyncio.run(
            ingest(
                [self.place / "scan.pdf"], MATTER, (), Principal("root", "root"),
                library=library, sync=False, now=lambda: NOW, watch=lambda _: None,
            )
        )  # fmt: skip

    @property
    def text(self) -> str:
        [entry] = self.catalogue.of_matter(MATTER)
        assert entry.version is not None
        return self.catalogue.content(entry.version).text


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7 a picture")
    return Firm(tmp_path)


@pytest.mark.parametrize(
    ("recognisers", "read"),
    [
        ((None, None), [1, 0]),
        ((None, "tesseract 5 eng", "tesseract 5 eng"), [1, 1, 0]),
        (("tesseract 5 eng", None), [1, 0]),
        (("tesseract 5 eng", "tesseract 6 eng"), [1, 0]),
        (("tesseract 5 fra", "tesseract 5 fra"), [1, 0]),
        (("tesseract 5 fra", "tesseract 5 eng", None), [1, 1, 0]),
    ],
    ids=["never", "installed later", "taken away", "newer", "read nothing", "another language"],
)
def test_a_scan_is_read_again_only_when_more_can_be_read(
    firm: Firm, recognisers: tuple[str | None, ...], read: list[int]
) -> None:
    assert [len(firm.run(recogniser).ids) for recogniser in recognisers] == read
    assert firm.text == (WORDS if any(each and "eng" in each for each in recognisers) else "")


def test_what_recognition_read_is_a_version_of_its_own(firm: Firm) -> None:
    firm.run(None)
    [before] = firm.catalogue.of_matter(MATTER)
    firm.run("tesseract 5 eng")
    [after] = firm.catalogue.of_matter(MATTER)
    assert before.document == after.document
    assert before.version == version_id(b"%PDF-1.7 a picture", "scan.pdf")
    assert after.version == version_id(b"%PDF-1.7 a picture", "scan.pdf", "tesseract 5 eng")
    assert (before.unread, after.unread, after.recogniser) == (1, 0, "tesseract 5 eng")


def test_what_is_attached_is_found_at_every_depth(tmp_path: Path) -> None:
    catalogue = SqliteCatalogue(tmp_path / "documents.db")
    family = {"a": None, "b": "a", "c": "b", "d": "a", "e": None}
    for name, parent in family.items():
        catalogue.stage(
            Incoming(
                DocumentId(name),
                MATTER,
                f"/{name}",
                (),
                VersionId(name),
                document(name),
                parent=DocumentId(parent) if parent else None,
                attached=sum(each == name for each in family.values()),
            ),
            NOW,
        )
        catalogue.commit({DocumentId(name): ()}, NOW)
    assert [entry.document for entry in catalogue.attached_to(DocumentId("a"))] == ["b", "c", "d"]
    standing = catalogue.standing(DocumentId("a"))
    assert standing is not None
    assert standing.attached == 2
    catalogue.attach_all([(DocumentId("e"), DocumentId("c"), None, None)])
    assert [entry.document for entry in catalogue.attached_to(DocumentId("b"))] == ["c", "e"]


def test_a_document_that_was_only_announced_does_not_stand(tmp_path: Path) -> None:
    catalogue = SqliteCatalogue(tmp_path / "documents.db")
    catalogue.stage(Incoming(DocumentId("a"), MATTER, "/a", (), VersionId("1"), document("x")), NOW)
    assert catalogue.standing(DocumentId("a")) is None
    assert catalogue.standing(DocumentId("unknown")) is None


def of_the_first_release(place: Path) -> Path:
    """A catalogue as 0.1.0 made it, with one document."""
    old = sqlite3.connect(place / "documents.db")
    with old:
        old.executescript(
            """CREATE TABLE content (version TEXT PRIMARY KEY, format TEXT NOT NULL, title TEXT NOT NULL,
                   characters INTEGER NOT NULL, page_count INTEGER NOT NULL, text BLOB NOT NULL,
                   outline BLOB NOT NULL, glyphs BLOB NOT NULL);
               CREATE TABLE document (id TEXT PRIMARY KEY, matter TEXT NOT NULL, path TEXT NOT NULL,
                   labels TEXT NOT NULL, version TEXT REFERENCES content(version), read_at TEXT NOT NULL, staged TEXT,
                   UNIQUE (matter, path));
               INSERT INTO content VALUES ('v', 'text', 'T', 1, 0, x'78', x'', x'');
               INSERT INTO document VALUES ('a', 'm', '/a', '[]', 'v', '2024-03-04T00:00:00+00:00', NULL);"""
        )
    old.close()
    return place / "documents.db"


@pytest.mark.live
def test_processes_that_open_an_old_catalogue_at_once_bring_it_up_to_date_together(tmp_path: Path) -> None:
    file = of_the_first_release(tmp_path)
    program = (
        "from pathlib import Path; from pincite.catalogue.sqlite.catalogue import SqliteCatalogue; "
        f"SqliteCatalogue(Path({str(file)!r}))"
    )
    started = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) for _ in range(6)]
    assert [process.communicate()[1] for process in started] == [b""] * 6


def test_a_catalogue_of_the_first_release_is_brought_up_to_date(tmp_path: Path) -> None:
    catalogue = SqliteCatalogue(of_the_first_release(tmp_path))
    [entry] = catalogue.of_matter(MATTER)
    assert (entry.parent, entry.attached, entry.unread, entry.recogniser, entry.facts) == (None, 0, 0, "", ())
    catalogue.stage(
        Incoming(DocumentId("b"), MATTER, "/b", (), VersionId("w"), document("x"), parent=DocumentId("a")), NOW
    )
    catalogue.commit({DocumentId("b"): ()}, NOW)
    assert [each.document for each in catalogue.attached_to(DocumentId("a"))] == ["b"]
