"""Does a question ask who the parties of a document are, or who signs it, and nothing else?"""

import re
from collections.abc import Collection
from typing import Literal

from pincite.chunking.ordinary import name_words

Who = Literal["parties", "signers"]

_PARTIES = re.compile(
    r"\bwho\s(?:are|is|were)\s(?:the\s|both\s|all\s)?(?:\w+\s)?part(?:ies|y)\b|\b(?:name|list|identify|state)\s(?:me\s)?"
    r"(?:the\s|both\s|all\s)?parties\b|\bbetween\swhom\b|\bwhich\sparties\b|\bwho\s(?:is|are)\sparty\b|"
    r"\bwho\s(?:is|was)\s(?:it|this|the\b.{0,80})\s(?:between|with)\s?\?*$",
    re.IGNORECASE,
)
_SIGNERS = re.compile(
    r"\bwho\s(?:signs|signed|executes|executed|has\ssigned|has\sexecuted|will\ssign|is\ssigning|is\sto\ssign|must\ssign)\b|"
    r"\bwho\s(?:are|is|were)\s(?:the\s|its\s)?(?:signator(?:y|ies)|signers?)\b|\bwho\s(?:is|was)\s(?:it|this|the\b.{0,80})\s"
    r"signed\sby\b|\bby\swhom\s(?:is|was)\b.{0,80}\b(?:signed|executed)\b",
    re.IGNORECASE,
)
_NOTHING_MORE = frozenset(
    """
    a agreement all and are as between both by contract contracting deed document execute executed executes for has
    have identify in is it its list me must name named of on our party parties please sign signatories signatory
    signed signer signers signing signs state the these this to was were which who whom will with
    """.split()  # noqa: SIM905 - words read best as words
)

_WORD = re.compile(r"[^\W_]+")


def may_ask_who(text: str) -> bool:
    """True for a question in a form in which people ask for parties or signatures."""
    return _SIGNERS.search(text) is not None or _PARTIES.search(text) is not None


def asks_who(text: str, names: Collection[str] = ()) -> Who | None:
    """Whether the parties of a document are asked for, or who signs it; `names` are the words by which it is called.

    >>> asks_who("Who are the parties to the Acme lease?", ["acme", "lease"])
    'parties'
    >>> asks_who("Who signs the lease?", ["lease"]), asks_who("Who signs the delivery note?", ["lease"])
    ('signers', None)
    """
    who: Who | None = "signers" if _SIGNERS.search(text) else "parties" if _PARTIES.search(text) else None
    called = set(names)
    rest = [word.lower() for word in _WORD.findall(text) if word.lower() not in _NOTHING_MORE]
    return who if who is not None and all(called.issuperset(name_words(word)) for word in rest) else None
