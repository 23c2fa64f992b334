"""Paragraph and character styles, with what each inherits from the styles it is based on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from types import MappingProxyType

from lxml import etree

from pincite.readers.docx.block import NO_BLOCK, ParagraphProperties, block_of
from pincite.readers.docx.colours import NO_THEME, Theme
from pincite.readers.docx.ink import NO_INK, Ink, ink_of, with_font
from pincite.readers.docx.markup import W, by_tag, child, child_value, integer, is_on, value

DEEPEST = 50
"""Longest chain of styles based on each other that is followed. Word allows 11."""

WHOLE_TABLE = "wholeTable"
"""The part of a table to which a table style applies where it names none."""


@dataclass(frozen=True, slots=True)
class Face:
    """The look of letters according to properties; None for what they do not state. `size` is in half points."""

    is_bold: bool | None = None
    is_italic: bool | None = None
    is_underlined: bool | None = None
    is_capitals: bool | None = None
    is_centred: bool | None = None
    size: int | None = None

    def over(self, other: "Face") -> "Face":
        """A copy with the other's values where this one states none."""
        return Face(
            other.is_bold if self.is_bold is None else self.is_bold,
            other.is_italic if self.is_italic is None else self.is_italic,
            other.is_underlined if self.is_underlined is None else self.is_underlined,
            other.is_capitals if self.is_capitals is None else self.is_capitals,
            other.is_centred if self.is_centred is None else self.is_centred,
            other.size if self.size is None else self.size,
        )


NO_FACE = Face()

BOLD, ITALIC, UNDERLINE, SIZE, PLACE = (W + name for name in ("b", "i", "u", "sz", "jc"))

CAPITALS = (W + "caps", W + "smallCaps")

STYLE_OF_RUN = W + "rStyle"

TELLING = frozenset((BOLD, ITALIC, UNDERLINE, SIZE, *CAPITALS, STYLE_OF_RUN))
"""Properties of a run that affect its face."""


def face_of(stated: Mapping[str, etree._Element]) -> Face:
    """What properties of a run or a paragraph, given by their tags, state about letters and alignment."""

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
    )


@dataclass(frozen=True, slots=True)
class Part:
    """What a table style states for one part of a table: letters, paragraphs and background.

    `indent` is that of the table itself.
    """

    ink: Ink = NO_INK
    block: ParagraphProperties = NO_BLOCK
    shade: etree._Element | None = None
    indent: etree._Element | None = None


NO_PARTS: Mapping[str, Part] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Style:
    """What reading needs to know of a style, including what it inherits.

    `level` is the heading level from 1; None for body text. `list` is the id of its list, empty without one;
    `list_level` is the level it states there. `linked` are the ids of the style and of those it is based on, up to the
    one that gives the list: a level of the list may name one of them as its own. `ink` and `block` are what it states
    about letters and paragraphs, `parts` what it states about parts of a table. `bands` are the numbers of rows and
    columns in one band. `frame` is the frame that it puts around a paragraph.
    """

    name: str
    level: int | None
    is_hidden: bool
    list: str
    list_level: int | None
    linked: tuple[str, ...]
    face: Face = NO_FACE
    ink: Ink = NO_INK
    block: ParagraphProperties = NO_BLOCK
    parts: Mapping[str, Part] = field(default_factory=lambda: NO_PARTS)
    bands: tuple[int, int] = (1, 1)
    frame: etree._Element | None = None


PLAIN = Style("", None, False, "", None, ())


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by id, and the default paragraph style.

    `face`, `ink` and `block` apply to all letters and paragraphs where nothing else is stated. `table` is the default
    style of tables.
    """

    by_id: Mapping[str, Style]
    default: Style
    face: Face = NO_FACE
    ink: Ink = NO_INK
    block: ParagraphProperties = NO_BLOCK
    theme: Theme = NO_THEME
    table: Style = PLAIN

    def of(self, name: str | None) -> Style:
        """The style with this id, of a paragraph or a run; the default where there is none."""
        return self.default if name is None else self.by_id.get(name, self.default)


NO_STYLES = Styles({}, PLAIN)


def styles_in(root: etree._Element, theme: Theme) -> Styles:
    """The styles in a styles part."""
    elements = {value(style, "styleId") or "": style for style in root.iterchildren(W + "style")}
    stated = {name: _stated(style, theme) for name, style in elements.items()}
    by_id = {name: _resolved(name, stated) for name in stated}
    usual: dict[str, Style] = {}
    for name, style in elements.items():
        if (value(style, "default") or "").lower() in ("1", "true", "on"):
            kind = value(style, "type") or "paragraph"
            usual[kind] = by_id[name] if kind not in usual else _in_doubt(usual[kind], by_id[name])
    defaults = root.find(W + "docDefaults")
    letters = by_tag(child(child(defaults, "rPrDefault"), "rPr"))
    return Styles(
        by_id,
        usual.get("paragraph", PLAIN),
        face_of(letters),
        ink_of(letters, theme),
        block_of(by_tag(child(child(defaults, "pPrDefault"), "pPr"))),
        theme,
        usual.get("table", PLAIN),
    )


def _in_doubt(first: Style, other: Style) -> Style:
    """The first of two styles that both claim to be the default paragraph style.

    Where they differ in what decides whether words are seen, words in the style may be hidden.
    """
    if other.ink in (NO_INK, first.ink) and other.block in (NO_BLOCK, first.block):
        return first
    return replace(first, ink=replace(first.ink, vanishes=True))


def heading_level(outline_level: etree._Element | None) -> int | None:
    """The heading level, from 1, that an outline level states; None for body text."""
    stated = value(outline_level) or ""
    return int(stated) + 1 if re.fullmatch("[0-8]", stated) else None


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a style itself states; None or empty where it states nothing. Level 0 is body text."""

    name: str
    based_on: str
    level: int | None
    is_hidden: bool | None
    list: str
    list_level: int | None
    face: Face
    ink: Ink
    block: ParagraphProperties
    parts: Mapping[str, Part]
    bands: tuple[int | None, int | None]
    frame: etree._Element | None


def _stated(style: etree._Element, theme: Theme) -> _Stated:
    """What a style itself states."""
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
        face=face_of({**by_tag(own.get(W + "rPr")), **by_tag(paragraph)}),
        ink=with_font(ink_of(by_tag(own.get(W + "rPr")), theme), child(own.get(W + "rPr"), "rFonts")),
        block=block_of(by_tag(paragraph)),
        parts=_parts(style, theme) if value(style, "type") == "table" else NO_PARTS,
        bands=_bands(own.get(W + "tblPr")),
        frame=child(paragraph, "framePr"),
    )


def _parts(style: etree._Element, theme: Theme) -> Mapping[str, Part]:
    """What a table style states for the parts of a table."""
    found = {WHOLE_TABLE: _part(style, theme)}
    for part in style.iterchildren(W + "tblStylePr"):
        found[value(part, "type") or ""] = _part(part, theme)
    return found


def _part(stated: etree._Element, theme: Theme) -> Part:
    shade = child(child(stated, "tcPr"), "shd")
    if shade is None:
        shade = child(child(stated, "tblPr"), "shd")
    return Part(
        with_font(ink_of(by_tag(child(stated, "rPr")), theme), child(child(stated, "rPr"), "rFonts")),
        block_of(by_tag(child(stated, "pPr"))),
        shade,
        child(child(stated, "tblPr"), "tblInd"),
    )


def _bands(properties: etree._Element | None) -> tuple[int | None, int | None]:
    rows, columns = (child_value(properties, name) for name in ("tblStyleRowBandSize", "tblStyleColBandSize"))
    return (None if rows is None else integer(rows, 1)), (None if columns is None else integer(columns, 1))


def _resolved(name: str, stated: Mapping[str, _Stated]) -> Style:
    """A style with what it inherits. The nearest statement counts."""
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
        face=reduce(lambda face, one: face.over(one.face), styles, NO_FACE),
        ink=reduce(lambda ink, one: ink.over(one.ink), styles, NO_INK),
        block=reduce(lambda block, one: block.over(one.block), styles, NO_BLOCK),
        parts=_inherited([one.parts for one in styles]),
        bands=(
            max(1, next((one.bands[0] for one in styles if one.bands[0] is not None), 1)),
            max(1, next((one.bands[1] for one in styles if one.bands[1] is not None), 1)),
        ),
        frame=next((one.frame for one in styles if one.frame is not None), None),
    )


def _inherited(parts: Sequence[Mapping[str, Part]]) -> Mapping[str, Part]:
    """What table styles state for each part. The first statement of a property counts."""
    if not any(parts):
        return NO_PARTS
    found: dict[str, Part] = {}
    for stated in parts:
        for name, part in stated.items():
            own = found.get(name, Part())
            shade = part.shade if own.shade is None else own.shade
            indent = part.indent if own.indent is None else own.indent
            found[name] = Part(own.ink.over(part.ink), own.block.over(part.block), shade, indent)
    return found
