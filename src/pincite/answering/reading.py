"""Judges candidates by a reader: how well each answers, and how likely the best one answers at all.

A candidate is read with the headings over it and the words around it, which say what "it" and "such notice" mean. The
reader's verdict is weighed with likeness and shared words (`formula`), and with the document that the question names.
Candidates that fit best without the reader are read first, and more only if none of these is a sure answer.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import PurePath

from pincite.answering import formula
from pincite.answering.candidates import Candidate, Judged
from pincite.answering.chances import Found, chance, chance_followed, hope
from pincite.answering.formula import Scored
from pincite.answering.lacking import share_lacking, words_asked
from pincite.answering.second_look import BEHIND, HOPELESS, FoundTwice, best_places, chance_by_two
from pincite.chunking.fingerprint import fingerprint
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, VersionId
from pincite.models.ports import Embedder, Reader, SecondChances, ToRead
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import Query
from pincite.retrieval.understanding.concepts import meant

BEFORE = 400
"""Characters before a passage within which a lead-in is still read with it."""

STEPS = 8, 16, 24
"""How many candidates are read after each step: first those that fit best by the formula, then more if none is sure. On
176 questions for steering the best one of 24 is the same as of 32 wherever something is stated."""

SURE = 0.5
"""Chance from which no further candidate is read."""

ENOUGH, UNLIKELY = 16, 0.5
"""Once so many were read, no more are if the chance is below this share of that from which something is stated: of 54
such questions for steering, none had a higher chance after 32."""

UNLIKELY_AT_ONCE = 0.25
"""The same share once the first candidates were read. Of 491 questions for steering, 120 are below it then, and nothing
is stated of them after 24; at .375 one right statement would be lost."""

SELDOM = 3.0
"""Log odds that one sentence in a hundred of those that are read has, or more. If even such a one among those that are
left would leave the chance below that from which something is stated, no more are read. Of 491 questions for steering
one that was stated, wrongly, is refused for it."""

LAST = -1_000.0
"""Added to what favours a candidate that was not read: it comes after all that were."""

THIN = 0.40
"""Chance below which nothing is stated. Of the questions for steering that their document does not answer, .84 get no
statement when each is judged by weights from other documents (`docs/model-card-reader.md`)."""

BY_NEWEST = 2 / 3
"""Weight of the reading of a follow-up by its new words alone, beside the reading by both questions."""

ALONE = 3.0
"""The lead, in log odds, of a candidate that is the only one."""

THIN_FOLLOWED = 0.2
"""Chance below which nothing is stated for a follow-up. Of those that their document does not answer, .84 get no
statement (`runs/fitting/calibrate_following.py`)."""

BY_CLAUSE, UNLIKE = 6.0, 0.25
"""Weight of the likeness to the clause that usually says what is asked for, and the likeness that counts as none.
People ask "Can we walk away for no reason?" and contracts say "for convenience", which the reader does not always link.
Of 215 questions for steering with an answer, the best candidate is right in .656 instead of .628; .516 instead of .493
are stated and right, .149 instead of .163 stated and wrong. Of the unanswerable ones, .854 instead of .844 are refused
(`runs/fitting/calibrate_reader.py`). Weights of 4 to 10 are within .01 of that."""

CLEARLY = 2
"""The fewest words that must name the concept of that clause: single words mean many things."""

BESIDE = 1.0
"""The most log odds by which a further statement may be behind the best one."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of what favours a candidate, in log odds per unit; `none` is the constant of "none of them"."""

    odds: float
    formula: float
    aimed: float
    none: float


WEIGHTS = Weights(odds=1.08, formula=7.15, aimed=2.55, none=7.75)


@dataclass(frozen=True, slots=True)
class Readings:
    """What is known of the candidates of one question, in their order; `odds` are None for those that were not read.

    `beside` is what favours each without the reader: the formula, which includes its passage's rank, its document's
    name, and its likeness to the clause that usually says such a thing. `rounds` are the places of those that were read
    together. `labels` are those of their passages, and `is_named` is true if the question names its document. For a
    follow-up, `whole` and `newest` are the odds by both questions and by what is new, by place; for any
    other question, they are empty. `again` are a second reader's odds, by place, which count as much as the first's,
    and `chances` are for both; they are empty and None where there was no second look. If the question names no
    document, `lacking` has the share of its words that the candidate's document has nowhere, by place; `competing` is
    how many documents the search considered.
    """

    made: Scored
    beside: tuple[float, ...]
    odds: tuple[float | None, ...]
    labels: tuple[int, ...]
    is_named: bool = False
    whole: Mapping[int, float] = field(default_factory=dict)
    newest: Mapping[int, float] = field(default_factory=dict)
    rounds: tuple[frozenset[int], ...] = ()
    again: Mapping[int, float] = field(default_factory=dict)
    chances: SecondChances | None = None
    lacking: Mapping[int, float] = field(default_factory=dict)
    competing: int = 1

    @property
    def scores(self) -> tuple[float, ...]:
        """How well each candidate answers, in log odds against "none of them"; those that were not read come last.

        Among these, what fits best without the reader comes first. Where a second reader looked again, those that it
        did not get come after those that it did.
        """
        return tuple(
            self._score(at) - (BEHIND if self.again and at not in self.again else 0.0) for at in range(len(self.odds))
        )

    def _score(self, at: int) -> float:
        odds, beside = self.odds[at], self.beside[at]
        if odds is None:
            return LAST + beside
        return WEIGHTS.odds * (odds + self.again.get(at, odds)) / 2 + beside - WEIGHTS.none

    def strength(self, without: Container[int] = ()) -> float:
        """How likely the best candidate answers, 0 to 1; those at `without` are left out. It is 0 if none was read."""
        kept = [at for at, odds in enumerate(self.odds) if at not in without and odds is not None]
        if not kept:
            return 0.0
        if self.chances is not None and any(at in self.again for at in kept):
            return self._chance_by_two(self.chances, [at for at in kept if at in self.again])
        scores = {at: self._score(at) for at in kept}
        best = max(kept, key=lambda at: scores[at])
        ahead = scores[best] - max((scores[at] for at in kept if at != best), default=scores[best] - ALONE)
        if self.newest:
            return chance_followed(scores[best], self.newest[best], self.whole[best], ahead)
        likeness, lacking = self.made.strength(without), self.lacking.get(best, 0.0)
        odds, label = self.odds[best] or 0.0, self.labels[best]
        found = Found(scores[best], odds, likeness, ahead, label, lacking, self.competing)
        return chance(found, is_named=self.is_named)

    def _chance_by_two(self, chances: SecondChances, kept: Sequence[int]) -> float:
        scores = {at: self._score(at) for at in kept}
        best = max(kept, key=lambda at: scores[at])
        ahead = scores[best] - max((scores[at] for at in kept if at != best), default=scores[best] - ALONE)
        others = tuple(self.again[at] for at in kept if at != best)
        odds, second = self.odds[best] or 0.0, self.again[best]
        found = FoundTwice(scores[best], odds, second, ahead, others, self.labels[best])
        return chance_by_two(chances, found)

    def is_unlikely(self, thin: float) -> bool:
        """True if enough were read to tell that the chance will not come to `thin`."""
        return sum(odds is not None for odds in self.odds) >= ENOUGH and self.strength() < UNLIKELY * thin

    def is_settled(self, left: Iterable[int], thin: float) -> bool:
        """True if nothing is stated below a chance of `thin`, and reading those at `left` would hardly change that.

        At least one has been read. It holds for one reader and a question by itself.
        """
        places = ((self.beside[at] - WEIGHTS.none, self.labels[at]) for at in left)
        likeness = self.made.strength(())
        reached = reach(max(self.scores), places, likeness, self.competing, is_named=self.is_named)
        return is_settled(sum(odds is not None for odds in self.odds), self.strength(), reached, thin)

    def hope(self) -> float:
        """How likely it is that there is an answer at all, 0 to 1: by the best candidate alone, but for a follow-up."""
        read = [at for at, odds in enumerate(self.odds) if odds is not None]
        if self.newest or not read:
            return self.strength()
        scores = self.scores
        best = max(read, key=lambda at: scores[at])
        return hope(scores[best], self.odds[best] or 0.0, self.made.strength(()))


@dataclass(frozen=True, slots=True)
class BestRead:
    """The best sentence of a passage by a reader, and how it was read.

    `label` is the passage's. The sentence is `[start, end)` with its lead-in, `[own_start, end)` by itself. It was read
    under `headings`, among the words of `[first, last)`. `odds` are the reader's log odds that it answers; `score` adds
    all else that favours it, in log odds against "none of them".
    """

    label: int
    start: int
    own_start: int
    end: int
    first: int
    last: int
    headings: str
    odds: float
    score: float


def reach(best: float, left: Iterable[tuple[float, int]], likeness: float, competing: int, *, is_named: bool) -> float:
    """How likely the best candidate would answer, 0 to 1, if it were one of those that are left, by `SELDOM` odds.

    Of each that is left, what favours it without the reader and its passage's label are given; its document is taken to
    have all words of the question. It is 0 if none of them would have a higher score than `best`.
    """
    scores = ((WEIGHTS.odds * SELDOM + beside, label) for beside, label in left)
    better = (
        Found(score, SELDOM, likeness, score - best, label, competing=competing)
        for score, label in scores
        if score > best
    )
    return max((chance(found, is_named=is_named) for found in better), default=0.0)


def is_settled(read: int, likely: float, reached: float, thin: float) -> bool:
    """True if reading more than `read` candidates would hardly make the chance of `likely` come to `thin`.

    `reached` is what `reach` gives for those that are left.
    """
    hopeless = UNLIKELY if read >= ENOUGH else UNLIKELY_AT_ONCE
    return likely < hopeless * thin or max(likely, reached) < thin


async def judged(
    query: Query,
    evidence: Evidence,
    found: Sequence[Candidate],
    content_of: Callable[[VersionId], Document],
    embedder: Embedder,
    reader: Reader,
) -> Judged:
    """A reader's assessment of the candidates, of which there is at least one.

    Raises:
        ModelError: a file of the reader or of the embedder is missing or damaged.
    """
    thin = THIN_FOLLOWED if query.newest else THIN
    read = await read_through(query, evidence, found, content_of, embedder, reader, thin)
    read = await _read_again(read, query, found, content_of, reader)
    return Judged(read.scores, thin, read.strength, lambda one, best: one >= best - BESIDE)


async def read_through(
    query: Query,
    evidence: Evidence,
    found: Sequence[Candidate],
    content_of: Callable[[VersionId], Document],
    embedder: Embedder,
    reader: Reader,
    thin: float = 0.0,
) -> Readings:
    """The candidates, of which there is at least one, with a reader's odds for those that fit best without it.

    Where nothing is stated below a chance of `thin`, only so many are read as it takes to tell.

    Raises:
        ModelError: a file of the reader or of the embedder is missing or damaged.
    """
    made = await formula.scored(query, found, embedder, usual_clause(query))
    aimed = _aimed(evidence)
    by_clause = [BY_CLAUSE * (likeness - UNLIKE) for likeness in made.by_clause] or [0.0] * len(found)
    beside = tuple(
        WEIGHTS.formula * score + WEIGHTS.aimed * (one.passage.chunk.document in aimed if aimed else 0.5) + likeness
        for one, score, likeness in zip(found, made.scores, by_clause, strict=True)
    )
    order = sorted(range(len(found)), key=lambda at: -beside[at])
    labels = tuple(one.passage.label for one in found)
    competing = {piece.span.document for searched in evidence.searches for piece in searched.considered}
    read = Readings(made, beside, (None,) * len(found), labels, is_named=bool(aimed), competing=max(1, len(competing)))
    lacks = _lacks(query, content_of)
    for before, until in pairwise((0, *STEPS)):
        places = order[before:until]
        left = order[before : STEPS[-1]]
        if not places or read.strength() >= SURE or (before and _is_enough(read, query, reader, left, thin)):
            break
        read = await _read(read, query, found, places, content_of, reader)
        if not (read.is_named or read.newest):
            read = replace(read, lacking={**read.lacking, **{at: lacks(found[at]) for at in places}})
    return read


def _lacks(query: Query, content_of: Callable[[VersionId], Document]) -> Callable[[Candidate], float]:
    """What says of a candidate which share of the question's words its document has nowhere, name and title included.

    Each document is read once.
    """
    asked = words_asked(query.text)

    @cache
    def share(version: VersionId, name: str) -> float:
        return share_lacking(asked, f"{name} {content_of(version).text}")

    def lacks(one: Candidate) -> float:
        passage = one.passage
        return share(passage.chunk.version, f"{passage.title} {PurePath(passage.path).stem}")

    return lacks


def _is_enough(read: Readings, query: Query, reader: Reader, left: Sequence[int], thin: float) -> bool:
    """True if no more are read, although none is sure: how far the rest reaches was measured for one reader alone."""
    if query.newest or _has_second_look(read, query, reader):
        return read.is_unlikely(thin)
    return read.is_settled(left, thin)


def _has_second_look(read: Readings, query: Query, reader: Reader) -> bool:
    """True where weights of two readers are fitted: for a question that names its document, and is no follow-up."""
    return reader.second is not None and read.is_named and not query.newest


def usual_clause(query: Query) -> str:
    """The clause that usually says what a question asks for; empty if its words do not name it clearly.

    For a follow-up, it is that of the new words: the question before names another.
    """
    concepts = meant(query.newest or query.text)
    return concepts[0].concept.wording if concepts and concepts[0].words >= CLEARLY else ""


def best_reads(
    found: Sequence[Candidate], read: Readings, content_of: Callable[[VersionId], Document]
) -> tuple[BestRead, ...]:
    """The best sentence that was read of each passage, the best passage first."""
    scores = read.scores
    best: dict[int, BestRead] = {}
    for together in read.rounds:
        for group in _by_passage(found, sorted(together)):
            shown = _to_read([found[at] for at in group], content_of)
            number, at = max(enumerate(group), key=lambda one: scores[one[1]])
            one, odds = found[at], read.odds[at]
            before = best.get(one.passage.label)
            if odds is None or (before is not None and before.score >= scores[at]):
                continue
            first = one.own_start - shown.sentences[number][0]
            place = one.start, one.own_start, one.end, first, first + len(shown.text)
            best[one.passage.label] = BestRead(one.passage.label, *place, shown.headings, odds, scores[at])
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.label)))


async def _read(
    read: Readings,
    query: Query,
    found: Sequence[Candidate],
    places: Sequence[int],
    content_of: Callable[[VersionId], Document],
    reader: Reader,
) -> Readings:
    """What is known once the candidates at some places have been read too.

    For a follow-up, the odds are a mean of two readings: by the new words alone, "that" may mean anything; by both
    questions, the earlier answer comes again.
    """
    some = [found[at] for at in places]
    odds = whole = await read_candidates(query.text, some, content_of, reader)
    newest: list[float] = []
    if query.newest:
        newest = await read_candidates(query.newest, some, content_of, reader)
        odds = [BY_NEWEST * new + (1 - BY_NEWEST) * both for new, both in zip(newest, whole, strict=True)]
    known = dict(zip(places, odds, strict=True))
    return replace(
        read,
        odds=tuple(known.get(at, former) for at, former in enumerate(read.odds)),
        whole={**read.whole, **dict(zip(places, whole, strict=True))} if newest else {},
        newest={**read.newest, **dict(zip(places, newest, strict=True))} if newest else {},
        rounds=(*read.rounds, frozenset(places)),
    )


async def _read_again(
    read: Readings,
    query: Query,
    found: Sequence[Candidate],
    content_of: Callable[[VersionId], Document],
    reader: Reader,
) -> Readings:
    """What is known once the reader's second one has read the best few again; the same where it looks at none."""
    if reader.second is None or not _has_second_look(read, query, reader) or read.strength() < HOPELESS:
        return read
    places = best_places(read.scores, read.odds)
    odds = await read_candidates(query.text, [found[at] for at in places], content_of, reader.second.reader)
    return replace(read, again=dict(zip(places, odds, strict=True)), chances=reader.second.chances)


def _aimed(evidence: Evidence) -> frozenset[DocumentId]:
    """The documents that the question most likely means, by what it names; empty if it names none."""
    hints = [hint for searched in evidence.searches for hint in searched.hints]
    best = max((score for _, score in hints), default=0.0)
    return frozenset(document for document, score in hints if score >= best)


async def read_candidates(
    question: str, found: Sequence[Candidate], content_of: Callable[[VersionId], Document], reader: Reader
) -> list[float]:
    """The reader's log odds for every candidate, same order.

    Raises:
        ModelError: a file of the reader is missing or damaged.
    """
    groups = _by_passage(found, range(len(found)))
    passages = [_to_read([found[at] for at in group], content_of) for group in groups]
    odds = [0.0] * len(found)
    for group, scores in zip(groups, await reader.read(question, passages), strict=True):
        for at, score in zip(group, scores, strict=True):
            odds[at] = score
    return odds


def _by_passage(found: Sequence[Candidate], places: Iterable[int]) -> list[list[int]]:
    """Places of candidates, those of one passage together."""
    groups: dict[int, list[int]] = {}
    for at in places:
        groups.setdefault(found[at].passage.label, []).append(at)
    return list(groups.values())


def _to_read(group: Sequence[Candidate], content_of: Callable[[VersionId], Document]) -> ToRead:
    """A passage with its candidates as ranges of what is read: the piece, widened to include all of them."""
    passage = group[0].passage
    chunk = passage.chunk
    own = min(chunk.start, *(candidate.own_start for candidate in group))
    start = min(own, *(candidate.start for candidate in group if own - candidate.start <= BEFORE), own)
    end = max(chunk.end, *(candidate.end for candidate in group))
    mark = fingerprint(passage.title, PurePath(passage.path).name)
    return ToRead(
        headings=f"{mark} › {chunk.heading}" if chunk.heading else mark,
        text=content_of(chunk.version).text[start:end],
        sentences=tuple((candidate.own_start - start, candidate.end - start) for candidate in group),
    )
