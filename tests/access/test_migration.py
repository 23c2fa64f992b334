"""Access rules of the first release, brought up to date where they lie."""

import sqlite3
from pathlib import Path

import pytest

from pincite.access.facts import Grant, Target
from pincite.access.memory import MemoryRecorder
from pincite.access.schema import SCHEMA_VERSION
from pincite.access.scope import Principal
from pincite.access.sqlite.store import SqliteAccess
from pincite.documents.span import MatterId
from pincite.errors import WorkspaceError

SCHEMA_1 = """
    CREATE TABLE who (
        name TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('user', 'group')),
        active INTEGER NOT NULL CHECK (active IN (0, 1))
    );
    CREATE TABLE workspace (owner TEXT NOT NULL REFERENCES who (name), version INTEGER NOT NULL);
    CREATE TABLE membership (
        team TEXT NOT NULL REFERENCES who (name) ON DELETE CASCADE,
        member TEXT NOT NULL REFERENCES who (name),
        PRIMARY KEY (team, member)
    );
    CREATE TABLE matter (name TEXT NOT NULL PRIMARY KEY);
    CREATE TABLE permission (
        who TEXT NOT NULL REFERENCES who (name) ON DELETE CASCADE,
        matter TEXT NOT NULL REFERENCES matter (name),
        PRIMARY KEY (who, matter)
    );
    CREATE TABLE wall (
        who TEXT NOT NULL REFERENCES who (name),
        matter TEXT NOT NULL REFERENCES matter (name),
        PRIMARY KEY (who, matter)
    );
    INSERT INTO who VALUES ('olga', 'user', 1), ('alice', 'user', 1), ('bob', 'user', 0), ('team', 'group', 1);
    INSERT INTO workspace VALUES ('olga', 12);
    INSERT INTO membership VALUES ('team', 'alice'), ('team', 'bob');
    INSERT INTO matter VALUES ('Ash'), ('Birch');
    INSERT INTO permission VALUES ('olga', 'Ash'), ('team', 'Ash'), ('alice', 'Birch');
    INSERT INTO wall VALUES ('team', 'Birch');
    PRAGMA user_version = 1;
"""
"""The schema as 0.1.0 made it, with a small firm in it."""

ASH, BIRCH = Target(matter=MatterId("Ash")), Target(matter=MatterId("Birch"))
OLGA = Principal("olga", "olga")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "access.db"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(SCHEMA_1)
    database.close()
    return path


def test_every_rule_of_the_earlier_schema_stands_afterwards(old: Path) -> None:
    with SqliteAccess(old, MemoryRecorder()) as store:
        rules = store.rules()
    assert (rules.version, rules.owner, dict(rules.users)) == (12, "olga", {"olga": True, "alice": True, "bob": False})
    assert dict(rules.groups) == {"team": {"alice", "bob"}}
    assert rules.matters == {"Ash", "Birch"}
    assert dict(rules.grants) == {
        "olga": {Grant("olga", ASH)},
        "team": {Grant("team", ASH)},
        "alice": {Grant("alice", BIRCH)},
    }
    assert dict(rules.walls) == {"team": {BIRCH}}
    assert dict(rules.roles) == {}


def test_it_is_brought_up_to_date_once_and_takes_what_is_new(old: Path) -> None:
    record = MemoryRecorder()
    with SqliteAccess(old, record) as store, SqliteAccess(old, record) as other:
        assert store.history() == []
        assert store.grant(OLGA, "alice", label="open", matter="Birch") == 13
        assert store.add_wall(OLGA, "alice", document="d") == 14
        assert store.add_group(OLGA, "all", ["team"]) == 15
        assert other.undo(OLGA, 14, is_held=lambda _: False) == 16
        assert [change.number for change in other.history()] == [13, 14, 15, 16]
    with sqlite3.connect(old) as database:
        assert database.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        assert not {name for name in names if name.endswith("_1") and not name.startswith("sqlite_")}
    database.close()


def test_it_has_the_tables_of_a_new_workspace(old: Path, tmp_path: Path) -> None:
    SqliteAccess(old, MemoryRecorder()).close()
    SqliteAccess.create(tmp_path / "new.db", "olga")
    tables = []
    for path in (old, tmp_path / "new.db"):
        with sqlite3.connect(path) as database:
            rows = database.execute(
                "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
            ).fetchall()
        database.close()
        tables.append([(name, "".join(sql.replace('"', "").split())) for name, sql in rows])
    assert tables[0] == tables[1]


def test_what_cannot_be_brought_over_stays_as_it_was(old: Path) -> None:
    with sqlite3.connect(old) as database:
        database.execute("CREATE TABLE role (stands INTEGER)")  # in the way
    database.close()
    with pytest.raises(WorkspaceError, match="cannot be used"):
        SqliteAccess(old, MemoryRecorder())
    with sqlite3.connect(old) as database:
        assert database.execute("PRAGMA user_version").fetchone()[0] == 1
        assert database.execute("SELECT count(*) FROM permission").fetchone()[0] == 3
        database.execute("DROP TABLE role")
    database.close()
    SqliteAccess(old, MemoryRecorder()).close()
