"""The first sentence of a document with some words, for a question that asks whether they stand in it at all."""

import re
from collections.abc import Iterator, Sequence

from pincite.answering.answer import Statement
from pincite.answering.candidates import is_contents, is_legend, is_name
from pincite.answering.units import Units
from pincite.ask.stated_things import places_quoted
from pincite.catalogue.entry import Entry
from pincite.documents.document import Document
from pincite.documents.regions import as_read
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.terms import content_words

MOST_PLACES = 500
"""The most places of the rarest word around which a sentence is looked for."""

SHARED = 4
"""The first letters that two forms of a word share at least; shorter words are looked for whole."""


def has_words(text: str, words: Sequence[str]) -> bool:
    """True for a text that has all of some words, given by their stems.

    >>> has_words("Arbitrations are secret.", ("arbitr",)), has_words("It is arbitrary.", ("arbitr",))
    (True, False)
    """
    return set(words) <= set(content_words(text))


def with_words(
    words: Sequence[str], entry: Entry, content: Document, evidence: Evidence
) -> tuple[tuple[Statement, ...], Evidence]:
    """The first sentence with all of some words as a statement, and the evidence with its passage; none if none has.

    A heading counts where no sentence has them, and a table of contents never. `evidence` has at least one passage.
    """
    for place in _sentences(words, content):
        said, grown = places_quoted(entry, content, evidence, (place,))
        if said:
            return said, grown
    return (), evidence


def _sentences(words: Sequence[str], content: Document) -> Iterator[tuple[int, int]]:
    """The sentences of a document that have all of some words, in order, and then its headings that have them."""
    units, seen, headings = Units(content), set[int](), list[tuple[int, int]]()
    longest = max(words, key=len)
    beginning = longest if len(longest) <= SHARED else longest[: max(SHARED, len(longest) - 1)]
    places = re.finditer(rf"(?<![^\W_]){re.escape(beginning)}", content.text, re.IGNORECASE)
    for at, place in enumerate(places):
        if at == MOST_PLACES:
            break
        for unit in units.within(place.start(), place.end()):
            if unit.own_start in seen:
                continue
            seen.add(unit.own_start)
            own = as_read(content, unit.own_start, unit.end)
            if is_contents(own) or is_legend(own) or not has_words(own, words):
                continue
            if is_name(own):
                headings.append((unit.start, unit.end))
            else:
                yield unit.start, unit.end
    yield from headings
