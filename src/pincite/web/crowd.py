"""Requests that are turned away because too many come at once: each is told so, and the record says how many.

It says so once a minute in each worker. With a record for each request, whoever sends ten thousand would fill the
record, and with it the disk.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from pincite.errors import PinciteError
from pincite.session.refusals import record_crowd
from pincite.threads import on_thread
from pincite.web.headers import App, Message, Receive, Scope, Send

if TYPE_CHECKING:
    from collections.abc import Callable

    from pincite.session import Session

EVERY_SECONDS: Final = 60.0

STATUSES: Final = {HTTPStatus.TOO_MANY_REQUESTS.value, HTTPStatus.SERVICE_UNAVAILABLE.value}

CLOSED: Final = "closed"
"""What a connection counts as that was closed without a word, since even words were too many."""

NOT_COUNTED: Final = ("/ready",)
"""A proxy asks for this all the time, and its answer says that something broke."""

log = logging.getLogger("pincite.web")


@dataclass(slots=True)
class Crowd:
    """Counts what one worker turns away, by status; `began` is when it began to count, by the monotonic clock."""

    counts: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)

    def note(self, how: str) -> None:
        """Count a request; `how` is the status, or `CLOSED`."""
        self.counts[how] += 1

    @asynccontextmanager
    async def recorded(self, opened: "Callable[[], Session]") -> AsyncIterator[None]:
        """While this lasts, put what was counted on the record once a minute, and what is left at its end.

        `opened` gives the session of the account that runs the server.
        """
        keeping = asyncio.create_task(self._keep(opened))
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await self.record(opened)

    async def record(self, opened: "Callable[[], Session]") -> None:
        """Put what was counted on the record; where that cannot be written, it is tried again with what comes next."""
        counts, seconds = dict(self.counts), time.monotonic() - self.began
        if not counts:
            self.began = time.monotonic()
            return
        try:
            await record_crowd(await on_thread(opened), counts, seconds)
        except PinciteError as error:
            log.error("that requests were turned away is not on the record yet: %s", error)
            return
        self.counts -= Counter(counts)
        self.began = time.monotonic()

    async def _keep(self, opened: "Callable[[], Session]") -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self.record(opened)


class Counted:
    """An app whose answers that there are too many are counted."""

    def __init__(self, app: App, crowd: Crowd) -> None:
        self._app, self._crowd = app, crowd

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and count it where it is turned away."""
        if scope["type"] != "http" or scope["path"] in NOT_COUNTED:
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in STATUSES:
                self._crowd.note(str(message["status"]))
            await send(message)

        await self._app(scope, receive, sent)
