"""Prints routed questions for a person: a row each, with the chance of each tier."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pincite.cli.output import counted, visible
from pincite.routing.decision import Decision

if TYPE_CHECKING:
    from rich.console import Console

LEAST = 4
"""Columns that a chance takes at least: `0.85`."""

WIDEST = 0.6
"""Share of the width that the tiers may take; with longer names the chances stand below the question."""

LONGEST_NAME = 24


class RouteTable:
    """Rows under a heading that is printed with the first of them."""

    def __init__(self, out: "Console", tiers: Sequence[str], *, learnt: bool) -> None:
        """A table of these tiers, cheapest first, in the order of its columns."""
        self._out, self._learnt = out, learnt
        self._names = [visible(tier)[:LONGEST_NAME] for tier in tiers]
        self._widths = [max(len(name), LEAST) for name in self._names]
        self._first = max([len(name) for name in self._names] + [len("none")])
        self._is_wide = sum(self._widths) + 2 * len(tiers) + self._first <= WIDEST * out.width
        self._is_begun = False

    def row(self, question: str, decision: Decision) -> None:
        """Print one question."""
        from rich.text import Text

        if not self._is_begun:
            self._begin()
        tier = "none" if decision.tier is None else visible(decision.tier)[:LONGEST_NAME]
        row = Text(f"{tier:<{self._first}}  ", style="bold red" if decision.tier is None else "bold")
        if self._is_wide:
            for (name, p_ok), width in zip(decision.p_ok, self._widths, strict=True):
                row.append(f"{p_ok:>{width}.2f}", style="bold green" if name == decision.tier else "dim")
                row.append("  ")
        row.append(_cut(question, max(self._out.width - len(row), 20)), style="not bold")
        self._out.print(row, soft_wrap=True)
        below = [] if self._is_wide else [" · ".join(f"{visible(name)} {p_ok:.2f}" for name, p_ok in decision.p_ok)]
        for line in (*below, *filter(None, [" · ".join(_told(decision))])):
            for part in Text(visible(line), style="dim").wrap(self._out, max(self._out.width - self._first - 2, 20)):
                self._out.print(Text(" " * (self._first + 2)) + part)

    def end(self, went: Mapping[str | None, int]) -> None:
        """Print how many questions went where."""
        from rich.text import Text

        if not self._is_begun:
            return
        shares = ", ".join(
            f"{'no tier' if tier is None else visible(tier)} {count:,}"
            for tier, count in sorted(went.items(), key=lambda item: -item[1])
        )
        self._out.print(Text(f"\n{counted(sum(went.values()), 'question')}: {shares}"))
        if not self._learnt:
            said = "guessed by length and form, since no router is kept; to train one: pincite route train FILE.jsonl"
            self._out.print(Text(said, style="yellow"), soft_wrap=True)

    def _begin(self) -> None:
        from rich.text import Text

        self._is_begun = True
        if self._is_wide:
            names = "".join(f"{name:>{width}}  " for name, width in zip(self._names, self._widths, strict=True))
            self._out.print(Text(f"{'tier':<{self._first}}  {names}question", style="underline"))


def _told(decision: Decision) -> list[str]:
    """The reasons that the row itself does not show: limits, doubt, and that no tier is good enough."""
    shown = (" < target ", " ≥ target ", "nothing learnt yet")
    return [reason for reason in decision.reasons if not any(part in reason for part in shown)]


def _cut(question: str, width: int) -> str:
    plain = visible(" ".join(question[: 4 * width].split()))
    return plain if len(plain) <= width else f"{plain[: width - 1].rstrip()}…"
