"""The clock set back, as both verifiers of the record see it, and as the record takes it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.audit.checks import CHECKS, Check

from pincite.access.clock import newest
from pincite.audit import rows
from pincite.audit.event import Event
from pincite.audit.heads import HeadKeeper
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.errors import RecordError

Ask = Callable[[str], Event]
both = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)


def _dated(ask: Ask, name: str, seconds: float, kind: str = "answer") -> Event:
    event = ask(name)
    return replace(event, at=event.at + timedelta(seconds=seconds), kind=kind)  # type: ignore[arg-type]


def test_a_record_dated_before_the_newest_is_not_written(log: SqliteAuditLog, ask: Ask) -> None:
    asyncio.run(log.append(_dated(ask, "q1", 0)))
    asyncio.run(log.append(_dated(ask, "q2", -59)))
    for seconds in (-61, -3600, -86_400 * 365):
        with pytest.raises(RecordError, match="before the newest record"):
            asyncio.run(log.append(_dated(ask, "q3", seconds)))
    assert log.head().seq == 2


def test_many_small_steps_back_are_no_way_round(log: SqliteAuditLog, ask: Ask) -> None:
    asyncio.run(log.append(_dated(ask, "q0", 0)))
    for step, seconds in enumerate((-30, -59, -20, -60), start=1):
        asyncio.run(log.append(_dated(ask, f"q{step}", seconds)))
    with pytest.raises(RecordError):
        asyncio.run(log.append(_dated(ask, "late", -90)))
    with SqliteAuditLog(log.path, log.heads) as again, pytest.raises(RecordError):
        asyncio.run(again.append(_dated(ask, "late", -90)))


def test_records_that_wait_for_one_another_may_be_a_minute_apart(log: SqliteAuditLog, ask: Ask) -> None:
    async def together() -> None:
        await asyncio.gather(*(log.append(_dated(ask, f"q{n}", -(n % 7) * 9)) for n in range(100)))

    asyncio.run(together())
    assert log.head().seq == 100


@both
def test_a_step_back_is_named_until_a_record_accepts_it(
    log: SqliteAuditLog, heads: HeadKeeper, ask: Ask, check: Check, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asyncio.run(log.append(_dated(ask, "q1", 0)))
    asyncio.run(log.append(_dated(ask, "q2", -60)))
    assert check(log.path, heads, None) == []
    # As records were written before times were looked at.
    monkeypatch.setattr(rows, "is_behind", lambda at, latest: False)
    asyncio.run(log.append(_dated(ask, "q3", -61)))
    asyncio.run(log.append(_dated(ask, "q4", -7200)))
    monkeypatch.undo()
    assert [places - {0} for places, _ in check(log.path, heads, None)] == [{3}, {4}]
    asyncio.run(log.append(_dated(ask, "q5", -7100, "clock")))
    assert check(log.path, heads, None) == []
    asyncio.run(log.append(_dated(ask, "q6", -7100)))
    assert check(log.path, heads, None) == []
    with pytest.raises(RecordError):
        asyncio.run(log.append(_dated(ask, "q7", -7200)))


def test_after_a_clock_in_the_far_future_is_taken_back_records_go_on(
    log: SqliteAuditLog, heads: HeadKeeper, ask: Ask
) -> None:
    asyncio.run(log.append(_dated(ask, "q1", 86_400 * 365 * 73)))
    with pytest.raises(RecordError):
        asyncio.run(log.append(_dated(ask, "q2", 0)))
    asyncio.run(log.append(_dated(ask, "q3", 0, "clock")))
    asyncio.run(log.append(_dated(ask, "q4", 1)))
    with SqliteAuditLog(log.path, heads) as again:
        assert again.latest_time() == ask("q").at + timedelta(seconds=1)


def test_only_as_much_is_read_back_as_can_hold_a_later_time() -> None:
    at = datetime(2026, 3, 2)
    times = iter([(False, at), (False, at + timedelta(seconds=50)), (False, at - timedelta(seconds=20)), (False, at)])
    assert newest(times) == at + timedelta(seconds=50)
    assert len(list(times)) == 1
    assert newest([(True, at), (False, at + timedelta(days=1))]) == at
    assert newest([], before=at) == at
