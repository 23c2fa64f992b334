"""When a question about "the agreement" is put back: where there are several, and to whom."""

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from pincite.session.turns import read_turn
from pincite.wiring import open_session

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

ENDING = "Who may end the agreement?"
AGREEMENT = "{kind} AGREEMENT\n\nbetween {who} Ltd and Finch Ltd\n\n1. End\n\n1.1 {who} may end this agreement on {days} days' notice.\n"  # noqa: E501
EMPLOYED = "EMPLOYMENT AGREEMENT\n\nbetween Gannet Ltd and {who}\n\n1. Gratuity\n\n1.1 The Executive gets a gratuity of {months} months' pay.\n"  # noqa: E501
GUIDE = "# Non-competes in {state}\n\n## End\n\nWho may end the employment keeps the covenant in {state}.\n"


def _filed(firm: "Firm", matter: str, name: str, text: str) -> None:
    file = firm.folder / name
    file.write_text(text, encoding="utf-8")
    firm.run("ingest", str(file), "--matter", matter)


def _asked(firm: "Firm", question: str, *arguments: str) -> dict[str, Any]:
    reply: dict[str, Any] = firm.json("ask", question, *arguments)
    return reply


@pytest.fixture
def agreements(firm: "Firm") -> "Firm":
    """The firm with an agreement more in each of three matters."""
    _filed(firm, "lease", "Storage.txt", AGREEMENT.format(kind="STORAGE", who="Gannet", days=30))
    _filed(firm, "supply", "Carriage.txt", AGREEMENT.format(kind="CARRIAGE", who="Plover", days=60))
    _filed(firm, "kestrel", "Merger.txt", AGREEMENT.format(kind="MERGER", who="Osprey", days=90))
    return firm


def test_the_agreement_is_asked_for_where_there_are_several(agreements: "Firm") -> None:
    refusal = _asked(agreements, ENDING)["refusal"]
    assert refusal["reason"] == "unclear"
    named = {one["path"].rpartition("/")[2] for one in refusal["candidates"]}
    assert {"Storage.txt", "Carriage.txt", "Merger.txt"} <= named
    assert "Lease 0007 Unit 4.txt" not in named


def test_only_agreements_that_the_asker_may_see_are_named(agreements: "Firm") -> None:
    told = _asked(agreements, ENDING, "--as", "bob")
    assert "Merger" not in json.dumps(told)
    assert "Storage" not in json.dumps(told)


@pytest.mark.parametrize("question", ["Who may end the storage agreement?", "May Gannet end the agreement?"])
def test_an_agreement_that_is_named_is_not_asked_for(question: str, agreements: "Firm") -> None:
    reply = _asked(agreements, question)
    assert reply["refusal"] is None
    assert "Gannet may end" in reply["statements"][0]["text"]


def test_in_a_matter_with_one_agreement_it_is_meant(agreements: "Firm") -> None:
    assert "Osprey may end" in _asked(agreements, ENDING, "--matter", "kestrel")["statements"][0]["text"]


@pytest.mark.parametrize("question", ["Summarise this agreement", "Give me the key terms of this contract"])
def test_an_overview_of_no_one_agreement_is_asked_back(question: str, agreements: "Firm") -> None:
    reply = _asked(agreements, question)
    assert reply["statements"] == []
    assert reply["refusal"]["reason"] == "unclear"
    assert "which one?" in reply["refusal"]["message"]
    named = {one["path"].rpartition("/")[2] for one in reply["refusal"]["candidates"]}
    assert {"Storage.txt", "Carriage.txt", "Merger.txt"} & named
    assert "Lease 0007 Unit 4.txt" not in named
    assert "Merger" not in json.dumps(_asked(agreements, question, "--as", "bob"))


@pytest.mark.parametrize(
    ("question", "arguments"),
    [("Summarise the storage agreement", ()), ("Summarise this agreement", ("--matter", "kestrel"))],
)
def test_an_overview_of_one_agreement_is_not(question: str, arguments: tuple[str, ...], agreements: "Firm") -> None:
    refusal = _asked(agreements, question, *arguments)["refusal"]
    assert refusal is None or refusal["reason"] != "unclear"


def test_what_a_question_could_mean_is_named_when_it_is_read_back(agreements: "Firm") -> None:
    reply = _asked(agreements, ENDING)
    with open_session(agreements.workspace) as session:
        turn = asyncio.run(read_turn(session, reply["audit"]["id"]))
    assert [document for document, _ in turn.meant] == [one["document"] for one in reply["refusal"]["candidates"]]
    assert all(name for _, name in turn.meant)


def test_a_comparison_says_between_which(agreements: "Firm") -> None:
    for question in (
        "Compare the end of the storage agreement and the carriage agreement",
        "Compare the fuel surcharge of the storage agreement and the carriage agreement",
    ):
        reply = _asked(agreements, question)
        with open_session(agreements.workspace) as session:
            turn = asyncio.run(read_turn(session, reply["audit"]["id"]))
        assert len(turn.about) == 2
        assert "STORAGE" in turn.about[0].upper()
        assert "CARRIAGE" in turn.about[1].upper()


def test_what_guides_say_is_not_asked_back(firm: "Firm") -> None:
    for state in ("Vermont", "Montana", "Nevada"):
        _filed(firm, "supply", f"{state}.md", GUIDE.format(state=state))
    refusal = _asked(firm, "Who may end the employment?")["refusal"]
    assert refusal is None or refusal["reason"] != "unclear"


def test_a_question_that_any_agreement_may_be_asked_is_put_back(agreements: "Firm") -> None:
    refusal = _asked(agreements, "whats the days' notice")["refusal"]
    assert refusal["reason"] == "unclear"
    named = {one["path"].rpartition("/")[2] for one in refusal["candidates"]}
    assert {"Storage.txt", "Carriage.txt", "Merger.txt"} <= named
    assert "Merger" not in json.dumps(_asked(agreements, "whats the days' notice", "--as", "bob"))


def test_what_only_one_agreement_has_is_answered(agreements: "Firm") -> None:
    _filed(
        agreements,
        "supply",
        "Berth.txt",
        AGREEMENT.format(kind="BERTH", who="Auk", days=5) + "\n2. Cap\n\n2.1 Liability has a cap of $70.\n",
    )
    reply = _asked(agreements, "What's the liability cap?")
    assert reply["refusal"] is None
    assert "$70" in reply["statements"][0]["text"]


def test_a_role_that_two_agreements_of_a_kind_have_is_asked_for(firm: "Firm") -> None:
    question = "How large a gratuity does the executive get?"
    _filed(firm, "lease", "Ada Quill.txt", EMPLOYED.format(who="Ada Quill", months="six"))
    assert "six months" in _asked(firm, question)["statements"][0]["text"]
    _filed(firm, "lease", "Bertram Oakes.txt", EMPLOYED.format(who="Bertram Oakes", months="nine"))
    refusal = _asked(firm, question)["refusal"]
    assert refusal["reason"] == "unclear"
    named = {one["path"].rpartition("/")[2] for one in refusal["candidates"]}
    assert named == {"Ada Quill.txt", "Bertram Oakes.txt"}


SAME_NAME = "MASTER SERVICES AGREEMENT\n\nbetween {who} Ltd and {other} Ltd\n\n1. End\n\n1.1 {who} may end this agreement on {days} days' notice.\n"  # noqa: E501


def _same_named(firm: "Firm", matter: str, text: str) -> None:
    folder = firm.folder / f"{matter} msa"
    folder.mkdir()
    (folder / "msa.txt").write_text(text, encoding="utf-8")
    firm.run("ingest", str(folder), "--matter", matter)


def test_agreements_of_two_clients_are_no_copies_for_their_files_name(firm: "Firm") -> None:
    _same_named(firm, "lease", SAME_NAME.format(who="Gannet", other="Finch", days=30))
    _same_named(firm, "supply", SAME_NAME.format(who="Plover", other="Osprey", days=60))
    refusal = _asked(firm, "Who may end the MSA on notice?")["refusal"]
    assert refusal["reason"] == "unclear"
    assert len(refusal["candidates"]) == 2
    alone = _asked(firm, "Who may end the MSA on notice?", "--as", "bob")
    assert "60 days" in alone["statements"][0]["text"]
    assert "Gannet" not in json.dumps(alone)


def test_a_copy_that_was_changed_is_asked_for_and_a_true_copy_is_not(firm: "Firm") -> None:
    text = SAME_NAME.format(who="Gannet", other="Finch", days=30)
    _same_named(firm, "lease", text)
    _same_named(firm, "supply", text)
    assert "30 days" in _asked(firm, "Who may end the MSA on notice?")["statements"][0]["text"]
    _same_named(firm, "kestrel", text.replace("30", "90"))
    assert _asked(firm, "Who may end the MSA on notice?")["refusal"]["reason"] == "unclear"


def test_kinds_that_two_clients_have_each_are_asked_for_with_their_matters(firm: "Firm") -> None:
    for matter in ("lease", "supply"):
        folder = firm.folder / f"{matter} papers"
        folder.mkdir()
        for kind in ("master services agreement", "storage agreement"):
            text = SAME_NAME.replace("MASTER SERVICES AGREEMENT", kind.upper())
            words = text.format(who="Gannet", other="Finch", days=30 if matter == "lease" else 60)
            (folder / f"{kind}.txt").write_text(words, encoding="utf-8")
        firm.run("ingest", str(folder), "--matter", matter)
    question = "Compare the end of the MSA and the storage agreement."
    refusal = _asked(firm, question)["refusal"]
    assert refusal["reason"] == "unclear"
    assert len(refusal["candidates"]) == 4
    assert {"in lease", "in supply"} <= set(re.findall(r"in (?:lease|supply)\b", firm.run("ask", question).stdout))
    alone = _asked(firm, question, "--matter", "lease")
    assert len(alone["listing"]["documents"]) == 2
