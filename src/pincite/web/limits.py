"""How long what is sent may take to arrive: a client that sends a byte now and then holds nothing for long.

How large a form may be is FastAPI's to say (`max_body_size`), which a route that takes files says for itself.
"""

import asyncio
import time
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException

from pincite.web.headers import App, Receive, Scope, Send

FILES = ("/uploads/", "/deliveries/at-once", "/api/v1/uploads/")
"""Where the addresses begin that take whole files, as long as enough of them goes on coming."""

LEAST_BYTES: Final = 64 * 1024
"""Bytes of a file that have to come in the time in which a form has to: the slowest line of a telephone has as many."""

TOO_SLOW = "This request took too long to arrive"


class Timely:
    """An app to which forms come within so many seconds, and of files at least `LEAST_BYTES` in as long."""

    def __init__(self, app: App, seconds: float) -> None:
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, if what it sends comes in time."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        until, is_whole = time.monotonic() + self._seconds, False
        is_form = not scope["path"].startswith(FILES)
        left, came = self._seconds, 0  # of a file: seconds for the bytes that have to come, and how many of them have

        async def timely() -> MutableMapping[str, Any]:
            nonlocal is_whole, left, came
            if is_whole:  # what is waited for now is that the browser goes away
                return await receive()
            began = time.monotonic()
            try:
                async with asyncio.timeout(until - began if is_form else left):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, TOO_SLOW, {"connection": "close"}) from error
            is_whole = not message.get("more_body", False)
            left -= time.monotonic() - began  # what the server itself takes with a piece does not count
            came += len(message.get("body", b""))
            if came >= LEAST_BYTES:
                left, came = self._seconds, 0
            return message

        await self._app(scope, timely, send)
