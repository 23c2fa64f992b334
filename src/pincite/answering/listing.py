"""For a question that is put to each of many documents: the sentence of one document that answers, and how likely.

Most of many documents do not answer, so whether a sentence answers at all matters more than which one fits best. The
question alone tells little of that, since people ask in other words than clauses use. So two vectors are used beside
it: that of the clause which the table of concepts has for what is asked, and that of an example, the mean of the best
sentences of the nearest documents (pseudo-relevance feedback, Rocchio 1971, over sentences). Contracts say the same
thing in much the same words, so the words of one find those of another.
"""

import math
import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pincite.answering import formula
from pincite.answering.candidates import Candidate, Judged, candidates
from pincite.answering.demands import demands_of
from pincite.answering.opposite import AskedPolarity
from pincite.answering.reading_candidates import read_candidates
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.index.port import Vector
from pincite.models.ports import Embedder, Reader, Vectors
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import Query

EXAMPLES = 3
"""How many sentences make the example. From 2 to 5, the documents of the questions for steering are told apart equally
well."""

BY_WORDING = 0.5
"""Weight of the likeness to the concept's clause in the choice of the sentence."""

BY_EXAMPLE, BY_EXAMPLE_COMPARED = 1.0, 2.0
"""The same for the likeness to the example. Two sides that say the same are surer than one that says more."""

LISTED = 0.45
"""Chance from which a document is listed. With each list judged by weights from the others, recall is .90 and precision
.90 on those for steering, .66 and .81 on lists in everyday words; of 190 documents that were asked what none of them
says, one is listed. At .35 these figures are .92 and .86, .74 and .76, and seven; at .55 .87 and .92, .55 and .87, and
one (`runs/fitting/calibrate_listing.py`)."""

COMPARED = 0.001
"""Strength, as in `formula`, below which nothing is said of a compared document, unless the reader finds it more likely
than not that a sentence answers. It is far lower than for any other question: somebody who names two documents side by
side knows that both mention the subject, and half a comparison is none."""

ALIKE = 3.0
"""Weight of the likeness of two sentences, one from each side of a comparison, beside how well each fits. Of 26 pairs
for steering with given documents, both sides are right in 15 or 16 at 2 to 5, in 14 at 1.5, and in 10 without it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of sentence that would answer, as vectors; a reader reads each sentence with the `questions`.

    The first of them is what is asked; another one is the same in a lawyer's words. `wording` is the clause that the
    table of concepts has for what is asked, None if it names no concept. `example` is the mean of the sentences that
    fit best, None until there are some. `needed` are patterns that a sentence must all have; `telling` is one that a
    sentence has which surely answers; `denied` tells sentences that say the opposite.
    """

    questions: tuple[str, ...]
    asked: Vector
    wording: Vector | None
    example: Vector | None = None
    needed: tuple[re.Pattern[str], ...] = ()
    telling: re.Pattern[str] | None = None
    denied: AskedPolarity | None = None

    @property
    def sought(self) -> Vector:
        """The vector to look for in a document: the mean of those that are known, of unit length."""
        parts = [part for part in (self.asked, self.wording, self.example) if part is not None]
        return _mean(parts)


@dataclass(frozen=True, slots=True)
class Fits:
    """How well the best sentence of a document fits, by each measure."""

    strength: float
    wording: float
    example: float
    odds: float | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the measures of a document, in log odds per unit."""

    bias: float
    strength: float
    wording: float
    example: float
    odds: float = 0.0


WEIGHTS = Weights(bias=-2.39, strength=0.54, wording=5.60, example=5.49)
WEIGHTS_READ = Weights(bias=-2.20, strength=0.41, wording=5.21, example=4.32, odds=0.39)
"""For a list that needs no words: fitted by `runs/fitting/calibrate_listing.py`, without a reader and with the one that
ships, on the lists of the questions for steering, on 31 in everyday words, and on a dozen that nothing answers (of
helicopters, horses and cakes). All were looked through as if they needed no words: 14 of them do, and what stands next
to those teaches caution where no words guard. On the other 51 alone the bias is higher (-1.25), and more is listed."""

WEIGHTS_WORDED = Weights(bias=-1.54, strength=0.90, wording=5.97, example=6.20)
WEIGHTS_WORDED_READ = Weights(bias=-1.31, strength=0.60, wording=5.15, example=4.06, odds=0.67)
"""The same for a list that needs words, whose sentences all have them: fitted on the 14."""

MOST_READ = 6
"""The most readings of a document's sentences by a reader: the best three with two questions, or the best six with one.
For one document, this takes as long as looking it up. With twice as many, lists are no better."""

BY_READER, BY_READER_COMPARED = 0.05, 0.1
"""Weight of the reader's log odds in the choice of the sentence, and the same in a comparison, where 0.05 to 0.15 do
equally well."""

BY_TELLING = 0.5
"""What a sentence that surely answers is worth in the choice among those of its document."""

NOT_TOLD = 1.5
"""Log odds by which a row is less sure whose sentence lacks what tells it from its neighbours. Of 59 rows of four lists
of contracts that can be ended without cause, 18 of 19 whose sentences have it were right, and 14 of 40 others."""


@dataclass(frozen=True, slots=True)
class SideWeights:
    """Weights of what tells the right sentence of a compared document from a neighbour, in log odds per unit."""

    bias: float
    ahead: float
    first: float


SIDES = SideWeights(bias=-1.32, ahead=2.03, first=1.27)
"""Fitted by `runs/fitting/calibrate_comparing.py` on 134 sides of 67 comparisons for steering. Judged on other
comparisons, those said to be .54, .69, .83 and .94 on average are right in .50, .68, .85 and .97."""

LONE_SIDE = 2.0
"""The longest lead that counts, and that of a sentence that is the only one."""

READ_COMPARED = 60
"""The most readings of the sentences of a compared document."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one document's passages, with their vectors, and how well each fits.

    Those that say the opposite of what is asked are not among them; `is_denied` is true if one of these would fit best.
    """

    found: tuple[Candidate, ...]
    vectors: Vectors
    scores: tuple[float, ...]
    fits: Fits | None
    is_denied: bool = False


async def sentences_of(
    query: Query,
    kind: Kind,
    evidence: Evidence,
    embedder: Embedder,
    content_of: Callable[[VersionId], Document],
    reader: Reader | None = None,
    *,
    is_compared: bool = False,
) -> Sentences:
    """The sentences of one document's passages and how well they fit; a `reader` reads some of the best.

    It reads more of compared documents. A place in the question binds none of those: it may be part of a document's
    name.

    Raises:
        ModelError: the files of the embedder or of the reader are missing or damaged.
    """
    wanted = replace(demands_of(query), places=frozenset()) if is_compared else demands_of(query)
    words_needed = () if is_compared else kind.needed
    found = tuple(
        one
        for one in candidates(query, evidence, content_of)
        if wanted.allows(f"{one.headings} {one.text}") and _has_all(words_needed, one)
    )
    if not found:
        return Sentences((), np.empty((0, embedder.dimensions), dtype=np.float32), (), None)
    vectors = await embedder.embed([one.compared_as for one in found])
    scores, fits = _fitting(query, kind, found, vectors, is_compared=is_compared)
    is_denied = False
    if kind.denied is not None and not is_compared:
        kept = [at for at, one in enumerate(found) if not kind.denied.is_opposite(one.says)]
        if not kept:
            return Sentences((), vectors[:0], (), None, is_denied=True)
        if len(kept) < len(found):
            is_denied = max(range(len(found)), key=lambda at: scores[at]) not in kept
            found, vectors = tuple(found[at] for at in kept), vectors[kept]
            scores, fits = _fitting(query, kind, found, vectors, is_compared=is_compared)
    if reader is not None:
        by_reader, most_read = (BY_READER_COMPARED, READ_COMPARED) if is_compared else (BY_READER, MOST_READ)
        best = sorted(range(len(found)), key=lambda at: -scores[at])[: most_read // len(kind.questions)]
        some = [found[at] for at in best]
        readings = [await read_candidates(question, some, content_of, reader) for question in kind.questions]
        odds = [sum(each) / len(each) for each in zip(*readings, strict=True)]
        read = dict(zip(best, odds, strict=True))
        least = min(scores) + by_reader * min(odds) - 1  # what was not read stands behind what was
        scores = tuple(one + by_reader * read[at] if at in read else least + one for at, one in enumerate(scores))
        fits = replace(fits, odds=max(odds))
    return Sentences(found, vectors, scores, fits, is_denied)


def _fitting(
    query: Query, kind: Kind, found: Sequence[Candidate], vectors: Vectors, *, is_compared: bool
) -> tuple[tuple[float, ...], Fits]:
    """How well each sentence fits without a reader, and how well the best do by each measure."""
    cosines = [float(cosine) for cosine in vectors @ kind.asked]
    words = formula.words_of(found)
    plain = formula.score(query, found, words, cosines)
    strength = formula.strength(formula.features(query, found, words, cosines, plain))
    by_wording = _likeness(vectors, kind.wording)
    examples = _likeness(vectors, kind.example)
    by_example = BY_EXAMPLE_COMPARED if is_compared else BY_EXAMPLE
    scores = tuple(
        one + BY_WORDING * wording + by_example * example
        for one, wording, example in zip(plain, by_wording, examples, strict=True)
    )
    if kind.telling is not None and not is_compared:
        told = [kind.telling.search(one.text) is not None for one in found]
        scores = tuple(score + BY_TELLING * is_told for score, is_told in zip(scores, told, strict=True))
    return scores, Fits(math.log(strength / (1 - strength)), max(by_wording), max(examples))


def _has_all(needed: Sequence[re.Pattern[str]], one: Candidate) -> bool:
    """True if a sentence has all that is needed; for a row of a table, its column heads may have it."""
    said = f"{one.headings} {one.text}" if one.is_entry else one.text
    return all(words.search(said) for words in needed)


def example_of(documents: Sequence[Sentences]) -> Vector | None:
    """The mean of the sentences that fit best, one from each document; None if there are no sentences."""
    best = [max(range(len(one.scores)), key=lambda at: one.scores[at]) for one in documents if one.scores]
    having = [one for one in documents if one.scores]
    ranked = sorted(zip(having, best, strict=True), key=lambda pair: -pair[0].scores[pair[1]])
    chosen = [one.vectors[at] for one, at in ranked[:EXAMPLES]]
    return _mean(chosen) if chosen else None


def in_common(documents: Sequence[Sentences]) -> Vector | None:
    """The mean of the sentences, one from each document, that fit best and are most alike; None if there are none.

    A comparison asks for the same thing twice, so what answers on one side shows what answers on the other.
    """
    having = [one for one in documents if one.scores]
    if len(having) != len(documents) or len(having) != 2:
        return example_of(documents)
    one, other = having
    alike = one.vectors @ other.vectors.T
    fit = np.asarray(one.scores)[:, None] + np.asarray(other.scores)[None, :] + ALIKE * alike
    at, beside = np.unravel_index(int(np.argmax(fit)), fit.shape)
    return _mean([one.vectors[int(at)], other.vectors[int(beside)]])


def chance(fits: Fits, needed: Sequence[re.Pattern[str]] = ()) -> float:
    """How likely a document answers, 0 to 1: a logistic model of the measures.

    Sentences that have the words that are `needed` are surer by the same measures.
    """
    if needed:
        weights = WEIGHTS_WORDED if fits.odds is None else WEIGHTS_WORDED_READ
    else:
        weights = WEIGHTS if fits.odds is None else WEIGHTS_READ
    logit = (
        weights.bias
        + weights.strength * fits.strength
        + weights.wording * fits.wording
        + weights.example * fits.example
        + weights.odds * (fits.odds or 0.0)
    )
    return _share(logit)


def as_told(likely: float, kind: Kind, said: Sequence[str]) -> float:
    """How sure a row is, 0 to 1, by its document's chance and by the words of its sentences.

    A document is listed by its chance. Where a pattern tells sentences that surely answer from their neighbours, a row
    without one is to be checked; so is one whose sentences say what is asked and its opposite, or do not tell.
    """
    is_untold = kind.telling is not None and not any(kind.telling.search(words) for words in said)
    is_doubtful = kind.denied is not None and bool(said) and all(map(kind.denied.is_doubtful, said))
    return less_sure(likely) if is_untold or is_doubtful else likely


def less_sure(likely: float) -> float:
    """The chance of a row, 0 to 1, that is right as often as one that lacks what tells it from its neighbours."""
    inside = min(max(likely, 1e-6), 1 - 1e-6)
    return _share(math.log(inside / (1 - inside)) - NOT_TOLD)


def _share(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def compared(sentences: Sentences) -> Judged:
    """The assessment of a compared document's sentences; there is at least one."""
    fits = sentences.fits
    strength = _share(fits.strength) if fits is not None else 0.0
    if fits is not None and fits.odds is not None and fits.odds >= 0:
        strength = max(strength, _share(fits.odds))

    def without(left_out: Container[int]) -> float:
        return strength if any(at not in left_out for at in range(len(sentences.found))) else 0.0

    return Judged(sentences.scores, COMPARED, without, lambda one, best: one >= best)


def chance_compared(sentences: Sentences) -> float:
    """How likely the best sentence of a compared document is the right one, 0 to 1; there is at least one."""
    ahead, first = side_signs(sentences)
    return _share(SIDES.bias + SIDES.ahead * ahead + SIDES.first * first)


def side_signs(sentences: Sentences) -> tuple[float, float]:
    """The lead of the best sentence's score over the next, and how early the search found its passage."""
    best, *others = sorted(range(len(sentences.found)), key=lambda at: -sentences.scores[at])
    ahead = sentences.scores[best] - sentences.scores[others[0]] if others else LONE_SIDE
    return min(ahead, LONE_SIDE), 1 / math.sqrt(sentences.found[best].passage.label)


def judged(sentences: Sentences, needed: Sequence[re.Pattern[str]] = ()) -> Judged:
    """The assessment of a document's sentences, which have all that is `needed`; only the best is stated.

    There is at least one sentence.
    """
    likely = chance(sentences.fits, needed) if sentences.fits is not None else 0.0

    def without(left_out: Container[int]) -> float:
        return likely if any(at not in left_out for at in range(len(sentences.found))) else 0.0

    return Judged(sentences.scores, LISTED, without, lambda one, best: one >= best)


def _likeness(vectors: Vectors, other: Vector | None) -> list[float]:
    return [float(cosine) for cosine in vectors @ other] if other is not None else [0.0] * len(vectors)


def _mean(vectors: Sequence[Vector]) -> Vector:
    mean: Vector = np.mean(vectors, axis=0)
    return mean / np.float32(np.linalg.norm(mean))
