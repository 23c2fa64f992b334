"""Quote mode: the sentences that answer, word for word, chosen without a language model.

Every sentence of the best clauses is a candidate, and so is a row of a table there that the question tells from its
neighbours; it is read with the heads of its columns, and stated without them. A candidate is scored by likeness to the
question, by the share of the question's words that it or its headings hold, by the kind of figure the question asks
for, and by where its passage stood. When even the best is weak, nothing is stated.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pincite.answering.answer import Answer, Citation, Statement
from pincite.answering.columns import has_amount, is_asked_for
from pincite.answering.doubting import CAUTION, Doubt, doubt
from pincite.answering.units import quotable
from pincite.documents.document import Document, clause_path, page_at
from pincite.documents.regions import as_read, confidence, described, page_label
from pincite.documents.span import DocumentId, Span, VersionId
from pincite.models.ports import Embedder
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import Expectation, Query
from pincite.retrieval.terms import content_words
from pincite.security.scanner import Scanner
from pincite.security.screening import screen

MOST_STATEMENTS = 3
"""A lawyer reads the governing sentence, perhaps its exception and its amendment; more is a search result."""

MOST_SCANNED = 9
"""Sentences that are scanned for one answer. Where that many are doubtful or taken, no further one is stated."""

SHORTEST_SENTENCE = 20
"""Characters. Shorter pieces ("Notices.", "(a)") are headings or labels and answer nothing."""

FEWEST_WORDS = 4
"""Words in small letters that a statement without a full stop must have: a line of names is no sentence."""

LONGEST_QUOTE = 1_500
"""Characters of one statement: longer sentences, and lists up to the item that answers, are quoted whole up to here."""

LONGEST_SAYING = 500
"""Characters up to which an item is judged together with its lead-in; beyond, the lead-in would drown it."""

KEEP_RATIO = 0.88
"""A further sentence is stated when it scores at least this share of the best one."""

THIN = 0.02
"""Strength below which nothing is stated: a chance that the best sentence is exactly the one that people marked, and
small also where the answer helps. Of 300 questions each on documents that no encoder was trained on, 1 % of those that
no legal text answers are answered at 0.02 (2 % at 0.015), 86 % of those about a clause of a named contract (93 % at
0.015, 76 % at 0.03) and all of those about the guides. A clause that the named contract lacks is not told well from one
that it has: 54 % get some quote (68 %, 41 %). That needs the entailment model."""

IN_HEADINGS, IN_DOCUMENT = 0.5, 0.35
"""What a word of the question counts that stands in the headings over a sentence, or elsewhere in its document."""

HEADING_SLACK = 6
"""Characters around a clause's number and heading that belong to neither: spaces, a full stop, marks of the format."""

WEIGHT_COSINE, WEIGHT_COVERAGE, WEIGHT_FIGURE, WEIGHT_RANK = 1.0, 0.45, 0.12, 0.15

WEIGHT_DEFINITION = 0.2
"""For the definition of a term that the question names: "what is the Basket?" is answered by "“Basket” means …"."""

WEIGHT_OPENING = -0.2
"""For the first lines of a document: they name the parties, so they look like every question about them."""

_SMALL_WORD = re.compile(r"\b[a-z]{2,}\b")

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
class Candidate:
    """A sentence that might answer, with the passage it belongs to and the headings over it.

    `text` is what would be quoted, as it reads without what only the page needs; `says` is what it is chosen by: the
    item alone where its lead-in is long. `headings` ends with the column heads of a row. An `is_entry` is a row that is
    no sentence ("Dunmore Wharf | 840000"): only its column heads say what it is about.
    """

    passage: Passage
    start: int
    end: int
    text: str
    says: str
    headings: str
    is_entry: bool = False


@dataclass(frozen=True, slots=True)
class Features:
    """How well the best candidate fits the question.

    `cosine` and `passage_cosine` are its likeness to the question and its passage's; `near` is the share of the
    question's content words that it or its headings hold, `around` the share that stands in all that was found of its
    document, both 0 to 1.
    """

    cosine: float
    passage_cosine: float
    near: float
    around: float


@dataclass(frozen=True, slots=True)
class Weights:
    """What the logistic model of `strength` gives each feature, in logits per unit."""

    bias: float
    cosine: float
    passage_cosine: float
    near: float
    around: float


STRENGTH = Weights(bias=-8.33, cosine=0.45, passage_cosine=4.08, near=1.79, around=3.11)
"""Fitted by `runs/calibrate_quote.py` with the published embedder, before ours was trained. Fitted anew they tell right
from wrong better on its questions, whose wording the embedder has learnt (AUROC .877 for .842), and answer fewer of the
sample matters' (98 of 111 right where as few outside questions are answered, for 106): they are kept by those figures,
which are no blind measure. `THIN` was chosen by the questions that no legal text answers."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """The answer, and how strong the evidence is, 0 to 1; an answer without statements when it is thin.

    `doubts` are about sentences that fit best and may be written for whoever answers. They stand behind every other, or
    are left out where enough others answer.
    """

    answer: Answer
    strength: float
    doubts: tuple[Doubt, ...] = ()


async def quote(
    query: Query,
    evidence: Evidence,
    *,
    embedder: Embedder,
    content_of: Callable[[VersionId], Document],
    scanner: Scanner | None = None,
) -> Quoted:
    """The sentences of the evidence that answer the question best, each as a statement with its citation.

    `scanner` is asked about those that would be stated, and about the next best in the place of a doubtful one.

    Raises:
        ModelError: the model of the embedder or of the scanner cannot be read.
    """
    found = candidates(query, evidence, content_of)
    if not found:
        return Quoted(Answer(()), 0.0)
    vectors = await embedder.embed([query.text, *(f"{c.headings}: {' '.join(c.says.split())}" for c in found)])
    cosines = [float(cosine) for cosine in np.asarray(vectors[1:] @ vectors[0])]
    scores = score(query, found, cosines)
    power = strength(features(query, found, cosines, scores))
    if power < THIN:
        return Quoted(Answer(()), power)
    doubts: dict[int, Doubt] = {}
    chosen = await _sifted(found, scores, content_of, scanner, doubts) if scanner else _best(found, scores, ())
    if doubts and chosen:
        beside = [-math.inf if at in doubts else score for at, score in enumerate(scores)]
        clean = strength(features(query, found, cosines, beside))
        if clean < THIN and scores[chosen[0]] < KEEP_RATIO * max(scores):
            chosen = []  # what is not doubtful does not answer
        else:
            power = max(clean, THIN)
    stated = [_statement(found[at], content_of) for at in chosen]
    behind = sorted(doubts, key=lambda at: (doubts[at].by_itself, -scores[at]))
    stated += [_doubtful(_statement(found[at], content_of)) for at in behind[: MOST_STATEMENTS - len(stated)]]
    return Quoted(Answer(tuple(stated)), power, tuple(doubts.values()))


async def _sifted(
    found: Sequence[Candidate],
    scores: Sequence[float],
    content_of: Callable[[VersionId], Document],
    scanner: Scanner,
    doubts: dict[int, Doubt],
) -> list[int]:
    """The places of the candidates to state, none of them doubtful; `doubts` comes to hold what was passed over."""
    looked: set[int] = set()
    while True:
        chosen = _best(found, scores, doubts)
        new = [at for at in chosen if at not in looked][: MOST_SCANNED - len(looked)]
        if not new:
            return [at for at in chosen if at in looked]
        for at in new:
            looked.add(at)
            one = found[at]
            if (about := await doubt(one.passage, one.start, one.end, one.text, content_of, scanner)) is not None:
                doubts[at] = about


def _doubtful(statement: Statement) -> Statement:
    """A statement whose citations say that it may be no term of the document."""
    noted = (replace(one, note="; ".join(part for part in (one.note, CAUTION) if part)) for one in statement.citations)
    return replace(statement, citations=tuple(noted))


def candidates(query: Query, evidence: Evidence, content_of: Callable[[VersionId], Document]) -> tuple[Candidate, ...]:
    """Sentences of the passages and rows of tables that the question asks for, each once.

    Not those that nobody sees or that address an assistant.
    """
    seen: set[tuple[str, int]] = set()
    found: list[Candidate] = []
    for passage in evidence.passages:
        chunk = passage.chunk
        content = content_of(chunk.version)
        first, last = min(chunk.clause_start, chunk.start), max(chunk.clause_end, chunk.end)
        for unit in quotable(content, chunk.start, chunk.end):
            text, own = as_read(content, unit.start, unit.end), as_read(content, unit.own_start, unit.end)
            if (chunk.document, unit.own_start) in seen or not first <= unit.start < unit.end <= last:
                continue
            is_entry = unit.heads is not None and _is_name(own) and any(map(str.isalnum, own))
            if not (is_entry or len(own) >= SHORTEST_SENTENCE) or not len(own) <= len(text) <= LONGEST_QUOTE:
                continue
            if any(unit.start < hidden_end and hidden_start < unit.end for hidden_start, hidden_end in content.hidden):
                continue
            if not is_entry and _is_heading(own, unit.own_start, content):
                continue
            if screen(text).flagged:
                continue
            seen.add((chunk.document, unit.own_start))
            says = text if len(text) <= LONGEST_SAYING else own
            headings = f"{passage.title} › {chunk.heading}"
            if unit.heads is not None:
                headings += f" › {content.text[slice(*unit.heads)]}"
            if not is_entry or is_asked_for(query.text, says, headings):
                found.append(Candidate(passage, unit.start, unit.end, text, says, headings, is_entry))
    return tuple(found)


def _is_heading(text: str, start: int, content: Document) -> bool:
    """True for a title, a heading, a signature line or a question: what names an answer without being one."""
    if _is_name(text) or text.rstrip().endswith("?"):
        return True
    for clause in clause_path(content.clauses, start):
        if clause.heading and start <= clause.start + len(clause.number) + HEADING_SLACK:
            heading = content.text.find(clause.heading, clause.start, clause.start + len(clause.heading) + 60)
            if heading >= 0 and start + len(text) <= heading + len(clause.heading) + HEADING_SLACK:
                return True
    return False


def _is_name(text: str) -> bool:
    """True for words that are no sentence: names and figures, or too few words without a full stop."""
    small = len(_SMALL_WORD.findall(text))
    return small == 0 or (small < FEWEST_WORDS and text.rstrip()[-1] not in '.;:”"')


def score(query: Query, found: Sequence[Candidate], cosines: Sequence[float]) -> list[float]:
    """How well each candidate answers; only comparable within one question."""
    coverages = coverage(query, found)
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
    """True when a candidate holds a figure of a kind; an amount in a table needs no sign of a currency."""
    is_bare = kind == "amount" and candidate.is_entry and has_amount(candidate.says)
    return is_bare or _FIGURES[kind].search(candidate.says) is not None


def _defines(candidate: Candidate, asked: set[str]) -> bool:
    """True when a sentence defines a term whose words the question holds."""
    defined = _DEFINITION.search(candidate.says)
    if defined is None:
        return False
    term = set(content_words(defined["before"] or defined["after"]))
    return bool(term) and term <= asked


def coverage(query: Query, found: Sequence[Candidate]) -> list[float]:
    """Share of the question's content words that each candidate holds, weighted by rarity, 0 to 1.

    Rarity is inverse document frequency among the candidates (Sparck Jones, Journal of Documentation, 1972), so that
    what every candidate says tells nothing apart. A word counts in full in the sentence, less in its headings, and
    least elsewhere in what was found of its document: that names the parties, which the sentence rarely does.
    """
    asked = set(content_words(query.text))
    held = _held(found)
    frequency = Counter(word for body, head, _ in held for word in asked & (body | head))
    weight = {word: math.log(1 + len(found) / (frequency[word] or 1)) for word in asked}
    total = sum(weight.values())
    if not total:
        return [0.0] * len(found)
    return [
        sum(weight[word] * (1.0 if word in body else IN_HEADINGS if word in head else IN_DOCUMENT) for word in near)
        / total
        for body, head, around in held
        for near in [asked & (body | head | around)]
    ]


def _held(found: Sequence[Candidate]) -> list[tuple[set[str], set[str], set[str]]]:
    """Content words of each candidate's sentence, of its headings, and of all that was found of its document."""
    bodies = [set(content_words(candidate.says)) for candidate in found]
    heads = [set(content_words(candidate.headings)) for candidate in found]
    around: dict[DocumentId, set[str]] = {}
    for candidate, body, head in zip(found, bodies, heads, strict=True):
        around.setdefault(candidate.passage.chunk.document, set()).update(body, head)
    return [
        (body, head, around[candidate.passage.chunk.document])
        for candidate, body, head in zip(found, bodies, heads, strict=True)
    ]


def features(query: Query, found: Sequence[Candidate], cosines: Sequence[float], scores: Sequence[float]) -> Features:
    """What tells a good best candidate from one that is merely the best there was."""
    best = max(range(len(found)), key=lambda i: scores[i])
    asked = set(content_words(query.text))
    body, head, around = _held(found)[best]
    return Features(
        cosine=cosines[best],
        passage_cosine=found[best].passage.cosine or 0.0,
        near=len(asked & (body | head)) / len(asked) if asked else 0.0,
        around=len(asked & around) / len(asked) if asked else 0.0,
    )


def strength(seen: Features) -> float:
    """How likely it is that the best candidate answers at all, 0 to 1: a logistic model of the features."""
    logit = (
        STRENGTH.bias
        + STRENGTH.cosine * seen.cosine
        + STRENGTH.passage_cosine * seen.passage_cosine
        + STRENGTH.near * seen.near
        + STRENGTH.around * seen.around
    )
    return 1 / (1 + math.exp(-logit))


def select(found: Sequence[Candidate], scores: Sequence[float]) -> list[Candidate]:
    """The best candidates in order of score, without one that repeats the words of another."""
    return [found[at] for at in _best(found, scores, ())]


def _best(found: Sequence[Candidate], scores: Sequence[float], without: Container[int]) -> list[int]:
    """The places of the best candidates in order of score, but for some, and for what repeats the words of another."""
    order = sorted((at for at in range(len(found)) if at not in without), key=lambda at: -scores[at])
    chosen: list[int] = []
    for at in order:
        if scores[at] < KEEP_RATIO * scores[order[0]] or len(chosen) == MOST_STATEMENTS:
            break
        if not any(_repeats(found[at], found[other]) for other in chosen):
            chosen.append(at)
    return chosen


def _repeats(one: Candidate, other: Candidate) -> bool:
    """True when two candidates say the same words, or share some in their document."""
    shares = one.start < other.end and other.start < one.end
    same_document = one.passage.chunk.document == other.passage.chunk.document
    return (same_document and shares) or one.text.split() == other.text.split()


def _statement(candidate: Candidate, content_of: Callable[[VersionId], Document]) -> Statement:
    chunk = candidate.passage.chunk
    content = content_of(chunk.version)
    path = clause_path(content.clauses, candidate.start)
    page = page_at(content.pages, candidate.start)
    citation = Citation(
        label=candidate.passage.label,
        span=Span(chunk.document, chunk.version, candidate.start, candidate.end),
        path=candidate.passage.path,
        title=candidate.passage.title,
        section=next((clause.number for clause in reversed(path) if clause.number), ""),
        heading=next((clause.heading for clause in reversed(path) if clause.heading), ""),
        page=page,
        page_label=page_label(content, page),
        note=described(content, candidate.start),
        confidence=confidence(content, candidate.start, candidate.end),
        quote=content.text[candidate.start : candidate.end],
    )
    return Statement(candidate.text, (citation,))
