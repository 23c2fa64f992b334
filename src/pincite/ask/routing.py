"""Which models may word an answer, and in which order they are tried: the cheapest that is good enough first."""

from dataclasses import replace
from datetime import date

from pincite.ask.classifying import About
from pincite.ask.request import Request
from pincite.ask.stages import Read, Routed
from pincite.ask.writer import Writer
from pincite.routing.decision import AtLeast, Need, Tier, decide
from pincite.sensitivity import Sensitivity
from pincite.threads import on_thread

GOAL = AtLeast(0.85)
"""An answer shall be good enough with this probability, as in `docs/benchmarks.md`."""


async def routed(request: Request, read: Read) -> Routed:
    """The decision on a question whose passages were found.

    Raises:
        PinciteError: the rules or the router cannot be read.
    """
    words = [request.question, *(passage.text for passage in read.evidence.passages)]
    documents = frozenset(passage.span.document for passage in read.evidence.passages)
    about = About(request.scope, documents, request.after)
    classified = await on_thread(request.sources.classify, about, words)
    today = request.now().date()
    tiers = [_as_routed(writer, today) for writer in request.writers]
    expected = await request.sources.expecting(read.query.text, [tier.name for tier in tiers])
    need = Need(classified.level.word, prompt_tokens=0, answer_tokens=0)  # a writer packs what its window holds
    decision = decide(tiers, need, expected.outlook, GOAL)
    if expected.note:
        decision = replace(decision, reasons=(expected.note, *decision.reasons))
    return Routed(decision, classified)


def _as_routed(writer: Writer, today: date) -> Tier:
    tier = writer.tier
    rates = tier.prices.at(today)
    return Tier(
        tier.name,
        frozenset(level.word for level in Sensitivity if level <= tier.accepts),
        None,
        rates.dearest_prompt,
        rates.completion,
    )
