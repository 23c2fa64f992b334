"""One request after another to a provider over HTTP, until one is answered or the patience ends.

The key goes into one header and nowhere else. Redirects are not followed, so that neither key nor documents go where
the settings do not say. A connection lives for one reply: compared with the seconds that a model writes, opening it
costs little, and nothing has to be closed, whichever event loop asks for the next reply.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import httpx2

from pincite.errors import LeaveLapsed, ModelError, NotPermitted
from pincite.models.chat.limits import UNLIMITED, Gate, NoRoom, Outcome, Ticket
from pincite.models.chat.patience import ATTEMPTS, LONGEST_WAIT_S, PASSING, asked_s, is_spent, wait_s
from pincite.models.chat.pinning import Network, Target, pinned
from pincite.models.chat.spending import Spending
from pincite.models.ports import BrokenReply, Usage

LONGEST_ANSWER = 4 << 20
"""The most bytes of a server's answer; 10,000 tokens with their thoughts and timings are some 200,000."""

CONNECT_S = 10.0
"""Seconds to reach a server; they are part of the time for a reply."""

EARLY_S = 0.01
"""Seconds by which a timer may ring early: clocks have a resolution."""

NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout)

LOST = (*NEVER_SENT, httpx2.ReadError, httpx2.WriteError, httpx2.RemoteProtocolError)
"""The errors that a restart of the server causes here."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is: the address up to and with `/v1`, the model's name there, and what is needed to use it.

    `timeout_s` is the seconds for one reply, including retries. With `trust_env`, proxies and certificates are taken
    from the environment. `attempts` is the most requests for one reply. `within` are the networks that the address must
    be in, each time that it is asked; None for one that may be anywhere. No proxy is used for one within the firm.
    """

    url: str
    model: str
    key: str | None = field(repr=False)
    timeout_s: float
    trust_env: bool = False
    attempts: int = ATTEMPTS
    within: tuple[Network, ...] | None = None

    @property
    def where(self) -> str:
        """Names the model in a sentence."""
        return f"the language model {self.model} at {self.url}"


class CutShort(Exception):  # noqa: N818 - never leaves the exchange
    """A stream ended without the event that ends it."""


class Unreachable(BrokenReply):
    """There was no connection to the server, or it broke off."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: the path under the address, the body, and the headers beside those that every request has.

    `most` is what it can have used if its reply is lost. `require` looks at the leave to send it. `left_s` gives the
    seconds that are left for its reply.
    """

    path: str
    body: bytes
    headers: Mapping[str, str] = field(repr=False)
    most: Usage
    require: Callable[[], Awaitable[None]] = field(repr=False)
    left_s: Callable[[], float] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from a server."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def may_pass(self) -> bool:
        """Whether the same request may be answered a moment later."""
        return self.status in PASSING and not is_spent(self.content)


class Transport:
    """Sends requests to one endpoint."""

    def __init__(
        self,
        endpoint: Endpoint,
        see_url: str,
        pause: Callable[[float], Awaitable[None]],
        chance: Callable[[], float],
        gate: Gate = UNLIMITED,
    ) -> None:
        """`see_url` is the remedy where the address seems to be wrong.

        `pause` waits for so many seconds, `chance` draws from 0 to 1. Each request goes through the `gate`.
        """
        self._endpoint, self._see_url, self._pause, self._chance = endpoint, see_url, pause, chance
        self._gate = gate

    async def answered(self, request: Request, spending: Spending) -> Answer:
        """The answer to a request; it is repeated if the failure may pass. What an accepted one used is still open.

        Raises:
            TimeoutError: nothing came within the endpoint's time.
            Halted: the model is left alone, or was asked too much.
            Unreachable: no connection held at the last attempt.
            ModelError: the answer is too long, or the connection cannot be trusted.
        """
        attempt = 0
        while True:
            try:
                async with self.opened(request, spending) as response:
                    answer = await self.content(response)
            except (NotPermitted, LeaveLapsed):
                spending.settle()
                raise
            except LOST as error:
                self.lost(error, spending)
                if not await self.waits(attempt, {}):
                    raise self.unreachable(error) from error
            else:
                if answer.status == 200:
                    return answer
                spending.settle()
                if not answer.may_pass or not await self.waits(attempt, answer.headers):
                    return answer
            attempt += 1

    async def waits(self, attempt: int, headers: Mapping[str, str]) -> bool:
        """Wait for the attempt after this one (the first is 0); False if there shall be none."""
        wait = wait_s(attempt, headers, self._chance())
        if wait is None or attempt + 1 >= self._endpoint.attempts or await self._gate.is_shut():
            return False
        await self._pause(wait)
        return True

    @asynccontextmanager
    async def opened(self, request: Request, spending: Spending) -> AsyncIterator[httpx2.Response]:
        """The answer to one request as it comes in; the connection ends with the context.

        Nothing is sent anywhere else, so the gate and the leave are looked at here, once for each request. What an
        error says that leaves the context, and whether one does, is told to the gate.

        Raises:
            NotPermitted: it may not be sent.
            LeaveLapsed: the rules changed since leave was given.
            Halted: the model is left alone, or was asked too much.
            TimeoutError: nothing came within the endpoint's time.
            ModelError: the address cannot be asked.
        """
        ticket = await self._admitted(request)
        spending.begin(request.most)
        outcome: Outcome = "unsent"
        asked = 0.0
        try:
            await request.require()
            endpoint = self._endpoint
            url = f"{endpoint.url}{request.path}"
            within = endpoint.within
            targets = (Target(url),) if within is None else await pinned(url, within, endpoint.where)
            outcome = "given up"
            try:
                async with AsyncExitStack() as stack:
                    response = await self._connected(stack, targets, request)
                    if has_failed := response.status_code in PASSING or response.status_code >= 500:
                        asked = asked_s(response.headers) or 0.0
                    yield response
                    outcome = "failed" if has_failed else "answered"
            except (httpx2.ReadTimeout, httpx2.WriteTimeout) as error:
                raise TimeoutError from error
            except (
                httpx2.InvalidURL,
                httpx2.UnsupportedProtocol,
                httpx2.ProxyError,
                httpx2.LocalProtocolError,
            ) as error:
                outcome = "unsent"
                raise ModelError(
                    f"{endpoint.where} cannot be asked ({_reason(error)}); correct url in settings.toml, or the proxy "
                    "that the environment names"
                ) from error
        except (TimeoutError, CutShort, *LOST):
            outcome = "failed"
            raise
        except asyncio.CancelledError:
            if outcome == "given up" and request.left_s() <= EARLY_S:
                outcome = "failed"
            raise
        finally:
            await self._gate.settle(ticket, outcome, asked)

    async def _admitted(self, request: Request) -> Ticket:
        """The gate's ticket for a request, waited for where too much was sent in the last minute.

        Raises:
            Halted: the model is left alone, or it would take too long.
        """
        waited = 0.0
        while not isinstance(found := await self._gate.admit(_tokens(request.most)), Ticket):
            waited += found.seconds
            if waited > LONGEST_WAIT_S or found.seconds >= request.left_s():
                raise NoRoom(
                    f"{self._endpoint.where} was asked as much as requests_per_minute or tokens_per_minute in its "
                    f"settings allow for; there is room again in {max(1, round(found.seconds))} s: ask again then, or "
                    "raise them if its provider gives more"
                )
            await self._pause(found.seconds)
        return found

    async def used(self, most: Usage, usage: Usage) -> None:
        """Tell the gate what the request that was answered took, of the most that it could have taken."""
        if not usage.estimated:
            await self._gate.give_back(_tokens(most) - _tokens(usage))

    async def _connected(self, stack: AsyncExitStack, targets: Sequence[Target], request: Request) -> httpx2.Response:
        """The answer of the first of the targets to which there is a connection; it ends with the stack."""
        endpoint = self._endpoint
        timeout = httpx2.Timeout(endpoint.timeout_s, connect=min(CONNECT_S, endpoint.timeout_s))
        trust_env = endpoint.trust_env and endpoint.within is None  # what stays in the firm passes no proxy
        client = httpx2.AsyncClient(verify=self._tls, trust_env=trust_env, timeout=timeout)
        await stack.enter_async_context(client)
        *others, last = targets
        for target in others:
            try:
                return await stack.enter_async_context(self._sent(client, target, request))
            except NEVER_SENT:
                continue
        return await stack.enter_async_context(self._sent(client, last, request))

    def _sent(
        self, client: httpx2.AsyncClient, target: Target, request: Request
    ) -> AbstractAsyncContextManager[httpx2.Response]:
        """The request on its way to one target, within which its answer comes in."""
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity", **request.headers}
        if target.host is not None:
            headers["Host"] = target.host
        extensions = {"sni_hostname": target.name} if target.name is not None else {}
        return client.stream("POST", target.url, content=request.body, headers=headers, extensions=extensions)

    async def content(self, response: httpx2.Response) -> Answer:
        """The answer with its whole body, if that is not too long.

        Raises:
            ModelError: it is too long, or compressed.
        """
        self.require_plain(response)
        content = bytearray()
        async for piece in response.aiter_raw():
            content += piece
            if len(content) > LONGEST_ANSWER:
                raise ModelError(
                    f"{self._endpoint.where} gave an answer of more than {LONGEST_ANSWER:,} bytes, which no reply is; "
                    f"{self._see_url}"
                )
        return Answer(response.status_code, response.headers, bytes(content))

    def require_plain(self, response: httpx2.Response) -> None:
        """Refuse a compressed answer, which could hide how long it is.

        Raises:
            ModelError: it is one.
        """
        if response.headers.get("content-encoding", "identity").strip().casefold() not in ("identity", ""):
            raise ModelError(
                f"{self._endpoint.where} gave a compressed answer although it was asked not to; {self._see_url}"
            )

    def lost(self, error: httpx2.TransportError, spending: Spending) -> None:
        """Note that a request is lost; one that was never sent used nothing.

        Raises:
            ModelError: it was because the server cannot be trusted, so that another attempt would not help.
        """
        if isinstance(error, NEVER_SENT):
            spending.settle()
        if isinstance(reason := _ssl_reason(error), str):
            raise ModelError(
                f"the connection to {self._endpoint.where} is not secure ({reason}); correct the server's certificate, "
                "or put the firm's own authority into the system's certificates"
            ) from error

    def unreachable(self, error: Exception) -> Unreachable:
        """What to raise when a connection did not hold."""
        return Unreachable(
            f"{self._endpoint.where} cannot be reached ({_reason(error)}); start it, or correct url in settings.toml"
        )

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """The check of servers' certificates, by the system's own authorities.

        Raises:
            ModelError: the authorities that the environment names cannot be read.
        """
        if not self._endpoint.trust_env:
            return _system_tls()
        try:
            return httpx2.create_ssl_context(trust_env=True)
        except OSError as error:
            raise ModelError(
                f"{self._endpoint.where} cannot be asked: the certificates that SSL_CERT_FILE or SSL_CERT_DIR names "
                f"cannot be read ({_reason(error)}); correct it, or set trust_env = false in settings.toml"
            ) from error


def _tokens(usage: Usage) -> int:
    return usage.prompt_tokens + usage.completion_tokens


@lru_cache(maxsize=1)
def _system_tls() -> ssl.SSLContext:
    """The check by the system's own authorities, which take longer to read than a request to be answered."""
    return httpx2.create_ssl_context(trust_env=False)


def _ssl_reason(error: BaseException) -> str | None:
    """Why a server's certificate was not accepted; None if something else failed."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message
        if isinstance(cause, ssl.SSLError):
            return cause.reason or "no encrypted connection"
        cause = cause.__cause__ or cause.__context__
    return None


def _reason(error: Exception) -> str:
    """A library's words for a failure, on one line."""
    return " ".join(str(error).split()) or type(error).__name__
