"""Does any word of a question say which document it is about? "How long is the notice period?" has none."""

import re

from pincite.chunking.ordinary import name_words, rarity
from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.names import OPENERS

TELLING = 3.2
"""Rarity in legal documents from which a word may say which document is meant. The rarest words of 14 questions that
any contract could answer have up to 3.0 ("Where are disputes heard?"). Of 13 questions about one document that do not
name it, 12 have a word of at least 3.5."""

_IN_HASTE = frozenset(
    "whats whos wheres hows whens thats theres dont doesnt cant isnt wont pls plz".split()  # noqa: SIM905 - as prose
)
"""Words of any question as they are typed without an apostrophe, which are rare in documents."""

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


def names_something(text: str) -> bool:
    """True for a question with a name in it, or a figure; `text` has single spaces only."""
    return any(match["word"] is None or match["word"].lower() not in OPENERS for match in _NAME.finditer(text))


def names_a_role(text: str) -> bool:
    """True for a question about a party by its role, which other agreements of the kind have too.

    >>> names_a_role("What does the executive get on dismissal?"), names_a_role("What do executives get?")
    (True, False)
    """
    return _ROLE.search(text) is not None
