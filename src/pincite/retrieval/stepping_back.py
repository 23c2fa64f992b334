"""Step-back: the more general question behind a question, asked of a chat model and searched for as well.

Source: Zheng et al., "Take a Step Back: Evoking Reasoning via Abstraction in Large Language Models", ICLR 2024.
"""

import json
from dataclasses import dataclass

from pincite.errors import ModelError, QuestionError
from pincite.models.ports import ChatModel, Message
from pincite.models.structured import members, parsed
from pincite.retrieval.prompts import prompt
from pincite.retrieval.query import Query, understand
from pincite.retrieval.query_by_model import LONGEST_BROADER, LONGEST_REPLY

REPLY_TOKENS = 120
"""The longest reply asked for, in tokens: one question."""


@dataclass(frozen=True, slots=True)
class SteppedBack:
    """The general question of a model; None where there is none, and then `reason` says why, as a sentence.

    `prompt` is the digest of the instructions.
    """

    query: Query | None
    reason: str
    prompt: str


async def step_back(model: ChatModel, query: Query) -> SteppedBack:
    """The general question behind a query, as a chat model puts it."""
    instructions = prompt("step_back")
    asked = Message("user", json.dumps(query.text, ensure_ascii=False))
    try:
        completion = await model.complete((Message("system", instructions.text), asked), REPLY_TOKENS)
        return SteppedBack(_checked(completion.text), "", instructions.digest)
    except (ModelError, QuestionError) as error:
        return SteppedBack(None, f"no general question: {error}", instructions.digest)


def _checked(reply: str) -> Query:
    """The question of a reply.

    Raises:
        ModelError: the reply is not the JSON that was asked for, or has no question, or too long a one.
        QuestionError: it is no question.
    """
    said = members(parsed(reply, LONGEST_REPLY), frozenset(("broader",)))["broader"]
    if not isinstance(said, str) or len(said) > LONGEST_BROADER:
        raise ModelError(f"the model's general question is no text of at most {LONGEST_BROADER} characters")
    if not said.strip():
        raise ModelError("the model calls the question general already")
    return understand(said)
