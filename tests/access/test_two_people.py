"""What a firm wants done by two people: asked for by one, confirmed by another, once, and on the record."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pincite.access.store import AccessStore

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

WALL = ("access", "wall", "remove", "bob", "--matter", "lease")


@pytest.fixture
def keys(firm: "Firm", tmp_path: Path) -> Path:
    """Keys of alice and carol, both registered, and two people demanded for all that may be."""
    for user in ("alice", "carol", "stranger"):
        public: Any = firm.json("access", "key", "make", str(tmp_path / user))
        if user != "stranger":
            firm.run("access", "key", "add", user, public["public"])
    _demand(firm, "wall remove", "role", "erase", "hold lift")
    return tmp_path


def _demand(firm: "Firm", *actions: str) -> None:
    settings = firm.workspace / "settings.toml"
    text = settings.read_text(encoding="utf-8").split("\n[access]")[0]
    demanded = f"\n[access]\ntwo_person = {json.dumps(actions)}\n" if actions else ""
    settings.write_text(text + demanded, encoding="utf-8")


def _asked(firm: "Firm", *call: str) -> str:
    """Ask for something that takes two people; its id."""
    before = {each["id"] for each in _pending(firm)}
    assert "takes two people" in firm.run(*call, status=1).stderr
    (made,) = {each["id"] for each in _pending(firm)} - before
    return str(made)


def _pending(firm: "Firm") -> list[Any]:
    waiting: Any = firm.json("access", "pending")
    return list(waiting["pending"])


def _signed(firm: "Firm", keys: Path, user: str, request: str) -> Path:
    text, signature = keys / "text", keys / f"{user}.signature"
    text.write_text(firm.run("access", "pending", request).stdout, encoding="utf-8")
    signature.write_text(firm.run("access", "key", "sign", str(keys / user), str(text)).stdout, encoding="utf-8")
    return signature


def _confirm(firm: "Firm", keys: Path, user: str, request: str, status: int = 0) -> str:
    signature = _signed(firm, keys, user, request)
    done = firm.run("access", "confirm", request, "--by", user, "--signature", str(signature), status=status)
    return done.stdout + done.stderr


def _walls(firm: "Firm") -> list[Any]:
    listed: Any = firm.json("access", "list")
    return list(listed["walls"])


def test_a_wall_comes_down_when_another_person_confirms_and_only_once(firm: "Firm", keys: Path) -> None:
    request = _asked(firm, *WALL)
    assert len(_walls(firm)) == 1
    assert "done: wall remove bob: matter lease, confirmed by alice" in _confirm(firm, keys, "alice", request)
    assert _walls(firm) == []
    signature = str(keys / "alice.signature")
    firm.run("access", "wall", "add", "bob", "--matter", "lease")
    again = firm.run("access", "confirm", request, "--by", "alice", "--signature", signature, status=1)
    assert "nothing waits under" in again.stderr
    assert len(_walls(firm)) == 1
    made: Any = firm.json("access", "history")["changes"]
    assert f"(asked for in {request}, confirmed by alice)" in made[-2]["what"]
    with sqlite3.connect(firm.workspace / "audit.db") as database:
        facts = [json.loads(text) for (text,) in database.execute("SELECT facts FROM audit WHERE kind = 'access'")]
    database.close()
    said = [(each["what"], each.get("second")) for each in facts if each.get("request") == request]
    assert said == [("two people: asked", None), ("two people: confirmed", "alice")]


def _altered(firm: "Firm", *statements: str) -> None:
    with sqlite3.connect(firm.workspace / "access.db") as database:
        for statement in statements:
            database.execute(statement)
    database.close()


@pytest.mark.parametrize(
    "alteration",
    [
        "UPDATE request SET user = 'carol', actor = 'carol'",
        "UPDATE request SET what = 'wall remove nobody'",
        "UPDATE request SET expires = '2099-01-01T00:00:00+00:00'",
        "UPDATE request SET actions = '[]'",
        "UPDATE request SET body = replace(body, 'bob', 'carol')",
        "UPDATE request SET id = 'abcdefabcdef'",
    ],
)
def test_what_waits_is_done_only_as_the_record_says_that_it_was_asked_for(
    firm: "Firm", keys: Path, alteration: str
) -> None:
    request = _asked(firm, *WALL)
    _altered(firm, alteration)
    waiting = "abcdefabcdef" if "SET id" in alteration else request
    _confirm(firm, keys, "alice", waiting, status=1)
    assert len(_walls(firm)) == 1


def test_what_was_done_cannot_be_set_back_to_wait_again(firm: "Firm", keys: Path) -> None:
    request = _asked(firm, *WALL)
    _confirm(firm, keys, "alice", request)
    firm.run("access", "wall", "add", "bob", "--matter", "lease")
    _altered(firm, "UPDATE request SET state = 'pending'")
    signature = str(keys / "alice.signature")
    again = firm.run("access", "confirm", request, "--by", "alice", "--signature", signature, status=1)
    assert "was dealt with already" in again.stderr
    assert len(_walls(firm)) == 1


@pytest.mark.parametrize(
    "way",
    [
        ("--as", "alice"),
        (),
        ("--as", "carol"),
    ],
)
def test_one_account_is_never_two_people(firm: "Firm", keys: Path, way: tuple[str, ...]) -> None:
    request = _asked(firm, *WALL)
    firm.run("access", "confirm", request, *way, status=1)
    assert len(_walls(firm)) == 1


def test_no_signature_but_the_persons_own_over_this_request_confirms(firm: "Firm", keys: Path) -> None:
    request, other = _asked(firm, *WALL), _asked(firm, "access", "role", "add", "bob", "auditor")
    for by, made in (
        ("alice", _signed(firm, keys, "carol", request)),
        ("alice", _signed(firm, keys, "stranger", request)),
        ("alice", _signed(firm, keys, "alice", other)),
    ):
        told = firm.run("access", "confirm", request, "--by", by, "--signature", str(made), status=1).stderr
        assert "is not one by alice's registered key" in told
    (keys / "none").write_text("AAAA", encoding="utf-8")
    firm.run("access", "confirm", request, "--by", "alice", "--signature", str(keys / "none"), status=1)
    firm.run("access", "confirm", request, "--by", "bob", "--signature", str(keys / "none"), status=1)
    with sqlite3.connect(firm.workspace / "access.db") as database:
        database.execute("UPDATE request SET body = replace(body, 'lease', 'supply') WHERE id = ?", (request,))
    database.close()
    signature = str(keys / "alice.signature")
    firm.run("access", "confirm", request, "--by", "alice", "--signature", signature, status=1)
    assert len(_walls(firm)) == 1


@pytest.mark.parametrize("way", ["group", "undo", "import", "member"])
def test_no_other_way_takes_a_wall_down_alone(firm: "Firm", tmp_path: Path, way: str) -> None:
    firm.run("access", "group", "add", "walled", "--member", "carol")
    firm.run("access", "wall", "add", "walled", "--matter", "supply")
    history: Any = firm.json("access", "history")
    number = history["changes"][-1]["number"]
    public: Any = firm.json("access", "key", "make", str(tmp_path / "alice"))
    firm.run("access", "key", "add", "alice", public["public"])
    _demand(firm, "wall remove")
    scim = tmp_path / "rules.json"
    urn = "urn:ietf:params:scim:schemas:core:2.0:Group"
    scim.write_text(json.dumps({"schemas": [urn], "displayName": "walled", "members": []}), encoding="utf-8")
    ways = {
        "group": ("access", "group", "remove", "walled"),
        "undo": ("access", "undo", str(number)),
        "import": ("access", "import", str(scim)),
        "member": ("access", "group", "remove", "walled", "--member", "carol"),
    }
    before = firm.json("access", "export")
    firm.run(*ways[way], status=1)
    assert firm.json("access", "export") == before


def test_the_demand_outlives_the_line_in_the_settings_and_takes_two_to_go(firm: "Firm", keys: Path) -> None:
    firm.run("access", "list")
    _demand(firm)
    request = _asked(firm, *WALL)
    gone = _asked(firm, "access", "two-person", "remove", "wall remove")
    stranger: Any = firm.json("access", "key", "make", str(keys / "mine"))
    _asked(firm, "access", "key", "add", "bob", stranger["public"])
    _asked(firm, "access", "key", "remove", "alice")
    _confirm(firm, keys, "carol", gone)
    firm.run("access", "withdraw", request)
    firm.run(*WALL)
    assert _walls(firm) == []


def test_without_a_second_persons_key_what_the_settings_demand_is_not_done(firm: "Firm") -> None:
    _demand(firm, "wall remove")
    firm.run(*WALL, status=1)
    assert len(_walls(firm)) == 1
    assert "no key of a second person" in firm.run("access", "two-person", "add", "role", status=1).stderr


def test_what_was_asked_for_expires(firm: "Firm", keys: Path) -> None:
    request = _asked(firm, *WALL)
    late = datetime.now(UTC) + timedelta(hours=24, minutes=1)
    with AccessStore(firm.workspace / "access.db", now=lambda: late) as store:
        assert store.pending() == []
    assert [each["id"] for each in _pending(firm)] == [request]


def test_it_is_done_under_the_rules_as_they_then_stand(firm: "Firm", keys: Path) -> None:
    request, twin = _asked(firm, *WALL), _asked(firm, *WALL)
    _confirm(firm, keys, "alice", request)
    assert "the rules have changed since" in _confirm(firm, keys, "alice", twin, status=1)


def test_nobody_confirms_what_they_gain_by(firm: "Firm", keys: Path) -> None:
    request = _asked(firm, "access", "role", "add", "alice", "auditor")
    assert "would gain by it" in _confirm(firm, keys, "alice", request, status=1)
    _confirm(firm, keys, "carol", request)


def test_holds_and_erasures_take_two_people_too(firm: "Firm", keys: Path) -> None:
    firm.run("audit", "hold", "add", "--matter", "supply", "--reason", "litigation")
    lifted = _asked(firm, "audit", "hold", "remove", "--matter", "supply", "--reason", "settled")
    assert "1 legal hold in force" in firm.run("audit", "hold", "list").stdout
    _confirm(firm, keys, "alice", lifted)
    assert "0 legal holds in force" in firm.run("audit", "hold", "list").stdout
    erased = _asked(firm, "audit", "erase", "2", "--reason", "a client's wish")
    _confirm(firm, keys, "alice", erased)
    verified: Any = firm.json("audit", "verify")
    assert (verified["ok"], verified["erased"]) == (True, [2])
    document = next(entry["document"] for entry in firm.documents() if "supply.md" in entry["path"])
    gone = _asked(firm, "remove", document, "--erase", "--reason", "a client's wish")
    assert any(entry["document"] == document for entry in firm.documents())
    _confirm(firm, keys, "carol", gone)
    assert all(entry["document"] != document for entry in firm.documents())


def test_a_key_is_readable_by_its_holder_alone_and_never_overwritten(firm: "Firm", tmp_path: Path) -> None:
    firm.run("access", "key", "make", str(tmp_path / "key"))
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    firm.run("access", "key", "make", str(tmp_path / "key"), status=1)
    (tmp_path / "text").write_text("pay the bearer\n", encoding="utf-8")
    firm.run("access", "key", "sign", str(tmp_path / "key"), str(tmp_path / "text"), status=1)
