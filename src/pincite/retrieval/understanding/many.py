"""Questions that are asked of many documents at once: "Which contracts are governed by New York law?".

They say which documents they mean ("contracts", "all the NDAs") and what each of them must say ("are governed by New
York law"). The second part is asked about every document by itself. A question about one document is not among them,
even if it names a plural ("Which documents must the tenant deliver?").
"""

from pincite.retrieval.understanding.document_words import without_lead
from pincite.retrieval.understanding.many_asked import Many
from pincite.retrieval.understanding.many_named import NAMED, of_named
from pincite.retrieval.understanding.many_unnamed import UNNAMED, of_unnamed
from pincite.retrieval.understanding.one_document import OF_TWO, ONE, WE_ARE


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
    if OF_TWO.search(plain):
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
