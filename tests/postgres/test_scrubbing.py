"""What is deleted leaves a server's files, or it is said that it may still be there."""

import psycopg
import pytest
from tests.postgres_server import Server
from tests.serving.kinds import FILES

from pincite.databases import DatabaseFailed, transaction
from pincite.postgres import scrubbing
from pincite.postgres.connection import Connection
from pincite.postgres.scrubbing import scrub

pytestmark = pytest.mark.live


def on_disk(server: Server, database: Connection) -> bytes:
    with psycopg.connect(server.url(), autocommit=True) as session:
        session.execute("CHECKPOINT")
        found = session.execute(FILES, (database.place.schema,)).fetchall()
    return b"".join((server.folder / "data" / str(name)).read_bytes() for (name,) in found)


def written_and_deleted(database: Connection) -> None:
    with transaction(database):
        database.execute("INSERT INTO note VALUES (1, 'numbat', NULL), (2, 'wombat', NULL)")
    with transaction(database):
        database.execute("DELETE FROM note WHERE seq = 1")


def test_a_deleted_word_leaves_the_files_and_the_others_stay(database: Connection, postgres_server: Server) -> None:
    written_and_deleted(database)
    assert b"numbat" in on_disk(postgres_server, database)
    scrub(database, "note")
    found = on_disk(postgres_server, database)
    assert b"numbat" not in found
    assert b"wombat" in found


def test_what_somebody_may_still_see_is_not_said_to_be_gone(
    database: Connection, postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "MOST_WAITED_S", 0.2)
    with database.transaction():
        database.execute("INSERT INTO note VALUES (1, 'numbat', NULL)")
    with postgres_server.read_by_another():
        with database.transaction():
            database.execute("DELETE FROM note")
        with pytest.raises(DatabaseFailed, match="reading it as it was before"):
            scrub(database, "note")
    scrub(database, "note")
    assert b"numbat" not in on_disk(postgres_server, database)


def test_what_is_read_of_another_database_is_not_waited_for(database: Connection, postgres_server: Server) -> None:
    written_and_deleted(database)
    elsewhere = postgres_server.fresh()
    with postgres_server.read_by_another(elsewhere.partition("?")[0].rpartition("/")[2]):
        scrub(database, "note")
    postgres_server.drop(elsewhere)
    assert b"numbat" not in on_disk(postgres_server, database)


def test_a_transaction_that_has_written_and_does_not_end_is_waited_for(
    database: Connection, postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "MOST_WAITED_S", 0.2)
    with database.transaction():
        database.execute("INSERT INTO note VALUES (1, 'numbat', NULL)")
    with psycopg.connect(postgres_server.url()) as writer:
        writer.execute("CREATE TEMPORARY TABLE mine (seq BIGINT)")
        with database.transaction():
            database.execute("DELETE FROM note")
        with pytest.raises(DatabaseFailed, match="as it was before"):
            scrub(database, "note")
        writer.rollback()
    scrub(database, "note")
    assert b"numbat" not in on_disk(postgres_server, database)
