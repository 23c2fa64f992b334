"""A provider of language models for tests and demonstrations: a real server on 127.0.0.1 that speaks both protocols.

What it says is a function of the question that it is handed. It fails as it is told, request by request, and keeps a
ledger of its own, so that what a client believes to have used can be compared with what was used.
"""

import asyncio
import ssl
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace

from pincite.errors import ModelError
from pincite.models.chat.fake_faults import LONGEST_WAIT_S, Fault, cut_body, told_usage
from pincite.models.chat.fake_http import LONGEST_HEAD, Request, Sending, read_request
from pincite.models.chat.fake_ledger import NOTHING, WIRES, Entry
from pincite.models.chat.fake_replies import echo
from pincite.models.chat.fake_wires import FakeRequest, FakeWire, Malformed, Spoken
from pincite.models.ports import Usage

TURNS_TO_ACCEPT = 8
"""Turns of the event loop within which it takes every connection that waits, and begins to read from it."""


async def no_fault() -> Fault:
    """A request that is answered at once."""
    return Fault()


class FakeProvider:
    """The server. `plan` has the faults of the next requests, in order; after them `fault` says how each fails.

    `refuses` has words of a request's body, and what the provider says of them with status 400, each time.
    """

    def __init__(
        self,
        reply: Callable[[FakeRequest], Spoken | str] = echo,
        *,
        key: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`reply` says what the model says. With a `key`, requests without it are refused."""
        self.plan: deque[Fault] = deque()
        self.fault: Callable[[], Awaitable[Fault]] = no_fault
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
            asyncio.run_coroutine_threadsafe(self.settled(), self._loop).result()

    async def settled(self) -> None:
        """The same, for who shares its event loop."""
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
                request = await read_request(reader)
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

    def _noted(self, request: Request) -> int:
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

    async def _answer(self, number: int, request: Request, writer: asyncio.StreamWriter) -> None:
        sending = Sending(number, writer, self._note)
        fault = self.plan.popleft() if self.plan else await self.fault()
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

    def _require_accepted(self, request: Request) -> None:
        text = request.content.decode("utf-8", "replace")
        for words, said in self.refuses.items():
            if words in text:
                raise Malformed(said)

    async def _speak(self, sending: "Sending", wire: FakeWire, question: FakeRequest, fault: Fault) -> None:
        said = self._reply(question)
        spoken = (Spoken(said) if isinstance(said, str) else said).cut(question.max_tokens)
        counted = self._cache(wire, question, Usage(question.prompt_tokens, spoken.tokens))
        told = told_usage(counted, fault)
        model = fault.model or question.model
        sending.note(question=question, said=told)
        if question.is_streamed:
            events = list(wire.events(model, spoken, told if question.wants_usage else None))
            events = events if fault.raw is None else [(fault.raw, spoken.tokens)]
            await sending.stream(events, counted, fault)
        else:
            sending.note(counted=counted)
            await sending.whole(200, cut_body(wire.reply(model, spoken, told), fault), breaks=fault.breaks)

    def _cache(self, wire: FakeWire, question: FakeRequest, usage: Usage) -> Usage:
        """The usage with the tokens of the cache: what is marked is written once, and read from then on."""
        if not question.marked:
            return usage
        prefix = (question.model, *(message.content for message in question.messages[: question.marked]))
        if prefix in self._cached:
            return replace(usage, cache_read_tokens=question.marked_tokens)
        self._cached.add(prefix)
        return replace(usage, cache_write_tokens=question.marked_tokens) if wire.name == "anthropic" else usage


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


@asynccontextmanager
async def serving(provider: FakeProvider) -> AsyncIterator[FakeProvider]:
    """The provider, answering in the event loop that is running until the context ends."""
    is_ready: asyncio.Future[Callable[[], None]] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(provider.serve(is_ready.set_result))
    end = await is_ready
    try:
        yield provider
    finally:
        end()
        await task
