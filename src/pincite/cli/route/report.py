"""Prints how the tiers of a firm do over a period."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.cli.options import call, open_called
from pincite.cli.output import console, counted, emit, visible
from pincite.models.chat.prices import in_words, told_apart
from pincite.views.monitored import Monitored

if TYPE_CHECKING:
    from pincite.evaluation.monitoring import RouteReport, TierRow


def show_report(since: str | None, until: str | None, plot: Path | None) -> None:
    """Print the report, and write its page.

    Raises:
        RecordError, AccessError, LedgerError, WorkspaceError: it cannot be made, or its page not be written.
    """
    from pincite.cli.eval.written import require_writable
    from pincite.drafts import write_whole
    from pincite.evaluation.monitoring_page import monitoring_page
    from pincite.session.monitoring import route_report
    from pincite.wiring import private_files

    require_writable(plot)
    with open_called() as session:
        found = asyncio.run(route_report(session, since, until))
    if plot is not None:
        with private_files():
            write_whole(plot, monitoring_page(found))
    if call().as_json:
        emit(Monitored(found))
    else:
        _print(found)


def _print(found: "RouteReport") -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    out = console()
    period = f"{found.since:%Y-%m-%d %H:%M} to {found.until:%Y-%m-%d %H:%M} (UTC)"
    out.print(f"{period}: {counted(found.questions, 'question')}, {in_words(found.amount)}", soft_wrap=True)
    if found.rows:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("tier", overflow="fold")
        for heading in ("questions", "share", "refused", "fell short", "good", "cost"):
            table.add_column(heading, justify="right")
        for row in found.rows:
            table.add_row(visible(row.tier), *_cells(row, found.questions))
        out.print(table)
    for row in found.rows:
        for what, amount in (("estimated", row.paid.estimated), ("abandoned", row.paid.abandoned)):
            if amount:
                out.print(f"{visible(row.tier)}: {in_words(amount)} of it {what}", soft_wrap=True)
    for matter, amount in found.matters:
        out.print(f"matter {visible(matter)}: {in_words(amount)}", soft_wrap=True)
    for pace in found.paces:
        used = f" ({pace.spent / pace.most:.0%})" if pace.most else ""
        spent, most = told_apart(pace.spent, pace.most)
        out.print(f"budget of {visible(pace.owner)} this month: {spent} of {most}{used}", soft_wrap=True)
    for alarm in found.alarms:
        out.print(Text(f"{alarm.kind}: {visible(alarm.sentence)}", style="yellow"), soft_wrap=True)
    for caution in found.cautions:
        out.print(Text(visible(caution), style="yellow"), soft_wrap=True)


def _cells(row: "TierRow", questions: int) -> tuple[str, ...]:
    good = "" if not row.judged else f"{row.good} of {row.judged}"
    if row.quality is not None:
        good += f" ({row.quality.low:.0%} to {row.quality.high:.0%})"
    share = f"{row.questions / questions:.0%}" if questions else ""
    cost = in_words(row.paid.amount) if row.paid.calls else ""
    return f"{row.questions:,}", share, f"{row.refused:,}", f"{row.fell_short:,}", good, cost
