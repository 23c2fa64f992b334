"""An index in a folder stays of its kind until it is made anew, and is of the other kind for everybody then."""

import asyncio
from pathlib import Path

import pytest
from tests.index.makers import RowMaker, ScopeMaker, VectorMaker

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.flat import FlatIndex
from pincite.index.folder_index import FolderIndex
from pincite.index.lance import LanceIndex
from pincite.index.notes import Made
from pincite.index.places import Kind, kind_in, serving
from pincite.index.port import Index, Vector

run = asyncio.run
DIMENSIONS = 32
MADE = Made(VersionId("v2"), MatterId("Acme"), (), "clause-1", "00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def opened(folder: Path, wanted: Kind | None = None) -> FolderIndex:
    return FolderIndex(folder, "test", DIMENSIONS, wanted)


def documents(index: Index, scope: Scope, vector: Vector) -> set[str]:
    legs = run(index.search("rent", vector, scope, 50))
    assert {hit.chunk.document for hit in legs.lexical} == {hit.chunk.document for hit in legs.dense}
    return {hit.chunk.document for hit in legs.dense}


@pytest.mark.parametrize(("wanted", "kind"), [(None, "flat"), ("flat", "flat"), ("lance", "lance")])
def test_a_new_index_is_of_the_kind_that_is_wanted_and_flat_without_a_word(
    folder: Path, row: RowMaker, wanted: Kind | None, kind: Kind
) -> None:
    run(opened(folder, wanted).upsert([row("lease")], []))
    assert kind_in(folder) == kind


@pytest.mark.parametrize("wanted", [None, "flat"])
def test_an_index_of_lancedb_goes_on_as_it_is(
    folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker, wanted: Kind | None
) -> None:
    run(LanceIndex(folder, "test", DIMENSIONS).upsert([row("lease")], []))
    index = opened(folder, wanted)
    run(index.upsert([row("deed", 1)], []))
    assert documents(index, scope("Acme"), vector(0)) == {"lease", "deed"}
    assert kind_in(folder) == "lance"
    assert any("of another kind" in problem for problem in run(index.status()).problems) == (wanted == "flat")


@pytest.mark.parametrize(("former", "later"), [("lance", "flat"), ("flat", "lance")])
def test_made_anew_it_is_of_the_other_kind_for_everybody_from_the_switch_on(
    folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker, former: Kind, later: Kind
) -> None:
    run(opened(folder, former).upsert([row("lease"), row("deed", 1)], []))
    reader, index = opened(folder), opened(folder, later)
    before = run(reader.version())
    beside = run(index.beside("a purpose"))
    run(beside.upsert([row("lease", version="v2"), row("note", 2, version="v2")], []))
    run(beside.note_made({DocumentId("lease"): MADE}))
    assert documents(reader, scope("Acme"), vector(0)) == {"lease", "deed"}
    assert run(run(index.beside("a purpose")).made()) == {"lease": MADE}
    run(index.switch())
    assert kind_in(serving(folder)) == later
    assert documents(reader, scope("Acme"), vector(0)) == {"lease", "note"}
    assert run(reader.version()) != before
    assert run(reader.at(before)) is None
    assert run(index.made()) == {}
    run(reader.upsert([row("late", 3)], []))
    assert documents(index, scope("Acme"), vector(0)) == {"lease", "note", "late"}
    assert run(index.verify()).problems == run(index.status()).problems == ()


def test_what_was_begun_as_another_kind_is_not_gone_on_with(folder: Path, row: RowMaker) -> None:
    run(opened(folder).upsert([row("lease")], []))
    run(run(opened(folder, "lance").beside("a purpose")).upsert([row("lease", version="v2")], []))
    assert run(run(opened(folder, "flat").beside("a purpose")).versions()) == {}


@pytest.mark.parametrize(("former", "later"), [("lance", "flat"), ("flat", "lance")])
def test_an_erased_document_leaves_the_index_of_the_other_kind_that_is_being_made(
    folder: Path, row: RowMaker, former: Kind, later: Kind
) -> None:
    secret = [row("numbat", 1, text="rent wombat"), row("lease")]
    run(opened(folder, former).upsert(secret, []))
    beside = run(opened(folder, later).beside("a purpose"))
    run(beside.upsert(secret, []))
    run(beside.note_made({DocumentId("numbat"): MADE}))
    run(opened(folder).erase([DocumentId("numbat")]))
    assert run(beside.versions()) == {"lease": {"v1"}}
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert [file for file in files if b"wombat" in file.read_bytes() or b"numbat" in file.read_bytes()] == []


def test_the_former_index_of_another_kind_goes_with_an_erasure(folder: Path, row: RowMaker) -> None:
    run(opened(folder, "lance").upsert([row("lease"), row("deed")], []))
    index = opened(folder, "flat")
    run(run(index.beside("a purpose")).upsert([row("lease"), row("deed")], []))
    run(index.switch())
    run(index.erase([DocumentId("deed")]))
    assert not (folder / "chunks.lance").exists()
    assert isinstance(index, FolderIndex)
    assert run(FlatIndex(folder, "test", DIMENSIONS).versions()) == {"lease": {"v1"}}
