"""A rule is quoted with the sentence behind it that takes part of it back."""

import asyncio
from itertools import pairwise

import pytest

from pincite.answering.exceptions import takes_back
from pincite.answering.quote import quote
from pincite.chunking.by_clause import by_clause
from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.models.fakes import HashingEmbedder
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import understand

RULE = "12.1 Neither party may assign this Agreement without the consent of the other party."
EXCEPTION = "However, the Supplier may give it to any company of its group."


def _stated(*sentences: str, question: str = "May a party assign the agreement without consent?") -> list[str]:
    """What is quoted of a clause of these sentences."""
    content = read(f"12. Assignment\n\n{' '.join(sentences)}\n".encode(), "supply.txt")
    passages = tuple(
        Passage(label, chunk, MatterId("m"), "/supply.txt", "", None, "", None, "", 1.0, 1, 1, 0.8)
        for label, chunk in enumerate(by_clause(DocumentId("d"), VersionId("v"), content, ""), start=1)
    )
    found = quote(
        understand(question), Evidence(passages, "1"), embedder=HashingEmbedder(), content_of=lambda _: content
    )
    statements = asyncio.run(found).answer.statements
    for one in statements:
        [citation] = one.citations
        assert content.text[citation.span.start : citation.span.end] == citation.quote == one.text
    return [one.text for one in statements]


def test_a_rule_is_quoted_with_its_exception() -> None:
    assert _stated(RULE, EXCEPTION)[0] == f"{RULE} {EXCEPTION}"


def test_an_exception_is_stated_once() -> None:
    stated = _stated(RULE, EXCEPTION, question="May a party assign the agreement, or may the Supplier give it?")
    assert sum(EXCEPTION in one for one in stated) == 1


@pytest.mark.parametrize(
    "behind",
    [
        "The consent shall be in writing.",
        "This Agreement binds the successors of the parties.",
        "This limitation applies to transfers by law too.",
    ],
)
def test_a_sentence_that_takes_nothing_back_is_not_joined(behind: str) -> None:
    assert _stated(RULE, behind)[0] == RULE


def test_an_exception_further_on_is_not_joined() -> None:
    assert _stated(RULE, "The consent shall be in writing.", EXCEPTION)[0] == RULE


@pytest.mark.parametrize(
    "sentence",
    [
        "Notwithstanding the foregoing, the Owner may sell.",
        "NOTWITHSTANDING THE FOREGOING, NOTHING HERE LIMITS LIABILITY FOR FRAUD.",
        "Provided, however, that notice is given.",
        "Nothing in this Section limits the right to an injunction.",
        "The foregoing restrictions shall not apply to affiliates.",
        "(b) However, either party may sue.",
    ],
)
def test_what_takes_something_back_says_so_at_its_beginning(sentence: str) -> None:
    assert takes_back(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Notwithstanding Section 4, the Owner may sell.",
        "The parties shall, however, meet once a year.",
        "Except as stated in Section 4, the Owner may sell.",
        "The foregoing applies to affiliates too.",
    ],
)
def test_other_sentences_take_nothing_back(sentence: str) -> None:
    assert not takes_back(sentence)


def test_what_another_clause_takes_back_is_not_part_of_the_quote() -> None:
    content = read(f"12. Assignment\n\n{RULE}\n\n12.2 Nothing in this Article bars a pledge.\n".encode(), "supply.txt")
    starts = [content.text.index(mark) for mark in ("12.1", "12.2")]
    passages = tuple(
        Passage(label, chunk, MatterId("m"), "/supply.txt", "", None, "", None, "", 1.0, 1, 1, 0.8)
        for label, (start, end) in enumerate(pairwise([*starts, len(content.text)]), start=1)
        for chunk in [Chunk(DocumentId("d"), VersionId("v"), label, start, end, "", "", start, end, "")]
    )
    question = understand("May a party assign the agreement without consent?")
    found = quote(question, Evidence(passages, "1"), embedder=HashingEmbedder(), content_of=lambda _: content)
    assert asyncio.run(found).answer.statements[0].text == RULE
