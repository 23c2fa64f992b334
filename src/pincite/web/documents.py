"""What can be done with a document besides reading it: its facts and versions, its file, moving and removing it."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from pincite.documents.document import FactKind
from pincite.errors import AwaitsSecond, BusyError, DocumentError, DocumentsBusy
from pincite.session.beginning import matters_to_add_to
from pincite.session.browsing import values_of
from pincite.session.done import done_by, newest_done
from pincite.session.labelling import label_documents
from pincite.session.moving import move_documents
from pincite.session.reading import as_amended, open_document
from pincite.session.refusals import refusals_recorded
from pincite.session.removing import erase_documents, remove_documents
from pincite.session.versions import about_document, original_of
from pincite.structure.amending.marked import marked
from pincite.views.amended import shown_pieces
from pincite.views.days import day_of
from pincite.views.wording import counted
from pincite.web.library import called, row_of, rows_of
from pincite.web.pages import PAGES
from pincite.web.places import AMENDING
from pincite.web.server import SignedIn, Visitor
from pincite.web.signing import LONGEST_FIELD, Field, require_token

router = APIRouter(include_in_schema=False)

PATIENCE_SECONDS, TRIED_EVERY = 20.0, 0.25
"""How long a move waits for files that are being read; the process that reads lets go after each portion."""

Number = Annotated[int, Query(ge=1, le=100_000)]

Given = TypeVar("Given")


@router.get("/documents/{document}/about", name="about_document")
async def about(visitor: SignedIn, document: str, done: Annotated[str, Query(max_length=40)] = "") -> Response:
    """What a document states of itself, its versions, what is like it, and what can be done with it.

    `done` is the record of what its reader did with it just now.
    """
    async with refusals_recorded(visitor.session, "page about"):
        found = await about_document(visitor.session, document)
    matters = await asyncio.to_thread(matters_to_add_to, visitor.session)
    session = visitor.session
    powers = await asyncio.to_thread(lambda: {one for one in ("move", "remove") if session.may(one)})
    facts = [
        (title, [*map(in_words, values[:MOST_VALUES]), *([f"and {len(values) - MOST_VALUES} more"] * more)])
        for title, kind in FACTS
        if (values := values_of(found.entry, kind))
        for more in [len(values) > MOST_VALUES]
    ]
    return PAGES.page(
        "about.html",
        visitor,
        about=found,
        row=row_of(found.entry),
        facts=facts,
        near=[(row_of(one), likeness) for one, likeness in found.near],
        inside=rows_of(found.inside),
        parent=row_of(found.parent) if found.parent is not None else None,
        matters=[one for one in matters if one != found.entry.matter] if "move" in powers else [],
        may_label="move" in powers,
        may_remove="remove" in powers,
        done=await done_by(visitor.session, done),
    )


FACTS: tuple[tuple[str, FactKind], ...] = (
    ("Kind", "type"),
    ("Parties", "party"),
    ("From", "sender"),
    ("To", "recipient"),
    ("Subject", "subject"),
    ("Date", "date"),
    ("Effective", "effective_date"),
    ("Ends", "expiration_date"),
    ("Term", "term"),
    ("Governing law", "governing_law"),
    ("Amounts", "amount"),
    ("Amends", "amends"),
)
"""The facts of a document as a page names them, in its order."""

MOST_VALUES = 12
"""Values of one kind of fact that a page lists."""

UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}


def in_words(value: str) -> str:
    """The value of a fact as people write it.

    >>> in_words("2024-03-01"), in_words("P6M"), in_words("USD 1500000"), in_words("Acme Ltd")
    ('1 Mar 2024', '6 months', 'USD 1,500,000', 'Acme Ltd')
    """
    if found := re.fullmatch(r"P(\d{1,4})([YMWD])", value):
        return counted(int(found[1]), UNITS[found[2]])
    if found := re.fullmatch(r"([A-Z]{3}) (\d{1,15})(\.\d+)?", value):
        return f"{found[1]} {int(found[2]):,}{found[3] or ''}"
    return day_of(value)


@router.get("/documents/{document}/original", name="original")
async def original(visitor: SignedIn, document: str, version: Number | None = None) -> Response:
    """The file of a document, as it was read."""
    async with refusals_recorded(visitor.session, "page original"):
        found = await original_of(visitor.session, document, version)
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(found.name)}"}
    return Response(found.content, media_type="application/octet-stream", headers=headers)


@router.get("/documents/{document}/as-amended", name="as_amended")
async def amended(visitor: SignedIn, document: str) -> Response:
    """An agreement as it reads with its amendments carried out."""
    async with AMENDING.turn(visitor.user):
        async with refusals_recorded(visitor.session, "page as amended"):
            opened = await open_document(visitor.session, document, "page as amended")
            found = await as_amended(visitor.session, opened.entry)
        if found is None:
            raise DocumentError("no amendment of this document is open to you; it reads as it stands")
        shown = await asyncio.to_thread(marked, found.standing.made, found.contents, found.standing.names)
        pieces = await asyncio.to_thread(list, shown_pieces(shown, found.contents[0]))
        sources = [(one, called(one)[0]) for one in found.standing.sources]
        return PAGES.page(
            "as_amended.html", visitor, row=row_of(opened.entry), shown=shown, pieces=pieces, sources=sources
        )


@router.post("/documents/{document}/move")
async def move(visitor: SignedIn, document: str, matter: Field, form_token: Field) -> Response:
    """Put a document under another matter."""
    require_token(visitor, form_token)
    try:
        await _alone(visitor, "page move", lambda: move_documents(visitor.session, [document], matter))
    except AwaitsSecond as error:
        return _waiting(visitor, error)
    return await _done(visitor, document)


@router.post("/documents/{document}/labels")
async def label(
    visitor: SignedIn,
    document: str,
    form_token: Field,
    labels: Annotated[str, Form(max_length=LONGEST_FIELD)] = "",
) -> Response:
    """Give a document these labels, with commas between them, and no others."""
    require_token(visitor, form_token)
    given = labels_in(labels)
    try:
        await _alone(visitor, "page label", lambda: label_documents(visitor.session, [document], given))
    except AwaitsSecond as error:
        return _waiting(visitor, error)
    return await _done(visitor, document)


def labels_in(text: str) -> list[str]:
    """Labels that somebody typed, with commas between them.

    >>> labels_in("privileged, , draft")
    ['privileged', 'draft']
    """
    return [label for label in (each.strip() for each in text.split(",")) if label]


async def _done(visitor: Visitor, document: str) -> Response:
    """Lead to what a document is about, or to the library if its reader may not see it now, and say what was done."""
    session = visitor.session
    record = await newest_done(session, document)
    page = f"/documents/{quote(document)}/about" if await asyncio.to_thread(session.is_open, [document]) else "/library"
    return RedirectResponse(f"{page}?done={record}", HTTPStatus.SEE_OTHER)


@router.post("/documents/{document}/remove")
async def remove(visitor: SignedIn, document: str, form_token: Field) -> Response:
    """Take a document out of the library."""
    require_token(visitor, form_token)
    await _alone(visitor, "page remove", lambda: remove_documents(visitor.session, [document]))
    record = await newest_done(visitor.session, document)
    return RedirectResponse(f"/library?done={record}", HTTPStatus.SEE_OTHER)


@router.post("/documents/{document}/erase")
async def erase(visitor: SignedIn, document: str, form_token: Field, reason: Field = "", sure: Field = "") -> Response:
    """Say what would be erased for good; with a reason, once somebody is sure, erase it."""
    require_token(visitor, form_token)
    why = reason.strip() if sure else ""
    try:
        made = await _alone(
            visitor, "page erase", lambda: erase_documents(visitor.session, [document], reason=why or None)
        )
    except AwaitsSecond as error:
        return _waiting(visitor, error)
    lacks = "Say why: the reason goes on the record." if sure and not why else ""
    return PAGES.page("erase.html", visitor, document=document, made=made, lacks=lacks)


def _waiting(visitor: Visitor, error: AwaitsSecond) -> Response:
    return PAGES.page("waits.html", visitor, HTTPStatus.ACCEPTED, sentence=error.failed, request=error.request)


async def _alone(visitor: Visitor, what: str, use: Callable[[], Awaitable[Given]]) -> Given:
    """Do what changes the documents, away from the loop, once nobody else does.

    Raises:
        BusyError: somebody else does for a long time.
        NotVisible: a document, or the matter, is none that may be seen.
    """

    async def done() -> Given:
        async with refusals_recorded(visitor.session, what):
            return await use()

    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return await asyncio.to_thread(lambda: asyncio.run(done()))
        except DocumentsBusy as error:
            if time.monotonic() > until:
                raise BusyError(
                    "documents are being added at the moment, so this was not done; try again soon"
                ) from error
            await asyncio.sleep(TRIED_EVERY)
