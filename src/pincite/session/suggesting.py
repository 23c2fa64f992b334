"""Questions to begin with, made of documents that somebody may see, so that each of them has an answer."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from pincite.answering.citing import short_name
from pincite.audit.event import Json
from pincite.catalogue.entry import Entry
from pincite.catalogue.listing import Sought
from pincite.catalogue.listing import values_of as values_in
from pincite.documents.document import FactKind
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session

LOOKED_AT = 100
"""Documents that examples are chosen from: it takes milliseconds, and one of so many mostly states its law."""

MOST = 3

STATED: tuple[FactKind, ...] = ("party", "date", "effective_date")
"""What can be quoted as a summary of a document that states it."""

LONGEST_NAME = 90
"""Characters of a name that reads well within a question."""


async def suggested_questions(session: "Session") -> tuple[str, ...]:
    """Questions that the documents open to the session's user answer, once the record says which they name.

    None where nothing is open to them, or where no document is called something by which a question can mean it.

    Raises:
        AccessError: one of the documents was closed while the record was being written.
    """
    scope, entries = await on_thread(_looked_at, session)
    chosen = list(_examples(entries))[:MOST]
    if not chosen:
        return ()
    named = {entry.document: entry for _, meant in chosen for entry in meant}
    facts: dict[str, Json] = {"what": "suggested", "documents": len(named), "rules_version": scope.rules_version}
    listed: list[Json] = [{"document": entry.document, "version": entry.version} for entry in named.values()]
    record = await session.record("read", facts, {"documents": listed}, {one.matter for one in named.values()})
    await on_thread(session.require_open, scope, set(named), record)
    return tuple(question for question, _ in chosen)


def _looked_at(session: "Session") -> "tuple[Scope, tuple[Entry, ...]]":
    scope = session.scope()
    return scope, session.firm.catalogue.listed(Sought(), None, LOOKED_AT, scope).entries


def _examples(entries: Sequence[Entry]) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Questions, the best first, each with the documents of which it tells something."""
    counts = Counter(_name(entry) for entry in entries)
    named = [entry for entry in entries if counts[_name(entry)] == 1 and len(_name(entry)) <= LONGEST_NAME]
    ruled = [entry for entry in named if values_in(entry.facts, "governing_law")]
    ruled.sort(key=lambda entry: bool(values_in(entry.facts, "amends")))
    for entry in ruled[:1]:
        yield f"Which law governs {_name(entry)}?", (entry,)
        [law, *_] = values_in(entry.facts, "governing_law")
        yield f"Which agreements are governed by the law of {law}?", (entry,)
    for pair in _pairs(ruled):
        yield f"Compare the governing law of {_name(pair[0])} and {_name(pair[1])}", pair
    for entry in [one for one in named if one not in ruled and values_in(one.facts, *STATED)][:MOST]:
        yield f"Summarize {_name(entry)}", (entry,)


def _pairs(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """The first two documents of one matter, if there are any."""
    yield from [pair for pair in combinations(entries, 2) if pair[0].matter == pair[1].matter][:1]


def _name(entry: Entry) -> str:
    return short_name(entry.path, entry.title, entry.facts)
