"""Questions over many documents: each is looked into by itself, whatever the best passages of all of them are."""

import asyncio
import json
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from tests.kept import keys_in
from tests.walk.conftest import Firm, firm_in
from tests.walk.supplies import COVER, LAWS, RENEWS, supply_contract

import pincite
from pincite.cli.ask import print_reply
from pincite.cli.output import PLAIN_WIDTH
from pincite.session.turns import read_turn
from pincite.wiring import open_session


def _named(reply: dict[str, Any]) -> list[str]:
    return [Path(one["citations"][0]["path"]).name.split()[0] for one in reply["statements"]]


def test_a_list_has_a_statement_of_each_document_that_answers_and_counts_the_others(shelf: Firm) -> None:
    reply: dict[str, Any] = shelf.json("ask", "Which contracts are governed by New York law?")
    assert sorted(_named(reply)) == ["Corviston", "Halvorsen"]
    assert all("New York" in one["citations"][0]["quote"] for one in reply["statements"])
    counts = {name: reply["listing"][name] for name in ("found", "not_found", "not_read")}
    assert counts == {"found": 2, "not_found": 2, "not_read": 0}
    assert reply["looked"] == {"documents": 4, "of": 4}
    states = {Path(one["path"]).name.split()[0]: one["state"] for one in reply["listing"]["documents"]}
    assert states == {name: "found" if law == "New York" else "not_found" for name, law in LAWS.items()}


@pytest.mark.parametrize(
    "question",
    ["Which contracts renew by themselves when the term is over?", "Which of these keep rolling until nobody objects?"],
)
def test_a_list_in_everyday_words_finds_the_clause(shelf: Firm, question: str) -> None:
    reply: dict[str, Any] = shelf.json("ask", question)
    said = dict(zip(_named(reply), (one["text"] for one in reply["statements"]), strict=True))
    assert all("automatically renew" in said[name] for name in RENEWS)


def test_a_sum_that_is_asked_for_is_not_answered_by_another(shelf: Firm) -> None:
    reply: dict[str, Any] = shelf.json("ask", "Which contracts require insurance of $5,000,000?")
    assert sorted(_named(reply)) == ["Corviston", "Halvorsen"]
    more: dict[str, Any] = shelf.json("ask", "Which contracts require insurance of at least $2,000,000?")
    assert sorted(_named(more)) == sorted(COVER)


def test_a_list_that_finds_nothing_shows_only_what_has_to_do_with_the_question(shelf: Firm) -> None:
    unrelated: dict[str, Any] = shelf.json("ask", "Which contracts mention a bicycle race in Antwerp?")
    assert not unrelated["answered"]
    assert unrelated["passages"] == []
    said = shelf.run("ask", "Which contracts mention insurance on Jupiter's moons?").stdout
    near = " ".join(said.partition("the closest passages that were found:")[2].split())
    assert near.count("general liability insurance") == 2  # a third passage has the words of the first


def test_whoever_sees_less_is_told_of_no_more(shelf: Firm) -> None:
    reply: dict[str, Any] = shelf.json("ask", "Which contracts are governed by New York law?", "--as", "alice")
    assert _named(reply) == ["Halvorsen"]
    assert len(reply["listing"]["documents"]) == 2
    assert "Corviston" not in json.dumps(reply)


def test_a_list_over_too_many_documents_says_how_many_it_left_out(shelf: Firm) -> None:
    settings = shelf.workspace / "settings.toml"
    settings.write_text("most_looked_into = 2\n", encoding="utf-8")
    shelf.run("workspace", "trust", "--yes")
    try:
        reply: dict[str, Any] = shelf.json("ask", "Which contracts are governed by New York law?")
        assert len(reply["listing"]["documents"]) == 2
        assert reply["looked"] == {"documents": 2, "of": 4}
        assert any("2 documents were not looked into" in one for one in reply["warnings"])
        with open_session(shelf.workspace) as session:
            turn = asyncio.run(read_turn(session, str(reply["audit"]["seq"])))
        assert any("2 documents were not looked into" in one for one in turn.notes)
        less: dict[str, Any] = shelf.json("ask", "Which contracts are governed by New York law?", "--as", "alice")
        assert "not looked into" not in json.dumps(less)  # of as many as she may see
    finally:
        settings.unlink()


def test_every_statement_of_a_list_is_pinned_word_for_word(shelf: Firm) -> None:
    reply: dict[str, Any] = shelf.json("ask", "List all agreements that can be terminated by notice")
    assert reply["statements"]
    labels = [passage["label"] for passage in reply["passages"]]
    assert labels == list(range(1, len(labels) + 1))
    for statement in reply["statements"]:
        [citation] = statement["citations"]
        text = Path(citation["path"]).read_text(encoding="utf-8")
        assert text[citation["start"] : citation["end"]] == citation["quote"] == statement["text"]
        assert reply["passages"][citation["label"] - 1]["document"] == citation["document"]


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts forbid the keeping of racing pigeons on the roof?",
        "List the agreements that deal with helicopters",
        "Do any of our deals let somebody bring a dog to the office?",
    ],
)
def test_a_list_that_nothing_answers_is_a_refusal_that_counts_what_was_looked_into(shelf: Firm, question: str) -> None:
    reply: dict[str, Any] = shelf.json("ask", question)
    assert reply["answered"] is False
    assert reply["refusal"]["reason"] == "no_evidence"
    assert "4 documents" in reply["refusal"]["message"]
    assert reply["listing"]["not_found"] == 4


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts require the Supplier to carry liability insurance for each aircraft?",
        "In which agreements may either party terminate by written notice in Zurich?",
        "Which agreements of Quillberry automatically renew for successive terms?",
    ],
)
def test_a_clause_like_the_one_asked_for_is_not_listed_where_what_it_is_about_is_nowhere(
    shelf: Firm, question: str
) -> None:
    reply: dict[str, Any] = shelf.json("ask", question)
    assert reply["listing"]["not_found"] == 4
    assert reply["answered"] is False


def test_a_name_that_stands_anywhere_in_a_document_lets_its_clause_be_listed(shelf: Firm) -> None:
    reply: dict[str, Any] = shelf.json("ask", "In which agreements may Corviston terminate by written notice?")
    assert _named(reply) == ["Corviston"]


def test_those_that_lack_something_are_told_from_those_that_are_quoted(shelf: Firm) -> None:
    reply: dict[str, Any] = shelf.json("ask", "Which contracts have no insurance clause?")
    assert "may lack it" in " ".join(reply["warnings"])
    assert set(_named(reply)) <= set(COVER)


def test_two_documents_side_by_side_are_each_quoted(shelf: Firm) -> None:
    reply: dict[str, Any] = shelf.json("ask", "Compare the notice periods of Halvorsen and Brightwater")
    assert _named(reply)[:1] == ["Halvorsen"]
    assert set(_named(reply)) == {"Halvorsen", "Brightwater"}
    said = {name: one["text"] for name, one in zip(_named(reply), reply["statements"], strict=True)}
    assert "thirty (30)" in said["Halvorsen"]
    assert "ninety (90)" in said["Brightwater"]


def test_a_side_that_may_not_be_seen_is_as_if_it_were_not(shelf: Firm) -> None:
    hidden, absent = (
        shelf.json("ask", f"Compare the notice periods of Halvorsen and {name}", "--as", "alice")
        for name in ("Corviston", "Xanterbury")
    )
    assert hidden["listing"] == absent["listing"]
    assert "Corviston Industries" not in json.dumps(hidden)


def test_the_record_names_each_document_that_was_looked_into(shelf: Firm) -> None:
    reply: dict[str, Any] = shelf.json("ask", "Which contracts are governed by New York law?")
    record: dict[str, Any] = shelf.json("audit", "show", str(reply["audit"]["seq"]))
    rows = record["content"]["looked_into"]
    assert {row["document"]: row["state"] for row in rows} == {
        one["document"]: one["state"] for one in reply["listing"]["documents"]
    }
    assert record["facts"]["listing"] == {"found": 2, "not_found": 2, "not_read": 0}
    shelf.run("audit", "verify")
    assert shelf.json("audit", "replay", str(reply["audit"]["seq"]))


def test_a_streamed_list_has_a_record_of_each_statement_and_the_count_at_the_end(shelf: Firm) -> None:
    shown = shelf.run("ask", "Which contracts are governed by New York law?", "--stream")
    assert "Found in 2 of 4 documents" in shown.stdout
    assert shown.stdout.count("governed by the laws of the State of New York") == 2


def test_those_that_lack_something_are_named_before_those_that_have_it(shelf: Firm) -> None:
    shown = " ".join(shelf.run("ask", "Which contracts are not governed by New York law?").stdout.split())
    lacks, having = shown.index("nothing was found; that is no proof"), shown.index("may show that they have it")
    assert shown.index("Caution") < lacks < having
    named = shown[lacks:having]
    assert all((name in named) == (law != "New York") for name, law in LAWS.items())
    assert (
        "Corviston" not in shelf.run("ask", "Which contracts are not governed by Delaware law?", "--as", "alice").stdout
    )


def test_a_sentence_that_says_the_opposite_is_not_listed(outside: Path) -> None:
    firm = Firm(outside / "files", outside / "workspace")
    firm.folder.mkdir()
    for name, how in (("Alder", "its exclusive"), ("Birch", "its non-exclusive"), ("Cedar", "as a non-exclusive")):
        words = f"1. Appointment. Supplier appoints {name} as {how} distributor of the Products.\n"
        (firm.folder / f"{name}.txt").write_text(f"{name} Trading Agreement\n\n{words}", encoding="utf-8")
    firm.run("ingest", str(firm.folder), "--matter", "many")
    free: dict[str, Any] = firm.json("ask", "Which agreements are non-exclusive?")
    bound: dict[str, Any] = firm.json("ask", "Which agreements make the distributor exclusive?")
    said = [{Path(one["citations"][0]["path"]).stem for one in reply["statements"]} for reply in (free, bound)]
    assert said == [{"Birch", "Cedar"}, {"Alder"}]


def test_a_list_is_not_bounded_by_the_passages_of_one_answer(outside: Path) -> None:
    firm = Firm(outside / "files", outside / "workspace")
    firm.folder.mkdir()
    for number in range(26):
        text = supply_contract("Halvorsen").replace("Halvorsen", f"Nordby{number}")
        (firm.folder / f"{number}.txt").write_text(text, encoding="utf-8")
    firm.run("ingest", str(firm.folder), "--matter", "many")
    reply: dict[str, Any] = firm.json("ask", "Which agreements renew automatically?")
    assert reply["listing"]["found"] == len(reply["statements"]) == 26


@pytest.mark.parametrize(
    "question",
    [
        "Which agreement needs the longer notice, Halvorsen or Brightwater?",
        "Which contract can be terminated sooner: Halvorsen or Brightwater?",
    ],
)
def test_which_of_two_named_documents_is_a_comparison_and_no_list(shelf: Firm, question: str) -> None:
    reply: dict[str, Any] = shelf.json("ask", question)
    assert _named(reply)[0] == "Halvorsen"
    assert set(_named(reply)) == {"Halvorsen", "Brightwater"}
    assert len(reply["listing"]["documents"]) == 2


def test_each_side_of_a_comparison_says_how_sure_it_is_in_the_order_asked(shelf: Firm) -> None:
    for sides in (("Halvorsen", "Brightwater"), ("Brightwater", "Halvorsen")):
        question = f"Which contract can be terminated sooner: {sides[0]} or {sides[1]}?"
        reply: dict[str, Any] = shelf.json("ask", question)
        assert list(dict.fromkeys(_named(reply))) == list(sides)
        assert all(0 < one["chance"] < 1 for one in reply["listing"]["documents"])
        printed = shelf.run("ask", question).stdout
        assert len(re.findall(r"(?:sure|likely|check it) \(\d+%\)", printed)) == 2
        with open_session(shelf.workspace) as session:
            turn = asyncio.run(read_turn(session, reply["audit"]["id"]))
        assert sum(bool(one.sure) for one in turn.said) == 2


def test_a_comparison_of_governing_laws_has_the_clause_that_names_one(tmp_path: Path) -> None:
    firm = firm_in(tmp_path)
    firm.folder.mkdir(parents=True)
    beside = (
        "9.1 Governing law. The Supplier is governed by, and shall comply with, all applicable law and governing laws."
    )
    for name, state in (("Ashgrove", "Ohio"), ("Birchwell", "Texas")):
        parties = f"This Agreement is between {name} Mills Inc. and Tannick Foods LLC."
        said = f"9.2 This Agreement, and any question on how it ends, is to be construed under the laws of {state}."
        text = f"SUPPLY AGREEMENT\n\n{parties}\n\n9. GENERAL\n\n{beside}\n\n{said}\n"
        (firm.folder / f"{name} agreement.txt").write_text(text, encoding="utf-8")
    with keys_in(tmp_path):
        firm.run("ingest", str(firm.folder), "--matter", "m")
        reply: dict[str, Any] = firm.json("ask", "Compare the governing law of Ashgrove and Birchwell")
    assert [one["text"].rstrip(".").split()[-1] for one in reply["statements"]] == ["Ohio", "Texas"]


def test_a_clause_beside_the_one_asked_for_is_not_listed(tmp_path: Path) -> None:
    firm = firm_in(tmp_path)
    firm.folder.mkdir(parents=True)
    for name, end in (
        ("Ashgrove", "be finally settled by binding arbitration before a single arbitrator"),
        ("Birchwell", "first be referred to mediation before a single neutral mediator"),
        ("Cranmoor", "be brought before the state and federal courts of the county"),
    ):
        said = f"1. DISPUTES\n\n1.1 Any dispute arising out of this Agreement between the parties shall {end}.\n"
        (firm.folder / f"{name} agreement.txt").write_text(f"SERVICES AGREEMENT\n\n{said}", encoding="utf-8")
    with keys_in(tmp_path):
        firm.run("ingest", str(firm.folder), "--matter", "m")
        reply: dict[str, Any] = firm.json("ask", "Which contracts send disputes to arbitration?")
    assert _named(reply) == ["Ashgrove"]


def test_a_list_looks_for_the_words_of_clauses_too(tmp_path: Path) -> None:
    firm = firm_in(tmp_path)
    firm.folder.mkdir(parents=True)
    beside = (
        "Each party shall let the other side know of a complaint, and look into it within ten days.",
        "Neither party shall let the other side wait, and each shall look into our common plans every year.",
        "The Supplier shall look to the other party alone, and not to its members, for the price of the paper.",
        "A party that is on the other side of the border shall look after the goods that are in its hands.",
        "The Buyer sells paper, and shall let the Supplier use the other rooms of the side entrance.",
        "The parties shall look for a new carrier, and let each other see what the other offers.",
    )
    ends = (
        "The Buyer may, on ten days' notice, inspect and audit the records of all sales.",
        "Goods are sold by weight.",
    )
    for name, end in zip(("Ashgrove", "Birchwell"), ends, strict=True):
        said = "".join(f"{number}. {words}\n\n" for number, words in enumerate((*beside, end), start=1))
        (firm.folder / f"{name} agreement.txt").write_text(f"SUPPLY AGREEMENT\n\n{said}", encoding="utf-8")
    with keys_in(tmp_path):
        firm.run("ingest", str(firm.folder), "--matter", "m")
        reply: dict[str, Any] = firm.json("ask", "Which contracts let the other side look into our books?")
    assert _named(reply) == ["Ashgrove"]
    assert "audit the records" in reply["statements"][0]["text"]


def test_a_list_of_a_kind_leaves_out_what_says_to_be_another_and_says_so(standing_firm: Firm) -> None:
    every: dict[str, Any] = standing_firm.json("ask", "Which documents name a sum that is due per month?")
    leases: dict[str, Any] = standing_firm.json("ask", "Which leases name a sum that is due per month?")
    assert {Path(one["path"]).name for one in every["listing"]["documents"]} == {"Lease 0007 Unit 4.txt", "supply.md"}
    assert [Path(one["path"]).name for one in leases["listing"]["documents"]] == ["Lease 0007 Unit 4.txt"]
    assert leases["looked"] == {"documents": 1, "of": 2}
    assert "1 document was left out as something other than “lease”" in leases["warnings"][0]
    assert every["warnings"] == []


def test_whoever_sees_none_of_the_others_is_told_of_none(standing_firm: Firm) -> None:
    reply: dict[str, Any] = standing_firm.json("ask", "Which leases name a sum that is due per month?", "--as", "alice")
    assert reply["warnings"] == []


def test_rows_that_do_not_stand_in_the_order_of_the_record_have_no_numbers(shelf: Firm) -> None:
    with keys_in(shelf.workspace.parent), pincite.open(shelf.workspace) as opened:
        reply = opened.session().ask("Which contracts are governed by New York law?")
    listing = reply.listing
    assert listing is not None
    first, last = (statement.citations[0].document for statement in reply.statements)
    for likelier, marks in ((first, ["1. ", "2. "]), (last, ["", ""])):
        chances = (replace(one, chance=0.9 if one.document == likelier else 0.8) for one in listing.documents)
        out = Console(file=StringIO(), width=PLAIN_WIDTH, highlight=False, markup=False, emoji=False)
        print_reply(replace(reply, listing=replace(listing, documents=tuple(chances))), out)
        assert isinstance(out.file, StringIO)
        said = out.file.getvalue()
        assert re.findall(r"^(\d\. |)“", said, re.MULTILINE) == marks
        order = [1, 2] if likelier == first else [2, 1]
        assert re.findall(r"pincite show \d+\.(\d)", said) == [str(number) for number in order]
