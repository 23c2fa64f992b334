"""The source behind a citation: the clause with its words marked, and the page that it stands on."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from pincite.answering.citing import pin_cite, short_name
from pincite.catalogue.entry import Entry
from pincite.errors import DocumentError
from pincite.session import Session
from pincite.session.reading import as_amended, open_document
from pincite.session.refusals import refusals_recorded
from pincite.session.showing import ShownCitation, show_citation
from pincite.session.turns import said_so_far
from pincite.views.shown import shown_of
from pincite.views.source import around, paragraphs
from pincite.web.pages import FRAGMENT, PAGES
from pincite.web.server import Running, Server, SignedIn, Visitor

router = APIRouter(include_in_schema=False)


def source_view(shown: ShownCitation, cite: str, *, is_page: bool = False) -> dict[str, object]:
    """What a template shows of a citation's source: its text, or with `is_page` pictures of its pages if it has any."""
    cited, content = shown.cited, shown.content
    view = shown_of(cited.entry.document, cited.version, content, cited.start, cited.end, shown.cautions)
    first, last = around(content, cited.start, cited.end)
    found = paragraphs(content, first, last, (cited.start, cited.end))
    begins = next((one.start for one in found if any(words.is_cited for words in one.words)), first)
    return {
        "cite": cite,
        "document": cited.entry.document,
        "name": short_name(cited.entry.path, content.title),
        "pin": pin_cite(cited.entry.path, content.title, view.section, view.page, view.page_label or ""),
        "note": view.note or "",
        "is_current": cited.is_current,
        "begins": begins,
        "is_page": is_page and bool(content.pages),
        "has_pages": bool(content.pages),
        "is_cut_before": first > 0,
        "is_cut_after": last < len(content.text),
        "paragraphs": found,
    }


async def recorded_place(server: Server, visitor: Visitor, cite: str) -> str:
    """Where the record has a sentence of a page: one of a reply under way has a record of its own until then."""
    identity, _, number = cite.rpartition(".")
    pending = await asyncio.to_thread(server.store.pending, identity, visitor.user)
    if pending is None:
        return cite
    said, _ = await said_so_far(visitor.session, identity, pending.since)
    return next((one.place for one in said[: pending.released] if str(one.number) == number), cite)


@router.get("/sources/{cite}", name="source")
async def source(
    request: Request, server: Running, visitor: SignedIn, cite: str, view: Literal["text", "page"] = "text"
) -> Response:
    """The source of a citation, as a page or as the part of one that stands beside an answer."""
    async with refusals_recorded(visitor.session, "page show"):
        shown = await show_citation(visitor.session, await recorded_place(server, visitor, cite))
    template = "source_part.html" if FRAGMENT in request.headers else "source.html"
    response = PAGES.page(template, visitor, source=source_view(shown, cite, is_page=view == "page"))
    response.headers["vary"] = FRAGMENT
    return response


@router.get("/sources/{cite}/page.png", name="source_page")
async def source_page(
    server: Running, visitor: SignedIn, cite: str, place: Annotated[int, Query(ge=0)] = 0
) -> Response:
    """The page that the cited words stand on, with those marked; if they go over the end of one, the `place`th.

    Raises:
        DocumentError: there is no such page.
    """
    async with refusals_recorded(visitor.session, "page show"):
        shown = await show_citation(visitor.session, await recorded_place(server, visitor, cite), draw=True)
    if place >= len(shown.pictures):
        raise DocumentError(f"the cited words stand on {len(shown.pictures)} pages; ask for one of these")
    return Response(shown.pictures[place], media_type="image/png")


async def _amendments(session: Session, entry: Entry) -> tuple[Entry, ...]:
    """The amendments of an agreement; none for a document that is one itself."""
    try:
        found = await as_amended(session, entry)
    except DocumentError:
        return ()
    return found.standing.sources[1:] if found is not None else ()


@router.get("/documents/{document}", name="document")
async def document(visitor: SignedIn, document: str) -> Response:
    """A document, whole, with its outline."""
    async with refusals_recorded(visitor.session, "page document"):
        opened = await open_document(visitor.session, document, "page document")
        amendments = await _amendments(visitor.session, opened.entry)
    entry, content = opened.entry, opened.content
    return PAGES.page(
        "document.html",
        visitor,
        entry=entry,
        amendments=[(one, short_name(one.path, one.title)) for one in amendments],
        name=short_name(entry.path, content.title),
        outline=[clause for clause in content.clauses if clause.level <= 1 and (clause.number or clause.heading)],
        paragraphs=paragraphs(content, 0, len(content.text)),
    )
