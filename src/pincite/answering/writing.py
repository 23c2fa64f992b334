"""Write mode: a chat model words the answer, and every sentence of it is bound to the words it stands on.

What was found is packed into a budget of tokens. What is packed is the evidence of the written reply: the model reads
it under the labels that it has there, and so do verification, the record and the person who asked.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pincite.answering.answer import Answer
from pincite.answering.binding import Bound, Unbound, bind
from pincite.answering.claimed import Claimed, claimed, schema
from pincite.answering.locating import as_shown_to_model
from pincite.answering.phrasing import is_abstention
from pincite.answering.prompting import again, fence_tokens, request
from pincite.answering.prompts import prompt
from pincite.documents.document import Document
from pincite.documents.regions import NOT_IN_FORCE
from pincite.documents.span import Span, VersionId
from pincite.errors import ModelError
from pincite.models.ports import ChatModel, Completion, Message
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.joining import visible_words
from pincite.retrieval.packing import concerned, pack
from pincite.retrieval.query import Query
from pincite.retrieval.tokens import estimated_tokens

REPLY_TOKENS = 900
"""Longest reply asked for: ten statements with their quotes. With the instructions and a question it is within what
`context.SET_ASIDE` leaves."""

PROMPTS = ("write", "write_request", "write_again")
"""All that a model is told here, by name."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a chat model made of the evidence.

    `evidence` is what it read, under the labels it read it by, best first; `left_out` was found and did not fit, best
    first. `said` are its sentences in the order in which they are read. `abstained` when all it says, by `answered` in
    its reply or in words, is that the evidence does not answer, or when there was none. `messages` is the conversation
    before the last of the `completions`. `prompts` names the exact words of the templates by their SHA-256.
    """

    evidence: Evidence
    left_out: tuple[Span, ...]
    said: tuple[Bound | Unbound, ...]
    abstained: bool
    messages: tuple[Message, ...]
    completions: tuple[Completion, ...]
    prompts: Mapping[str, str]

    @property
    def answer(self) -> Answer:
        """The statements that have citations, in order."""
        return Answer(tuple(one.statement for one in self.said if isinstance(one, Bound)))

    @property
    def shown(self) -> tuple[Passage, ...]:
        """The passages that the model read."""
        return self.evidence.passages

    @property
    def unbound(self) -> tuple[Unbound, ...]:
        """The sentences that were not bound, in order."""
        return tuple(one for one in self.said if isinstance(one, Unbound))


async def write(
    query: Query,
    evidence: Evidence,
    model: ChatModel,
    content_of: Callable[[VersionId], Document],
    budget: int,
    *,
    count: Callable[[str], int] = estimated_tokens,
    draw: Callable[[int], str] = secrets.token_hex,
) -> Written:
    """An answer in a model's words, from as much of the evidence as `budget` holds.

    `budget` is in tokens as `count` counts them, for passages with the tags around them: `context.evidence_window` says
    how many. A model whose reply is no valid JSON is told why and asked once more. Without evidence no model is asked.
    `draw` gives a random word for a number of bytes, which fences the data.

    Raises:
        ModelError: the model cannot be reached, its second reply is no better, or the budget holds no passage.
    """
    readable = [passage for passage in evidence.passages if _is_readable(passage, content_of(passage.chunk.version))]
    compared = concerned(readable) if query.intent == "compare" else ()
    fence = fence_tokens(count)
    packed = pack(readable, content_of, budget, count=lambda text: count(text) + fence, compared=compared)
    read = replace(evidence, passages=packed.passages)
    if not readable:
        return Written(read, (), (), True, (), (), {})
    if not packed.passages:
        raise ModelError(
            f"{model.name} may read {budget:,} tokens of evidence and the shortest passage found has more; "
            "give it a longer context"
        )
    shown = as_shown_to_model(packed.passages, content_of)
    messages, mark = request(query.text, shown, draw)
    reply, asked, completions = await _replied(model, messages, len(shown))
    instructions = [prompt(name).text for name in PROMPTS]
    return Written(
        evidence=read,
        left_out=packed.left_out,
        said=tuple(bind(reply.claims, shown, instructions, mark)),
        abstained=all(is_abstention(claim.text) for claim in reply.claims),
        messages=asked,
        completions=completions,
        prompts={name: prompt(name).digest for name in PROMPTS},
    )


async def _replied(
    model: ChatModel, messages: tuple[Message, ...], passages: int
) -> tuple[Claimed, tuple[Message, ...], tuple[Completion, ...]]:
    """The first valid of at most two replies, the conversation before it, and all completions.

    Raises:
        ModelError: neither is valid.
    """
    form = schema(passages)
    first = await model.complete(messages, REPLY_TOKENS, form)
    try:
        return claimed(first.text), messages, (first,)
    except ModelError as error:
        messages = (*messages, *again(first.text, str(error)))
    second = await model.complete(messages, REPLY_TOKENS, form)
    try:
        return claimed(second.text), messages, (first, second)
    except ModelError as error:
        raise ModelError(f"{model.name} gave no usable reply, also when told why: {error}") from error


def _is_readable(passage: Passage, content: Document) -> bool:
    """False for a passage without words that anyone sees, and for one of struck words or of what repeats on pages."""
    chunk = passage.chunk
    barred = any(start <= chunk.start and chunk.end <= end for start, end in content.ranges(*NOT_IN_FORCE))
    return not barred and bool(visible_words(content, chunk.start, chunk.end))
