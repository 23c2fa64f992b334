"""Paragraph and character styles, with what each inherits from those it is based on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from lxml import etree

from pincite.documents.readers.docx.markup import W, by_tag, child, child_value, integer, is_on, value

DEEPEST = 50
"""Styles that are followed from one to the one it is based on. Word allows 11."""

PAPER = ("AUTO", "FFFFFF")
"""Colours on which white words cannot be read."""


@dataclass(frozen=True, slots=True)
class Face:
    """How properties show letters, None for what they do not state; `size` is in half points, `colour` six figures."""

    is_bold: bool | None = None
    is_italic: bool | None = None
    is_underlined: bool | None = None
    is_capitals: bool | None = None
    is_centred: bool | None = None
    size: int | None = None
    colour: str | None = None

    def over(self, other: "Face") -> "Face":
        """This one with what it does not state taken from another."""
        return Face(
            other.is_bold if self.is_bold is None else self.is_bold,
            other.is_italic if self.is_italic is None else self.is_italic,
            other.is_underlined if self.is_underlined is None else self.is_underlined,
            other.is_capitals if self.is_capitals is None else self.is_capitals,
            other.is_centred if self.is_centred is None else self.is_centred,
            other.size if self.size is None else self.size,
            other.colour if self.colour is None else self.colour,
        )


NO_FACE = Face()

BOLD, ITALIC, UNDERLINE, SIZE, PLACE, COLOUR = (W + name for name in ("b", "i", "u", "sz", "jc", "color"))

CAPITALS = (W + "caps", W + "smallCaps")

STYLE_OF_RUN = W + "rStyle"

TELLING = frozenset((BOLD, ITALIC, UNDERLINE, SIZE, *CAPITALS, STYLE_OF_RUN))
"""Properties of a run that say something about its face."""


def face_of(stated: Mapping[str, etree._Element]) -> Face:
    """What properties of a run or a paragraph state about letters and their place, by their tag."""

    def switch(*names: str) -> bool | None:
        found = [is_on(stated[name]) for name in names if name in stated]
        return any(found) if found else None

    line, size, place = stated.get(UNDERLINE), integer(value(stated.get(SIZE)), 0), stated.get(PLACE)
    return Face(
        is_bold=switch(BOLD),
        is_italic=switch(ITALIC),
        is_underlined=None if line is None else (value(line) or "single").lower() not in ("none", "0", "false"),
        is_capitals=switch(*CAPITALS),
        is_centred=None if place is None else value(place) == "center",
        size=size if size > 0 else None,
        colour=colour_in(stated.get(COLOUR)),
    )


def colour_in(stated: etree._Element | None) -> str | None:
    """The colour that an element states, as six figures, AUTO where Word chooses; None where it states none.

    The first background of a document's theme is its paper; whoever writes in it writes in white.
    """
    if stated is None:
        return None
    found = (value(stated) or "").upper()
    if value(stated, "themeColor") in ("background1", "light1") and found in ("", "AUTO"):
        return "FFFFFF"
    return found or None


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
    face: Face = NO_FACE


PLAIN = Style("", None, False, "", None, ())


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by their id, the one of paragraphs that name none, and the face of all letters."""

    by_id: Mapping[str, Style]
    default: Style
    face: Face = NO_FACE

    def of(self, name: str | None) -> Style:
        """The style of a paragraph or a run that names this id; the default where there is no such style."""
        return self.default if name is None else self.by_id.get(name, self.default)


NO_STYLES = Styles({}, PLAIN)


def styles_in(root: etree._Element) -> Styles:
    """The styles in a part of styles."""
    elements = {value(style, "styleId") or "": style for style in root.iterchildren(W + "style")}
    stated = {name: _stated(style) for name, style in elements.items()}
    by_id = {name: _resolved(name, stated) for name in stated}
    default = next(
        (
            name
            for name, style in elements.items()
            if value(style, "type") == "paragraph" and (value(style, "default") or "").lower() in ("1", "true", "on")
        ),
        "",
    )
    defaults = child(child(root.find(W + "docDefaults"), "rPrDefault"), "rPr")
    return Styles(by_id, by_id.get(default, PLAIN), face_of(by_tag(defaults)))


def heading_level(outline_level: etree._Element | None) -> int | None:
    """The level of a heading from 1 that an outline level states; None for body text."""
    stated = value(outline_level) or ""
    return int(stated) + 1 if re.fullmatch("[0-8]", stated) else None


def is_coloured(shade: etree._Element) -> bool:
    """True for a shade on which white words can be read."""
    pattern, fill = value(shade) or "", (value(shade, "fill") or "auto").upper()
    front = (value(shade, "color") or "auto").upper()
    return fill not in PAPER or (pattern not in ("", "clear", "nil") and front not in PAPER)


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a style states itself, None or empty where it states nothing; level 0 is body text."""

    name: str
    based_on: str
    level: int | None
    is_hidden: bool | None
    list: str
    list_level: int | None
    is_shaded: bool
    face: Face


def _stated(style: etree._Element) -> _Stated:
    """What a style states itself."""
    own = by_tag(style)
    name = (value(own.get(W + "name")) or "").lower()
    paragraph = own.get(W + "pPr")
    numbering, outline_level = child(paragraph, "numPr"), child(paragraph, "outlineLvl")
    numbered = re.fullmatch("heading ([1-9])", name)
    level = int(numbered[1]) if numbered else None
    if outline_level is not None:
        level = heading_level(outline_level) or 0
    vanish = child(own.get(W + "rPr"), "vanish")
    list_level = child_value(numbering, "ilvl")
    return _Stated(
        name=name,
        based_on=value(own.get(W + "basedOn")) or "",
        level=level,
        is_hidden=None if vanish is None else is_on(vanish),
        list=child_value(numbering, "numId") or "",
        list_level=None if list_level is None else integer(list_level, 0),
        is_shaded=any(map(is_coloured, style.iter(W + "shd"))),
        face=face_of({**by_tag(own.get(W + "rPr")), **by_tag(paragraph)}),
    )


def _resolved(name: str, stated: Mapping[str, _Stated]) -> Style:
    """A style with what it inherits; what stands nearest counts."""
    chain: list[str] = []
    while name in stated and name not in chain and len(chain) < DEEPEST:
        chain.append(name)
        name = stated[name].based_on
    styles = [stated[one] for one in chain]
    with_list = next((at for at, one in enumerate(styles) if one.list), len(chain) - 1)
    as_far = styles[: with_list + 1]
    return Style(
        name=styles[0].name,
        level=next((one.level for one in styles if one.level is not None), None) or None,
        is_hidden=bool(next((one.is_hidden for one in styles if one.is_hidden is not None), None)),
        list=as_far[-1].list,
        list_level=next((one.list_level for one in as_far if one.list_level is not None), None),
        linked=tuple(chain[: with_list + 1]),
        is_shaded=any(one.is_shaded for one in styles),
        face=reduce(lambda face, one: face.over(one.face), styles, NO_FACE),
    )
