"""What completions cost: to the pico-dollar, by the prices of the day, and never less than was used."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.models.chat.prices import PICO, Prices, Rates, in_words, pico_dollars, usd
from pincite.models.chat.spending import bound
from pincite.models.ports import Message, Usage

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
TODAY = date(2026, 11, 29)
DATED = Prices(((MAY, Rates.per_million("2", "8")), (JUNE, Rates.per_million("3", "9"))))

COUNTS = st.integers(0, 10**7)


def test_three_and_three_quarter_cents_a_million_is_37_500_pico_dollars_a_token() -> None:
    assert pico_dollars(Decimal("0.0375")) == 37_500


@pytest.mark.parametrize("said", ["-0.01", "10000.01", "NaN", "Infinity", "0.0000001"])
def test_what_is_no_price_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="in US\\$ per million tokens"):
        pico_dollars(Decimal(said))


def test_a_dear_long_call_fits_into_64_bits() -> None:
    assert Rates.per_million("10000", "10000").cost(Usage(10**7, 10**7)) < 2**63


def test_tokens_of_a_cache_have_their_own_prices() -> None:
    rates = Rates.per_million("3", "15", Decimal("0.30"), Decimal("3.75"))
    used = Usage(10_000, 100, cache_read_tokens=6_000, cache_write_tokens=1_000)
    assert rates.cost(used) == 3_000 * 3_000_000 + 6_000 * 300_000 + 1_000 * 3_750_000 + 100 * 15_000_000


def test_what_nobody_counted_costs_as_if_it_had_been_put_into_the_cache() -> None:
    rates = Rates.per_million("3", "15", Decimal("0.30"), Decimal("3.75"))
    assert rates.cost(Usage(1_000, 0, estimated=True)) == 1_000 * 3_750_000
    assert rates.cost(Usage(1_000, 0, estimated=True, cache_read_tokens=400)) == 600 * 3_750_000 + 400 * 300_000


@given(COUNTS, COUNTS, st.integers(0, 10**10), st.integers(0, 10**10))
def test_a_cost_is_exact_whatever_a_float_makes_of_it(prompt: int, completion: int, read: int, written: int) -> None:
    cost = Rates(read, written, read, read).cost(Usage(prompt, completion))
    assert cost == prompt * read + completion * written
    assert usd(cost) == cost / PICO


@given(st.lists(st.tuples(COUNTS, COUNTS), max_size=5))
def test_the_cost_of_a_sum_is_the_sum_of_the_costs(uses: list[tuple[int, int]]) -> None:
    rates = Rates.per_million("0.1", "0.7")
    total = sum((Usage(*one) for one in uses), Usage(0, 0))
    assert rates.cost(total) == sum(rates.cost(Usage(*one)) for one in uses)


@given(st.text(max_size=200), st.integers(1, 4096))
def test_no_request_takes_more_than_its_bound(text: str, most: int) -> None:
    found = bound([Message("user", text)], most, {"type": "object"})
    rates = Rates.per_million("1", "2", Decimal("0.1"), Decimal("1.25"))
    words = len(text.encode("utf-8", "replace").split())
    assert rates.most(found) >= rates.cost(Usage(words, most, cache_write_tokens=words))


@pytest.mark.parametrize(
    ("day", "prompt", "since"),
    [
        (date(2026, 4, 30), 2_000_000, MAY),
        (MAY, 2_000_000, MAY),
        (date(2026, 5, 31), 2_000_000, MAY),
        (JUNE, 3_000_000, JUNE),
        (TODAY, 3_000_000, JUNE),
    ],
)
def test_the_prices_of_the_day_hold(day: date, prompt: int, since: date) -> None:
    assert (DATED.at(day).prompt, DATED.since(day)) == (prompt, since)


@pytest.mark.parametrize(
    ("prices", "day", "is_remote", "said"),
    [
        (Prices(), TODAY, True, "no price of tier premium is known, so all that it is asked counts as free; add a "),
        (Prices(), TODAY, False, ""),
        (Prices.always("1", "2"), TODAY, True, ""),
        (DATED, TODAY, True, ""),
        (DATED, date(2027, 6, 2), True, "the newest prices of tier premium are of 2026-06-01; look them up, and add"),
        (DATED, date(2026, 4, 1), True, "the first prices of tier premium hold from 2026-05-01 on, and count before"),
    ],
    ids=["missing", "of the firm's own", "without a day", "current", "old", "later"],
)
def test_odd_prices_are_told_in_a_sentence(prices: Prices, day: date, is_remote: bool, said: str) -> None:
    found = prices.oddity("premium", day, is_remote=is_remote)
    assert found.startswith(said)
    assert bool(found) == bool(said)


@pytest.mark.parametrize(
    ("pico", "said"),
    [(0, "$0.00"), (PICO // 100, "$0.01"), (1_234_560_000_000_000, "$1,234.56"), (37_500, "$0.000000038")],
)
def test_amounts_in_words(pico: int, said: str) -> None:
    assert in_words(pico) == said
