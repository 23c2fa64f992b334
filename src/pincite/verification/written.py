"""Verification of written statements: do the passages that each cites bear it out, part by part?"""

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import PurePath

from pincite.access.scope import Scope
from pincite.answering.answer import Statement
from pincite.answering.binding import Bound, Unbound
from pincite.answering.leaning import leans_on_before
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.joining import visible_words
from pincite.security.screening import addressed
from pincite.verification.inventions import Known, inventions, prepared
from pincite.verification.support import ClaimSupport, Support
from pincite.verification.verbatim import citation_problems
from pincite.verification.verifier import Verifier

LEANS = "it leans on a sentence before it that is not said"
"""Why a sentence is kept back that says "it" of what another says that was kept back."""

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
    names what stands in none of the passages shown are unsupported whatever a model thinks of them. So is one against
    which a check found something: on legal text the checks are wrong about 3 true claims in a thousand, and what they
    find (another figure, a duty for a right, a party for the other) is what must not leave.

    Raises:
        ModelError: a file of the entailment model is missing or damaged.
    """
    known = prepared([_known(passage, content_of) for passage in evidence.passages])
    kept_back: set[int] = set()
    for one in said:
        if isinstance(one, Unbound):
            support = Support(Statement(one.text, ()), 0.0, (one.reason,))
        elif one.claim in kept_back and leans_on_before(one.statement.text):
            support = Support(one.statement, 0.0, (LEANS,), one.remarks)
        else:
            support = await _support(one, evidence, scope, content_of, verifier, known)
        if not support.supported:
            kept_back.add(one.claim)
        yield support


async def _support(
    bound: Bound,
    evidence: Evidence,
    scope: Scope,
    content_of: Callable[[VersionId], Document],
    verifier: Verifier,
    known: Known,
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
    claimed = await verifier.claims_of(statement.text)
    # The sentence itself is judged too: parts that are true can be put together to what is not.
    parts = tuple(dict.fromkeys((statement.text, *claimed.claims)))
    judgements = await verifier.judge([(premise, part) for part in parts])
    against = [judgement for judgement in judgements if judgement.found or not judgement.supported]
    reasons = [reason for judgement in against for reason in judgement.reasons]
    remarks = [remark for judgement in judgements for remark in judgement.remarks]
    completions = [completion for judgement in judgements for completion in judgement.completions]
    return Support(
        statement,
        round(min(judgement.support for judgement in judgements), 4),
        tuple(dict.fromkeys(reasons)),
        tuple(dict.fromkeys((*bound.remarks, *remarks))),
        tuple(
            ClaimSupport(part, round(judgement.support, 4), judgement.by)
            for part, judgement in zip(parts, judgements, strict=True)
        ),
        (*([claimed.completion] if claimed.completion else []), *completions),
    )


def _known(passage: Passage, content_of: Callable[[VersionId], Document]) -> str:
    """What a reader of a passage knows: which document and clause it is of, and its words.

    Not those that are hidden, nor what addresses an assistant: an order to say something bears nothing out.
    """
    content = content_of(passage.chunk.version)
    pieces: list[str] = []
    at = passage.chunk.start
    for start, end in (*addressed(content.text, at, passage.chunk.end), (passage.chunk.end, passage.chunk.end)):
        pieces.append(visible_words(content, at, start))
        at = end
    words = " ".join(piece for piece in pieces if piece.strip())
    names = (passage.title, PurePath(passage.path).stem, passage.chunk.section, passage.chunk.heading)
    return "\n".join((" · ".join(name for name in names if name), words))
