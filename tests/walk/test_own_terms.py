"""A question for the term or the law of one document is answered by what it states, with its place."""

import json
from typing import Any

import pytest
from tests.walk.conftest import Firm

ENDS = "3.1 The term of this lease ends on 30 September 2029."


def _asked(firm: Firm, question: str, *more: str) -> dict[str, Any]:
    return dict(firm.json("ask", question, *more))


def _texts(reply: dict[str, Any]) -> list[str]:
    return [" ".join(one["text"].split()) for one in reply["statements"]]


@pytest.mark.parametrize("question", ["How long does the lease run?", "When is the lease up?"])
def test_the_sentence_with_the_end_is_quoted(contracts: Firm, question: str) -> None:
    reply = _asked(contracts, question, "--as", "alice")
    assert _texts(reply) == [ENDS]
    assert (reply["tier"], reply["chance"]) == ("quote", None)
    [citation] = reply["statements"][0]["citations"]
    text = contracts.run("text", citation["document"], "--as", "alice").stdout
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_whoever_may_not_see_it_gets_nothing_of_it(contracts: Firm) -> None:
    assert "2029" not in json.dumps(_asked(contracts, "How long does the lease run?", "--as", "bob"))


TRANSPORT = """TRANSPORT CONTRACT

Between Quillberry Ltd and Harrobin Inc.

TERM: From January 30, 2032 until July 29, 2032

1. Secrecy

This clause on secrecy continues until all obligations set out in it are fulfilled.
"""
OPINION = """United States Court of Appeals

Marwick Ltd, Plaintiff-Appellant,
v.
Ostrander Inc., Defendant-Appellee.

Filed: December 22, 2020

Sparrow, Circuit Judge. We decide whether a clerk may be paid twice. We hold that he may not.
"""
UNFINISHED = """DISTRIBUTION AGREEMENT

This Agreement is made this
5th day of May, 2020 by and between
Torvane Ltd, and
Ellisden Inc.

1. Products

The Distributor sells the products.
"""
COLLABORATION = """COLLABORATION AGREEMENT

Between Vexlow Ltd and Harrobin Inc.

14. Term

14.1 The term of this Agreement shall be fifteen (15) years from the Effective Date, unless sooner terminated in
accordance with the following provisions of this Article:

(a) mutual, written agreement of the Parties;

(b) failure to pay.

15. Law

This Agreement is governed by the laws of the State of New York.
"""


@pytest.fixture(scope="module")
def contracts(standing_firm: Firm) -> Firm:
    folder = standing_firm.folder / "contracts"
    folder.mkdir()
    (folder / "Quillberry transport.txt").write_text(TRANSPORT, encoding="utf-8")
    (folder / "Vexlow collaboration.txt").write_text(COLLABORATION, encoding="utf-8")
    (folder / "Marwick opinion.txt").write_text(OPINION, encoding="utf-8")
    (folder / "Torvane distribution.txt").write_text(UNFINISHED, encoding="utf-8")
    standing_firm.run("ingest", str(folder), "--matter", "lease")
    return standing_firm


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Until when does the Quillberry contract run?", "until July 29, 2032"),
        ("How long does the Vexlow collaboration last?", "shall be fifteen (15) years"),
        ("Which law is the Vexlow agreement under?", "laws of the State of New York"),
        ("When was Marwick v. Ostrander decided?", "Filed: December 22, 2020"),
    ],
)
def test_it_is_quoted_as_the_document_says_it(contracts: Firm, question: str, words: str) -> None:
    assert words in _texts(_asked(contracts, question))[0]


def test_each_side_of_a_comparison_states_its_own(contracts: Firm) -> None:
    reply = _asked(contracts, "Which lasts longer, the Quillberry contract or the Vexlow collaboration?")
    assert ["until July 29, 2032" in _texts(reply)[0], "shall be fifteen (15) years" in _texts(reply)[1]] == [
        True,
        True,
    ]


def test_a_side_of_which_nothing_is_called_so_is_named_in_the_reply_and_on_its_record(contracts: Firm) -> None:
    reply = _asked(contracts, "Compare the law of the Zymurgia and Vexlow agreements.")
    [warning] = reply["warnings"]
    assert "nothing that you may see is called “Zymurgia”" in warning
    assert "Zymurgia" in contracts.run("audit", "show", str(reply["audit"]["seq"])).stdout


def test_no_line_of_an_unfinished_sentence_is_quoted_for_a_date(contracts: Firm) -> None:
    reply = _asked(contracts, "When was the Torvane agreement signed?")
    assert "5th day of May, 2020 by and between" not in _texts(reply)


def test_copies_of_one_document_in_two_matters_are_one(contracts: Firm) -> None:
    copied = contracts.folder / "copied"
    copied.mkdir()
    (copied / "Quillberry transport.txt").write_text(TRANSPORT, encoding="utf-8")
    contracts.run("ingest", str(copied), "--matter", "supply")
    assert "until July 29, 2032" in _texts(_asked(contracts, "Until when does the Quillberry contract run?"))[0]
