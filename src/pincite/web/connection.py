"""A connection of the server: what asks for nothing is not waited for.

Uvicorn waits for ever for the first request of a connection, and for headers that come one by one. Here each wait has
an end. A connection that may be told to close while its next request is on the way is given a moment for that, so that
a worker can be replaced without dropping a request. What is no HTTP gets a sentence with the headers of every answer.
So does who comes when as many are connected as may be; who was connected before goes on.
"""

import asyncio
import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar, Final

import h11
from starlette.responses import PlainTextResponse
from uvicorn.protocols.http.h11_impl import H11Protocol

from pincite.web.crowd import CLOSED, Crowd
from pincite.web.headers import App, Receive, Scope, Send, headers_of
from pincite.web.pages import PAGES

LAST_MOMENT = 1.0
"""Seconds that a connection stays open for a request that may be on the way when the worker is told to end."""

SPARE: Final = 100
"""Connections beyond the limit whose request is read before they are told that there are too many."""

MOST_TOLD: Final = 8_000
"""Connections beyond those that are told at once, and wait to be closed; of more, the system has no files to spare."""

READ_FOR: Final = 5.0
"""Seconds for which what such a connection sends is taken and forgotten: closed before, the words would be lost."""

IS_BEYOND: Final = "is_beyond"
"""What a request's state says of a connection that came when there were as many as may be, and still are."""

TOO_MANY: Final = (
    "As many people are connected to this server at the moment as it takes at once, so this was not done. Try again in "
    "a minute."
)

TRY_AGAIN: Final = 10
"""Seconds after which whoever was one too many may ask again."""

TOO_SLOW: Final = "The headers of this request took too long to arrive."

SENTENCES: Final = {
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "The address or the headers of this request are too long.",
    HTTPStatus.NOT_IMPLEMENTED: "This request is sent in a way that is not understood here.",
}
"""What is said of requests that are no HTTP as it is spoken here, by the status that h11 has for them."""

NO_HTTP: Final = "This is no request of HTTP that is understood here."


def connection_of(
    header_seconds: float, most: int, *, is_https: bool = False, counting: Crowd | None = None
) -> Callable[..., asyncio.Protocol]:
    """A protocol for uvicorn: headers may take so many seconds; beyond so many connections, new ones are refused.

    `counting` counts those that no app gets.
    """

    class Connection(_Connection):
        seconds = header_seconds
        limit = most
        common = headers_of(is_https=is_https)
        told: ClassVar[set[_Connection]] = set()
        crowd = counting or Crowd()

    return Connection


class Bounded:
    """An app that refuses what comes over a connection beyond the limit."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say that there are too many."""
        if scope["type"] == "http" and scope.get("state", {}).get(IS_BEYOND):
            headers = {"retry-after": str(TRY_AGAIN), "connection": "close"}
            await PlainTextResponse(f"{TOO_MANY}\n", HTTPStatus.SERVICE_UNAVAILABLE, headers)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class _Connection(H11Protocol):
    """HTTP/1.1, with an end to each wait."""

    seconds: float
    limit: int
    common: Mapping[str, str]
    told: ClassVar[set["_Connection"]]
    crowd: Crowd

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*arguments, **named)
        self._deadline: asyncio.TimerHandle | None = None
        self._is_last = False
        self._came_beyond = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._came_beyond = self._are_too_many()
        if len(self.connections) > self.limit + SPARE:
            self._tell_at_once(transport)
        else:
            self._wait(self.seconds)

    def _tell_at_once(self, transport: asyncio.Transport) -> None:
        """Say that there are too many before anything was asked, which costs nothing more; then close."""
        self.connections.discard(self)  # it is none of those that are served
        if len(self.told) >= MOST_TOLD:
            self.crowd.note(CLOSED)
            transport.abort()
            return
        self.crowd.note(str(HTTPStatus.SERVICE_UNAVAILABLE.value))
        self.told.add(self)
        self._say(HTTPStatus.SERVICE_UNAVAILABLE, TOO_MANY, **{"retry-after": str(TRY_AGAIN)})
        if transport.can_write_eof():
            transport.write_eof()
        self._deadline = self.loop.call_later(READ_FOR, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Take what came; the wait for headers goes on where they are not whole."""
        if self in self.told:
            return
        super().data_received(data)
        if not self._is_waiting():
            self._wait_no_longer()
        elif self._deadline is None:
            self._wait(self.seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self.told.discard(self)
        self._wait_no_longer()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Begin to answer a request whose headers are whole."""
        self.app_state = {**self.app_state, IS_BEYOND: self._came_beyond and self._are_too_many()}
        super().handle_events()
        if self._is_last and self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        """Answer what is being answered, and what is on the way; then close."""
        self._is_last = True
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False
        else:
            self._wait(LAST_MOMENT)

    def _are_too_many(self) -> bool:
        return len(self.connections) > self.limit

    def _is_waiting(self) -> bool:
        """True while headers are waited for, or the rest of a request that was answered before its end."""
        states = self.conn.states
        return states[h11.CLIENT] is h11.IDLE or (
            states[h11.SERVER] is h11.DONE and states[h11.CLIENT] is h11.SEND_BODY
        )

    def _wait(self, seconds: float) -> None:
        self._wait_no_longer()
        self._deadline = self.loop.call_later(seconds, self._give_up)

    def _wait_no_longer(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        """Close a connection that was waited for; one that began a request is told why."""
        self._deadline = None
        if self.transport.is_closing():
            return
        if self.conn.trailing_data[0]:
            self._say(HTTPStatus.REQUEST_TIMEOUT, TOO_SLOW)
        self._unset_keepalive_if_required()
        self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn calls it so
        """Answer what is no request, in place of uvicorn's few words: no app gets it, so nothing else does."""
        error = sys.exception()
        hint = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else HTTPStatus.BAD_REQUEST
        status = HTTPStatus(hint)
        self._say(status, SENTENCES.get(status, NO_HTTP))
        self.transport.close()

    def _say(self, status: HTTPStatus, sentence: str, **further: str) -> None:
        """Answer in one sentence, where no answer was begun; it is a page if what came so far asks for one."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return
        is_page = b"text/html" in self.conn.trailing_data[0]
        words = PAGES.text("failure.html", None, number=status.value, sentence=sentence) if is_page else f"{sentence}\n"
        kind = f"text/{'html' if is_page else 'plain'}; charset=utf-8"
        headers = {**self.common, "content-type": kind, "connection": "close", **further}
        begun = h11.Response(status_code=status, headers=list(headers.items()), reason=status.phrase.encode())
        for event in (begun, h11.Data(data=words.encode()), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
