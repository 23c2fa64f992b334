"""Shows what a citation stands for: its words, and the pages that have them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pincite.answering.doubting import CAUTION, is_doubtful
from pincite.answering.restating import changes_told
from pincite.audit.event import Json
from pincite.audit.parts import list_in
from pincite.catalogue.amending import Amendments, StandingAgreement
from pincite.catalogue.entry import Entry
from pincite.documents.document import Document, page_at
from pincite.documents.glyphs import boxes
from pincite.documents.regions import HIDDEN_TEXT, as_shown, label, pieces_read
from pincite.documents.span import DocumentId, Span, VersionId
from pincite.errors import CitationError, DocumentError, NotVisible, Remedy
from pincite.sandbox.reader import FileReader
from pincite.session.drawing import SCALE, Drawable, draw, original_to_draw
from pincite.session.reading import require_page, version_of
from pincite.session.records import readable
from pincite.threads import on_thread
from pincite.views.within import find_within

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.documents.document import Box
    from pincite.session.session import Session

SPAN = re.compile(r"(?P<document>.+):(?P<start>\d{1,12})-(?P<end>\d{1,12})")
RECORDED = re.compile(r"(?P<record>\w{1,32})\.(?P<number>\d{1,4})")


@dataclass(frozen=True, slots=True)
class Cited:
    """Characters of one version of a document; `is_doubtful` if they may have been planted there.

    `within` is the clause in which a sentence of a refusal is scanned before it is shown; None if that was done.
    """

    entry: Entry
    version: VersionId
    start: int
    end: int
    is_doubtful: bool = False
    within: tuple[int, int] | None = None

    @property
    def is_current(self) -> bool:
        """False when the document has changed, or been read anew, since it was cited."""
        return self.version == self.entry.version


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a citation's document that is asked for; by itself the clause around the cited words.

    `at` is a character that it is wanted around instead, and `find` are words that are searched for in the document, of
    which the place number `hit` (from 0) is wanted; None for the one nearest to where the reader is. With `is_page` it
    is one page: number `page`, or else the one with these words.
    """

    at: int | None = None
    find: str = ""
    hit: int | None = None
    is_page: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part is: what of the text it is about, the number of the page if it is one, and what was found."""

    start: int
    end: int
    page: int | None = None
    found: tuple[tuple[int, int], ...] = ()
    hit: int = 0


@dataclass(frozen=True, slots=True)
class ShownCitation:
    """What a citation stands for, and what its reader must know of it: doubts, struck words, amendments.

    `place` is the part of the document that was asked for, `record` the id of the record which says that it was shown.
    `pictures` are the pages that the words stand on, as PNG with the words marked, where pictures were asked for.
    """

    cited: Cited
    content: Document
    cautions: tuple[str, ...]
    place: Place
    record: str
    pictures: tuple[bytes, ...] = ()


WHERE_CITED = Part()


async def show_citation(
    session: "Session", citation: str, *, draw: bool = False, part: Part = WHERE_CITED
) -> ShownCitation:
    """What a citation stands for, once the record says that it was shown, with which part of its document.

    `citation` is RECORD.N, the Nth statement of a recorded answer (of a refusal: the sentence of the Nth passage), or
    DOC:START-END. With `draw`, the pages are drawn as well, by the process that reads documents; what cannot be drawn
    was not shown, and leaves no record.

    Raises:
        CitationError: it is not a citation, or names nothing.
        NotVisible: the record or the document does not exist or may not be seen.
        DocumentError: there are no pages to draw, or the words stand nowhere on them.
        ModelError: the scanner's model cannot be read.
        AccessError: part of it was closed meanwhile.
        RecordError: the record cannot be written; then nothing is shown.
    """
    scope, cited, content = await on_thread(_cited, session, citation)
    if not 0 <= cited.start < cited.end <= len(content.text):
        raise CitationError(
            f"characters {cited.start} to {cited.end} are not in {cited.entry.document}, "
            f"which has {len(content.text):,}; give a start and an end within them"
        )
    cited = await _looked_at(session, cited, content)
    place = await on_thread(_place, cited, content, part)
    pictures = await _drawn(session, cited, content) if draw else ()
    standing = await on_thread(_standing, session, cited, scope)
    amendments = [one for one in standing.sources if one.document != cited.entry.document] if standing else []
    said: dict[str, Json] = {
        "document": cited.entry.document,
        "version": cited.version,
        "start": cited.start,
        "end": cited.end,
        **_part_shown(part, place),
    }
    if amendments:
        said["documents"] = [{"document": one.document, "version": one.version} for one in amendments]
    matters = {cited.entry.matter, *(one.matter for one in amendments)}
    record = await session.record("read", {"what": "show"}, said, matters)
    cautions = await on_thread(_cautions, session, cited, content, standing)
    named = {cited.entry.document, *(one.document for one in amendments)}
    await on_thread(session.require_open, scope, named, record)
    return ShownCitation(cited, content, cautions, place, record.id, pictures)


def _place(cited: Cited, content: Document, part: Part) -> Place:
    """Where the part is that is asked for.

    Raises:
        DocumentError: the document has no such page.
    """
    found = find_within(content, part.find)
    start, end = cited.start, cited.end
    hit = nearest(found, start if part.at is None else part.at) if part.hit is None else part.hit % max(1, len(found))
    if found:
        start, end = found[hit]
    elif part.at is not None:
        start = max(0, min(part.at, len(content.text) - 1))
        end = start + 1
    if not part.is_page or not content.pages:
        return Place(start, end, None, found, hit)
    page = part.page
    if page is None:
        first = next(iter(boxes(content.glyphs, content.pages, start, end)), None) if content.glyphs else None
        page = first.page if first is not None else page_at(content.pages, start) or 1
    return Place(start, end, require_page(content, page), found, hit)


def nearest(found: Sequence[tuple[int, int]], at: int) -> int:
    """Which of some places is nearest to a character, the first of equally near ones; 0 if there is none.

    >>> nearest([(10, 14), (480, 484), (900, 904)], 500), nearest([], 500)
    (1, 0)
    """
    return min(range(len(found)), key=lambda place: abs(found[place][0] - at), default=0)


def _part_shown(part: Part, place: Place) -> dict[str, Json]:
    """What the record says of the part that was shown, if it is not the clause around the cited words."""
    shown: dict[str, Json] = {}
    if place.page is not None:
        shown["page"] = place.page
    elif place.found or part.at is not None:
        shown["at"] = place.start
    return {**shown, "find": part.find} if part.find else shown


async def draw_page(session: "Session", citation: str, number: int, *, shown: str = "") -> bytes:
    """Page `number` of the document of a citation as a PNG without marks; `citation` may be a document's id as well.

    `shown` is the record that says that the user was shown this page just now: then the picture needs no other. For any
    other picture there is one, once it is drawn.

    Raises:
        CitationError, NotVisible: there is nothing that may be seen.
        DocumentError: there is no such page, or it cannot be drawn.
        AccessError: it was closed meanwhile.
        RecordError: the record cannot be written; then nothing is shown.
    """
    return await draw(session, await on_thread(_to_draw, session, citation), number, shown=shown)


def _to_draw(session: "Session", citation: str) -> Drawable:
    scope, catalogue = session.scope(), session.firm.catalogue
    if SPAN.fullmatch(citation) or RECORDED.fullmatch(citation):
        cited = place_named(session, citation, scope)
        entry, version = cited.entry, cited.version
    else:
        entry = catalogue.named(citation, scope)
        version = version_of(entry)
    return Drawable(scope, entry, version, catalogue.content(version))


def _cited(session: "Session", citation: str) -> "tuple[Scope, Cited, Document]":
    """What the user may see, what a citation names of it, and the words that it is in."""
    scope = session.scope()
    cited = place_named(session, citation, scope)
    return scope, cited, session.firm.catalogue.content(cited.version)


def _standing(session: "Session", cited: Cited, scope: "Scope") -> StandingAgreement | None:
    """The document with its visible amendments applied; None if it has none, or if an earlier version is cited."""
    if not cited.is_current:
        return None
    return Amendments(session.firm.catalogue, scope, session.now().date()).of(cited.entry)


def _cautions(
    session: "Session", cited: Cited, content: Document, standing: StandingAgreement | None
) -> tuple[str, ...]:
    """What a reader must know about the cited words: whether they were doubted, what is struck or amended of them."""
    struck = [
        f"{label(region)}: “{' '.join(words.split())}”"
        for region in content.regions
        if region.kind == "deleted" and cited.start < region.start < cited.end
        if (words := as_shown(content, region.start, min(region.end, cited.end), HIDDEN_TEXT)).strip()
    ]
    span = Span(cited.entry.document, cited.version, cited.start, cited.end)
    amended = changes_told(span, standing, session.firm.catalogue.content) if standing else ()
    doubted = (f"the cited words {CAUTION}",) if cited.is_doubtful else ()
    return (*doubted, *struck, *amended)


def place_named(session: "Session", citation: str, scope: "Scope") -> Cited:
    """The characters that a citation names, which may lie beyond the end of the text.

    Raises:
        CitationError, NotVisible: see `show_citation`.
    """
    if span := SPAN.fullmatch(citation):
        entry = session.firm.catalogue.named(span["document"], scope)
        return Cited(entry, version_of(entry), int(span["start"]), int(span["end"]))
    recorded = RECORDED.fullmatch(citation)
    if recorded is None:
        raise CitationError(
            f"{citation!r} is no citation; give RECORD.N (for example 12.1) or DOC:START-END",
            remedy=Remedy("to read a whole document: pincite text DOC", "to read a whole document: text(document)"),
        )
    seen = readable(session, recorded["record"], scope)
    if seen.without:
        raise NotVisible(f"record {seen.entry.seq} cannot be shown: {seen.without}")
    record = seen.entry
    statements = record.content.get("statements") if record.content else None
    number = int(recorded["number"])
    if record.content and record.kind in ("refusal", "failure") and not statements:
        return _closest(session, recorded["record"], number, record.content, scope)
    if not isinstance(statements, list) or not 1 <= number <= len(statements):
        raise CitationError(
            f"record {recorded['record']} is of the kind {record.kind!r} and has no statement {number}",
            remedy=Remedy("give the number that ask printed below the quote", "give the number of a statement, from 1"),
        )
    match statements[number - 1]:
        case {
            "citations": [
                {"document": str(document), "version": str(version), "start": int(start), "end": int(end)},
                *_,
            ],
            **rest,
        }:
            # The record may be older than today's rules: what was shown then is shown again only if it may be seen now.
            entry = session.firm.catalogue.visible(DocumentId(document), scope)
            return Cited(entry, VersionId(version), start, end, is_doubtful=rest.get("doubtful") is True)
    raise NotVisible(f"record {recorded['record']} has no statement {number} that cites anything")


def _closest(session: "Session", record: str, number: int, content: Mapping[str, Json], scope: "Scope") -> Cited:
    """The best sentence of a passage that a refusal shows, by the passage's number; all of it where it has none.

    Raises:
        NotVisible, CitationError: there is no such passage, or it may not be seen.
    """
    passages = content.get("passages")
    for passage in list_in(passages):
        match passage:
            case {"label": int(place), "document": str(document), "version": str(version), **rest} if place == number:
                entry = session.firm.catalogue.visible(DocumentId(document), scope)
                match rest:
                    case {"closest": [int(start), int(end)]} | {"start": int(start), "end": int(end)}:
                        doubtful = rest.get("doubtful") is True
                        return Cited(entry, VersionId(version), start, end, doubtful, _within(rest.get("within")))
    raise CitationError(
        f"record {record} is a refusal and has no passage {number}",
        remedy=Remedy("give a number that ask printed below a sentence", "give the label of one of its passages"),
    )


def _within(recorded: object) -> tuple[int, int] | None:
    match recorded:
        case [int(first), int(last)]:
            return first, last
    return None


async def _looked_at(session: "Session", cited: Cited, content: Document) -> Cited:
    """The same with what a scanner makes of a sentence that nobody has looked at yet.

    Raises:
        ModelError: the scanner's model cannot be read.
    """
    if cited.within is None:
        return cited
    doubtful = await is_doubtful(content, cited.start, cited.end, cited.within, session.firm.scanner)
    return replace(cited, is_doubtful=doubtful, within=None)


async def _drawn(session: "Session", cited: Cited, content: Document) -> tuple[bytes, ...]:
    """Each page that the cited words stand on as a PNG, the words highlighted.

    Raises:
        DocumentError: there are no pages to draw, or the words stand nowhere on them.
    """
    original = await original_to_draw(session, cited.entry, cited.version, content)
    marked: Sequence[Box] = [
        box
        for start, end in pieces_read(content, cited.start, cited.end)
        for box in boxes(content.glyphs, content.pages, start, end)
    ]
    if not marked:
        raise DocumentError(
            f"characters {cited.start} to {cited.end} of {cited.entry.document} stand nowhere on its pages; "
            "leave out -o to read them"
        )
    async with FileReader() as reader:
        pages = sorted({box.page for box in marked})
        return tuple(
            [await reader.draw(original, page, [box for box in marked if box.page == page], SCALE) for page in pages]
        )
