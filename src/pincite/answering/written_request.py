"""What a model is asked that is to write an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pincite.answering.claimed import schema
from pincite.answering.examples import Example
from pincite.answering.locating import ShownPassage
from pincite.models.ports import Message


@dataclass(frozen=True, slots=True)
class WrittenRequest:
    """The request behind a written reply, with all that is needed to ask about it once more.

    `answer_tokens` is the longest reply asked for, in tokens as `count` counts them; `mark` is the fence of the
    request, `sign` its secret sign. With `reasons` the model says why before its statements.
    """

    messages: tuple[Message, ...]
    mark: str
    sign: str
    shown: tuple[ShownPassage, ...]
    answer_tokens: int
    count: Callable[[str], int]
    reasons: bool = False

    @property
    def schema(self) -> dict[str, object]:
        """The JSON Schema of a reply."""
        return schema(len(self.shown), reasons=self.reasons)


@dataclass(frozen=True, slots=True)
class Prompting:
    """How a model is prompted for an answer: by a request, and by further ones for the same where it is asked `again`.

    Those have the passages in other orders. `examples` are the approved answers that all of them show, and `prompts`
    are the SHA-256 of the exact templates, by their names.
    """

    request: WrittenRequest
    again: tuple[WrittenRequest, ...] = ()
    examples: tuple[Example, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)
