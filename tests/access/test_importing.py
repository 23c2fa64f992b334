"""Rules from files: tables, the JSON of an export, and SCIM; what is wrong is named with its place."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.access.effort import POLICIES
from tests.access.reading import Policy
from tests.access.test_access_oracle import facts_of, policies

from pincite.access.changes import State
from pincite.access.facts import (
    Appointment,
    Fact,
    Grant,
    Group,
    Matter,
    Membership,
    Target,
    User,
    Wall,
    in_order,
    problem,
    words,
)
from pincite.access.importing import Plan, changes_in, planned
from pincite.documents.span import DocumentId, MatterId
from pincite.views.rules_file import RulesFile

ASH = MatterId("Ash")
FIRM = State(
    "olga",
    frozenset({User("olga"), User("ann"), User("ben", False), Group("north"), Membership("north", "ann"), Matter(ASH)}),
)
URN = "urn:ietf:params:scim:"


def plan(content: str | bytes | object, state: State = FIRM, of: str | None = None) -> Plan:
    if not isinstance(content, str | bytes):
        content = json.dumps(content)
    return planned(changes_in(content.encode() if isinstance(content, str) else content, of), state)


def said(plan: Plan) -> list[str]:
    assert plan.faults == ()
    return [
        *(f"+ {words(f)}" for f in in_order(plan.diff.added)),
        *(f"- {words(f)}" for f in in_order(plan.diff.removed)),
    ]


def faults(plan: Plan) -> dict[str, str]:
    return {fault.place: fault.reason for fault in plan.faults}


@POLICIES
@given(policies())
def test_what_is_exported_is_the_same_when_it_is_imported(policy: Policy) -> None:
    facts: frozenset[Fact] = frozenset(fact for fact in facts_of(policy) if fact_stands(fact, policy.matters))
    owner = State("ann", facts)
    assert problem(facts, "ann") is None
    text = json.dumps(RulesFile(facts).json())
    assert plan(text, owner) == Plan(plan(text, owner).diff, ())
    assert not plan(text, owner).diff
    fresh = State("ann", frozenset({User("ann")}))
    assert fresh.after(plan(text, fresh).diff).facts == facts


def fact_stands(fact: Fact, matters: set[str]) -> bool:
    return not isinstance(fact, Grant | Wall) or fact.target.matter is None or fact.target.matter in matters


def test_a_table_says_every_kind_of_rule() -> None:
    table = """what,who,group,matter,document,label,role,until,active
user,Cai Ö,,,,,,,
user,ben,,,,,,,yes
group,south,,,,,,,
member,north,south,,,,,,
matter,,,Birch,,,,,
grant,south,,Birch,,,,2026-12-31,
grant,ann,,,d-1,,,,
grant,ann,,Ash,,open,,2026-12-31T10:00,
grant,ann,,,,open,,,
wall,ben,,Ash,,,,,
wall,ben,,,d-1,,,,
role,Cai Ö,,,,,Auditor,,
"""
    birch = MatterId("Birch")
    found = plan(table)
    assert found.faults == ()
    assert found.diff.removed == {User("ben", False)}
    assert found.diff.added == {
        User("Cai Ö"),
        User("ben"),
        Group("south"),
        Membership("south", "north"),
        Matter(birch),
        Grant("south", Target(matter=birch), datetime(2027, 1, 1, tzinfo=UTC)),
        Grant("ann", Target(document=DocumentId("d-1"))),
        Grant("ann", Target(matter=ASH, label="open"), datetime(2026, 12, 31, 10, tzinfo=UTC)),
        Grant("ann", Target(label="open")),
        Wall("ben", Target(matter=ASH)),
        Wall("ben", Target(document=DocumentId("d-1"))),
        Appointment("Cai Ö", "auditor"),
    }
    for text in ("\ufeff" + table.replace("\n", "\r\n"), table.replace(",", ";"), "\n\n" + table):
        assert plan(text) == found


def test_a_user_in_a_table_keeps_whether_they_are_shut_out() -> None:
    assert said(plan("what,who\nuser,ben\n")) == []
    assert said(plan("what,who,active\nuser,ann,no\n")) == ["+ user ann (disabled)", "- user ann"]


TABLES = {
    "no columns": ("", "line 1", "its first row must name columns"),
    "unknown column": ("what,name\n", "line 1", "there is no column 'name'"),
    "no what": ("who,matter\n", "line 1", "there is no column 'what'"),
    "twice": ("what,who,who\n", "line 1", "named twice"),
    "unknown what": ("what,who\nking,ann\n", "line 2", "'what' is 'king'; it must be one of user, group"),
    "a cell too many": ("what,who\nuser,ann,x\n", "line 2", "3 cells and only 2 columns"),
    "a cell without meaning": ("what,who,until\nuser,ann,2026-01-01\n", "line 2", "'until' means nothing for a user"),
    "no name": ("what,who,matter\ngrant,,Ash\n", "line 2", "'who' must be the name of a user or group"),
    "unknown user": ("what,who,matter\n\n\ngrant,zoe,Ash\n", "line 4", "'zoe' is a user or group that is neither"),
    "unknown matter": ("what,who,matter\ngrant,ann,Elm\n", "line 2", "'Elm' is a matter that is neither"),
    "no target": ("what,who\ngrant,ann\n", "line 2", "name a matter, or one document, or a label"),
    "a wall from nothing": ("what,who,label\nwall,ann,x\n", "line 2", "'label' means nothing for a wall"),
    "no date": ("what,who,matter,until\ngrant,ann,Ash,soon\n", "line 2", "'soon' is no date"),
    "no truth": ("what,who,active\nuser,ann,perhaps\n", "line 2", "it must be yes or no"),
    "no role": ("what,who,role\nrole,ann,king\n", "line 2", "there is no role 'king'"),
    "contradiction": (
        "what,who,matter,until\ngrant,ann,Ash,2026-01-01\ngrant,ann,Ash,\n",
        "line 3",
        "contradicts line 2",
    ),
    "the name of a group": ("what,who\nuser,north\n", "line 2", "there is a group north already"),
    "members of a user": ("what,who,group\nmember,ben,ann\n", "line 2", "'ann' is a user and cannot have members"),
    "the owner": ("what,who,active\nuser,olga,no\n", "line 2", "olga owns this workspace and cannot be disabled"),
    "a ring": (
        "what,who,group\ngroup,south,\nmember,north,south\nmember,south,north\n",
        "line 4",
        "groups would be members of themselves: north → south → north",
    ),
    "a name that cannot be seen": ("what,who\nuser,a\u202eb\n", "line 2", "invisible character U+202E"),
    "a quote that does not end": ('what,who\nuser,"dan\nuser,eve\n', "line 3", "invisible character U+000A"),
}


@pytest.mark.parametrize("name", TABLES)
def test_what_is_wrong_in_a_table_is_named_with_its_line(name: str) -> None:
    text, place, reason = TABLES[name]
    found = plan(text)
    assert reason in faults(found)[place]


def test_every_error_is_named_at_once() -> None:
    found = faults(plan("what,who,matter\ngrant,zoe,Ash\ngrant,ann,Elm\nking,x,\nuser,dan,\n"))
    assert set(found) == {"line 2", "line 3", "line 4"}


HOSTILE = {
    "empty": b"",
    "white": b" \n\t\n",
    "emoji": "😀,🎉\n".encode(),
    "no UTF-8": b"what,who\nuser,\xff\xfe\n",
    "UTF-16": "what,who\nuser,ann\n".encode("utf-16"),
    "nul": b"what,who\nuser,a\x00b\n",
    "half JSON": b'{"users": [',
    "deep JSON": b"[" * 100_000,
    "deep object": b'{"a":' * 50_000,
    "a number of 5,000 digits": b'{"format": ' + b"9" * 5_000 + b"}",
    "a list of nothing": b"[]",
    "a list of numbers": b"[1, 2]",
    "quotes": b'what,who\n"user","' + b'""' * 50_000 + b'"\n',
    "a long cell": b"what,who\nuser," + b"a" * 200_000 + b"\n",
    "a long path": json.dumps(
        {
            "schemas": [f"{URN}api:messages:2.0:PatchOp"],
            "Operations": [{"op": "remove", "path": 'members[value eq "' + "a" * 100_000}],
        }
    ).encode(),
    "a long path of spaces": json.dumps(
        {
            "schemas": [f"{URN}api:messages:2.0:PatchOp"],
            "Operations": [{"op": "remove", "path": "members[" + " " * 100_000 + "]"}],
        }
    ).encode(),
    "half a character": b'{"format": "pincite access 1", "users": [{"user": "\\ud800"}]}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_errors_with_a_place_and_change_nothing(name: str) -> None:
    found = plan(HOSTILE[name], FIRM, "north")
    assert found.faults
    assert all(fault.reason for fault in found.faults)


@POLICIES
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    found = plan(content, FIRM, "north")
    assert all(fault.reason for fault in found.faults)
    assert found.diff.added.isdisjoint(found.diff.removed)


@POLICIES
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.sampled_from(["ann", "north", "User", f"{URN}schemas:core:2.0:User"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "schemas",
                        "Resources",
                        "members",
                        "value",
                        "userName",
                        "active",
                        "Operations",
                        "op",
                        "path",
                        "format",
                        "users",
                        "groups",
                        "grants",
                        "who",
                        "matter",
                        "user",
                        "data",
                        "method",
                        "displayName",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ),
    st.sampled_from(["ListResponse", "PatchOp", "BulkRequest", None]),
)
def test_no_json_breaks_the_reader(content: object, kind: str | None) -> None:
    if isinstance(content, dict) and kind:
        content["schemas"] = [f"{URN}api:messages:2.0:{kind}"]
    found = plan(content, FIRM, "north")
    assert found.faults or problem(FIRM.after(found.diff).facts, "olga") is None


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        ({"users": []}, "format", "must be 'pincite access 1'"),
        ('{"format": "pincite access 1", "walls": [{"who": "ann", "matter": "Ash"}], "walls": []}', "line 1", "twice"),
        ('{"format": "pincite access 1",\n "users": [}', "line 2", "this is no JSON (Expecting value, column 12)"),
        ({"format": "pincite access 1", "kings": []}, "kings", "no list of that name"),
        ({"format": "pincite access 1", "users": {}}, "users", "must be a list"),
        ({"format": "pincite access 1", "users": [1]}, "users[0]", "must be an object"),
        ({"format": "pincite access 1", "users": [{"name": "x"}]}, "users[0]", "there is no field 'name' here"),
        ({"format": "pincite access 1", "users": [{"user": 5}]}, "users[0]", "'user' must be the name of a user"),
        ({"format": "pincite access 1", "users": [{"user": "x", "active": 1}]}, "users[0]", "'active' must be true or"),
        (
            {"format": "pincite access 1", "groups": [{"group": "g", "members": ["zoe"]}]},
            "groups[0].members[0]",
            "'zoe'",
        ),
        ({"format": "pincite access 1", "walls": [{"who": "ann"}]}, "walls[0]", "name a matter, or one document"),
        (
            {"format": "pincite access 1", "grants": [{"who": "ann", "matter": "Ash", "until": 5}]},
            "grants[0]",
            "a text",
        ),
    ],
)
def test_what_is_wrong_in_an_export_is_named_with_its_place(content: object, place: str, reason: str) -> None:
    assert reason in faults(plan(content))[place]


LISTED = {
    "schemas": [f"{URN}api:messages:2.0:ListResponse"],
    "totalResults": 4,
    "Resources": [
        {
            "schemas": [f"{URN}schemas:core:2.0:Group"],
            "id": "g-1",
            "displayName": "south",
            "members": [
                {"value": "u-1", "$ref": "../Users/u-1", "display": "Dana Grey"},
                {"value": "g-2", "type": "Group"},
                {"value": "ann"},
            ],
        },
        {
            "schemas": [f"{URN}schemas:core:2.0:User", f"{URN}schemas:extension:enterprise:2.0:User"],
            "id": "u-1",
            "userName": "dana.grey",
            "active": True,
            "name": {"givenName": "Dana"},
            f"{URN}schemas:extension:enterprise:2.0:User": {"department": "Tax"},
        },
        {"schemas": [f"{URN}schemas:core:2.0:User"], "id": "u-2", "USERNAME": "ann", "Active": "False"},
        {"schemas": [f"{URN}schemas:core:2.0:Group"], "id": "g-2", "displayName": "north", "members": []},
    ],
}


def test_a_list_of_scim_resources_makes_users_and_groups_as_they_are_listed() -> None:
    assert said(plan(LISTED)) == [
        "+ user ann (disabled)",
        "+ user dana.grey",
        "+ group south",
        "+ ann in group south",
        "+ dana.grey in group south",
        "+ north in group south",
        "- user ann",
        "- ann in group north",
    ]


def test_a_single_resource_and_a_bare_list_of_them_are_taken_too() -> None:
    user = {"schemas": [f"{URN}schemas:core:2.0:User"], "userName": "dana"}
    assert said(plan(user)) == said(plan([user])) == ["+ user dana"]


def patch(*operations: object) -> dict[str, object]:
    return {"schemas": [f"{URN}api:messages:2.0:PatchOp"], "Operations": list(operations)}


NORTH_PATCHES: list[tuple[dict[str, object], list[str]]] = [
    (patch({"op": "add", "path": "members", "value": [{"value": "ben"}]}), ["+ ben in group north"]),
    (patch({"op": "Add", "value": {"members": [{"value": "ben"}]}}), ["+ ben in group north"]),
    (patch({"op": "remove", "path": 'members[value eq "ann"]'}), ["- ann in group north"]),
    (patch({"op": "Remove", "path": "members", "value": [{"value": "ann"}]}), ["- ann in group north"]),
    (patch({"op": "remove", "path": "members"}), ["- ann in group north"]),
    (
        patch({"op": "replace", "path": "members", "value": [{"value": "ben"}]}),
        ["+ ben in group north", "- ann in group north"],
    ),
    (patch({"op": "remove", "path": "members"}, {"op": "add", "path": "members", "value": {"value": "ann"}}), []),
    (patch({"op": "replace", "path": "externalDescription", "value": "x"}), []),
]


@pytest.mark.parametrize(("content", "changes"), NORTH_PATCHES)
def test_a_patch_changes_the_members_of_a_group(content: dict[str, object], changes: list[str]) -> None:
    assert said(plan(content, of="north")) == changes


def test_a_patch_shuts_a_user_out_and_lets_them_in() -> None:
    assert said(plan(patch({"op": "replace", "path": "active", "value": False}), of="ann")) == [
        "+ user ann (disabled)",
        "- user ann",
    ]
    assert said(plan(patch({"op": "replace", "value": {"active": "True"}}), of="ben")) == [
        "+ user ben",
        "- user ben (disabled)",
    ]


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        ({"op": "test", "path": "members"}, "'op' must be add, remove or replace"),
        ({"op": "add", "path": 5, "value": []}, "'path' must be a text"),
        ({"op": "remove"}, "without a 'path'"),
        ({"op": "replace", "path": "displayName", "value": "x"}, "names are kept as they are"),
        ({"op": "remove", "path": 'members[display co "a"]'}, "is not understood"),
        ({"op": "add", "path": "members", "value": [{"display": "ann"}]}, "must have a 'value' that is a text"),
        ({"op": "add", "path": "members", "value": [{"value": "zoe"}]}, "neither known nor in the file"),
        ({"op": "add", "path": "members", "value": [{"value": "north"}]}, "north → north"),
        ("nothing", "'op' must be"),
    ],
)
def test_a_patch_that_cannot_be_carried_out_is_named_with_its_operation(operation: object, reason: str) -> None:
    assert reason in faults(plan(patch(operation), of="north"))["Operations[0]"]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "active", "value": True},
        {"op": "remove", "path": "members"},
        {"op": "remove", "path": 'members[value eq "ann"]'},
        {"op": "add", "path": "members", "value": {"value": "ann"}},
    ],
)
def test_a_patch_of_somebody_unknown_makes_nobody(operation: object) -> None:
    assert "'zoe' is" in faults(plan(patch(operation), of="zoe"))["Operations[0]"]


def test_a_patch_must_say_whom_it_changes() -> None:
    assert "name the user or group with --of" in faults(plan(patch({"op": "remove", "path": "members"})))[""]


def test_a_bulk_request_makes_and_patches_by_its_own_ids() -> None:
    bulk = {
        "schemas": [f"{URN}api:messages:2.0:BulkRequest"],
        "Operations": [
            {
                "method": "POST",
                "path": "/Users",
                "data": {"schemas": [f"{URN}schemas:core:2.0:User"], "id": "u-9", "userName": "eva"},
            },
            {
                "method": "PATCH",
                "path": "/Groups/north",
                "data": patch({"op": "add", "path": "members", "value": [{"value": "u-9"}]}),
            },
            {"method": "DELETE", "path": "/Users/ann"},
        ],
    }
    found = plan(bulk)
    assert list(faults(found)) == ["Operations[2]"]
    bulk["Operations"].pop()  # type: ignore[attr-defined]
    assert said(plan(bulk)) == ["+ user eva", "+ eva in group north"]


def test_the_same_file_twice_changes_nothing_the_second_time() -> None:
    after = FIRM.after(plan(LISTED).diff)
    assert not plan(LISTED, after).diff
