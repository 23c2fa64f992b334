"""The names that a question lists, each of which may be a document: "the Acme, Brill and Corvo agreements"."""

import re

from pincite.retrieval.understanding.names import DOCUMENTS, OPENERS

MOST_LISTED = 12
"""The most names of a list that are each looked up; a longer list is no list of documents to set side by side."""

_KIND = rf"(?:one|{'|'.join(sorted(DOCUMENTS))})"
_WORD = r"[A-Z0-9][\w&.’'-]*"
_FORM = r"(?:,?\s(?:Inc|L\.?L\.?C|L\.?L\.?P|L\.?P|Ltd|Corp|Co|plc|PLC|N\.?V|S\.?A|GmbH|AG)\b\.?)"
_NAME = (
    rf"(?:(?:the|our|their)\s)?(?P<name>{_WORD}(?:\s(?:(?:of|&)\s)?{_WORD})*{_FORM}?"
    rf"(?:\s(?:(?!(?:of|in|under|for|with|from|by|on|to|the)\s)[a-z-]+\s){{0,2}}?{_KIND}\b)?)"
)
_KIND_BEHIND = re.compile(rf"(?:\s[a-z-]+)*?\s{_KIND}\Z")
_FIRST = re.compile(_NAME)
_NEXT = re.compile(rf"\s?(?:,\s?(?:(?:and|or)\s)?|(?:and|or|&|versus|vs\.?|against|with|than)\s){_NAME}")


def enumerated(question: str) -> tuple[tuple[int, int], ...]:
    """The places of the names in the first list of two or more in a question, without articles; empty if it has none.

    >>> asked = "Do the Acme, Brill & Co and Corvo agreements renew?"
    >>> [asked[start:end] for start, end in enumerated(asked)]
    ['Acme', 'Brill & Co', 'Corvo agreements']
    >>> enumerated("Compare the notice in the Acme lease."), enumerated("Are fire, flood and theft covered?")
    ((), ())
    """
    at = 0
    while (first := _FIRST.search(question, at)) is not None:
        start, end = first.span("name")
        while (word := question[start:end].partition(" ")[0]).lower() in OPENERS and start + len(word) < end:
            start += len(word) + 1
        places = [(start, end)]
        if question[start:end].lower() not in OPENERS:
            at = end
            while (following := _NEXT.match(question, at)) is not None:
                places.append(following.span("name"))
                at = following.end()
        if 1 < len(places) <= MOST_LISTED:
            return tuple(places)
        at = max(at, first.end())
    return ()


def with_only(question: str, places: tuple[tuple[int, int], ...], kept: tuple[int, ...]) -> str:
    """A question with only some of the names of its list, which are joined by "and".

    >>> asked = "Do the Acme, Brill and Corvo agreements renew?"
    >>> with_only(asked, enumerated(asked), (0, 2))
    'Do the Acme and Corvo agreements renew?'
    >>> with_only(asked, enumerated(asked), (0,))
    'Do the Acme agreements renew?'
    """
    before, after = question[: places[0][0]], question[places[-1][1] :]
    names = [question[start:end] for start, end in places]
    chosen = [names[at] for at in kept]
    kind = _KIND_BEHIND.search(names[-1])  # "hosting agreements" is said once, for all of them
    if kind is not None and len(places) - 1 not in kept and _KIND_BEHIND.search(chosen[-1]) is None:
        chosen[-1] += kind[0]
    return f"{before}{' and '.join(chosen)}{after}"
