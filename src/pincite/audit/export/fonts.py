"""Letters for a PDF: each character in the first font that has it, and visibly named where none has.

Bitstream Vera, which comes with reportlab, has the Western European letters. DejaVu, which continues its design, has
Greek, Cyrillic, Hebrew, Arabic and more, and is on most Linux systems. Other fonts can be named. All are embedded, so
that the file looks the same everywhere. Letters are set in their stored order and are not joined, so Arabic can be read
by its letters only.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from pincite.errors import RecordError

SYSTEM_FONTS = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    Path("/usr/share/fonts/TTF/DejaVuSans.ttf"),
    Path("/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf"),
    Path("/usr/share/fonts/dejavu/DejaVuSans.ttf"),
    Path("/System/Library/Fonts/Supplemental/Arial Unicode.ttf"),
)
"""Where Debian, Arch, Fedora, older Red Hat and macOS keep a font with many scripts."""

REGULAR, BOLD = "Vera", "VeraBd"
"""The names of the fonts that a page is set in."""


@dataclass(frozen=True, slots=True)
class Face:
    """A registered font and the characters that it has."""

    name: str
    has: frozenset[int]


def faces(named: Sequence[Path]) -> tuple[Face, ...]:
    """The fonts to search, in order: the page's own, those that were named, then those of the system.

    Raises:
        RecordError: a font that was named cannot be read, or has no TrueType outlines.
    """
    found = [_registered(REGULAR, Path("Vera.ttf")), _registered(BOLD, Path("VeraBd.ttf"))][:1]
    for number, path in enumerate(named, start=1):
        try:
            found.append(_registered(f"named{number}", path))
        except (TTFError, OSError) as error:
            raise RecordError(
                f"the font {path} cannot be used ({error}); name a TrueType font, a file that ends in .ttf"
            ) from error
    system = next((path for path in SYSTEM_FONTS if path.is_file()), None)
    return (*found, _registered("system", system)) if system else tuple(found)


def marked_up(text: str, among: Sequence[Face]) -> str:
    """A text as reportlab's markup: fonts where they change, line ends kept, controls and missing letters named.

    Characters that would reverse the line, or cannot be seen, become escapes; they are never obeyed and never dropped.
    """
    return "".join(
        "".join(letters) if face is None else f'<font name="{face}">{"".join(letters)}</font>'
        for face, letters in _runs(text, among)
    )


def _runs(text: str, among: Sequence[Face]) -> Iterable[tuple[str | None, list[str]]]:
    placed = ((_face_of(letter, among), letter) for letter in unicodedata.normalize("NFC", text))
    for face, run in groupby(placed, key=lambda pair: pair[0]):
        letters = [letter for _, letter in run]
        if face is _UNPRINTABLE:
            yield None, [_named(letters)]
        elif face is _CONTROL:
            yield None, [_shown(letter) for letter in letters]
        else:
            yield (None if face == among[0].name else face), [escape(letter) for letter in letters]


_UNPRINTABLE, _CONTROL = "unprintable", "control"


def _face_of(letter: str, among: Sequence[Face]) -> str:
    """The font that has a letter, or how to show the letter instead."""
    if not letter.isprintable():
        return _CONTROL
    return next((face.name for face in among if ord(letter) in face.has), _UNPRINTABLE)


def _named(letters: Sequence[str]) -> str:
    codes = " ".join(f"U+{ord(letter):04X}" for letter in letters)
    return f"[character{'s' if len(letters) > 1 else ''} not printable: {codes}]"


def _shown(letter: str) -> str:
    if letter == "\n":
        return "<br/>"
    return " " if unicodedata.category(letter) == "Zs" else letter.encode("unicode_escape").decode()


def _registered(name: str, path: Path) -> Face:
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, str(path)))
    font = pdfmetrics.getFont(name)
    return Face(name, frozenset(font.face.charToGlyph))
