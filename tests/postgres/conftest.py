"""A store with one table, in a schema of its own."""

from collections.abc import Iterator

import pytest
from tests.postgres_server import Server

from pincite.postgres.connection import Connection
from pincite.postgres.layout import Layout
from pincite.postgres.place import PostgresSchema, place_of

NOTES = Layout(
    1,
    (
        'CREATE TABLE note (seq BIGINT PRIMARY KEY, "user" TEXT COLLATE "C" NOT NULL, body BYTEA)',
        'CREATE INDEX by_user ON note ("user")',
    ),
    noticed=("note",),
)


@pytest.fixture
def place(postgres_server: Server) -> PostgresSchema:
    return place_of(postgres_server.url(), postgres_server.schema())


@pytest.fixture
def database(place: PostgresSchema) -> Iterator[Connection]:
    with Connection(place, NOTES) as connection:
        assert connection.make()
        yield connection


@pytest.fixture
def other(database: Connection) -> Iterator[Connection]:
    """A second session with the same store."""
    with Connection(database.place, NOTES) as connection:
        yield connection
