"""A quote that ends within its list gets the rest of it: "the higher of …", "shall indemnify (i) …; or" is half a rule.

An item that is quoted by itself, behind its lead-in, stays alone: it is what was asked for.
"""

import re
from collections.abc import Container, Sequence

from pincite.answering.candidates import Candidate
from pincite.documents.document import Document

LONGEST = 1_000
"""The most characters of a list that is quoted whole. A lawyer reads that much rather than half a sentence."""

_OPEN = re.compile(r"[;,](?:\s(?:and/or|and|or))?\Z")


def last_of_list(at: int, found: Sequence[Candidate], content: Document, without: Container[int]) -> int:
    """The place of the candidate that ends the list in whose middle the one `at` ends; `at` itself otherwise.

    The candidate must begin the list, with the words that lead it in. Each item behind it must be a candidate, none of
    those `without`, and follow at once; the last one quotes the whole from its beginning.
    """
    first = found[at]
    if first.start != first.own_start or first.openings or _OPEN.search(first.text.rstrip()) is None:
        return at
    items = {
        one.own_start: place
        for place, one in enumerate(found)
        if one.passage.chunk.version == first.passage.chunk.version and one.start == first.start and not one.openings
    }
    last = at
    while _OPEN.search(found[last].text.rstrip()):
        end = found[last].end
        behind = next((place for start, place in items.items() if _is_next(content.text, end, start)), None)
        if behind is None or behind in without or len(found[behind].text) > LONGEST:
            return at
        last = behind
    return last


def _is_next(text: str, end: int, start: int) -> bool:
    """True if nothing stands between two places but white space."""
    return start > end - 1 and not text[end:start].strip()
