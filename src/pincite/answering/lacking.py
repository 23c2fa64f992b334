"""Which of a question's words does a document have nowhere? "Is the lifeguard liable?" has one that few contracts have.

A rare word of a question says what it is about, so a document without any such word is seldom about it. Everyday words
for terms of art ("sue", "quit") are lacking too, so this is one sign among others (`chances`).
"""

from collections.abc import Mapping

from pincite.chunking.ordinary import name_words, rarity
from pincite.index.words import occurring, terms
from pincite.retrieval.terms import content_words


def words_asked(question: str) -> dict[str, float]:
    """The words of a question that carry meaning, in the form of `index.words.terms`, each with its rarity.

    >>> {term: round(weight, 1) for term, weight in words_asked("Who insures the lifeguard?").items()}
    {'insur': 2.0, 'lifeguard': 6.3}
    """
    found: dict[str, float] = {}
    for word in question.split():
        plain = name_words(word)
        if content_words(word) and plain:
            for term in terms(word):
                found[term] = max(map(rarity, plain))
    return found


def share_lacking(words: Mapping[str, float], text: str) -> float:
    """The share of a question's words that a text has nowhere, each by its rarity, 0 to 1; 0 if they tell nothing.

    >>> share_lacking({"insur": 0.5, "lifeguard": 6.0}, "The Sponsor shall insure the Event.") > 0.9
    True
    """
    total = sum(words.values())
    if not total:
        return 0.0
    has = occurring(words, text)
    return sum(weight for term, weight in words.items() if term not in has) / total
