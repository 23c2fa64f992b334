"""What quote mode states for amended clauses: the words as they stand now, or as they were where that is asked."""

import re
from collections.abc import Callable, Sequence

from pincite.answering.answer import Statement
from pincite.answering.found import GrowingEvidence
from pincite.answering.restating import Restating, StandingOf
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.retrieval.evidence import Evidence

_BEFORE = re.compile(
    r"(?i)\b(?:before|prior\s+to|until|preceding)\b[^?.;]{0,40}\b(?:amend\w*|changed|replaced|restated|Amendment)\b|"
    r"\b(?:originally|formerly|previously)\b|\b(?:was|were)\s+(?:the|its|our|their)\s+original\b|\b(?:original|unamended|former|earlier|first)\s+(?:\w+\s+){0,2}?"
    r"(?:agreement|contract|lease|wording|text|version|terms?|limit|amount|period|price|fee)\b"
)
"""Words by which a question asks for what was agreed originally."""


def as_it_stands(
    statements: Sequence[Statement],
    evidence: Evidence,
    question: str,
    standing_of: StandingOf,
    content_of: Callable[[VersionId], Document],
) -> tuple[tuple[Statement, ...], Evidence]:
    """Quoted statements with the amendments applied, and the evidence with the passages that these were taken from.

    Statements about documents that nothing amends stay as they are.
    """
    passages = GrowingEvidence(evidence, content_of)
    work = Restating(passages, question)
    found: list[Statement] = []
    for statement in statements:
        standing = standing_of(statement.citations[0].span.document) if statement.citations else None
        one = work.restated(statement, standing) if standing is not None else statement
        if not any(_same_place(one, other) for other in found):
            found.append(one)
    return tuple(found), passages.evidence


def as_it_was(
    statements: Sequence[Statement],
    evidence: Evidence,
    question: str,
    standing_of: StandingOf,
    content_of: Callable[[VersionId], Document],
) -> tuple[tuple[Statement, ...], Evidence]:
    """Quoted statements as they read before they were amended; those of the agreements come first.

    Notes say what changes the words. New words of an amendment stay if what they replaced cannot be placed.
    """
    passages = GrowingEvidence(evidence, content_of)
    work = Restating(passages, question)
    of_agreements: list[Statement] = []
    of_changes: list[Statement] = []
    for statement in statements:
        standing = standing_of(statement.citations[0].span.document) if statement.citations else None
        one = statement if standing is None else work.before(statement, standing)
        if any(_same_place(one, other) for other in (*of_agreements, *of_changes)):
            continue
        if standing is None or one.citations[0].span.document == standing.sources[0].document:
            of_agreements.append(one)
        else:
            of_changes.append(one)
    return (*of_agreements, *of_changes), passages.evidence


def asks_for_before(question: str) -> bool:
    """True for a question about how an agreement read before it was amended: its old words are the answer.

    >>> asks_for_before("What was the cap before it was amended?"), asks_for_before("What is the cap before tax?")
    (True, False)
    """
    return _BEFORE.search(question) is not None


def _same_place(one: Statement, other: Statement) -> bool:
    """True for statements that cite the same words: two sentences may have become one."""
    first, second = one.citations[0].span, other.citations[0].span
    shares = first.start < second.end and second.start < first.end
    return one.text == other.text or (
        first.document == second.document and shares and bool(one.replaces or other.replaces)
    )
