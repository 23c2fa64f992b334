"""Questions that are asked of many documents at once: "Which contracts are governed by New York law?".

They say which documents they mean ("contracts", "all the NDAs") and what each of them must say ("are governed by New
York law"). The second part is asked about every document by itself. A question about one document is not among them,
even if it names a plural ("Which documents must the tenant deliver?").
"""

import re

from pincite.retrieval.understanding.document_words import KINDS, without_lead
from pincite.retrieval.understanding.kinds import kinds_asked
from pincite.retrieval.understanding.many_asked import Many
from pincite.retrieval.understanding.many_named import NAMED, of_named
from pincite.retrieval.understanding.many_unnamed import UNNAMED, of_unnamed
from pincite.retrieval.understanding.one_document import OF_TWO, ONE, WE_ARE

_CAPITAL = r"[A-Z][\w&.’'-]*"
_NAME = rf"{_CAPITAL}(?:\s{_CAPITAL}){{0,3}}"
_EACH_BY_NAME = re.compile(
    rf"\b(?:the|our)\s(?P<names>{_NAME}(?:,\s(?:the\s)?{_NAME}){{0,4}},?\s(?:and|or)\s(?:the\s)?{_NAME})\s(?:[a-z-]+\s){{0,2}}"
    rf"(?i:{KINDS})(?<=s)\b"
)
"""Documents that are each named: "the Acme and Brill leases"."""


def _names_each(text: str) -> bool:
    """True for a question about documents that it names one by one; "the Supply and Lease agreements" are kinds."""
    found = _EACH_BY_NAME.search(text)
    return found is not None and not kinds_asked(found["names"])


def many_in(text: str) -> Many | None:
    """What a question asks about each of many documents; None if it is about one or none.

    >>> many_in("Which contracts are governed by New York law?").asked
    'are governed by New York law?'
    >>> many_in("List all that auto-renew").asked
    'auto-renew?'
    >>> many_in("Where is a jury waived?").is_certain
    False
    >>> many_in("Which documents must the tenant deliver?") is many_in("Which law governs the lease?") is None
    True
    """
    plain = without_lead(text)
    if OF_TWO.search(plain) or _names_each(plain):
        return None
    for pattern in NAMED:
        found = pattern.match(plain)
        if found is not None:
            return of_named(found)
    if ONE.search(WE_ARE.sub("", plain)):
        return None
    for pattern in UNNAMED:
        found = pattern.match(plain)
        if found is not None and (many := of_unnamed(found)) is not None:
            return many
    return None
