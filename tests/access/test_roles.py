"""What roles let their holders do, what they take away, and that nobody raises themselves."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.access.stores import ADAPTERS

from pincite.access.decision import nothing_came_in, scope_of
from pincite.access.port import AccessStore
from pincite.access.roles import Power, may, require
from pincite.access.scope import Principal
from pincite.errors import AccessError

OLGA, ADA, BEN = (Principal(name, name) for name in ("olga", "ada", "ben"))
HELD: dict[str, set[Power]] = {
    "": {"read", "add", "move", "remove"},
    "attorney": {"read", "add", "move", "remove"},
    "knowledge-manager": {"read", "add", "move", "remove", "curate"},
    "auditor": {"read", "audit"},
    "administrator": {"administer"},
}
EVERY: tuple[Power, ...] = ("read", "add", "move", "remove", "curate", "audit", "administer")


@pytest.fixture(params=ADAPTERS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AccessStore]:
    """Ada administers by way of two groups; ben is in a group of his own; the matter is granted to both."""
    with closing(ADAPTERS[request.param](tmp_path)) as made:
        for user in ("ada", "ben"):
            made.add_user(OLGA, user)
        made.add_group(OLGA, "it", ["ada"])
        made.add_group(OLGA, "operations", ["it"])
        made.add_group(OLGA, "team", ["ben"])
        made.add_matter(OLGA, "Ash")
        made.grant(OLGA, "ada", "Ash")
        made.grant(OLGA, "team", "Ash")
        made.add_role(OLGA, "operations", "administrator")
        yield made


@pytest.mark.parametrize("role", HELD)
def test_the_table_of_powers(store: AccessStore, role: str) -> None:
    if role:
        store.add_role(OLGA, "ben", role)
    rules = store.rules()
    assert {power for power in EVERY if may(BEN, power, rules)} == HELD[role]


def test_several_roles_let_do_what_any_of_them_lets(store: AccessStore) -> None:
    store.add_role(OLGA, "ben", "auditor")
    store.add_role(OLGA, "team", "attorney")
    rules = store.rules()
    assert {power for power in EVERY if may(BEN, power, rules)} == HELD["auditor"] | HELD["attorney"]


def test_an_administrator_sees_nothing_whatever_was_granted_and_however_the_role_came(store: AccessStore) -> None:
    assert scope_of(ADA, store.rules(), store.now(), nothing_came_in).is_empty
    store.remove_role(OLGA, "operations", "administrator")
    assert scope_of(ADA, store.rules(), store.now(), nothing_came_in).matters == {"Ash"}


def test_an_owner_who_takes_the_role_of_administrator_reads_nothing_and_can_give_it_up(store: AccessStore) -> None:
    store.add_role(OLGA, "olga", "administrator")
    rules = store.rules()
    assert scope_of(OLGA, rules, store.now(), nothing_came_in).is_empty
    assert not may(OLGA, "audit", rules)
    store.remove_role(OLGA, "olga", "administrator")
    assert scope_of(OLGA, store.rules(), store.now(), nothing_came_in).matters == {"Ash"}


def test_an_administrator_changes_the_rules_of_others(store: AccessStore) -> None:
    store.add_user(ADA, "cai")
    store.grant(ADA, "cai", "Ash")
    store.add_matter(ADA, "Birch")
    store.add_wall(ADA, "ben", "Ash")
    assert scope_of(Principal("cai", "cai"), store.rules(), store.now(), nothing_came_in).matters == {"Ash"}
    assert scope_of(BEN, store.rules(), store.now(), nothing_came_in).is_empty
    assert not any(grant.target.matter == "Birch" for grants in store.rules().grants.values() for grant in grants)


RAISING: dict[str, Callable[[AccessStore], int]] = {
    "gives up the role": lambda store: store.remove_role(ADA, "operations", "administrator"),
    "leaves the group that holds the role": lambda store: store.remove_members(ADA, "it", ["ada"]),
    "takes the group out of the one that holds it": lambda store: store.remove_members(ADA, "operations", ["it"]),
    "grants themselves a matter": lambda store: store.grant(ADA, "ada", "Birch"),
    "grants themselves a label": lambda store: store.grant(ADA, "ada", label="open"),
    "grants a group of theirs a document": lambda store: store.grant(ADA, "it", document="d"),
    "joins a group with a grant": lambda store: store.add_members(ADA, "rich", ["ada"]),
    "takes down a wall of theirs": lambda store: store.remove_wall(ADA, "ada", "Birch"),
    "leaves a group behind a wall": lambda store: store.remove_members(ADA, "walled", ["ada"]),
    "takes back the wall": lambda store: store.undo(ADA, _wall(store), is_held=lambda _: False),
}


def _wall(store: AccessStore) -> int:
    return next(change.number for change in store.history() if change.what.startswith("wall add ada"))


@pytest.mark.parametrize("raising", RAISING)
def test_an_administrator_cannot_make_themselves_see_more(store: AccessStore, raising: str) -> None:
    store.add_matter(OLGA, "Birch")
    store.add_group(OLGA, "rich", [])
    store.grant(OLGA, "rich", "Birch")
    store.add_group(OLGA, "walled", ["ada"])
    store.add_wall(OLGA, "walled", "Ash")
    store.add_wall(OLGA, "ada", "Birch")
    before = store.state()
    with pytest.raises(AccessError, match="cannot change what they themselves may see; ask olga"):
        RAISING[raising](store)
    assert store.state() == before


@pytest.mark.parametrize("by", [Principal("ada", "olga"), BEN, Principal("ben", "ada")], ids=str)
def test_nobody_administers_in_the_name_of_another_nor_without_the_role(store: AccessStore, by: Principal) -> None:
    with pytest.raises(AccessError, match=r"only the workspace's owner \(olga\) or an administrator, as themselves"):
        store.add_user(by, "dan")
    assert not may(by, "administer", store.rules())


def test_what_a_role_takes_away_is_refused_with_the_role_named(store: AccessStore) -> None:
    store.add_role(OLGA, "ben", "auditor")
    with pytest.raises(AccessError, match=r"ben may not add documents with the roles they hold \(auditor\)"):
        require(BEN, "add", store.rules())


def test_a_disabled_administrator_administers_no_more(store: AccessStore) -> None:
    store.disable_user(OLGA, "ada")
    with pytest.raises(AccessError, match="or an administrator"):
        store.add_user(ADA, "dan")


def test_a_group_with_a_role_cannot_be_removed_with_what_the_role_takes_away(store: AccessStore) -> None:
    with pytest.raises(AccessError, match="pincite access role remove operations administrator"):
        store.remove_group(OLGA, "operations")
    with pytest.raises(AccessError, match=r"'it' is in operations, which is administrator.*group remove operations"):
        store.remove_group(OLGA, "it")
