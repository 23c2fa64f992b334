"""Reading for a question: what it goes on from, how it is understood, and the passages that may answer it."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

from pincite.ask.reply import LookedThrough
from pincite.ask.request import Request
from pincite.ask.stages import Read
from pincite.retrieval.aiming import aims
from pincite.retrieval.alternating import by_turns
from pincite.retrieval.context import SELECTION, ReadingCapacity, decide
from pincite.retrieval.following import follow
from pincite.retrieval.following_by_model import follow_with
from pincite.retrieval.meant import Meant
from pincite.retrieval.misspelt import as_spelt
from pincite.retrieval.nowhere import without_called
from pincite.retrieval.query import Query, understand
from pincite.retrieval.query_by_model import understand_with
from pincite.retrieval.search import search
from pincite.retrieval.stepping_back import step_back
from pincite.security.scanner import scan
from pincite.threads import on_thread

EVIDENCE, EVIDENCE_NAMED = 20, 32
"""Passages that an answer is chosen from and that a reply shows: of all documents, and of those that are named. Of 215
questions for steering (`runs/measuring/lawyers.py`) the clause is among 20 in .86, 30 in .90, 48 in .92 and 100 in
.95."""

SEEN = "what you may see"
"""What a scope permits, in the same words whatever it withholds: to name one matter would reveal that it is all."""

NAMED = "what the question names"
"""Words for the documents that a question names and from which alone it is answered."""


async def reading(request: Request) -> AsyncGenerator[Read, None]:
    """What was read for a question, after each step that adds to it: the last has the passages.

    Raises:
        AccessError: the scope has expired.
        IndexingError: the index could not be searched.
        ModelError: a model's files are missing or damaged, or a language model gave no usable reply.
    """
    read, watch = Read(request.query), request.watch
    if request.writers and request.scanner is not None:  # a flagged question is answered, with a warning
        read = replace(read, screened=await scan(request.question, "question", request.scanner))
        watch.mark("screen")
        yield read
    if request.after is not None:
        catalogue = request.sources.engines.catalogue
        read = replace(read, query=await on_thread(follow, request.question, request.after, request.scope, catalogue))
        watch.mark("follow")
        yield read
    writer = next((one for one in request.writers if one.understands), None)
    if writer is not None:
        model = request.model(writer, "understand")
        if request.after is not None and read.query.newest:
            followed = await follow_with(model, read.query, request.after.question)
            read = replace(read, query=followed.query, followed=followed)
            yield read
        before = read.query
        understood = await understand_with(model, before.text)
        query = replace(understood.query, carried=before.carried, newest=before.newest, other=before.other)
        read = replace(read, query=query, understood=understood)
        watch.mark("understand")
        yield read
    if request.sources.steps_back and request.writers:
        model = request.model(request.writers[0], "step back")
        read = replace(read, stepped_back=await step_back(model, read.query))
        watch.mark("step_back")
        yield read
    aimed = await aims(read.query, request.scope, request.now(), request.sources.engines)
    if name := _of_elsewhere(request, aimed):
        read = replace(read, query=_without(read.query, name))
        aimed = await aims(read.query, request.scope, request.now(), request.sources.engines)
    if read.understood is None and not _is_within_one(request):  # a model has read past a slip by itself
        spelt = await as_spelt(read.query, aimed, request.scope, request.now(), request.sources.engines)
        read, aimed = (replace(read, query=spelt.query, is_respelt=True), spelt.aimed) if spelt else (read, aimed)
    read, depth = await _decided(request, read, aimed)
    yield read
    yield await _searched(request, read, aimed, depth)


def _of_elsewhere(request: Request, aimed: Sequence[Meant]) -> str:
    """A name that says nothing here, since whoever asks has chosen another place; empty if there is none.

    They ask within one document, or the name is from the question that they go on from, whose document is elsewhere.
    """
    name = next((aim.unknown for aim in aimed if aim.unknown), "")
    is_of_before = request.after is not None and name.casefold() not in request.question.casefold()
    return name if _is_within_one(request) or is_of_before else ""


def _is_within_one(request: Request) -> bool:
    """True if whoever asks has chosen documents to ask."""
    return bool(request.scope.documents) and not request.scope.matters


def _without(query: Query, name: str) -> Query:
    """A query in which a document is no longer called by a name."""
    rest = understand(without_called(query.text, name))
    newest = without_called(query.newest, name) if query.newest else ""
    return replace(rest, carried=query.carried, newest=newest, other=query.other, story=query.story, told=query.told)


async def _decided(request: Request, read: Read, aimed: Sequence[Meant]) -> tuple[Read, int]:
    """What is to be read of what may be seen, which the record has of a search that fails too; and how many pieces."""
    index, scope = request.sources.engines.index, request.scope
    unknown = next((aim.unknown for aim in aimed if aim.unknown), "")
    unmentioned = "" if _is_within_one(request) else next((aim.unmentioned for aim in aimed if aim.unmentioned), "")
    among = frozenset(hint.document for aim in aimed for hint in aim.documents)
    most = EVIDENCE_NAMED if among else EVIDENCE
    size = await (index.count(scope, among) if among else index.count(scope))
    few = min(size, most)
    context = decide(NAMED if among else SEEN, size, few, few, ReadingCapacity("passage", most) if among else SELECTION)
    read = replace(read, context=context, unknown=unknown, unmentioned=unmentioned)
    return read, max(size, 1) if context.reads_whole else most


async def _searched(request: Request, read: Read, aimed: Sequence[Meant], depth: int) -> Read:
    engines, scope = request.sources.engines, request.scope
    evidence = await search(read.query, scope, depth, request.now(), engines, aimed)
    if read.stepped_back is not None and (general := read.stepped_back.query) is not None:
        among = [replace(one, rest=general.text) for one in aimed[:1]]
        wider = await search(general, scope, depth, request.now(), engines, among)
        evidence = replace(by_turns((evidence, wider), depth), query=read.query)
    compared = {piece.span.document for searched in evidence.searches for piece in searched.considered}
    seen = (await on_thread(engines.catalogue.naming, (), scope)).documents
    looked = LookedThrough(len(compared), max(len(compared), seen))
    request.watch.mark("retrieve")
    return replace(read, evidence=evidence, looked=looked)
