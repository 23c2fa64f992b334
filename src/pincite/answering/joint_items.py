"""Items that say something only together: "the higher of (i) 80 % of the cost; and (ii) $80 per unit".

One of them alone would be a wrong figure, so they are one sentence, however they are laid out.
"""

import re
from collections.abc import Sequence

from pincite.answering.items import item_at

LONGEST = 1_500
"""The most characters of items that are joined; more could not be quoted as one."""

_OF_SEVERAL = re.compile(
    r"\b(?:higher|highest|greater|greatest|larger|largest|lower|lowest|lesser|least|smaller|smallest|later|latest|earlier|"
    r"earliest|longer|longest|shorter|shortest|sum|product|difference|quotient|ratio)\s(?:of|between)\b[^;.]{0,60}?"
    r"(?:[:—–-]|\b(?:of|between))?\s*(?:\Z|\((?:i|a|A|1|x)\)\s)",
    re.IGNORECASE,
)
"""Words before a list whose items are compared or added up, with the mark of the first one or at the end."""
_OPEN = re.compile(r"(?:[;,]|[;,]\s(?:and|or|and/or))\Z")
"""The end of an item that another one follows."""


def joined(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences, with those joined into one whose items make one value.

    >>> text = "Pay the higher of (i) 80 % of the cost; and (ii) $80. Pay at once."
    >>> [text[slice(*one)] for one in joined(text, [(0, 43), (44, 53), (54, 66)])]
    ['Pay the higher of (i) 80 % of the cost; and (ii) $80.', 'Pay at once.']
    """
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(spans):
        last = _last_of(text, spans, at)
        found.append((spans[at][0], spans[last][1]))
        at = last + 1
    return found


def _last_of(text: str, spans: Sequence[tuple[int, int]], at: int) -> int:
    """The last sentence that belongs to the one at `at`; `at` itself where it opens no such list, or too long a one."""
    start, end = spans[at]
    opened = [one.end() for one in _OF_SEVERAL.finditer(text[start:end])]
    if not opened or ";" in text[start + opened[-1] : end].rstrip()[:-6]:
        return at
    last = at
    while last + 1 < len(spans) and item_at(text, *spans[last + 1]) is not None:
        is_first = last == at and opened[-1] >= end - start
        if not is_first and _OPEN.search(text[slice(*spans[last])]) is None:
            break
        last += 1
        if spans[last][1] - start > LONGEST:
            return at
    return last
