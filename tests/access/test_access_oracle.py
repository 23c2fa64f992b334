"""The fast rules against a slow reading of the same sentences, on random firms."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pincite.access.rules import Rules, explain, scope_of
from pincite.access.scope import Principal
from pincite.documents.span import DocumentId, MatterId

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
USERS, GROUPS = ("ann", "ben", "cai"), ("north", "south", "east")
MATTERS = tuple(MatterId(name) for name in ("Ash", "Birch", "Cedar"))

pairs = st.sets(st.tuples(st.sampled_from(USERS + GROUPS), st.sampled_from(MATTERS)))


def by_name(found: set[tuple[str, MatterId]]) -> dict[str, frozenset[MatterId]]:
    return {name: frozenset(matter for who, matter in found if who == name) for name, _ in found}


@st.composite
def firms(draw: st.DrawFn) -> Rules:
    members = st.frozensets(st.sampled_from(USERS))
    return Rules(
        version=draw(st.integers(min_value=1)),
        owner="ann",
        users={user: draw(st.booleans()) for user in USERS},
        groups={group: draw(members) for group in GROUPS},
        matters=draw(st.frozensets(st.sampled_from(MATTERS))),
        grants=by_name(draw(pairs)),
        walls=by_name(draw(pairs)),
    )


def slowly_allowed(user: str, matter: MatterId, rules: Rules) -> bool:
    """One question at a time, in the order in which a partner would ask them."""
    if matter not in rules.matters:
        return False
    for who, walled in rules.walls.items():
        for wall in walled:
            if wall == matter and (who == user or (who in rules.groups and user in rules.groups[who])):
                return False
    for who, granted in rules.grants.items():
        for grant in granted:
            if grant == matter and (who == user or (who in rules.groups and user in rules.groups[who])):
                return True
    return False


def seen(user: str, rules: Rules) -> frozenset[MatterId]:
    return scope_of(Principal(user, user), rules, NOW).matters if rules.users[user] else frozenset()


@given(firms())
def test_a_scope_holds_what_the_slow_reading_allows(rules: Rules) -> None:
    for user in USERS:
        allowed = {matter for matter in MATTERS if rules.users[user] and slowly_allowed(user, matter, rules)}
        assert seen(user, rules) == allowed


@given(firms())
def test_an_explanation_says_what_the_scope_does(rules: Rules) -> None:
    for user in USERS:
        for matter in MATTERS:
            explanation = explain(user, matter, rules)
            assert explanation.allowed == (matter in seen(user, rules))
            assert explanation.rules
            if rules.users[user]:
                scope = scope_of(Principal(user, user), rules, NOW)
                assert explanation.allowed == scope.permits(matter, DocumentId("any"))


@given(firms(), st.sampled_from(USERS + GROUPS), st.sampled_from(MATTERS))
def test_one_wall_more_never_shows_anybody_anything_more(rules: Rules, who: str, matter: MatterId) -> None:
    walled = replace(rules, walls={**rules.walls, who: rules.walls.get(who, frozenset()) | {matter}})
    for user in USERS:
        assert seen(user, walled) <= seen(user, rules)
        if user == who or user in rules.groups.get(who, frozenset()):
            assert matter not in seen(user, walled)


@given(firms(), st.sampled_from(USERS + GROUPS), st.sampled_from(MATTERS))
def test_one_grant_more_shows_only_its_own_matter_and_never_past_a_wall(
    rules: Rules, who: str, matter: MatterId
) -> None:
    granted = replace(rules, grants={**rules.grants, who: rules.grants.get(who, frozenset()) | {matter}})
    for user in USERS:
        assert seen(user, granted) - seen(user, rules) <= {matter}
        names = {user, *(group for group in GROUPS if user in rules.groups[group])}
        if any(matter in rules.walls.get(name, frozenset()) for name in names):
            assert matter not in seen(user, granted)
