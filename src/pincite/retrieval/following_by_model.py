"""Has a chat model turn a follow-up question into a complete one, and checks the result before it is used.

The model's words are used only if they keep every meaningful word of the new question, and add none that is in neither
question. The model cannot choose documents: those that were carried over stay.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from pincite.errors import ModelError, QuestionError
from pincite.models.ports import ChatModel, Completion, Message
from pincite.models.structured import members, parsed
from pincite.retrieval.prompts import prompt
from pincite.retrieval.query import Query, understand
from pincite.retrieval.query_by_model import LONGEST_REPLY, Understood
from pincite.retrieval.terms import content_words

REPLY_TOKENS = 200
"""Longest reply asked for: one question."""

LONGEST_WHOLE = 800
"""Characters of a whole question."""

_OF_COURSE = frozenset(
    content_words("other party reverse end ended happens apply case question same situation instead")
)
"""Words by which a question is made whole, and that say nothing new."""


async def follow_with(model: ChatModel, query: Query, earlier: str) -> Understood:
    """The query with a model's complete question; if that cannot be used, the query as it was, with the reason.

    `query` goes on from `earlier` and was made complete by rules (`retrieval.following`).
    """
    instructions = prompt("follow")
    asked: Mapping[str, str] = {"earlier": earlier, "question": query.newest}
    messages = (Message("system", instructions.text), Message("user", json.dumps(asked, ensure_ascii=False)))
    try:
        completion: Completion = await model.complete(messages, REPLY_TOKENS)
    except ModelError as error:
        return Understood(query, "rules", f"the model gave no reply: {error}", "", instructions.digest)
    try:
        whole = _checked(query.newest, earlier, completion.text)
        better = replace(understand(whole), carried=query.carried)
    except (ModelError, QuestionError) as error:
        return Understood(query, "rules", str(error), completion.model, instructions.digest, completion)
    return Understood(better, "model", "", completion.model, instructions.digest, completion)


def _checked(question: str, earlier: str, reply: str) -> str:
    """The whole question of a reply.

    Raises:
        ModelError: the reply is not the JSON that was asked for, leaves out words of the question or brings in others.
    """
    try:
        said = members(parsed(reply, LONGEST_REPLY), frozenset(("whole",)))["whole"]
    except ModelError as error:
        raise ModelError(f"the model's whole question cannot be used: {error}") from error
    if not isinstance(said, str) or not 0 < len(said) <= LONGEST_WHOLE:
        raise ModelError("the model's reply gives no whole question, or too long a one")
    new, known = set(content_words(said)), {*content_words(question), *content_words(earlier)}
    if lost := set(content_words(question)) - new:
        raise ModelError(f"the model's whole question leaves out words: {', '.join(sorted(lost))[:120]}")
    if added := new - known - _OF_COURSE:
        raise ModelError(f"the model's whole question brings in words: {', '.join(sorted(added))[:120]}")
    return said
