"""HEAD, which asks what GET would answer without the answer itself (RFC 9110, 9.3.2)."""

from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any

from pincite.web.headers import App, Message, Receive, Scope, Send


class Heading:
    """An app that answers HEAD where it answers GET."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        as_get = {**scope, "method": "GET"}
        once = _Beginning(receive, send)
        await self._app(scope, once.receive, once.send)
        if once.is_refused:  # by an address that has no answer to HEAD of its own
            once = _Beginning(receive, send)
            once.is_last = True
            await self._app(as_get, once.receive, once.send)
            scope.update({name: as_get[name] for name in ("route", "root_path") if name in as_get})


class _Beginning:
    """Of an answer only its beginning; the app then takes it that nobody reads on."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self.is_last = self.is_refused = self._is_sent = False

    async def receive(self) -> MutableMapping[str, Any]:
        """What the browser sends."""
        return {"type": "http.disconnect"} if self._is_sent else await self._receive()

    async def send(self, message: Message) -> None:
        """Send the beginning, with an empty body."""
        if message["type"] != "http.response.start":
            return
        if message["status"] == HTTPStatus.METHOD_NOT_ALLOWED and not self.is_last:
            self.is_refused = True
            return
        await self._send(message)
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        self._is_sent = True
