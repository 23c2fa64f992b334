"""A record that was made before there was a tree: it verifies, is read, and is carried on, with a tree over all of it.

`tests/data/record_format_1` was written by the version of pincite before this one: seven answers and an erasure.
"""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pincite.audit.event import Event
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import verify
from pincite.errors import RecordError

Ask = Callable[[str], Event]

OLD = Path(__file__).parents[1] / "data" / "record_format_1"
SEED = "dbe22a440e9b3c42fb9ff80cf1be801f4b6a55dc563749e0292155d8d56844eb"
"""The key of that record, which secures nothing else."""


@pytest.fixture
def heads(workspace: Path, places: Places) -> HeadKeeper:
    shutil.copy(OLD / "workspace.vkey", workspace / "workspace.vkey")
    keeper = HeadKeeper.open(workspace / "workspace.vkey", places)
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SEED))
    places.keys.mkdir(parents=True)
    keeper.folder.mkdir(parents=True)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (places.keys / f"{keeper.key.workspace}.key").write_bytes(pem)
    shutil.copy(OLD / "workspace.vkey", keeper.folder / "public.vkey")
    shutil.copy(OLD / "signed.head", keeper.path(workspace / "audit.db"))
    return keeper


@pytest.fixture
def log(workspace: Path, heads: HeadKeeper) -> SqliteAuditLog:
    shutil.copy(OLD / "audit.db", workspace / "audit.db")
    return SqliteAuditLog(workspace / "audit.db", heads)


@pytest.fixture
def ask(ask: Ask) -> Ask:
    """The same events, after those that the old file has."""
    return lambda identifier: replace(ask(identifier), at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC))


def test_it_verifies_and_is_read_as_it_is(log: SqliteAuditLog, heads: HeadKeeper) -> None:
    found = verify(log.path, heads)
    assert (found.ok, found.records, found.erased) == (True, 8, (2,))
    assert log.head().root is None
    assert log.signed_head() == (OLD / "signed.head").read_text(encoding="utf-8")
    entry = log.find("q3")
    assert entry is not None
    assert (entry.texts, log.texts(entry), log.holds()) == ({}, {}, ())
    log.close()
    with closing(sqlite3.connect(log.path)) as raw:
        assert raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (4,)
    with pytest.raises(RecordError, match="nothing was recorded since there is a tree"):
        log.prove(3, content=False)
    log.close()


def test_the_first_new_record_gives_all_of_it_a_tree(log: SqliteAuditLog, heads: HeadKeeper, ask: Ask) -> None:
    before = log.head()
    assert asyncio.run(log.append(ask("q9"))).seq == 9
    found = verify(log.path, heads, [before])
    assert (found.problems, found.records) == ((), 9)
    assert heads.head(log.path) == log.head()
    with pytest.raises(RecordError, match="was signed before there was a tree"):
        log.prove_growth((OLD / "signed.head").read_text(encoding="utf-8"))
    noted = log.signed_head()
    asyncio.run(log.append(ask("q10")))
    assert log.prove_growth(noted)["path"]
    record = log.prove(3, content=True)["record"]
    assert isinstance(record, dict)
    assert record["format"] == 1
    log.close()
    again = SqliteAuditLog(log.path, heads)
    assert asyncio.run(again.append(ask("q11"))).seq == 11
    again.close()
    assert verify(log.path, heads).ok


def test_the_independent_verifier_reads_it_before_and_after(
    log: SqliteAuditLog, heads: HeadKeeper, ask: Ask, tmp_path: Path
) -> None:
    script = Path(__file__).parents[2] / "verifier" / "verify_record.py"
    command = [sys.executable, "-I", *map(str, (script, OLD / "workspace.vkey", log.path, OLD / "signed.head"))]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "8 records\ngood\n"
    asyncio.run(log.append(ask("q9")))
    log.close()
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "9 records\ngood\n"


@pytest.mark.parametrize("is_carried_on", [False, True], ids=["as it is", "carried on"])
@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("UPDATE audit SET user = 'bob' WHERE seq = 3", 3),
        ("UPDATE content SET body = replace(body, '2,000', '9,000') WHERE seq = 3", 3),
        ("UPDATE signature SET signature = (SELECT signature FROM signature WHERE seq = 4) WHERE seq = 3", 3),
        ("UPDATE audit SET format = 2 WHERE seq = 3", 3),
        ("DELETE FROM audit WHERE seq = 3", 3),
        ("CREATE TABLE tree (level)", 0),
    ],
)
def test_what_is_altered_in_it_is_found(
    log: SqliteAuditLog, heads: HeadKeeper, ask: Ask, is_carried_on: bool, change: str, seq: int
) -> None:
    if is_carried_on:
        asyncio.run(log.append(ask("q9")))
        change = change.replace("CREATE TABLE tree (level)", "DROP TABLE tree")
    log.close()
    with closing(sqlite3.connect(log.path)) as raw, raw:
        raw.execute(change)
    assert seq in [problem.seq for problem in verify(log.path, heads).problems]


def test_nothing_is_built_upon_it_where_its_head_was_cut(log: SqliteAuditLog, heads: HeadKeeper, ask: Ask) -> None:
    log.close()
    with closing(sqlite3.connect(log.path)) as raw, raw:
        raw.execute("DELETE FROM audit WHERE seq > 5")
    with pytest.raises(RecordError, match="records 6 to 8 are missing"):
        asyncio.run(log.append(ask("q9")))
    log.close()
    with closing(sqlite3.connect(log.path)) as raw:
        assert raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (4,)
