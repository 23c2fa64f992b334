"""Who calls the interface: the bearer of a token, whose request is paid for before it is looked at."""

from collections.abc import Callable, Mapping
from typing import Annotated, Final

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from pincite.serving.limits import Limits
from pincite.serving.once import Once
from pincite.serving.tokens import TokenScope
from pincite.serving.workers import is_alive
from pincite.web.bearer import Bearer, bearing
from pincite.web.server import Server, server_of

SCHEME: Final = HTTPBearer(
    scheme_name="token",
    bearerFormat="pincite_…",
    description="An API token, made on the page “API tokens” or with `pincite token make`.",
    auto_error=False,
)

COSTS: Final[Mapping[TokenScope, float]] = {"search": 2, "ask": 1, "read": 1, "record": 1}
"""What a request costs of what its user has a minute, by the scope that it needs."""

QUESTION: Final = 5.0
"""What a question costs."""


def limits_of(server: Server) -> Limits:
    """The limits of programs."""
    return Limits(server.file, lambda worker: is_alive(server.workers, worker))


def once_of(server: Server) -> Once:
    """The keys by which requests count once."""
    return Once(server.file, lambda worker: is_alive(server.workers, worker))


def calling(scope: TokenScope, cost: float | None = None) -> Callable[..., Bearer]:
    """A dependency that gives the bearer of a request, once what it costs is taken from what their programs have left.

    It waits for the disk, so FastAPI runs it on a thread.
    """
    borne = bearing(scope)

    def called(
        request: Request,
        _sent: Annotated[HTTPAuthorizationCredentials | None, Security(SCHEME)],  # for the OpenAPI document
    ) -> Bearer:
        bearer = borne(request)
        pay(request, bearer.user, COSTS[scope] if cost is None else cost)
        return bearer

    return called


def pay(request: Request, user: str, cost: float) -> None:
    """Take what a request costs from what its user's programs have left. Waits for the disk.

    Raises:
        TooMany: it is not enough.
    """
    server = server_of(request)
    limits_of(server).spend(user, cost, request.app.state.requests_per_minute, server.firm.now())


Searcher = Annotated[Bearer, Depends(calling("search"))]
Questioner = Annotated[Bearer, Depends(calling("ask", QUESTION))]
Asker = Annotated[Bearer, Depends(calling("ask"))]
Reader = Annotated[Bearer, Depends(calling("read"))]
Auditor = Annotated[Bearer, Depends(calling("record"))]
