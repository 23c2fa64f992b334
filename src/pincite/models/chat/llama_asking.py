"""Asks a llama.cpp in turn, so that nobody's words speed up anybody else's answer.

llama.cpp keeps what it has read, and reads no prompt again as far as it begins like the last one. By the time that
takes, somebody could learn what others asked. So before a request it reads the instructions alone, which are the same
for all. That makes it forget the rest. Only a conversation that goes on from the last request, as a repair does, finds
its own words there.
"""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from pincite.errors import ModelError
from pincite.models.chat.dialect import Dialect
from pincite.models.chat.llama_turns import State, Ticket, drawn
from pincite.models.chat.openai_chat import OpenAIChat, Unreachable
from pincite.models.chat.runs import Runs
from pincite.models.ports import Completion, Message, Piece, Progress, Provider, Restart, Task, Usage, never
from pincite.routing.permits import Allowed, digest

DIALECT = Dialect(tells_progress=True)
"""What llama.cpp's server takes."""

LOOKED_EVERY_S = 0.2
"""Seconds between two looks at the queue."""

NOTHING_SAID = Message("user", "-")
"""What llama.cpp reads before a request without instructions, to forget the last one."""

LEAST_MEASURED = 8
"""Tokens from which a speed is worth telling."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, with leave."""

    allowed: Allowed[Provider]
    messages: Sequence[Message]
    max_tokens: int
    schema: Mapping[str, object] | None
    task: Task
    may_restart: Callable[[], bool] = never


class InTurn(ABC):
    """A llama.cpp that is asked in turn, wherever it runs. Implements `StreamingProvider`, except its name."""

    async def complete(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        task: Task = "citing",
    ) -> Completion:
        """The assistant's next turn, at most `max_tokens` long, bound to the schema by the engine's own grammar.

        Raises:
            ModelError: the model cannot be loaded, takes too long, gives no usable reply, or died twice of it.
        """
        request = Request(allowed, messages, max_tokens, schema, task)
        return await whole(in_turn(self, request, streams=False))

    def stream(
        self,
        allowed: Allowed[Provider],
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        task: Task = "citing",
        may_restart: Callable[[], bool] = never,
    ) -> AsyncGenerator[Piece, None]:
        """The same turn in pieces, with how far it is, and then the whole of it.

        Raises:
            ModelError: the model cannot be loaded, takes too long, gives no usable reply, or died of it.
        """
        return in_turn(self, Request(allowed, messages, max_tokens, schema, task, may_restart), streams=True)

    @property
    @abstractmethod
    def queue(self) -> Path:
        """The folder in which those wait who ask it."""

    @abstractmethod
    async def server(self, dead: OpenAIChat | None) -> OpenAIChat:
        """Where it answers, and not where it answered before it died (`dead`).

        Raises:
            ModelError: it could not be loaded.
        """

    @abstractmethod
    async def died(self, dead: OpenAIChat) -> ModelError:
        """What to raise where it has died of a request twice."""

    @abstractmethod
    async def named(self) -> str:
        """The model's name."""

    @abstractmethod
    async def runs(self) -> Runs | None:
        """How the model is run; None where whoever runs it does not say."""


async def in_turn(serving: InTurn, request: Request, *, streams: bool) -> AsyncGenerator[Piece, None]:
    """The reply, and before it how far it is; whole if it is not to be streamed.

    It is asked for once more if llama.cpp dies before it has said anything.

    Raises:
        NotPermitted, LeaveLapsed: there is no leave by now.
        ModelError: there is none.
    """
    folder = serving.queue
    with drawn(folder) as ticket:
        async with aclosing(_waited(ticket, folder)) as waiting:
            async for progress in waiting:
                yield progress
        yield _how_fast(request, State.left_in(folder))  # loading it and its instructions may take half a minute
        dead: OpenAIChat | None = None
        while True:
            chat = await serving.server(dead)
            try:
                await _forget(chat, folder, request)
                async with aclosing(_said(chat, folder, request, streams=streams)) as pieces:
                    async for piece in pieces:
                        whole = isinstance(piece, Completion)
                        if isinstance(piece, Completion):
                            piece = replace(piece, model=await serving.named(), runs=await serving.runs())
                        yield piece
                        if whole:
                            return
            except Unreachable as error:
                if dead is not None:
                    raise await serving.died(chat) from error
                dead = chat


async def whole(pieces: AsyncGenerator[Piece, None]) -> Completion:
    """The whole reply at the end of its pieces."""
    async with aclosing(pieces):
        async for piece in pieces:
            if isinstance(piece, Completion):
                return piece
    raise ModelError("llama.cpp ended its reply without saying that it is whole; ask again")


async def _waited(ticket: Ticket, folder: Path) -> AsyncGenerator[Progress, None]:
    """One's place in the queue, whenever it changes, until it is one's turn."""
    told = 0
    while not ticket.takes_turn():
        if ticket.before != told:
            told = ticket.before
            state = State.left_in(folder)
            yield Progress(before=told, read_per_s=state.read_per_s, write_per_s=state.write_per_s, is_here=True)
        await asyncio.sleep(LOOKED_EVERY_S)


async def _forget(chat: OpenAIChat, folder: Path, request: Request) -> None:
    """Have llama.cpp forget all but the instructions, unless what it has read is this conversation's own."""
    state, messages = State.left_in(folder), request.messages
    if not state.goes_on(messages):
        first = messages[:1] if messages and messages[0].role == "system" else (NOTHING_SAID,)
        await chat.read_ahead(request.allowed, messages, request.schema, first)
    replace(state, served=digest(messages, None).hex(), turns=len(messages)).leave(folder)


async def _said(chat: OpenAIChat, folder: Path, request: Request, *, streams: bool) -> AsyncGenerator[Piece, None]:
    """The reply of one request, with how far it is and how fast."""
    state, began = State.left_in(folder), time.monotonic()
    asked = (request.allowed, request.messages, request.max_tokens, request.schema)
    speeds = _how_fast(request, state)
    yield speeds
    if not streams:
        yield await chat.complete(*asked, task=request.task)
        return
    first: float | None = None
    written = 0
    streamed = chat.stream(*asked, task=request.task, may_restart=request.may_restart)
    async with aclosing(streamed) as pieces:
        async for piece in pieces:
            now = time.monotonic()
            match piece:
                case Progress():
                    yield replace(speeds, read=piece.read, of=piece.of)
                case str():
                    first = now if first is None else first
                    written += 1  # llama.cpp sends each token by itself, except some that it guessed
                    yield piece
                    per_s = _per_s(written - 1, now - first, speeds.write_per_s)
                    yield replace(speeds, written=written, write_per_s=per_s)
                case Restart():
                    first, written = None, 0
                    yield piece
                case Completion():
                    if first is not None:
                        _measured(state, piece.usage, first - began, now - first).leave(folder)
                    yield piece


def _how_fast(request: Request, state: State) -> Progress:
    """What is known of a reply before it begins: how fast the model was last, and that it runs here."""
    return Progress(most=request.max_tokens, read_per_s=state.read_per_s, write_per_s=state.write_per_s, is_here=True)


def _measured(state: State, usage: Usage, reading_s: float, writing_s: float) -> State:
    """The state with the speeds of one reply."""
    read, wrote = usage.prompt_tokens - usage.cache_read_tokens, usage.completion_tokens
    return replace(
        state,
        read_per_s=_per_s(read, reading_s, state.read_per_s),
        write_per_s=_per_s(wrote, writing_s, state.write_per_s),
    )


def _per_s(tokens: int, seconds: float, last: float | None) -> float | None:
    """Tokens a second; as it was last where these are too few to tell."""
    return tokens / seconds if tokens >= LEAST_MEASURED and seconds > 0 else last
