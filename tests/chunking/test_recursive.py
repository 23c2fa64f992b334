"""Recursive chunks: paragraphs, then sentences, then words; what they repeat of each other."""

from itertools import pairwise

import pytest

from pincite.chunking.chunk import Chunk
from pincite.chunking.piece import LONGEST_CLAUSE, TARGET, TINY
from pincite.chunking.recursive import LEAST_OVERLAP, MOST_OVERLAP, recursive
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, VersionId


def chunks(text: str) -> list[Chunk]:
    reading = Document("text", "", text, (), (), (), (), b"")
    return recursive(DocumentId("d"), VersionId("v"), reading, "Alder")


def pieces(text: str) -> list[str]:
    return [text[chunk.start : chunk.end] for chunk in chunks(text)]


def paragraph(word: str, length: int) -> str:
    return f"The {word} {'is paid ' * (length // 8)}in full."


def test_a_short_text_is_one_piece() -> None:
    text = f"{paragraph('fee', 200)}\n\n{paragraph('rent', 200)}\n"

    assert pieces(text) == [text.strip()]


def test_paragraphs_are_kept_whole_where_they_fit() -> None:
    paragraphs = [paragraph(word, 400) for word in ("fee", "rent", "toll")]

    found = pieces("\n\n".join(paragraphs))

    assert [piece[-len(whole) :] for piece, whole in zip(found, paragraphs, strict=True)] == paragraphs


def test_a_long_paragraph_is_cut_at_sentences_and_repeats_one() -> None:
    sentences = [
        f"Sentence number {number:02} is eighty characters long, no more and never less." for number in range(40)
    ]

    found = pieces(" ".join(sentences))

    assert all(piece.startswith("Sentence") and piece.endswith("less.") for piece in found)
    assert all(after.startswith(before[-len(sentences[0]) :]) for before, after in pairwise(found))


def test_a_long_sentence_is_cut_at_words() -> None:
    found = pieces("the fee is paid in full and " * 100)

    assert all(word in {"the", "fee", "is", "paid", "in", "full", "and"} for piece in found for word in piece.split())


@pytest.mark.parametrize("text", ["x" * 5_000, "word " * 1_000, "the fee, " * 500], ids=["one-word", "words", "commas"])
def test_the_overlap_is_between_a_tenth_and_a_fifth(text: str) -> None:
    found = chunks(text)

    overlaps = [before.end - after.start for before, after in pairwise(found)]

    assert LEAST_OVERLAP == TARGET * 0.1
    assert MOST_OVERLAP == TARGET * 0.2
    assert overlaps
    assert all(LEAST_OVERLAP <= overlap <= MOST_OVERLAP for overlap in overlaps[:-1])
    assert overlaps[-1] <= MOST_OVERLAP


def test_what_is_tiny_goes_with_what_follows_it() -> None:
    text = f"FEES\n\n{paragraph('fee', TARGET - 40)}"

    [only] = chunks(text)

    assert only.end - only.start <= TARGET + TINY


def test_a_reader_gets_the_paragraphs_around_a_piece() -> None:
    text = "\n\n".join(paragraph(word, 500) for word in ("fee", "rent", "toll", "levy", "duty", "cost", "tax"))

    found = chunks(text)

    assert all(chunk.clause_end - chunk.clause_start <= LONGEST_CLAUSE for chunk in found)
    assert text[found[1].clause_start : found[1].clause_end].startswith("The fee")
    assert found[1].clause_end - found[1].clause_start > 2 * TARGET
