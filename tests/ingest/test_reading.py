"""Reading a file and the files in it: what is kept meanwhile, and under which version."""

import asyncio
import gc
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import lancedb
import pytest
from tests.ingest.library import library_of

from pincite.access.scope import Principal
from pincite.catalogue.originals.folder import OriginalFiles
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.documents.document import Attachment, Document, Format, Page, Recognised, Region
from pincite.documents.folder import FoundFile
from pincite.documents.span import MatterId
from pincite.errors import DocumentError, ReaderStopped
from pincite.index.lance import LanceIndex
from pincite.index.memory import MemoryIndex
from pincite.index.sentences import key, unpacked
from pincite.ingest import Report, ingest
from pincite.ingest.reading import read
from pincite.ingest.run import Run
from pincite.ingest.source import ReadFile, source_of
from pincite.models.fakes import HashingEmbedder
from pincite.sandbox.reader import FileReader, Step

NOW = datetime(2024, 3, 4, tzinfo=UTC)
MATTER = MatterId("m")

Reads = Callable[[bytes, str], Document]


def document(text: str, format: Format = "text", **files: bytes) -> Document:
    attached = tuple(Attachment(name.replace("_", "."), content) for name, content in files.items())
    return Document(format, "Title", text, (), (), (), (), b"", attachments=attached)


class Told(FileReader):
    """Reads files as it is told; archives give their files at once, and then none or an error."""

    def __init__(self, reads: Reads, recogniser: str | None) -> None:
        super().__init__()
        self.reads = reads
        self.recogniser = recogniser
        self.after: DocumentError | None = None

    async def read(
        self,
        content: bytes,
        name: str,
        watch: Callable[[Step, int, int], None] | None = None,
        place: str | None = None,
    ) -> Document:
        return self.reads(content, name)

    async def unpack(self, content: bytes, format: Format, first: int) -> Document:
        if self.after is not None:
            raise self.after
        return document("", format)


class Firm:
    """A matter that is read again and again."""

    def __init__(self, place: Path, reads: Reads, recogniser: str | None = None) -> None:
        self.place = place
        self.catalogue = SqliteCatalogue(place / "documents.db")
        self.embedder = HashingEmbedder()
        self.index = MemoryIndex(self.embedder.dimensions)
        self.reader = Told(reads, recogniser)
        self.library = library_of(
            self.reader,
            embedder=self.embedder,
            index=self.index,
            catalogue=self.catalogue,
            originals=OriginalFiles(place / "originals"),
        )

    def run(self, *names: str, matter: MatterId = MATTER) -> Report:
        return asyncio.run(
            ingest(
                [self.place / name for name in names], matter, (), Principal("root", "root"),
                library=self.library, sync=False, now=lambda: NOW, watch=lambda _: None,
            )
        )  # fmt: skip

    def cited(self) -> set[tuple[str, str]]:
        """Every chunk's document, with the words that its span has in the version that it names."""
        found: set[tuple[str, str]] = set()
        for row in self.index._newest.rows:
            text = self.catalogue.content(row.chunk.version).text
            found.add((row.matter, text[row.chunk.start : row.chunk.end]))
        return found


def test_a_document_that_waits_to_be_stored_holds_none_of_its_bytes(tmp_path: Path) -> None:
    class Bytes(bytes):
        pass

    attached = Bytes(b"a long attachment")
    mail = replace(document("See.", "email"), attachments=(Attachment("a.txt", attached),))
    firm = Firm(tmp_path, lambda content, _: document("words") if content is attached else mail)
    (tmp_path / "m.eml").write_bytes(b"mail")
    run = Run(MATTER, (), Principal("root", "root"), lambda: NOW, lambda _: None)

    async def steps() -> list[ReadFile]:
        source = source_of(FoundFile(tmp_path / "m.eml", "/m.eml", 4))
        return [each async for each in read(source, run, firm.library, set())]

    waiting = asyncio.run(steps())
    assert [each.content.text for each in waiting] == ["words", "See."]
    assert not any(attached is held for held in reachable(waiting))


def reachable(root: object) -> list[object]:
    """Everything that an object holds, directly or not; types and modules aside."""
    found: dict[int, object] = {}
    waiting = [root]
    while waiting:
        each = waiting.pop()
        if id(each) not in found and not isinstance(each, type) and type(each).__name__ != "module":
            found[id(each)] = each
            globals_of = getattr(each, "__globals__", None)
            waiting += [held for held in gc.get_referents(each) if held is not globals_of]
    return list(found.values())


def scan(text: str, unread: tuple[int, ...] = ()) -> Document:
    pages = (Page(1, 0, len(text), 595.0, 842.0, has_text=True), Page(2, 0, 0, 595.0, 842.0, has_text=False))
    lines = (Recognised(0, len(text), 0.9),)
    return Document("picture", "Scan", text, pages[:1], (), (), (), b"", recognised=lines, unread=unread)


def test_words_that_recognition_reads_otherwise_the_second_time_are_another_version(tmp_path: Path) -> None:
    texts = iter(["1. The rent is $4,200.", "PAGE\n1. The rent is $4,200."])
    firm = Firm(tmp_path, lambda _content, _name: scan(next(texts)), "tesseract 5 (eng)")
    (tmp_path / "scan.tiff").write_bytes(b"picture")
    firm.run("scan.tiff")
    firm.run("scan.tiff", matter=MatterId("n"))
    assert firm.cited() == {("m", "1. The rent is $4,200."), ("n", "PAGE\n1. The rent is $4,200.")}
    assert firm.run("scan.tiff", matter=MatterId("n")).unchanged == 1


def test_copies_in_one_run_that_recognition_reads_differently_are_two_versions(tmp_path: Path) -> None:
    texts = iter(["1. The rent is $4,200.", "PAGE\n1. The rent is $4,200."])
    firm = Firm(tmp_path, lambda _content, _name: scan(next(texts)), "tesseract 5 (eng)")
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "scan.tiff").write_bytes(b"picture")
    firm.run("a", "b")
    assert {words for _, words in firm.cited()} == {"1. The rent is $4,200.", "PAGE\n1. The rent is $4,200."}


def test_a_second_reading_with_pages_unread_is_not_read_again_by_the_same_recogniser(tmp_path: Path) -> None:
    texts = iter(["1. The rent is $4,200.", "PAGE\n1. The rent is $4,200."])
    firm = Firm(tmp_path, lambda _content, _name: scan(next(texts), (1,)), "tesseract 5 (eng)")
    (tmp_path / "scan.tiff").write_bytes(b"picture")
    firm.run("scan.tiff")
    firm.run("scan.tiff", matter=MatterId("n"))
    assert firm.run("scan.tiff", matter=MatterId("n")).unchanged == 1


def test_files_of_one_path_in_one_archive_are_both_kept(tmp_path: Path) -> None:
    contents = {
        b"zip": replace(
            document("", "archive"), attachments=(Attachment("m.eml", b"mail"), Attachment("m.eml/a.txt", b"member"))
        ),
        b"mail": document("See.", "email", a_txt=b"attached"),
        b"member": document("member"),
        b"attached": document("attached"),
    }
    firm = Firm(tmp_path, lambda content, _name: contents[content])
    (tmp_path / "z.zip").write_bytes(b"zip")
    assert len(firm.run("z.zip").ids) == 3
    texts = {entry.path.removeprefix(f"{tmp_path}/"): entry.characters for entry in firm.catalogue.of_matter(MATTER)}
    assert texts == {"z.zip/m.eml": 4, "z.zip/m.eml/a.txt": 8, "z.zip/m.eml/a (2).txt": 6}
    assert firm.run("z.zip").unchanged == 3


def test_a_message_whose_archive_was_unpacked_in_part_is_opened_again(tmp_path: Path) -> None:
    contents = {
        b"mail": document("See.", "email", z_zip=b"zip"),
        b"zip": document("", "archive", a_txt=b"member"),
        b"member": document("member"),
    }
    firm = Firm(tmp_path, lambda content, _name: contents[content])
    (tmp_path / "m.eml").write_bytes(b"mail")
    firm.reader.after = ReaderStopped("it took too long")
    for read_now in (2, 0):
        report = firm.run("m.eml")
        assert (len(report.ids), [failure.reason.partition(";")[0] for failure in report.failures]) == (
            read_now,
            ["it took too long"],
        )


def test_a_message_of_which_the_rest_was_left_out_is_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pincite.ingest.inside.MOST_FILES", 1)
    contents = {
        b"mail": document("See.", "email", a_txt=b"member", b_txt=b"member", c_txt=b"member"),
        b"member": document("member"),
    }
    firm = Firm(tmp_path, lambda content, _name: contents[content])
    (tmp_path / "m.eml").write_bytes(b"mail")
    for _ in range(2):
        assert ["was left out" in failure.reason for failure in firm.run("m.eml").failures] == [True]


def test_a_text_that_is_all_page_numbers_is_not_read_again(tmp_path: Path) -> None:
    stamped = replace(document("ACME-000001"), regions=(Region("furniture", 0, 11),))
    firm = Firm(tmp_path, lambda _content, _name: stamped)
    (tmp_path / "b.txt").write_bytes(b"stamped")
    assert [len(firm.run("b.txt").ids) for _ in range(2)] == [1, 0]


def test_the_file_of_any_format_is_kept_and_a_version_that_stands_without_it_stays_without(tmp_path: Path) -> None:
    """Earlier releases kept no files without pages; the same bytes in another matter must not differ from those."""
    firm = Firm(tmp_path, lambda content, _: document(content.decode()))
    (tmp_path / "old.txt").write_text("words")
    (tmp_path / "new.txt").write_text("other words")
    firm.run("old.txt")
    [old] = firm.catalogue.of_matter(MATTER)
    assert old.version is not None
    assert firm.library.originals.get(old.version) == b"words"
    with closing(sqlite3.connect(tmp_path / "documents.db")) as db, db:
        db.execute("UPDATE sealed_version SET original = ''")
    firm.library.originals.keep_only(set())
    firm.run("old.txt", "new.txt", matter=MatterId("other"))
    kept = {
        entry.path: firm.library.originals.get(entry.version)
        for entry in firm.catalogue.of_matter(MatterId("other"))
        if entry.version
    }
    assert kept == {str(tmp_path / "old.txt"): None, str(tmp_path / "new.txt"): b"other words"}


def test_the_vectors_of_quotable_sentences_are_made_when_a_document_is_read(tmp_path: Path) -> None:
    text = "The rent is due monthly in advance. The term of this lease is ten years."
    firm = Firm(tmp_path, lambda content, name: document(text))
    (tmp_path / "lease.txt").write_text(text)
    firm.run("lease.txt")

    async def kept() -> list[bytes]:
        return [row.sentences async for row in firm.index.rows()]

    [entry] = firm.catalogue.of_matter(MATTER)
    wanted = [
        key(f"Title › : {sentence}")
        for sentence in ("The rent is due monthly in advance.", "The term of this lease is ten years.")
    ]
    assert entry.version is not None
    assert unpacked(asyncio.run(kept()), wanted, firm.embedder.dimensions).keys() == set(wanted)


def test_documents_of_a_release_that_kept_no_such_vectors_are_read_again_with_their_folder(tmp_path: Path) -> None:
    text = "The rent is due monthly in advance."
    firm = Firm(tmp_path, lambda content, name: document(text))
    index = LanceIndex(tmp_path / "index", firm.embedder.name, firm.embedder.dimensions)
    firm.library = replace(firm.library, index=index)
    (tmp_path / "lease.txt").write_text(text)
    firm.run("lease.txt")

    async def as_before() -> None:
        table = await (await lancedb.connect_async(str(tmp_path / "index"))).open_table("chunks")
        await table.drop_columns(["sentences"])

    async def kept() -> list[bytes]:
        return [row.sentences async for row in index.rows()]

    before = asyncio.run(kept())
    asyncio.run(as_before())
    assert asyncio.run(kept()) == [b""]
    assert firm.run("lease.txt").unchanged == 0
    assert asyncio.run(kept()) == before != [b""]
    assert firm.run("lease.txt").unchanged == 1
