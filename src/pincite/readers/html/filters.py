"""The effect of CSS filters on the colours of letters and of their background."""

import re

from pincite.readers.html.colours import Painted
from pincite.readers.html.lengths import pixels
from pincite.readers.visibility import Colour, Papers, is_lost

CHANGES = re.compile(r"(invert|contrast|brightness|grayscale|saturate|sepia|hue-rotate)\(([^()]*)\)")

GREY = (0.2126, 0.7152, 0.0722)
SEPIA = ((0.393, 0.769, 0.189), (0.349, 0.686, 0.168), (0.272, 0.534, 0.131))

Inks = tuple[Painted, ...]


def filtered(words: str, inks: Inks, papers: Papers, behind: Papers, *, paints: bool) -> tuple[Inks, Papers]:
    """The colours after a filter. The background is the element's own, which the filter changes too, or the outer one.

    Source: W3C Filter Effects Module Level 1, section 8.
    """
    changes = [(name, pixels(amount.strip() or "1", 16, 1.0)) for name, amount in CHANGES.findall(words)]
    if not changes:
        return inks, papers
    changed = tuple((_changed(changes, colour), opacity) for colour, opacity in inks)
    if not paints:
        return changed, papers
    own = tuple(_changed(changes, paper) for paper in papers)
    # Where the element's own background ends short of its words, the outer one lies behind them.
    if any(all(is_lost(colour, (paper,), opacity) for colour, opacity in changed) for paper in behind):
        return changed, behind if all(is_lost(colour, behind, opacity) for colour, opacity in changed) else own
    return changed, own


def _changed(changes: list[tuple[str, float | None]], colour: Colour) -> Colour:
    parts = list(colour)
    for name, amount in changes:
        share = 1.0 if amount is None else amount
        if name == "invert":
            share = min(1.0, max(0.0, share))
            parts = [share * (1 - part) + (1 - share) * part for part in parts]
        elif name in ("grayscale", "saturate", "sepia", "hue-rotate"):
            parts = _mixed(name, share, parts)
        elif name == "contrast":
            parts = [(part - 0.5) * share + 0.5 for part in parts]
        else:
            parts = [part * share for part in parts]
        parts = [min(1.0, max(0.0, part)) for part in parts]
    return parts[0], parts[1], parts[2]


def _mixed(name: str, share: float, parts: list[float]) -> list[float]:
    """The parts of a colour, mixed. A rotated hue is treated as grey, since its lightness hardly changes."""
    grey = sum(weight * part for weight, part in zip(GREY, parts, strict=True))
    if name == "sepia":
        brown = [sum(weight * part for weight, part in zip(row, parts, strict=True)) for row in SEPIA]
        share = min(1.0, max(0.0, share))
        return [share * one + (1 - share) * part for one, part in zip(brown, parts, strict=True)]
    kept = share if name == "saturate" else 1 - min(1.0, max(0.0, share)) if name == "grayscale" else 0.0
    return [grey + kept * (part - grey) for part in parts]
