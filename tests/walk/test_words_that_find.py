"""Beginnings and typos: what the start of a name finds, what is proposed, and that neither tells of the hidden."""

from typing import TYPE_CHECKING

import pytest

from pincite.access.nearest import nearest

if TYPE_CHECKING:
    from tests.walk.conftest import Firm


def _id(firm: "Firm", user: str | None = None) -> str:
    return next(one["document"] for one in firm.documents(user) if "lease" in one["document"])


@pytest.mark.parametrize("beginning", ["lease-0007-u", "Lease 0007 Un", "LEASE 0007", "Lea"])
def test_the_beginning_of_one_document_finds_it(standing_firm: "Firm", beginning: str) -> None:
    assert "Saltmarsh Court" in standing_firm.run("text", beginning, "--start", "0", "--end", "90").stdout


def test_a_beginning_of_several_names_them(firm: "Firm") -> None:
    other = firm.folder / "lease" / "Lease 0008 Unit 5.txt"
    other.write_text("LEASE OF UNIT 5\n\n1. The rent is $10.\n", encoding="utf-8")
    firm.run("ingest", str(other), "--matter", "lease")
    said = firm.run("text", "lease-000", status=1).stderr
    assert "2 documents begin with 'lease-000'; give one of their ids: lease-0007" in said


def test_a_beginning_that_only_a_hidden_document_shares_is_still_unique(firm: "Firm") -> None:
    other = firm.folder / "Supply plan.txt"
    other.write_text("PLAN\n\n1. The plan is secret.\n", encoding="utf-8")
    firm.run("ingest", str(other), "--matter", "lease")
    assert "Supply Agreement" in firm.run("text", "supp", "--as", "bob").stdout
    assert "begin with 'supp'" in firm.run("text", "supp", status=1).stderr


@pytest.mark.parametrize("short", ["", "l", "le"])
def test_a_letter_or_two_are_no_beginning(standing_firm: "Firm", short: str) -> None:
    assert f"there is no document {short!r}" in standing_firm.run("text", short, status=1).stderr


def test_what_changes_or_takes_away_wants_the_whole_name(firm: "Firm") -> None:
    beginning = "lease-0007-u"
    for arguments in (
        ("remove", beginning),
        ("remove", beginning, "--erase", "--reason", "over"),
        ("access", "explain", "alice", beginning),
        ("access", "wall", "add", "alice", "--document", beginning),
    ):
        assert "there is no document" in firm.run(*arguments, status=1).stderr
    assert len(firm.documents()) == 2


def test_a_document_is_moved_by_its_beginning(firm: "Firm") -> None:
    firm.run("access", "matter", "add", "archive")
    assert "lease → archive" in firm.run("move", "lease-0007", "--matter", "archive").stdout


def test_the_owner_gets_the_nearest_user_for_a_mistyped_one(standing_firm: "Firm") -> None:
    said = standing_firm.run("list", "--as", "alcie", status=1).stderr.splitlines()
    assert said[1] == "Did you mean: alice?"
    assert "Did you mean" not in standing_firm.run("list", "--as", "zzz", status=1).stderr


@pytest.mark.parametrize("command", ["aks", "serch", "outlin"])
def test_a_mistyped_verb_gets_the_nearest_on_a_line_of_its_own(standing_firm: "Firm", command: str) -> None:
    [proposed] = [line for line in standing_firm.run(command, status=2).stderr.splitlines() if "Did you mean" in line]
    assert proposed in ("Did you mean: ask?", "Did you mean: search?", "Did you mean: outline?")
    assert "Did you mean: verify?" in standing_firm.run("audit", "verfy", status=2).stderr.splitlines()


def test_a_mistyped_document_or_matter_gets_the_nearest_on_a_line_of_its_own(standing_firm: "Firm") -> None:
    said = standing_firm.run("text", "laese-0007-unit-4", status=1).stderr.splitlines()
    assert len(said) == 2
    assert said[1] == f"Did you mean: {_id(standing_firm)} (Lease 0007 Unit 4.txt)?"
    assert (
        standing_firm.run("ask", "x?", "--matter", "laese", status=1).stderr.splitlines()[1] == "Did you mean: lease?"
    )
    assert standing_firm.run("remove", "suply", status=1).stderr.splitlines()[1].startswith("Did you mean: supply-")


def test_nothing_is_proposed_of_what_is_hidden(standing_firm: "Firm") -> None:
    hidden = _id(standing_firm)
    for verb in (("text",), ("outline",), ("show",), ("compare", "supply")):
        said = [
            standing_firm.run(*verb, typed if verb != ("show",) else f"{typed}:0-5", "--as", "bob", status=1).stderr
            for typed in (hidden, f"{hidden[:-1]}x", "Lease 0007 Unit 4.txt", "laese-0007-unit-4")
        ]
        assert not any("Did you mean" in one for one in said)
    for matter in ("lease", "laese"):
        assert "Did you mean" not in standing_firm.run("ask", "x?", "--matter", matter, "--as", "bob", status=1).stderr


def test_hidden_and_missing_are_told_the_same_whatever_is_near(firm: "Firm") -> None:
    """The same typed word, once of a document that is hidden and once of one that has gone."""
    near = firm.folder / "supply" / "Lease 0007 Unit 5.txt"
    near.write_text("LEASE OF UNIT 5\n\n1. The rent is $10.\n", encoding="utf-8")
    firm.run("ingest", str(near), "--matter", "supply")
    hidden = _id(firm, "alice")
    commands = [("text", hidden), ("outline", hidden), ("move", hidden, "--matter", "supply"), ("remove", hidden)]
    before = [firm.run(*command, "--as", "bob", status=1).stderr for command in commands]
    assert [command for command, said in zip(commands, before, strict=True) if "Unit 5" not in said] == []
    firm.run("remove", hidden, "--erase", "--reason", "over")
    assert [firm.run(*command, "--as", "bob", status=1).stderr for command in commands] == before


def test_what_was_proposed_is_on_the_record(standing_firm: "Firm") -> None:
    standing_firm.run("text", "suply.md", "--as", "bob", status=1)
    records = standing_firm.run("audit", "export", "--json").stdout
    assert '"documents": [{"document": "supply-' in records


def test_moving_to_a_matter_that_is_new_says_how_to_make_one(standing_firm: "Firm") -> None:
    said = standing_firm.run("move", "lease-0007", "--matter", "New Matter", status=1).stderr
    assert "a new one is made with: pincite access matter add 'New Matter'" in said
    hidden, missing = (
        standing_firm.run("move", "supply", "--matter", matter, "--as", "bob", status=1).stderr.replace(matter, "M")
        for matter in ("lease", "nowhere")
    )
    assert hidden == missing
    assert "the owner makes one with: pincite access matter add M" in hidden


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Halvorsn", ("Halvorsen",)),
        ("brightwater", ("Brightwater",)),
        ("xyz", ()),
        ("", ()),
        ("HALVORSEN", ("Halvorsen",)),
    ],
)
def test_what_is_like_a_word_is_near_it(typed: str, found: tuple[str, ...]) -> None:
    assert nearest(typed, ("Halvorsen", "Brightwater", "Firm")) == found
