"""The questions on a scorecard's page: what was asked, what came of it, and what is wrong with that."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from pincite.evaluation.answer_figures import KINDS
from pincite.evaluation.answered import Answered, Stated
from pincite.evaluation.charts.drawing import words
from pincite.evaluation.faults import QuestionFaults
from pincite.evaluation.score import Score, Scored, Unscorable

MOST_STATEMENTS = 4
"""Statements of an answer that are shown; a lawyer reads three."""

LONGEST_STATEMENT = 320
"""Characters: about six lines of its column."""

SHOWN = ("citation_recall", "citation_precision", "faithfulness", "gold_cited", "token_f1", "answer_relevancy")
"""Figures beside each question."""


def anchor(identity: str) -> str:
    """The anchor of a question for links. It is a hash, since ids may hold anything.

    >>> anchor("q 1")
    'q-0e7f34f7'
    """
    return f"q-{hashlib.sha256(identity.encode('utf-8', 'replace')).hexdigest()[:8]}"


def rows(judged: Sequence[QuestionFaults]) -> Iterator[str]:
    """A table with a row for each question."""
    heads = "".join(f"<th>{head}</th>" for head in ("Question", "What came of it", "Answer"))
    yield f'<table class="missed"><thead><tr>{heads}</tr></thead><tbody>'
    yield from map(_row, judged)
    yield "</tbody></table>"


def _row(judged: QuestionFaults) -> str:
    question, reply = judged.settled.question, judged.settled.answered
    asker = f" · as {words(question.as_user)}" if question.as_user else ""
    record = f" · record {reply.seq:,}" if reply is not None and reply.seq is not None else ""
    tags = "".join(f'<p><span class="tag">{words(fault)}</span></p>' for fault in judged.faults)
    reference = (
        f'<p><span class="tag">reference</span></p><blockquote>{words(_cut(question.reference))}</blockquote>'
        if question.reference
        else ""
    )
    return (
        f'<tr id="{anchor(question.id)}"><td><p>{words(question.text)}</p>'
        f'<p class="where">{words(question.id)}{asker}{record}</p></td>'
        f"<td>{tags}{_figures(judged.settled.row.scores)}</td>"
        f"<td>{_answer(reply, judged.settled.error)}{reference}</td></tr>"
    )


def _figures(scores: Mapping[str, Score]) -> str:
    """The main figures that were measured, one per line."""
    shown = [(KINDS[name].title, scores[name]) for name in SHOWN if name in scores]
    lines = [f"{title} {score.value:.2f}" for title, score in shown if isinstance(score, Scored) and score.weight]
    reasons = dict.fromkeys(score.reason for _, score in shown if isinstance(score, Unscorable))
    return "".join(f'<p class="where">{words(line)}</p>' for line in (*lines, *reasons))


def _answer(reply: Answered | None, error: str | None) -> str:
    if error is not None:
        return f"<p>{words(error)}</p>"
    if reply is None:
        return ""
    if reply.refusal is not None:
        return f"<p>No answer: {words(reply.message)}</p>"
    more = len(reply.statements) - MOST_STATEMENTS
    left = f'<p class="where">and {more:,} more</p>' if more > 0 else ""
    return "".join(map(_statement, reply.statements[:MOST_STATEMENTS])) + left


def _statement(stated: Stated) -> str:
    cited = "; ".join(
        ", ".join(
            part
            for part in (
                citation.path.rpartition("/")[2],
                citation.section,
                f"p. {citation.page}" if citation.page is not None else "",
            )
            if part
        )
        for citation in stated.citations
    )
    return f'<blockquote>{words(_cut(stated.text))}</blockquote><p class="where">{words(cited)}</p>'


def _cut(text: str) -> str:
    squeezed = " ".join(text[: 4 * LONGEST_STATEMENT].split())
    return squeezed if len(squeezed) <= LONGEST_STATEMENT else f"{squeezed[:LONGEST_STATEMENT].rstrip()} …"
