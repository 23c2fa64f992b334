"""All that is kept of the requests to one model: its breaker and its two buckets. Pure; times are handed in."""

from dataclasses import dataclass, field, replace
from typing import Literal

from pincite.models.chat.limits import breaker as breakers
from pincite.models.chat.limits import bucket as buckets
from pincite.models.chat.limits.breaker import Breaker
from pincite.models.chat.limits.bucket import Bucket

Outcome = Literal["answered", "failed", "given up", "unsent"]
"""How a request ended: the model answered, whatever it said; it failed; whoever asked left; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How many requests and how many tokens a model is sent a minute at most; None for no limit."""

    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Traffic:
    """What is kept. A bucket is None as long as nothing was taken from it."""

    breaker: Breaker = field(default_factory=Breaker)
    requests: Bucket | None = None
    tokens: Bucket | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request may be sent. `era` is the breaker's; so many `tokens` were taken."""

    era: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Later:
    """A request may not be sent before so many seconds, because too much was sent in the last minute."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Closed:
    """A model is left alone up to a time, after so many failures in a row."""

    until: float
    failures: int


def admitted(
    traffic: Traffic, rates: Rates, tokens: int, now: float, trial_s: float
) -> tuple[Traffic, Ticket | Later | Closed]:
    """Whether a request of so many tokens may be sent, with what was taken for it if it may."""
    until = breakers.halted_until(traffic.breaker, now)
    if until is not None:
        return traffic, Closed(until, traffic.breaker.failures)
    requests, requests_s = _refilled(traffic.requests, rates.requests_per_minute, 1, now)
    in_tokens, tokens_s = _refilled(traffic.tokens, rates.tokens_per_minute, tokens, now)
    if wait := max(requests_s, tokens_s):
        return traffic, Later(wait)
    breaker = breakers.begun(traffic.breaker, now, trial_s)
    after = Traffic(
        breaker,
        requests and buckets.taken(requests, 1),
        in_tokens and buckets.taken(in_tokens, tokens),
    )
    return after, Ticket(breaker.era, tokens)


def settled(traffic: Traffic, ticket: Ticket, outcome: Outcome, now: float, asked_s: float = 0.0) -> Traffic:
    """What is kept once a request has ended. What was never sent goes back into the buckets."""
    match outcome:
        case "answered":
            return replace(traffic, breaker=breakers.answered(traffic.breaker, ticket.era))
        case "failed":
            return replace(traffic, breaker=breakers.failed(traffic.breaker, ticket.era, now, asked_s))
        case "given up":
            return replace(traffic, breaker=breakers.given_up(traffic.breaker, ticket.era))
        case "unsent":
            return Traffic(
                breakers.given_up(traffic.breaker, ticket.era),
                traffic.requests and buckets.taken(traffic.requests, -1),
                traffic.tokens and buckets.taken(traffic.tokens, -ticket.tokens),
            )


def given_back(traffic: Traffic, tokens: int) -> Traffic:
    """What is kept once a reply took fewer tokens than were taken for it."""
    return replace(traffic, tokens=traffic.tokens and buckets.taken(traffic.tokens, -tokens))


def _refilled(bucket: Bucket | None, per_minute: int | None, amount: float, now: float) -> tuple[Bucket | None, float]:
    """A bucket as it is now, None where there is no limit, and the seconds until the amount is in it."""
    if per_minute is None:
        return None, 0.0
    now_in = buckets.refilled(bucket, per_minute, now) if bucket is not None else buckets.full(per_minute, now)
    return now_in, buckets.lacks_s(now_in, per_minute, amount)
