"""Charts: what is drawn is well-formed, says in words what it shows, and lets no label touch another."""

import re
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pincite.evaluation.charts.drawing import FONT, LETTER, as_file, fitted, legend, width_of, words
from pincite.evaluation.charts.histogram import histogram
from pincite.evaluation.charts.lines import Curve, amounts, curves
from pincite.evaluation.charts.placing import spread
from pincite.evaluation.charts.rows import Bar, Dot, dots, stacked

SHARES = st.floats(0, 1)
HOSTILE = "</svg><script>alert(1)</script> \" ' & \u202egnp\u0000 \ud800 😀 " + "x" * 300


def _boxes(chart: str) -> list[tuple[float, float, float, float]]:
    """The upright texts of a chart as rectangles, their width estimated as the chart does."""
    boxes = []
    for text in etree.fromstring(chart).iter("text"):
        if text.get("transform"):
            continue
        x, y, width = float(text.get("x")), float(text.get("y")), width_of(text.text or "")
        left = {"start": x, "middle": x - width / 2, "end": x - width}[text.get("text-anchor")]
        boxes.append((left, y - FONT * 0.75, left + width, y + FONT * 0.2))
    return boxes


def _require_apart(chart: str) -> None:
    for one, other in combinations(_boxes(chart), 2):
        is_apart = one[2] <= other[0] + 1 or other[2] <= one[0] + 1 or one[3] <= other[1] or other[3] <= one[1]
        assert is_apart, (one, other)


@settings(deadline=None)
@given(st.lists(SHARES.map(lambda share: 200 * share), max_size=12))
def test_labels_that_would_touch_move_apart_in_their_order(places: list[float]) -> None:
    moved = spread(places, 15, 0, 200)
    order = sorted(range(len(places)), key=lambda at: places[at])
    assert all(moved[after] - moved[before] >= 15 - 1e-6 for before, after in pairwise(order))
    assert all(-1e-6 <= place <= 200 + 1e-6 for place in moved)


@settings(deadline=None)
@given(st.lists(st.integers(0, 20).map(lambda place: place * 10.0), unique=True, max_size=10))
def test_labels_that_do_not_touch_stay(places: list[float]) -> None:
    assert spread(places, 10, 0, 200) == places


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=30), st.lists(SHARES, min_size=3, max_size=3)), min_size=1, max_size=7))
def test_names_of_curves_never_touch(drawn: list[tuple[str, list[float]]]) -> None:
    lines = [
        Curve(name, list(zip((1, 8, 64), values, strict=True)), (), slot, is_main=not slot)
        for slot, (name, values) in enumerate(drawn)
    ]
    _require_apart(curves("Recall", "by stage", lines, across="hits", up="recall"))


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=60), SHARES, SHARES, SHARES), min_size=1, max_size=12))
def test_names_and_figures_of_rows_never_touch(drawn: list[tuple[str, float, float, float]]) -> None:
    rows = [Dot(name, value, min(ends), max(ends), is_main=False) for name, value, *ends in drawn]
    _require_apart(dots("Recall", "by collection", rows, across="recall"))


@settings(deadline=None)
@given(st.lists(st.floats(0.01, 1e6), min_size=3, max_size=60))
def test_names_on_the_axis_of_a_histogram_never_touch(values: list[float]) -> None:
    ordered = sorted(values)
    marks = [("p50", ordered[len(ordered) // 2]), ("p95", ordered[-2]), ("p99", ordered[-1])]
    chart = histogram("Latency", "of searches", values, marks, across="milliseconds")
    _require_apart(chart)
    counted = [int(found) for found in re.findall(r"<title>(\d+) from", chart)]
    assert sum(counted) == len(values)


def test_a_bar_is_divided_by_shares_and_says_what_each_part_is() -> None:
    chart = stacked(
        "Losses", "by collection", [Bar("leases", [(7, "found", 3), (1, "wrong document", 1)], "4 answers")]
    )
    rects = list(etree.fromstring(chart).iter("rect"))
    widths = [float(rect.get("width")) + 1 for rect in rects]
    assert widths[0] / sum(widths) == pytest.approx(0.75, abs=0.001)
    assert [rect.findtext("title") for rect in rects] == [
        "leases: found, 3 of 4 (75%)",
        "leases: wrong document, 1 of 4 (25%)",
    ]


def test_curves_end_where_their_last_point_is() -> None:
    chart = curves(
        "R", "d", [Curve("a", [(1, 0.0), (2, 1.0)], [(1, 0, 0.5), (2, 0.5, 1)], 0, True)], across="k", up="r"
    )
    drawn = etree.fromstring(chart).find("polyline").get("points").split()
    (x1, y1), (x2, y2) = ([float(number) for number in point.split(",")] for point in drawn)
    assert x1 < x2
    assert y1 > y2  # up is more
    assert len(etree.fromstring(chart).find("polygon").get("points").split()) == 4


@pytest.mark.parametrize(
    "chart",
    [
        curves(HOSTILE, HOSTILE, [Curve(HOSTILE, [(1, 0.5), (64, 0.6)], (), 0, False)], across=HOSTILE, up=HOSTILE),
        curves("nothing", "none", [], across="k", up="r"),
        curves("one point", "none", [Curve("a", [(8, 0.5)], (), 0, False)], across="k", up="r"),
        dots(HOSTILE, HOSTILE, [Dot(HOSTILE, 0.5, 0.4, 0.6, True)], across=HOSTILE),
        dots("nothing", "none", [], across="k"),
        stacked(HOSTILE, HOSTILE, [Bar(HOSTILE, [(0, HOSTILE, 1), (1, HOSTILE, 0)], HOSTILE)]),
        stacked("nothing", "none", [Bar("empty", [(0, "found", 0)], "0")]),
        histogram(HOSTILE, HOSTILE, [0.5, 3, 3000], [(HOSTILE[:20], 3)], across=HOSTILE),
        histogram("nothing", "none", [], [], across="ms"),
        histogram("no time", "none", [0.0], [], across="ms"),
        legend([(0, HOSTILE), (9, "more slots than colours")]),
    ],
)
def test_every_chart_is_well_formed_and_says_what_it_shows(chart: str) -> None:
    root = etree.fromstring(chart.encode())
    names = {element.tag for element in root.iter()}
    assert names <= {
        "svg",
        "title",
        "desc",
        "line",
        "text",
        "circle",
        "polyline",
        "polygon",
        "path",
        "rect",
        "ul",
        "li",
    }
    if root.tag == "svg":
        assert root.get("role") == "img"
        assert root.get("aria-label")
        assert root[0].tag == "title"
        assert root[1].tag == "desc"
    assert "nan" not in chart.lower().replace("nancy", "")


@settings(deadline=None)
@given(st.text())
def test_words_are_never_markup(text: str) -> None:
    shown = words(text)
    assert not re.search(r"[<>\"']", shown)
    assert shown.isprintable()
    shown.encode()


def test_words_of_a_hundred_thousand_characters_are_quick_enough_to_finish() -> None:
    assert len(words("<" * 100_000)) == 400_000


@settings(deadline=None)
@given(st.text(min_size=1, max_size=40), st.floats(10, 400))
def test_what_is_cut_fits(text: str, width: float) -> None:
    assert width_of(fitted(text, width)) <= max(width, 2 * LETTER)


AMOUNTS = st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=3, max_size=3)


@given(amounts_of=st.lists(AMOUNTS, min_size=1, max_size=5), limit=st.none() | st.floats(1, 1e6))
def test_lines_of_amounts_are_drawn_within_the_chart(amounts_of: list[list[float]], limit: float | None) -> None:
    lines = [
        Curve(f"{at} users", list(zip((512.0, 1024.0, 4096.0), ys, strict=True)), (), at, is_main=not at)
        for at, ys in enumerate(amounts_of)
    ]
    svg = etree.fromstring(
        as_file(amounts(HOSTILE, "in words", lines, across="tokens", up="GiB", limit=("most", limit)))
    )
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    space = "{http://www.w3.org/2000/svg}"
    for line in svg.iter(f"{space}polyline"):
        for x, y in (point.split(",") for point in str(line.get("points")).split()):
            assert 0 <= float(x) <= 720
            assert 0 <= float(y) <= 440
    assert len(list(svg.iter(f"{space}polyline"))) == len(lines)
    assert svg.find(f"{space}script") is None
