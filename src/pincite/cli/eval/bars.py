"""Progress of an evaluation on the terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pincite.cli.output import console

if TYPE_CHECKING:
    from rich.progress import Progress

    from pincite.ingest import Progress as Read


@dataclass(frozen=True, slots=True)
class Bars:
    """Lines of progress on the terminal; nothing when it is none."""

    bars: "Progress"

    def reading(self) -> "Callable[[Read], None]":
        """Watches documents being read."""
        task = self.bars.add_task("reading documents", total=None)

        def show(read: "Read") -> None:
            self.bars.update(task, total=read.bytes_total or 1, completed=read.bytes_done)

        return show

    def asking(self, questions: int) -> Callable[[int], None]:
        """Watches questions being asked."""
        task = self.bars.add_task("asking questions", total=questions)

        def show(done: int) -> None:
            self.bars.update(task, completed=done)

        return show


@contextmanager
def progress() -> Iterator[Bars]:
    """Lines of progress while this lasts."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    screen = console(stderr=True)
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=18),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )
    with bars:
        yield Bars(bars)
