"""What other versions of a quoted agreement say on the point: both are shown, and, if it is known, which stands."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pincite.answering.answer import Citation, Statement
from pincite.answering.found import GrowingEvidence, weighed
from pincite.answering.quote import MOST_STATEMENTS
from pincite.catalogue.amending import Order
from pincite.catalogue.entry import Entry
from pincite.documents.document import Document, clause_path
from pincite.documents.regions import as_read
from pincite.documents.span import DocumentId, VersionId
from pincite.retrieval.evidence import Evidence
from pincite.security.screening import screen
from pincite.structure.sentences import sentences

LEAST_SHARED = 0.5
"""Sentences of two versions are about the same thing if they share more than this part of their words, by weight."""

LONGEST = 1_500
"""The most characters of a sentence of another version that is stated."""

_WORDS = re.compile(r"\w+")
_LABEL = re.compile(
    r"^\s*(?:(?:Section|SECTION|Article|ARTICLE|§)\s*)?\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivx]{1,4})[.):]*\s+"
)

VersionsOf = Callable[[DocumentId], Sequence[tuple[Entry, Order]]]
"""Gives the other versions of an agreement, each with its order: before, after or beside."""


def with_versions(
    statements: Sequence[Statement],
    evidence: Evidence,
    versions_of: VersionsOf,
    content_of: Callable[[VersionId], Document],
) -> tuple[tuple[Statement, ...], Evidence]:
    """Statements, with what other versions of their agreements say differently.

    The words of a version that restates the quoted one replace the quote; the words that the quoted version restates
    follow it; if neither of two versions says which one stands, both are stated.
    """
    found = GrowingEvidence(evidence, content_of)
    said: list[Statement] = []
    for statement in statements:
        first = statement.citations[0] if statement.citations else None
        if first is None or statement.replaces:
            said.append(statement)
            continue
        stated, beside = statement, []
        for entry, order in versions_of(first.span.document):
            other = _otherwise(first, entry, found)
            if other is None:
                continue
            if order == "before":
                stated = replace(stated, replaces=(*stated.replaces, other))
            elif order == "after" and not stated.replaces:
                stated = Statement(_read(other, content_of), (other,), statement.citations[:1])
            elif order == "beside":
                note = "another version of the same agreement says otherwise"
                stated = replace(stated, citations=(_noted(stated.citations[0], note), *stated.citations[1:]))
                beside.append(Statement(_read(other, content_of), (_noted(other, note),)))
        said += [one for one in (stated, *beside) if not any(_is_same(one, known) for known in said)]
    return tuple(said[: max(MOST_STATEMENTS, len(statements))]), found.evidence


def _otherwise(citation: Citation, entry: Entry, found: GrowingEvidence) -> Citation | None:
    """The sentence of another version that differs on the same point; None if it says the same or nothing."""
    if entry.version is None:
        return None
    content, own = found.content_of(entry.version), found.content_of(citation.span.version)
    wanted = _plain(citation.quote)
    if not wanted or wanted in _plain(content.text):
        return None
    path = clause_path(own.clauses, citation.span.start)
    numbers = {clause.number for clause in path[-2:] if clause.number}
    headings = {clause.heading.casefold() for clause in path if clause.heading}
    words = weighed(citation.quote)
    best: tuple[float, int, int] = (LEAST_SHARED, 0, 0)
    for clause in content.clauses:
        if clause.number not in numbers and clause.heading.casefold() not in headings:
            continue
        for start, end in sentences(content.text, clause.start, clause.end):
            if end - start <= LONGEST:
                best = max(best, (_shared(words, weighed(content.text[start:end])), start, end))
    score, start, end = best
    if score <= LEAST_SHARED or screen(content.text[start:end]).flagged:
        return None
    if any(start < last and first < end for first, last in content.hidden):
        return None
    return found.cited(entry, start, end, citation.label)


def _plain(text: str) -> str:
    """The words alone, without a label before them, to compare two texts."""
    return " ".join(_WORDS.findall(_LABEL.sub("", text, count=1).casefold()))


def _shared(one: dict[str, float], other: dict[str, float]) -> float:
    """The share of words that two sets have in common, by weight (Dice)."""
    both = sum(one[word] for word in one if word in other)
    return 2 * both / max(1e-9, sum(one.values()) + sum(other.values()))


def _read(citation: Citation, content_of: Callable[[VersionId], Document]) -> str:
    return as_read(content_of(citation.span.version), citation.span.start, citation.span.end)


def _noted(citation: Citation, note: str) -> Citation:
    notes = [part for part in (citation.note, note) if part]
    return replace(citation, note="; ".join(dict.fromkeys(notes)))


def _is_same(one: Statement, other: Statement) -> bool:
    first, second = one.citations[0].span, other.citations[0].span
    return first.document == second.document and first.start < second.end and second.start < first.end
