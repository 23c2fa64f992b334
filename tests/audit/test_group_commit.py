"""Records that come at once share a transaction, and nothing else: each is signed, and fails by itself."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pincite.access.scope import Principal
from pincite.audit.checkpoint import Head
from pincite.audit.event import Event, Held, Record
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import verify
from pincite.errors import NotVisible, PinciteError, RecordError

Ask = Callable[[str], Event]

OLGA = Principal("olga", "olga")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Counting(HeadKeeper):
    """Counts the heads that are published."""

    published_heads = 0

    def publish(self, log: Path, head: Head, signature: bytes) -> None:
        self.published_heads += 1
        super().publish(log, head, signature)


async def together(log: SqliteAuditLog, *events: Event) -> list[Record | BaseException]:
    return await asyncio.gather(*(log.append(event) for event in events), return_exceptions=True)


def test_many_at_once_share_few_heads_and_each_is_signed(
    log: SqliteAuditLog, heads: HeadKeeper, places: Places, ask: Ask
) -> None:
    counting = Counting(heads.key, places)
    with SqliteAuditLog(log.path, counting) as own:
        records = asyncio.run(together(own, *(ask(f"q{number}") for number in range(200))))
    assert sorted(record.seq for record in records if isinstance(record, Record)) == list(range(1, 201))
    assert counting.published_heads < 50
    found = verify(log.path, heads)
    assert (found.ok, found.records) == (True, 200)
    with closing(sqlite3.connect(log.path)) as raw:
        assert raw.execute("SELECT count(DISTINCT signature) FROM signature").fetchone() == (200,)


def test_one_that_cannot_be_written_fails_alone(log: SqliteAuditLog, heads: HeadKeeper, ask: Ask) -> None:
    asyncio.run(log.append(ask("q0")))

    async def go() -> list[object]:
        return await asyncio.gather(
            log.append(ask("q1")),
            log.append(ask("q0")),
            log.append(replace(ask("q2"), principal=Principal("\ud800", "olga"))),
            log.append(replace(ask("q3"), at=datetime(2026, 3, 2))),
            log.append(replace(ask("q4"), facts={"x": float("nan")})),
            log.erase("none", OLGA, NOW, "test", "olga"),
            log.release(Held("matter", "Brightwater"), OLGA, NOW, "test"),
            log.append(ask("q5")),
            log.append(ask("q5")),
            return_exceptions=True,
        )

    done = asyncio.run(go())
    assert [type(one) for one in done] == [
        Record,
        RecordError,
        RecordError,
        RecordError,
        RecordError,
        NotVisible,
        RecordError,
        Record,
        RecordError,
    ]
    assert [entry.id for entry in log.entries()] == ["q0", "q1", "q5"]
    assert verify(log.path, heads).ok


def test_when_the_second_place_is_gone_all_fail_and_none_is_written(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, ask: Ask
) -> None:
    heads.folder.rename(heads.folder.with_name("away"))
    done = asyncio.run(together(log, *(ask(f"n{number}") for number in range(20))))
    assert all(isinstance(one, RecordError) for one in done)
    assert len({id(one) for one in done}) == 20
    heads.folder.with_name("away").rename(heads.folder)
    assert log.head().seq == 8
    done = asyncio.run(together(log, *(ask(f"n{number}") for number in range(20))))
    assert all(isinstance(one, Record) for one in done)
    assert verify(log.path, heads).ok


def test_records_of_many_threads_and_erasures_make_one_chain(log: SqliteAuditLog, heads: HeadKeeper, ask: Ask) -> None:
    failures: list[PinciteError] = []

    def work(name: str) -> None:
        async def go() -> None:
            for number in range(10):
                first, _ = await asyncio.gather(
                    log.append(ask(f"{name}-{number}a")), log.append(ask(f"{name}-{number}b"))
                )
                if number % 3 == 0:
                    await log.erase(str(first.seq), OLGA, NOW, "test", "olga")

        try:
            asyncio.run(go())
        except PinciteError as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(f"t{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    found = verify(log.path, heads)
    assert (found.ok, found.records, len(found.erased)) == (True, 96, 16)


def test_a_record_is_written_even_when_whoever_asked_has_gone(log: SqliteAuditLog, heads: HeadKeeper, ask: Ask) -> None:
    async def go() -> None:
        task = asyncio.create_task(log.append(ask("q1")))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(go())
    log.close()
    assert [entry.id for entry in log.entries()] == ["q1"]
    assert verify(log.path, heads).ok


def test_a_log_can_be_used_again_after_it_was_closed(log: SqliteAuditLog, heads: HeadKeeper, ask: Ask) -> None:
    for number in range(3):
        asyncio.run(log.append(ask(f"q{number}")))
        log.close()
    assert verify(log.path, heads).ok
