"""A workspace's record and rules, copied into PostgreSQL and back: the same, or nothing."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from tests.access.stores import in_file
from tests.postgres_server import Server

from pincite.access.history import Change
from pincite.access.memory import MemoryRecorder
from pincite.access.postgres import PostgresAccess
from pincite.access.scope import Principal
from pincite.access.sqlite.store import SqliteAccess
from pincite.audit.event import Event, Held, Json
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.kept_log import KeptLog
from pincite.audit.postgres_log import PostgresAuditLog
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.documents.span import MatterId
from pincite.errors import RecordError, WorkspaceError
from pincite.postgres.place import place_of
from pincite.wiring.store_copy import MAKING, RECORD, RULES, WHOLE, into_files, into_postgres

pytestmark = pytest.mark.live

OLGA = Principal("olga", "olga")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def event(number: int) -> Event:
    texts = {"prompt": "Answer from the passages." * 20, "odd": f"\udcff {number}"} if number % 2 else {}
    matters = frozenset({MatterId("Ärger 😀")})
    return Event(f"q{number}", "answer", OLGA, NOW, matters, {"passages": number}, {"question": "Cap?"}, texts)


@pytest.fixture
def heads(tmp_path: Path) -> HeadKeeper:
    (tmp_path / "workspace").mkdir()
    places = Places(tmp_path / "state" / "heads", tmp_path / "keys")
    return HeadKeeper.create(tmp_path / "workspace" / "workspace.vkey", places)


@pytest.fixture
def root(tmp_path: Path, heads: HeadKeeper) -> Path:
    """A workspace with thirty records, of which some are held, erased or with long texts, and with rules."""
    folder = tmp_path / "workspace"
    with SqliteAuditLog(folder / RECORD.file, heads) as log:
        for number in range(30):
            log.append_and_wait(event(number))
        asyncio.run(log.erase("q3", OLGA, NOW, "asked for", "olga"))
        asyncio.run(log.hold(Held("matter", "Ärger 😀"), OLGA, NOW, "a dispute"))
    with in_file(folder / RULES.file) as rules:
        rules.add_user(OLGA, "bob")
        rules.add_matter(OLGA, "Ash")
        rules.add_group(OLGA, "team", ["bob"])
        rules.grant(OLGA, "team", "Ash")
        rules.add_wall(OLGA, "bob", "Ash")
        rules.remove_wall(OLGA, "bob", "Ash")
    return folder


@pytest.fixture
def address(postgres_server: Server) -> str:
    return postgres_server.fresh()


def proofs(log: KeptLog) -> Mapping[str, Json | object]:
    """All that others have of a record, and whether it holds."""
    found = log.verified()
    return {
        "head": log.head(),
        "note": log.signed_head(),
        "included": [log.prove(seq, content=True) for seq in (1, 4, 17, 32)],
        "sealed": [log.sealed(seq, content=True) for seq in (2, 32)],
        "growth": log.growth(5, 32),
        "entries": list(log.entries()),
        "texts": [dict(log.texts(entry)) for entry in log.entries()],
        "holds": log.holds(),
        "verified": (found.records, found.erased, found.problems),
    }


def told(rules: SqliteAccess | PostgresAccess) -> tuple[object, list[Change]]:
    return rules.rules(), rules.history()


def schemas(address: str) -> set[str]:
    with psycopg.connect(address) as session:
        found = session.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pincite%'")
        return {str(name) for (name,) in found}


def test_there_and_back_heads_proofs_and_rules_are_the_same(
    root: Path, heads: HeadKeeper, address: str, tmp_path: Path
) -> None:
    with SqliteAuditLog(root / RECORD.file, heads) as log, SqliteAccess(root / RULES.file, MemoryRecorder()) as rules:
        before, ruled = proofs(log), told(rules)
    made = into_postgres(root, heads, address)
    assert made.records == 32
    with PostgresAuditLog(place_of(address, RECORD.schema), heads) as record:
        assert proofs(record) == before
    with PostgresAccess(place_of(address, RULES.schema), MemoryRecorder()) as rules_there:
        assert told(rules_there) == ruled
    away = tmp_path / "away"
    away.mkdir()
    for part in (RECORD, RULES):
        (root / part.file).rename(away / part.file)
    assert into_files(root, heads, address) == type(made)(str(root), made.rows, 32)
    with SqliteAuditLog(root / RECORD.file, heads) as log, SqliteAccess(root / RULES.file, MemoryRecorder()) as rules:
        assert proofs(log) == before
        assert told(rules) == ruled
    assert not (root / MAKING).exists()
    assert not (root / WHOLE).exists()


def test_a_record_goes_on_where_it_was_copied_to(root: Path, heads: HeadKeeper, address: str) -> None:
    into_postgres(root, heads, address)
    with PostgresAuditLog(place_of(address, RECORD.schema), heads) as record:
        assert record.append_and_wait(event(100)).seq == 33
        assert record.verified().ok
    for part in (RECORD, RULES):
        (root / part.file).unlink()
    into_files(root, heads, address)
    with SqliteAuditLog(root / RECORD.file, heads) as log:
        assert log.append_and_wait(event(101)).seq == 34
        assert log.verified().ok


def test_files_that_were_left_behind_are_not_gone_on_with(root: Path, heads: HeadKeeper, address: str) -> None:
    """A copy of a store is made once: what was recorded at one place later is missed at another."""
    into_postgres(root, heads, address)
    with SqliteAuditLog(root / RECORD.file, heads) as log:
        log.append_and_wait(event(100))
    with (
        PostgresAuditLog(place_of(address, RECORD.schema), heads) as record,
        pytest.raises(RecordError, match="record 33 is missing"),
    ):
        record.append_and_wait(event(101))


DAMAGE = {
    "a record that was changed": (RECORD.file, "UPDATE audit SET facts = '{}' WHERE seq = 5"),
    "a record that is gone": (RECORD.file, "DELETE FROM audit WHERE seq = 5"),
    "the end": (RECORD.file, "DELETE FROM audit WHERE seq > 30"),
    "a value of another kind": (RECORD.file, "UPDATE content SET body = x'00ff' WHERE seq = 5"),
    "a trigger": (RULES.file, "CREATE TRIGGER odd AFTER INSERT ON who BEGIN DELETE FROM wall; END"),
}


@pytest.mark.parametrize(("file", "damage"), DAMAGE.values(), ids=DAMAGE)
def test_what_does_not_hold_is_not_copied_and_nothing_is_left(
    root: Path, heads: HeadKeeper, address: str, file: str, damage: str
) -> None:
    with closing(sqlite3.connect(root / file)) as database, database:
        database.execute(damage)
    with pytest.raises((RecordError, WorkspaceError)):
        into_postgres(root, heads, address)
    assert schemas(address) == set()


def test_nothing_is_copied_over_a_store(root: Path, heads: HeadKeeper, address: str) -> None:
    into_postgres(root, heads, address)
    with pytest.raises(WorkspaceError, match="already"):
        into_postgres(root, heads, address)
    with pytest.raises(WorkspaceError, match=r"access\.db in .* already"):
        into_files(root, heads, address)
    with PostgresAuditLog(place_of(address, RECORD.schema), heads) as record:
        assert record.head().seq == 32


@pytest.mark.parametrize("damage", ["DELETE FROM audit WHERE seq = 5", "UPDATE pincite_store SET version = 9"])
def test_what_does_not_hold_does_not_come_back(root: Path, heads: HeadKeeper, address: str, damage: str) -> None:
    into_postgres(root, heads, address)
    with psycopg.connect(address, autocommit=True) as session:
        session.execute(f"SET search_path = {RECORD.schema}".encode())
        session.execute(damage.encode())
    for part in (RECORD, RULES):
        (root / part.file).unlink()
    with pytest.raises((RecordError, WorkspaceError)):
        into_files(root, heads, address)
    assert sorted(path.name for path in root.iterdir() if path.suffix != ".lock") == ["workspace.vkey"]


def test_files_that_were_whole_and_not_all_in_their_places_are_put_there(
    root: Path, heads: HeadKeeper, address: str
) -> None:
    """As when the program dies between two of them: the rules are in their place, and the record is not."""
    into_postgres(root, heads, address)
    (root / WHOLE).mkdir()
    (root / RECORD.file).rename(root / WHOLE / RECORD.file)
    with pytest.raises(RecordError, match="is missing, and its signed head counts 32 records"):
        SqliteAuditLog(root / RECORD.file, heads)
    assert into_files(root, heads, address).records == 32
    assert not (root / WHOLE).exists()
    with SqliteAuditLog(root / RECORD.file, heads) as log:
        assert log.verified().ok


def test_whole_files_are_made_anew_where_the_database_has_gone_on_since(
    root: Path, heads: HeadKeeper, address: str
) -> None:
    into_postgres(root, heads, address)
    (root / WHOLE).mkdir()
    (root / RECORD.file).rename(root / WHOLE / RECORD.file)
    with PostgresAuditLog(place_of(address, RECORD.schema), heads) as log:
        log.append_and_wait(event(32))
    assert into_files(root, heads, address).records == 33
    assert not (root / WHOLE).exists()
    with SqliteAuditLog(root / RECORD.file, heads) as log:
        assert (log.verified().ok, log.head().seq) == (True, 33)


def test_files_that_are_all_in_their_places_are_never_removed(root: Path, heads: HeadKeeper, address: str) -> None:
    into_postgres(root, heads, address)
    (root / WHOLE).mkdir()
    with PostgresAuditLog(place_of(address, RECORD.schema), heads) as log:
        log.append_and_wait(event(32))
    with pytest.raises(WorkspaceError, match=r"there is access\.db in .* already; move it away, then copy again"):
        into_files(root, heads, address)
    assert (root / RECORD.file).exists()


def test_a_copy_that_was_interrupted_before_all_was_whole_is_begun_anew(
    root: Path, heads: HeadKeeper, address: str
) -> None:
    into_postgres(root, heads, address)
    (root / MAKING).mkdir()
    for part in (RECORD, RULES):
        shutil.move(root / part.file, root / MAKING / part.file)
    (root / MAKING / RECORD.file).write_bytes(b"half")
    assert into_files(root, heads, address).records == 32


COPYING = """
import sys
from pathlib import Path
from pincite.audit.heads import HeadKeeper, Places
from pincite.wiring.store_copy import into_postgres
root, state, keys, address = sys.argv[1:]
heads = HeadKeeper.open(Path(root) / "workspace.vkey", Places(Path(state), Path(keys)))
print("begun", flush=True)
into_postgres(Path(root), heads, address)
"""


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.2])
def test_half_of_a_copy_is_never_taken_for_a_whole_one(
    root: Path, heads: HeadKeeper, address: str, tmp_path: Path, seconds: float
) -> None:
    given = [str(root), str(tmp_path / "state" / "heads"), str(tmp_path / "keys"), address]
    with subprocess.Popen([sys.executable, "-c", COPYING, *given], stdout=subprocess.PIPE) as copying:
        assert copying.stdout is not None
        assert copying.stdout.readline() == b"begun\n"
        time.sleep(seconds)
        copying.kill()
    with psycopg.connect(address, autocommit=True) as session:
        session.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    found = schemas(address)
    assert found in (set(), {RECORD.schema, RULES.schema})
    if not found:
        into_postgres(root, heads, address)
    with PostgresAuditLog(place_of(address, RECORD.schema), heads) as record:
        assert record.verified().records == 32
        assert record.verified().ok


def test_a_server_that_is_not_there_is_a_sentence_without_the_password(root: Path, heads: HeadKeeper) -> None:
    with pytest.raises(WorkspaceError, match=r"firm at 127\.0\.0\.1:1") as failed:
        into_postgres(root, heads, "postgresql://pincite:s3cret@127.0.0.1:1/firm")
    assert "s3cret" not in str(failed.value)
