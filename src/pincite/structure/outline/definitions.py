"""The terms that a document defines: in paragraphs of their own (“Fees” means ...) or in passing (the “Agreement”)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.documents.document import Clause
from pincite.structure.outline.openings import defined_term
from pincite.structure.outline.regions import plain_spaces

LONGEST_ASIDE = 200
"""Characters of the brackets that define a term in passing."""

LONGEST_DEFINED = 1000
"""Characters before such brackets within which the defined words begin."""

_ASIDE = re.compile(
    r"\((?P<lead>[^()“”\"‘’]{0,80})(?P<open>[“\"‘])(?P<term>[A-Z0-9][^“”\"‘()\n]{0,80}?),?[”\"’](?P<rest>[^()]{0,120})\)"
)
_MORE = re.compile(
    r"(?:or|and|,)\s{1,4}(?:(?:the|an?|each|together|collectively|individually),?\s){0,2}[“\"‘](?P<term>[A-Z0-9][^“”\"‘()\n]{0,80}?),?[”\"’]"
)
_LEADS = re.compile(
    r"\s*(?:(?:hereinafter|herein|together|collectively|each|individually|such|the|this|an?|as|so|referred|to|called|also|"
    r"with|all|and|or|respectively|sometimes|defined|known|for|purposes|of|these|those|being|is|are|"
    r"singly|jointly|severally|both|Agreement|i\.e\.)[,:;]?\s*)*",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"\n[ \t\r]*\n|[.;:](?=\s)|\f")


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term and where it is defined.

    `[start, end)` is the term itself, `[definition_start, definition_end)` the clause or words that define it. `is_own`
    is True for a term that names this document: (this “Agreement”).
    """

    term: str
    start: int
    end: int
    definition_start: int
    definition_end: int
    is_own: bool = False


def defined_terms(text: str, clauses: Sequence[Clause]) -> tuple[DefinedTerm, ...]:
    """The defined terms of a text in order. A term in passing is defined by its sentence up to the brackets."""
    plain = plain_spaces(text)
    found: list[DefinedTerm] = []
    for clause in clauses:
        if clause.kind == "definition":
            span = _term_of(plain, clause)
            if span is not None:
                found.append(DefinedTerm(" ".join(plain[slice(*span)].split()), *span, clause.start, clause.end))
    taken = {term.start for term in found}
    for match in _ASIDE.finditer(plain):
        lead = match["lead"]
        if _LEADS.fullmatch(lead) is None:
            continue
        start = _sentence_start(plain, match.start())
        is_own = re.search(r"\bthis\b", lead, re.IGNORECASE) is not None
        spans = [
            match.span("term"),
            *(more.span("term") for more in _MORE.finditer(plain, match.end("term"), match.end())),
        ]
        for span in spans:
            if span[0] not in taken:
                found.append(DefinedTerm(" ".join(plain[slice(*span)].split()), *span, start, match.end(), is_own))
    return tuple(sorted(found, key=lambda term: term.start))


def _term_of(text: str, clause: Clause) -> tuple[int, int] | None:
    """The range of a definition's term: in quotation marks near the start, or else its heading."""
    for mark in re.finditer(r"[“\"‘]", text[clause.start : min(clause.end, clause.start + LONGEST_ASIDE)]):
        term = defined_term(text, clause.start + mark.start())
        if term is not None:
            return term
    words = (
        re.search(r"\s+".join(map(re.escape, clause.heading.split())), text[clause.start : clause.end])
        if clause.heading
        else None
    )
    return (clause.start + words.start(), clause.start + words.end()) if words is not None else None


def _sentence_start(text: str, position: int) -> int:
    """Where the words before a position begin, within the same sentence and not too far away."""
    least = max(0, position - LONGEST_DEFINED)
    start = least
    for match in _BREAKS.finditer(text, least, position):
        start = match.end()
    while start < position and text[start].isspace():
        start += 1
    return start
