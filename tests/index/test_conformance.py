"""What every index must do, whatever engine is behind it: run on each backend, and on LanceDB with a vector index."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.index.makers import RowMaker, ScopeMaker, VectorMaker
from tests.index.shared import shared_home

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import IndexingError
from pincite.index.flat import FlatIndex
from pincite.index.folder_index import FolderIndex
from pincite.index.lance import LanceIndex
from pincite.index.memory import MemoryIndex
from pincite.index.port import Hit, Index, Row, Vector
from pincite.index.shards.home import ShardsHome
from pincite.index.shards.index import ShardedIndex
from pincite.index.shards.replicas import TableSizes
from pincite.postgres.place import place_of

run = asyncio.run
DIMENSIONS = 32


def in_bucket(folder: Path, request: pytest.FixtureRequest) -> Index:
    objects, server = request.getfixturevalue("plain_object_server"), request.getfixturevalue("postgres_server")
    home = shared_home(objects.fresh(), place_of(server.url(), server.schema()), folder)
    request.addfinalizer(home.notes.close)
    return LanceIndex(home, "test", DIMENSIONS)


def in_shards(folder: Path, request: pytest.FixtureRequest) -> Index:
    objects, server = request.getfixturevalue("plain_object_server"), request.getfixturevalue("postgres_server")
    home = shared_home(objects.fresh(), place_of(server.url(), server.schema()), folder)
    request.addfinalizer(home.notes.close)
    return ShardedIndex(ShardsHome(home, 2), TableSizes("test", DIMENSIONS))


def exact(folder: Path, request: pytest.FixtureRequest) -> Index:
    return LanceIndex(folder, "test", DIMENSIONS)


def with_vector_index(folder: Path, request: pytest.FixtureRequest) -> Index:
    return LanceIndex(folder, "test", DIMENSIONS, vector_index_from=1_000, partition_rows=40)


def flat(folder: Path, request: pytest.FixtureRequest) -> Index:
    return FlatIndex(folder, "test", DIMENSIONS)


def in_a_folder(folder: Path, request: pytest.FixtureRequest) -> Index:
    return FolderIndex(folder, "test", DIMENSIONS)


def in_memory(folder: Path, request: pytest.FixtureRequest) -> Index:
    return MemoryIndex(DIMENSIONS)


BACKENDS = [
    pytest.param(in_memory, id="memory"),
    pytest.param(flat, id="flat"),
    pytest.param(in_a_folder, id="folder"),
    pytest.param(exact, id="lance"),
    pytest.param(with_vector_index, id="lance-vector-index"),
    pytest.param(in_bucket, id="lance-bucket", marks=pytest.mark.live),
    pytest.param(in_shards, id="shards", marks=pytest.mark.live),
]


@pytest.fixture(params=BACKENDS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    made: Index = request.param(tmp_path / "index", request)
    return made


@pytest.fixture(scope="module", params=BACKENDS)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, corpus: tuple[Row, ...]) -> Index:
    """The corpus, written in four batches; the last lies outside the search structures, as during an ingest."""
    made: Index = request.param(tmp_path_factory.mktemp("filled") / "index", request)
    for start in range(0, 3_000, 1_000):
        run(made.upsert(corpus[start : start + 1_000], []))
    run(made.optimize())
    run(made.upsert(corpus[3_000:], []))
    return made


@pytest.fixture(scope="module", params=BACKENDS)
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, row: RowMaker) -> Index:
    """Two chunks, for tests that write nothing more."""
    made: Index = request.param(tmp_path_factory.mktemp("small") / "index", request)
    run(made.upsert([row("lease", text="rent is due"), row("deed", 1, text="unrelated")], []))
    return made


def found(hits: tuple[Hit, ...]) -> set[tuple[str, int]]:
    return {(hit.chunk.document, hit.chunk.ordinal) for hit in hits}


def best(corpus: tuple[Row, ...], vector: Vector, scope: Scope, k: int) -> set[tuple[str, int]]:
    """The true best k by cosine."""
    permitted = [row for row in corpus if scope.permits(row.matter, row.chunk.document, row.labels)]
    scores = np.stack([row.vector for row in permitted]) @ vector
    return {(permitted[i].chunk.document, permitted[i].chunk.ordinal) for i in np.argsort(-scores)[:k]}


def scopes(seed: int, make: ScopeMaker) -> Iterator[Scope]:
    """Scopes of 1 to 20 matters, with up to 30 documents denied."""
    generator = np.random.default_rng(seed)
    for matters in (1, 2, 5, 12, 20):
        chosen = [f"matter-{i:02d}" for i in generator.permutation(20)[:matters]]
        denied = tuple(f"document-{i:03d}" for i in generator.permutation(200)[: generator.integers(0, 30)])
        yield make(*chosen, denied=denied)


@pytest.mark.parametrize("seed", range(2))
def test_no_forbidden_row_and_never_fewer_than_k(
    filled: Index, corpus: tuple[Row, ...], scope: ScopeMaker, seed: int
) -> None:
    question = corpus[seed * 997 + 3]
    for permitted in scopes(seed, scope):
        visible = sum(permitted.permits(row.matter, row.chunk.document, row.labels) for row in corpus)
        legs = run(filled.search(question.chunk.search_text, question.vector, permitted, 50))
        assert run(filled.count(permitted)) == visible
        assert len(legs.dense) == min(50, visible)
        assert all(
            permitted.permits(hit.matter, hit.chunk.document, hit.labels) for hit in (*legs.lexical, *legs.dense)
        )


def test_hits_are_best_first_and_never_twice(filled: Index, corpus: tuple[Row, ...], scope: ScopeMaker) -> None:
    everything = scope(*{row.matter for row in corpus})
    legs = run(filled.search("word2 word3 word7", corpus[77].vector, everything, 50))
    for leg in (legs.lexical, legs.dense):
        assert [hit.score for hit in leg] == sorted((hit.score for hit in leg), reverse=True)
        assert len(found(leg)) == len(leg) == 50


def test_a_question_about_a_foreign_matter_still_finds_the_true_best_of_ones_own(
    filled: Index, corpus: tuple[Row, ...], scope: ScopeMaker
) -> None:
    matters = sorted({row.matter for row in corpus})
    for number in range(0, len(corpus), 250):
        asked = corpus[number]
        own = scope(*[matter for matter in matters if matter != asked.matter][: 1 + number % 6])
        legs = run(filled.search("word4", asked.vector, own, 50))
        assert found(legs.dense) == best(corpus, asked.vector, own, 50)


def test_scores_of_the_dense_leg_are_cosines(filled: Index, corpus: tuple[Row, ...], scope: ScopeMaker) -> None:
    vectors = {(row.chunk.document, row.chunk.ordinal): row.vector for row in corpus}
    legs = run(filled.search("word4", corpus[5].vector, scope("matter-00", "matter-07"), 20))
    for hit in legs.dense:
        true = float(vectors[hit.chunk.document, hit.chunk.ordinal] @ corpus[5].vector)
        assert hit.score == pytest.approx(true, abs=1e-5)


@pytest.mark.parametrize("seed", range(2))
def test_what_the_scope_hides_changes_no_hit_and_no_bit_of_a_score(
    filled: Index,
    corpus: tuple[Row, ...],
    scope: ScopeMaker,
    seed: int,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    twin: Index = request.node.callspec.params["filled"](tmp_path / "twin", request)
    hidden = tuple(f"document-{i:03d}" for i in range(seed, 200, 17))
    permitted = scope(*(f"matter-{i:02d}" for i in range(seed, 20, 3)), denied=hidden)
    seen = [row for row in corpus if permitted.permits(row.matter, row.chunk.document, row.labels)]
    run(twin.upsert(seen[::-1], []))
    for number in range(0, len(corpus), 300):
        asked = corpus[number]
        words = f"{asked.chunk.search_text} word2 word2 quokka"
        one, other = (run(index.search(words, asked.vector, permitted, 40)) for index in (filled, twin))
        assert one.lexical == other.lexical
        assert one.dense == other.dense


def test_of_equal_hits_those_stay_that_come_first_whatever_lies_between(
    index: Index, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    """A form that many documents share: equal by words and by meaning, more of them than are asked for."""
    names = [f"form-{i:02d}" for i in range(60)]
    written = [*enumerate([*names[1::2], *names[::-2], *names[::2]])]
    for first in range(0, len(written), 5):
        rows = [row(name, matter=f"matter {n % 3}", of=vector(1)) for n, name in written[first : first + 5]]
        run(index.upsert(rows, [each.chunk.document for each in rows]))
    for permitted in (scope("matter 1"), scope("matter 0", "matter 2"), scope("matter 0", "matter 1", "matter 2")):
        legs = run(index.search("rent", vector(1), permitted, 5))
        everything = run(index.search("rent", vector(1), permitted, 100))
        assert legs.lexical == everything.lexical[:5]
        assert legs.dense == everything.dense[:5]
        assert [hit.chunk.document for hit in everything.dense] == sorted(
            hit.chunk.document for hit in everything.dense
        )


def test_denied_documents_are_excluded_before_ranking(
    index: Index, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    near = [row(f"near-{i}", text="rent rent rent", of=vector(1)) for i in range(30)]
    run(index.upsert([*near, *[row("far", i, text="rent review and term") for i in range(2, 7)]], []))
    legs = run(index.search("rent", vector(1), scope("Acme", denied=tuple(f"near-{i}" for i in range(30))), 5))
    assert {hit.chunk.document for hit in (*legs.lexical, *legs.dense)} == {"far"}
    assert (len(legs.lexical), len(legs.dense)) == (5, 5)


@pytest.mark.parametrize("matters", [(), ("Nobody's",)], ids=["empty", "unknown matter"])
def test_a_scope_that_permits_nothing_finds_nothing(
    index: Index, row: RowMaker, scope: ScopeMaker, vector: VectorMaker, matters: tuple[str, ...]
) -> None:
    version = run(index.upsert([row()], []))
    legs = run(index.search("rent", vector(0), scope(*matters), 5))
    assert (legs.lexical, legs.dense, legs.version) == ((), (), version)
    assert run(index.count(scope(*matters))) == 0


def test_an_index_without_rows_answers_every_question(index: Index, scope: ScopeMaker, vector: VectorMaker) -> None:
    legs = run(index.search("rent", vector(0), scope("Acme"), 5))
    assert (legs.lexical, legs.dense) == ((), ())
    assert run(index.versions()) == {}
    assert run(index.verify()).problems == ()
    run(index.optimize())
    run(index.delete([DocumentId("lease")]))
    assert run(index.count(scope("Acme"))) == 0


def test_new_rows_are_found_by_both_legs_at_once(
    index: Index, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(index.upsert([row("old", 1, text="landlord")], []))
    run(index.optimize())
    version = run(index.upsert([row("new", 2, text="guarantor covers the rent")], []))
    legs = run(index.search("guarantor", vector(2), scope("Acme"), 5))
    assert [hit.chunk.document for hit in legs.lexical] == ["new"]
    assert legs.dense[0].chunk.document == "new"
    assert legs.version == version == run(index.version())


def test_a_chunk_comes_back_as_it_was_stored(
    index: Index, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    stored = row(
        "§ O'Neil “lease” 契約", 3, matter="O'Neil v. Acme", labels=("privileged", "l'été", ""), text="Rent — é 😀"
    )
    run(index.upsert([stored], []))
    [hit] = run(index.search("nothing", vector(3), scope("O'Neil v. Acme"), 5)).dense
    assert (hit.chunk, hit.matter, hit.labels) == (stored.chunk, stored.matter, stored.labels)


def test_relabelling_moves_a_document_at_once(
    index: Index, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(index.upsert([row("lease", i, labels=("draft",)) for i in range(3)] + [row("deed")], []))
    run(index.optimize())
    run(index.relabel([DocumentId("lease")], MatterId("O'Neil v. Acme"), ["privileged", "it's"]))
    before, after = (run(index.search("rent", vector(0), scope(matter), 9)) for matter in ("Acme", "O'Neil v. Acme"))
    assert {hit.chunk.document for hit in (*before.lexical, *before.dense)} == {"deed"}
    assert found(after.lexical) == found(after.dense) == {("lease", 0), ("lease", 1), ("lease", 2)}
    assert {hit.labels for hit in after.dense} == {("privileged", "it's")}
    run(index.relabel([DocumentId("lease")], MatterId("Acme"), []))
    assert {hit.labels for hit in run(index.search("rent", vector(0), scope("Acme"), 9)).dense} == {()}


@pytest.mark.parametrize("verb", ["delete", "erase"])
def test_deleted_and_erased_documents_are_gone_at_once(
    index: Index, verb: str, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(index.upsert([row("lease", 0), row("deed", 1), row("it's", 2)], []))
    run(index.optimize())
    drop = index.erase if verb == "erase" else index.delete
    run(drop([DocumentId("lease"), DocumentId("it's"), DocumentId("never seen")]))
    legs = run(index.search("rent", vector(0), scope("Acme"), 9))
    assert {hit.chunk.document for hit in (*legs.lexical, *legs.dense)} == {"deed"}
    assert set(run(index.versions())) == {"deed"}


def test_replacing_leaves_only_the_new_rows(
    index: Index, row: RowMaker, scope: ScopeMaker, vector: VectorMaker
) -> None:
    run(index.upsert([row("lease", i) for i in range(9)] + [row("deed", i) for i in range(2)], []))
    run(index.optimize())
    new = [row("lease", i, version="v2", text="rent is waived") for i in range(3)] + [row("fresh")]
    run(index.upsert(new, [DocumentId("lease"), DocumentId("never seen")]))
    assert run(index.versions()) == {"lease": {"v2"}, "deed": {"v1"}, "fresh": {"v1"}}
    assert run(index.count(scope("Acme"))) == 6
    waived = run(index.search("waived", vector(0), scope("Acme"), 9)).lexical
    assert found(waived) == {("lease", 0), ("lease", 1), ("lease", 2)}


def test_replacing_by_nothing_deletes(index: Index, row: RowMaker) -> None:
    run(index.upsert([row("lease"), row("deed")], []))
    run(index.upsert([], [DocumentId("lease")]))
    assert set(run(index.versions())) == {"deed"}


def test_replacing_by_the_same_version_stores_nothing_twice(index: Index, row: RowMaker) -> None:
    rows = [row("lease", i) for i in range(5)]
    run(index.upsert(rows, [DocumentId("lease")]))
    run(index.upsert(rows[:4], [DocumentId("lease")]))
    report = run(index.verify())
    assert (report.rows, report.documents, report.problems) == (4, 1, ())


def test_each_write_makes_another_version(index: Index, row: RowMaker) -> None:
    lease = [DocumentId("lease")]
    versions = [
        run(index.version()),
        run(index.upsert([row()], [])),
        run(index.upsert([row()], lease)),
        run(index.relabel(lease, MatterId("Other"), [])),
        run(index.delete(lease)),
    ]
    assert len(set(versions)) == len(versions)


HOSTILE = {
    "quote": '"rent',
    "operators": "rent AND (OR NOT",
    "fields": "search_text:rent~2 ^5 +x -y",
    "sql": "rent'; DROP TABLE chunks; --",
    "brackets": "rent [a TO z] {x} \\ / ?*",
    "emoji": "rent 😀🎉",
    "nul": "rent\0",
    "lone surrogate": "rent \udc80",
    "very long": "rent " * 2_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_question_breaks_the_word_search(small: Index, scope: ScopeMaker, vector: VectorMaker, text: str) -> None:
    legs = run(small.search(text, vector(0), scope("Acme"), 5))
    assert [hit.chunk.document for hit in legs.lexical] == ["lease"]


@pytest.mark.parametrize("text", ["", "  ", "the of and", "😀", "?!"], ids=repr)
def test_a_question_without_words_is_answered_by_meaning_alone(
    small: Index, scope: ScopeMaker, vector: VectorMaker, text: str
) -> None:
    legs = run(small.search(text, vector(1), scope("Acme"), 5))
    assert legs.lexical == ()
    assert [hit.chunk.document for hit in legs.dense] == ["deed", "lease"]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (np.ones(DIMENSIONS - 1, np.float32), "31 numbers"),
        (np.zeros(DIMENSIONS, np.float32), "length"),
        (np.full(DIMENSIONS, np.nan, np.float32), "length"),
        (np.ones(DIMENSIONS, np.float32), "length"),
    ],
    ids=["short", "zero", "nan", "not normalised"],
)
def test_a_vector_that_does_not_fit_is_refused(
    small: Index, row: RowMaker, scope: ScopeMaker, bad: Vector, words: str
) -> None:
    version = run(small.version())
    with pytest.raises(IndexingError, match=words):
        run(small.upsert([row("will"), row("lease", of=bad)], []))
    with pytest.raises(IndexingError, match=words):
        run(small.search("rent", bad, scope("Acme"), 5))
    assert run(small.version()) == version


def test_one_chunk_twice_in_a_write_is_refused(small: Index, row: RowMaker) -> None:
    with pytest.raises(IndexingError, match="twice"):
        run(small.upsert([row("will", 1), row("will", 1)], []))


def test_fewer_than_one_passage_cannot_be_asked_for(small: Index, scope: ScopeMaker, vector: VectorMaker) -> None:
    with pytest.raises(IndexingError, match="at least 1"):
        run(small.search("rent", vector(0), scope("Acme"), 0))


def test_verify_names_what_does_not_fit(index: Index, row: RowMaker) -> None:
    run(index.upsert([row("lease"), row("deed", 1, text=""), row("will", 2, matter="")], []))
    run(index.upsert([row("lease"), row("lease", 1, version="v2"), row("lease", 2, matter="Other")], []))
    problems = " / ".join(run(index.verify()).problems)
    for words in ("no words", "no matter", "stored twice", "second version", "another matter"):
        assert words in problems
    assert run(index.verify()).rows == 6


def test_a_search_can_be_narrowed_to_documents(filled: Index, corpus: tuple[Row, ...], scope: ScopeMaker) -> None:
    everything = scope(*{row.matter for row in corpus})
    among = frozenset({corpus[5].chunk.document, corpus[2_900].chunk.document})
    legs = run(filled.search(corpus[5].chunk.search_text, corpus[5].vector, everything, 20, among))
    for leg in (legs.lexical, legs.dense):
        assert leg
        assert {hit.chunk.document for hit in leg} <= among
    kept = [row for row in corpus if row.chunk.document in among]
    assert found(legs.dense) == best(tuple(kept), corpus[5].vector, everything, 20)


def test_narrowing_opens_nothing(filled: Index, corpus: tuple[Row, ...], scope: ScopeMaker) -> None:
    hidden = corpus[0].matter
    others = scope(*({row.matter for row in corpus} - {hidden}))
    among = frozenset(row.chunk.document for row in corpus if row.matter == hidden)
    legs = run(filled.search(corpus[0].chunk.search_text, corpus[0].vector, others, 20, among))
    assert (legs.lexical, legs.dense) == ((), ())


def test_narrowed_to_nothing_nothing_is_found(filled: Index, corpus: tuple[Row, ...], scope: ScopeMaker) -> None:
    everything = scope(*{row.matter for row in corpus})
    legs = run(filled.search(corpus[0].chunk.search_text, corpus[0].vector, everything, 20, frozenset()))
    assert (legs.lexical, legs.dense) == ((), ())


def test_where_words_stand_is_told_of_what_the_scope_permits_alone(
    index: Index, row: RowMaker, scope: ScopeMaker
) -> None:
    rows = [
        row("open", 0, text="rent falls due"),
        row("open", 1, text="rents rise"),
        row("other", text="unrelated"),
        row("hidden", text="rent and secrets", matter="walled"),
        row("denied", text="rent again"),
    ]
    run(index.upsert(rows, []))
    seen = scope("Acme", denied=("denied",))
    found = run(index.standing(["rent", "secret", "due"], seen))
    assert found.words == {"rent": {"open": 2}, "due": {"open": 1}}
    assert found.pieces == {"open": 2}
    assert run(index.count(seen, frozenset({DocumentId("open"), DocumentId("hidden")}))) == 2
    assert run(index.standing(["rent"], scope())).words == {}
