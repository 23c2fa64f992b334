"""The page's section on missed answers: which places, where they were lost, and what was returned instead."""

from collections.abc import Iterator, Sequence

from pincite.evaluation.charts.drawing import words
from pincite.evaluation.diagnosis import name_of
from pincite.evaluation.report import worst_first
from pincite.evaluation.run import Missed, Outcome, PlaceExcerpt

MOST_LISTED = 200
"""Most questions on the page: a browser displays that many quickly, and nobody reads more."""

MOST_EXCERPTS = 4
"""Most missed places shown per question; some questions have dozens that say the same."""

LONGEST_SNIPPET = 260
"""Characters of an excerpt: about five lines of its column."""


def missed_rows(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A section with a row for each question, the worst first; nothing where nothing was missed."""
    lacking = worst_first(outcomes)
    if not lacking:
        return
    yield "<h2>What was missed</h2>"
    yield f'<p class="note">{len(lacking):,} questions, those that found least first.'
    if len(lacking) > MOST_LISTED:
        yield f" The {MOST_LISTED:,} worst are shown; <code>pincite eval diagnose --out</code> writes all."
    yield " With each are the first hits that were returned instead.</p>"
    yield '<table class="missed"><thead><tr><th>Question</th><th>Missed</th><th>Returned first</th></tr></thead><tbody>'
    for outcome in lacking[:MOST_LISTED]:
        yield _row(outcome)
    yield "</tbody></table>"


def _row(outcome: Outcome) -> str:
    question = outcome.question
    asker = f" · as {words(question.as_user)}" if question.as_user else ""
    right = {place.path for place in question.gold}
    returned = "".join(_excerpt(one, is_astray=one.place.path not in right) for one in outcome.shown)
    failed = f"<p>{words(outcome.error)}</p>" if outcome.error else "<p>nothing</p>"
    left = len(outcome.missed) - MOST_EXCERPTS
    more = f'<p class="where">and {left:,} more places</p>' if left > 0 else ""
    return (
        f"<tr><td><p>{words(question.text)}</p>"
        f'<p class="where">{words(question.group)} · {words(question.id)}{asker}</p></td>'
        f"<td>{''.join(map(_lost, outcome.missed[:MOST_EXCERPTS]))}{more}</td><td>{returned or failed}</td></tr>"
    )


def _lost(missed: Missed) -> str:
    """A missed place: what lost it, the rank at which each stage had it, and its words."""
    ranks = " · ".join(f"{stage} {rank}" for stage, rank in missed.ranks.items() if rank is not None)
    markup = f'<p><span class="tag">{words(name_of(missed.lost_at))}</span>'
    markup += f' <span class="where">at rank: {words(ranks)}</span></p>' if ranks else "</p>"
    return markup + _excerpt(missed.excerpt, is_astray=False)


def _excerpt(excerpt: PlaceExcerpt, *, is_astray: bool) -> str:
    """Words and their place. A wrong document is marked."""
    place = excerpt.place
    where = words(f"{place.path}, {place.start:,} to {place.end:,}")
    mark = ' <span class="tag">another document</span>' if is_astray else ""
    kind = ' class="astray"' if is_astray else ""
    return (
        f'<div{kind}><p class="where">{where}{mark}</p><blockquote>{words(_snippet(excerpt.text))}</blockquote></div>'
    )


def _snippet(text: str) -> str:
    """The first words of a text, cut between two words where possible."""
    squeezed = " ".join(text[: 4 * LONGEST_SNIPPET].split())
    if len(squeezed) <= LONGEST_SNIPPET and len(text) <= 4 * LONGEST_SNIPPET:
        return squeezed
    head = squeezed[:LONGEST_SNIPPET]
    return f"{head[: head.rfind(' ')] if ' ' in head[LONGEST_SNIPPET // 2 :] else head} …"
