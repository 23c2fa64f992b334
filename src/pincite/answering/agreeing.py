"""Self-consistency: a model is asked the same several times, and what most of its replies cite is said.

Each time it reads the passages in another order: which of them it leans on hangs on their places, and a model that
takes no temperature cannot be asked for chance. Replies agree where they cite the same words. Asking ends as soon as
enough agree, and before it could cost more than it may.

Source: Wang et al., "Self-Consistency Improves Chain of Thought Reasoning in Language Models", ICLR 2023; Tang et al.,
"Found in the Middle: Permutation Self-Consistency Improves Listwise Ranking in Large Language Models", NAACL 2024;
Aggarwal et al., "Let's Sample Step by Step: Adaptive-Consistency", EMNLP 2023, for stopping early.
"""

from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from pincite.answering.binding import Bound
from pincite.answering.sampling import Consistency, Ended, Sampling
from pincite.answering.writing import Written, write
from pincite.documents.span import Span
from pincite.models.ports import StreamingChatModel, Usage


async def consistent(
    ready: Written, model: StreamingChatModel, sampling: Sampling, cost_of: Callable[[Usage], int]
) -> Written:
    """The first of the replies that most agree with, with the completions of all, and what became of the others.

    `cost_of` says what usage costs, in pico-dollars. Enough agree when the others could not outnumber them.

    Raises:
        NotPermitted: the words may not be sent to the model.
    """
    prompting = ready.prompting
    if prompting is None:
        return ready
    ways = [prompting.request, *prompting.again]
    replies: list[Written] = []
    spent: list[tuple[int, int]] = []
    group: list[int] = []
    ended: Ended = "all asked"
    for way in ways:
        reply = await _whole(replace(ready, prompting=replace(prompting, request=way)), model)
        replies.append(reply)
        used = [one.usage for one in reply.completions]
        tokens = sum(one.prompt_tokens + one.completion_tokens for one in used)
        spent.append((tokens, sum(map(cost_of, used))))
        group = largest(replies)
        if len(group) > len(ways) // 2:
            ended = "agreed"
            break
        if len(replies) < len(ways) and not sampling.leaves_room(spent):
            ended = "cost"
            break
    completions = tuple(one for reply in replies for one in reply.completions)
    consistency = Consistency(len(replies), len(group), ended)
    return replace(replies[group[0]], completions=completions, consistency=consistency)


async def _whole(ready: Written, model: StreamingChatModel) -> Written:
    """What is written once it is whole."""
    written = ready
    async with aclosing(write(ready, model)) as growing:
        async for written in growing:  # noqa: B007 - the last one counts
            pass
    return written


def largest(replies: Sequence[Written]) -> list[int]:
    """The places of the largest group of replies that agree; of several equally large ones, the first usable group."""
    groups: list[list[int]] = []
    for place, reply in enumerate(replies):
        for group in groups:
            if agree(replies[group[0]], reply):
                group.append(place)
                break
        else:
            groups.append([place])
    return max(groups, key=lambda group: (len(group), not replies[group[0]].problem), default=[])


def agree(one: Written, other: Written) -> bool:
    """True if two replies cite a place in common in what they say first, or if both say that nothing answers."""
    if one.abstained or other.abstained:
        return one.abstained and other.abstained
    return any(_overlap(mine, theirs) for mine in _first_cited(one) for theirs in _first_cited(other))


def _first_cited(reply: Written) -> list[Span]:
    bound = next((one for one in reply.said if isinstance(one, Bound)), None)
    return [citation.span for citation in bound.statement.citations] if bound is not None else []


def _overlap(one: Span, other: Span) -> bool:
    return one.version == other.version and one.start < other.end and other.start < one.end
