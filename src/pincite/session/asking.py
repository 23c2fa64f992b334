"""Asking: one question, answered or refused, on the record before it is read."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import islice
from typing import TYPE_CHECKING

from pincite.ask import Asking, Found, Mode, Released, Reply, ask, earlier_of
from pincite.catalogue.amending import Amendments
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import AccessError, ClockError, PinciteError, RecordError
from pincite.retrieval.evidence import Passage
from pincite.session.records import all_readable, readable, whole_contents
from pincite.session.refusals import record_failed
from pincite.threads import on_thread
from pincite.verification.support import Support
from pincite.views import reply as views
from pincite.views.excerpts import TextOf

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.retrieval.following import EarlierQuestion
    from pincite.session.session import Session

MOST_RECORDS = 50
"""Newest records among which a question to go on from is looked for."""


async def answer(
    session: "Session",
    question: str,
    *,
    as_user: str | None = None,
    matter: str | None = None,
    mode: Mode = "quote",
    release: Callable[[Released], Awaitable[None]] | None = None,
    found: Callable[[Found], Awaitable[None]] | None = None,
    after: str | None = None,
    about: str | None = None,
    looked: Callable[[int, int], None] = lambda _done, _of: None,
    told: Callable[[Asking], None] = lambda _asking: None,
    reply_id: str | None = None,
) -> Reply:
    """The reply to a question asked by the session's user, or by the user that a line of a batch names.

    `after` is the record of the question that it goes on from, which they must be able to read today. `about` names a
    document in which alone, with its amendments, an answer is looked for. `release` gets each statement as soon as it
    is on the record, and `found` the quotes that are shown before a language model writes. If the question is about
    many documents, `looked` is told how many have been looked into, and of how many; `told` hears how far a model is
    that writes. The record of the reply gets the id `reply_id`, for a caller
    that reads the reply back from there, or else a new one. To stop it for its asker, cancel its task with `BY_ASKER`.

    Raises:
        UnknownPrincipal, AccessError: the user is unknown, or may not be acted for.
        NotVisible: the matter, or the record, does not exist or is closed to them.
        QuestionError: the question is empty or too long.
        ModelError: a language model is to write, and none is set.
    """
    async with _failures_recorded(session, question, as_user):
        scope, earlier = await on_thread(_asked_under, session, as_user, matter, after, about)
        firm = session.firm
        sources = await on_thread(lambda: firm.writing if mode == "write" else firm.sources)  # the first opens them
    return await ask(
        question,
        scope,
        sources=sources,
        now=session.now,
        mode=mode,
        release=release,
        found=found,
        after=earlier,
        looked=looked,
        told=told,
        reply_id=reply_id,
    )


@asynccontextmanager
async def _failures_recorded(session: "Session", question: str, as_user: str | None) -> AsyncIterator[None]:
    """Within the block, what goes wrong before the walk of a question is on the record.

    What they are refused goes there by the use in which they asked. While the clock is behind, nothing goes there.
    """
    try:
        yield
    except (AccessError, ClockError, RecordError):
        raise
    except PinciteError as error:
        await record_failed(session, question, error, as_user)
        raise


def _asked_under(
    session: "Session", as_user: str | None, matter: str | None, after: str | None, about: str | None
) -> "tuple[Scope, EarlierQuestion | None]":
    """What a question is asked under: a scope, and the question that it goes on from."""
    scope = session.scope(as_user, matter)
    if about is not None:
        scope = _within(session, about, scope)
    if after is None:
        return scope, None
    everywhere = scope if matter is None and about is None else session.scope(as_user)

    seen = readable(session, after, everywhere)
    return scope, earlier_of(seen, everywhere, session.firm.catalogue, whole_contents(session.firm))


def _within(session: "Session", document: str, scope: "Scope") -> "Scope":
    """A scope within one document, and what amends it: its words as they stand now cannot be told without."""
    entry = session.firm.catalogue.named(document, scope)
    standing = Amendments(session.firm.catalogue, scope, session.now().date()).of(entry)
    amending = standing.sources if standing is not None and standing.sources[0].document == entry.document else ()
    return scope.only_documents({one.document: one.matter for one in (entry, *amending)})


def newest_question(session: "Session") -> tuple[int, str] | None:
    """The number and the words of the newest question of the user's own that they could go on from."""
    scope = session.scope()
    for one in islice(all_readable(session, scope, backwards=True), MOST_RECORDS):
        entry = one.entry
        question = entry.content.get("question") if entry.content else None
        asked = entry.kind in ("answer", "refusal") and entry.facts.get("reason") != "unclear"
        if asked and "again_of" not in entry.facts and entry.user == scope.principal.user and isinstance(question, str):
            return entry.seq, question
    return None


async def given_out(session: "Session", reply: Reply, as_user: str | None = None) -> views.Reply:
    """The reply as it is given out, with the words around its quotes.

    `as_user` is the user that a line of a batch names. The words are read on another thread, which may be long in
    coming, so the rules are asked once more after that.

    Raises:
        WorkspaceError: a document that it quotes was erased meanwhile.
        AccessError: part of what it shows or names was closed meanwhile.
    """
    return await on_thread(_given_out, session, reply, as_user)


def _given_out(session: "Session", reply: Reply, as_user: str | None) -> views.Reply:
    view = views.Reply.of(reply, _shown_texts(session, reply))
    if documents := _documents_of(reply):
        session.require_open(session.scope(as_user), documents, reply.record)
    return view


def _documents_of(reply: Reply) -> frozenset[DocumentId]:
    """The documents that a reply shows words of, or names."""
    named = (*reply.about, *(reply.refusal.candidates if reply.refusal is not None else ()))
    listed = reply.listing.documents if reply.listing is not None else ()
    supports = (*reply.statements, *(reply.found.supports if reply.found is not None else ()))
    cited = (one.span for support in supports for one in support.statement.cited)
    spans = (*cited, *(passage.span for passage in reply.passages))
    return frozenset(
        (
            *(span.document for span in spans),
            *(possible.document for possible in named),
            *(document.document for document in listed),
        )
    )


async def released_now(session: "Session", released: Released) -> views.Released:
    """The statement as it is given out, with the words around it.

    Raises:
        WorkspaceError: a document that it quotes was erased meanwhile.
    """
    return await on_thread(views.Released.of, released, _shown_texts(session, released))


async def found_now(session: "Session", found: Found) -> views.Found:
    """The quotes as they are given out, with the words around them.

    Raises:
        WorkspaceError: a document that they quote was erased meanwhile.
    """
    return await on_thread(views.Found.of, found, _shown_texts(session, found))


def _shown_texts(session: "Session", shown: Reply | Released | Found) -> TextOf:
    """The documents that a reply, a released statement or the quotes before a reply quote.

    The record says already that they were shown. Any other version raises KeyError.
    """
    supports, passages = _shown_of(shown)
    versions = {passage.chunk.version for passage in passages}
    versions |= {citation.span.version for support in supports for citation in support.statement.cited}

    def text(version: VersionId) -> Document:
        if version not in versions:
            raise KeyError(version)
        return session.firm.catalogue.content(version)

    return text


def _shown_of(shown: Reply | Released | Found) -> tuple[tuple[Support, ...], tuple[Passage, ...]]:
    """The statements and the passages of which words are shown."""
    match shown:
        case Released():
            return (shown.support,), (shown.passage,)
        case Found():
            return shown.supports, shown.passages
    found = shown.found
    if found is None:
        return shown.statements, shown.passages
    return (*shown.statements, *found.supports), (*shown.passages, *found.passages)
