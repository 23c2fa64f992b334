"""True sentences of real contracts, each pinned to a sentence beside the one that bears it out.

Sentences, passages and judging are those of `runs/measuring/pins.py`. Which sentence is quoted instead is drawn: the
one before, behind, most like it, or farthest; two together. One that says much the same is never taken for a wrong one.
"""

import asyncio
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from runs.attacking.family import Attempt, Draw, Family
from runs.measuring.pins import (
    LONGEST_PASSAGE,
    SAYS_THE_SAME,
    Case,
    Remembering,
    flat,
    is_statement,
    leaves_beside,
    own_words,
    passage_of,
    said_again,
)
from runs.questions.legal_questions import is_apart
from runs.training.entailment.pairs import legal_texts

from pincite.answering.units import Unit, quotable
from pincite.chunking.by_clause import by_clause
from pincite.chunking.chunk import Chunk
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, VersionId
from pincite.readers.read import read
from pincite.retrieval.terms import content_words
from pincite.verification.verifier import Verifier

DATA = Path(__file__).parents[3] / "shared" / "data"

KINDS = (
    "the sentence before", "the sentence behind", "the one most like it", "the farthest one", "two others together",
    "one with the same figure or name", "any other", "three others together", "the sentences on either side",
    "the longest other", "the shortest other", "the other with the same subject", "a heading", "the other's first half",
)  # fmt: skip

TRIES = 60


def _shared(own: set[str], content: Document, other: Unit) -> float:
    return len(own & set(content_words(own_words(content, other)))) / max(1, len(own))


def _names(words: str) -> set[str]:
    """Figures and words in capitals, by which sentences seem to speak of the same."""
    return {word for word in words.replace(",", " ").split()[1:] if word[:1].isupper() or word[:1].isdigit()}


def _wrong(kind: str, unit: Unit, others: Sequence[Unit], content: Document, chance: random.Random) -> list[Unit]:
    own = own_words(content, unit)
    words = set(content_words(own))
    before = [one for one in others if one.end <= unit.own_start]
    behind = [one for one in others if one.own_start >= unit.end]
    match kind:
        case "the sentence before":
            return before[-1:]
        case "the sentence behind":
            return behind[:1]
        case "the one most like it":
            return [max(others, key=lambda one: _shared(words, content, one))]
        case "the farthest one":
            return [max(others, key=lambda one: abs(one.own_start - unit.own_start))]
        case "two others together":
            return chance.sample(list(others), 2) if len(others) > 1 else []
        case "one with the same figure or name":
            alike = [one for one in others if _names(own) & _names(own_words(content, one))]
            return [chance.choice(alike)] if alike else []
        case "three others together":
            return chance.sample(list(others), 3) if len(others) > 2 else []
        case "the sentences on either side":
            return [*before[-1:], *behind[:1]] if before and behind else []
        case "the longest other":
            return [max(others, key=lambda one: one.end - one.own_start)]
        case "the shortest other":
            return [min(others, key=lambda one: one.end - one.own_start)]
        case "the other with the same subject":
            first = own.split()[:2]
            alike = [one for one in others if own_words(content, one).split()[:2] == first]
            return [chance.choice(alike)] if alike else []
        case _:
            return [chance.choice(list(others))]


def _case(kind: str, name: str, content: Document, chunks: Sequence[Chunk], chance: random.Random) -> Case | None:
    first = chance.randrange(len(chunks))
    passage = passage_of(name, content, chunks, first, min(len(chunks) - 1, first + chance.choice((0, 1, 2, 3))))
    start, end = passage.chunk.start, passage.chunk.end
    if end - start > LONGEST_PASSAGE:
        return None
    units = [
        unit
        for unit in quotable(content, start, end)
        if start <= unit.own_start and unit.end <= end and is_statement(own_words(content, unit))
    ]
    if len(units) < 2:
        return None
    unit = chance.choice(units)
    words = set(content_words(own_words(content, unit)))
    others = [
        one
        for one in units
        if (one.own_start >= unit.end or one.end <= unit.own_start) and _shared(words, content, one) < SAYS_THE_SAME
    ]
    wrong = _wrong(kind, unit, others, content, chance) if words and others else []
    if not wrong:
        return None
    text = said_again(own_words(content, unit), chance)
    right, quotes = ((unit.own_start, unit.end),), tuple((one.own_start, one.end) for one in wrong)
    if kind == "a heading":
        headed = [clause for clause in content.clauses if clause.heading and start <= clause.start < end]
        found = [content.text.find(clause.heading, clause.start, clause.end) for clause in headed]
        places = [
            (at, at + len(clause.heading))
            for at, clause in zip(found, headed, strict=True)
            if at >= 0 and (at + len(clause.heading) <= unit.own_start or unit.end <= at)
        ]
        if not places:
            return None
        quotes = (chance.choice(places),)
    elif kind == "the other's first half":
        first, last = quotes[0]
        cut = content.text.rfind(" ", first, (first + last) // 2)
        if cut <= first:
            return None
        quotes = ((first, cut),)
    return Case(name, kind, text, passage, content, right, quotes)


def tried(draws: Sequence[Draw], _place: Path) -> Iterator[Attempt]:
    """Pin each sentence wrongly, and verify it as a written answer is."""
    texts = [(name, text) for name, text in legal_texts(DATA) if is_apart(name)]
    verifier = Verifier(Remembering())
    for draw in draws:
        case = None
        for _ in range(TRIES):
            name, text = draw.chance.choice(texts)
            content = read(text.encode(), Path(name).name)
            chunks = by_clause(DocumentId(name), VersionId(name), content, "")
            case = next((one for _ in range(8) if (one := _case(draw.kind, name, content, chunks, draw.chance))), None)
            if case is not None:
                break
        if case is None:
            continue
        quoted = " / ".join(flat(case.content.text[start:end]) for start, end in case.wrong)
        left = asyncio.run(leaves_beside(case, verifier))
        made = f"{case.document}: “{case.text}” quoting “{quoted}”"
        yield Attempt(draw.number, draw.kind, made, "it leaves with that pin" if left else "")


FAMILY = Family("pinning", "a true sentence leaves pinned to another one", KINDS, tried)
