"""Whether the server lives, whether it can answer, and what it has counted."""

import hmac
import logging
import math
import threading
import time
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from pincite.errors import NotVisible, PinciteError
from pincite.index.status import IndexStatus
from pincite.threads import on_thread
from pincite.web.certificate import warning_of
from pincite.web.metrics import exposition
from pincite.web.server import Running, Server

router = APIRouter(include_in_schema=False)

LOOKED_EVERY = 2.0
"""Seconds for which it counts whether a worker is ready: a look writes to two disks."""

INDEX_LOOKED_EVERY = 15.0
"""Seconds for which the search index's numbers count: Prometheus asks as often."""

log = logging.getLogger("pincite.web")


@router.get("/live")
async def live() -> Response:
    """The process runs."""
    return PlainTextResponse("live\n")


@dataclass(slots=True)
class Readiness:
    """Whether a worker can answer, looked at once in a while: whoever asks often costs no more disk for it."""

    certificate_ends: datetime | None = None
    looked: float = -math.inf
    problem: str = ""
    warned: date = date.min
    lock: threading.Lock = field(default_factory=threading.Lock)

    def warning(self, now: datetime) -> str:
        """What will be wrong before long; empty if nothing. It goes to the log once a day."""
        said = warning_of(self.certificate_ends, now)
        if said and now.date() > self.warned:
            self.warned = now.date()
            log.warning("%s", said)
        return said

    def problem_of(self, server: Server) -> str:
        """Why it cannot answer; empty if it can."""
        with self.lock:
            if time.monotonic() - self.looked > LOOKED_EVERY:
                problem = _problem_of(server)
                if problem and problem != self.problem:
                    log.error("not ready: %s", problem)
                self.looked, self.problem = time.monotonic(), problem
            return self.problem


def _problem_of(server: Server) -> str:
    try:
        server.file.require_writable()
        server.firm.require_readable()
        server.firm.require_writable()
    except PinciteError as error:
        return str(error)
    return ""


@router.get("/ready")
def ready(request: Request, server: Running) -> Response:
    """Rules and record can be read, and records and the server's own file written. The reason why not is in the log.

    A second line says what will be wrong before long.
    """
    if request.app.state.readiness.problem_of(server):
        return PlainTextResponse("not ready\n", HTTPStatus.SERVICE_UNAVAILABLE)
    warning = request.app.state.readiness.warning(server.firm.now())
    return PlainTextResponse(f"ready\n{warning}\n" if warning else "ready\n")


@dataclass(slots=True)
class IndexGauges:
    """How the search index stands, looked at once in a while: a look lists its files."""

    looked: float = -math.inf
    status: IndexStatus | None = None

    async def now(self, server: Server) -> IndexStatus | None:
        """The status; None if the index cannot be read, which whoever searches is told."""
        if time.monotonic() - self.looked > INDEX_LOOKED_EVERY:
            self.looked = time.monotonic()
            try:
                self.status = await server.firm.index_status()
            except PinciteError as error:
                log.warning("the search index has no gauges: %s", error)
                self.status = None
        return self.status


@router.get("/metrics")
async def metrics(request: Request, server: Running) -> Response:
    """What all processes have counted, for whoever has the token.

    A token is asked of everybody, also on this machine: behind a proxy everybody comes from there.

    Raises:
        NotVisible: the token is wrong, or none is set.
    """
    token: bytes | None = request.app.state.metrics_token
    given = request.headers.get("authorization", "").encode()
    if token is None or not hmac.compare_digest(given, b"Bearer " + token):
        raise NotVisible("metrics")
    end = request.app.state.readiness.certificate_ends
    left = None if end is None else (end - server.firm.now()).total_seconds() / 86_400
    records = await on_thread(server.firm.records)
    index = await request.app.state.index_gauges.now(server)
    counted = await on_thread(exposition, server.firm.root, records, left, index)
    return Response(counted, media_type="text/plain; version=0.0.4; charset=utf-8")
