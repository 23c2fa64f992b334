"""The numbers that a word processor computes, before the words that they number."""

import pytest

from pincite.documents.document import Clause, Document, Format
from pincite.views.numbers import computed_numbers
from pincite.views.source import paragraphs

TEXT = "Fees\nThe Fee is $5:\nA pallet\n(b) a box\n2.1 Tax is due"
STARTS = [TEXT.index(words) for words in ("Fees", "The", "A pallet", "(b)", "2.1")]


def lease(format: Format) -> Document:
    rows = [("1", 0), ("1.1", 1), ("1.1(a)", 2), ("1.1(b)", 2), ("2.1", 1)]
    clauses = [
        Clause(number, "", start, len(TEXT), level, "clause")
        for start, (number, level) in zip(STARTS, rows, strict=True)
    ]
    return Document(format, "Lease", TEXT, (), tuple(clauses), (), (), b"")


def test_what_word_counts_is_shown_and_what_is_typed_is_not_shown_twice() -> None:
    assert computed_numbers(lease("docx"), 0, len(TEXT)) == dict(zip(STARTS[:3], ["1", "1.1", "(a)"], strict=True))


def test_a_page_has_every_number_in_its_text() -> None:
    assert computed_numbers(lease("pdf"), 0, len(TEXT)) == {}


def test_a_number_is_before_the_words_and_not_among_them() -> None:
    start = TEXT.index("$5")
    shown = {one.number: one for one in paragraphs(lease("docx"), 0, len(TEXT), (start, start + 2))}
    assert "".join(run.text for run in shown["1.1"].words) == "The Fee is $5:"
    assert [run.text for run in shown["1.1"].words if run.is_cited] == ["$5"]


@pytest.mark.parametrize(
    ("number", "words", "is_typed"),
    [
        ("ARTICLE IV", "Article IV\nTerm", True),
        ("ARTICLE IV", "Term of this Agreement", False),
        ("7.2", "Section 7.2. Notices", True),
        ("7.2", "Notices under 7.2", False),
        ("a", "A tenant pays", False),
    ],
)
def test_a_number_is_typed_only_where_the_words_begin_with_it(number: str, words: str, is_typed: bool) -> None:
    clause = Clause(number, "", 0, len(words), 0, "clause")
    document = Document("docx", "", words, (), (clause,), (), (), b"")
    assert computed_numbers(document, 0, len(words)) == ({} if is_typed else {0: number})
