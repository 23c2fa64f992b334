"""What may be quoted as a sentence: words in capitals too, items with their lead-in, and no title."""

import pytest

from pincite.answering.candidates import candidates, is_legend, is_name
from pincite.answering.labelled import gives_what_is_asked
from pincite.chunking.by_clause import by_clause
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import understand

SENTENCES = (
    "IN NO EVENT SHALL EITHER PARTY BE LIABLE FOR INDIRECT OR CONSEQUENTIAL DAMAGES.",
    "9.2 EXCEPT AS SET OUT IN SECTION 9.1, THE SUPPLIER DISCLAIMS ALL WARRANTIES, EXPRESS OR IMPLIED",
    "THE GOODS ARE SOLD “AS IS” AND WITH ALL FAULTS.",
    "(b) NEITHER PARTY WAIVES ITS RIGHT TO A TRIAL BY JURY;",
    "The Seller is liable.",
    "Time is of the Essence.",
    "EACH OF THE PARTIES HEREBY IRREVOCABLY WAIVES TRIAL BY JURY. See Schedule 2.",
)
NAMES = (
    "AGREEMENT AND PLAN OF MERGER BY AND AMONG NORTHWIND HOLDINGS, INC. AND QUAYSIDE FOODS, INC.",
    "LIMITATION OF LIABILITY",
    "ARTICLE IX: INDEMNIFICATION AND LIMITS OF LIABILITY OF THE SUPPLIER AND THE CUSTOMER",
    "IN WITNESS WHEREOF",
    "NORTHWIND HOLDINGS, INC., A DELAWARE CORPORATION, AND QUAYSIDE FOODS, INC., A MARYLAND CORPORATION",
    "MAY 2024",
    "Limitation of Liability.",
    "Term and Termination of the Agreement:",
)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_in_capitals_is_a_sentence(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize("text", NAMES)
def test_a_title_in_capitals_is_none(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "[***] = CERTAIN CONFIDENTIAL INFORMATION CONTAINED IN THIS DOCUMENT HAS BEEN OMITTED.",
        "3 [***] = Certain confidential information was omitted.",
        "Portions of this exhibit have been omitted and filed separately with the Commission.",
        "CONFIDENTIAL TREATMENT HAS BEEN REQUESTED FOR PORTIONS OF THIS EXHIBIT.",
        "Certain identified information has been redacted since it is not material.",
    ],
)
def test_the_legend_of_a_filed_contract_is_no_sentence_of_it(text: str) -> None:
    assert is_legend(text)


@pytest.mark.parametrize(
    "text",
    [
        "[***] days after the Effective Date, the Buyer shall pay.",
        "Confidential Information must be destroyed or returned.",
        "Certain taxes are borne by the Buyer.",
    ],
)
def test_a_term_with_words_blacked_out_is_one(text: str) -> None:
    assert not is_legend(text)


LONG = " and of each other agreement between the parties that is in force at that time" * 6
LISTED = f"""16. Termination

16.1 Prior Termination by Either Party. Either party may end this Agreement by notice to the other if:

(a) the other party breaches this Agreement and does not mend the breach within sixty days; or

(b) the other party becomes insolvent{LONG * 6}.
"""
MARKED = f"# Terms\n\n**2.3**\tWe show your marks{LONG}.\n\n**2.4**\tYou add a licence to each product{LONG}.\n"


def _candidates(text: str, name: str, words: str) -> list[str]:
    """What may be quoted of the passages of a document that begin with some words, as if only they had been found."""
    content = read(text.encode(), name)
    chunks = by_clause(DocumentId("d"), VersionId("v"), content, "")
    passages = tuple(
        Passage(label, chunk, MatterId("m"), f"/{name}", "", None, "", None, "", 1.0, 1, 1, 0.8)
        for label, chunk in enumerate(chunks, start=1)
        if content.text[chunk.start : chunk.end].startswith(words)
    )
    assert passages
    found = candidates(understand("How long has a party to mend it?"), Evidence(passages, "1"), lambda _: content)
    return [" ".join(one.text.split()) for one in found]


def test_an_item_is_quoted_with_the_lead_in_of_the_clause_above_it() -> None:
    [item] = [one for one in _candidates(LISTED, "supply.txt", "(a)") if "sixty days" in one]
    assert item.startswith("Either party may end this Agreement by notice to the other if:")


def test_the_first_sentence_of_a_clause_in_markdown_is_quoted_with_the_marks_of_its_number() -> None:
    [sentence] = [one for one in _candidates(MARKED, "terms.md", "2.4") if "add a licence" in one]
    assert sentence.startswith("**2.4** You add")


SHEET = """TERM SHEET

Floating Rate Payer:             Old Bank AG

Cap Rate:                        5.0 percent per annum

Termination Date:                Not Applicable

Title: Vice President

The Floating Rate Payer pays at once.
"""


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("What is the cap rate of the term sheet?", ["Cap Rate: 5.0 percent per annum"]),
        ("Who is the floating rate payer?", ["Floating Rate Payer: Old Bank AG"]),
        ("What is the title of the term sheet?", []),
        ("What is the rate?", []),
    ],
)
def test_a_line_that_names_what_is_asked_may_be_quoted(question: str, lines: list[str]) -> None:
    content = read(SHEET.encode(), "sheet.txt")
    chunks = by_clause(DocumentId("d"), VersionId("v"), content, "")
    passages = tuple(
        Passage(label, chunk, MatterId("m"), "/sheet.txt", "", None, "", None, "", 1.0, 1, 1, 0.8)
        for label, chunk in enumerate(chunks, start=1)
    )
    found = candidates(understand(question), Evidence(passages, "1"), lambda _: content)
    said = [" ".join(one.text.split()) for one in found]
    assert said == [*lines, "The Floating Rate Payer pays at once."]


def test_blanks_behind_the_name_of_a_line_take_linear_time() -> None:
    assert not gives_what_is_asked("What is the cap rate?", f"Cap Rate:{' ' * 400_000}-")
