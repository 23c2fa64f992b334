"""Charts as inline SVG: curves with bands, lines of amounts, dots with intervals, stacked bars, a histogram.

Each chart has a `title` and a `description` in words, for readers who cannot see it. The colours are those of M. Okabe
and K. Ito ("Color Universal Design", 2008), distinguishable with any common colour vision. Curves also differ in their
dashes, and are labelled at their ends. Colours are variables with defaults, so that a page can set others for a dark
background. All words are escaped here, and none is interpreted as markup.
"""

import html
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

PALETTE = ("#0072b2", "#d55e00", "#009e73", "#b05a8a", "#b87a00", "#3a9fd0", "#555c64", "#c3c9d0")
"""Slots 0 to 5 distinguish things, 6 is for the sum of all, 7 for what needs no attention.

Reddish purple, orange and sky blue are darker than in the source: a line on white needs a contrast of 3 to 1 (WCAG 2.2,
1.4.11)."""

DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "1 2", "")
"""Dashes of a line, one pattern for each slot."""

LETTER = 7.2
"""Pixels of a letter at `FONT`, somewhat more than the mean, so that estimated texts do fit."""

FONT = 12
"""Size of letters in pixels."""

LINE = 15
"""Pixels between the base lines of two labels that do not touch."""

STEPS = 8
"""Bars of a histogram per doubling."""

MOST_DECADES = 5
"""Powers of ten on an axis up to which doubles and halves are labelled too, without touching."""

ALL_PERCENT = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points (x, y), y in [0, 1], with a band (x, low, high) around it; thick when `is_main`."""

    label: str
    points: Sequence[tuple[float, float]]
    band: Sequence[tuple[float, float, float]]
    slot: int
    is_main: bool


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


def words(text: str) -> str:
    r"""A text as markup: white space collapsed, invisible characters written as escapes, everything escaped.

    >>> words("a <b>\n& \u202e")
    'a &lt;b&gt; &amp; \\u202e'
    """
    letters = (
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in " ".join(text.split())
    )
    return html.escape("".join(letters))


def width_of(text: str) -> float:
    """The approximate width of a text in pixels, rather too large than too small."""
    return LETTER * sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def fitted(text: str, width: float) -> str:
    """A text cut to at most `width` pixels by `width_of`; at least one letter is left.

    >>> fitted("lexical", 100), fitted("a very long name", 60)
    ('lexical', 'a very…')
    """
    if width_of(text) <= width:
        return text
    kept = text[: max(1, int(width / LETTER) - 1)]
    while len(kept) > 1 and width_of(kept) + LETTER > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…" if len(kept) > 1 else kept


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near the given ones, in the same order, at least `gap` apart and, where they fit, within bounds.

    >>> spread([50, 51, 10], 10, 0, 60)
    [50, 60, 10]
    >>> spread([58, 59], 10, 0, 60)
    [50, 60]
    """
    order = sorted(range(len(places)), key=lambda at: places[at])
    moved = list(places)
    floor = low
    for at in order:
        moved[at] = max(moved[at], floor)
        floor = moved[at] + gap
    ceiling = high
    for at in reversed(order):
        moved[at] = min(moved[at], ceiling)
        ceiling = moved[at] - gap
    return moved


def curves(title: str, description: str, lines: Sequence[Curve], *, across: str, up: str) -> str:
    """Lines over the same x values on a logarithmic scale; y runs from 0 to 1."""
    width, height, left, top, bottom = 380, 240, 44, 14, 40
    right = min(140.0, max((width_of(line.label) for line in lines), default=0.0) + 22)
    xs = sorted({x for line in lines for x, _ in line.points})
    if not xs:
        return _chart(title, description, width, height, [_text(width / 2, height / 2, "nothing to show", "middle")])
    ends = math.log2(xs[0]), math.log2(xs[-1])

    def x_of(x: float) -> float:
        share = (math.log2(x) - ends[0]) / (ends[1] - ends[0]) if ends[1] > ends[0] else 0.5
        return left + share * (width - left - right)

    def y_of(y: float) -> float:
        return top + (1 - y) * (height - top - bottom)

    parts = [_rule(left, y_of(tick), width - right, y_of(tick)) for tick in ALL_PERCENT]
    parts += [_text(left - 6, y_of(tick) + 4, f"{tick:g}", "end") for tick in ALL_PERCENT]
    parts += [_text(x_of(x), height - bottom + 16, f"{x:g}", "middle") for x in xs]
    parts.append(_text((left + width - right) / 2, height - 6, across, "middle", "axis"))
    parts.append(_text(12, (top + height - bottom) / 2, up, "middle", "axis", turned=True))
    for line in lines:
        if len(line.band) > 1:
            outline = [(x, high) for x, _, high in line.band] + [(x, low) for x, low, _ in reversed(line.band)]
            corners = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in outline)
            parts.append(f'<polygon points="{corners}" style="fill:{_colour(line.slot)};fill-opacity:.16"/>')
    drawn = sorted(lines, key=lambda line: line.is_main)
    for line in drawn:
        points = [(x_of(x), y_of(y)) for x, y in line.points]
        dashes = DASHES[line.slot % len(DASHES)]
        dash = f";stroke-dasharray:{dashes}" if dashes else ""
        parts.append(
            f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" fill="none" '
            f'style="stroke:{_colour(line.slot)};stroke-width:{2.6 if line.is_main else 1.6}{dash}"/>'
        )
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2.6 if line.is_main else 1.8}" style="fill:{_colour(line.slot)}"/>'
            for x, y in points
        ]
    parts += _end_labels(lines, x_of(xs[-1]), y_of, right, (top + 4, height - bottom + 4))
    return _chart(title, description, width, height, parts)


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

    parts = [_rule(left, y_of(tick), width - right, y_of(tick)) for tick in _round_amounts(most)]
    parts += [_text(left - 6, y_of(tick) + 4, f"{tick:,g}", "end") for tick in _round_amounts(most)]
    labelled = [x for x in xs if math.log2(x).is_integer()] or [xs[0]]
    every = -(-len(labelled) * int(LETTER * 10) // max(1, int(width - left - right)))
    parts += [_text(x_of(x), height - bottom + 16, f"{x:,g}", "middle") for x in labelled[::every]]
    parts.append(_text((left + width - right) / 2, height - 6, across, "middle", "axis"))
    parts.append(_text(14, (top + height - bottom) / 2, up, "middle", "axis", turned=True))
    for line in lines:
        dashes = DASHES[line.slot % len(DASHES)]
        dash = f";stroke-dasharray:{dashes}" if dashes else ""
        points = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in line.points)
        parts.append(
            f'<polyline points="{points}" fill="none" '
            f'style="stroke:{_colour(line.slot)};stroke-width:{2.6 if line.is_main else 1.6}{dash}"/>'
        )
    name, y = limit[0], top if limit[1] is None else y_of(limit[1])
    if limit[1] is not None:
        parts.append(
            f'<line x1="{left}" y1="{y:.1f}" x2="{width - right:.1f}" y2="{y:.1f}" '
            f'style="stroke:{_colour(6)};stroke-width:2"/>'
        )
    parts.append(_text(left + 6, y - 6, name, "start", "main"))
    if mark is not None:
        x = x_of(mark[1])
        parts.append(
            f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{height - bottom}" '
            f'style="stroke:{_colour(6)};stroke-width:1;stroke-dasharray:2 3"/>'
        )
        parts.append(_text(x - 6, height - bottom - 8, mark[0], "end", "axis"))
    parts.append(_text(left, 22, fitted(title, width - left - 12), "start", "heading", whole=title))
    parts += _end_labels(lines, x_of(xs[-1]), y_of, right, (top + 4, height - bottom + 4))
    return _chart(title, description, width, height, parts)


PLAIN = {"rule": 'stroke="#dfe3e8"', "axis": 'fill="#555c64"', "main": 'font-weight="600"', "heading": 'font-size="15"'}
"""What a page's style says of each class, as attributes."""

CLASS, STYLES, VARIABLE = (
    re.compile(r' class="(rule|axis|main|heading)"'),
    re.compile(r' style="([^"]*)"'),
    re.compile(r"var\(--[\w-]+,(#\w+)\)"),
)


def as_file(chart: str) -> str:
    """A chart as a whole SVG file on a white ground; its colours are attributes, which every program reads."""
    head, rest = chart.split(">", 1)
    rest = CLASS.sub(lambda found: f" {PLAIN[found[1]]}", VARIABLE.sub(r"\1", rest))
    rest = STYLES.sub(lambda found: "".join(_attributes(found[1])), rest)
    fonts = 'fill="#1c2126" font-family="system-ui, sans-serif"'
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    return f'{head} xmlns="http://www.w3.org/2000/svg" {fonts}>{ground}{rest}\n'


def _attributes(style: str) -> Iterator[str]:
    """A style's declarations, each as an attribute.

    >>> "".join(_attributes("stroke:#fff;stroke-width:2"))
    ' stroke="#fff" stroke-width="2"'
    """
    for declared in style.split(";"):
        name, value = declared.split(":")
        yield f' {name}="{value}"'


def dots(title: str, description: str, rows: Sequence[Dot], *, across: str, slot: int = 0) -> str:
    """A row for each value: its name, a dot on a scale from 0 to 1 with its interval, and the figure."""
    width, row_height, top, bottom, right = 520, 26, 8, 40, 128
    left = _label_width([row.label for row in rows])
    height = top + bottom + row_height * len(rows)

    def x_of(value: float) -> float:
        return left + value * (width - left - right)

    parts = [_rule(x_of(tick), top, x_of(tick), height - bottom) for tick in ALL_PERCENT]
    parts += [_text(x_of(tick), height - bottom + 16, f"{tick:g}", "middle") for tick in ALL_PERCENT]
    parts.append(_text((left + width - right) / 2, height - 6, across, "middle", "axis"))
    for row, y in zip(rows, count(top + row_height / 2, row_height), strict=False):
        colour, style = _colour(6 if row.is_main else slot), "main" if row.is_main else ""
        parts.append(_text(left - 10, y + 4, fitted(row.label, left - 10), "end", style, whole=row.label))
        parts.append(
            f'<line x1="{x_of(row.low):.1f}" y1="{y:.1f}" x2="{x_of(row.high):.1f}" y2="{y:.1f}" '
            f'style="stroke:{colour};stroke-width:3;stroke-opacity:.45;stroke-linecap:round"/>'
            f'<circle cx="{x_of(row.value):.1f}" cy="{y:.1f}" r="4.5" style="fill:{colour}"/>'
        )
        figure = f"{_figure(row.value)}  [{_figure(row.low)}, {_figure(row.high)}]"
        parts.append(_text(width - right + 12, y + 4, figure, "start", style))
    return _chart(title, description, width, height, parts)


def stacked(title: str, description: str, rows: Sequence[Bar]) -> str:
    """A row for each bar, all of one length, divided by the shares of the parts; wide parts show their percentage."""
    width, row_height, thickness, top, bottom, right = 900, 30, 20, 6, 24, 100
    left = _label_width([row.label for row in rows])
    height = top + bottom + row_height * len(rows)
    span = width - left - right
    parts = [_text(left + share * span, height - 6, f"{share:.0%}", "middle") for share in ALL_PERCENT]
    for row, y in zip(rows, count(float(top), row_height), strict=False):
        parts.append(_text(left - 10, y + 16, fitted(row.label, left - 10), "end", whole=row.label))
        total = sum(amount for _, _, amount in row.parts)
        at = float(left)
        for slot, label, amount in row.parts:
            share = amount / total if total else 0.0
            length = share * span
            tooltip = f"{row.label}: {label}, {amount:,.0f} of {total:,.0f} ({share:.0%})"
            parts.append(
                f'<rect x="{at:.1f}" y="{y:.1f}" width="{max(0.0, length - 1):.1f}" height="{thickness}" '
                f'style="fill:{_colour(slot)}"><title>{words(tooltip)}</title></rect>'
            )
            if length >= LETTER * 5:
                parts.append(_text(at + length / 2, y + 14, f"{share:.0%}", "middle", f"on{slot}"))
            at += length
        parts.append(_text(width - right + 10, y + 15, row.note, "start"))
    return _chart(title, description, width, height, parts)


def histogram(
    title: str, description: str, values: Sequence[float], marks: Sequence[tuple[str, float]], *, across: str
) -> str:
    """How often values above 0 fall in steps of an eighth of a doubling. `marks` are named values on the same axis."""
    width, height, left, right, top, bottom = 900, 220, 44, 20, 40, 40
    known = [value for value in values if value > 0]
    if not known:
        return _chart(title, description, width, height, [_text(width / 2, height / 2, "nothing to show", "middle")])
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
    for tick in _round_counts(most):
        parts += [
            _rule(left, y_of(tick), width - right, y_of(tick)),
            _text(left - 6, y_of(tick) + 4, f"{tick:,}", "end"),
        ]
    step = (width - left - right) / len(counts)
    for place, number in enumerate(counts):
        if number:
            x, y = left + place * step, y_of(number)
            first, last = 2 ** ((low + place) / STEPS), 2 ** ((low + place + 1) / STEPS)
            parts.append(
                f'<rect x="{x + 0.5:.1f}" y="{y:.1f}" width="{step - 1:.1f}" height="{height - bottom - y:.1f}" '
                f'style="fill:{_colour(0)}"><title>{words(f"{number:,} from {first:.0f} to {last:.0f}")}</title></rect>'
            )
    for value in _round_values(2 ** (low / STEPS), 2 ** (high / STEPS)):
        parts.append(_text(x_of(value), height - bottom + 16, f"{value:,g}", "middle"))
    parts.append(_text((left + width - right) / 2, height - 6, across, "middle", "axis"))
    labels = [f"{name} {value:,.0f}" for name, value in marks]
    widest = max((width_of(label) for label in labels), default=0.0)
    labelled_at = spread([x_of(value) for _, value in marks], widest + 8, left + widest / 2, width - right - widest / 2)
    for label, (_, value), middle in zip(labels, marks, labelled_at, strict=True):
        x = x_of(value)
        parts.append(
            f'<path d="M{middle:.1f} 22 L{x:.1f} {top - 6} V{height - bottom}" fill="none" '
            f'style="stroke:{_colour(1)};stroke-width:1.4"/>'
        )
        parts.append(_text(middle, 16, label, "middle", "main"))
    return _chart(title, description, width, height, parts)


def legend(entries: Iterable[tuple[int, str]]) -> str:
    """The meaning of slots' colours, as a list."""
    items = (
        f'<li><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">'
        f'<rect width="12" height="12" style="fill:{_colour(slot)}"/></svg> {words(label)}</li>'
        for slot, label in entries
    )
    return f'<ul class="legend">{"".join(items)}</ul>'


def _end_labels(
    lines: Sequence[Curve], x: float, y_of: Callable[[float], float], room: float, bounds: tuple[float, float]
) -> Iterator[str]:
    """The name of each line beside its last point; names that would touch are moved apart, joined by a stroke."""
    ends = [y_of(line.points[-1][1]) for line in lines]
    for line, end, place in zip(lines, ends, spread([end + 4 for end in ends], LINE, *bounds), strict=True):
        yield (
            f'<line x1="{x + 4:.1f}" y1="{end:.1f}" x2="{x + 12:.1f}" y2="{place - 4:.1f}" '
            f'style="stroke:{_colour(line.slot)};stroke-width:1"/>'
        )
        yield _text(
            x + 15, place, fitted(line.label, room - 15), "start", "main" if line.is_main else "", whole=line.label
        )


def _chart(title: str, description: str, width: float, height: float, parts: Iterable[str]) -> str:
    """A self-contained image: a screen reader says what it shows, and does not read its ticks one by one."""
    label = words(f"{title}. {description}")
    return (
        f'<svg class="chart" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{label}" '
        f'style="max-width:{width:g}px" font-size="{FONT}"><title>{words(title)}</title>'
        f"<desc>{words(description)}</desc>{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, text: str, anchor: str, style: str = "", *, turned: bool = False, whole: str = "") -> str:
    """Words at a position. If they were cut, `whole` is shown on hovering."""
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    kind = f' class="{style}"' if style else ""
    more = f"<title>{words(whole)}</title>" if whole and whole != text else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{kind}{turn}>{words(text)}{more}</text>'


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="rule" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _colour(slot: int) -> str:
    place = slot % len(PALETTE)
    return f"var(--slot-{place},{PALETTE[place]})"


def _figure(value: float) -> str:
    """A share with two decimals, without the zero before the point."""
    return f"{value:.2f}".removeprefix("0") if value < 1 else f"{value:.2f}"


def _label_width(labels: Sequence[str]) -> float:
    """Pixels for the names at the left: as many as the longest needs, up to a third of a narrow chart."""
    return min(180.0, max((width_of(label) for label in labels), default=0.0) + 14)


def _step_of(value: float) -> float:
    """The position of a value among the steps of a histogram; 1 is at 0."""
    return STEPS * math.log2(value)


def _round_counts(most: int) -> list[int]:
    """Up to five counts for an axis, from 0."""
    step = next(step for power in count() for step in (10**power, 2 * 10**power, 5 * 10**power) if most / step <= 4)
    return list(range(0, most + 1, step))


def _round_amounts(most: float) -> list[float]:
    """Up to six amounts for an axis, from 0."""
    power = 10.0 ** math.floor(math.log10(most / 5))
    step = next(factor * power for factor in (1, 2, 5, 10) if most / (factor * power) <= 5)
    return [step * at for at in range(int(most / step) + 1)]


def _round_values(low: float, high: float) -> list[float]:
    """1, 2 and 5 times the powers of ten between two values; only the powers where there would be many."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    factors = (1, 2, 5) if len(powers) <= MOST_DECADES else (1,)
    return [factor * 10.0**power for power in powers for factor in factors if low <= factor * 10.0**power <= high]
