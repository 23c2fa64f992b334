"""The protocol over standard input and output, for one user on their own machine."""

import asyncio
import os
import signal
from typing import TYPE_CHECKING, Any

from mcp.server.context import ServerRequestContext
from mcp.server.stdio import stdio_server

from pincite.mcp.desk import Desk, answer_here
from pincite.mcp.server import make_server
from pincite.mcp.wording import whole_sentence
from pincite.serving.tokens import TokenScope

if TYPE_CHECKING:
    from pincite.session import Session

GIVEN_UP_WITHIN = 1.0
"""Seconds in which questions that are given up are put on the record."""

INTERRUPTED = 130
"""Exit status after Ctrl-C: 128 plus the number of the signal, as in shells."""


async def serve_stdio(session: "Session", page: str | None) -> None:
    """Answer calls in the name of a session's user until standard input ends.

    `page` is the address of the firm's page, if one is served.
    """
    desk = Desk(session, answer_here, "mcp", page)

    async def desk_of(_context: ServerRequestContext[Any, Any], _needs: TokenScope) -> Desk:
        return desk

    server = make_server(desk_of, whole_sentence)
    _end_when_interrupted()
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def _end_when_interrupted() -> None:
    """Have Ctrl-C give up the questions under way, and then end the process.

    The library reads standard input on a thread, which nothing can interrupt: without this, the process would go on
    until its input ends.
    """
    loop, serving = asyncio.get_running_loop(), asyncio.current_task()

    def end() -> None:
        if serving is not None:
            serving.cancel()
        loop.call_later(GIVEN_UP_WITHIN, os._exit, INTERRUPTED)

    loop.add_signal_handler(signal.SIGINT, end)
