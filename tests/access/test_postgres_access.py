"""What only rules in PostgreSQL do: other servers change them, sessions are lost, somebody writes by hand."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psycopg
import pytest
from tests.postgres_server import Server

from pincite.access.postgres import PostgresAccess
from pincite.access.scope import Principal
from pincite.errors import Altered, RecordError, WorkspaceError
from pincite.postgres.place import PostgresSchema, place_of
from pincite.sealing import Recorded, Sealed

pytestmark = pytest.mark.live

OLGA = Principal("olga", "olga")


@dataclass
class Notes:
    """A record of several stores, in which something else happens once, before or after a change is on it."""

    told: list[str] = field(default_factory=list)
    said: Recorded | None = None
    first: Callable[[], object] | None = None
    then: Callable[[], object] | None = None

    def recorded(self) -> Recorded | None:
        return self.said

    def record(self, what: str, by: Principal, said: Sealed) -> None:
        first, self.first = self.first, None
        if first is not None:
            first()
        if self.said is not None and said.before != self.said.after:
            raise RecordError("somebody else changed the rules meanwhile")
        self.told.append(what)
        self.said = Recorded(len(self.told), said.before, said.after)
        then, self.then = self.then, None
        if then is not None:
            then()


@pytest.fixture
def place(postgres_server: Server) -> PostgresSchema:
    return place_of(postgres_server.url(), postgres_server.schema())


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def store(place: PostgresSchema, notes: Notes) -> Iterator[PostgresAccess]:
    PostgresAccess.create(place, "olga")
    with PostgresAccess(place, notes) as made:
        made.add_user(OLGA, "bob")
        made.add_matter(OLGA, "Ash")
        yield made


@pytest.fixture
def other(place: PostgresSchema, store: PostgresAccess, notes: Notes) -> Iterator[PostgresAccess]:
    """The same rules from another server, with the same record."""
    with PostgresAccess(place, notes) as opened:
        yield opened


def sql(place: PostgresSchema, statement: str) -> None:
    with psycopg.connect(place.conninfo, autocommit=True) as session:
        session.execute(f"SET search_path = {place.schema}".encode())
        session.execute(statement.encode())


END_ALL = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"


def test_a_wall_that_one_server_puts_holds_on_all_at_once(store: PostgresAccess, other: PostgresAccess) -> None:
    store.grant(OLGA, "bob", "Ash")
    before = other.rules()
    assert other.rules() is before
    store.add_wall(OLGA, "bob", "Ash")
    assert "bob" in other.rules().walls


def test_servers_that_change_the_rules_at_once_lose_nothing(
    place: PostgresSchema, store: PostgresAccess, notes: Notes
) -> None:
    before = store.rules().version

    def add(name: str) -> None:
        with PostgresAccess(place, notes) as own:
            for number in range(6):
                own.add_user(OLGA, f"{name}{number}")

    threads = [threading.Thread(target=add, args=(name,)) for name in "wxyz"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.rules().version == before + 24
    assert len(store.rules().users) == 2 + 24


EDITS = {
    "a wall that is gone": "DELETE FROM wall",
    "a grant": "INSERT INTO permission VALUES ('bob', 'Ash', NULL, NULL, NULL)",
    "a user": "UPDATE who SET active = 0 WHERE name = 'bob'",
    "all of the history": "TRUNCATE change",
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_rules_that_somebody_wrote_by_hand_are_given_to_nobody(
    place: PostgresSchema, store: PostgresAccess, other: PostgresAccess, edit: str
) -> None:
    store.add_wall(OLGA, "bob", "Ash")
    store.rules()
    other.rules()
    sql(place, edit)
    for each in (store, other):
        with pytest.raises(Altered):
            each.rules()


def test_a_wall_that_is_hidden_by_counts_put_back_holds(
    place: PostgresSchema, store: PostgresAccess, other: PostgresAccess
) -> None:
    store.grant(OLGA, "bob", "Ash")
    version = other.rules().version
    with psycopg.connect(place.conninfo) as session:
        found = session.execute(f"SELECT writes FROM {place.schema}.pincite_store".encode()).fetchone()  # noqa: S608 - our own name
    assert found is not None
    store.add_wall(OLGA, "bob", "Ash")
    sql(place, f"UPDATE workspace SET version = {version}; UPDATE pincite_store SET writes = {found[0]}")  # noqa: S608 - numbers
    with pytest.raises(Altered):
        other.rules()


def test_rules_with_something_planted_beside_them_are_not_used(place: PostgresSchema, store: PostgresAccess) -> None:
    sql(place, "CREATE RULE odd AS ON INSERT TO wall DO INSTEAD NOTHING")
    with pytest.raises(WorkspaceError, match="'odd' in it was not made by pincite"):
        store.add_wall(OLGA, "bob", "Ash")


DYING = """
import os, sys
from pincite.access.postgres import PostgresAccess
from pincite.access.scope import Principal
from pincite.postgres.place import place_of
from pincite.sealing import Recorded

class Dying:
    def recorded(self):
        return Recorded(1, "", sys.argv[3])
    def record(self, what, by, said):
        print(said.before, said.after, flush=True)
        os._exit(9)

store = PostgresAccess(place_of(*sys.argv[1:3]), Dying())
store.grant(Principal("olga", "olga"), "bob", "Ash")
"""


def test_a_change_that_was_recorded_before_its_server_died_is_made_by_the_next(
    postgres_server: Server, place: PostgresSchema, store: PostgresAccess, other: PostgresAccess, notes: Notes
) -> None:
    said = notes.said
    assert said is not None
    told = [sys.executable, "-c", DYING, postgres_server.url(), place.schema, said.after]
    died = subprocess.run(told, capture_output=True, text=True, check=False)
    assert died.returncode == 9
    before, after = died.stdout.split()
    assert before == said.after
    notes.said = Recorded(said.seq + 1, before, after)
    for each in (store, other):
        assert "bob" in each.rules().grants


def test_a_server_that_lost_the_right_to_change_does_not_make_the_change_twice(
    place: PostgresSchema, store: PostgresAccess, other: PostgresAccess, notes: Notes
) -> None:
    def lose() -> None:
        sql(place, END_ALL)
        other.add_user(OLGA, "dan")

    notes.then = lose
    with pytest.raises(WorkspaceError, match="the right to change them was lost"):
        store.grant(OLGA, "bob", "Ash")
    assert notes.told[-2:] == ["grant bob: matter Ash", "user add dan"]
    for each in (store, other):
        assert "bob" in each.rules().grants
        assert "dan" in each.rules().users
    assert [change.what for change in store.history()][-2:] == ["grant bob: matter Ash", "user add dan"]


def test_a_server_that_stood_still_before_it_recorded_takes_back_nothing_of_others(
    place: PostgresSchema, store: PostgresAccess, other: PostgresAccess, notes: Notes
) -> None:
    recorded, gone_on = threading.Event(), threading.Event()
    second = threading.Thread(target=lambda: other.add_user(OLGA, "dan"))

    def in_the_middle() -> None:
        recorded.set()
        assert gone_on.wait(60)

    def stand_still() -> None:
        sql(place, END_ALL)
        notes.then = in_the_middle
        second.start()
        assert recorded.wait(60)

    notes.first = stand_still
    with pytest.raises(RecordError, match="somebody else changed the rules meanwhile"):
        store.grant(OLGA, "bob", "Ash")
    gone_on.set()
    second.join()
    for each in (store, other):
        assert "dan" in each.rules().users
        assert "bob" not in each.rules().grants
    assert notes.told[-1] == "user add dan"


def test_sessions_that_were_lost_are_opened_again(place: PostgresSchema, store: PostgresAccess) -> None:
    sql(place, END_ALL)
    assert "bob" in store.rules().users
    sql(place, END_ALL)
    store.add_user(OLGA, "dan")
    assert "dan" in store.rules().users


def test_rules_are_made_once(place: PostgresSchema, store: PostgresAccess) -> None:
    with pytest.raises(WorkspaceError, match="already"):
        PostgresAccess.create(place, "mallory")
    assert store.rules().owner == "olga"


def test_rules_that_are_not_there_are_a_sentence(place: PostgresSchema) -> None:
    with pytest.raises(WorkspaceError, match="there are no access rules in PostgreSQL database"):
        PostgresAccess(place, Notes())
