"""The source behind a citation: the clause with its words marked, and the page that it stands on."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from pincite.answering.citing import pin_cite, short_name
from pincite.catalogue.entry import Entry
from pincite.documents.document import Document, page_at
from pincite.errors import DocumentError
from pincite.session import Session
from pincite.session.lists_left import place_on_record
from pincite.session.reading import OpenedDocument, as_amended, open_document
from pincite.session.refusals import refusals_recorded
from pincite.session.showing import Part, Place, ShownCitation, draw_page, show_citation
from pincite.session.under_way import said_so_far
from pincite.views.sheet import sheet_of
from pincite.views.shown import shown_of
from pincite.views.source import around, paragraphs
from pincite.views.within import LONGEST_SOUGHT, MOST_FOUND, OutlineEntry, find_within, outline_of
from pincite.web.library import file_of
from pincite.web.pages import FRAGMENT, PAGES
from pincite.web.places import DRAWING
from pincite.web.server import Running, Server, SignedIn, Visitor

router = APIRouter(include_in_schema=False)

MOST_PAGES = 1_000_000
"""The highest number of a page that an address may have."""

PageNumber = Annotated[int, Path(ge=1, le=MOST_PAGES)]
RecordOfPage = Annotated[str, Query(max_length=32)]


def source_view(shown: ShownCitation, cite: str, part: Part) -> dict[str, object]:
    """What a template shows of a citation's source: the part that was asked for, as text or as a page."""
    cited, content, place = shown.cited, shown.content, shown.place
    view = shown_of(cited.entry.document, cited.version, content, cited.start, cited.end, shown.cautions)
    base = f"/sources/{cite}"
    return {
        "cite": cite,
        "document": cited.entry.document,
        "name": short_name(cited.entry.path, content.title, content.facts),
        "pin": pin_cite(cited.entry.path, content.title, view.section, view.page, view.page_label or "", content.facts),
        "note": view.note or "",
        "is_current": cited.is_current,
        "outline": _entries(content, base, is_page=place.page is not None),
        "views": _views(content, base, part, place),
        "search": _search(base, part.find, place.found, place.hit, page=place.page),
        **_looked_at(content, (cited.start, cited.end), place, f"{base}/pages", shown.record),
        **_turning(content, place.page, base, part.find),
    }


def _looked_at(
    content: Document, cited: tuple[int, int] | None, place: Place, pictures: str, record: str
) -> dict[str, object]:
    """The part itself: a page with what is marked on it, or paragraphs of the text."""
    if place.page is not None:
        sheet = sheet_of(content, place.page, cited, place.found)
        is_cited_page = cited is not None and page_at(content.pages, cited[0]) == place.page
        return {
            "sheet": sheet,
            "hit": place.hit,
            "picture": f"{pictures}/{place.page}.png?{urlencode({'shown': record})}",
            "is_inexact": is_cited_page and all(mark.found is not None for mark in sheet.marks),
            "begins": content.pages[place.page - 1].start,
        }
    first, last = around(content, place.start, place.end)
    found = paragraphs(content, first, last, cited, place.found)
    begins = next((one.start for one in reversed(found) if one.start <= place.start), first)
    return {
        "sheet": None,
        "here": begins if cited is not None and place.start != cited[0] and not place.found else None,
        "hit": place.hit if place.found else None,
        "is_inexact": cited == (place.start, place.end) and not any(w.is_cited for one in found for w in one.words),
        "begins": begins,
        "is_cut_before": first > 0,
        "is_cut_after": last < len(content.text),
        "paragraphs": found,
    }


def _entries(content: Document, base: str, *, is_page: bool) -> list[tuple[OutlineEntry, str]]:
    """The outline of a document, each entry with the address of its place."""
    return [
        (one, _address(base, view="page", page=one.page) if is_page else _address(base, at=one.start))
        for one in outline_of(content)
    ]


def _views(content: Document, base: str, part: Part, place: Place) -> list[tuple[str, str, bool]]:
    """The ways in which a document can be shown: their names, addresses, and whether it is shown so."""
    if not content.pages:
        return []
    is_page = place.page is not None
    kept = {"find": part.find, "hit": place.hit if place.found else None}
    return [
        ("Text", _address(base, view="text", **kept), not is_page),
        ("Page", _address(base, view="page", **kept), is_page),
    ]


def _search(
    base: str, find: str, found: Sequence[tuple[int, int]], hit: int, *, page: int | None = None
) -> dict[str, object]:
    """What a search within the document found, and where its next and its previous place are."""
    view = "page" if page is not None else "text"
    steps = {
        name: _address(base, view=view, find=find, hit=(hit + step) % len(found)) if found else ""
        for name, step in (("next", 1), ("previous", -1))
    }
    return {"base": base, "view": view, "find": find, "count": len(found), "most": MOST_FOUND, "hit": hit, **steps}


def _turning(content: Document, page: int | None, base: str, find: str) -> dict[str, object]:
    """The addresses of the pages before and after; empty where there is none."""
    if page is None:
        return {"page_before": "", "page_after": "", "turn_to": ""}
    before, after = (
        _address(base, view="page", page=number, find=find) if 1 <= number <= len(content.pages) else ""
        for number in (page - 1, page + 1)
    )
    return {"page_before": before, "page_after": after, "turn_to": base}


def _address(base: str, **values: object) -> str:
    return f"{base}?{urlencode({name: value for name, value in values.items() if value not in (None, '')})}"


async def recorded_place(server: Server, visitor: Visitor, cite: str) -> str:
    """Where the record has a sentence of a page: one of a reply under way has a record of its own until then."""
    identity, _, number = cite.rpartition(".")
    pending = await asyncio.to_thread(server.store.pending, identity, visitor.user)
    if pending is None:
        return await place_on_record(visitor.session, cite)
    said, _ = await said_so_far(visitor.session, identity, pending.since)
    return next((one.place for one in said[: pending.released] if str(one.number) == number), cite)


async def part_asked(
    view: Literal["text", "page"] | None = None,
    page: Annotated[int | None, Query(ge=1, le=MOST_PAGES)] = None,
    at: Annotated[int | None, Query(ge=0, le=10**12)] = None,
    find: Annotated[str, Query(max_length=LONGEST_SOUGHT)] = "",
    hit: Annotated[int | None, Query(ge=0, le=MOST_FOUND)] = None,
) -> Part:
    """The part of a document that an address asks for."""
    return Part(at=at, find=find.strip(), hit=hit, is_page=view == "page", page=page)


PartAsked = Annotated[Part, Depends(part_asked)]


@router.get("/sources/{cite}", name="source")
async def source(request: Request, server: Running, visitor: SignedIn, cite: str, part: PartAsked) -> Response:
    """The source of a citation, as a page or as the part of one that stands beside an answer."""
    async with refusals_recorded(visitor.session, "page show"):
        shown = await show_citation(visitor.session, await recorded_place(server, visitor, cite), part=part)
    view = await asyncio.to_thread(source_view, shown, cite, part)
    template = "source_part.html" if FRAGMENT in request.headers else "source.html"
    response = PAGES.page(template, visitor, source=view)
    response.headers["vary"] = FRAGMENT
    return response


@router.get("/sources/{cite}/pages/{number}.png", name="source_page")
async def source_page(
    server: Running, visitor: SignedIn, cite: str, number: PageNumber, shown: RecordOfPage = ""
) -> Response:
    """A page of a citation's document as a picture; `shown` is the record which says that the page was shown."""
    async with DRAWING.turn(visitor.user), refusals_recorded(visitor.session, "page show"):
        place = await recorded_place(server, visitor, cite)
        return _picture(await draw_page(visitor.session, place, number, shown=shown))


@router.get("/documents/{document}/pages/{number}.png", name="document_page_picture")
async def document_picture(visitor: SignedIn, document: str, number: PageNumber, shown: RecordOfPage = "") -> Response:
    """A page of a document as a picture."""
    async with DRAWING.turn(visitor.user), refusals_recorded(visitor.session, "page document"):
        return _picture(await draw_page(visitor.session, document, number, shown=shown))


def _picture(png: bytes) -> Response:
    return Response(png, media_type="image/png")


async def _amendments(session: Session, entry: Entry) -> tuple[Entry, ...]:
    """The amendments of an agreement; none for a document that is one itself."""
    try:
        found = await as_amended(session, entry)
    except DocumentError:
        return ()
    return found.standing.sources[1:] if found is not None else ()


@router.get("/documents/{document}", name="document")
async def document(visitor: SignedIn, document: str, part: PartAsked) -> Response:
    """A document, whole, with its outline and what is searched for in it."""
    async with refusals_recorded(visitor.session, "page document"):
        opened = await open_document(visitor.session, document, "page document", find=part.find)
        amendments = await _amendments(visitor.session, opened.entry)
    return await asyncio.to_thread(_whole, visitor, opened, amendments, part)


def _whole(visitor: Visitor, opened: OpenedDocument, amendments: Sequence[Entry], part: Part) -> Response:
    entry, content = opened.entry, opened.content
    found = find_within(content, part.find)
    search = _search(f"/documents/{entry.document}", part.find, found, (part.hit or 0) % max(1, len(found)))
    search |= {name: f"{search[name]}#found" for name in ("next", "previous") if found}
    return PAGES.page(
        "document.html",
        visitor,
        entry=entry,
        name=short_name(entry.path, content.title, content.facts),
        file=file_of(entry),
        outline=[(one, f"#at-{one.start}") for one in outline_of(content)],
        amendments=[(one, short_name(one.path, one.title, one.facts)) for one in amendments],
        search=search,
        paragraphs=paragraphs(content, 0, len(content.text), found=found),
    )


@router.get("/documents/{document}/pages/{number}", name="document_page")
async def document_page(
    request: Request, visitor: SignedIn, document: str, number: PageNumber, part: PartAsked
) -> Response:
    """One page of a document, drawn, with what is searched for marked on it: a search leads to the first such page."""
    async with refusals_recorded(visitor.session, "page document"):
        opened = await open_document(visitor.session, document, "page document", page=number, find=part.find)
    if part.find and "hit" not in request.query_params:
        found = await asyncio.to_thread(find_within, opened.content, part.find)
        pages = [page_at(opened.content.pages, start) or 1 for start, _ in found]
        hit = next((place for place, page in enumerate(pages) if page >= number), 0)
        if pages and pages[hit] != number:
            base = f"/documents/{opened.entry.document}/pages"
            return RedirectResponse(_address(f"{base}/{pages[hit]}", find=part.find, hit=hit), HTTPStatus.SEE_OTHER)
    return await asyncio.to_thread(_one_page, visitor, opened, number, part)


def _one_page(visitor: Visitor, opened: OpenedDocument, number: int, part: Part) -> Response:
    content, base = opened.content, f"/documents/{opened.entry.document}/pages"
    found = find_within(content, part.find)
    pages = [page_at(content.pages, start) or 1 for start, _ in found]
    near = next((place for place, page in enumerate(pages) if page >= number), 0)
    hit = near if part.hit is None or part.hit >= len(found) or pages[part.hit] != number else part.hit
    place = Place(0, 0, number, found, hit)
    search = _search(f"{base}/{number}", part.find, found, hit, page=number)
    for name, step in (("next", 1), ("previous", -1)):
        to = (hit + step) % len(found) if found else 0
        search[name] = _address(f"{base}/{pages[to]}", find=part.find, hit=to) if found else ""
    view = {
        "search": search,
        **_looked_at(content, None, place, base, opened.record),
        "page_before": _address(f"{base}/{number - 1}", find=part.find, hit=hit) if number > 1 else "",
        "page_after": _address(f"{base}/{number + 1}", find=part.find, hit=hit) if number < len(content.pages) else "",
        "turn_to": "",
    }
    outline = [(one, f"{base}/{one.page}") for one in outline_of(content)]
    name = short_name(opened.entry.path, content.title, content.facts)
    return PAGES.page("document_page.html", visitor, entry=opened.entry, name=name, outline=outline, source=view)
