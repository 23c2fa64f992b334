"""What a firm wants done by two people: asked for by one, confirmed by another, once, and on the record."""

import asyncio
import json
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.routing.labelled import label_lines, write_lines

import pincite
from pincite.access.sqlite.store import SqliteAccess
from pincite.access.unrecorded import NoRecord
from pincite.errors import AwaitsSecond
from pincite.routing import ROUTER
from pincite.session.labelling import label_documents
from pincite.session.refusals import refusals_recorded_here
from pincite.wiring import open_session

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
    _demand(firm, "wall remove", "role", "erase", "hold lift", "sensitivity lower")
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


def test_what_counts_as_less_sensitive_takes_two_people_and_what_counts_as_more_takes_one(
    firm: "Firm", keys: Path
) -> None:
    request = _asked(firm, "access", "sensitivity", "lease", "internal")
    assert _level(firm, "lease") is None
    _confirm(firm, keys, "carol", request)
    assert _level(firm, "lease") == "internal"
    firm.run("access", "sensitivity", "lease", "confidential")
    firm.run("access", "sensitivity", "--label", "draft", "confidential")
    history: Any = firm.json("access", "history")
    raised = history["changes"][-2]["number"]
    table = keys / "rules.csv"
    table.write_text("what,matter,level\nmatter,new,\nsensitivity,new,public\n", encoding="utf-8")
    for way in (
        ("access", "sensitivity", "lease", "public"),
        ("access", "sensitivity", "--label", "draft", "--unset"),
        ("access", "undo", str(raised)),
        ("access", "import", str(table)),
    ):
        before = firm.json("access", "export")
        firm.run("access", "withdraw", _asked(firm, *way))
        assert firm.json("access", "export") == before
    firm.run("access", "sensitivity", "lease", "--unset")
    assert _level(firm, "lease") is None


def _level(firm: "Firm", matter: str) -> str | None:
    shown: Any = firm.json("access", "sensitivity", matter)
    assert shown["counts_as"] == (shown["level"] or "privileged")
    level: str | None = shown["level"]
    return level


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


def test_a_program_settles_the_demand_when_it_opens_the_firm(firm: "Firm", keys: Path) -> None:
    assert keys.is_dir()
    with pincite.open(firm.workspace):
        pass
    _demand(firm)  # the line is taken away, and nothing was called in between
    assert "takes two people" in firm.run(*WALL, status=1).stderr


def test_without_a_second_persons_key_what_the_settings_demand_is_not_done(firm: "Firm") -> None:
    _demand(firm, "wall remove")
    firm.run(*WALL, status=1)
    assert len(_walls(firm)) == 1
    assert "no key of a second person" in firm.run("access", "two-person", "add", "role", status=1).stderr


def test_what_was_asked_for_expires(firm: "Firm", keys: Path) -> None:
    request = _asked(firm, *WALL)
    late = datetime.now(UTC) + timedelta(hours=24, minutes=1)
    with SqliteAccess(firm.workspace / "access.db", NoRecord(), lambda: late) as store:
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


@pytest.mark.parametrize("what", ["contents", "documents"])
def test_a_confirmed_erasure_takes_the_router_that_a_question_taught(firm: "Firm", keys: Path, what: str) -> None:
    labels = write_lines(keys / "labels.jsonl", label_lines())
    asked: Any = firm.json("ask", label_lines()[3]["question"])
    document = _document(firm, "supply.md")
    named: Any = firm.json("ask", f"What does {document} say of notice?")
    if what == "documents":
        taught = [{"question": named["question"], "ok": {"cheap": True, "premium": True}}]
        write_lines(labels, [*label_lines(), *taught])
    firm.run("route", "train", str(labels))
    verb: tuple[str, ...] = ("audit", "erase", str(asked["audit"]["seq"]))
    if what == "documents":
        verb = ("remove", document, "--erase", "--with-record")
    request = _asked(firm, *verb, "--reason", "a client's wish")
    assert (firm.workspace / ROUTER).exists()
    _confirm(firm, keys, "alice", request)
    assert not (firm.workspace / ROUTER).exists()


def test_a_key_is_readable_by_its_holder_alone_and_never_overwritten(firm: "Firm", tmp_path: Path) -> None:
    firm.run("access", "key", "make", str(tmp_path / "key"))
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    firm.run("access", "key", "make", str(tmp_path / "key"), status=1)
    (tmp_path / "text").write_text("pay the bearer\n", encoding="utf-8")
    firm.run("access", "key", "sign", str(tmp_path / "key"), str(tmp_path / "text"), status=1)


def _document(firm: "Firm", name: str) -> str:
    return str(next(entry["document"] for entry in firm.documents() if name in entry["path"]))


def _restore(firm: "Firm", backup: Path, *signature: str, status: int = 0) -> str:
    done = firm.run("restore", str(backup), "--reason", "a disk died", *signature, status=status)
    return done.stdout + done.stderr


def _signed_restore(firm: "Firm", keys: Path, backup: Path, user: str) -> tuple[str, ...]:
    text, signature = keys / "restore.txt", keys / "restore.signature"
    told = firm.run("restore", str(backup), "--reason", "a disk died", status=1)
    text.write_text(told.stdout, encoding="utf-8")
    signature.write_text(firm.run("access", "key", "sign", str(keys / user), str(text)).stdout, encoding="utf-8")
    return "--by", user, "--signature", str(signature)


@pytest.mark.parametrize("end", ["confirmed", "withdrawn", "waiting"])
def test_a_restore_ends_what_waits_and_makes_old_signatures_useless(firm: "Firm", keys: Path, end: str) -> None:
    request, backup = _asked(firm, *WALL), keys / "backup"
    signature = str(_signed(firm, keys, "alice", request))
    firm.run("backup", str(backup))
    confirmation = ("access", "confirm", request, "--by", "alice", "--signature", signature)
    if end == "confirmed":
        firm.run(*confirmation)
        firm.run("access", "wall", "add", "bob", "--matter", "lease")
    elif end == "withdrawn":
        firm.run("access", "withdraw", request)
    else:
        firm.run("access", "user", "add", "dora")
    _restore(firm, backup)
    assert _pending(firm) == []
    firm.run(*confirmation, status=1)
    _altered(firm, "UPDATE request SET state = 'pending'")
    assert "was put back from a backup since" in firm.run(*confirmation, status=1).stderr
    assert len(_walls(firm)) == 1


def test_a_restore_that_takes_down_walls_or_lifts_holds_takes_two_people(firm: "Firm", keys: Path) -> None:
    backup = keys / "backup"
    firm.run("backup", str(backup))
    firm.run("access", "wall", "add", "carol", "--matter", "lease")
    firm.run("audit", "hold", "add", "--matter", "supply", "--reason", "litigation")
    told = _restore(firm, backup, status=1)
    assert "gone: wall: carol may not see matter lease; gone: the legal hold of record" in told
    by = _signed_restore(firm, keys, backup, "alice")
    other = firm.run("restore", str(backup), "--reason", "another", *by, status=1)
    assert "is not one by alice's registered key over this restore" in other.stderr
    firm.run("access", "wall", "add", "carol", "--matter", "supply")
    assert "is not one by" in _restore(firm, backup, *by, status=1)
    assert len(_walls(firm)) == 3
    _restore(firm, backup, *_signed_restore(firm, keys, backup, "alice"))
    assert len(_walls(firm)) == 1
    with sqlite3.connect(firm.workspace / "audit.db") as database:
        said = [json.loads(facts) for (facts,) in database.execute("SELECT facts FROM audit WHERE kind = 'access'")]
    database.close()
    assert {"what": "two people: confirmed", "request": "restore", "second": "alice", "by": "key"} in said
    firm.run("access", "wall", "add", "carol", "--matter", "lease")
    assert "is not one by" in _restore(firm, backup, *by, status=1)
    assert len(_walls(firm)) == 2


@pytest.mark.parametrize("way", ["by hand", "gone", "cut", "damaged"])
def test_where_nobody_can_say_what_stood_a_restore_takes_two_people(firm: "Firm", keys: Path, way: str) -> None:
    backup = keys / "backup"
    firm.run("access", "list")  # the demand is in the rules from here on
    firm.run("backup", str(backup))
    firm.run("access", "wall", "add", "carol", "--matter", "lease")
    if way == "damaged":
        (firm.workspace / "access.db").write_bytes(b"")
    else:
        shutil.rmtree(firm.workspace)
    if way in ("by hand", "cut"):
        shutil.copytree(backup, firm.workspace)
    if way == "by hand":
        assert "takes two people" in firm.run("restore", "--reason", "a disk died", status=1).stderr
    else:
        assert "takes two people" in _restore(firm, backup, status=1)
        _restore(firm, backup, *_signed_restore(firm, keys, backup, "carol"))


def test_a_restore_of_a_backup_from_before_the_demand_takes_two_people(firm: "Firm", tmp_path: Path) -> None:
    firm.run("backup", str(tmp_path / "backup"))
    public: Any = firm.json("access", "key", "make", str(tmp_path / "alice"))
    firm.run("access", "key", "add", "alice", public["public"])
    firm.run("access", "two-person", "add", "role")
    assert "gone: two people: role" in _restore(firm, tmp_path / "backup", status=1)
    _restore(firm, tmp_path / "backup", *_signed_restore(firm, tmp_path, tmp_path / "backup", "alice"))


def test_a_restore_that_makes_a_matter_less_sensitive_takes_two_people(firm: "Firm", keys: Path) -> None:
    _confirm(firm, keys, "carol", _asked(firm, "access", "sensitivity", "lease", "internal"))
    firm.run("backup", str(keys / "backup"))
    firm.run("access", "sensitivity", "lease", "confidential")
    told = _restore(firm, keys / "backup", status=1)
    assert "gone: sensitivity: matter lease is confidential; back: sensitivity: matter lease is internal" in told


def test_a_restore_that_undoes_nothing_of_the_kind_takes_one_person(firm: "Firm", keys: Path) -> None:
    firm.run("backup", str(keys / "backup"))
    firm.run("access", "user", "add", "dora")
    _restore(firm, keys / "backup")
    assert "dora" not in firm.run("access", "list").stdout.split()


def test_what_another_hold_was_put_on_since_is_not_lifted(firm: "Firm", keys: Path) -> None:
    hold = ("audit", "hold", "add", "--matter", "supply", "--reason")
    firm.run(*hold, "litigation")
    lifted = _asked(firm, "audit", "hold", "remove", "--matter", "supply", "--reason", "settled")
    firm.run(*hold, "a regulator asks")
    assert "has changed since it was asked for" in _confirm(firm, keys, "alice", lifted, status=1)
    assert "2 legal holds in force" in firm.run("audit", "hold", "list").stdout
    both = _asked(firm, "audit", "hold", "remove", "--matter", "supply", "--reason", "settled")
    _confirm(firm, keys, "alice", both)
    assert "0 legal holds in force" in firm.run("audit", "hold", "list").stdout


@pytest.mark.parametrize("change", ["version", "matter", "removed", "record"])
def test_documents_that_have_changed_since_are_not_erased(firm: "Firm", keys: Path, change: str) -> None:
    document = _document(firm, "supply.md")
    path = next(Path(entry["path"]) for entry in firm.documents() if entry["document"] == document)
    erasure = (
        "remove",
        document,
        "--erase",
        "--reason",
        "a client's wish",
        *(["--with-record"] * (change == "record")),
    )
    erased = _asked(firm, *erasure)
    if change == "version":
        path.write_text("# Supply\n\nEvidence that nobody had seen.\n", encoding="utf-8")
        firm.run("ingest", str(path), "--matter", "supply")
    elif change == "matter":
        firm.run("access", "matter", "add", "other")
        firm.run("move", document, "--matter", "other")
    elif change == "removed":
        firm.run("remove", document)
    else:
        firm.run("text", document)
    if change == "removed":
        _confirm(firm, keys, "carol", erased)  # the same versions, which stay until they are erased
        return
    assert "has changed since it was asked for" in _confirm(firm, keys, "carol", erased, status=1)
    _confirm(firm, keys, "carol", _asked(firm, *erasure))


def test_moving_documents_from_behind_a_wall_takes_two_people(firm: "Firm", keys: Path) -> None:
    document = _document(firm, "lease")
    moved = _asked(firm, "move", document, "--matter", "supply")
    assert next(entry["matter"] for entry in firm.documents() if entry["document"] == document) == "lease"
    _confirm(firm, keys, "alice", moved)
    assert next(entry["matter"] for entry in firm.documents() if entry["document"] == document) == "supply"
    firm.run("move", document, "--matter", "lease")  # into a wall one person may
    firm.run("access", "wall", "add", "bob", "--matter", "supply")
    firm.run("move", document, "--matter", "supply")  # and behind another of the same people


def test_documents_that_would_count_as_less_sensitive_are_moved_by_two_people(firm: "Firm", keys: Path) -> None:
    document = _document(firm, "supply")
    _confirm(firm, keys, "carol", _asked(firm, "access", "sensitivity", "lease", "internal"))
    _confirm(firm, keys, "carol", _asked(firm, *WALL))
    moved = _asked(firm, "move", document, "--matter", "lease")
    assert "which is less sensitive" in firm.run("access", "pending", moved).stdout
    assert next(entry["matter"] for entry in firm.documents() if entry["document"] == document) == "supply"
    _confirm(firm, keys, "carol", moved)
    assert next(entry["matter"] for entry in firm.documents() if entry["document"] == document) == "lease"
    firm.run("move", document, "--matter", "supply")  # where it counts as more sensitive, one person may


def test_labels_that_make_documents_less_sensitive_are_taken_off_by_two_people(firm: "Firm", keys: Path) -> None:
    document = next(entry["document"] for entry in firm.documents() if "notes on lease" in entry["path"])
    _confirm(firm, keys, "carol", _asked(firm, "access", "sensitivity", "lease", "internal"))

    def label(*labels: str) -> None:
        with open_session(firm.workspace) as session, refusals_recorded_here(session, "label"):
            asyncio.run(label_documents(session, [document], labels))

    def carried() -> list[str]:
        return list(next(entry["labels"] for entry in firm.documents() if entry["document"] == document))

    label("precedent", "confidential")
    with pytest.raises(AwaitsSecond, match="takes two people"):
        label("precedent")
    assert carried() == ["confidential", "precedent"]
    (waiting,) = _pending(firm)
    _confirm(firm, keys, "carol", waiting["id"])
    assert carried() == ["precedent"]
    label("precedent", "privileged")
    label("privileged")  # as sensitive as before
    assert carried() == ["privileged"]


def test_reading_files_in_again_lowers_nothing_without_a_second_person(firm: "Firm", keys: Path) -> None:
    _confirm(firm, keys, "carol", _asked(firm, "access", "sensitivity", "lease", "internal"))
    file = firm.folder / "memo.txt"
    file.write_text("The landlord keeps the deposit in an account of its own.", encoding="utf-8")
    read: Any = firm.json("ingest", str(file), "--matter", "lease", "--label", "privileged")
    [document] = read["ids"]

    def carried() -> list[str]:
        return list(next(entry["labels"] for entry in firm.documents() if entry["document"] == document))

    again: Any = firm.json("ingest", str(file), "--matter", "lease", "--label", "precedent")
    assert (again["unchanged"], again["relabelled"], carried()) == (1, 0, ["privileged"])
    kept, waits = (one["reason"] for one in again["warnings"])
    assert kept.startswith("it keeps its labels (privileged): with precedent it would count as less sensitive")
    assert f"'label {document}: precedent' takes two people; another person can confirm it" in waits
    file.write_text("The landlord keeps the deposit in an account of the tenant's.", encoding="utf-8")
    firm.json("ingest", str(file), "--matter", "lease", "--label", "precedent")
    assert carried() == ["privileged"]
    _confirm(firm, keys, "carol", _pending(firm)[-1]["id"])
    assert carried() == ["precedent"]
    raised: Any = firm.json("ingest", str(file), "--matter", "lease", "--label", "privileged")
    assert (raised["unchanged"], raised["relabelled"], carried()) == (1, 1, ["privileged"])
    shown = firm.run(
        "ingest", str(file), "--matter", "lease", "--label", "confidential", "--label", "privileged"
    ).stdout
    assert "1 unchanged, 1 document of these labelled anew" in " ".join(shown.split())


def test_where_nobody_else_can_confirm_the_sentence_says_so(firm: "Firm") -> None:
    _demand(firm, "wall remove")
    said = firm.run(*WALL, status=1).stderr
    assert "nobody else can confirm it yet: register another person's key (pincite access key add USER" in said


def test_what_waits_names_nothing_to_whom_it_is_closed(firm: "Firm", keys: Path) -> None:
    firm.run("access", "two-person", "remove", "role", status=1)
    lease = next(each["document"] for each in firm.documents("alice"))
    why = "the client of the lease told us so"
    for call in (
        WALL,
        ("remove", lease, "--erase", "--reason", why),
        ("access", "wall", "remove", "bob", "--matter", "lease"),
    ):
        firm.run(*call, status=1)
    firm.run("audit", "hold", "add", "--matter", "lease", "--reason", why)
    firm.run("audit", "hold", "remove", "--matter", "lease", "--reason", why, status=1)
    settings = firm.workspace / "settings.toml"
    settings.write_text(settings.read_text(encoding="utf-8").split("\n[access]")[0], encoding="utf-8")
    # carol holds a key and is on no matter: she learns that something waits, and nothing else.
    told: Any = firm.json("access", "pending", "--as", "carol")["pending"]
    assert len(told) >= 4
    shown = firm.run("access", "pending", "--as", "carol").output
    assert "lease" not in shown + json.dumps(told)
    assert "withheld" in shown
    closed = next(each["id"] for each in told if each["what"] is None)
    refused = firm.run("access", "pending", closed, "--as", "carol", status=1).stderr
    assert "not open to you" in refused
    # alice is on the lease, and may know.
    assert "wall remove bob: matter lease" in firm.run("access", "pending", "--as", "alice").output
