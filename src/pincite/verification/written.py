"""Verification of written statements: do the passages that each cites bear it out, part by part?"""

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import PurePath

from pincite.access.scope import Scope
from pincite.answering.answer import Statement
from pincite.answering.binding import Bound, Unbound
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.joining import visible_words
from pincite.verification.inventions import inventions
from pincite.verification.support import ClaimSupport, Support
from pincite.verification.verbatim import citation_problems
from pincite.verification.verifier import SUPPORTED, Verifier

Said = Bound | Unbound
"""A sentence that a model wrote, bound to what it cites, or not."""


async def verify_written(
    said: Sequence[Said],
    evidence: Evidence,
    scope: Scope,
    content_of: Callable[[VersionId], Document],
    verifier: Verifier,
) -> AsyncIterator[Support]:
    """Each sentence's verdict, in order. A sentence is supported as far as the least supported of its claims.

    A sentence that was not bound, one whose citations do not stand in passages that the scope permits, and one that
    names what stands in none of the passages shown are unsupported whatever a model thinks of them.

    Raises:
        ModelError: a file of the entailment model is missing or damaged.
    """
    known = [_known(passage, content_of) for passage in evidence.passages]
    for one in said:
        if isinstance(one, Unbound):
            yield Support(Statement(one.text, ()), 0.0, (one.reason,))
            continue
        yield await _support(one, evidence, scope, content_of, verifier, known)


async def _support(
    bound: Bound,
    evidence: Evidence,
    scope: Scope,
    content_of: Callable[[VersionId], Document],
    verifier: Verifier,
    known: Sequence[str],
) -> Support:
    statement = bound.statement
    problems = [
        problem
        for citation in statement.citations
        for problem in citation_problems(citation, evidence, scope, content_of)
    ]
    problems += [finding.message for finding in inventions(statement.text, known)]
    if problems or not statement.citations:
        return Support(statement, 0.0, tuple(dict.fromkeys(problems)) or ("it cites nothing",), bound.remarks)
    labels = sorted({citation.label for citation in statement.citations})
    premise = "\n\n".join(_known(evidence.cite(label), content_of) for label in labels)
    parts = await verifier.claims_of(statement.text) or (statement.text,)
    judgements = await verifier.judge([(premise, part) for part in parts])
    reasons = [
        reason
        for judgement in judgements
        if not judgement.supported
        for reason in (judgement.reasons or (f"the passages cited do not bear it out ({judgement.support:.2f})",))
    ]
    least = min(judgement.support for judgement in judgements)
    judged = tuple(
        ClaimSupport(part, round(judgement.support, 4), judgement.by)
        for part, judgement in zip(parts, judgements, strict=True)
    )
    if least < SUPPORTED and not reasons:
        reasons.append("the passages cited do not bear it out")
    return Support(statement, round(least, 4), tuple(dict.fromkeys(reasons)), bound.remarks, judged)


def _known(passage: Passage, content_of: Callable[[VersionId], Document]) -> str:
    """What a reader of a passage knows: which document and clause it is of, and its words without what is hidden."""
    words = visible_words(content_of(passage.chunk.version), passage.chunk.start, passage.chunk.end)
    names = (passage.title, PurePath(passage.path).stem, passage.chunk.section, passage.chunk.heading)
    return "\n".join((" · ".join(name for name in names if name), words))
