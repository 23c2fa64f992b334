"""One worker process: `python -m pincite.web.worker LIFELINE READY SOCKET FOLDER`, as the supervisor starts it."""

import gc

if __name__ == "__main__":
    gc.disable()  # until all is imported: looking for garbage meanwhile takes a tenth of it, and finds none

import asyncio
import atexit
import os
import resource
import socket
import ssl
import sys
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn

from pincite.databases import bound_pages
from pincite.errors import PinciteError
from pincite.index.lean import leave_out_the_service
from pincite.sandbox.box import leave_no_memory
from pincite.web.app import make_app
from pincite.web.certificate import context_of
from pincite.web.connection import connection_of
from pincite.web.crowd import Crowd
from pincite.web.lifeline import LAST_SECONDS, Ending, end_with, say_ready
from pincite.wiring import agreed_settings, trust_store
from pincite.wiring.server_settings import ServerSettings, in_force

HEADER_BYTES = 32_768
"""Of a request's line and headers: a browser sends some 2,000, and proxies add as much."""

HANDSHAKE_SECONDS = 10.0
"""For a TLS handshake."""


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose servers do not wait long for a TLS handshake, which uvicorn leaves at a minute."""

    async def create_server(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - asyncio's own
        """A server."""
        if named.get("ssl") is not None:
            named["ssl_handshake_timeout"] = HANDSHAKE_SECONDS
        return await super().create_server(*arguments, **named)


class _Server(uvicorn.Server):
    """Says that it is ready once it takes connections, and notes when it is told to end."""

    def __init__(self, config: uvicorn.Config, ready: int, ending: Ending) -> None:
        super().__init__(config)
        self._ready, self._ending = ready, ending

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end."""
        self._ending.begin()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take connections."""
        await super().startup(sockets)
        say_ready(self._ready)


def run(lifeline: int, ready: int, listening: int, root: Path) -> None:
    """Answer requests on a listening socket until told to end, or until the supervisor is gone (`lifeline`).

    Raises:
        WorkspaceError: the settings or the certificate cannot be used.
    """
    gc.freeze()  # what was imported stays, so no later look for garbage goes through it
    gc.enable()
    leave_no_memory()
    atexit.register(gc.freeze)  # as the command line does
    leave_out_the_service()
    bound_pages()
    _allow_files()
    end_with(lifeline)
    settings = in_force(agreed_settings(root, trust_store(os.environ)).server, os.environ)
    ending = Ending()
    with socket.socket(fileno=listening) as listener:
        _Server(_config(root, settings, ending), ready, ending).run(sockets=[listener])


def _config(root: Path, settings: ServerSettings, ending: Ending) -> uvicorn.Config:
    context, crowd = _tls(settings), Crowd()
    return uvicorn.Config(
        make_app(root, settings, ending, crowd),
        http=connection_of(  # type: ignore[arg-type]  # a factory
            settings.header_seconds,
            settings.connections,
            is_https=settings.base_url.startswith("https:"),
            counting=crowd,
        ),
        loop=f"{__name__}:Loop",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,  # addresses of pages name questions and documents
        server_header=False,
        proxy_headers=False,  # `Reached` has them, and believes nobody by default
        h11_max_incomplete_event_size=HEADER_BYTES,
        timeout_graceful_shutdown=int(LAST_SECONDS),
        ssl_context_factory=None if context is None else partial(_given, context),
    )


def _tls(settings: ServerSettings) -> ssl.SSLContext | None:
    if settings.tls_certificate is None or settings.tls_key is None:
        return None
    return context_of(settings.tls_certificate, settings.tls_key)


def _given(context: ssl.SSLContext, *_: object) -> ssl.SSLContext:
    return context


def _allow_files() -> None:
    """Let this process have as many files and connections open as the system allows for."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    try:
        run(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
    except PinciteError as error:
        sys.exit(f"a worker cannot start: {error}")
