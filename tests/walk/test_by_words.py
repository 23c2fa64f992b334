"""Lists of the documents that mention a word: each that has it, with a sentence, and no other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.walk.conftest import Firm, filed_in

from pincite.ask.by_words import sentences_with
from pincite.readers.read import read
from pincite.retrieval.understanding.words_sought import words_sought

RENT = "1. Rent. The Lessee pays the rent on the first of each month.\n\n" * 30
FILES = {
    "first/Alder lease.txt": f"LEASE\n\n{RENT}2. Suits. No arbitration is pending against the Lessee.\n\n{RENT}",
    "first/Birch lease.txt": f"LEASE\n\n2. Disputes. Disputes are settled by binding arbitration in Oslo.\n\n{RENT}",
    "first/Cedar lease.txt": f"LEASE\n\n2. Arbitration\n\nDisputes go to the courts.\n\n{RENT}",
    "first/Dogwood lease.txt": f"LEASE\n\n{RENT}2. Measure. The measure is arbitrary, and disputes go to the courts.\n",
    "second/Elm lease.txt": f"LEASE\n\n{RENT}2. Suits. An arbitration of the Lessee is pending.\n",
}


@pytest.fixture(scope="module")
def drawer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """Five leases in two matters; alice sees the first matter."""
    with filed_in(tmp_path_factory.mktemp("words"), FILES) as firm:
        yield firm


def said(reply: dict[str, Any]) -> dict[str, str]:
    return {Path(one["citations"][0]["path"]).stem: one["text"] for one in reply["statements"]}


@pytest.mark.parametrize(
    "question", ["Which leases mention arbitration?", "Which leases contain the word “arbitration”?"]
)
def test_each_document_that_has_the_word_is_listed_with_a_sentence(question: str, drawer: Firm) -> None:
    reply = drawer.json("ask", question)
    found = said(reply)
    assert found["Alder lease"].endswith("No arbitration is pending against the Lessee.")
    assert found["Birch lease"].endswith("Disputes are settled by binding arbitration in Oslo.")
    assert found["Elm lease"].endswith("An arbitration of the Lessee is pending.")
    assert "Dogwood lease" not in found


def test_a_heading_counts_where_no_sentence_has_the_word(drawer: Firm) -> None:
    reply = drawer.json("ask", "Which leases mention arbitration?")
    assert said(reply)["Cedar lease"] == "2. Arbitration"


def test_what_the_asker_may_not_see_is_not_listed(drawer: Firm) -> None:
    reply = drawer.json("ask", "Which leases mention arbitration?", "--as", "alice")
    assert said(reply).keys() == {"Alder lease", "Birch lease", "Cedar lease"}


def test_those_that_lack_the_word_are_the_others(drawer: Firm) -> None:
    reply: dict[str, Any] = drawer.json("ask", "Which leases do not mention arbitration?")
    assert (reply["listing"]["found"], reply["listing"]["not_found"]) == (4, 1)


@pytest.mark.parametrize(
    "asked",
    [
        "mention no cap?",
        "mention more than 5 employees?",
        "include terms of payment?",
        "contain the term of the lease?",
        "do not use the term Affiliate?",
        "have terms over 24 months?",
        "mention who pays for repairs?",
    ],
)
def test_more_than_a_word_is_a_question(asked: str) -> None:
    assert words_sought(asked) == ()


def test_a_word_that_a_text_has_seldom_is_found_behind_one_that_it_has_often() -> None:
    text = "The papers are confidential. " * 900 + "A confidential audit is made each year.\n"
    reading = read(text.encode(), "papers.txt")
    assert [text[start:end] for start, end in sentences_with(("confidential", "audit"), reading)] == [
        "A confidential audit is made each year."
    ]


def test_a_word_in_a_sentence_of_two_pages_is_shown_in_its_part() -> None:
    long = "whether for value or not, " * 40
    text = f"The Company shall not (i) sell a ship, {long}(ii) lend money, {long}and (iii) appoint an auditor.\n"
    reading = read(text.encode(), "covenant.txt")
    assert [text[start:end] for start, end in sentences_with(("auditor",), reading)] == [
        "and (iii) appoint an auditor."
    ]
