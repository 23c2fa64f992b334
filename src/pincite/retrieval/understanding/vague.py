"""Does any word of a question say which document it is about? "How long is the notice period?" has none."""

import re
from dataclasses import dataclass

from pincite.chunking.ordinary import name_words, rarity
from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.names import OPENERS

TELLING = 3.2
"""Rarity in legal documents from which a word may say which document is meant. The rarest words of 14 questions that
any contract could answer have up to 3.0 ("Where are disputes heard?"). Of 13 questions about one document that do not
name it, 12 have a word of at least 3.5."""

FEW = 4
"""The most telling words of a question that any contract may be asked: "How much notice do we give to terminate?"."""

RARER = 1.0
"""Rarity from which a word is not in every contract: "rent", "cap" and "cancel", but not "notice", "law" or "term"."""

_IN_HASTE = frozenset(
    "whats whos wheres hows whens thats theres dont doesnt cant isnt wont pls plz".split()  # noqa: SIM905 - as prose
)
"""Words of any question as they are typed without an apostrophe, which are rare in documents."""

_QUANTITIES = frozenset({"much", "many", "long", "often", "soon"})
"""Words of a question that asks for an amount, which the answer gives as a figure."""

_WORDS = re.compile(r"\w[\w'’-]*")

_ROLE = re.compile(
    r"\bthe\s(?:executive|employee|employer|director|consultant|contractor|landlord|tenant|lessor|lessee|licensor|licensee|"
    r"franchisor|franchisee|borrower|lender|guarantor|seller|buyer|vendor|purchaser|supplier|distributor|reseller|clinic)\b",
    re.IGNORECASE,
)
"""One party of an agreement, by its role."""

_NAME = re.compile(r"(?<![.?!:]\s)(?<=\s)(?P<word>[A-Z][\w'’-]*)|\d")
"""A word with a capital inside of a sentence, or a figure."""


def is_vague(text: str) -> bool:
    """True for a question that has only words of any contract; `text` has single spaces only.

    >>> [is_vague(q) for q in ("whats the notice period", "Who pays for the course in Uxbridge?")]
    [True, False]
    """
    words = [word for word in name_words(text) if content_words(word) and word not in _IN_HASTE]
    return not names_something(text) and all(rarity(word) < TELLING for word in words)


@dataclass(frozen=True, slots=True)
class PlainWords:
    """The words of a vague question that say what it asks for, as stems: those in any contract, and the rarer ones."""

    common: frozenset[str] = frozenset()
    rarer: frozenset[str] = frozenset()

    def are_in(self, text: str) -> bool:
        """True for a text with all of the rarer words and half of the common ones; false if there are none to look for.

        >>> plain_words("whats the notice period").are_in("Acme may end it on a month's notice.")
        True
        >>> plain_words("When is rent due?").are_in("The fees are due at once.")
        False
        """
        has = frozenset(content_words(text))
        if not self.common and not self.rarer:
            return False
        return self.rarer <= has and 2 * len(self.common & has) >= len(self.common)


def plain_words(text: str) -> PlainWords:
    """The words of a vague question; none if they are many: a long one may be about what only one document has.

    >>> sorted(plain_words("How much notice do we give to cancel?").rarer)
    ['cancel']
    >>> plain_words("What happens to search traffic above the level of default traffic?")
    PlainWords(common=frozenset(), rarer=frozenset())
    """
    weights: dict[str, float] = {}
    for word in _WORDS.findall(text):
        if word.lower().replace("’", "").replace("'", "") not in _IN_HASTE | _QUANTITIES:
            weights.update(dict.fromkeys(content_words(word), max(map(rarity, name_words(word)), default=0.0)))
    if not weights or len(weights) > FEW or not is_vague(text):
        return PlainWords()
    least = min(RARER, max(weights.values())) or RARER  # the rarest word says what is asked: "audit period"
    rarer = frozenset(stem for stem, weight in weights.items() if weight >= least)
    return PlainWords(frozenset(weights) - rarer, rarer)


def names_something(text: str) -> bool:
    """True for a question with a name in it, or a figure; `text` has single spaces only."""
    return any(match["word"] is None or match["word"].lower() not in OPENERS for match in _NAME.finditer(text))


def names_a_role(text: str) -> bool:
    """True for a question about a party by its role, which other agreements of the kind have too.

    >>> names_a_role("What does the executive get on dismissal?"), names_a_role("What do executives get?")
    (True, False)
    """
    return _ROLE.search(text) is not None
