"""One worker process: `python -m pincite.web.worker SOCKET LIFELINE FOLDER`, as the supervisor starts it."""

import os
import signal
import socket
import sys
import threading
from pathlib import Path

import uvicorn

from pincite.index.lean import leave_out_the_service
from pincite.sandbox.box import leave_no_memory
from pincite.web.app import LAST_SECONDS, make_app


def run(listening: int, lifeline: int, root: Path) -> None:
    """Answer requests on a listening socket until told to end, or until the supervisor is gone.

    `lifeline` is the reading end of a pipe that only the supervisor holds the other end of.
    """
    leave_no_memory()
    leave_out_the_service()
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
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
        uvicorn.Server(config).run(sockets=[listener])


def _end_with(lifeline: int) -> None:
    """End when the other end of a pipe is closed, as the kernel does with that of a process that is gone."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    run(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
