"""Runs a review: each question is put to each document that the asker may see, one document after the other.

The answers of a document are on the record before they are given out, and the rules are checked again in between: a
document that was closed in the meantime is left out, and the record says so. Answers are judged beside examples from
other documents: if one of these was closed, the questions are prepared again, and what was judged beside it is judged
again. An interrupted run continues where it was when the same questions are asked again.
"""

import secrets
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime

from pincite import __version__
from pincite.access.scope import Scope
from pincite.ask.abreast import in_order
from pincite.ask.cell import Cell
from pincite.ask.each import Put, look_into, put_to_each
from pincite.ask.sources import Sources
from pincite.audit.event import Record
from pincite.audit.port import AuditLog
from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId
from pincite.errors import QuestionError
from pincite.retrieval.query import understand
from pincite.retrieval.understanding.many import many_in
from pincite.retrieval.understanding.many_asked import Many
from pincite.review.cells import Answer, Reviewed
from pincite.review.earlier import answers_in
from pincite.review.recording import (
    CLOSED_BESIDE,
    Run,
    UnfinishedRun,
    begun,
    document_reviewed,
    ended,
    key_of,
    prepared,
    unfinished,
    withheld,
)
from pincite.threads import on_thread

MOST_QUESTIONS = 200
"""The most questions of one review; a longer list is a mistake, and would take hours unasked."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a review is to do: the questions, the documents, and the run that it continues, if any.

    `earlier` has the documents that this run had reached.
    """

    questions: tuple[str, ...]
    entries: tuple[Entry, ...]
    scope: Scope
    run: Run
    earlier: UnfinishedRun | None

    @property
    def done(self) -> int:
        """How many documents an earlier run had reached."""
        known = self.earlier.documents if self.earlier is not None else {}
        return sum(entry.document in known for entry in self.entries)


_Kept = tuple[tuple[Answer, ...], Record]
"""The answers of a document by an earlier run, and their record."""


@dataclass(slots=True)
class Review:
    """The counts of a review so far; `closed` counts documents that were closed or taken away while it ran."""

    cells: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    closed: int = 0
    is_ended: bool = False


def planned(
    questions: Sequence[str],
    scope: Scope,
    *,
    matter: str | None,
    sources: Sources,
    audit: AuditLog,
    again: bool = False,
) -> Plan:
    """The plan of a review of all that a scope permits; `again` starts from the beginning, whatever an earlier run did.

    Raises:
        QuestionError: there is no question, or one is empty or too long, or there are too many.
    """
    asked = tuple(dict.fromkeys(" ".join(question.split()) for question in questions if question.strip()))
    if not asked:
        raise QuestionError("there is no question to ask; write one on each line of the file")
    if len(asked) > MOST_QUESTIONS:
        raise QuestionError(f"a review asks {MOST_QUESTIONS} questions at most, and these are {len(asked)}; split them")
    for question in asked:
        understand(question)
    reader = sources.reader.name if sources.reader is not None else ""
    method = (__version__, sources.engines.embedder.name, reader)
    key = key_of(asked, matter, method)
    user = scope.principal.user
    records = (one for one in audit.entries(person=user, backwards=True) if one.user == user)
    earlier = None if again else unfinished(records, key)
    run = earlier.run if earlier is not None else Run(secrets.token_hex(8), key)
    return Plan(asked, tuple(sources.engines.catalogue.entries(scope)), scope, run, earlier)


async def review(
    plan: Plan, *, sources: Sources, now: Callable[[], datetime], so_far: Review
) -> AsyncGenerator[Reviewed, None]:
    """Each document with its answers, as soon as they are on the record; `so_far` counts them.

    Raises:
        AccessError: the asker has been shut out.
        IndexingError: the index could not be searched.
        ModelError: a model's files are missing or damaged.
        RecordError: the record cannot be written; then nothing more is given out.
    """
    if plan.earlier is None:
        await sources.audit.append(begun(plan.run, plan.scope, plan.entries, now()))
    asking = _Asking(plan, sources, now)
    for entry in plan.entries:
        scope, standing, kept = await on_thread(_standing, plan, entry, sources)
        if standing is None:
            so_far.closed += 1
            continue
        answers, record = kept if kept is not None else await asking.asked(standing, scope)
        if await on_thread(_closed_now, plan, [entry.document], sources):
            so_far.closed += 1
            await sources.audit.append(withheld(plan.run, standing, record.seq, scope, now()))
            continue
        so_far.documents += 1
        so_far.cells.update(answer.state for answer in answers)
        yield Reviewed(standing, answers, record, is_earlier=kept is not None)
    counts = {"documents": so_far.documents, "closed": so_far.closed, **so_far.cells}
    await sources.audit.append(ended(plan.run, counts, plan.scope, now()))
    so_far.is_ended = True


async def still_open(
    plan: Plan, given: Sequence[Reviewed], *, sources: Sources, now: Callable[[], datetime], so_far: Review
) -> list[Reviewed]:
    """The given documents that may still be seen, just before they are shown; the record names the others.

    Raises:
        AccessError: the asker has been shut out.
        RecordError: the record cannot be written; then nothing may be shown.
    """
    kept = list(given)
    while True:
        scope, gone = await on_thread(_gone, plan, kept, sources)
        if not gone:
            return kept
        for one in gone:  # writing that down may take seconds, in which more is closed
            kept.remove(one)
            so_far.closed += 1
            so_far.documents -= 1
            so_far.cells.subtract(answer.state for answer in one.answers)
            await sources.audit.append(withheld(plan.run, one.entry, one.record.seq, scope, now()))


def _standing(plan: Plan, entry: Entry, sources: Sources) -> tuple[Scope, Entry | None, _Kept | None]:
    """What may be seen now of what was asked about; a document of it as it stands; what an earlier run had of it."""
    scope = _narrowed(sources.renew(plan.scope), plan.scope)
    standing = sources.engines.catalogue.permitted([entry.document], scope).get(entry.document)
    return scope, standing, None if standing is None else _kept(plan, standing, scope, sources)


def _closed_now(plan: Plan, documents: Iterable[DocumentId], sources: Sources) -> bool:
    """True if one of these documents is closed by now."""
    return sources.engines.catalogue.closed(documents, _narrowed(sources.renew(plan.scope), plan.scope))


def _gone(plan: Plan, given: Sequence[Reviewed], sources: Sources) -> tuple[Scope, list[Reviewed]]:
    """What may be seen now of what was asked about, and which of these documents are closed by now."""
    scope, closed = _narrowed(sources.renew(plan.scope), plan.scope), sources.engines.catalogue.closed
    return scope, [one for one in given if closed([one.entry.document], scope)]


def _narrowed(now: Scope, then: Scope) -> Scope:
    """What may be seen now of what was asked about: a named matter stays the only one."""
    return replace(now, matters=now.matters & then.matters, reach=now.reach & (then.reach | then.matters))


def _kept(plan: Plan, entry: Entry, scope: Scope, sources: Sources) -> _Kept | None:
    """An earlier run's answers of a document, if they still hold and nothing that they were judged beside is closed."""
    recorded = plan.earlier.documents.get(entry.document) if plan.earlier is not None else None
    if recorded is None or plan.earlier is None:
        return None
    beside = plan.earlier.beside(recorded)
    if beside is None or sources.engines.catalogue.closed(beside, scope):
        return None
    answers = answers_in(recorded, entry, plan.questions, sources.engines.catalogue.content)
    return None if answers is None else (answers, Record(recorded.id, recorded.seq, recorded.hash))


@dataclass(slots=True)
class _Asking:
    """The questions of a review, prepared for the first document, and again if one of those beside them is closed."""

    plan: Plan
    sources: Sources
    now: Callable[[], datetime]
    puts: tuple[Put, ...] | None = None

    async def asked(self, entry: Entry, scope: Scope) -> tuple[tuple[Answer, ...], Record]:
        """The answers of a document to each question, on the record, judged beside nothing that is closed by then."""
        while True:
            puts = await self._prepared(scope)
            looked = await self._looked(puts, entry, scope)
            answers = tuple(
                Answer(question, cell.state, cell.statements, cell.chance)
                for question, cell in zip(self.plan.questions, looked, strict=True)
            )
            event = document_reviewed(self.plan.run, entry, answers, scope, self.now())
            record = await self.sources.audit.append(event)
            scope, is_beside_closed = await on_thread(self._closed_beside, entry, puts)
            if is_beside_closed:
                again = withheld(self.plan.run, entry, record.seq, scope, self.now(), CLOSED_BESIDE)
                await self.sources.audit.append(again)
                continue
            return answers, record

    def _closed_beside(self, entry: Entry, puts: Sequence[Put]) -> tuple[Scope, bool]:
        """What may be seen now; whether a document is open while one that it was judged beside is closed."""
        scope = _narrowed(self.sources.renew(self.plan.scope), self.plan.scope)
        return scope, self._is_open([entry.document], scope) and not self._is_open(_beside(puts), scope)

    async def _looked(self, puts: Sequence[Put], entry: Entry, scope: Scope) -> list[Cell]:
        """The answers of a document, in the order of the questions."""
        looking = in_order(puts, lambda put: look_into(put, entry, scope, self.sources, self.now))
        async with aclosing(looking) as cells:
            return [cell async for cell in cells]

    async def _prepared(self, scope: Scope) -> tuple[Put, ...]:
        """The questions, ready to be put; the documents beside them are on the record."""
        if self.puts is None or not await on_thread(self._is_open, _beside(self.puts), scope):
            puts = [
                await put_to_each(one, many_in(one) or Many("document", one), scope, self.sources, self.now)
                for one in self.plan.questions
            ]
            self.puts = tuple(puts)
            permitted = await on_thread(self.sources.engines.catalogue.permitted, _beside(self.puts), scope)
            beside = sorted(permitted.values(), key=lambda one: (one.matter, one.path))
            await self.sources.audit.append(prepared(self.plan.run, beside, scope, self.now()))
        return self.puts

    def _is_open(self, documents: Iterable[DocumentId], scope: Scope) -> bool:
        return not self.sources.engines.catalogue.closed(documents, scope)


def _beside(puts: Sequence[Put]) -> tuple[DocumentId, ...]:
    return tuple(sorted({document for put in puts for document in put.beside}))
