"""The protocol over standard input and output, for one user on their own machine."""

from typing import TYPE_CHECKING, Any

from mcp.server.context import ServerRequestContext
from mcp.server.stdio import stdio_server

from pincite.mcp.desk import Desk, answer_here
from pincite.mcp.server import make_server
from pincite.mcp.wording import whole_sentence
from pincite.serving.tokens import TokenScope

if TYPE_CHECKING:
    from pincite.session import Session


async def serve_stdio(session: "Session", page: str | None) -> None:
    """Answer calls in the name of a session's user until standard input ends.

    `page` is the address of the firm's page, if one is served.
    """
    desk = Desk(session, answer_here, "mcp", page)

    async def desk_of(_context: ServerRequestContext[Any, Any], _needs: TokenScope) -> Desk:
        return desk

    server = make_server(desk_of, whole_sentence)
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
