"""What holds of the chunks of every text: nothing lost, nothing twice, nothing too long."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.chunking.by_clause import by_clause
from pincite.chunking.chunk import Chunk
from pincite.chunking.piece import HARD_MAXIMUM, LONGEST_CLAUSE
from pincite.documents.document import Clause, Document, Heading
from pincite.documents.span import DocumentId, VersionId
from pincite.structure.outline.outline import outline

PIECES = st.sampled_from(
    [
        "1. ", "2. ", "1.1 ", "(a) ", "(b) ", "ARTICLE I\n\n", "SCHEDULE 1\n\n", "TERM\n\n", "“Goods” means ", "; and ",
        ", ", "The buyer pays the price. ", "the seller waits " * 12, "x" * 700, "word " * 250, "\n", "\n\n",
        "\r\n\r\n", "\r", "   ", "\u2003", "\f", "é𝒳 ", "\u200b", "﷽",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=50).map("".join), st.text(max_size=300))


def assert_whole(text: str, found: list[Chunk]) -> None:
    position = 0
    for chunk in found:
        assert not text[position : chunk.start].strip()
        assert text[chunk.start : chunk.end] == text[chunk.start : chunk.end].strip() != ""
        assert chunk.end - chunk.start <= HARD_MAXIMUM
        assert chunk.clause_start <= chunk.start
        assert chunk.end <= chunk.clause_end
        assert chunk.clause_end - chunk.clause_start <= LONGEST_CLAUSE + HARD_MAXIMUM
        position = chunk.end
    assert not text[position:].strip()
    assert all(before.end <= after.start for before, after in pairwise(found))


def chunked(text: str, clauses: tuple[Clause, ...]) -> list[Chunk]:
    return by_clause(DocumentId("d"), VersionId("v"), Document("text", "", text, (), clauses, (), (), b""), "name")


@settings(deadline=None)
@given(TEXTS)
def test_every_character_but_white_space_is_in_exactly_one_chunk(text: str) -> None:
    assert_whole(text, chunked(text, outline(text, (), "text")))


@settings(deadline=None)
@given(TEXTS)
def test_nothing_is_lost_where_the_format_gives_the_outline(text: str) -> None:
    headings = tuple(Heading(match.start(), match.end(), 1) for match in re.finditer(r"[A-Z]{3,}", text))

    assert_whole(text, chunked(text, outline(text, headings, "html")))


@settings(deadline=None)
@given(TEXTS, st.lists(st.tuples(st.integers(0, 300), st.integers(1, 200)), max_size=6))
def test_nothing_is_lost_where_clauses_leave_gaps(text: str, ranges: list[tuple[int, int]]) -> None:
    clauses: list[Clause] = []
    for start, length in sorted(ranges):
        end = min(start + length, len(text))
        if start < end and (not clauses or start >= clauses[-1].end):
            clauses.append(Clause(str(len(clauses)), "Heading", start, end, 0, "clause"))

    assert_whole(text, chunked(text, tuple(clauses)))


@pytest.mark.parametrize(
    "text",
    ["word " * 20_000, "x" * 50_000, "1. One. " * 5_000, "a,b;" * 10_000, "(a) x; " * 10_000, "\n1. x" * 5_000],
    ids=["one-line", "one-word", "inline", "no-spaces", "items", "lines"],
)
def test_ugly_texts_are_chunked_whole(text: str) -> None:
    assert_whole(text, chunked(text, outline(text, (), "text")))
