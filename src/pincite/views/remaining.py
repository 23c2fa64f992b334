"""Estimates how long something still takes, as a countdown that does not jump."""

import math
import time
from collections.abc import Callable

SLOWLY = 60.0
"""Time constant in seconds with which the printed time follows the estimate: two thirds of a difference are gone after
it. The estimate swings with the length of the items; the printed time must not."""

SURE_FROM = 3.0
"""Seconds before a first estimate: the first items wait for models to load."""

SURE_AFTER = 2
"""Items before a first estimate."""


class TimeLeft:
    """Seconds left, from the number of items that are done and the number of all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: float | None = None
        self._first = 0.0
        self._said: tuple[float, float] | None = None

    def after(self, done: float, of: float) -> float | None:
        """Seconds left once `done` of `of` items are done; None while there is no estimate yet.

        The first call says how many items were done before the timing began.
        """
        now = self._clock()
        if self._began is None:
            self._began, self._first = now, done
            return None
        timed = done - self._first
        if timed < SURE_AFTER or now - self._began < SURE_FROM:
            return None
        estimate = (now - self._began) / timed * (of - done)
        if self._said is None:
            left = estimate
        else:
            then, before = self._said
            counted = max(0.0, before - (now - then))
            left = counted + (estimate - counted) * (1 - math.exp((then - now) / SLOWLY))
        if done >= of:
            left = 0.0
        self._said = now, left
        return left


def in_words(seconds: float) -> str:
    """A time in at most two units, no finer than the estimate is good for.

    >>> in_words(7), in_words(71), in_words(3_700)
    ('5 s', '1 min 10 s', '1 h 2 min')
    """
    if seconds < 60:
        return f"{max(5, round(seconds / 5) * 5)} s" if seconds > 0 else "0 s"
    if seconds < 3600:
        minutes, rest = divmod(round(seconds / 10) * 10, 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest} min"
