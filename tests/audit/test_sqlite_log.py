import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pincite.access.scope import Principal
from pincite.audit.chain import genesis
from pincite.audit.checkpoint import Head
from pincite.audit.event import Entry, Event, Record
from pincite.audit.heads import HeadKeeper
from pincite.audit.merkle import EMPTY
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import verify
from pincite.documents.span import MatterId
from pincite.errors import NotVisible, RecordError

Ask = Callable[[str], Event]

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BRIGHTWATER = MatterId("Brightwater")


def test_an_empty_log_begins_with_the_workspace_and_is_in_order(log: SqliteAuditLog, heads: HeadKeeper) -> None:
    assert log.head() == Head(0, genesis(heads.key.workspace), EMPTY.hex())
    assert verify(log.path, heads).ok


def test_records_count_from_one_and_follow_each_other(eight: list[Record], log: SqliteAuditLog) -> None:
    assert [record.seq for record in eight] == list(range(1, 9))
    entries = list(log.entries())
    assert [entry.hash for entry in entries] == [record.hash for record in eight]
    assert [entry.prev for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert [entry.seq for entry in log.entries(first=6)] == [6, 7, 8]


def _of_many(log: SqliteAuditLog, ask: Ask) -> None:
    people = [("ann", "ann"), ("ben", "olga"), ("ann", "olga"), ("olga", "olga"), ("ben", "ben")] * 50

    async def append() -> None:
        for number, (user, actor) in enumerate(people):
            await log.append(replace(ask(f"p{number}"), principal=Principal(user, actor)))

    asyncio.run(append())


def test_the_records_of_one_person_are_those_they_asked_or_acted_in(log: SqliteAuditLog, ask: Ask) -> None:
    _of_many(log, ask)
    every = list(log.entries())
    for person in ("ann", "ben", "olga", "nobody", "Ann"):
        own = [entry for entry in every if person in (entry.user, entry.actor)]
        assert list(log.entries(person=person)) == own
        assert list(log.entries(person=person, backwards=True)) == own[::-1]
        assert list(log.entries(100, person=person)) == [entry for entry in own if entry.seq >= 100]
    assert list(log.entries(backwards=True)) == every[::-1]


def test_the_records_of_one_person_are_found_without_reading_the_others(
    log: SqliteAuditLog, eight: list[Record]
) -> None:
    assert len(eight) == 8
    with closing(sqlite3.connect(log.path)) as raw:
        for column in ("user = 'ann'", "actor = 'ann' AND actor <> user"):
            plan = raw.execute(f"EXPLAIN QUERY PLAN SELECT seq FROM audit WHERE {column}").fetchall()  # noqa: S608
            assert [row[3].split(" USING ")[0] for row in plan] == ["SEARCH audit"]


def test_a_file_without_indexes_by_person_is_whole_and_gets_them_with_its_next_record(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, ask: Ask
) -> None:
    log.close()
    with closing(sqlite3.connect(log.path)) as raw, raw:
        raw.execute("DROP INDEX by_user")
        raw.execute("DROP INDEX by_actor")
    assert verify(log.path, heads).ok
    assert [entry.seq for entry in log.entries(person="alice")] == [record.seq for record in eight]
    asyncio.run(log.append(ask("q9")))
    with closing(sqlite3.connect(log.path)) as raw:
        names = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert names >= {"by_user", "by_actor"}
    assert verify(log.path, heads).ok


def found(log: SqliteAuditLog, key: str) -> Entry:
    entry = log.find(key)
    assert entry is not None
    return entry


def test_a_record_reads_back_as_the_event_that_was_written(log: SqliteAuditLog, ask: Ask) -> None:
    event = replace(ask("q1"), at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC) + timedelta(microseconds=5))
    record = asyncio.run(log.append(event))
    entry = found(log, "q1")
    assert (entry.seq, entry.id, entry.kind, entry.hash) == (1, "q1", "answer", record.hash)
    assert (entry.user, entry.actor, entry.at) == ("alice", "olga", "2026-03-02T10:00:00.000005+00:00")
    assert (entry.facts, entry.content, entry.matters) == (event.facts, event.content, event.matters)
    assert found(log, "1") == entry


def test_a_record_survives_text_that_utf8_cannot_say(log: SqliteAuditLog, ask: Ask) -> None:
    asyncio.run(log.append(replace(ask("q1"), content={"question": "\udcff\x00"})))
    assert found(log, "q1").content == {"question": "\udcff\x00"}


def test_text_of_clients_is_not_in_the_chained_row(eight: list[Record], workspace: Path) -> None:
    raw = sqlite3.connect(workspace / "audit.db")
    rows = json.dumps([list(row) for row in raw.execute("SELECT * FROM audit")])
    raw.close()
    assert "liability" not in rows
    assert "Brightwater" not in rows


@pytest.mark.parametrize("key", ["no-such", "99", "9" * 30, "", "q1 "])
def test_what_is_not_there_is_not_found(log: SqliteAuditLog, eight: list[Record], key: str) -> None:
    assert log.find(key) is None


def test_a_record_is_found_by_its_id_and_by_its_place(log: SqliteAuditLog, eight: list[Record]) -> None:
    assert [log.find(str(seq)) for seq in range(1, 9)] == [log.find(f"q{number}") for number in range(1, 9)]


def test_an_event_is_recorded_once(log: SqliteAuditLog, eight: list[Record], ask: Ask) -> None:
    with pytest.raises(RecordError, match="has an event 'q3' already"):
        asyncio.run(log.append(ask("q3")))
    assert log.head().seq == 8


def test_an_event_without_a_time_zone_is_refused(log: SqliteAuditLog, ask: Ask) -> None:
    with pytest.raises(RecordError, match="has no time zone"):
        asyncio.run(log.append(replace(ask("q1"), at=datetime(2026, 3, 2))))


def test_a_record_is_on_disk_when_append_returns(log: SqliteAuditLog, eight: list[Record]) -> None:
    with log._reading() as stored:
        settings = [stored.database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert settings == ["wal", 2]


def test_erased_content_is_gone_from_the_disk_and_the_chain_still_holds(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, workspace: Path
) -> None:
    record = asyncio.run(log.erase("q3", Principal("olga", "olga"), NOW, "client's request", "olga"))
    entry = found(log, "q3")
    assert (entry.content, entry.matters, entry.hash) == (None, None, eight[2].hash)
    assert found(log, record.id).facts == {"erased": 3}
    verified = verify(log.path, heads)
    assert (verified.ok, verified.erased) == (True, (3,))
    assert not any(b"cap on liability? (q3)" in path.read_bytes() for path in workspace.iterdir())
    assert any(b"cap on liability? (q4)" in path.read_bytes() for path in workspace.iterdir())


@pytest.mark.parametrize(("key", "user"), [("q3", "alice"), ("no-such", "alice"), ("no-such", "olga")])
def test_only_the_owner_erases(log: SqliteAuditLog, eight: list[Record], key: str, user: str) -> None:
    with pytest.raises(NotVisible, match=f"there is no audit record {key!r} that {user} may see"):
        asyncio.run(log.erase(key, Principal(user, "olga"), NOW, "none", "olga"))
    assert log.head().seq == 8


def test_a_record_that_vanished_is_not_begun_anew(log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper) -> None:
    log.close()
    log.path.unlink()
    with pytest.raises(RecordError, match="is missing, and its signed head counts 8 records"):
        SqliteAuditLog(log.path, heads)


def test_a_record_that_was_exchanged_under_an_open_log_is_noticed(
    log: SqliteAuditLog, eight: list[Record], ask: Ask
) -> None:
    other = log.path.with_name("other.db")
    with sqlite3.connect(log.path) as source, sqlite3.connect(other) as target:
        source.backup(target)
        target.execute("DELETE FROM audit WHERE seq = 8")
    source.close()
    target.close()
    for leftover in ("audit.db-wal", "audit.db-shm"):
        log.path.with_name(leftover).unlink()
    other.replace(log.path)
    with pytest.raises(RecordError, match="record 8 is missing"):
        asyncio.run(log.append(ask("q9")))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE audit SET user = 'bob' WHERE seq = 8", "record 8 was changed"),
        ("UPDATE audit SET hash = prev WHERE seq = 8", "record 8 was changed"),
        ("UPDATE audit SET facts = x'00ff' WHERE seq = 8", "record 8 was changed"),
        ("DELETE FROM audit WHERE seq = 8", "record 8 is missing"),
        ("DELETE FROM audit", "records 1 to 8 are missing"),
        ("DELETE FROM signature WHERE seq = 8", "record 8 was not signed"),
        ("DROP TABLE content", "cannot be used"),
    ],
)
def test_nothing_is_written_after_an_end_that_is_visibly_damaged(
    log: SqliteAuditLog, eight: list[Record], ask: Ask, change: str, what: str
) -> None:
    raw = sqlite3.connect(log.path)
    with raw:
        raw.execute(change)
    raw.close()
    with pytest.raises(RecordError, match=f"{what}.*pincite audit verify"):
        asyncio.run(log.append(ask("q9")))


def test_a_file_that_is_no_record_is_a_sentence(log: SqliteAuditLog, eight: list[Record], ask: Ask) -> None:
    log.close()
    log.path.write_bytes(b"no database at all" * 1000)
    with pytest.raises(RecordError, match="cannot be used"):
        asyncio.run(log.append(ask("q9")))
    with pytest.raises(RecordError, match="cannot be used"):
        log.head()
