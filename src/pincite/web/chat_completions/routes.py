"""The routes: which models there are, and an answer to the question of a chat."""

import asyncio
import time
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from pincite.ask import Mode
from pincite.session import Session
from pincite.session.chatting import earlier_in_chat
from pincite.views.chat import Piece, beginning, ending, sentence
from pincite.views.turn import Said, Turn
from pincite.web.addresses import page_address
from pincite.web.bearer import QUESTION, Bearer, bearing, sent_token
from pincite.web.chat_completions.failing import InItsShape, Refused
from pincite.web.chat_completions.request import MOST_BYTES, read
from pincite.web.chat_completions.response import Completion
from pincite.web.following import Above, LookedInto, followed
from pincite.web.server import Running, Server

router = APIRouter(prefix="/v1", include_in_schema=False, route_class=InItsShape)

MODELS: dict[str, Mode] = {"pincite-quote": "quote", "pincite-write": "write"}
"""The models that can be asked, and how each answers."""

SILENT_SECONDS = 10.0
"""A stream without a sentence for so long says that it is alive."""

Asker = Annotated[Bearer, Depends(bearing("ask"))]
Questioner = Annotated[Bearer, Depends(bearing("ask", QUESTION))]


@router.get("/models")
def models(server: Running, _bearer: Asker) -> Response:
    """The models that can be asked."""
    return JSONResponse({"object": "list", "data": [_model(name) for name in _offered(server)]})


@router.get("/models/{name}")
def model(server: Running, _bearer: Asker, name: str) -> Response:
    """One of the models."""
    _require_model(server, name)
    return JSONResponse(_model(name))


@router.post("/chat/completions", max_body_size=MOST_BYTES)
async def complete(request: Request, server: Running, bearer: Questioner) -> Response:
    """Answer the question of a chat, whole or as its sentences are released.

    A client that goes away meanwhile has it answered all the same: it is on the record, and among its user's questions.
    """
    asked = await read(request)
    _require_model(server, asked.model)
    question, before = asked.question()
    session = bearer.session
    identity = await server.answering.begin(
        session,
        question,
        matter=asked.matter,
        after=asked.after or await earlier_in_chat(session, question, before),
        mode=MODELS[asked.model],
        door="chat",
    )
    page = await asyncio.to_thread(page_address, request)
    completion = Completion(identity, asked, int(session.now().timestamp()), page)
    pieces = _pieces(request, server, session, completion)
    if not asked.stream:
        async for piece in pieces:
            if piece is not None:
                completion.add(piece)
        return JSONResponse(completion.whole())
    first = await anext(pieces)  # a failure before anything was sent still has a status of its own
    return StreamingResponse(
        completion.streamed(_again(first, pieces)),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


@router.api_route("/{_address:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def nothing_else(_address: str, _bearer: Asker) -> Response:
    """What the protocol has beside these is not here."""
    raise Refused(
        "pincite has /v1/models and /v1/chat/completions of this protocol, and nothing else; have the client ask there",
        code="not_found",
        status=HTTPStatus.NOT_FOUND,
    )


async def _pieces(
    request: Request, server: Server, session: Session, completion: Completion
) -> AsyncIterator[Piece | None]:
    """What the answer says, piece by piece; None now and then where it takes a while.

    The token is asked for again before each piece: one that was revoked meanwhile gets no more.
    """

    async def still() -> object:
        return await asyncio.to_thread(server.firm.bearer, server.tokens, sent_token(request))

    heard = time.monotonic()
    async for one in followed(server, session, completion.identity, still):
        match one:
            case Said():
                yield sentence(one, completion.page)
            case Above(turn):
                yield beginning(turn)
            case Turn():
                completion.turn = one
                yield ending(one, completion.page)
            case LookedInto():
                if time.monotonic() - heard < SILENT_SECONDS:
                    continue
                yield None
        heard = time.monotonic()


async def _again(first: Piece | None, rest: AsyncIterator[Piece | None]) -> AsyncIterator[Piece | None]:
    yield first
    async for piece in rest:
        yield piece


def _offered(server: Server) -> list[str]:
    has_model = bool(server.firm.settings.models)
    return [name for name, mode in MODELS.items() if mode == "quote" or has_model]


def _require_model(server: Server, name: str) -> None:
    """Refuse a model that is not there.

    Raises:
        Refused: see above.
    """
    if name not in (offered := _offered(server)):
        raise Refused(
            f"there is no model of that name here; there is {' and '.join(offered)}",
            "model",
            "model_not_found",
            HTTPStatus.NOT_FOUND,
        )


def _model(name: str) -> dict[str, object]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "pincite"}
