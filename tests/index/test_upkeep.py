"""The upkeep of an index: what a fold touches, what a killed write leaves, what is noted of both."""

import asyncio
from pathlib import Path

import lancedb
import pytest
from tests.index.makers import RowMaker, ScopeMaker, VectorMaker

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId
from pincite.index.lance import LanceIndex
from pincite.index.lance.columns import LAYOUT, schema_of
from pincite.index.lance.folder import POSTINGS
from pincite.index.lance.upkeep import DUE_FRAGMENTS, LEAST_DUE
from pincite.index.notes import Fit, UnderWay
from pincite.index.origin import Origin
from pincite.index.port import Row, Vector
from pincite.index.postings import Postings

run = asyncio.run
DIMENSIONS = 32


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


async def table_in(folder: Path) -> lancedb.AsyncTable:
    return await (await lancedb.connect_async(str(folder))).open_table("chunks")


async def fragments(folder: Path) -> int:
    stats = await (await table_in(folder)).stats()
    found: int = stats["fragment_stats"]["num_fragments"]  # type: ignore[index]
    return found


async def unfolded(folder: Path) -> int:
    return max(made.num_unindexed_rows or 0 for made in await (await table_in(folder)).list_indices())


def files_of(folder: Path) -> set[str]:
    return {file.name for file in (folder / "chunks.lance" / "data").iterdir()}


def found_in(index: LanceIndex, scope: Scope, vector: Vector, words: str = "rent") -> tuple[set[str], set[str]]:
    legs = run(index.search(words, vector, scope, 500))
    return {hit.chunk.document for hit in legs.lexical}, {hit.chunk.document for hit in legs.dense}


def test_files_one_by_one_are_joined_and_their_rows_folded_once_enough_wait(
    folder: Path, corpus: tuple[Row, ...], scope: ScopeMaker
) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)
    run(index.upsert(corpus[:2_000], []))
    run(index.optimize())
    everything = scope(*{row.matter for row in corpus})
    for at in range(2_000, 2_000 + DUE_FRAGMENTS):
        assert run(fragments(folder)) == 1 + at - 2_000
        run(index.upsert([corpus[at]], []))
        run(index.optimize(if_due=True))
    assert run(fragments(folder)) == 2
    assert run(unfolded(folder)) == DUE_FRAGMENTS
    new = corpus[2_000 + DUE_FRAGMENTS // 2]
    assert run(index.search("word1", new.vector, everything, 1)).dense[0].chunk == new.chunk
    run(index.upsert(corpus[2_500 : 2_500 + LEAST_DUE - DUE_FRAGMENTS], []))
    run(index.optimize(if_due=True))
    assert run(unfolded(folder)) == LEAST_DUE
    run(index.upsert([corpus[3_900]], []))
    run(index.optimize(if_due=True))
    assert run(unfolded(folder)) == 0
    assert run(index.verify()).problems == ()


def test_a_fold_leaves_what_earlier_folds_made_until_a_whole_one(
    folder: Path, corpus: tuple[Row, ...], scope: ScopeMaker
) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS, vector_index_from=1_000)
    everything = scope(*{row.matter for row in corpus})
    run(index.upsert(corpus[:1_500], []))
    run(index.optimize())
    folded = files_of(folder)
    for first in range(1_500, 2_700, 300):
        for batch in (corpus[first : first + 150], corpus[first + 150 : first + 300]):
            run(index.upsert(batch, []))
        run(index.optimize())
        assert folded <= files_of(folder)
        folded = files_of(folder)
    before = run(index.search("word1 word2", corpus[7].vector, everything, 50))
    run(index.optimize(is_whole=True))
    assert run(fragments(folder)) == 1
    after = run(index.search("word1 word2", corpus[7].vector, everything, 50))
    assert after.lexical == before.lexical
    assert [hit.chunk for hit in after.dense] == [hit.chunk for hit in before.dense]
    assert run(index.verify()).problems == ()


def test_rows_keep_their_numbers_in_every_fold(folder: Path, corpus: tuple[Row, ...]) -> None:
    async def numbers() -> dict[tuple[str, int], int]:
        places = await (await table_in(folder)).query().select(["document", "ordinal"]).with_row_id().to_arrow()
        columns = (places.column(name).to_pylist() for name in ("document", "ordinal", "_rowid"))
        return {(document, ordinal): number for document, ordinal, number in zip(*columns, strict=True)}

    index = LanceIndex(folder, "test", DIMENSIONS, vector_index_from=1_000)
    run(index.upsert(corpus[:800], []))
    run(index.upsert(corpus[800:1_200], []))
    before = run(numbers())
    run(index.optimize())
    run(index.optimize(is_whole=True))
    assert run(numbers()) == before


def test_half_of_a_replacement_that_was_killed_is_taken_back(
    folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)
    run(index.upsert([row("lease", n) for n in range(5)] + [row("deed", 9)], []))
    origin, number, _ = run(index.version()).split(".")
    postings = Postings(folder / POSTINGS)
    write = UnderWay(int(number), is_undone=True, documents=(DocumentId("lease"),))
    postings.begin(write, Fit(origin, int(number), folding=False))

    async def half() -> None:
        await (await table_in(folder)).delete("document = 'lease'")

    run(half())
    reader = LanceIndex(folder, "test", DIMENSIONS)
    assert found_in(reader, scope("Acme"), vector(0)) == ({"lease", "deed"}, {"lease", "deed"})
    assert run(reader.count(scope("Acme"))) == 6
    assert run(reader.verify()).problems == ()
    assert postings.under_way() is None


def test_a_deletion_that_was_killed_before_the_words_followed_holds_for_them_too(
    folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)
    run(index.upsert([row("lease", n) for n in range(5)] + [row("deed", 9)], []))
    origin, number, _ = run(index.version()).split(".")
    write = UnderWay(int(number), is_undone=False, documents=(DocumentId("lease"),))
    Postings(folder / POSTINGS).begin(write, Fit(origin, int(number), folding=False))

    async def delete() -> None:
        await (await table_in(folder)).delete("document = 'lease'")

    run(delete())
    reader = LanceIndex(folder, "test", DIMENSIONS)
    assert found_in(reader, scope("Acme"), vector(0)) == ({"deed"}, {"deed"})
    assert run(reader.verify()).problems == ()


def test_a_table_of_an_earlier_release_whose_numbers_change_is_folded_and_found_in_as_before(
    folder: Path, corpus: tuple[Row, ...], scope: ScopeMaker
) -> None:
    async def make() -> None:
        schema = schema_of(Origin("earlier", "test", DIMENSIONS, LAYOUT))
        await (await lancedb.connect_async(str(folder))).create_table("chunks", schema=schema)

    run(make())
    index = LanceIndex(folder, "test", DIMENSIONS, vector_index_from=1_000)
    everything = scope(*{row.matter for row in corpus})
    run(index.upsert(corpus[:1_500], []))
    run(index.optimize())
    run(index.upsert(corpus[1_500:1_700], [DocumentId("document-003")]))
    before = run(index.search("word1 word2", corpus[7].vector, everything, 50))
    run(index.optimize())
    run(index.optimize(is_whole=True))
    after = run(index.search("word1 word2", corpus[7].vector, everything, 50))
    assert after.lexical == before.lexical
    assert run(index.verify()).problems == ()


def test_versions_are_given_of_all_documents_or_of_some(folder: Path, row: RowMaker) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)
    run(index.upsert([row("lease"), row("deed", 1, version="v2"), row("deed", 2, version="v3")], []))
    assert run(index.versions()) == {"lease": {"v1"}, "deed": {"v2", "v3"}}
    assert run(index.versions([DocumentId("deed"), DocumentId("none")])) == {"deed": {"v2", "v3"}}
