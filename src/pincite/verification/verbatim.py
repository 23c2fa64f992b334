"""Verbatim verification: a quoted statement is supported if the document has exactly those words at its span."""

from collections.abc import Callable, Container

from pincite.access.scope import Scope
from pincite.answering.answer import Answer, Citation, Statement
from pincite.answering.candidates import with_openings
from pincite.answering.lead_ins import lead_ins
from pincite.answering.restating import is_altered_reading
from pincite.answering.units import Units
from pincite.documents.document import Document
from pincite.documents.regions import as_read
from pincite.documents.span import VersionId
from pincite.errors import CitationError
from pincite.retrieval.evidence import Evidence
from pincite.verification.support import Support, Verdict


def verify(answer: Answer, evidence: Evidence, scope: Scope, content_of: Callable[[VersionId], Document]) -> Verdict:
    """Check that every statement is a verbatim quote from a labelled passage that the scope permits.

    Its words may leave out running heads, page numbers and footnotes inside the quote, and nothing else. A sentence
    that an amendment altered has its own words, with words of the amendment in square brackets. An item of a long list
    stands behind the words that open the list, which it cites too, with "[…]" in place of the items between.
    """
    return Verdict(tuple(_support(statement, evidence, scope, content_of) for statement in answer.statements))


def _support(
    statement: Statement, evidence: Evidence, scope: Scope, content_of: Callable[[VersionId], Document]
) -> Support:
    reasons: list[str] = []
    if not statement.citations:
        reasons.append("it cites nothing")
    opened_by = _opened_by(statement, content_of)
    for citation in statement.citations:
        reasons += citation_problems(citation, evidence, scope, content_of, opened_by)
    for citation in statement.replaces:
        reasons += citation_problems(citation, evidence, scope, content_of)
    if not reasons and not says_its_quotes(statement, content_of):
        reasons.append("its words are not those of any of its quotes")
    return Support(statement, 0.0 if reasons else 1.0, tuple(reasons))


def says_its_quotes(statement: Statement, content_of: Callable[[VersionId], Document]) -> bool:
    """True if a statement's words are a quote's, or those of a replaced quote with words of its quotes put in."""
    if any(statement.text in _readings(citation, content_of) for citation in statement.citations):
        return True
    item, *openings = statement.citations
    places = tuple((one.span.start, one.span.end) for one in openings)
    if places and places == _opened_by(statement, content_of):
        content = content_of(item.span.version)
        return statement.text == with_openings(content, places, item.span.start, item.span.end)
    replaced = [reading for citation in statement.replaces for reading in _readings(citation, content_of)]
    return is_altered_reading(statement, replaced)


def _opened_by(statement: Statement, content_of: Callable[[VersionId], Document]) -> tuple[tuple[int, int], ...]:
    """The ranges of the words that open the list of the item that a statement cites first, if it cites more."""
    spans = [one.span for one in statement.citations]
    if len({(one.document, one.version) for one in spans}) != 1 or len(spans) < 2:
        return ()
    span = spans[0]
    return Units(content_of(span.version)).openings(span.start, span.end)


def _readings(citation: Citation, content_of: Callable[[VersionId], Document]) -> tuple[str, str]:
    """The words of a quote, as they are and as they read across a page break."""
    span = citation.span
    return citation.quote, as_read(content_of(span.version), span.start, span.end)


def citation_problems(
    citation: Citation,
    evidence: Evidence,
    scope: Scope,
    content_of: Callable[[VersionId], Document],
    opened_by: Container[tuple[int, int]] = (),
) -> list[str]:
    """What is wrong with a citation, as sentences: it must be the document's words, in a permitted passage.

    Only ranges of `opened_by`, which open the list of what is cited beside them, may lie before the passage's clause.
    """
    try:
        passage = evidence.cite(citation.label)
    except CitationError as error:
        return [str(error)]
    span, clause = citation.span, passage.chunk
    if not scope.permits(passage.matter, span.document, passage.labels):
        return [f"passage [{citation.label}] may not be seen by {scope.principal.user}"]
    if (span.document, span.version) != (clause.document, clause.version):
        return [f"passage [{citation.label}] is of another document or version than the quote"]
    content = content_of(span.version)
    outer_start, outer_end = min(clause.clause_start, clause.start), max(clause.clause_end, clause.end)
    if span.start < outer_start < span.end:  # an item of a list is quoted with the words that open the list
        starts = [start for start, _ in lead_ins(content, outer_start, outer_end)]
        outer_start = span.start if span.start in starts else outer_start
    is_within = outer_start <= span.start < span.end <= outer_end
    if not is_within and (span.start, span.end) not in opened_by:
        return [f"the quote lies outside the clause of passage [{citation.label}]"]
    if content.text[span.start : span.end] != citation.quote:
        return ["the quote is not what the document says there"]
    return []
