"""A line on the terminal that says how far a language model is, until its next statement is printed."""

from typing import TYPE_CHECKING, Self

from pincite.cli.output import console, visible

if TYPE_CHECKING:
    from pincite.ask import Asking

CLEARED = "\r\x1b[K"
"""Goes back to the line's beginning and clears it."""


class WaitingLine:
    """The line. There is none if stderr is not a terminal."""

    def __init__(self) -> None:
        self._screen = console(stderr=True)
        self._is_shown = self._screen.is_terminal
        self._said = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def tell(self, asking: "Asking") -> None:
        """Show how far it is."""
        from pincite.views.under_way import asking_said

        said = f"{visible(asking_said(asking))} …"[: self._screen.width - 1]
        if self._is_shown and said != self._said:
            self._said = said
            self._write(f"{CLEARED}{said}")

    def clear(self) -> None:
        """Make room for something else."""
        if self._said:
            self._said = ""
            self._write(CLEARED)

    def _write(self, words: str) -> None:
        self._screen.file.write(words)
        self._screen.file.flush()
