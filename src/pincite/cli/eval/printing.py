"""Helpers that print evaluations for people."""

from typing import TYPE_CHECKING

from pincite.cli.output import console, visible

if TYPE_CHECKING:
    from rich.table import Table

    from pincite.evaluation.bootstrap import Interval
    from pincite.evaluation.report import RetrievalReport
    from pincite.evaluation.retrieval import FileRange

MOST_LISTED = 20
"""Most failures printed to a terminal; `--json` has all of them."""

LONGEST_SNIPPET = 200
"""Most characters of an excerpt on a terminal: two lines."""


def print_failures(report: "RetrievalReport") -> None:
    """Print the questions that failed and the files that were not read, each with its reason."""
    out = console()
    failed = [(outcome.question.id, outcome.error) for outcome in report.outcomes if outcome.error is not None]
    unread = [(failure.path, failure.reason) for failure in report.unread]
    for what, listed in (("questions that failed", failed), ("files that were not read", unread)):
        if listed:
            out.print(f"\n{what}: {len(listed):,}", style="bold")
        for name, reason in listed[:MOST_LISTED]:
            out.print(f"  {visible(name)}\n      {visible(reason)}", soft_wrap=True)
        if len(listed) > MOST_LISTED:
            out.print(f"  … and {len(listed) - MOST_LISTED:,} more: see --json")


def table_of(*heads: str) -> "Table":
    """A table for a terminal, with figures aligned to the right."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        if head in ("collection", "figure"):
            table.add_column(head, overflow="fold")
        else:
            table.add_column(head, justify="right", no_wrap=True)
    return table


def where(place: "FileRange") -> str:
    """A place, in words."""
    return f"{visible(place.path)} {place.start:,}–{place.end:,}"


def cut(text: str) -> str:
    """The beginning of a text, on one line."""
    words = visible(text[: 2 * LONGEST_SNIPPET])
    return words if len(words) <= LONGEST_SNIPPET else f"{words[:LONGEST_SNIPPET].rstrip()} …"


def ends(interval: "Interval") -> str:
    """The two ends of an interval."""
    return f"{interval.low:.3f}–{interval.high:.3f}"
