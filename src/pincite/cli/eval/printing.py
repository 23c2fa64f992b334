"""Helpers that print evaluations for people."""

from typing import TYPE_CHECKING

from pincite.cli.output import console, print_reasons, visible

if TYPE_CHECKING:
    from rich.table import Table

    from pincite.evaluation.bootstrap import Interval
    from pincite.evaluation.report import RetrievalReport
    from pincite.evaluation.retrieval import FileRange

LONGEST_SNIPPET = 200
"""Most characters of an excerpt on a terminal: two lines."""


def print_failures(report: "RetrievalReport") -> None:
    """Print the questions that failed and the files that were not read, each with its reason."""
    out = console()
    failed = [(visible(one.question.id), one.error) for one in report.outcomes if one.error is not None]
    unread = [(visible(failure.path), failure.reason) for failure in report.unread]
    print_reasons(f"questions that failed: {len(failed):,}", failed, out)
    print_reasons(f"files that were not read: {len(unread):,}", unread, out)


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
