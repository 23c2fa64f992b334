"""Whether the times of the records run forward, by the rule of `access.clock`."""

from datetime import datetime, timedelta
from itertools import chain

from pincite.access.clock import TOLERANCE, newest
from pincite.audit.event import Problem
from pincite.audit.stored import Stored
from pincite.errors import RecordError

ACCEPTING = "clock"
"""The kind of a record that accepts the clock."""


def latest_time(stored: Stored, known: tuple[int, datetime | None]) -> tuple[int, datetime | None]:
    """The newest record's place, and the latest time of all records since the clock was last accepted.

    `known` is an earlier result: only later records are read.

    Raises:
        RecordError: a record's time is not a time.
    """
    since, before = known
    rows = stored.times_after(since)
    last = next(rows, None)
    if last is None:
        return known
    seq, *first = last
    later = chain([first], ((kind, at) for _, kind, at in rows))
    times = ((kind == ACCEPTING, datetime.fromisoformat(at)) for kind, at in later)
    try:
        return seq, newest(times, before)
    except (ValueError, TypeError) as error:
        raise RecordError(f"the time of a record was changed ({error}); run: pincite audit verify") from error


class Times:
    """The times of records as they are read one after another, and which of them lie before an earlier one."""

    def __init__(self) -> None:
        self._latest: datetime | None = None
        self._back: dict[int, tuple[datetime, timedelta]] = {}
        self.accepted: list[int] = []

    def read(self, seq: int, kind: str, at: str) -> None:
        """Take the next record's time."""
        try:
            moment = datetime.fromisoformat(at)
            step = moment - moment if self._latest is None else self._latest - moment
        except (ValueError, TypeError):
            return  # pincite writes no such time: the record's hash has told already
        if step > TOLERANCE:
            self._back[seq] = (moment, step)
        if kind == ACCEPTING:
            self.accepted += self._back
            self._back.clear()
            self._latest = moment
        else:
            self._latest = moment if self._latest is None else max(self._latest, moment)

    def problems(self) -> list[Problem]:
        """The records whose time runs backwards and which no later record accepts."""
        return [
            Problem(
                seq,
                f"record {seq} is dated {at:%Y-%m-%d %H:%M:%S} UTC, {in_words(step)} before a record ahead of "
                f"it: the clock was set back; where that was in order, the owner says so with: pincite access clock "
                f"--accept",
            )
            for seq, (at, step) in self._back.items()
        ]


def in_words(step: timedelta) -> str:
    """A length of time as people say it.

    >>> in_words(timedelta(seconds=75)), in_words(timedelta(hours=50))
    ('1 minute', '2 days')
    """
    seconds = int(step.total_seconds())
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        if seconds >= size:
            count = seconds // size
            return f"{count:,} {unit}" + ("s" if count > 1 else "")
    return "no time"
