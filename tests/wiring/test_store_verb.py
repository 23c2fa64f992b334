"""`pincite store copy`: a workspace of files that then lies in PostgreSQL, and in files again."""

from pathlib import Path

import pytest
from tests.postgres_server import Server
from tests.walk.conftest import Firm
from tests.wiring.over_postgres import SETTINGS

pytestmark = pytest.mark.live

LEASE = "LEASE\n\n1. The rent is £48,000 a year.\n\n2. The lease ends on 24 March 2031.\n"
IN_FILES = SETTINGS.partition("[store]")[0]


@pytest.fixture
def url(postgres_server: Server) -> str:
    return postgres_server.fresh()


def settle(firm: Firm, settings: str) -> None:
    (firm.workspace / "settings.toml").write_text(settings, encoding="utf-8")
    firm.run("workspace", "trust", "--yes")


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """A workspace in files, with a document, a wall and some records."""
    for name in ("state", "config"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(tmp_path / name))
    made = Firm(tmp_path, tmp_path / "workspace")
    made.workspace.mkdir(mode=0o700)
    settle(made, IN_FILES)
    (tmp_path / "lease.txt").write_text(LEASE, encoding="utf-8")
    made.run("ingest", str(tmp_path / "lease.txt"), "--matter", "lease")
    made.run("access", "user", "add", "alice")
    made.run("access", "wall", "add", "alice", "--matter", "lease")
    made.run("ask", "What is the rent?")
    return made


def test_a_workspace_goes_on_in_the_database_and_comes_back(firm: Firm, url: str) -> None:
    before = firm.json("audit", "head")
    settle(firm, SETTINGS.format(url=url))
    assert "copy them there with: pincite store copy" in firm.run("list", status=1).output
    made = firm.json("store", "copy")
    settle(firm, IN_FILES)
    said = firm.run("ask", "What is the rent?", status=1).output  # the database has gone on meanwhile
    assert "were copied to a database" in said
    settle(firm, SETTINGS.format(url=url))
    assert made["records"] == int(str(before["seq"])) + 1
    for file in firm.workspace.glob("*.db*"):
        file.unlink()
    listed = firm.documents()
    assert [each["title"] for each in listed] == ["LEASE"]
    assert firm.documents("alice") == []
    assert "£48,000" in firm.run("ask", "What is the rent?").output
    assert firm.json("audit", "verify")["ok"]
    assert "backup" in firm.run("audit", "list").output
    assert int(str(firm.json("store", "copy", "--back")["records"])) > int(str(made["records"]))
    settle(firm, IN_FILES)
    assert firm.documents() == listed
    assert firm.documents("alice") == []
    assert "£48,000" in firm.run("ask", "What is the rent?").output
    assert firm.json("audit", "verify")["ok"]


def test_nothing_is_copied_that_the_settings_do_not_name(firm: Firm, url: str) -> None:
    assert "name no database" in firm.run("store", "copy", status=1).output
    settle(firm, SETTINGS.format(url=url))
    assert "has none; copy them there" in firm.run("store", "copy", "--back", status=1).output
    firm.run("store", "copy")
    for again in (("store", "copy"), ("store", "copy", "--back")):
        assert "already" in firm.run(*again, status=1).output
    assert "£48,000" in firm.run("ask", "What is the rent?").output
