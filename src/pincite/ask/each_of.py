"""Which documents a question is put to one by one: all, those of a kind, those that it means, or a few by name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pincite.access.scope import Scope
from pincite.ask.each_walk import EachOf
from pincite.ask.sources import Sources
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.retrieval.capitals import with_capitals
from pincite.retrieval.meant import meant
from pincite.retrieval.narrowed_to import NarrowedTo, is_borne, narrowed_to
from pincite.retrieval.query import Query
from pincite.retrieval.several import side_by_side
from pincite.retrieval.understanding.comparing import offers_two
from pincite.retrieval.understanding.contracts import asked_about, means_any, means_contracts
from pincite.retrieval.understanding.existing import Existing, existing_in
from pincite.retrieval.understanding.kinds import calls_so, is_known, names_kind, one_called
from pincite.retrieval.understanding.many import many_in
from pincite.retrieval.understanding.many_asked import Many
from pincite.retrieval.understanding.narrowing import NOT_NARROWED, narrowed
from pincite.threads import on_thread

FEWEST = 2
"""The fewest documents for which a question about many is put to each; with one, it is a question like any other."""

IS_ONE = "Is this one of them?"
"""What is asked of each document where a question asks only which there are."""


@dataclass(frozen=True, slots=True)
class _Narrow:
    """A question without the words that say which documents it means (`text`), and what these come to."""

    text: str
    to: NarrowedTo
    all_entries: tuple[Entry, ...]


async def each_of(query: Query, scope: Scope, sources: Sources) -> EachOf | None:
    """The documents that a question is put to one by one; None if it gets one answer from all that is found.

    Raises:
        IndexingError: the index could not be read.
        WorkspaceError: the catalogue's data about a named document was changed without pincite.
    """
    narrow = await on_thread(_narrow, query.text, scope, sources.engines.catalogue)
    if narrow is not None:
        return _of_narrowed(narrow)
    existing = await _of_kind(query, scope, sources)
    if existing is not None:
        return existing
    many = await _of_many(query.text, scope, sources)
    if many is None or offers_two(query.text):  # "Which agreement runs longer, the lease or the MSA?" is no list
        compared = await _of_compared(query, scope, sources)
        if compared is not None or many is None:
            return compared
    entries = tuple(await on_thread(sources.engines.catalogue.entries, scope))
    wanted = asked_about(entries, many.called)
    return EachOf(many.asked, wanted, many, len(entries) - len(wanted)) if len(entries) >= FEWEST else None


def _narrow(question: str, scope: Scope, catalogue: Catalogue) -> _Narrow | None:
    """What a question about many documents narrows itself to; None if it means all, or is about no list."""
    if offers_two(question):
        return None
    written = question
    if not _may_be_narrowed(written):
        if not _is_of_many(question):
            return None  # so that no question about one document reads all cards
        written = with_capitals(question, scope, catalogue)
        if not _may_be_narrowed(written):
            return None
    entries = tuple(catalogue.entries(scope))
    text, says = narrowed(written, is_borne(entries))
    is_narrow = says != NOT_NARROWED and _is_of_many(text)
    return _Narrow(text, narrowed_to(says, entries), entries) if is_narrow else None


def _may_be_narrowed(question: str) -> bool:
    """True for a question that means only some of many documents, if every name in it is borne by one."""
    text, says = narrowed(question, lambda _: True)
    return says != NOT_NARROWED and _is_of_many(text)


def _is_of_many(text: str) -> bool:
    existing, many = existing_in(text), many_in(text)
    return (existing is not None and _is_told(existing)) or (many is not None and many.is_certain)


def _of_narrowed(narrow: _Narrow) -> EachOf | None:
    """The documents that a narrowed question is put to, which may be none."""
    kept, existing = narrow.to.entries, existing_in(narrow.text)
    if existing is not None and _is_told(existing):
        wanted = _those_of(asked_about(narrow.all_entries, existing.called), kept) if _is_any(existing) else kept
        asked = IS_ONE if _is_any(existing) else f"Is this {one_called(existing.called)}?"
        of = EachOf(asked, wanted, None, existing=existing.called)
    elif (many := many_in(narrow.text)) is not None:
        wanted = _those_of(asked_about(narrow.all_entries, many.called), kept)
        of = EachOf(many.asked, wanted, many)
    else:
        return None
    unknown = narrow.to.unknown if wanted else ()
    return replace(of, others=len(kept) - len(wanted), unknown=unknown, narrowed=narrow.to, question=narrow.text)


def _those_of(entries: Sequence[Entry], kept: Sequence[Entry]) -> tuple[Entry, ...]:
    documents = {entry.document for entry in kept}
    return tuple(entry for entry in entries if entry.document in documents)


def _is_told(existing: Existing) -> bool:
    """True if it says which documents it means, be it that it means all."""
    return _is_any(existing) or names_kind(existing.called)


def _is_any(existing: Existing) -> bool:
    return means_contracts(existing.called) or means_any(existing.called)


async def _of_kind(query: Query, scope: Scope, sources: Sources) -> EachOf | None:
    """All documents, if a question asks only which of a kind there are; None for any other question.

    If it names no kind ("Which contracts are there?"), they are those that may be contracts, or simply all.

    Words that no known kind has may say more than a kind ("exclusive contracts"), and a clause may mention some kinds
    ("Are there any guarantees?"). Such a question is asked like any other unless a document is called so.
    """
    existing = existing_in(query.text)
    if existing is None:
        return None
    if not _is_told(existing):
        return None
    entries = tuple(await on_thread(sources.engines.catalogue.entries, scope))
    if _is_any(existing):
        wanted = asked_about(entries, existing.called) if len(entries) >= FEWEST else ()
        others = len(entries) - len(wanted)
        return EachOf(IS_ONE, wanted, None, others, existing=existing.called) if wanted else None
    is_open = existing.may_be_clause or not is_known(existing.called)
    if len(entries) < FEWEST or (is_open and not any(_is_called(entry, existing.called) for entry in entries)):
        return None
    return EachOf(f"Is this {one_called(existing.called)}?", entries, None, existing=existing.called)


def _is_called(entry: Entry, called: str) -> bool:
    stated = (fact.value for fact in entry.facts if fact.kind in ("title", "type"))
    return any(calls_so(words, called) == "so" for words in (entry.title, *stated))


async def _of_compared(query: Query, scope: Scope, sources: Sources) -> EachOf | None:
    """The documents that a question sets side by side; None if it does not.

    Raises:
        IndexingError: the index could not be read.
        WorkspaceError: the catalogue's data about a named document was changed without pincite.
    """
    engines = sources.engines
    if query.intent == "out_of_scope" or scope.is_empty:
        return None
    compared = await side_by_side(query.text, scope, engines.catalogue, engines.index, engines.embedder)
    if compared is None:
        return None
    permitted = await on_thread(engines.catalogue.permitted, compared.documents, scope)
    entries = tuple(permitted[document] for document in compared.documents if document in permitted)
    if not entries or len(entries) + len(compared.unknown) + len(compared.unclear) < FEWEST:
        return None
    return EachOf(compared.asked, entries, None, unknown=compared.unknown, unclear=compared.unclear)


async def _of_many(text: str, scope: Scope, sources: Sources) -> Many | None:
    """What a question asks of each of many documents; None if it may be about one and names it.

    Raises:
        IndexingError: the index could not be read.
        WorkspaceError: the catalogue's data about a named document was changed without pincite.
    """
    many = many_in(text)
    if many is None or many.is_certain or scope.is_empty:
        return many
    engines = sources.engines
    named = await meant(text, scope, engines.catalogue, engines.index)
    return None if named.documents or named.unknown else many
