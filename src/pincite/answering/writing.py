"""Write mode: a chat model words the answer, and each of its sentences is bound to the words that support it.

The passages found are packed into a budget of tokens. The pack is the evidence of the written reply: the model reads it
under the labels that it has there, and so do verification, the record and the asker.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from pincite.answering.abstention import is_abstention
from pincite.answering.binding import Bound, Unbound, bind
from pincite.answering.claimed import Claim, Claimed, claimed, schema
from pincite.answering.locating import as_shown_to_model
from pincite.answering.prereading import Preread, best_first, placed
from pincite.answering.prompting import again, fenced_tokens, request, set_aside
from pincite.answering.prompts import prompt
from pincite.answering.reading import BestRead
from pincite.answering.repinning import Asked
from pincite.answering.scans import Scans
from pincite.documents.document import Document
from pincite.documents.regions import NOT_IN_FORCE
from pincite.documents.span import Span, VersionId
from pincite.errors import ModelError, NotPermitted
from pincite.models.ports import ChatModel, Completion, Message
from pincite.models.structured import fault_of
from pincite.retrieval.context import READS_WELL
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.joining import visible_words
from pincite.retrieval.packing import concerned, pack
from pincite.retrieval.query import Query
from pincite.retrieval.tokens import estimated_tokens
from pincite.security.canary import canary
from pincite.security.scanner import Scanner

PROMPTS = ("write", "write_request", "write_again", "write_pins")
"""The names of all prompts that a model gets here."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a chat model wrote from the evidence.

    `evidence` is what it read, best first, under the labels that it read; if it read nothing, it is what was found.
    `left_out` was found and did not fit, best first. `said` are its sentences in reading order. `flagged` are the
    labels of passages that address an assistant, each with the reasons; the model was warned of them. `abstained` is
    true if it only says, by `answered` in its reply or in words, that the evidence does not answer, or if there was no
    evidence. `completions` are all its replies. `prompts` are the SHA-256 of the exact templates. `problem` is a
    sentence that says why there is nothing to say although the model was asked or should have been; it is empty if all
    went well. `claims` are its statements in its own words, and `asked` is the request, for a second look at what
    fails; None if no model was asked. `reads` is a reader's view of the passages that the model read, by label.
    """

    evidence: Evidence
    left_out: tuple[Span, ...] = ()
    said: tuple[Bound | Unbound, ...] = ()
    flagged: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    abstained: bool = False
    completions: tuple[Completion, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    claims: tuple[Claim, ...] = ()
    asked: Asked | None = None
    reads: tuple[BestRead, ...] = ()


async def write(
    query: Query,
    evidence: Evidence,
    model: ChatModel,
    content_of: Callable[[VersionId], Document],
    context_tokens: int,
    *,
    answer_tokens: int,
    count: Callable[[str], int] = estimated_tokens,
    draw: Callable[[int], str] = secrets.token_hex,
    scanner: Scanner | None = None,
    read: Preread | None = None,
) -> Written:
    """An answer in a model's words, from as much of the evidence as fits into what the model reads and writes at once.

    `context_tokens` is how much that is, `answer_tokens` the longest reply asked for, both in tokens as `count` counts
    them. Passages get what instructions, question, a repair and the reply leave, and no more than is read well. A model
    whose reply is no valid JSON is told why and asked once more. Without readable evidence no model is asked. `draw`
    gives a random word for a number of bytes, which fences the data. `scanner` reads each passage before the model
    does; one that addresses an assistant is marked as such, like those that the phrases of `screening` find. `read` is
    a reader's view of the evidence: the passages that it takes for the answer come first, and if the best of them does
    not fit, no model is asked.

    What a model was paid for is never lost: if it gives no usable reply, all that it said comes with the problem.

    Raises:
        ModelError: a file of the scanner's model is missing or damaged.
    """
    readable = tuple(
        passage for passage in evidence.passages if _is_readable(passage, content_of(passage.chunk.version))
    )
    if not readable:
        return Written(evidence, abstained=True)
    readable, first = best_first(readable, read, content_of) if read else (readable, 0)
    aside = set_aside(query.text, answer_tokens, count)
    compared = concerned(readable) if query.intent == "compare" else ()
    scans = Scans(scanner, content_of)
    packed = await scans.packed(
        lambda flagged: pack(
            readable,
            content_of,
            min(context_tokens - aside, READS_WELL),
            count=lambda text: fenced_tokens(text, count, flagged),
            compared=compared,
        )
    )
    if not packed.passages or (first and readable[0].span in packed.left_out):
        which = "the passage that answers best" if first else "the shortest passage found"
        return Written(
            evidence,
            problem=f"{model.name} reads and writes {context_tokens:,} tokens at once; instructions, question and "
            f"answer take {aside:,} of them, and {which} does not fit into the rest: give it a longer context, or ask "
            "in fewer words",
        )
    shown = as_shown_to_model(packed.passages, content_of)
    sign = canary()
    messages, mark = request(query.text, shown, sign, draw, scans.flagged)
    reply, completions, problem = await _replied(model, messages, len(shown), answer_tokens, count)
    said = tuple(bind(reply.claims, shown, mark)) if reply else ()
    return Written(
        evidence=replace(evidence, passages=packed.passages),
        left_out=packed.left_out,
        said=said,
        flagged=scans.reasons(packed.passages),
        abstained=reply is not None and all(is_abstention(_words(one), shown) for one in said),
        completions=completions,
        prompts={name: prompt(name).digest for name in PROMPTS},
        problem=problem,
        claims=reply.claims if reply else (),
        asked=Asked(messages, mark, sign, shown, answer_tokens, count),
        reads=placed(read, evidence, packed.passages) if read else (),
    )


async def _replied(
    model: ChatModel,
    messages: tuple[Message, ...],
    passages: int,
    answer_tokens: int,
    count: Callable[[str], int],
) -> tuple[Claimed | None, tuple[Completion, ...], str]:
    """The first valid one of at most two replies, all completions, and why there is no valid one."""
    form = schema(passages)
    try:
        first = await model.complete(messages, answer_tokens, form)
    except NotPermitted:
        raise
    except ModelError as error:
        return None, (), str(error)
    try:
        return claimed(first.text), (first,), ""
    except ModelError as error:
        problem = str(error)
    try:
        second = await model.complete((*messages, *again(first.text, problem, count)), answer_tokens, form)
    except ModelError as error:
        fault = fault_of(first.text)
        return None, (first,), f"{model.name} gave no usable reply ({fault}), and none when told why: {error}"
    try:
        return claimed(second.text), (first, second), ""
    except ModelError:
        return None, (first, second), f"{model.name} gave no usable reply, also when told why: {fault_of(second.text)}"


def _words(one: Bound | Unbound) -> str:
    return one.statement.text if isinstance(one, Bound) else one.text


def _is_readable(passage: Passage, content: Document) -> bool:
    """False for a passage without visible words, and for one within words that are not in force or repeat on pages."""
    chunk = passage.chunk
    barred = any(start <= chunk.start and chunk.end <= end for start, end in content.ranges(*NOT_IN_FORCE))
    return not barred and bool(visible_words(content, chunk.start, chunk.end))
