"""Documents that are open one by one, by themselves or by a label: every backend filters as `Scope.permits` decides."""

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.index.makers import RowMaker, ScopeMaker, VectorMaker

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId
from pincite.index.lance import LanceIndex
from pincite.index.memory import MemoryIndex
from pincite.index.port import Index, Row

run = asyncio.run
DIMENSIONS = 32
MATTERS = ("Acme", "O'Neil v. Acme", "Ärger & Söhne", "")
LABELS = ("open", 'it\'s "draft"', "d'été 😀", "a), ('b", "", "%", "open ")


def exact(folder: Path) -> Index:
    return LanceIndex(folder, "test", DIMENSIONS)


def with_vector_index(folder: Path) -> Index:
    return LanceIndex(folder, "test", DIMENSIONS, vector_index_from=256, partition_rows=40)


def in_memory(folder: Path) -> Index:
    return MemoryIndex(DIMENSIONS)


@pytest.fixture(scope="module")
def shelf(row: RowMaker, vector: VectorMaker) -> tuple[Row, ...]:
    """400 chunks of 100 documents in four matters, with none to three labels each."""
    generator = np.random.default_rng(7)
    rows = []
    for number in range(100):
        matter = MATTERS[number % 3]
        labels = tuple(LABELS[at] for at in sorted(generator.permutation(len(LABELS))[: number % 4]))
        rows += [
            row(f"d'{number}", n, matter=matter, labels=labels, text=f"rent word{n}", of=vector(10 * number + n))
            for n in range(4)
        ]
    return tuple(rows)


@pytest.fixture(scope="module", params=[in_memory, exact, with_vector_index], ids=["memory", "lance", "vector-index"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shelf: tuple[Row, ...]) -> Index:
    made: Index = request.param(tmp_path_factory.mktemp("singly") / "index")
    run(made.upsert(shelf, []))
    run(made.optimize())
    return made


def scopes(seed: int, made: ScopeMaker) -> list[Scope]:
    """Scopes of every kind: matters, documents, labels in one matter or in all, denials, matters out of reach."""
    generator = np.random.default_rng(seed)

    def some(values: list[str], most: int) -> list[str]:
        return [values[at] for at in generator.permutation(len(values))[: generator.integers(0, most + 1)]]

    found = []
    for _ in range(12):
        whole = some(list(MATTERS[:3]), 2)
        labels: list[tuple[str, MatterId | None]] = [(label, None) for label in some(list(LABELS), 2)]
        labels += [(label, MatterId(MATTERS[generator.integers(0, 3)])) for label in some(list(LABELS), 2)]
        found.append(
            replace(
                made(*whole, denied=tuple(some([f"d'{n}" for n in range(100)], 10))),
                documents=frozenset(DocumentId(name) for name in some([f"d'{n}" for n in range(100)], 20)),
                labels=frozenset(labels),
                reach=frozenset(MatterId(name) for name in {*whole, *some(list(MATTERS[:3]), 3)}),
            )
        )
    return found


@pytest.mark.parametrize("seed", range(3))
def test_exactly_what_is_permitted_is_found_and_counted(
    filled: Index, shelf: tuple[Row, ...], scope: ScopeMaker, vector: VectorMaker, seed: int
) -> None:
    for asking in scopes(seed, scope):
        permitted = {
            (row.chunk.document, row.chunk.ordinal)
            for row in shelf
            if asking.permits(row.matter, row.chunk.document, row.labels)
        }
        assert run(filled.count(asking)) == len(permitted)
        legs = run(filled.search("rent", vector(seed), asking, 500))
        for leg in (legs.lexical, legs.dense):
            assert {(hit.chunk.document, hit.chunk.ordinal) for hit in leg} == permitted
        few = run(filled.search("rent", vector(seed), asking, 5)).dense
        assert len(few) == min(5, len(permitted))
        near = run(filled.search("rent", vector(seed), asking, 500, frozenset({DocumentId("d'1"), DocumentId("d'2")})))
        assert {hit.chunk.document for hit in near.dense} == {d for d, _ in permitted if d in ("d'1", "d'2")}


def test_grants_out_of_reach_open_nothing(filled: Index, scope: ScopeMaker, vector: VectorMaker) -> None:
    asking = replace(scope(), documents=frozenset({DocumentId("d'1")}), labels=frozenset({("open", None)}))
    assert asking.is_empty
    assert run(filled.count(asking)) == 0
    assert run(filled.search("rent", vector(0), asking, 5)).dense == ()
