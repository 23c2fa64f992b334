"""An index that is made beside the one that serves, and put in its place."""

import asyncio
import os
from pathlib import Path

import pytest
from tests.index.makers import RowMaker, ScopeMaker, VectorMaker

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import IndexingError
from pincite.index.flat import FlatIndex
from pincite.index.lance import LanceIndex
from pincite.index.notes import Made
from pincite.index.places import CURRENT
from pincite.index.port import Index, Vector

run = asyncio.run
DIMENSIONS = 32
OWN = ("chunks.lance", "words.db", "rows-*.db", "vectors-*.f32")
MADE = Made(VersionId("v2"), MatterId("Acme"), (), "clause-1", "00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture(params=[FlatIndex, LanceIndex], ids=["flat", "lance"])
def index(request: pytest.FixtureRequest, folder: Path, row: RowMaker) -> Index:
    made: Index = request.param(folder, "test", DIMENSIONS)
    run(made.upsert([row("lease"), row("deed", 1, text="rent wombat")], []))
    return made


def words_of(index: Index, scope: Scope, vector: Vector) -> set[str]:
    legs = run(index.search("rent", vector, scope, 50))
    assert {hit.chunk.document for hit in legs.lexical} == {hit.chunk.document for hit in legs.dense}
    return {hit.chunk.document for hit in legs.dense}


def test_the_new_index_serves_from_the_switch_on_for_those_who_had_the_former_one_open(
    index: Index, folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    kind = FlatIndex if isinstance(index, FlatIndex) else LanceIndex
    reader: Index = kind(folder, "test", DIMENSIONS)
    before = run(reader.version())
    beside = run(index.beside("another"))
    run(beside.upsert([row("lease", version="v2"), row("note", 2, version="v2")], []))
    run(beside.note_made({DocumentId("lease"): MADE}))
    assert words_of(reader, scope("Acme"), vector(0)) == {"lease", "deed"}
    run(index.switch())
    assert words_of(reader, scope("Acme"), vector(0)) == {"lease", "note"}
    assert run(reader.version()) != before
    assert run(reader.at(before)) is None
    assert run(reader.made()) == {}
    run(index.upsert([row("late", 3)], []))
    assert words_of(reader, scope("Acme"), vector(0)) == {"lease", "note", "late"}
    assert run(reader.verify()).problems == ()


def test_one_that_is_being_made_is_gone_on_with_for_the_same_purpose_only(index: Index, row: RowMaker) -> None:
    beside = run(index.beside("minilm clause"))
    run(beside.upsert([row("lease", version="v2")], []))
    run(beside.note_made({DocumentId("lease"): MADE}))
    assert run(run(index.beside("minilm clause")).made()) == {"lease": MADE}
    run(beside.upsert([row("lease", version="v3")], [DocumentId("lease")]))
    assert run(run(index.beside("minilm clause")).made()) == {}
    assert run(index.status()).is_being_made
    assert run(run(index.beside("minilm recursive")).versions()) == {}


def test_the_former_index_goes_with_the_first_write_after_a_while(
    index: Index, folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(run(index.beside("another")).upsert([row("lease")], []))
    run(index.switch())
    run(index.upsert([row("late", 3)], []))
    assert [file for name in OWN for file in folder.glob(name)]
    os.utime(folder / CURRENT, (0, 0))
    run(index.upsert([row("later", 4)], []))
    assert not [file for name in OWN for file in folder.glob(name)]
    assert words_of(index, scope("Acme"), vector(0)) == {"lease", "late", "later"}


def test_an_erased_document_leaves_the_former_index_and_the_one_that_is_being_made(
    index: Index, folder: Path, row: RowMaker
) -> None:
    run(run(index.beside("another")).upsert([row("deed", 1, text="rent wombat"), row("lease")], []))
    run(index.switch())
    beside = run(index.beside("a third"))
    run(beside.upsert([row("deed", 1, text="rent wombat"), row("lease")], []))
    run(beside.note_made({DocumentId("deed"): MADE, DocumentId("lease"): MADE}))
    run(index.erase([DocumentId("deed")]))
    assert run(beside.versions()) == {"lease": {"v1"}}
    assert run(beside.made()).keys() == {"lease"}
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert [file for file in files if b"wombat" in file.read_bytes() or b"deed" in file.read_bytes()] == []


@pytest.mark.parametrize("name", ["../elsewhere", "made-", "", "made-0123456g"])
def test_a_file_that_names_no_index_is_refused(
    index: Index, folder: Path, scope: ScopeMaker, vector: VectorMaker, name: str
) -> None:
    (folder / CURRENT).write_text(name)
    with pytest.raises(IndexingError, match="pincite index rebuild"):
        run(index.search("rent", vector(0), scope("Acme"), 5))
