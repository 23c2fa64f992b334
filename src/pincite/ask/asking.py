"""Asking: chooses the walk of a question: one answer, or many documents that are each looked into."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from functools import partial

from pincite.access.scope import Scope
from pincite.ask.cascade import written_answer
from pincite.ask.drafter import Drafter
from pincite.ask.each_of import each_of
from pincite.ask.each_walk import Looked, each_answer
from pincite.ask.quoting import Quoting
from pincite.ask.reply import Found, Released, Reply, Stopwatch
from pincite.ask.request import Request, new_id
from pincite.ask.routing import QUOTE
from pincite.ask.sources import Mode, Sources
from pincite.ask.stages import Walked
from pincite.ask.under_way import Asking
from pincite.ask.walk import one_answer, walk
from pincite.ask.writer import Writer
from pincite.ask.writing import Writing
from pincite.errors import ModelError
from pincite.index.missing import Missing
from pincite.retrieval.following import EarlierQuestion
from pincite.retrieval.query import understand, without_story
from pincite.security.caching import CachingScanner
from pincite.threads import on_thread


async def ask(
    question: str,
    scope: Scope,
    *,
    sources: Sources,
    now: Callable[[], datetime],
    mode: Mode = "quote",
    release: Callable[[Released], Awaitable[None]] | None = None,
    found: Callable[[Found], Awaitable[None]] | None = None,
    after: EarlierQuestion | None = None,
    looked: Looked = lambda _done, _of: None,
    told: Callable[[Asking], None] = lambda _asking: None,
    reply_id: str | None = None,
    again_of: int | None = None,
) -> Reply:
    """The reply to a question under a scope: sentences of the documents, or, in write mode, a model's own.

    In quote mode a question about many documents ("Which contracts …?"), or about two side by side, is put to each of
    them, and the reply says of how many it was found in, not found in, and could not be read (`Reply.listing`).
    `looked` is told the progress. `told` hears how far a language model is that writes, where statements are released.

    A question that goes on from an earlier one (`after`) is answered from the documents that one was about, and has the
    earlier one's words before its own. It is asked under the scope of today like any other.

    `found` gets, before a language model writes, the first quotes that quote mode would state, once they are on the
    record; the reply has them too (`Reply.found`), and no part of its answer rests on them. With None, nobody looks for
    any.

    `release` gets each statement as soon as it is checked and on the record; the reply's record comes last. It gets the
    id `reply_id`, for a caller that reads the reply back from the record (see `new_id`), or else a new one. It says
    which record's question is asked once more, if one is (`again_of`).

    A question is given up when its task is cancelled. The record says so, with the statements that were given out, and
    says that its asker stopped it if the task was cancelled with `BY_ASKER`. If the reply is being recorded by then, a
    second record withholds it; a reply with a `reply_id` stands.

    Each statement, and the reply at the end, is checked against the current rules just before it is shown: once before
    it is recorded, and once more when the record is durable, since writing it may take seconds. If any passage that was
    read is closed to the asker by then, nothing more is shown: the walk stops with a recorded refusal that is `failed`,
    without statements and without passages. It stops even if a statement rests on another passage, since the draft was
    made from all of them.

    A failure on the way becomes a recorded refusal. If the record itself cannot be written, the reply is a refusal that
    shows nothing.

    Raises:
        QuestionError: the question is empty or too long.
        ModelError: a language model is to write, and none is set.
    """
    query = await on_thread(understand, question)  # a long one in capitals takes half a second
    lost: list[Missing] = []
    sources = sources.under(scope, lost.append)
    writers = _writers(sources) if mode == "write" else ()
    if not writers and after is None:  # a language model reads all of it, and a follow-up has its question before it
        query = await on_thread(without_story, query)
    is_read_back = reply_id is not None
    observed = sources.observer.begin(mode)
    request = Request(
        question,
        query,
        scope,
        sources,
        now,
        writers,
        release,
        found,
        after,
        reply_id or new_id(),
        is_read_back,
        watch=Stopwatch(told=observed.stage),
        lost=lost,
        observed=observed,
        told=told,
        again_of=again_of,
    )
    outcome = "given_up"
    try:
        async with request.admitted:
            reply = await walk(request, _stages(request, looked))
        outcome = "answered" if reply.refusal is None else reply.refusal.reason
    finally:
        observed.ended(outcome)
    return reply


async def _stages(request: Request, looked: Looked) -> AsyncGenerator[Walked, None]:
    """The stages of a question, whichever way it goes.

    Which way that is takes a look at the documents. It belongs to the walk, so that it is on the record if it fails.

    Raises:
        ClosedError: part of what was read was closed meanwhile.
        PinciteError: what went wrong on the way.
    """
    # A model that writes takes minutes, most of them elsewhere: nobody waits for that.
    if not request.writers and await request.admitted.enter_async_context(request.sources.admission.admitted()):
        request.watch.mark("wait")
    async with aclosing(await _way(request, looked)) as stages:
        async for stage in stages:
            yield stage


async def _way(request: Request, looked: Looked) -> AsyncGenerator[Walked, None]:
    """The way of a question: one answer, in a model's words or quoted, or an answer of each of many documents.

    Raises:
        IndexingError: the index could not be read.
        WorkspaceError: the catalogue's data about a named document was changed without pincite.
    """
    if request.writers:
        return written_answer(request, partial(_drafter, request))
    each = await each_of(request.query, request.scope, request.sources) if request.after is None else None
    return one_answer(request, Quoting(request)) if each is None else each_answer(request, each, looked)


def _drafter(request: Request, tier: str, is_last: bool) -> Drafter:
    """What drafts an answer in a tier's words, or in those of the documents; streamed where somebody waits for it."""
    if tier == QUOTE:
        return Quoting(replace(request, writers=()))
    [writer] = [writer for writer in request.writers if writer.tier.name == tier]
    is_awaited = request.release is not None  # nobody waits for single sentences otherwise
    return Writing(request, writer, is_awaited, in_pieces=is_last and is_awaited)


def _writers(sources: Sources) -> tuple[Writer, ...]:
    """Those who may word the answer to one question, cheapest first.

    Raises:
        ModelError: no language model is set.
    """
    if not sources.writers:
        raise ModelError("no language model is configured, so nothing can be written; set one under [[models]]")
    scanner = sources.writers[0].scanner
    if scanner is None:
        return sources.writers
    # Each question starts with an empty cache: a faster answer would reveal that somebody asked the same before.
    cached = CachingScanner(scanner)
    return tuple(replace(writer, scanner=cached) for writer in sources.writers)
