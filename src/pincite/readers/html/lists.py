"""The numbers that a browser puts before items of ordered lists."""

from dataclasses import dataclass, field, replace

from lxml import etree

from pincite.documents.document import Numbering
from pincite.structure.outline.numbering import written

TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
"""CSS styles for the `type` of a list, in either case."""

COUNTINGS = {
    "decimal": "decimal",
    "decimal-leading-zero": "decimal",
    "lower-alpha": "letter",
    "lower-latin": "letter",
    "upper-alpha": "LETTER",
    "upper-latin": "LETTER",
    "lower-roman": "roman",
    "upper-roman": "ROMAN",
}

BULLETS = ("none", "disc", "circle", "square")

LARGEST_NUMBER = 1_000_000

LONGEST_LABEL = 40
"""Most characters of a number that nested lists extend."""

ROMAN_UP_TO = 59
"""The largest Roman numeral written. Browsers go up to 3,999, but no list does."""


@dataclass(slots=True)
class OrderedList:
    """One list while its items are read: the series it continues, its level from 0, and its current count."""

    list: int
    level: int
    style: str
    value: int
    step: int
    prefix: str

    def next_label(self, item: etree._Element, style: str, counter: str) -> str:
        """The number of the next item as shown; empty where there is none.

        `style` is the item's own marker style. `counter` is the separator in numbers that count through nested lists;
        empty where they do not.
        """
        stated = item.get("value", "")
        self.value = _integer(stated, self.value + self.step) if stated else self.value + self.step
        if counter:
            return f"{self.prefix}{self.value}"
        counting = style or TYPES.get(item.get("type", ""), self.style)
        if any(one in BULLETS for one in counting.split()):
            return ""
        return f"{numeral(counting, self.value)}."


@dataclass(slots=True)
class Lists:
    """The open lists and the numbers of their items. Nested lists continue each other as levels of one list."""

    numbers: list[Numbering] = field(default_factory=list)
    _open: list[OrderedList | None] = field(default_factory=list)
    _labels: list[str] = field(default_factory=list)
    _count: int = 0
    _levels: int = 0
    _ended: OrderedList | None = None
    _pending: Numbering | None = None

    def start(self, element: etree._Element, tag: str, counter: str) -> None:
        """Begin a list."""
        if tag != "ol":
            self._open.append(None)
            return
        begun = _begin(element, self._count, self._levels, self._labels[-1] if self._labels else "", counter)
        if self._levels == 0 and not (self._ended is not None and _goes_on(self._ended, begun)):
            self._count += 1
            begun.list = self._count
        self._levels += 1
        self._open.append(begun)

    def item(self, element: etree._Element, marker: str, counter: str) -> None:
        """Begin an item. Its number stands before its first word."""
        found = self._open[-1] if self._open else None
        label = found.next_label(element, marker, counter) if found is not None else ""
        self._labels.append(label)
        if label and found is not None:
            self._pending = Numbering(0, label, found.level, found.list)

    def wrote(self, start: int) -> None:
        """Record that words were written, beginning at `start`."""
        if self._pending is not None:
            self.numbers.append(replace(self._pending, start=start))
            self._pending = None

    def end_item(self) -> None:
        """End an item. The number of an item without words is dropped."""
        if self._labels:
            self._labels.pop()
        self._pending = None

    def end(self) -> None:
        """End the innermost list."""
        ended = self._open.pop() if self._open else None
        if ended is not None:
            self._levels -= 1
            if self._levels == 0:
                self._ended = ended


def _begin(element: etree._Element, number: int, level: int, around: str, counter: str) -> OrderedList:
    """A list at its beginning. `around` is the label of the item that holds it; empty for none."""
    is_reversed = element.get("reversed") is not None
    count = sum(1 for _ in element.iterchildren("li")) if is_reversed else 1
    first = _integer(element.get("start", ""), count)
    step = -1 if is_reversed else 1
    style = TYPES.get(element.get("type", "1"), "decimal")
    prefix = f"{around.rstrip('. ')}{counter}" if counter and 0 < len(around) < LONGEST_LABEL else ""
    return OrderedList(number, level, style, first - step, step, prefix)


def _goes_on(ended: OrderedList, begun: OrderedList) -> bool:
    """True for a list that starts with the number after the last of the list before it."""
    return ended.style == begun.style and begun.value == ended.value > 0 and begun.step == ended.step == 1


def numeral(style: str, value: int) -> str:
    """A number in a list's style.

    >>> numeral("lower-roman", 4), numeral("upper-alpha", 28), numeral("decimal", 7), numeral("lower-alpha", 0)
    ('iv', 'AB', '7', '0')
    """
    counting = next((COUNTINGS[word] for word in style.split() if word in COUNTINGS), "decimal")
    if counting == "decimal" or value < 1 or ("oman" in style and value > ROMAN_UP_TO):
        return f"{value:02}" if "leading-zero" in style else str(value)
    if counting in ("letter", "LETTER"):
        letters = ""
        while value > 0:
            value, rest = divmod(value - 1, 26)
            letters = chr(ord("a") + rest) + letters
        return letters.upper() if counting == "LETTER" else letters
    return written(counting, value)


def _integer(words: str, otherwise: int) -> int:
    """The whole number in an attribute, or the default."""
    stated = words.strip()
    if not stated.lstrip("+-").isdecimal() or len(stated) > 9:
        return otherwise
    return max(-LARGEST_NUMBER, min(int(stated), LARGEST_NUMBER))
