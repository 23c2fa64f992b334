"""What a chat model was asked, word for word, kept while it is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pincite.errors import ModelError
from pincite.models.ports import ChatModel, Completion, Message


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a chat model: what it was sent and with which limits, and what came back, or why nothing did."""

    model: str
    messages: tuple[Message, ...]
    max_tokens: int
    schema: Mapping[str, object] | None
    completion: Completion | None
    problem: str = ""


class Listening:
    """A chat model that notes every call. Implements `ChatModel`."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self.calls: list[Call] = []

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    async def complete(
        self, messages: Sequence[Message], max_tokens: int, schema: Mapping[str, object] | None = None
    ) -> Completion:
        """The assistant's next turn, noted together with what was asked.

        Raises:
            ModelError: the model gave none; that is noted as well.
        """
        try:
            completion = await self._model.complete(messages, max_tokens, schema)
        except ModelError as error:
            self.calls.append(Call(self.name, tuple(messages), max_tokens, schema, None, str(error)))
            raise
        self.calls.append(Call(self.name, tuple(messages), max_tokens, schema, completion))
        return completion
