"""What only the LanceDB index has: files, other processes, search structures, and an engine that can fail."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import chdir
from dataclasses import replace
from pathlib import Path

import lancedb
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lancedb.index import FTS
from tests.index.flat_files import DIMENSIONS
from tests.index.makers import RowMaker, ScopeMaker, VectorMaker
from tests.index.writer import BATCH, start_writer

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import IndexingError
from pincite.index.checks import within
from pincite.index.durable import make_durable
from pincite.index.lance import LanceIndex
from pincite.index.lance.columns import LAYOUT, ORIGIN_KEY, schema_of
from pincite.index.lance.folder import POSTINGS
from pincite.index.lance.writing import retry_on_conflict
from pincite.index.origin import Origin, require_origin
from pincite.index.port import Hit, Row, Vector
from pincite.index.writer_lock import writer_lock

run = asyncio.run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_a_reader_sees_the_old_rows_or_the_new_ones_never_a_mixture(
    folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    reader, writer = LanceIndex(folder, "test", DIMENSIONS), LanceIndex(folder, "test", DIMENSIONS)
    contents = {f"v{n}": [row("lease", i, version=f"v{n}") for i in range(10 + n % 2)] for n in range(20)}
    seen: list[str] = []

    async def write() -> None:
        for number, rows in enumerate(contents.values()):
            await writer.upsert(rows, [DocumentId("lease")])
            if number % 5 == 0:
                await writer.optimize()

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
    folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)
    run(index.upsert([row("first")], []))
    with start_writer("lance", folder, "landlord", 8) as other:
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
    folder: Path, row: RowMaker, scope: ScopeMaker, acknowledged: int
) -> None:
    with start_writer("lance", folder, "killed", 10_000) as writer:
        writer.first(acknowledged)
        if not acknowledged:
            while not folder.exists():
                os.sched_yield()
        writer.send_signal(signal.SIGKILL)
        writer.ended()
        lines = writer.lines
    index = LanceIndex(folder, "test", DIMENSIONS)
    present = run(index.versions())
    assert set(lines) <= set(present)
    assert run(index.count(scope("Acme"))) == len(present) * BATCH
    run(index.upsert([row("after")], []))
    run(index.optimize())
    assert run(index.verify()).problems == ()
    assert run(index.count(scope("Acme"))) == len(present) * BATCH + 1


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> LanceIndex:
    return LanceIndex(tmp_path_factory.mktemp("shared") / "index", "test", DIMENSIONS)


@settings(max_examples=25, deadline=None)
@example(names=["0", "00", "\\'"])
@given(names=st.lists(st.text(min_size=1), min_size=3, max_size=3, unique=True))
def test_any_matter_document_and_label_names_itself_and_nothing_else(
    shared: LanceIndex, row: RowMaker, scope: ScopeMaker, names: list[str]
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


@pytest.mark.parametrize("name", ["\\' OR true OR matter = \\'", "\\", "'", "\\''", "a' OR '1' = '1"])
def test_no_name_of_a_matter_ends_its_own_literal(
    shared: LanceIndex, row: RowMaker, scope: ScopeMaker, name: str
) -> None:
    run(shared.upsert([row("one", matter=name), row("two", matter="other")], [*run(shared.versions())]))
    assert run(shared.count(scope(name))) == 1
    assert run(shared.count(scope("other"))) == 1


@pytest.mark.parametrize(
    ("embedder", "dimensions", "words"),
    [("other", DIMENSIONS, "embedding model test"), ("test", 16, "32 dimensions")],
    ids=["other model", "other length"],
)
def test_an_index_of_another_embedding_model_is_refused(
    folder: Path, row: RowMaker, embedder: str, dimensions: int, words: str
) -> None:
    run(LanceIndex(folder, "test", DIMENSIONS).upsert([row()], []))
    other = LanceIndex(folder, embedder, dimensions)
    with pytest.raises(IndexingError, match=words):
        run(other.version())
    with pytest.raises(IndexingError, match=words):
        run(other.delete([DocumentId("lease")]))


def test_a_table_of_somebody_else_is_refused(folder: Path) -> None:
    async def make() -> None:
        await (await lancedb.connect_async(str(folder))).create_table("chunks", [{"text": "theirs"}])

    run(make())
    with pytest.raises(IndexingError, match="not made by pincite"):
        run(LanceIndex(folder, "test", DIMENSIONS).version())


@pytest.mark.parametrize("note", [b"no json", b"[1]", b"{}", b'{"index": "a", "further": 1}'])
def test_a_table_whose_note_somebody_changed_is_refused(folder: Path, note: bytes) -> None:
    schema = schema_of(Origin("a", "test", DIMENSIONS, LAYOUT)).with_metadata({ORIGIN_KEY: note})
    lancedb.connect(folder).create_table("chunks", schema=schema)
    with pytest.raises(IndexingError, match="it was changed, or damaged; make it anew"):
        run(LanceIndex(folder, "test", DIMENSIONS).version())


def test_bytes_of_a_file_that_changed_end_in_a_sentence_also_where_the_engine_breaks_off(
    folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)
    run(index.upsert([row(f"note-{number}", number) for number in range(30)], []))
    run(index.optimize())
    file = max(folder.rglob("bitmap_page_lookup.lance"), key=lambda found: found.stat().st_size)
    kept, told = file.read_bytes(), set[bool]()
    for place in range(0, len(kept), 40):
        file.write_bytes(kept[:place] + bytes([kept[place] ^ 0x55]) + kept[place + 1 :])
        try:
            run(LanceIndex(folder, "test", DIMENSIONS).search("rent", vector(0), scope("Acme"), 9))
        except IndexingError as error:
            told.add("its files are damaged, and the engine broke off reading them" in str(error))
    assert True in told


def test_an_index_of_another_layout_is_refused(tmp_path: Path) -> None:
    ours = Origin("1a2b3c4d", "test", DIMENSIONS, LAYOUT)
    with pytest.raises(IndexingError, match=f"layout {LAYOUT + 1}"):
        require_origin(replace(ours, layout=LAYOUT + 1), ours, str(tmp_path))


def test_flushing_leaves_out_what_goes_away(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "kept").write_text("rows")
    make_durable(tmp_path, 0)
    assert (tmp_path / "kept").read_text() == "rows"


def test_an_index_built_anew_never_repeats_a_version(tmp_path: Path, row: RowMaker) -> None:
    one, two = (LanceIndex(tmp_path / name, "test", DIMENSIONS) for name in ("one", "two"))
    assert run(one.upsert([row()], [])) != run(two.upsert([row()], []))


def test_a_relative_folder_is_a_folder_whatever_its_name(tmp_path: Path, row: RowMaker) -> None:
    with chdir(tmp_path):
        run(LanceIndex(Path("db1"), "test", DIMENSIONS).upsert([row()], []))
    assert (tmp_path / "db1").is_dir()


def test_a_writer_that_waits_too_long_learns_who_writes(tmp_path: Path) -> None:
    async def wait() -> None:
        async with writer_lock(tmp_path / "writer.lock", 5), writer_lock(tmp_path / "writer.lock", 0.05):
            pass

    with pytest.raises(IndexingError, match=rf"written by process {os.getpid()} since \d\d:\d\d:\d\d UTC"):
        run(wait())


def test_the_lock_is_free_again_after_a_failure(tmp_path: Path) -> None:
    async def fail_then_write() -> None:
        with pytest.raises(ZeroDivisionError):
            async with writer_lock(tmp_path / "writer.lock", 5):
                raise ZeroDivisionError
        async with writer_lock(tmp_path / "writer.lock", 0):
            pass

    run(fail_then_write())


def commit_after(conflicts: int, words: str) -> Callable[[], "asyncio.Future[str]"]:
    """A commit that another writer gets in front of this many times."""
    lost = 0

    async def commit() -> str:
        nonlocal lost
        if lost < conflicts:
            lost += 1
            raise RuntimeError(words)
        return "committed"

    return lambda: asyncio.ensure_future(commit())


def test_a_commit_that_lost_a_race_is_tried_again() -> None:
    async def commit() -> str:
        return await retry_on_conflict(commit_after(2, "Retryable commit conflict for version 7"))

    assert run(commit()) == "committed"


def test_a_commit_that_failed_otherwise_is_not_tried_again() -> None:
    async def commit() -> str:
        return await retry_on_conflict(commit_after(1, "No space left on device"))

    with pytest.raises(RuntimeError, match="No space"):
        run(commit())


def test_a_foreign_writer_beside_ours_costs_no_rows(folder: Path, row: RowMaker, scope: ScopeMaker) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)

    async def foreign() -> None:
        table = await (await lancedb.connect_async(str(folder))).open_table("chunks")
        for _ in range(15):
            await table.update(where="document = 'theirs'", updates_sql={"heading": "'moved'"})

    async def both() -> None:
        await index.upsert([row("theirs"), row("ours", 1)], [])
        writing = asyncio.create_task(foreign())
        for number in range(15):
            await index.upsert([row("ours", i, version=f"v{number}") for i in range(3)], [DocumentId("ours")])
        await writing

    run(both())
    assert run(index.versions()) == {"theirs": {"v1"}, "ours": {"v14"}}
    assert run(index.count(scope("Acme"))) == 4


def test_a_row_outside_the_scope_stops_the_search(row: RowMaker, scope: ScopeMaker) -> None:
    stored = row("secret", matter="Beta")
    with pytest.raises(IndexingError, match="may not see") as refusal:
        within(scope("Acme"), [Hit(stored.chunk, stored.matter, (), 1.0)])
    assert "secret" not in str(refusal.value)


def damage(folder: Path, files: str) -> None:
    for file in (folder / "chunks.lance").glob(files):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize("files", ["data/*", "_versions/*", "_indices/*/*"], ids=["rows", "versions", "structures"])
def test_a_damaged_index_says_so_and_finds_nothing(
    folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker, files: str
) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)
    run(index.upsert([row(f"lease-{i}", i) for i in range(20)], []))
    run(index.optimize())
    damage(folder, files)
    with pytest.raises(IndexingError, match="pincite index rebuild"):
        run(LanceIndex(folder, "test", DIMENSIONS).search("rent", vector(0), scope("Acme"), 5))


@pytest.mark.parametrize("files", ["data/*", "_indices/*/*"], ids=["rows", "structures"])
def test_verify_reports_damage(folder: Path, row: RowMaker, files: str) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)
    run(index.upsert([row(f"lease-{i}", i) for i in range(20)], []))
    run(index.optimize())
    assert run(index.verify()).problems == ()
    damage(folder, files)
    [problem] = run(LanceIndex(folder, "test", DIMENSIONS).verify()).problems
    assert problem.startswith("reading stopped: ")


def test_a_writer_killed_while_it_made_the_table_is_no_obstacle(folder: Path, row: RowMaker) -> None:
    (folder / "chunks.lance" / "_transactions").mkdir(parents=True)
    (folder / "chunks.lance" / "_transactions" / "0-begun.txn").write_bytes(b"begun")
    index = LanceIndex(folder, "test", DIMENSIONS)
    assert run(index.version()) == "empty"
    run(index.upsert([row()], []))
    assert run(index.verify()).rows == 1


def test_a_missing_search_structure_is_reported_and_made_by_the_next_write(folder: Path, row: RowMaker) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)

    async def drop() -> None:
        table = await (await lancedb.connect_async(str(folder))).open_table("chunks")
        await table.drop_index("matter_idx")

    run(index.upsert([row()], []))
    run(drop())
    assert run(index.verify()).problems == ("the search structure on matter is missing; the next write makes it",)
    run(index.upsert([row("deed", 1)], []))
    assert run(index.verify()).problems == ()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, row: RowMaker) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(IndexingError, match="file/index could not be written"):
        run(LanceIndex(tmp_path / "file" / "index", "test", DIMENSIONS).upsert([row()], []))


def test_the_vector_index_is_used_only_where_it_is_worth_it(
    folder: Path, corpus: tuple[Row, ...], scope: ScopeMaker
) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS, vector_index_from=2_000, partition_rows=40)

    async def structures() -> set[str]:
        table = await (await lancedb.connect_async(str(folder))).open_table("chunks")
        return {made.columns[0] for made in await table.list_indices()}

    run(index.upsert(corpus[:1_900], []))
    run(index.optimize())
    assert run(structures()) == {"matter", "document", "labels"}
    run(index.upsert(corpus[1_900:2_100], []))
    run(index.optimize())
    assert run(structures()) == {"matter", "document", "labels", "vector"}
    few = scope("matter-00", denied=tuple(f"document-{i:03d}" for i in range(1, 200)))
    assert len(run(index.search("word1", corpus[0].vector, few, 50)).dense) == 20
    assert np.isclose(run(index.search("word1", corpus[0].vector, few, 1)).dense[0].score, 1)


def test_an_older_index_gets_the_structure_on_labels_with_its_next_write_and_searches_by_it(
    folder: Path, corpus: tuple[Row, ...]
) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)

    async def open_table() -> lancedb.AsyncTable:
        return await (await lancedb.connect_async(str(folder))).open_table("chunks")

    async def drop() -> None:
        await (await open_table()).drop_index("labels_idx")

    async def plan(condition: str) -> str:
        return str(await (await open_table()).query().where(condition).explain_plan())

    ways = ("array_has_any(labels, make_array('precedent'))", "array_has(labels, 'precedent')")
    run(index.upsert(corpus[:50], []))
    run(drop())
    assert not any("ScalarIndexQuery" in run(plan(way)) for way in ways)
    assert "labels is missing" in str(run(index.verify()))
    run(index.upsert(corpus[50:60], []))
    assert all("ScalarIndexQuery" in run(plan(way)) for way in ways)


def found_by_words(index: LanceIndex, words: str, scope: Scope, vector: Vector) -> list[tuple[str, float]]:
    return [(hit.chunk.document, hit.score) for hit in run(index.search(words, vector, scope, 9)).lexical]


def test_an_index_of_an_earlier_release_is_searched_by_words_without_reading_anything_in_again(
    folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)
    run(index.upsert([row("lease", text="rent is due"), row("deed", 1, text="rent review of rents")], []))
    before = found_by_words(index, "rent", scope("Acme"), vector(0))
    assert [document for document, _ in before] == ["deed", "lease"]

    async def structures() -> set[str]:
        table = await (await lancedb.connect_async(str(folder))).open_table("chunks")
        return {made.columns[0] for made in await table.list_indices()}

    async def as_before() -> None:
        table = await (await lancedb.connect_async(str(folder))).open_table("chunks")
        await table.create_index("search_text", config=FTS(with_position=False))

    (folder / POSTINGS).unlink()
    run(as_before())
    assert found_by_words(LanceIndex(folder, "test", DIMENSIONS), "rent", scope("Acme"), vector(0)) == before
    assert run(index.verify()).problems == ()
    run(index.upsert([row("note", 2)], []))
    assert run(structures()) == {"matter", "document", "labels"}


def test_what_a_writer_left_that_died_before_the_words_followed_is_found_by_them(
    folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)
    run(index.upsert([row("lease", text="rent"), row("gone", 1, text="rent")], []))
    kept = (folder / POSTINGS).read_bytes()
    run(index.upsert([row("late", 2, text="rent")], [DocumentId("gone")]))
    (folder / POSTINGS).write_bytes(kept)
    assert any("not found by words" in problem for problem in run(index.verify()).problems)
    assert [document for document, _ in found_by_words(index, "rent", scope("Acme"), vector(0))] == ["late", "lease"]
    assert run(index.verify()).problems == ()


def test_a_version_of_the_past_is_searched_by_its_own_words(
    folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)
    version = run(index.upsert([row(f"lease-{i}", i, text=f"rent {'due ' * i}") for i in range(6)], []))
    then = found_by_words(index, "rent due", scope("Acme"), vector(0))
    run(index.upsert([row("late", 9, text="rent due")], [DocumentId("lease-3")]))
    past = run(index.at(version))
    assert past is not None
    assert found_by_words(past, "rent due", scope("Acme"), vector(0)) == then
    assert found_by_words(index, "rent due", scope("Acme"), vector(0)) != then


def test_words_that_were_damaged_are_named_and_made_anew_once_they_are_removed(
    folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    index = LanceIndex(folder, "test", DIMENSIONS)
    run(index.upsert([row("lease", text="rent")], []))
    (folder / POSTINGS).write_bytes(b"no database" * 999)
    with pytest.raises(IndexingError, match="remove it: the next search makes it anew"):
        run(index.search("rent", vector(0), scope("Acme"), 5))
    (folder / POSTINGS).unlink()
    assert len(run(index.search("rent", vector(0), scope("Acme"), 5)).lexical) == 1
