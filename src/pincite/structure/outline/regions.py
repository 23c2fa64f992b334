"""The text from which a document's outline is made: without what is set apart, with computed numbers."""

import re
from collections.abc import Sequence

from pincite.documents.document import Format, Numbering, Region
from pincite.structure.outline.excerpt import Cut, Excerpt, excerpt, seams
from pincite.structure.outline.signatures import signs

LEAST_IN_TABLES = 0.6
"""Share of a text in tables from which the tables are its layout: clauses then stand in their cells."""

MOST_HIDDEN = 0.5
"""Share of hidden text from which the outline is made of the hidden words: there is hardly another text."""

LEAST_LAYOUT_WORDS = 40
"""Characters of the words beside a number in a row that is a paragraph laid out as a table."""

_CELL_NUMBER = re.compile(
    r"\s*(?:(?:Article|ARTICLE|Section|SECTION|Clause|CLAUSE)\s+)?"
    r"(?:\(\w{1,5}\)|\d{1,3}(?:\.\d{1,3})+\.?|\w{1,4}[.)]|(?<=\s)[\dIVX]{1,5})(?=\s*\|)"
)
_ESCAPE = re.compile(r"\\(?=[.()\[\]#*_])")
_BAR = re.compile(r"[ ]?\|[ ]?")


def read_for_outline(text: str, format: Format, numbers: Sequence[Numbering], regions: Sequence[Region]) -> Excerpt:
    """The text as its clauses run: no furniture, nothing set apart, computed numbers before their words."""
    text = plain_spaces(text)
    is_markup = format == "markdown"
    flows = [
        (region.start, region.end)
        for region in regions
        if region.kind == "footnote" or (region.kind == "furniture" and not is_markup)
    ]
    cuts = seams(text, 0, len(text), flows, ends_paragraphs=True)
    cuts += [Cut(one.start, one.end) for one in regions if one.kind == "furniture" and is_markup]
    tables = [region for region in regions if region.kind == "table"]
    is_layout = format != "table" and sum(one.end - one.start for one in tables) > LEAST_IN_TABLES * len(text.strip())
    hidden = sum(one.end - one.start for one in regions if one.kind == "hidden")
    for region in regions:
        if region.kind == "hidden" and hidden > MOST_HIDDEN * len(text):
            continue
        if region.kind == "table" and (is_layout or _is_paragraph(text[region.start : region.end])):
            cuts += _without_bars(text, region)
        elif region.kind == "table" and signs(text[region.start : region.end]):
            continue
        elif region.kind not in ("furniture", "footnote"):
            cuts.append(_set_apart(text, region))
    if format == "markdown":
        cuts += [Cut(escape.start(), escape.end()) for escape in _ESCAPE.finditer(text)]
    cuts += [Cut(one.start, one.start, shown) for one in numbers if (shown := shown_number(one.label))]
    return excerpt(text, 0, len(text), cuts)


_OTHER_SPACES = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200b\u2060\ufeff"
)


def plain_spaces(text: str) -> str:
    """The text with every kind of space, even those without width, as a plain space. Its length stays the same."""
    if not text.isascii():
        for space in _OTHER_SPACES:
            text = text.replace(space, " ")
    return text


def shown_number(label: str) -> str:
    """A computed number as inserted before its paragraph; empty for a bullet.

    >>> shown_number(" 7.2 "), shown_number("•")
    ('7.2 ', '')
    """
    words = " ".join(label.split())
    return f"{words} " if any(sign.isalnum() for sign in words) and len(words) > 0 else ""


def _set_apart(text: str, region: Region) -> Cut:
    """The cut for a part that is read by itself. A part on lines of its own also ends the paragraph."""
    before = text[:1] if region.start == 0 else text[region.start - 1]
    after = text[region.end : region.end + 1]
    is_line = (region.start == 0 or before in "\r\n\f") and (not after or after in "\r\n\f")
    return Cut(region.start, region.end, "\n\n" if is_line else "")


def _is_paragraph(table: str) -> bool:
    """True for a table that lays out numbered paragraphs: each row a number, then the words of a clause."""
    rows = [row for row in table.splitlines() if row.strip()]
    if not rows or "|" not in table:
        return False
    for row in rows:
        number = _CELL_NUMBER.match(row)
        cells = [cell for cell in row.split("|") if cell.strip()]
        if number is None or len(cells) != 2 or len(cells[1].strip()) < LEAST_LAYOUT_WORDS:
            return False
    return True


def _without_bars(text: str, region: Region) -> list[Cut]:
    """The cuts that remove the bars between cells from a table whose cells are read as text."""
    return [Cut(bar.start(), bar.end(), " ") for bar in _BAR.finditer(text, region.start, region.end)]
