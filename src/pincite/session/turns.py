"""Questions read back from the record: what somebody asked and got, as they may see it now.

A page shows nothing else. So a reload, another server process and another day show the same as when the question was
answered, but for what has been closed to its reader or erased since.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from pincite.answering.citing import pin_cite, short_name
from pincite.answering.doubting import CAUTION
from pincite.ask.reply import MOST_CLOSEST
from pincite.audit.event import Entry, Json
from pincite.audit.reading import View
from pincite.audit.reading import view as view_of
from pincite.documents.document import clause_path, page_at
from pincite.documents.regions import confidence, described, page_label
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import AccessError, NotVisible, WorkspaceError
from pincite.retrieval.query import cleaned
from pincite.session.records import all_readable, asker, place_of, readable
from pincite.views.printed import recognised, seen
from pincite.views.turn import AskedBefore, Counts, Pin, Said, Turn, TurnState

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session

STATES: Mapping[str, TurnState] = {"answer": "answered", "refusal": "refused", "failure": "failed"}
"""What a record of one of these kinds says of its question."""

TRIES = 4
"""How often a list of questions is read again when rules are changed meanwhile."""

LONGEST_PRINTED = 1_200
"""Characters of a quote or a closest sentence that a list of them prints; its source has all of it."""


async def read_turn(session: "Session", record: str) -> Turn:
    """A question of the user's own with what it got; `record` is the id or the number of its reply.

    Reading it leaves no record: it was shown to them before.

    Raises:
        NotVisible: there is no such record, it is somebody else's, or part of it is closed to the user by now: the
            words are the same.
    """
    return await asyncio.to_thread(_turn, session, record)


async def said_so_far(session: "Session", reply: str, since: int) -> tuple[tuple[Said, ...], int]:
    """The sentences of a reply under way that have been put on the record from place `since` on, and the next place.

    Sentences whose documents are closed to the user by now are left out.
    """
    return await asyncio.to_thread(_said_so_far, session, reply, since)


async def next_record(session: "Session") -> int:
    """The number that the next record gets, or a later one if others write meanwhile."""
    return await asyncio.to_thread(lambda: session.firm.audit.head().seq + 1)


async def asked_before(session: "Session", count: int, before: int | None = None) -> tuple[AskedBefore, ...]:
    """The newest questions of the user's own that they may see now, the newest first; older ones than record `before`.

    Raises:
        AccessError: the rules were changed meanwhile.
    """
    for _ in range(TRIES - 1):
        try:
            return await asyncio.to_thread(_newest_asked, session, count, before)
        except AccessError:  # the rules were changed while the record was being read
            continue
    return await asyncio.to_thread(_newest_asked, session, count, before)


def _newest_asked(session: "Session", count: int, before: int | None) -> tuple[AskedBefore, ...]:
    return tuple(islice(_asked_before(session, before), count))


def _turn(session: "Session", record: str) -> Turn:
    scope = session.scope()
    entry = _own(session, readable(session, record, scope, asker(session, scope)))
    content = entry.content or {}
    printed = _Printing(session, scope)
    state = STATES[entry.kind]
    statements = _dicts(content.get("statements"))
    understood = _text(_dict(content.get("query")).get("text"))
    question = _text(content.get("question")) or ""
    after = _dict(content.get("after"))
    return Turn(
        id=entry.id,
        seq=entry.seq,
        asked=entry.at,
        question=question,
        state=state,
        message=_text(content.get("refusal")) or "",
        reason=_text(entry.facts.get("reason")),
        said=tuple(printed.said(entry.id, number, one) for number, one in enumerate(statements, start=1)),
        closest=tuple(printed.closest(entry.id, content)) if state == "refused" and not statements else (),
        after=_whole(entry.facts.get("after")),
        understood=understood if after and understood != cleaned(question) else None,
        about=tuple(name for one in _list(after.get("documents")) if (name := printed.name(one))),
        counts=_counts(entry.facts.get("listing")),
        looked=_looked(entry.facts.get("looked")),
        ms=_number(_dict(entry.facts.get("ms")).get("total")),
        cost_usd=_number(entry.facts.get("cost_usd")),
        model=_text(entry.facts.get("model")),
    )


def _own(session: "Session", view: View) -> Entry:
    """The record of a question of the user's own.

    Raises:
        NotVisible: it is none, or what it says is withheld.
    """
    entry = view.entry
    if view.without or entry.kind not in STATES or entry.user != session.principal.user or entry.content is None:
        raise NotVisible(f"there is no question {entry.id!r} of yours that you may see; see the list of your questions")
    return entry


def _said_so_far(session: "Session", reply: str, since: int) -> tuple[tuple[Said, ...], int]:
    scope = session.scope()
    whoever, where, printed = asker(session, scope), place_of(session), _Printing(session, scope)
    found: list[Said] = []
    for entry in session.firm.audit.entries(since, person=whoever.user):
        since = entry.seq + 1
        if entry.kind != "statement" or entry.facts.get("reply") != reply:
            continue
        seen_now = view_of(entry, whoever, where)
        if seen_now is not None and seen_now.entry.content is not None:
            [one, *_] = _dicts(seen_now.entry.content.get("statements"))
            found.append(printed.said(entry.id, 1, one, shown_as=_whole(entry.facts.get("number")) or len(found) + 1))
    return tuple(found), since


def _asked_before(session: "Session", before: int | None) -> Iterator[AskedBefore]:
    user = session.principal.user
    scope = session.scope()
    for view in all_readable(session, scope, asker(session, scope), backwards=True):
        entry = view.entry
        question = _text((entry.content or {}).get("question"))
        is_asked = entry.kind in STATES and "withholds" not in entry.facts
        if (before is None or entry.seq < before) and is_asked and entry.user == user and question is not None:
            state, after = STATES[entry.kind], _whole(entry.facts.get("after"))
            yield AskedBefore(entry.id, entry.seq, entry.at, question, state, after)


class _Printing:
    """Puts rows of a record in words, as a scope permits now; each document is opened once."""

    def __init__(self, session: "Session", scope: "Scope") -> None:
        self._catalogue = session.firm.catalogue
        self._scope = scope

    def said(self, record: str, number: int, row: Mapping[str, Json], shown_as: int | None = None) -> Said:
        """A statement of a record, which its reader may see."""
        return Said(
            number=number if shown_as is None else shown_as,
            place=f"{record}.{number}",
            text=_text(row.get("text")) or "",
            is_quote=not row.get("claims"),
            pins=tuple(self._pins(_dicts(row.get("citations")), is_doubtful=row.get("doubtful") is True)),
            replaces=tuple(self._pins(_dicts(row.get("replaces")), is_doubtful=False)),
        )

    def closest(self, record: str, content: Mapping[str, Json]) -> Iterator[Said]:
        """The best sentences of the first passages of a refusal, those first that were read as closest.

        Those that no scanner has looked at are left out.
        """
        for row in _dicts(content.get("passages"))[:MOST_CLOSEST]:
            place, best = _whole(row.get("label")), _list(row.get("closest"))
            if place is None or len(best) != 2 or "within" in row:
                continue
            row = {**row, "start": best[0], "end": best[1]}
            pins = tuple(self._pins([row], is_doubtful=row.get("doubtful") is True))
            if pins:
                yield Said(place, f"{record}.{place}", pins[0].quote, is_quote=True, pins=pins)

    def name(self, document: Json) -> str:
        """What a document is called in a sentence; empty where it may not be seen."""
        wanted = DocumentId(document) if isinstance(document, str) else None
        entry = self._catalogue.permitted([wanted], self._scope).get(wanted) if wanted is not None else None
        return short_name(entry.path, entry.title) if entry is not None else ""

    def _pins(self, rows: Sequence[Mapping[str, Json]], *, is_doubtful: bool) -> Iterator[Pin]:
        for row in rows:
            match row:
                case {"document": str(document), "version": str(version), "start": int(start), "end": int(end)}:
                    pin = self._pin(DocumentId(document), VersionId(version), start, end, is_doubtful=is_doubtful)
                    if pin is not None:
                        yield pin

    def _pin(self, document: DocumentId, version: VersionId, start: int, end: int, *, is_doubtful: bool) -> Pin | None:
        """The words at a place, None where they may not be seen or are gone."""
        entry = self._catalogue.permitted([document], self._scope).get(document)
        if entry is None:
            return None
        try:
            content = self._catalogue.content(version)
        except WorkspaceError:
            return None
        path = clause_path(content.clauses, start)
        section = next((clause.number for clause in reversed(path) if clause.number), "")
        heading = next((clause.heading for clause in reversed(path) if clause.heading), "")
        page = page_at(content.pages, start)
        notes = (described(content, start), recognised(confidence(content, start, end)), CAUTION if is_doubtful else "")
        earlier = "" if version == entry.version else "the document has changed since"
        return Pin(
            document=document,
            version=version,
            start=start,
            end=end,
            cite=pin_cite(entry.path, content.title, section, page, page_label(content, page)),
            heading=heading,
            quote=_shortened(seen(content, start, end)),
            note="; ".join(note for note in (*notes, earlier) if note),
        )


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_PRINTED else f"{words[:LONGEST_PRINTED].rpartition(' ')[0]} …"


def _counts(listing: Json) -> Counts | None:
    match listing:
        case {"found": int(found), "not_found": int(not_found), "not_read": int(not_read)}:
            return Counts(found, not_found, not_read)
    return None


def _looked(part: Json) -> tuple[int, int]:
    match part:
        case {"documents": int(documents), "of": int(of)}:
            return documents, of
    return 0, 0


def _text(part: Json) -> str | None:
    return part if isinstance(part, str) else None


def _whole(part: Json) -> int | None:
    return part if isinstance(part, int) and not isinstance(part, bool) else None


def _number(part: Json) -> float:
    return float(part) if isinstance(part, int | float) else 0.0


def _dict(part: Json) -> Mapping[str, Json]:
    return part if isinstance(part, dict) else {}


def _dicts(part: Json) -> list[Mapping[str, Json]]:
    return [one for one in _list(part) if isinstance(one, dict)]


def _list(part: Json) -> list[Json]:
    return part if isinstance(part, list) else []
