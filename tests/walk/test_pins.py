"""A written sentence leaves with words that bear it out, or with none: never with words from beside them."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from tests.walk.conftest import Firm

AGREEMENT = """SUPPLY OF PUMPS

7. PAYMENT

7.1 Invoices. The Supplier shall send the Customer an invoice at the end of each month.

7.2 Time. The Customer shall pay each undisputed invoice within thirty (30) days of its receipt.

7.3 Interest. An amount that is overdue bears interest at 1.5% per month until it is paid.

7.4 Disputes. The Customer may withhold an amount that it disputes in good faith by written notice.

7.5 Set-off. Neither party may set off an amount that it is owed against an amount that it owes.

7.6 Duties. The Supplier shall:

(a) insure the pumps until they are delivered;

(b) replace a pump that fails within one year; and

(c) keep records of each delivery for six years.
"""

INVOICE = "The Supplier shall send the Customer an invoice at the end of each month"
TIME = "The Customer shall pay each undisputed invoice within thirty (30) days of its receipt"
INTEREST = "An amount that is overdue bears interest at 1.5% per month until it is paid"
DISPUTE = "The Customer may withhold an amount that it disputes in good faith by written notice"
SET_OFF = "Neither party may set off an amount that it is owed against an amount that it owes"
INSURE = "insure the pumps until they are delivered"
REPLACE = "replace a pump that fails within one year"
RECORDS = "keep records of each delivery for six years"

TRUE = (
    ("The Supplier must invoice the Customer at the end of each month.", INVOICE),
    ("The Customer must pay each undisputed invoice within 30 days of receipt.", TIME),
    ("Overdue amounts bear interest at 1.5% per month.", INTEREST),
    ("The Customer may withhold an amount that it disputes in good faith by notice in writing.", DISPUTE),
    ("Neither party may set off amounts that it is owed against amounts that it owes.", SET_OFF),
    ("The Supplier must insure the pumps until they are delivered.", INSURE),
    ("The Supplier must replace a pump that fails within one year.", REPLACE),
    ("The Supplier must keep records of each delivery for six years.", RECORDS),
)
QUESTION = "What are the terms of payment, interest and set-off?"


def _said(*statements: tuple[str, Sequence[str]]) -> str:
    """A model's reply: statements with quotes from the first passage."""
    return json.dumps(
        {
            "answered": bool(statements),
            "statements": [
                {"text": text, "citations": [{"label": 1, "quote": quote} for quote in quotes]}
                for text, quotes in statements
            ],
        }
    )


@pytest.fixture(scope="module")
def writing(standing_empty_firm: Firm) -> Firm:
    """A firm with one agreement and a scripted model."""
    empty_firm = standing_empty_firm
    empty_firm.folder.mkdir()
    (empty_firm.folder / "pumps.txt").write_text(AGREEMENT, encoding="utf-8")
    empty_firm.run("ingest", str(empty_firm.folder), "--matter", "pumps")
    (empty_firm.workspace / "settings.toml").write_text(
        'embedder = "hashing"\n\n[model]\nprovider = "scripted"\nreplies = "replies.jsonl"\n', encoding="utf-8"
    )
    return empty_firm


def _ask(firm: Firm, *replies: str) -> dict[str, Any]:
    lines = "".join(json.dumps(reply) + "\n" for reply in replies)
    (firm.workspace / "replies.jsonl").write_text(lines, encoding="utf-8")
    return firm.json("ask", QUESTION, "--mode", "write")


def _record(firm: Firm, reply: dict[str, Any]) -> dict[str, Any]:
    return firm.json("audit", "show", str(reply["audit"]["seq"]))


def _texts(reply: dict[str, Any]) -> list[str]:
    return [statement["text"] for statement in reply["statements"]]


def test_all_stand_in_one_passage(writing: Firm) -> None:
    reply = _ask(writing, _said(answered_by(TRUE[0])))
    assert all(quote in reply["passages"][0]["text"] for _, quote in TRUE)


def answered_by(pair: tuple[str, str]) -> tuple[str, Sequence[str]]:
    return pair[0], [pair[1]]


def test_true_sentences_that_quote_their_own_words_leave(writing: Firm) -> None:
    reply = _ask(writing, _said(*map(answered_by, TRUE)))
    assert _texts(reply) == [text for text, _ in TRUE], reply["coverage"]


@pytest.mark.parametrize("step", [1, 2, -1])
def test_true_sentences_that_quote_the_words_beside_do_not(writing: Firm, step: int) -> None:
    moved = [(text, [TRUE[(at + step) % len(TRUE)][1]]) for at, (text, _) in enumerate(TRUE)]
    reply = _ask(writing, _said(*moved))
    assert _texts(reply) == []
    assert len(reply["coverage"]["reasons"]) == len(TRUE)
    assert "do not bear it out by themselves" in reply["refusal"]["message"]


def test_a_sentence_is_pinned_anew_when_the_model_is_told_and_all_is_on_the_record(writing: Firm) -> None:
    text = TRUE[1][0]
    reply = _ask(
        writing,
        _said(answered_by(TRUE[0]), (text, [INTEREST]), answered_by(TRUE[2])),
        _said((text, [TIME])),
    )
    assert _texts(reply) == [TRUE[0][0], text, TRUE[2][0]]
    assert [one["quote"] for one in reply["statements"][1]["citations"]] == [TIME]
    assert reply["coverage"] == {"statements": 3, "released": 3, "reasons": []}
    record = _record(writing, reply)
    assert record["facts"]["model_calls"] == 2
    assert "write_pins" in record["facts"]["prompts"]
    first, second = record["content"]["calls"]
    assert [first["purpose"], second["purpose"]] == ["write", "write"]
    told = json.dumps(second["messages"][-1])
    assert "do not bear" in told
    assert "The words" not in told
    assert any("bears interest" in remark for remark in record["content"]["statements"][1]["remarks"])


def test_it_is_kept_back_when_the_model_quotes_past_it_again(writing: Firm) -> None:
    text = TRUE[1][0]
    reply = _ask(writing, _said((text, [INTEREST])), _said((text, [SET_OFF])), _said((text, [TIME])))
    assert _texts(reply) == []
    record = _record(writing, reply)
    assert record["facts"]["model_calls"] == 2
    [removed] = record["content"]["removed"]
    assert [one["quote"] for one in removed["citations"]] == [INTEREST]
    assert any("asked once more" in remark for remark in removed["remarks"])


@pytest.mark.parametrize(
    "again", ['{"answered": false, "statements": []}', "no JSON", _said(("Pumps are blue.", [TIME]))]
)
def test_it_is_kept_back_when_the_model_has_no_other_words(writing: Firm, again: str) -> None:
    reply = _ask(writing, _said(answered_by(TRUE[0]), (TRUE[1][0], [INTEREST])), again)
    assert _texts(reply) == [TRUE[0][0]]
    assert "Pumps are blue" not in json.dumps(reply)


def test_a_passage_as_a_whole_is_no_pin_unless_it_is_one_sentence(writing: Firm) -> None:
    for quote in ("", "7.2", "the Customer"):
        reply = _ask(writing, _said((TRUE[1][0], [quote])))
        assert _texts(reply) == []
        assert "quotes no words of its passage" in reply["refusal"]["message"]
    reply = _ask(writing, _said((TRUE[1][0], [""])), _said((TRUE[1][0], [TIME])))
    assert [one["quote"] for one in reply["statements"][0]["citations"]] == [TIME]


def test_two_quotes_bear_out_together_what_neither_does(writing: Firm) -> None:
    both = f"{TRUE[1][0][:-1]}, and overdue amounts bear interest at 1.5% per month."
    assert _texts(_ask(writing, _said((both, [TIME, INTEREST])))) == [both]
    assert _texts(_ask(writing, _said((both, [TIME])))) == []
    assert _texts(_ask(writing, _said((both, [INTEREST])))) == []


def test_a_quote_that_breaks_off_is_shown_to_the_end_of_its_sentence_and_no_further(writing: Firm) -> None:
    reply = _ask(writing, _said((TRUE[2][0], ["An amount that is overdue"])))
    [statement] = reply["statements"]
    assert [one["quote"] for one in statement["citations"]] == [f"{INTEREST}."]
    assert any("to the end" in one for one in _record(writing, reply)["content"]["statements"][0]["remarks"])


def test_what_is_streamed_keeps_the_order_of_the_reply(writing: Firm) -> None:
    replies = (_said(answered_by(TRUE[0]), (TRUE[1][0], [INTEREST]), answered_by(TRUE[2])), _said(answered_by(TRUE[1])))
    (writing.workspace / "replies.jsonl").write_text("".join(json.dumps(one) + "\n" for one in replies))
    out = writing.run("ask", QUESTION, "--mode", "write", "--stream", "--json").stdout
    found, *released, reply = [json.loads(line) for line in out.splitlines()]
    assert found["found"] == reply["found"]
    assert [line["number"] for line in released] == [1, 2, 3]
    assert _texts(reply) == [text for text, _ in TRUE[:3]]
