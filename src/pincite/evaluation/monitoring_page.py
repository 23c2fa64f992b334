"""The report on a firm's tiers as one page for people to read."""

from collections.abc import Iterator

from pincite.evaluation.charts.drawing import legend, words
from pincite.evaluation.charts.rows import Bar, Dot, dots, stacked
from pincite.evaluation.monitoring import TARGET, RouteReport, TierRow
from pincite.evaluation.sheet import sheet, tile
from pincite.models.chat.prices import in_words

MOST_BARS = 62
"""Days that are drawn; of a longer period the last."""


def monitoring_page(report: RouteReport) -> str:
    """The whole page as HTML, to be written in UTF-8."""
    return sheet(
        "Models over time", (part for section in (_opening, _mix, _quality, _costs) for part in section(report))
    )


def _opening(report: RouteReport) -> Iterator[str]:
    yield '<header><p class="kicker">pincite · models</p><h1>Models over time</h1>'
    days = f"{report.since:%d %B %Y, %H:%M} to {report.until:%d %B %Y, %H:%M} (UTC)"
    yield f'<p class="note">{words(days)}</p></header><dl class="tiles">'
    yield tile("Questions", f"{report.questions:,}", f"at {len(report.rows)} tiers")
    yield tile("Cost", in_words(report.amount), "of all that was asked of models")
    yield "</dl>"
    for alarm in report.alarms:
        yield f"<p><strong>{words(alarm.kind)}</strong>: {words(alarm.sentence)}</p>"
    for caution in report.cautions:
        yield f"<p>{words(caution)}</p>"


def _mix(report: RouteReport) -> Iterator[str]:
    names = [row.tier for row in report.rows]
    bars = [
        Bar(
            f"{day:%d %b}",
            [(names.index(tier), tier, float(count)) for tier, count in sorted(counts.items())],
            f"{sum(counts.values()):,} asked",
        )
        for day, counts in report.by_day[-MOST_BARS:]
    ]
    yield "<h2>Where questions ended</h2>"
    if not bars:
        yield '<p class="note">Nothing was asked.</p>'
        return
    shares = "; ".join(f"{row.tier} {row.questions:,} of {report.questions:,}" for row in report.rows)
    yield f"<figure>{stacked('Where questions ended', shares, bars)}</figure>{legend(enumerate(names))}"


def _quality(report: RouteReport) -> Iterator[str]:
    drawn = [dot for dot in map(_dot, report.rows) if dot is not None]
    yield "<h2>What people made of the answers</h2>"
    if not drawn:
        yield '<p class="note">Nobody said what they made of an answer, or nothing of it may be shown to you.</p>'
        return
    said = "; ".join(f"{dot.label} {dot.value:.2f} ({dot.low:.2f} to {dot.high:.2f})" for dot in drawn)
    yield f"<figure>{dots('Good answers', said, drawn, across='share of verdicts that are good')}</figure>"
    yield (
        f'<p class="note">The line is a confidence sequence: its bounds hold on every day at once. {TARGET:.0%} is '
        "promised. Who judges an answer is no sample of all who read one.</p>"
    )


def _dot(row: TierRow) -> Dot | None:
    if row.quality is None:
        return None
    return Dot(row.tier, row.good / row.judged, row.quality.low, row.quality.high, is_main=False)


def _costs(report: RouteReport) -> Iterator[str]:
    yield "<h2>What it cost</h2><table><thead><tr><th>tier</th><th>calls</th><th>cost</th><th>estimated</th>"
    yield "<th>abandoned</th></tr></thead><tbody>"
    for row in report.rows:
        paid = row.paid
        cells = (f"{paid.calls:,}", in_words(paid.amount), in_words(paid.estimated), in_words(paid.abandoned))
        yield f"<tr><td>{words(row.tier)}</td>{''.join(f'<td>{words(cell)}</td>' for cell in cells)}</tr>"
    yield "</tbody></table>"
    if report.matters:
        yield "<table><thead><tr><th>matter</th><th>cost</th></tr></thead><tbody>"
        for matter, amount in report.matters:
            yield f"<tr><td>{words(matter)}</td><td>{words(in_words(amount))}</td></tr>"
        yield "</tbody></table>"
