"""The properties of letters that decide whether they are seen, as styles and runs state and inherit them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import reduce

from lxml import etree

from pincite.readers.docx.block import length
from pincite.readers.docx.colours import DOUBTFUL, Stated, Theme, colour_in, drawn_colour, stops_in
from pincite.readers.docx.markup import W14, W, integer, is_on, local_name, value
from pincite.readers.visibility import draws_signs

MOST_HALF_POINTS = 3_276
"""The largest size that Word allows."""

VANISH, SPECIAL_VANISH, COLOUR, HIGHLIGHT, SHADE, SIZE, SCALE, SPACING, RAISED = (
    W + name for name in ("vanish", "specVanish", "color", "highlight", "shd", "sz", "w", "spacing", "position")
)

COMPLEX_SIZE, FITTED, FONTS = W + "szCs", W + "fitText", W + "rFonts"

COMPLEX = (W + "rtl", W + "cs")
"""Switches which give all letters of a run the size stated for complex scripts."""

FILL, OUTLINE = W14 + "textFill", W14 + "textOutline"

RELIEF = (W + "shadow", W + "emboss", W + "imprint")
"""Effects with a grey edge, which makes white letters visible on white."""

DECIDING = frozenset(
    (VANISH, SPECIAL_VANISH, COLOUR, HIGHLIGHT, SHADE, SIZE, SCALE, SPACING, RAISED, FILL, OUTLINE, COMPLEX_SIZE,
     *COMPLEX, *RELIEF)
)  # fmt: skip

Painted = tuple[tuple[Stated | None, float], ...]
"""What an effect draws: colours with their opacities, one for each stop of a gradient."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What properties state; None for what they do not.

    `size` is in half points, `scale` in per cent, `spacing` in twentieths of a point, `raised` in half points.
    `complex_size` is the size of letters of a complex script, which `is_complex` declares. `effect` is a fill that Word
    2010 and later draw instead of the colour, with its opacity. `edge` is the same for an outline, with opacity 0 where
    none is drawn. `shade` and `highlight` are the elements that colour the background. `signs` says whether the font
    draws symbols in place of letters.
    """

    vanishes: bool | None = None
    colour: Stated | None = None
    size: int | None = None
    complex_size: int | None = None
    is_complex: bool | None = None
    scale: int | None = None
    spacing: int | None = None
    raised: int | None = None
    effect: Painted | None = None
    edge: Painted | None = None
    relief: bool | None = None
    shade: etree._Element | None = None
    highlight: etree._Element | None = None
    signs: bool | None = None

    @property
    def points(self) -> float | None:
        """The size of the letters in points; None where it is not stated."""
        size = self.complex_size if self.is_complex else self.size
        return None if size is None else size / 2

    def over(self, other: "Ink") -> "Ink":
        """A copy with the other's values where this one states none."""
        if other is NO_INK or self is other:
            return self
        if self is NO_INK:
            return other
        stated = {name: own for name in NAMES if (own := getattr(self, name)) is not None}
        return replace(other, **stated)


NAMES = tuple(field.name for field in fields(Ink))

NO_INK = Ink()


def ink_of(stated: Mapping[str, etree._Element], theme: Theme) -> Ink:
    """What letter properties, given by their tags, state."""
    if DECIDING.isdisjoint(stated):
        return NO_INK
    own = stated.get(VANISH)
    size, complex_size = (_half_points(value(stated.get(name))) for name in (SIZE, COMPLEX_SIZE))
    is_complex = [is_on(stated[name]) for name in COMPLEX if name in stated]
    relief = [is_on(stated[name]) for name in RELIEF if name in stated]
    fill, line = stated.get(FILL), stated.get(OUTLINE)
    return Ink(
        vanishes=is_on(own) if own is not None else (is_on(stated.get(SPECIAL_VANISH)) or None),
        colour=colour_in(stated.get(COLOUR), theme),
        size=size if 0 <= size <= MOST_HALF_POINTS else None,
        complex_size=complex_size if 0 <= complex_size <= MOST_HALF_POINTS else None,
        is_complex=any(is_complex) if is_complex else None,
        scale=_whole(stated.get(SCALE)),
        spacing=None if value(stated.get(SPACING)) is None else length(value(stated.get(SPACING)) or ""),
        raised=_raised(value(stated.get(RAISED))),
        effect=None if fill is None else _drawn(fill, theme),
        edge=None if line is None else _drawn(line, theme),
        relief=any(relief) if relief else None,
        shade=stated.get(SHADE),
        highlight=stated.get(HIGHLIGHT),
    )


def with_font(ink: Ink, fonts: etree._Element | None) -> Ink:
    """The same ink, completed by what the fonts in the properties imply."""
    names = () if fonts is None else (value(fonts, "ascii"), value(fonts, "hAnsi"))
    stated = [draws_signs(name) for name in names if name is not None]
    if not stated or ink.signs is any(stated):
        return ink
    return replace(ink, signs=any(stated))


def layered(inks: list[Ink]) -> Ink:
    """The combination of several inks, in order of precedence."""
    return reduce(Ink.over, inks, NO_INK)


def _whole(stated: etree._Element | None) -> int | None:
    words = (value(stated) or "").removesuffix("%")
    found = integer(words, MISSING)
    return None if found == MISSING else found


MISSING = -(1 << 31)


def _half_points(stated: str | None) -> int:
    """A size in half points, from a bare number or one with a unit; -1 for anything else."""
    plain = integer(stated, -1)
    return plain if plain >= 0 or stated is None or not stated[-1:].isalpha() else round(length(stated) / 10)


def _raised(stated: str | None) -> int | None:
    if stated is None:
        return None
    plain = integer(stated, MISSING)
    return plain if plain != MISSING else round(length(stated) / 10)


def _drawn(effect: etree._Element, theme: Theme) -> Painted:
    """The colours of an effect with their opacities: none without a fill, doubtful ones where not followed."""
    for part in effect:
        name = local_name(part)
        if name == "noFill":
            return ((None, 0.0),)
        if name == "solidFill":
            return (drawn_colour(part, theme) or (DOUBTFUL, 1.0),)
        if name == "gradFill":
            return tuple(stop or (DOUBTFUL, 1.0) for stop in stops_in(part, theme)) or ((DOUBTFUL, 1.0),)
        if name.endswith("Fill"):
            return ((DOUBTFUL, 1.0),)
    return ((None, 0.0 if local_name(effect) == "textOutline" else 1.0),)
