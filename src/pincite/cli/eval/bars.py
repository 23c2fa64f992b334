"""Progress of an evaluation on the terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pincite.cli.output import console
from pincite.views.remaining import TimeLeft, in_words

if TYPE_CHECKING:
    from rich.progress import Progress

    from pincite.ingest import Progress as Read


@dataclass(frozen=True, slots=True)
class Bars:
    """Progress lines on the terminal; nothing is printed if there is none."""

    bars: "Progress"

    def reading(self) -> "Callable[[Read], None]":
        """A callback for each step of reading documents."""
        move = self._line("reading documents")
        return lambda read: move(read.bytes_done, read.bytes_total or 1)

    def asking(self, questions: int) -> Callable[[int], None]:
        """A callback for each question that was asked."""
        move = self._line("asking questions")
        return lambda done: move(done, questions)

    def _line(self, what: str) -> Callable[[float, float], None]:
        """A new progress line; the function that moves it takes how many are done, and of how many."""
        task = self.bars.add_task(what, total=None, left="")
        time_left = TimeLeft()

        def move(done: float, of: float) -> None:
            left = time_left.after(done, of)
            said = f"{in_words(left)} left" if left is not None else ""
            self.bars.update(task, total=of, completed=done, left=said)

        return move


@contextmanager
def progress() -> Iterator[Bars]:
    """Progress lines that are shown until the block ends."""
    from rich.progress import BarColumn, Progress, TextColumn

    screen = console(stderr=True)
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=18),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[left]}"),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )
    with bars:
        yield Bars(bars)
