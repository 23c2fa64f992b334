"""A clock behind the newest record or rule: nothing is shown by it until the owner says that it is right."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pincite.audit.event import Event
from pincite.errors import ClockError
from pincite.wiring import open_session, open_workspace, operating_system_user

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

RENT = "How much rent does the Tenant pay per month?"


def _record(firm: "Firm", at: datetime) -> None:
    """Put a record of another time on the record, as a clock that goes wrong would."""
    with open_session(firm.workspace) as session:
        kind, facts = "read", {"what": "list", "rules_version": session.rules.version}
        event = Event(secrets.token_hex(8), kind, session.principal, at, frozenset(), facts, {})  # type: ignore[arg-type]
        asyncio.run(session.firm.audit.append(event))


def _rule(firm: "Firm", at: datetime) -> None:
    """Make a change of the rules at another time."""
    with open_workspace(firm.workspace, create=False) as workspace:
        workspace.now = lambda: at
        workspace.access.add_user(workspace.session().principal, "dora")


AHEAD = {"record": _record, "rule": _rule}


@pytest.mark.parametrize("written", AHEAD.values(), ids=AHEAD)
def test_nothing_is_shown_while_the_clock_is_behind(firm: "Firm", written: "Callable[[Firm, datetime], None]") -> None:
    document = next(entry["document"] for entry in firm.documents() if "lease.txt" in entry["path"])
    written(firm, datetime.now(UTC) + timedelta(minutes=3))
    for verb in (
        ("ask", RENT),
        ("search", RENT),
        ("list",),
        ("text", document),
        ("outline", document),
        ("show", document),
        ("access", "list"),
        ("access", "export"),
        ("access", "history"),
        ("access", "explain", "bob", document),
        ("access", "grant", "carol", "--matter", "lease"),
        ("audit", "show", "1"),
        ("audit", "replay", "1"),
        ("audit", "export", "--format", "jsonl"),
        ("audit", "hold", "list"),
        ("audit", "prove", "1"),
        ("ingest", str(firm.folder / "lease"), "--matter", "lease"),
        ("remove", document),
    ):
        result = firm.run(*verb, status=1)
        assert "the clock says" in result.stderr
        assert "pincite access clock --accept" in result.stderr
        assert result.stdout == ""
    firm.run("audit", "verify")
    firm.run("audit", "head")


def test_a_minute_is_let_pass_and_decides_nothing_anew(firm: "Firm") -> None:
    ahead = datetime.now(UTC) + timedelta(seconds=45)
    _record(firm, ahead)
    with open_session(firm.workspace) as session:
        assert session.firm.steady_now() == ahead
    assert firm.json("search", RENT, "--as", "alice")["hits"]


def test_the_owner_accepts_the_clock_on_the_record(firm: "Firm") -> None:
    future = datetime.now(UTC) + timedelta(days=365 * 73)
    _record(firm, future)
    _rule(firm, future)
    told: Any = firm.json("access", "clock")
    assert told["behind"] is True
    assert told["newest_record"][:4] == told["newest_rule"][:4] == str(future.year)
    assert firm.run("access", "clock", "--accept", status=2).exit_code == 2
    firm.run("access", "clock", "--accept", "--reason", "the battery of the clock was empty", "--as", "alice", status=1)
    firm.run("access", "clock", "--accept", "--reason", "the battery of the clock was empty")
    assert firm.json("search", RENT, "--as", "alice")["hits"]
    assert firm.json("access", "clock")["behind"] is False
    firm.run("access", "user", "add", "emil")
    verified: Any = firm.json("audit", "verify")
    assert (verified["ok"], len(verified["set_back"])) == (True, 1)
    made: Any = firm.json("access", "history")["changes"]
    assert [each["what"] for each in made[-2:]] == ["clock accept", "user add emil"]
    owner = operating_system_user()
    shown: Any = firm.json("audit", "show", str(verified["set_back"][0]))
    assert (shown["kind"], shown["user"]) == ("clock", owner)


def test_a_clock_set_back_while_a_workspace_is_open_stops_the_next_look(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        scope = session.scope()
        session.firm.now = lambda: datetime.now(UTC) - timedelta(days=1)
        with pytest.raises(ClockError):
            session.scope()
        with pytest.raises(ClockError):
            session.firm.renewed(scope)


def test_an_ended_grant_is_not_opened_by_setting_the_clock_back(firm: "Firm", tmp_path: Path) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=2)
    firm.run("access", "grant", "carol", "--matter", "lease", "--until", soon.isoformat())
    _record(firm, soon + timedelta(minutes=5))
    with open_session(firm.workspace) as session:
        session.firm.now = lambda: soon - timedelta(seconds=1)
        with pytest.raises(ClockError):
            session.scope("carol")
        session.firm.now = lambda: soon + timedelta(minutes=4, seconds=10)
        assert session.scope("carol").is_empty
