"""All of a bounded set, or the best of it: the choice, and its reason."""

import json
import math
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.retrieval.context import (
    SELECTION,
    Limits,
    ReadingCapacity,
    Reason,
    decide,
)

HOSTED = ReadingCapacity("token", 32_000, usd_per_million=2.0, per_second=8_000)


@pytest.mark.parametrize(
    ("size", "retrieved", "reason", "sentence"),
    [
        (4_210, 2_000, "fits", "All of the Dunmore lease was read (4,210 tokens)."),
        (1_500, 2_000, "no_longer", "All of the Dunmore lease was read (1,500 tokens)."),
        (
            812_000,
            3_800,
            "window",
            "There are 812,000 tokens in the Dunmore lease, more than the 32,000 that are read at once: "
            "the 20 best passages were used.",
        ),
        (
            30_000,
            3_800,
            "time",
            "All of the Dunmore lease (30,000 tokens) would take 3.8 s, more than 2.0 s: "
            "the 20 best passages were used.",
        ),
        (0, 0, "no_longer", "All of the Dunmore lease was read (0 tokens)."),
    ],
)
def test_the_choice_and_its_sentence(size: int, retrieved: int, reason: Reason, sentence: str) -> None:
    choice = decide("the Dunmore lease", size, retrieved, 20, HOSTED)

    assert (choice.reason, choice.sentence) == (reason, sentence)
    assert choice.reads_whole == (reason in ("fits", "no_longer"))


def test_a_price_beyond_the_limit_is_named() -> None:
    dear = ReadingCapacity("token", 200_000, usd_per_million=15.0, per_second=math.inf)

    choice = decide("the Dunmore lease", 12_000, 2_000, 1, dear)

    assert choice.sentence == (
        "All of the Dunmore lease (12,000 tokens) would cost $0.180 to read, more than $0.100: "
        "the best passage was used."
    )
    assert choice.usd == pytest.approx(0.18)
    assert decide("it", 12_000, 2_000, 1, dear, Limits(usd=0.2)).reads_whole


def test_a_small_model_on_a_processor_reads_what_retrieval_gives_it() -> None:
    """1.5 billion weights read some 35 tokens a second: even a short contract takes minutes."""
    local = ReadingCapacity("token", 30_768, per_second=35)

    choice = decide("the lease", 4_210, 2_000, 12, local)

    assert (choice.reason, round(choice.seconds)) == ("time", 120)


def test_quote_mode_counts_passages_and_costs_nothing() -> None:
    short = decide("the lease", SELECTION.window, 20, 20, SELECTION)
    long = decide("the lease", SELECTION.window + 1, 20, 20, SELECTION)
    single = decide("the lease", 1, 1, 1, SELECTION)

    assert (short.reads_whole, short.usd, short.seconds) == (True, 0.0, 0.0)
    assert (long.reads_whole, long.reason) == (False, "window")
    assert single.sentence == "All of the lease was read (1 passage)."


def test_the_figures_go_into_a_record_as_they_are() -> None:
    choice = decide("the lease", 4_210, 2_000, 12, HOSTED)

    assert json.loads(json.dumps(asdict(choice))) == asdict(choice)
    assert (choice.whole, choice.retrieved, choice.unit) == (4_210, 2_000, "token")


@given(
    st.integers(0, 10**9),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.floats(0, 100),
    st.floats(1e-3, 1e6),
    st.floats(0, 10),
    st.floats(0, 100),
)
def test_all_of_it_is_read_only_within_the_limits(
    size: int, retrieved: int, window: int, price: float, speed: float, usd: float, seconds: float
) -> None:
    reader = ReadingCapacity("token", window, price, speed)

    choice = decide("it", size, retrieved, 20, reader, Limits(usd, seconds))

    if choice.reads_whole:
        assert size <= window
        assert size <= retrieved or (choice.usd <= usd and choice.seconds <= seconds)
    else:
        assert size > window or (size > retrieved and (choice.usd > usd or choice.seconds > seconds))


@pytest.mark.parametrize(
    "wrong", [{"window": -1}, {"usd_per_million": -0.1}, {"per_second": 0.0}, {"per_second": math.nan}]
)
def test_a_reader_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="a reader takes no fewer than 0 tokens"):
        replace(HOSTED, **wrong)  # type: ignore[arg-type]
