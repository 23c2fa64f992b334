"""A scorecard as one page for people to read: figures with intervals, latency, and what went wrong where."""

from collections.abc import Iterable, Iterator

from pincite.evaluation.answer_figures import GROUPS, KINDS, FigureKind
from pincite.evaluation.answering_report import AnsweringReport
from pincite.evaluation.bootstrap import Interval
from pincite.evaluation.charts.drawing import words
from pincite.evaluation.charts.histogram import histogram
from pincite.evaluation.charts.rows import Dot, dots
from pincite.evaluation.faults import ORDER, worst_first
from pincite.evaluation.missed import MOST_LISTED
from pincite.evaluation.score import Figure
from pincite.evaluation.scorecard_rows import anchor, rows
from pincite.evaluation.sheet import sheet, tile

TILES = ("answered", "false_refusals", "refusal_recall", "citation_recall", "faithfulness", "gold_cited")
"""Figures at the top of the page, as far as they were measured."""

MOST_TILES = 4

MOST_LINKS = 24
"""Questions that are linked beside a fault: a line or two."""


def scorecard_page(report: AnsweringReport) -> str:
    """The whole page as HTML, to be written in UTF-8."""
    sections = (_opening, _figures, _latency, _wrong, _questions, _unusable, _table, _conditions, _terms)
    return sheet(f"Answers to {report.card.name}", (part for section in sections for part in section(report)))


def _opening(report: AnsweringReport) -> Iterator[str]:
    card = report.card
    yield '<header><p class="kicker">pincite · evaluation of answers</p>'
    yield f"<h1>{words(card.name)}</h1>"
    description = f"{len(card.rows):,} questions about {report.documents:,} documents, on {report.at:%d %B %Y}. "
    models = card.conditions.models
    description += f"Answers: {models.get('answers', 'unknown')}; measured with {models.get('entailment', 'no model')}"
    description += f", judged by {models['judge']}." if "judge" in models else "."
    yield f'<p class="note">{words(description)}</p></header><dl class="tiles">'
    known = [name for name in TILES if name in card.figures and card.figures[name].value is not None]
    for name in known[:MOST_TILES]:
        figure = card.figures[name]
        yield tile(KINDS[name].title.capitalize(), _two(figure.value or 0.0), _between(figure.interval))
    ms = card.amounts.get("ms")
    if ms is not None:
        yield tile("95 of 100 within", f"{ms.p95.value:,.0f} ms", f"half within {ms.p50.value:,.0f} ms")
    if report.failed:
        yield tile("Failed", f"{len(report.failed):,}", f"of {len(card.rows):,} questions")
    yield "</dl>"


def _figures(report: AnsweringReport) -> Iterator[str]:
    """The figures that have a value, by group."""
    yield "<h2>How good the answers are</h2>"
    yield (
        '<p class="note">Each dot is the mean over questions, its line the 95 % interval with whole documents drawn. '
        "What could not be measured is in no mean; the table below counts it.</p>"
    )
    yield '<div class="pair">'
    for title, kinds in GROUPS:
        shown = [(kind, report.card.figures[kind.name]) for kind in kinds if kind.name in report.card.figures]
        drawn = [dot for dot in (_dot(kind, figure) for kind, figure in shown) if dot is not None]
        if drawn:
            description = "; ".join(
                f"{dot.label} {_two(dot.value)} ({_two(dot.low)} to {_two(dot.high)})" for dot in drawn
            )
            yield f"<figure><figcaption>{title}</figcaption>{dots(title, description, drawn, across='mean')}</figure>"
    yield "</div>"


def _dot(kind: FigureKind, figure: Figure) -> Dot | None:
    """A figure as a row of a chart; None where it has no value, or one outside the scale from 0 to 1."""
    if figure.value is None or not 0 <= figure.value <= 1:
        return None
    ends = figure.interval or Interval(figure.value, figure.value)
    label = f"{kind.title} ↓" if kind.less else kind.title
    return Dot(label, figure.value, max(0.0, ends.low), min(1.0, ends.high), is_main=False)


def _latency(report: AnsweringReport) -> Iterator[str]:
    ms, cost = report.card.amounts.get("ms"), report.card.amounts.get("cost_usd")
    values = [row.amounts["ms"] for row in report.card.rows]
    known = [value for value in values if value is not None]
    if ms is None:
        return
    yield "<h2>How long an answer took</h2>"
    times = f"{ms.measured:,} questions, median {ms.p50.value:,.0f} ms, p95 {ms.p95.value:,.0f} ms"
    times += f" ({ms.p95.interval.low:,.0f} to {ms.p95.interval.high:,.0f}), longest {ms.largest:,.0f} ms"
    marks = [("p50", ms.p50.value), ("p95", ms.p95.value)]
    chart = histogram("Milliseconds of an answer", times, known, marks, across="milliseconds (logarithmic)")
    yield f"<figure><figcaption>{words(times)}. One question after the other, the record of each included.</figcaption>"
    yield f'<div class="wide">{chart}</div></figure>'
    if cost is not None and cost.total:
        costs = f"US$ {cost.total:.4f} in all, {cost.mean.value:.6f} a question, p95 {cost.p95.value:.6f}"
        yield f"<p>{words(costs)}; what a judge costs is not in it.</p>"


def _wrong(report: AnsweringReport) -> Iterator[str]:
    """Each kind of fault with links to its questions."""
    judged = worst_first(report.settled)
    listed = {one.settled.question.id for one in judged[:MOST_LISTED]}
    yield "<h2>What went wrong</h2>"
    found = [(fault, [one.settled for one in judged if fault in one.faults]) for fault in ORDER]
    if not any(ones for _, ones in found):
        yield "<p>Nothing that was measured.</p>"
        return
    yield '<div class="wide"><table class="missed"><thead><tr><th>What</th><th>Questions</th></tr></thead><tbody>'
    for fault, ones in found:
        if ones:
            links = (_link(one.question.id, is_listed=one.question.id in listed) for one in ones[:MOST_LINKS])
            more = f" … and {len(ones) - MOST_LINKS:,} more" if len(ones) > MOST_LINKS else ""
            yield f"<tr><td>{words(fault)}: {len(ones):,}</td><td>{' · '.join(links)}{more}</td></tr>"
    yield "</tbody></table></div>"


def _link(identity: str, *, is_listed: bool) -> str:
    return f'<a href="#{anchor(identity)}">{words(identity)}</a>' if is_listed else words(identity)


def _questions(report: AnsweringReport) -> Iterator[str]:
    judged = worst_first(report.settled)
    yield "<h2>Every question</h2>"
    if len(judged) > MOST_LISTED:
        yield f'<p class="note">The {MOST_LISTED:,} worst of {len(judged):,}; replies.jsonl has all.</p>'
    yield from rows(judged[:MOST_LISTED])


def _unusable(report: AnsweringReport) -> Iterator[str]:
    if report.unusable:
        yield '<h2>Lines that could not be asked</h2><dl class="terms">'
        for one in report.unusable[:MOST_LISTED]:
            yield f"<dt>{words('no id' if one.id is None else str(one.id))}</dt><dd>{words(one.error)}</dd>"
        yield f'</dl><p class="note">{len(report.unusable):,} in all.</p>'


def _table(report: AnsweringReport) -> Iterator[str]:
    yield '<h2>Figures</h2><div class="wide figures"><table><thead><tr><th>Figure</th><th>value</th>'
    yield "<th>questions</th><th>counted</th><th>documents</th><th>without a value</th></tr></thead><tbody>"
    for name, figure in report.card.figures.items():
        value = "–" if figure.value is None else f"{figure.value:.3f}<small>{_ends(figure.interval)}</small>"
        title = KINDS[name].title if name in KINDS else name
        without = sum(figure.unscorable.values())
        yield (
            f"<tr><td>{words(title)}</td><td>{value}</td><td>{figure.scored:,}</td><td>{figure.weight:,.0f}</td>"
            f"<td>{figure.clusters:,}</td><td>{f'{without:,}' if without else ''}</td></tr>"
        )
    yield "</tbody></table></div>"
    reasons = dict.fromkeys(reason for figure in report.card.figures.values() for reason in figure.unscorable)
    if reasons:
        yield '<h3>Why a value is missing</h3><table class="missed"><tbody>'
        for reason in reasons:
            of = [
                (name, one.unscorable[reason]) for name, one in report.card.figures.items() if reason in one.unscorable
            ]
            named = ", ".join(f"{KINDS[name].title if name in KINDS else name} {count:,}" for name, count in of)
            yield f'<tr><td>{words(reason)}</td><td class="where">{words(named)}</td></tr>'
        yield "</tbody></table>"


def _conditions(report: AnsweringReport) -> Iterator[str]:
    conditions = report.card.conditions
    yield '<h2>How it was made</h2><div class="wide"><table><tbody>'
    for part in (conditions.models, conditions.settings, conditions.prompts):
        for name, value in part.items():
            shown = "–" if value is None else str(value)
            yield f"<tr><td>{words(name)}</td><td>{words(shown)}</td></tr>"
    yield "</tbody></table></div>"


def _terms(report: AnsweringReport) -> Iterable[str]:
    yield '<h2>How to read this</h2><dl class="terms">'
    for kind in KINDS.values():
        if kind.name in report.card.figures:
            less = " The less the better." if kind.less else ""
            yield f"<dt>{words(kind.title)}</dt><dd>{words(kind.meaning)}{less}</dd>"
    yield (
        '</dl><p class="note">Sources: Gao et al., EMNLP 2023 (ALCE); Es et al., EACL 2024, and the present library '
        "(RAGAS); Rajpurkar et al., EMNLP 2016 (exact match, token F1); Lin 2004 (ROUGE-L); Papineni et al., ACL 2002 "
        "(BLEU). Without a language model, support is what an entailment model says it is. With a single document an "
        "interval is a point and says nothing.</p>"
    )


def _two(value: float) -> str:
    return f"{value:.2f}"


def _ends(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval.low:.2f} – {interval.high:.2f}"


def _between(interval: Interval | None) -> str:
    return "" if interval is None else f"95 %: {_ends(interval)}"
