"""Asking: which walk a question takes, that of one answer, or that of many documents, each looked into by itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pincite.access.scope import Scope
from pincite.ask.each_walk import EachOf, Looked, each_answer
from pincite.ask.quoting import Quoting
from pincite.ask.reply import Released, Reply
from pincite.ask.request import Request
from pincite.ask.sources import Mode, Sources
from pincite.ask.walk import one_answer, walk
from pincite.ask.writer import Writer
from pincite.ask.writing import Writing
from pincite.errors import ModelError
from pincite.retrieval.following import Earlier
from pincite.retrieval.meant import meant
from pincite.retrieval.query import Query, understand
from pincite.retrieval.sides import sides
from pincite.retrieval.understanding.many import Many, many_in
from pincite.security.remembering import Remembering

FEWEST = 2
"""Documents from which a question about many is put to each: of one it is a question like any other."""


async def ask(
    question: str,
    scope: Scope,
    *,
    sources: Sources,
    now: Callable[[], datetime],
    mode: Mode = "quote",
    release: Callable[[Released], None] | None = None,
    after: Earlier | None = None,
    looked: Looked = lambda _done, _of: None,
) -> Reply:
    """The reply to a question under a scope: sentences of the documents, or, in write mode, a model's own.

    In quote mode a question about many documents ("Which contracts …?"), or about two side by side, is put to each of
    them, and the reply says of how many it was found in, not found in, and could not be read (`Reply.listing`).
    `looked` is told how far that is.

    A question that goes on from an earlier one (`after`) is answered from the documents that one was about, and has the
    earlier one's words before its own. It is asked under the scope of today like any other.

    `release` is given each statement as soon as it was checked and is on the record; the reply's record closes them.

    What is shown is held against the rules as they stand just before it is shown, each statement and the reply at the
    end: once before it is put on the record, and once more when the record is durable, for writing it may take seconds.
    Whoever may no longer see any of the passages that were read is shown nothing more: the walk stops with a recorded
    refusal that is `failed`, without statements and without passages. It stops although a statement may rest on another
    passage, since what was written has been read from all of them.

    What fails on the way becomes a recorded refusal. When the record itself cannot be written, the reply is a refusal
    that shows nothing.

    Raises:
        QuestionError: the question is empty or too long.
        ModelError: a language model is to write, and none is set.
    """
    query = understand(question)
    writer = _writer(sources) if mode == "write" else None
    request = Request(question, query, scope, sources, now, writer, release, after)
    if writer is not None:
        return await walk(request, one_answer(request, Writing(request, writer)))
    each = await _each_of(query, scope, sources) if after is None else None
    if each is not None:
        return await walk(request, each_answer(request, each, looked))
    return await walk(request, one_answer(request, Quoting(request)))


def _writer(sources: Sources) -> Writer:
    """What writes the answer to one question.

    Raises:
        ModelError: nothing is set that could.
    """
    writer = sources.writer
    if writer is None:
        raise ModelError("no language model is configured, so nothing can be written; set one under [model]")
    if writer.scanner is None:
        return writer
    # What was read for one question is forgotten with it: that another one is answered faster would tell who asked.
    return replace(writer, scanner=Remembering(writer.scanner))


async def _each_of(query: Query, scope: Scope, sources: Sources) -> EachOf | None:
    """The documents that a question is put to one by one; None where it gets one answer from all that is found.

    Raises:
        IndexingError: the index could not be read.
        WorkspaceError: what the catalogue says of a document that is named was changed without pincite.
    """
    many = await _of_many(query.text, scope, sources)
    engines = sources.engines
    if many is not None:
        entries = tuple(engines.catalogue.entries(scope))
        return EachOf(many.asked, entries, many) if len(entries) >= FEWEST else None
    if query.intent == "out_of_scope" or scope.is_empty:
        return None
    two = await sides(query.text, scope, engines.catalogue, engines.index, engines.embedder)
    if two is None:
        return None
    permitted = engines.catalogue.permitted(two.documents, scope)
    entries = tuple(permitted[document] for document in two.documents if document in permitted)
    return EachOf(two.asked, entries, None) if len(entries) >= FEWEST else None


async def _of_many(text: str, scope: Scope, sources: Sources) -> Many | None:
    """What a question asks of each of many documents; None where it may be about one and names it.

    Raises:
        IndexingError: the index could not be read.
        WorkspaceError: what the catalogue says of a document that is named was changed without pincite.
    """
    many = many_in(text)
    if many is None or many.is_certain or scope.is_empty:
        return many
    engines = sources.engines
    named = await meant(text, scope, engines.catalogue, engines.index)
    return None if named.documents or named.unknown else many
