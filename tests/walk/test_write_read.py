"""Write mode with the reader that ships: what the model reads first, and questions that it is never asked."""

import json
from typing import Any

import pytest
from tests.walk.conftest import Firm

RENT = "The Tenant shall pay rent of $4,200 per month"
ANSWER = json.dumps(
    {
        "answered": True,
        "statements": [
            {
                "text": "The Tenant shall pay rent of $4,200 per month in advance.",
                "citations": [{"label": 1, "quote": RENT}],
            }
        ],
    }
)
RENT_OF = "How much rent does the Tenant pay per month?"
NOWHERE = "Which hospital treats injured jockeys?"


def settings(firm: Firm, reader: str) -> None:
    (firm.workspace / "settings.toml").write_text(
        f'embedder = "hashing"\nreader = "{reader}"\n\n[model]\nprovider = "scripted"\nreplies = "replies.jsonl"\n',
        encoding="utf-8",
    )


def replies(firm: Firm, *said: str) -> None:
    (firm.workspace / "replies.jsonl").write_text("".join(json.dumps(one) + "\n" for one in said), encoding="utf-8")


@pytest.fixture
def reading(firm: Firm) -> Firm:
    """The firm with the reader that ships and a scripted model."""
    settings(firm, "shipped")
    replies(firm, json.dumps({"answered": False, "statements": []}))
    return firm


def asked(firm: Firm, question: str, mode: str = "write") -> dict[str, Any]:
    return firm.json("ask", question, "--mode", mode, "--as", "alice")


def record_of(firm: Firm, reply: dict[str, Any]) -> dict[str, Any]:
    return firm.json("audit", "show", str(reply["audit"]["seq"]))


def test_the_passage_that_answers_is_the_first_that_the_model_reads(reading: Firm) -> None:
    replies(reading, ANSWER)
    reply = asked(reading, RENT_OF)
    assert reply["answered"] is True
    assert RENT in reply["passages"][0]["text"]
    record = record_of(reading, reply)
    assert record["facts"]["reader"].startswith("reader-l6-legal-int8@")
    assert 0.12 < record["facts"]["strength"] <= 1
    read = {row["label"]: row["read"] for row in record["content"]["passages"] if "read" in row}
    assert max(read, key=lambda label: float(read[label]["score"])) == 1


def test_a_question_that_nothing_answers_costs_no_tokens(reading: Firm) -> None:
    reply = asked(reading, NOWHERE)
    assert (reply["answered"], reply["refusal"]["reason"], reply["model"]) == (False, "no_evidence", None)
    facts = record_of(reading, reply)["facts"]
    assert (facts["model_calls"], facts["prompt_tokens"], facts["cost_usd"]) == (0, 0, 0)
    assert facts["strength"] < 0.12
    quoted = asked(reading, NOWHERE, "quote")
    assert reply["refusal"]["message"] == quoted["refusal"]["message"]
    assert reply["passages"] == quoted["passages"]
    printed = reading.run("ask", NOWHERE, "--mode", "write", "--as", "alice").stdout
    assert "Not an answer, only the closest passages that were found:" in printed
    assert "no language model was asked to write" in printed
    closest = reading.run("show", f"{reply['audit']['seq']}.1", "--as", "alice").stdout
    assert "(Lease 0007 Unit 4.txt)" in closest


@pytest.mark.parametrize("question", [RENT_OF, NOWHERE])
def test_a_replay_reads_the_sentences_again(reading: Firm, question: str) -> None:
    replies(reading, ANSWER)
    reply = asked(reading, question)
    place = str(reply["audit"]["seq"])
    again = reading.json("audit", "replay", place)["reader"]
    assert isinstance(again, dict)
    assert again["same"] is True
    assert again["numbers"] >= 1
    printed = reading.run("audit", "replay", place).stdout
    assert f"reader: {again['numbers']} of {again['numbers']} number" in printed


def test_a_replay_says_when_another_reader_is_set(reading: Firm) -> None:
    reply = asked(reading, NOWHERE)
    settings(reading, "none")
    again = reading.json("audit", "replay", str(reply["audit"]["seq"]))["reader"]
    assert isinstance(again, dict)
    assert (again["numbers"], again["same"]) == (None, None)


def test_without_a_reader_the_model_is_asked(reading: Firm) -> None:
    settings(reading, "none")
    reply = asked(reading, NOWHERE)
    facts = record_of(reading, reply)["facts"]
    assert (facts["reader"], facts["model_calls"], facts["strength"]) == (None, 1, 1.0)
    assert "the model that read the passages says" in reply["refusal"]["message"]


def test_a_summary_is_left_to_the_model(reading: Firm) -> None:
    facts = record_of(reading, asked(reading, "Summarise the lease of Unit 4"))["facts"]
    assert (facts["reader"], facts["model_calls"]) == (None, 1)


def test_whoever_is_walled_off_sees_nothing_of_what_was_read(reading: Firm) -> None:
    reply = reading.json("ask", RENT_OF, "--mode", "write", "--as", "bob")
    assert "Tenant" not in json.dumps(reply["passages"])
    record = record_of(reading, reply)
    assert "lease" not in json.dumps(record["content"]["passages"]).lower()
