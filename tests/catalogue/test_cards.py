"""The table of cards: it follows the documents, and counts only what the asker may see."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pincite.access.scope import Principal, Scope
from pincite.catalogue.entry import Incoming, document_id, version_id
from pincite.catalogue.port import Catalogue
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.catalogue.sqlite.connections import FileConnection
from pincite.documents.span import DocumentId, MatterId
from pincite.readers.read import read

NOW = datetime(2026, 11, 26, tzinfo=UTC)
ACME, OTHER = MatterId("acme"), MatterId("other")


def scope(*matters: str, denied: frozenset[DocumentId] = frozenset()) -> Scope:
    return Scope(Principal("ada", "ada"), frozenset(map(MatterId, matters)), denied, 1, NOW + timedelta(hours=1))


def put(catalogue: Catalogue, matter: MatterId, path: str, text: str) -> DocumentId:
    content = text.encode()
    document = document_id(matter, path)
    found = read(content, path.rsplit("/", 1)[-1])
    catalogue.stage(Incoming(document, matter, path, (), version_id(content, path), found), NOW)
    catalogue.commit({document: ()}, NOW)
    return document


def test_a_word_finds_the_documents_that_bear_it(catalogue: Catalogue) -> None:
    lease = put(catalogue, ACME, "/f/Petrolube lease.txt", "LEASE between Ada and Petrolube")
    put(catalogue, ACME, "/f/deed.txt", "DEED")
    found = catalogue.naming(["petrolube", "nothing"], scope("acme"))
    assert found.documents == 2
    assert {word: set(held) for word, held in found.weights.items()} == {"petrolube": {lease}}


def test_what_may_not_be_seen_is_neither_found_nor_counted(catalogue: Catalogue) -> None:
    seen = put(catalogue, ACME, "/f/Petrolube lease.txt", "LEASE")
    hidden = put(catalogue, OTHER, "/g/Petrolube deed.txt", "DEED")
    denied = put(catalogue, ACME, "/f/Petrolube side letter.txt", "LETTER")
    found = catalogue.naming(["petrolube"], scope("acme", denied=frozenset({denied})))
    assert (found.documents, dict(found.weights["petrolube"])) == (1, {seen: 1.0})
    assert catalogue.naming(["petrolube"], scope()).documents == 0
    assert hidden in catalogue.naming(["petrolube"], scope("other")).weights["petrolube"]


def test_a_card_follows_its_document(catalogue: Catalogue) -> None:
    document = put(catalogue, ACME, "/f/lease.txt", "LEASE of Petrolube")
    put(catalogue, ACME, "/f/lease.txt", "LEASE of Kenway")
    assert not catalogue.naming(["petrolube"], scope("acme")).weights
    catalogue.move([document], OTHER)
    assert not catalogue.naming(["kenway"], scope("acme")).weights
    assert set(catalogue.naming(["kenway"], scope("other")).weights["kenway"]) == {document}
    catalogue.remove([document], NOW)
    assert catalogue.naming(["kenway"], scope("other")).documents == 0
    assert not catalogue.naming(["kenway"], scope("other")).weights


def test_a_catalogue_from_before_there_were_cards_gets_them(tmp_path: Path) -> None:
    catalogue = SqliteCatalogue(tmp_path / "documents.db")
    document = put(catalogue, ACME, "/f/a.txt", "LEASE of Petrolube, für Übergabe")
    catalogue.close()
    with closing(sqlite3.connect(tmp_path / "documents.db")) as old, old:
        old.execute("DROP TABLE card")
        old.execute("PRAGMA user_version = 0")
    found = SqliteCatalogue(tmp_path / "documents.db").naming(["petrolube", "übergabe"], scope("acme"))
    assert {word: set(held) for word, held in found.weights.items()} == {
        "petrolube": {document},
        "übergabe": {document},
    }


def test_a_question_of_ten_thousand_words_is_looked_up(catalogue: Catalogue) -> None:
    put(catalogue, ACME, "/f/lease.txt", "LEASE of Petrolube")
    words = ["petrolube", *(f"word{number}" for number in range(10_000))]
    assert set(catalogue.naming(words, scope("acme")).weights) == {"petrolube"}


def test_looking_a_name_up_takes_as_many_steps_whatever_else_bears_it(tmp_path: Path) -> None:
    """Counted by the database itself, so that no clock is asked."""

    def steps(others: int) -> int:
        catalogue = SqliteCatalogue(tmp_path / f"{others}.db")
        put(catalogue, ACME, "/f/Petrolube lease.txt", "LEASE of Petrolube")
        for number in range(others):
            put(catalogue, OTHER, f"/g/Petrolube deed {number}.txt", "DEED of Petrolube")
        counted = 0

        def count() -> int:
            nonlocal counted
            counted += 1
            return 0

        with catalogue._recorded.connections.one() as connection:  # the only one, as long as nobody else asks
            assert isinstance(connection, FileConnection)
            connection.file_db.set_progress_handler(count, 1)
        found = catalogue.naming(["petrolube", "lease"], scope("acme"))
        assert set(found.weights) == {"petrolube", "lease"}
        return counted

    assert steps(1) == steps(30)
