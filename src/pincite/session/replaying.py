"""A recorded answer or search, repeated as far as it can be rebuilt."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from pincite.access.decision import scope_of
from pincite.access.scope import Principal, Scope
from pincite.ask import earlier_of
from pincite.ask.classifying import About
from pincite.ask.replaying import (
    RoutedAgain,
    SearchedAgain,
    Shape,
    passages,
    prompts,
    quotes,
    read_again,
    scope_then,
    searched_again,
    seen_today,
    shapes,
    words_read,
)
from pincite.ask.routing import decided
from pincite.audit.event import Entry, Json
from pincite.audit.redacting import is_redacted
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import PinciteError, UnknownPrincipal
from pincite.session.records import place_of, read_now, readable, record_reading, require_same, whole_contents
from pincite.threads import on_thread
from pincite.views.replay import Replay

if TYPE_CHECKING:
    from pincite.audit.reading import View
    from pincite.session.session import Session


async def replay_record(session: "Session", record: str) -> Replay:
    """What a recorded answer or search rested on, and what is still the same.

    The search is repeated at the recorded version of the index, if that is kept. Each document is checked against
    today's rules for the person who asked.

    Raises:
        NotVisible: there is no such record, or it may not be seen; the message is the same.
        AccessError: less of it may be seen by now.
        RecordError: the record cannot be written; then nothing is shown.
    """
    seen = await on_thread(read_now, session, record)
    found = await _replayed(session, seen)
    require_same([seen], [await on_thread(read_now, session, record)])
    return found


async def _replayed(session: "Session", seen: "View") -> Replay:
    entry, content = seen.entry, seen.entry.content or {}
    then, now = str(entry.facts.get("index_version", "")), await session.firm.index.version()
    kept = [] if is_redacted(content) else shapes(content)
    if is_redacted(content):
        again, how = None, "rebuilt from the kept texts: part of what was found is closed to you, so ranks are left out"
    else:
        again, how = await _again(session, entry, kept, then) if kept else (None, "the record keeps no search")
    reader = str(entry.facts.get("reader") or "") if _is_read(content) else ""
    set_now = await on_thread(lambda: session.firm.reader) if reader else None
    numbers = None
    if set_now is not None and set_now.name == reader:
        numbers = await read_again(content, session.firm.catalogue, set_now)

    routed = await _routed_again(session, seen)

    def put_together() -> Replay:
        catalogue, stands = session.firm.catalogue, _standing(session)
        return Replay(
            view=seen,
            quotes=list(quotes(content, catalogue, stands)),
            passages=list(passages(content, catalogue, stands)),
            is_search=bool(kept),
            then=then,
            now=now,
            again=again,
            how=how,
            routed=routed,
            prompts=list(prompts(content, session.firm.audit.texts(entry) if entry.texts else {})),
            reader=reader,
            numbers=numbers,
            rules=session.rules.version,
            person=entry.user,
            access=list(seen_today(content, _scope_of(session, entry.user), place_of(session))),
        )

    found = await on_thread(put_together)
    await record_reading(session, "audit replay", [seen])
    return found


async def _routed_again(session: "Session", seen: "View") -> RoutedAgain | None:
    """The decision on which models may word the answer, made again; None for a record without one."""
    entry, content = seen.entry, seen.entry.content
    then, level = entry.facts.get("routing"), str(entry.facts.get("sensitivity", ""))
    if not isinstance(then, dict) or content is None:
        return None
    if is_redacted(content):
        return RoutedAgain(then, level, None, "not decided again: part of what was found is closed to you")
    try:
        given = await on_thread(_decidable, session, entry, content)
        if isinstance(given, str):
            return RoutedAgain(then, level, None, f"not decided again: {given}")
        question, words, about = given
        sources, today = session.firm.sources, session.now().date()
        tiers = await on_thread(lambda: session.firm.tiers)
        now = await decided(question, words, about, tiers, today, {}, sources.classify, sources.expecting)
    except PinciteError as error:
        return RoutedAgain(then, level, None, f"not decided again: {error}")
    how = "decided again for the passages of then, by the rules, labels, settings and router of today, without budgets"
    return RoutedAgain(then, level, now, how)


def _decidable(session: "Session", entry: Entry, content: Mapping[str, Json]) -> tuple[str, Sequence[str], About] | str:
    """The question as it was understood, the words, and what they are about; or why it cannot be decided again.

    Raises:
        PinciteError: the question that it goes on from may not be seen.
    """
    catalogue, scope = session.firm.catalogue, _scope_of(session, entry.user)
    if scope is None:
        return f"{entry.user} could not ask it today"
    read = words_read(content, catalogue)
    if read is None:
        return "the words of a passage are not kept any more"
    words, documents = read
    query, before = content.get("query"), content.get("after")
    understood = query.get("text") if isinstance(query, dict) else None
    after = None
    if isinstance(before, dict):
        earlier = readable(session, str(before.get("record")), session.scope())
        after = earlier_of(earlier, scope, catalogue, whole_contents(session.firm))
    return str(understood or words[0]), words, About(scope, documents, after)


def _standing(session: "Session") -> Callable[[DocumentId], VersionId | None]:
    """Gives the version of a document that the session's user may see now."""
    scope, catalogue = session.scope(), session.firm.catalogue

    def stands(document: DocumentId) -> VersionId | None:
        permitted = catalogue.permitted([document], scope).get(document)
        return permitted.version if permitted is not None else None

    return stands


def _is_read(content: Mapping[str, Json]) -> bool:
    """True if the record keeps the results of a reader for passages."""
    rows = content.get("passages")
    return isinstance(rows, list) and any(isinstance(row, dict) and "read" in row for row in rows)


async def _again(
    session: "Session", entry: Entry, kept: Sequence[Shape], version: str
) -> tuple[SearchedAgain | None, str]:
    """The recorded searches repeated, and a sentence that says how, or why not."""
    index = await session.firm.index.at(version)
    if index is None:
        return None, (
            "rebuilt from the kept texts: the index has dropped that version since, so ranks cannot be compared"
        )

    def recorded() -> Scope | None:
        # The reader sees only their own part of the recorded scope. The search needs all of it, and gives out only what
        # it finds about candidates that the record names.
        whole = session.firm.audit.find(str(entry.seq))
        return scope_then((whole.content if whole else None) or {}, entry, session.scope())

    scope = await on_thread(recorded)
    if scope is None:
        return None, "rebuilt from the kept texts: the record keeps no scope to search under"
    return await searched_again(kept, scope, index, session.firm.engines), "searched again at the recorded version"


def _scope_of(session: "Session", user: str) -> Scope | None:
    """What somebody may see today; None for a person who is unknown or no longer active."""
    try:
        return scope_of(Principal(user, user), session.rules, session.now(), session.firm.catalogue.came_in)
    except UnknownPrincipal:
        return None
