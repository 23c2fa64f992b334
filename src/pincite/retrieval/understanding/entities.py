"""What a question names, found by rules: days, sums, shares, durations, clauses, laws, cases, names and defined terms.

If the same words have two readings, the more definite kind wins: a citation over a clause, a clause over a figure, a
figure over a name.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from pincite.retrieval.understanding.citations import citations_in
from pincite.retrieval.understanding.entity import Entity
from pincite.retrieval.understanding.figures import figures_in
from pincite.retrieval.understanding.names import names_in
from pincite.structure.facts.dates import dates_in
from pincite.structure.references.mentions import mentions_in, target_of

MOST_ENTITIES = 40
"""The most entities of one question; a list pasted into the search box has more, and no search uses them."""

_BARE_CLAUSE = re.compile(
    r"(?<![\w.(])\d{1,3}(?:\.\d{1,3}){0,3}(?:\([A-Za-z]{1,4}\)|\(\d{1,2}\)){1,4}(?!\w)|(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w.]\d)"
)
"""A clause by its number alone, in a form that nothing else has: 4.2(a), 12(b)(6), 3.1.4."""

_RULE = re.compile(r"\b[Rr]ule\s(?P<number>\d{1,4}(?:\.\d{1,3})?(?:\([A-Za-z0-9]{1,4}\)){0,4})")
_YEAR = re.compile(
    r"\b(?:in|since|before|after|until|by|during|from|through|of|for|and|the)\s(?P<year>(?:19|20)\d\d)\b(?![-/.]\d)",
    re.I,
)


def entities_in(text: str) -> tuple[Entity, ...]:
    """The entities of a question in order, none within another, at most `MOST_ENTITIES`; `text` has single spaces only.

    >>> [(found.kind, found.value) for found in entities_in("Must Acme Ltd pay $2m within 30 days under clause 4.1?")]
    [('party', 'Acme Ltd'), ('amount', 'USD 2000000'), ('duration', 'P30D'), ('section', '4.1')]
    """
    taken: list[tuple[int, int]] = []
    found: list[Entity] = []
    for reading in (citations_in(text), _clauses(text), _dates(text), figures_in(text), names_in(text)):
        for entity in sorted(reading, key=lambda entity: (entity.start, -entity.end)):
            at = bisect_left(taken, (entity.start, entity.end))
            if (at > 0 and taken[at - 1][1] > entity.start) or (at < len(taken) and taken[at][0] < entity.end):
                continue
            taken.insert(at, (entity.start, entity.end))
            found.append(entity)
    return tuple(sorted(found, key=lambda entity: entity.start)[:MOST_ENTITIES])


def _clauses(text: str) -> Iterator[Entity]:
    for mention in mentions_in(text):
        if mention.number and not mention.is_law:
            yield Entity("section", text[mention.start : mention.end], mention.start, mention.end, target_of(mention))
    for match in _RULE.finditer(text):
        yield Entity("section", match[0], *match.span(), match["number"])
    for match in _BARE_CLAUSE.finditer(text):
        yield Entity("section", match[0], *match.span(), match[0])


def _dates(text: str) -> Iterator[Entity]:
    for dated in dates_in(text, 0, len(text)):
        yield Entity("date", text[dated.start : dated.end], dated.start, dated.end, dated.value)
    for match in _YEAR.finditer(text):
        yield Entity("date", match["year"], *match.span("year"), match["year"])
