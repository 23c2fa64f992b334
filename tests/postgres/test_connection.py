"""A session with PostgreSQL: one writer, all or nothing, lost and opened again."""

import threading

import psycopg
import pytest
from tests.postgres.conftest import NOTES

from pincite.databases import DatabaseConflict, DatabaseFailed, Rows, snapshot, stream, transaction, writes
from pincite.postgres.connection import Connection
from pincite.postgres.connections import Connections
from pincite.postgres.layout import Layout
from pincite.postgres.place import PostgresSchema

pytestmark = pytest.mark.live

ADD = "INSERT INTO note VALUES (?, ?, ?)"


def seqs(database: Connection) -> list[int]:
    return [seq for (seq,) in database.execute("SELECT seq FROM note ORDER BY seq")]


def end_session(database: Connection) -> None:
    """Have the server end a session, as when it is lost."""
    process = database.execute("SELECT pg_backend_pid()").fetchone()[0]
    with psycopg.connect(database.place.conninfo, autocommit=True) as session:
        session.execute("SELECT pg_terminate_backend(%s, 5000)", (process,))


def test_rows_are_read_by_place_and_by_name(database: Connection) -> None:
    with transaction(database):
        database.executemany(ADD, [(2, "bob", None), (1, "%alice?", b"\x00\xff")])
    row = database.execute('SELECT seq, "user", body FROM note ORDER BY seq').fetchone()
    assert (row["seq"], row["user"], row[2]) == (1, "%alice?", b"\x00\xff")
    assert dict(row) == {"seq": 1, "user": "%alice?", "body": b"\x00\xff"}
    assert tuple(row) == (1, "%alice?", b"\x00\xff")


def test_text_is_ordered_by_its_signs_as_in_sqlite(database: Connection) -> None:
    with transaction(database):
        database.executemany(ADD, [(1, "b", None), (2, "Z", None), (3, "ä", None), (4, "_", None)])
    assert [user for (user,) in database.execute('SELECT "user" FROM note ORDER BY "user"')] == ["Z", "_", "b", "ä"]


def test_a_transaction_that_an_error_leaves_keeps_nothing(database: Connection, other: Connection) -> None:
    def write() -> None:
        with transaction(database):
            database.execute(ADD, (1, "alice", None))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    assert seqs(other) == []


def test_a_transaction_goes_on_after_no_failed_statement(database: Connection) -> None:
    def write() -> None:
        with transaction(database):
            database.execute(ADD, (1, "alice", None))
            with pytest.raises(DatabaseConflict):
                database.execute(ADD, (1, "alice", None))

    with pytest.raises(DatabaseFailed, match="rolled back, since a statement in it had failed"):
        write()
    assert seqs(database) == []


def test_one_writes_at_a_time_and_sees_what_the_one_before_wrote(database: Connection, other: Connection) -> None:
    read: list[int] = []

    def write() -> None:
        with transaction(other):
            read.append(len(seqs(other)))
            other.execute(ADD, (2, "bob", None))

    with transaction(database):
        database.execute(ADD, (1, "alice", None))
        second = threading.Thread(target=write)
        second.start()
        second.join(0.2)
        assert second.is_alive()
    second.join()
    assert read == [1]
    assert seqs(database) == [1, 2]


def test_a_snapshot_stays_as_it_was(database: Connection, other: Connection) -> None:
    with snapshot(database):
        assert seqs(database) == []
        with transaction(other):
            other.execute(ADD, (1, "alice", None))
        assert seqs(database) == []
    assert seqs(database) == [1]


def test_nothing_is_written_in_a_snapshot(database: Connection) -> None:
    with pytest.raises(DatabaseFailed, match="read-only"), snapshot(database):
        database.execute(ADD, (1, "alice", None))


def test_rows_are_streamed_while_others_are_asked_for(database: Connection) -> None:
    with transaction(database):
        database.executemany(ADD, [(seq, "alice", None) for seq in range(1, 501)])
    with snapshot(database):
        first = next(stream(database, "SELECT seq FROM note WHERE seq > ? ORDER BY seq DESC", (10,)))
        found = [
            (seq, database.execute("SELECT count(*) FROM note WHERE seq = ?", (seq,)).fetchone()[0])
            for (seq,) in stream(database, "SELECT seq FROM note ORDER BY seq")
        ]
    assert first["seq"] == 500
    assert found == [(seq, 1) for seq in range(1, 501)]


def test_a_writer_whose_session_was_lost_writes_nothing_and_keeps_nobody_waiting(
    database: Connection, other: Connection
) -> None:
    def write() -> None:
        with transaction(database):
            database.execute(ADD, (1, "alice", None))
            end_session(database)
            with transaction(other):
                other.execute(ADD, (2, "bob", None))
            database.execute(ADD, (3, "alice", None))

    with pytest.raises(DatabaseFailed) as failed:
        write()
    assert failed.value.is_lost
    assert seqs(other) == [2]


def test_a_session_that_was_lost_between_two_statements_is_opened_again(database: Connection) -> None:
    end_session(database)
    assert seqs(database) == []
    end_session(database)
    with transaction(database):
        database.execute(ADD, (1, "alice", None))
    assert seqs(database) == [1]


def test_what_anybody_writes_is_noticed(database: Connection, other: Connection) -> None:
    before = writes(database)
    assert writes(database) == before
    with transaction(other):
        other.execute(ADD, (1, "alice", None))
    after = writes(database)
    assert after == before + 1
    with psycopg.connect(database.place.conninfo, autocommit=True) as session:
        session.execute(f"DELETE FROM {database.place.schema}.note".encode())  # noqa: S608 - our own names
    assert writes(database) > after


UNCOUNTED = {
    "a count that is put back": "DELETE FROM note; UPDATE pincite_store SET writes = writes - 1",
    "a transaction that says it is ours": "SET LOCAL pincite.writing = 'yes'; DELETE FROM note",
    "a transaction that wrote the count before": "UPDATE pincite_store SET writes = writes; DELETE FROM note",
    "a trigger that is off meanwhile": "ALTER TABLE note DISABLE TRIGGER ALL; DELETE FROM note; "
    "ALTER TABLE note ENABLE TRIGGER ALL",
    "another table in its place": "ALTER TABLE note RENAME TO old; CREATE TABLE note (LIKE old); DROP TABLE old",
}


@pytest.mark.parametrize("statements", UNCOUNTED.values(), ids=UNCOUNTED)
def test_what_somebody_writes_and_has_not_counted_is_noticed(database: Connection, statements: str) -> None:
    with transaction(database):
        database.execute(ADD, (1, "alice", None))
    before = writes(database)
    with psycopg.connect(database.place.conninfo) as session:
        session.execute(f"SET LOCAL search_path = {database.place.schema}; {statements}".encode())
    assert writes(database) != before
    assert seqs(database) == []


def test_what_others_write_just_before_ones_own_transaction_moves_the_number_too(
    database: Connection, other: Connection
) -> None:
    before = writes(database)
    for each in (other, database):
        with transaction(each):
            each.execute(ADD, (len(seqs(each)), "alice", None))
    assert writes(database) == before + 2


def test_a_new_session_moves_the_number(database: Connection) -> None:
    before = writes(database)
    end_session(database)
    assert writes(database) != before


PLANTED = {
    "a trigger": "CREATE TRIGGER odd BEFORE INSERT ON note FOR EACH ROW EXECUTE FUNCTION pincite_noticed()",
    "a rule": "CREATE RULE odd AS ON INSERT TO note DO INSTEAD NOTHING",
    "a view": "CREATE VIEW odd AS SELECT 1",
    "a function": "CREATE FUNCTION odd() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a policy": "CREATE POLICY odd ON note USING (false)",
    "a table": "CREATE TABLE odd (seq BIGINT PRIMARY KEY)",
    "an index": "CREATE INDEX odd ON note (body)",
    "a child": "CREATE TABLE odd () INHERITS (note)",
    "a type": "CREATE TYPE odd AS ENUM ('a')",
}

OUTSIDE = """
    CREATE SCHEMA outside; CREATE FUNCTION outside.act() RETURNS bigint LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION outside.acts() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$;
    CREATE DOMAIN outside.kind AS bytea CHECK (outside.act() = 1);
"""

DISGUISED = {
    "a trigger by the name of ours": "CREATE OR REPLACE TRIGGER note_noticed BEFORE INSERT ON note FOR EACH ROW "
    "EXECUTE FUNCTION outside.acts()",
    "our trigger for fewer writes": "CREATE OR REPLACE TRIGGER note_noticed AFTER INSERT ON note EXECUTE FUNCTION "
    "pincite_noticed()",
    "a trigger that is off": "ALTER TABLE note DISABLE TRIGGER ALL",
    "a trigger that is gone": "DROP TRIGGER note_noticed ON note",
    "another function by the name of ours": "CREATE OR REPLACE FUNCTION pincite_noticed() RETURNS trigger "
    "LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$",
    "an operator": "CREATE OPERATOR && (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl)",
    "our function for other values": "CREATE FUNCTION pincite_noticed(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a default": "ALTER TABLE note ALTER COLUMN seq SET DEFAULT outside.act()",
    "a condition": "ALTER TABLE note ADD CHECK (seq <> outside.act())",
    "a column's type": "ALTER TABLE note ALTER COLUMN body TYPE outside.kind",
    "a table that a loss of power empties": "ALTER TABLE note SET UNLOGGED",
    "an index that is gone": "DROP INDEX by_user",
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_what_pincite_did_not_make_is_refused(database: Connection, planted: str) -> None:
    database.require_as_made()
    database.execute(planted)
    with pytest.raises(DatabaseFailed, match=r"'odd' in it was not made by pincite"):
        database.require_as_made()


@pytest.mark.parametrize("statement", DISGUISED.values(), ids=DISGUISED)
def test_what_bears_a_name_of_ours_and_acts_otherwise_is_refused(database: Connection, statement: str) -> None:
    database.require_as_made()
    schema = database.place.schema
    said = f"SET LOCAL search_path = {schema};{OUTSIDE};{statement}".replace("outside", f"outside_{schema}")
    with psycopg.connect(database.place.conninfo) as session:
        session.execute(said.encode())
    with pytest.raises(DatabaseFailed, match=r"was not made by pincite|not as pincite made it"):
        database.require_as_made()


def test_rows_that_a_policy_hides_are_an_error_and_not_missing(database: Connection, place: PostgresSchema) -> None:
    with transaction(database):
        database.execute(ADD, (1, "alice", None))
    for statement in (
        "ALTER TABLE note ENABLE ROW LEVEL SECURITY",
        f"CREATE ROLE reader_{place.schema} LOGIN",
        f"GRANT USAGE ON SCHEMA {place.schema} TO reader_{place.schema}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {place.schema} TO reader_{place.schema}",
        f"SET ROLE reader_{place.schema}",
    ):
        database.execute(statement)
    with pytest.raises(DatabaseFailed, match="row-level security"):
        seqs(database)


def test_a_store_is_made_once(database: Connection, other: Connection) -> None:
    assert not other.make()
    assert other.version() == 1


def test_a_store_of_another_version_is_refused(database: Connection, place: PostgresSchema) -> None:
    sentence = r"of version 1, .*with the earlier pincite copy it into files"
    layout = Layout(2, NOTES.statements, noticed=NOTES.noticed)
    with Connection(place, layout) as later, pytest.raises(DatabaseFailed, match=sentence):
        seqs(later)
    with Connection(place, layout) as later:
        assert not later.make()
        with pytest.raises(DatabaseFailed, match=sentence):
            later.require_as_made()


def test_a_store_that_became_newer_is_neither_gone_on_with_nor_written_to(database: Connection) -> None:
    assert seqs(database) == []
    database.writes()
    database.execute("UPDATE pincite_store SET version = 2")
    with pytest.raises(DatabaseFailed, match=r"of version 2, .*use the pincite that made it"):
        database.writes()
    with pytest.raises(DatabaseFailed, match="of version 2"), transaction(database):
        database.execute(ADD, (1, "alice", None))


def test_a_schema_of_somebody_else_is_not_taken(place: PostgresSchema) -> None:
    with psycopg.connect(place.conninfo, autocommit=True) as session:
        session.execute(f"CREATE SCHEMA {place.schema}".encode())
    with Connection(place, NOTES) as database, pytest.raises(DatabaseFailed, match="that pincite did not make"):
        database.make()


def test_two_that_make_a_store_at_once_make_one(place: PostgresSchema) -> None:
    made: list[bool] = []

    def make() -> None:
        with Connection(place, NOTES) as database:
            made.append(database.make())

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False, False, False, True]


def test_a_session_is_used_by_one_at_a_time_and_then_by_the_next(database: Connection, place: PostgresSchema) -> None:
    sessions = Connections(place, NOTES, most=2)
    used: set[int] = set()

    def process(rows: Rows) -> int:
        return int(rows.fetchone()[0])

    def ask() -> None:
        for _ in range(5):
            with sessions.one() as session, snapshot(session):
                used.add(process(session.execute("SELECT pg_backend_pid()")))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sessions.close()
    assert 1 <= len(used) <= 2
