"""A provider of language models for tests and demonstrations: a real server on 127.0.0.1 that speaks both protocols.

What it says is a function of the question that it is handed. It fails as it is told, request by request, and keeps a
ledger of its own, so that what a client believes to have used can be compared with what was used.
"""

import asyncio
import json
import math
import socket
import ssl
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Literal

from pincite.errors import ModelError
from pincite.models.chat.fake_wires import AnthropicWire, FakeWire, Malformed, OpenAIWire, Question, Spoken
from pincite.models.ports import Usage

WIRES: Mapping[str, FakeWire] = {"/v1/chat/completions": OpenAIWire(), "/v1/messages": AnthropicWire()}

LONGEST_HEAD = 64 << 10
LONGEST_BODY = 64 << 20

FOREVER = math.inf
"""A wait that ends when the client leaves."""

LONGEST_WAIT_S = 86_400.0

TURNS_TO_ACCEPT = 8
"""Turns of the event loop within which it takes every connection that waits, and begins to read from it."""

WRONG_BY = 7
"""Tokens by which a wrong usage is too high."""

NOTHING = Usage(0, 0)


@dataclass(frozen=True, slots=True)
class Fault:
    """How one request fails, or is late; the default is not at all.

    `first_byte_s` and `between_s` are seconds before the head and before each event of a stream. `usage` is what the
    client is told about tokens. What `breaks` half way is half of the body or of the events, and then a connection that
    is reset; or that stays open, but nothing more comes (`stalls half way`). `raw` is sent in the place of a reply or
    an error.
    """

    status: int = 200
    message: str = "as the script says"
    retry_after: str | None = None
    location: str | None = None
    first_byte_s: float = 0.0
    between_s: float = 0.0
    breaks: Literal["no", "before the head", "half way", "stalls half way", "before the end event"] = "no"
    garbles: Literal["no", "not JSON", "cut short"] = "no"
    usage: Literal["counted", "wrong", "negative", "huge", "missing"] = "counted"
    model: str | None = None
    raw: bytes | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One request, as the provider saw it.

    `counted` is what it took by the provider's own count, `said` what the client was told. `is_whole` says whether the
    whole reply was sent, `client_left` whether the client ended the connection before. `at` is in seconds since 1970.
    The key of the request stands nowhere.
    """

    at: float
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, object]
    request_bytes: int
    question: Question | None = None
    status: int = 0
    counted: Usage = NOTHING
    said: Usage | None = None
    reply_bytes: int = 0
    is_whole: bool = False
    client_left: bool = False

    @property
    def wire(self) -> str:
        """Which protocol it spoke; empty if none that is known."""
        return WIRES[self.path].name if self.path in WIRES else ""


def echo(question: Question) -> Spoken:
    """The last message, repeated; where a schema is asked for, the smallest object that follows it."""
    if question.schema is not None:
        return Spoken(json.dumps(smallest(question.schema)))
    return Spoken("You said: " + question.messages[-1].content)


def smallest(schema: Mapping[str, object]) -> object:
    """The smallest value that follows a schema of the kind that pincite asks for.

    >>> smallest({"type": "object", "properties": {"sure": {"enum": ["yes", "no"]}, "why": {"type": "string"}}})
    {'sure': 'yes', 'why': ''}
    """
    match schema:
        case {"enum": [first, *_]}:
            return first
        case {"type": "object"}:
            properties = schema.get("properties", {})
            return (
                {key: smallest(inner) for key, inner in properties.items()} if isinstance(properties, Mapping) else {}
            )
        case {"type": "array", "items": Mapping() as inner}:
            least = schema.get("minItems", 0)
            return [smallest(inner)] * (least if isinstance(least, int) else 0)
        case {"type": "integer" | "number"}:
            return 0
        case {"type": "boolean"}:
            return False
    return ""


@dataclass
class _Request:
    path: str
    headers: Mapping[str, str]
    content: bytes
    body: Mapping[str, object] = field(default_factory=dict)


class FakeProvider:
    """The server. `plan` has the faults of the next requests, in order; after them nothing fails.

    `refuses` has words of a request's body, and what the provider says of them with status 400, each time.
    """

    def __init__(
        self,
        reply: Callable[[Question], Spoken | str] = echo,
        *,
        key: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`reply` says what the model says. With a `key`, requests without it are refused."""
        self.plan: deque[Fault] = deque()
        self.refuses: dict[str, str] = {}
        self._reply, self._key, self._tls = reply, key, tls
        self._entries: list[Entry] = []
        self._cached: set[tuple[str, ...]] = set()
        self._changed = threading.Condition()
        self._port = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The address up to and with `/v1`."""
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self._port}/v1"

    @property
    def ledger(self) -> tuple[Entry, ...]:
        """Every request so far, in the order in which they came."""
        with self._changed:
            return tuple(self._entries)

    @property
    def used(self) -> Usage:
        """What all requests took by the provider's own count."""
        return sum((entry.counted for entry in self.ledger), NOTHING)

    def wait_for(self, is_so: Callable[[tuple[Entry, ...]], bool], seconds: float = 30) -> tuple[Entry, ...]:
        """The ledger as soon as something is so.

        Raises:
            ModelError: it was not so in time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: is_so(tuple(self._entries)), seconds):
                raise ModelError(f"the fake provider waited {seconds:g} s in vain; its ledger is {self._entries}")
            return tuple(self._entries)

    def settle(self) -> None:
        """Wait until every request that a client has begun is in the ledger, and was answered or given up.

        A client that gives up does not wait, so its request may come into the ledger after it has gone on.
        """
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._settled(), self._loop).result()

    async def _settled(self) -> None:
        for _ in range(TURNS_TO_ACCEPT):
            await asyncio.sleep(0)
        while self._connections:
            await asyncio.wait(tuple(self._connections))

    async def serve(self, ready: Callable[[Callable[[], None]], None]) -> None:
        """Answer requests on a free port. `ready` is handed what ends it, which may be called in any thread."""
        loop, ending = asyncio.get_running_loop(), asyncio.Event()
        self._loop = loop
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=LONGEST_HEAD, ssl=self._tls)
        self._port = server.sockets[0].getsockname()[1]

        def end() -> None:
            loop.call_soon_threadsafe(ending.set)

        ready(end)
        await ending.wait()
        server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request and its reply; each has a connection of its own."""
        task = asyncio.current_task()
        if task is not None:
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ssl.SSLError):
            try:
                request = await _read(reader)
                number = self._noted(request)
                answer = asyncio.create_task(self._answer(number, request, writer))
                left = asyncio.create_task(reader.read(1))
                try:
                    await asyncio.wait({answer, left}, return_when=asyncio.FIRST_COMPLETED)
                    if not answer.done() or isinstance(answer.exception(), ConnectionError):
                        self._note(number, client_left=True)
                    else:
                        answer.result()
                finally:
                    for task in (answer, left):
                        task.cancel()
                    await asyncio.gather(answer, left, return_exceptions=True)
            finally:
                writer.close()

    def _noted(self, request: _Request) -> int:
        """The number of a new entry."""
        secret = {"authorization", "x-api-key"}
        headers = {name: "[key]" if name in secret else value for name, value in request.headers.items()}
        entry = Entry(time.time(), request.path, headers, request.body, len(request.content))
        with self._changed:
            self._entries.append(entry)
            self._changed.notify_all()
            return len(self._entries) - 1

    def _note(self, number: int, **changes: object) -> None:
        with self._changed:
            self._entries[number] = replace(self._entries[number], **changes)  # type: ignore[arg-type]  # its fields
            self._changed.notify_all()

    async def _answer(self, number: int, request: _Request, writer: asyncio.StreamWriter) -> None:
        sending = _Sending(number, writer, self._note)
        fault = self.plan.popleft() if self.plan else Fault()
        wire = WIRES.get(request.path)
        if wire is None:
            await sending.whole(404, WIRES["/v1/messages"].error(404, "there is no such path"))
            return
        if fault.first_byte_s:
            await asyncio.sleep(min(fault.first_byte_s, LONGEST_WAIT_S))
        if self._key is not None and wire.key_in(request.headers) != self._key:
            await sending.whole(401, wire.error(401, "invalid x-api-key"))
        elif fault.status != 200:
            headers = {"Retry-After": fault.retry_after, "Location": fault.location}
            await sending.whole(fault.status, fault.raw or wire.error(fault.status, fault.message), headers)
        else:
            try:
                question = wire.question(request.headers, request.body)
                self._require_accepted(request)
            except Malformed as refusal:
                await sending.whole(400, wire.error(400, str(refusal)))
                return
            await self._speak(sending, wire, question, fault)

    def _require_accepted(self, request: _Request) -> None:
        text = request.content.decode("utf-8", "replace")
        for words, said in self.refuses.items():
            if words in text:
                raise Malformed(said)

    async def _speak(self, sending: "_Sending", wire: FakeWire, question: Question, fault: Fault) -> None:
        said = self._reply(question)
        spoken = (Spoken(said) if isinstance(said, str) else said).cut(question.max_tokens)
        counted = self._cache(wire, question, Usage(question.prompt_tokens, spoken.tokens))
        told = _told(counted, fault)
        model = fault.model or question.model
        sending.note(question=question, said=told)
        if question.is_streamed:
            events = list(wire.events(model, spoken, told if question.wants_usage else None))
            events = events if fault.raw is None else [(fault.raw, spoken.tokens)]
            await sending.stream(events, counted, fault)
        else:
            sending.note(counted=counted)
            await sending.whole(200, _cut(wire.reply(model, spoken, told), fault), breaks=fault.breaks)

    def _cache(self, wire: FakeWire, question: Question, usage: Usage) -> Usage:
        """The usage with the tokens of the cache: what is marked is written once, and read from then on."""
        if not question.marked:
            return usage
        prefix = (question.model, *(message.content for message in question.messages[: question.marked]))
        if prefix in self._cached:
            return replace(usage, cache_read_tokens=question.marked_tokens)
        self._cached.add(prefix)
        return replace(usage, cache_write_tokens=question.marked_tokens) if wire.name == "anthropic" else usage


class _Sending:
    """Sends one reply, as the fault wants it, and notes how far it came."""

    def __init__(self, number: int, writer: asyncio.StreamWriter, note: Callable[..., None]) -> None:
        self._number, self._writer, self._note = number, writer, note
        self._bytes = 0

    def note(self, **changes: object) -> None:
        """Change the entry of this request."""
        self._note(self._number, **changes)

    async def whole(
        self, status: int, body: bytes, headers: Mapping[str, str | None] | None = None, breaks: str = "no"
    ) -> None:
        """Send a body of known length."""
        if breaks == "before the head":
            self._reset()
            return
        await self._head(
            status, {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}
        )
        if breaks in ("half way", "stalls half way"):
            await self._bytes_out(body[: len(body) // 2])
            await asyncio.sleep(0 if breaks == "half way" else LONGEST_WAIT_S)
            self._reset()
            return
        await self._bytes_out(body)
        self.note(is_whole=True)

    async def stream(self, events: list[tuple[bytes, int]], counted: Usage, fault: Fault) -> None:
        """Send the events of a stream, and count the tokens in those that were sent."""
        so_far = replace(counted, completion_tokens=0)
        if fault.breaks == "before the head":
            self._reset()
            return
        self.note(counted=so_far)
        kind = fault.content_type or "text/event-stream; charset=utf-8"
        await self._head(200, {"Content-Type": kind, "Transfer-Encoding": "chunked"})
        if fault.breaks != "no":
            events = events[:-1] if fault.breaks == "before the end event" else events[: len(events) // 2]
        for event, tokens in events:
            if fault.between_s:
                await asyncio.sleep(min(fault.between_s, LONGEST_WAIT_S))
            so_far = replace(so_far, completion_tokens=so_far.completion_tokens + tokens)
            self.note(counted=so_far)
            await self._bytes_out(_chunk(_garbled(event, fault)))
        if fault.breaks == "half way":
            self._reset()
            return
        if fault.breaks == "stalls half way":
            await asyncio.sleep(LONGEST_WAIT_S)
        await self._bytes_out(_chunk(b""))
        self.note(is_whole=fault.breaks == "no")

    async def _head(self, status: int, headers: Mapping[str, str | None]) -> None:
        lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
        head = "\r\n".join((f"HTTP/1.1 {status} Said", "Connection: close", *lines, "", ""))
        self.note(status=status)
        await self._bytes_out(head.encode("latin-1"))

    async def _bytes_out(self, content: bytes) -> None:
        self._bytes += len(content)
        self.note(reply_bytes=self._bytes)
        self._writer.write(content)
        await self._writer.drain()

    def _reset(self) -> None:
        """Break the connection off, so that the client is told of a reset and of no orderly end."""
        linger = struct.pack("ii", 1, 0)
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._writer.transport.abort()


@contextmanager
def running(provider: FakeProvider) -> Iterator[FakeProvider]:
    """The provider, answering in a thread of its own until the context ends."""
    endings: list[Callable[[], None]] = []
    is_ready = threading.Event()

    def ready(end: Callable[[], None]) -> None:
        endings.append(end)
        is_ready.set()

    thread = threading.Thread(target=lambda: asyncio.run(provider.serve(ready)), name="fake-provider", daemon=True)
    thread.start()
    is_ready.wait()
    try:
        yield provider
    finally:
        endings[0]()
        thread.join()


async def _read(reader: asyncio.StreamReader) -> _Request:
    """One request.

    Raises:
        IncompleteReadError: the client left, or spoke no HTTP.
    """
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    _, _, target = head[0].partition(" ")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
    }
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        raise asyncio.IncompleteReadError(b"", None)
    request = _Request(target.partition(" ")[0], headers, await reader.readexactly(int(length)))
    with suppress(ValueError, RecursionError):
        body = json.loads(request.content)
        request.body = body if isinstance(body, dict) else {}
    return request


def _told(counted: Usage, fault: Fault) -> Usage | None:
    """What the client is told about the tokens."""
    match fault.usage:
        case "wrong":
            wrong = counted.completion_tokens + WRONG_BY
            return replace(counted, prompt_tokens=counted.prompt_tokens + WRONG_BY, completion_tokens=wrong)
        case "negative":
            return Usage(-counted.prompt_tokens, -counted.completion_tokens)
        case "huge":
            return Usage(2**50, 2**50)
        case "missing":
            return None
    return counted


def _cut(body: bytes, fault: Fault) -> bytes:
    if fault.raw is not None or fault.garbles == "not JSON":
        return fault.raw or b"<html>Bad Gateway</html>"
    return body[: len(body) // 2] if fault.garbles == "cut short" else body


def _garbled(event: bytes, fault: Fault) -> bytes:
    if fault.garbles == "no":
        return event
    return b"data: <html>\n\n" if fault.garbles == "not JSON" else event[: len(event) // 2] + b"\n\n"


def _chunk(content: bytes) -> bytes:
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"
