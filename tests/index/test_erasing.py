"""What an index still holds on disk of rows that were erased: every byte of every file is looked through."""

import asyncio
from pathlib import Path

import lancedb
import pytest
from tests.index.makers import RowMaker, ScopeMaker, VectorMaker

from pincite.documents.span import DocumentId
from pincite.index.lance import LanceIndex

run = asyncio.run
DIMENSIONS = 32
SECRET = DocumentId("numbatwine-lease")
WORD = "quokkaberg"


@pytest.fixture(params=[pytest.param(100_000, id="scanned"), pytest.param(200, id="with-vector-index")])
def index(request: pytest.FixtureRequest, tmp_path: Path, row: RowMaker, vector: VectorMaker) -> LanceIndex:
    """An index in which one document of three pieces lies among a thousand, in one data file with them."""
    made = LanceIndex(tmp_path / "index", "test", DIMENSIONS, vector_index_from=request.param, partition_rows=64)
    others = [row("other", number, of=vector(number)) for number in range(1_000)]
    secret = [row(SECRET, number, text=f"the {WORD} rent", of=vector(5_000 + number)) for number in range(3)]
    run(made.upsert([*others[:500], *secret, *others[500:]], []))
    run(made.upsert([row("late", number, of=vector(2_000 + number)) for number in range(9)], []))
    run(made.optimize())
    return made


def traces(folder: Path, vector: VectorMaker) -> set[str]:
    """Files below a folder that hold, or are named by, the document's id, its word, or one of its vectors."""
    needles = [SECRET.encode(), WORD.encode(), *(vector(5_000 + number).tobytes() for number in range(3))]
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file) for file in files if any(each in file.read_bytes() + str(file).encode() for each in needles)}


def test_a_deleted_document_stays_in_files_and_an_erased_one_does_not(
    index: LanceIndex, tmp_path: Path, vector: VectorMaker, scope: ScopeMaker
) -> None:
    run(index.delete([SECRET]))
    run(index.optimize())
    assert traces(tmp_path, vector)
    run(index.erase([SECRET]))
    assert not traces(tmp_path, vector)
    assert run(index.count(scope("Acme"))) == 1_009
    assert run(index.verify()).problems == ()


def test_a_document_that_was_only_ever_written_is_erased_from_every_version(
    index: LanceIndex, tmp_path: Path, vector: VectorMaker
) -> None:
    before = run(index.version())
    run(index.erase([SECRET]))
    assert not traces(tmp_path, vector)
    assert run(index.at(before)) is None

    async def kept() -> list[set[str]]:
        table = await (await lancedb.connect_async(str(tmp_path / "index"))).open_table("chunks")
        documents = []
        for listed in await table.list_versions():  # type: ignore[no-untyped-call]
            await table.checkout(listed["version"])
            documents.append(set((await table.to_arrow()).column("document").to_pylist()))
        return documents

    assert run(kept()) == [{"other", "late"}]


def test_the_rest_is_found_by_words_and_meaning_as_before(
    index: LanceIndex, vector: VectorMaker, scope: ScopeMaker
) -> None:
    before = run(index.search("rent", vector(7), scope("Acme"), 5))
    run(index.erase([SECRET]))
    after = run(index.search("rent", vector(7), scope("Acme"), 5))
    assert [hit.chunk for hit in after.dense] == [hit.chunk for hit in before.dense]
    assert len(after.lexical) == len(before.lexical) == 5
    assert not run(index.search(WORD, vector(5_000), scope("Acme"), 5)).lexical


def test_what_a_writer_left_that_died_is_erased_too(index: LanceIndex, tmp_path: Path, vector: VectorMaker) -> None:
    left = tmp_path / "index" / "chunks.lance" / "data" / "0011.lance"
    left.write_bytes(WORD.encode() * 100)
    run(index.erase([]))
    assert not left.exists()
    assert traces(tmp_path, vector)  # of the document, which nobody asked to erase
    run(index.erase([SECRET]))
    assert not traces(tmp_path, vector)


def test_the_last_document_can_be_erased_and_others_written_after_it(
    tmp_path: Path, row: RowMaker, vector: VectorMaker, scope: ScopeMaker
) -> None:
    index = LanceIndex(tmp_path / "index", "test", DIMENSIONS, vector_index_from=2, partition_rows=2)
    assert run(index.erase([SECRET])) == "empty"
    secret = [row(SECRET, number, text=WORD, of=vector(5_000 + number)) for number in range(3)]
    run(index.upsert(secret, []))
    run(index.optimize())
    assert traces(tmp_path, vector)
    run(index.erase([SECRET]))
    assert not traces(tmp_path, vector)
    run(index.upsert([row("other", 0)], []))
    assert len(run(index.search("rent", vector(0), scope("Acme"), 5)).lexical) == 1
