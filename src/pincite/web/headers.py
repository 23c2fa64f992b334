"""Headers that every answer carries, and which requests may change something."""

from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""A page takes nothing from anywhere else, runs no words that stand in it, and is shown in nobody's frame."""

HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}

HTTPS_ALONE = {"strict-transport-security": "max-age=31536000"}
"""For a year browsers ask this name over HTTPS alone (RFC 6797)."""

FROM_ANYWHERE = frozenset({"/sign-in", "/sign-in/back"})
"""Pages to which the firm's provider leads back: they show nothing, and what is brought there is proven."""

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})

NOT_FROM_HERE = "This request came from another site, so nothing was done.\n"


class Guarded:
    """An app behind the headers; a request that changes something has to come from one of its own pages.

    Browsers say where a request comes from (Fetch Metadata; the header Origin). Together with a cookie that forms of
    other sites do not send and a token in each form, that is three answers to one question.
    """

    def __init__(self, app: App, *, is_https: bool = False) -> None:
        self._app = app
        self._headers = headers_of(is_https=is_https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        is_open = scope["path"] in FROM_ANYWHERE or is_wanted(headers)
        if not (is_from_here(headers) if scope["method"] in CHANGING else is_open):
            await PlainTextResponse(NOT_FROM_HERE, HTTPStatus.FORBIDDEN)(scope, receive, sent)
            return
        await self._app(scope, receive, sent)


def headers_of(*, is_https: bool) -> dict[str, str]:
    """The headers of every answer."""
    return {**HEADERS, **(HTTPS_ALONE if is_https else {})}


def is_wanted(headers: Headers) -> bool:
    """False for what another site opened by itself, as a page or as part of one of its own, of the same domain too.

    What is opened is recorded in the reader's name. A link that somebody follows, in a message for example, is wanted
    (Fetch Metadata: `Sec-Fetch-User`).
    """
    is_followed = headers.get("sec-fetch-user") == "?1" and headers.get("sec-fetch-mode") == "navigate"
    return is_followed or headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def is_from_here(headers: Headers) -> bool:
    """True for a request that one of the server's own pages made, or a program that is no browser."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return False
    return origin is None or urlsplit(origin).netloc == headers.get("host")
