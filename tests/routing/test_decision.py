"""Hard limits first, then the cheapest tier that is good enough, each step with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.errors import RoutingError
from pincite.routing.decision import NEAR, AtLeast, Chance, Goal, Need, Outlook, Tier, WorthIt, decide

EVERYWHERE = frozenset({"public", "internal", "privileged"})
TIERS = (
    Tier("quote", EVERYWHERE),
    Tier("on-prem", EVERYWHERE, window=4_000),
    Tier("premium", frozenset({"public", "internal"}), window=100_000, prompt_price=3, answer_price=15),
)
NEED = Need("internal", prompt_tokens=2_000, answer_tokens=500)


def outlook(*p_ok: float, doubt: float = 0.0) -> Outlook:
    chances = zip(TIERS, p_ok, (0.0, 0.1, 1.0), strict=True)
    return Outlook(tuple(Chance(tier.name, p, cost) for tier, p, cost in chances), doubt)


def test_the_cheapest_tier_that_clears_the_target_is_taken() -> None:
    decision = decide(TIERS, NEED, outlook(0.6, 0.88, 0.95), AtLeast(0.85))
    assert (decision.tier, decision.path) == ("on-prem", ("on-prem", "premium"))
    assert decision.reasons == ("quote: 0.60 < target 0.85", "on-prem: 0.88 ≥ target 0.85")


def test_a_question_that_no_tier_can_answer_goes_to_a_cheap_one() -> None:
    decision = decide(TIERS, NEED, outlook(0.3, 0.31, 0.31), AtLeast(0.85))
    assert decision.tier == "quote"
    assert decision.reasons[-1] == "quote: no dearer tier is better by more than 0.02"


@pytest.mark.parametrize(
    ("need", "reason"),
    [
        (Need("privileged", 2_000, 500), "premium: not allowed for privileged"),
        (Need("sealed by a court", 2_000, 500), "premium: not allowed for sealed by a court"),
        (Need("internal", 3_800, 500), "on-prem: window too small (4300 tokens > 4000)"),
        (Need("internal", 2_000, 500, budget=13_499), "premium: over budget ($0.0000000135 > $0.000000013499)"),
    ],
    ids=["sensitivity", "unknown sensitivity", "window", "budget"],
)
def test_a_hard_limit_bars_a_tier_whatever_its_chance(need: Need, reason: str) -> None:
    decision = decide(TIERS, need, outlook(0.1, 0.2, 0.99), AtLeast(0.85))
    assert reason in decision.reasons
    assert reason.split(":")[0] not in decision.path


def test_a_budget_that_is_just_enough_is_enough() -> None:
    need = Need("internal", 2_000, 500, budget=13_500)
    assert decide(TIERS, need, outlook(0.1, 0.2, 0.99), AtLeast(0.85)).tier == "premium"


def test_no_permitted_tier_is_a_decision_too() -> None:
    decision = decide(TIERS[2:], Need("privileged", 1, 1), Outlook((Chance("premium", 0.9, 1),)), AtLeast(0.5))
    assert (decision.tier, decision.path) == (None, ())
    assert decision.reasons == ("premium: not allowed for privileged", "no tier is permitted")


def test_an_unlike_question_goes_up_and_the_reason_says_so() -> None:
    assert decide(TIERS, NEED, outlook(0.6, 0.88, 0.9), AtLeast(0.85)).tier == "on-prem"
    decision = decide(TIERS, NEED, outlook(0.6, 0.88, 0.9, doubt=0.1), AtLeast(0.85))
    assert decision.tier == "premium"
    assert decision.reasons[0] == "unlike the questions learnt from: dearer tiers count 0.10 more"


def test_a_step_up_is_taken_while_it_is_worth_its_cost() -> None:
    chances = outlook(0.5, 0.7, 0.74)
    assert [decide(TIERS, NEED, chances, WorthIt(rate)).tier for rate in (3.0, 0.5, 0.01)] == [
        "quote",
        "on-prem",
        "premium",
    ]
    assert decide(TIERS, NEED, chances, WorthIt(0.5)).reasons == (
        "on-prem: 0.70, and a dearer tier at most 0.04 better",
    )


goals = st.floats(0.05, 0.95).map(AtLeast) | st.floats(-1, 5).map(WorthIt)
probabilities = st.tuples(*[st.floats(0, 1)] * 3)


@given(probabilities, st.floats(0, 1), goals, st.sampled_from(["public", "privileged"]), st.integers(0, 200_000))
def test_what_is_chosen_is_permitted_and_more_doubt_never_goes_down(
    p_ok: tuple[float, float, float], doubt: float, goal: Goal, sensitivity: str, tokens: int
) -> None:
    need = Need(sensitivity, tokens, 0, budget=400_000)
    sure, unsure = (decide(TIERS, need, outlook(*p_ok, doubt=each), goal) for each in (0.0, doubt))
    by_name = {tier.name: tier for tier in TIERS}
    for name in unsure.path:
        tier = by_name[name]
        assert sensitivity in tier.accepts
        assert tier.window is None or tokens <= tier.window
        assert need.cost(tier) <= 400_000
    names = [*by_name]
    assert doubt < NEAR or names.index(unsure.path[0]) >= names.index(sure.path[0])


@pytest.mark.parametrize("p_ok", [float("nan"), float("inf"), -0.1])
def test_a_chance_that_is_no_number_is_refused(p_ok: float) -> None:
    with pytest.raises(RoutingError, match="weights are damaged"):
        outlook(0.5, 0.5, p_ok)


def test_chances_of_other_tiers_are_refused() -> None:
    with pytest.raises(RoutingError, match="other tiers"):
        decide(TIERS[1:], NEED, outlook(0.5, 0.6, 0.7), AtLeast(0.85))


@pytest.mark.parametrize("target", [0.0, 1.0, 85.0, float("nan")])
def test_a_target_is_a_probability(target: float) -> None:
    with pytest.raises(RoutingError, match="between 0 and 1"):
        AtLeast(target)


@pytest.mark.parametrize(
    ("prompt_price", "answer_price", "window"),
    [(-1, 15, 8_000), (3, -1, 8_000), (3, 15, 0)],
    ids=["prompt price", "answer price", "window"],
)
def test_a_tier_with_a_price_or_window_that_cannot_be_is_refused(
    prompt_price: int, answer_price: int, window: int
) -> None:
    with pytest.raises(RoutingError, match="tier premium has a negative price or no window"):
        Tier("premium", EVERYWHERE, window, prompt_price, answer_price)


def test_a_request_of_fewer_than_no_tokens_is_refused() -> None:
    with pytest.raises(RoutingError, match="at least 0 tokens"):
        Need("internal", -1, 0)
