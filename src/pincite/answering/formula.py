"""Judges candidates by likeness and shared words alone: how well each fits, and how likely the best one answers.

A candidate is scored by its likeness to the question, by the share of the question's words in it or its headings, by
the kind of figure that the question asks for, and by its passage's rank.
"""

import math
import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pincite.answering.candidates import Candidate, Judged
from pincite.answering.columns import has_amount
from pincite.documents.span import DocumentId
from pincite.models.ports import Embedder
from pincite.retrieval.query import Expectation, Query
from pincite.retrieval.terms import content_words

KEEP_RATIO = 0.88
"""A further sentence is stated if it scores at least this share of the best one."""

THIN = 0.02
"""Strength below which nothing is stated. It is the chance that the best sentence is exactly the one that people
marked, so it is small even for an answer that helps. Of 300 questions each on documents that no encoder was trained on,
1 % of those that no legal text answers are answered at 0.02 (2 % at 0.015), 86 % of those about a clause of a named
contract (93 % at 0.015, 76 % at 0.03) and all of those about the guides. A clause that the named contract lacks is hard
to tell from one that it has: 54 % get some quote (68 %, 41 %). That needs the entailment model."""

IN_HEADINGS, IN_DOCUMENT = 0.5, 0.35
"""Weight of a word of the question in the headings over a sentence, or elsewhere in its document."""

WEIGHT_COSINE, WEIGHT_COVERAGE, WEIGHT_FIGURE, WEIGHT_RANK = 1.0, 0.45, 0.12, 0.15

WEIGHT_DEFINITION = 0.2
"""For the definition of a term that the question names: "what is the Basket?" is answered by "“Basket” means …"."""

WEIGHT_OPENING = -0.2
"""For the first lines of a document: they name the parties, so they look like every question about them."""

WEIGHT_NEWEST = 0.7
"""For a follow-up: the weight of the score by its new words, beside the score by both questions together. Of 29 such
questions in lawyers' words (`runs/measuring/lawyers.py follow`) the best sentence answers 15 at 0.7, 14 at 1, 9 at
0."""

_DEFINITION = re.compile(
    r"[“\"](?P<before>[^”\"]{2,60})[”\"]\s*(?:\([^)]{0,40}\)\s*)?(?:means|shall mean|is defined as|refers to)\b"
    r"|\((?:the|each an?|an?|collectively,? the)?\s*[“\"](?P<after>[^”\"]{2,60})[”\"]\)"
)
"""A term before "means", or in brackets after what it stands for."""

_FIGURES: dict[Expectation, re.Pattern[str]] = {
    "amount": re.compile(r"[$€£¥]\s?\d|\b\d[\d,.]*\s?(?:dollars|euros|pounds|USD|EUR|GBP)\b", re.I),
    "date": re.compile(
        r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
    ),
    "duration": re.compile(r"\b(?:day|week|month|year|hour|quarter|anniversary)s?\b", re.I),
    "percentage": re.compile(r"\d\s?%|\bper\s?cent\b|\bpercent", re.I),
    "number": re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty)\b", re.I),
}


@dataclass(frozen=True, slots=True)
class Features:
    """Measures of how well the best candidate fits the question.

    `cosine` and `passage_cosine` are its likeness to the question and its passage's; `near` is the share of the
    question's content words in it or its headings, `around` the share in all that was found of its document, both 0 to
    1.
    """

    cosine: float
    passage_cosine: float
    near: float
    around: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the features in the logistic model of `strength`, in logits per unit."""

    bias: float
    cosine: float
    passage_cosine: float
    near: float
    around: float


STRENGTH = Weights(bias=-8.33, cosine=0.45, passage_cosine=4.08, near=1.79, around=3.11)
"""Fitted by `runs/fitting/calibrate_quote.py` with the published embedder, before ours was trained. Fitted again, they
tell right from wrong better on its questions, whose wording the embedder has learnt (AUROC .877 instead of .842), and
answer fewer of the sample matters' questions (98 of 111 right instead of 106, with as few outside questions answered).
They are kept because of those figures, which are no blind measure. `THIN` was chosen by the questions that no legal
text answers."""


@dataclass(frozen=True, slots=True)
class ContentWords:
    """Content words of a candidate's sentence, of the headings over it, and of all that was found of its document."""

    own: frozenset[str]
    headings: frozenset[str]
    around: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scored:
    """The candidates of one question, scored by likeness and shared words, each in their order.

    `asked` is the question and then, for a follow-up, what is new in it by itself; `cosines` are the candidates' with
    each. `by_clause` are those with the clause that usually says such a thing, empty if none is known.
    """

    asked: tuple[Query, ...]
    found: Sequence[Candidate]
    words: Sequence[ContentWords]
    cosines: tuple[tuple[float, ...], ...]
    scores: tuple[float, ...]
    by_clause: tuple[float, ...] = ()

    def strength(self, without: Container[int] = ()) -> float:
        """How likely the best one answers, 0 to 1; candidates at the places `without` are left out."""
        beside = [-math.inf if at in without else one for at, one in enumerate(self.scores)]
        each = zip(self.asked, self.cosines, strict=True)
        return max(strength(features(one, self.found, self.words, near, beside)) for one, near in each)


async def scored(query: Query, found: Sequence[Candidate], embedder: Embedder, clause: str = "") -> Scored:
    """Scores the candidates; there is at least one. `clause` is the text that usually answers, if known.

    Raises:
        ModelError: the embedder's model cannot be read.
    """
    asked = (query, replace(query, text=query.newest)) if query.newest else (query,)
    beside = [*(one.text for one in asked), *([clause] if clause else [])]
    vectors = await embedder.embed([*beside, *(one.compared_as for one in found)])
    likeness = [tuple(map(float, np.asarray(vectors[len(beside) :] @ vector))) for vector in vectors[: len(beside)]]
    cosines = tuple(likeness[: len(asked)])
    words = words_of(found)
    by_each = [score(one, found, words, near) for one, near in zip(asked, cosines, strict=True)]
    scores = by_each[0]
    if query.newest:
        scores = [WEIGHT_NEWEST * new + (1 - WEIGHT_NEWEST) * whole for whole, new in zip(*by_each, strict=True)]
    return Scored(asked, found, words, cosines, tuple(scores), likeness[-1] if clause else ())


async def judged(query: Query, found: Sequence[Candidate], embedder: Embedder) -> Judged:
    """The candidates, at least one, judged by likeness and shared words alone.

    Raises:
        ModelError: the embedder's model cannot be read.
    """
    made = await scored(query, found, embedder)
    return Judged(made.scores, THIN, made.strength, lambda one, best: one >= KEEP_RATIO * best)


def score(
    query: Query, found: Sequence[Candidate], words: Sequence[ContentWords], cosines: Sequence[float]
) -> list[float]:
    """How well each candidate answers; scores are comparable only within one question."""
    coverages = coverage(query, words)
    asked = set(content_words(query.text))
    return [
        WEIGHT_COSINE * cosine
        + WEIGHT_COVERAGE * covered
        + WEIGHT_FIGURE * any(_has_figure(candidate, kind) for kind in query.expects)
        + WEIGHT_RANK / math.sqrt(candidate.passage.label)
        + WEIGHT_DEFINITION * _defines(candidate, asked)
        + WEIGHT_OPENING * (candidate.passage.chunk.ordinal == 0 and not candidate.is_entry)
        for candidate, cosine, covered in zip(found, cosines, coverages, strict=True)
    ]


def _has_figure(candidate: Candidate, kind: Expectation) -> bool:
    """True if a candidate has a figure of a kind; an amount in a table needs no sign of a currency."""
    is_bare = kind == "amount" and candidate.is_entry and has_amount(candidate.says)
    return is_bare or _FIGURES[kind].search(candidate.says) is not None


def _defines(candidate: Candidate, asked: set[str]) -> bool:
    """True if a sentence defines a term whose words are all in the question."""
    defined = _DEFINITION.search(candidate.says)
    if defined is None:
        return False
    term = set(content_words(defined["before"] or defined["after"]))
    return bool(term) and term <= asked


def coverage(query: Query, words: Sequence[ContentWords]) -> list[float]:
    """The share of the question's content words that each candidate has, weighted by rarity, 0 to 1.

    Rarity is inverse document frequency among the candidates (Sparck Jones, Journal of Documentation, 1972), so that a
    word of every candidate counts little. A word counts in full in the sentence, less in its headings, and least
    elsewhere in what was found of its document, which names the parties; the sentence rarely does.
    """
    asked = set(content_words(query.text))
    frequency = Counter(word for one in words for word in asked & (one.own | one.headings))
    weight = {word: math.log(1 + len(words) / (frequency[word] or 1)) for word in asked}
    total = sum(weight.values())
    if not total:
        return [0.0] * len(words)
    return [
        sum(
            weight[word] * (1.0 if word in one.own else IN_HEADINGS if word in one.headings else IN_DOCUMENT)
            for word in near
        )
        / total
        for one in words
        for near in [asked & (one.own | one.headings | one.around)]
    ]


def words_of(found: Sequence[Candidate]) -> list[ContentWords]:
    """The content words of each candidate and of what is around it, in the order of the candidates."""
    by_headings = {headings: frozenset(content_words(headings)) for headings in {one.headings for one in found}}
    own = [frozenset(content_words(one.says)) for one in found]
    around: dict[DocumentId, set[str]] = {}
    for candidate, words in zip(found, own, strict=True):
        around.setdefault(candidate.passage.chunk.document, set()).update(words, by_headings[candidate.headings])
    whole = {document: frozenset(words) for document, words in around.items()}
    return [
        ContentWords(words, by_headings[candidate.headings], whole[candidate.passage.chunk.document])
        for candidate, words in zip(found, own, strict=True)
    ]


def features(
    query: Query,
    found: Sequence[Candidate],
    words: Sequence[ContentWords],
    cosines: Sequence[float],
    scores: Sequence[float],
) -> Features:
    """The features that tell a good best candidate from one that is merely the best of those found."""
    best = max(range(len(found)), key=lambda i: scores[i])
    asked = set(content_words(query.text))
    held = words[best]
    return Features(
        cosine=cosines[best],
        passage_cosine=found[best].passage.cosine or 0.0,
        near=len(asked & (held.own | held.headings)) / len(asked) if asked else 0.0,
        around=len(asked & held.around) / len(asked) if asked else 0.0,
    )


def strength(seen: Features) -> float:
    """How likely the best candidate answers at all, 0 to 1: a logistic model of the features."""
    logit = (
        STRENGTH.bias
        + STRENGTH.cosine * seen.cosine
        + STRENGTH.passage_cosine * seen.passage_cosine
        + STRENGTH.near * seen.near
        + STRENGTH.around * seen.around
    )
    return 1 / (1 + math.exp(-logit))
