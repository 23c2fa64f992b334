"""A recorded answer or search, repeated as far as it can be rebuilt."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from pincite.access.decision import scope_of
from pincite.access.scope import Principal, Scope
from pincite.ask.replaying import (
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
)
from pincite.audit.event import Entry, Json
from pincite.audit.redacting import is_redacted
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import UnknownPrincipal
from pincite.session.records import place_of, read_now, record_reading, require_same
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
