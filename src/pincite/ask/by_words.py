"""The first sentence of a document with some words, for a question that asks whether they stand in it at all."""

import re
from collections.abc import Iterator, Sequence

from pincite.answering.answer import Statement
from pincite.answering.candidates import LONGEST_QUOTE, is_contents, is_legend, is_name
from pincite.answering.long_sentences import parts_of
from pincite.answering.units import Unit, Units
from pincite.ask.stated_things import places_quoted
from pincite.catalogue.entry import Entry
from pincite.documents.document import Document
from pincite.documents.regions import as_read
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.terms import content_words

MOST_PLACES = 10_000
"""The most places of a word around which a sentence is looked for. A text that has it more often, and in none of these
in a sentence, is none that anybody reads; to look through all of it could take minutes."""

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
    for place in sentences_with(words, content):
        said, grown = places_quoted(entry, content, evidence, (place,))
        if said:
            return said, grown
    return (), evidence


def sentences_with(words: Sequence[str], content: Document) -> Iterator[tuple[int, int]]:
    """The sentences of a document that have all of some words, in order, and then its headings that have them."""
    units, headings = Units(content), list[tuple[int, int]]()
    until = 0
    for place in _places(words, content.text):
        for unit in units.within(*place) if place[0] >= until else ():
            until = max(until, unit.end)
            own = as_read(content, unit.own_start, unit.end)
            if is_contents(own) or is_legend(own) or not has_words(own, words):
                continue
            if is_name(own):
                headings.append((unit.start, unit.end))
            elif len(own) <= LONGEST_QUOTE:
                yield unit.start, unit.end
            else:
                yield from _parts_with(words, unit, content)
    yield from headings


def _parts_with(words: Sequence[str], unit: Unit, content: Document) -> Iterator[tuple[int, int]]:
    """The parts of a sentence of two pages that have all of some words, else those that have one, as they stand.

    A part may say less than its sentence. It shows that the words are there, which is all that was asked.
    """
    parts = parts_of(content.text, unit.own_start, unit.end)
    whole = [part for part in parts if has_words(content.text[slice(*part)], words)]
    yield from whole or [part for part in parts if any(has_words(content.text[slice(*part)], [one]) for one in words)]


def _places(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Where the one of some words begins that a text has least often, by its first letters."""
    found = []
    for word in words:
        beginning = word if len(word) <= SHARED else word[: max(SHARED, len(word) - 1)]
        found.append([one.span() for one in re.finditer(rf"(?<![^\W_]){re.escape(beginning)}", text, re.IGNORECASE)])
    return min(found, key=len)[:MOST_PLACES]
