"""Whoever comes through an interface for programs: with an API token in the header `Authorization: Bearer`.

A route depends on a bearer with the scope that it needs, and gets its session:

    def found(bearer: Annotated[Bearer, Depends(bearing("search"))]) -> Response: ...

What the route does with that session is done by the token for its user, within the token's matters. A token that does
not count, or lacks the scope, is a `TokenRefused`, whose status and header `challenge` says. Each request is paid for
before it is looked at, whichever interface it comes through: all programs of one user have one allowance.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from fastapi import Request

from pincite.errors import BusyError, PinciteError, TokenRefused
from pincite.serving.limits import Limits, TooMany
from pincite.serving.tokens import Token, TokenScope
from pincite.session import Session
from pincite.session.tokens import require_scope
from pincite.web.server import Server, server_of

NEEDED = "send an API token in the header “Authorization: Bearer”; one is made on the page “API tokens”"

COSTS: Final[Mapping[TokenScope, float]] = {"search": 2, "ask": 1, "read": 1, "record": 1, "add": 0.25}
"""What a request costs of what its user has a minute, by the scope that it needs. A file takes two requests at least,
and what may be sent is limited by itself."""

QUESTION: Final = 5.0
"""What a question costs."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Somebody for whom a program acts: the session, within what the token is for, and the token."""

    session: Session
    token: Token

    @property
    def user(self) -> str:
        """For whom it acts."""
        return self.token.user


def bearing(scope: TokenScope, cost: float | None = None) -> Callable[[Request], Bearer]:
    """A dependency that gives the bearer of a request, whose token has to have a scope, once the request is paid for.

    It waits for the disk, so FastAPI runs it on a thread.
    """

    def borne(request: Request) -> Bearer:
        server = server_of(request)
        session, token = server.firm.bearer(server.tokens, sent_token(request))
        require_scope(token, scope)
        pay(request, token.user, COSTS[scope] if cost is None else cost)
        return Bearer(session, token)

    return borne


def session_now(request: Request, scope: TokenScope) -> Session:
    """The session of the bearer of a request that goes on, by what counts by now. Waits for the disk.

    Raises:
        TokenRefused: the token does not count any more.
    """
    server = server_of(request)
    session, token = server.firm.bearer(server.tokens, sent_token(request))
    require_scope(token, scope)
    return session


def limits_of(server: Server) -> Limits:
    """The limits of programs."""
    return Limits(server.file, lambda worker: server.workers.is_alive(worker))


def pay(request: Request, user: str, cost: float) -> None:
    """Take what a request costs from what its user's programs have left. Waits for the disk.

    Raises:
        TooMany: it is not enough.
    """
    server = server_of(request)
    limits_of(server).spend(user, cost, request.app.state.requests_per_minute, server.firm.now())


def retry_after(error: PinciteError) -> dict[str, str]:
    """The header that says after how many seconds the request can be made again; none where that is no question."""
    if not isinstance(error, BusyError):
        return {}
    wait = error.wait.total_seconds() if isinstance(error, TooMany) else 0
    return {"retry-after": str(int(wait) + 1)}


def sent_token(request: Request) -> str:
    """The token that a request brings.

    Raises:
        TokenRefused: it brings none.
    """
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise TokenRefused(NEEDED)
    return secret.strip()


def challenge(error: TokenRefused) -> tuple[HTTPStatus, str]:
    """The status of a refusal, and its header `WWW-Authenticate` (RFC 6750, section 3)."""
    if error.lacks is not None:
        return HTTPStatus.FORBIDDEN, f'Bearer error="insufficient_scope", scope="{error.lacks}"'
    if str(error) == NEEDED:
        return HTTPStatus.UNAUTHORIZED, "Bearer"
    return HTTPStatus.UNAUTHORIZED, 'Bearer error="invalid_token"'
