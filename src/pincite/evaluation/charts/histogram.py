"""A histogram of values above 0, with named values on its axis."""

import math
from collections.abc import Sequence

from pincite.evaluation.charts.drawing import chart, hue, rule, text_at, width_of, words
from pincite.evaluation.charts.placing import round_counts, round_values, spread

STEPS = 8
"""Bars of a histogram per doubling."""


def histogram(
    title: str, description: str, values: Sequence[float], marks: Sequence[tuple[str, float]], *, across: str
) -> str:
    """How often values above 0 fall in steps of an eighth of a doubling. `marks` are named values on the same axis."""
    width, height, left, right, top, bottom = 900, 220, 44, 20, 40, 40
    known = [value for value in values if value > 0]
    if not known:
        return chart(title, description, width, height, [text_at(width / 2, height / 2, "nothing to show", "middle")])
    low, high = math.floor(_step_of(min(known))) - 1, math.ceil(_step_of(max(known))) + 1
    counts = [0] * (high - low)
    for value in known:
        counts[math.floor(_step_of(value)) - low] += 1
    most = max(counts)

    def x_of(value: float) -> float:
        return left + (_step_of(value) - low) / (high - low) * (width - left - right)

    def y_of(number: float) -> float:
        return top + (1 - number / most) * (height - top - bottom)

    parts = []
    for tick in round_counts(most):
        parts += [
            rule(left, y_of(tick), width - right, y_of(tick)),
            text_at(left - 6, y_of(tick) + 4, f"{tick:,}", "end"),
        ]
    step = (width - left - right) / len(counts)
    for place, number in enumerate(counts):
        if number:
            x, y = left + place * step, y_of(number)
            first, last = 2 ** ((low + place) / STEPS), 2 ** ((low + place + 1) / STEPS)
            parts.append(
                f'<rect x="{x + 0.5:.1f}" y="{y:.1f}" width="{step - 1:.1f}" height="{height - bottom - y:.1f}" '
                f'style="fill:{hue(0)}"><title>{words(f"{number:,} from {first:.0f} to {last:.0f}")}</title></rect>'
            )
    for value in round_values(2 ** (low / STEPS), 2 ** (high / STEPS)):
        parts.append(text_at(x_of(value), height - bottom + 16, f"{value:,g}", "middle"))
    parts.append(text_at((left + width - right) / 2, height - 6, across, "middle", "axis"))
    labels = [f"{name} {value:,.0f}" for name, value in marks]
    widest = max((width_of(label) for label in labels), default=0.0)
    labelled_at = spread([x_of(value) for _, value in marks], widest + 8, left + widest / 2, width - right - widest / 2)
    for label, (_, value), middle in zip(labels, marks, labelled_at, strict=True):
        x = x_of(value)
        parts.append(
            f'<path d="M{middle:.1f} 22 L{x:.1f} {top - 6} V{height - bottom}" fill="none" '
            f'style="stroke:{hue(1)};stroke-width:1.4"/>'
        )
        parts.append(text_at(middle, 16, label, "middle", "main"))
    return chart(title, description, width, height, parts)


def _step_of(value: float) -> float:
    """The position of a value among the steps of a histogram; 1 is at 0."""
    return STEPS * math.log2(value)
