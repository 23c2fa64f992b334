"""Judges candidates by a reader: how well each answers, and how likely the best one answers at all.

Candidates that fit best without the reader are read first, and more only if none of these is a sure answer. `readings`
weighs what it says of each, and `reading_candidates` hands them to it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import PurePath

from pincite.answering import formula
from pincite.answering.candidates import Candidate, Judged
from pincite.answering.lacking import share_lacking, words_asked
from pincite.answering.nameless import nameless
from pincite.answering.reading_candidates import read_candidates
from pincite.answering.readings import WEIGHTS, Readings
from pincite.answering.second_look import CERTAIN, HOPELESS, best_places, counted, weighed
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, VersionId
from pincite.models.ports import Embedder, FollowedChances, NamelessChances, Reader, SecondChances
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import Query
from pincite.retrieval.understanding.concepts import in_terms_of, meant
from pincite.structure.facts.short_names import short_names
from pincite.threads import on_thread

STEPS = 8, 16, 24
"""How many candidates are read after each step: first those that fit best by the formula, then more if none is sure. On
176 questions for steering the best one of 24 is the same as of 32 wherever something is stated."""

SURE = 0.6
"""Chance from which no further candidate is read. Of 296 questions for steering it reads 14.8 candidates instead of
13.6 at 0.5, and of what was stated wrongly there one is right and one is refused; 0.8 reads 16.8 and changes nothing
more."""

THIN = 0.40
"""Chance below which nothing is stated. Of the questions for steering that their document does not answer, .84 get no
statement when each is judged by weights from other documents (`docs/model-card-reader.md`)."""

BY_NEWEST = 2 / 3
"""Weight of the reading of a follow-up by its new words alone, beside the reading by both questions."""

THIN_FOLLOWED = 0.25
"""Chance below which nothing is stated for a follow-up. Of those that their document does not answer, .94 get no
statement (`runs/fitting/calibrate_following.py`)."""

BY_CLAUSE, UNLIKE = 6.0, 0.25
"""Weight of the likeness to the clause that usually says what is asked for, and the likeness that counts as none.
People ask "Can we walk away for no reason?" and contracts say "for convenience", which the reader does not always link.
Of 215 questions for steering with an answer, the best candidate is right in .656 instead of .628; .516 instead of .493
are stated and right, .149 instead of .163 stated and wrong. Of the unanswerable ones, .854 instead of .844 are refused
(`runs/fitting/calibrate_reader.py`). Weights of 4 to 10 are within .01 of that."""

CLEARLY = 2
"""The fewest words that must name the concept of that clause: single words mean many things."""

ENDING = "termination"
GROUNDS = frozenset(
    {
        "termination for convenience",
        "termination for breach",
        "termination for insolvency",
        "change of control",
        "force majeure",
    }
)
"""The concept of ending an agreement, and those of the grounds to end it for, each of which has its own clause."""

BESIDE = 1.0
"""The most log odds by which a further statement may be behind the best one."""


async def judged(
    query: Query,
    evidence: Evidence,
    found: Sequence[Candidate],
    content_of: Callable[[VersionId], Document],
    embedder: Embedder,
    reader: Reader,
) -> Judged:
    """A reader's assessment of the candidates; there is at least one.

    Raises:
        ModelError: a file of the reader or of the embedder is missing or damaged.
    """
    thin = THIN_FOLLOWED if query.newest else THIN
    query = _in_its_terms(_nameless(query, evidence, found, content_of), evidence, found, content_of)
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
    """The candidates, at least one, with a reader's odds for those that fit best without it.

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
    read = Readings(
        made, beside, (None,) * len(found), labels, is_named=bool(aimed), competing=max(1, len(competing)),
        alike=_alike(found),
    )  # fmt: skip
    lacks = _lacks(query, content_of)
    for before, until in pairwise((0, *STEPS)):
        places = order[before:until]
        left = order[before : STEPS[-1]]
        if not places or read.strength() >= SURE or (before and _is_enough(read, query, left, thin)):
            break
        read = await _read(read, query, found, places, content_of, reader)
        if not (read.is_named or read.newest):
            shares = await on_thread(lacks, [found[at] for at in places])
            read = replace(read, lacking={**read.lacking, **dict(zip(places, shares, strict=True))})
    return read


def _nameless(
    query: Query, evidence: Evidence, found: Sequence[Candidate], content_of: Callable[[VersionId], Document]
) -> Query:
    """The query without the parties that only say which document it means, where it names one.

    Of a follow-up both questions stay as they are: the names in the first say what "it" and "they" are.
    """
    if query.newest:
        return query
    aimed = _aimed(evidence)
    parties: dict[str, tuple[str, ...]] = {}
    for version in dict.fromkeys(one.passage.chunk.version for one in found if one.passage.chunk.document in aimed):
        content = content_of(version)
        parties |= {fact.value: () for fact in content.facts if fact.kind == "party"}
        parties |= short_names(content.text, content.facts)
    told = nameless(query.told, parties) if query.told else ""
    return replace(query, text=nameless(query.text, parties), told=told)


def _in_its_terms(
    query: Query, evidence: Evidence, found: Sequence[Candidate], content_of: Callable[[VersionId], Document]
) -> Query:
    """The query with the term that the document it names has for a thing, in place of another term for the same.

    A reader takes little for an answer that calls the thing otherwise: "data breach" for a "Security Incident".
    """
    aimed = _aimed(evidence)
    versions = dict.fromkeys(one.passage.chunk.version for one in found if one.passage.chunk.document in aimed)
    if not versions or query.newest:
        return query
    text = " ".join(" ".join(content_of(version).text.split()) for version in versions).lower()
    return replace(query, text=in_terms_of(query.text, text), told=in_terms_of(query.told, text))


def _alike(found: Sequence[Candidate]) -> dict[int, frozenset[int]]:
    """For each place, those of the candidates that repeat the one there, without itself; only places that have some.

    An item repeats its lead-in, whether it begins with it or is quoted behind it, with a gap.
    """
    near: dict[tuple[DocumentId, int], list[int]] = {}
    same: dict[str, list[int]] = {}
    for at, one in enumerate(found):
        for start in {one.start, *(first for first, _ in one.openings)}:
            near.setdefault((one.passage.chunk.document, start), []).append(at)
        same.setdefault(" ".join(one.text.split()), []).append(at)
    groups = [group for group in (*near.values(), *same.values()) if len(group) > 1]
    alike: dict[int, frozenset[int]] = {}
    for group in groups:
        for at in group:
            alike[at] = alike.get(at, frozenset()) | (frozenset(group) - {at})
    return alike


def _lacks(query: Query, content_of: Callable[[VersionId], Document]) -> Callable[[Sequence[Candidate]], list[float]]:
    """What says of candidates which share of the question's words each one's document has nowhere, with name and title.

    Each document is read once.
    """
    asked = words_asked(query.text)

    @cache
    def share(version: VersionId, name: str) -> float:
        return share_lacking(asked, f"{name} {content_of(version).text}")

    def lacks(candidates: Sequence[Candidate]) -> list[float]:
        passages = [one.passage for one in candidates]
        return [share(one.chunk.version, f"{one.title} {PurePath(one.path).stem}") for one in passages]

    return lacks


def _is_enough(read: Readings, query: Query, left: Sequence[int], thin: float) -> bool:
    """True if no more are read, although none is sure: how far the rest reaches was not measured for follow-ups."""
    return read.is_unlikely(thin) if query.newest else read.is_settled(left, thin)


def _chances(read: Readings, query: Query, reader: Reader) -> SecondChances | NamelessChances | FollowedChances | None:
    """The weights of two readers for a question like this; None where none were fitted."""
    if reader.second is None:
        return None
    if query.newest:
        return reader.second.followed
    return reader.second.chances if read.is_named else reader.second.nameless


def usual_clause(query: Query) -> str:
    """The clause that usually says what a question asks for; empty if its words do not name it clearly.

    For a follow-up, it is that of the new words: the question before names another. Of a question whether an agreement
    may be ended for some ground, it is the one on that ground.

    >>> from pincite.retrieval.query import understand
    >>> usual_clause(understand("Can Acme get out of the lease?"))[:55]
    'Either party may terminate this Agreement by giving wri'
    >>> usual_clause(understand("Can Acme get out of the lease if Finch is taken over?"))[:42]
    'If a party undergoes a change of control, '
    """
    concepts = meant(query.newest or query.text)
    if not concepts or concepts[0].words < CLEARLY:
        return ""
    grounds = [one for one in concepts if one.concept.name in GROUNDS]
    return (grounds[0] if grounds and concepts[0].concept.name == ENDING else concepts[0]).concept.wording


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
    odds, whole, newest = await _odds(query, some, content_of, reader)
    known = dict(zip(places, odds, strict=True))
    return replace(
        read,
        odds=tuple(known.get(at, former) for at, former in enumerate(read.odds)),
        whole={**read.whole, **dict(zip(places, whole, strict=True))} if newest else {},
        newest={**read.newest, **dict(zip(places, newest, strict=True))} if newest else {},
        rounds=(*read.rounds, frozenset(places)),
    )


async def _odds(
    query: Query, some: Sequence[Candidate], content_of: Callable[[VersionId], Document], reader: Reader
) -> tuple[list[float], list[float], list[float]]:
    """What a reader makes of candidates: the odds that count, those by the whole query, those by what is new in it."""
    whole = await read_candidates(query.told or query.text, some, content_of, reader)
    if not query.newest:
        return whole, whole, []
    newest = await read_candidates(query.newest, some, content_of, reader)
    return [BY_NEWEST * new + (1 - BY_NEWEST) * both for new, both in zip(newest, whole, strict=True)], whole, newest


async def _read_again(
    read: Readings,
    query: Query,
    found: Sequence[Candidate],
    content_of: Callable[[VersionId], Document],
    reader: Reader,
) -> Readings:
    """What is known once the reader's second one has read the best few again; the same where it looks at none."""
    chances = _chances(read, query, reader)
    is_worth_it = query.newest or HOPELESS <= read.strength() < CERTAIN
    if reader.second is None or chances is None or not is_worth_it:
        return read
    places = best_places(read.scores, read.odds)
    some = [found[at] for at in places]
    odds, whole, newest = await _odds(query, some, content_of, reader.second.reader)
    firsts = [read.odds[at] or 0.0 for at in places]
    again = odds if query.newest else list(map(counted, firsts, odds))
    return replace(
        read,
        again=dict(zip(places, again, strict=True)),
        chances=chances,
        whole=_by_both(read.whole, places, whole),
        newest=_by_both(read.newest, places, newest),
    )


def _by_both(first: Mapping[int, float], places: Sequence[int], second: Sequence[float]) -> dict[int, float]:
    """The first reader's odds of a follow-up, by place, with the second one's weighed in; empty for other questions."""
    seconds = dict(zip(places, second, strict=False))
    return {at: weighed(odds, seconds.get(at, odds)) for at, odds in first.items()}


def _aimed(evidence: Evidence) -> frozenset[DocumentId]:
    """The documents that the question most likely means, by what it names; empty if it names none."""
    hints = [hint for searched in evidence.searches for hint in searched.hints]
    best = max((score for _, score in hints), default=0.0)
    return frozenset(document for document, score in hints if score >= best)
