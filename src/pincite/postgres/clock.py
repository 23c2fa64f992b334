"""The time by a database server's clock: one time for all machines that share it, whatever their own clocks say.

The server says it with what it is asked anyway; in between, the seconds that this machine has run since are added.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

SAID: Final = "extract(epoch FROM clock_timestamp())::float8"
"""What the server is asked: seconds since 1970."""


def running() -> float:
    """Seconds since this machine was started, also those in which it slept; nobody sets them.

    What Linux has another clock for, macOS counts by its monotonic one.
    """
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class ServerClock:
    """Tells the server's time as it was told last, without asking; any thread may use it.

    It is behind by the time that the answer took to come back, and never ahead: an answer may have waited long for a
    session to be opened anew, but not once it was given.
    """

    def __init__(self, running: Callable[[], float] = running) -> None:
        self.running = running
        self._ahead: float | None = None

    def told(self, server: float) -> None:
        """Take what the server has just said."""
        self._ahead = server - self.running()

    def now(self) -> datetime:
        """The time; by this machine's own clock before the server has said any."""
        if self._ahead is None:
            return datetime.now(UTC)
        return datetime.fromtimestamp(self._ahead + self.running(), UTC)
