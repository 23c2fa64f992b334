"""Legal hold: what is under one is not erased, and a hold cannot be taken away unnoticed."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pincite.access.scope import Principal
from pincite.audit.event import Event, Held, Record
from pincite.audit.heads import HeadKeeper
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import verify
from pincite.documents.span import MatterId
from pincite.errors import NotVisible, RecordError

Ask = Callable[[str], Event]

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OLGA = Principal("olga", "olga")
BRIGHTWATER = Held("matter", "Brightwater")


def hold(log: SqliteAuditLog, what: Held, reason: str = "Brightwater v Larkspur") -> Record:
    return asyncio.run(log.hold(what, OLGA, NOW, reason))


def erase(log: SqliteAuditLog, key: str) -> Record:
    return asyncio.run(log.erase(key, OLGA, NOW, "client's request", "olga"))


@pytest.mark.parametrize(
    ("what", "is_held"),
    [
        (BRIGHTWATER, True),
        (Held("matter", "Larkspur"), False),
        (Held("matter", "brightwater"), False),
        (Held("person", "alice"), True),
        (Held("person", "olga"), True),
        (Held("person", "bob"), False),
        (Held("record", "q3"), True),
        (Held("record", "3"), True),
        (Held("record", "q4"), False),
    ],
)
def test_what_is_held_is_not_erased_until_it_is_released(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, what: Held, is_held: bool
) -> None:
    held = hold(log, what)
    (found,) = log.holds()
    assert (found.seq, found.user, found.reason, found.at) == (
        held.seq,
        "olga",
        "Brightwater v Larkspur",
        "2026-03-02T09:00:00.000000+00:00",
    )
    if is_held:
        with pytest.raises(RecordError, match=r"record 3 is under a legal hold .*release the hold first"):
            erase(log, "q3")
        assert log.head().seq == 9
        asyncio.run(log.release(what, OLGA, NOW, "settled"))
        assert log.holds() == ()
    assert erase(log, "q3").seq == log.head().seq
    assert verify(log.path, heads).ok


def test_a_matter_under_two_holds_is_held_until_both_are_released(log: SqliteAuditLog, eight: list[Record]) -> None:
    first, second = hold(log, BRIGHTWATER, "first suit"), hold(log, BRIGHTWATER, "second suit")
    asyncio.run(log.release(BRIGHTWATER, OLGA, NOW, "settled", hold=first.seq))
    assert [(found.seq, found.reason) for found in log.holds()] == [(second.seq, "second suit")]
    with pytest.raises(RecordError, match="no legal hold of record 9 on matter Brightwater"):
        asyncio.run(log.release(BRIGHTWATER, OLGA, NOW, "settled", hold=first.seq))
    with pytest.raises(RecordError, match=f"record {second.seq} of"):
        erase(log, "q3")
    hold(log, BRIGHTWATER, "third suit")
    asyncio.run(log.release(BRIGHTWATER, OLGA, NOW, "all settled"))
    assert log.holds() == ()
    with pytest.raises(RecordError, match="there is no legal hold on matter Brightwater"):
        asyncio.run(log.release(BRIGHTWATER, OLGA, NOW, "again"))


def test_a_hold_covers_what_is_recorded_later_and_its_own_record(
    log: SqliteAuditLog, eight: list[Record], ask: Ask
) -> None:
    held = hold(log, Held("matter", "Larkspur"))
    asyncio.run(log.append(replace(ask("late"), matters=frozenset({MatterId("Larkspur")}))))
    for key in ("late", str(held.seq)):
        with pytest.raises(RecordError, match="under a legal hold on matter Larkspur"):
            erase(log, key)


def test_only_a_record_that_is_there_can_be_held(log: SqliteAuditLog, eight: list[Record]) -> None:
    with pytest.raises(RecordError, match="there is no audit record 'none'"):
        hold(log, Held("record", "none"))
    assert log.head().seq == 8


def test_many_are_erased_at_once_but_for_those_held(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper
) -> None:
    hold(log, Held("record", "q3"))
    erase(log, "q5")
    done = asyncio.run(log.erase_many([f"q{n}" for n in range(1, 7)] + ["2"], OLGA, NOW, "retention", "olga"))
    assert done.erased == (1, 2, 4, 6)
    assert {seq: found.what for seq, found in done.kept.items()} == {3: Held("record", "q3")}
    assert done.record is not None
    assert done.record.seq == log.head().seq == 11
    entries = {entry.seq: entry for entry in log.entries()}
    assert entries[11].facts == {"erased": [1, 2, 4, 6]}
    assert {seq for seq, entry in entries.items() if entry.content is None} == {1, 2, 4, 5, 6}
    found = verify(log.path, heads)
    assert (found.ok, found.erased) == (True, (1, 2, 4, 5, 6))
    again = asyncio.run(log.erase_many(["q1", "q3"], OLGA, NOW, "retention", "olga"))
    assert (again.record, again.erased, list(again.kept)) == (None, (), [3])
    assert log.head().seq == 11


@pytest.mark.parametrize(("keys", "user"), [(["q1"], "alice"), (["q1", "none"], "olga")])
def test_when_one_may_not_be_erased_none_is(
    log: SqliteAuditLog, eight: list[Record], keys: list[str], user: str
) -> None:
    with pytest.raises(NotVisible, match=f"{keys[-1]!r} that {user} may see"):
        asyncio.run(log.erase_many(keys, Principal(user, "olga"), NOW, "retention", "olga"))
    assert log.head().seq == 8


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE audit SET kind = 'search' WHERE seq = 9", "nothing is erased from a record that does not hold"),
        ("DELETE FROM audit WHERE seq = 9", "nothing is erased from a record that does not hold"),
        (
            "UPDATE audit SET kind = 'release', facts = '{\"released\":[9]}' WHERE seq = 8",
            "does not hold|legal hold was changed",
        ),
        ("UPDATE content SET body = replace(body, 'Brightwater', 'Larkspur') WHERE seq = 9", "legal hold was changed"),
        ("UPDATE content SET body = NULL, salt = NULL WHERE seq = 9", "legal hold was changed"),
        ("UPDATE audit SET facts = x'00' WHERE seq = 9", "does not hold|legal hold was changed"),
    ],
)
def test_a_hold_that_was_tampered_with_still_keeps_everything(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, ask: Ask, change: str, what: str
) -> None:
    hold(log, BRIGHTWATER)
    asyncio.run(log.append(ask("q10")))
    log.close()
    with closing(sqlite3.connect(log.path)) as raw, raw:
        raw.execute(change)
    with pytest.raises(RecordError, match=what):
        erase(log, "q3")
    with pytest.raises(RecordError, match=what):
        asyncio.run(log.erase_many(["q3", "q4"], OLGA, NOW, "retention", "olga"))
    assert not verify(log.path, heads).ok
    log.close()
    with closing(sqlite3.connect(log.path)) as raw:
        assert raw.execute("SELECT count(*) FROM content WHERE body IS NULL AND seq <> 9").fetchone() == (0,)
