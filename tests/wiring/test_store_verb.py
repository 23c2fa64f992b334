"""`pincite store copy`: a workspace of files that then lies in PostgreSQL, and in files again."""

import os
from pathlib import Path

import pytest
from tests.object_server import KEY, SECRET, ours
from tests.postgres_server import Server
from tests.walk.conftest import Firm
from tests.wiring.over_postgres import SETTINGS

from pincite.audit.heads import HeadKeeper, default_places
from pincite.errors import WorkspaceError
from pincite.objects.bucket import Bucket
from pincite.wiring.backup import back_up_database
from pincite.wiring.names import IDENTITY

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


def test_a_backup_of_a_database_is_a_workspace_of_files_that_goes_on(firm: Firm, url: str, tmp_path: Path) -> None:
    settle(firm, SETTINGS.format(url=url))
    firm.run("store", "copy")
    for file in firm.workspace.glob("*.db*"):
        file.unlink()
    firm.run("access", "user", "add", "bob")
    listed = firm.documents()
    made = firm.json("backup", str(tmp_path / "saturday"))
    firm.run("access", "user", "add", "carol")  # after it
    assert firm.documents() == listed
    assert (tmp_path / "saturday" / "backup.json").is_file()
    assert not (tmp_path / "saturday" / "server.db").exists()
    put = Firm(firm.folder, tmp_path / "put")
    (tmp_path / "saturday").rename(put.workspace)
    settle(put, IN_FILES)
    said = " ".join(put.run("ask", "What is the rent?").output.split())
    assert "the log has" in said  # it ends before its signed head
    put.run("restore", "--reason", "the database is lost")
    assert put.documents() == listed
    assert put.documents("alice") == []
    assert "£48,000" in put.run("ask", "What is the rent?").output
    users = put.run("access", "list").output
    assert ("bob" in users, "carol" in users) == (True, False)
    assert int(str(made["head"]).partition(":")[0]) < int(str(put.json("audit", "head")["seq"]))
    assert put.json("audit", "verify")["ok"]


def test_a_backup_has_the_originals_of_a_bucket_and_nothing_that_lies_beside_them(
    firm: Firm, url: str, tmp_path: Path
) -> None:
    settle(firm, SETTINGS.format(url=url))
    firm.run("store", "copy")
    keeper = HeadKeeper.open(firm.workspace / IDENTITY, default_places(os.environ, tmp_path))
    with ours() as (server, _):
        bucket = Bucket(server.fresh())
        bucket.put("originals/ab/ab12", b"pages")
        bucket.put("index/rows", b"made anew")
        made = back_up_database(firm.workspace, tmp_path / "backup", keeper, url, bucket)
        bucket.put("originals/ab/cd12", b"of nobody")
        with pytest.raises(WorkspaceError, match=r"'originals/ab/cd12' in .* is none of pincite's"):
            back_up_database(firm.workspace, tmp_path / "other", keeper, url, bucket)
    assert (made.to / "originals/ab/ab12").read_bytes() == b"pages"
    assert not (made.to / "index").exists()
    assert not (tmp_path / "other").exists()


def test_originals_go_into_the_bucket_with_the_stores_and_come_back(
    firm: Firm, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    original = firm.workspace / "originals/ab/ab12"
    original.parent.mkdir(parents=True)
    original.write_bytes(b"pages")
    (original.parent / "notes.txt").write_bytes(b"of somebody else")
    with ours() as (server, kept):
        bucket = Bucket(server.fresh())
        objects = f'objects = "s3://{bucket.address.bucket}/pincite"\nobjects_endpoint = "{server.endpoint}"\n'
        settle(firm, SETTINGS.format(url=url) + objects)
        bucket.put("originals/ab/ab12", b"other pages")
        assert "has other bytes under originals/ab/ab12" in firm.run("store", "copy", status=1).output
        bucket.delete(["originals/ab/ab12"])
        kept.fault = "full"
        assert "the store is full" in firm.run("store", "copy", status=1).output
        kept.fault = "none"
        firm.run("store", "copy")
        [lease] = [path for path in original.parent.parent.rglob("*") if path.is_file() and path.parent.name != "ab"]
        assert {name for name, _ in bucket.listed("")} == {
            "originals/ab/ab12",
            f"originals/{lease.name[:2]}/{lease.name}",
        }
        assert bucket.get("originals/ab/ab12") == b"pages"
        original.unlink()
        for file in firm.workspace.glob("*.db*"):
            file.unlink()
        firm.run("store", "copy", "--back")
    assert original.read_bytes() == b"pages"
