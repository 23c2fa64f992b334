"""What a report on tiers counts, and when it calls for a look."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from pincite.evaluation.monitoring import AskedOf, Pace, Paid, RouteReport, confidence_sequence, difference, report
from pincite.evaluation.monitoring_page import monitoring_page

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
UNTIL = datetime(2026, 11, 15, tzinfo=UTC)


def asked(tier: str, number: int = 1, *, good: int = 0, bad: int = 0, fell: tuple[str, ...] = ()) -> list[AskedOf]:
    """Questions that ended at a tier; of the first, so many people called it good, and so many bad."""
    verdicts = (True,) * good + (False,) * bad
    first = AskedOf(SINCE, tier, is_answered=True, fell_short=fell, verdicts=verdicts)
    return [first, *[AskedOf(SINCE + timedelta(days=1), tier, is_answered=False) for _ in range(number - 1)]]


def made(now: list[AskedOf], before: list[AskedOf] | None = None, *paces: Pace) -> RouteReport:
    paid = {"cheap": Paid(3, 500, 100, 0)}
    return report(now, before or [], paid, [("Lease", 200)], paces, (SINCE, UNTIL), UNTIL)


def test_each_tier_has_its_questions_refusals_failed_attempts_verdicts_and_costs() -> None:
    found = made([*asked("cheap", 3, good=2, bad=1), *asked("dear", fell=("cheap",))])
    cheap, dear = found.rows
    assert (cheap.tier, cheap.questions, cheap.answered, cheap.refused, cheap.fell_short) == ("cheap", 3, 1, 2, 1)
    assert (cheap.good, cheap.judged, cheap.paid.amount, dear.paid.amount) == (2, 3, 500, 0)
    assert (dear.tier, dear.questions, dear.fell_short, dear.quality) == ("dear", 1, 0, None)
    assert (found.questions, found.amount) == (4, 500)
    assert [(day.day, dict(counts)) for day, counts in found.by_day] == [
        (1, {"cheap": 1, "dear": 1}),
        (2, {"cheap": 2}),
    ]


def test_a_tier_that_only_failed_or_only_cost_has_its_row() -> None:
    assert [row.tier for row in made(asked("dear", fell=("middle",))).rows] == ["cheap", "dear", "middle"]


@pytest.mark.parametrize("share", [0.5, 0.85, 0.99])
def test_a_confidence_sequence_holds_at_every_moment_at_once(share: float) -> None:
    """At 95 % at most 5 of 100 runs may ever miss the truth, though each is looked at 500 times."""
    draw = np.random.default_rng(1)
    missed = 0
    for _ in range(300):
        bounds = confidence_sequence([bool(one) for one in draw.random(500) < share])
        missed += bounds is None or not bounds.low <= share <= bounds.high
    assert missed <= 15


def test_bounds_get_narrower_and_never_wider() -> None:
    outcomes = [True, True, False, True] * 50
    widths = [bounds.high - bounds.low for n in range(1, 201) if (bounds := confidence_sequence(outcomes[:n]))]
    assert len(widths) == 200
    assert all(later <= earlier for earlier, later in itertools.pairwise(widths))
    assert widths[-1] < 0.25


def test_outcomes_that_changed_have_no_one_mean() -> None:
    assert confidence_sequence([True] * 200 + [False] * 200) is None
    assert confidence_sequence([]) is None


def test_the_difference_of_two_shares_is_that_of_the_source() -> None:
    """Newcombe 1998, table II, example (a): 56 of 70 against 48 of 80 gives .0524 to .3339 by method 10."""
    found = difference((48, 80), (56, 70))
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_a_share_that_moved_is_told() -> None:
    now = made([*asked("cheap", 30), *asked("dear", 70)], [*asked("cheap", 70), *asked("dear", 30)])
    assert [alarm.kind for alarm in now.alarms] == ["mix", "mix"]
    assert now.alarms[0].sentence.startswith("tier cheap ended 30% of the questions, after 70% in the time before")


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ([*asked("cheap", 50), *asked("dear", 50)], [*asked("cheap", 52), *asked("dear", 48)]),
        ([*asked("cheap", 3), *asked("dear", 7)], [*asked("cheap", 7), *asked("dear", 3)]),
    ],
    ids=["hardly", "too few"],
)
def test_a_share_that_may_not_have_moved_is_not(now: list[AskedOf], before: list[AskedOf]) -> None:
    assert made(now, before).alarms == ()


def test_answers_that_are_certainly_worse_than_promised_are_told() -> None:
    mixed = [AskedOf(SINCE, "cheap", is_answered=True, verdicts=(number % 2 == 0,)) for number in range(100)]
    [alarm] = made(mixed).alarms
    assert alarm.kind == "quality"
    assert (
        "of the answers of tier cheap are good (50 of 100 verdicts), below the 85% that is promised" in alarm.sentence
    )
    assert made(mixed[:10]).alarms == ()


@pytest.mark.parametrize(
    ("spent", "said"),
    [(90, "90% of the budget of user alice is used after 47% of the month"), (52, "52% of the"), (46, ""), (10, "")],
)
def test_a_budget_that_ends_before_its_month_is_told(spent: int, said: str) -> None:
    alarms = made([], None, Pace("user alice", 100, spent)).alarms
    assert [alarm.sentence.startswith(said) for alarm in alarms] == [True] * bool(said)


@pytest.mark.parametrize(
    ("spent", "said"),
    [
        (99, "at this pace it ends before the month does"),
        (100, "nothing is left of it"),
        (119, "nothing is left of it"),
    ],
)
def test_a_budget_that_is_used_up_is_not_told_to_end_later(spent: int, said: str) -> None:
    [alarm] = made([], None, Pace("user alice", 100, spent)).alarms
    assert said in alarm.sentence


def test_the_page_shows_all_of_it_and_no_markup_from_outside() -> None:
    page = monitoring_page(made([*asked("<b>cheap</b>", 3, good=2, bad=1), *asked("dear")]))
    assert "&lt;b&gt;cheap&lt;/b&gt;" in page
    assert "<b>cheap" not in page
    assert page.count("<svg") >= 2
    assert "nothing was asked" in monitoring_page(made([])).lower()


def test_a_model_that_replies_under_another_name_calls_for_a_look() -> None:
    small = [AskedOf(SINCE - timedelta(days=n), "cheap", is_answered=True, model="small-1") for n in range(3)]
    other = AskedOf(SINCE + timedelta(days=2), "cheap", is_answered=True, model="other-9")
    quoted = AskedOf(SINCE, "quote", is_answered=True)
    assert made(small, small).alarms == ()
    [alarm] = made([other, quoted], small).alarms
    assert (alarm.kind, alarm.sentence[:72]) == (
        "model",
        "tier cheap replies as other-9 since 2026-11-03, and replied as small-1 (",
    )
    again = replace(small[0], at=SINCE + timedelta(days=3))
    [back] = made([small[0], other, again]).alarms
    assert back.sentence.startswith("tier cheap replies as small-1 since 2026-11-04, and replied as other-9 (1);")
    [within] = made([small[0], other]).alarms
    assert within.sentence.startswith("tier cheap replies as other-9 since 2026-11-03, and replied as small-1 (1);")
