"""How long something still takes, as a person wants to read it: a time that counts down and does not jump."""

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from pincite.cli.output import console

if TYPE_CHECKING:
    from rich.progress import Progress

SLOWLY = 60.0
"""Seconds in which two thirds of the difference between what was said and what is estimated are taken away. Items
differ in length, so that the estimate after each swings; what is said follows it, however often it is asked for."""

SURE_FROM = 3.0
"""Seconds after which something is said at all: the first items wait for what is being loaded."""

SURE_AFTER = 2
"""Items after which something is said at all."""


class TimeLeft:
    """Seconds that are left, from how many of how many items are done."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: float | None = None
        self._first = 0.0
        self._said: tuple[float, float] | None = None

    def after(self, done: float, of: float) -> float | None:
        """Seconds that are left once so many are done; None until that can be told.

        The first call says how many were done before anything was timed.
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
    """A time in two units at most, no finer than it is known.

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


class Countdown:
    """A line of progress on the terminal over items of one kind, from the first call of `show` on.

    There is none when stderr is no terminal, or where it is not to be shown.
    """

    def __init__(self, items: str, *, is_shown: bool = True) -> None:
        self._items, self._is_shown = items, is_shown
        self._left = TimeLeft()
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, done: int, of: int) -> None:
        """Move the line on."""
        if not self._is_shown:
            return
        if self._bar is None:
            self._bar = self._begun()
        left = self._left.after(done, of)
        state = f"{done:,} of {of:,} {self._items}" + (f", {in_words(left)} left" if left is not None else "")
        self._bar.update(self._bar.task_ids[0], total=of, completed=done, state=state)

    def _begun(self) -> "Progress":
        from rich import progress

        screen = console(stderr=True)
        bar = progress.Progress(
            progress.TextColumn("{task.percentage:>3.0f} %"),
            progress.BarColumn(bar_width=18),
            progress.TextColumn("{task.fields[state]}"),
            console=screen,
            transient=True,
            disable=not screen.is_terminal,
        )
        bar.add_task("", total=None, state="")
        bar.start()
        return bar
