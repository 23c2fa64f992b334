"""Asks a language model in a request's name: only with leave, and every call noted word for word."""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from pincite.answering.examples import Example
from pincite.ask.charging import Bill, Purse
from pincite.ask.model_calls import TASKS, Call, Calls, Purpose
from pincite.ask.observing import UNOBSERVED, ModelCall, Observed
from pincite.ask.watching import Watch, watched
from pincite.errors import LeaveLapsed, ModelError, ModelFull, PinciteError
from pincite.models.chat.spending import used_before
from pincite.models.chat.tier import Tier
from pincite.models.ports import (
    Completion,
    Message,
    Piece,
    Progress,
    Provider,
    Restart,
    StreamingProvider,
    Usage,
    never,
)
from pincite.models.scoring import Scores, ScoringProvider, ToScore
from pincite.routing.permits import Allowed, Classification, Classifier, allow

LEAVES: Final = 3
"""How often leave is asked for in one call while the rules change: more often is no accident."""

LOOK_S: Final = 1.0
"""Seconds between two looks at the leave while a reply is written; a look takes some milliseconds."""


class RecordedModel:
    """A tier's model as a request may ask it. Implements `ChatModel` and `StreamingChatModel`.

    Each call asks for leave to send its words; `classifier` says how sensitive they are. It is paid for from `purse`,
    noted in `calls`, and told to whoever watches.
    """

    def __init__(
        self,
        tier: Tier,
        classifier: Classifier,
        purpose: Purpose,
        calls: Calls,
        purse: Purse,
        clock: Callable[[], float] = time.perf_counter,
        observed: Observed = UNOBSERVED,
        *,
        watch: Watch | None = None,
        examples: tuple[Example, ...] = (),
        kept: Callable[[str], str] = str,
    ) -> None:
        """`examples` are approved answers that its requests show. With a `watch` its provider streams, if it can.

        `kept` says what of a reply's words may be kept: nobody gets others, but for the pieces of a stream.
        """
        self._tier, self._classifier = tier, classifier
        self._purpose: Purpose = purpose
        self._calls, self._purse = calls, purse
        self._clock = clock
        self._observed = observed
        self._watch, self._examples, self._kept = watch, examples, kept
        self._under_way: _UnderWay | None = None

    @property
    def name(self) -> str:
        """The model's name."""
        return self._tier.provider.name

    async def complete(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None = None
    ) -> Completion:
        """The assistant's next turn, noted together with what was asked; what was given up was sent all the same.

        Raises:
            NotPermitted: the words are more sensitive than the model may read, or a budget does not allow for it; that
                is noted as well.
            ModelError: the model gave none; that too is noted.
            PinciteError: how sensitive they are cannot be found out, or what it costs cannot be put down.
        """
        async with self._noted(messages, max_tokens, schema) as asked:
            while True:
                allowed = await self._leave(asked)
                try:
                    whole = await allowed.provider.complete(
                        allowed, messages, max_tokens, schema, task=TASKS[self._purpose]
                    )
                    asked.completion = replace(whole, text=self._kept(whole.text))
                except LeaveLapsed as lapsed:
                    if len(asked.leaves) >= LEAVES:
                        raise
                    asked.bill.lost(used_before(lapsed))
                else:
                    return asked.completion

    async def stream(
        self,
        messages: Sequence[Message],
        max_tokens: int,
        schema: Mapping[str, object] | None = None,
        *,
        may_restart: Callable[[], bool] = never,
    ) -> AsyncGenerator[str | Completion | Restart, None]:
        """The same turn in pieces, as they come, and then the whole of it; without pieces where there are none.

        A stream that breaks begins again if it `may_restart`, or if none of its pieces is given out. The leave is
        looked at again and again until the end: a label or a policy that forbids the words by now ends the request. So
        does whatever `look` raises, and closing the generator.

        Raises:
            NotPermitted: the words are more sensitive than the model may read, or are by now; or a budget does not
                allow for it.
            ModelError: the model gave no reply, or not the whole of it.
            PinciteError: how sensitive they are cannot be found out, or what it costs cannot be put down.
        """
        provider = self._tier.provider
        if self._watch is None or not isinstance(provider, StreamingProvider):
            yield await self.complete(messages, max_tokens, schema)
            return
        async with self._noted(messages, max_tokens, schema) as asked:
            watch, self._under_way = self._watch, asked
            again = may_restart if watch.in_pieces else _always
            try:
                async with aclosing(self._pieces(provider, asked, again)) as pieces:
                    async for piece in pieces:
                        match piece:
                            case Progress():
                                asked.tells_progress = True
                                watch.progress(piece)
                            case Restart():
                                asked.text, asked.pieces = "", 0
                                if watch.in_pieces:
                                    yield piece
                            case Completion():
                                asked.completion = replace(piece, text=self._kept(piece.text))
                                yield asked.completion
                            case str():
                                asked.text += piece
                                asked.pieces += 1
                                if not asked.tells_progress:
                                    watch.progress(Progress(written=asked.pieces, most=max_tokens))
                                if watch.in_pieces:
                                    yield piece
            finally:
                self._under_way = None

    async def scores(self, wanted: ToScore) -> Scores:
        """What the model makes of tokens; noted and paid for like a reply.

        Raises:
            NotPermitted: the words are more sensitive than the model may read, or a budget does not allow for it.
            ModelError: the model's server says nothing of that kind.
            PinciteError: how sensitive they are cannot be found out, or what it costs cannot be put down.
        """
        provider = self._tier.provider
        if not isinstance(provider, ScoringProvider):
            raise ModelError(f"the language model {self.name} is not asked at an address of the OpenAI protocol")
        async with self._noted(wanted.turns, 1, wanted.form) as asked:
            while True:
                allowed = await self._leave(asked)
                try:
                    found = await provider.scores(allowed, wanted)
                except LeaveLapsed as lapsed:
                    if len(asked.leaves) >= LEAVES:
                        raise
                    asked.bill.lost(used_before(lapsed))
                else:
                    asked.completion = Completion("", self.name, found.usage)
                    return found

    async def require_leave(self) -> None:
        """Look whether there would still be leave for the reply that is being streamed, if one is.

        Where the rules are others by now, or the words more sensitive, the record says so.

        Raises:
            NotPermitted: its words may not be sent any more.
            PinciteError: how sensitive they are cannot be found out.
        """
        if (asked := self._under_way) is not None and asked.leaves:
            allowed = await allow(self._tier.recipient, self._classifier, asked.messages, asked.schema)
            now, last = allowed.classified, asked.leaves[-1]
            if now.version != last.version or now.level > last.level:
                asked.leaves.append(now)

    async def _looked(self, asked: "_UnderWay") -> None:
        asked.is_ended_here = True  # unless nothing is raised
        await self.require_leave()
        if self._watch is not None:
            await self._watch.look()
        asked.is_ended_here = False

    async def _pieces(
        self, provider: StreamingProvider, asked: "_UnderWay", may_restart: Callable[[], bool]
    ) -> AsyncGenerator[Piece, None]:
        what, task = (asked.messages, asked.max_tokens, asked.schema), TASKS[self._purpose]
        while True:
            allowed = await self._leave(asked)
            stream = provider.stream(allowed, *what, task=task, may_restart=may_restart)
            try:
                async with aclosing(watched(stream, partial(self._looked, asked), LOOK_S)) as pieces:
                    async for piece in pieces:
                        yield piece
            except LeaveLapsed as lapsed:  # looked at before a request: no piece that counts had come
                if len(asked.leaves) >= LEAVES:
                    raise
                asked.bill.lost(used_before(lapsed))
            else:
                return

    async def _leave(self, asked: "_UnderWay") -> Allowed[Provider]:
        classifier = asked.bill.metering(self._classifier)
        allowed = await allow(self._tier.recipient, classifier, asked.messages, asked.schema)
        asked.leaves.append(allowed.classified)
        return allowed

    @asynccontextmanager
    async def _noted(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None
    ) -> AsyncIterator["_UnderWay"]:
        """A call that is noted and charged when it ends, however it ends."""
        began, bill = self._clock(), self._purse.bill(self._tier, messages, max_tokens, schema)
        asked = _UnderWay(tuple(messages), max_tokens, schema, bill)
        problem, was_full = "it was given up before there was a reply", False
        used: Usage | None = None
        try:
            yield asked
        except PinciteError as error:
            problem, was_full = str(error), isinstance(error, ModelFull) or isinstance(error.__cause__, ModelFull)
            used = None if asked.is_ended_here else used_before(error)
            raise
        finally:
            completion = asked.completion
            charged = bill.used(completion.usage if completion is not None else used)
            seconds = self._clock() - began
            leaves = tuple(asked.leaves) if bill.is_tried else ()
            call = Call(
                self._purpose,
                self.name,
                asked.messages,
                max_tokens,
                schema,
                completion,
                round(seconds * 1000, 3),
                "" if completion is not None else problem,
                self._tier,
                leaves,
                charged,
                bill.rates,
                bill.priced_since,
                "" if completion is not None else self._kept(asked.text),
                self._examples if leaves else (),
                was_full,
            )
            self._calls.append(call)
            usage = completion.usage if completion is not None else None
            tokens = (usage.prompt_tokens, usage.completion_tokens) if usage is not None else None
            self._observed.called(ModelCall(self._purpose, self.name, max_tokens, tokens, seconds))
            await bill.settle(charged)


def _always() -> bool:
    """That a reply may begin again of which nothing was given out."""
    return True


@dataclass
class _UnderWay:
    """A call that is under way: what is asked, under which leaves, and what has come.

    `pieces` counts those that had words. `is_ended_here` is true while a look at the leave ends it, not the provider.
    """

    messages: tuple[Message, ...]
    max_tokens: int
    schema: Mapping[str, object] | None
    bill: Bill
    leaves: list[Classification] = field(default_factory=list)
    completion: Completion | None = None
    text: str = ""
    pieces: int = 0
    tells_progress: bool = False
    is_ended_here: bool = False
