"""The names that a question lists, each of which may be a document: "the Acme, Brill and Corvo agreements"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pincite.retrieval.understanding.names import DOCUMENTS, OPENERS

_KIND = rf"(?:one|{'|'.join(sorted(DOCUMENTS))})"
_WORD = r"[A-Z0-9][\w’'.-]*"
_FORM = r"(?:,?\s(?:Inc|L\.?L\.?C|L\.?L\.?P|L\.?P|Ltd|Corp|Co|plc|PLC|N\.?V|S\.?A|GmbH|AG)\b\.?)"
_NO_ADJECTIVE = (
    r"(?!(?:of|in|under|for|with|from|by|on|to|the|and|or|has|have|is|are|was|were|do|does|did|will|shall|may|must|"
    r"can)\s)"
)
_COMPANY = r"&\s(?=(?:Co|Sons|Company|Brothers|Partners|Associates)\b)"
_NAME = (
    rf"(?:(?:the|our|their)\s)?(?P<name>{_WORD}(?:\s(?:of\s|{_COMPANY})?{_WORD})*{_FORM}?)"
    rf"(?P<kind>(?:\s{_NO_ADJECTIVE}[a-z-]+){{0,2}}?\s{_KIND}\b)?(?:\s\([^()]{{1,20}}\))?"
)
_FIRST = re.compile(rf"(?<![\w’'-]){_NAME}")
_NEXT = re.compile(
    rf"\s?(?:[,;]\s?(?:(?:and|or)\s)?|/|(?:and|or|&|versus|vs\.?|against|with|than)\s)(?:of\s|in\s|under\s)?{_NAME}"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of names in a question: the place of each, and each with the kind that is said behind the last one."""

    places: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    has_kind: bool


def enumerated(question: str) -> Iterator[Listed]:
    """The lists of two or more names in a question, in order, without their articles.

    >>> [one.names for one in enumerated("Do the Acme, Brill and Corvo hosting agreements renew?")]
    [('Acme hosting agreements', 'Brill hosting agreements', 'Corvo hosting agreements')]
    >>> [*enumerated("Compare the notice in the Acme lease.")], [*enumerated("Are fire, flood and theft covered?")]
    ([], [])
    """
    if question.isupper():
        return
    at = 0
    while (first := _FIRST.search(question, at)) is not None:
        start, end = first.span("name")
        while (word := question[start:end].partition(" ")[0]).lower() in OPENERS and start + len(word) < end:
            start += len(word) + 1
        at = first.end()
        if question[start:end].lower() in OPENERS:
            continue
        places, kinds = [(start, end)], [first["kind"] or ""]
        while (following := _NEXT.match(question, at)) is not None:
            places.append(following.span("name"))
            kinds.append(following["kind"] or "")
            at = following.end()
        if len(places) > 1:
            names = tuple(f"{question[a:b]}{kind or kinds[-1]}" for (a, b), kind in zip(places, kinds, strict=True))
            yield Listed(tuple(places), names, has_kind=bool(kinds[-1]))


def with_two(question: str, listed: Listed) -> tuple[str, tuple[tuple[int, int], tuple[int, int]]]:
    """A question with only the first and the last name of a list, joined by "and", and where they stand in it.

    >>> asked = "Do the Acme, Brill and Corvo agreements renew?"
    >>> with_two(asked, next(enumerated(asked)))
    ('Do the Acme and Corvo agreements renew?', ((7, 11), (16, 21)))
    """
    (start, end), last = listed.places[0], listed.places[-1]
    kept = f"{question[:end]} and "
    return f"{kept}{question[last[0] :]}", ((start, end), (len(kept), len(kept) + last[1] - last[0]))
