"""Write mode: a chat model words the answer, and each of its sentences is bound to the words that support it.

The passages found are packed into a budget of tokens. The pack is the evidence of the written reply: the model reads it
under the labels that it has there, and so do verification, the record and the asker. A reply that comes in pieces is
taken claim by claim.
"""

import secrets
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from pincite.answering.abstention import is_abstention
from pincite.answering.best_reads import BestRead
from pincite.answering.binding import Binder, Bound, Unbound
from pincite.answering.claimed import Claim, claimed
from pincite.answering.examples import Example, fitting
from pincite.answering.growing import GrowingReply
from pincite.answering.locating import ShownPassage, as_shown_to_model
from pincite.answering.prereading import Preread, best_first, placed
from pincite.answering.prompting import again, example_tokens, fenced_tokens, request, set_aside
from pincite.answering.prompts import prompt
from pincite.answering.sampling import Consistency
from pincite.answering.scans import Scans
from pincite.answering.written_request import Prompting, WrittenRequest
from pincite.documents.document import Document
from pincite.documents.regions import NOT_IN_FORCE
from pincite.documents.span import Span, VersionId
from pincite.errors import ModelError, NotPermitted
from pincite.models.ports import Completion, Message, Restart, StreamingChatModel
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
"""The names of all prompts that a model gets here, except that of examples."""

EXAMPLE, REASONS = "write_example", "write_reasoning"


@dataclass(frozen=True, slots=True)
class Written:
    """What a chat model has written from the evidence so far.

    `evidence` is what it reads, best first, under the labels that it reads; if it reads nothing, it is what was found.
    `left_out` was found and did not fit, best first. `said` are its sentences in reading order. `flagged` are the
    labels of passages that address an assistant, each with the reasons; the model is warned of them. `abstained` is
    true if it only says, by `answered` in its reply or in words, that the evidence does not answer, or if there was no
    evidence. `prompting` is how the model is asked; None if none is. `completions` are all its replies, and `claims`
    its statements in its own words. `problem` is a sentence that says why there is nothing to say, or nothing more,
    although the model was asked or should have been; it is empty if all goes well. `is_lost` is true if that is because
    the model gave no more. `reads` is a reader's view of the passages that the model reads, by label. `consistency` is
    what became of asking several times; None where that was once.
    """

    evidence: Evidence
    left_out: tuple[Span, ...] = ()
    said: tuple[Bound | Unbound, ...] = ()
    flagged: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    abstained: bool = False
    prompting: Prompting | None = None
    completions: tuple[Completion, ...] = ()
    claims: tuple[Claim, ...] = ()
    problem: str = ""
    is_lost: bool = False
    reads: tuple[BestRead, ...] = ()
    consistency: Consistency | None = None


async def prepare(
    query: Query,
    evidence: Evidence,
    name: str,
    content_of: Callable[[VersionId], Document],
    context_tokens: int,
    *,
    answer_tokens: int,
    count: Callable[[str], int] = estimated_tokens,
    draw: Callable[[int], str] = secrets.token_hex,
    scanner: Scanner | None = None,
    read: Preread | None = None,
    examples: Sequence[Example] = (),
    replies: int = 1,
    reasons: bool = False,
) -> Written:
    """What the model called `name` is to be asked, with as much of the evidence as fits into what it reads at once.

    `context_tokens` is how much it reads and writes at once, `answer_tokens` the longest reply asked for, both in
    tokens as `count` counts them. Passages get what instructions, question, a repair and the reply leave, and no more
    than is read well. Without readable evidence no model is asked. `draw` gives a random word for a number of bytes,
    which fences the data. `scanner` reads each passage before the model does; one that addresses an assistant is marked
    as such, like those that the phrases of `screening` find. `read` is a reader's view of the evidence: the passages
    that it takes for the answer come first, and if the best of them does not fit, no model is asked.
    Of the `examples`, those are shown that leave passages half of the room. With more than one of `replies`, the same
    is asked in so many ways, as far as the passages have so many orders. With `reasons` the model says why first, which
    `answering.reasoning` takes out of its replies.

    Raises:
        ModelError: a file of the scanner's model is missing or damaged.
    """
    readable = tuple(
        passage for passage in evidence.passages if _is_readable(passage, content_of(passage.chunk.version))
    )
    if not readable:
        return Written(evidence, abstained=True)
    readable, first = best_first(readable, read, content_of) if read else (readable, 0)
    aside = set_aside(query.text, answer_tokens, count, reasons=reasons)

    def taken(example: Example) -> int:
        return example_tokens(example, count, reasons=reasons)

    exampled = fitting(examples, (context_tokens - aside) // 2, taken)
    aside += sum(map(taken, exampled))
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
            problem=f"{name} reads and writes {context_tokens:,} tokens at once; instructions, question and "
            f"answer take {aside:,} of them, and {which} does not fit into the rest: give it a longer context, or ask "
            "in fewer words",
        )
    shown = as_shown_to_model(packed.passages, content_of)
    sign = canary()
    ways = min(replies, len(shown))

    def asked(way: int) -> WrittenRequest:
        turns, mark = request(
            query.text, shown, sign, draw, scans.flagged, examples=exampled, turn=(way, ways), reasons=reasons
        )
        return WrittenRequest(turns, mark, sign, shown, answer_tokens, count, reasons)

    used = [*([EXAMPLE] if exampled else []), *([REASONS] if reasons else [])]
    return Written(
        evidence=replace(evidence, passages=packed.passages),
        left_out=packed.left_out,
        flagged=scans.reasons(packed.passages),
        prompting=Prompting(
            asked(0),
            again=tuple(asked(way) for way in range(1, ways)),
            examples=exampled,
            prompts={name: prompt(name).digest for name in (*PROMPTS, *used)},
        ),
        reads=placed(read, evidence, packed.passages) if read else (),
    )


async def write(ready: Written, model: StreamingChatModel) -> AsyncGenerator[Written, None]:
    """The answer in a model's words as it grows: after each claim that is whole, and once at the end.

    While there are only abstentions in words, nothing is given out: if that is all, it abstains.

    A model whose reply is no valid JSON is told why and asked once more, unless claims of it were given out before that
    showed. If a reply breaks off or turns invalid behind a claim, that claim stays, and `problem` says why there is no
    more. What a model was paid for is never lost: if it gives no usable reply, all that it said comes with the problem.
    The model's connection ends when the generator is closed.

    Raises:
        NotPermitted: the words may not be sent to it.
    """
    if ready.prompting is None:
        return
    asked = ready.prompting.request
    written, turns, told = ready, asked.messages, ""
    while True:
        problem, is_lost = "", False
        try:
            async with aclosing(_grown(written, turns, asked, model)) as growing:
                async for written in growing:
                    if written.claims and not written.abstained:
                        yield written
        except _Unusable as error:
            problem = str(error)
        except NotPermitted:
            raise
        except ModelError as error:
            problem, is_lost = str(error), True
        if not problem or is_lost or told or written.claims:
            break
        turns = (*asked.messages, *again(written.completions[-1].text, problem, asked.count))
        told = problem
    if problem:
        why = _why(model.name, problem, told, written, is_lost=is_lost)
        yield replace(written, abstained=False, problem=why, is_lost=is_lost)
    else:
        yield replace(written, abstained=_abstains(written, asked.shown))


class _Unusable(Exception):  # noqa: N818 - never leaves this module
    """A whole reply is not valid."""


async def _grown(
    written: Written, turns: Sequence[Message], asked: WrittenRequest, model: StreamingChatModel
) -> AsyncGenerator[Written, None]:
    """What is written with one more reply: after each of its claims, and once it is whole.

    Raises:
        _Unusable: it is not valid.
        ModelError: the model gave none, or not the whole of it.
    """
    growing, binder = GrowingReply(reasons=asked.reasons), Binder(asked.shown, asked.mark)
    whole: Completion | None = None

    def with_claim(claim: Claim) -> Written:
        said = (*written.said, *binder.bound(claim))
        grown = replace(written, claims=(*written.claims, claim), said=said)
        return replace(grown, abstained=_abstains(grown, asked.shown))

    stream = model.stream(turns, asked.answer_tokens, asked.schema, may_restart=lambda: not written.claims)
    async with aclosing(stream) as pieces:
        async for piece in pieces:
            if isinstance(piece, Completion):
                whole = piece
                break
            if isinstance(piece, Restart):
                growing = GrowingReply(reasons=asked.reasons)
                continue
            for claim in growing.feed(piece):
                written = with_claim(claim)
                yield written
    if whole is None:
        raise ModelError(f"{model.name} ended its reply without saying that it is whole; ask again")
    written = replace(written, completions=(*written.completions, whole))
    yield written
    try:
        reply = claimed(whole.text)
    except ModelError as error:
        raise _Unusable(str(error)) from error
    for claim in reply.claims[len(written.claims) :]:
        written = with_claim(claim)
        yield written


def _why(name: str, problem: str, told: str, written: Written, *, is_lost: bool) -> str:
    """Why there is nothing to say, or nothing more, as a sentence; `told` is what the model was told before.

    A reply that cannot be used is described without its own words.
    """
    fault = fault_of(written.completions[-1].text) if written.completions else ""
    if written.claims:
        return problem if is_lost else f"the reply of {name} cannot be used to its end: {fault}"
    if not told:
        return problem
    if is_lost:
        return f"{name} gave no usable reply ({fault}), and none when told why: {problem}"
    return f"{name} gave no usable reply, also when told why: {fault}"


def _abstains(written: Written, shown: Sequence[ShownPassage]) -> bool:
    """True if all that is said are abstentions."""
    return all(is_abstention(_words(one), shown) for one in written.said)


def _words(one: Bound | Unbound) -> str:
    return one.statement.text if isinstance(one, Bound) else one.text


def _is_readable(passage: Passage, content: Document) -> bool:
    """False for a passage without visible words, and for one within words that are not in force or repeat on pages."""
    chunk = passage.chunk
    barred = any(start <= chunk.start and chunk.end <= end for start, end in content.ranges(*NOT_IN_FORCE))
    return not barred and bool(visible_words(content, chunk.start, chunk.end))
