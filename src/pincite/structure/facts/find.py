"""The facts of a document, each with the words that state it.

A fact is given only where the words state it. Retrieval filters by facts, so a wrong fact hides the right document.
"""

import re
from collections.abc import Sequence

from pincite.documents.document import Clause, Fact, Format, Region
from pincite.structure.facts.amended import amends
from pincite.structure.facts.caption import litigants
from pincite.structure.facts.dates import all_dates
from pincite.structure.facts.governing_law import governing_law
from pincite.structure.facts.kinds import OF_OTHERS, is_court_paper, kind
from pincite.structure.facts.made import made
from pincite.structure.facts.money import amounts
from pincite.structure.facts.opening import openings_of
from pincite.structure.facts.own_words import own_words
from pincite.structure.facts.parties import parties
from pincite.structure.facts.term import expires, term

TITLE_WITHIN = 6_000
"""Characters from the start within which the title stands; covers of long agreements name other things first."""

INSTRUMENT_ENDS = 0.3
"""Share of the text after which the first schedule ends the instrument itself. Forms annexed after it have laws, dates
and parties of their own. An earlier schedule is a cover sheet or part of the main text."""


LONGEST_BLANK = 300
"""Characters of a note in square brackets."""


def facts_of(
    text: str, clauses: Sequence[Clause], title: str, format: Format, regions: Sequence[Region] = ()
) -> tuple[Fact, ...]:
    """What a document states about itself, in the order of the text.

    In an e-mail only sums of money are looked for; its header states the other facts. Takes linear time.
    """
    text = own_words(text, regions)
    if format == "email":
        return tuple(amounts(text))
    end = _instrument_end(text, clauses)
    body = text if end == len(text) else text[:end]
    titled = _title(text, title)
    types = list(kind(text, (titled.start, titled.end) if titled is not None else None, format))
    openings = openings_of(body)
    is_of_court = is_court_paper(body)
    opening, named = (None, list(litigants(body))) if is_of_court else parties(body, openings)
    if opening is None and openings and openings[0].is_certain:
        opening = openings[0]
    is_instrument = format != "xml" and not is_of_court and not any(fact.value in OF_OTHERS for fact in types)
    found: list[Fact] = [
        *([titled] if titled is not None else []),
        *types,
        *named,
        *made(body, opening),
        *amounts(text),
    ]
    if is_instrument:
        found += [*expires(body, all_dates(body)), *term(body), *governing_law(body, len(body))]
    if any(fact.value in ("Amendment", "Addendum") for fact in types):
        found += amends(body)
    stated = [fact for fact in found if fact.kind in ("title", "type") or not _is_left_open(text, fact.start)]
    return tuple(sorted(stated, key=lambda fact: (fact.start, fact.end)))


def _is_left_open(text: str, position: int) -> bool:
    """True inside square brackets, where forms say how to fill a blank ("[for example, May 1, 2024]")."""
    start = max(0, position - LONGEST_BLANK)
    return text.rfind("[", start, position) > text.rfind("]", start, position)


def _instrument_end(text: str, clauses: Sequence[Clause]) -> int:
    """Where the schedules and forms after the instrument itself begin."""
    for clause in clauses:
        if clause.kind == "schedule" and clause.level == 0 and clause.start > len(text) * INSTRUMENT_ENDS:
            return clause.start
    return len(text)


def _title(text: str, title: str) -> Fact | None:
    """The title as the text has it, across any line breaks."""
    words = [word for word in title.split() if any(map(str.isalnum, word))]
    if not words:
        return None
    pattern = r"(?<!\w)" + r"[\s*_#|:–—-]{1,200}".join(map(re.escape, words)) + r"(?!\w)"
    match = re.compile(pattern, re.IGNORECASE).search(text, 0, TITLE_WITHIN)
    return Fact("title", title, *match.span()) if match is not None else None
