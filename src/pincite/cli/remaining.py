"""A progress line on the terminal, with a countdown that does not jump."""

from typing import TYPE_CHECKING, Self

from pincite.cli.output import console
from pincite.views.remaining import TimeLeft, in_words

if TYPE_CHECKING:
    from rich.progress import Progress


class Countdown:
    """A progress line on the terminal for items of one kind, shown from the first call of `show` on.

    There is none if stderr is not a terminal, or `is_shown` is false.
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
        """Update the line."""
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
