"""Numbers in words, written in figures: "thirty (30) days" and "30 (thirty) days" become "30 days"."""

import re
from itertools import pairwise

_UNITS = {
    word: number
    for number, word in enumerate(
        """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen
        """.split()  # noqa: SIM905 - words read best as words
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_SMALL = _UNITS | _TENS
_NUMBER_WORD = "|".join(sorted((*_SMALL, *_SCALES), key=len, reverse=True))
_MOST_WORDS = 14
_WORDS = re.compile(
    rf"(?<![\w.])(?:{_NUMBER_WORD})(?:(?:[ -]|, ?| and )(?:{_NUMBER_WORD})){{0,{_MOST_WORDS}}}(?![\w'])"
    r"(?: ?\((?P<figures>\d{1,3}(?:,\d{3})*(?:\.\d{1,4})?|\d{1,12}(?:\.\d{1,4})?) ?(?P<percent>%)?\))?",
    re.IGNORECASE,
)
_REPEATED = re.compile(rf"(?<=\d) ?\((?:{_NUMBER_WORD})(?:[ -](?:{_NUMBER_WORD})){{0,{_MOST_WORDS}}}\)", re.IGNORECASE)
_COUNTED = re.compile(
    r"[ -](?:business |working |calendar |full |consecutive )?(?:minutes?|hours?|days?|weeks?|months?|years?|per ?cent|"
    r"percent|dollars?|pounds?|euros?|basis points?|times)\b",
    re.IGNORECASE,
)
_PART = re.compile(rf"{_NUMBER_WORD}", re.IGNORECASE)


def in_figures(text: str) -> str:
    """A plain text with its numbers in figures; "one" stays a word unless it counts something.

    >>> in_figures("within one hundred and twenty (120) days, one of them")
    'within 120 days, one of them'
    """
    return _WORDS.sub(_figure, _REPEATED.sub("", text))


def disagreeing(text: str) -> list[tuple[str, str]]:
    """Numbers whose words and figures differ, as written: ("thirty", "60") for "thirty (60) days"."""
    found: list[tuple[str, str]] = []
    for match in _WORDS.finditer(text):
        if match["figures"] is not None:
            words = text[match.start() : match.start("figures")].rstrip("( ")
            if value_of(words) != _value(match["figures"]) and not _is_sum(words):
                found.append((words, match["figures"]))
    return found


def value_of(words: str) -> int:
    """The number that words name.

    >>> [value_of(words) for words in ("twenty-five", "one hundred and eighty", "two million")]
    [25, 180, 2000000]
    """
    total = current = 0
    for part in _PART.findall(words.lower()):
        if part in _SMALL:
            current += _SMALL[part]
        elif part == "hundred":
            current = max(1, current) * 100
        else:
            total += max(1, current) * _SCALES[part]
            current = 0
    return total + current


def _figure(match: re.Match[str]) -> str:
    if match["figures"] is not None:
        return match["figures"] + (match["percent"] or "")
    words = match[0]
    if _is_sum(words) or words.lower() in _SCALES:
        return words
    if words.lower() == "one" and _COUNTED.match(match.string, match.end()) is None:
        return words
    return str(value_of(words))


def _is_sum(words: str) -> bool:
    """True for several numbers in a row ("two and three", "twenty, thirty"), which do not make one number."""
    parts = _PART.findall(words.lower())
    for before, after in pairwise(parts):
        is_tail = before in _TENS and after in _UNITS and 0 < _UNITS[after] < 10
        if before in _SMALL and after in _SMALL and not is_tail:
            return True
    return "," in words or ("and" in words.lower().split() and not _SCALES.keys() & set(parts))


def _value(figures: str) -> float:
    return float(figures.replace(",", ""))
