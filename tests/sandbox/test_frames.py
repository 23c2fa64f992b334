"""Frames: what comes back from the reading process is believed only when it fits together."""

import json
from dataclasses import replace

import pytest

from pincite.documents.document import (
    Attachment,
    Clause,
    Document,
    Fact,
    Page,
    Recognised,
    Reference,
    Region,
)
from pincite.errors import DocumentError
from pincite.sandbox.frames import (
    LONGEST_BLOBS,
    PREFIX,
    Json,
    blob_lengths,
    document_frame,
    document_from,
    encode,
    lengths_follow,
)

DOCUMENT = Document(
    format="text",
    title="Lease",
    text="1. Term\nOne year. § “x” 𝄞",
    pages=(),
    clauses=(Clause("1", "Term", 0, 20, 0, "section"), Clause("", "", 8, 17, 1, "clause")),
    warnings=("page 2 was not read",),
    regions=(Region("table", 0, 8), Region("hidden", 0, 2), Region("hidden", 4, 6, "white")),
    glyphs=b"",
    recognised=(Recognised(0, 7, 0.5),),
    facts=(Fact("term", "P1Y", 8, 16),),
    references=(Reference(3, 7, "clause", "1", "", 0, 16), Reference(3, 7, "document", "Deed", "Deed")),
    sketch=b"\1\2",
    attachments=(Attachment("a.pdf", b"%PDF"),),
)


def test_a_document_comes_through_unchanged() -> None:
    header, blobs = document_frame(DOCUMENT)
    prefix, *rest = encode(header, blobs)
    length, count = lengths_follow(prefix[: PREFIX.size])
    assert blob_lengths(prefix[PREFIX.size : PREFIX.size + 8 * count]) == tuple(map(len, rest))
    assert document_from(json.loads(prefix[-length:]), rest) == DOCUMENT


@pytest.mark.parametrize(
    "wrong",
    [
        replace(DOCUMENT, regions=(Region("hidden", 4, 6), Region("hidden", 0, 2))),
        replace(DOCUMENT, regions=(Region("hidden", 0, 4), Region("hidden", 2, 6))),
        replace(DOCUMENT, regions=(Region("hidden", 0, 200),)),
        replace(DOCUMENT, recognised=(Recognised(0, 7, 1.5),)),
        replace(DOCUMENT, facts=(Fact("term", "P1Y", 8, 200),)),
        replace(DOCUMENT, references=(Reference(3, 7, "clause", "1", "", 0, 200),)),
        replace(DOCUMENT, references=(Reference(3, 7, "clause", "1", "", 0, None),)),
        replace(DOCUMENT, attachments=(Attachment("", b"%PDF"),)),
        replace(DOCUMENT, clauses=(Clause("1", "", 5, 5, 0, "clause"),)),
        replace(DOCUMENT, clauses=(Clause("1", "", 0, 99, 0, "clause"),)),
        replace(DOCUMENT, clauses=(Clause("1", "", 0, 9, 0, "clause"), Clause("2", "", 5, 12, 1, "clause"))),
        replace(DOCUMENT, clauses=(Clause("1", "", 5, 9, 0, "clause"), Clause("2", "", 0, 2, 0, "clause"))),
        replace(DOCUMENT, pages=(Page(1, 0, 5, 612, 792, True),)),
        replace(DOCUMENT, pages=(Page(2, 0, len(DOCUMENT.text), 612, 792, True),)),
        replace(DOCUMENT, pages=(Page(1, 0, len(DOCUMENT.text), float("inf"), 792, True),)),
        replace(DOCUMENT, glyphs=b"GLYPH1"),
        replace(DOCUMENT, warnings=("x",) * 1000),
        replace(DOCUMENT, warnings=("x" * 10_000,)),
    ],
)
def test_a_document_that_does_not_fit_together_is_refused(wrong: Document) -> None:
    with pytest.raises(DocumentError):
        document_from(*document_frame(wrong))


@pytest.mark.parametrize(
    "change",
    [
        {"format": "exe"},
        {"format": ["pdf"]},
        {"title": None},
        {"pages": {}},
        {"pages": [[1, 2]]},
        {"clauses": [["1", "", 0, 9, 0, "verse"]]},
        {"clauses": [["1", "", True, 9, 0, "clause"]]},
        {"regions": [["hidden", 0, "2", ""]]},
        {"regions": [["veiled", 0, 2, ""]]},
        {"facts": [["weather", "fair", 0, 2]]},
    ],
)
def test_a_header_of_the_wrong_shape_is_refused(change: dict[str, Json]) -> None:
    header, blobs = document_frame(DOCUMENT)
    with pytest.raises(DocumentError, match="not a document"):
        document_from(header | change, blobs)
    with pytest.raises(DocumentError, match="not a document"):
        document_from(header, [b"\xff", b""])
    with pytest.raises(DocumentError, match="not a document"):
        document_from(header, [])


def test_lengths_are_checked_before_anything_is_read() -> None:
    with pytest.raises(DocumentError, match="more than"):
        lengths_follow(PREFIX.pack(2**32 - 1, 1))
    with pytest.raises(DocumentError, match="more than"):
        blob_lengths((LONGEST_BLOBS + 1).to_bytes(8, "big"))
