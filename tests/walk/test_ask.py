"""A question from the command line to a reply on the record."""

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

RENT = "How much rent does the Tenant pay per month?"


def _statements(reply: dict[str, Any]) -> list[dict[str, Any]]:
    assert isinstance(reply["statements"], list)
    return reply["statements"]


def test_an_answer_quotes_the_clause_word_for_word(firm: "Firm") -> None:
    reply = firm.json("ask", RENT)
    assert reply["answered"] is True
    citation = _statements(reply)[0]["citations"][0]
    assert "$4,200 per month" in citation["quote"]
    assert citation["section"] == "2.1"
    shown = firm.run("text", citation["document"], "--start", str(citation["start"]), "--end", str(citation["end"]))
    assert shown.stdout == citation["quote"]
    assert Path(citation["path"]).read_text(encoding="utf-8")[citation["start"] : citation["end"]] == citation["quote"]


def test_every_statement_is_its_quote_and_cites_a_passage_that_is_shown(firm: "Firm") -> None:
    reply: dict[str, Any] = firm.json("ask", "How can the lease be terminated, and when does it end?")
    labels = [passage["label"] for passage in reply["passages"]]
    assert labels == list(range(1, len(labels) + 1))
    for statement in _statements(reply):
        assert statement["support"] == 1.0
        [citation] = statement["citations"]
        assert statement["text"] == citation["quote"]
        assert reply["passages"][citation["label"] - 1]["document"] == citation["document"]


def test_a_walled_off_lawyer_gets_no_passages_of_the_matter(firm: "Firm") -> None:
    firm.run("access", "grant", "bob", "--matter", "lease")
    reply: dict[str, Any] = firm.json("ask", RENT, "--as", "bob")
    assert all("Supply" in passage["heading"] or "supply" in passage["path"] for passage in reply["passages"])
    assert "4,200" not in json.dumps(reply)


def test_a_user_without_matters_is_refused_and_shown_nothing(firm: "Firm") -> None:
    firm.run("access", "user", "add", "carol")
    reply = firm.json("ask", RENT, "--as", "carol")
    assert reply["answered"] is False
    assert reply["passages"] == []
    assert reply["refusal"] == {
        "reason": "no_evidence",
        "message": "there are no documents that you may see here; ask the workspace's owner for access",
    }


def test_a_question_that_no_document_answers_is_refused_with_what_was_found(firm: "Firm") -> None:
    reply: dict[str, Any] = firm.json("ask", "Who painted the ceiling of the Sistine Chapel?")
    assert reply["answered"] is False
    assert reply["refusal"]["reason"] == "no_evidence"
    assert reply["statements"] == []
    assert reply["passages"] != []


def test_a_hidden_matter_and_an_unknown_one_get_the_same_words(firm: "Firm") -> None:
    said = [
        firm.run("ask", RENT, "--as", "bob", "--matter", matter, status=1).stderr.replace(matter, "M")
        for matter in ("lease", "nowhere")
    ]
    assert said[0] == said[1]


def test_each_reply_has_a_record_of_its_own(firm: "Firm") -> None:
    first, second = firm.json("ask", RENT), firm.json("ask", RENT)
    assert isinstance(first["audit"], dict)
    assert isinstance(second["audit"], dict)
    assert second["audit"]["seq"] == first["audit"]["seq"] + 1
    shown = firm.json("audit", "show", str(first["audit"]["seq"]))
    assert (shown["question"], shown["hash"], shown["id"]) == (RENT, first["audit"]["hash"], first["id"])


def test_a_refusal_is_on_the_record_too(firm: "Firm") -> None:
    reply: dict[str, Any] = firm.json("ask", "Who painted the ceiling of the Sistine Chapel?")
    assert firm.json("audit", "show", reply["audit"]["id"])["kind"] == "refusal"


def test_acting_for_somebody_is_recorded_as_such(firm: "Firm") -> None:
    reply: dict[str, Any] = firm.json("ask", RENT, "--as", "alice")
    shown = firm.json("audit", "show", reply["audit"]["id"])
    assert shown["user"] == "alice"
    assert shown["actor"] != "alice"


def test_nothing_is_released_when_the_record_cannot_be_written(firm: "Firm") -> None:
    with sqlite3.connect(firm.workspace / "audit.db") as database:
        database.execute("DROP TABLE content")
    database.close()
    reply = firm.json("ask", RENT)
    assert reply["answered"] is False
    assert isinstance(reply["refusal"], dict)
    assert reply["refusal"]["reason"] == "not_recorded"
    assert (reply["statements"], reply["passages"]) == ([], [])
    assert reply["audit"] == {"id": None, "seq": None, "hash": None}


def test_a_batch_answers_line_by_line_in_order(firm: "Firm", lines: Callable[..., Path]) -> None:
    file = lines(
        {"id": "a", "question": RENT, "as": "alice"},
        {"id": 2, "question": RENT, "as": "nobody"},
        {"id": "c", "question": RENT, "matter": "supply"},
        {"id": "d"},
    )
    out = firm.run("ask", "--batch", str(file), "--json", status=1)
    replies = [json.loads(line) for line in out.stdout.splitlines()]
    assert [reply["id"] for reply in replies] == ["a", 2, "c", "d"]
    assert [("error" in reply) for reply in replies] == [False, True, False, True]
    assert {Path(passage["path"]).name for passage in replies[2]["passages"]} == {"supply.md"}


def test_milliseconds_account_for_the_time_that_passed(firm: "Firm") -> None:
    spent = firm.json("ask", RENT)["ms"]
    assert isinstance(spent, dict)
    stages = sum(value for name, value in spent.items() if name != "total")
    assert stages == pytest.approx(spent["total"], abs=50)  # a busy machine may stop it between two stages


def test_search_gives_as_many_hits_as_there_are_chunks(firm: "Firm") -> None:
    found = firm.json("search", "pumps and rent", "-k", "50")
    assert isinstance(found["hits"], list)
    assert len(found["hits"]) == sum(1 for _ in found["hits"]) > 3
    again = firm.json("search", "pumps and rent", "-k", "2")
    assert again["hits"] == found["hits"][:2]


def test_a_hit_is_the_words_at_its_place_in_the_file(firm: "Firm") -> None:
    hits: Any = firm.json("search", "interest on unpaid rent", "-k", "50")["hits"]
    for hit in hits:
        assert Path(hit["path"]).read_text(encoding="utf-8")[hit["start"] : hit["end"]] == hit["text"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask", RENT, "--as", "mallory"), "nobody named 'mallory'"),
        (("ask", "   "), "the question is empty"),
        (("text", "no-such-document"), "there is no document 'no-such-document'"),
        (("access", "grant", "mallory", "--matter", "lease"), "mallory"),
        (("show", "nonsense"), "is no citation"),
    ],
    ids=["unknown user", "empty question", "unknown document", "unknown member", "no citation"],
)
def test_what_goes_wrong_is_one_sentence(firm: "Firm", arguments: tuple[str, ...], words: str) -> None:
    result = firm.run(*arguments, status=1)
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_streamed_sentence_is_on_the_record_before_its_reply(firm: "Firm") -> None:
    printed = firm.run("ask", RENT, "--stream", "--json").stdout.splitlines()
    *released, reply = [json.loads(line) for line in printed]
    assert [line["statement"] for line in released] == reply["statements"]
    assert [line["seq"] for line in released] == [
        reply["audit"]["seq"] - len(released) + n for n in range(len(released))
    ]
    kept = firm.json("audit", "show", str(released[0]["seq"]))
    assert (kept["kind"], kept["question"]) == ("statement", RENT)
    assert firm.json("show", f"{released[0]['seq']}.1")["quote"] == released[0]["statement"]["text"]


def test_a_recorded_answer_can_be_rebuilt_after_its_document_changed(firm: "Firm") -> None:
    reply: dict[str, Any] = firm.json("ask", RENT)
    seq = str(reply["audit"]["seq"])
    before: dict[str, Any] = firm.json("audit", "replay", seq)
    assert {(quote["same"], quote["stands"]) for quote in before["quotes"]} == {(True, True)}
    [file] = (firm.folder / "lease").iterdir()
    file.write_text("LEASE\n\n1. The rent is whatever it is.\n", encoding="utf-8")
    firm.run("ingest", str(firm.folder / "lease"), "--matter", "lease")
    after: dict[str, Any] = firm.json("audit", "replay", seq)
    assert after["same"] is True
    assert {(quote["same"], quote["stands"]) for quote in after["quotes"]} == {(True, False)}


def test_a_record_is_closed_to_its_asker_once_its_document_is_behind_a_wall(firm: "Firm") -> None:
    question = "What is the price of each pump?"
    reply: dict[str, Any] = firm.json("ask", question, "--as", "bob")
    seq, document = str(reply["audit"]["seq"]), reply["statements"][0]["citations"][0]["document"]
    assert firm.json("audit", "show", seq, "--as", "bob")["question"] == question
    firm.run("move", document, "--matter", "lease")
    hidden = firm.run("audit", "show", seq, "--as", "bob", status=1).stderr
    unknown = firm.run("audit", "show", "99999", "--as", "bob", status=1).stderr
    assert hidden == unknown.replace("99999", seq)
    firm.run("audit", "replay", seq, "--as", "bob", status=1)
    listed: Any = firm.json("audit", "list", "--as", "bob")["records"]
    assert "$915" not in json.dumps(listed)


def test_what_is_no_question_about_documents_is_refused_as_such_and_recorded(firm: "Firm") -> None:
    reply: dict[str, Any] = firm.json("ask", "What is the weather like today?")
    assert (reply["answered"], reply["refusal"]["reason"]) == (False, "out_of_scope")
    assert reply["statements"] == []
    recorded = firm.json("audit", "show", str(reply["audit"]["seq"]))
    assert "out_of_scope" in json.dumps(recorded)


def test_a_small_matter_is_read_whole_and_the_reply_says_so(firm: "Firm") -> None:
    reply: dict[str, Any] = firm.json("ask", RENT)
    assert reply["context"]["whole"] is True
    assert reply["context"]["passages"] == len(reply["passages"])
    assert "was read" in reply["context"]["message"]


def test_the_record_says_how_much_was_looked_through(firm: "Firm") -> None:
    reply: dict[str, Any] = firm.json("ask", RENT)
    assert reply["looked"]["of"] >= reply["looked"]["documents"] > 0
    recorded: dict[str, Any] = firm.json("audit", "show", reply["id"])
    assert recorded["facts"]["looked"] == reply["looked"]


def test_how_likely_an_answer_is_right_is_told_of_one_that_is_quoted_alone(firm: "Firm") -> None:
    answered: Any = firm.json("ask", "How much is the rent?")
    assert 0 < answered["chance"] <= 1
    assert re.search(r"(?:sure|likely|check it) \(\d\d?%\) · record ", firm.run("ask", "How much is the rent?").output)
    refused: Any = firm.json("ask", "What is the weather like on Mars?")
    summed_up: Any = firm.json("ask", "Summarise the lease", "--as", "alice")
    assert (refused["answered"], refused["chance"]) == (False, None)
    assert summed_up["chance"] is None
    assert "%)" not in firm.run("ask", "What is the weather like on Mars?").output


def test_no_one_chance_is_told_of_an_answer_over_many_documents(shelf: "Firm") -> None:
    reply: Any = shelf.json("ask", "Which contracts are governed by New York law?")
    assert reply["listing"]["found"] > 0
    assert reply["chance"] is None
