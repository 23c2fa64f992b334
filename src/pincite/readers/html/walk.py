"""Walks a page: its words in order, one line per block, with regions for special parts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from pincite.documents.document import RegionKind
from pincite.readers.built import BuiltText
from pincite.readers.html.computed import look_of
from pincite.readers.html.covers import doubtful_parts
from pincite.readers.html.lists import Lists
from pincite.readers.html.look import ElementLook, doubted
from pincite.readers.html.main import LeftOutParts
from pincite.readers.html.mending import FORMATTING
from pincite.readers.html.notes import Aside, brief
from pincite.readers.html.openable import shut_parts
from pincite.readers.html.rows import OpenTables
from pincite.readers.html.sheets import Sheets
from pincite.readers.html.tables import TABLE_PARTS
from pincite.readers.superscript import superscript

DROPPED = frozenset(
    "script style head title noscript template svg iframe object embed audio video canvas map "  # noqa: SIM905 - read more easily as words
    "select datalist xml ix:header noframes noembed".split()
)
"""Elements whose content is not part of the document: programs, pictures, controls, data for programs."""

LISTS = frozenset(("ol", "ul", "menu", "dir"))

BLOCKS = LISTS | frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset "  # noqa: SIM905 - read more easily as words
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav p pre section summary "
    "table tbody tfoot thead textarea tr".split()
)
"""Elements that stand on lines of their own."""

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

OPENERS = ("aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle")
"""Attributes of a button that opens a part of the text. Its words are that part's heading."""

QUOTES = ("“”", "‘’")
"""The quotation marks that a browser puts around `<q>`: double, and single within double."""

DAY = re.compile(r"\d{4}-\d\d-\d\d")

PAGE_BREAK = re.compile(r"break-(before|after)\s*:\s*(?:always|page|left|right)")

PADDED = re.compile(
    r"(?:padding|margin)-left\s*:\s*(?:[3-9]|\d\d)(?:\.\d+)?\s*(?:pt|px)|left\s*:\s*0?\.[1-9]\d*\s*(?:in|em)"
)
"""Padding before words in a line, with which converters separate a number or a bullet from its paragraph."""

BLANK = re.compile(r"[ \t\r\n\f]+")

ROOM = re.compile(r"^[\s\xa0]+|(?<!\s)[\s\xa0]+$")
"""Spaces at the ends of words, which keep columns of a table apart."""

BAR = re.compile(r"(?<!\S)\|(?!\S)")
"""A bar in a cell that could be mistaken for a border between cells. It is written as a broken bar."""

LINE_BREAK = re.compile(r"\r\n?|\n")


@dataclass(slots=True, eq=False)
class _Frame:
    """An open element: the look of its words, the position of the first one, and what they make up."""

    look: ElementLook
    start: int | None = None
    is_skipped: bool = False
    breaks_after: bool = False
    level: int = 0
    region: RegionKind | None = None
    note: str = ""


@dataclass(slots=True)
class PageBuilder:
    """Builds the text of one page. `breaks` are the positions where a new sheet of paper began."""

    sheets: Sheets
    left: LeftOutParts
    asides: dict[etree._Element, Aside]
    built: BuiltText = field(default_factory=BuiltText)
    breaks: list[int] = field(default_factory=list)
    lists: Lists = field(default_factory=Lists)
    has_doubts: bool = False
    hiding: set[str] = field(default_factory=set)
    _rows: OpenTables = field(init=False)
    _waiting: list[_Frame] = field(default_factory=list)
    _quotes: int = 0
    _is_aside: bool = False
    _before: str = ""

    def __post_init__(self) -> None:
        """Share the text with the tables."""
        self._rows = OpenTables(self.built)

    def write(self, root: etree._Element) -> None:
        """Write the words of an element and its content, without recursion: pages nest deeper than Python allows."""
        doubtful = doubtful_parts(root, self.sheets) | frozenset(shut_parts(root, self.sheets))
        frames = [_Frame(ElementLook() if self.sheets.is_whole else doubted(ElementLook()))]
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "end":
                frame = frames.pop()
                if not frame.is_skipped:
                    self._end(element, tag, frame)
                elif tag in BLOCKS:
                    self._rows.line()
                self._add(element.tail, frames[-1].look)
                continue
            around = frames[-1].look
            look = look_of(element, around, self.sheets)
            frame = _Frame(look if element not in doubtful else doubted(look))
            frames.append(frame)
            if frame.look.is_hidden and not around.is_hidden and tag in FORMATTING:
                self.hiding.add(tag)
            if tag in DROPPED or element in self.left.parts or _is_control(element, tag):
                if tag in BLOCKS:
                    self._rows.line()
                frame.is_skipped = True
                walk.skip_subtree()
            elif frame.look.raised and (sign := brief(element)):
                self._add(superscript(sign, self._before + (" " if self.built.ends_blank else "")), frame.look)
                frame.is_skipped = True
                walk.skip_subtree()
            else:
                self._start(element, tag, frame, around)

    def hide(self, lines: Iterable[str]) -> None:
        """Add lines that no reader of the page sees."""
        for line in lines:
            self._rows.line()
            self.built.words(line, hidden=True)

    def _start(self, element: etree._Element, tag: str, frame: _Frame, around: ElementLook) -> None:
        if tag in TABLE_PARTS:
            self._rows.start(element, tag)
        elif tag in BLOCKS:
            self._rows.line()
            if tag in LISTS:
                self.lists.start(element, tag, self.sheets.counter)
            elif tag == "li":
                self.lists.item(element, frame.look.marker, self.sheets.counter)
        elif tag == "q":
            self._add(QUOTES[self._quotes % 2][0], frame.look)
            self._quotes += 1
        elif tag == "input" and not frame.look.is_hidden:
            self._add(_entered(element), frame.look)
        style = element.get("style", "")
        if tag == "span" and "-left" in style and PADDED.search(style):
            self._add(" ", frame.look)
        sides = {found[1] for found in PAGE_BREAK.finditer(style.lower())} if "break-" in style else set()
        frame.breaks_after = "after" in sides
        if tag == "hr" or "before" in sides:
            self._break()
        self._mark(element, tag, frame, around)
        self._add(element.text, frame.look)

    def _mark(self, element: etree._Element, tag: str, frame: _Frame, around: ElementLook) -> None:
        """Determine what an element's words make up: a heading, struck words, a note."""
        aside = self.asides.get(element) if self.asides and not self._is_aside else None
        if aside is not None:
            frame.region, frame.note = aside
            self._is_aside = True
        elif frame.look.struck and not around.struck:
            frame.region, frame.note = "deleted", _struck_note(element)
        frame.level = HEADINGS.get(tag, 0) or (_heading_level(element) if element.get("role") == "heading" else 0)
        if self._rows.is_table:
            frame.level = 0
        if frame.level or frame.region is not None:
            self._waiting.append(frame)

    def _end(self, element: etree._Element, tag: str, frame: _Frame) -> None:
        if tag == "q":
            self._quotes -= 1
            self._add(QUOTES[self._quotes % 2][1], frame.look)
        if self._waiting and self._waiting[-1] is frame:
            self._waiting.pop()
        if frame.start is not None:
            if frame.level:
                self.built.heading(frame.start, frame.level)
            if frame.region is not None:
                self.built.region(frame.region, frame.start, frame.note)
        if frame.region is not None and frame.region != "deleted":
            self._is_aside = False
        if tag in TABLE_PARTS:
            self._rows.end(element, tag)
        elif tag in BLOCKS:
            if tag in LISTS:
                self.lists.end()
            elif tag == "li":
                self.lists.end_item()
            if tag != "br":
                self._rows.line()
        if frame.breaks_after:
            self._break()

    def _break(self) -> None:
        """Record a new sheet of paper. A rule across the page may also stand for one."""
        if not self._rows.is_table:
            self.breaks.append(self.built.position)

    def _add(self, words: str | None, look: ElementLook) -> None:
        """Add words as a browser shows them: with white space collapsed, except where the page preserves it."""
        if not words:
            return
        if look.kept_spaces:
            for number, line in enumerate(LINE_BREAK.split(words)):
                if number:
                    self._rows.line()
                self._add_words(line, look)
            return
        squeezed = BLANK.sub(" ", words)
        if self._rows.is_table:
            squeezed = BAR.sub("¦", ROOM.sub(" ", squeezed))
        if self.built.ends_blank:
            squeezed = squeezed.lstrip(" ")
        if squeezed:
            self._add_words(squeezed, look)

    def _add_words(self, words: str, look: ElementLook) -> None:
        start = self.built.words(words, look.is_hidden)
        self.has_doubts = self.has_doubts or look.is_doubtful
        if start is None:
            return
        self._rows.wrote()
        self._before = (self._before + words)[-12:].rstrip()
        self.lists.wrote(start)
        for frame in self._waiting:
            frame.start = start
        self._waiting.clear()


def _is_control(element: etree._Element, tag: str) -> bool:
    """True for a button that opens no part of the text, and for the link sign of a heading."""
    if tag == "button":
        return all(element.get(name) is None for name in OPENERS)
    return tag == "a" and element.get("href", "").startswith("#") and brief(element) in ("¶", "#", "🔗")


def _entered(element: etree._Element) -> str:
    """What a form field shows: the entered words, or a box that is ticked or not."""
    kind = element.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return "☐ " if element.get("checked") is None else "☒ "
    return f" {element.get('value', '')} " if kind in ("text", "date", "number", "email", "tel") else ""


def _heading_level(element: etree._Element) -> int:
    stated = element.get("aria-level", "2")
    return int(stated) if stated in ("1", "2", "3", "4", "5", "6") else 2


def _struck_note(element: etree._Element) -> str:
    """When words were struck, if the page says so."""
    day = DAY.match(element.get("datetime", ""))
    return f"struck on {day[0]}" if day else ""
