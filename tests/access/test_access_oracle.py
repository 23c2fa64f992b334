"""The fast rules against a slow reading of the same sentences, on random firms."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.access.effort import POLICIES
from tests.access.reading import Policy, is_allowed, may_do, speaks_of

from pincite.access.decision import SCOPE_MINUTES, nothing_came_in, scope_of
from pincite.access.explaining import explain
from pincite.access.facts import (
    ROLES,
    Appointment,
    Fact,
    Grant,
    Group,
    Matter,
    Membership,
    Target,
    User,
    Wall,
)
from pincite.access.roles import powers_of
from pincite.access.rules import Rules
from pincite.access.scope import Principal
from pincite.documents.span import DocumentId, MatterId

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOMENTS = (NOW, NOW + timedelta(minutes=5), NOW + timedelta(days=2))
USERS, GROUPS = ("ann", "ben", "cai"), ("north", "south", "east", "west")
MATTERS, LABELS = ("Ash", "Birch", "Cedar"), ("open", "draft")
SHELF = tuple(
    (matter, f"{matter.lower()}-{number}", labels)
    for matter in (*MATTERS, "Unknown")
    for number, labels in enumerate(((), ("open",), ("draft", "open")))
)
"""Documents: where each lies, and its labels. One matter is known to no rule."""

who = st.sampled_from(USERS + GROUPS)
DOCUMENTS = [document for _, document, _ in SHELF]
ENDS = [None, None, None, NOW, NOW - timedelta(days=1), NOW + timedelta(minutes=3), NOW + timedelta(days=1)]


def policies() -> st.SearchStrategy[Policy]:
    """Firms in which much is granted and some of it denied; from a seed, since choices one by one come out too bare."""
    return st.integers(min_value=0, max_value=2**64).map(lambda seed: _policy(Random(seed)))  # noqa: S311 - a test


def _policy(chance: Random) -> Policy:
    bearers = USERS + GROUPS
    policy = Policy(
        owner="ann",
        users={user: user == "ann" or chance.random() < 0.85 for user in USERS},
        groups=set(GROUPS),
        matters={matter for matter in MATTERS if chance.random() < 0.9},
    )
    for _ in range(chance.randrange(8)):
        group, member = chance.choice(GROUPS), chance.choice(bearers)
        # A group is only ever in one that comes after it, so that none is in itself.
        if member in USERS or GROUPS.index(member) < GROUPS.index(group):
            policy.members.add((group, member))
    for _ in range(chance.randrange(1, 9)):
        named = chance.choice(
            [
                (chance.choice(MATTERS), None, None),
                (None, chance.choice(DOCUMENTS), None),
                (None, None, chance.choice(LABELS)),
                (chance.choice(MATTERS), None, chance.choice(LABELS)),
            ]
        )
        policy.grants[chance.choice(bearers), *named] = chance.choice(ENDS)
    for _ in range(chance.choice([0, 0, 1, 2, 3])):
        wall = (chance.choice(MATTERS), None) if chance.random() < 0.5 else (None, chance.choice(DOCUMENTS))
        policy.walls.add((chance.choice(bearers), *wall))
    for _ in range(chance.choice([0, 0, 1, 2])):
        policy.roles.add((chance.choice(bearers), chance.choice(ROLES)))
    return policy


def facts_of(policy: Policy) -> Iterator[Fact]:
    yield from (User(user, active) for user, active in policy.users.items())
    yield from (Group(group) for group in policy.groups)
    yield from (Membership(group, member) for group, member in policy.members)
    yield from (Matter(MatterId(matter)) for matter in policy.matters)
    for (name, matter, document, label), end in policy.grants.items():
        yield Grant(name, target(matter, document, label), end)
    for name, matter, document in policy.walls:
        yield Wall(name, target(matter, document, None))
    yield from (Appointment(name, role) for name, role in policy.roles if role in ROLES)


def target(matter: str | None, document: str | None, label: str | None) -> Target:
    return Target(MatterId(matter) if matter else None, DocumentId(document) if document else None, label)


def rules_of(policy: Policy) -> Rules:
    return Rules.of(1, policy.owner, facts_of(policy))


def seen(user: str, policy: Policy, now: datetime = NOW) -> set[str]:
    if not policy.users[user]:
        return set()
    scope = scope_of(Principal(user, user), rules_of(policy), now, nothing_came_in)
    return {
        document for matter, document, labels in SHELF if scope.permits(MatterId(matter), DocumentId(document), labels)
    }


@POLICIES
@given(policies(), st.sampled_from(MOMENTS))
def test_a_scope_permits_what_the_slow_reading_allows(policy: Policy, now: datetime) -> None:
    for user in USERS:
        allowed = {
            document for matter, document, labels in SHELF if is_allowed(user, matter, document, labels, policy, now)
        }
        assert seen(user, policy, now) == allowed


@POLICIES
@given(policies(), st.sampled_from(MOMENTS))
def test_an_explanation_says_what_the_scope_does(policy: Policy, now: datetime) -> None:
    rules = rules_of(policy)
    for user, (matter, document, labels) in product(USERS, SHELF):
        found = explain(user, MatterId(matter), DocumentId(document), labels, (), rules, now)
        assert found.allowed == is_allowed(user, matter, document, labels, policy, now)
        assert found.rules
        denies = [rule for rule in found.rules if rule.startswith("wall: ") or "reads no documents" in rule]
        if found.allowed or policy.users[user]:
            assert found.allowed == (not denies and any(_allows(rule) for rule in found.rules))


def _allows(rule: str) -> bool:
    return not rule.startswith(("wall: ", "expired: ", "role: ")) and ("is a member of" in rule or "may see" in rule)


@POLICIES
@given(policies())
def test_powers_are_those_of_the_table(policy: Policy) -> None:
    rules = rules_of(policy)
    for user in USERS:
        assert powers_of(user, rules) == may_do(user, policy)


@POLICIES
@given(policies())
def test_a_scope_is_good_for_as_long_as_what_it_was_made_from(policy: Policy) -> None:
    for user in USERS:
        if not policy.users[user]:
            continue
        scope = scope_of(Principal(user, user), rules_of(policy), NOW, nothing_came_in)
        assert NOW < scope.expires <= NOW + timedelta(minutes=SCOPE_MINUTES)
        for minutes in range(SCOPE_MINUTES):
            now = NOW + timedelta(minutes=minutes)
            if now < scope.expires:
                assert seen(user, policy, now) == seen(user, policy, NOW)


@POLICIES
@given(policies(), who, st.sampled_from(SHELF), st.booleans())
def test_one_wall_more_never_shows_anybody_anything_more(
    policy: Policy, name: str, walled: tuple[str, str, tuple[str, ...]], whole: bool
) -> None:
    matter, document, _ = walled
    wall = (name, matter, None) if whole and matter in policy.matters else (name, None, document)
    after = replace(policy, walls=policy.walls | {wall})
    for user in USERS:
        assert seen(user, after) <= seen(user, policy)
        if speaks_of(name, user, policy):
            assert document not in seen(user, after)


@POLICIES
@given(policies(), who, st.sampled_from(MATTERS), st.sampled_from([None, *LABELS]))
def test_one_grant_more_shows_only_what_it_names_and_never_past_a_wall(
    policy: Policy, name: str, matter: str, label: str | None
) -> None:
    grant = (name, matter, None, label)
    after = replace(policy, grants={**policy.grants, grant: None})
    for user in USERS:
        more = seen(user, after) - seen(user, policy)
        assert more <= {d for m, d, labels in SHELF if m == matter and (label is None or label in labels)}
        if any(speaks_of(walled, user, policy) and which == matter for walled, which, _ in policy.walls):
            assert more == set()
        if policy.users[user] and not speaks_of(name, user, policy):
            assert more == set()


@POLICIES
@given(policies(), who, st.sampled_from(ROLES))
def test_no_role_opens_a_document(policy: Policy, name: str, role: str) -> None:
    for user in USERS:
        assert seen(user, replace(policy, roles=policy.roles | {(name, role)})) <= seen(user, policy)


@POLICIES
@given(policies())
def test_what_ends_never_shows_more_by_ending(policy: Policy) -> None:
    for user in USERS:
        assert seen(user, policy, MOMENTS[2]) <= seen(user, policy, MOMENTS[1]) <= seen(user, policy, MOMENTS[0])
