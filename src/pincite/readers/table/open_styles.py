"""Styles of OpenDocument spreadsheets, as far as they determine which cells nobody sees.

Source: OpenDocument 1.3 part 3, 16.2 (styles), 17.17 and 17.18 (rows, cells), 16.29 (text properties).
"""

import re
from dataclasses import dataclass, field
from typing import IO

from lxml import etree

from pincite.readers.open_lengths import points
from pincite.readers.untrusted_xml import elements
from pincite.readers.visibility import BLACK, ON_WHITE, WHITE, Colour, draws_signs, is_lost, is_squeezed, is_too_small

DEEPEST = 50

USUAL_SIZE = 10.0


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style states; None for what it does not."""

    parent: str
    ink: Colour | None
    is_automatic: bool
    paper: Colour | None
    size: float | None
    is_off: bool
    is_flat: bool
    data: str = ""
    is_locked: bool = False


@dataclass(slots=True)
class OpenStyles:
    """The styles of a file, by name."""

    by_name: dict[str, _Style] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)

    def take_all(self, opened: IO[bytes]) -> None:
        """Add the styles of a part.

        Raises:
            XMLSyntaxError: the part is damaged.
        """
        for _, element in elements(opened, ("{*}style", "{*}default-style", "{*}text-style")):
            self.take(element)

    def take(self, element: etree._Element) -> None:
        """Add one style."""
        name = _stated(element, "name")
        if str(element.tag).endswith("}text-style"):
            if element.find("{*}text-content") is None:
                self.silent.add(name)
            return
        if not name and _stated(element, "family") != "table-cell":
            return
        text, cell = element.find("{*}text-properties"), element.find("{*}table-cell-properties")
        row, column = element.find("{*}table-row-properties"), element.find("{*}table-column-properties")
        tall, wide = points(_stated(row, "row-height")), points(_stated(column, "column-width"))
        size, share = points(_stated(text, "font-size")), _share(_stated(text, "text-scale"))
        raised = _share(_stated(text, "text-position").rpartition(" ")[2])
        narrow = share is not None and is_squeezed(share, 0.0, USUAL_SIZE)
        spacing = points(_stated(text, "letter-spacing"))
        piled = spacing is not None and is_squeezed(1.0, spacing, USUAL_SIZE if size is None else size)
        in_signs = any(draws_signs(_stated(text, one)) for one in ("font-name", "font-family"))
        small = raised is not None and is_too_small(raised * (USUAL_SIZE if size is None else size))
        self.by_name[name or DEFAULT] = _Style(
            parent=_stated(element, "parent-style-name") or ("" if not name else DEFAULT),
            ink=_colour(_stated(text, "color")),
            is_automatic=_stated(text, "use-window-font-color") == "true",
            paper=WHITE
            if _stated(cell, "background-color") == "transparent"
            else _colour(_stated(cell, "background-color")),
            size=size,
            is_off=_stated(text, "display") in ("none", "condition") or narrow or piled or small or in_signs,
            is_flat=any(side is not None and is_too_small(side) for side in (tall, wide)),
            data=_stated(element, "data-style-name"),
            is_locked=_stated(cell, "cell-protect") == "hidden-and-protected",
        )

    def is_flat(self, name: str) -> bool:
        """True for a style of rows or columns that are too low or too narrow for a letter."""
        style = self.by_name.get(name)
        return style is not None and style.is_flat

    def hides(self, name: str, cell: etree._Element, *, is_protected: bool = False) -> bool:
        """True for a cell in a style some of whose words nobody sees, on a protected sheet or not."""
        if self._is_lost([name]) or self._is_put_away(name, is_protected=is_protected):
            return True
        spans = (span for span in cell.iter("{*}span") if "".join(span.itertext()).strip())
        return any(self._is_lost([_stated(span, "style-name"), name]) for span in spans)

    def _is_put_away(self, name: str, *, is_protected: bool) -> bool:
        """True for a style that shows words as nothing, or that a protected sheet hides."""
        data = ""
        for _ in range(DEEPEST):
            style = self.by_name.get(name)
            if style is None:
                break
            if is_protected and style.is_locked:
                return True
            data, name = data or style.data, style.parent
        return data in self.silent

    def _is_lost(self, names: list[str]) -> bool:
        ink, paper, size = None, None, None
        for name in names:
            for _ in range(DEEPEST):
                style = self.by_name.get(name)
                if style is None:
                    break
                if style.is_off:
                    return True
                ink = ink or (BLACK if style.is_automatic else style.ink)
                paper = paper or style.paper
                size = style.size if size is None else size
                name = style.parent
        return (ink is not None and ink != BLACK and is_lost(ink, ON_WHITE if paper is None else (paper,))) or (
            is_too_small(USUAL_SIZE if size is None else size)
            or (ink == BLACK and paper is not None and self._states_ink(names) and is_lost(ink, (paper,)))
        )

    def _states_ink(self, names: list[str]) -> bool:
        """True where black is stated, as opposed to the program's automatic colour."""
        for name in names:
            style = self.by_name.get(name)
            if style is not None and (style.ink is not None or style.is_automatic):
                return not style.is_automatic
        return False


DEFAULT = " default"


def _stated(element: etree._Element | None, name: str) -> str:
    """An attribute by its name without a namespace; empty when there is none."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _colour(words: str) -> Colour | None:
    if re.fullmatch("#[0-9A-Fa-f]{6}", words) is None:
        return None
    return int(words[1:3], 16) / 255, int(words[3:5], 16) / 255, int(words[5:], 16) / 255


def _share(words: str) -> float | None:
    """A share in per cent; None for anything else."""
    found = re.fullmatch(r"(\d{1,5}(?:\.\d{0,9})?)%", words)
    return None if found is None else float(found[1]) / 100
