"""What every store of the rules does beside the record; groups, roles and names are tested for each elsewhere here."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.access.stores import ADAPTERS

from pincite.access.port import AccessStore
from pincite.access.scope import Principal
from pincite.access.second import Confirming
from pincite.errors import AccessError, Altered, AwaitsSecond, ClockError, RecordError
from pincite.sealing import Recorded, Sealed

OLGA, BOB = Principal("olga", "olga"), Principal("bob", "bob")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Notes:
    """A record that has what it was told last, or that cannot be written."""

    told: list[tuple[str, int]] = field(default_factory=list)
    said: Recorded | None = None
    is_full: bool = False
    store: AccessStore | None = None

    def recorded(self) -> Recorded | None:
        return self.said

    def record(self, what: str, by: Principal, said: Sealed) -> None:
        if self.is_full:
            raise RecordError("the disk is full")
        version = 0 if self.store is None else self.store.unchecked().version
        self.told.append((what, version))
        self.said = Recorded(len(self.told), said.before, said.after)


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture(params=ADAPTERS)
def store(request: pytest.FixtureRequest, tmp_path: Path, notes: Notes) -> Iterator[AccessStore]:
    confirming = Confirming(frozenset({"wall remove", "erase"}), lambda: "7:abc")
    with closing(ADAPTERS[request.param](tmp_path, lambda: NOW, notes, confirming)) as made:
        notes.store = made
        made.add_user(OLGA, "bob")
        made.add_matter(OLGA, "Ash")
        yield made


def test_a_change_is_on_the_record_before_it_is_made(store: AccessStore, notes: Notes) -> None:
    before = store.unchecked().version
    assert store.grant(OLGA, "bob", "Ash") == before + 1
    assert notes.told[-1] == ("grant bob: matter Ash", before)
    assert "bob" in store.rules().grants


def test_what_cannot_be_recorded_is_not_done(store: AccessStore, notes: Notes) -> None:
    store.grant(OLGA, "bob", "Ash")
    before, notes.is_full = store.rules(), True
    with pytest.raises(RecordError):
        store.add_wall(OLGA, "bob", "Ash")
    assert store.rules() == before
    notes.is_full = False
    store.add_wall(OLGA, "bob", "Ash")
    assert "bob" in store.rules().walls


def test_rules_that_the_record_does_not_have_are_given_to_nobody(store: AccessStore, notes: Notes) -> None:
    store.grant(OLGA, "bob", "Ash")
    before = notes.said
    store.add_user(OLGA, "dan")
    notes.said = before
    with pytest.raises(Altered):
        store.rules()
    assert "dan" in store.unchecked().users
    store.cover(OLGA, "seal")
    assert "dan" in store.rules().users


def test_what_takes_two_people_waits_and_is_done_once(store: AccessStore) -> None:
    store.add_wall(OLGA, "bob", "Ash")
    with pytest.raises(AwaitsSecond):
        store.remove_wall(OLGA, "bob", "Ash")
    [waiting] = store.pending()
    assert store.request(waiting.id) == waiting
    assert '"head": "7:abc"' in waiting.body
    with pytest.raises(AccessError, match="would gain by it"):
        store.carry_out(waiting, "bob")
    store.carry_out(waiting, "olga")
    assert "bob" not in store.rules().walls
    with pytest.raises(AccessError, match="cannot be done as asked"):
        store.carry_out(waiting, "olga")
    assert store.pending() == []


def test_what_waits_can_be_withdrawn_or_claimed(store: AccessStore) -> None:
    for what in ("erase lease", "erase deed", "erase will"):
        with pytest.raises(AwaitsSecond):
            store.ask_second(OLGA, "erase", what, "{}")
    first, second, _ = store.pending()
    store.withdraw(first)
    store.claim(second)
    with pytest.raises(AccessError, match="nothing waits"):
        store.claim(second)
    store.withdraw_all()
    assert store.pending() == []


def test_a_change_is_taken_back_by_a_new_one(store: AccessStore) -> None:
    number = store.grant(OLGA, "bob", "Ash")
    after = store.undo(OLGA, number, is_held=lambda _: True)
    assert "bob" not in store.rules().grants
    assert [(change.number, change.undoes) for change in store.history()[-2:]] == [(number, None), (after, number)]
    with pytest.raises(AccessError, match="no change 99"):
        store.undo(OLGA, 99, is_held=lambda _: True)


def test_a_clock_that_was_set_back_changes_nothing_until_it_is_accepted(store: AccessStore) -> None:
    store.now = lambda: datetime(2026, 3, 1, tzinfo=UTC)
    with pytest.raises(ClockError):
        store.grant(OLGA, "bob", "Ash")
    with pytest.raises(AccessError, match="only the workspace's owner"):
        store.accept_clock(BOB)
    store.accept_clock(OLGA)
    store.grant(OLGA, "bob", "Ash")
    assert store.latest_time() == datetime(2026, 3, 1, tzinfo=UTC)


def test_threads_that_change_the_rules_at_once_lose_nothing(store: AccessStore) -> None:
    before = store.rules().version
    threads = [threading.Thread(target=lambda n=n: [store.add_user(OLGA, f"{n}{i}") for i in range(8)]) for n in "wxyz"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.rules().version == before + 32
    assert len(store.rules().users) == 2 + 32
