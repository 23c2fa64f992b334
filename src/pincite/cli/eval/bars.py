"""Progress of an evaluation on the terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pincite.cli.output import console
from pincite.cli.remaining import TimeLeft, in_words

if TYPE_CHECKING:
    from rich.progress import Progress

    from pincite.ingest import Progress as Read


@dataclass(frozen=True, slots=True)
class Bars:
    """Lines of progress on the terminal; nothing when it is none."""

    bars: "Progress"

    def reading(self) -> "Callable[[Read], None]":
        """Watches documents being read."""
        move = self._line("reading documents")
        return lambda read: move(read.bytes_done, read.bytes_total or 1)

    def asking(self, questions: int) -> Callable[[int], None]:
        """Watches questions being asked."""
        move = self._line("asking questions")
        return lambda done: move(done, questions)

    def _line(self, what: str) -> Callable[[float, float], None]:
        """A line of its own, which is moved by how many of how many are done."""
        task = self.bars.add_task(what, total=None, left="")
        time_left = TimeLeft()

        def move(done: float, of: float) -> None:
            left = time_left.after(done, of)
            said = f"{in_words(left)} left" if left is not None else ""
            self.bars.update(task, total=of, completed=done, left=said)

        return move


@contextmanager
def progress() -> Iterator[Bars]:
    """Lines of progress while this lasts."""
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
