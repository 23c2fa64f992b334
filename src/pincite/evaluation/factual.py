"""Is what an answer claims so, by a collection that the user names? Not only by the passages it was written from.

An answer can be true to a superseded draft. Each claim is looked up by itself in a reference collection (a statute
book, the executed agreements) and is borne out there, contradicted there, or not found. What is not found is no error:
the collection may be silent. So precision stands over the claims that were found, and coverage beside it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.evaluation.attribution import THRESHOLD, Attribution, attributed
from pincite.evaluation.score import Scored, counted
from pincite.models.ports import Entailment
from pincite.retrieval.terms import content_words

Search = Callable[[str], Awaitable[Sequence[str]]]
"""The passages of the reference collection that a claim may rest on, best first; none where nothing is near."""

Objections = Callable[[str, str], Sequence[str]]
"""What speaks against a claim by a passage, `(passage, claim)`, in words; by rules, the same each time."""

Finding = Literal["supported", "contradicted", "not found"]

ABOUT = 0.6
"""Share of a claim's content words that a passage must have to be about the same thing. Every passage lacks the figures
of every other matter: an objection counts only where the passage speaks of what the claim speaks of."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a collection says of a claim.

    `passage` is the one that bears it out or speaks against it, None where it was not found or only several passages
    together bear it out; `reasons` say what speaks against it.
    """

    claim: str
    finding: Finding
    passage: str | None
    reasons: tuple[str, ...]


async def checked(
    claims: Sequence[str],
    search: Search,
    entailment: Entailment,
    objections: Objections,
    *,
    threshold: float = THRESHOLD,
) -> tuple[Checked, ...]:
    """Each claim with what the collection says of it.

    A claim is borne out by passages that entail it and raise no objection. One that is not is contradicted where a
    passage about the same thing raises one: a low probability alone is silence, not contradiction.

    Raises:
        PinciteError: the search or the entailment model fails.
    """
    return tuple([await _checked(claim, await search(claim), entailment, objections, threshold) for claim in claims])


def factual_scores(claims: Sequence[Checked]) -> tuple[Scored, Scored]:
    """Coverage and precision of one answer, each weighing as many claims as it counts.

    Coverage is the share of claims that the collection speaks to, precision the share of those that it bears out.
    """
    found = sum(claim.finding != "not found" for claim in claims)
    right = sum(claim.finding == "supported" for claim in claims)
    return counted(found, len(claims)), counted(right, found)


async def _checked(
    claim: str, passages: Sequence[str], entailment: Entailment, objections: Objections, threshold: float
) -> Checked:
    raised = [tuple(objections(passage, claim)) for passage in passages]
    clear = [passage for passage, reasons in zip(passages, raised, strict=True) if not reasons]
    [best] = await attributed([claim], clear, entailment)
    if best.support >= threshold and not _objections_together(best, clear, claim, objections):
        return Checked(claim, "supported", None if best.passage is None else clear[best.passage], ())
    against = [
        (passage, reasons)
        for passage, reasons in zip(passages, raised, strict=True)
        if reasons and is_about(passage, claim)
    ]
    if against:
        passage, reasons = against[0]
        return Checked(claim, "contradicted", passage, reasons)
    return Checked(claim, "not found", None, ())


def is_about(passage: str, claim: str) -> bool:
    """True where enough of the claim's content words stand in the passage."""
    wanted = set(content_words(claim))
    return bool(wanted) and len(wanted & set(content_words(passage))) >= ABOUT * len(wanted)


def _objections_together(best: Attribution, clear: Sequence[str], claim: str, objections: Objections) -> bool:
    """True where passages that only together bear the claim out raise an objection together."""
    return best.passage is None and len(clear) > 1 and bool(objections("\n".join(clear), claim))
