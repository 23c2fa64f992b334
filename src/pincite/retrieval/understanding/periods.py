"""Periods in which documents were signed, in a question's words: "after 2021", "between March 2020 and May 2021"."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from pincite.structure.facts.dates import dates_in

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_TIME = (
    rf"(?:(?:the\s)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?)?{_MONTH}\.?,?\s(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s)?(?:19|20)\d\d|"
    r"(?:19|20)\d\d-\d\d-\d\d|(?:19|20)\d\d)(?![\w-])"
)
PERIOD = (
    r"(?i:(?P<how>on\sor\safter|on\sor\sbefore|after|before|since|from|during|until|up\sto|by|through|between|in|on|of)\s"
    rf"(?P<first>{_TIME})(?:\s(?:and|to|through|until)\s(?P<last>{_TIME}))?)"
)
"""A pattern for a period; `period_of` reads what it matches."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `since` to `until`, both in ISO 8601 and let in; an empty one leaves that side open."""

    since: str = ""
    until: str = ""

    @property
    def is_limited(self) -> bool:
        """True if it leaves out any day."""
        return bool(self.since or self.until)

    def holds(self, day: str) -> bool:
        """True for a day, a month ("2021-03") or a year that lies in the period as a whole.

        >>> Period("2021-01-01", "2021-12-31").holds("2021-03"), Period("2022-01-01").holds("2021")
        (True, False)
        """
        first, last = f"{day}-01-01"[:10], f"{day}-12-31"[:10]
        return first >= self.since and (not self.until or last <= self.until)

    @property
    def told(self) -> str:
        """The period in words, to stand behind "dated".

        >>> Period("2021-01-01", "2021-12-31").told, Period("2022-01-01").told, Period(until="2020-06-30").told
        ('from 1 Jan 2021 to 31 Dec 2021', 'on or after 1 Jan 2022', 'on or before 30 Jun 2020')
        """
        since, until = (_in_words(day) if day else "" for day in (self.since, self.until))
        if self.since == self.until:
            return f"on {since}"
        if since and until:
            return f"from {since} to {until}"
        return f"on or after {since}" if since else f"on or before {until}"


def period_of(found: re.Match[str]) -> Period | None:
    """The period that a match of `PERIOD` means; None if it holds no day of the calendar.

    >>> [period_of(re.match(PERIOD, one)) for one in ("after 2021", "before March 2020", "on 5 May 2021")]
    [Period(since='2022-01-01', until=''), Period(since='', until='2020-02-29'), Period(since='2021-05-05', \
until='2021-05-05')]
    >>> period_of(re.match(PERIOD, "between 2019 and June 2020"))
    Period(since='2019-01-01', until='2020-06-30')
    """
    how, first = found["how"].lower(), _days(found["first"])
    last = _days(found["last"]) if found["last"] else first
    if first is None or last is None:
        return None
    if found["last"]:
        return Period(first[0].isoformat(), last[1].isoformat())
    if how == "after":
        return Period((first[1] + _DAY).isoformat())
    if how in ("since", "on or after"):
        return Period(first[0].isoformat())
    if how == "before":
        return Period(until=(first[0] - _DAY).isoformat())
    if how in ("until", "up to", "by", "through", "on or before"):
        return Period(until=first[1].isoformat())
    return Period(first[0].isoformat(), first[1].isoformat())


def _in_words(day: str) -> str:
    return f"{date.fromisoformat(day):%-d %b %Y}"


def _days(time: str) -> tuple[date, date] | None:
    """The first and the last day of a day, a month or a year."""
    if re.fullmatch(r"\d{4}", time):
        return date(int(time), 1, 1), date(int(time), 12, 31)
    found = next(iter(dates_in(time, 0, len(time))), None)
    if found is None:
        return None
    if len(found.value) == len("2021-03"):
        year, month = map(int, found.value.split("-"))
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    day = date.fromisoformat(found.value)
    return day, day
