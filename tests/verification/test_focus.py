"""What of a long premise is read beside a claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.verification.focus import LONGEST, focused

RENT = "The Tenant shall pay rent of EUR 4,000 on the first day of each month."
FILLER = " ".join(
    f"Clause {n}. The parties shall keep the records of week {n} in good order and open to inspection."
    for n in range(60)
)


def test_a_short_premise_is_read_whole() -> None:
    assert focused(RENT, "Rent is due monthly.") == RENT


def test_the_sentence_that_a_claim_speaks_about_is_kept() -> None:
    kept = focused(f"{FILLER} {RENT} {FILLER}", "The Tenant must pay EUR 4,000 in rent each month.")
    assert RENT in kept
    assert len(kept) <= LONGEST


def test_a_sentence_without_an_end_is_not_left_out_whole() -> None:
    endless = "alpha " * 2_000 + RENT.rstrip(".") + " beta" * 2_000
    assert "EUR 4,000" in focused(endless, "The Tenant pays EUR 4,000.")


@pytest.mark.parametrize("claim", ["", "🙂🙂", "x" * 50_000, "租金每月到期", "\ud800"])
def test_any_claim_finds_something_to_read(claim: str) -> None:
    assert 0 < len(focused(f"{FILLER} {RENT} {FILLER}", claim)) <= LONGEST


@given(st.text(max_size=4_000), st.text(max_size=200), st.integers(min_value=40, max_value=1_500))
def test_what_is_kept_are_words_of_the_premise_in_order(premise: str, claim: str, longest: int) -> None:
    kept = focused(premise, claim, longest)
    assert len(kept) <= max(longest, 0) or kept == premise
    at = 0
    for line in kept.split("\n") if kept != premise else [premise]:
        found = premise.find(line, at)
        assert found >= 0
        at = found + len(line)


def test_time_grows_with_the_premise_and_no_faster() -> None:
    assert len(focused("a b c. " * 100_000, "b")) <= LONGEST
