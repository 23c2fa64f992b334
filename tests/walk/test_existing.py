"""Questions that ask only which documents of a kind there are: each that is called so is a row, by its own words."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.walk.conftest import Firm, filed_in

from pincite.catalogue.entry import Entry
from pincite.documents.document import Fact
from pincite.documents.span import DocumentId, MatterId
from pincite.retrieval.understanding.contracts import is_contract

FILES = {
    "first/Alder.txt": "CONSULTING AGREEMENT\n\nThis Agreement is made between Alder Ltd and Tannick Foods LLC.\n\n"
    "1. Services. Alder advises Tannick on cold storage.\n",
    "first/Birch.txt": "EXHIBIT 10.4\n\nThis Consulting Agreement is made by Birch Ltd and Tannick Foods LLC.\n\n"
    "1. Fees. Tannick pays Birch $900 a day.\n",
    "first/Cedar.txt": "ADVISORY AGREEMENT\n\nThis Agreement is made between Cedar Ltd and Tannick Foods LLC.\n\n"
    "1. Advice. Cedar gives advice on taxes.\n",
    "first/Dogwood.txt": "AMENDMENT NO. 1 TO CONSULTING AGREEMENT\n\nThis Amendment is made by Alder Ltd and Tannick "
    "Foods LLC.\n\n1. Section 1 is amended to read: Alder advises Tannick on heating.\n",
    "first/Elm.txt": "SUPPLY AGREEMENT\n\nThis Agreement is made between Elm Inc. and Tannick Foods LLC.\n\n"
    "1. Consultants. Elm may retain consultants under a consulting agreement or a mortgage of their time.\n",
    "first/Hemlock Lease.txt": "EXHIBIT C\n\nTannick Foods LLC pays Hemlock Ltd $700 a month for Unit 4.\n",
    "guides/Privet.md": "# Privacy policy\n\nWe keep what customers tell us for two years, and sell none of it.\n",
    "second/Fir.txt": "MUTUAL NON-DISCLOSURE AGREEMENT\n\nThis Agreement is made between Firholm Inc. and Tannick "
    "Foods LLC.\n\n1. Secrecy. Each party keeps the other's secrets.\n",
}


@pytest.mark.parametrize(
    ("title", "how"),
    [
        ("STATE OF INDIANA v. CHARLES BARKER", "otherwise"),
        ("Attorneys for Appellant", "otherwise"),
        ("SETTLEMENT AGREEMENT between Plaintiff and Defendant", "so"),
        ("Supply of Elm", "so"),
    ],
)
def test_those_who_sue_each_other_are_no_parties_to_a_contract(title: str, how: str) -> None:
    parties = (Fact("party", "State of Indiana", 0, 5), Fact("party", "Charles Barker", 6, 9))
    assert is_contract(titled(title, parties)) == how


def test_an_order_of_a_court_is_no_contract_and_another_order_may_be_one() -> None:
    order = Fact("type", "Order", 0, 5)
    assert is_contract(titled("Charles Barker v. Fern Freight, Inc.", (order,))) == "otherwise"
    assert is_contract(titled("Fern Freight, second of May", (order,))) == "so"


@pytest.mark.parametrize(("title", "how"), [("fern__Cookie-Policy", "otherwise"), ("Fern cookies", "untold")])
def test_a_policy_is_no_contract_though_it_states_no_title(title: str, how: str) -> None:
    assert is_contract(titled(title, ())) == how


def titled(title: str, facts: tuple[Fact, ...]) -> Entry:
    return Entry(
        DocumentId("d"),
        MatterId("m"),
        "/f/one.pdf",
        (),
        None,
        None,
        "pdf",
        title,
        9,
        1,
        datetime.now(UTC),
        None,
        facts,
    )


@pytest.fixture(scope="module")
def drawer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """Agreements of several kinds in two matters; alice sees the first matter."""
    with filed_in(tmp_path_factory.mktemp("drawer"), FILES) as firm:
        yield firm


def _said(reply: dict[str, Any]) -> dict[str, str]:
    return {Path(one["citations"][0]["path"]).stem: one["text"] for one in reply["statements"]}


@pytest.mark.parametrize(
    "question",
    [
        "Which consulting agreements are there?",
        "List all consulting agreements",
        "Do we have any consulting agreements?",
    ],
)
def test_each_document_that_is_called_so_is_a_row_by_the_words_that_say_it(drawer: Firm, question: str) -> None:
    reply: dict[str, Any] = drawer.json("ask", question)
    assert _said(reply) == {
        "Alder": "CONSULTING AGREEMENT",
        "Birch": "This Consulting Agreement is made by Birch Ltd and Tannick Foods LLC.",
        "Cedar": "ADVISORY AGREEMENT",
    }
    for statement in reply["statements"]:
        [citation] = statement["citations"]
        text = Path(citation["path"]).read_text(encoding="utf-8")
        assert text[citation["start"] : citation["end"]] == citation["quote"] == statement["text"]
    assert reply["looked"] == {"documents": 8, "of": 8}


def test_one_that_goes_by_a_near_name_is_to_be_checked(drawer: Firm) -> None:
    shown = drawer.run("ask", "Which consulting agreements are there?").stdout
    assert "Found in 3 of 8 documents, 1 of them to be checked" in shown


def test_what_changes_an_agreement_is_found_as_an_amendment_and_not_as_the_agreement(drawer: Firm) -> None:
    reply: dict[str, Any] = drawer.json("ask", "Show me every amendment")
    assert _said(reply) == {"Dogwood": "AMENDMENT NO. 1 TO CONSULTING AGREEMENT"}


def test_a_clause_that_mentions_the_kind_is_no_document_of_it(drawer: Firm) -> None:
    reply: dict[str, Any] = drawer.json("ask", "What mortgages do we have?")
    assert reply["answered"] is False
    assert reply["refusal"]["reason"] == "no_evidence"
    assert "none of the 8 documents that you may see is called a mortgage" in reply["refusal"]["message"]


def test_a_name_that_only_the_file_has_is_to_be_checked(drawer: Firm) -> None:
    reply: dict[str, Any] = drawer.json("ask", "What leases do we have?")
    assert list(_said(reply)) == ["Hemlock Lease"]
    assert [one["chance"] for one in reply["listing"]["documents"] if one["state"] == "found"] == [0.6]


def test_a_kind_of_which_all_are_hidden_is_as_if_there_were_none(drawer: Firm) -> None:
    seen: dict[str, Any] = drawer.json("ask", "List all NDAs")
    assert _said(seen) == {"Fir": "MUTUAL NON-DISCLOSURE AGREEMENT"}
    hidden: dict[str, Any] = drawer.json("ask", "List all NDAs", "--as", "alice")
    absent: dict[str, Any] = drawer.json("ask", "List all DPAs", "--as", "alice")
    assert hidden["refusal"]["message"].replace("an NDA", "a DPA") == absent["refusal"]["message"]
    assert hidden["listing"] == absent["listing"]
    assert "Fir" not in json.dumps(hidden)


def test_the_record_has_what_was_asked_for_and_each_document(drawer: Firm) -> None:
    reply: dict[str, Any] = drawer.json("ask", "Which consulting agreements are there?")
    record: dict[str, Any] = drawer.json("audit", "show", str(reply["audit"]["seq"]))
    assert record["content"]["existing"] == "consulting agreements"
    assert record["facts"]["listing"] == {"found": 3, "not_found": 5, "not_read": 0}
    assert drawer.json("audit", "replay", str(reply["audit"]["seq"]))


def test_a_streamed_list_has_each_row_once(drawer: Firm) -> None:
    shown = drawer.run("ask", "Which supply agreements are there?", "--stream").stdout
    assert shown.count("“SUPPLY AGREEMENT”") == 1
    assert "Found in 1 of 8 documents" in shown


@pytest.mark.parametrize(
    "question", ["Which contracts are there?", "What agreements do we have?", "List all contracts"]
)
def test_contracts_are_listed_without_what_is_none(drawer: Firm, question: str) -> None:
    reply: dict[str, Any] = drawer.json("ask", question)
    assert _said(reply) == {
        "Alder": "CONSULTING AGREEMENT",
        "Birch": "This Consulting Agreement is made by Birch Ltd and Tannick Foods LLC.",
        "Cedar": "ADVISORY AGREEMENT",
        "Dogwood": "AMENDMENT NO. 1 TO CONSULTING AGREEMENT",
        "Elm": "SUPPLY AGREEMENT",
        "Hemlock Lease": "EXHIBIT C",
        "Fir": "MUTUAL NON-DISCLOSURE AGREEMENT",
    }
    assert "1 document was left out as something other than a contract" in reply["warnings"][0]


def test_every_document_is_listed_if_the_question_says_no_more(drawer: Firm) -> None:
    reply: dict[str, Any] = drawer.json("ask", "Which documents are there?")
    assert len(_said(reply)) == 8
    assert _said(reply)["Privet"] == "Privacy policy"
    hidden: dict[str, Any] = drawer.json("ask", "Which documents are there?", "--as", "alice")
    assert {"Privet", "Fir"}.isdisjoint(_said(hidden))


def test_a_policy_is_on_no_list_of_contracts(drawer: Firm) -> None:
    listed: dict[str, Any] = drawer.json("ask", "Which contracts say that secrets are kept?")
    looked: dict[str, Any] = drawer.json("ask", "Which documents say that secrets are kept?")
    assert len(looked["listing"]["documents"]) - len(listed["listing"]["documents"]) == 1
    assert "Privet" not in json.dumps(listed)
