"""The parts of a sentence that is too long to quote whole: "the Buyer shall …; provided, however, that …; and …".

Merger and credit agreements have sentences of two pages. Each part is quoted behind the words that open the sentence,
since these say whether it is a duty, a right or an exception.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from pincite.answering.items import numbered

LONGEST_OPENING = 600
"""The most characters of the words that open a sentence; behind more, a part would be a small share of the quote."""

LONGEST_PART = 900
"""The most characters of a part before it is parted further; with what opens it, it may be quoted."""

NEAR = 40
"""Characters before a mark that show whether it is an item's."""

_JOINED = r"(?:(?:and/or|and|or)\s)?"
_SEMICOLON = re.compile(rf";\s+(?={_JOINED}(?P<mark>\(\w{{1,5}}\)\s)?)")
_PROVISO = re.compile(r"(?<!\s)(?P<sign>[;,]?)\s++(?=(?:provided,?\s(?:however|further|that)|except\sthat)\b)")
_ITEM = re.compile(rf"(?<=[\s,;:—–-])(?={_JOINED}(?P<mark>\((?:[a-z]{{1,5}}|[A-Z]{{1,5}}|\d{{1,2}})\)\s))")
_CITING = re.compile(
    r"\b(?:sections?|clauses?|articles?|paragraphs?|subsections?|schedules?|exhibits?|rules?|§§?)\s*[\w.(),\s]{0,30}\Z"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|[a-z]+(?:teen|ty))\s\Z",
    re.IGNORECASE,
)
"""What stands before a mark that is no item's: "under Section 3 (a)", "within three (3) days"."""

Places = list[tuple[int, int]]


def parts_of(text: str, start: int, end: int) -> Places:
    """The parts of the sentence `text[start:end]`, in order, none of them blank; some may be too long.

    A sentence with a list is parted at its items, not at those of a list within, and at semicolons before a proviso
    behind the first item; another one at each semicolon up to a proviso, whose own list may follow. A part of more than
    `LONGEST_PART` characters is parted at all its provisos besides, but never the words that lead into a list:
    "provided that the Buyer shall not (i) …" must not lose its proviso.

    >>> said = "The Buyer shall not (i) sell; (ii) lease (A) land, (B) ships; provided that it may (x) lend."
    >>> [said[slice(*place)] for place in parts_of(said, 0, len(said))]
    ['The Buyer shall not', '(i) sell;', '(ii) lease (A) land, (B) ships;', 'provided that it may (x) lend.']
    """
    items = _items(text, start, end)
    listed = items[0] if items else start
    provisos = [one for one in _PROVISO.finditer(text, start, end) if one.end() >= listed]
    at = {one.end() for one in provisos if one["sign"] == ";"}
    listless = provisos[0].start() if provisos else end
    at |= set(items) or {one.end() for one in _SEMICOLON.finditer(text, start, listless) if one["mark"] is None}
    besides = [one.end() for one in provisos]
    found: Places = []
    for first, last in _cut(start, end, at):
        parted = (
            besides[bisect_left(besides, first) : bisect_left(besides, last)] if last - first > LONGEST_PART else ()
        )
        found += [(place, place + len(text[place:until].rstrip())) for place, until in _cut(first, last, set(parted))]
    return [place for place in found if place[0] < place[1]]


def opening_of(places: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The words that open the sentence with these parts; None if they are too many."""
    start, end = places[0]
    return places[0] if end - start <= LONGEST_OPENING else None


def _items(text: str, start: int, end: int) -> list[int]:
    """Where the items of a sentence's outermost list begin; none if it has no list."""
    style, number, found = "", 0, list[int]()
    for one in _ITEM.finditer(text, start, end):
        if _CITING.search(text[max(start, one.start() - NEAR) : one.start()]):
            continue
        readings = numbered(one["mark"])
        if not style:
            style = next((kind for kind, value in sorted(readings) if value == 1), "")
            number = 0
        if style and (style, number + 1) in readings and (number == 0 or _follows_item(text, one)):
            number += 1
            found.append(one.start())
    return found if number > 1 else []


def _follows_item(text: str, mark: re.Match[str]) -> bool:
    """True for a mark behind a comma, a semicolon or an "and": not in "(h) insure, unless it would have to (i) pay"."""
    before = text[max(0, mark.start() - NEAR) : mark.start()].rstrip()
    return text[mark.start()] != "(" or before.endswith((",", ";"))


def _cut(start: int, end: int, at: set[int]) -> list[tuple[int, int]]:
    return list(pairwise([start, *sorted(place for place in at if start < place < end), end]))
