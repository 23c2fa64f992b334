"""Messages between pincite and its reading process: a JSON header and raw bytes, each preceded by its length.

Nothing that arrives is ever unpickled or executed. Every length is checked before anything is read, and every document
is checked for consistency before it is used.

A frame is: length of the header (4 bytes), number of blobs (2), length of each blob (8), the header, the blobs. All
numbers are big-endian.
"""

import json
import math
import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeVar, get_args

from pincite.documents.document import (
    Attachment,
    Box,
    Clause,
    ClauseKind,
    Document,
    Fact,
    FactKind,
    Format,
    Page,
    Recognised,
    Reference,
    ReferenceKind,
    Region,
    RegionKind,
)
from pincite.documents.glyphs import check
from pincite.documents.limits import (
    LONGEST_NOTE,
    LONGEST_SKETCH,
    LONGEST_WARNING,
    MOST_ATTACHMENTS,
    MOST_WARNINGS,
)
from pincite.errors import DocumentError

LONGEST_HEADER = 64_000_000
"""Bytes. The outline of 75,000 clauses has about 10 million."""

LONGEST_BLOBS = 1_000_000_000
"""Bytes of all blobs of a frame together."""

MOST_BLOBS = 1_003
"""Three for the document itself, and the files in it."""

LONGEST_REASON = 200
"""Characters that are shown of the reason why a document is wrong."""

PREFIX = struct.Struct(">IH")

Name = TypeVar("Name", bound=str)

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def encode(header: Mapping[str, Json], blobs: Sequence[bytes] = ()) -> list[bytes]:
    """One frame, as pieces to be written one after the other."""
    packed = json.dumps(header, separators=(",", ":")).encode("ascii")
    lengths = struct.pack(f">{len(blobs)}Q", *map(len, blobs))
    return [PREFIX.pack(len(packed), len(blobs)) + lengths + packed, *blobs]


def lengths_follow(prefix: bytes) -> tuple[int, int]:
    """The length of the header and the number of blobs, from a frame's first bytes.

    Raises:
        DocumentError: they announce more than is ever sent.
    """
    header, blobs = PREFIX.unpack(prefix)
    if header > LONGEST_HEADER or blobs > MOST_BLOBS:
        raise DocumentError("the reading process announced more than a document can hold")
    return header, blobs


def blob_lengths(packed: bytes) -> tuple[int, ...]:
    """The lengths of a frame's blobs.

    Raises:
        DocumentError: they announce more than is ever sent.
    """
    lengths = struct.unpack(f">{len(packed) // 8}Q", packed)
    if sum(lengths) > LONGEST_BLOBS:
        raise DocumentError("the reading process announced more than a document can hold")
    return lengths


def document_frame(document: Document) -> tuple[dict[str, Json], list[bytes]]:
    """A document as a header and blobs."""
    header: dict[str, Json] = {
        "format": document.format,
        "title": document.title,
        "pages": [
            [page.number, page.start, page.end, page.width, page.height, page.has_text, page.label]
            for page in document.pages
        ],
        "clauses": [
            [clause.number, clause.heading, clause.start, clause.end, clause.level, clause.kind]
            for clause in document.clauses
        ],
        "warnings": list(document.warnings),
        "regions": [[region.kind, region.start, region.end, region.note] for region in document.regions],
        "recognised": [[line.start, line.end, line.confidence] for line in document.recognised],
        "facts": [[fact.kind, fact.value, fact.start, fact.end] for fact in document.facts],
        "references": [
            [each.start, each.end, each.kind, each.target, each.document, each.target_start, each.target_end]
            for each in document.references
        ],
        "attachments": [attachment.name for attachment in document.attachments],
        "unread": list(document.unread),
    }
    own = [document.text.encode("utf-8"), document.glyphs, document.sketch]
    return header, [*own, *(attachment.content for attachment in document.attachments)]


def document_from(header: Mapping[str, Json], blobs: Sequence[bytes]) -> Document:
    """The document in a frame, after checks: every range inside the text, pages in order, clauses nested.

    Raises:
        DocumentError: the parts are not consistent.
    """
    try:
        document = _assembled(header, blobs)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        why = str(error)[:LONGEST_REASON]
        raise DocumentError(f"the reading process gave back something that is not a document ({why})") from error
    _check_pages(document)
    _check_clauses(document)
    _check_regions(document)
    _check_findings(document)
    too_long = any(len(warning) > LONGEST_WARNING for warning in document.warnings)
    _require(len(document.warnings) <= MOST_WARNINGS and not too_long, "more warnings than anyone reads")
    if document.pages:
        check(document.glyphs, document.pages)
    else:
        _require(not document.glyphs, "places of letters without pages")
    return document


def boxes_header(boxes: Sequence[Box]) -> list[Json]:
    """Boxes as JSON."""
    return [[box.page, box.left, box.bottom, box.right, box.top] for box in boxes]


def boxes_from(values: Json) -> tuple[Box, ...]:
    """Boxes from JSON.

    Raises:
        ValueError, TypeError: the JSON does not describe boxes.
    """
    return tuple(Box(_integer(page), *(_number(edge) for edge in edges)) for page, *edges in map(_list, _list(values)))


def _assembled(header: Mapping[str, Json], blobs: Sequence[bytes]) -> Document:
    text, glyphs, sketch, *files = blobs
    format: Format = _one_of(header["format"], get_args(Format))
    return Document(
        format=format,
        title=_string(header["title"]),
        text=text.decode("utf-8"),
        pages=tuple(_page(*_list(values)) for values in _list(header["pages"])),
        clauses=tuple(_clause(*_list(values)) for values in _list(header["clauses"])),
        warnings=tuple(map(_string, _list(header["warnings"]))),
        regions=tuple(_region(*_list(values)) for values in _list(header["regions"])),
        glyphs=glyphs,
        recognised=tuple(
            Recognised(_integer(start), _integer(end), _number(sure))
            for start, end, sure in map(_list, _list(header["recognised"]))
        ),
        facts=tuple(_fact(*_list(values)) for values in _list(header["facts"])),
        references=tuple(_reference(*_list(values)) for values in _list(header["references"])),
        sketch=sketch,
        attachments=tuple(
            Attachment(_string(name), content)
            for name, content in zip(_list(header["attachments"]), files, strict=True)
        ),
        unread=tuple(map(_integer, _list(header["unread"]))),
    )


def _page(number: Json, start: Json, end: Json, width: Json, height: Json, has_text: Json, label: Json) -> Page:
    return Page(
        _integer(number),
        _integer(start),
        _integer(end),
        _number(width),
        _number(height),
        has_text is True,
        _string(label),
    )


def _region(kind: Json, start: Json, end: Json, note: Json) -> Region:
    known: RegionKind = _one_of(kind, get_args(RegionKind))
    return Region(known, _integer(start), _integer(end), _string(note))


def _fact(kind: Json, value: Json, start: Json, end: Json) -> Fact:
    known: FactKind = _one_of(kind, get_args(FactKind))
    return Fact(known, _string(value), _integer(start), _integer(end))


def _reference(
    start: Json, end: Json, kind: Json, target: Json, document: Json, target_start: Json, target_end: Json
) -> Reference:
    known: ReferenceKind = _one_of(kind, get_args(ReferenceKind))
    return Reference(
        _integer(start),
        _integer(end),
        known,
        _string(target),
        _string(document),
        None if target_start is None else _integer(target_start),
        None if target_end is None else _integer(target_end),
    )


def _clause(number: Json, heading: Json, start: Json, end: Json, level: Json, kind: Json) -> Clause:
    known: ClauseKind = _one_of(kind, get_args(ClauseKind))
    return Clause(_string(number), _string(heading), _integer(start), _integer(end), _integer(level), known)


def _check_pages(document: Document) -> None:
    """Require that pages are numbered from 1 and cover the text, with one line end between two pages."""
    at = 0
    for index, page in enumerate(document.pages):
        in_order = page.number == index + 1 and page.start == at and page.start <= page.end <= len(document.text)
        _require(in_order and (page.has_text or page.start == page.end), f"page {page.number} out of place")
        sized = math.isfinite(page.width) and math.isfinite(page.height) and page.width > 0 and page.height > 0
        _require(sized, f"page {page.number} without a size")
        at = page.end + 1
    if document.pages:
        _require(document.pages[-1].end == len(document.text), "text after the last page")


def _check_clauses(document: Document) -> None:
    """Require that clauses are in order and that each ends within its parents."""
    open_ends: list[int] = [len(document.text)]
    at = 0
    for clause in document.clauses:
        while len(open_ends) > 1 and open_ends[-1] <= clause.start:
            open_ends.pop()
        nested = at <= clause.start < clause.end <= open_ends[-1] and clause.level >= 0
        _require(nested, f"clause {clause.number or clause.heading!r} out of place")
        open_ends.append(clause.end)
        at = clause.start


def _check_regions(document: Document) -> None:
    """Require that regions are in order and inside the text, and that those of one kind do not overlap."""
    ends: dict[RegionKind, int] = {}
    at = (0, -len(document.text))
    for region in document.regions:
        inside = ends.get(region.kind, 0) <= region.start < region.end <= len(document.text)
        in_order = at <= (region.start, -region.end)
        _require(inside and in_order and len(region.note) <= LONGEST_NOTE, f"a {region.kind} range out of place")
        ends[region.kind] = region.end
        at = (region.start, -region.end)


def _check_findings(document: Document) -> None:
    """Require that recognised lines, facts, references and attachments fit the text and each other."""
    length, at = len(document.text), 0
    for line in document.recognised:
        _require(at <= line.start < line.end <= length and 0 <= line.confidence <= 1, "a recognised line out of place")
        at = line.end
    for fact in document.facts:
        _require(0 <= fact.start < fact.end <= length and len(fact.value) <= LONGEST_NOTE, "a fact out of place")
    for reference in document.references:
        target = (reference.target_start, reference.target_end)
        pointed = target == (None, None) or (
            target[0] is not None and target[1] is not None and 0 <= target[0] < target[1] <= length
        )
        sized = len(reference.target) <= LONGEST_NOTE and len(reference.document) <= LONGEST_NOTE
        _require(0 <= reference.start < reference.end <= length and pointed and sized, "a reference out of place")
    in_order = all(one < other for one, other in pairwise((0, *document.unread, len(document.pages) + 1)))
    _require(in_order, "unread pages that are not there, or out of order")
    _require(len(document.sketch) <= LONGEST_SKETCH, "a sketch larger than any")
    named = all(0 < len(attachment.name) <= LONGEST_NOTE for attachment in document.attachments)
    _require(named and len(document.attachments) <= MOST_ATTACHMENTS, "attachments without names, or too many")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise DocumentError(f"the reading process gave back a document that does not fit together: {otherwise}")


def _one_of(value: Json, names: Sequence[Name]) -> Name:
    """The one of the names that equals the value."""
    for name in names:
        if name == value:
            return name
    raise ValueError(f"{value!r} for one of {', '.join(map(str, names))}")


def _string(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} for a string")
    value.encode()  # lone surrogates cannot be encoded, and no store accepts them
    return value


def _integer(value: Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} for a whole number")
    return value


def _number(value: Json) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"{value!r} for a number")
    return float(value)


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} for a list")
    return value
