"""Paragraph and character styles, with what each inherits from those it is based on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from pincite.documents.readers.docx.markup import W, child, child_value, integer, is_on, value

DEEPEST = 50
"""Styles that are followed from one to the one it is based on. Word allows 11."""

PAPER = ("AUTO", "FFFFFF")
"""Colours on which white words cannot be read."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says that reading needs, with what it inherits.

    `level` is the heading level from 1, None for body text. `list` is the id of its list, empty without one, and
    `list_level` the level it states there. `linked` are the ids of the style and of those it is based on, as far as
    the one that gives the list: a level of the list may name one of them as its own. `is_shaded` is True for a style
    that puts a colour behind words, if only behind some rows of a table.
    """

    name: str
    level: int | None
    is_hidden: bool
    list: str
    list_level: int | None
    linked: tuple[str, ...]
    is_shaded: bool = False


PLAIN = Style("", None, False, "", None, ())


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by their id, and the one of paragraphs that name none."""

    by_id: Mapping[str, Style]
    default: Style

    def of(self, name: str | None) -> Style:
        """The style of a paragraph or a run that names this id; the default where there is no such style."""
        return self.default if name is None else self.by_id.get(name, self.default)


NO_STYLES = Styles({}, PLAIN)


def styles_in(root: etree._Element) -> Styles:
    """The styles in a part of styles."""
    elements = {value(style, "styleId") or "": style for style in root.iterchildren(W + "style")}
    by_id = {name: _resolved(name, elements) for name in elements}
    default = next(
        (
            name
            for name, style in elements.items()
            if value(style, "type") == "paragraph" and (value(style, "default") or "").lower() in ("1", "true", "on")
        ),
        "",
    )
    return Styles(by_id, by_id.get(default, PLAIN))


def heading_level(outline_level: etree._Element | None) -> int | None:
    """The level of a heading from 1 that an outline level states; None for body text."""
    stated = value(outline_level) or ""
    return int(stated) + 1 if re.fullmatch("[0-8]", stated) else None


def is_coloured(shade: etree._Element) -> bool:
    """True for a shade on which white words can be read."""
    pattern, fill = value(shade) or "", (value(shade, "fill") or "auto").upper()
    front = (value(shade, "color") or "auto").upper()
    return fill not in PAPER or (pattern not in ("", "clear", "nil") and front not in PAPER)


def _resolved(name: str, elements: Mapping[str, etree._Element]) -> Style:
    """A style with what it inherits; what stands nearest counts."""
    own_name = (child_value(elements[name], "name") or "").lower()
    level: int | None = None
    is_hidden: bool | None = None
    list_id = ""
    list_level: int | None = None
    is_shaded = False
    linked: list[str] = []
    seen: set[str] = set()
    while name in elements and name not in seen and len(seen) < DEEPEST:
        seen.add(name)
        style = elements[name]
        paragraph = child(style, "pPr")
        numbered = re.fullmatch("heading ([1-9])", (child_value(style, "name") or "").lower())
        outline_level = child(paragraph, "outlineLvl")
        if level is None and outline_level is not None:
            level = heading_level(outline_level) or 0
        elif level is None and numbered:
            level = int(numbered[1])
        vanish = child(child(style, "rPr"), "vanish")
        if is_hidden is None and vanish is not None:
            is_hidden = is_on(vanish)
        if not list_id:
            linked.append(name)
            numbering = child(paragraph, "numPr")
            list_id = child_value(numbering, "numId") or ""
            stated = child_value(numbering, "ilvl")
            list_level = integer(stated, 0) if list_level is None and stated is not None else list_level
        is_shaded = is_shaded or any(map(is_coloured, style.iter(W + "shd")))
        name = child_value(style, "basedOn") or ""
    return Style(own_name, level or None, bool(is_hidden), list_id, list_level, tuple(linked), is_shaded)
