"""Fields: their results are text, their instructions are not.

A complex field is a series of marks among the runs: begin, instructions, separate, result, end. Fields may be nested. A
mark without its partner, as in damaged files, is ignored, so that no words are lost.
"""

import re
from dataclasses import dataclass, field
from itertools import chain

from lxml import etree

from pincite.readers.docx.markup import W, child, child_value, integer, is_on, value

FIELD_MARK = W + "fldChar"

PAGE_COUNTS = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"))
"""Fields whose number differs from page to page, or grows with the length of the printout."""

SHOW_NOTHING = frozenset(
    "SET ASK XE TC TA RD PRIVATE NEXT NEXTIF SKIPIF ADVANCE PRINT DATA".split()  # noqa: SIM905 - read more easily as words
)
"""Fields that show nothing, whatever result a file stores (ECMA-376 part 1, 17.16.5)."""

SHOW_INSTRUCTIONS = frozenset(("MACROBUTTON", "GOTOBUTTON", "EQ"))
"""Fields that show words of their instruction, whatever result a file stores."""

MADE_OF_HEADINGS = frozenset(("TOC", "TOA", "INDEX"))
"""Fields whose words stand elsewhere in the document, too: whoever makes files often leaves these to be made anew."""

SHOWN_BY_PROGRAMS = ("ZOTERO", "EN.", "MENDELEY", "CSL_", "PAPERS", "REFMGR", "RW.", "CITAVI", "NE.", "BEC")
"""Beginnings of the fields of citation programs. Results of other programs' fields are in doubt."""

FIRST_WORDS = re.compile(r"\s*([A-Za-z]+)\s*(\S*)")

LONGEST_INSTRUCTION = 200
"""Characters of an instruction that are kept: its first word is its command."""

_SHOWN = frozenset((W + "sym", W + "drawing", W + "pict", W + "object"))
"""What a result may show besides words."""

CHECKED, EMPTY = "☒", "☐"


@dataclass(slots=True)
class Field:
    """An open field: its instruction so far, whether its result has begun, and what it shows without one.

    If it `is_stale`, Word makes the result anew when it opens the file.
    """

    instruction: str = ""
    form_value: str = ""
    has_result: bool = False
    is_stale: bool = False

    @property
    def counts_pages(self) -> bool:
        """True when the field shows a page number or a count of pages."""
        return self.instruction.strip().partition(" ")[0].upper() in PAGE_COUNTS

    @property
    def shows_nothing(self) -> bool:
        """True when the field shows nothing of its result, or may show nothing."""
        words = FIRST_WORDS.match(self.instruction)
        if words is None:
            return self.is_stale
        command = words[1].upper()
        if self.is_stale and command not in MADE_OF_HEADINGS:
            return True
        is_foreign = command == "ADDIN" and not words[2].upper().startswith(SHOWN_BY_PROGRAMS)
        return is_foreign or command in SHOW_NOTHING or command in SHOW_INSTRUCTIONS


@dataclass(slots=True)
class OpenFields:
    """The fields around the current words, outermost first.

    Properties are counted as fields open and close, since thousands of fields may be nested.
    """

    partners: frozenset[etree._Element]
    fields: list[Field] = field(default_factory=list)
    _instructions: int = 0
    _page_counts: int = 0
    _unshown: int = 0

    @property
    def is_unshown(self) -> bool:
        """True for words of a result that is not shown."""
        return self._unshown > 0

    @property
    def is_instruction(self) -> bool:
        """True for words that nobody sees."""
        return self._instructions > 0

    @property
    def counts_pages(self) -> bool:
        """True for words that change from page to page."""
        return self._page_counts > 0

    def begin(self, one: Field) -> None:
        """Open a field."""
        self.fields.append(one)
        self._instructions += not one.has_result
        self._page_counts += one.has_result and one.counts_pages
        self._unshown += one.has_result and one.shows_nothing

    def end(self) -> Field:
        """Close the innermost field."""
        one = self.fields.pop()
        self._instructions -= not one.has_result
        self._page_counts -= one.has_result and one.counts_pages
        self._unshown -= one.has_result and one.shows_nothing
        return one

    def mark(self, element: etree._Element) -> str:
        """Handle a mark of a field. Returns what a form's check box or list shows, at its end; otherwise empty."""
        if element not in self.partners:
            return form_value(element)
        kind = value(element, "fldCharType")
        if kind == "begin":
            self.begin(Field(form_value=form_value(element), is_stale=is_stale(element)))
        elif kind == "separate" and self.fields:
            begun = self.end()
            kept = "" if has_words(element) else begun.form_value
            self.begin(Field(begun.instruction, has_result=True, form_value=kept, is_stale=begun.is_stale))
        elif kind == "end" and self.fields:
            return self.end().form_value
        return ""

    def instruct(self, words: str) -> None:
        """Add words of an instruction."""
        if self.fields and not self.fields[-1].has_result:
            so_far = self.fields[-1].instruction
            self.fields[-1].instruction = (so_far + words)[:LONGEST_INSTRUCTION]


def partners_in(root: etree._Element) -> frozenset[etree._Element]:
    """The field marks of a story that have their partners."""
    found: list[etree._Element] = []
    waiting: list[list[etree._Element]] = []
    for mark in root.iter(FIELD_MARK):
        kind = value(mark, "fldCharType")
        if kind == "begin":
            waiting.append([mark])
        elif kind == "separate" and waiting and len(waiting[-1]) == 1:
            waiting[-1].append(mark)
        elif kind == "end" and waiting:
            found += [*waiting.pop(), mark]
    return frozenset(found)


def has_words(separator: etree._Element) -> bool:
    """False for a mark right behind which its field ends; true also where its end is not in the same row of runs.

    A form's list that LibreOffice wrote has a result without any words; what it shows is the entry that was chosen.
    """
    run = separator.getparent()
    behind = separator.itersiblings() if run is None else chain(separator.itersiblings(), run.itersiblings())
    for node in chain.from_iterable(one.iter() for one in behind):
        if node.tag == FIELD_MARK:
            return value(node, "fldCharType") != "end"
        if node.tag in _SHOWN or (node.tag == W + "t" and (node.text or "").strip()):
            return True
    return True


def is_stale(field: etree._Element) -> bool:
    """True for a field whose result Word makes anew when it opens the file (17.16.18)."""
    return value(field, "dirty") in ("1", "true", "on")


def form_value(mark: etree._Element) -> str:
    """What a form's check box or drop-down list shows; empty for other fields.

    Text fields show their words as the field's result.
    """
    form = child(mark, "ffData")
    box = child(form, "checkBox")
    if box is not None:
        stated = child(box, "checked")
        return CHECKED if is_on(stated if stated is not None else child(box, "default")) else EMPTY
    choices = child(form, "ddList")
    if choices is None:
        return ""
    entries = [value(entry) or "" for entry in choices.iterchildren(W + "listEntry")]
    chosen = integer(child_value(choices, "result") or child_value(choices, "default"), 0)
    return entries[chosen] if 0 <= chosen < len(entries) else ""
