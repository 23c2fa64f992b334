"""How long to wait before a failed request is made again."""

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

ATTEMPTS = 4
"""The most requests for one reply: a restart of a server, or a limit per second, is over within three waits."""

PASSING = frozenset((408, 429, 502, 503, 504, 529))
"""Statuses that may be gone a moment later: too many requests, a server behind a gateway that is not ready, one that
waited too long for a request (408), and Anthropic's own word for a service that is overloaded (529)."""

SPENT = frozenset(("insufficient_quota", "enforced_spend_limit_reached"))
"""How OpenAI and Anthropic call it, under the status 429, that the account's money is used up: that does not pass."""

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0
"""The most seconds that a server may ask for: nobody waits at a screen for longer."""


def wait_s(attempt: int, headers: Mapping[str, str], share: float) -> float | None:
    """Seconds before the attempt after this one (the first is 0); None if the server asks for too long a wait.

    A server says it as `Retry-After`: seconds, or a date, which is read against the server's own clock (`Date`), not
    ours. Without it the wait is a `share`, 0 to 1, of a time that doubles. Clients that draw their shares at random do
    not come back all at once.

    Source: RFC 9110, 10.2.3; Brooker, "Exponential backoff and jitter", AWS Architecture Blog, 2015 ("full jitter").
    """
    asked = asked_s(headers)
    if asked is None:
        return FIRST_WAIT_S * 2.0**attempt * share
    return asked if asked <= LONGEST_WAIT_S else None


def is_spent(content: bytes) -> bool:
    """Whether the body of a refusal says that the account's money is used up."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return False
    match answer:
        case {"error": {"code": str(code)}} | {"error": {"details": {"error_code": str(code)}}}:
            return code in SPENT
    return False


def asked_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks for; None if it says nothing readable."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdecimal() and len(said) <= 9:
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("date", ""))).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
