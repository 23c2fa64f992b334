"""The postings of words: what a search reads of them depends on what its scope permits."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from tests.index.counting import steps_of
from tests.index.makers import ScopeMaker

from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import IndexingError
from pincite.index.notes import Fit
from pincite.index.posting_pieces import pieces_in
from pincite.index.posting_tables import Indexed
from pincite.index.postings import Postings
from pincite.index.words import scored, wanted


def indexed(document: str, ordinal: int, matter: str, text: str) -> Indexed:
    return Indexed(DocumentId(document), VersionId("v1"), ordinal, MatterId(matter), (), text, ordinal)


def made(folder: Path, hidden: int) -> Postings:
    folder.mkdir()
    postings = Postings(folder / "words.db")
    own = [indexed(f"lease-{n}", 7 * n, "Acme", f"rent {'due ' * n} notice") for n in range(4)]
    postings.replace([], own, Fit("origin", 1, folding=False))
    beside = [indexed(f"deed-{n}", n, "Beta", "rent due notice") for n in range(hidden)]
    postings.replace([], beside, Fit("origin", 2, folding=False))
    return postings


def test_scores_are_those_of_the_texts_to_the_last_bit(tmp_path: Path, scope: ScopeMaker) -> None:
    found = made(tmp_path / "a", 9).best(wanted("rent due"), scope("Acme"), 9, None, "origin", 2)
    assert found is not None
    assert {piece.document: piece.score for piece in found} == {
        f"lease-{n}": scored(f"rent {'due ' * n} notice", wanted("rent due")) for n in range(4)
    }
    assert [piece.ordinal for piece in found] == [21, 14, 7, 0]


def test_a_search_takes_as_many_steps_whatever_lies_in_closed_matters(tmp_path: Path, scope: ScopeMaker) -> None:
    def search(postings: Postings) -> None:
        assert len(postings.best(wanted("rent due"), scope("Acme"), 9, None, "origin", 2) or ()) == 4

    def steps(hidden: int) -> int:
        postings = made(tmp_path / str(hidden), hidden)
        return steps_of(lambda: search(postings))

    assert steps(1) == steps(200) > 0


def test_postings_of_another_version_are_not_searched(tmp_path: Path, scope: ScopeMaker) -> None:
    postings = made(tmp_path / "a", 3)
    assert postings.best(wanted("rent"), scope("Acme"), 9, None, "origin", 3) is None
    assert postings.best(wanted("rent"), scope("Acme"), 9, None, "other", 2) is None
    postings.note(Fit("origin", 2, folding=True))
    assert postings.best(wanted("rent"), scope("Acme"), 9, None, "origin", 5) is not None
    assert postings.best(wanted("rent"), scope("Acme"), 9, None, "origin", 1) is None


def test_what_was_dropped_leaves_nothing_in_the_file(tmp_path: Path, scope: ScopeMaker) -> None:
    postings = made(tmp_path / "a", 50)
    postings.replace([DocumentId(f"deed-{n}") for n in range(50)], [], Fit("origin", 3, folding=False))
    postings.shrink()
    content = (tmp_path / "a" / "words.db").read_bytes()
    assert b"deed-" not in content
    assert b"Beta" not in content
    assert postings.best(wanted("rent"), scope("Beta"), 9, None, "origin", 3) == []
    assert np.all([piece[0].startswith("lease") for piece in postings.held()])


PLANTED = [
    "CREATE TRIGGER late AFTER INSERT ON posting BEGIN DELETE FROM posting; END",
    "CREATE INDEX evil ON part (document, shelf, labels)",
    "ANALYZE",
    "CREATE VIEW evil AS SELECT * FROM part",
]


@pytest.mark.parametrize("statement", PLANTED)
def test_what_somebody_planted_among_the_words_is_refused(tmp_path: Path, scope: ScopeMaker, statement: str) -> None:
    postings = made(tmp_path / "a", 3)
    altered(tmp_path / "a" / "words.db", statement)
    with pytest.raises(IndexingError, match=r"in it was not made by pincite.*remove it"):
        postings.best(wanted("rent"), scope("Acme"), 9, None, "origin", 2)
    with pytest.raises(IndexingError):
        postings.add([indexed("new-1", 0, "Acme", "rent")])


def altered(file: Path, *statements: str) -> None:
    with sqlite3.connect(file) as database:
        for statement in statements:
            database.execute(statement)
    database.close()


DAMAGE = [
    "UPDATE part SET pieces = x'00'",
    "UPDATE part SET pieces = 'abcdefghijkl'",
    "UPDATE part SET pieces = x''",
    "UPDATE part SET labels = '{'",
    "UPDATE part SET labels = '[1]'",
    "UPDATE part SET labels = '\"open\"'",
    "UPDATE part SET document = x'00' WHERE id = 2",
    "UPDATE posting SET places = x'00'",
    "UPDATE posting SET places = 'abcdefgh'",
    "UPDATE posting SET places = x'ffffffff0000803f'",
    "UPDATE posting SET places = x'000000000000807f'",
    "UPDATE posting SET places = x'000000000000c07f'",
    "UPDATE made SET version = 'two'",
    "UPDATE made SET origin = x'00'",
]


@pytest.mark.parametrize("statement", DAMAGE)
def test_damaged_postings_are_refused_in_a_sentence(tmp_path: Path, scope: ScopeMaker, statement: str) -> None:
    postings = made(tmp_path / "a", 3)
    altered(tmp_path / "a" / "words.db", statement)
    with pytest.raises(IndexingError, match=r"damaged in it.*remove it: the next search makes it anew"):
        postings.best(wanted("rent"), scope("Acme", "Beta"), 9, None, "origin", 2)


MISLEADING = [
    ("DELETE FROM posting", 4),
    ("DELETE FROM part WHERE document = 'lease-1'", 1),
    ("UPDATE posting SET places = x'000000000000c040' WHERE part = 2", 1),
    ("UPDATE part SET labels = '[\"open\"]' WHERE document = 'lease-2'", 1),
    ("UPDATE part SET shelf = (SELECT id FROM shelf WHERE matter = 'Beta') WHERE document = 'lease-3'", 1),
    ("UPDATE shelf SET matter = 'Gamma' WHERE matter = 'Acme'", 4),
    ("UPDATE part SET document = 'lease-0' WHERE document = 'lease-1'", 2),
    ("UPDATE part SET version = 'v0' WHERE document = 'lease-0'", 1),
    ("UPDATE part SET terms = x'' WHERE document = 'lease-0'", 1),
    ("UPDATE posting SET shelf = (SELECT id FROM shelf WHERE matter = 'Beta') WHERE part = 1", 1),
    ("UPDATE posting SET term = term + 1 WHERE part = 4", 1),
    ("INSERT INTO part SELECT 99, document, version, shelf, labels, pieces, terms FROM part WHERE id = 1", 1),
]


@pytest.mark.parametrize(("statement", "documents"), MISLEADING)
def test_words_that_lead_elsewhere_than_the_rows_are_named(tmp_path: Path, statement: str, documents: int) -> None:
    rows = [indexed(f"lease-{n}", 7 * n, "Acme", f"rent {'due ' * n} notice") for n in range(4)]
    rows += [indexed(f"deed-{n}", n, "Beta", "rent due notice") for n in range(3)]
    postings = made(tmp_path / "a", 3)
    assert postings.misled(pieces_in(rows)) == []
    assert postings.misled(pieces_in(rows[1:])) == ["lease-0"]
    altered(tmp_path / "a" / "words.db", statement)
    named = [document for document in postings.misled(pieces_in(rows)) if document.startswith("lease")]
    assert len(named) == documents
