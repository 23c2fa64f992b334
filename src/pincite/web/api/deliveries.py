"""Sending files, for programs: announced, sent piece by piece, and read by the process that reads for everybody."""

from functools import partial
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Header, Path, Query, Request
from starlette.responses import Response

from pincite.documents.folder import LARGEST_FILE
from pincite.serving.delivery import Delivery, UploadState
from pincite.serving.delivery_rows import new_delivery
from pincite.serving.once import digest_of
from pincite.threads import on_thread
from pincite.views.cursors import cursor_of
from pincite.views.delivery import FilesPage, ShownDeliveries, ShownDelivery, ShownFile
from pincite.web import sending
from pincite.web.api import schemas
from pincite.web.api.callers import Sender, once_of
from pincite.web.api.given import Cursor, Limit, given, name_in
from pincite.web.api.questions import REPLAYED, Key
from pincite.web.bearer import Bearer, session_now
from pincite.web.server import Running, Server

router = APIRouter(tags=["Deliveries"])

DOOR: Final = "api add"
"""What the record calls a use of these addresses that was refused."""

Name = Annotated[str, Path(max_length=64, description="The delivery's id.", examples=["q3Vx0aB1kZ9c"])]
File = Annotated[str, Path(max_length=64, description="The file's id.", examples=["5d1f0c2ab8e94c775d1f0c2ab8e94c77"])]

PIECE: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/deliveries", response_model=schemas.Delivery, status_code=201, operation_id="begin_delivery")
def begin_delivery(server: Running, bearer: Sender, body: schemas.DeliveryRequest, key: Key = None) -> Response:
    """Begin to send files to a matter. Announce each file, send its bytes, and close the delivery to have it read.

    Files are read by a process of the server that does nothing else, so no request waits for it. A delivery of which
    nothing comes for a day is read as far as it has come.
    """
    once, identity = once_of(server), new_delivery()
    claim = None
    if key is not None:
        sent = digest_of("deliveries", bearer.token.id, body.model_dump())
        claim = once.claim(bearer.user, key, sent, identity, server.answering.worker, server.firm.now())
        identity = claim.reply
        if not claim.is_new and (server.deliveries.is_begun(identity) or not once.is_left(claim)):
            return _shown(server, sending.own_delivery(server, bearer.session, identity), HTTPStatus.CREATED, REPLAYED)
        if not claim.is_new:  # whoever was to begin it has died
            claim = once.take_over(claim, new_delivery(), server.answering.worker)
            identity = claim.reply
    try:
        begun = sending.begin(server, bearer.session, body.matter, body.labels or (), DOOR, identity)
    except BaseException:
        if claim is not None:  # it came to nothing, so the same key may be sent again
            once.let_go(claim)
        raise
    return _shown(server, begun, HTTPStatus.CREATED)


@router.get("/deliveries", response_model=schemas.Deliveries, operation_id="deliveries")
def deliveries(server: Running, bearer: Sender) -> Response:
    """List the newest deliveries of the token's user, except those to matters that are closed to them by now."""
    listed = sending.own_deliveries(server, bearer.session)
    return given(ShownDeliveries(tuple(_view(server, one) for one in listed)))


@router.get("/deliveries/{delivery}", response_model=schemas.Delivery, operation_id="delivery")
def delivery(server: Running, bearer: Sender, delivery: Name) -> Response:
    """Say how far a delivery is."""
    return _shown(server, sending.own_delivery(server, bearer.session, delivery))


@router.delete("/deliveries/{delivery}", status_code=204, response_class=Response, operation_id="drop_delivery")
def drop_delivery(server: Running, bearer: Sender, delivery: Name) -> Response:
    """Take a delivery off the list. Files of it that were not read are deleted; documents stay."""
    sending.own_delivery(server, bearer.session, delivery)
    sending.forget(server, delivery, bearer.user)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post("/deliveries/{delivery}/close", response_model=schemas.Delivery, operation_id="close_delivery")
async def close_delivery(server: Running, bearer: Sender, delivery: Name) -> Response:
    """Have a delivery read. Files of it that have not come whole are given up. It cannot be added to any more."""
    closed = await sending.close(server, bearer.session, delivery, DOOR)
    return await on_thread(_shown, server, closed)


@router.post("/deliveries/{delivery}/stop", response_model=schemas.Delivery, operation_id="stop_delivery")
def stop_delivery(server: Running, bearer: Sender, delivery: Name) -> Response:
    """Stop the reading of a delivery. What was read stays, and the rest can be gone on with."""
    sending.own_delivery(server, bearer.session, delivery)
    return _shown(server, server.deliveries.stop(delivery, bearer.user))


@router.post("/deliveries/{delivery}/again", response_model=schemas.Delivery, operation_id="read_again")
def read_again(server: Running, bearer: Sender, delivery: Name) -> Response:
    """Read again what could not be read, and what was not reached."""
    sending.own_delivery(server, bearer.session, delivery)
    return _shown(server, server.deliveries.again(delivery, bearer.user, server.firm.now()))


@router.get("/deliveries/{delivery}/files", response_model=schemas.DeliveredFiles, operation_id="delivered_files")
def delivered_files(
    server: Running,
    bearer: Sender,
    delivery: Name,
    state: Annotated[
        UploadState,
        Query(
            description="Which files: those that could not be read, with the reasons; those that are `coming` or "
            "`whole`; or, of those that were `read`, the ones of which something is to be known."
        ),
    ] = "failed",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """List files of a delivery, with the reasons for those that could not be read, some at a time."""
    sending.own_delivery(server, bearer.session, delivery)
    found = server.deliveries.listed_files(delivery, state, name_in(cursor), limit + 1)
    return given(FilesPage.of(found[:limit], cursor_of([found[limit - 1].name]) if len(found) > limit else None))


@router.post(
    "/deliveries/{delivery}/files",
    response_model=schemas.DeliveredFile,
    status_code=201,
    operation_id="announce_file",
)
def announce_file(server: Running, bearer: Sender, delivery: Name, body: schemas.FileRequest) -> Response:
    """Announce a file. One that was announced before is the same file: `received` says where to go on.

    A file may have 512 MB. One with the name and folder of a file that was sent to the matter before becomes a new
    version of that document, where the token's user may see it.
    """
    announced = sending.announce(server, bearer.session, delivery, body.name, body.size, door=DOOR)
    return _file(announced.id, server, bearer, 201)


@router.get("/uploads/{upload}", response_model=schemas.DeliveredFile, operation_id="upload")
def upload(server: Running, bearer: Sender, upload: File) -> Response:
    """Say how much of a file has come."""
    return _file(upload, server, bearer)


@router.patch(
    "/uploads/{upload}",
    response_model=schemas.DeliveredFile,
    operation_id="send_piece",
    max_body_size=LARGEST_FILE,
    openapi_extra=PIECE,
)
async def send_piece(
    request: Request,
    server: Running,
    bearer: Sender,
    upload: File,
    upload_offset: Annotated[
        int,
        Header(
            alias="Upload-Offset",
            ge=0,
            le=2**53,
            description="Where in the file the piece begins: `received`, as it was given last.",
        ),
    ],
) -> Response:
    """Send a piece of a file: its bytes are the body. What is acknowledged is on the disk.

    A request that is broken off leaves what has come of it; ask for the file, and go on from `received`.
    """
    piece = sending.Piece(request, bearer.session, partial(session_now, request, "add"), DOOR)
    await sending.take(server, piece, upload, upload_offset)
    return await on_thread(_file, upload, server, bearer)


def _file(upload: str, server: Server, bearer: Bearer, status: int = HTTPStatus.OK) -> Response:
    response = given(ShownFile(sending.own_upload(server, bearer.session, upload)))
    response.status_code = status
    return response


def _view(server: Server, delivery: Delivery) -> ShownDelivery:
    counted = server.deliveries.counted(delivery.id)
    moved = sum(what == "moved" for what in server.deliveries.became(delivery.id).values())
    return ShownDelivery(delivery, counted, sending.said(server, delivery, counted, moved))


def _shown(
    server: Server, delivery: Delivery, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> Response:
    response = given(_view(server, delivery), headers)
    response.status_code = status
    return response
