"""The Model Context Protocol over HTTP (streamable): the tools of assistants, for whoever sends a token.

That is an API token, or an access token of the firm's provider, where the settings have those taken.

Each request stands for itself, so any worker can answer any of them, and none keeps a session. What protects the
resource is described as RFC 9728 says.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import cached_property
from http import HTTPStatus
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pincite.errors import PinciteError, TokenRefused
from pincite.mcp.wording import whole_sentence
from pincite.serving.provider.values import TurnedAway
from pincite.serving.tokens import PREFIX
from pincite.session import Session
from pincite.session.tokens import REFUSED_THERE, bearer_through_provider, require_scope
from pincite.views.turn import Turn
from pincite.web.addresses import page_address
from pincite.web.bearer import COSTS, QUESTION, Bearer, challenge, pay, retry_after, sent_token
from pincite.web.failing import SENTENCES, UNAVAILABLE, status_of
from pincite.web.following import LookedInto, Unanswered, followed
from pincite.web.headers import Message, Receive, Scope, Send
from pincite.web.provider import note
from pincite.web.server import Server, server_of

if TYPE_CHECKING:
    from mcp.server.context import ServerRequestContext
    from mcp.server.lowlevel.server import Server as ToolServer
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from pincite.mcp.desk import Desk, ToolQuestion
    from pincite.serving.provider.identities import Identities
    from pincite.serving.provider.values import Access, Registration
    from pincite.serving.tokens import Token, TokenScope

PATH = "/mcp"

DESCRIBED = "/.well-known/oauth-protected-resource"
"""Where what protects a resource is described (RFC 9728, section 3)."""

BEARER = "pincite.bearer"
"""Where a request keeps whom it acts for."""

MESSAGE = 1.0
"""What any message costs of what its user's programs have a minute; a call costs the rest of what it asks for."""

MISSING = "the tools cannot be offered without mcp; whoever runs pincite installs it with: pip install 'pincite[mcp]'"

POST_ALONE = "send each message with POST; this server opens no stream by itself and keeps no session"

FOR_TOOLS = ["search", "ask", "read"]
"""The scopes that the tools need."""

log = logging.getLogger("pincite.web")

router = APIRouter(include_in_schema=False)


@router.get(DESCRIBED)
@router.get(DESCRIBED + PATH)
def described(request: Request) -> Response:
    """How the tools are protected: by the API tokens that people make on a page, and by the firm's own provider."""
    page = page_address(request)
    known_as = _admitting(server_of(request))
    servers = {} if known_as is None else {"authorization_servers": [known_as.issuer]}
    return JSONResponse(
        {
            "resource": page + PATH,
            "resource_name": "pincite",
            "resource_documentation": f"{page}/tokens",
            **servers,
            "bearer_methods_supported": ["header"],
            "scopes_supported": FOR_TOOLS if known_as is None else sorted(known_as.access_scopes or ()),
        }
    )


def _admitting(server: Server) -> "Registration | None":
    """The firm's provider, if its access tokens are taken: only where it is set for which address they are made out."""
    known_as = server.provider.known_as if server.provider is not None else None
    if known_as is None or known_as.access_scopes is None or known_as.page is None:
        return None
    return known_as


async def _bearer(server: Server, secret: str) -> Bearer:
    """Whom a token acts for.

    A token of the provider's has to be made out for the address that is set, whatever name a request gives the server.

    Raises:
        TokenRefused: it does not count.
        ProviderError, BusyError: the provider does not answer, by whose keys it is proven.
    """
    known_as = _admitting(server)
    if known_as is None or server.provider is None or secret.startswith(PREFIX):
        return Bearer(*await asyncio.to_thread(server.firm.bearer, server.tokens, secret))
    provider, scopes = server.provider, known_as.access_scopes or {}
    try:
        access = await provider.admitted(secret, f"{known_as.page}{PATH}")
    except TurnedAway as error:
        await asyncio.to_thread(note, server, provider, error)
        raise TokenRefused(REFUSED_THERE) from error
    return Bearer(*await asyncio.to_thread(_through_provider, server, provider.identities, access, scopes))


def _through_provider(
    server: Server, identities: "Identities", access: "Access", scopes: Mapping[str, str]
) -> "tuple[Session, Token]":
    return bearer_through_provider(server.firm.session(), identities, access, scopes)


class Tools:
    """The address of the tools. The protocol's library is loaded by the first request."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        refused = await self._refused(request)
        if refused is not None:
            await refused(scope, receive, send)
            return
        try:
            whole = await _whole(receive)
        except HTTPException as error:  # it is too large, or took too long: within the library it would be a fault
            status = HTTPStatus(error.status_code)
            await _failure(status, SENTENCES.get(status, error.detail), dict(error.headers or {}))(scope, receive, send)
            return
        manager = await asyncio.to_thread(self._manager)
        async with manager.run():
            await manager.handle_request(scope, whole, send)

    async def _refused(self, request: Request) -> Response | None:
        """Why a request is not handed on; None if it is, with whom it acts for kept in it."""
        if find_spec("mcp") is None:
            return _failure(HTTPStatus.NOT_IMPLEMENTED, MISSING)
        server = server_of(request)
        try:
            bearer = await _bearer(server, sent_token(request))
            await asyncio.to_thread(pay, request, bearer.user, MESSAGE)
        except TokenRefused as error:
            status, asked = challenge(error)
            page = await asyncio.to_thread(page_address, request)
            where = f'resource_metadata="{page}{DESCRIBED}{PATH}"'
            asked = f"{asked}, {where}" if "=" in asked else f"{asked} {where}"
            return _failure(status, str(error), {"www-authenticate": asked})
        except PinciteError as error:
            return _failure(status_of(error), _sentence_of(error), retry_after(error))
        request.scope[BEARER] = bearer
        if request.method != "POST":
            return _failure(HTTPStatus.METHOD_NOT_ALLOWED, POST_ALONE, {"allow": "POST"})
        return None

    def _manager(self) -> "StreamableHTTPSessionManager":
        """What answers one request. Loads the library, where no request has: half a second of a processor."""
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        return StreamableHTTPSessionManager(self._server, stateless=True)

    @cached_property
    def _server(self) -> "ToolServer[Any]":
        from pincite.mcp.server import make_server

        return make_server(_desk_of, _sentence_of)


async def _whole(receive: Receive) -> Receive:
    """What gives a request that has come whole, and then whatever comes after it."""
    taken: list[Message] = []
    while not taken or taken[-1].get("more_body", False):
        taken.append(await receive())

    async def again() -> Message:
        return taken.pop(0) if taken else await receive()

    return again


ROUTE = Route(PATH, endpoint=Tools(), include_in_schema=False)


async def _desk_of(context: "ServerRequestContext[Any, Any]", needs: "TokenScope") -> "Desk":
    """The desk of whoever sent the token of a call, once the call is paid for.

    Raises:
        TokenRefused: the token is not for this.
        TooMany: the programs of its user asked for too much.
    """
    from pincite.mcp.desk import Desk

    request = context.request
    if not isinstance(request, HTTPConnection):
        raise AssertionError("a call over HTTP has its request")
    bearer: Bearer = request.scope[BEARER]
    require_scope(bearer.token, needs)
    asked = Request(request.scope)
    cost = QUESTION if needs == "ask" else COSTS[needs]
    await asyncio.to_thread(pay, asked, bearer.user, cost - MESSAGE)
    page = await asyncio.to_thread(page_address, asked)
    return Desk(bearer.session, _Asking(server_of(asked), sent_token(asked)), "mcp", page)


class _Asking:
    """Has questions answered among all of the server's, with their limits, and stops those that are cancelled."""

    def __init__(self, server: Server, secret: str) -> None:
        self._server, self._secret = server, secret

    async def __call__(self, session: Session, question: "ToolQuestion", looked: Callable[[int, int], None]) -> Turn:
        """The question with its reply.

        Raises:
            PinciteError: there is neither answer nor refusal, or it may not be seen any more.
        """
        answering = self._server.answering
        identity = await answering.begin(
            session, question.text, matter=question.matter, after=question.after, mode=question.mode, door="mcp"
        )
        try:
            async for one in followed(self._server, session, identity, self._still):
                match one:
                    case LookedInto(done, of) if of:
                        looked(done, of)
                    case Turn():
                        return one
        except asyncio.CancelledError:
            await asyncio.to_thread(answering.own.stop, identity, session.now())
            raise
        raise AssertionError("what is followed ends with a turn")

    async def _still(self) -> object:
        return await _bearer(self._server, self._secret)


def _sentence_of(error: PinciteError) -> str:
    """A failure in words; what is wrong with a file or a disk goes to the log."""
    if isinstance(error, Unanswered) or status_of(error) != HTTPStatus.SERVICE_UNAVAILABLE:
        return whole_sentence(error)
    log.error("a call of a tool failed: %s", error)
    return UNAVAILABLE


def _failure(status: HTTPStatus, sentence: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse(
        {"error": status.phrase.lower().replace(" ", "_"), "error_description": sentence}, status, headers
    )
