"""Walks over a statute's elements: its words as printed, and where each level, note and table stands.

A level's number comes first, then its heading, then its words. Notes inside a paragraph are moved after it, so that no
sentence is interrupted. The walk keeps a stack of its own, since files may nest to any depth.
"""

import re
from typing import Literal

from lxml import etree

from pincite.documents.document import Region, RegionKind
from pincite.readers.built import BuiltText
from pincite.readers.superscript import superscript
from pincite.readers.xml import names
from pincite.readers.xml.elements import (
    ends_open,
    in_level,
    in_list,
    in_order,
    is_aside,
    is_mixed,
    note,
    parent_name,
)
from pincite.readers.xml.levels import StatuteLevel
from pincite.readers.xml.parsing import local_name

BLANK = re.compile(r"[ \t\r\n\f\u2000-\u200a]+")
"""White space that a page shows as a space, including the wide spaces of typesetters."""

AFTER_QUOTE = ".,;:)”’"
"""Punctuation that follows the end of a quoted passage on its last line."""

SOFT_HYPHEN = "\u00ad"

_Step = Literal["open", "close", "tail"]


class StatuteText(BuiltText):
    """A text in which a finished line can be continued."""

    def rejoin(self) -> None:
        """Continue on the line of the last word, right after it."""
        self._line_ends = False
        self._pending = ""


class Statute:
    """Builds the text of one file, with its levels and regions."""

    def __init__(self, root: etree._Element) -> None:
        """Write the content of an element."""
        self.built = StatuteText()
        self.levels: list[StatuteLevel] = []
        self.regions: list[Region] = []
        self.included = 0
        self._open_levels: list[int] = []
        self._is_dc_code = "dc-library" in str(root.tag)
        self._after: Literal["", "number", "heading"] = ""
        self._waiting: list[etree._Element] = []
        self._cells = 0
        self._quotes = 0
        self._unread = 0
        self._number_start = -1
        self._tables: list[int] = []
        self._before = ""
        self._ends_quote = False
        self._stack: list[tuple[_Step, etree._Element, bool, int]] = [("open", root, False, 0)]
        while self._stack:
            step, element, in_words, start = self._stack.pop()
            if step == "tail":
                self._add(element.tail)
            elif step == "open":
                self._open(element, in_words)
            else:
                self._close(element, in_words, start)

    def _open(self, element: etree._Element, in_words: bool) -> None:
        """Write what stands before an element's words, and push its parts onto the stack."""
        name = local_name(element)
        if name == "include":
            self.included += 1
        if not name or name == "include" or name in names.SKIPPED or element.get("display") == "no":
            return
        if element.get("undesignated") == "true" and name in names.NUMBERS:
            return
        if self._waiting and not in_words and not self._after and not self._cells:
            self._stack.append(("open", element, in_words, 0))
            self._write_waiting()
            return
        if is_aside(element, name) and (in_words or self._after):
            self._waiting.append(element)
            return
        if name == "page":
            self._page(element)
        elif name in names.BREAKS:
            self._line()
        elif name in names.MARKS or "footnoteRef" in element.get("class", ""):
            self._mark(element)
        else:
            self._begin(element, name, in_words)

    def _begin(self, element: etree._Element, name: str, in_words: bool) -> None:
        """Write what stands before the words of an element that has words."""
        is_level = name in names.LEVELS
        is_words = name in names.WORDS
        inside = in_words or is_words
        if is_aside(element, name) or self._is_struck(element, name):
            self._unread += 1
        if is_level:
            self._open_level(element, name)
            inside = False
        elif name in names.QUOTED:
            self._open_quote(element, name)
            inside = is_mixed(element)
        elif name in names.NUMBERS:
            self._open_number(element, name)
        elif name == "prefix":
            self._number_start = self.built.position
        elif name == "reason":
            self._add("[")
        elif name in names.CELLS and not in_list(element):
            self._open_cell(element)
        elif name in names.ROWS:
            self._tables = [rows + 1 for rows in self._tables]
            self.built.begin_row()
        elif name == "after-quoted-block":
            inside = True
        elif not in_words or name in names.BLOCKS:
            if not self._after:
                self._line()
            inside = is_words or is_mixed(element)
        elif in_list(element):
            self._space()
        if name in names.TABLES:
            self._tables.append(0)
        if name == "term" and self._open_levels:
            self._note_term(element)
        if name == "after-quoted-block":
            self.built.rejoin()
            self._add("”")
        if name == "quote":
            self._add("‘" if self._quotes % 2 else "“")
            self._quotes += 1
        self._stack.append(("close", element, in_words, self.built.position))
        for part in reversed(in_order(element) if is_level else list(element)):
            self._stack.append(("tail", part, inside, 0))
            self._stack.append(("open", part, inside, 0))
        self._add(element.text)

    def _close(self, element: etree._Element, in_words: bool, start: int) -> None:
        """Write what stands after an element's words, and note its role."""
        name = local_name(element)
        struck = self._is_struck(element, name)
        if is_aside(element, name) or struck:
            self._unread -= 1
        if name == "quote":
            self._quotes -= 1
            self._add("’" if self._quotes % 2 else "”")
        if name in names.LEVELS:
            self._end_level()
        elif name in names.QUOTED:
            if name == "quoted-block" and element.find("{*}after-quoted-block") is None:
                self.built.rejoin()
                self._add("”")
            self._end_level(is_in_words=in_words)
            self._ends_quote = True
        elif name in names.NUMBERS:
            self._close_number(element, name, start)
        elif name in names.HEADINGS:
            self._close_heading(element, start)
        elif name == "prefix":
            self._add(" ")
        elif name == "reason":
            self._add("]")
            self._line()
        elif name in names.CELLS and not in_list(element):
            self._cells -= 1
        elif name in names.ROWS:
            self.built.end_row()
        elif not in_words or name in names.BLOCKS:
            self._line()
            self._write_waiting()
        if name in names.TABLES and self._tables.pop():
            self._region("table", start)
        if is_aside(element, name):
            self._region(names.ASIDES.get(name, ("footnote", ""))[0], start, note(element, name))
        if struck:
            self._region("deleted", start, "struck in this print")

    def _open_level(self, element: etree._Element, name: str) -> None:
        around = self.levels[self._open_levels[-1]].name if self._open_levels else ""
        if self._after != "number" or around in names.CONTAINERS or around in names.SCHEDULES:
            self._line()
            self._after = ""
        self._start_level(name, names.RANKS.get(element.get("level", ""), 0))

    def _open_quote(self, element: etree._Element, name: str) -> None:
        if "inline" not in element.get("class", "").split():
            self._line()
            self._after = ""
        self._start_level(name, 0)
        if name == "quoted-block":
            self._number_start = self.built.position
            self._add("“")
            self._after = "number"

    def _start_level(self, name: str, rank: int) -> None:
        parent = self._open_levels[-1] if self._open_levels else -1
        self._open_levels.append(len(self.levels))
        start = self.built.position
        self.levels.append(StatuteLevel(name, parent, start, start, rank=rank, is_set_apart=self._unread > 0))

    def _end_level(self, *, is_in_words: bool = False) -> None:
        self.levels[self._open_levels.pop()].end = self.built.position
        self._after = ""
        self._line()
        if not is_in_words:
            self._write_waiting()

    def _open_number(self, element: etree._Element, name: str) -> None:
        """Write what printers put before a number and the markup omits."""
        if not in_level(element):
            return
        level = parent_name(element)
        before = ""
        if self._is_dc_code and level in names.SECTIONS:
            before = "§ "
        elif name == "enum" and level in names.SECTIONS:
            before = "SECTION " if element.getparent().get("section-type") == "section-one" else "SEC. "
        elif name == "enum" and level in names.CONTAINERS:
            before = f"{level.upper()} "
        if before and self._number_start < 0:
            self._number_start = self.built.position
        self._add(before)

    def _close_number(self, element: etree._Element, name: str, start: int) -> None:
        if not in_level(element) or not self._open_levels:
            return
        level = self.levels[self._open_levels[-1]]
        if self._is_dc_code and level.name in names.SECTIONS:
            self._add(".")
        elif name == "enum" and level.name in names.CONTAINERS:
            self._add("—")
        if self._number_start >= 0:
            start, self._number_start = self._number_start, -1
        level.number = (start if level.number is None else level.number[0], self.built.position)
        level.start = min(level.start, level.number[0])
        self._space()
        self._after = "number"

    def _close_heading(self, element: etree._Element, start: int) -> None:
        if not in_level(element) or not self._open_levels:
            self._line()
            return
        level = self.levels[self._open_levels[-1]]
        if level.heading is None:
            level.heading = (start, self.built.position)
        has_prefix = element.getparent().find("{*}prefix") is not None
        if level.name in names.RUN_IN and not level.rank and not has_prefix:
            if ends_open("".join(element.itertext())):
                self._add(".—")
            self._space()
            self._after = "heading"
            return
        self._after = ""
        if element.getparent().find("{*}reason") is None:
            self._line()
        else:
            self._add(" ")

    def _open_cell(self, element: etree._Element) -> None:
        before = element.getprevious()
        while before is not None and local_name(before) not in names.CELLS:
            before = before.getprevious()
        if before is not None:
            self.built.border()
        self._cells += 1

    def _note_term(self, element: etree._Element) -> None:
        level = self.levels[self._open_levels[-1]]
        if level.term is None:
            level.term = self.built.position, " ".join("".join(element.itertext()).split())

    def _page(self, element: etree._Element) -> None:
        """A page number of the printed laws, which is cited but stands in the middle of sentences."""
        words = " ".join("".join(element.itertext()).split())
        self._add(" ")
        start = self.built.position
        after, self._after = self._after, ""
        self._add(words)
        self._region("furniture", start, "page")
        self._add(" ")
        self._after = after

    def _mark(self, element: etree._Element) -> None:
        """The sign of a note, separated from the word before it. A note's words continue after its own sign."""
        after = self._after
        self._add(superscript("".join(element.itertext()), "" if self.built.ends_blank else self._before))
        self._after = "number" if parent_name(element) in names.ASIDES else after
        if self._after:
            self._add(" ")

    def _is_struck(self, element: etree._Element, name: str) -> bool:
        changed = element.get("changed") == "deleted" or element.get("reported-display-style") == "strikethrough"
        return changed or name in names.STRUCK

    def _space(self) -> None:
        """Separate two pieces of a line, unless a dash does: "TITLE I—GENERAL"."""
        if not re.search(r"\S[—–]\s*$", self._before):
            self._add(" ")

    def _line(self) -> None:
        if self._cells:
            self._add(" ")
        else:
            self.built.line()

    def _write_waiting(self) -> None:
        """Write the notes that wait for the end of a paragraph, in order."""
        if self._cells or self._after:
            return
        for aside in reversed(self._waiting):
            self._stack.append(("open", aside, False, 0))
        self._waiting.clear()

    def _region(self, kind: RegionKind, start: int, note: str = "") -> None:
        self.regions.append(Region(kind, start, self.built.position, note))

    def _add(self, words: str | None) -> None:
        """Add words, with white space collapsed."""
        if not words:
            return
        squeezed = BLANK.sub(" ", words.replace(SOFT_HYPHEN, ""))
        if self.built.ends_blank and squeezed.startswith(" "):
            squeezed = squeezed[1:]
        if squeezed and not squeezed.isspace():
            self._after = ""
            self._before = (self._before + squeezed)[-16:]
            if self._ends_quote and squeezed[0] in AFTER_QUOTE:
                self.built.rejoin()
            self._ends_quote = False
        self.built.words(squeezed)
