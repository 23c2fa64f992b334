"""Sending files to a matter: whole folders, piece by piece, and what became of them.

A page with JavaScript sends each file in pieces and asks first where it stands, in the way of tus 1.0: an offset with
each piece, and the next one in the answer. What was broken off goes on where it was. Without JavaScript a form sends
the files at once.
"""

import asyncio
import re
from http import HTTPStatus
from itertools import groupby
from typing import Annotated, Final, TypedDict
from urllib.parse import unquote

from fastapi import APIRouter, Form, Header, Request
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Message

from pincite.documents.folder import LARGEST_FILE
from pincite.errors import DocumentError
from pincite.serving.deliveries import MOST_BYTES, MOST_FILES
from pincite.serving.delivery import Counted, Delivery, Upload
from pincite.serving.names import LONGEST_NAME, is_left_out
from pincite.serving.uploads import LONGEST_PIECE, OutOfStep
from pincite.session.beginning import matters_to_add_to
from pincite.session.delivering import became_of, untaken_recorded, would_become
from pincite.session.refusals import refusals_recorded, refusals_recorded_here
from pincite.web import sending
from pincite.web.documents import labels_in
from pincite.web.library import row_of
from pincite.web.pages import FRAGMENT, PAGES
from pincite.web.places import SENDING
from pincite.web.server import Running, Server, SignedIn, Visitor, visitor_of
from pincite.web.signing import LONGEST_FIELD, Field, require_token

router = APIRouter(include_in_schema=False)

MOST_AT_ONCE: Final = LARGEST_FILE
"""Bytes of a form without JavaScript, whose files are held on the disk twice."""

MOST_LISTED: Final = 200
"""Files of a page of failures."""

DOOR: Final = "page add"
"""What the record calls a use of these addresses that was refused."""

FIRST_FIELD: Final = re.compile(
    rb'--([^\r\n]{1,70})\r\ncontent-disposition: form-data; name="form_token"\r\n\r\n([\w-]{1,200})\r\n--\1',
    re.ASCII | re.IGNORECASE,
)
"""How the body of the form begins: with its token, as its page has it."""

LONGEST_FIRST: Final = 4096
"""Bytes in which the token has to have come."""

MOST_ASKED: Final = 900
"""Names of files of which a page asks at once what they would become; a form may have a thousand fields."""

MOST_NAMED: Final = 8
"""Documents that are named before files are sent; the page of the delivery names all."""

Token = Annotated[str, Header(alias="form-token", max_length=LONGEST_FIELD)]


@router.get("/library/add", name="add_documents")
async def form(visitor: SignedIn, matter: str = "") -> Response:
    """The form to send files with."""
    matters = await asyncio.to_thread(matters_to_add_to, visitor.session)
    return PAGES.page(
        "add.html",
        visitor,
        matters=matters,
        chosen=matter,
        most=MOST_AT_ONCE,
        largest=LARGEST_FILE,
        most_files=MOST_FILES,
        most_bytes=MOST_BYTES,
        administers=await asyncio.to_thread(visitor.session.may, "administer"),
    )


@router.post("/library/add/known")
async def known(
    visitor: SignedIn, matter: Field, form_token: Field, names: Annotated[list[str], Form(max_length=MOST_ASKED)]
) -> Response:
    """Which files of these names would or could be new versions, and which are not added again; a part of a page."""
    require_token(visitor, form_token)
    clean = [name for name in names if len(name) <= LONGEST_NAME and not is_left_out(name)]
    async with refusals_recorded(visitor.session, DOOR):
        found = await would_become(visitor.session, matter, clean)
    versions, moved = (
        [(row_of(one.entry), one) for one in found.became if one.what == what] for what in ("version", "moved")
    )
    alike = {
        name: [(row_of(one.entry), one) for one in those]
        for name, those in groupby(found.alike, key=lambda one: one.name)
    }
    return PAGES.page("known.html", visitor, versions=versions, moved=moved, alike=alike, most=MOST_NAMED)


@router.post("/deliveries")
def begin(
    server: Running, visitor: SignedIn, matter: Field, form_token: Field, labels: Annotated[str, Form()] = ""
) -> Response:
    """Begin a delivery; its files come after."""
    require_token(visitor, form_token)
    delivery = sending.begin(server, visitor.session, matter, labels_in(labels), DOOR)
    return JSONResponse({"id": delivery.id, "address": f"/deliveries/{delivery.id}"}, HTTPStatus.CREATED)


@router.post("/deliveries/{delivery}/files")
def announce(
    server: Running,
    visitor: SignedIn,
    delivery: str,
    form_token: Token,
    upload_name: Annotated[str, Header(max_length=12_000)],
    upload_length: Annotated[int, Header()],
) -> Response:
    """Announce a file of a delivery; the answer says where it goes, and how much of it has come already."""
    require_token(visitor, form_token)
    name = unquote(upload_name)
    if is_left_out(name):
        sending.own_delivery(server, visitor.session, delivery)
        return Response(status_code=HTTPStatus.NO_CONTENT)
    upload = sending.announce(server, visitor.session, delivery, name, upload_length, door=DOOR)
    return _offset(upload.received, HTTPStatus.CREATED, location=f"/uploads/{upload.id}")


@router.head("/uploads/{upload}")
def offset(server: Running, visitor: SignedIn, upload: str) -> Response:
    """How much of a file has come."""
    return _offset(sending.own_upload(server, visitor.session, upload).received, HTTPStatus.OK)


@router.patch("/uploads/{upload}", max_body_size=LARGEST_FILE)
async def append(
    request: Request,
    server: Running,
    visitor: SignedIn,
    upload: str,
    form_token: Token,
    upload_offset: Annotated[int, Header()],
) -> Response:
    """Take a piece of a file; the answer says how much of the file has come by then."""
    require_token(visitor, form_token)
    try:
        piece = sending.Piece(request, visitor.session, lambda: visitor_of(request).session, DOOR)
        at = await sending.take(server, piece, upload, upload_offset)
    except OutOfStep as error:
        return _offset(error.received, HTTPStatus.CONFLICT)
    return _offset(at, HTTPStatus.NO_CONTENT)


@router.post("/deliveries/at-once", max_body_size=MOST_AT_ONCE)
async def at_once(request: Request, server: Running, visitor: SignedIn) -> Response:
    """Take all files of a form, and have them read.

    Its token is the first field, so that nothing else is taken of a form that is not from a page of this browser's.
    """
    size = request.headers.get("content-length", "")
    if not size.isdigit() or int(size) > MOST_AT_ONCE:
        raise DocumentError(
            f"a form may have {MOST_AT_ONCE / 1e6:,.0f} MB of files at once; send fewer, or with JavaScript turned on"
        )
    token, whole = await _begun_form(request)
    require_token(visitor, token)
    async with SENDING.turn(visitor.user):
        await asyncio.to_thread(_require_may_begin, server, visitor, int(size))
        return await _whole_form(whole, server, visitor)


async def _begun_form(request: Request) -> tuple[str, Request]:
    """The token at the beginning of a form, empty if there is none; and the request, still unread."""
    taken: list[Message] = []
    held, found = b"", None
    while found is None and len(held) < LONGEST_FIRST:
        message = await request.receive()
        taken.append(message)
        held += message.get("body", b"")
        found = FIRST_FIELD.match(held)
        if not message.get("more_body", False):
            break

    async def receive() -> Message:
        return taken.pop(0) if taken else await request.receive()

    return found[2].decode() if found is not None else "", Request(request.scope, receive)


def _require_may_begin(server: Server, visitor: Visitor, size: int) -> None:
    with refusals_recorded_here(visitor.session, "page add"):
        visitor.session.require("add")
    with untaken_recorded(visitor.session, DOOR, "", "", size):
        server.uploads.require_room(size, "", "form")  # a form is of no delivery yet


async def _whole_form(request: Request, server: Server, visitor: Visitor) -> Response:
    async with request.form(max_files=1000, max_fields=1000) as sent:
        matter, labels = str(sent.get("matter", "")), str(sent.get("labels", ""))
        delivery = await asyncio.to_thread(sending.begin, server, visitor.session, matter, labels_in(labels), DOOR)
        refused: dict[str, str] = {}
        for file in sent.getlist("files"):
            if isinstance(file, UploadFile) and file.filename and not is_left_out(file.filename):
                try:
                    await asyncio.to_thread(_taken, server, visitor, delivery, file)
                except DocumentError as error:
                    refused[file.filename] = error.failed
    for name, reason in refused.items():
        await asyncio.to_thread(server.deliveries.note_refused, delivery.id, name, reason)
    try:
        await sending.close(server, visitor.session, delivery.id, DOOR)
    except DocumentError as error:
        await asyncio.to_thread(sending.forget, server, delivery.id, visitor.user)
        raise DocumentError("; ".join(refused.values()) or error.failed) from error
    return RedirectResponse(f"/deliveries/{delivery.id}", HTTPStatus.SEE_OTHER)


@router.post("/deliveries/{delivery}/refused")
def refused(server: Running, visitor: SignedIn, delivery: str, form_token: Field, name: Field, why: Field) -> Response:
    """Note a file that the page itself could not send, so that it is listed with the others."""
    require_token(visitor, form_token)
    sending.own_delivery(server, visitor.session, delivery)
    server.deliveries.note_refused(delivery, name, why)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post("/deliveries/{delivery}/close")
async def close(server: Running, visitor: SignedIn, delivery: str, form_token: Field) -> Response:
    """Have a delivery read."""
    require_token(visitor, form_token)
    await sending.close(server, visitor.session, delivery, DOOR)
    return RedirectResponse(f"/deliveries/{delivery}", HTTPStatus.SEE_OTHER)


@router.post("/deliveries/{delivery}/stop")
def stop(server: Running, visitor: SignedIn, delivery: str, form_token: Field) -> Response:
    """Stop the reading of a delivery."""
    require_token(visitor, form_token)
    sending.own_delivery(server, visitor.session, delivery)
    server.deliveries.stop(delivery, visitor.user)
    return RedirectResponse(f"/deliveries/{delivery}", HTTPStatus.SEE_OTHER)


@router.post("/deliveries/{delivery}/again")
def again(server: Running, visitor: SignedIn, delivery: str, form_token: Field) -> Response:
    """Read again what could not be read, and what was not reached."""
    require_token(visitor, form_token)
    sending.own_delivery(server, visitor.session, delivery)
    server.deliveries.again(delivery, visitor.user, server.firm.now())
    return RedirectResponse(f"/deliveries/{delivery}", HTTPStatus.SEE_OTHER)


@router.post("/deliveries/{delivery}/drop")
def drop(server: Running, visitor: SignedIn, delivery: str, form_token: Field) -> Response:
    """Take a delivery off the list; files of it that were not read are deleted, and all names."""
    require_token(visitor, form_token)
    sending.own_delivery(server, visitor.session, delivery)
    sending.forget(server, delivery, visitor.user)
    return RedirectResponse("/library", HTTPStatus.SEE_OTHER)


@router.get("/deliveries/{delivery}", name="delivery")
async def shown(request: Request, server: Running, visitor: SignedIn, delivery: str, after: str = "") -> Response:
    """How far a delivery is, what became of its files, and what could not be read, with the reasons."""
    values = await asyncio.to_thread(_values_of, server, visitor, delivery, after)
    documents = {} if values["delivery"].is_under_way else await asyncio.to_thread(server.deliveries.became, delivery)
    async with refusals_recorded(visitor.session, "page add"):
        became = await became_of(visitor.session, delivery, documents)
    template = "delivery_part.html" if FRAGMENT in request.headers else "delivery.html"
    by_what = {
        what: [(row_of(one.entry), one) for one in became if one.what == what] for what in ("version", "same", "moved")
    }
    moved = sum(what == "moved" for what in documents.values())
    said = sending.said(server, values["delivery"], values["counted"], moved)
    response = PAGES.page(template, visitor, **values, said=said, became=by_what)
    response.headers["vary"] = FRAGMENT
    return response


class _Shown(TypedDict):
    """What a page of a delivery shows of its files."""

    delivery: Delivery
    counted: Counted
    failed: tuple[Upload, ...]
    more: str
    noted: tuple[Upload, ...]


def _values_of(server: Server, visitor: Visitor, delivery: str, after: str) -> _Shown:
    """A delivery with its files.

    Raises:
        NotVisible: the visitor has none of that name, or its matter is closed to them.
    """
    found = sending.own_delivery(server, visitor.session, delivery)
    counted = server.deliveries.counted(delivery)
    failed = server.deliveries.uploads(delivery, "failed", after=after, most=MOST_LISTED + 1)
    return {
        "delivery": found,
        "counted": counted,
        "failed": failed[:MOST_LISTED],
        "more": failed[MOST_LISTED - 1].name if len(failed) > MOST_LISTED else "",
        "noted": server.deliveries.noted(delivery) if counted.noted else (),
    }


def _taken(server: Server, visitor: Visitor, delivery: Delivery, file: UploadFile) -> Upload:
    """A file of a form, on the disk.

    Raises:
        DocumentError: it is empty or too large, or its name does not do.
    """
    size, name = file.size or 0, file.filename or ""
    with untaken_recorded(visitor.session, DOOR, delivery.matter, name, size):
        return _kept(server, visitor, delivery, file, name, size)


def _kept(server: Server, visitor: Visitor, delivery: Delivery, file: UploadFile, name: str, size: int) -> Upload:
    server.uploads.require_room(size, delivery.id, name)
    upload = server.deliveries.announce(delivery.id, visitor.user, name, size, server.firm.now())
    at = upload.received
    file.file.seek(at)
    while piece := file.file.read(LONGEST_PIECE):
        at = server.uploads.append(upload, visitor.user, at, piece, server.firm.now())
    return upload


def _offset(received: int, status: HTTPStatus, **headers: str) -> Response:
    return Response(status_code=status, headers={"upload-offset": str(received), **headers})
