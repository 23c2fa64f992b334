"""Whoever comes through an interface for programs: with an API token in the header `Authorization: Bearer`.

A route depends on a bearer with the scope that it needs, and gets its session:

    def found(bearer: Annotated[Bearer, Depends(bearing("search"))]) -> Response: ...

What the route does with that session is done by the token for its user, within the token's matters. A token that does
not count, or lacks the scope, is a `TokenRefused`, whose status and header `challenge` says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request

from pincite.errors import TokenRefused
from pincite.serving.tokens import Token, TokenScope
from pincite.session import Session
from pincite.session.tokens import require_scope
from pincite.web.server import server_of

NEEDED = "send an API token in the header “Authorization: Bearer”; one is made on the page “API tokens”"


@dataclass(frozen=True, slots=True)
class Bearer:
    """Somebody for whom a program acts: the session, within what the token is for, and the token."""

    session: Session
    token: Token

    @property
    def user(self) -> str:
        """For whom it acts."""
        return self.token.user


def bearing(scope: TokenScope) -> Callable[[Request], Bearer]:
    """A dependency that gives the bearer of a request, whose token has to have a scope.

    It waits for the disk, so FastAPI runs it on a thread.
    """

    def borne(request: Request) -> Bearer:
        server = server_of(request)
        session, token = server.firm.bearer(server.tokens, sent_token(request))
        require_scope(token, scope)
        return Bearer(session, token)

    return borne


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
