"""What the catalogue forgets of a document that is erased, and what another document keeps."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pincite.catalogue.entry import Incoming
from pincite.catalogue.erasing import scrub
from pincite.catalogue.port import Catalogue
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import WorkspaceError

AT = datetime(2026, 3, 4, tzinfo=UTC)
LEASE, DEED = DocumentId("lease"), DocumentId("deed")
ONE, TWO, THREE = VersionId("v1"), VersionId("v2"), VersionId("v3")


def put(catalogue: Catalogue, document: DocumentId, version: VersionId, path: str, *, stands: bool = True) -> None:
    content = Document("text", "Title", f"potoroo of {version}", (), (), (), (), b"")
    catalogue.stage(Incoming(document, MatterId("Acme"), path, [], version, content), AT)
    if stands:
        catalogue.commit({document: []}, AT)


def erase(catalogue: Catalogue, document: DocumentId) -> None:
    found = catalogue.erasable(document)
    assert found is not None
    catalogue.announce_erasure([found], AT)
    catalogue.finish_erasure()


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def test_every_version_goes_also_one_that_was_staged_and_never_stood(catalogue: Catalogue, tmp_path: Path) -> None:
    put(catalogue, LEASE, ONE, "/f/numbat lease.txt")
    put(catalogue, LEASE, TWO, "/f/numbat lease.txt", stands=False)
    put(catalogue, LEASE, THREE, "/f/numbat lease.txt")
    found = catalogue.erasable(LEASE)
    assert found is not None
    assert found.versions == (ONE, TWO, THREE)
    erase(catalogue, LEASE)
    assert b"potoroo of" not in bytes_of(tmp_path)
    assert b"numbat" not in bytes_of(tmp_path)
    assert catalogue.erasable(LEASE) is None
    assert all(catalogue.was_erased(LEASE, version) for version in (ONE, TWO, THREE))


@pytest.mark.parametrize("stood", [False, True])
def test_a_version_that_was_staged_when_its_document_was_removed_goes_too(
    catalogue: Catalogue, tmp_path: Path, stood: bool
) -> None:
    put(catalogue, LEASE, ONE, "/f/lease.txt", stands=stood)
    put(catalogue, LEASE, TWO, "/f/lease.txt", stands=False)
    catalogue.remove([LEASE], AT)
    found = catalogue.erasable(LEASE)
    assert found is not None
    assert found.versions == (ONE, TWO)
    erase(catalogue, LEASE)
    assert b"potoroo of" not in bytes_of(tmp_path)


@pytest.mark.parametrize("is_removed", [False, True])
def test_a_version_that_another_document_has_stays(catalogue: Catalogue, is_removed: bool) -> None:
    put(catalogue, LEASE, ONE, "/f/lease.txt")
    put(catalogue, LEASE, TWO, "/f/lease.txt")
    put(catalogue, DEED, ONE, "/g/lease.txt")
    if is_removed:
        catalogue.remove([DEED], AT)
    assert catalogue.sharing({LEASE: [ONE, TWO]}) == {DEED: ONE}
    erase(catalogue, LEASE)
    assert catalogue.content(ONE).text == "potoroo of v1"
    with pytest.raises(WorkspaceError):
        catalogue.content(TWO)
    assert catalogue.was_erased(LEASE, ONE)
    assert not catalogue.was_erased(DEED, ONE)
    erase(catalogue, DEED)
    with pytest.raises(WorkspaceError):
        catalogue.content(ONE)


def test_the_note_that_a_file_was_moved_goes_unless_another_document_has_its_path(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    put(catalogue, LEASE, ONE, "/f/numbat.txt")
    catalogue.move([LEASE], MatterId("Sale"))
    catalogue.settle([LEASE])
    assert catalogue.has_moved_out(MatterId("Acme"), "/f/numbat.txt")
    erase(catalogue, LEASE)
    assert b"numbat" not in bytes_of(tmp_path)
    assert not catalogue.has_moved_out(MatterId("Acme"), "/f/numbat.txt")


def test_a_file_of_an_earlier_release_that_kept_deleted_words_is_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "documents.db"
    with closing(SqliteCatalogue(file)) as catalogue:
        put(catalogue, LEASE, ONE, "/f/lease.txt")
        put(catalogue, DEED, TWO, "/f/deed.txt")
    with closing(sqlite3.connect(file)) as database:  # which does not wipe what it deletes
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("CREATE TABLE old (words TEXT)")
        database.executemany("INSERT INTO old VALUES (?)", [(f"numbat {number}" * 300,) for number in range(50)])
        database.commit()
        database.execute("DROP TABLE old")
    assert b"numbat" in bytes_of(tmp_path)
    with closing(SqliteCatalogue(file)) as catalogue:
        erase(catalogue, LEASE)
        assert b"numbat" not in bytes_of(tmp_path)
        assert catalogue.content(TWO).text == "potoroo of v2"


def test_a_program_that_goes_on_reading_is_named_as_what_stands_in_the_way(tmp_path: Path) -> None:
    file = tmp_path / "documents.db"
    with closing(SqliteCatalogue(file)) as catalogue:
        put(catalogue, LEASE, ONE, "/f/lease.txt")
    with closing(sqlite3.connect(file)) as reader, closing(sqlite3.connect(file, timeout=0.1)) as writer:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM content").fetchall()
        with pytest.raises(WorkspaceError, match="another program reads it"):
            scrub(writer, str(file))
        reader.rollback()
        scrub(writer, str(file))
