"""Matters, documents and the sources of citations, for programs."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from pincite.errors import DocumentError
from pincite.session.paging import Page, describe_document, page_of_documents, place_of_entry
from pincite.session.reading import matters_open, open_document
from pincite.session.refusals import refusals_recorded
from pincite.session.showing import ShownCitation, show_citation
from pincite.views.cursors import cursor_of
from pincite.views.document import Document, DocumentsPage, TextRange, documents_of
from pincite.views.matters import Matters
from pincite.views.outline import Outline
from pincite.views.shown import Surrounded, shown_of
from pincite.views.source import around
from pincite.web.api import schemas
from pincite.web.api.callers import Reader
from pincite.web.api.given import Cursor, Limit, given, place_in
from pincite.web.places import DRAWING

router = APIRouter(tags=["Documents"])

Name = Annotated[
    str,
    Path(
        max_length=300,
        description="The document's id, as lists, hits and citations have it.",
        examples=["lease-1f3c9a2b"],
    ),
]
Cite = Annotated[
    str,
    Path(
        max_length=400,
        description="`RECORD.N` for statement N of a reply (its `audit.seq` or `id`), or `DOCUMENT:START-END` for "
        "characters of a document.",
        examples=["12.1"],
    ),
]


@router.get("/matters", response_model=schemas.Matters, operation_id="matters")
async def matters(bearer: Reader) -> Response:
    """List the matters that the token reaches."""
    return given(Matters(await asyncio.to_thread(matters_open, bearer.session)))


@router.get("/documents", response_model=schemas.Documents, operation_id="documents")
async def documents(
    bearer: Reader,
    matter: Annotated[str | None, Query(max_length=300, description="Only documents of this matter.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """List the documents that the token reaches, by matter and path, some at a time."""
    after = place_in(cursor)
    async with refusals_recorded(bearer.session, "api documents"):
        page = await page_of_documents(bearer.session, matter, after, limit)
    last = None if page.is_last else cursor_of(place_of_entry(page.entries[-1]))
    return given(DocumentsPage(_views(page), last))


@router.get("/documents/{document}", response_model=schemas.Document, operation_id="document")
async def document(bearer: Reader, document: Name) -> Response:
    """Say what a document is, and what it states about itself."""
    async with refusals_recorded(bearer.session, "api document"):
        [view] = _views(await describe_document(bearer.session, document))
    return given(view)


@router.get("/documents/{document}/text", response_model=schemas.Text, operation_id="text")
async def text(
    bearer: Reader,
    document: Name,
    start: Annotated[int, Query(ge=0, le=2**53, description="The first character, from 0.")] = 0,
    end: Annotated[
        int | None, Query(ge=0, le=2**53, description="The character after the last; else all of it.")
    ] = None,
) -> Response:
    """Give a document's text, exactly, or the characters of it that a citation names."""
    async with refusals_recorded(bearer.session, "api text"):
        opened = await open_document(bearer.session, document, "api text")
    words = opened.content.text
    stop = len(words) if end is None else end
    if not start <= stop <= len(words):
        raise DocumentError(
            f"characters {start} to {stop} are not in {opened.entry.document}, which has {len(words):,}; give a start "
            "and an end within them"
        )
    return given(TextRange(opened.entry.document, start, stop, words[start:stop]))


@router.get("/documents/{document}/outline", response_model=schemas.Outline, operation_id="outline")
async def outline(bearer: Reader, document: Name) -> Response:
    """Give a document's sections and clauses, with their places and pages."""
    async with refusals_recorded(bearer.session, "api outline"):
        opened = await open_document(bearer.session, document, "api outline")
    return given(Outline(opened.entry.document, opened.content))


@router.get("/citations/{cite}", response_model=schemas.Source, operation_id="source")
async def source(bearer: Reader, cite: Cite) -> Response:
    """Give the words at a citation, with the clauses around them and what must be known of them."""
    return given(_surrounded(await _shown(bearer, cite)))


@router.get(
    "/citations/{cite}/page.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
    operation_id="page_picture",
)
async def page_picture(
    bearer: Reader,
    cite: Cite,
    place: Annotated[int, Query(ge=0, le=100, description="Which of the pages, if the words go over several.")] = 0,
) -> Response:
    """Draw the page that the cited words stand on, with those marked. Formats without pages have none."""
    async with DRAWING.turn(bearer.user):
        shown = await _shown(bearer, cite, draw=True)
    if place >= len(shown.pictures):
        raise DocumentError(f"the cited words stand on {len(shown.pictures)} pages; ask for one of these")
    return Response(shown.pictures[place], media_type="image/png")


async def _shown(bearer: Reader, cite: str, *, draw: bool = False) -> ShownCitation:
    async with refusals_recorded(bearer.session, "api citation"):
        return await show_citation(bearer.session, cite, draw=draw)


def _surrounded(shown: ShownCitation) -> Surrounded:
    cited, content = shown.cited, shown.content
    view = shown_of(cited.entry.document, cited.version, content, cited.start, cited.end, shown.cautions)
    first, last = around(content, cited.start, cited.end)
    return Surrounded(view, first, last, content.text[first:last])


def _views(page: Page) -> tuple[Document, ...]:
    return documents_of(page.entries, page.near, page.parents)
