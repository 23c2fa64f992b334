"""Time limits of grants: "2026-12-31" lasts to the end of that day, "2026-12-31T17:00" to that minute, in UTC.

The end of a day is the first moment of the next, and a limit is the first moment at which the grant is over, so a grant
holds while `now < until`.
"""

import re
from datetime import UTC, date, datetime, timedelta

from pincite.errors import AccessError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_until(text: str) -> datetime:
    """The moment at which a limit is reached. A time without a zone is in UTC; one with a zone is turned into it.

    >>> parse_until("2026-12-31"), parse_until("2026-12-31T17:00+01:00").hour
    (datetime.datetime(2027, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), 16)

    Raises:
        AccessError: it is neither a date nor a date with a time (ISO 8601).
    """
    given = text.strip()
    try:
        if _DAY.fullmatch(given):
            day = date.fromisoformat(given)
            return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
        moment = datetime.fromisoformat(given)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise AccessError(
            f"{given[:40]!r} is no date; give one like 2026-12-31, or with a time in UTC like 2026-12-31T17:00"
        ) from None


def in_words(until: datetime) -> str:
    """A limit as people say it.

    >>> in_words(parse_until("2026-12-31")), in_words(parse_until("2026-12-31T17:00"))
    ('the end of 2026-12-31 (UTC)', '2026-12-31 17:00 UTC')
    """
    if (until.hour, until.minute, until.second, until.microsecond) == (0, 0, 0, 0):
        return f"the end of {until - timedelta(days=1):%Y-%m-%d} (UTC)"
    seconds = f":{until:%S}" if until.second or until.microsecond else ""
    return f"{until:%Y-%m-%d %H:%M}{seconds} UTC"
