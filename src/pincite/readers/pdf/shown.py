"""The look of the lines of a page, for headings that a PDF does not mark otherwise.

PDFium is asked about the first letter of each line, and about five letters of lines that may be headings. Each query
costs as much as locating a letter.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2.raw as pdfium

from pincite.documents.glyphs import Rectangles
from pincite.readers.pdf.assembly import Built, PlacedLine
from pincite.readers.pdf.characters import Indices
from pincite.readers.set_off import LONGEST, Look, SetOffLine

BODY_SAMPLE = 6
"""Full lines of a page that are sampled for the look of the body."""

FULL = 0.75
"""Share of the longest line's width from which a line belongs to the body."""

RAGGED = 90
"""Percentile of the ends of full lines that is the right edge of ragged text."""

REACHES = 0.93
"""Share of the text's width at which a line that goes on ends."""

CENTRED = 0.03
"""Share of the text's width by which the middle of a centred line may be off the middle of the text."""

INDENTED = 0.1
"""Share of the text's width by which a centred line is indented on both sides."""

MOST_IN_ONE = 4
"""Most lines of one heading."""

MOST_RULES = 400
"""Horizontal lines of a page beyond which they belong to a table or a drawing and underline nothing."""

UNDERLINED = 0.85
"""Least share of a line's width that its underline covers."""

BEYOND = 3.0
"""Points by which an underline may extend at either end; longer lines are borders."""

LONGEST_NAME = 128
"""Bytes of a font's name that are read."""

ITALIC, FORCED_BOLD = 1 << 6, 1 << 18
"""Flags of a font (ISO 32000-1, table 123)."""

_BOLD = re.compile(rb"bold|black|heavy|semibd|demi|[-,]bd", re.IGNORECASE)
_ITALIC = re.compile(rb"italic|oblique|[-,]it\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?:[A-Z]|[IVX]{1,5}|\d{1,2})[.)]\s+(?=\S)")
_ENDS = re.compile(r"[.:;?!”\"’)\]_*]$")


@dataclass(frozen=True, slots=True)
class Sampled:
    """Samples from a page: its lines that may be headings, and looks of body lines with their letter counts."""

    shown: tuple[SetOffLine, ...] = ()
    body: tuple[tuple[Look, int], ...] = ()

    def moved(self, by: int) -> tuple[SetOffLine, ...]:
        """Its lines, moved by a number of characters."""
        return tuple(SetOffLine(one.start + by, one.end + by, one.look) for one in self.shown)


NOTHING_SAMPLED = Sampled()


def sampled(text_page: ctypes.c_void_p, built: Built, numbers: Indices, rules: Rectangles, width: float) -> Sampled:
    """The looks of a page whose words are all upright.

    `numbers` are PDFium's indices of the page's characters, shape (n_characters,), -1 for characters that PDFium does
    not have. `rules` are the lines drawn on the page, which is `width` points wide.
    """
    text = built.text
    lines = [one for one in built.lines if one.kind in ("text", "edge") and text[one.start : one.end].strip()]
    widest = max((line.right - line.left for line in lines), default=0.0)
    full = [line for line in lines if line.right - line.left >= FULL * widest]
    if len(full) < 2:
        return NOTHING_SAMPLED
    left = float(np.median([line.left for line in full]))
    right = float(np.percentile([line.right for line in full], RAGGED))
    looks = _Looks(text_page, built, numbers, rules, (left, right, width))
    body = tuple((looks.of(line), line.end - line.start) for line in full[:: max(1, len(full) // BODY_SAMPLE)])
    return Sampled(tuple(_alone(lines, looks)), body)


def body_look(samples: Sequence[tuple[Look, int]]) -> Look:
    """The look of most letters of a document's body."""
    every = sum(letters for _, letters in samples)

    def most(letters: int) -> bool:
        return 2 * letters > every

    sizes = sorted((look.size, letters) for look, letters in samples)
    counted = np.cumsum([letters for _, letters in sizes]) if sizes else np.zeros(0)
    return Look(
        is_bold=most(sum(letters for look, letters in samples if look.is_bold)),
        is_italic=most(sum(letters for look, letters in samples if look.is_italic)),
        is_underlined=most(sum(letters for look, letters in samples if look.is_underlined)),
        size=sizes[int(np.searchsorted(counted, every / 2))][0] if sizes else 0.0,
    )


def _alone(lines: Sequence[PlacedLine], looks: "_Looks") -> Iterator[SetOffLine]:
    """The lines, and runs of lines that look alike, that stand by themselves."""
    text = looks.built.text
    index = 0
    while index < len(lines):
        line = lines[index]
        above = lines[index - 1] if index else None
        index += 1
        words = text[line.start : line.end].strip()
        if words[:1].islower() or not looks.may_be_heading(line) or (above is not None and looks.goes_on(above, line)):
            continue
        look = looks.of(line)
        last, count = line, 1
        while index < len(lines) and count < MOST_IN_ONE and looks.is_like(look, last, lines[index]):
            last, count, index = lines[index], count + 1, index + 1
        below = lines[index] if index < len(lines) else None
        if below is not None and looks.goes_on(last, below) and looks.opens_alike(look, below):
            continue
        start, end = line.start, line.end if last is line else last.end
        if end - start <= LONGEST and not text[start:end].rstrip().endswith((",", ";")):
            yield SetOffLine(start, end, replace(look, is_capitals=text[start:end].isupper()))


class _Looks:
    """Queries PDFium about the look of lines."""

    def __init__(
        self,
        text_page: ctypes.c_void_p,
        built: Built,
        numbers: Indices,
        rules: Rectangles,
        sides: tuple[float, float, float],
    ) -> None:
        self.built = built
        self._text_page = text_page
        self._numbers = numbers
        self._left, self._right, self._page = sides
        level = rules[rules[:, 2] - rules[:, 0] > rules[:, 3] - rules[:, 1]]
        self._rules = level if len(level) <= MOST_RULES else level[:0]
        self._name = ctypes.create_string_buffer(LONGEST_NAME)
        self._flags = ctypes.c_int()
        self._fonts: dict[tuple[bytes, int], tuple[bool, bool]] = {}

    def may_be_heading(self, line: PlacedLine) -> bool:
        """True for a line that is short enough, or whose first letter is bold or italic."""
        words = self.built.text[line.start : line.end]
        if len(words) > LONGEST or sum(map(str.isalpha, words)) < 3:
            return False
        return line.right < self._left + FULL * (self._right - self._left) or any(self._faces(line, 1)[0])

    def of(self, line: PlacedLine) -> Look:
        """The look that all of a line shares."""
        faces = self._faces(line, 5)
        return Look(
            is_bold=all(bold for bold, _ in faces),
            is_italic=all(italic for _, italic in faces),
            is_underlined=self._is_underlined(line),
            is_centred=self._is_centred(line),
            size=line.top - line.bottom,
        )

    def is_like(self, look: Look, above: PlacedLine, line: PlacedLine) -> bool:
        """True for a line that continues the heading above: close below it, with the same look."""
        height = above.top - above.bottom
        is_close = 0 <= above.bottom - line.top + height < 1.9 * height
        words = self.built.text[above.end : line.start]
        if not is_close or words.count("\n") > 1:
            return False
        other = self.of(line)
        marks = look.is_bold, look.is_italic, look.is_underlined, look.is_centred
        return (
            marks == (other.is_bold, other.is_italic, other.is_underlined, other.is_centred)
            and abs(look.size - other.size) < 0.08 * look.size
        )

    def goes_on(self, above: PlacedLine, line: PlacedLine) -> bool:
        """True when the words of a line may continue in the next: no space between, no sentence end, a full line."""
        text = self.built.text
        if text[above.end : line.start].count("\n") > 1:
            return False
        reaches = above.right >= self._left + REACHES * (self._right - self._left)
        return reaches and _ENDS.search(text[above.start : above.end].rstrip()) is None

    def opens_alike(self, look: Look, line: PlacedLine) -> bool:
        """True for a line whose first letter has the face of a look: a run of that face then ends within the line."""
        bold, italic = self._faces(line, 1)[0]
        return (bold, italic) == (look.is_bold, look.is_italic)

    def _faces(self, line: PlacedLine, count: int) -> list[tuple[bool, bool]]:
        """Whether letters of a line are bold and italic: the first, or several from the first to the last."""
        text = self.built.text
        first = self._first(line)
        found: list[tuple[bool, bool]] = []
        for step in range(count):
            at = first + (line.end - 1 - first) * step // max(1, count - 1)
            ahead = 1 if 2 * step < count else -1
            while first <= at < line.end and not text[at].isalnum():
                at += ahead
            if first <= at < line.end:
                found.append(self._face(at))
        return found or [(False, False)]

    def _face(self, at: int) -> tuple[bool, bool]:
        """Whether a character is bold and italic."""
        source = int(self.built.sources[at])
        number = int(self._numbers[source]) if source >= 0 else -1
        if number < 0:
            return False, False
        length = pdfium.FPDFText_GetFontInfo(self._text_page, number, self._name, LONGEST_NAME, self._flags)
        font = self._name.value if 0 < length <= LONGEST_NAME else b"", self._flags.value if length else 0
        if font not in self._fonts:
            name, flags = font
            is_bold = bool(flags & FORCED_BOLD) or _BOLD.search(name) is not None
            self._fonts[font] = is_bold, bool(flags & ITALIC) or _ITALIC.search(name) is not None
        return self._fonts[font]

    def _first(self, line: PlacedLine) -> int:
        """Where the words of a line begin after its number, which often has a plain face."""
        number = _NUMBER.match(self.built.text, line.start, line.end)
        return line.start if number is None else number.end()

    def _is_centred(self, line: PlacedLine) -> bool:
        """True for a line in the middle of the text, or of the page where the text is ragged."""
        width, middle = self._right - self._left, (line.left + line.right) / 2
        off = min(abs(middle - (self._left + self._right) / 2), abs(middle - self._page / 2))
        aside = min(line.left - self._left, self._right - line.right)
        return off <= CENTRED * width and aside >= INDENTED * width

    def _is_underlined(self, line: PlacedLine) -> bool:
        """True when rules under a line, none of which extends beyond it, cover nearly all of its width."""
        if not len(self._rules):
            return False
        height = line.top - line.bottom
        width = line.right - float(self.built.rectangles[self._first(line), 0])
        left, bottom, right, top = self._rules.T
        under = (top >= line.bottom - 0.2 * height) & (bottom <= line.bottom + 0.4 * height)
        under &= (left >= line.left - BEYOND) & (right <= line.right + BEYOND)
        return float((right - left)[under].sum()) >= UNDERLINED * width
