"""What a question may name a document by, besides single words: titles, places, firms, and a kind of agreement."""

import re
from dataclasses import dataclass

from pincite.chunking.ordinary import name_words, rarity
from pincite.retrieval.particular import particular, words_of
from pincite.retrieval.titled import titles_in
from pincite.retrieval.understanding.mentions import Mention
from pincite.retrieval.understanding.names import OPENERS
from pincite.structure.facts.cities import states_of_cities
from pincite.structure.facts.places import places_in, states_in_short

LEAST_OF_HOUSE = 0.3
"""The least rarity of all words together of a run that may be a firm's name: "Effective Date" has none."""

_CAPITALS = re.compile(r"(?<![\w&.’-])[A-Z][\w&.’-]*+(?:\s(?:of\s|and\s|&\s)?[A-Z][\w&.’-]*+)+")

_OPENERS = frozenset(name_words(" ".join(OPENERS)))


@dataclass(frozen=True, slots=True)
class Signs:
    """Runs of words, as cards have them, by which a question may name a document, and the agreement it mentions."""

    titles: tuple[tuple[str, ...], ...]
    places: tuple[tuple[str, ...], ...]
    houses: tuple[tuple[str, ...], ...]
    agreement: Mention | None

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are to be looked for on cards, in alphabetical order."""
        runs = (*self.titles, *self.places, *self.houses, tuple(words_of(self.agreement)) if self.agreement else ())
        return tuple(sorted({word for run in runs for word in run}))


def signs_in(question: str, written_out: str) -> Signs:
    """The signs in a question; `written_out` is the same with abbreviations and peoples' places in full."""
    return Signs(tuple(titles_in(written_out)), _places(written_out), _houses(question), particular(written_out))


def _places(question: str) -> tuple[tuple[str, ...], ...]:
    """The places that a question mentions, and the states of its cities, each as words of a card."""
    found = (*sorted(places_in(question)), *states_of_cities(question), *states_in_short(question))
    return tuple(tuple(name_words(place)) for place in dict.fromkeys(found))


def _houses(question: str) -> tuple[tuple[str, ...], ...]:
    """Runs of words with capitals that may be the name of a firm, however ordinary each is, the longest first.

    "American Express" is one. Not all may be words that every contract has, as "Effective Date" is.
    """
    found = []
    for run in _CAPITALS.findall(question):
        words = name_words(run)
        while len(words) > 1 and words[0] in _OPENERS:
            words = words[1:]
        if len(words) > 1 and sum(map(rarity, words)) >= LEAST_OF_HOUSE:
            found.append(tuple(words))
    return tuple(sorted(found, key=len, reverse=True))
