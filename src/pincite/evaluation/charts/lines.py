"""Charts of lines over a logarithmic scale: shares with bands around them, and amounts under a limit."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pincite.evaluation.charts.drawing import DASHES, LETTER, chart, fitted, hue, rule, text_at, width_of
from pincite.evaluation.charts.placing import ALL_PERCENT, LINE, round_amounts, spread


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points (x, y), y in [0, 1], with a band (x, low, high) around it; thick when `is_main`."""

    label: str
    points: Sequence[tuple[float, float]]
    band: Sequence[tuple[float, float, float]]
    slot: int
    is_main: bool


def curves(title: str, description: str, lines: Sequence[Curve], *, across: str, up: str) -> str:
    """Lines over the same x values on a logarithmic scale; y runs from 0 to 1."""
    width, height, left, top, bottom = 380, 240, 44, 14, 40
    right = min(140.0, max((width_of(line.label) for line in lines), default=0.0) + 22)
    xs = sorted({x for line in lines for x, _ in line.points})
    if not xs:
        return chart(title, description, width, height, [text_at(width / 2, height / 2, "nothing to show", "middle")])
    ends = math.log2(xs[0]), math.log2(xs[-1])

    def x_of(x: float) -> float:
        share = (math.log2(x) - ends[0]) / (ends[1] - ends[0]) if ends[1] > ends[0] else 0.5
        return left + share * (width - left - right)

    def y_of(y: float) -> float:
        return top + (1 - y) * (height - top - bottom)

    parts = [rule(left, y_of(tick), width - right, y_of(tick)) for tick in ALL_PERCENT]
    parts += [text_at(left - 6, y_of(tick) + 4, f"{tick:g}", "end") for tick in ALL_PERCENT]
    parts += [text_at(x_of(x), height - bottom + 16, f"{x:g}", "middle") for x in xs]
    parts.append(text_at((left + width - right) / 2, height - 6, across, "middle", "axis"))
    parts.append(text_at(12, (top + height - bottom) / 2, up, "middle", "axis", turned=True))
    for line in lines:
        if len(line.band) > 1:
            outline = [(x, high) for x, _, high in line.band] + [(x, low) for x, low, _ in reversed(line.band)]
            corners = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in outline)
            parts.append(f'<polygon points="{corners}" style="fill:{hue(line.slot)};fill-opacity:.16"/>')
    drawn = sorted(lines, key=lambda line: line.is_main)
    for line in drawn:
        points = [(x_of(x), y_of(y)) for x, y in line.points]
        dashes = DASHES[line.slot % len(DASHES)]
        dash = f";stroke-dasharray:{dashes}" if dashes else ""
        parts.append(
            f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" fill="none" '
            f'style="stroke:{hue(line.slot)};stroke-width:{2.6 if line.is_main else 1.6}{dash}"/>'
        )
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2.6 if line.is_main else 1.8}" style="fill:{hue(line.slot)}"/>'
            for x, y in points
        ]
    parts += _end_labels(lines, x_of(xs[-1]), y_of, right, (top + 4, height - bottom + 4))
    return chart(title, description, width, height, parts)


def amounts(
    title: str,
    description: str,
    lines: Sequence[Curve],
    *,
    across: str,
    up: str,
    limit: tuple[str, float | None],
    mark: tuple[str, float] | None = None,
) -> str:
    """Lines of amounts from 0 on over the same x values on a logarithmic scale, under their title.

    A named limit runs across them; without an amount only its name stands above. A named `mark` is an x of its own.
    """
    width, height, left, top, bottom = 720, 440, 64, 56, 44
    right = max((width_of(line.label) for line in lines), default=0.0) + 22
    xs = sorted({x for line in lines for x, _ in line.points})
    most = 1.08 * max([limit[1] or 0.0, *(y for line in lines for _, y in line.points)]) or 1.0
    ends = math.log2(xs[0]), math.log2(xs[-1])

    def x_of(x: float) -> float:
        share = (math.log2(x) - ends[0]) / (ends[1] - ends[0]) if ends[1] > ends[0] else 0.5
        return left + share * (width - left - right)

    def y_of(y: float) -> float:
        return top + (1 - y / most) * (height - top - bottom)

    parts = [rule(left, y_of(tick), width - right, y_of(tick)) for tick in round_amounts(most)]
    parts += [text_at(left - 6, y_of(tick) + 4, f"{tick:,g}", "end") for tick in round_amounts(most)]
    labelled = [x for x in xs if math.log2(x).is_integer()] or [xs[0]]
    every = -(-len(labelled) * int(LETTER * 10) // max(1, int(width - left - right)))
    parts += [text_at(x_of(x), height - bottom + 16, f"{x:,g}", "middle") for x in labelled[::every]]
    parts.append(text_at((left + width - right) / 2, height - 6, across, "middle", "axis"))
    parts.append(text_at(14, (top + height - bottom) / 2, up, "middle", "axis", turned=True))
    for line in lines:
        dashes = DASHES[line.slot % len(DASHES)]
        dash = f";stroke-dasharray:{dashes}" if dashes else ""
        points = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in line.points)
        parts.append(
            f'<polyline points="{points}" fill="none" '
            f'style="stroke:{hue(line.slot)};stroke-width:{2.6 if line.is_main else 1.6}{dash}"/>'
        )
    name, y = limit[0], top if limit[1] is None else y_of(limit[1])
    if limit[1] is not None:
        parts.append(
            f'<line x1="{left}" y1="{y:.1f}" x2="{width - right:.1f}" y2="{y:.1f}" '
            f'style="stroke:{hue(6)};stroke-width:2"/>'
        )
    parts.append(text_at(left + 6, y - 6, name, "start", "main"))
    if mark is not None:
        x = x_of(mark[1])
        parts.append(
            f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{height - bottom}" '
            f'style="stroke:{hue(6)};stroke-width:1;stroke-dasharray:2 3"/>'
        )
        parts.append(text_at(x - 6, height - bottom - 8, mark[0], "end", "axis"))
    parts.append(text_at(left, 22, fitted(title, width - left - 12), "start", "heading", whole=title))
    parts += _end_labels(lines, x_of(xs[-1]), y_of, right, (top + 4, height - bottom + 4))
    return chart(title, description, width, height, parts)


def _end_labels(
    lines: Sequence[Curve], x: float, y_of: Callable[[float], float], room: float, bounds: tuple[float, float]
) -> Iterator[str]:
    """The name of each line beside its last point; names that would touch are moved apart, joined by a stroke."""
    ends = [y_of(line.points[-1][1]) for line in lines]
    for line, end, place in zip(lines, ends, spread([end + 4 for end in ends], LINE, *bounds), strict=True):
        yield (
            f'<line x1="{x + 4:.1f}" y1="{end:.1f}" x2="{x + 12:.1f}" y2="{place - 4:.1f}" '
            f'style="stroke:{hue(line.slot)};stroke-width:1"/>'
        )
        yield text_at(
            x + 15, place, fitted(line.label, room - 15), "start", "main" if line.is_main else "", whole=line.label
        )
