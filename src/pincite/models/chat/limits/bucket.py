"""A token bucket: how much may be sent now, of what a model is given a minute.

Pure: the time is handed in, in seconds since 1970. In any time of T seconds no more than `per_minute` * T / 60 and one
full bucket are sent; where one request is more than a bucket, that request in its place.

Source: Turner, "New directions in communications", IEEE Communications Magazine, 1986 (the leaky bucket as a meter).
"""

from dataclasses import dataclass
from typing import Final

SHARE: Final = 6
"""A full bucket is so many parts of a minute's worth: ten seconds of it can go out at once after a pause."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """What was left at a time. Below 0 after a request that was more than a full bucket."""

    left: float
    at: float


def full(per_minute: int, now: float) -> Bucket:
    """A bucket that nothing was taken from.

    >>> full(60, now=0.0)
    Bucket(left=10.0, at=0.0)
    """
    return Bucket(_size(per_minute), now)


def refilled(bucket: Bucket, per_minute: int, now: float) -> Bucket:
    """The bucket with what came in since; nothing where the clock was put back."""
    came_in = max(0.0, now - bucket.at) * per_minute / 60
    return Bucket(min(_size(per_minute), bucket.left + came_in), now)


def lacks_s(bucket: Bucket, per_minute: int, amount: float) -> float:
    """Seconds until an amount can be taken from a bucket that is refilled by now. A full one gives any amount."""
    missing = min(amount, _size(per_minute)) - bucket.left
    return max(0.0, missing) * 60 / per_minute


def taken(bucket: Bucket, amount: float) -> Bucket:
    """The bucket without an amount, or with one that is given back, where it is negative."""
    return Bucket(bucket.left - amount, bucket.at)


def _size(per_minute: int) -> float:
    """What a full bucket holds: room for one request at least."""
    return max(1.0, per_minute / SHARE)
