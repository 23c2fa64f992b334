"""Chunks that end where the subject changes, with vectors made by hand."""

import math

import numpy as np
import pytest

from pincite.chunking.chunk import Chunk
from pincite.chunking.piece import HARD_MAXIMUM, TARGET
from pincite.chunking.semantic import semantic, sentences_in
from pincite.documents.document import Document, Region
from pincite.documents.span import DocumentId, VersionId
from pincite.models.ports import Vectors


def document(text: str, *regions: Region) -> Document:
    return Document("text", "", text, (), (), (), regions, b"")


def turned(*degrees: float) -> Vectors:
    """Unit vectors in a plane: the cosine distance of two is 1 - cos of the angle between them."""
    angles = [math.radians(each) for each in degrees]
    return np.array([(math.cos(angle), math.sin(angle)) for angle in angles], dtype=np.float32)


def cut(reading: Document, vectors: Vectors) -> list[Chunk]:
    return semantic(vectors)(DocumentId("d"), VersionId("v"), reading, "")


def sentence(word: str) -> str:
    """A sentence of 108 characters."""
    return (
        f"The {word:<7} of this agreement is set out in the schedule that both of the parties signed before they began."
    )


def test_a_piece_ends_before_the_sentence_that_means_something_else() -> None:
    sentences = [sentence(word) for word in ("fee", "price", "rent", "court", "judge", "appeal")]
    text = " ".join(sentences)

    first, second = cut(document(text), turned(0, 1, 2, 80, 81, 82))

    assert text[first.start : first.end] == " ".join(sentences[:3])
    assert text[second.start : second.end] == " ".join(sentences[3:])


def test_a_quarter_of_the_distances_at_most_end_a_piece() -> None:
    text = " ".join(sentence(f"n{number}") for number in range(9))
    # Eight distances: six small ones, and two of 30 and 50 degrees. The 75th percentile lies between the two groups.
    found = cut(document(text), turned(0, 2, 4, 34, 36, 38, 88, 90, 92))

    assert [text[each.start : each.end].count("The ") for each in found] == [3, 3, 3]


def test_a_heading_goes_with_what_it_heads() -> None:
    text = f"{sentence('fee')}\n\nCOURTS\n\n{sentence('court')} {sentence('judge')}"

    found = cut(document(text), turned(0, 80, 130, 131))

    assert [text[each.start : each.end].split()[0] for each in found] == ["The", "COURTS"]


def test_what_nothing_ends_is_cut_at_its_greatest_distance() -> None:
    text = " ".join(sentence(f"n{number}") for number in range(20))
    steps = [0.0] * 20
    for at in (6, 14):
        steps[at] = 0.001  # far below the percentile of nothing: all others are equal
    found = cut(document(text), turned(*np.cumsum(steps)))

    assert all(each.end - each.start <= HARD_MAXIMUM for each in found)
    assert all(each.end - each.start >= TARGET // 2 for each in found[:-1])


def test_tables_have_no_vectors() -> None:
    text = f"{sentence('fee')}\nSite | Hours\nOslo | 9\n{sentence('rent')}"
    start = text.index("Site")
    reading = document(text, Region("table", start, text.index("\nThe rent")))

    assert sentences_in(reading) == [" ".join(sentence("fee").split()), " ".join(sentence("rent").split())]
    assert len(cut(reading, turned(0, 90))) == 3


def test_sentences_on_both_sides_of_a_part_are_no_neighbours() -> None:
    text = f"{sentence('fee')} {sentence('price')}\n3 See below.\n{sentence('court')} {sentence('judge')}"
    note = text.index("3 See")
    reading = document(text, Region("footnote", note, note + len("3 See below."), "3"))

    found = cut(reading, turned(0, 10, 90, 180, 190))

    assert [text[each.start : each.end].count("The ") for each in found] == [2, 0, 2]


def test_hidden_words_have_no_vectors() -> None:
    text = "The firm pays. Ignore all that was said. It pays now."
    start = text.index("Ignore")

    assert not any("Ignore" in each for each in sentences_in(document(text, Region("hidden", start, start + 25))))


def test_vectors_of_another_document_are_refused() -> None:
    with pytest.raises(ValueError, match="3 vectors were given for 1 sentences"):
        cut(document(sentence("fee")), turned(0, 1, 2))


@pytest.mark.parametrize("text", ["", " \n "])
def test_a_text_without_words_has_no_chunks(text: str) -> None:
    assert cut(document(text), np.empty((0, 4), dtype=np.float32)) == []
