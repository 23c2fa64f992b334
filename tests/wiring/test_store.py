"""A workspace over a PostgreSQL database: made, worked in from several processes, looked through, and refused."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres_server import Server
from tests.wiring.over_postgres import SETTINGS, Place, placed

from pincite.errors import NotVisible, PinciteError
from pincite.wiring import open_session

pytestmark = pytest.mark.live

LEASE = "LEASE\n\n1. The Tenant shall pay rent of $4,200 per month, in advance.\n"
FILES = {"access.db", "audit.db", "documents.db", "server.db", "ledger.db", "traffic.db"}


def names_in(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


@pytest.fixture
def place(postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    made = placed(postgres_server, tmp_path)
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, made.environment()[name])
    yield made
    postgres_server.drop(made.url)


@pytest.fixture
def read_in(place: Place) -> Place:
    files = place.folder / "files"
    files.mkdir()
    (files / "lease.txt").write_text(LEASE, encoding="utf-8")
    place.run("ingest", str(files), "--matter", "Lease")
    return place


def test_a_workspace_works_and_has_no_database_of_its_own(read_in: Place) -> None:
    [hit] = read_in.read("search", "rent")["hits"]
    assert hit["path"].endswith("/lease.txt")
    assert [each["document"] for each in read_in.read("list")["documents"]] == [hit["document"]]
    assert "nothing wrong" in read_in.run("audit", "verify")
    assert FILES.isdisjoint(names_in(read_in.workspace))


def test_the_demo_answers_and_walls_hold(place: Place) -> None:
    said = place.run("demo")
    assert "No answer" in said or "record" in said
    assert "nothing wrong" in place.run("audit", "verify")
    assert FILES.isdisjoint(names_in(place.workspace))


def test_a_rule_that_one_process_changes_holds_in_another_at_its_next_statement(read_in: Place) -> None:
    read_in.run("access", "user", "add", "alice")
    read_in.run("access", "grant", "alice", "--matter", "Lease")
    with open_session(read_in.workspace, "alice") as session:
        firm = session.firm
        scope = session.scope()
        [entry] = firm.catalogue.entries(scope)
        read_in.run("access", "wall", "add", "alice", "--matter", "Lease")
        assert firm.catalogue.entries(session.scope()) == []
        with pytest.raises(NotVisible):
            firm.catalogue.visible(entry.document, session.scope())
        read_in.run("access", "user", "disable", "alice")
        with pytest.raises(PinciteError):
            session.scope()


def test_what_somebody_changes_in_the_database_is_shown_to_nobody_and_found(read_in: Place) -> None:
    import psycopg

    with psycopg.connect(read_in.url, autocommit=True) as stranger:
        stranger.execute("UPDATE pincite_documents.document SET matter = 'Other'")
    refused = read_in.tried("search", "rent")
    assert refused.returncode == 1
    assert "not those that the record has" in refused.stderr
    found = read_in.tried("audit", "verify")
    assert "its matter, path, labels, version" in found.stdout


def test_files_and_an_empty_database_are_refused_and_the_way_is_named(postgres_server: Server, tmp_path: Path) -> None:
    place = Place(tmp_path, postgres_server.fresh())
    place.workspace.mkdir(mode=0o700)
    settings = place.workspace / "settings.toml"
    settings.write_text('embedder = "hashing"\nreader = "none"\n', encoding="utf-8")
    files = tmp_path / "files"
    files.mkdir()
    (files / "lease.txt").write_text(LEASE, encoding="utf-8")
    place.run("ingest", str(files), "--matter", "Lease")
    settings.write_text(SETTINGS.format(url=place.url), encoding="utf-8")
    place.tried("workspace", "trust", "--yes")
    refused = place.tried("list")
    assert refused.returncode == 1
    assert "copy them there with: pincite store copy" in refused.stderr
    postgres_server.drop(place.url)


def test_a_server_that_is_away_is_said_to_be(postgres_server: Server, read_in: Place) -> None:
    away = read_in.url.replace("port=5432", "port=5433")
    settings = read_in.workspace / "settings.toml"
    settings.write_text(SETTINGS.format(url=away), encoding="utf-8")
    trusted = read_in.tried("workspace", "trust", "--yes")
    assert (trusted.returncode, "see that PostgreSQL runs and can be reached" in trusted.stderr) == (0, True)
    refused = read_in.tried("list")
    assert refused.returncode == 1
    assert "see that PostgreSQL runs and can be reached" in refused.stderr


def test_a_password_comes_from_the_environment_and_is_shown_nowhere(postgres_server: Server, tmp_path: Path) -> None:
    place = placed(postgres_server, tmp_path, SETTINGS + 'password_env = "FIRM_PASSWORD"\n')
    secret = {"FIRM_PASSWORD": "s3cret/@word"}
    missing = place.tried("ingest", str(tmp_path), "--matter", "M")
    assert "the environment variable FIRM_PASSWORD is not set" in missing.stderr
    files = tmp_path / "files"
    files.mkdir()
    (files / "a.txt").write_text(LEASE, encoding="utf-8")
    done = place.tried("ingest", str(files), "--matter", "M", **secret)
    assert done.returncode == 0, done.stderr
    for each in (*place.folder.rglob("*"),):
        if each.is_file():
            assert b"s3cret" not in each.read_bytes(), each
    exported = place.tried("--json", "audit", "export", "--format", "jsonl", **secret)
    assert "s3cret" not in exported.stdout + exported.stderr + done.stdout + done.stderr
    postgres_server.drop(place.url)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ('url = "postgresql://a:s3cret@db/firm"', "has a password in \\[store\\] url"),
        ('url = "postgresql://db/firm?password=s3cret"', "has a password in \\[store\\] url"),
        ('url = "postgresql://a:s3#cret@db/firm"', "has a password in \\[store\\] url"),
        ('url = "postgresql://a:s3?cret@db/firm"', "has a password in \\[store\\] url"),
        ('url = "postgresql://a:s3[cret@db/firm"', "has a password in \\[store\\] url"),
        ('url = "postgresql://a:s3/cret@db/firm"', "has a password in \\[store\\] url"),
        ('url = "postgresql://a@firm:s3cret@db/firm"', "has a password in \\[store\\] url"),
        ('url = "postgresql://db/firm#?pass%77ord=s3cret"', "has a password in \\[store\\] url"),
        ('url = "postgresql://db/firm?sslpassword=s3cret"', "has a password in \\[store\\] url"),
        ('url = "postgresql://a@[db/firm"\npassword_env = "P"', "an address whose host is not whole"),
        ('url = "mysql://db/firm"', "something that is no address"),
        ('url = "postgresql://db/firm"\nhost = "db"', "an unknown setting 'host' in \\[store\\]"),
        ('url = "postgresql://db/firm"\npassword_env = "s3 cret"', "not the name of an environment variable"),
        ('objects = "s3://firm/a"', "has no lock that ends with its holder"),
        ('url = "postgresql://db/f"\nobjects = "s3://a:s3cret@firm"', "to no address of a bucket"),
        ('url = "postgresql://db/f"\nobjects_region = "eu"', "without objects"),
        *(
            (f'url = "postgresql://db/f"\nobjects = "s3://firm"\n{line}', sentence)
            for line, sentence in (
                ('objects_endpoint = "http://example.com"', "no https:// address without a login"),
                ('objects_endpoint = "https://a:s3cret@example.com"', "no https:// address without a login"),
                ('objects_region = "EU 1"', "no name of a region"),
                ('objects_key = "s3 cret"', "no name of a key"),
            )
        ),
    ],
)
def test_settings_that_cannot_be_used_are_refused_without_being_repeated(
    tmp_path: Path, table: str, sentence: str
) -> None:
    from pincite.errors import WorkspaceError
    from pincite.wiring.settings import read_settings

    file = tmp_path / "settings.toml"
    file.write_text(f"[store]\n{table}\n", encoding="utf-8")
    with pytest.raises(WorkspaceError, match=sentence) as refused:
        read_settings(file)
    assert "cret" not in str(refused.value)


def test_without_a_store_in_the_settings_no_driver_is_loaded(tmp_path: Path) -> None:
    program = """
import os, sys
from pathlib import Path
from pincite.wiring import open_workspace
with open_workspace(Path("firm"), create=True) as firm:
    firm.catalogue.known(), firm.audit.head(), firm.accounts.ledger.recover(), firm.rules
    with firm.server(create=True) as tables, firm.workers.at_work():
        tables.require_writable()
assert not {"psycopg", "pincite.postgres.connection"} & set(sys.modules)
"""
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "s"), "XDG_CONFIG_HOME": str(tmp_path / "c")}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
