"""Who calls the interface: the bearer of a token, whose request is paid for before it is looked at."""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from pincite.serving.once import Once
from pincite.serving.tokens import TokenScope
from pincite.web.bearer import QUESTION, Bearer, bearing
from pincite.web.server import Server

SCHEME: Final = HTTPBearer(
    scheme_name="token",
    bearerFormat="pincite_…",
    description="An API token, made on the page “API tokens” or with `pincite token make`.",
    auto_error=False,
)


def once_of(server: Server) -> Once:
    """The keys by which requests count once."""
    return Once(server.file, lambda worker: server.workers.is_alive(worker))


def calling(scope: TokenScope, cost: float | None = None) -> Callable[..., Bearer]:
    """A dependency that gives the bearer of a request, once what it costs is taken from what their programs have left.

    It waits for the disk, so FastAPI runs it on a thread.
    """
    borne = bearing(scope, cost)

    def called(
        request: Request,
        _sent: Annotated[HTTPAuthorizationCredentials | None, Security(SCHEME)],  # for the OpenAPI document
    ) -> Bearer:
        return borne(request)

    return called


Searcher = Annotated[Bearer, Depends(calling("search"))]
Questioner = Annotated[Bearer, Depends(calling("ask", QUESTION))]
Asker = Annotated[Bearer, Depends(calling("ask"))]
Reader = Annotated[Bearer, Depends(calling("read"))]
Auditor = Annotated[Bearer, Depends(calling("record"))]
Sender = Annotated[Bearer, Depends(calling("add"))]
