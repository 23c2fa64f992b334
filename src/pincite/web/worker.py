"""One worker process: `python -m pincite.web.worker LIFELINE READY SOCKET FOLDER`, as the supervisor starts it."""

import socket
import sys
from pathlib import Path

import uvicorn

from pincite.index.lean import leave_out_the_service
from pincite.sandbox.box import leave_no_memory
from pincite.web.app import LAST_SECONDS, make_app
from pincite.web.lifeline import end_with, say_ready


class _Server(uvicorn.Server):
    """Says that it is ready once it takes connections."""

    def __init__(self, config: uvicorn.Config, ready: int) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take connections."""
        await super().startup(sockets)
        say_ready(self._ready)


def run(lifeline: int, ready: int, listening: int, root: Path) -> None:
    """Answer requests on a listening socket until told to end, or until the supervisor is gone (`lifeline`)."""
    leave_no_memory()
    leave_out_the_service()
    end_with(lifeline)
    config = uvicorn.Config(
        make_app(root),
        http="h11",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,  # addresses of pages name questions and documents
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=int(LAST_SECONDS),
    )
    with socket.socket(fileno=listening) as listener:
        _Server(config, ready).run(sockets=[listener])


if __name__ == "__main__":
    run(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
