"""A question that is typed in small letters, or in capitals throughout, with the capitals that its names should have.

Lists are read by the capitals of their names. "acme, brill and corvo" has none, "ACME, BRILL AND CORVO" nothing else.
So a word gets a capital if it stands on a card that the asker may see and is no everyday word. Its neighbours, in a
list or in the same name, get one too if they are rare or on a card.
"""

import re
from collections.abc import Sequence

from pincite.access.scope import Scope
from pincite.catalogue.port import Catalogue
from pincite.chunking.ordinary import is_everyday, name_words, rarity
from pincite.retrieval.understanding.comparing import COMPARATIVES
from pincite.retrieval.understanding.mentions import kinds_in
from pincite.retrieval.understanding.names import DOCUMENTS, OPENERS

NAMING = 3.0
"""Rarity from which a word may be a name: one in a list, or one by itself that is not everyday."""

BESIDE = 2.5
"""Rarity from which a word on a card may belong to a name or a list beside it, however everyday: "jane hall"."""

_WORD = re.compile(r"(?<![\w-])[^\W\d_]{3,}(?![\w-])")
_LITTLE = frozenset(("the", "and", "for", "with", "from", "under", "our", "are", "does", "than"))
"""Words that have a capital within a question only where all have one."""

_JOINING = frozenset(("and", "versus"))
_LISTED = re.compile(r"(?:['’]s)?(?:\s?[,;/]\s?(?:(?:and|or)\s)?|\s(?:and|or|&|versus|vs\.?)\s)")
"""What stands between two names of a list."""

_SPACE = re.compile(r"\s")


def with_capitals(question: str, scope: Scope, catalogue: Catalogue) -> str:
    """A question whose names in small letters have capitals; one in capitals is put in small letters first.

    Only cards within the scope are looked at, so a name of hidden documents is written as one that nothing bears.
    """
    written = question.lower() if is_title_case(question) or question.isupper() else question
    words = [word for word in _WORD.finditer(written) if word[0].lower() not in _JOINING]
    plain = ["".join(name_words(word[0])) for word in words]
    telling = [
        0.0 if _is_no_name(word[0].lower(), one) else rarity(one) for word, one in zip(words, plain, strict=True)
    ]
    may_name = [at for at, one in enumerate(telling) if one >= BESIDE]
    rare = {at for at in may_name if telling[at] >= NAMING}
    named = {at for at in rare if not is_everyday(plain[at])}
    if not named or not any(words[at][0].islower() for at in may_name):
        return written
    weights = catalogue.naming(tuple(sorted({plain[at] for at in may_name})), scope).weights
    on_card = {at for at in may_name if weights.get(plain[at])}
    found, further = set[int](), named & on_card
    while further:
        found |= further
        listed = {
            other for at in further for other in (at - 1, at + 1) if _is_between(_LISTED, written, words, at, other)
        }
        joined = {
            other for at in further for other in (at - 1, at + 1) if _is_between(_SPACE, written, words, at, other)
        }
        further = ((listed & (rare | on_card)) | (joined & (named | on_card))) - found
    for at in sorted(found, reverse=True):  # from the end, since a capital may be longer than its letter
        start = words[at].start()
        written = f"{written[:start]}{written[start].upper()}{written[start + 1 :]}"
    return written


def is_title_case(question: str) -> bool:
    """True for a question in which every word of some length has a capital, and so has a little word within it.

    >>> is_title_case("What Law Governs The Acme Lease?"), is_title_case("Which Acme Lease Renews?")
    (True, False)
    """
    words = _WORD.findall(question)
    little = [word for word in words[1:] if word.lower() in _LITTLE]
    return bool(little) and all(word[0].isupper() for word in words)


def _is_no_name(word: str, plain: str) -> bool:
    """True for a word that is no name, however rare: a kind of document, or one that opens a question or compares."""
    return word in DOCUMENTS or word in OPENERS or word in COMPARATIVES or plain in kinds_in()


def _is_between(apart: re.Pattern[str], text: str, words: Sequence[re.Match[str]], at: int, other: int) -> bool:
    if not 0 <= other < len(words):
        return False
    first, second = sorted((at, other))
    return apart.fullmatch(text, words[first].end(), words[second].start()) is not None
