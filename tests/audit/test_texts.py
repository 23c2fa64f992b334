"""Long texts: kept once, checked, and erased with the last record that has them."""

import asyncio
import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pincite.access.scope import Principal
from pincite.audit.event import Event
from pincite.audit.heads import HeadKeeper
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import verify
from pincite.errors import RecordError

Ask = Callable[[str], Event]

OLGA = Principal("olga", "olga")
PROMPT = "You are given passages. " + "You quote passages, and nothing else. " * 200


def append(log: SqliteAuditLog, ask: Ask, name: str, **texts: str) -> None:
    asyncio.run(log.append(replace(ask(name), texts=texts)))


def erase(log: SqliteAuditLog, *keys: str) -> None:
    asyncio.run(log.erase_many(keys, OLGA, datetime(2026, 3, 2, 9, tzinfo=UTC), "retention", "olga"))


def stored(log: SqliteAuditLog) -> list[tuple[str, bytes]]:
    with closing(sqlite3.connect(log.path)) as raw:
        return raw.execute("SELECT digest, body FROM text ORDER BY digest").fetchall()


def on_disk(workspace: Path, text: str) -> int:
    return sum(path.read_bytes().count(text.encode()) for path in workspace.iterdir())


def test_a_text_is_kept_once_however_many_have_it(
    log: SqliteAuditLog, heads: HeadKeeper, workspace: Path, ask: Ask
) -> None:
    for name in ("q1", "q2", "q3"):
        append(log, ask, name, prompt=PROMPT, passage=f"§ {name}", same=PROMPT)
    assert stored(log) == sorted(
        (hashlib.sha256(text.encode()).hexdigest(), text.encode()) for text in (PROMPT, "§ q1", "§ q2", "§ q3")
    )
    entry = list(log.entries())[1]
    digest = hashlib.sha256(PROMPT.encode()).hexdigest()
    assert entry.texts == {
        "prompt": digest,
        "same": digest,
        "passage": hashlib.sha256("§ q2".encode()).hexdigest(),
    }
    assert log.texts(entry) == {"prompt": PROMPT, "passage": "§ q2", "same": PROMPT}
    assert verify(log.path, heads).ok
    log.close()
    assert on_disk(workspace, "You are given passages. ") == 1


def test_a_text_goes_with_the_last_record_that_has_it(
    log: SqliteAuditLog, heads: HeadKeeper, workspace: Path, ask: Ask
) -> None:
    append(log, ask, "q1", prompt=PROMPT, passage="only the first")
    append(log, ask, "q2", prompt=PROMPT)
    erase(log, "q1")
    assert [body for _, body in stored(log)] == [PROMPT.encode()]
    assert on_disk(workspace, "only the first") == 0
    assert log.texts(list(log.entries())[1]) == {"prompt": PROMPT}
    first = next(log.entries())
    assert (first.texts, log.texts(first)) == (None, {})
    assert verify(log.path, heads).ok
    erase(log, "q2")
    assert stored(log) == []
    assert on_disk(workspace, "You quote passages") == 0
    found = verify(log.path, heads)
    assert (found.ok, found.erased) == (True, (1, 2))
    append(log, ask, "q9", prompt=PROMPT)
    assert verify(log.path, heads).ok


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("UPDATE text SET body = replace(body, 'quote', 'guess')", 1),
        ("UPDATE text SET body = CAST(replace(body, 'quote', 'guess') AS BLOB)", 1),
        ("DELETE FROM text", 1),
        ("DELETE FROM text_use", 1),
        ("DELETE FROM text_use WHERE seq = 2", 2),
        ("UPDATE text_use SET seq = 3 WHERE seq = 2", 3),
        ("INSERT INTO text_use SELECT 3, digest FROM text", 3),
        ("UPDATE text SET digest = upper(digest)", 1),
    ],
)
def test_what_is_altered_about_texts_is_found(
    log: SqliteAuditLog, heads: HeadKeeper, ask: Ask, change: str, seq: int
) -> None:
    append(log, ask, "q1", prompt=PROMPT)
    append(log, ask, "q2", prompt=PROMPT)
    append(log, ask, "q3")
    log.close()
    with closing(sqlite3.connect(log.path)) as raw, raw:
        raw.execute(change)
    assert seq in [problem.seq for problem in verify(log.path, heads).problems]
    if "text SET" in change or "FROM text" in change:
        entry = next(log.entries())
        if "text_use" not in change:
            with pytest.raises(RecordError, match="the text 'prompt' of an audit record is damaged"):
                log.texts(entry)


def test_a_long_text_under_a_name_like_the_formats_own_is_no_trouble(
    log: SqliteAuditLog, heads: HeadKeeper, ask: Ask
) -> None:
    event = replace(ask("q1"), content={"texts": {"a": "b"}, "question": '"texts":{"x":"y"}'})
    asyncio.run(log.append(event))
    assert verify(log.path, heads).ok
    assert next(log.entries()).texts == {}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.dictionaries(st.text(max_size=5), st.text(st.characters(codec=None), max_size=30), max_size=4))
def test_any_text_reads_back(log: SqliteAuditLog, heads: HeadKeeper, ask: Ask, texts: dict[str, str]) -> None:
    append(log, ask, f"n{log.head().seq}", **{})
    asyncio.run(log.append(replace(ask(f"t{log.head().seq}"), texts=texts)))
    (entry,) = log.entries(first=log.head().seq)
    assert log.texts(entry) == texts
    assert verify(log.path, heads).ok
