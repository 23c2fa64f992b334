"""The stages of a question about many documents: each is looked into by itself, and each that answers is quoted.

Only the middle differs from any other question: no passages are drawn from all documents together, since the best
twenty are never a complete list. Every document of the scope is looked into, those that answer are quoted in turn, and
the reply counts the others: those in which it was not found, and those that could not be read.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from pincite.answering.answer import Answer
from pincite.answering.quote import closest_by_words
from pincite.ask.abreast import in_order
from pincite.ask.cell import Cell
from pincite.ask.draft import Draft
from pincite.ask.each import as_amended, foremost, look_into, put_to_each, put_to_sides
from pincite.ask.existing import look_at_name, probe_of
from pincite.ask.gate import Gate
from pincite.ask.reply import MOST_CLOSEST, LookedThrough, Refusal
from pincite.ask.request import Request
from pincite.ask.stages import LookedInto, Read, Walked
from pincite.ask.texts import texts_in
from pincite.ask.walk import with_closest
from pincite.catalogue.entry import Entry
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.narrowed_to import NarrowedTo
from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.kinds import kinds_asked, one_called
from pincite.retrieval.understanding.many_asked import Many
from pincite.threads import on_thread
from pincite.verification.support import Support

Looked = Callable[[int, int], None]
"""Gets how many documents have been looked into, and of how many."""


SAYING = frozenset(
    content_words(
        "mention contain say state provide include refer set deal concern cover have give allow require need permit "
        "prohibit document agreement contract clause provision term section"
    )
)
"""Words by which a question asks what documents say, and by which nearly every document says something else."""


@dataclass(frozen=True, slots=True)
class EachOf:
    """What is asked of each of some documents; `many` is set if the question asks of many at once, not of two.

    So many further documents are left out (`others`), since their titles say that they are of another kind. `existing`
    is set if it is asked only whether they are called so. `unknown` are names in the question that no document has, and
    `unclear` those that could mean several or none. `narrowed` is set if the question says which of many it means, and
    `question` is it without the words that do.
    """

    asked: str
    entries: tuple[Entry, ...]
    many: Many | None
    others: int = 0
    existing: str = ""
    unknown: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    narrowed: NarrowedTo | None = None
    question: str = ""


async def each_answer(request: Request, of: EachOf, looked: Looked) -> AsyncGenerator[Walked, None]:
    """The stages of a question that is put to each of many documents: after each document, and after each statement.

    Raises:
        ClosedError: part of what was read was closed meanwhile.
        PinciteError: what went wrong on the way.
    """
    gate = Gate(request)
    is_lacking = of.many is not None and of.many.is_lacking
    called = (of.many.called if of.many is not None else of.existing) if of.others else ""
    is_compared = of.many is None and not of.existing
    looked_into = LookedInto(
        of.asked,
        is_lacking,
        others=of.others,
        called=called,
        is_compared=is_compared,
        existing=of.existing,
        unknown=of.unknown,
        unclear=of.unclear,
        narrowed=of.narrowed.told if of.narrowed is not None else "",
        undated=of.narrowed.undated if of.narrowed is not None else 0,
    )
    walked = Walked(Read(request.query), looked_into=looked_into)
    yield walked
    if not of.entries:
        await gate.require_open(walked)
        yield replace(walked, refusal=Refusal("no_evidence", _why_none(walked)))
        return
    look, entries = await _looking(request, of)
    beyond = len(of.entries) - len(entries)
    walked = replace(walked, looked_into=replace(looked_into, beyond=beyond))
    await request.admitted.aclose()  # others come between its documents
    request.watch.mark("retrieve")
    async with aclosing(in_order(entries, lambda entry: _looked_into(request, look, entry))) as cells:
        done = 0
        async for cell in cells:
            walked, statements = _with(cell, walked)
            request.watch.mark("write")
            yield walked
            for support in statements:
                walked = await gate.settled(support, walked)
                yield walked
            done += 1
            looked(done, len(entries))
    walked = await _ended(request, of, walked)
    yield walked
    walked = replace(walked, draft=await with_closest(request, walked))
    await gate.require_open(walked)
    yield replace(walked, refusal=None if walked.checked.said else Refusal("no_evidence", _why_none(walked)))


async def _looking(request: Request, of: EachOf) -> tuple[Callable[[Entry], Awaitable[Cell]], tuple[Entry, ...]]:
    """How each document is looked into, for what it calls itself or for what answers; and which are."""
    scope, sources, now = request.scope, request.sources, request.now
    if of.existing:
        wanted = await probe_of(of.existing, sources)
        return (lambda entry: look_at_name(of.existing, wanted, entry, scope, sources, now())), of.entries
    entries = of.entries
    if of.many is None:
        documents = [entry.document for entry in of.entries]
        # A name that no document has is read with nothing: the reply would else differ for hidden and missing ones.
        question = of.asked if of.unknown else request.question
        asked = await put_to_sides(question, of.asked, documents, scope, sources, now)
    else:
        asked = await put_to_each(of.question or request.question, of.many, scope, sources, now)
        entries = await foremost(asked, of.entries, scope, sources, now)

    async def look(entry: Entry) -> Cell:
        cell = await look_into(asked, entry, scope, sources, now)
        return await as_amended(cell, asked, scope, sources, now().date())

    return look, entries


async def _looked_into(request: Request, look: Callable[[Entry], Awaitable[Cell]], entry: Entry) -> Cell:
    async with request.sources.admission.admitted():
        return await look(entry)


def _with(cell: Cell, walked: Walked) -> tuple[Walked, list[Support]]:
    """The walk with a document's answer added, and its statements, citing by the labels of the reply."""
    evidence = walked.read.evidence
    labels: dict[int, int] = {}
    for passage in cell.cited:
        labels[passage.label] = len(evidence.passages) + 1
        shown = (*evidence.passages, replace(passage, label=labels[passage.label]))
        evidence = Evidence(shown, cell.read.index_version)
    so_far = walked.looked_into
    looked = replace(so_far, cells=(*so_far.cells, cell)) if so_far is not None else None
    walked = replace(walked, read=replace(walked.read, evidence=evidence), looked_into=looked)
    return walked, [_relabelled(support, labels) for support in cell.statements]


async def _ended(request: Request, of: EachOf, walked: Walked) -> Walked:
    """The walk after the last document. If none answers, it shows the best passages of the nearest ones."""
    cells, engines = _cells(walked), request.sources.engines
    read = sum(cell.state != "not_read" for cell in cells)
    in_all = (await on_thread(engines.catalogue.naming, (), request.scope)).documents
    evidence, query = walked.read.evidence, walked.read.query
    if not walked.checked.said:
        # No sentence comes near to being a name.
        is_of_names = walked.looked_into is not None and walked.looked_into.existing
        near = () if is_of_names else tuple(_labelled(_nearest(cells, of.many)))
        evidence = Evidence(near, next((cell.read.index_version for cell in cells), evidence.index_version))
    content_of = await texts_in(evidence, engines.catalogue)
    closest = () if walked.checked.said else closest_by_words(query, evidence, content_of)
    chance = max((cell.chance for cell in cells), default=0.0)
    draft = Draft(evidence, Answer(()), chance, abstained=False, tier=request.tier, closest=closest)
    looked = LookedThrough(read, max(in_all, len(cells)))
    return replace(walked, read=replace(walked.read, evidence=evidence, looked=looked), draft=draft)


def _cells(walked: Walked) -> tuple[Cell, ...]:
    return walked.looked_into.cells if walked.looked_into is not None else ()


def _nearest(cells: Sequence[Cell], many: Many | None) -> list[Passage]:
    """The best passage of each of the documents nearest to an answer, as many as a refusal prints.

    Of a question about many documents, those that share no word with what it asks are left out: each document has a
    best passage, also where none has anything to do with the question.
    """
    asked = set(content_words(many.asked)) - SAYING if many is not None else set[str]()
    nearest = sorted(cells, key=lambda cell: -cell.chance)
    best = (
        next((one for one in cell.read.passages if not asked or asked & {*content_words(one.chunk.search_text)}), None)
        for cell in nearest
    )
    return [one for one in best if one is not None][:MOST_CLOSEST]


def _why_none(walked: Walked) -> str:
    narrowed = walked.looked_into.narrowed if walked.looked_into is not None else ""
    states = [cell.state for cell in _cells(walked)]
    if not states:
        return _why_none_is_meant(walked.looked_into, narrowed)
    not_read, looked = states.count("not_read"), states.count("not_found")
    unread = f"; {not_read} more could not be read" if not_read else ""
    if walked.looked_into is not None and walked.looked_into.existing:
        those = f" {narrowed}" if narrowed else ""
        called = f"called {one_called(walked.looked_into.existing)}, by title, file name or where it names itself"
        if looked == 1:
            return f"the one document{those} that you may see is not {called}{unread}"
        return f"none of the {looked} documents{those} that you may see is {called}{unread}"
    what = "the one document that was" if looked == 1 else f"any of the {looked} documents that were"
    return f"nothing that answers this well enough to quote was found in {what} looked into{unread}"


def _why_none_is_meant(looked_into: LookedInto | None, narrowed: str) -> str:
    """Why a question that says which documents it means, means none."""
    others, called = (looked_into.others, looked_into.called) if looked_into is not None else (0, "")
    if not others:
        return f"you may see no document {narrowed}"
    what = " or ".join(map(one_called, sorted(kinds_asked(called)))) or "a contract"
    if others == 1:
        return f"the one document {narrowed} that you may see is not {what}, by title, type or file name"
    return f"none of the {others:,} documents {narrowed} that you may see is {what}, by title, type or file name"


def _labelled(passages: Sequence[Passage]) -> list[Passage]:
    return [replace(passage, label=label) for label, passage in enumerate(passages, start=1)]


def _relabelled(support: Support, labels: dict[int, int]) -> Support:
    """A statement that cites by the labels of the reply instead of those of its document."""
    citations = tuple(replace(one, label=labels[one.label]) for one in support.statement.citations)
    replaces = tuple(replace(one, label=labels[one.label]) for one in support.statement.replaces)
    return replace(support, statement=replace(support.statement, citations=citations, replaces=replaces))
