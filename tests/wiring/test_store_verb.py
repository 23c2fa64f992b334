"""`pincite store copy`, by real commands on a workspace of files that then lies in PostgreSQL, and in files again."""

from pathlib import Path

import pytest
from tests.postgres_server import Server
from tests.wiring.over_postgres import SETTINGS, Place

pytestmark = pytest.mark.live

LEASE = "LEASE\n\n1. The rent is £48,000 a year.\n\n2. The lease ends on 24 March 2031.\n"
IN_FILES = SETTINGS.partition("[store]")[0]


def settle(place: Place, settings: str) -> None:
    (place.workspace / "settings.toml").write_text(settings.format(url=place.url), encoding="utf-8")
    place.run("workspace", "trust", "--yes")


@pytest.fixture
def place(postgres_server: Server, tmp_path: Path) -> Place:
    """A workspace in files, with a document, a wall and some records."""
    made = Place(tmp_path, postgres_server.fresh())
    made.workspace.mkdir(mode=0o700)
    settle(made, IN_FILES)
    (tmp_path / "lease.txt").write_text(LEASE, encoding="utf-8")
    made.run("ingest", str(tmp_path / "lease.txt"), "--matter", "lease")
    made.run("access", "user", "add", "alice")
    made.run("access", "wall", "add", "alice", "--matter", "lease")
    made.run("ask", "What is the rent?")
    return made


def test_a_workspace_goes_on_in_the_database_and_comes_back(place: Place) -> None:
    before = place.read("audit", "head")
    settle(place, SETTINGS)
    refused = place.tried("list")
    assert "copy them there with: pincite store copy" in refused.stderr
    made = place.read("store", "copy")
    assert made["records"] > before["seq"]
    for file in place.workspace.glob("*.db*"):
        file.unlink()
    listed = place.read("list")["documents"]
    assert [each["title"] for each in listed] == ["LEASE"]
    assert place.read("list", "--as", "alice")["documents"] == []
    assert "£48,000" in place.run("ask", "What is the rent?")
    assert place.read("audit", "verify")["ok"]
    assert "backup" in place.run("audit", "list")
    assert place.read("store", "copy", "--back")["records"] > made["records"]
    settle(place, IN_FILES)
    assert place.read("list")["documents"] == listed
    assert "£48,000" in place.run("ask", "What is the rent?")
    assert place.read("audit", "verify")["ok"]


def test_nothing_is_copied_that_the_settings_do_not_name(place: Place) -> None:
    assert "name no database" in place.tried("store", "copy").stderr
    settle(place, SETTINGS)
    assert "has none; copy them there" in place.tried("store", "copy", "--back").stderr
    place.run("store", "copy")
    for again in (place.tried("store", "copy"), place.tried("store", "copy", "--back")):
        assert (again.returncode, "already" in again.stderr) == (1, True)
    assert "£48,000" in place.run("ask", "What is the rent?")
