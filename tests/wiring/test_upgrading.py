"""Two releases over one workspace: files are brought up to date under no server, and a newer file is refused."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.catalogue.test_cards import ACME, put

from pincite.access.memory import MemoryRecorder
from pincite.access.scope import Principal
from pincite.access.sqlite.store import SqliteAccess
from pincite.access.unrecorded import NoRecord
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.errors import WorkspaceError
from pincite.serving.file import ServerFile
from pincite.serving.workers import WorkerFiles
from pincite.wiring.names import ACCESS, CATALOGUE, SERVER, WORKERS
from pincite.wiring.stores import FileStores

OLGA = Principal("olga", "olga")

EARLIER = {
    ACCESS: "DROP TABLE classification; PRAGMA user_version = 4;",
    CATALOGUE: "DROP TABLE card; CREATE TABLE card (word TEXT NOT NULL, document TEXT NOT NULL, weight REAL NOT NULL, "
    "PRIMARY KEY (word, document)) WITHOUT ROWID; PRAGMA user_version = 2;",
    SERVER: "DROP TABLE streamed;",
}
"""What makes each file one of an earlier release."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    SqliteAccess.create(tmp_path / ACCESS, "olga")
    catalogue = SqliteCatalogue(tmp_path / CATALOGUE)
    put(catalogue, ACME, "/f/lease.txt", "LEASE of Petrolube")
    catalogue.close()
    ServerFile(tmp_path / SERVER).close()
    return tmp_path


def run(file: Path, statements: str) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.executescript(statements)


@pytest.mark.parametrize("name", EARLIER)
def test_a_file_of_an_earlier_release_stays_as_it_is_while_its_server_runs(root: Path, name: str) -> None:
    run(root / name, EARLIER[name])
    before = (root / name).read_bytes()
    with WorkerFiles(root / WORKERS).at_work(), pytest.raises(WorkspaceError, match="end that server, then start this"):
        FileStores(root).access(NoRecord())
    assert (root / name).read_bytes() == before
    FileStores(root).access(NoRecord()).close()


def test_a_server_brings_the_catalogue_up_to_date_before_its_workers_run(root: Path) -> None:
    run(root / CATALOGUE, EARLIER[CATALOGUE])
    FileStores(root).require_sound()
    with WorkerFiles(root / WORKERS).at_work(), closing(FileStores(root).access(NoRecord())) as rules:
        assert rules.unchecked().owner == "olga"


def test_rules_that_a_later_release_has_brought_up_to_date_are_given_to_nobody(root: Path) -> None:
    with SqliteAccess(root / ACCESS, MemoryRecorder()) as store:
        store.rules()
        run(root / ACCESS, "PRAGMA user_version = 6;")
        for use in (store.rules, store.unchecked, store.state, lambda: store.add_user(OLGA, "bob")):
            with pytest.raises(WorkspaceError, match="are of version 6, and this pincite reads version 5"):
                use()


def test_a_catalogue_of_a_later_release_stays_as_it_is(root: Path) -> None:
    run(root / CATALOGUE, "PRAGMA user_version = 99;")
    before = (root / CATALOGUE).read_bytes()
    with pytest.raises(WorkspaceError, match="of revision 99, and this pincite reads up to"):
        SqliteCatalogue(root / CATALOGUE)
    assert (root / CATALOGUE).read_bytes() == before
