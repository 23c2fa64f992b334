"""A flat index whose files somebody changed or damaged: it says so, and finds nothing."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from tests.index.flat_files import DIMENSIONS, altered, overwritten, vectors_in
from tests.index.makers import RowMaker, ScopeMaker, VectorMaker

from pincite.errors import IndexingError
from pincite.index.flat import FlatIndex
from pincite.index.flat.files import GENERATION

run = asyncio.run


PLANTED = [
    "CREATE TRIGGER late AFTER INSERT ON block BEGIN DELETE FROM block; END",
    "CREATE INDEX evil ON block (document, matter, labels)",
    "ANALYZE",
    "CREATE VIEW evil AS SELECT * FROM piece",
]


@pytest.mark.parametrize("statement", PLANTED)
def test_what_somebody_planted_among_the_rows_is_refused(
    index: FlatIndex, folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker, statement: str
) -> None:
    run(index.upsert([row("lease"), row("deed", 1)], []))
    run(index.search("rent", vector(0), scope("Acme"), 5))
    altered(folder, statement)
    with pytest.raises(IndexingError, match="in it was not made by pincite"):
        run(index.search("rent", vector(0), scope("Acme"), 5))
    with pytest.raises(IndexingError):
        run(index.upsert([row("late")], []))


DAMAGE = [
    "UPDATE body SET first = 7",
    "UPDATE body SET first = -1",
    "UPDATE body SET count = 'x'",
    "UPDATE body SET piece = 99",
    "UPDATE block SET labels = '{'",
    "UPDATE block SET document = x'00'",
    "UPDATE piece SET ordinal = 'x'",
    "DELETE FROM piece",
    "UPDATE posting SET places = x'00'",
    "UPDATE part SET pieces = x'00'",
    "UPDATE state SET vectors = 7",
    "UPDATE state SET positions = -1",
    "UPDATE state SET positions = 9",
    "DELETE FROM state",
    "DELETE FROM block",
]


@pytest.mark.parametrize("statement", DAMAGE)
def test_damaged_rows_are_refused_in_a_sentence(
    index: FlatIndex, folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker, statement: str
) -> None:
    run(index.upsert([row("lease", n, labels=("draft",)) for n in range(3)], []))
    altered(folder, statement)
    with pytest.raises(IndexingError, match=r"(damaged|cut off).*pincite index rebuild"):
        run(FlatIndex(folder, "test", DIMENSIONS).search("rent", vector(0), scope("Acme"), 5))


@pytest.mark.parametrize("kind", ["rows", "vectors"])
def test_a_file_that_was_cut_off_or_is_missing_is_named_and_verify_says_so(
    index: FlatIndex, folder: Path, row: RowMaker, scope: ScopeMaker, vector: VectorMaker, kind: str
) -> None:
    run(index.upsert([row(f"lease-{n}", n) for n in range(300)], []))
    [file] = folder.glob(f"{kind}-*.db" if kind == "rows" else f"{kind}-*.f32")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    for _ in range(2):
        reader = FlatIndex(folder, "test", DIMENSIONS)
        with pytest.raises(IndexingError, match="pincite index rebuild"):
            run(reader.search("rent", vector(0), scope("Acme"), 5))
        file.unlink(missing_ok=True)


VERIFIED = [
    ("DELETE FROM piece", "a list of pieces"),
    ("DELETE FROM said WHERE piece = 1", "pieces lack what is kept of their sentences"),
    ("DELETE FROM part", "not found by words"),
    ("DELETE FROM block", "words and no row"),
    ("UPDATE body SET first = 9", "where the vectors of a document lie"),
]


@pytest.mark.parametrize(("statement", "words"), VERIFIED)
def test_verify_reports_what_does_not_fit(
    index: FlatIndex, folder: Path, row: RowMaker, statement: str, words: str
) -> None:
    run(index.upsert([row("lease")], []))
    assert run(index.verify()).problems == ()
    altered(folder, statement)
    assert words in " / ".join(run(FlatIndex(folder, "test", DIMENSIONS).verify()).problems)


@pytest.mark.parametrize("number", [np.nan, np.inf, 0.0, 3.0])
def test_verify_reports_vectors_that_changed(index: FlatIndex, folder: Path, row: RowMaker, number: float) -> None:
    run(index.upsert([row("lease"), row("deed", 1)], []))
    overwritten(vectors_in(folder), 1, np.full(DIMENSIONS, number, np.float32))
    [problem] = run(index.verify()).problems
    assert problem == "1 vectors are not of length 1; the first is chunk 0 of lease"


def test_words_that_lead_elsewhere_than_the_rows_are_named(index: FlatIndex, folder: Path, row: RowMaker) -> None:
    run(index.upsert([row("lease"), row("deed", 1)], []))
    assert run(index.misled()) == []
    altered(folder, "UPDATE posting SET places = x'000000000000c040' WHERE part = 1")
    assert run(index.misled()) == ["deed"]


def test_a_file_that_names_no_generation_is_refused(index: FlatIndex, folder: Path, row: RowMaker) -> None:
    run(index.upsert([row()], []))
    (folder / GENERATION).write_text("../elsewhere")
    with pytest.raises(IndexingError, match="pincite index rebuild"):
        run(index.version())
