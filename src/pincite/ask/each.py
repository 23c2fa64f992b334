"""Puts one question to each of several documents: what each says, pinned, or that nothing was found in it.

Both legs of the search go through every piece of a document, and the sentences of its best passages are judged. So "not
found" is said only of what was read, and a document without readable words has a state of its own.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from pincite.access.scope import Scope
from pincite.answering.answer import Answer, Statement
from pincite.answering.candidates import Judged, candidates
from pincite.answering.demands import demands_of
from pincite.answering.listing import (
    Kind,
    Sentences,
    as_told,
    chance_compared,
    compared,
    example_of,
    in_common,
    judged,
    less_sure,
    sentences_of,
)
from pincite.answering.mentioning import Mention, mentioned, speaks_of
from pincite.answering.needed import needed, telling
from pincite.answering.opposite import asked_of
from pincite.answering.quote import Quoted, stated
from pincite.answering.sentences import KeptSentences
from pincite.answering.standing import as_it_stands, asks_for_before
from pincite.ask.amended import doubted
from pincite.ask.by_words import has_words, with_words
from pincite.ask.cell import Cell
from pincite.ask.own_terms import kinds_of, own_term_stated
from pincite.ask.reply import State
from pincite.ask.sources import Sources
from pincite.ask.texts import TextOf, texts_in
from pincite.catalogue.amending import Amendments, StandingAgreement
from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.inside import Probe, nearest, search_inside
from pincite.retrieval.query import Query, cleaned, understand
from pincite.retrieval.understanding.concepts import Noticed, expansions, meant, noticed
from pincite.retrieval.understanding.contracts import is_contract
from pincite.retrieval.understanding.many_asked import Many
from pincite.retrieval.understanding.own_terms import OwnTerm, asks_for_term
from pincite.retrieval.understanding.words_sought import words_sought
from pincite.threads import on_thread
from pincite.verification.verbatim import verify

PASSAGES = 4
"""Passages of a document whose sentences are judged."""

PASSAGES_COMPARED = 10
"""The same for a document that is compared; there are only two of these."""

PIECES_OF_EACH = 4
"""Pieces that each leg gives for each document, where the nearest of many are chosen: several are of one document."""

GOVERNING_LAW = "governing law"
"""The concept of which a document's own facts have the sentence."""

_OF_LAW = re.compile(r"\b(?:laws?|govern\w*|construed)\b", re.IGNORECASE)
"""A word of a sentence that says which law governs."""

EXAMPLES_FROM = 8
"""How many of the nearest documents are looked into for an example."""


@dataclass(frozen=True, slots=True)
class Put:
    """A question ready to be put to documents, with the kind of sentence that would answer it.

    `law` are the places whose law it asks for; a document's own facts then decide. With `is_about_law`, it asks which
    law governs, whatever that is; with `own`, for a date or the time of each document, which its facts have too.
    `mention` is what a document must mention at all. `words` are the stems of those that the question asks for as such.
    `beside` are the documents that were looked into for an example.
    """

    query: Query
    wanted: Probe
    kind: Kind
    law: frozenset[str] = frozenset()
    is_about_law: bool = False
    own: OwnTerm | None = None
    is_compared: bool = False
    mention: Mention = field(default_factory=Mention)
    words: tuple[str, ...] = ()
    beside: tuple[DocumentId, ...] = ()

    @property
    def passages(self) -> int:
        """How many passages of each document are judged."""
        return PASSAGES_COMPARED if self.is_compared else PASSAGES


async def put_to_sides(
    question: str,
    asked: str,
    documents: Sequence[DocumentId],
    scope: Scope,
    sources: Sources,
    now: Callable[[], datetime],
) -> Put:
    """What a question asks of each of the documents that it compares, with the sentences in which they are most alike.

    Raises:
        AccessError: the scope has expired.
        IndexingError: the index could not be searched.
        ModelError: the embedder's files are missing or damaged.
    """
    engines = sources.engines
    query = await on_thread(understand, asked)
    # What was cut from the question may have been more than names; a name may be a concept ("the security agreement").
    read_with = tuple(dict.fromkeys((query.text, cleaned(question))))
    concepts = noticed(query.text)
    kind = await _kind(query, concepts, read_with, sources)
    wanted = Probe(query, kind.sought)
    looked = []
    for document in documents:
        evidence = await search_inside(wanted, document, scope, PASSAGES_COMPARED, now(), engines)
        content_of = await texts_in(evidence, engines.catalogue)
        looked.append(
            await _sentences(Put(query, wanted, kind, is_compared=True), evidence, content_of, scope, sources)
        )
    kind = replace(kind, example=in_common(looked))
    is_about_law = {one.concept.name for one in concepts} == {GOVERNING_LAW}
    own = await on_thread(asks_for_term, query.text)
    return Put(query, wanted, kind, is_about_law=is_about_law or own == "law", own=own, is_compared=True)


async def _kind(query: Query, concepts: Sequence[Noticed], questions: tuple[str, ...], sources: Sources) -> Kind:
    """The kind of sentence that would answer, by the question and the first of the concepts that it names."""
    wording = [one.concept.wording for one in concepts[:1]]
    vectors = await sources.engines.embedder.embed([query.text, *wording])
    return Kind(questions, vectors[0], vectors[1] if wording else None)


async def put_to_each(question: str, many: Many, scope: Scope, sources: Sources, now: Callable[[], datetime]) -> Put:
    """What a question asks of each of many documents, with an example of what answers from those that come nearest.

    Raises:
        AccessError: the scope has expired.
        IndexingError: the index could not be searched.
        ModelError: the embedder's files are missing or damaged.
    """
    engines = sources.engines
    query = await on_thread(understand, many.asked)
    concepts = await on_thread(meant, question)
    also = [one.concept.question for one in concepts[:1]]
    kind = await _kind(query, concepts, (query.text, *also), sources)
    kind = replace(kind, needed=needed(question), telling=telling(question), denied=asked_of(many.asked))
    terms = expansions(question, concepts[:1])
    wanted = Probe(query, kind.sought, terms)
    looked: list[Sentences] = []
    beside = await nearest(wanted, EXAMPLES_FROM, scope, now(), engines)
    for document in beside:
        evidence = await search_inside(wanted, document, scope, PASSAGES, now(), engines)
        content_of = await texts_in(evidence, engines.catalogue)
        looked.append(await _sentences(Put(query, wanted, kind), evidence, content_of, scope, sources))
    kind = replace(kind, example=example_of(looked))
    own = await on_thread(asks_for_term, many.asked)
    return Put(
        query, Probe(query, kind.sought, terms), kind, demands_of(query).law, own == "law", own,
        mention=mentioned(query),
        words=words_sought(many.asked), beside=beside,
    )  # fmt: skip


async def foremost(
    asked: Put, entries: Sequence[Entry], scope: Scope, sources: Sources, now: Callable[[], datetime]
) -> tuple[Entry, ...]:
    """As many documents as are looked into: all, or those whose pieces come nearest, then others in their order.

    Raises:
        AccessError: the scope has expired.
        IndexingError: the index could not be searched.
    """
    most = sources.most_looked_into
    if len(entries) <= most:
        return tuple(entries)
    found = await nearest(asked.wanted, len(entries), scope, now(), sources.engines, PIECES_OF_EACH * most)
    places = {document: place for place, document in enumerate(found)}
    return tuple(sorted(entries, key=lambda entry: places.get(entry.document, len(places)))[:most])


async def look_into(asked: Put, entry: Entry, scope: Scope, sources: Sources, now: Callable[[], datetime]) -> Cell:
    """The answer of a document that the scope permits.

    Raises:
        AccessError: the scope has expired.
        IndexingError: the index could not be searched.
        ModelError: a model's files are missing or damaged.
    """
    engines = sources.engines
    if (asked.law or asked.is_about_law) and (cell := await _by_law(asked, entry, scope, sources, now)) is not None:
        return cell
    evidence = await search_inside(asked.wanted, entry.document, scope, asked.passages, now(), engines)
    if not evidence.passages:
        return Cell(entry, "not_read", (), evidence, 0.0, entry.unread)
    if (cell := await _by_facts(asked, entry, evidence, scope, sources)) is not None:
        return cell
    if asked.is_about_law and not asked.is_compared and is_contract(entry) == "otherwise":
        return Cell(entry, "not_found", (), evidence, 0.0, entry.unread)  # a guide on a law is governed by none
    if asked.words:
        return await _by_words(asked, entry, evidence, scope, sources)
    return await _by_sentences(asked, entry, evidence, scope, sources)


async def _by_sentences(asked: Put, entry: Entry, evidence: Evidence, scope: Scope, sources: Sources) -> Cell:
    """What the sentences of a document's best passages answer, as they are judged."""
    content_of = await texts_in(evidence, sources.engines.catalogue)
    if not speaks_of(asked.mention, evidence.passages, content_of):
        return Cell(entry, "not_found", (), evidence, 0.0, entry.unread)
    found = await _chosen(asked, evidence, content_of, scope, sources)
    verdict = verify(found.answer, evidence, scope, content_of)
    state: State = "found" if verdict.passed else "not_found"
    likely = as_told(found.strength, asked.kind, [support.statement.text for support in verdict.passed])
    return Cell(entry, state, verdict.passed, evidence, likely, entry.unread)


async def _by_words(asked: Put, entry: Entry, evidence: Evidence, scope: Scope, sources: Sources) -> Cell:
    """A sentence with the words that a question asks for: the one that answers best, else the first of the document."""
    judged = await _by_sentences(asked, entry, evidence, scope, sources)
    if any(has_words(support.statement.text, asked.words) for support in judged.statements[:1]):
        return replace(judged, chance=1.0)
    if entry.version is None:
        return replace(judged, state="not_found", statements=())
    catalogue, scanner = sources.engines.catalogue, sources.scanner
    content = await on_thread(catalogue.content, entry.version)
    said, grown = await on_thread(with_words, asked.words, entry, content, evidence)
    content_of = await texts_in(grown, catalogue)
    if scanner is not None:
        said = tuple([await doubted(one, grown, content_of, scanner) for one in said])
    verdict = verify(Answer(said), grown, scope, content_of)
    state: State = "found" if verdict.passed else "not_found"
    return Cell(entry, state, verdict.passed, grown, 1.0 if verdict.passed else 0.0, entry.unread)


async def as_amended(cell: Cell, asked: Put, scope: Scope, sources: Sources, today: date) -> Cell:
    """A document's answer with its amendments applied, as far as the asker may see them.

    Words that amendments bring in are scanned like those that were chosen.

    Raises:
        ModelError: the model of the scanner cannot be read.
    """
    if not cell.statements or asks_for_before(asked.query.text):
        return cell
    engines = sources.engines
    said = [support.statement for support in cell.statements]

    def amended() -> tuple[StandingAgreement, tuple[Statement, ...], Evidence] | None:
        standing = Amendments(engines.catalogue, scope, today).of(cell.entry)
        if standing is None:
            return None
        text, content_of = asked.query.text, engines.catalogue.content
        return standing, *as_it_stands(said, cell.read, text, lambda _: standing, content_of)

    found = await on_thread(amended)
    if found is None:
        return cell
    standing, statements, evidence = found
    content_of = await texts_in(evidence, engines.catalogue)
    if sources.scanner is not None:
        scanner = sources.scanner
        statements = tuple(
            [one if one in said else await doubted(one, evidence, content_of, scanner) for one in statements]
        )
    verdict = verify(Answer(statements), evidence, scope, content_of)
    state: State = "found" if verdict.passed else "not_found"
    amending = frozenset(source.document for source in standing.sources)
    return replace(cell, state=state, statements=verdict.passed, read=evidence, amending=amending)


async def _by_law(asked: Put, entry: Entry, scope: Scope, sources: Sources, now: Callable[[], datetime]) -> Cell | None:
    """What a document says about its governing law; None if it states none, or none that can be quoted."""
    stated_laws = [fact for fact in entry.facts if fact.kind == "governing_law"]
    if not stated_laws or entry.version is None:
        return None
    engines = sources.engines
    asked_for = next((fact for fact in stated_laws if asked.is_about_law or fact.value in asked.law), None)
    fact = asked_for or stated_laws[0]
    content = await on_thread(engines.catalogue.content, entry.version)
    words = understand(content.text[fact.start : fact.end])
    evidence = await search_inside(Probe(words, asked.wanted.vector), entry.document, scope, PASSAGES, now(), engines)
    content_of = await texts_in(evidence, engines.catalogue)
    saying = [
        one
        for one in candidates(asked.query, evidence, content_of)
        if one.passage.chunk.version == entry.version and one.start <= fact.start < fact.end <= one.end
    ]
    if not saying:
        return None
    if asked_for is None:
        return Cell(entry, "not_found", (), evidence, 0.0, entry.unread)
    certain = Judged((1.0,), 0.0, lambda _: 1.0, lambda one, best: one >= best)
    found = await stated(saying[:1], certain, content_of, sources.scanner)
    verdict = verify(found.answer, evidence, scope, content_of)
    return Cell(entry, "found", verdict.passed, evidence, found.strength, entry.unread) if verdict.passed else None


async def _by_facts(asked: Put, entry: Entry, evidence: Evidence, scope: Scope, sources: Sources) -> Cell | None:
    """What a document states of its own dates or time; None if that is not asked, not stated, or cannot be quoted."""
    kinds = kinds_of(asked.own, entry) if asked.own is not None and asked.own != "law" else ()
    if asked.own is None or not kinds or entry.version is None:
        return None
    catalogue, scanner = sources.engines.catalogue, sources.scanner
    content = await on_thread(catalogue.content, entry.version)
    said, grown = own_term_stated(asked.own, kinds, entry, content, evidence)
    content_of = await texts_in(grown, catalogue)
    if scanner is not None:
        said = tuple([await doubted(one, grown, content_of, scanner) for one in said])
    verdict = verify(Answer(said), grown, scope, content_of)
    return Cell(entry, "found", verdict.passed, grown, 1.0, entry.unread) if verdict.passed else None


async def _chosen(asked: Put, evidence: Evidence, content_of: TextOf, scope: Scope, sources: Sources) -> Quoted:
    sentences = await _sentences(asked, evidence, content_of, scope, sources)
    if not sentences.found:
        return Quoted(Answer(()), 0.0)
    judging = compared(sentences) if asked.is_compared else judged(sentences, asked.kind.needed)
    if sentences.is_denied and not _is_said(asked, sentences):
        return Quoted(Answer(()), 0.0)
    found = await stated(sentences.found, judging, content_of, sources.scanner)
    if asked.is_about_law and not any(_OF_LAW.search(one.text) for one in found.answer.statements):
        return Quoted(Answer(()), 0.0)  # "full legal authority" is no governing law
    if asked.is_compared:
        return replace(found, strength=chance_compared(sentences))
    return replace(found, strength=less_sure(found.strength)) if sentences.is_denied else found


def _is_said(asked: Put, sentences: Sentences) -> bool:
    """True if the best sentence of a document says what is asked, as far as its words tell."""
    best = max(range(len(sentences.found)), key=lambda at: sentences.scores[at])
    said = asked.kind.denied.said(sentences.found[best].says) if asked.kind.denied is not None else "untold"
    return said in ("same", "both")


async def _sentences(asked: Put, evidence: Evidence, content_of: TextOf, scope: Scope, sources: Sources) -> Sentences:
    engines = sources.engines
    return await sentences_of(
        asked.query,
        asked.kind,
        evidence,
        KeptSentences(engines.embedder, engines.index, evidence, scope),
        content_of,
        sources.reader,
        is_compared=asked.is_compared,
    )
