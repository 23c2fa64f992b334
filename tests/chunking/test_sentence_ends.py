"""The clause that a piece belongs to has the sentences whole in whose middle an item within a line begins or ends."""

import pytest

from pincite.answering.candidates import candidates
from pincite.chunking.by_clause import by_clause
from pincite.chunking.piece import LONGEST_CLAUSE
from pincite.chunking.sentence_ends import WholeSentences
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import understand

SAID = "IF YOU DO NOT AGREE TO ALL TERMS, THEN (A) DO NOT USE THE SOFTWARE, AND (B) YOU MAY RETURN IT FOR A REFUND."
TEXT = f"EXHIBIT C\nSoftware Licence\n\n{'READ THESE TERMS. ' * 30}{SAID} {'THE SOFTWARE IS GIVEN AS IT IS. ' * 400}\n"


def test_a_sentence_around_an_item_is_quoted_whole() -> None:
    reading = read(TEXT.encode(), "licence.txt")
    passages = tuple(
        Passage(label, chunk, MatterId("m"), "/licence.txt", "", None, "", None, "", 1.0, 1, 1, 0.8)
        for label, chunk in enumerate(by_clause(DocumentId("d"), VersionId("v"), reading, ""), start=1)
    )
    found = candidates(understand("May the software be returned?"), Evidence(passages, "1"), lambda _: reading)
    assert SAID in [one.text for one in found]


@pytest.mark.parametrize("place", ["It pays.", "(c) more."])
def test_a_clause_between_sentences_or_lines_reaches_no_further(place: str) -> None:
    text = "He asks (a) one and (b) two. It pays.\n(c) more."
    at = text.index(place)
    assert WholeSentences(text).around(at, at) == (at, at)


def test_a_clause_that_would_get_too_long_stays() -> None:
    text = f"If he agrees, then (a) {'he pays. ' * (LONGEST_CLAUSE // 9)}And he goes."
    start = text.index("(a)")
    assert WholeSentences(text).around(start, start + LONGEST_CLAUSE - 10) == (start, start + LONGEST_CLAUSE - 10)
