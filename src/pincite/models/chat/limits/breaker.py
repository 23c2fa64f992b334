"""A circuit breaker: a model that fails again and again is left alone for a while, then tried by one request.

Pure: the time is handed in, in seconds since 1970. Source: Nygard, "Release It!", 2nd edition, 2018, chapter 5.
"""

from dataclasses import dataclass, replace
from typing import Final

FAILURES: Final = 5
"""Requests in a row that fail until nobody asks any more: one more than one reply is tried, so that a single question
that meets a restart does not close a model to all others."""

REMEMBERED_S: Final = 300.0
"""Seconds after which an earlier failure says nothing about the next."""

FIRST_OPEN_S: Final = 30.0
LONGEST_OPEN_S: Final = 600.0
"""Seconds that a breaker stays open: twice as long after each trial that fails, up to the longest."""


@dataclass(frozen=True, slots=True)
class Breaker:
    """What is known of a model's failures; the default is a closed breaker.

    `failures` is how many requests in a row failed, the last at `failed_at`; `openings` how often it opened since one
    was answered. It is closed where `open_until` is 0. From `open_until` on, one request may try, which has the time up
    to `trial_until`. `era` grows when it opens, is tried and closes: what was sent in an earlier era says nothing about
    this one.
    """

    failures: int = 0
    failed_at: float = 0.0
    openings: int = 0
    open_until: float = 0.0
    trial_until: float = 0.0
    era: int = 0


def halted_until(breaker: Breaker, now: float) -> float | None:
    """When a request may be sent, where none may now; None where one may.

    A time further ahead than any that is set here comes of a clock that was put back since, and counts as over.

    >>> halted_until(Breaker(failures=5, open_until=130.0), now=100.0)
    130.0
    """
    until = max(breaker.open_until, breaker.trial_until) if breaker.open_until else 0.0
    return until if 0 < until - now <= LONGEST_OPEN_S else None


def begun(breaker: Breaker, now: float, trial_s: float) -> Breaker:
    """The breaker once a request is let through; where it was open, that request is a trial of so many seconds."""
    if not breaker.open_until:
        return breaker
    return replace(breaker, trial_until=now + min(trial_s, LONGEST_OPEN_S), era=breaker.era + 1)


def answered(breaker: Breaker, era: int) -> Breaker:
    """The breaker once a request that was let through in an era was answered."""
    if era != breaker.era or not (breaker.failures or breaker.open_until):
        return breaker
    return Breaker(era=breaker.era + 1 if breaker.open_until else breaker.era)


def failed(breaker: Breaker, era: int, now: float, asked_s: float = 0.0) -> Breaker:
    """The breaker once a request failed; `asked_s` is for how many seconds the provider asks to be left alone."""
    if era != breaker.era:
        return breaker
    is_recent = 0 <= now - breaker.failed_at <= REMEMBERED_S
    failures = breaker.failures + 1 if is_recent or breaker.open_until else 1
    if failures < FAILURES:
        return replace(breaker, failures=failures, failed_at=now)
    open_s = min(max(FIRST_OPEN_S * 2.0 ** min(breaker.openings, 10), asked_s), LONGEST_OPEN_S)
    return Breaker(failures, now, breaker.openings + 1, open_until=now + open_s, era=breaker.era + 1)


def given_up(breaker: Breaker, era: int) -> Breaker:
    """The breaker once a request came to no end that says anything; after a trial, another one may try at once."""
    return replace(breaker, trial_until=0.0) if era == breaker.era and breaker.trial_until else breaker
