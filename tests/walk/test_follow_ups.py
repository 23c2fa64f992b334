"""Questions that go on from an earlier one: what they carry over, what they may not, and what is asked back."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.command_line import invoke

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

RENT = "How much rent does the Tenant pay per month?"
LATE = "And if it is paid late?"
WARRANTY = "How long does the Supplier warrant the pumps?"


def _asked(firm: "Firm", question: str, *arguments: str) -> dict[str, Any]:
    reply: dict[str, Any] = firm.json("ask", question, *arguments)
    return reply


def _record(firm: "Firm", question: str, *arguments: str) -> str:
    return str(_asked(firm, question, *arguments)["audit"]["seq"])


def test_a_follow_up_is_answered_from_the_document_before_it(standing_firm: "Firm") -> None:
    reply = _asked(standing_firm, LATE, "--after", _record(standing_firm, RENT))
    assert reply["question"] == LATE
    assert reply["understood"] == f"{RENT} {LATE}"
    assert "6% per annum" in reply["statements"][0]["text"]
    assert {passage["document"] for passage in reply["passages"]} == {reply["passages"][0]["document"]}


def test_a_question_as_asked_is_not_said_to_be_understood_otherwise(standing_firm: "Firm") -> None:
    assert _asked(standing_firm, RENT)["understood"] is None
    whole = _asked(
        standing_firm, "What is the rate of interest on unpaid rent?", "--after", _record(standing_firm, RENT)
    )
    assert whole["understood"] is None
    assert "6% per annum" in whole["statements"][0]["text"]


def test_the_record_before_is_named_by_its_number_or_its_id(standing_firm: "Firm") -> None:
    before = _asked(standing_firm, RENT)["audit"]
    by_number = _asked(standing_firm, LATE, "--after", str(before["seq"]))
    by_id = _asked(standing_firm, LATE, "--after", before["id"])
    assert by_number["understood"] == by_id["understood"]
    kept = standing_firm.json("audit", "show", by_id["audit"]["id"])
    assert isinstance(kept["content"], dict)
    assert isinstance(kept["facts"], dict)
    assert kept["content"]["after"]["question"] == RENT
    assert kept["content"]["after"]["matters"] == ["lease"]
    assert kept["facts"]["after"] == before["seq"]


def test_a_follow_up_of_a_follow_up_keeps_the_subject(standing_firm: "Firm") -> None:
    second = _asked(standing_firm, LATE, "--after", _record(standing_firm, RENT))
    third = _asked(standing_firm, "And when does that begin?", "--after", str(second["audit"]["seq"]))
    assert third["understood"] == f"{RENT} {LATE} And when does that begin?"
    assert all("lease" in passage["path"] for passage in third["passages"])


def test_a_document_that_the_new_question_names_takes_the_place_of_the_old_one(standing_firm: "Firm") -> None:
    reply = _asked(
        standing_firm,
        "And under the Supply Agreement for pumps?",
        "--after",
        _record(standing_firm, "What is the price?"),
    )
    assert all("supply" in passage["path"] for passage in reply["passages"])


def test_what_was_asked_last_is_what_another_document_is_asked(standing_firm: "Firm") -> None:
    second = _asked(standing_firm, LATE, "--after", _record(standing_firm, RENT))
    third = _asked(
        standing_firm, "Great, thanks! And under the supply agreement?", "--after", str(second["audit"]["seq"])
    )
    kept = standing_firm.json("audit", "show", third["audit"]["id"])
    assert isinstance(kept["content"], dict)
    assert kept["content"]["query"]["newest"] == f"{LATE[:-1]} under the supply agreement?"
    assert third["understood"].startswith(RENT[:-1])


def test_what_was_understood_is_printed(standing_firm: "Firm") -> None:
    printed = standing_firm.run("ask", LATE, "--after", _record(standing_firm, RENT)).stdout
    assert f"Understood: {RENT} {LATE}" in printed.replace("\n", " ")
    assert "In: " in printed
    assert "Lease 0007" in printed


def test_a_record_that_is_hidden_and_one_that_does_not_exist_get_the_same_words(standing_firm: "Firm") -> None:
    hidden = _record(standing_firm, RENT, "--as", "alice")
    said = [
        standing_firm.run("ask", LATE, "--after", record, "--as", "bob", status=1).stderr.replace(record, "R")
        for record in (hidden, "999", "nothing")
    ]
    assert said[0] == said[1] == said[2]


def test_an_earlier_question_that_is_closed_by_now_cannot_be_gone_on_from(firm: "Firm") -> None:
    record = _record(firm, RENT, "--as", "alice")
    assert _asked(firm, LATE, "--after", record, "--as", "alice")["answered"]
    firm.run("access", "wall", "add", "alice", "--matter", "lease")
    said = [
        firm.run("ask", LATE, "--after", one, "--as", "alice", status=1).stderr.replace(one, "R")
        for one in (record, "999")
    ]
    assert said[0] == said[1]
    assert "rent" not in said[0].lower()


def test_a_follow_up_is_closed_with_what_it_goes_on_from(firm: "Firm") -> None:
    firm.run("access", "grant", "alice", "--matter", "supply")
    before = _record(firm, RENT, "--as", "alice")
    after = _record(firm, "And the price of each pump under the Supply Agreement?", "--after", before, "--as", "alice")
    assert firm.json("audit", "show", after, "--as", "alice")["question"]
    firm.run("access", "wall", "add", "alice", "--matter", "lease")
    firm.run("audit", "show", after, "--as", "alice", status=1)


def test_an_export_of_one_matter_says_nothing_of_the_question_before_in_another(
    standing_firm: "Firm", tmp_path: Path
) -> None:
    before = _record(standing_firm, "How much rent does the Tenant of Unit 4 pay?")
    _asked(standing_firm, "And what is the price of each pump under the Supply Agreement?", "--after", before)
    out = tmp_path / "supply.jsonl"
    standing_firm.run("audit", "export", "--matter", "supply", "-o", str(out))
    exported = out.read_text(encoding="utf-8")
    assert "$915" in exported
    assert "Unit 4" not in exported


def test_only_what_the_asker_may_see_is_carried_over(firm: "Firm") -> None:
    firm.run("access", "user", "add", "carol")
    firm.run("access", "grant", "carol", "--matter", "lease")
    firm.run("access", "grant", "carol", "--matter", "supply")
    record = _record(firm, "How long does the Supplier warrant the pumps, and how much is the rent?", "--as", "carol")
    firm.run("access", "wall", "add", "carol", "--matter", "supply")
    outcome = invoke(
        "--workspace", str(firm.workspace), "ask", "And if it is late?", "--after", record, "--as", "carol", "--json"
    )
    assert "Supply" not in outcome.stdout
    assert "twenty-four" not in outcome.stdout


def test_a_record_of_no_question_is_named_as_such(standing_firm: "Firm") -> None:
    assert "has no question to go on from" in standing_firm.run("ask", LATE, "--after", "1", status=1).stderr


def test_a_line_of_a_batch_goes_on_from_an_earlier_one(standing_firm: "Firm", lines: Callable[..., Path]) -> None:
    seq = _asked(standing_firm, WARRANTY)["audit"]["seq"]
    file = lines(
        {"id": "a", "question": RENT},
        {"id": "b", "question": LATE, "after": "a"},
        {"id": "c", "question": "From when on?", "after": seq},
        {"id": "d", "question": LATE, "after": "a", "as": "bob"},
        {"id": "e", "question": LATE, "after": "z"},
        {"id": "f", "question": LATE, "after": True},
        {"id": "g", "question": LATE, "after": None},
    )
    out = [json.loads(line) for line in standing_firm.run("ask", "--batch", str(file), status=1).stdout.splitlines()]
    assert [line["id"] for line in out] == list("abcdefg")
    assert out[1]["understood"] == f"{RENT} {LATE}"
    assert out[2]["understood"] == f"{WARRANTY} From when on?"
    assert "error" in out[3]
    assert "error" in out[4]
    assert out[5]["error"] == 'line 6 of batch.jsonl has a value of "after" that is neither a text nor a whole number'
    assert out[6]["refusal"]["reason"] == "unclear"


def test_a_line_that_failed_is_not_gone_on_from(standing_firm: "Firm", lines: Callable[..., Path]) -> None:
    file = lines({"id": "1", "question": ""}, {"id": "b", "question": LATE, "after": "1"})
    out = [json.loads(line) for line in standing_firm.run("ask", "--batch", str(file), status=1).stdout.splitlines()]
    assert out[1]["error"] == 'the line goes on from "1", which got neither answer nor refusal'


@pytest.mark.parametrize("question", [LATE, "And the other way round?", "Can it be extended?"])
def test_a_question_that_lacks_its_earlier_one_is_asked_back(standing_firm: "Firm", question: str) -> None:
    reply = _asked(standing_firm, question)
    assert reply["statements"] == []
    assert reply["refusal"]["reason"] == "unclear"
    assert "--after" in reply["refusal"]["message"]
    paths = [one["path"] for one in reply["refusal"]["candidates"]]
    assert len(paths) == (0 if "way round" in question else 2)
    assert all(set(one) == {"document", "path", "title"} for one in reply["refusal"]["candidates"])


def test_candidates_are_among_what_the_asker_may_see(firm: "Firm") -> None:
    firm.run("access", "user", "add", "carol")
    firm.run("access", "grant", "carol", "--matter", "supply")
    firm.run("access", "grant", "carol", "--matter", "lease")
    hidden = firm.folder / "Deed 0009 Kestrel.txt"
    hidden.write_text("DEED\n\n1. What follows from that lasts for long, as it ends.\n", encoding="utf-8")
    firm.run("ingest", str(hidden), "--matter", "kestrel")
    asked = "And what follows from that, for how long?"
    whoever = {one["path"] for one in _asked(firm, asked)["refusal"]["candidates"]}
    assert str(hidden) in whoever
    told = _asked(firm, asked, "--as", "carol")
    assert {one["path"] for one in told["refusal"]["candidates"]} == whoever - {str(hidden)}
    assert "Deed" not in json.dumps(told)


def test_where_there_is_one_document_a_pronoun_means_it(standing_firm: "Firm") -> None:
    reply = _asked(standing_firm, "When does it end?", "--matter", "lease")
    assert "30 September 2029" in reply["statements"][0]["text"]


def test_a_whole_batch_cannot_go_on_from_one_record(standing_firm: "Firm", lines: Callable[..., Path]) -> None:
    file = lines({"id": "a", "question": RENT})
    said = standing_firm.run("ask", "--batch", str(file), "--after", "1", status=2).stderr
    assert '"after"' in said


def test_a_question_that_several_documents_answer_is_asked_back(firm: "Firm") -> None:
    for name, days in (("Deed 0009 Kestrel", "thirty (30)"), ("Charter 0011 Osprey", "ninety (90)")):
        file = firm.folder / f"{name}.txt"
        file.write_text(f"{name}\n\n1. NOTICE\n\n1.1 The notice period is {days} days.\n", encoding="utf-8")
        firm.run("ingest", str(file), "--matter", "notices")
    reply = _asked(firm, "How long is the notice period?", "--matter", "notices")
    assert reply["refusal"]["reason"] == "unclear"
    assert {Path(one["path"]).stem for one in reply["refusal"]["candidates"]} == {
        "Deed 0009 Kestrel",
        "Charter 0011 Osprey",
    }
    assert "Charter 0011 Osprey" in firm.run("ask", "How long is the notice period?", "--matter", "notices").stdout
    named = _asked(firm, "How long is the notice period of the Osprey charter?", "--matter", "notices")
    assert "ninety (90)" in named["statements"][0]["text"]


def test_versions_and_amendments_of_one_agreement_are_not_asked_back(firm: "Firm") -> None:
    for name, days in (("NDA-0112 Kestrel", "thirty (30)"), ("NDA-0112 Amendment No. 1", "ninety (90)")):
        file = firm.folder / f"{name}.txt"
        file.write_text(f"{name}\n\n1. NOTICE\n\n1.1 The notice period is {days} days.\n", encoding="utf-8")
        firm.run("ingest", str(file), "--matter", "notices")
    reply = _asked(firm, "How long is the notice period?", "--matter", "notices")
    assert reply["answered"]


MIRRORED = """SERVICES AGREEMENT

This Services Agreement is made between Tallis Mills Inc. ("Tallis") and Corbel Freight LLC ("Corbel").

1. LIABILITY

1.1 {first} shall not be liable to {second} for indirect losses, lost profits or loss of goodwill, and where such a loss
is threatened, the parties shall meet within ten days and shall negotiate in good faith on how to prevent it.

1.2 {second} shall not be liable to {first} for indirect losses, lost profits or loss of goodwill.

2. CONFIDENCE

2.1 Neither party shall disclose what it learns of the trade secrets of the other party.
"""


def _mirrored(firm: "Firm", first: str, second: str) -> None:
    file = firm.folder / "services" / "Services agreement.txt"
    file.parent.mkdir(parents=True)
    file.write_text(MIRRORED.format(first=first, second=second), encoding="utf-8")
    firm.run("ingest", str(file), "--matter", "services")


@pytest.mark.parametrize(("first", "second"), [("Tallis", "Corbel"), ("Corbel", "Tallis")])
def test_the_other_way_round_is_answered_by_the_sentence_about_the_other_party(
    empty_firm: "Firm", first: str, second: str
) -> None:
    _mirrored(empty_firm, first, second)
    before = _asked(empty_firm, "Is Tallis liable to Corbel for indirect losses?")
    after = _asked(empty_firm, "And the other way round?", "--after", str(before["audit"]["seq"]))
    assert after["understood"] == "Is Corbel liable to Tallis for indirect losses?"
    assert "Corbel shall not be liable to Tallis" in after["statements"][0]["text"]


def test_the_other_way_round_may_be_what_was_quoted_before_if_it_is_about_that_party(empty_firm: "Firm") -> None:
    file = empty_firm.folder / "services" / "Services agreement.txt"
    file.parent.mkdir(parents=True)
    said = "1.1 Corbel may terminate this Agreement at any time by thirty days' notice to Tallis."
    file.write_text(f"SERVICES AGREEMENT between Tallis Ltd and Corbel Inc.\n\n1. END\n\n{said}\n", encoding="utf-8")
    empty_firm.run("ingest", str(file), "--matter", "services")
    before = _asked(empty_firm, "Can Tallis terminate this Agreement with Corbel at any time by notice?")
    after = _asked(empty_firm, "And the other way round?", "--after", str(before["audit"]["seq"]))
    assert after["understood"] == "Can Corbel terminate this Agreement with Tallis at any time by notice?"
    assert [one["text"] for one in after["statements"]] == [said]


def test_a_sentence_on_both_parties_answers_the_other_way_round_too(empty_firm: "Firm") -> None:
    _mirrored(empty_firm, "Tallis", "Corbel")
    before = _asked(empty_firm, "Shall Tallis disclose the trade secrets of Corbel?")
    after = _asked(empty_firm, "And the other way round?", "--after", str(before["audit"]["seq"]))
    assert after["statements"][0]["text"] == before["statements"][0]["text"]
    assert "Neither party" in after["statements"][0]["text"]


def test_a_card_that_was_altered_leads_no_follow_up_to_another_document(firm: "Firm") -> None:
    before = _record(firm, RENT)
    with sqlite3.connect(firm.workspace / "documents.db") as database:
        database.execute("INSERT INTO card SELECT 'nda', matter, id, 9.0 FROM document WHERE path LIKE '%supply.md'")
    database.close()
    reply = json.loads(firm.run("ask", "And under the NDA?", "--after", before, "--json").stdout)
    assert reply["refusal"]["reason"] == "failed"
    assert "without pincite" in reply["refusal"]["message"]


def test_a_card_that_was_altered_has_no_question_put_back(firm: "Firm") -> None:
    with sqlite3.connect(firm.workspace / "documents.db") as database:
        database.execute("INSERT INTO card SELECT 'lease', matter, id, 9.0 FROM document WHERE path LIKE '%supply.md'")
    database.close()
    reply = _asked(firm, "Who may terminate the lease?")
    assert reply["refusal"]["reason"] == "failed"


NAMED = "How much rent is due under the Saltmarsh lease?"


def test_a_follow_up_asked_elsewhere_leaves_the_name_of_the_document_before_it_behind(standing_firm: "Firm") -> None:
    before = _record(standing_firm, NAMED)
    there = _asked(standing_firm, LATE, "--after", before)
    assert "Saltmarsh" in there["understood"]
    elsewhere = _asked(standing_firm, LATE, "--after", before, "--matter", "supply")
    assert "called" not in ((elsewhere["refusal"] or {}).get("message") or "")
    assert "Saltmarsh" not in elsewhere["understood"]
    assert {passage["path"].rpartition("/")[2] for passage in elsewhere["passages"]} == {"supply.md"}


def test_a_name_that_a_follow_up_itself_says_is_still_looked_for(standing_firm: "Firm") -> None:
    asked = "And what does the Zorgonia contract say of late rent?"
    reply = _asked(standing_firm, asked, "--after", _record(standing_firm, NAMED), "--matter", "supply")
    assert "is called “Zorgonia”" in reply["refusal"]["message"]
