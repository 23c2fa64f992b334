"""Which models may word an answer, and in which order they are tried: the cheapest that is good enough first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from pincite.ask.charging import Refused
from pincite.ask.classifying import About, Classify
from pincite.ask.request import Request
from pincite.ask.sources import Expecting
from pincite.ask.stages import Read, Routed
from pincite.models.chat.spending import at_most
from pincite.models.chat.tier import Tier as ModelTier
from pincite.models.ports import Usage
from pincite.routing.decision import AtLeast, Need, Tier, barred, decide
from pincite.sensitivity import Sensitivity
from pincite.threads import on_thread

GOAL = AtLeast(0.85)
"""An answer shall be good enough with this probability, as in `docs/benchmarks.md`."""


QUOTE: Final = "quote"
"""The tier that costs nothing: sentences of the documents, word for word."""

AT_NO_COST: Final = f"{QUOTE}: costs nothing"

INSTRUCTIONS_TOKENS: Final = 2_000
"""At most, with the schema and the tags of the passages: the instructions have 1,800 bytes, each tag some 40."""


async def routed(request: Request, read: Read) -> Routed:
    """The decision on a question whose passages were found.

    Raises:
        PinciteError: the rules or the router cannot be read.
    """
    words = [request.question, *(passage.text for passage in read.evidence.passages)]
    about = request.about(read.evidence)
    tiers, today = [writer.tier for writer in request.writers], request.now().date()
    refused = await request.purse(read.evidence).refused([(tier, first_call(tier, words)) for tier in tiers])
    sources = request.sources
    return await decided(read.query.text, words, about, tiers, today, refused, sources.classify, sources.expecting)


async def decided(
    question: str,
    words: Sequence[str],
    about: About,
    tiers: Sequence[ModelTier],
    today: date,
    refused: Mapping[str, Refused],
    classify: Classify,
    expecting: Expecting,
) -> Routed:
    """The decision on a question, by the words that would be sent and what they are about, at the prices of a day.

    `refused` are the tiers for which a budget has no room.

    Raises:
        PinciteError: the rules or the router cannot be read.
    """
    classified = await on_thread(classify, about, words)
    expected = await expecting(question, [tier.name for tier in tiers])
    need = Need(classified.level.word, prompt_tokens=0, answer_tokens=0)  # a writer packs what its window holds
    routable = [_as_routed(tier, today) for tier in tiers]
    decision = decide(routable, need, expected.outlook, GOAL, {name: one.brief for name, one in refused.items()})
    too_dear = [refused[tier.name] for tier in routable if tier.name in refused and barred(tier, need) is None]
    over_budget = too_dear[0].sentence if decision.tier is None and too_dear else ""
    if over_budget:
        decision = replace(decision, tier=QUOTE, path=(QUOTE,), reasons=(*decision.reasons[:-1], AT_NO_COST))
    if expected.note:
        decision = replace(decision, reasons=(expected.note, *decision.reasons))
    return Routed(decision, classified, over_budget)


def first_call(tier: ModelTier, words: Sequence[str]) -> Usage:
    """The most that the call takes which words an answer from these passages, or as many of them as fit."""
    read = at_most(" ".join(words).encode("utf-8", "replace"), tier.answer_tokens)
    fits = tier.context_tokens - tier.answer_tokens
    return replace(read, prompt_tokens=min(read.prompt_tokens + INSTRUCTIONS_TOKENS, fits))


def _as_routed(tier: ModelTier, today: date) -> Tier:
    rates = tier.prices.at(today)
    return Tier(
        tier.name,
        frozenset(level.word for level in Sensitivity if level <= tier.accepts),
        None,
        rates.dearest_prompt,
        rates.completion,
    )
