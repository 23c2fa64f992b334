"""Quotes for a question that asks several things: each part is answered by itself, as somebody who asks it alone is.

"What law governs it, and is a jury waived?" has two answers in two clauses. Read as one question, no sentence answers
it, and nothing would be quoted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from pincite.answering.answer import Answer, Statement
from pincite.answering.quote import Closest, Quoted, quote
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.models.ports import Embedder, Reader
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import Query, understand
from pincite.retrieval.understanding.parts import is_question
from pincite.security.scanner import Scanner

MOST_OF_PART = 2
"""The most statements of one part: the governing sentence, and what stands beside it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a question, with the evidence as its own search put it, and each passage's label in the whole."""

    query: Query
    evidence: Evidence
    labels: tuple[int, ...]


async def quote_parts(
    query: Query,
    evidence: Evidence,
    *,
    embedder: Embedder,
    content_of: Callable[[VersionId], Document],
    scanner: Scanner | None = None,
    reader: Reader | None = None,
) -> Quoted:
    """The sentences that answer each part of a question, in the order of its parts; those of a simple one by `quote`.

    The strength is that of the weakest part that is answered. `unanswered` are the parts that nothing answers, if
    others are answered. Where no part is answered by itself, the question is read as a whole.

    Raises:
        ModelError: the model of the embedder, of the scanner or of the reader cannot be read.
    """

    async def quoted(one: Query, of: Evidence) -> Quoted:
        return await quote(one, of, embedder=embedder, content_of=content_of, scanner=scanner, reader=reader)

    parts = _parts(query, evidence)
    found = [_of_whole(await quoted(part.query, part.evidence), part.labels) for part in parts]
    if not any(each.answer.statements for each in found):
        return await quoted(query, evidence)
    answered = [each for each in found if each.answer.statements]
    return Quoted(
        Answer(_once([one for each in answered for one in each.answer.statements[:MOST_OF_PART]])),
        min(each.strength for each in answered),
        tuple(dict.fromkeys(doubt for each in answered for doubt in each.doubts)),
        _nearest(found),
        unanswered=tuple(part.query.text for part, each in zip(parts, found, strict=True) if each not in answered),
    )


def _parts(query: Query, evidence: Evidence) -> list[_Part]:
    """The parts that ask something, each with its own search; none for a question that asks one thing."""
    if len(query.parts) < 2 or len(evidence.searches) != len(query.parts) or query.intent == "compare" or query.newest:
        return []
    found = []
    for part, searched in zip(query.parts, evidence.searches, strict=True):
        place = {searched.considered[at].span: rank for rank, at in enumerate(searched.order)}
        ranked = sorted(evidence.passages, key=lambda passage: place.get(passage.span, len(place)))
        own = tuple(replace(passage, label=label) for label, passage in enumerate(ranked, start=1))
        asked = replace(understand(part), carried=query.carried)
        labels = tuple(passage.label for passage in ranked)
        found.append(_Part(asked, replace(evidence, passages=own, query=asked, searches=(searched,)), labels))
    asking = [part for part in found if is_question(part.query.text)]
    return asking if len(asking) > 1 else []


def _of_whole(found: Quoted, labels: Sequence[int]) -> Quoted:
    """What was quoted for a part, under the labels that the passages have in the whole evidence."""
    return replace(
        found,
        answer=Answer(
            tuple(
                replace(one, citations=tuple(replace(each, label=labels[each.label - 1]) for each in one.citations))
                for one in found.answer.statements
            )
        ),
        doubts=tuple(replace(one, label=labels[one.label - 1]) for one in found.doubts),
        closest=tuple(replace(one, label=labels[one.label - 1]) for one in found.closest),
        elsewhere=tuple(labels[label - 1] for label in found.elsewhere),
    )


def _once(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements in their order; a sentence that answers two parts is stated once."""
    return tuple({one.citations[0].span: one for one in reversed(statements)}.values())[::-1]


def _nearest(found: Sequence[Quoted]) -> tuple[Closest, ...]:
    """The closest sentence of each passage, the best of each part first, then the second best of each, and so on.

    Of a passage that was read for several parts, it is the sentence of the first.
    """
    first: dict[int, Closest] = {}
    for one in (one for each in found for one in each.closest):
        first.setdefault(one.label, one)
    in_turn = (one.label for ranked in zip_longest(*(each.closest for each in found)) for one in ranked if one)
    return tuple(first[label] for label in dict.fromkeys(in_turn))
