"""Colours as Word files state them: hex figures, tinted theme colours, patterns of two colours, names of highlights.

Source: ECMA-376 part 1, 17.3.2.6 (color), 17.3.5 (shading), 17.3.2.15 (highlight), 20.1.2.3 (colours of drawings).
"""

import colorsys
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from pincite.readers.docx.markup import W14, A, child, integer, local_name, value
from pincite.readers.visibility import BLACK, UNKNOWN, WHITE, Colour, Papers, laid_over

AUTO: Literal["auto"] = "auto"
"""The colour that Word chooses for readability: black, or white on dark."""

DOUBTFUL: Literal["doubtful"] = "doubtful"
"""A colour stated in a way that is not followed. Its words may be hidden."""

Stated = Colour | Literal["auto", "doubtful"]


class Mixed(tuple[Colour, ...]):
    """The colours of a gradient, each behind some of the words. Words that one of them would hide are in doubt.

    >>> Mixed((WHITE, BLACK)) == (WHITE, BLACK)
    True
    """

    __slots__ = ()


SIX_FIGURES = re.compile(r"[0-9A-Fa-f]{6}")

PER_CENT = re.compile(r"pct(\d{1,2})")

STRIPES = frozenset(
    "horzStripe vertStripe reverseDiagStripe diagStripe horzCross diagCross thinHorzStripe thinVertStripe "  # noqa: SIM905 - read more easily as words
    "thinReverseDiagStripe thinDiagStripe thinHorzCross thinDiagCross".split()
)

HIGHLIGHTS: Mapping[str, Colour] = {
    "black": BLACK, "blue": (0, 0, 1), "cyan": (0, 1, 1), "green": (0, 1, 0), "magenta": (1, 0, 1), "red": (1, 0, 0),
    "yellow": (1, 1, 0), "white": WHITE, "darkBlue": (0, 0, 0.5), "darkCyan": (0, 0.5, 0.5), "darkGreen": (0, 0.5, 0),
    "darkMagenta": (0.5, 0, 0.5), "darkRed": (0.5, 0, 0), "darkYellow": (0.5, 0.5, 0), "darkGray": (0.5, 0.5, 0.5),
    "lightGray": (0.75, 0.75, 0.75),
}  # fmt: skip
"""The colours of highlights."""

OFFICE: Mapping[str, Colour] = {"dk1": BLACK, "lt1": WHITE}
"""Theme colours that a file may omit."""

SLOTS = {"dark1": "dk1", "light1": "lt1", "dark2": "dk2", "light2": "lt2", "hyperlink": "hlink",
         "followedHyperlink": "folHlink"}  # fmt: skip

USUAL_MAP = {"text1": "dk1", "background1": "lt1", "text2": "dk2", "background2": "lt2", "tx1": "dk1", "bg1": "lt1",
             "tx2": "dk2", "bg2": "lt2"}  # fmt: skip

MAPPED = {"t1": ("text1", "tx1"), "bg1": ("background1", "bg1"), "t2": ("text2", "tx2"), "bg2": ("background2", "bg2")}
"""Attributes with which a document's settings map its text and background to theme colours."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A document's theme: colours by slot (`dk1`, `accent2`), and the slots of text and background."""

    colours: Mapping[str, Colour]
    slots: Mapping[str, str]

    def colour(self, name: str) -> Colour | None:
        """The theme colour that a document calls by this name; None if there is none."""
        slot = self.slots.get(name) or SLOTS.get(name, name)
        return self.colours.get(slot) or OFFICE.get(slot)


NO_THEME = Theme(OFFICE, USUAL_MAP)


def theme_in(root: etree._Element | None, settings: etree._Element | None) -> Theme:
    """The theme of a document, from its theme part and settings."""
    colours = dict(OFFICE)
    scheme = root.find(f".//{A}clrScheme") if root is not None else None
    for slot in scheme if scheme is not None else ():
        for stated in slot:
            figures = stated.get("lastClr") or stated.get("val") or ""
            if (found := six_figures(figures)) is not None:
                colours[local_name(slot)] = found
    slots = dict(USUAL_MAP)
    mapping = child(settings, "clrSchemeMapping")
    for attribute, names in MAPPED.items():
        stated_slot = value(mapping, attribute)
        if stated_slot is not None:
            slots.update(dict.fromkeys(names, SLOTS.get(stated_slot, stated_slot)))
    return Theme(colours, slots)


def six_figures(words: str | None) -> Colour | None:
    """A colour from two hex figures each for red, green and blue; None for anything else.

    >>> six_figures("FF0000"), six_figures("auto")
    ((1.0, 0.0, 0.0), None)
    """
    if words is None or SIX_FIGURES.fullmatch(words) is None:
        return None
    return int(words[:2], 16) / 255, int(words[2:4], 16) / 255, int(words[4:], 16) / 255


def colour_in(stated: etree._Element | None, theme: Theme) -> Stated | None:
    """The colour of letters that an element states; `AUTO` where Word chooses; None where it states none."""
    if stated is None:
        return None
    return _stated(stated, theme, "val", "themeColor", "themeTint", "themeShade")


def papers_in(shade: etree._Element, theme: Theme, behind: Papers) -> Papers:
    """What lies behind words with this shading, given what lay there before."""
    pattern = value(shade) or "clear"
    fill = _stated(shade, theme, "fill", "themeFill", "themeFillTint", "themeFillShade")
    filled: Papers = behind if fill is None or fill == AUTO else UNKNOWN if fill == DOUBTFUL else (fill,)
    if pattern == "nil":
        return Mixed((*filled, *behind))  # some programs paint it, others do not
    if pattern == "clear":
        return filled
    front = _stated(shade, theme, "color", "themeColor", "themeTint", "themeShade")
    if front == DOUBTFUL:
        return UNKNOWN
    ink = front if front is not None and front != AUTO else BLACK
    if pattern == "solid":
        return (ink,)
    share = PER_CENT.fullmatch(pattern)
    if share is not None:
        return tuple(laid_over(ink, int(share[1]) / 100, paper) for paper in filled)
    return (ink, *filled) if pattern in STRIPES and filled else UNKNOWN


def highlight_in(stated: etree._Element, behind: Papers) -> Papers:
    """What lies behind highlighted words."""
    found = HIGHLIGHTS.get(value(stated) or "")
    return (found,) if found is not None else behind


def _stated(element: etree._Element, theme: Theme, plain: str, named: str, tint: str, shade: str) -> Stated | None:
    """A colour by its theme name, which takes precedence over the figures beside it."""
    name = value(element, named)
    found = theme.colour(name) if name is not None else None
    if found is not None:
        return _tinted(found, value(element, tint), value(element, shade))
    figures = value(element, plain)
    if figures is None:
        return None if name is None or name == "none" else DOUBTFUL
    return AUTO if figures.lower() == "auto" else six_figures(figures.removeprefix("#")) or DOUBTFUL


def _tinted(colour: Colour, tint: str | None, shade: str | None) -> Colour:
    """A colour made lighter or darker, each by two hex figures (17.3.2.6)."""
    hue, light, full = colorsys.rgb_to_hls(*colour)
    if shade is not None and re.fullmatch("[0-9A-Fa-f]{1,2}", shade):
        light *= int(shade, 16) / 255
    if tint is not None and re.fullmatch("[0-9A-Fa-f]{1,2}", tint):
        light = light * int(tint, 16) / 255 + 1 - int(tint, 16) / 255
    return colorsys.hls_to_rgb(hue, light, full)


# Colours of drawings and of the text effects of Word 2010


def drawn_colour(fill: etree._Element, theme: Theme) -> tuple[Colour, float] | None:
    """The colour of a fill and its opacity, 0 to 1; None where it is not a single colour, or not followed."""
    for stated in fill:
        name = local_name(stated)
        found: Colour | None = None
        if name == "srgbClr":
            found = six_figures(_value(stated))
        elif name == "schemeClr":
            found = theme.colour(_value(stated))
        elif name == "sysClr":
            last = stated.get("lastClr") or stated.get(f"{W14}lastClr")
            found = six_figures(last) or {"window": WHITE, "windowText": BLACK}.get(_value(stated))
        elif name == "prstClr":
            found = {"white": WHITE, "black": BLACK}.get(_value(stated))
        elif name == "hslClr":
            hue, full, light = (integer(_value(stated, part), -1) for part in ("hue", "sat", "lum"))
            if min(hue, full, light) >= 0:
                found = colorsys.hls_to_rgb(hue / 21_600_000, min(1.0, light / 100_000), min(1.0, full / 100_000))
        if found is not None:
            return _modified(found, stated)
    return None


def stops_in(gradient: etree._Element, theme: Theme) -> list[tuple[Colour, float] | None]:
    """The colours of a gradient with their opacities; None for each that is not followed."""
    return [drawn_colour(stop, theme) for stop in gradient.iter("{*}gs")]


def _value(stated: etree._Element, name: str = "val") -> str:
    """The value of an element of a drawing or of Word 2010's effects, which use a namespace of their own."""
    return stated.get(name) or stated.get(f"{W14}{name}") or ""


def _modified(colour: Colour, stated: etree._Element) -> tuple[Colour, float] | None:
    """A colour after its stated modifications (20.1.2.3), and its opacity; None for unknown modifications."""
    hue, light, full = colorsys.rgb_to_hls(*colour)
    opacity = 1.0
    for change in stated:
        amount = integer(_value(change), 100_000) / 100_000
        name = local_name(change)
        if name == "lumMod":
            light *= amount
        elif name == "lumOff":
            light += amount
        elif name == "shade":
            light *= amount
        elif name == "tint":
            light = light * amount + 1 - amount
        elif name == "alpha":
            # Word 2010's text effects state transparency, drawings state opacity.
            opacity = 1 - amount if "office/word/2010" in str(change.tag) else amount
        elif name == "satMod":
            full = min(1.0, max(0.0, full * amount))
        else:
            return None
    return colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), full), opacity


def vml_colour(words: str | None) -> Colour | None:
    """A colour as VML writes it (`#fff`, `white`, `#ffffff [3212]`); None for what is not understood."""
    first = (words or "").strip().split(" ")[0].lower()
    if first.startswith("#") and len(first) == 4:
        first = "#" + "".join(2 * sign for sign in first[1:])
    named = {"white": WHITE, "black": BLACK, "window": WHITE, "windowtext": BLACK, "yellow": (1.0, 1.0, 0.0),
             "red": (1.0, 0.0, 0.0), "blue": (0.0, 0.0, 1.0), "silver": (0.75, 0.75, 0.75),
             "gray": (0.5, 0.5, 0.5)}  # fmt: skip
    return six_figures(first.removeprefix("#")) or named.get(first)


def colour_of_page(background: etree._Element | None, theme: Theme) -> Colour | None:
    """The colour of a document's pages; None where it states none."""
    if background is None:
        return None
    found = _stated(background, theme, "color", "themeColor", "themeTint", "themeShade")
    return None if isinstance(found, str) else found
