"""The clock against what was written down: time that runs backwards opens grants that have ended.

Grants end at a time, and records and changes of the rules stand in the order of theirs. So a clock that is behind the
newest of these by more than `TOLERANCE` is not believed until the owner says that it is right: with a record, or a
change of the rules, that accepts it. What comes after an acceptance is held against the times from there on.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pincite.errors import ClockError

TOLERANCE = timedelta(minutes=1)
"""How far a time may lie before an earlier one: each is taken before its writer waits for its turn, which may take some
seconds, and clocks that are kept right are set by less than a second."""

ACCEPTING = "clock accept"
"""What a change of the rules is called that accepts the clock."""


def newest(times: Iterable[tuple[bool, datetime]], before: datetime | None = None) -> datetime | None:
    """The latest of times since the clock was last accepted; None when there is none.

    `times` are given from the last one back, each with whether it accepts the clock; `before` is the latest of those
    that came before them. It reads no further back than it has to: since each was held against those before it, none
    before one that is earlier than the latest by more than `TOLERANCE` can be later than that.
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
    """The time to decide by: the clock's, or the latest that was written down where that is a little later.

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
