"""The statements of a question as they are released, as server-sent events that are read back from the record."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import anyio
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from pincite.errors import PinciteError
from pincite.serving.values import Pending
from pincite.session.replies import found_since, read_reply, statements_since
from pincite.threads import on_thread
from pincite.views.recorded import RecordedReply, RecordedStatement
from pincite.views.reply import Statement
from pincite.views.streamed import Progress
from pincite.web.api.callers import once_of
from pincite.web.api.given import encoded
from pincite.web.api.problems import failure_of, problem_fields
from pincite.web.bearer import Bearer
from pincite.web.server import Server

END: Final = "end"
"""The id of the last event; whoever has read it gets no more."""

POLL_SECONDS: Final = 0.2

STILL_HERE_SECONDS: Final = 15.0
"""How often a stream without events says that it is there: proxies close what is silent for a minute."""

INTERRUPTED: Final = "this question was interrupted, because what was answering it ended; ask it again"

ENDED: Final = "the token that this is read with has expired or was revoked, so the rest is not shown"


@dataclass(slots=True)
class Stream:
    """The events of one question for one bearer, after statement number `after`."""

    server: Server
    bearer: Bearer
    identity: str
    after: int
    reply: RecordedReply | None = None
    _has_quotes: bool = False
    _waiting: deque[RecordedStatement] = field(default_factory=deque)

    async def require(self) -> None:
        """Refuse a question that is not the bearer's, or that nothing is known of.

        Raises:
            NotVisible: there is none that they may see; the words are the same.
        """
        if await on_thread(self._pending) is None:
            self.reply = await read_reply(self.bearer.session, self.identity)

    async def events(self) -> AsyncIterator[str]:
        """The events, as they are sent."""
        yield "retry: 1000\n\n"
        try:
            if self.reply is None:
                async for event in self._as_it_comes():
                    yield event
            else:
                for event in self._rest(self.reply):
                    yield event
        except PinciteError as error:
            yield _event("problem", problem_fields(*failure_of(error)), END)

    async def _as_it_comes(self) -> AsyncIterator[str]:
        """Events of a question that is being answered: each statement once it is on the record and released."""
        since, spoken, progress = 0, time.monotonic(), (0, 0)
        while (pending := await on_thread(self._pending)) is not None:
            since = since or pending.since
            if self.after < pending.released:
                found, since = await statements_since(self.bearer.session, self.identity, since)
                self._waiting.extend(found)
            sent = [*await self._quotes(pending), *self._released(pending.released)]
            if (pending.done, pending.of) != progress:
                progress = pending.done, pending.of
                sent.append(_event("progress", encoded(Progress(*progress))))
            if failed := await on_thread(self._failed, pending):
                sent.append(_event("problem", problem_fields(HTTPStatus.SERVICE_UNAVAILABLE, failed), END))
            elif not sent and time.monotonic() - spoken > STILL_HERE_SECONDS:
                sent.append(": still here\n\n")
            if sent:
                spoken = time.monotonic()
                yield "".join(sent)
            if failed:
                return
            await asyncio.sleep(POLL_SECONDS)
        for event in self._rest(await read_reply(self.bearer.session, self.identity)):
            yield event

    async def _quotes(self, pending: Pending) -> list[str]:
        """The event of the quotes that were found, once a model is asked: they are on the record before that."""
        if self.after or self._has_quotes or not pending.asking:
            return []
        self._has_quotes = True
        found = await found_since(self.bearer.session, self.identity, pending.since)
        return [] if found is None else [_event("found", encoded(found))]

    def _released(self, number: int) -> list[str]:
        """Events of the statements that may be shown, and that were not read yet."""
        found = []
        while self._waiting and self._waiting[0].number <= number:
            said = self._waiting.popleft()
            if said.number > self.after:
                self.after = said.number
                found.append(_event("statement", encoded(said), str(said.number)))
        return found

    def _rest(self, reply: RecordedReply) -> list[str]:
        """Events of what was found and of the statements of a whole reply that were not read yet, and of the reply."""
        is_due = not (self.after or self._has_quotes)
        quotes = [_event("found", encoded(reply.found))] if reply.found is not None and is_due else []
        statements: list[tuple[int, Statement]] = [*enumerate(reply.statements, start=1)]
        seq = reply.audit.seq or 0
        later = [RecordedStatement(number, one, seq) for number, one in statements if number > self.after]
        said = [_event("statement", encoded(one), str(one.number)) for one in later]
        return [*quotes, *said, _event("reply", encoded(reply), END)]

    def _pending(self) -> Pending | None:
        """The question while it is being answered; a token that is limited sees only those that it asked."""
        pending = self.server.store.pending(self.identity, self.bearer.user)
        if pending is None or self.bearer.token.matters is None:
            return pending
        return pending if once_of(self.server).asked_with(self.identity) == self.bearer.token.id else None

    def _failed(self, pending: Pending) -> str:
        """What ended the question or this stream of it; empty if nothing did."""
        token = self.server.tokens.named(self.bearer.token.id)
        if token is None or not token.counts(self.server.firm.now()):
            return ENDED
        if pending.error:
            return pending.error
        return "" if self.server.workers.is_alive(pending.worker) else INTERRUPTED


class Streamed(StreamingResponse):
    """Events that are sent as they come; `ended` is called however the connection ends. It may wait for the disk."""

    def __init__(self, events: AsyncIterator[str], ended: Callable[[], None]) -> None:
        super().__init__(events, headers={"x-accel-buffering": "no"}, media_type="text/event-stream; charset=utf-8")
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send them."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await on_thread(self._ended)


def _event(kind: str, data: str, identity: str | None = None) -> str:
    named = f"id: {identity}\n" if identity is not None else ""
    return f"{named}event: {kind}\ndata: {data}\n\n"
