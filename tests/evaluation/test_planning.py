"""What a question costs with all documents, and with what a search finds."""

from decimal import Decimal

from pincite.evaluation.planning import FOUND_TOKENS, Reads, planned
from pincite.models.chat.prices import PICO, Rates

RATES = Rates.per_million("2", "8")


def test_half_a_million_tokens_at_two_dollars_a_million_are_one_dollar_a_question() -> None:
    plan = planned(Reads("premium", 1_000_000, 0, RATES), 500_000)
    assert (plan.all, plan.fits, plan.again) == (PICO, True, None)
    assert plan.found == FOUND_TOKENS * 2_000_000


def test_what_does_not_fit_is_said_not_to() -> None:
    assert not planned(Reads("small", 8_192, 1_024, RATES), 7_169).fits
    assert planned(Reads("small", 8_192, 1_024, RATES), 7_168).fits


def test_an_answer_costs_the_same_either_way() -> None:
    without, with_one = (planned(Reads("m", 10**6, answer, RATES), 500_000) for answer in (0, 1_000))
    assert with_one.all - without.all == with_one.found - without.found == 1_000 * 8_000_000


def test_a_cache_makes_the_first_question_dearer_and_the_next_cheaper() -> None:
    rates = Rates.per_million("2", "8", Decimal("0.20"), Decimal("2.50"))
    plan = planned(Reads("m", 10**6, 0, rates), 500_000)
    assert (plan.all, plan.again) == (1_250_000_000_000, 100_000_000_000)


def test_a_search_reads_no_more_than_there_is_or_than_the_window_holds() -> None:
    assert planned(Reads("m", 10**6, 0, RATES), 300).found_tokens == 300
    assert planned(Reads("m", 4_096, 1_024, RATES), 10**6).found_tokens == 3_072
