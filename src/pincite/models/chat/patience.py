"""How long to wait before a failed request is made again."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

ATTEMPTS = 4
"""The most requests for one reply: a restart of a server, or a limit per second, is over within three waits."""

PASSING = frozenset((429, 502, 503, 504))
"""Statuses that may be gone a moment later: too many requests, and a server behind a gateway that is not ready."""

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
"""The most seconds that a server may ask for: nobody waits at a screen for longer."""


def wait_s(attempt: int, headers: Mapping[str, str]) -> float | None:
    """Seconds before the attempt after this one (the first is 0); None if the server asks for too long a wait.

    A server says it as `Retry-After`: seconds, or a date, which is read against the server's own clock (`Date`), not
    ours. Without it the waits double.

    Source: RFC 9110, 10.2.3.
    """
    asked = _asked_s(headers)
    if asked is None:
        return FIRST_WAIT_S * 2.0**attempt
    return asked if asked <= LONGEST_WAIT_S else None


def _asked_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks for; None if it says nothing readable."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdecimal() and len(said) <= 9:
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("date", ""))).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
