from datetime import UTC, datetime, timedelta

import pytest

from pincite.access.decision import SCOPE_MINUTES, nothing_came_in, scope_of, visible_matter
from pincite.access.explaining import Explanation, explain
from pincite.access.facts import Grant, Target
from pincite.access.names import clean_name
from pincite.access.rules import Rules, principal_for
from pincite.access.scope import Principal
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError, NotVisible, UnknownPrincipal

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BRIGHTWATER, HALVORSEN = MatterId("Brightwater"), MatterId("Halvorsen")

RULES = Rules(
    version=7,
    owner="olga",
    users={"olga": True, "alice": True, "bob": True, "carol": True, "gone": False},
    groups={"Deal-team": frozenset({"alice", "bob"}), "Halvorsen-team": frozenset({"bob"})},
    matters=frozenset({BRIGHTWATER, HALVORSEN}),
    grants={
        who: frozenset({Grant(who, Target(matter=matter))})
        for who, matter in (("Deal-team", BRIGHTWATER), ("carol", HALVORSEN), ("gone", HALVORSEN))
    },
    walls={"Halvorsen-team": frozenset({Target(matter=BRIGHTWATER)})},
    roles={},
)


def explained(user: str, matter: str) -> Explanation:
    return explain(user, MatterId(matter), DocumentId("d"), (), (), RULES, NOW)


def asking(user: str) -> Principal:
    return Principal(user=user, actor=user)


def test_a_grant_to_a_group_opens_the_matter_to_its_members() -> None:
    assert scope_of(asking("alice"), RULES, NOW, nothing_came_in).matters == {BRIGHTWATER}


def test_a_wall_on_one_group_beats_a_grant_through_another() -> None:
    assert scope_of(asking("bob"), RULES, NOW, nothing_came_in).matters == frozenset()


def test_somebody_whom_no_rule_names_sees_nothing() -> None:
    scope = scope_of(asking("olga"), RULES, NOW, nothing_came_in)
    assert scope.matters == frozenset()
    assert not scope.permits(BRIGHTWATER, DocumentId("d"), ())


def test_a_scope_names_the_version_of_the_rules_and_runs_out() -> None:
    scope = scope_of(asking("alice"), RULES, NOW, nothing_came_in)
    assert (scope.rules_version, scope.expires) == (7, NOW + timedelta(minutes=SCOPE_MINUTES))
    with pytest.raises(AccessError, match="expired"):
        scope.require_current(scope.expires)


@pytest.mark.parametrize(
    ("user", "fix"),
    [
        pytest.param("mallory", "pincite access user add mallory", id="unknown"),
        pytest.param("Mary Ann", "pincite access user add 'Mary Ann'", id="unknown with a space"),
        pytest.param("gone", "pincite access user enable gone", id="disabled"),
        pytest.param("Deal-team", "name one of its members", id="a group"),
    ],
)
def test_who_is_not_an_active_user_gets_no_scope_but_the_way_to_one(user: str, fix: str) -> None:
    with pytest.raises(UnknownPrincipal, match=fix):
        scope_of(asking(user), RULES, NOW, nothing_came_in)
    with pytest.raises(UnknownPrincipal, match=fix):
        principal_for(user, None, RULES)
    with pytest.raises(UnknownPrincipal, match=fix):
        principal_for("olga", user, RULES)


def test_the_owner_may_act_for_another_user_and_both_are_named() -> None:
    assert principal_for("olga", "alice", RULES) == Principal(user="alice", actor="olga")


def test_naming_oneself_is_not_acting_for_another() -> None:
    assert principal_for("alice", "alice", RULES) == asking("alice")


@pytest.mark.parametrize("user", ["bob", "olga", "mallory"])
def test_nobody_but_the_owner_may_act_for_another_or_learn_who_exists(user: str) -> None:
    with pytest.raises(AccessError, match=r"only the workspace's owner \(olga\)") as refusal:
        principal_for("alice", user, RULES)
    assert user == "olga" or user not in str(refusal.value)


@pytest.mark.parametrize(
    ("user", "matter", "allowed", "sentence"),
    [
        ("alice", "Brightwater", True, "group Deal-team is a member of matter Brightwater, and alice is in that group"),
        (
            "bob",
            "Brightwater",
            False,
            "wall: group Halvorsen-team may not see matter Brightwater, and bob is in it; a wall beats every grant",
        ),
        ("carol", "Halvorsen", True, "carol is a member of matter Halvorsen"),
        ("carol", "Brightwater", False, "no rule grants carol the matter Brightwater"),
        ("carol", "Nowhere", False, "no rule grants carol the matter Nowhere"),
        ("gone", "Halvorsen", False, "the user gone is disabled, and a disabled user sees nothing"),
    ],
)
def test_an_explanation_begins_with_the_rule_that_decides(user: str, matter: str, allowed: bool, sentence: str) -> None:
    found = explained(user, matter)
    assert (found.allowed, found.rules[0]) == (allowed, sentence)


def test_an_explanation_also_gives_the_grant_that_a_wall_beats() -> None:
    assert explained("bob", "Brightwater").rules[1].startswith("group Deal-team is a member")


def test_a_hidden_matter_and_one_that_does_not_exist_get_the_same_words() -> None:
    scope = scope_of(asking("bob"), RULES, NOW, nothing_came_in)
    words = []
    for name in ("Brightwater", "Nowhere"):
        with pytest.raises(NotVisible) as refusal:
            visible_matter(name, scope)
        words.append(str(refusal.value).replace(name, "M"))
    assert words[0] == words[1]
    assert visible_matter(" Brightwater ", scope_of(asking("alice"), RULES, NOW, nothing_came_in)) == BRIGHTWATER


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("  ", "is empty", id="empty"),
        pytest.param("x" * 201, "has 201 characters", id="too long"),
        pytest.param("a\nb", r"U\+000A", id="line break"),
        pytest.param("a\u202eb", r"U\+202E", id="right-to-left override"),
        pytest.param("a\udcffb", r"U\+DCFF", id="undecodable byte"),
    ],
)
def test_a_name_that_cannot_be_read_off_a_page_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(AccessError, match=complaint):
        clean_name(text, "matter")


def test_two_spellings_of_one_name_are_one_name() -> None:
    assert clean_name(" Rene\u0301e ", "user") == clean_name("Ren\u00e9e", "user")
