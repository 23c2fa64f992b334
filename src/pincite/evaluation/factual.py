"""Checks an answer's claims against a collection that the user names, not only against the answer's own passages.

An answer may be true to a superseded draft. Each claim is looked up separately in a reference collection (a statute
book, the executed agreements), and is supported there, contradicted there, or not found. A claim that is not found is
no error: the collection may be silent. So precision covers only the claims that were found, and coverage stands beside
it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.evaluation.attribution import THRESHOLD, Attribution, attributed
from pincite.evaluation.score import Scored, counted
from pincite.models.ports import Entailment
from pincite.retrieval.terms import content_words

Search = Callable[[str], Awaitable[Sequence[str]]]
"""Returns the passages of the reference collection on which a claim may rest, best first; empty if nothing is near."""

Objections = Callable[[str, str], Sequence[str]]
"""Returns objections to a claim by a passage, `(passage, claim)`, in words; rule-based and deterministic."""

Finding = Literal["supported", "contradicted", "not found"]

ABOUT = 0.6
"""Share of a claim's content words that a passage must have to be about the same thing. Every passage lacks the figures
of all other matters, so an objection counts only where the passage is about the subject of the claim."""


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """The verdict of a collection on a claim.

    `passage` is the one that supports or contradicts the claim; None where the claim was not found, or only several
    passages together support it. `reasons` are the objections.
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
) -> tuple[ClaimVerdict, ...]:
    """Each claim with the collection's verdict.

    A claim is supported by passages that entail it and raise no objection. Otherwise it is contradicted where a passage
    about the same thing raises an objection: a low probability alone means silence, not contradiction.

    Raises:
        PinciteError: the search or the entailment model fails.
    """
    return tuple([await _checked(claim, await search(claim), entailment, objections, threshold) for claim in claims])


def factual_scores(claims: Sequence[ClaimVerdict]) -> tuple[Scored, Scored]:
    """Coverage and precision of one answer, each weighted by the number of claims that it counts.

    Coverage is the share of claims that the collection speaks to. Precision is the share of those that it supports.
    """
    found = sum(claim.finding != "not found" for claim in claims)
    right = sum(claim.finding == "supported" for claim in claims)
    return counted(found, len(claims)), counted(right, found)


async def _checked(
    claim: str, passages: Sequence[str], entailment: Entailment, objections: Objections, threshold: float
) -> ClaimVerdict:
    raised = [tuple(objections(passage, claim)) for passage in passages]
    clear = [passage for passage, reasons in zip(passages, raised, strict=True) if not reasons]
    [best] = await attributed([claim], clear, entailment)
    if best.support >= threshold and not _objections_together(best, clear, claim, objections):
        return ClaimVerdict(claim, "supported", None if best.passage is None else clear[best.passage], ())
    against = [
        (passage, reasons)
        for passage, reasons in zip(passages, raised, strict=True)
        if reasons and is_about(passage, claim)
    ]
    if against:
        passage, reasons = against[0]
        return ClaimVerdict(claim, "contradicted", passage, reasons)
    return ClaimVerdict(claim, "not found", None, ())


def is_about(passage: str, claim: str) -> bool:
    """True where the passage has enough of the claim's content words."""
    wanted = set(content_words(claim))
    return bool(wanted) and len(wanted & set(content_words(passage))) >= ABOUT * len(wanted)


def _objections_together(best: Attribution, clear: Sequence[str], claim: str, objections: Objections) -> bool:
    """True where passages that support the claim only together also raise an objection together."""
    return best.passage is None and len(clear) > 1 and bool(objections("\n".join(clear), claim))
