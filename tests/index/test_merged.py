"""Merged postings: whatever was merged, replaced and dropped, a search finds what the texts say."""

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.index.counting import steps_of
from tests.index.makers import ScopeMaker

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import IndexingError
from pincite.index.notes import Fit
from pincite.index.posting_pieces import pieces_in
from pincite.index.posting_tables import Indexed
from pincite.index.postings import Postings
from pincite.index.words import scored, terms, wanted

WORDS = [
    "rent",
    "due",
    "notice",
    "lease",
    "term",
    "audit",
    "deposit",
    "repair",
    "assign",
    "tenant",
    "landlord",
    "premises",
    "insurance",
    "waiver",
    "notice",
]
FIT = Fit("origin", 1, folding=False)


def document(name: str, matter: str, seed: int, *, version: str = "v1", labels: tuple[str, ...] = ()) -> list[Indexed]:
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    texts = [" ".join(chance.choices(WORDS, k=chance.randint(3, 30))) for _ in range(chance.randint(1, 9))]
    return [
        Indexed(DocumentId(name), VersionId(version), n, MatterId(matter), labels, text, seed * 100 + n)
        for n, text in enumerate(texts)
    ]


class Both:
    """Postings in a file, and the same rows in memory."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "words.db"
        self.postings = Postings(self.file)
        self.rows: dict[str, list[Indexed]] = {}

    def put(self, rows: list[Indexed]) -> None:
        self.rows[rows[0].document] = rows
        self.postings.replace([rows[0].document], rows, FIT)

    def drop(self, name: str) -> None:
        self.rows.pop(name, None)
        self.postings.replace([DocumentId(name)], [], FIT)

    def best(
        self, words: str, scope: Scope, among: frozenset[DocumentId] | None = None
    ) -> list[tuple[str, int, float]]:
        found = self.postings.best(wanted(words), scope, 12, among, "origin", 1)
        return [(piece.document, piece.ordinal, piece.score) for piece in found or []]

    def expected(
        self, words: str, scope: Scope, among: frozenset[DocumentId] | None = None
    ) -> list[tuple[str, int, float]]:
        every = [row for rows in self.rows.values() for row in rows]
        seen = [row for row in every if scope.permits(row.matter, row.document, row.labels)]
        found: list[tuple[str, int, float]] = [
            (row.document, row.ordinal, scored(row.text, wanted(words)))
            for row in seen
            if among is None or row.document in among
        ]
        return sorted((f for f in found if f[2] > 0), key=lambda f: (-f[2], f[0], f[1]))[:12]

    @property
    def mergers(self) -> int:
        with closing(sqlite3.connect(self.file)) as database:
            count: int = database.execute("SELECT count(*) FROM merger").fetchone()[0]
            return count


def scopes(scope: ScopeMaker) -> list[Scope]:
    whole = scope("Acme", "Beta", denied=("d-3", "d-11", "d-40"))
    by_label = replace(
        scope("Beta"),
        labels=frozenset({("open", None)}),
        documents=frozenset({DocumentId("d-2")}),
        reach=frozenset({MatterId("Acme")}),
    )
    return [scope("Acme"), whole, by_label]


def test_whatever_happened_a_search_finds_what_the_texts_say(tmp_path: Path, scope: ScopeMaker) -> None:
    chance, both = random.Random(7), Both(tmp_path)  # noqa: S311 - nothing secret
    for step in range(160):
        name, matter = f"d-{chance.randrange(45)}", chance.choice(("Acme", "Acme", "Beta", "Gamma"))
        match chance.randrange(6):
            case 0:
                both.drop(name)
            case 1:
                both.postings.merge()
            case _:
                labels = ("open",) if chance.random() < 0.3 else ()
                both.put(document(name, matter, step, version=f"v{step}", labels=labels))
        if step % 8 == 0:
            words = " ".join(chance.choices(WORDS, k=3))
            among = frozenset(DocumentId(f"d-{n}") for n in chance.sample(range(45), 9))
            for own in scopes(scope):
                assert both.best(words, own) == both.expected(words, own)
                assert both.best(words, own, among) == both.expected(words, own, among)
    assert both.mergers >= 3
    assert both.postings.misled(pieces_in(row for rows in both.rows.values() for row in rows)) == []


def test_where_words_stand_is_told_alike_before_and_after_merging(tmp_path: Path, scope: ScopeMaker) -> None:
    both = Both(tmp_path)
    for n in range(12):
        both.put(document(f"d-{n}", "Acme" if n % 3 else "Beta", n))
    both.drop("d-4")
    before = [both.postings.standing(["rent", "audit", "none"], each, "origin", 1) for each in scopes(scope)]
    both.postings.merge()
    both.drop("d-5")
    both.put(document("d-5", "Acme", 5))
    assert [both.postings.standing(["rent", "audit", "none"], each, "origin", 1) for each in scopes(scope)] == before
    told = before[0]
    assert told is not None
    rows = [row for name, own in both.rows.items() for row in own if row.matter == "Acme"]
    with_rent = [row.document for row in rows if "rent" in set(terms(row.text))]
    assert told.words["rent"] == {name: with_rent.count(name) for name in with_rent}


def test_a_file_of_an_earlier_release_is_searched_as_it_is_and_merged_later(tmp_path: Path, scope: ScopeMaker) -> None:
    both = Both(tmp_path)
    for n in range(20):
        both.put(document(f"d-{n}", "Acme", n))
    with closing(sqlite3.connect(both.file)) as database:
        for table in ("merger", "merged", "unmerged", "stamp", "waiting", "under_way", "fold", "settled"):
            database.execute(f"DROP TABLE {table}")
    assert both.best("rent notice", scope("Acme")) == both.expected("rent notice", scope("Acme"))
    both.postings.merge()
    assert both.mergers == 1
    assert both.best("rent notice", scope("Acme")) == both.expected("rent notice", scope("Acme"))


def test_an_erased_document_leaves_no_places_in_what_was_merged(tmp_path: Path, scope: ScopeMaker) -> None:
    both = Both(tmp_path)
    for n in range(20):
        both.put(document(f"d-{n}", "Acme", n))
    both.postings.merge()
    both.drop("d-7")
    both.postings.shrink()
    assert both.mergers == 0
    both.postings.merge()
    with closing(sqlite3.connect(both.file)) as database:
        [(places,)] = database.execute("SELECT places FROM merger").fetchall()
    assert places == sum(len(rows) for rows in both.rows.values())


MISLEADING = (
    "DELETE FROM merged WHERE term = (SELECT min(term) FROM merged)",
    "UPDATE merged SET places = substr(places, 9)",
    "UPDATE merged SET places = x'000000000000c040'",
)


@pytest.mark.parametrize("statement", MISLEADING)
def test_merged_words_that_lead_elsewhere_than_the_rows_are_named(tmp_path: Path, statement: str) -> None:
    both = Both(tmp_path)
    for n in range(6):
        both.put(document(f"d-{n}", "Acme", n))
    both.postings.merge()
    rows = [row for own in both.rows.values() for row in own]
    assert both.postings.misled(pieces_in(rows)) == []
    altered(both.file, statement)
    assert both.postings.misled(pieces_in(rows))


DAMAGE = (
    "UPDATE merged SET places = x'00'",
    "UPDATE merged SET places = x'ffffffff0000803f'",
    "UPDATE merged SET places = x'000000000000807f'",
    "UPDATE merger SET parts = x'00'",
    "UPDATE merger SET places = 1",
    "DELETE FROM part WHERE document = 'd-1'",
    "UPDATE part SET pieces = x'' WHERE document = 'd-1'",
)


@pytest.mark.parametrize("statement", DAMAGE)
def test_damaged_mergers_are_refused_in_a_sentence(tmp_path: Path, scope: ScopeMaker, statement: str) -> None:
    both = Both(tmp_path)
    for n in range(6):
        both.put(document(f"d-{n}", "Acme", n))
    both.postings.merge()
    altered(both.file, statement)
    with pytest.raises(IndexingError, match=r"damaged in it.*remove it: the next search makes it anew"):
        Postings(both.file).best(wanted("rent notice"), scope("Acme"), 9, None, "origin", 1)


def test_a_search_takes_as_many_steps_whatever_lies_in_closed_matters(tmp_path: Path, scope: ScopeMaker) -> None:
    def search(both: Both) -> None:
        assert both.best("rent due", scope("Acme"))

    def steps(hidden: int) -> int:
        (tmp_path / str(hidden)).mkdir()
        both = Both(tmp_path / str(hidden))
        for n in range(4):
            both.put(document(f"d-{n}", "Acme", n))
        for n in range(hidden):
            both.put(document(f"hidden-{n}", "Beta", n))
        both.postings.merge()
        return steps_of(lambda: search(both))

    assert steps(3) == steps(200) > 0


def altered(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute(statement)
        database.commit()
