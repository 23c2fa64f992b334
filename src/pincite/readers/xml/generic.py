# ruff: noqa: SIM905 - names of elements are read as words, not as a list of strings
"""Any XML file: its words in order, one line per block; headings and tables by the names of elements.

Content shows what an element is: where words stand between elements, these elements are parts of a line. Names decide
only on headings, rows, cells and notes, on which the commonest vocabularies agree.
"""

import re

from lxml import etree

from pincite.documents.document import Region
from pincite.readers.built import BuiltText
from pincite.readers.html.computed import look_of
from pincite.readers.html.look import ElementLook
from pincite.readers.html.sheets import Sheets
from pincite.readers.reading import Reading, tidy_title
from pincite.readers.superscript import superscript
from pincite.readers.xml.parsing import Parsed, local_name
from pincite.readers.xml.regions import trimmed_regions

HEADINGS = frozenset("title heading header head hd caption subject subtitle h1 h2 h3 h4 h5 h6".split())

SKIPPED = frozenset("style script binary graphic svg math binaryobject embeddeddocumentbinaryobject".split())
"""Elements without words for a reader. In some, pictures and files are encoded as long lines of letters."""

TABLES = frozenset("table gpotable informaltable".split())

ROWS = frozenset(("tr", "row"))

CELLS = frozenset("td th entry ent cell".split())

NOTES = frozenset("footnote ftnt fn endnote note".split())

INLINE = frozenset("b i u em strong span a ref xref sup sub e emphasis ulink link code quote su".split())

RAISED = frozenset(("sup", "su"))

BREAKS = frozenset(("br", "lb"))

DEEPEST_HEADING = 6
"""Level below which headings are not distinguished."""

LONGEST_HEADING = 300
"""Characters. A longer `title` is a text that merely has this name."""

HIDDEN = "some of the text cannot be seen: its elements say that they are not shown, or in the colour of the paper"

STATED = frozenset(("color", "background-color", "font-size", "display", "visibility", "opacity"))
"""Attributes that say how words are shown, as CSS does; used in XSL-FO, SVG and the like."""

_BLANK = re.compile(r"[ \t\r\n\f]+")


def read_blocks(parsed: Parsed) -> Reading:
    """The words of an XML file that is not a statute."""
    blocks = _Blocks(parsed.root)
    text = blocks.built.text()
    headings = tuple(one for one in blocks.built.headings() if one.end - one.start <= LONGEST_HEADING)
    title = text[headings[0].start : headings[0].end] if headings and headings[0].start == 0 else ""
    return Reading(
        format="xml",
        title=tidy_title(title),
        text=text,
        headings=headings,
        warnings=(*parsed.warnings, *([HIDDEN] if blocks.built.hidden() else [])),
        hidden=blocks.built.hidden(),
        regions=trimmed_regions(blocks.regions, text),
    )


class _Blocks:
    """Builds the text of one file."""

    def __init__(self, root: etree._Element) -> None:
        self.built = BuiltText()
        self.regions: list[Region] = []
        self._cells = 0
        self._before = ""
        self._hidden = 0
        stack: list[tuple[str, etree._Element, bool, int, int]] = [("open", root, False, 0, 0)]
        while stack:
            step, element, in_line, depth, start = stack.pop()
            name = local_name(element).lower()
            if step == "tail":
                self._add(element.tail)
            elif step == "shown":
                self._hidden -= 1
            elif step == "close":
                self._close(name, in_line, depth, start)
            elif name in RAISED:
                before = "" if self.built.ends_blank else self._before
                self._add(superscript("".join(element.itertext()), before))
            elif name and name not in SKIPPED:
                in_line = in_line or name in INLINE
                if element.attrib and hides(element):
                    self._hidden += 1
                    stack.append(("shown", element, False, depth, 0))
                self._open(name, element, in_line)
                stack.append(("close", element, in_line, depth, self.built.position))
                inside = in_line or name in HEADINGS or _is_mixed(element)
                below = depth + any(local_name(part).lower() in HEADINGS for part in element)
                for part in reversed(element):
                    stack.append(("tail", part, inside, below, 0))
                    stack.append(("open", part, inside and not _is_block(part), below, 0))
                self._add(element.text)

    def _open(self, name: str, element: etree._Element, in_line: bool) -> None:
        if name in ROWS:
            self.built.begin_row()
        elif name in CELLS:
            if element.getprevious() is not None and local_name(element.getprevious()).lower() in CELLS:
                self.built.border()
            self._cells += 1
        elif name in BREAKS or not in_line:
            self._line()

    def _close(self, name: str, in_line: bool, depth: int, start: int) -> None:
        if name in ROWS:
            self.built.end_row()
        elif name in CELLS:
            self._cells -= 1
        elif not in_line:
            if name in HEADINGS and not self._cells:
                self.built.heading(start, min(max(depth, 1), DEEPEST_HEADING))
            self._line()
        if name in TABLES:
            self.regions.append(Region("table", start, self.built.position))
        elif name in NOTES and not in_line:
            self.regions.append(Region("footnote", start, self.built.position))

    def _line(self) -> None:
        if self._cells:
            self._add(" ")
        else:
            self.built.line()

    def _add(self, words: str | None) -> None:
        if words:
            self._before = words[-16:]
            squeezed = _BLANK.sub(" ", words.replace("\u00ad", ""))
            self.built.words(
                squeezed[1:] if self.built.ends_blank and squeezed.startswith(" ") else squeezed, self._hidden > 0
            )


def hides(element: etree._Element) -> bool:
    """True for an element that itself says that its words are not seen."""
    named = {str(name).rpartition("}")[2].lower(): str(value) for name, value in element.attrib.items()}
    if named.get("hidden", "no").lower() in ("", "true", "yes", "hidden", "1"):
        return True
    stated = "; ".join(f"{name}: {named[name]}" for name in STATED & named.keys())
    style = f"{stated}; {named['style']}" if ":" in named.get("style", "") else stated
    if not style:
        return False
    return look_of(etree.Element("div", style=style), ElementLook(), Sheets()).is_hidden


def _is_mixed(element: etree._Element) -> bool:
    """True when an element directly contains words, so that its child elements are parts of a line."""
    return bool((element.text or "").strip()) or any((part.tail or "").strip() for part in element)


def _is_block(element: etree._Element) -> bool:
    """True for an element that stands on lines of its own, even between words."""
    name = local_name(element).lower()
    return name in TABLES or name in ROWS or name in CELLS or name in ("p", "para", "list")
