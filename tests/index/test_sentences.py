"""Vectors of sentences beside their rows: found by their text, under the walls of the rows, and gone with them."""

import asyncio
from pathlib import Path

import lancedb
import numpy as np
import pytest
from tests.index.makers import RowMaker, ScopeMaker, VectorMaker

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId
from pincite.index.flat import FlatIndex
from pincite.index.lance import LanceIndex
from pincite.index.memory import MemoryIndex
from pincite.index.port import Index
from pincite.index.sentences import key, packed, rounded, unpacked

run = asyncio.run
DIMENSIONS = 32
RENT, TERM = "Lease › Rent: The rent is $900.", "Lease › Term: The term is ten years."
LEASE, DEED = DocumentId("lease"), DocumentId("deed")
PLACES = {(LEASE, 0), (LEASE, 1), (DEED, 0)}


def in_folder(folder: Path) -> Index:
    return LanceIndex(folder, "test", DIMENSIONS)


def in_memory(folder: Path) -> Index:
    return MemoryIndex(DIMENSIONS)


def flat(folder: Path) -> Index:
    return FlatIndex(folder, "test", DIMENSIONS)


@pytest.fixture(params=[in_memory, flat, in_folder])
def index(request: pytest.FixtureRequest, tmp_path: Path, row: RowMaker, vector: VectorMaker) -> Index:
    """A lease of two chunks, each with a sentence of its own, and a deed of another matter with both."""
    made: Index = request.param(tmp_path / "index")
    rent, term = packed({key(RENT): vector(1)}), packed({key(TERM): vector(2)})
    rows = [row("lease", sentences=rent), row("lease", 1, sentences=term)]
    run(made.upsert([*rows, row("deed", matter="Other", sentences=rent + term)], []))
    return made


def kept(index: Index, scope: Scope, *texts: str) -> set[str]:
    found = run(index.sentences({key(text) for text in texts}, PLACES, scope))
    return {text for text in texts if key(text) in found}


def test_packed_vectors_come_back_rounded(vector: VectorMaker) -> None:
    own, other = {key(RENT): vector(1), key(TERM): vector(2)}, {key("x"): vector(3)}
    found = unpacked([packed(own), b"", packed(other)], [key(TERM), key("x"), key("y")], DIMENSIONS)
    assert found.keys() == {key(TERM), key("x")}
    np.testing.assert_array_equal(found[key(TERM)], rounded(vector(2)))
    assert abs(float(found[key("x")] @ vector(3)) - 1) < 1e-3
    assert unpacked([], [key(RENT)], DIMENSIONS) == {}


def test_a_sentence_is_found_at_its_place_by_its_text(index: Index, scope: ScopeMaker, vector: VectorMaker) -> None:
    found = run(index.sentences({key(RENT), key("another")}, {(LEASE, 0)}, scope("Acme")))
    assert found.keys() == {key(RENT)}
    np.testing.assert_array_equal(found[key(RENT)], rounded(vector(1)))
    assert run(index.sentences({key(TERM)}, {(LEASE, 0)}, scope("Acme"))) == {}
    assert run(index.sentences({key(RENT)}, (), scope("Acme"))) == {}


def test_nothing_is_read_of_a_document_that_the_scope_does_not_permit(index: Index, scope: ScopeMaker) -> None:
    deed = {(DEED, 0)}
    assert run(index.sentences({key(RENT)}, deed, scope("Acme"))) == {}
    assert run(index.sentences({key(RENT)}, deed, scope("Acme", "Other", denied=("deed",)))) == {}
    assert run(index.sentences({key(RENT)}, deed, scope())) == {}
    assert run(index.sentences({key(RENT)}, deed, scope("Other"))).keys() == {key(RENT)}


def test_vectors_of_sentences_follow_their_rows(index: Index, scope: ScopeMaker, row: RowMaker) -> None:
    acme, other = scope("Acme"), scope("Other")
    run(index.relabel([LEASE], MatterId("Other"), ["sealed"]))
    assert kept(index, acme, RENT) == set()
    assert kept(index, other, RENT, TERM) == {RENT, TERM}
    run(index.delete([DEED]))
    run(index.optimize())
    assert kept(index, other, RENT, TERM) == {RENT, TERM}
    run(index.upsert([row("lease", version="v2", matter="Other")], [LEASE]))
    assert kept(index, other, RENT, TERM) == set()


def test_rows_of_some_documents_are_read_back_with_the_vectors_of_their_sentences(
    index: Index, vector: VectorMaker
) -> None:
    async def read(*documents: DocumentId) -> dict[tuple[DocumentId, int], bytes]:
        return {(row.chunk.document, row.chunk.ordinal): row.sentences async for row in index.rows(documents)}

    lease = {(LEASE, 0): packed({key(RENT): vector(1)}), (LEASE, 1): packed({key(TERM): vector(2)})}
    assert run(read(LEASE)) == lease
    assert run(read(LEASE, DEED)).keys() == {*lease, (DEED, 0)}
    assert run(read()) == {}


def test_an_index_of_an_earlier_release_has_none_until_its_documents_are_read_again(
    tmp_path: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    folder = tmp_path / "index"
    index = LanceIndex(folder, "test", DIMENSIONS)
    run(index.upsert([row("lease")], []))

    async def as_before() -> None:
        table = await (await lancedb.connect_async(str(folder))).open_table("chunks")
        await table.drop_columns(["sentences"])

    run(as_before())
    assert kept(index, scope("Acme"), RENT) == set()
    assert len(run(index.search("rent", vector(0), scope("Acme"), 5)).dense) == 1
    assert run(index.verify()).problems == ()
    assert run(index.lacking()) == {LEASE}
    run(index.upsert([row("deed", sentences=packed({key(RENT): vector(1)}))], []))
    assert run(index.lacking()) == {LEASE}
    assert kept(index, scope("Acme"), RENT, TERM) == {RENT}
    run(index.upsert([row("lease", sentences=packed({key(TERM): vector(2)}))], [LEASE]))
    assert run(index.lacking()) == set()
    assert kept(index, scope("Acme"), RENT, TERM) == {RENT, TERM}
