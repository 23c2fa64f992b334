"""What only the flat index has: its files, other processes, and walls in the file of vectors."""

import asyncio
import os
import signal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.index.counting import steps_of
from tests.index.flat_files import DIMENSIONS, altered, overwritten, vectors_in
from tests.index.makers import RowMaker, ScopeMaker, VectorMaker
from tests.index.writer import BATCH, start_writer

from pincite.documents.span import DocumentId, MatterId
from pincite.errors import IndexingError
from pincite.index.flat import FlatIndex
from pincite.index.flat.upkeep import LEAST_DUE
from pincite.index.flat.vectors import cosines, runs_of
from pincite.index.port import Row
from pincite.index.sentences import key, packed

run = asyncio.run


def test_no_vector_behind_a_wall_is_compared(
    index: FlatIndex, folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    """What cannot be compared lies behind the wall: whoever read it would be told that the index is damaged."""
    rows = [row(f"{matter}-{n}", n, matter=matter) for matter in ("Acme", "Beta", "Gamma") for n in range(9)]
    run(index.upsert(rows, []))
    run(index.optimize(is_whole=True))
    own = scope("Acme", "Gamma", denied=("Gamma-3",))
    before = run(index.search("rent", vector(4), own, 30))
    for position in [*range(9, 18), 18 + 3]:
        overwritten(vectors_in(folder), position, np.full(DIMENSIONS, np.nan, np.float32))
    reader = FlatIndex(folder, "test", DIMENSIONS)
    assert run(reader.search("rent", vector(4), own, 30)).dense == before.dense
    assert len(before.dense) == 17
    for opens in (scope("Acme", "Beta"), scope("Gamma")):
        with pytest.raises(IndexingError, match="a vector is damaged"):
            run(reader.search("rent", vector(4), opens, 30))


def test_a_search_takes_as_many_steps_whatever_lies_in_closed_matters(
    tmp_path: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    def steps(hidden: int) -> int:
        index = FlatIndex(tmp_path / str(hidden), "test", DIMENSIONS)
        run(index.upsert([row(f"lease-{n}", n) for n in range(4)], []))
        run(index.upsert([row(f"deed-{n}", n, matter="Beta") for n in range(hidden)], []))
        reader = FlatIndex(tmp_path / str(hidden), "test", DIMENSIONS)
        assert len(run(reader.search("rent", vector(0), scope("Acme"), 9)).dense) == 4
        again = FlatIndex(tmp_path / str(hidden), "test", DIMENSIONS)
        return steps_of(lambda: run(again.search("rent", vector(0), scope("Acme"), 9)))

    assert steps(1) == steps(200) > 0


def test_a_matter_is_one_range_of_vectors_after_a_whole_fold(index: FlatIndex, corpus: tuple[Row, ...]) -> None:
    run(index.upsert(corpus[:1_000], []))
    run(index.optimize(is_whole=True))
    with index._reading("be read") as snapshot:
        assert snapshot is not None
        places = snapshot.db.execute(
            "SELECT matter, first, count FROM block JOIN body ON body.id = block.body ORDER BY matter, first"
        ).fetchall()
    for matter in {matter for matter, _, _ in places}:
        firsts, counts = (np.array([each[column] for each in places if each[0] == matter]) for column in (1, 2))
        assert len(runs_of(firsts, counts)[0]) == 1


def test_a_cosine_is_the_same_to_the_last_bit_wherever_its_vector_lies(corpus: tuple[Row, ...]) -> None:
    matrix = np.stack([row.vector for row in corpus[:300]])
    whole = cosines(matrix, (np.array([0]), np.array([300])), corpus[7].vector)
    parts = cosines(matrix, (np.array([1, 50, 101]), np.array([3, 17, 199])), corpus[7].vector)
    assert parts.tolist() == [*whole[1:4], *whole[50:67], *whole[101:300]]


def test_a_reader_sees_the_old_rows_or_the_new_ones_never_a_mixture(
    folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    reader, writer = FlatIndex(folder, "test", DIMENSIONS), FlatIndex(folder, "test", DIMENSIONS)
    contents = {f"v{n}": [row("lease", i, version=f"v{n}") for i in range(10 + n % 2)] for n in range(20)}
    seen: list[str] = []

    async def write() -> None:
        for number, rows in enumerate(contents.values()):
            await writer.upsert(rows, [DocumentId("lease")])
            if number % 3 == 0:
                await writer.optimize(is_whole=True)
            if number % 5 == 0:
                await writer.erase([DocumentId("another")])

    async def read(writing: "asyncio.Task[None]") -> None:
        while not writing.done():
            legs = await reader.search("rent", vector(0), scope("Acme"), 50)
            [version] = {hit.chunk.version for hit in (*legs.lexical, *legs.dense)}
            assert len(legs.lexical) == len(legs.dense) == len(contents[version])
            seen.append(version)

    async def both() -> None:
        await writer.upsert(contents["v0"], [])
        writing = asyncio.create_task(write())
        await read(writing)
        await writing

    run(both())
    assert len(set(seen)) > 3


@pytest.mark.live
def test_two_processes_write_in_turn_and_each_commit_is_seen_at_once(
    index: FlatIndex, folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(index.upsert([row("first")], []))
    with start_writer("flat", folder, "landlord", 8) as other:
        for number in range(8):
            line = other.first(number + 1)[number]
            assert DocumentId(line) in run(index.versions())
            assert run(index.count(scope("Acme"))) >= 1 + (number + 1) * BATCH
            run(index.upsert([row(f"mine-{number}", 1)], []))
        assert other.ended().returncode == 0
    assert run(index.count(scope("Acme"))) == 1 + 8 * BATCH + 8
    assert len(run(index.search("landlord", vector(0), scope("Acme"), 500)).lexical) == 8 * BATCH


@pytest.mark.live
@pytest.mark.parametrize("acknowledged", [0, 1, 7])
def test_a_killed_writer_loses_nothing_acknowledged_and_leaves_no_part_of_a_batch(
    index: FlatIndex, folder: Path, row: RowMaker, scope: ScopeMaker, acknowledged: int
) -> None:
    with start_writer("flat", folder, "killed", 10_000) as writer:
        writer.first(acknowledged)
        if not acknowledged:
            while not folder.exists():
                os.sched_yield()
        writer.send_signal(signal.SIGKILL)
        writer.ended()
        lines = writer.lines
    present = run(index.versions())
    assert set(lines) <= set(present)
    assert run(index.count(scope("Acme"))) == len(present) * BATCH
    run(index.upsert([row("after")], []))
    run(index.optimize())
    assert run(index.verify()).problems == ()
    assert run(index.count(scope("Acme"))) == len(present) * BATCH + 1


def test_what_a_killed_writer_appended_counts_for_nothing_and_is_written_over(
    index: FlatIndex, folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(index.upsert([row("lease")], []))
    with vectors_in(folder).open("ab") as stream:
        stream.write(bytes(999))
    (folder / "rows-0badbeef.db").write_bytes(b"begun")
    assert run(index.verify()).problems == ()
    run(index.upsert([row("deed", 1)], []))
    assert vectors_in(folder).stat().st_size == 2 * DIMENSIONS * 4
    assert run(index.search("rent", vector(1), scope("Acme"), 1)).dense[0].chunk.document == "deed"
    run(index.optimize(is_whole=True))
    assert not (folder / "rows-0badbeef.db").exists()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> FlatIndex:
    return FlatIndex(tmp_path_factory.mktemp("shared") / "index", "test", DIMENSIONS)


@settings(max_examples=25, deadline=None)
@example(names=["0", "00", "\\'"])
@example(names=["a\0", "a", "\0"])
@given(names=st.lists(st.text(min_size=1), min_size=3, max_size=3, unique=True))
def test_any_matter_document_and_label_names_itself_and_nothing_else(
    shared: FlatIndex, row: RowMaker, scope: ScopeMaker, names: list[str]
) -> None:
    one, two, three = names
    run(shared.upsert([row(one, matter=one), row(two, matter=two), row(three, matter=one)], [*run(shared.versions())]))
    assert [run(shared.count(scope(name))) for name in names] == [2, 1, 0]
    assert run(shared.count(scope(one, two, denied=(three,)))) == 2
    run(shared.relabel([DocumentId(two)], MatterId(three), [one, two]))
    [hit] = run(shared.search("x", row().vector, scope(three), 9)).dense
    assert (hit.chunk.document, hit.matter, hit.labels) == (two, three, (one, two))
    run(shared.delete([DocumentId(one)]))
    assert set(run(shared.versions())) == {two, three}


@pytest.mark.parametrize(
    ("embedder", "dimensions", "words"),
    [("other", DIMENSIONS, "embedding model test"), ("test", 16, "32 dimensions")],
    ids=["other model", "other length"],
)
def test_an_index_of_another_embedding_model_is_refused(
    index: FlatIndex, folder: Path, row: RowMaker, embedder: str, dimensions: int, words: str
) -> None:
    run(index.upsert([row()], []))
    other = FlatIndex(folder, embedder, dimensions)
    with pytest.raises(IndexingError, match=words):
        run(other.version())
    with pytest.raises(IndexingError, match=words):
        run(other.delete([DocumentId("lease")]))


def test_an_index_of_another_layout_is_refused(index: FlatIndex, folder: Path, row: RowMaker) -> None:
    run(index.upsert([row()], []))
    altered(folder, "UPDATE state SET layout = 99")
    with pytest.raises(IndexingError, match="layout 99"):
        run(index.version())


def test_an_index_built_anew_never_repeats_a_version(tmp_path: Path, row: RowMaker) -> None:
    one, two = (FlatIndex(tmp_path / name, "test", DIMENSIONS) for name in ("one", "two"))
    assert run(one.upsert([row()], [])) != run(two.upsert([row()], []))


def test_a_version_of_the_past_is_searched_until_a_fold_forgets_it(
    index: FlatIndex, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    version = run(index.upsert([row(f"lease-{i}", i, text=f"rent {'due ' * i}") for i in range(6)], []))
    then = run(index.search("rent due", vector(0), scope("Acme"), 9))
    words = run(index.standing(["due"], scope("Acme")))
    run(index.upsert([row("late", 9, text="rent due")], [DocumentId("lease-3")]))
    run(index.relabel([DocumentId("lease-4")], MatterId("Beta"), []))
    past = run(index.at(version))
    assert past is not None
    assert run(past.search("rent due", vector(0), scope("Acme"), 9)) == then
    assert run(past.standing(["due"], scope("Acme"))) == words
    assert run(past.count(scope("Acme"))) == 6
    assert run(index.search("rent due", vector(0), scope("Acme"), 9)) != then
    run(index.optimize())
    assert run(index.at(version)) is None
    assert run(index.at(run(index.version()))) is index
    with pytest.raises(IndexingError, match="dropped meanwhile"):
        run(past.count(scope("Acme")))


@pytest.mark.parametrize("version", ["", "empty", "1", "x.1.1", "{origin}.-1.1", "{origin}.99.1", "{origin}.1.9"])
def test_a_version_that_never_was_is_none(index: FlatIndex, row: RowMaker, version: str) -> None:
    origin = run(index.upsert([row()], [])).partition(".")[0]
    run(index.upsert([row("deed")], []))
    assert run(index.at(version.format(origin=origin))) is None


def test_a_fold_is_made_once_enough_waits(index: FlatIndex, corpus: tuple[Row, ...]) -> None:
    run(index.upsert(corpus[:LEAST_DUE], []))
    run(index.optimize(if_due=True))
    assert run(index.status()).unfolded == LEAST_DUE
    run(index.upsert(corpus[LEAST_DUE : LEAST_DUE + 1], []))
    run(index.optimize(if_due=True))
    status = run(index.status())
    assert (status.unfolded, status.rows, status.problems) == (0, LEAST_DUE + 1, ())
    assert status.folded is not None
    assert status.folded.rows == LEAST_DUE + 1


def test_a_fold_rewrites_vectors_only_once_half_as_many_came(
    index: FlatIndex, folder: Path, corpus: tuple[Row, ...]
) -> None:
    run(index.upsert(corpus[:1_000], []))
    run(index.optimize())
    grouped = vectors_in(folder)
    run(index.upsert(corpus[1_000:1_500], []))
    run(index.optimize())
    assert vectors_in(folder) == grouped
    run(index.upsert(corpus[1_500:1_520], []))
    run(index.optimize())
    assert vectors_in(folder) != grouped
    assert run(index.verify()).problems == ()


def test_a_commit_writes_no_more_for_what_is_there_already(
    index: FlatIndex, folder: Path, corpus: tuple[Row, ...], row: RowMaker
) -> None:
    def steps(name: str) -> int:
        return steps_of(lambda: run(index.upsert([row(name, n) for n in range(5)], [DocumentId(name)])))

    run(index.upsert(corpus[:20], []))
    few = steps("early")
    run(index.upsert(corpus[20:3_020], []))
    run(index.optimize())
    assert steps("late") < 2 * few


def test_words_of_a_release_that_weighed_them_otherwise_are_made_anew_by_the_next_write(
    index: FlatIndex, folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(index.upsert([row("lease", text="rent is due"), row("deed", 1, text="rent review of rents")], []))
    before = run(index.search("rent", vector(0), scope("Acme"), 9))
    altered(folder, "UPDATE made SET method = 0", "DELETE FROM posting")
    assert run(index.search("rent", vector(0), scope("Acme"), 9)).lexical == before.lexical
    assert run(index.standing(["rent"], scope("Acme"))).words == {"rent": {"lease": 1, "deed": 1}}
    run(index.upsert([row("note", 2, text="unrelated")], []))
    assert run(index.search("rent", vector(0), scope("Acme"), 9)).lexical == before.lexical
    assert run(index.verify()).problems == ()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, row: RowMaker) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(IndexingError, match="file/index could not be written"):
        run(FlatIndex(tmp_path / "file" / "index", "test", DIMENSIONS).upsert([row()], []))


def test_rows_are_read_back_as_they_were_written(index: FlatIndex, row: RowMaker, vector: VectorMaker) -> None:
    sentences = packed({key("The rent is $900."): vector(1)})
    written = [row("lease", n, labels=("draft",), sentences=sentences if n else b"") for n in range(3)]
    run(index.upsert(written, []))

    async def read() -> list[Row]:
        return [each async for each in index.rows()]

    found = run(read())
    assert [(each.chunk, each.matter, each.labels, each.sentences) for each in found] == [
        (each.chunk, each.matter, each.labels, each.sentences) for each in written
    ]
    assert all((one.vector == other.vector).all() for one, other in zip(found, written, strict=True))
