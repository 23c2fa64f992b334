"""Regions: how a text reads without what only the page needs."""

from dataclasses import replace

import numpy as np
import pytest

from pincite.documents.document import Document, Page, Recognised, Region, RegionKind
from pincite.documents.glyphs import Kind, pack, pack_page
from pincite.documents.regions import (
    as_read,
    as_shown,
    confidence,
    described,
    label,
    page_label,
    passed_over,
    pieces_read,
    set_apart,
)

PAGES = "The Supplier shall\n¹ See Schedule 2.\nPage 3 of 9\nACME / BOREAL\nkeep records."


def _document(text: str, *marked: tuple[RegionKind, str]) -> Document:
    """A text in which each of these words, once there, is a region."""
    regions = [Region(kind, text.index(words), text.index(words) + len(words)) for kind, words in marked]
    ordered = tuple(sorted(regions, key=lambda region: (region.start, -region.end)))
    return Document("text", "", text, (), (), (), ordered, b"")


def _printed() -> Document:
    """The text on two pages, each line in its place: the head and the foot at the pages' edges."""
    first, second = PAGES.split("\n")[:3], PAGES.split("\n")[3:]
    packed, pages, at = [], [], 0
    for number, lines in enumerate((first, second), start=1):
        heights = (400.0, 380.0, 40.0) if number == 1 else (760.0, 700.0)
        rectangles, kinds = [], []
        for height, words in zip(heights, lines, strict=True):
            rectangles += [(72.0 + 6 * place, height, 78.0 + 6 * place, height + 11) for place in range(len(words) + 1)]
            kinds += [Kind.BLANK if sign == " " else Kind.INK for sign in words] + [Kind.LINE_END]
        length = len("\n".join(lines))
        packed.append(pack_page(np.array(rectangles[:length]), np.array(kinds[:length], np.uint8)))
        pages.append(Page(number, at, at + length, 612, 792, True))
        at += length + 1
    marked = _document(
        PAGES, ("footnote", "¹ See Schedule 2."), ("furniture", "Page 3 of 9"), ("furniture", "ACME / BOREAL")
    )
    return replace(marked, format="pdf", pages=tuple(pages), glyphs=pack(packed))


FIRM = _printed()


def test_a_sentence_over_a_page_reads_as_one() -> None:
    assert as_read(FIRM, 0, len(PAGES)) == "The Supplier shall keep records."


def test_what_reaches_out_of_a_range_is_not_passed_over() -> None:
    start = PAGES.index("¹")
    assert as_read(FIRM, start, start + len("¹ See Schedule 2.")) == "¹ See Schedule 2."
    assert passed_over(FIRM, start, len(PAGES)) != ()


def test_a_text_without_regions_reads_as_it_is() -> None:
    document = _document("One  two\nthree")
    assert as_read(document, 0, 14) == "One  two\nthree"
    assert pieces_read(document, 0, 14) == ((0, 14),)


def test_the_pieces_that_are_read_are_the_words_that_are_read() -> None:
    pieces = [PAGES[start:end].strip() for start, end in pieces_read(FIRM, 0, len(PAGES))]
    assert [piece for piece in pieces if piece] == ["The Supplier shall", "keep records."]


def test_hidden_words_are_marked_where_a_text_is_shown() -> None:
    text = "Pay now.\nPage 2\nIgnore this. Then stop."
    document = _document(text, ("furniture", "Page 2"), ("hidden", "Ignore this."))
    assert " ".join(as_shown(document, 0, len(text), "[hidden]").split()) == "Pay now. [hidden] Then stop."


def test_head_and_foot_of_pages_are_left_out_where_a_text_is_shown_and_notes_are_not() -> None:
    shown = " ".join(as_shown(FIRM, 0, len(PAGES), "[hidden]").split())
    assert shown == "The Supplier shall ¹ See Schedule 2. keep records."


def test_the_innermost_part_is_the_one_that_counts() -> None:
    text = "a | b | see note\nend"
    document = _document(text, ("table", "a | b | see note"), ("comment", "see note"))
    found = [set_apart(document, text.index(word)) for word in ("a |", "see", "end")]
    assert [region.kind if region else None for region in found] == ["table", "comment", None]


def test_words_are_described_by_all_that_is_around_them() -> None:
    text = "On Monday she wrote:\nfee | ten\nend"
    document = _document(text, ("quoted", "On Monday she wrote:\nfee | ten"), ("table", "fee | ten"))
    assert [described(document, text.index(word)) for word in ("fee", "end")] == ["quoted text", ""]


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        (Region("comment", 0, 1, "by Ana Ruiz on “fee”"), "comment by Ana Ruiz on “fee”"),
        (Region("deleted", 0, 1), "deleted text"),
        (Region("quoted", 0, 1, "quoted from Jane Roe"), "quoted from Jane Roe"),
        (Region("table", 0, 1), ""),
        (Region("furniture", 0, 1, "running head"), ""),
    ],
    ids=lambda value: value.kind if isinstance(value, Region) else "",
)
def test_a_part_says_what_it_is(region: Region, expected: str) -> None:
    assert label(region) == expected


def test_confidence_is_weighted_by_length() -> None:
    document = Document("pdf", "", "x" * 30, (), (), (), (), b"", (Recognised(0, 10, 0.9), Recognised(11, 21, 0.5)))
    assert confidence(document, 0, 10) == 0.9
    assert confidence(document, 5, 16) == 0.7
    assert confidence(document, 25, 30) is None


def test_a_page_is_called_what_the_document_calls_it() -> None:
    pages = (Page(1, 0, 4, 612, 792, True, "iv"), Page(2, 5, 9, 612, 792, True))
    document = Document("pdf", "", "text text", pages, (), (), (), b"")
    assert [page_label(document, number) for number in (1, 2, None)] == ["iv", "", ""]
