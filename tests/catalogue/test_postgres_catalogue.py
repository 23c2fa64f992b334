"""What a catalogue in PostgreSQL does beyond the port: strangers who write to it, and programs that die over it."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from tests.catalogue.test_leaves import NOW, Book, letter, read
from tests.postgres_server import Server
from tests.serving.kinds import FILES

from pincite.access.scope import Principal, Scope
from pincite.catalogue import leaves
from pincite.catalogue.postgres.catalogue import PostgresCatalogue
from pincite.catalogue.postgres.connections import SessionConnection
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.catalogue.steps import committing, relabelling
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import Altered, WorkspaceError
from pincite.postgres import scrubbing
from pincite.postgres.place import PostgresSchema, place_of

pytestmark = pytest.mark.live

LEASE = MatterId("Lease")
SEEN = Scope(Principal("ada", "ada"), frozenset({LEASE}), frozenset(), 1, NOW.replace(year=2027))
FIRST = DocumentId("letter-0")


@pytest.fixture
def place(postgres_server: Server) -> PostgresSchema:
    return place_of(postgres_server.url(), postgres_server.schema())


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def catalogue(place: PostgresSchema, book: Book) -> Iterator[PostgresCatalogue]:
    with closing(PostgresCatalogue(place, book)) as made:
        book.say(made.cover())
        read(made, book, letter(0), letter(1, "Dear Madam"))
        yield made


@pytest.fixture
def other(catalogue: PostgresCatalogue, place: PostgresSchema, book: Book) -> Iterator[PostgresCatalogue]:
    """The same catalogue, as another server has it open."""
    with closing(PostgresCatalogue(place, book)) as made:
        yield made


def by_hand(place: PostgresSchema, statement: str) -> None:
    """What somebody does in the schema without pincite."""
    with psycopg.connect(place.conninfo, autocommit=True) as session:
        session.execute(f"SET search_path = {place.schema}".encode())
        session.execute(statement.encode())


def test_what_one_server_changes_the_other_sees_at_once(
    catalogue: PostgresCatalogue, other: PostgresCatalogue, book: Book
) -> None:
    assert other.visible(FIRST, SEEN).labels == ()
    book.say(catalogue.planned(relabelling([FIRST], ["draft"])))
    catalogue.relabel([FIRST], ["draft"])
    assert other.visible(FIRST, SEEN).labels == ("draft",)
    book.say(other.planned(relabelling([FIRST], ["final"])))
    other.relabel([FIRST], ["final"])
    assert catalogue.visible(FIRST, SEEN).labels == ("final",)


def test_a_change_that_a_dead_program_had_recorded_is_made_by_the_other(
    catalogue: PostgresCatalogue, other: PostgresCatalogue, book: Book
) -> None:
    book.say(catalogue.planned(relabelling([FIRST], ["draft"])))
    catalogue.close()
    assert other.visible(FIRST, SEEN).labels == ("draft",)


def test_a_change_that_was_never_recorded_is_forgotten(
    catalogue: PostgresCatalogue, other: PostgresCatalogue, book: Book
) -> None:
    catalogue.planned(relabelling([FIRST], ["draft"]))
    catalogue.close()
    assert other.visible(FIRST, SEEN).labels == ()
    said = book.say(other.planned(relabelling([FIRST], ["final"])))
    other.relabel([FIRST], ["final"])
    assert (len(said.seals), other.visible(FIRST, SEEN).labels) == (1, ("final",))


ALTERED = {
    "a document": "UPDATE document SET matter = 'Other' WHERE id = 'letter-0'",
    "a label": "UPDATE document SET labels = '[\"open\"]' WHERE id = 'letter-0'",
    "a digest": "UPDATE sealed_version SET text = 'x'",
    "a removal": "DELETE FROM document WHERE id = 'letter-1'",
    "another version": "UPDATE document SET version = (SELECT version FROM document WHERE id = 'letter-1')",
}


MOVED = "UPDATE document SET matter = 'Other' WHERE id = 'letter-0'"

UNCOUNTED = {
    "put back": f"{MOVED}; UPDATE pincite_store SET writes = writes - 1",  # noqa: S608 - our own words
    "said to be ours": f"SET LOCAL pincite.writing = 'yes'; {MOVED}",
    "with the trigger off": f"ALTER TABLE document DISABLE TRIGGER ALL; {MOVED}; ALTER TABLE document ENABLE TRIGGER "
    "ALL",
}


@pytest.mark.parametrize("statements", UNCOUNTED.values(), ids=UNCOUNTED)
def test_a_document_that_was_moved_uncounted_is_shown_to_nobody(
    catalogue: PostgresCatalogue, place: PostgresSchema, statements: str
) -> None:
    theirs = Scope(Principal("bob", "bob"), frozenset({MatterId("Other")}), frozenset(), 1, NOW.replace(year=2027))
    assert not catalogue.permitted([FIRST], theirs)
    by_hand(place, statements)
    with pytest.raises(Altered, match="not those that the record has"):
        catalogue.permitted([FIRST], theirs)


@pytest.mark.parametrize("statement", ALTERED.values(), ids=ALTERED)
def test_nothing_is_shown_once_a_stranger_has_changed_it(
    catalogue: PostgresCatalogue, place: PostgresSchema, statement: str
) -> None:
    assert catalogue.visible(FIRST, SEEN)
    by_hand(place, statement)
    with pytest.raises(Altered, match="not those that the record has"):
        catalogue.permitted([FIRST], SEEN)


def test_words_that_a_stranger_has_changed_are_given_to_nobody(
    catalogue: PostgresCatalogue, place: PostgresSchema
) -> None:
    version = catalogue.visible(FIRST, SEEN).version
    assert version is not None
    by_hand(place, "UPDATE content SET text = 'Dear Rogue'::bytea")
    with pytest.raises(Altered):
        catalogue.content(version)


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE TRIGGER odd BEFORE UPDATE ON document EXECUTE FUNCTION pincite_noticed()",
        "CREATE VIEW odd AS SELECT 1",
        "CREATE RULE odd AS ON INSERT TO document DO INSTEAD NOTHING",
    ],
    ids=["trigger", "view", "rule"],
)
def test_what_could_act_by_itself_is_refused(catalogue: PostgresCatalogue, place: PostgresSchema, planted: str) -> None:
    catalogue.close()
    by_hand(place, planted)
    with pytest.raises(WorkspaceError, match="'odd' in it was not made by pincite"):
        PostgresCatalogue(place)


def test_a_reading_of_ones_own_compares_nothing_anew(catalogue: PostgresCatalogue, book: Book) -> None:
    with catalogue.written():
        read(catalogue, book, letter(2))
        with catalogue._recorded.checked() as connection:
            before = connection.leaves
        read(catalogue, book, letter(3))
        with catalogue._recorded.checked() as connection:
            assert isinstance(connection, SessionConnection)
            assert connection.sound == connection.state()
            assert connection.leaves not in (None, before)
            assert catalogue.known() == {DocumentId(f"letter-{number}") for number in range(4)}


def test_both_engines_say_the_same_to_the_record(
    catalogue: PostgresCatalogue, book: Book, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with closing(SqliteCatalogue(tmp_path_factory.mktemp("file") / "documents.db", Book())) as file:
        for number, words in ((0, "Dear Sir"), (1, "Dear Madam")):
            each = letter(number, words)
            file.stage(each, NOW)
            file.commit({each.document: each.labels}, NOW)
        file.cover()
        # The salts are drawn by chance; with the same ones the states are the same.
        with (
            catalogue._recorded.connections.one() as mine,
            file._recorded.connections.one() as theirs,
            theirs.transaction() as db,
        ):
            for version, salt in mine.db.execute("SELECT version, salt FROM sealed_version"):
                db.execute("UPDATE sealed_version SET salt = ? WHERE version = ?", (salt, version))
            for document, *sealed in mine.db.execute("SELECT document, salt, pieces FROM sealed_document"):
                db.execute("UPDATE sealed_document SET salt = ?, pieces = ? WHERE document = ?", (*sealed, document))
        with file._recorded.connections.one() as theirs:
            state = leaves.now(theirs.db).state
        assert book.newest is not None
        assert state == book.newest.after


def test_an_erasure_leaves_no_byte_of_the_words(
    catalogue: PostgresCatalogue, book: Book, place: PostgresSchema, postgres_server: Server
) -> None:
    secret = letter(7, "numbat and potoroo")
    read(catalogue, book, secret)
    assert b"numbat" in bytes_of(postgres_server, place)
    found = catalogue.erasable(secret.document)
    assert found is not None
    catalogue.announce_erasure([found], NOW)
    catalogue.finish_erasure()
    assert b"numbat" not in bytes_of(postgres_server, place)


def test_words_that_somebody_may_still_see_are_not_said_to_be_erased(
    catalogue: PostgresCatalogue, book: Book, postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "MOST_WAITED_S", 0.2)
    with postgres_server.read_by_another():
        found = catalogue.erasable(FIRST)
        assert found is not None
        catalogue.announce_erasure([found], NOW)
        with pytest.raises(WorkspaceError, match="may still be in the files"):
            catalogue.finish_erasure()
    catalogue.finish_erasure()
    assert catalogue.was_erased(FIRST, found.versions[0])


def bytes_of(server: Server, place: PostgresSchema) -> bytes:
    """Every byte of the tables' files."""
    with psycopg.connect(server.url(), autocommit=True) as session:
        session.execute("CHECKPOINT")
        found = session.execute(FILES, (place.schema,)).fetchall()
    return b"".join((server.folder / "data" / str(name)).read_bytes() for (name,) in found)


def test_a_server_that_is_away_is_named_without_the_password() -> None:
    with pytest.raises(WorkspaceError, match=r"127\.0\.0\.1.*cannot be used") as refused:
        PostgresCatalogue(place_of("postgresql://pincite:s3cret@127.0.0.1:1/firm", "pincite_documents"))
    assert "s3cret" not in str(refused.value)


def test_a_commit_that_is_planned_is_written_down(catalogue: PostgresCatalogue, book: Book) -> None:
    catalogue.stage(letter(5), NOW)
    step = committing({DocumentId("letter-5"): ()}, NOW)
    book.say(catalogue.planned(step))
    assert catalogue.visible(DocumentId("letter-5"), SEEN).title == "Letter 5"
