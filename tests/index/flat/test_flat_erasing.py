"""What a flat index still holds on disk of rows that were erased: every byte of every file is looked through."""

import asyncio
from pathlib import Path

import pytest
from tests.index.makers import RowMaker, ScopeMaker, VectorMaker

from pincite.documents.span import DocumentId
from pincite.index.flat import FlatIndex

run = asyncio.run


SECRET = DocumentId("numbatwine-lease")
WORD = "quokkaberg"


def traces(folder: Path, vector: VectorMaker) -> set[str]:
    """Files below a folder that hold, or are named by, the document's id, its word, or one of its vectors."""
    needles = [SECRET.encode(), WORD.encode(), *(vector(5_000 + number).tobytes() for number in range(3))]
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file) for file in files if any(each in file.read_bytes() + str(file).encode() for each in needles)}


@pytest.mark.parametrize("is_deleted", [False, True])
def test_an_erased_document_leaves_nothing_in_any_file_and_the_rest_is_found(
    index: FlatIndex, folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker, is_deleted: bool
) -> None:
    others = [row("other", number, of=vector(number)) for number in range(300)]
    secret = [row(SECRET, number, text=f"the {WORD} rent", of=vector(5_000 + number)) for number in range(3)]
    version = run(index.upsert([*others[:150], *secret, *others[150:]], []))
    run(index.optimize())
    before = run(index.search("rent", vector(7), scope("Acme"), 5))
    assert traces(folder, vector)
    if is_deleted:
        run(index.delete([SECRET]))
    run(index.erase([SECRET]))
    assert not traces(folder, vector)
    assert run(index.at(version)) is None
    assert run(index.count(scope("Acme"))) == 300
    assert [hit.chunk for hit in run(index.search("rent", vector(7), scope("Acme"), 5)).dense] == [
        hit.chunk for hit in before.dense
    ]
    assert run(index.verify()).problems == ()


def test_the_last_document_can_be_erased_and_others_written_after_it(
    index: FlatIndex, folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    assert run(index.erase([SECRET])) == "empty"
    run(index.upsert([row(SECRET, number, text=WORD, of=vector(5_000 + number)) for number in range(3)], []))
    run(index.erase([SECRET]))
    assert not traces(folder, vector)
    run(index.upsert([row("other", 0)], []))
    assert len(run(index.search("rent", vector(0), scope("Acme"), 5)).lexical) == 1
