"""Kappa, Wilson's interval and Bradley-Terry strengths against values worked by hand."""

import math

import pytest

from pincite.evaluation.agreement import NOTHING_LABELLED, ONE_LABEL, cohen_kappa
from pincite.evaluation.preference import Preferred, strengths
from pincite.evaluation.proportion import wilson
from pincite.evaluation.score import Scored, Unscorable


def labels(table: dict[tuple[str, str], int]) -> tuple[list[str], list[str]]:
    """Both raters' labels from how often each pair was given."""
    pairs = [pair for pair, count in table.items() for _ in range(count)]
    return [one for one, _ in pairs], [other for _, other in pairs]


KAPPAS = {
    # p_o = 35/50 = .7; yes .5 x .6 + no .5 x .4 = .5; (.7 - .5) / .5
    "two labels": ({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}, 0.4),
    # p_o = .9 as below, but .95^2 + .05^2 = .905 by chance: (.9 - .905) / .095
    "high prevalence": ({("y", "y"): 90, ("y", "n"): 5, ("n", "y"): 5}, -1 / 19),
    # p_o = .9, by chance .5
    "even prevalence": ({("y", "y"): 45, ("y", "n"): 5, ("n", "y"): 5, ("n", "n"): 45}, 0.8),
    "always apart": ({("y", "n"): 5, ("n", "y"): 5}, -1.0),
    "always alike": ({("y", "y"): 3, ("n", "n"): 3, ("m", "m"): 3}, 1.0),
    # p_o = 6/9; each label a third for both: 1/3 by chance
    "three labels": ({("a", "a"): 2, ("b", "b"): 2, ("c", "c"): 2, ("a", "b"): 1, ("b", "c"): 1, ("c", "a"): 1}, 0.5),
}


@pytest.mark.parametrize(("table", "value"), KAPPAS.values(), ids=KAPPAS.keys())
def test_kappa(table: dict[tuple[str, str], int], value: float) -> None:
    kappa = cohen_kappa(*labels(table))
    assert isinstance(kappa, Scored)
    assert kappa.value == pytest.approx(value, rel=1e-12)


def test_kappa_does_not_exist_where_chance_is_certain() -> None:
    assert cohen_kappa(["y"] * 9, ["y"] * 9) == Unscorable(ONE_LABEL)
    assert cohen_kappa([], []) == Unscorable(NOTHING_LABELLED)
    assert cohen_kappa(["y"] * 9, ["n"] * 9) == Scored(0.0)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # z^2 = 3.84146. 0 of n: [0, z^2 / (n + z^2)]
        (0, 10, 0, 3.84146 / 13.84146),
        (10, 10, 10 / 13.84146, 1),
        # half of n: 1/2 -+ z / (2 sqrt(n + z^2))
        (50, 100, 0.5 - 1.959964 / (2 * math.sqrt(103.84146)), 0.5 + 1.959964 / (2 * math.sqrt(103.84146))),
        (1, 1, 1 / 4.84146, 1),
    ],
)
def test_wilson(successes: int, trials: int, low: float, high: float) -> None:
    interval = wilson(successes, trials)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-6)


def met(a: str, b: str, wins: int, losses: int, ties: int = 0) -> list[Preferred]:
    return [Preferred(a, b, winner) for winner in [a] * wins + [b] * losses + [None] * ties]


def test_two_systems_stand_as_their_wins() -> None:
    """P(a beats b) = 3/4, so the strengths are in the ratio 3 : 1, their logs half of log 3 above and below 0."""
    found = strengths(met("a", "b", 3, 1))
    assert not isinstance(found, Unscorable)
    assert dict(found) == pytest.approx({"a": math.log(3) / 2, "b": -math.log(3) / 2})
    tied = strengths(met("b", "a", 0, 2, ties=2))  # half a win each for two ties: 3 to 1 again
    assert not isinstance(tied, Unscorable)
    assert dict(tied) == pytest.approx(dict(found))


def test_three_systems_whose_shares_fit_the_model_exactly() -> None:
    """Strengths 4 : 2 : 1 give shares 2/3, 2/3 and 4/5, which these comparisons have."""
    found = strengths([*met("a", "b", 10, 5), *met("b", "c", 10, 5), *met("a", "c", 12, 3)])
    assert not isinstance(found, Unscorable)
    assert list(found) == ["a", "b", "c"]
    assert dict(found) == pytest.approx({"a": math.log(2), "b": 0.0, "c": -math.log(2)}, abs=1e-8)


def test_a_system_may_be_placed_through_others_alone() -> None:
    """a and c never met: 3 : 1 and 3 : 1 put them 9 : 1 apart."""
    found = strengths([*met("a", "b", 3, 1), *met("b", "c", 3, 1)])
    assert not isinstance(found, Unscorable)
    assert found["a"] - found["c"] == pytest.approx(math.log(9), abs=1e-7)
