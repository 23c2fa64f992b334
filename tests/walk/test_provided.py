"""Memberships that the firm's provider of accounts says: made, taken back, and made to wait."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from tests.walk.conftest import Firm

from pincite.access.facts import Membership
from pincite.session import Session
from pincite.session.confirming import confirm
from pincite.session.provided import follow_provider, groups_here
from pincite.wiring import open_workspace

ISSUER = "https://login.example.com"


@contextmanager
def _server(firm: Firm) -> Iterator[Session]:
    """The session of the server over a firm."""
    with open_workspace(firm.workspace, create=False) as opened:
        yield opened.session()


def _follow(firm: Firm, user: str, *groups: str) -> None:
    with _server(firm) as session:
        follow_provider(session, user, groups, ISSUER)


def _members(firm: Firm, user: str) -> dict[str, bool]:
    """The groups that a user is in, each with whether the provider says so."""
    with _server(firm) as session:
        facts = session.firm.access.state().facts
    return {one.group: one.provided for one in facts if isinstance(one, Membership) and one.member == user}


def _pending(firm: Firm) -> list[dict[str, Any]]:
    found = firm.json("access", "pending")["pending"]
    assert isinstance(found, list)
    return found


@pytest.fixture
def grouped(firm: Firm) -> Firm:
    """The firm with some groups, one of which bob was put into by hand."""
    for group in ("tax", "trainees", "walled"):
        firm.run("access", "group", "add", group, "--member", "carol")
    firm.run("access", "group", "add", "by hand", "--member", "bob")
    return firm


@pytest.fixture
def firm(firm: Firm) -> Firm:
    firm.run("access", "user", "add", "carol")
    return firm


def test_what_the_provider_says_comes_and_goes_and_what_is_set_by_hand_stays(grouped: Firm) -> None:
    _follow(grouped, "bob", "tax", "by hand", "nobody's group")
    assert _members(grouped, "bob") == {"tax": True, "by hand": False}
    assert "tax: bob (by the provider), carol" in grouped.run("access", "list").output
    _follow(grouped, "bob", "trainees")
    assert _members(grouped, "bob") == {"trainees": True, "by hand": False}
    grouped.run("access", "group", "add", "trainees", "--member", "bob")  # from now on by hand
    _follow(grouped, "bob")
    assert _members(grouped, "bob") == {"trainees": False, "by hand": False}
    assert _members(grouped, "carol") == {"tax": False, "trainees": False, "walled": False}


def test_a_change_is_on_the_record_once_and_nothing_where_nothing_changes(grouped: Firm) -> None:
    _follow(grouped, "bob", "tax")
    _follow(grouped, "bob", "tax")
    _follow(grouped, "bob", "tax")
    listed = grouped.json("audit", "list", "-n", "50")["records"]
    assert isinstance(listed, list)
    [record] = [one for one in listed if one["facts"].get("what") == "provider groups"]
    assert record["content"]["user"] == "bob"
    assert record["content"]["changes"] == [{"change": "+ bob in group tax (by the provider)"}]
    assert "provider groups bob: into tax" in grouped.run("access", "history").output
    assert grouped.run("audit", "verify").exit_code == 0


def test_a_membership_of_the_providers_opens_what_the_group_was_granted(grouped: Firm) -> None:
    grouped.run("access", "grant", "tax", "--matter", "lease")
    before = {one["path"] for one in grouped.documents("carol")}
    grouped.run("access", "user", "add", "dora")
    assert grouped.documents("dora") == []
    _follow(grouped, "dora", "tax")
    assert {one["path"] for one in grouped.documents("dora")} == before != set()
    _follow(grouped, "dora")
    assert grouped.documents("dora") == []


def test_leaving_a_walled_group_waits_for_an_administrator(grouped: Firm) -> None:
    _follow(grouped, "alice", "walled", "tax")
    grouped.run("access", "wall", "add", "walled", "--matter", "supply")
    _follow(grouped, "alice", "trainees")
    assert _members(grouped, "alice") == {"walled": True, "trainees": True}  # the rest is done
    assert [one["what"] for one in _pending(grouped)] == ["provider groups alice: out of walled"]
    _follow(grouped, "alice", "trainees")
    assert len(_pending(grouped)) == 1  # asked for once
    assert _members(grouped, "alice") == {"walled": True, "trainees": True}


def test_an_administrator_confirms_it_and_the_owner_alone_does_not(grouped: Firm) -> None:
    grouped.run("access", "role", "add", "carol", "administrator")
    _follow(grouped, "alice", "walled")
    grouped.run("access", "wall", "add", "walled", "--matter", "supply")
    _follow(grouped, "alice")
    [name] = [str(one["id"]) for one in _pending(grouped)]
    assert "takes another person" in grouped.run("access", "confirm", name, status=1).output
    with open_workspace(grouped.workspace, create=False) as opened:
        asyncio.run(confirm(opened.signed_in("carol"), name, None))
    assert _members(grouped, "alice") == {}


def test_a_role_that_comes_with_a_group_waits_too(grouped: Firm) -> None:
    grouped.run("access", "role", "add", "tax", "auditor")
    _follow(grouped, "bob", "tax")
    assert _members(grouped, "bob") == {"by hand": False}
    assert [one["what"] for one in _pending(grouped)] == ["provider groups bob: into tax"]


def test_two_groups_that_wall_off_the_same_matter_are_not_both_left(grouped: Firm) -> None:
    _follow(grouped, "alice", "walled", "tax")
    for group in ("walled", "tax"):
        grouped.run("access", "wall", "add", group, "--matter", "supply")
    _follow(grouped, "alice")
    assert len(_members(grouped, "alice")) == 1


def test_one_walled_group_is_left_for_another(grouped: Firm) -> None:
    _follow(grouped, "alice", "walled")
    for group in ("walled", "tax"):
        grouped.run("access", "wall", "add", group, "--matter", "supply")
    _follow(grouped, "alice", "tax")
    assert _members(grouped, "alice") == {"tax": True}


def test_a_change_of_the_providers_can_be_taken_back(grouped: Firm) -> None:
    _follow(grouped, "bob", "tax")
    history = grouped.json("access", "history")["changes"]
    assert isinstance(history, list)
    grouped.run("access", "undo", str(history[-1]["number"]))
    assert _members(grouped, "bob") == {"by hand": False}
    grouped.run("access", "undo", str(history[-1]["number"] + 1))
    assert _members(grouped, "bob") == {"tax": True, "by hand": False}
    assert grouped.run("audit", "verify").exit_code == 0


def test_rules_of_the_release_before_are_still_those_of_the_record(grouped: Firm) -> None:
    with closing(sqlite3.connect(grouped.workspace / "access.db")) as database:
        database.execute("DROP TABLE provided")
        database.execute("DROP TABLE classification")
        database.execute("PRAGMA user_version = 3")
    _follow(grouped, "bob", "tax")
    assert _members(grouped, "bob") == {"tax": True, "by hand": False}
    assert grouped.run("audit", "verify").exit_code == 0


def test_a_mark_that_somebody_else_takes_away_is_noticed(grouped: Firm) -> None:
    _follow(grouped, "bob", "tax")
    with closing(sqlite3.connect(grouped.workspace / "access.db", isolation_level=None)) as database:
        database.execute("DELETE FROM provided")
    assert "not those that the record has" in grouped.run("access", "list", status=1).output


def test_what_the_provider_calls_a_group_is_a_group_here_by_the_settings() -> None:
    assert groups_here(["tax", " Tax ", "", "a\x00b"], None) == {"tax", "Tax"}
    assert groups_here(["0f3c", "other", "tax"], {"0f3c": "tax"}) == {"tax"}
