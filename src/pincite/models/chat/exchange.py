"""Asks one provider for replies, whole or as they are written, in whichever protocol it speaks.

One deadline holds for all requests of a reply, waits included. What a server refuses of a protocol's optional parts is
left out from then on. Once words of a reply were handed out, another request is made for it only where whoever has them
lets it begin again.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import Generic

import httpx2

from pincite.errors import LeaveLapsed, ModelError, ModelFull, NotPermitted
from pincite.models.chat.limits import UNLIMITED, Gate
from pincite.models.chat.reply import complaint, completion
from pincite.models.chat.spending import NOTHING, Spending, at_most
from pincite.models.chat.sse import EventReader
from pincite.models.chat.statuses import is_full, refusal
from pincite.models.chat.transport import LONGEST_ANSWER, LOST, Answer, CutShort, Endpoint, Request, Transport
from pincite.models.chat.wire import CompletionRequest, DialectT, Folding, Wire
from pincite.models.ports import (
    BrokenReply,
    Completion,
    Message,
    Piece,
    Progress,
    Provider,
    Restart,
    Task,
    Usage,
    never,
)
from pincite.routing.permits import Allowed

LONGEST_STREAM = 32 << 20
"""The most bytes of a stream: each token comes in an event of some 300."""

NOT_UNDERSTOOD = (400, 422)
"""Statuses of a request that has something in it that a server does not take."""


class Exchange(Generic[DialectT]):
    """A provider, and what is known about what it accepts. Implements `StreamingProvider`."""

    def __init__(
        self,
        endpoint: Endpoint,
        wire: Wire[DialectT],
        dialect: DialectT,
        pause: Callable[[float], Awaitable[None]],
        chance: Callable[[], float],
        sends_for: Provider | None = None,
        gate: Gate = UNLIMITED,
    ) -> None:
        """`dialect` is what is tried first. `pause` waits for so many seconds, `chance` draws from 0 to 1.

        `sends_for` is whom leave is given to, where that is not this itself. Each request goes through the `gate`.
        """
        self._endpoint, self._wire, self._dialect = endpoint, wire, dialect
        self._transport = Transport(endpoint, wire.see_url, pause, chance, gate)
        self._recipient = sends_for or self

    @property
    def name(self) -> str:
        """The name that the settings give."""
        return self._endpoint.model

    @property
    def dialect(self) -> DialectT:
        """The dialect that the server accepts, as far as known."""
        return self._dialect

    async def complete(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        task: Task = "citing",
    ) -> Completion:
        """The assistant's next turn, at most `max_tokens` long, bound to the schema as far as the server can.

        Raises:
            NotPermitted: these words may not be sent to it.
            LeaveLapsed: the rules changed between two tries.
            ModelError: the server cannot be reached or refuses, takes too long, or gives no usable reply.
        """
        asked, spending = self._asked(allowed, messages, max_tokens, schema, task), Spending()
        deadline = Deadline(self._endpoint.timeout_s)
        with spending.on_errors():
            try:
                async with deadline.limit():
                    answer, most = await self._accepted(asked, deadline, spending)
            except TimeoutError as error:
                raise self._too_late() from error
            ended = self._wire.read(answer.content, self._endpoint.model, self._endpoint.key)
            spending.settle()
            reply = completion(ended, messages, max_tokens, self._endpoint.model)
        await self._transport.used(most, reply.usage)
        return Completion(reply.text, reply.model, reply.usage + spending.total)

    async def stream(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        task: Task = "citing",
        may_restart: Callable[[], bool] = never,
    ) -> AsyncGenerator[Piece, None]:
        """The same turn in pieces, as they are written, and then the whole of it.

        A stream that breaks after words of it were handed out begins again if it `may_restart`. The connection ends
        when the generator is closed.

        Raises:
            NotPermitted: these words may not be sent to it.
            LeaveLapsed: the rules changed between two tries.
            BrokenReply: it broke off, or came too late; what came of it is in the error.
            ModelError: the server cannot be reached or refuses, or gives no usable reply.
        """
        asked = self._asked(allowed, messages, max_tokens, schema, task)
        call = _Call(asked, self._dialect, Deadline(self._endpoint.timeout_s), self._folding(), may_restart)
        try:
            with call.spending.on_errors():
                while not call.folding.is_over:
                    async with aclosing(self._pieces(call)) as pieces:
                        async for piece in pieces:
                            call.deadline.stop()
                            yield piece
                            call.deadline.go_on()
                reply = completion(call.folding.ended(), messages, max_tokens, self._endpoint.model)
        except BrokenReply as error:
            error.text = call.folding.ended().text
            raise
        await self._transport.used(call.most, reply.usage)
        yield Completion(reply.text, reply.model, reply.usage + call.spending.total)

    async def read_ahead(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        schema: Mapping[str, object] | None,
        first: Sequence[Message],
    ) -> None:
        """Have the server read other words (`first`) than those of a request, which follows, and write nothing.

        Raises:
            NotPermitted, LeaveLapsed: the request may not be sent.
            ModelError: the server cannot be reached or refuses, or takes too long.
        """
        require = partial(allowed.require, self._recipient, messages, schema)
        asked, deadline = CompletionRequest(first, 0, None, "citing", require), Deadline(self._endpoint.timeout_s)
        try:
            async with deadline.limit():
                await self._accepted(asked, deadline, Spending())
        except TimeoutError as error:
            raise self._too_late() from error

    def _asked(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None,
        task: Task,
    ) -> CompletionRequest:
        return CompletionRequest(
            messages, max_tokens, schema, task, partial(allowed.require, self._recipient, messages, schema)
        )

    async def _accepted(
        self, asked: CompletionRequest, deadline: "Deadline", spending: Spending
    ) -> tuple[Answer, Usage]:
        """The answer to a request in a dialect that the server accepts, and the most that this request took.

        That dialect is remembered.

        Raises:
            ModelError: there is none.
        """
        dialect = self._dialect
        while True:
            request = self._request(asked, dialect, deadline, is_streamed=False)
            answer = await self._transport.answered(request, spending)
            if answer.status == 200:
                self._dialect = dialect
                return answer, request.most
            dialect = self._plainer(dialect, answer, asked)

    async def _pieces(self, call: "_Call[DialectT]") -> AsyncGenerator[str | Progress | Restart, None]:
        """The pieces that come of one request. If none does that counts, the call is made ready for the next request.

        Raises:
            ModelError: there shall be no next one.
        """
        request = self._request(call.asked, call.dialect, call.deadline, is_streamed=True)
        call.folding, call.most = self._folding(), request.most
        answer: Answer | None = None
        try:
            async with AsyncExitStack() as stack:
                async with call.deadline.limit():
                    response = await stack.enter_async_context(self._transport.opened(request, call.spending))
                    if response.status_code != 200:
                        answer = await self._transport.content(response)
                if answer is None:
                    async with aclosing(self._folded(response, request.most, call)) as pieces:
                        async for piece in pieces:
                            yield piece
            call.spending.settle()
        except (NotPermitted, LeaveLapsed):
            call.spending.settle()
            raise
        except TimeoutError as error:
            raise self._too_late(has_begun=call.has_given) from error
        except LOST as error:
            self._transport.lost(error, call.spending)
            if not (call.may_begin_again and await self._waits(call, {})):
                raise (self._broken(call) if call.has_given else self._transport.unreachable(error)) from error
        except CutShort as error:
            if not (call.may_begin_again and await self._waits(call, {})):
                raise self._broken(call) from error
        if call.has_given and not call.folding.is_over:
            call.given = 0
            yield Restart()
        if answer is not None and not (answer.may_pass and await self._waits(call, answer.headers)):
            call.dialect, call.attempt = self._plainer(call.dialect, answer, call.asked), 0

    async def _folded(
        self, response: httpx2.Response, most: Usage, call: "_Call[DialectT]"
    ) -> AsyncGenerator[str | Progress, None]:
        """The pieces of an accepted reply, up to the event that ends it.

        Raises:
            CutShort: that event did not come.
            ModelError: it is no stream, or too long.
        """
        self._transport.require_plain(response)
        if not response.headers.get("content-type", "").strip().casefold().startswith("text/event-stream"):
            raise ModelError(
                f"{self._endpoint.where} gave no stream although it was asked for one; {self._wire.see_url}"
            )
        self._dialect = call.dialect
        reader, size = EventReader(self._endpoint.where), 0
        async with aclosing(response.aiter_raw()) as chunks:
            while (chunk := await call.next_of(chunks)) is not None:
                size += len(chunk)
                for event in reader.feed(chunk):
                    piece = call.folding.take(event)
                    call.spending.narrow(call.folding.at_most(most))
                    if isinstance(piece, str):
                        call.given += len(piece)
                    if piece:
                        yield piece
                    if call.folding.is_over:
                        return
                if size > LONGEST_STREAM or call.given > LONGEST_ANSWER:
                    raise ModelError(
                        f"{self._endpoint.where} gave a stream of more than {size - 1:,} bytes, which no reply has; "
                        f"{self._wire.see_url}"
                    )
        raise CutShort

    async def _waits(self, call: "_Call[DialectT]", headers: Mapping[str, str]) -> bool:
        """Wait for the next request of a stream; False if there shall be none.

        Raises:
            BrokenReply: the time is over before.
        """
        try:
            async with call.deadline.limit():
                is_next = await self._transport.waits(call.attempt, headers)
        except TimeoutError as error:
            raise self._too_late() from error
        call.attempt += 1
        return is_next

    def _request(
        self, asked: CompletionRequest, dialect: DialectT, deadline: "Deadline", *, is_streamed: bool
    ) -> Request:
        body = self._wire.body(self._endpoint.model, asked, dialect, is_streamed=is_streamed)
        accept = "text/event-stream" if is_streamed else "application/json"
        headers = {"Accept": accept, **self._wire.headers(self._endpoint.key)}
        return Request(self._wire.path, body, headers, at_most(body, asked.max_tokens), asked.require, deadline.left_s)

    def _folding(self) -> Folding:
        return self._wire.folding(self._endpoint.model, self._endpoint.key)

    def _plainer(self, dialect: DialectT, answer: Answer, asked: CompletionRequest) -> DialectT:
        """The dialect without what an answer refuses.

        Raises:
            ModelFull: there is no room for it now.
            ModelError: it refuses something else.
        """
        if answer.status in NOT_UNDERSTOOD:
            text = answer.content.decode("utf-8", "replace")
            step = self._wire.plainer(dialect, text, has_schema=asked.schema is not None)
            if step is not None:
                return step
        raise self._refused(answer)

    def _refused(self, answer: Answer) -> ModelError:
        """What to raise for an answer that is no reply."""
        key = self._endpoint.key
        because = complaint(answer.content, key)
        where, url = self._endpoint.where, self._endpoint.url
        said = refusal(where, url, answer.status, because, answer.content, has_key=key is not None)
        return ModelFull(said) if is_full(answer.status, answer.content) else ModelError(said)

    def _too_late(self, *, has_begun: bool = False) -> BrokenReply:
        what = "did not end its reply" if has_begun else "gave no reply"
        return BrokenReply(
            f"{self._endpoint.where} {what} within {self._endpoint.timeout_s:g} s; raise timeout_s in "
            "settings.toml, or ask for less"
        )

    def _broken(self, call: "_Call[DialectT]") -> BrokenReply:
        return BrokenReply(
            f"{self._endpoint.where} broke off its reply after {call.given:,} characters; ask again, and see its "
            "server's log"
        )


class Deadline:
    """The time for one reply. It stands still while a piece is in other hands."""

    def __init__(self, seconds: float) -> None:
        self._clock = asyncio.get_running_loop().time
        self._at = self._clock() + seconds
        self._stopped_at = 0.0

    def limit(self) -> asyncio.Timeout:
        """A context that raises TimeoutError once the time is over."""
        return asyncio.timeout_at(self._at)

    def left_s(self) -> float:
        """The seconds that are left."""
        return self._at - self._clock()

    def stop(self) -> None:
        """Stand still."""
        self._stopped_at = self._clock()

    def go_on(self) -> None:
        """Go on."""
        self._at += self._clock() - self._stopped_at


@dataclass
class _Call(Generic[DialectT]):
    """A streamed reply that is under way: what was tried, what came, and what it took."""

    asked: CompletionRequest
    dialect: DialectT
    deadline: Deadline
    folding: Folding
    may_restart: Callable[[], bool] = never
    spending: Spending = field(default_factory=Spending)
    most: Usage = NOTHING
    attempt: int = 0
    given: int = 0

    @property
    def has_given(self) -> bool:
        """Whether a piece was handed out."""
        return self.given > 0

    @property
    def may_begin_again(self) -> bool:
        """Whether another request may be made after one that broke off."""
        return not self.has_given or self.may_restart()

    async def next_of(self, chunks: AsyncGenerator[bytes, None]) -> bytes | None:
        """The next bytes of a stream; None at its end."""
        async with self.deadline.limit():
            return await anext(chunks, None)
