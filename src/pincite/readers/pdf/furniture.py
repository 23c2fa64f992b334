"""What repeats or counts from page to page: running heads and feet, page numbers, filing stamps, Bates numbers.

Furniture stays in the text, marked so that a sentence across two pages can skip it. Nothing in the middle of the text
is called furniture: the search goes inward from the edge of a page and stops at the first line that is not furniture.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.documents.document import Page
from pincite.readers.pdf.assembly import PlacedLine
from pincite.readers.pdf.stamps import LONGEST, is_stamp

SAME_PLACE = 6.0
"""Points by which a head's distance from the edge may vary from page to page."""

LINES_LOOKED_AT = 6
"""Lines from each edge of a page that may be furniture."""

EDGE = 0.25
"""Share of the page's height, from the top and from the bottom, in which furniture stands."""

REPEATS = 3
"""Fewest pages on which a line of furniture stands in one place; fewer only where the document has fewer pages."""

DENSE = 0.4
"""Share of the pages, from its first to its last, that have a running head: all, or all left or right ones. A title
repeated on some papers in a bundle is on fewer pages."""

SAID_BEFORE = 0.6
"""Share of the words in a second page's head that also stand at the top of the first page."""

FEWEST_SAID = 3
"""Fewest words of such a head, not counting short ones: a two-word heading may just repeat a topic of the first
page."""

INWARD = 0.25
"""Share of the page's width, from the left, within which a lone number may belong to a clause."""

LONGEST_NUMBER = 24
"""Most characters of a line that is only a page number."""

FEWEST_BETWEEN = 500
"""Characters from one page number to the next; a column of figures has only a few."""

LOWEST_NUMBER = 0.15
"""Share of the page's height, from the bottom, in which a lone page number stands without other confirmation."""

_DIGITS = re.compile(r"\d+")
_TELLING = re.compile(r"[^\W\d_]{4,}|\d+")
_ROMAN = r"[ivxlc]{1,7}"
_NUMBER_ALONE = re.compile(
    rf"[-–—•\s\[(]*(?:page\s+)?(?:[A-Z]{{1,2}}-)?(?P<number>\d{{1,4}}|{_ROMAN})(?:\s*(?:of|/)\s*\d{{1,4}})?[-–—•\s\])]*\.?",
    re.IGNORECASE,
)
_PAGE_OF = re.compile(r"page\s*:?\s*\d{1,4}\s*(?:of|/)\s*\d{1,4}", re.IGNORECASE)
_NUMBER_AT_END = re.compile(rf"(?:^|\s)(?:[A-Z]{{1,2}}-)?(\d{{1,4}}|{_ROMAN})$")
_NUMBER_AT_START = re.compile(rf"(?:[A-Z]{{1,2}}-)?(\d{{1,4}}|{_ROMAN})\s")
_PART = r"(?:exhibit|schedule|annex|appendix|attachment|article|section|chapter|part|title|count|tab)\b"
_NAMES_A_PART = re.compile(_PART, re.IGNORECASE)
_PART_ALONE = re.compile(rf"{_PART}\s+[\w.-]{{1,8}}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EdgeLines:
    """A page's lines that may be furniture, with their words.

    `top` and `bottom` go inward from the edges. `numbers` are lines anywhere on the page that are only a number, each
    with its value, except at the left, where clause numbers stand. `at` is the position of the page in the text.
    """

    number: int
    at: int
    height: float
    top: tuple[tuple[PlacedLine, str], ...]
    bottom: tuple[tuple[PlacedLine, str], ...]
    numbers: tuple[tuple[PlacedLine, int], ...]


def edge_lines(page: Page, text: str, lines: Sequence[PlacedLine]) -> EdgeLines:
    """What is kept of a page until the whole document is read; `page` begins where its text does."""
    height = page.height
    falling = sorted(
        (line for line in lines if line.kind in ("text", "edge", "aside")), key=lambda line: (-line.top, line.left)
    )
    upper = [line for line in falling[:LINES_LOOKED_AT] if line.top > (1 - EDGE) * height or line.kind == "aside"]
    rising = falling[: -LINES_LOOKED_AT - 1 : -1]
    lower = [line for line in rising if line.bottom < EDGE * height or line.kind == "aside"]
    alone = [
        (line, value)
        for line in lines
        if line.kind in ("text", "edge") and line.end - line.start <= LONGEST_NUMBER and line.left > INWARD * page.width
        if (value := _alone(text[line.start : line.end].strip())) is not None
    ]
    return EdgeLines(
        number=page.number,
        at=page.start,
        height=height,
        numbers=tuple(alone),
        top=tuple((line, _words(text, line)) for line in upper),
        bottom=tuple((line, _words(text, line)) for line in lower),
    )


def furniture(sheets: Sequence[EdgeLines], pages: int) -> dict[int, list[tuple[int, int]]]:
    """The ranges of furniture on each page, counted from the page's first character, in order."""
    found: dict[int, list[tuple[int, int]]] = {}
    repeated = _repeated(sheets, pages)
    counted = _counted(sheets, pages)
    strays = _strays(sheets)
    second_heads = _second_page_heads(sheets) if pages == 2 else set()
    for each in sheets:
        ranges: set[tuple[int, int]] = set()
        for side, lines in (("top", each.top), ("bottom", each.bottom)):
            for index, (line, words) in enumerate(lines):
                place = (each.number, side, index)
                if (
                    place in repeated
                    or place in counted
                    or place in second_heads
                    or is_stamp(words)
                    or _is_page_number(each, line, words)
                ):
                    ranges.add((line.start, line.end))
                elif line.kind != "aside":
                    break
        ranges |= strays.get(each.number, set())
        if ranges:
            found[each.number] = sorted(ranges)
    return found


def _words(text: str, line: PlacedLine) -> str:
    return " ".join(text[line.start : min(line.end, line.start + LONGEST + 1)].split())


Place = tuple[int, str, int]
"""A line's page, the edge from which it was found, and its index from there."""


def _lines(sheets: Sequence[EdgeLines]) -> Iterator[tuple[Place, PlacedLine, str, float]]:
    """All lines with their index, their words and their distance from the edge, in points."""
    for each in sheets:
        for index, (line, words) in enumerate(each.top):
            yield (each.number, "top", index), line, words, each.height - line.top
        for index, (line, words) in enumerate(each.bottom):
            yield (each.number, "bottom", index), line, words, line.bottom


def _repeated(sheets: Sequence[EdgeLines], pages: int) -> set[Place]:
    """The lines with the same words, apart from numbers, in the same place on enough pages."""
    groups: defaultdict[tuple[str, str], list[tuple[float, Place, PlacedLine, str]]] = defaultdict(list)
    for place, line, words, distance in _lines(sheets):
        if 1 < len(words) <= LONGEST and any(map(str.isalnum, words)):
            groups[place[1], _DIGITS.sub("#", words).lower()].append((distance, place, line, words))
    found: set[Place] = set()
    for members in groups.values():
        members.sort(key=lambda member: member[0])
        start = 0
        for index in range(len(members)):
            is_last = index + 1 == len(members)
            if is_last or members[index + 1][0] - members[index][0] > SAME_PLACE:
                found |= _if_furniture(members[start : index + 1], pages)
                start = index + 1
    return found


def _if_furniture(members: Sequence[tuple[float, Place, PlacedLine, str]], pages: int) -> set[Place]:
    """The places of similar lines in one position; empty if these are not furniture."""
    numbers = sorted({place[0] for _, place, _, _ in members})
    fewest = min(REPEATS, max(2, pages - 1))  # the first page often has none
    if len(numbers) < fewest or len(numbers) < DENSE * (numbers[-1] - numbers[0] + 1):
        return set()
    is_apart = sum(line.kind != "text" for _, _, line, _ in members) >= len(members) / 2
    if not is_apart and len(numbers) < max(REPEATS, pages / 2):
        return set()
    if _NAMES_A_PART.match(members[0][3]):
        same = Counter(words for _, _, _, words in members)
        if not is_apart or same.most_common(1)[0][1] < max(REPEATS, len(numbers) / 2):
            return set()
    return {place for _, place, _, _ in members}


def _second_page_heads(sheets: Sequence[EdgeLines]) -> set[Place]:
    """Lines that head the second of two pages, apart from its text, and repeat the beginning of the first page.

    Letters and short agreements have such a head, which cannot repeat further: addressee and date, or the title.
    """
    if len(sheets) != 2:
        return set()
    first, second = sheets
    known = {word for _, words in first.top for word in _TELLING.findall(words.lower())}
    found: set[Place] = set()
    for index, (line, words) in enumerate(second.top):
        said = _TELLING.findall(words.lower())
        if line.kind != "edge" or _NAMES_A_PART.match(words) or len(words) > LONGEST or len(said) < FEWEST_SAID:
            break
        if sum(word in known for word in said) < SAID_BEFORE * len(said):
            break
        found.add((second.number, "top", index))
    return found


def _counted(sheets: Sequence[EdgeLines], pages: int) -> set[Place]:
    """The lines apart from the text with a number that increases by one from page to page."""
    groups: defaultdict[tuple[str, int], list[tuple[float, Place]]] = defaultdict(list)
    for place, line, words, distance in _lines(sheets):
        if (line.kind == "text" and not _NUMBER_ALONE.fullmatch(words)) or _opens_a_part(place[1], words):
            continue
        for number in _numbers(words):
            groups[place[1], number - place[0]].append((distance, place))
    found: set[Place] = set()
    for members in groups.values():
        numbers = sorted({place[0] for _, place in members})
        if len(numbers) >= min(REPEATS, max(2, pages)) and len(numbers) >= DENSE * (numbers[-1] - numbers[0] + 1):
            distances = sorted(distance for distance, _ in members)
            usual = distances[len(distances) // 2]
            found |= {place for distance, place in members if abs(distance - usual) <= 2 * SAME_PLACE}
    return found


def _opens_a_part(side: str, words: str) -> bool:
    """True for the heading of a schedule with a page to itself; "Exhibit A-3" at a foot is a page number."""
    return _PART_ALONE.fullmatch(words) is not None and (side == "top" or "-" not in words)


def _strays(sheets: Sequence[EdgeLines]) -> dict[int, set[tuple[int, int]]]:
    """Page numbers in the middle of pages, from earlier paper copies (EDGAR's contracts have them).

    These are lines with only a number, each one more than the previous, about a page of words apart.
    """
    open_chains: dict[int, list[tuple[int, int, PlacedLine]]] = {}
    chains: list[list[tuple[int, int, PlacedLine]]] = []
    for each in sheets:
        for line, value in each.numbers:
            at = each.at + line.start
            chain = open_chains.get(value - 1)
            if chain is None:
                chain = []
                chains.append(chain)
            elif at - chain[-1][1] < FEWEST_BETWEEN:
                continue
            else:
                del open_chains[value - 1]
            chain.append((each.number, at, line))
            open_chains[value] = chain
    found: dict[int, set[tuple[int, int]]] = {}
    for chain in chains:
        if len(chain) >= REPEATS:
            for number, _, line in chain:
                found.setdefault(number, set()).add((line.start, line.end))
    return found


def _alone(words: str) -> int | None:
    """The number of a line that consists only of it; None for other lines and for those with a full stop."""
    alone = _NUMBER_ALONE.fullmatch(words)
    return _value(alone["number"]) if alone is not None and not words.endswith(".") else None


def _numbers(words: str) -> set[int]:
    """The page numbers that a line may state: as its whole, at its beginning, or at its end."""
    if len(words) > LONGEST:
        return set()
    alone = _NUMBER_ALONE.fullmatch(words)
    stated = (
        [alone["number"]]
        if alone
        else [match[1] for match in (_NUMBER_AT_START.match(words), _NUMBER_AT_END.search(words)) if match]
    )
    return {number for each in stated if (number := _value(each)) is not None}


def _value(number: str) -> int | None:
    """The value of an Arabic or Roman number; None for a word that only looks like one.

    >>> _value("12"), _value("xiv"), _value("mix")
    (12, 14, None)
    """
    if number.isdigit():
        return int(number)
    total = 0
    values = [_ROMAN_VALUES.get(letter, 0) for letter in number.lower()]
    if not all(values):
        return None
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total


_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _is_page_number(each: EdgeLines, line: PlacedLine, words: str) -> bool:
    """True for an edge line that is the page's own number, or states it as one of a number of pages."""
    if _PAGE_OF.fullmatch(words):
        return True
    alone = _NUMBER_ALONE.fullmatch(words)
    is_low = line.bottom < LOWEST_NUMBER * each.height
    return alone is not None and line.kind == "edge" and is_low and _value(alone["number"]) == each.number
