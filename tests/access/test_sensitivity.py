"""How sensitive matters and labels are: set by rules, on the record, and the highest where nobody has said it."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.access.stores import ADAPTERS, in_file
from tests.access.test_conformance import Notes

from pincite.access import covering
from pincite.access.facts import Classification, Target
from pincite.access.history import from_json, to_json
from pincite.access.importing import changes_in, planned
from pincite.access.memory import MemoryRecorder
from pincite.access.port import AccessStore
from pincite.access.schema import SCHEMA_VERSION
from pincite.access.scope import Principal
from pincite.access.second import lowers
from pincite.access.sqlite.store import SqliteAccess
from pincite.documents.span import MatterId
from pincite.errors import AccessError, WorkspaceError
from pincite.sensitivity import UNKNOWN, Sensitivity
from pincite.views.rules_file import RulesFile

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

OLGA = Principal("olga", "olga")
ASH, BIRCH = MatterId("Ash"), MatterId("Birch")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture(params=ADAPTERS)
def store(request: pytest.FixtureRequest, tmp_path: Path, notes: Notes) -> Iterator[AccessStore]:
    with closing(ADAPTERS[request.param](tmp_path, lambda: NOW, notes)) as made:
        notes.store = made
        made.add_user(OLGA, "bob")
        made.add_matter(OLGA, "Ash")
        made.add_matter(OLGA, "Birch")
        yield made


def test_a_matter_that_nobody_has_classified_has_the_highest_level(store: AccessStore) -> None:
    before = store.rules().version
    assert store.rules().sensitivity_of(ASH) is store.rules().sensitivity_of(MatterId("no matter")) is UNKNOWN
    assert store.classify(OLGA, " Internal ", "Ash") == before + 1
    assert store.rules().sensitivity_of(ASH) is Sensitivity.INTERNAL
    assert store.rules().sensitivity_of(BIRCH) is UNKNOWN
    assert store.classify(OLGA, "internal", "Ash") == before + 1
    assert store.classify(OLGA, "confidential", "Ash") == before + 2
    assert store.rules().matter_levels == {ASH: Sensitivity.CONFIDENTIAL}
    assert store.declassify(OLGA, "Ash") == store.declassify(OLGA, "Ash") == before + 3
    assert store.rules().sensitivity_of(ASH) is UNKNOWN
    assert store.undo(OLGA, before + 3, is_held=lambda _: False) == before + 4
    assert store.rules().sensitivity_of(ASH) is Sensitivity.CONFIDENTIAL


def test_a_label_raises_by_its_name_and_by_what_was_set(store: AccessStore) -> None:
    assert [store.rules().label_sensitivity(label).word for label in ("draft", "Privileged", "internal")] == [
        "public",
        "privileged",
        "internal",
    ]
    store.classify(OLGA, "confidential", label="draft")
    store.classify(OLGA, "privileged", label="internal")
    rules = store.rules()
    assert [rules.label_sensitivity(label).word for label in ("DRAFT", "draft", "internal")] == [
        "confidential",
        "confidential",
        "privileged",
    ]
    store.declassify(OLGA, label="draft")
    assert store.rules().label_sensitivity("draft") is Sensitivity.PUBLIC


@pytest.mark.parametrize(
    ("level", "matter", "label", "why"),
    [
        ("secret", "Ash", None, "there is no level 'secret'; the levels are public, internal"),
        ("internal", "Elm", None, "there is no matter 'Elm'"),
        ("internal", None, "privileged", "counts as privileged by its name"),
        ("internal", "Ash", "draft", "a matter's or a label's"),
        ("internal", None, None, "name a matter"),
    ],
)
def test_what_cannot_be_said_is_one_sentence_and_changes_nothing(
    store: AccessStore, level: str, matter: str | None, label: str | None, why: str
) -> None:
    before = store.state().facts
    with pytest.raises(AccessError, match=why):
        store.classify(OLGA, level, matter, label=label)
    with pytest.raises(AccessError, match="only the workspace's owner"):
        store.classify(Principal("bob", "bob"), "internal", "Ash")
    assert store.state().facts == before


def test_a_level_is_on_the_record_before_it_stands(store: AccessStore, notes: Notes) -> None:
    before = store.unchecked().version
    store.classify(OLGA, "internal", "Ash")
    assert notes.told[-1] == ("sensitivity matter Ash: internal", before)
    assert store.rules().sensitivity_of(ASH) is Sensitivity.INTERNAL


def test_a_level_that_somebody_wrote_into_the_file_is_given_to_nobody(tmp_path: Path) -> None:
    with in_file(tmp_path / "access.db") as store:
        store.add_matter(OLGA, "Ash")
        store.classify(OLGA, "confidential", "Ash")
        assert store.rules().sensitivity_of(ASH) is Sensitivity.CONFIDENTIAL
        with closing(sqlite3.connect(tmp_path / "access.db")) as database:
            database.execute("UPDATE classification SET level = 'public'")
            database.commit()
        with pytest.raises(WorkspaceError, match="not those that the record has"):
            store.rules()


def test_only_what_makes_something_less_sensitive_lowers(store: AccessStore) -> None:
    rules = [store.rules()]
    for level in ("privileged", "internal", "public", "confidential"):
        store.classify(OLGA, level, "Ash")
        rules.append(store.rules())
    store.classify(OLGA, "internal", label="draft")
    rules.append(store.rules())
    store.declassify(OLGA, label="draft")
    rules.append(store.rules())
    store.declassify(OLGA, "Ash")
    rules.append(store.rules())
    steps = [lowers(before, after) for before, after in pairwise(rules)]
    assert steps == [False, True, True, False, False, True, False]


def test_a_matter_with_a_level_is_not_closed_past_it(store: AccessStore) -> None:
    store.add_matter(OLGA, "Elm")
    opened = store.rules().version
    store.classify(OLGA, "internal", "Elm")
    with pytest.raises(AccessError, match="sensitivity matter Elm: internal"):
        store.undo(OLGA, opened, is_held=lambda _: False)


def test_a_file_of_rules_carries_the_levels(store: AccessStore) -> None:
    store.classify(OLGA, "internal", "Ash")
    store.classify(OLGA, "confidential", label="draft")
    facts = store.state().facts
    assert from_json(to_json(facts)) == facts
    written = json.dumps(RulesFile(facts).json()).encode()
    assert planned(changes_in(written), store.state()).diff.added == frozenset()
    store.declassify(OLGA, "Ash")
    back = planned(changes_in(written), store.state())
    assert back.faults == ()
    assert back.diff.added == {Classification(Target(matter=ASH), Sensitivity.INTERNAL)}
    table = "what,matter,label,level\nsensitivity,Ash,,public\nsensitivity,,x,secret\nsensitivity,,internal,public\n"
    found = planned(changes_in(table.encode()), store.state())
    assert [(fault.place, fault.reason[:26]) for fault in found.faults] == [
        ("line 3", "there is no level 'secret'"),
        ("line 4", "the label 'internal' count"),
    ]


def test_rules_of_the_schema_before_lose_nothing_and_agree_with_their_record(tmp_path: Path) -> None:
    path = tmp_path / "access.db"
    record = MemoryRecorder()
    with in_file(path, recorder=record) as store:
        store.add_matter(OLGA, "Ash")
        store.add_user(OLGA, "bob")
        store.grant(OLGA, "bob", "Ash")
        store.add_wall(OLGA, "bob", "Ash")
        facts = store.state().facts
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE classification")
        database.execute("PRAGMA user_version = 4")
        covering.prepare(database)
        database.commit()
        state = covering.state(database)
    with SqliteAccess(path, record) as store:
        assert store.state().facts == facts
        assert store.rules().sensitivity_of(ASH) is UNKNOWN
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION == 5
            assert covering.state(database) == state
            store.classify(OLGA, "internal", "Ash")
            assert covering.state(database) != state
            known_as = [thing.known_as for thing in covering.things(database) if thing.kind == "classification"]
    assert known_as == [{"matter": "Ash"}]


def test_the_verb_sets_shows_and_takes_back(firm: "Firm") -> None:
    said = firm.run("access", "sensitivity", "lease").stdout
    assert said == "matter lease counts as privileged: nobody has set its sensitivity\n"
    done: Any = firm.json("access", "sensitivity", "lease", "internal")
    assert {name: done[name] for name in ("done", "matter", "level")} == {
        "done": "sensitivity",
        "matter": "lease",
        "level": "internal",
    }
    firm.run("access", "sensitivity", "--label", "precedent", "confidential")
    assert firm.json("access", "sensitivity") == {
        "matters": [
            {"matter": "lease", "level": "internal", "counts_as": "internal"},
            {"matter": "supply", "level": None, "counts_as": "privileged"},
        ],
        "labels": [{"label": "precedent", "level": "confidential", "counts_as": "confidential"}],
    }
    listed: Any = firm.json("access", "list")
    assert [listed["matters"][matter]["sensitivity"] for matter in ("lease", "supply")] == ["internal", None]
    assert re.search(r"^ supply +not set ", firm.run("access", "list").stdout, re.MULTILINE)
    document = next(each["document"] for each in firm.documents() if "notes on lease" in each["path"])
    explained: Any = firm.json("access", "explain", "alice", document)
    assert [rule.partition(",")[0] for rule in explained["rules"][1:]] == [
        "sensitivity: the matter lease is internal",
        "sensitivity: the label precedent makes it confidential at least",
    ]
    firm.run("access", "sensitivity", "lease", "--unset")
    assert firm.json("access", "sensitivity", "lease") == {
        "matter": "lease",
        "level": None,
        "counts_as": "privileged",
    }
    verified: Any = firm.json("audit", "verify")
    assert verified["ok"] is True


def test_whoever_does_not_administer_learns_nothing_of_a_matter_by_it(standing_firm: "Firm") -> None:
    for more in ((), ("internal",), ("--unset",)):
        said = [
            standing_firm.run("access", "sensitivity", matter, *more, "--as", "bob", status=1).stderr
            for matter in ("lease", "supply", "nowhere")
        ]
        assert len(set(said)) == 1
        assert "or an administrator" in said[0]


@pytest.mark.parametrize(
    "more", [("lease", "internal", "--label", "x"), ("--unset",), ("lease", "internal", "--unset")]
)
def test_what_makes_no_sense_is_said_as_a_wrong_call(standing_firm: "Firm", more: tuple[str, ...]) -> None:
    assert "Usage: " in standing_firm.run("access", "sensitivity", *more, status=2).stderr
