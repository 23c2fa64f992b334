"""Whether the server lives, and whether it can answer."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from pincite.web.server import Running

router = APIRouter(include_in_schema=False)


@router.get("/live")
async def live() -> Response:
    """The process runs."""
    return PlainTextResponse("live\n")


@router.get("/ready")
def ready(server: Running) -> Response:
    """Rules, record and the server's own file can be read.

    Raises:
        PinciteError: one of them cannot.
    """
    server.store.has_accounts()
    server.firm.require_readable()
    return PlainTextResponse("ready\n")
