"""A chat model on any server that speaks the OpenAI protocol: vLLM, llama.cpp, Ollama, or a vendor's.

The key goes into one header and nowhere else. Redirects are not followed, so that neither key nor documents go where
the settings do not say. A connection lives for one reply: compared with the seconds that a model writes, opening it
costs little, and nothing has to be closed, whichever event loop asks for the next reply.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import httpx2

from pincite.errors import ModelError
from pincite.models.chat.dialect import Dialect, body, plainer
from pincite.models.chat.patience import ATTEMPTS, PASSING, wait_s
from pincite.models.chat.reply import SEE_URL, complaint, read_reply
from pincite.models.ports import Completion, Message

LONGEST_ANSWER = 4 << 20
"""The most bytes of a server's answer; 10,000 tokens with their thoughts and timings are some 200,000."""

CONNECT_S = 10.0
"""Seconds to reach a server; they are part of the time for a reply."""

LOST = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.ReadError,
    httpx2.WriteError,
    httpx2.RemoteProtocolError,
)
"""The errors that a restart of the server causes here."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is: the address up to and with `/v1`, the model's name there, and what is needed to use it.

    `timeout_s` is the seconds for one reply, including retries. With `trust_env`, proxies and certificates are taken
    from the environment. `attempts` is the most requests for one reply.
    """

    url: str
    model: str
    key: str | None = field(repr=False)
    timeout_s: float
    trust_env: bool = False
    attempts: int = ATTEMPTS


class Unreachable(ModelError):  # noqa: N818 - reads as a sentence where it is raised
    """There was no connection to the server, or it broke off."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back from a server."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class OpenAIChat:
    """Asks for a chat completion, with temperature 0 and a fixed seed where the server takes them."""

    def __init__(self, endpoint: Endpoint, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """`pause` waits for so many seconds."""
        self._endpoint = endpoint
        self._pause = pause
        self._dialect = Dialect()

    @property
    def name(self) -> str:
        """The name that the settings give."""
        return self._endpoint.model

    @property
    def dialect(self) -> Dialect:
        """The dialect that the server accepts, as far as known."""
        return self._dialect

    async def complete(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None = None
    ) -> Completion:
        """The assistant's next turn, at most `max_tokens` long, bound to the schema as far as the server can.

        Raises:
            ModelError: the server cannot be reached or refuses, takes too long, or gives no usable reply.
        """
        try:
            async with asyncio.timeout(self._endpoint.timeout_s):
                answer = await self._accepted(messages, max_tokens, schema)
        except TimeoutError as error:
            raise ModelError(
                f"{self._where} gave no reply within {self._endpoint.timeout_s:g} s; raise timeout_s in [model], or "
                "ask for less"
            ) from error
        return read_reply(answer.content, messages, max_tokens, self.name, self._endpoint.key)

    async def _accepted(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None
    ) -> _Answer:
        """The answer to a request in a dialect that the server accepts; that dialect is remembered.

        Raises:
            ModelError: there is none.
        """
        dialect = self._dialect
        while True:
            answer = await self._answered(body(self.name, messages, max_tokens, schema, dialect))
            if answer.status == 200:
                self._dialect = dialect
                return answer
            said = answer.content.decode("utf-8", "replace")
            step = plainer(dialect, said, has_schema=schema is not None) if answer.status in (400, 422) else None
            if step is None:
                raise ModelError(self._refusal(answer))
            dialect = step

    async def _answered(self, request: bytes) -> _Answer:
        """The answer to a request; it is repeated if the failure may pass.

        Raises:
            Unreachable: no connection held at the last attempt.
            ModelError: the answer is too long, or the connection cannot be trusted.
        """
        attempt = 0
        while True:
            is_last = attempt + 1 >= self._endpoint.attempts
            headers: Mapping[str, str] = {}
            try:
                answer = await self._sent(request)
                headers = answer.headers
                if answer.status not in PASSING or is_last:
                    return answer
            except LOST as error:
                if isinstance(reason := _ssl_reason(error), str):
                    raise ModelError(
                        f"the connection to {self._where} is not secure ({reason}); correct the server's certificate, "
                        "or put the firm's own authority into the system's certificates"
                    ) from error
                if is_last:
                    raise Unreachable(
                        f"{self._where} cannot be reached ({_reason(error)}); start it, or correct url in [model]"
                    ) from error
            wait = wait_s(attempt, headers)
            if wait is None:
                return answer
            await self._pause(wait)
            attempt += 1

    async def _sent(self, request: bytes) -> _Answer:
        """The answer to one request."""
        endpoint = self._endpoint
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity", "Accept": "application/json"}
        if endpoint.key is not None:
            headers["Authorization"] = f"Bearer {endpoint.key}"
        timeout = httpx2.Timeout(endpoint.timeout_s, connect=min(CONNECT_S, endpoint.timeout_s))
        try:
            async with (
                httpx2.AsyncClient(verify=self._tls, trust_env=endpoint.trust_env, timeout=timeout) as client,
                client.stream("POST", f"{endpoint.url}/chat/completions", content=request, headers=headers) as answer,
            ):
                return _Answer(answer.status_code, answer.headers, await self._content(answer))
        except (httpx2.ReadTimeout, httpx2.WriteTimeout) as error:
            raise TimeoutError from error
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.ProxyError, httpx2.LocalProtocolError) as error:
            raise ModelError(
                f"{self._where} cannot be asked ({_reason(error)}); correct url in [model], or the proxy that the "
                "environment names"
            ) from error

    async def _content(self, answer: httpx2.Response) -> bytes:
        """The body of an answer, if it is not too long.

        Raises:
            ModelError: it is too long, or compressed, which could hide how long it is.
        """
        if answer.headers.get("content-encoding", "identity").strip().casefold() not in ("identity", ""):
            raise ModelError(f"{self._where} gave a compressed answer although it was asked not to; {SEE_URL}")
        content = bytearray()
        async for piece in answer.aiter_raw():
            content += piece
            if len(content) > LONGEST_ANSWER:
                raise ModelError(
                    f"{self._where} gave an answer of more than {LONGEST_ANSWER:,} bytes, which no reply is; {SEE_URL}"
                )
        return bytes(content)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """The check of servers' certificates, by the system's own authorities.

        Raises:
            ModelError: the authorities that the environment names cannot be read.
        """
        try:
            return httpx2.create_ssl_context(trust_env=self._endpoint.trust_env)
        except OSError as error:
            raise ModelError(
                f"{self._where} cannot be asked: the certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be "
                f"read ({_reason(error)}); correct it, or set trust_env = false in [model]"
            ) from error

    @property
    def _where(self) -> str:
        return f"the language model {self.name} at {self._endpoint.url}"

    def _refusal(self, answer: _Answer) -> str:
        """Why a server gave no completion, and what would help. Its words about a key are not repeated."""
        status = answer.status
        said = complaint(answer.content, self._endpoint.key)
        because = f"{status}: {said}" if said else str(status)
        match status:
            case 401 | 403 if self._endpoint.key is None:
                return f"{self._where} asks for a key ({status}); name the variable that holds it as key_env in [model]"
            case 401 | 403:
                return f"{self._where} refused the key ({status}); put a valid one where key_env or key_keyring says"
            case 404:
                return f"{self._where} is not there ({because}); correct url or name in [model]"
            case 429:
                return f"{self._where} is asked too often ({because}); ask again later, or have its limit raised"
            case 400 | 413 | 422:
                return (
                    f"{self._where} refused the request ({because}); if it is too long, choose a model that reads "
                    "more, or lower max_answer_tokens in [model]"
                )
            case _ if 300 <= status < 400:
                return (
                    f"{self._where} sends requests elsewhere ({status}), which is not followed; correct url in [model]"
                )
        return f"{self._where} failed ({because}); ask again later, and see its server's log"


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
