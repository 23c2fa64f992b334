"""A backup holds, and is put back as it was made; the record goes on and names what it lacks."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pincite.cli import main

LEASE = "LEASE\n\n2. RENT\n\n2.1 The Tenant shall pay rent of $4,200 per month, in advance.\n"
PINCITE_PDF = next((Path(__file__).parents[2] / "src" / "pincite" / "samples").rglob("*.pdf"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a workspace, `backup` of it, and three records more than the backup has."""
    place = tmp_path_factory.mktemp("backup")
    (place / "ws").mkdir(mode=0o700)
    (place / "ws" / "settings.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    (place / "files").mkdir()
    (place / "files" / "lease.txt").write_text(LEASE, encoding="utf-8")
    shutil.copy(PINCITE_PDF, place / "files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(place / "state"))
        patch.setenv("XDG_CONFIG_HOME", str(place / "config"))
        done(place, "ingest", str(place / "files"), "--matter", "lease")
        done(place, "access", "user", "add", "bob")
        (place / "before.json").write_text(done(place, "backup", str(place / "backup"), "--json"))
        done(place, "access", "wall", "add", "bob", "--matter", "lease")
        (place / "noted").write_text(done(place, "audit", "head", "--checkpoint"))
        done(place, "list")
        shutil.copytree(place, place.with_name(f"{place.name} as made"), symlinks=True)
        yield place


@pytest.fixture
def place(made: Path) -> Path:
    shutil.rmtree(made)
    shutil.copytree(made.with_name(f"{made.name} as made"), made, symlinks=True)
    return made


def run(place: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, ["--workspace", str(place / "ws"), *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def done(place: Path, *arguments: str) -> str:
    result = run(place, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def restored(place: Path) -> dict[str, object]:
    found = json.loads(done(place, "restore", str(place / "backup"), "--reason", "the disk died", "--json"))
    assert isinstance(found, dict)
    return found


def test_a_backup_is_put_back_and_the_record_names_the_gap(place: Path) -> None:
    head = json.loads((place / "before.json").read_text())["head"]
    found = restored(place)
    assert found["ok"]
    assert found["kept"] == int(str(head).partition(":")[0])
    assert found["missing"] == 2
    assert found["reason"] == "the disk died"
    assert (Path(str(found["replaced"])) / "access.db").exists()
    assert "2 documents" in done(place, "list")
    assert "$4,200" in done(place, "ask", "How much is the rent per month?")
    verified = json.loads(done(place, "audit", "verify", "--json"))
    assert (verified["ok"], verified["problems"]) == (True, [])
    assert [gap["seq"] for gap in verified["gaps"]] == [found["seq"]]
    assert "nothing wrong but 1 gap that the record itself names:" in done(place, "audit", "verify")
    assert f"restored {found['seq']} " in done(place, "audit", "head", "--checkpoint")
    later = run(place, "audit", "verify", "--checkpoint", str(place / "noted"))
    assert later.exit_code == 1
    assert f"is in the gap of the restore recorded at {found['seq']}" in later.stderr
    assert "the disk died" in done(place, "audit", "show", str(found["seq"]))


def test_a_workspace_that_was_put_back_by_hand_goes_on(place: Path) -> None:
    shutil.rmtree(place / "ws")
    shutil.copytree(place / "backup", place / "ws")
    assert "go on with: pincite restore" in run(place, "list").stderr
    assert "what was done in the gap has to be done again" in done(place, "restore", "--reason", "the disk died")
    assert "2 documents" in done(place, "list")
    assert "nothing is missing" in run(place, "restore", "--reason", "again").stderr


def test_a_backup_of_this_very_moment_is_put_back_without_a_gap(place: Path) -> None:
    done(place, "backup", str(place / "now"))
    assert "nothing is missing" in done(place, "restore", str(place / "now"), "--reason", "the disk died")
    assert json.loads(done(place, "audit", "verify", "--json"))["gaps"] == []


def test_a_plain_copy_is_put_back_as_well(place: Path) -> None:
    shutil.copytree(place / "ws", place / "copy")
    done(place, "list")
    found = json.loads(done(place, "restore", str(place / "copy"), "--reason", "the disk died", "--json"))
    assert (found["missing"], found["ok"]) == (1, True)


def test_on_another_machine_key_and_backup_go_on(place: Path) -> None:
    shutil.rmtree(place / "ws")
    shutil.rmtree(place / "state")
    found = restored(place)
    assert (found["last"], found["missing"], found["ok"]) == (None, None, True)
    assert "2 documents" in done(place, "list")


@pytest.mark.parametrize(
    "name", ["access.db", "audit.db", "documents.db", "settings.toml", "workspace.vkey", "originals"]
)
def test_a_backup_that_was_altered_is_refused_and_nothing_is_replaced(place: Path, name: str) -> None:
    file = place / "backup" / name
    file = next(path for path in file.rglob("*") if path.is_file()) if file.is_dir() else file
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))
    before = {path: path.stat().st_ino for path in (place / "ws").iterdir()}
    said = run(place, "restore", str(place / "backup"), "--reason", "the disk died")
    assert said.exit_code == 1
    assert f"is not as it was made: {file.relative_to(place / 'backup')} was changed" in said.stderr
    assert {path: path.stat().st_ino for path in (place / "ws").iterdir()} == before
    assert "2 documents" in done(place, "list")


def planted(place: Path) -> None:
    (place / "backup" / "backup.json").unlink()
    with closing(sqlite3.connect(place / "backup" / "audit.db", isolation_level=None)) as database:
        database.execute("DELETE FROM audit WHERE seq = 2")


def elsewhere(place: Path) -> None:
    (place / "backup" / "backup.json").unlink()
    (place / "backup" / "originals" / "link").symlink_to(place / "files")


def another(place: Path) -> None:
    (place / "backup" / "backup.json").unlink()
    other = '{"XDG": 0}'
    (place / "backup" / "workspace.vkey").write_text(other)


def gone(place: Path) -> None:
    (place / "backup" / "audit.db").unlink()


def owned(place: Path) -> None:
    (place / "backup" / "backup.json").unlink()
    with closing(sqlite3.connect(place / "backup" / "access.db", isolation_level=None)) as database:
        database.execute("UPDATE workspace SET owner = 'bob'")


def raised(place: Path) -> None:
    (place / "backup" / "backup.json").unlink()
    with closing(sqlite3.connect(place / "backup" / "access.db", isolation_level=None)) as database:
        database.execute("INSERT INTO role VALUES ('bob', 'auditor')")


def set_otherwise(place: Path) -> None:
    (place / "backup" / "backup.json").unlink()
    with (place / "backup" / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[audit]\nsign_command = ["/bin/true"]\n')


def set_wrongly(place: Path) -> None:
    (place / "backup" / "backup.json").unlink()
    (place / "backup" / "settings.toml").write_text("embedder = [\n", encoding="utf-8")


def rules_gone(place: Path) -> None:
    (place / "backup" / "backup.json").unlink()
    with closing(sqlite3.connect(place / "backup" / "access.db", isolation_level=None)) as database:
        database.execute("DROP TABLE wall")


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (raised, "not those that the record has"),
        (set_otherwise, "has not agreed to"),
        (set_wrongly, "settings.toml"),
        (rules_gone, "cannot be used"),
        (planted, "the record in the backup does not hold"),
        (elsewhere, "is a link or no file at all"),
        (another, "is not the public key of a workspace"),
        (gone, "is not a backup of a workspace"),
        (owned, "only the workspace's owner (bob) may put a backup in its place"),
    ],
)
def test_what_is_no_backup_of_ours_is_not_put_back(place: Path, alter: Callable[[Path], None], said: str) -> None:
    alter(place)
    refused = run(place, "restore", str(place / "backup"), "--reason", "the disk died")
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert "2 documents" in done(place, "list")
    assert sorted(path.name for path in place.iterdir() if path.name.startswith("ws")) == ["ws"]


def test_only_the_owner_backs_up_and_restores(place: Path) -> None:
    for arguments in (("backup", str(place / "mine")), ("restore", "--reason", "why")):
        assert "only the workspace's owner" in run(place, "--as", "bob", *arguments).stderr
    assert not (place / "mine").exists()
    refused = run(place, "--as", "bob", "restore", str(place / "backup"), "--reason", "why")
    assert (refused.exit_code, "only the workspace's owner" in refused.stderr) == (1, True)
    assert "2 documents" in done(place, "list")
    assert sorted(path.name for path in place.iterdir() if path.name.startswith("ws")) == ["ws"]
    assert run(place, "restore").exit_code == 2
    assert run(place, "restore", "--reason", "…").exit_code == 2


def test_a_backup_is_made_of_what_holds_and_where_nothing_is(place: Path) -> None:
    assert "is there already" in run(place, "backup", str(place / "files")).stderr
    assert "no backup can be made" in run(place, "backup", str(place / "ws" / "backup")).stderr
    with closing(sqlite3.connect(place / "ws" / "audit.db", isolation_level=None)) as database:
        database.execute("UPDATE content SET body = '{}' WHERE seq = 2")
    assert "the content of record 2 was changed" in run(place, "backup", str(place / "new")).stderr
    assert not (place / "new").exists()
    assert not (place / "new.making").exists()


def test_a_backup_is_taken_while_others_write(place: Path) -> None:
    with closing(sqlite3.connect(place / "ws" / "access.db", isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO who VALUES ('carol', 'user', 1)")
        done(place, "backup", str(place / "new"))
        database.execute("COMMIT")
    with closing(sqlite3.connect(place / "new" / "access.db")) as database:
        assert database.execute("SELECT count(*) FROM who WHERE name = 'carol'").fetchone() == (0,)


def test_files_of_a_backup_are_their_owners_alone(place: Path) -> None:
    assert {path.stat().st_mode & 0o077 for path in (place / "backup").rglob("*")} == {0}


def test_a_backup_whose_settings_were_agreed_to_is_put_back(place: Path) -> None:
    settings = '\n[audit]\nheads = ["../share"]\nevery_records = 2\n'
    (place / "share").mkdir()
    with (place / "ws" / "settings.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    done(place, "workspace", "trust", "--yes")
    done(place, "backup", str(place / "agreed"))
    done(place, "access", "user", "add", "dora")
    done(place, "restore", str(place / "agreed"), "--reason", "the disk died")
    assert (place / "ws" / "settings.toml").read_text(encoding="utf-8").endswith(settings)
    assert "dora" not in done(place, "access", "list").split()
