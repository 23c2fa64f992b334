"""When a model that fails is left alone, and when it is tried again."""

from dataclasses import replace

from pincite.models.chat.limits.breaker import (
    FAILURES,
    FIRST_OPEN_S,
    LONGEST_OPEN_S,
    REMEMBERED_S,
    Breaker,
    answered,
    begun,
    failed,
    given_up,
    halted_until,
)


def _opened(at: float = 1000.0) -> Breaker:
    breaker = Breaker()
    for _ in range(FAILURES):
        breaker = failed(breaker, breaker.era, at)
    return breaker


def test_it_opens_after_failures_in_a_row() -> None:
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        breaker = failed(breaker, breaker.era, 1000.0)
        assert halted_until(breaker, 1000.0) is None
    breaker = failed(breaker, breaker.era, 1000.0)
    assert halted_until(breaker, 1000.0) == 1000.0 + FIRST_OPEN_S


def test_an_answer_between_failures_starts_the_count_anew() -> None:
    breaker = Breaker()
    for _ in range(3 * FAILURES):
        breaker = answered(failed(breaker, breaker.era, 1000.0), breaker.era)
    assert breaker.failures == 0
    assert halted_until(breaker, 1000.0) is None


def test_failures_long_ago_do_not_count() -> None:
    breaker, at = Breaker(), 1000.0
    for _ in range(3 * FAILURES):
        at += REMEMBERED_S + 1
        breaker = failed(breaker, breaker.era, at)
    assert halted_until(breaker, at) is None


def test_one_request_tries_and_the_others_wait_for_it() -> None:
    breaker = _opened()
    at = 1000.0 + FIRST_OPEN_S
    assert halted_until(breaker, at) is None
    trial = begun(breaker, at, trial_s=60)
    assert halted_until(trial, at) == at + 60
    assert halted_until(trial, at + 60) is None  # it came to no end: the next may try
    closed = answered(trial, trial.era)
    assert halted_until(closed, at) is None
    assert (closed.failures, closed.openings) == (0, 0)


def test_a_trial_that_fails_opens_it_for_twice_as_long() -> None:
    breaker, at = _opened(), 1000.0
    lasting = []
    for _ in range(8):
        until = halted_until(breaker, at)
        assert until is not None
        lasting.append(until - at)
        at = until
        trial = begun(breaker, at, trial_s=60)
        breaker = failed(trial, trial.era, at)
    assert lasting == [30, 60, 120, 240, 480, LONGEST_OPEN_S, LONGEST_OPEN_S, LONGEST_OPEN_S]


def test_what_was_sent_before_it_opened_says_nothing_about_a_trial() -> None:
    before = Breaker().era
    opened = _opened()
    assert answered(opened, before) == opened
    trial = begun(opened, 1030.0, trial_s=60)
    assert failed(trial, before, 1031.0) == trial
    again = begun(replace(trial), 1091.0, trial_s=60)  # the first trial was too late
    assert answered(again, trial.era) == again


def test_a_trial_that_its_asker_leaves_gives_way_to_another() -> None:
    trial = begun(_opened(), 1030.0, trial_s=60)
    assert halted_until(given_up(trial, trial.era), 1031.0) is None


def test_a_provider_says_how_long_it_wants_to_be_left_alone() -> None:
    breaker = Breaker()
    for _ in range(FAILURES):
        breaker = failed(breaker, breaker.era, 1000.0, asked_s=200)
    assert halted_until(breaker, 1000.0) == 1200.0
    for _ in range(FAILURES):
        breaker = failed(breaker, breaker.era, 1000.0, asked_s=10**6)
    assert halted_until(replace(breaker, open_until=1000.0 + LONGEST_OPEN_S), 1000.0) == 1000.0 + LONGEST_OPEN_S


def test_a_clock_that_is_put_back_closes_nothing_for_days() -> None:
    assert halted_until(_opened(at=90_000.0), 1000.0) is None
