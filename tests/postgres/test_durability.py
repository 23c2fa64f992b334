"""A commit is worth something: a server that would lose it is refused, and one that may not have it not believed."""

import threading
import time
from collections.abc import Iterator
from itertools import count

import psycopg
import pytest
from tests.postgres.conftest import NOTES
from tests.postgres_server import MISSING, Server, programs, running

from pincite.databases import DatabaseFailed, transaction
from pincite.postgres.connection import Connection
from pincite.postgres.durability import warning
from pincite.postgres.place import place_of

pytestmark = pytest.mark.live

ADD = "INSERT INTO note VALUES (?, 'alice', NULL)"


@pytest.fixture(scope="module")
def careless() -> Iterator[Server]:
    """A server of its own, whose sessions wait for no disk unless they ask for it."""
    if programs() is None:
        pytest.skip(MISSING)
    with running({"synchronous_commit": "off"}) as server:
        yield server


@pytest.fixture
def database(careless: Server) -> Iterator[Connection]:
    with Connection(place_of(careless.url(), careless.schema()), NOTES) as made:
        made.make()
        yield made


def test_a_commit_waits_for_the_disk_whatever_the_server_is_set_to(database: Connection) -> None:
    assert database.execute("SELECT current_setting('synchronous_commit')").fetchone()[0] == "on"


def test_a_commit_that_no_standby_has_confirmed_is_not_one(careless: Server, database: Connection) -> None:
    """Somebody breaks the waiting off; the server then says that it has committed, with a warning."""

    def break_off() -> None:
        with psycopg.connect(careless.url(), autocommit=True) as session:
            waiting = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            while session.execute(waiting.encode()).fetchone() is None:
                time.sleep(0.01)

    written = []

    def write_until_one_waits() -> None:
        """A server takes up a new setting some moments later, and does not say when."""
        for seq in count(1):
            written.append(seq)
            with transaction(database):
                database.execute(ADD, (seq,))

    with psycopg.connect(careless.url(), autocommit=True) as session:
        session.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        session.execute("SELECT pg_reload_conf()")
        breaking = threading.Thread(target=break_off)
        breaking.start()
        with pytest.raises(DatabaseFailed, match="not known whether the standbys have what was written"):
            write_until_one_waits()
        breaking.join()
        session.execute("ALTER SYSTEM RESET synchronous_standby_names")
        session.execute("SELECT pg_reload_conf()")
    with transaction(database):
        assert database.execute("SELECT count(*) FROM note").fetchone()[0] == len(written)


def test_a_server_that_does_not_wait_for_its_disk_is_refused(careless: Server, database: Connection) -> None:
    assert warning(database.settings()) == ""
    database.close()
    with psycopg.connect(careless.url(), autocommit=True) as session:
        session.execute("ALTER SYSTEM SET fsync = off")
        session.execute("SELECT pg_reload_conf()")
        while session.execute("SHOW fsync").fetchone() != ("off",):
            time.sleep(0.01)
    with pytest.raises(DatabaseFailed, match="fsync off"):
        database.execute("SELECT 1")


def test_a_database_of_another_encoding_is_refused(postgres_server: Server) -> None:
    with psycopg.connect(postgres_server.url(), autocommit=True) as session:
        session.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    latin = Connection(place_of(postgres_server.url("latin"), "made"), NOTES)
    with latin, pytest.raises(DatabaseFailed, match="its encoding is LATIN1"):
        latin.make()
    postgres_server.drop(postgres_server.url("latin"))
