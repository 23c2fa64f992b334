"""Questions about the words under a heading."""

from bisect import bisect_left
from collections.abc import Iterator

from pincite.documents.document import Clause
from pincite.evaluation.drafting.source import DraftQuestion, DraftSource

SHORTEST, LONGEST = 60, 900
"""Least and most characters under a heading that can be an answer."""

EVERYTHING = frozenset({"definitions", "miscellaneous", "general", "general provisions", "recitals", "background"})
"""Headings that say nothing about the words under them."""


def headed(source: DraftSource) -> Iterator[DraftQuestion]:
    """A draft for each clause with a heading of its own and enough words under it."""
    signed = [clause.start for clause in source.content.clauses if clause.kind == "signature"]
    for clause in source.content.clauses:
        heading = source.topic(clause)
        if clause.kind in ("section", "clause", "heading") and heading and heading.lower() not in EVERYTHING:
            start = _below(source.content.text, clause)
            at = bisect_left(signed, start)
            last = min(clause.end, signed[at]) if at < len(signed) else clause.end
            end = start + len(source.content.text[start:last].rstrip(" \t\r\n\f*_#"))
            if SHORTEST <= end - start <= LONGEST:
                yield from source.draft("heading", f"What does the {source.name} say about {heading}?", (start, end))


def _below(text: str, clause: Clause) -> int:
    """Where the words under a heading begin."""
    at = text.find(clause.heading, clause.start, clause.end)
    start = clause.start if at < 0 else at + len(clause.heading)
    body = text[start : clause.end]
    return start + len(body) - len(body.lstrip(" \t\r\n.:;–—-*_#"))
