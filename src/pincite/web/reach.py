"""Who may ask at all: under which name, and from which machine.

A page of another site could have its own name lead to this machine (DNS rebinding); the browser then takes what it
reads here for that site's own. So a request has to name the server as it is named. And what a proxy says of a request
is believed only from the proxies that the settings name.
"""

import ipaddress
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from pincite.web.headers import App, Receive, Scope, Send
from pincite.wiring.server_settings import Network, ServerSettings, is_this_machine

LOCAL = ("localhost", "127.0.0.1", "::1")
"""The names of this machine for itself, by which nobody reaches another one."""

EVERY = ("0.0.0.0", "::")  # noqa: S104 - not bound here
"""All addresses of a machine, which are nobody's name."""

ANOTHER_NAME = "This server is not asked by that name.\n"

NOT_BY_THE_PROXY = "This server is asked through its proxy alone.\n"

IN_THE_CLEAR = "This server is asked over HTTPS alone.\n"


class Reached:
    """An app that is reached as the settings say; afterwards `client` and `scheme` are the browser's own."""

    def __init__(self, app: App, settings: ServerSettings) -> None:
        self._names = names_of(settings)
        self._proxies = settings.trusted_proxies
        self._is_private = settings.has_tls or settings.is_for_this_machine
        self._app: App = app
        if settings.trusted_proxies:
            # uvicorn has types of its own for what ASGI calls an app.
            self._app = ProxyHeadersMiddleware(app, list(map(str, settings.trusted_proxies)))  # type: ignore[arg-type,assignment]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say why it is not answered."""
        if scope["type"] == "http" and (refusal := self._refusal(scope)) is not None:
            await PlainTextResponse(refusal[1], refusal[0])(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[HTTPStatus, str] | None:
        headers = Headers(scope=scope)
        if _name_in(headers.get("host", "")) not in self._names:
            return HTTPStatus.MISDIRECTED_REQUEST, ANOTHER_NAME
        peer = _plain(scope)
        if is_among(peer, self._proxies):
            is_open = headers.get("x-forwarded-proto", "https").strip() != "https"
            return (HTTPStatus.FORBIDDEN, IN_THE_CLEAR) if is_open else None
        is_private = self._is_private or is_this_machine(peer)
        return None if is_private else (HTTPStatus.FORBIDDEN, NOT_BY_THE_PROXY)


def names_of(settings: ServerSettings) -> frozenset[str]:
    """The names and addresses by which a server may be asked, in lower case and without ports."""
    names = {*LOCAL, *settings.hosts}
    if settings.address not in EVERY:
        names.add(settings.address.lower())
    if settings.public_url is not None:
        names.add(urlsplit(settings.public_url).hostname or "")
    return frozenset(names)


def is_among(address: str, networks: Sequence[Network]) -> bool:
    """True if an address belongs to one of some networks."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)


def _plain(scope: Scope) -> str:
    """The address of whoever is connected; one of version 4 is written so, whatever the socket makes of it."""
    peer, port = scope.get("client") or ("", 0)
    if peer.startswith("::ffff:") and "." in peer:
        peer = peer.removeprefix("::ffff:")
        scope["client"] = (peer, port)
    return str(peer)


def _name_in(host: str) -> str:
    """The name in a header `Host`, without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower().removesuffix(".")
