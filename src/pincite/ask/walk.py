"""The walk of a question: from words to a reply that is on the record before anyone reads it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from pincite.answering.answer import Answer
from pincite.answering.prereading import closest_read
from pincite.answering.quote import closest_by_words, doubted
from pincite.ask.asking_back import (
    NO_EARLIER,
    SEVERAL,
    WHICH,
    WHICH_SECTION,
    could_mean,
    lacks_earlier,
    of_any,
    overview_of_any,
    section_of_any,
)
from pincite.ask.asking_back import possible as among
from pincite.ask.draft import Draft, best_first
from pincite.ask.drafter import Drafter
from pincite.ask.event import instead_event, reply_event
from pincite.ask.gate import ClosedError, Gate
from pincite.ask.lacking import as_searched
from pincite.ask.overview import whole_document
from pincite.ask.refusing import SEE_FOUND, nothing_called, nothing_mentions, why_none, why_none_for_money
from pincite.ask.reply import MOST_CLOSEST, Refusal, Released, Reply
from pincite.ask.replying import possible, reply_of, with_listing, withdrawn
from pincite.ask.request import Request
from pincite.ask.retrieving import reading
from pincite.ask.sections import not_there, section_asked
from pincite.ask.stages import Read, Walked
from pincite.ask.texts import texts_in
from pincite.audit.event import Record
from pincite.errors import AccessError, ModelError, PinciteError, RecordError
from pincite.retrieval.context import part_read
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.understanding.following import says_nothing
from pincite.threads import on_thread, whole

GIVEN_UP = Refusal("failed", "the question was given up before it was answered")

STOPPED = Refusal("stopped", "the question was stopped by whoever asked it, before it was answered")

BY_ASKER = "stopped by whoever asked"
"""What a question's task is cancelled with, `task.cancel(BY_ASKER)`, so that the record says who stopped it."""


async def one_answer(request: Request, drafter: Drafter) -> AsyncGenerator[Walked, None]:
    """The stages of a question that gets one answer from all that was found: read, drafted, checked.

    Raises:
        ClosedError: part of what was read was closed meanwhile.
        PinciteError: what went wrong on the way.
    """
    gate = Gate(request)
    walked = Walked(Read(request.query))
    async for walked in found(request, gate):
        yield walked
    if walked.refusal is not None:
        return
    walked = await drafted(request, drafter, walked)
    yield walked
    refusal = await unclear(request, walked)
    if refusal is not None:
        yield replace(walked, refusal=refusal)
        return
    stages = checked(request, gate, drafter, walked)
    async for walked in stages:
        yield walked
    yield await ended(request, gate, walked)


async def found(request: Request, gate: Gate) -> AsyncGenerator[Walked, None]:
    """The stages up to the passages that were found, or to the refusal of a question that cannot be asked of them.

    Raises:
        ClosedError: part of what was read was closed meanwhile.
        PinciteError: what went wrong on the way.
    """
    walked = Walked(Read(request.query))
    async for read in reading(request):
        walked = Walked(read)
        yield walked
    await gate.require_open(walked)
    refusal = await _unread(request, walked.read)
    if refusal is not None:
        yield replace(walked, refusal=refusal)


async def checked(request: Request, gate: Gate, drafter: Drafter, walked: Walked) -> AsyncGenerator[Walked, None]:
    """The walk with each statement of its draft, as soon as it was checked, and with its draft as that grows.

    Raises:
        ClosedError: part of what was read was closed meanwhile.
        PinciteError: what went wrong on the way.
    """
    if walked.draft is None or walked.read.query.intent == "out_of_scope":
        return
    async with aclosing(drafter.checked(walked)) as found:
        async for one in found:
            if isinstance(one, Draft):
                walked = replace(walked, draft=one)
            else:
                request.watch.mark("verify")
                walked = await gate.settled(one, walked)
            yield walked


async def ended(request: Request, gate: Gate, walked: Walked) -> Walked:
    """The walk at its end, with why it has no answer where it has none.

    Raises:
        ClosedError: part of what was read was closed meanwhile.
        ModelError: the model that was to write gave nothing that can be said.
        PinciteError: what went wrong on the way.
    """
    await gate.require_open(walked)
    draft = walked.draft
    if draft is not None and draft.problem and not walked.checked.said:
        raise ModelError(draft.problem)
    if draft is not None and draft.said == Answer(()):
        walked = replace(walked, draft=best_first(draft))
    walked = replace(walked, draft=await with_closest(request, walked))
    content_of = await texts_in(walked.evidence, request.sources.engines.catalogue)
    return replace(walked, refusal=why_none_for_money(walked, why_none(walked, request.scope, content_of)))


async def drafted(request: Request, drafter: Drafter, walked: Walked) -> Walked:
    """The walk with its draft. If something that was found did not fit into the prompt, a part was read."""
    read = walked.read
    draft = await drafter.drafted(read)
    request.watch.mark("write")
    context = read.context
    if draft is not None and draft.left_out and context is not None and context.reads_whole:
        context = part_read(context, len(draft.evidence.passages), len(read.evidence.passages))
    return replace(walked, read=replace(read, context=context), draft=draft)


async def _unread(request: Request, read: Read) -> Refusal | None:
    """Why a question is not answered from what was found: it lacks an earlier one, or names something unknown."""
    catalogue = request.sources.engines.catalogue
    section = await on_thread(section_asked, read, request.scope, catalogue)
    if section is not None:
        is_one = len(section.clauses) == 1
        return None if is_one else Refusal("no_evidence", f"{not_there(section, read)}{SEE_FOUND}")
    lacks = request.after is None and lacks_earlier(read.query, read.evidence)
    if lacks and await on_thread(whole_document, read, request.scope, catalogue) is None:
        documents = [] if says_nothing(read.query.text) else among(read.evidence)
        return Refusal("unclear", NO_EARLIER, await possible(request, documents))
    if read.unknown:
        return Refusal("no_evidence", nothing_called(read.unknown))
    if read.unmentioned and not request.writers and read.query.intent != "out_of_scope":
        return Refusal("no_evidence", nothing_mentions(read.unmentioned))
    return await _of_no_one(request, read)


async def _of_no_one(request: Request, read: Read) -> Refusal | None:
    """Ask back for an overview or a section that is asked of no one document; None for any other question."""
    scope, catalogue = request.scope, request.sources.engines.catalogue
    is_of_one = bool(scope.documents) and not scope.matters
    if request.after is not None or is_of_one:
        return None
    which = ""
    if await on_thread(overview_of_any, read.query, scope, catalogue):
        which = WHICH
    elif await on_thread(section_of_any, read.query, scope, catalogue):
        which = WHICH_SECTION
    if not which:
        return None
    documents = await on_thread(of_any, read.query, read.evidence, scope, catalogue)
    return Refusal("unclear", which, await possible(request, documents))


async def unclear(request: Request, walked: Walked) -> Refusal | None:
    """Ask back if the question could mean each of several documents; None if not."""
    draft, read = walked.draft, walked.read
    if request.after is not None or draft is None or not isinstance(draft.said, Answer):
        return None
    if draft.overview is not None or draft.section:
        return None
    answering = [*(one.citations[0].label for one in draft.said.statements), *draft.elsewhere]
    closest = [one.label for one in draft.closest]
    documents = await on_thread(
        could_mean, read.query, draft.evidence, answering, closest, request.scope, request.sources.engines.catalogue
    )
    return Refusal("unclear", SEVERAL, await possible(request, documents)) if documents else None


async def with_closest(request: Request, walked: Walked) -> Draft | None:
    """The draft, with the best sentence of each passage if nothing is said.

    Those that a refusal prints are marked if they may be written for whoever answers. If the scanner fails over them,
    none is printed, and the draft says why: a refusal with its passages helps more than none.
    """
    draft, scanner, query = walked.draft, request.scanner, walked.read.query
    if draft is None or walked.checked.said:
        return draft
    content_of = await texts_in(draft.evidence, request.sources.engines.catalogue)
    closest = draft.closest
    if not closest and not isinstance(draft.said, Answer):  # a model was asked, and nothing that it wrote can be said
        by_reader = closest_read(draft.reads, draft.evidence.passages, content_of)
        by_words = closest_by_words(query, draft.evidence, content_of)
        closest = tuple(by_reader.get(one.label, one) for one in by_words)
    if scanner is not None and query.intent != "out_of_scope":
        try:
            closest = await doubted(closest, draft.evidence.passages[:MOST_CLOSEST], content_of, scanner)
        except ModelError as error:
            return replace(draft, closest=closest, unscanned=str(error))
    return replace(draft, closest=closest)


@dataclass(frozen=True, slots=True)
class _End:
    """How a walk ended: with an answer or why without one; `is_closed` when what was read may not be shown."""

    refusal: Refusal | None
    is_closed: bool = False


async def walk(request: Request, stages: AsyncGenerator[Walked, None]) -> Reply:
    """The reply that the stages of a question lead to, once it is on the record.

    A failure on the way becomes a recorded refusal. So does a question that is given up: stopped by its asker or by
    Ctrl-C, or its reader has gone. The record has each statement that was given out by then. If the record itself
    cannot be written, the reply is a refusal that shows nothing.
    """
    walked = Walked(Read(request.query))
    end: _End | None = None
    given_up = GIVEN_UP
    try:
        async with aclosing(stages):
            async for stage in stages:
                due = stage.checked.released[len(walked.checked.released) :]
                found = stage.found if walked.found is None else None
                walked = stage
                if found is not None and request.found is not None:
                    await request.found(found)
                for released in due:
                    await _release(request, released)
        await asyncio.sleep(0)  # one that was given up by now is cancelled here, before it is recorded as answered
        walked = await as_searched(request, walked)
        end = _End(walked.refusal)
    except asyncio.CancelledError as cancelled:
        given_up = _given_up(cancelled)
        raise
    except ClosedError as closed:
        end = _End(_failed(closed.cause), is_closed=True)
        request.watch.mark("failed")
    except PinciteError as error:
        end = _End(_failed(error))
        request.watch.mark("failed")
    finally:
        if end is None:
            await _recorded(request, _as_given_out(walked), given_up)
    return await _closed(request, walked, end)


def _given_up(cancelled: asyncio.CancelledError) -> Refusal:
    """Why a question whose task was cancelled has no answer.

    Whoever waits for a model's words may raise an error of its own in place of the one that says who cancelled.
    """
    at: BaseException | None = cancelled
    while at is not None and BY_ASKER not in at.args:
        at = at.__cause__ or at.__context__
    return GIVEN_UP if at is None else STOPPED


async def _release(request: Request, released: Released) -> None:
    """Give a statement out that is on the record; it may have been read even where this raises an error."""
    request.observed.released()
    if request.release is not None:
        await request.release(released)
    request.watch.mark("audit")


def _as_given_out(walked: Walked) -> Walked:
    """A walk that comes to no answer, with the statements alone that went out before."""
    checked = walked.checked
    return replace(walked, checked=replace(checked, said=checked.said[: len(checked.released)]))


async def _closed(request: Request, walked: Walked, end: _End) -> Reply:
    """The reply of a walk that has ended: recorded, and then checked against the rules once more.

    Whoever gives their question up meanwhile gets no reply, and the record says so. A reply that is read back from the
    record can be read once it is there, so it stands.
    """
    gate, refusal, shown = Gate(request), end.refusal, walked.evidence
    has_failed = refusal is not None and refusal.reason in ("failed", "not_recorded")
    if has_failed:
        shown, walked = withdrawn(shown), _as_given_out(walked)
    said, was_found = ((), None) if end.is_closed else (walked.checked.said, walked.found)
    record: Record | None = None
    try:
        try:
            record = await _recorded(request, walked, refusal)
            await asyncio.sleep(0)  # a question that was given up meanwhile is cancelled here
            if shown.passages or said or was_found or (request.after is not None and not has_failed):
                closed = await _closed_by_now(gate, walked, has_failed=has_failed)
                if closed is not None:
                    refusal, shown, said, was_found = closed, withdrawn(shown), (), None
                    record = await gate.withheld(record, closed, walked)
        except RecordError as error:
            shown, said, was_found, record = withdrawn(shown), (), None, None
            refusal = _failed(error)
        walked = replace(walked, checked=replace(walked.checked, said=said), found=was_found)
        return await _reply(request, walked, refusal, shown, record)
    except asyncio.CancelledError as cancelled:
        if record is not None and not request.is_read_back:
            event = instead_event(request, _as_given_out(walked), record, _given_up(cancelled))
            await whole(asyncio.ensure_future(request.sources.audit.append(event)))
        raise


async def _reply(
    request: Request, walked: Walked, refusal: Refusal | None, shown: Evidence, record: Record | None
) -> Reply:
    """The reply of a walk that is on the record, with the documents that it is about."""
    request.watch.mark("audit")
    is_disclosed = refusal is None or refusal.reason not in ("failed", "not_recorded")
    looked = walked.looked_into
    compared = [cell.entry.document for cell in looked.cells] if looked is not None and looked.is_compared else []
    about = await possible(request, walked.read.query.carried or compared) if is_disclosed else ()
    reply = reply_of(request, walked, refusal, shown, record, about)
    if walked.looked_into is None or record is None or (refusal is not None and refusal.reason == "failed"):
        return reply
    return await on_thread(with_listing, reply, request, walked.looked_into)


async def _closed_by_now(gate: Gate, walked: Walked, *, has_failed: bool) -> Refusal | None:
    """Why nothing of a reply that is on the record may be shown; None if it may.

    A walk that has failed shows only what it released before. That stays, also when its scope has run out since.
    """
    try:
        await gate.require_open(walked)
    except ClosedError as error:
        return Refusal("failed", f"the question could not be answered: {error}")
    except AccessError as error:
        return None if has_failed else _failed(error)
    return None


async def _recorded(request: Request, walked: Walked, refusal: Refusal | None) -> Record:
    """Record the outcome of a walk. A question that is given up meanwhile is cancelled where it waits next.

    Raises:
        RecordError: it cannot be made durable.
    """
    return await whole(asyncio.ensure_future(request.sources.audit.append(reply_event(request, walked, refusal))))


def _failed(error: PinciteError) -> Refusal:
    """The refusal that tells what went wrong."""
    if isinstance(error, RecordError):
        return Refusal("not_recorded", f"the reply is withheld because it could not be put on the record: {error}")
    return Refusal("failed", f"the question could not be answered: {error}")
