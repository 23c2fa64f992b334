"""Cells of a workbook that nobody sees: letters in their cell's colour, without size, or with a format that hides them.

Source: ECMA-376 part 1, 18.8 (styles), 18.8.3 (colours), 18.8.27 (the 64 indexed ones), 18.4 (shared strings). Theme
colours are numbered as in Excel: background before text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from pincite.readers.visibility import (
    BLACK,
    ON_WHITE,
    UNKNOWN,
    WHITE,
    Colour,
    Papers,
    draws_signs,
    is_lost,
    is_too_small,
    laid_over,
)

THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink",
               "folHlink")  # fmt: skip

INDEXED = [
    "000000",
    "FFFFFF",
    "FF0000",
    "00FF00",
    "0000FF",
    "FFFF00",
    "FF00FF",
    "00FFFF",
    "000000",
    "FFFFFF",
    "FF0000",
    "00FF00",
    "0000FF",
    "FFFF00",
    "FF00FF",
    "00FFFF",
    "800000",
    "008000",
    "000080",
    "808000",
    "800080",
    "008080",
    "C0C0C0",
    "808080",
    "9999FF",
    "993366",
    "FFFFCC",
    "CCFFFF",
    "660066",
    "FF8080",
    "0066CC",
    "CCCCFF",
    "000080",
    "FF00FF",
    "FFFF00",
    "00FFFF",
    "800080",
    "800000",
    "008080",
    "0000FF",
    "00CCFF",
    "CCFFFF",
    "CCFFCC",
    "FFFF99",
    "99CCFF",
    "FF99CC",
    "CC99FF",
    "FFCC99",
    "3366FF",
    "33CCCC",
    "99CC00",
    "FFCC00",
    "FF9900",
    "FF6600",
    "666699",
    "969696",
    "003366",
    "339966",
    "003300",
    "333300",
    "993300",
    "993366",
    "333399",
    "333333",
]
"""Colours that old files refer to by number."""

PATTERNS = {"gray125": 0.125, "gray0625": 0.0625, "lightGray": 0.25, "mediumGray": 0.5, "darkGray": 0.75}

LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')

QUOTED = re.compile(r'("[^"]*"|\\.|[_*].|\[[^\]]*\])|;')

COLOUR_OF_PART = re.compile(
    r"\[(?:(black|blue|cyan|green|magenta|red|white|yellow)|colou?r ?(\d{1,2}))\]", re.IGNORECASE
)

NAMED: Mapping[str, Colour] = {
    "black": BLACK, "blue": (0, 0, 1), "cyan": (0, 1, 1), "green": (0, 1, 0), "magenta": (1, 0, 1), "red": (1, 0, 0),
    "white": WHITE, "yellow": (1, 1, 0),
}  # fmt: skip

CONDITION = re.compile(r"\[[<>=]")

ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)

SHOWS_A_NUMBER = re.compile(r"[0#?@dmyhseagb]|general|standard", re.IGNORECASE)

Letters = tuple[Colour | None, float]
"""The colour of letters, None where the program chooses (Excel: black), and their size in points."""


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What a cell style hides: everything; words; positive, negative and zero numbers. `papers` lie behind them."""

    hides_all: bool
    hides_words: bool
    hides_numbers: tuple[bool, bool, bool]
    papers: Papers
    ink: Colour = BLACK

    @property
    def hides_some(self) -> bool:
        """True where anything is not seen."""
        return self.hides_all or self.hides_words or any(self.hides_numbers)

    def hides_number(self, value: str) -> bool:
        """True for a number that is not seen."""
        try:
            number = float(value[:40])
        except ValueError:
            return any(self.hides_numbers)
        above, below, nought = self.hides_numbers
        return above if number > 0 else below if number < 0 else nought

    def hides_letters(self, letters: frozenset[Letters]) -> bool:
        """True where some of the words' own letters are not seen in such a cell."""
        return any(is_too_small(size) or is_lost(ink or BLACK, self.papers) for ink, size in letters)


PLAIN = CellStyle(False, False, (False, False, False), ON_WHITE)


def cell_styles(
    styles: etree._Element, codes: Mapping[str, str], theme: etree._Element | None
) -> tuple[CellStyle, ...]:
    """The cell styles in the order of their numbers."""
    palette = _Palette(styles, theme)
    fonts = [palette.font(font) for font in styles.iterfind("{*}fonts/{*}font")]
    fills = [palette.fill(fill) for fill in styles.iterfind("{*}fills/{*}fill")]
    found: list[CellStyle] = []
    for style in styles.iterfind("{*}cellXfs/{*}xf"):
        font, fill = _number(style.get("fontId")), _number(style.get("fillId"))
        ink, size = fonts[font] if font < len(fonts) else (None, 11.0)
        papers = fills[fill] if fill < len(fills) else ON_WHITE
        lost = is_lost(ink or BLACK, papers) or is_too_small(size) or _is_off(style.find("{*}alignment"))
        words, numbers = _hidden_by(codes.get(style.get("numFmtId", ""), ""), palette, papers)
        found.append(CellStyle(lost, words, numbers, papers, ink or BLACK))
    return tuple(found)


FARTHEST_INDENT = 100
"""Steps of three spaces by which words may be indented; a column is some three steps wide."""


def _is_off(alignment: etree._Element | None) -> bool:
    return alignment is not None and _number(alignment.get("indent")) >= FARTHEST_INDENT


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a conditional rule draws over a cell's own style: letters, background and format, where it has any."""

    ink: Colour | None = None
    papers: Papers = UNKNOWN
    hides_words: bool = False
    hides_numbers: bool = False

    def hides(self, style: CellStyle, *, are_words: bool) -> bool:
        """True where this overlay may hide words, or numbers, in a cell of that style."""
        if self.hides_words if are_words else self.hides_numbers:
            return True
        changes = self.ink is not None or bool(self.papers)
        return changes and is_lost(self.ink or style.ink, self.papers or style.papers)

    def hides_under(self, style: CellStyle) -> bool:
        """True where this overlay may hide a cell's content, and the cell's own letters and background prevail."""
        ink = style.ink if style.ink != BLACK else self.ink or BLACK
        papers = style.papers if style.papers != ON_WHITE else self.papers or ON_WHITE
        return is_lost(ink, papers)


class Overlays:
    """Reads what conditional rules draw."""

    def __init__(self, styles: etree._Element, theme: etree._Element | None) -> None:
        self._palette = _Palette(styles, theme)
        self.by_number = [self.of(one) for one in styles.iterfind("{*}dxfs/{*}dxf")]

    def of(self, stated: etree._Element) -> Overlay:
        """What one rule draws."""
        font, fill, format_ = stated.find("{*}font"), stated.find("{*}fill"), stated.find("{*}numFmt")
        ink, size = (None, 11.0) if font is None else self._palette.font(font)
        papers: Papers = UNKNOWN
        pattern = None if fill is None else fill.find("{*}patternFill")
        if fill is not None and pattern is not None:
            # Here, unlike in a cell's own fill, the colour of a plain fill is its background.
            papers = self._palette.background(pattern)
        elif fill is not None:
            papers = self._palette.fill(fill)
        words, numbers = (
            (False, (False, False, False))
            if format_ is None
            else _hidden_by(format_.get("formatCode", ""), self._palette, papers or ON_WHITE)
        )
        small = is_too_small(size)
        return Overlay(ink, papers, words or small, any(numbers) or small)


def letters_of_strings(
    root: etree._Element, styles: etree._Element, theme: etree._Element | None
) -> dict[int, frozenset[Letters]]:
    """The own letters of shared strings, by the number of the string."""
    own = OwnLetters(styles, theme)
    found = {number: own.of(string) for number, string in enumerate(root.iterfind("{*}si"))}
    return {number: letters for number, letters in found.items() if letters}


class OwnLetters:
    """Reads the own letters of words in a workbook."""

    def __init__(self, styles: etree._Element, theme: etree._Element | None) -> None:
        self._palette = _Palette(styles, theme)

    def of(self, string: etree._Element) -> frozenset[Letters]:
        """The letters of the runs of some words. Runs that state nothing have the cell's."""
        found = set()
        for run in string.iterfind("{*}r"):
            properties = run.find("{*}rPr")
            if properties is not None and (run.findtext("{*}t") or "").strip():
                found.add(self._palette.font(properties))
        return frozenset(found)


def _number(stated: str | None) -> int:
    return int(stated[:7]) if stated is not None and stated.isascii() and stated.isdecimal() else 0


def _hidden_by(code: str, palette: "_Palette", papers: Papers) -> tuple[bool, tuple[bool, bool, bool]]:
    """Whether a number format hides words, and positive, negative and zero numbers (18.8.31).

    A format hides a value with an empty part, with a colour that is not seen, or with other words in place of the
    value.
    """
    if not code or code.lower() == "general":
        return False, (False, False, False)
    parts = QUOTED.sub(lambda one: one[0] if one[1] else "\0", code).split("\0")
    lost = [palette.loses(part, papers) for part in parts]
    plain = [LITERAL.sub("", ELAPSED.sub("h", part)) for part in parts]
    of_words = next((at for at, part in enumerate(plain) if "@" in part), 3 if len(parts) > 3 else None)
    if of_words is not None:
        shows = any(sign in plain[of_words].lower() for sign in ("@", "general", "standard"))
        words = lost[of_words] or not shows
    else:
        words = len(parts) == 1 and lost[0]
    numbers = [at for at in range(min(3, len(parts))) if at != of_words or at == 0]
    hides = [lost[at] or (not SHOWS_A_NUMBER.search(plain[at]) and (at < 2 or not _says(parts[at]))) for at in numbers]
    if any(CONDITION.search(part) for part in parts):
        return words, (any(hides),) * 3
    above = hides[0]
    return words, (above, hides[1] if len(hides) > 1 else above, hides[2] if len(hides) > 2 else above)


def _says(part: str) -> bool:
    """True for a part of a format that shows words of its own, such as `"-"` for zero."""
    return any(one[0].strip('"\\ ') for one in LITERAL.finditer(part) if one[0][0] in '"\\') or bool(
        LITERAL.sub("", part).strip()
    )


class _Palette:
    """The colours of a workbook: those of its theme, and those that it refers to by number."""

    def __init__(self, styles: etree._Element, theme: etree._Element | None) -> None:
        self._theme: list[Colour | None] = [None] * len(THEME_ORDER)
        scheme = theme.find(".//{*}clrScheme") if theme is not None else None
        for slot in scheme if scheme is not None else ():
            name = str(slot.tag).rpartition("}")[2]
            for stated in slot:
                figures = _figures(stated.get("lastClr") or stated.get("val") or "")
                if name in THEME_ORDER:
                    self._theme[THEME_ORDER.index(name)] = figures
        own = [colour.get("rgb", "") for colour in styles.iterfind("{*}colors/{*}indexedColors/{*}rgbColor")]
        self._indexed = own or list(INDEXED)

    def font(self, font: etree._Element) -> tuple[Colour | None, float]:
        """The colour of letters, None where the program chooses, and their size in points; symbol fonts have size 0."""
        stated, size = font.find("{*}color"), font.find("{*}sz")
        name = font.find("{*}name")
        name = font.find("{*}rFont") if name is None else name
        try:
            points = float((size.get("val") or "11")[:12]) if size is not None else 11.0
        except ValueError:
            points = 11.0
        points = 0.0 if name is not None and draws_signs(name.get("val", "")) else points
        return (None if stated is None else self._colour(stated)), points

    def loses(self, part: str, papers: Papers) -> bool:
        """True for a part of a number format whose colour is not seen, or is not one of the workbook's."""
        stated = COLOUR_OF_PART.search(part)
        if stated is None:
            return False
        number = _number(stated[2]) + 7
        figures = self._indexed[number] if number < len(self._indexed) else ""
        colour = NAMED[stated[1].lower()] if stated[1] else _figures(figures)
        return colour is None or is_lost(colour, papers)

    def fill(self, fill: etree._Element) -> Papers:
        """The colours behind words."""
        if fill.find("{*}gradientFill") is not None:
            stops = [self._colour(one) for one in fill.iterfind("{*}gradientFill/{*}stop/{*}color")]
            return tuple(one for one in stops if one is not None) or UNKNOWN
        pattern = fill.find("{*}patternFill")
        if pattern is None or pattern.get("patternType", "none") == "none":
            return ON_WHITE
        front, back = pattern.find("{*}fgColor"), pattern.find("{*}bgColor")
        ink = BLACK if front is None else self._colour(front) or BLACK
        paper = WHITE if back is None else self._colour(back) or WHITE
        kind = pattern.get("patternType", "")
        if kind == "solid":
            return (ink if front is not None else WHITE,)
        return (laid_over(ink, PATTERNS[kind], paper),) if kind in PATTERNS else (ink, paper)

    def background(self, pattern: etree._Element) -> Papers:
        """The background of a plain fill in a conditional rule; None where it states none."""
        stated = pattern.find("{*}bgColor")
        stated = pattern.find("{*}fgColor") if stated is None else stated
        found = None if stated is None else self._colour(stated)
        return UNKNOWN if found is None else (found,)

    def _colour(self, stated: etree._Element) -> Colour | None:
        """A colour by its hex figures, its place in the theme or its number; None where the program chooses."""
        found: Colour | None = None
        theme, index = stated.get("theme"), stated.get("indexed")
        if theme is not None and _number(theme) < len(self._theme):
            place = _number(theme)
            found = self._theme[place] or {0: WHITE, 1: BLACK}.get(place)
        elif stated.get("rgb") is not None:
            found = _figures(stated.get("rgb", ""))
        elif index is not None:
            number = _number(index)
            if number in (64, 65):
                return WHITE if number == 65 else None
            found = _figures(self._indexed[number]) if number < len(self._indexed) else None
        if found is None:
            return None
        try:
            tint = max(-1.0, min(1.0, float((stated.get("tint") or "0")[:24])))
        except ValueError:
            tint = 0.0
        return laid_over(WHITE if tint > 0 else BLACK, abs(tint), found) if tint else found


def _figures(words: str) -> Colour | None:
    """A colour in eight hex figures (the first two are ignored) or in six."""
    words = words[-6:]
    if re.fullmatch("[0-9A-Fa-f]{6}", words) is None:
        return None
    return int(words[:2], 16) / 255, int(words[2:4], 16) / 255, int(words[4:], 16) / 255
