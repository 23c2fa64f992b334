"""Chooses drafts, spread over documents and kinds; the same for the same seed."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pincite.evaluation.drafting.absent import absent_clauses, absent_terms, terms_of_all
from pincite.evaluation.drafting.defined import defined
from pincite.evaluation.drafting.headed import headed
from pincite.evaluation.drafting.obliged import obliged
from pincite.evaluation.drafting.source import DraftQuestion, DraftSource
from pincite.evaluation.drafting.stated import stated

MOST_TERMS = 400
"""Terms of other documents that are searched for in each document."""


def drafted(sources: Sequence[DraftSource], count: int, unanswerable: float, seed: int) -> tuple[DraftQuestion, ...]:
    """At most `count` drafts, the given share of them unanswerable, in an order that mixes documents and kinds.

    There are fewer where the documents do not yield more. No two drafts ask the same.
    """
    draw = random.Random(seed)  # noqa: S311 - a sample for people, nothing secret
    terms = terms_of_all(sources)
    draw.shuffle(terms)
    answerable: dict[str, list[DraftQuestion]] = {
        source.document: [*stated(source), *defined(source), *obliged(source), *headed(source)] for source in sources
    }
    absent: dict[str, list[DraftQuestion]] = {
        source.document: [*absent_clauses(source), *absent_terms(source, terms[:MOST_TERMS])] for source in sources
    }
    without = round(count * unanswerable)
    chosen = [*_spread(answerable, count - without, draw), *_spread(absent, without, draw)]
    draw.shuffle(chosen)
    return tuple(chosen)


def _spread(drafts: Mapping[str, Sequence[DraftQuestion]], count: int, draw: random.Random) -> list[DraftQuestion]:
    """Drafts in turns: each time the document with the fewest so far, and of it the kind with the fewest so far."""
    left: dict[str, dict[str, list[DraftQuestion]]] = {}
    for document, found in drafts.items():
        by_kind: dict[str, list[DraftQuestion]] = defaultdict(list)
        for draft in _distinct(found):
            by_kind[draft.kind].append(draft)
        for drawn in by_kind.values():
            draw.shuffle(drawn)
        if by_kind:
            left[document] = by_kind
    order = sorted(left)
    draw.shuffle(order)
    place = {document: at for at, document in enumerate(order)}
    of_document: Counter[str] = Counter()
    of_kind: Counter[str] = Counter()
    chosen: list[DraftQuestion] = []
    while left and len(chosen) < count:
        document = min(left, key=lambda one: (of_document[one], place[one]))
        kind = min(left[document], key=lambda one: (of_kind[one], one))
        chosen.append(left[document][kind].pop())
        of_document[document] += 1
        of_kind[kind] += 1
        if not left[document][kind]:
            del left[document][kind]
        if not left[document]:
            del left[document]
    return chosen


def _distinct(drafts: Sequence[DraftQuestion]) -> list[DraftQuestion]:
    """Drafts whose question occurs once per document. With two, nobody could say which answer is meant."""
    asked = Counter(draft.question.casefold() for draft in drafts)
    return [draft for draft in drafts if asked[draft.question.casefold()] == 1]
