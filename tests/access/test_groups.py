"""Groups in groups: rings are refused and named, ways are shown, taking out works."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.access.effort import POLICIES
from tests.access.stores import ADAPTERS

from pincite.access.decision import nothing_came_in, scope_of
from pincite.access.explaining import explain
from pincite.access.nesting import ring_of, ways_up
from pincite.access.port import AccessStore
from pincite.access.scope import Principal
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError

OLGA, ANN = Principal("olga", "olga"), Principal("ann", "ann")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = ("a", "b", "c", "d", "e")


@pytest.fixture(params=ADAPTERS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AccessStore]:
    with closing(ADAPTERS[request.param](tmp_path, lambda: NOW)) as made:
        made.add_user(OLGA, "ann")
        made.add_group(OLGA, "north-associates", ["ann"])
        made.add_group(OLGA, "north", ["north-associates"])
        made.add_matter(OLGA, "Ash")
        made.grant(OLGA, "north", "Ash")
        yield made


def test_a_grant_reaches_through_groups_and_the_way_is_shown(store: AccessStore) -> None:
    assert scope_of(ANN, store.rules(), NOW, nothing_came_in).matters == {"Ash"}
    found = explain("ann", MatterId("Ash"), DocumentId("d"), (), (), store.rules(), NOW)
    assert found.rules[0] == "group north is a member of matter Ash, and ann is in it: ann → north-associates → north"


def test_taking_the_inner_group_out_closes_the_matter(store: AccessStore) -> None:
    store.remove_members(OLGA, "north", ["north-associates"])
    assert scope_of(ANN, store.rules(), NOW, nothing_came_in).is_empty


def test_a_wall_on_the_outer_group_keeps_those_of_the_inner_one_out(store: AccessStore) -> None:
    store.grant(OLGA, "ann", "Ash")
    store.add_wall(OLGA, "north", "Ash")
    assert scope_of(ANN, store.rules(), NOW, nothing_came_in).is_empty
    found = explain("ann", MatterId("Ash"), DocumentId("d"), (), (), store.rules(), NOW)
    assert found.rules[0] == (
        "wall: group north may not see matter Ash, and ann is in it: ann → north-associates → north; "
        "a wall beats every grant"
    )
    with pytest.raises(AccessError, match="'north-associates' is in north, which is behind a wall from matter Ash"):
        store.remove_group(OLGA, "north-associates")


@pytest.mark.parametrize(
    ("group", "member", "ring"),
    [
        ("north", "north", "north → north"),
        ("north-associates", "north", "north → north-associates → north"),
    ],
)
def test_a_ring_is_refused_and_named(store: AccessStore, group: str, member: str, ring: str) -> None:
    before = store.state()
    with pytest.raises(AccessError, match=ring):
        store.add_members(OLGA, group, [member])
    assert store.state() == before


def test_two_members_that_close_a_ring_together_are_refused(store: AccessStore) -> None:
    store.add_group(OLGA, "south", [])
    store.add_members(OLGA, "south", ["north"])
    with pytest.raises(AccessError, match="members of themselves"):
        store.add_members(OLGA, "north-associates", ["ann", "south"])


@st.composite
def nestings(draw: st.DrawFn) -> dict[str, frozenset[str]]:
    return {name: draw(st.frozensets(st.sampled_from(NAMES), max_size=3)) for name in NAMES}


@POLICIES
@given(nestings())
def test_a_ring_is_found_exactly_where_there_is_one(groups: dict[str, frozenset[str]]) -> None:
    ring = ring_of(groups)
    reached = {(inner, outer) for outer, members in groups.items() for inner in members}
    for _ in NAMES:
        reached |= {(a, d) for a, b in reached for c, d in reached if b == c}
    assert bool(ring) == any(a == b for a, b in reached)
    if ring:
        assert ring[0] == ring[-1]
        assert all(member in groups[group] for member, group in pairwise(ring))


@POLICIES
@given(nestings(), st.sampled_from(NAMES))
def test_each_way_leads_from_member_to_group(groups: dict[str, frozenset[str]], name: str) -> None:
    reached = {outer for outer, members in groups.items() if name in members}
    for _ in NAMES:
        reached |= {outer for outer, members in groups.items() if members & reached}
    ways = ways_up(name, groups)
    assert set(ways) == reached - {name}
    for group, way in ways.items():
        assert (way[0], way[-1]) == (name, group)
        assert all(member in groups[outer] for member, outer in pairwise(way))


def test_a_deep_nesting_is_walked_without_end_of_the_stack() -> None:
    groups = {f"g{number}": frozenset({f"g{number - 1}"}) for number in range(1, 20_000)}
    assert ring_of(groups) == ()
    assert ring_of({**groups, "g0": frozenset({"g19999"})})[0] == "g0"
    assert len(ways_up("g0", {f"g{n}": frozenset({f"g{n - 1}"}) for n in range(1, 500)})) == 499
