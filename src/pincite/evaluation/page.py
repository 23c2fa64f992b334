"""An evaluation of search as one page for people to read.

A suite's questions, paths and words come from outside. Each goes through `plot.words`, which removes all markup.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pincite.evaluation.bootstrap import Interval
from pincite.evaluation.charts.drawing import legend, words
from pincite.evaluation.charts.histogram import histogram
from pincite.evaluation.charts.lines import Curve, curves
from pincite.evaluation.charts.rows import Bar, Dot, dots, stacked
from pincite.evaluation.diagnosis import in_order, meaning, name_of
from pincite.evaluation.missed import MOST_LISTED, missed_rows
from pincite.evaluation.report import GroupDifference, QuestionGroup, RetrievalReport, RunComparison, latency
from pincite.evaluation.retrieval import MAX_HIT
from pincite.evaluation.run import RETURNED
from pincite.evaluation.sheet import sheet, tile

TABLED = (
    "recall@1",
    "recall@8",
    "recall@64",
    "recall@4000c",
    "precision@8",
    "drm@8",
    "doc1",
    "hit@8",
    "ndcg@10",
    "span_ndcg@10",
)
"""Figures in the page's table; `--out` has all."""

MEAN = "mean"

FOUND_SLOT, OVERALL_SLOT = 7, 6

STAGE_SLOTS = {"lexical": 0, "dense": 1, "lexical, named": 5, "dense, named": 4, "fused": 3, "reranked": 2}
LOSS_SLOTS = {
    "refused": 6,
    "length": 6,
    "chunking": 4,
    "document": 1,
    "legs": 0,
    "fused": 3,
    "reranked": 2,
    "packed": 5,
}
"""Colours of known stages and losses, the same in every report. Others get the remaining colours."""

TERMS = (
    ("recall@k", "Of the characters that answer the question, the share that stands in the first k hits."),
    ("recall@4000c", "The same within the first 4,000 characters returned, which treats short and long hits alike."),
    ("precision@k", "Of the characters in the first k hits, the share that answers the question."),
    ("drm@k", "Of the characters in the first k hits, the share that stands in a wrong document; the less the better."),
    ("doc1", "Share of questions whose first hit is in the right document."),
    ("hit@k", "Share of questions of which at least one answer is half covered by the first k hits."),
    ("ndcg@10", "How early the characters that answer come: 1 where the first hits are the answer and nothing else."),
    ("span_ndcg@10", "The same counted by whole answers, each where it is first half covered."),
    (
        "95 % interval",
        "Where the mean would lie in 95 of 100 collections of documents like these: documents are drawn again and "
        "again, with all of their questions. Two means whose intervals overlap widely may differ by chance.",
    ),
)
"""Meanings of the figures, for readers who did not make them."""


def page(report: RetrievalReport, against: RunComparison | None) -> str:
    """The whole page as HTML, to be written in UTF-8."""
    parts = (part for section in _sections(report, against) for part in section)
    return sheet(f"Retrieval on {report.suite}", parts)


def _sections(report: RetrievalReport, against: RunComparison | None) -> Iterator[Iterable[str]]:
    yield _opening(report)
    yield _recall(report)
    if against is not None:
        yield _against(against)
    yield _losses(report)
    yield _latency(report)
    yield _figures(report)
    yield missed_rows(report.outcomes)
    yield _failed(report)
    yield _terms()


def _opening(report: RetrievalReport) -> Iterator[str]:
    mean, ms = report.mean, latency(report.milliseconds)
    yield '<header><p class="kicker">pincite · evaluation of retrieval</p>'
    yield f"<h1>{words(report.suite)}</h1>"
    yield (
        f'<p class="note">{mean.questions:,} questions about {report.documents:,} documents in {len(report.groups):,} '
        f"collection{'s' if len(report.groups) != 1 else ''}, {report.k:,} hits each, on {report.at:%d %B %Y}. "
        f"Embedder {words(report.embedder)}, index {words(report.index_version or 'none')}.</p></header>"
    )
    yield '<dl class="tiles">'
    yield tile("Recall in the first 4,000 characters", _two(mean.means["recall@4000c"]), _ends(mean, "recall@4000c"))
    if "drm@8" in mean.means:
        yield tile("Text from a wrong document, first 8 hits", _two(mean.means["drm@8"]), _ends(mean, "drm@8"))
    yield tile("Answers missed", f"{_missed_share(mean):.0%}", f"{sum(mean.lost.values()):,} of {mean.places:,} places")
    if report.milliseconds:
        yield tile("Search, 95 of 100 within", f"{ms['p95']:,.0f} ms", f"half within {ms['p50']:,.0f} ms")
    failed = f"{mean.missing:,} of {mean.questions:,}"
    yield tile("Questions that failed", failed, "counted as nothing found" if mean.missing else "")
    yield "</dl>"
    yield f"<p>{_inname_of(report)}</p>"


def _inname_of(report: RetrievalReport) -> str:
    """The finding in two sentences."""
    mean = report.mean
    if not mean.lost:
        return "Every answer stands in what was returned first."
    worst = max(mean.lost, key=lambda loss: mean.lost[loss])
    low = min(report.groups, key=lambda name: report.groups[name].means["recall@4000c"])
    share = mean.lost[worst] / sum(mean.lost.values())
    finding = f"Of what was missed, {share:.0%} was lost in one way, {words(name_of(worst))}: {words(meaning(worst))}."
    if len(report.groups) > 1:
        finding += (
            f" The weakest collection is {words(low)}, with recall {_two(report.groups[low].means['recall@4000c'])}."
        )
    return finding


def _recall(report: RetrievalReport) -> Iterator[str]:
    yield "<h2>How much is found</h2>"
    yield '<div class="pair">'
    for name, title, slot in (
        ("recall@4000c", "Recall in the first 4,000 characters returned", 0),
        ("drm@8", "Share of the first 8 hits from a wrong document", 1),
    ):
        if name in report.mean.means:
            rows = [_dot(group, own, name, is_main=False) for group, own in report.groups.items()]
            rows += [_dot("mean", report.mean, name, is_main=True)] if len(rows) > 1 else []
            description = "; ".join(
                f"{row.label} {_two(row.value)} ({_two(row.low)} to {_two(row.high)})" for row in rows
            )
            yield f"<figure><figcaption>{title}, with 95 % intervals</figcaption>"
            yield f"{dots(title, description, rows, across=name, slot=slot)}</figure>"
    yield "</div>"
    yield "<h3>Recall against the number of hits, by stage</h3>"
    yield (
        '<p class="note">A stage’s line is what would be found if its ranking were the answer (nothing where '
        "it did not run); the thick line is what was returned, with its 95 % interval.</p>"
    )
    yield '<div class="panels">'
    shown = [*([("All collections", report.mean)] if len(report.groups) > 1 else []), *report.groups.items()]
    for name, group in shown:
        title = f"Recall against the number of hits: {name}"
        yield f"<figure><figcaption>{words(name)}</figcaption>"
        yield f"{curves(title, _curve_figures(group), list(_curves(group)), across='hits', up='recall')}</figure>"
    yield "</div>"


def _curves(group: QuestionGroup) -> Iterator[Curve]:
    """A curve for each stage and one for what was returned; only the latter where the search reports no stages."""
    slots = _slots(STAGE_SLOTS, list(group.stages))
    for stage, by_depth in group.stages.items():
        if stage != RETURNED:
            yield Curve(stage, list(by_depth.items()), (), slots[stage], is_main=False)
    by_depth = group.stages[RETURNED]
    intervals = [(depth, group.intervals.get(f"recall@{depth}")) for depth in by_depth]
    band = [(depth, interval.low, interval.high) for depth, interval in intervals if interval is not None]
    yield Curve(RETURNED, list(by_depth.items()), band, OVERALL_SLOT, is_main=True)


def _curve_figures(group: QuestionGroup) -> str:
    last = max(group.stages[RETURNED], default=0)
    return "; ".join(
        f"{stage} "
        + ", ".join(f"{_two(value)} at {depth}" for depth, value in by_depth.items() if depth in (1, 8, last))
        for stage, by_depth in group.stages.items()
    )


def _losses(report: RetrievalReport) -> Iterator[str]:
    """Where answers were lost, as bars and as counts."""
    order = in_order([loss for group in report.groups.values() for loss in group.lost])
    slots = _slots(LOSS_SLOTS, order)
    yield "<h2>Where answers were lost</h2>"
    yield (
        f'<p class="note">Each answer that does not stand, at least half of it, in the first {report.characters:,} '
        "characters returned is charged to the stage of the search that lost it.</p>"
    )
    bars = [_bar(name, group, order, slots) for name, group in report.groups.items()]
    description = "; ".join(
        f"{name}: {group.found:,} of {group.places:,} found"
        + "".join(f", {loss} {n:,}" for loss, n in group.lost.items())
        for name, group in report.groups.items()
    )
    yield "<figure>"
    yield legend([(FOUND_SLOT, "found"), *((slots[loss], name_of(loss)) for loss in order)])
    yield f'<div class="wide">{stacked("Where answers were lost", description, bars)}</div></figure>'
    if not order:
        return
    names = [("all", report.mean), *report.groups.items()] if len(report.groups) > 1 else list(report.groups.items())
    heads = "".join(f"<th>{words(name)}</th>" for name, _ in names)
    yield f'<div class="wide"><table><thead><tr><th>Lost at</th>{heads}</tr></thead><tbody>'
    for loss in order:
        cells = "".join(f"<td>{group.lost.get(loss, 0):,}</td>" for _, group in names)
        yield f'<tr><td>{words(name_of(loss))} <span class="note">{words(meaning(loss))}</span></td>{cells}</tr>'
    cells = "".join(f"<td>{sum(group.lost.values()):,} of {group.places:,}</td>" for _, group in names)
    yield f'<tr class="total"><td>missed, of all answers</td>{cells}</tr></tbody></table></div>'


def _latency(report: RetrievalReport) -> Iterator[str]:
    ms = latency(report.milliseconds)
    if not report.milliseconds:
        return
    yield "<h2>How long a search took</h2>"
    marks = [(name, ms[name]) for name in ("p50", "p95", "p99")]
    spread = f"{ms['n']:,} searches, median {ms['p50']:,.0f} ms, p95 {ms['p95']:,.0f}, p99 {ms['p99']:,.0f}"
    spread += f", longest {ms['max']:,.0f}"
    chart = histogram(
        "Milliseconds of a search", spread, report.milliseconds, marks, across="milliseconds (logarithmic)"
    )
    yield f"<figure><figcaption>{words(spread)}. One search after the other, the record of each included.</figcaption>"
    yield f'<div class="wide">{chart}</div></figure>'


def _figures(report: RetrievalReport) -> Iterator[str]:
    names = [name for name in TABLED if name in report.mean.means]
    yield '<h2>Figures</h2><div class="wide figures"><table><thead><tr><th>Collection</th><th>questions</th>'
    yield "".join(f"<th>{name}</th>" for name in names)
    yield "</tr></thead><tbody>"
    rows = [(name, group, "") for name, group in report.groups.items()]
    if len(rows) > 1:
        rows.append((MEAN, report.mean, ' class="total"'))
    for name, group, kind in rows:
        cells = "".join(f"<td>{group.means[figure]:.3f}{_small(group.intervals.get(figure))}</td>" for figure in names)
        failed = f"<small>{group.missing:,} failed</small>" if group.missing else ""
        yield f"<tr{kind}><td>{words(name)}</td><td>{group.questions:,}{failed}</td>{cells}</tr>"
    yield "</tbody></table></div>"


def _against(comparison: RunComparison) -> Iterator[str]:
    yield f"<h2>Against {words(comparison.name)}</h2>"
    yield (
        f'<p class="note">What this run has over the other on the {comparison.compared:,} questions of both, with 95 % '
        f"intervals of the difference; {comparison.left_out:,} are in one of them only, or have other answers. A "
        "difference whose interval holds 0 may be chance. For drm, less is better.</p>"
    )
    heads = "".join(f"<th>{name}</th>" for name in comparison.mean)
    yield f'<div class="wide figures"><table><thead><tr><th>Collection</th>{heads}</tr></thead><tbody>'
    rows = [(name, own, "") for name, own in comparison.groups.items()]
    if len(rows) > 1:
        rows.append((MEAN, comparison.mean, ' class="total"'))
    for name, own, kind in rows:
        yield f"<tr{kind}><td>{words(name)}</td>{''.join(map(_difference, own.values()))}</tr>"
    yield "</tbody></table></div>"


def _failed(report: RetrievalReport) -> Iterator[str]:
    """Questions that failed and files that were not read, each with its reason."""
    failed = [outcome for outcome in report.outcomes if outcome.error is not None]
    for title, rows in (
        ("Questions that failed", [(outcome.question.id, outcome.error or "") for outcome in failed]),
        ("Files that were not read", [(failure.path, failure.reason) for failure in report.unread]),
    ):
        if rows:
            yield f'<h2>{title}</h2><dl class="terms">'
            yield "".join(f"<dt>{words(name)}</dt><dd>{words(reason)}</dd>" for name, reason in rows[:MOST_LISTED])
            yield f'</dl><p class="note">{len(rows):,} in all.</p>'


def _terms() -> Iterator[str]:
    yield '<h2>How to read this</h2><dl class="terms">'
    yield "".join(f"<dt>{words(name)}</dt><dd>{words(text)}</dd>" for name, text in TERMS)
    yield (
        f'</dl><p class="note">A hit counts for its first {MAX_HIT:,} characters, and each character counts once. A '
        "collection’s figure is the mean of its questions, the last line the mean of the collections. Sources: "
        "LegalBench-RAG (arXiv 2408.10343) for recall and precision over characters; arXiv 2510.06999 for "
        "document-level retrieval mismatch (drm); Järvelin and Kekäläinen 2002 for nDCG.</p>"
    )


def _dot(label: str, group: QuestionGroup, name: str, *, is_main: bool) -> Dot:
    interval = group.intervals[name]
    return Dot(label, group.means[name], interval.low, interval.high, is_main)


def _bar(name: str, group: QuestionGroup, order: Sequence[str], slots: Mapping[str, int]) -> Bar:
    lost = [(slots[loss], name_of(loss), float(group.lost.get(loss, 0))) for loss in order]
    return Bar(name, [(FOUND_SLOT, "found", float(group.found)), *lost], f"{group.places:,} answers")


def _slots(known: Mapping[str, int], names: Sequence[str]) -> dict[str, int]:
    """A colour for each name: its own if it has one, or else a remaining one."""
    taken = {known[name] for name in names if name in known}
    left = [slot for slot in range(OVERALL_SLOT) if slot not in taken] or [OVERALL_SLOT]
    others = [name for name in names if name not in known]
    return {**known, **{name: left[place % len(left)] for place, name in enumerate(others)}}


def _difference(one: GroupDifference) -> str:
    return f"<td>{one.difference:+z.3f}{_small(one.interval, signed=True)}</td>"


def _small(interval: Interval | None, *, signed: bool = False) -> str:
    if interval is None:
        return ""
    ends = (f"{end:+z.2f}" if signed else _two(end) for end in (interval.low, interval.high))
    return f"<small>{' – '.join(ends)}</small>" if not signed else f"<small>{' to '.join(ends)}</small>"


def _ends(group: QuestionGroup, name: str) -> str:
    interval = group.intervals[name]
    return f"95 %: {_two(interval.low)} – {_two(interval.high)}"


def _missed_share(group: QuestionGroup) -> float:
    return sum(group.lost.values()) / group.places


def _two(value: float) -> str:
    """A share with two decimals."""
    return f"{value:.2f}"
