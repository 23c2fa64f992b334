"""Grants of documents and labels, roles, history and import, from the command line to what somebody sees."""

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.accepting import accept

from pincite.wiring import operating_system_user

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

RENT = "How much rent does the Tenant pay per month?"


def _id(firm: "Firm", name: str) -> str:
    return next(entry["document"] for entry in firm.documents() if name in entry["path"])


def _seen(firm: "Firm", user: str, *arguments: str) -> set[str]:
    listed: Any = firm.json("list", "--as", user, *arguments)["documents"]
    return {Path(entry["path"]).name for entry in listed}


def _found(firm: "Firm", user: str) -> set[str]:
    hits: Any = firm.json("search", "rent pumps price notes warranty", "-k", "50", "--as", user)["hits"]
    return {Path(hit["path"]).name for hit in hits}


def test_a_document_grant_opens_that_document_and_nothing_else(firm: "Firm") -> None:
    document = _id(firm, "supply.md")
    firm.run("access", "grant", "carol", "--document", document)
    assert _seen(firm, "carol") == _found(firm, "carol") == _seen(firm, "carol", "--matter", "supply") == {"supply.md"}
    assert "pumps" in firm.run("text", document, "--as", "carol").stdout
    reply: Any = firm.json("ask", "What is the price of each pump?", "--as", "carol")
    assert reply["answered"] is True
    assert {Path(passage["path"]).name for passage in reply["passages"]} == {"supply.md"}
    assert firm.json("access", "explain", "carol", document) == {
        "allowed": True,
        "rules": [f"carol may see document {document}"],
    }
    firm.run("access", "revoke", "carol", "--document", document)
    assert _seen(firm, "carol") == _found(firm, "carol") == set()


def test_a_matter_of_which_nothing_is_seen_has_the_words_of_one_that_does_not_exist(firm: "Firm") -> None:
    firm.run("access", "grant", "carol", "--document", _id(firm, "supply.md"))
    for verb in (("list",), ("ask", RENT), ("search", RENT)):
        said = [
            firm.run(*verb, "--matter", matter, "--as", "carol", status=1).stderr.replace(matter, "@")
            for matter in ("lease", "nowhere")
        ]
        assert said[0] == said[1]


def test_reading_a_document_is_not_changing_it(firm: "Firm") -> None:
    document = _id(firm, "supply.md")
    firm.run("access", "grant", "carol", "--document", document)
    firm.run("access", "grant", "carol", "--matter", "lease")
    for verb in (("remove", document), ("move", document, "--matter", "lease")):
        assert "is no member of its matter" in firm.run(*verb, "--as", "carol", status=1).stderr
    assert firm.run("ingest", str(firm.folder / "supply"), "--matter", "supply", "--as", "carol", status=1).exit_code
    firm.run("access", "role", "add", "carol", "knowledge-manager")
    firm.run("move", document, "--matter", "lease", "--as", "carol")
    assert {entry["matter"] for entry in firm.documents() if "supply.md" in entry["path"]} == {"lease"}


def test_a_label_opens_every_matter_but_those_behind_a_wall(firm: "Firm") -> None:
    firm.run("access", "grant", "carol", "--label", "precedent")
    assert _seen(firm, "carol") == _found(firm, "carol") == {"notes on lease.txt", "notes on supply.txt"}
    firm.run("access", "wall", "add", "carol", "--matter", "lease")
    assert _seen(firm, "carol") == _found(firm, "carol") == {"notes on supply.txt"}
    explained: Any = firm.json("access", "explain", "carol", _id(firm, "notes on lease"))
    assert explained["allowed"] is False
    assert explained["rules"] == [
        "wall: carol may not see matter lease; a wall beats every grant",
        "carol may see documents labelled precedent",
    ]


def test_a_label_can_be_bound_to_one_matter_and_follows_the_label(firm: "Firm") -> None:
    firm.run("access", "grant", "carol", "--label", "precedent", "--matter", "lease")
    assert _seen(firm, "carol") == _found(firm, "carol") == {"notes on lease.txt"}
    firm.run("ingest", str(firm.folder / "lease notes"), "--matter", "lease", "--label", "draft")
    assert _seen(firm, "carol") == _found(firm, "carol") == set()
    firm.run("access", "revoke", "carol", "--label", "precedent")  # another grant, of every matter: nothing to revoke
    firm.run("ingest", str(firm.folder / "lease notes"), "--matter", "lease", "--label", "precedent")
    assert _seen(firm, "carol") == {"notes on lease.txt"}


def test_a_wall_from_one_document_beats_the_grant_of_its_matter(firm: "Firm") -> None:
    document = _id(firm, "notes on lease")
    firm.run("access", "wall", "add", "alice", "--document", document)
    assert _seen(firm, "alice") == _found(firm, "alice") == {"Lease 0007 Unit 4.txt"}
    unknown = firm.run("text", "no-such", "--as", "alice", status=1).stderr.replace("no-such", "@")
    assert firm.run("text", document, "--as", "alice", status=1).stderr.replace(document, "@") == unknown
    firm.run("access", "wall", "remove", "alice", "--document", document)
    assert "notes on lease.txt" in _seen(firm, "alice")


def test_rules_of_a_document_that_is_gone_can_be_taken_back(firm: "Firm") -> None:
    document = _id(firm, "supply.md")
    firm.run("access", "grant", "carol", "--document", document)
    firm.run("remove", document)
    firm.run("access", "revoke", "carol", "--document", document)
    assert "no document" in firm.run("access", "grant", "carol", "--document", document, status=1).stderr


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("grant", "alice"), 2, "name one of --matter, --document and --label"),
        (("grant", "alice", "--matter", "lease", "--document", "d"), 2, "name one of"),
        (("grant", "alice", "--label", "x", "--document", "d"), 2, "name one of"),
        (("wall", "add", "alice", "--label", "x"), 2, "No such option"),
        (("grant", "alice", "--matter", "lease", "--until", "soon"), 1, "'soon' is no date; give one like 2026-12-31"),
        (("grant", "alice", "--matter", "lease", "--until", "2020-01-01"), 1, "2020-01-01 is past"),
        (("grant", "alice", "--document", "nothing"), 1, "there is no document 'nothing'"),
        (("grant", "zoe", "--label", "x"), 1, "no user or group named 'zoe'"),
        (("role", "add", "alice", "king"), 1, "there is no role 'king'; the roles are attorney, knowledge-manager"),
        (("undo", "999"), 1, "there is no change 999"),
        (("import", "/nowhere.csv"), 1, "cannot be read (No such file or directory)"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    standing_firm: "Firm", arguments: tuple[str, ...], status: int, words: str
) -> None:
    result = standing_firm.run("access", *arguments, status=status)
    assert words in result.stderr.replace("\n", " ")
    assert status == 2 or result.stderr.count("\n") == 1


def test_an_administrator_finds_asks_lists_and_opens_nothing(firm: "Firm") -> None:
    document = _id(firm, "Lease")
    firm.run("access", "group", "add", "it", "--member", "alice")
    firm.run("access", "role", "add", "it", "administrator")
    assert _seen(firm, "alice") == _found(firm, "alice") == set()
    reply: Any = firm.json("ask", RENT, "--as", "alice")
    assert (reply["answered"], reply["passages"]) == (False, [])
    unknown = firm.run("text", "no-such", "--as", "alice", status=1).stderr.replace("no-such", "@")
    assert firm.run("text", document, "--as", "alice", status=1).stderr.replace(document, "@") == unknown
    firm.run("ingest", str(firm.folder), "--matter", "lease", "--as", "alice", status=1)
    explained: Any = firm.json("access", "explain", "alice", document)
    assert explained["allowed"] is False
    assert explained["rules"][0] == (
        "role: group it is administrator, and alice is in it; whoever administers the rules reads no documents, "
        "whatever was granted"
    )
    # The rights of an administrator are their own: the owner does not use them in their name.
    assert "as themselves" in firm.run("access", "user", "add", "dan", "--as", "alice", status=1).stderr


def test_an_administrator_who_is_not_the_owner_changes_the_rules(firm: "Firm") -> None:
    me = operating_system_user()
    document = _id(firm, "Lease")
    firm.run("access", "role", "add", me, "administrator")
    with sqlite3.connect(firm.workspace / "access.db") as database:  # as if olga had made the workspace
        database.execute("INSERT INTO who VALUES ('olga', 'user', 1)")
        database.execute("UPDATE workspace SET owner = 'olga'")
    database.close()
    accept(firm.workspace)
    firm.run("access", "user", "add", "dan")
    firm.run("access", "grant", "dan", "--matter", "lease")
    assert firm.json("access", "explain", "dan", document)["allowed"] is True
    assert (
        "cannot change what they themselves may see"
        in firm.run("access", "role", "remove", me, "administrator", status=1).stderr
    )
    assert firm.json("list")["documents"] == []
    firm.run("text", document, status=1)


def test_an_auditor_adds_and_changes_nothing(firm: "Firm") -> None:
    firm.run("access", "role", "add", "alice", "auditor")
    document = _id(firm, "Lease")
    for verb in (
        ("ingest", str(firm.folder), "--matter", "lease"),
        ("remove", document),
        ("move", document, "--matter", "lease"),
    ):
        assert "with the roles they hold (auditor)" in firm.run(*verb, "--as", "alice", status=1).stderr
    assert _seen(firm, "alice") == {"Lease 0007 Unit 4.txt", "notes on lease.txt"}
    firm.run("access", "role", "remove", "alice", "auditor")
    firm.run("remove", document, "--as", "alice")


def test_changes_have_numbers_and_are_taken_back_with_a_change(firm: "Firm") -> None:
    made: Any = firm.json("access", "history")["changes"]
    assert [change["what"] for change in made] == [
        "matter add lease",
        "matter add supply",
        "user add alice",
        "grant alice: matter lease",
        "user add bob",
        "grant bob: matter supply",
        "wall add bob: matter lease",
        "user add carol",
    ]
    assert {change["user"] for change in made} == {operating_system_user()}
    granted = made[3]["number"]
    assert made[3]["added"] == ["grant: alice may see matter lease"]
    undone: Any = firm.json("access", "undo", str(granted))
    assert undone["rules_version"] == made[-1]["number"] + 1
    assert _seen(firm, "alice") == set()
    firm.run("access", "undo", str(undone["rules_version"]))
    assert _seen(firm, "alice") == {"Lease 0007 Unit 4.txt", "notes on lease.txt"}
    recorded: Any = firm.json("audit", "list")["records"][-2]  # type: ignore[index]
    assert (recorded["kind"], recorded["facts"]["what"]) == ("access", "undo")
    assert firm.json("access", "history", "-n", "1")["changes"][0]["undoes"] == undone["rules_version"]  # type: ignore[index]


def test_what_later_changes_depend_on_is_not_taken_back(firm: "Firm") -> None:
    made: Any = firm.json("access", "history")["changes"]
    numbers = {change["what"]: change["number"] for change in made}
    refused = firm.run("access", "undo", str(numbers["user add bob"]), status=1).stderr
    granted = numbers["grant bob: matter supply"]
    assert f"since change {granted} (grant bob: matter supply) depends on it" in refused
    held = firm.run("access", "undo", str(numbers["matter add supply"]), status=1).stderr
    assert "depends on it" in held
    firm.run("access", "undo", str(numbers["grant bob: matter supply"]))
    held = firm.run("access", "undo", str(numbers["matter add supply"]), status=1).stderr
    assert "matter 'supply' holds documents; move or remove them first" in held


def test_history_list_and_export_are_for_those_who_administer(standing_firm: "Firm") -> None:
    for verb in ("history", "list", "export"):
        assert "or an administrator" in standing_firm.run("access", verb, "--as", "alice", status=1).stderr


def test_an_export_is_imported_into_another_workspace(firm: "Firm", tmp_path: Path) -> None:
    firm.run("access", "grant", "alice", "--label", "open", "--until", "2999-12-31")
    firm.run("access", "export", "-o", str(tmp_path / "rules.json"))
    again: Any = firm.json("access", "import", str(tmp_path / "rules.json"))
    assert (again["added"], again["removed"], again["errors"]) == ([], [], [])
    other = type(firm)(firm.folder, tmp_path / "other")
    other.run("access", "import", str(tmp_path / "rules.json"))
    assert other.json("access", "export") == firm.json("access", "export")


def test_a_dry_run_says_what_would_change_and_changes_nothing(firm: "Firm", tmp_path: Path) -> None:
    table = tmp_path / "rules.csv"
    table.write_text("what,who,matter,until\nuser,dan\ngrant,dan,lease,2999-12-31\n", encoding="utf-8")
    before = firm.json("access", "export")
    dry: Any = firm.json("access", "import", str(table), "--dry-run")
    said = ["user dan", "grant: dan may see matter lease until the end of 2999-12-31 (UTC)"]
    assert (dry["added"], dry["removed"], dry["dry_run"]) == (said, [], True)
    assert firm.json("access", "export") == before
    assert "+ user dan" in firm.run("access", "import", str(table), "--dry-run").stdout
    assert firm.json("access", "import", str(table))["added"] == said
    assert _seen(firm, "dan") == {"Lease 0007 Unit 4.txt", "notes on lease.txt"}
    firm.run("access", "undo", str(firm.json("access", "history")["changes"][-1]["number"]))  # type: ignore[index]
    assert firm.json("access", "export") == before


def test_with_any_error_nothing_is_imported_and_each_is_named_with_its_line(firm: "Firm", tmp_path: Path) -> None:
    table = tmp_path / "rules.csv"
    table.write_text("what,who,matter,role\nuser,dan\ngrant,eve,lease\nrole,dan,,king\nking,dan\n", encoding="utf-8")
    before = firm.json("access", "export")
    out = firm.run("access", "import", str(table), status=1)
    assert [line.split(":")[0] for line in out.stdout.splitlines()] == ["line 4", "line 5", "line 3"]
    assert out.stderr == "pincite: rules.csv has 3 errors, so nothing was changed; each has its place\n"
    listed: Any = json.loads(firm.run("access", "import", str(table), "--json", status=1).stdout)
    assert {error["place"] for error in listed["errors"]} == {"line 3", "line 4", "line 5"}
    assert listed["added"] == []
    assert firm.json("access", "export") == before


def test_the_list_of_rules_names_them_all(firm: "Firm") -> None:
    document = _id(firm, "supply.md")
    firm.run("access", "grant", "carol", "--document", document, "--until", "2999-12-31")
    firm.run("access", "wall", "add", "alice", "--document", document)
    firm.run("access", "role", "add", "bob", "auditor")
    listed: Any = firm.json("access", "list")
    assert listed["matters"]["lease"]["walls"] == ["bob"]
    assert {"who": "alice", "matter": None, "document": document} in listed["walls"]
    assert listed["roles"] == {"bob": ["auditor"]}
    shown = " ".join(firm.run("access", "list").stdout.split())
    for words in (f"carol may see document {document} until the end of 2999-12-31", "role: bob is auditor"):
        assert words in shown
