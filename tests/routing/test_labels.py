"""Labels as a firm writes them, and what is refused of them."""

import re
from typing import Any

import pytest
from tests.routing.labelled import label_lines

from pincite.errors import RoutingError
from pincite.routing.labels import Labelled, gathered, read_label


def read(lines: list[dict[str, Any]], tiers: tuple[str, ...] | None = None) -> Labelled:
    return gathered([(f"line {n}", read_label(line, f"line {n}")) for n, line in enumerate(lines, start=1)], tiers)


def with_ok(*ok: tuple[bool, ...], tiers: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"question": f"q{n}", "ok": dict(zip(tiers, each, strict=True))} for n, each in enumerate(ok)]


@pytest.mark.parametrize(
    ("named", "given", "order"),
    [
        (("small", "large"), None, ("small", "large")),
        (("premium", "quote", "cheap", "on-prem", "middle"), None, ("quote", "on-prem", "cheap", "middle", "premium")),
        (("small", "large"), ("large", "small"), ("large", "small")),
        (("premium", "small"), None, ("premium", "small")),
    ],
    ids=["as the first line has them", "by names with an order", "as they are given", "one name without an order"],
)
def test_the_tiers_have_an_order(named: tuple[str, ...], given: tuple[str, ...] | None, order: tuple[str, ...]) -> None:
    found = read(with_ok((True,) * len(named), (False,) * len(named), tiers=named), given)
    assert found.tiers == order
    assert list(found.costs) == [0.25**place for place in range(len(order) - 1, -1, -1)]


def test_costs_say_the_order_and_what_is_usual() -> None:
    lines: list[dict[str, Any]] = [
        {"question": "a", "ok": {"dear": True, "cheap": True}, "cost": {"dear": 4, "cheap": 1}},
        {"question": "b", "ok": {"cheap": False, "dear": True}, "cost": {"cheap": 3, "dear": 6.0}},
        {"question": "c", "ok": {"cheap": False, "dear": True}},
    ]
    found = read(lines)
    assert (found.tiers, found.costs) == (("cheap", "dear"), (2.0, 5.0))


def test_a_line_that_comes_again_counts_once_and_two_that_differ_both_stay() -> None:
    lines = label_lines(40)
    again = [*lines, *lines[:3], {**lines[3], "ok": {"cheap": not lines[3]["ok"]["cheap"], "premium": True}}]
    found = read(again)
    assert (len(found.labels), found.repeats, found.contradicted) == (41, 3, 1)


def test_labels_that_contradict_each_other_often_are_refused() -> None:
    lines = label_lines(40)
    against = [{**line, "ok": {tier: not ok for tier, ok in line["ok"].items()}} for line in lines[:3]]
    with pytest.raises(RoutingError, match="3 of 40 questions have labels that contradict each other, as line 1 and "):
        read([*lines, *against])


def test_a_dearest_tier_that_is_worse_than_the_cheapest_is_asked_about() -> None:
    lines = label_lines(300, tiers=("small", "large"))
    swapped = [{**line, "ok": {"large": line["ok"]["large"], "small": line["ok"]["small"]}} for line in lines]
    with pytest.raises(RoutingError, match=r"large is named first .* with: --tiers small,large"):
        read(swapped)
    assert read(swapped, ("small", "large")).tiers == ("small", "large")
    assert read(swapped, ("large", "small")).tiers == ("large", "small"), "whoever says so is believed"


GOOD = {"cheap": True, "premium": False}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"ok": GOOD}, 'line 1 has no "question" that is a text'),
        ({"question": " ", "ok": GOOD}, 'line 1 has no "question" that is a text'),
        ({"question": "a"}, 'line 1 has no "ok"'),
        ({"question": "a", "ok": {}}, 'line 1 has no "ok"'),
        ({"question": "a", "ok": [True]}, 'line 1 has no "ok"'),
        ({"question": "a", "ok": {"cheap": 1}}, 'line 1 says 1 of cheap in "ok"; say true or false'),
        ({"question": "a", "ok": {"": True}}, "line 1 names a tier ''"),
        ({"question": "a", "ok": {"a\nb": True}}, r"line 1 names a tier 'a\nb'"),
        ({"question": "a", "ok": GOOD, "cost": 3}, 'line 1 has a "cost" that is not a number for each tier'),
        ({"question": "a", "ok": GOOD, "cost": {"cheap": 1}}, 'line 1 has a "cost" that is not a number for each tier'),
        ({"question": "a", "ok": GOOD, "cost": {"cheap": -1, "premium": 2}}, "line 1 says that cheap cost -1"),
        ({"question": "a", "ok": GOOD, "cost": {"cheap": 1, "premium": True}}, "line 1 says that premium cost True"),
    ],
)
def test_a_line_that_is_no_label_says_why(line: dict[str, Any], words: str) -> None:
    with pytest.raises(RoutingError, match=re.escape(words)):
        read([line])


def test_lines_that_speak_of_other_tiers_are_named() -> None:
    lines: list[dict[str, Any]] = [{"question": "a", "ok": GOOD}, {"question": "b", "ok": {"cheap": True}}]
    with pytest.raises(RoutingError, match="line 2 speaks of cheap, and line 1 of cheap, premium"):
        read(lines)
    with pytest.raises(RoutingError, match="the tiers given are cheap, middle, and the labels speak of cheap, premium"):
        read(lines[:1], ("cheap", "middle"))


def test_no_label_is_too_few() -> None:
    with pytest.raises(RoutingError, match="there is no label to learn from"):
        read([])
