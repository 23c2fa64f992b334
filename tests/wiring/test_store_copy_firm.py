"""A whole workspace, with documents, costs and what a server keeps, into PostgreSQL and back."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from tests.postgres_server import Server
from tests.walk.conftest import Firm, founded_in

from pincite.audit.heads import HeadKeeper, default_places
from pincite.ledger.schema import TABLES as LEDGER_TABLES
from pincite.serving.file import ServerFile
from pincite.wiring.names import IDENTITY
from pincite.wiring.store_copy import COSTS, DOCUMENTS, KEPT_BY_SERVER, PARTS, RECORD, RULES, into_files, into_postgres

pytestmark = pytest.mark.live


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """Two matters with a document each, one of them read again; a cost; somebody with a password."""
    for name in ("state", "config"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(tmp_path / name))
    founded = founded_in(tmp_path)
    changed = founded.folder / "lease" / "Lease 0007 Unit 4.txt"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n9. Amended in § 9 – again.\n", encoding="utf-8")
    founded.run("ingest", str(founded.folder / "lease"), "--matter", "lease")
    with closing(sqlite3.connect(founded.workspace / COSTS.file)) as ledger, ledger:
        ledger.executescript(LEDGER_TABLES)
        ledger.execute("INSERT INTO total VALUES ('2026-03', 'user', 'alice', 1200)")
    server = ServerFile(founded.workspace / KEPT_BY_SERVER.file)
    with server.changing() as tables:
        tables.execute("INSERT INTO account VALUES ('alice', 'a digest', 1772442000.5)")
        tables.execute("INSERT INTO put_away VALUES ('alice', 'q1')")
    server.close()
    return founded


@pytest.fixture
def heads(firm: Firm, tmp_path: Path) -> HeadKeeper:
    places = default_places(
        {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("STATE", "CONFIG")}, tmp_path
    )
    return HeadKeeper.open(firm.workspace / IDENTITY, places)


def rows(root: Path) -> Mapping[str, list[tuple[object, ...]]]:
    """All rows of all tables of a workspace's files; those of the history in the order in which they came."""
    found = {}
    for part in PARTS:
        with closing(sqlite3.connect(root / part.file)) as database:
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                here = database.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - our own names
                found[f"{part.file} {table}"] = here if table == "history" else sorted(here, key=repr)
    return found


def test_every_table_of_every_file_is_copied(firm: Firm) -> None:
    for part in PARTS:
        with closing(sqlite3.connect(firm.workspace / part.file)) as database:
            there = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert there == set(part.tables()), part.file
    assert {part.file for part in PARTS} == {path.name for path in firm.workspace.glob("*.db")}


def test_a_workspace_is_the_same_there_and_back(
    firm: Firm, heads: HeadKeeper, postgres_server: Server, tmp_path: Path
) -> None:
    before, address = rows(firm.workspace), postgres_server.fresh()
    assert len(before["documents.db history"]) == 3
    made = into_postgres(firm.workspace, heads, address)
    assert made.rows == sum(len(each) for each in before.values())
    (tmp_path / "away").mkdir()
    for part in PARTS:
        for path in firm.workspace.glob(f"{part.file}*"):
            path.rename(tmp_path / "away" / path.name)
    into_files(firm.workspace, heads, address)
    assert rows(firm.workspace) == before
    assert firm.json("audit", "verify")["ok"]
    assert len(firm.documents("alice")) == 1
    firm.run("access", "user", "add", "carol")
    assert firm.json("audit", "verify")["ok"]


@pytest.mark.parametrize("part", [DOCUMENTS, COSTS, KEPT_BY_SERVER], ids=lambda part: str(part.file))
def test_what_there_never_was_is_not_made(firm: Firm, heads: HeadKeeper, postgres_server: Server, part: object) -> None:
    left = {each.file for each in PARTS if each in (RULES, RECORD, part)}
    for path in firm.workspace.glob("*.db"):
        if path.name not in left:
            path.unlink()
    address = postgres_server.fresh()
    into_postgres(firm.workspace, heads, address)
    for path in firm.workspace.glob("*.db"):
        path.unlink()
    into_files(firm.workspace, heads, address)
    assert {path.name for path in firm.workspace.glob("*.db")} == left
