"""The items of a list in a text, and the words that open the list: "Neither party may: (a) assign it; (b) end it".

A list's first item may stand in the line of the words that open it, and a late item far from them. Which words open a
list turns the meaning of its items, so they are named only where that is plain.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

MOST_BEFORE = 40
"""Sentences before an item among which the words that open its list are looked for."""

MOST_NESTED = 4
"""Lists in one another whose opening words are looked for."""

NEAR = 40
"""Characters before an item that show whether it stands in the line of its list."""

ITEM = re.compile(r"\(?(?:[a-z]{1,4}|[A-Z]|[ivx]{1,6}|\d{1,2})\)\s|[-•*▪–]\s|(?:[a-z]|[ivx]{2,5})\.\s")
_CAPITAL_ITEM = re.compile(r"[A-Z]\.\s")
"""An item only in the line of its list: on a line by itself "B. Rights" is a heading."""
_INNER_MARK = re.compile(
    r"(?<=[\s:;,—–-])\((?P<label>[a-z]{1,4}|[A-Z]|\d{1,2})\)\s(?!(?:above|below|and|or|of|to|hereof)\b)"
)
"""The mark of an item within a sentence, which is no reference: "(a) or (b) above"."""
_CITING = re.compile(
    r"\b(?:sections?|clauses?|articles?|paragraphs?|subsections?|rules?|schedules?|exhibits?|§§?)\s*[\w.(),]*\Z",
    re.IGNORECASE,
)
"""What stands before a mark that belongs to a reference: "under Section 3 (a)"."""
_OPENS_ITEM = re.compile(
    r"(?:[:,—–-]|\b(?:if|either|that|of|to|by|from|means|including|includes?|upon|when|where|unless|shall|may|will|must|not|"
    r"following))$"
)
"""What stands before the first item of a list in the line of the words that open it."""
_ROMAN = re.compile(r"(?:x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
DASHES = ("—", "–", "‐", " -", ":-")
"""Signs that end a lead-in; "long-" at the end of a line is a word that continues."""
LEADS_IN = re.compile(
    r"(?::|—|–|-|,|\b(?:and|or|to|that|if|by|of|the|following|means|include|includes|shall|may|not))[*_]*$"
)
"""The end of words that lead into the text below them."""
BEHIND_ITEM = re.compile(r"(?::|;(?:\s+(?:and/or|and|or))?)[ \t\u00a0]+$")
"""What stands before an item in the line of the one before it, or of what opens the list."""
_OPENING = re.compile(r"\s*(?:\[[\s*•_]+\][,.;:]?\s*)*")
"""What may be between an item's mark and its first word: blanks, and words that were blacked out."""


def list_item(words: str) -> re.Match[str] | None:
    """The mark of a list item at the beginning of words; None if there is none."""
    return ITEM.match(words)


def is_sentence(item: str) -> bool:
    """True for an item that begins as a sentence does, behind its mark."""
    body = _OPENING.sub("", ITEM.sub("", item, count=1))
    return body[:1].isupper() or body[:1] in "“\"'"


def item_at(text: str, start: int, end: int) -> re.Match[str] | None:
    """The mark of an item that begins there; a capital with a full stop is one only in the line of its list."""
    found = ITEM.match(text, start, end)
    if found is not None:
        return found
    found = _CAPITAL_ITEM.match(text, start, end)
    return found if found is not None and BEHIND_ITEM.search(text[max(0, start - NEAR) : start]) else None


def openings(text: str, spans: Sequence[tuple[int, int]], at: int) -> tuple[tuple[int, int], ...]:
    """The ranges of the words that open the list of item `at`, and the lists around that, the outermost first.

    Empty where that is not plain: all items from the first one on must be there, each behind the one before it, so that
    no words of another list, or of a proviso between, are taken for those that open it.
    """
    found: list[tuple[int, int]] = []
    for _ in range(MOST_NESTED):
        opened = _opened_at(text, spans, at)
        if opened is None:
            return ()
        at, end = opened
        found.insert(0, (spans[at][0], end))
        if item_at(text, *spans[at]) is None:
            return tuple(found)
    return ()


def _opened_at(text: str, spans: Sequence[tuple[int, int]], at: int) -> tuple[int, int] | None:
    """The sentence that opens the list of item `at`, and where its words end that do; None if that is not plain.

    A list's first item may stand in the line of these: "may be terminated: (a) by either party; (b) …".
    """
    mark = item_at(text, *spans[at])
    if mark is None:
        return None
    found = {_opened(text, spans, at, *reading) for reading in numbered(mark[0])} - {None}
    opened = found.pop() if len(found) == 1 else None
    return opened if opened is not None and _is_one_list(text, spans, opened[0] + 1, at) else None


def _opened(text: str, spans: Sequence[tuple[int, int]], at: int, style: str, number: int) -> tuple[int, int] | None:
    """The same for an item that has this number in a list of this style."""
    last = at - 1
    lowest = max(0, at - MOST_BEFORE)
    while number > 1:
        found = None
        for before in range(last, lowest - 1, -1):
            mark = item_at(text, *spans[before])
            if mark is not None and (style, number - 1) in numbered(mark[0]):
                found = before
                break
            end = _before_first(text, *spans[before], style) if number == 2 else None
            if end is not None:
                return before, end
            if mark is None:
                return None  # a further sentence of an item, or no list at all
        if found is None:
            return None
        last, number = found - 1, number - 1
    if last < lowest:
        return None
    words = text[slice(*spans[last])].rstrip()
    return (last, spans[last][0] + len(words)) if LEADS_IN.search(words) else None


def _is_one_list(text: str, spans: Sequence[tuple[int, int]], first: int, at: int) -> bool:
    """False if words before item `at` open something that is no list within it: "provided that it may not:"."""
    for number in range(first, at):
        opens_more = text[slice(*spans[number])].rstrip().endswith((":", *DASHES))
        mark = item_at(text, *spans[number + 1])
        if opens_more and (mark is None or all(one != 1 for _, one in numbered(mark[0]))):
            return False
    return True


def _before_first(text: str, start: int, end: int, style: str) -> int | None:
    """Where the words end that open a list of this style in the sentence of its first item; None if none does."""
    for one in _INNER_MARK.finditer(text, start, end):
        before = text[start : one.start()].rstrip()
        if (style, 1) in numbered(one[0]) and before:
            return start + len(before) if _OPENS_ITEM.search(before) and _CITING.search(before) is None else None
    return None


def numbered(mark: str) -> frozenset[tuple[str, int]]:
    """The styles of list, and the numbers in them, that an item's mark may have: "(v)" is the 5th or the 22nd.

    >>> sorted(numbered("(v) ")), sorted(numbered("12) "))
    ([('(a)', 22), ('(i)', 5)], [('1)', 12)])
    """
    label = mark.strip("(). \t\n\r\u00a0")
    around = mark.strip().replace(label, "{}", 1) if label else ""
    if label.isdigit():
        return frozenset({(around.format("1"), int(label))})
    if not label.isalpha() or len(label) > 4 or not label.isascii():
        return frozenset()
    small, found = label.lower(), set[tuple[str, int]]()
    of = str.upper if label.isupper() else str.lower
    if len(set(small)) == 1:
        found.add((around.format(of("a")), ord(small[0]) - 96 + 26 * (len(small) - 1)))
    if _ROMAN.fullmatch(small) is not None:
        found.add((around.format(of("i")), _roman(small)))
    return frozenset(found)


def _roman(numeral: str) -> int:
    """The value of a Roman numeral in small letters, below forty."""
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in numeral]
    return sum(-one if one < after else one for one, after in pairwise([*values, 0]))
