"""Quote mode: the sentences that answer, word for word, chosen without a language model.

Every sentence of the best clauses is a candidate, and so is a table row there that the question singles out among its
neighbours. A row is read with its column heads, and stated without them. If even the best candidate is weak, nothing is
stated.
"""

import asyncio
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace

from pincite.answering import formula, reading
from pincite.answering.answer import Answer, Statement
from pincite.answering.candidates import Candidate, Judged, candidates, repeats
from pincite.answering.doubting import Doubt, doubt, with_caution
from pincite.answering.exceptions import exception_behind, with_exception
from pincite.answering.figured import lacks_figure, less_sure_without
from pincite.answering.placing import cited
from pincite.answering.rivals import disputed, has_rival
from pincite.answering.whole_lists import last_of_list
from pincite.documents.document import Document
from pincite.documents.span import Span, VersionId
from pincite.models.ports import Embedder, Reader
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import Query
from pincite.security.scanner import Scanner, quoted

MOST_STATEMENTS = 3
"""The most statements: a lawyer reads the governing sentence, perhaps its exception and its amendment; more is a search
result."""

MOST_SCANNED = 9
"""The most sentences that are scanned for one answer. Once that many are doubtful or taken, no further one is
stated."""


NEARLY = 0.7
"""Share of the first document's chance from which another one answers as well. Of 84 questions about one document of a
matter that they do not name, 2 are put back for it, and 6 if any chance counts that would be stated; of 90 vague ones
52 and 58."""


@dataclass(frozen=True, slots=True)
class Closest:
    """The sentence of a passage that fits the question best, whether or not it answers.

    With `is_doubtful`, it may be written for whoever answers, not as a term of the document; None if that was not
    checked yet.
    """

    label: int
    start: int
    end: int
    text: str
    is_doubtful: bool | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """The answer, and how strong the evidence is, 0 to 1; if it is thin, the answer has no statements.

    `doubts` are about sentences that fit best and may be written for whoever answers. These come after all others, or
    are left out if enough others answer. `closest` has the best sentence of each passage that has any, in the order of
    the passages. `unanswered` are the parts of a question that nothing answers, if others are answered. `elsewhere` has
    the label of the best passage of another document than the one that is quoted first, if that would be quoted too
    were the first not there; it is empty if not.
    """

    answer: Answer
    strength: float
    doubts: tuple[Doubt, ...] = ()
    closest: tuple[Closest, ...] = ()
    unanswered: tuple[str, ...] = ()
    elsewhere: tuple[int, ...] = ()


async def quote(
    query: Query,
    evidence: Evidence,
    *,
    embedder: Embedder,
    content_of: Callable[[VersionId], Document],
    scanner: Scanner | None = None,
    reader: Reader | None = None,
) -> Quoted:
    """The sentences of the evidence that answer the question best, each as a statement with its citation.

    A `reader` decides which answer; without one, likeness and shared words do. `scanner` is asked about those that
    would be stated, and about the next best in place of a doubtful one.

    Raises:
        ModelError: the model of the embedder, of the scanner or of the reader cannot be read.
    """
    found = candidates(query, evidence, content_of)
    if not found:
        return Quoted(Answer(()), 0.0)
    if reader is None:
        judged = await formula.judged(query, found, embedder)
    else:
        judged = await reading.judged(query, evidence, found, content_of, embedder, reader)
    chosen = await stated(found, judged, content_of, scanner)
    said = " ".join(one.text for one in chosen.answer.statements)
    if said and lacks_figure(query.newest or query.text, said):
        return replace(chosen, strength=less_sure_without(chosen.strength))
    return chosen


async def stated(
    found: Sequence[Candidate],
    judged: Judged,
    content_of: Callable[[VersionId], Document],
    scanner: Scanner | None,
) -> Quoted:
    """The best of the candidates (at least one) as statements; none if even the best is thin.

    Raises:
        ModelError: the model of the scanner cannot be read.
    """
    power = judged.strength(())
    if power < judged.thin:
        return Quoted(Answer(()), power, closest=closest_of(found, judged.scores))
    doubts: dict[int, Doubt] = {}
    chosen = await _sifted(found, judged, content_of, scanner, doubts) if scanner else best_of(found, judged)
    if doubts and chosen:
        clean = judged.strength(doubts)
        if clean < judged.thin and not judged.is_beside(judged.scores[chosen[0]], max(judged.scores)):
            chosen = []  # what is not doubtful does not answer
        else:
            power = max(clean, judged.thin)
    whole = await _with_exceptions(chosen, found, content_of, scanner, doubts)
    stated = [_statement(one, content_of) for one in whole]
    behind = sorted(doubts, key=lambda at: (doubts[at].by_itself, -judged.scores[at]))
    stated += [with_caution(_statement(found[at], content_of)) for at in behind[: MOST_STATEMENTS - len(stated)]]
    return Quoted(
        Answer(tuple(stated)),
        power,
        tuple(doubts.values()),
        closest_of(found, judged.scores),
        elsewhere=_elsewhere(found, judged, found[chosen[0]], doubts) if chosen else (),
    )


def _elsewhere(
    found: Sequence[Candidate], judged: Judged, first: Candidate, without: Container[int]
) -> tuple[int, ...]:
    """The label of the best passage of another document that answers nearly as likely; candidates `without` do not."""
    own = first.passage.chunk.document
    left_out = {at for at, one in enumerate(found) if at in without or one.passage.chunk.document == own}
    least = max(judged.thin, NEARLY * judged.strength(without))
    if len(left_out) == len(found) or judged.strength(left_out) < least:
        return ()
    best = max((at for at in range(len(found)) if at not in left_out), key=lambda at: judged.scores[at])
    return (found[best].passage.label,)


def closest_of(found: Sequence[Candidate], scores: Sequence[float]) -> tuple[Closest, ...]:
    """The best candidate of each passage that has one, best first.

    None that is quoted behind words that stand apart: a refusal shows one place, and an item alone may mislead.
    """
    best: dict[int, int] = {}
    for at, candidate in enumerate(found):
        label = candidate.passage.label
        if candidate.openings:
            continue
        if label not in best or scores[at] > scores[best[label]]:
            best[label] = at
    ranked = sorted(best.items(), key=lambda one: (-scores[one[1]], one[0]))
    return tuple(Closest(label, found[at].start, found[at].end, found[at].text) for label, at in ranked)


def closest_by_words(
    query: Query, evidence: Evidence, content_of: Callable[[VersionId], Document]
) -> tuple[Closest, ...]:
    """The same by shared words alone, for passages that a model wrote from."""
    found = candidates(query, evidence, content_of)
    return closest_of(found, formula.coverage(query, formula.words_of(found))) if found else ()


async def doubted(
    closest: Sequence[Closest],
    passages: Sequence[Passage],
    content_of: Callable[[VersionId], Document],
    scanner: Scanner,
) -> tuple[Closest, ...]:
    """The closest sentences; for those in these passages, `is_doubtful` is set.

    Raises:
        ModelError: the scanner's model cannot be read.
    """
    by_label = {passage.label: passage for passage in passages}

    async def looked_at(one: Closest) -> Closest:
        if one.label not in by_label:
            return one
        about = await doubt(by_label[one.label], one.start, one.end, one.text, content_of, scanner)
        return replace(one, is_doubtful=about is not None)

    return tuple(await asyncio.gather(*map(looked_at, closest)))


async def _sifted(
    found: Sequence[Candidate],
    judged: Judged,
    content_of: Callable[[VersionId], Document],
    scanner: Scanner,
    doubts: dict[int, Doubt],
) -> list[int]:
    """The places of the candidates to state, none of them doubtful; the doubtful ones are added to `doubts`."""
    looked, disputes = set[int](), set[int]()
    while True:
        chosen = best_of(found, judged, doubts)
        new = [at for at in chosen if at not in looked][: MOST_SCANNED - len(looked)]
        if not new:
            kept = [at for at in chosen if at in looked]
            rivalled = [at for at in kept if has_rival(at, found, judged, doubts, content_of)]
            doubts.update((at, _of(found[at])) for at in rivalled)
            left = [at for at in kept if at not in doubts]
            torn = disputed(left, [*disputes], found, content_of)
            disputes.update(torn)
            doubts.update((at, replace(_of(found[at]), by_itself=False)) for at in torn)
            if not rivalled and not torn:
                return kept
        looked.update(new)
        about = await asyncio.gather(*(_doubt(found[at], content_of, scanner) for at in new))
        doubts.update((at, one) for at, one in zip(new, about, strict=True) if one is not None)


async def _with_exceptions(
    chosen: Sequence[int],
    found: Sequence[Candidate],
    content_of: Callable[[VersionId], Document],
    scanner: Scanner | None,
    doubts: Container[int],
) -> list[Candidate]:
    """The chosen candidates, each with the rest of its list and the sentence behind it that takes part of it back.

    None is stated twice.
    """
    whole: dict[int, Candidate] = {}
    taken = set[int]()
    for at in chosen:
        if at in taken:
            continue
        last = last_of_list(at, found, content_of(found[at].passage.chunk.version), doubts)
        if last != at and not (scanner and await _doubt(found[last], content_of, scanner)):
            at = last
        behind = exception_behind(at, found, content_of(found[at].passage.chunk.version))
        if behind is None or behind in doubts or (scanner and await _doubt(found[behind], content_of, scanner)):
            whole[at] = found[at]
            continue
        taken.add(behind)
        whole[behind if behind in whole else at] = with_exception(found[at], found[behind], content_of)
    return [*whole.values()]


async def _doubt(one: Candidate, content_of: Callable[[VersionId], Document], scanner: Scanner) -> Doubt | None:
    return await doubt(one.passage, one.start, one.end, one.text, content_of, scanner)


def _of(one: Candidate) -> Doubt:
    chunk = one.passage.chunk
    return Doubt(Span(chunk.document, chunk.version, one.start, one.end), one.passage.label, quoted(one.text))


def best_of(found: Sequence[Candidate], judged: Judged, without: Container[int] = ()) -> list[int]:
    """The places of the best candidates by score, except those `without` and those that repeat a better one.

    Words that only lead in a list ("may be terminated:") say nothing without an item, so the best item stands for them.
    """
    scores = judged.scores
    order = sorted((at for at in range(len(found)) if at not in without), key=lambda at: -scores[at])
    chosen: list[int] = []
    for at in order:
        if len(chosen) == MOST_STATEMENTS or not judged.is_beside(scores[at], scores[order[0]]):
            break
        items = [item for item in _items_of(at, found) if item not in without]
        at = max(items, key=lambda item: scores[item], default=at)
        if at not in chosen and not any(repeats(found[at], found[other]) for other in chosen):
            chosen.append(at)
    return chosen


def _items_of(at: int, found: Sequence[Candidate]) -> list[int]:
    """The places of the items that a candidate leads in; none if it is not words before a list."""
    lead = found[at]
    if not lead.text.rstrip().endswith(":"):
        return []
    return [
        place
        for place, one in enumerate(found)
        if place != at
        and one.passage.chunk.version == lead.passage.chunk.version
        and lead.start in (one.start, *(start for start, _ in one.openings))
        and not one.text.rstrip().endswith(":")
    ]


def _statement(candidate: Candidate, content_of: Callable[[VersionId], Document]) -> Statement:
    """A candidate as a statement; an item far behind what opens its list cites itself first, then these words."""
    passage, chunk = candidate.passage, candidate.passage.chunk
    places = ((candidate.start, candidate.end), *candidate.openings)
    spans = [Span(chunk.document, chunk.version, *ends) for ends in places]
    citations = [cited(span, passage.label, passage.path, passage.title, content_of(span.version)) for span in spans]
    return Statement(candidate.text, tuple(citations))
