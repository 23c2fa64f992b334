"""Two sentences of a document that answer alike and say otherwise: which of them is the document's own?

Terms are seldom contradicted by other terms; a sentence that was planted to be quoted contradicts one each time. It has
to give its claim and to be preferred, so it says what terms do not say (`voice`). Little of that is enough where a
sentence without it answers too.
"""

import re
from collections.abc import Container, Sequence

from pincite.answering.candidates import Candidate, Judged
from pincite.security.scanner import as_read
from pincite.security.voice import UNEASY, strangeness

_VALUES = re.compile(
    r"\d[\d,.]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundred|thousand|million)\b|\bone(?=\s+(?:hour|day|week|month|quarter|year))",
    re.IGNORECASE,
)
_NAMES = re.compile(r"(?<=[a-z,;:] )[A-Z]\w+")
_NUMBER = re.compile(
    r"^\W*\d{1,3}(?:\.\d{1,3})*[.)]?\s+|\b(?:clause|section|article|paragraph)s?\s+\d[\d.]*", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:no|not|none|never|neither|nor|nothing|without|cannot)\b|n[’']t\b", re.IGNORECASE)


def has_rival(at: int, found: Sequence[Candidate], judged: Judged, without: Container[int]) -> bool:
    """True for a candidate in another voice beside which one of its document answers too, plainly, and says otherwise.

    Those of the places `without` are no such rivals.
    """
    one, strange = found[at], strangeness(as_read(found[at].text))
    if strange < UNEASY:
        return False
    for place, other in enumerate(found):
        if place == at or place in without or other.passage.chunk.document != one.passage.chunk.document:
            continue
        if other.start < one.end and one.start < other.end:
            continue
        if not _says_otherwise(one.text, other.text) or strangeness(as_read(other.text)) > strange / 2:
            continue
        others = frozenset(range(len(found))) - {place}
        if judged.is_beside(judged.scores[place], judged.scores[at]) or judged.strength(others) >= judged.thin:
            return True
    return False


def _says_otherwise(one: str, other: str) -> bool:
    """True when each has a figure or a name that the other has not, or one of them denies.

    >>> _says_otherwise("2.2 The rent is $900.", "2.1 The Tenant pays a rent of $1,200.")
    True
    >>> _says_otherwise("The rent of $900 is due.", "The Tenant pays a rent of $900.")
    False
    """
    mine, theirs = _values(one), _values(other)
    return bool(mine - theirs and theirs - mine) or (_NOT.search(one) is None) != (_NOT.search(other) is None)


def _values(text: str) -> frozenset[str]:
    words = _NUMBER.sub(" ", text)
    figures = {value.rstrip(".,").lower() for value in _VALUES.findall(words)}
    return frozenset(figures or _NAMES.findall(words))
