"""Checks the clock against recorded times: a clock that runs backwards would reopen grants that have ended.

Grants end at a time, and records and rule changes are in order of time. So a clock that is behind the newest of these
by more than `TOLERANCE` is not trusted until the owner says that it is right, with a record or a rule change that
accepts it. After an acceptance, only the times since then are compared.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pincite.errors import ClockError

TOLERANCE = timedelta(minutes=1)
"""How far a time may lie before an earlier one. A writer takes the time before it waits for its turn, which may take
some seconds; a clock that is kept right is corrected by less than a second."""

ACCEPTING = "clock accept"
"""The name of a rule change that accepts the clock."""


def newest(times: Iterable[tuple[bool, datetime]], before: datetime | None = None) -> datetime | None:
    """The latest time since the clock was last accepted; None if there is none.

    `times` run from the newest entry back, each with whether it accepts the clock; `before` is the latest of the times
    before them. Each time was checked against those before it. So once a time is earlier than the latest by more than
    `TOLERANCE`, no time before it can be later than the latest, and reading stops.
    """
    latest: datetime | None = None
    for is_acceptance, at in times:
        latest = at if latest is None else max(latest, at)
        if is_acceptance or latest - at > TOLERANCE:
            return latest
    return latest if before is None else before if latest is None else max(latest, before)


def is_behind(at: datetime, latest: datetime | None) -> bool:
    """True for a time that lies before the latest one by more than `TOLERANCE`."""
    return latest is not None and latest - at > TOLERANCE


def steady(now: datetime, latest: datetime | None) -> datetime:
    """The time to decide by: the clock's, or the latest recorded time if that is a little later.

    Raises:
        ClockError: the clock is behind by more than `TOLERANCE`.
    """
    if is_behind(now, latest):
        raise ClockError(
            f"the clock says {now:%Y-%m-%d %H:%M:%S} UTC, which is before the newest record or rule, so nothing is "
            f"shown: grants that have ended would open again; set the clock right, or, where it is right now, have "
            f"the workspace's owner say so with: pincite access clock --accept --reason TEXT"
        )
    return now if latest is None else max(now, latest)
