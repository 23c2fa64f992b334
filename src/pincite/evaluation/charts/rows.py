"""Charts of rows: a dot with its interval, and a bar of parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from pincite.evaluation.charts.drawing import LETTER, chart, fitted, hue, rule, text_at, width_of, words
from pincite.evaluation.charts.placing import ALL_PERCENT


@dataclass(frozen=True, slots=True)
class Dot:
    """A value in [0, 1] with an interval, as one row; bold when `is_main`."""

    label: str
    value: float
    low: float
    high: float
    is_main: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of parts (slot, label, amount), drawn as shares of their sum. `note` stands at its end."""

    label: str
    parts: Sequence[tuple[int, str, float]]
    note: str


def dots(title: str, description: str, rows: Sequence[Dot], *, across: str, slot: int = 0) -> str:
    """A row for each value: its name, a dot on a scale from 0 to 1 with its interval, and the figure."""
    width, row_height, top, bottom, right = 520, 26, 8, 40, 128
    left = _label_width([row.label for row in rows])
    height = top + bottom + row_height * len(rows)

    def x_of(value: float) -> float:
        return left + value * (width - left - right)

    parts = [rule(x_of(tick), top, x_of(tick), height - bottom) for tick in ALL_PERCENT]
    parts += [text_at(x_of(tick), height - bottom + 16, f"{tick:g}", "middle") for tick in ALL_PERCENT]
    parts.append(text_at((left + width - right) / 2, height - 6, across, "middle", "axis"))
    for row, y in zip(rows, count(top + row_height / 2, row_height), strict=False):
        colour, style = hue(6 if row.is_main else slot), "main" if row.is_main else ""
        parts.append(text_at(left - 10, y + 4, fitted(row.label, left - 10), "end", style, whole=row.label))
        parts.append(
            f'<line x1="{x_of(row.low):.1f}" y1="{y:.1f}" x2="{x_of(row.high):.1f}" y2="{y:.1f}" '
            f'style="stroke:{colour};stroke-width:3;stroke-opacity:.45;stroke-linecap:round"/>'
            f'<circle cx="{x_of(row.value):.1f}" cy="{y:.1f}" r="4.5" style="fill:{colour}"/>'
        )
        figure = f"{_figure(row.value)}  [{_figure(row.low)}, {_figure(row.high)}]"
        parts.append(text_at(width - right + 12, y + 4, figure, "start", style))
    return chart(title, description, width, height, parts)


def stacked(title: str, description: str, rows: Sequence[Bar]) -> str:
    """A row for each bar, all of one length, divided by the shares of the parts; wide parts show their percentage."""
    width, row_height, thickness, top, bottom, right = 900, 30, 20, 6, 24, 100
    left = _label_width([row.label for row in rows])
    height = top + bottom + row_height * len(rows)
    span = width - left - right
    parts = [text_at(left + share * span, height - 6, f"{share:.0%}", "middle") for share in ALL_PERCENT]
    for row, y in zip(rows, count(float(top), row_height), strict=False):
        parts.append(text_at(left - 10, y + 16, fitted(row.label, left - 10), "end", whole=row.label))
        total = sum(amount for _, _, amount in row.parts)
        at = float(left)
        for slot, label, amount in row.parts:
            share = amount / total if total else 0.0
            length = share * span
            tooltip = f"{row.label}: {label}, {amount:,.0f} of {total:,.0f} ({share:.0%})"
            parts.append(
                f'<rect x="{at:.1f}" y="{y:.1f}" width="{max(0.0, length - 1):.1f}" height="{thickness}" '
                f'style="fill:{hue(slot)}"><title>{words(tooltip)}</title></rect>'
            )
            if length >= LETTER * 5:
                parts.append(text_at(at + length / 2, y + 14, f"{share:.0%}", "middle", f"on{slot}"))
            at += length
        parts.append(text_at(width - right + 10, y + 15, row.note, "start"))
    return chart(title, description, width, height, parts)


def _figure(value: float) -> str:
    """A share with two decimals, without the zero before the point."""
    return f"{value:.2f}".removeprefix("0") if value < 1 else f"{value:.2f}"


def _label_width(labels: Sequence[str]) -> float:
    """Pixels for the names at the left: as many as the longest needs, up to a third of a narrow chart."""
    return min(180.0, max((width_of(label) for label in labels), default=0.0) + 14)
