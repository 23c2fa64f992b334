"""Asks the model that wrote once more, about sentences that their quotes do not support, and says why.

Its reply is bound like any reply. Only the model may choose other words, and it is asked once.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import Template

from pincite.answering.binding import Bound, Unbound, bind
from pincite.answering.claimed import Pointer, claimed
from pincite.answering.prompting import REPAIR_TOKENS, as_data
from pincite.answering.prompts import prompt
from pincite.answering.written_request import WrittenRequest
from pincite.errors import ModelError
from pincite.models.ports import ChatModel, Message

MOST_OF_REASON = 200
"""The most characters of a reason that the model is told."""


@dataclass(frozen=True, slots=True)
class Unpinned:
    """Sentences of one claim that their quotes do not support, with their pointers, and why."""

    text: str
    pointers: tuple[Pointer, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Repinned:
    """A model's answer about unpinned sentences: its sentences, bound or not, with claims numbered as in the reply.

    `asked` is the number of sentences that it was asked about: the first ones, as many as there was room for. `problem`
    says why there is nothing if it gave no usable reply; otherwise it is empty.
    """

    said: tuple[Bound | Unbound, ...] = ()
    asked: int = 0
    problem: str = ""


async def repinned(unpinned: Sequence[Unpinned], asked: WrittenRequest, model: ChatModel) -> Repinned:
    """What the model quotes instead, once it is told that its quotes do not support what it says."""
    turns, number = _turns(unpinned, asked.count)
    if not number:
        return Repinned(problem="what it says is too long to be asked about once more")
    try:
        completion = await model.complete((*asked.messages, *turns), asked.answer_tokens, asked.schema)
        reply = claimed(completion.text)
    except ModelError as error:
        return Repinned(asked=number, problem=f"{model.name} gave no usable reply when asked for other words: {error}")
    return Repinned(tuple(bind(reply.claims, asked.shown, asked.mark)), number)


def _turns(unpinned: Sequence[Unpinned], count: Callable[[str], int]) -> tuple[tuple[Message, Message], int]:
    """The two turns, of at most `REPAIR_TOKENS`, and how many of the sentences there was room for."""
    for number in range(len(unpinned), 0, -1):
        some = unpinned[:number]
        said = {
            "answered": True,
            "statements": [
                {
                    "text": one.text,
                    "citations": [{"label": pointer.label, "quote": pointer.quote} for pointer in one.pointers],
                }
                for one in some
            ],
        }
        problems = "\n".join(f"{at}. {as_data(one.reason[:MOST_OF_REASON])}" for at, one in enumerate(some, start=1))
        request = Template(prompt("write_pins").text).substitute(problems=problems)
        shown = as_data(json.dumps(said, ensure_ascii=False))
        if count(shown) + count(request) <= REPAIR_TOKENS:
            return (Message("assistant", shown), Message("user", request)), number
    return (Message("assistant", ""), Message("user", "")), 0
