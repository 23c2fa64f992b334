"""The numbers that Word computes for paragraphs: their list and level, and the current count.

Source: ECMA-376 part 1, §17.9 (numbering). Where the standard is silent, this module counts like Word: lists with one
definition continue each other until one of them restarts a level, and a skipped level counts as begun.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from pincite.readers.docx.markup import MC, W, child, child_value, integer, is_on, value
from pincite.readers.docx.numerals import numeral
from pincite.readers.docx.styles import Style, Styles

LEVELS = 9

LONGEST_PATTERN = 120
"""Characters of a level's text that are used. Word allows 31."""

PLACE = re.compile("%([1-9])")
"""Placeholder, in a level's text, for the number of a level counted from 1."""


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list counts and looks.

    `restart` is the level (from 1) whose use, or use of a level above it, restarts this one; 0 for never, None for any
    level above. `style` is the id of the paragraph style that has this level.
    """

    start: int = 1
    form: str = "decimal"
    custom: str = ""
    text: str = ""
    restart: int | None = None
    is_legal: bool = False
    style: str = ""

    def restarts_after(self, level: int) -> bool:
        """True when the use of a level above (from 0) restarts this one."""
        return self.restart is None or level < self.restart


@dataclass(frozen=True, slots=True)
class List:
    """A list that paragraphs refer to: its levels, its definition, and the numbers at which it restarts levels."""

    definition: str
    levels: dict[int, ListLevel]
    starts: Mapping[int, int]

    def level_of(self, styles: tuple[str, ...]) -> int | None:
        """The level that one of these styles has; the nearest style comes first."""
        by_style = {level.style: at for at, level in reversed(self.levels.items()) if level.style}
        return next((by_style[style] for style in styles if style in by_style), None)


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number as shown. Numbers with the same `series` continue each other."""

    label: str
    level: int
    series: int


def lists_in(root: etree._Element, styles: Styles) -> dict[str, List]:
    """The lists of a numbering part, by id."""
    definitions = {value(one, "abstractNumId") or "": one for one in root.iterchildren(W + "abstractNum")}
    elements = {value(one, "numId") or "": one for one in root.iterchildren(W + "num")}
    owners: dict[str | None, str] = {}
    for definition, one in definitions.items():
        owners.setdefault(child_value(one, "styleLink"), definition)
    levels: dict[str, dict[int, ListLevel]] = {}
    found: dict[str, List] = {}
    for name, element in elements.items():
        shared = _definition(child_value(element, "abstractNumId") or "", definitions, elements, styles, owners)
        if shared not in levels:
            levels[shared] = dict(sorted(dict(_levels(definitions.get(shared))).items()))
        own, starts = dict(levels[shared]), {}
        for override in element.iterchildren(W + "lvlOverride"):
            at = integer(value(override, "ilvl"), -1)
            own.update((at, level) for _, level in _levels(override) if 0 <= at < LEVELS)
            stated = child_value(override, "startOverride")
            if stated is not None and 0 <= at < LEVELS:
                starts[at] = integer(stated, 1)
        found[name] = List(shared, own, starts)
    return found


def _definition(
    name: str,
    definitions: Mapping[str, etree._Element],
    lists: Mapping[str, etree._Element],
    styles: Styles,
    owners: Mapping[str | None, str],
) -> str:
    """The definition that has the levels. A definition may name a list style, whose own list then has them.

    `owners` are definitions by the list style that they belong to.
    """
    linked = child_value(definitions.get(name), "numStyleLink")
    if linked is None:
        return name
    style = styles.by_id.get(linked)
    other = child_value(lists.get(style.list), "abstractNumId") if style is not None else None
    if other is not None and child(definitions.get(other), "numStyleLink") is None:
        return other
    return owners.get(linked, name)


def _levels(parent: etree._Element | None) -> Iterator[tuple[int, ListLevel]]:
    """The levels stated in a definition or an override, with their indices from 0."""
    for element in parent.iterchildren(W + "lvl") if parent is not None else ():
        at = integer(value(element, "ilvl"), -1)
        if 0 <= at < LEVELS:
            form = child(element, "numFmt")
            if form is None:
                form = element.find(f"{MC}AlternateContent/{MC}Choice/{W}numFmt")
            restart = child_value(element, "lvlRestart")
            yield (
                at,
                ListLevel(
                    start=integer(child_value(element, "start"), 0),
                    form=value(form) or "decimal",
                    custom=value(form, "format") or "",
                    text=(child_value(element, "lvlText") or "")[:LONGEST_PATTERN],
                    restart=None if restart is None else integer(restart, 0),
                    is_legal=is_on(child(element, "isLgl")),
                    style=child_value(element, "pStyle") or "",
                ),
            )


def place_in_list(numbering: etree._Element | None, style: Style, lists: Mapping[str, List]) -> tuple[str, int] | None:
    """The list and level of a paragraph, from its own properties and its style; None for one without a number."""
    stated = child_value(numbering, "numId")
    name = stated or style.list
    found = lists.get(name)
    if found is None:
        return None
    own_level = child_value(numbering, "ilvl")
    if own_level is not None:
        return name, integer(own_level, 0)
    by_style = found.level_of(style.linked)
    return name, by_style if by_style is not None else style.list_level or 0


@dataclass(slots=True)
class _Count:
    """The count so far in the lists of one definition; None for a level that has yet to begin."""

    series: int
    numbers: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


class Counter:
    """Counts the paragraphs of one story in order. `series` supplies ids that no other story uses."""

    def __init__(self, lists: Mapping[str, List], series: Iterator[int]) -> None:
        self._lists = lists
        self._series = series
        self._counts: dict[str, _Count] = {}
        self._restarted: set[tuple[str, int]] = set()

    def count(self, name: str, level: int) -> ShownNumber | None:
        """The number of a list's next paragraph at a level from 0; None where no number is shown.

        A paragraph without words counts like any other.
        """
        found = self._lists.get(name)
        if found is None or level not in found.levels:
            return None
        count = self._counts.get(found.definition)
        if count is None:
            count = self._counts[found.definition] = _Count(next(self._series))
        if level in found.starts and (name, level) not in self._restarted:
            self._restarted.add((name, level))
            if count.numbers[level] is not None and all(number is None for number in count.numbers[:level]):
                count.series = next(self._series)
            count.numbers[level] = None
        for at in range(level + 1):
            before = count.numbers[at]
            if before is None:
                count.numbers[at] = found.starts.get(at, found.levels.get(at, FIRST).start)
            elif at == level:
                count.numbers[at] = before + 1
        for at in range(level + 1, LEVELS):
            if found.levels.get(at, FIRST).restarts_after(level):
                count.numbers[at] = None
        label = _label(found, level, count.numbers)
        return ShownNumber(label, level, count.series) if label else None


FIRST = ListLevel()
"""The defaults for a level that a list does not define."""


def _label(found: List, level: int, numbers: list[int | None]) -> str:
    """The number as shown; empty for bullets and for levels that only count."""
    shown = found.levels[level]
    if shown.form == "bullet":
        return ""

    def figure(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        number = numbers[at]
        if at > level or number is None:
            return ""
        source = found.levels.get(at, FIRST)
        is_plain = shown.is_legal and source.form != "decimalZero"
        return numeral(number, "decimal" if is_plain else source.form, source.custom)

    label = " ".join(PLACE.sub(figure, shown.text).split())[:LONGEST_PATTERN].rstrip()
    return label if any(sign.isalnum() for sign in label) else ""
