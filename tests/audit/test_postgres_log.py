"""What only a record in PostgreSQL does: sessions that are lost, heads beside it, tables that somebody changed."""

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from tests.audit.appending import event
from tests.postgres_server import Server

from pincite.access.scope import Principal
from pincite.audit.checkpoint import Head
from pincite.audit.event import Record
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.postgres_log import PostgresAuditLog
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.errors import RecordError
from pincite.postgres import scrubbing
from pincite.postgres.place import PostgresSchema, place_of

pytestmark = pytest.mark.live

OLGA = Principal("olga", "olga")


@pytest.fixture
def place(postgres_server: Server) -> PostgresSchema:
    return place_of(postgres_server.url(), postgres_server.schema())


@pytest.fixture
def record(place: PostgresSchema, heads: HeadKeeper) -> Iterator[PostgresAuditLog]:
    with PostgresAuditLog(place, heads) as opened:
        yield opened


def sql(place: PostgresSchema, statement: str, *values: object) -> list[tuple[object, ...]]:
    """What a statement gives that somebody makes without pincite."""
    with psycopg.connect(place.conninfo, autocommit=True) as session:
        session.execute(f"SET search_path = {place.schema}".encode())
        cursor = session.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []


def append(record: PostgresAuditLog | SqliteAuditLog, *names: str) -> list[Record]:
    async def go() -> list[Record]:
        return await asyncio.gather(*(record.append(event(name)) for name in names))

    return asyncio.run(go())


def end_sessions(place: PostgresSchema) -> None:
    """Have the server end all sessions with a store."""
    sql(place, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")


class Stopping(HeadKeeper):
    """Does something else at one of the steps at which a head is put."""

    at: str = ""
    then: Callable[[], object] = staticmethod(lambda: None)

    def stage(self, log: Path, head: Head, signature: bytes) -> None:
        self._stop("before staging")
        super().stage(log, head, signature)
        self._stop("before commit")

    def publish(self, log: Path, head: Head, signature: bytes) -> None:
        self._stop("before publishing")
        super().publish(log, head, signature)

    def _stop(self, step: str) -> None:
        if step == self.at:
            self.at = ""
            self.then()


def test_two_programs_write_one_chain_in_turn(
    record: PostgresAuditLog, place: PostgresSchema, heads: HeadKeeper
) -> None:
    with PostgresAuditLog(place, heads) as other:
        given = [each for name in "abcd" for each in append(record if name in "ac" else other, name)]
        assert [each.seq for each in given] == [1, 2, 3, 4]
        assert other.verified().ok
        assert other.head() == record.head()


@pytest.mark.parametrize(
    ("step", "is_kept"), [("before staging", False), ("before commit", False), ("before publishing", True)]
)
def test_a_writer_that_stops_at_any_step_leaves_a_record_that_holds(
    record: PostgresAuditLog, place: PostgresSchema, heads: HeadKeeper, places: Places, step: str, is_kept: bool
) -> None:
    append(record, "a")
    stopping = Stopping(heads.key, places)

    def stop() -> None:
        raise OSError("the disk is gone")

    with PostgresAuditLog(place, stopping) as other:
        stopping.at, stopping.then = step, stop
        with pytest.raises(RecordError, match="the disk is gone"):
            append(other, "b")
    assert record.verified().ok
    assert [entry.id for entry in record.entries()] == ["a", "b"][: 2 if is_kept else 1]
    append(record, "c")
    assert record.verified().ok


@pytest.mark.parametrize("step", ["before staging", "before commit"])
def test_a_writer_whose_session_was_lost_appends_nothing(
    record: PostgresAuditLog, place: PostgresSchema, heads: HeadKeeper, places: Places, step: str
) -> None:
    append(record, "a")
    stopping = Stopping(heads.key, places)
    with PostgresAuditLog(place, stopping) as other:
        stopping.at, stopping.then = step, lambda: end_sessions(place)
        with pytest.raises(RecordError, match="cannot be used"):
            append(other, "b")
        assert [entry.id for entry in record.entries()] == ["a"]
        append(other, "c")
    assert [entry.id for entry in record.entries()] == ["a", "c"]
    assert record.verified().ok


def test_sessions_that_were_lost_between_records_are_opened_again(
    record: PostgresAuditLog, place: PostgresSchema
) -> None:
    append(record, "a")
    end_sessions(place)
    assert [each.seq for each in append(record, "b")] == [2]
    end_sessions(place)
    assert [entry.id for entry in record.entries()] == ["a", "b"]


CHANGES = {
    "a row": "UPDATE audit SET \"user\" = 'bob' WHERE seq = 2",
    "a content": "UPDATE content SET body = replace(body, 'xx', 'yy') WHERE seq = 2",
    "a content that is gone": "UPDATE content SET salt = NULL, body = NULL WHERE seq = 2",
    "a signature": "UPDATE signature SET signature = (SELECT signature FROM signature WHERE seq = 1) WHERE seq = 2",
    "a node of the tree": "UPDATE tree SET hash = sha256('x') WHERE level = 1 AND place = 0",
    "a row that is gone": "DELETE FROM audit WHERE seq = 2",
    "the end": "DELETE FROM audit WHERE seq > 2",
    "everything": "TRUNCATE audit, content, signature, tree",
    "a text": "INSERT INTO text VALUES ('00', 'x')",
    "a trigger": "CREATE TRIGGER odd BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION pincite_noticed()",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_somebody_changed_in_the_tables_is_found(
    record: PostgresAuditLog, place: PostgresSchema, change: str
) -> None:
    append(record, *"abcd")
    assert record.verified().ok
    sql(place, change)
    assert record.verified().problems


def test_nothing_is_appended_to_a_record_whose_end_was_cut_off(record: PostgresAuditLog, place: PostgresSchema) -> None:
    append(record, *"abcd")
    sql(place, "DELETE FROM audit WHERE seq > 2")
    with pytest.raises(RecordError, match="records 3 to 4 are missing"):
        append(record, "e")


def test_tables_that_are_gone_are_not_begun_anew(
    record: PostgresAuditLog, place: PostgresSchema, heads: HeadKeeper
) -> None:
    append(record, "a")
    record.close()
    sql(place, f"DROP SCHEMA {place.schema} CASCADE")
    with pytest.raises(RecordError, match="is missing, and its signed head counts 1 records"):
        PostgresAuditLog(place, heads)


def test_a_record_that_was_put_back_is_gone_on_with_and_names_the_gap(
    record: PostgresAuditLog, place: PostgresSchema
) -> None:
    append(record, *"abcd")
    sql(place, "DELETE FROM audit WHERE seq > 2")
    sql(place, "DELETE FROM content WHERE seq > 2")
    sql(place, "DELETE FROM signature WHERE seq > 2")
    sql(place, "DELETE FROM tree WHERE (place + 1) << level > 2")
    found = asyncio.run(record.restore(OLGA, event("now").at, "the disk failed"))
    assert found is not None
    assert found.seq == 3
    verified = record.verified()
    assert verified.ok
    assert [gap.missing for gap in verified.gaps] == [2]
    append(record, "e")
    assert record.verified().ok


def test_what_was_erased_is_in_no_file_of_the_tables(
    record: PostgresAuditLog, place: PostgresSchema, postgres_server: Server
) -> None:
    secret, kept = secrets.token_hex(300), secrets.token_hex(300)
    for name, words in (("a", secret), ("b", kept)):
        record.append_and_wait(replace(event(name), content={"question": words}, texts={"prompt": words}))
    sql(place, "CHECKPOINT")
    files = [path for path in (postgres_server.folder / "data" / "base").rglob("*") if path.is_file()]
    assert any(secret.encode() in path.read_bytes() for path in files)
    asyncio.run(record.erase("1", OLGA, event("now").at, "asked for", "olga"))
    sql(place, "CHECKPOINT")
    assert sql(place, "SELECT salt, body FROM content WHERE seq = 1") == [(None, None)]
    left = [path.read_bytes() for path in (postgres_server.folder / "data" / "base").rglob("*") if path.is_file()]
    assert any(kept.encode() in each for each in left)
    assert not any(secret.encode() in each for each in left)
    verified = record.verified()
    assert (verified.erased, verified.problems) == ((1,), ())


def test_a_name_that_postgres_cannot_keep_fails_alone(record: PostgresAuditLog) -> None:
    async def go() -> tuple[object, ...]:
        return await asyncio.gather(
            record.append(event("a")),
            record.append(event("b\0")),
            record.append(event("\ud800")),
            record.append(event("c")),
            return_exceptions=True,
        )

    done = asyncio.run(go())
    assert [type(each) for each in done] == [Record, RecordError, RecordError, Record]
    assert [entry.id for entry in record.entries()] == ["a", "c"]


def test_a_server_that_is_not_there_is_a_sentence_without_the_password(heads: HeadKeeper) -> None:
    nowhere = place_of("postgresql://pincite:s3cret@127.0.0.1:1/firm", "made_nowhere")
    with pytest.raises(RecordError, match=r"PostgreSQL database firm at 127\.0\.0\.1:1") as failed:
        PostgresAuditLog(nowhere, heads)
    assert "s3cret" not in str(failed.value)


def test_the_same_events_give_the_same_tree_as_in_a_file(
    place: PostgresSchema, heads: HeadKeeper, tmp_path: Path
) -> None:
    """The rows of a file, put into tables, have the hashes, heads and proofs that they had."""
    with closing(SqliteAuditLog(tmp_path / "audit.db", heads)) as log:
        append(log, *"abcdefg")
        with log.tables.reading() as database:
            rows = {
                table: [tuple(row) for row in database.execute(f"SELECT * FROM {table}").fetchall()]  # noqa: S608 - our own names
                for table in ("audit", "content", "signature", "tree", "text", "text_use")
            }
        with closing(PostgresAuditLog(place, heads)) as record:
            for table, found in rows.items():
                for row in found:
                    sql(place, f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", *row)  # noqa: S608 - our own names
            assert record.head() == log.head()
            assert record.signed_head() == log.signed_head()
            assert record.prove(3, content=True) == log.prove(3, content=True)
            assert record.growth(3, 7) == log.growth(3, 7)
            assert record.sealed(5, content=True) == log.sealed(5, content=True)


def test_a_content_that_somebody_may_still_see_is_not_said_to_be_erased(
    record: PostgresAuditLog, postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "MOST_WAITED_S", 0.2)
    append(record, "q1")
    at = datetime.now(UTC)
    with postgres_server.read_by_another(), pytest.raises(RecordError, match="may still be in the server's files"):
        asyncio.run(record.erase("q1", OLGA, at, "asked for", "olga"))
    asyncio.run(record.erase("q1", OLGA, at, "asked for", "olga"))
    assert record.verified().ok
