"""Which system people prefer."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.evaluation.preference import NONE_DECIDED, Preferred, WinRecord, record_of, strengths
from pincite.evaluation.proportion import wilson
from pincite.evaluation.score import Scored, Unscorable

SYSTEMS = ["a", "b", "c", "d"]


@st.composite
def comparisons(draw: st.DrawFn) -> list[Preferred]:
    found = []
    for _ in range(draw(st.integers(1, 40))):
        one, other = draw(st.permutations(SYSTEMS))[:2]
        found.append(Preferred(one, other, draw(st.sampled_from([one, other, None]))))
    return found


def test_a_record_counts_whichever_was_named_first() -> None:
    found = [
        Preferred("a", "b", "a"),
        Preferred("b", "a", "a"),
        Preferred("b", "a", "b"),
        Preferred("a", "b", None),
        Preferred("a", "c", "c"),
    ]
    assert record_of("a", "b", found) == WinRecord(wins=2, ties=1, losses=1)
    assert record_of("b", "a", found) == WinRecord(wins=1, ties=1, losses=2)
    assert record_of("a", "b", found).win_rate == Scored(2 / 3)
    assert record_of("a", "b", found).interval == wilson(2, 3)


def test_ties_alone_decide_nothing() -> None:
    record = WinRecord(0, 5, 0)
    assert record.win_rate == Unscorable(NONE_DECIDED)
    assert record.interval is None


@pytest.mark.parametrize(("a", "b", "winner"), [("a", "a", "a"), ("a", "b", "c"), ("a", "b", "")])
def test_a_comparison_is_won_by_one_of_two(a: str, b: str, winner: str) -> None:
    with pytest.raises(ValueError, match="cannot be won"):
        Preferred(a, b, winner)


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (-1, 3), (4, 3)])
def test_an_interval_needs_trials(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="no interval"):
        wilson(successes, trials)


@given(st.integers(1, 10_000), st.data())
def test_an_interval_holds_its_share_and_mirrors(trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    interval, mirrored = wilson(successes, trials), wilson(trials - successes, trials)
    assert 0 <= interval.low <= successes / trials <= interval.high <= 1
    assert (interval.low, interval.high) == pytest.approx((1 - mirrored.high, 1 - mirrored.low), abs=1e-9)


def test_an_unbeaten_system_has_no_finite_strength_and_is_named() -> None:
    found = strengths([Preferred("a", "b", "a"), Preferred("b", "c", "b"), Preferred("c", "b", "c")])
    assert found == Unscorable("too few comparisons to place b, c against the others")


def test_systems_that_never_met_have_no_common_scale() -> None:
    pairs = [Preferred("a", "b", "a"), Preferred("a", "b", "b"), Preferred("c", "d", "c"), Preferred("c", "d", "d")]
    assert isinstance(strengths(pairs), Unscorable)
    assert strengths([]) == Unscorable("nothing was compared")


@settings(deadline=None)
@given(comparisons())
def test_strengths_expect_of_each_system_the_wins_that_it_has(found: list[Preferred]) -> None:
    """Where the likelihood is greatest, expected wins are the wins: sum_j N_ij p_i / (p_i + p_j) = W_i."""
    placed = strengths(found)
    if isinstance(placed, Unscorable):
        return
    assert sum(placed.values()) == pytest.approx(0, abs=1e-9)
    for system, strength in placed.items():
        wins = expected = 0.0
        for pair in found:
            if system in {pair.a, pair.b}:
                other = pair.b if pair.a == system else pair.a
                wins += 0.5 if pair.winner is None else pair.winner == system
                expected += 1 / (1 + math.exp(placed[other] - strength))
        assert expected == pytest.approx(wins, abs=1e-6)


@settings(deadline=None)
@given(comparisons())
def test_the_order_of_comparisons_changes_nothing(found: list[Preferred]) -> None:
    shuffled = sorted(found, key=lambda pair: (pair.b, pair.a, str(pair.winner)))
    one, other = strengths(found), strengths(shuffled)
    if isinstance(one, Unscorable) or isinstance(other, Unscorable):
        assert one == other
    else:
        assert dict(one) == pytest.approx(dict(other), abs=1e-6)
