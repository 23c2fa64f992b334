"""Records every call of a chat model, word for word, as it is made."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.ask.observing import UNOBSERVED, ModelCall, Observed
from pincite.errors import ModelError
from pincite.models.ports import ChatModel, Completion, Message

Purpose = Literal["understand", "write", "check", "judge"]
"""What a model was asked for: to read the question, to word the answer, to check a statement of it, or to judge answers
of an evaluation."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a chat model: what it was sent and with which limits, and what came back, or why nothing did.

    `ms` are the milliseconds until then.
    """

    purpose: Purpose
    model: str
    messages: tuple[Message, ...]
    max_tokens: int
    schema: Mapping[str, object] | None
    completion: Completion | None
    ms: float
    problem: str = ""


Calls = list[Call]
"""The calls for one question, in the order of time; it grows as models are asked."""


class RecordedModel:
    """A chat model that notes every call in `calls`, and tells whoever watches. Implements `ChatModel`."""

    def __init__(
        self,
        model: ChatModel,
        purpose: Purpose,
        calls: Calls,
        clock: Callable[[], float] = time.perf_counter,
        observed: Observed = UNOBSERVED,
    ) -> None:
        self._model = model
        self._purpose: Purpose = purpose
        self._calls = calls
        self._clock = clock
        self._observed = observed

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    async def complete(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None = None
    ) -> Completion:
        """The assistant's next turn, noted together with what was asked; what was given up was sent all the same.

        Raises:
            ModelError: the model gave none; that is noted as well.
        """
        began = self._clock()
        completion: Completion | None = None
        problem = "it was given up before there was a reply"
        try:
            completion = await self._model.complete(messages, max_tokens, schema)
            problem = ""
        except ModelError as error:
            problem = str(error)
            raise
        finally:
            seconds = self._clock() - began
            ms = round(seconds * 1000, 3)
            self._calls.append(
                Call(self._purpose, self.name, tuple(messages), max_tokens, schema, completion, ms, problem)
            )
            usage = completion.usage if completion is not None else None
            tokens = (usage.prompt_tokens, usage.completion_tokens) if usage is not None else None
            self._observed.called(ModelCall(self._purpose, self.name, max_tokens, tokens, seconds))
        return completion
