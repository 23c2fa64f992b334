"""Where a store lies: an address whose password nobody is shown."""

import pytest

from pincite.databases import DatabaseFailed
from pincite.errors import WorkspaceError
from pincite.postgres.connection import Connection
from pincite.postgres.layout import Layout
from pincite.postgres.place import place_of

NOTHING = Layout(1, ())


def test_a_place_says_where_it_is_and_no_password() -> None:
    place = place_of("postgresql://pincite:s3cret@db1,db2:5433/firm", "pincite_record")
    assert place.name == "PostgreSQL database firm at db1, db2:5433, schema pincite_record"
    assert "s3cret" not in repr(place)
    assert "s3cret" not in repr(place.beside("pincite_rules"))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://pincite:s3cret@db1",
        "postgresql://pincite:p@s3cret@db1/firm",
        "postgresql://pincite:s3cret@db1:port s3cret/firm",
        "postgresql://pincite:s3cret%@db1/firm",
        "postgresql://pincite:s3cret@db1/firm?unknown=s3cret",
        "mysql://pincite:s3cret@db1/firm",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(WorkspaceError, match="postgresql://USER@HOST:PORT/DATABASE") as refused:
        place_of(url, "pincite_record")
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("schema", ["", "Firm", "a b", "pg;drop", "1st", "a" * 59])
def test_a_schema_has_a_plain_name(schema: str) -> None:
    with pytest.raises(WorkspaceError, match="cannot be the name of a schema"):
        place_of("postgresql://pincite@db1/firm", schema)


def test_a_server_that_is_not_there_is_named_in_the_reason_and_the_password_is_not() -> None:
    place = place_of("postgresql://pincite:s3cret@127.0.0.1:1/firm", "pincite_record")
    with Connection(place, NOTHING) as database, pytest.raises(DatabaseFailed, match=r"127\.0\.0\.1") as failed:
        database.execute("SELECT 1")
    assert failed.value.is_lost
    assert "s3cret" not in str(failed.value)
