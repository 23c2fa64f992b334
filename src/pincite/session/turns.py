"""Questions read back from the record: what somebody asked and got, as they may see it now.

A page shows nothing else. So a reload, another server process and another day show the same as when the question was
answered, but for what has been closed to its reader or erased since.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from pincite.answering.citing import pin_cite, short_name
from pincite.answering.doubting import CAUTION
from pincite.ask.overview import QUOTES_ONLY
from pincite.ask.reply import MOST_CLOSEST
from pincite.ask.replying import list_notes
from pincite.audit.event import Entry, Json
from pincite.audit.reading import View
from pincite.audit.reading import view as view_of
from pincite.documents.document import clause_path, page_at
from pincite.documents.regions import confidence, described, page_label
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import AccessError, NotVisible, WorkspaceError
from pincite.retrieval.query import cleaned
from pincite.session.parts import chance_in, counts_in, fields_in, list_in, number_in, objects_in, text_in
from pincite.session.records import asker, place_of, readable, statements_recorded
from pincite.views.printed import as_printed, recognised, seen
from pincite.views.turn import AskedBefore, Pin, Said, Turn, TurnState
from pincite.views.within import named_clauses, outline_of
from pincite.views.wording import how_sure

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session

STATES: Mapping[str, TurnState] = {"answer": "answered", "refusal": "refused", "failure": "failed"}
"""What a record of one of these kinds says of its question."""

MOST_ABOUT = 4
"""Documents that a question is said to be about; of more, none is named."""

SLACK = timedelta(seconds=5)
"""What a clock may differ between the first record of an answer and its last."""

MOST_TURNS = 50
"""Questions of one conversation that are read, the newest."""

TRIES = 4
"""How often a list of questions is read again when rules are changed meanwhile."""

AROUND = 90
"""Characters of an answer that are shown on each side of what was looked for in it."""

LONGEST_PRINTED = 1_200
"""Characters of a quote or a closest sentence that a list of them prints; its source has all of it."""


async def read_turn(session: "Session", record: str) -> Turn:
    """A question of the user's own with what it got; `record` is the id or the number of its reply.

    Reading it leaves no record: it was shown to them before. Of a list over many documents of which some are closed to
    them by now, they get the sentences of the others.

    Raises:
        NotVisible: there is no such record, it is somebody else's, or part of it is closed to the user by now: the
            words are the same.
    """
    return await asyncio.to_thread(_turn, session, record)


async def read_conversation(session: "Session", record: str) -> tuple[Turn | None, ...]:
    """A question of the user's own with those that it goes on from, the first one first, as `read_turn` gives each.

    None stands for one of which they may see nothing any more.

    Raises:
        NotVisible: the same holds of the question itself.
    """
    return await asyncio.to_thread(_conversation, session, record)


def _conversation(session: "Session", record: str) -> tuple[Turn | None, ...]:
    turns: list[Turn | None] = [_turn(session, record)]
    after = _after(session, record)
    while after is not None and len(turns) < MOST_TURNS:
        try:
            turns.insert(0, _turn(session, str(after)))
        except NotVisible:
            turns.insert(0, None)
        after = _after(session, str(after))
    return tuple(turns)


def _after(session: "Session", record: str) -> int | None:
    """The number of the record that a question of the user's own goes on from: a fact, which holds no words."""
    entry = session.firm.audit.find(record)
    is_own = entry is not None and entry.user == session.principal.user
    return _whole(entry.facts.get("after")) if entry is not None and is_own else None


async def place_on_record(session: "Session", place: str) -> str:
    """Where a sentence is to be looked up: of a list of which a part is closed by now, in the sentence's own record."""
    return await asyncio.to_thread(_place_on_record, session, place)


def _place_on_record(session: "Session", place: str) -> str:
    identity, _, number = place.rpartition(".")
    reply = session.firm.audit.find(identity) if identity else None
    if reply is None or not _is_list_of(session, reply):
        return place
    scope = session.scope()
    seen_now = view_of(reply, asker(session, scope), place_of(session))
    if seen_now is not None and seen_now.entry.content is not None:
        return place
    own = (one for one in _statements(session, reply) if str(one.facts.get("number")) == number)
    return next((f"{one.id}.1" for one in own), place)


async def said_so_far(session: "Session", reply: str, since: int) -> tuple[tuple[Said, ...], int]:
    """The sentences of a reply under way that have been put on the record from place `since` on, and the next place.

    Sentences whose documents are closed to the user by now are left out.
    """
    return await asyncio.to_thread(_said_so_far, session, reply, since)


async def next_record(session: "Session") -> int:
    """The number that the next record gets, or a later one if others write meanwhile."""
    return await asyncio.to_thread(lambda: session.firm.audit.head().seq + 1)


async def is_recorded(session: "Session", record: str) -> bool:
    """True if there is a record with this id."""
    return await asyncio.to_thread(session.firm.audit.find, record) is not None


async def erased_of(session: "Session", ids: Collection[str]) -> frozenset[str]:
    """Those of some questions whose words have been erased from the record by now, or that it does not have."""
    find = session.firm.audit.find

    def is_gone(record: str) -> bool:
        entry = find(record)
        return entry is None or entry.content is None

    return await asyncio.to_thread(lambda: frozenset(filter(is_gone, ids)))


async def asked_before(
    session: "Session",
    count: int,
    before: int | None = None,
    *,
    sought: str = "",
    without: Collection[str] = (),
) -> tuple[AskedBefore, ...]:
    """The newest questions of the user's own that they may see now, the newest first; older ones than record `before`.

    With `sought`, only those that have these words in the question or in what was answered, as far as the user may see
    it now. Those `without` which the list is wanted are named by their ids.

    Raises:
        AccessError: the rules were changed meanwhile.
    """
    hidden = frozenset(without)
    return await _while_rules_stand(lambda: tuple(islice(_asked(session, before, sought, hidden), count)))


async def asked_by_id(session: "Session", ids: Sequence[str]) -> tuple[AskedBefore, ...]:
    """Those of some questions of the user's own that they may see now, in the same order.

    Raises:
        AccessError: the rules were changed meanwhile.
    """
    found = session.firm.audit.find
    return await _while_rules_stand(
        lambda: tuple(_asked_among(session, (entry for one in ids if (entry := found(one)) is not None)))
    )


async def _while_rules_stand(read: Callable[[], tuple[AskedBefore, ...]]) -> tuple[AskedBefore, ...]:
    for _ in range(TRIES - 1):
        try:
            return await asyncio.to_thread(read)
        except AccessError:  # the rules were changed while the record was being read
            continue
    return await asyncio.to_thread(read)


def _turn(session: "Session", record: str) -> Turn:
    scope = session.scope()
    try:
        entry = _own(session, readable(session, record, scope, asker(session, scope)))
    except NotVisible:
        rest = _rest_of_list(session, record, scope)
        if rest is None:
            raise
        return rest
    content = entry.content or {}
    printed = _Printing(session, scope)
    state = STATES[entry.kind]
    statements = objects_in(content.get("statements"))
    understood = text_in(fields_in(content.get("query")).get("text"))
    question = text_in(content.get("question")) or ""
    after = fields_in(content.get("after"))
    return Turn(
        id=entry.id,
        seq=entry.seq,
        asked=entry.at,
        question=question,
        state=state,
        message=text_in(content.get("refusal")) or "",
        reason=text_in(entry.facts.get("reason")),
        said=_in_order(
            [printed.said(entry.id, number, one) for number, one in enumerate(statements, start=1)], content
        ),
        closest=tuple(printed.closest(entry.id, content)) if state == "refused" and not statements else (),
        after=_whole(entry.facts.get("after")),
        understood=understood if after and understood is not None and not _has_all(understood, question) else None,
        about=tuple(name for one in _about(content) if (name := printed.name(one))),
        counts=counts_in(entry.facts.get("listing")),
        looked=_looked(entry.facts.get("looked")),
        ms=number_in(fields_in(entry.facts.get("ms")).get("total")),
        cost_usd=number_in(entry.facts.get("cost_usd")),
        model=text_in(entry.facts.get("model")),
        sure=chance_in(entry) if statements else None,
        is_narrowed=bool(_hinted(content)),
        notes=(
            *((QUOTES_ONLY,) if statements and "overview" in content else ()),
            *list_notes(
                content.get("lacking") is True, _whole(content.get("others")) or 0, text_in(content.get("called")) or ""
            ),
        ),
        outlined=text_in(content.get("overview")) or "",
        clauses=printed.clauses(content),
        prompt_tokens=_whole(entry.facts.get("prompt_tokens")) or 0,
        completion_tokens=_whole(entry.facts.get("completion_tokens")) or 0,
    )


def _in_order(said: Sequence[Said], content: Mapping[str, Json]) -> tuple[Said, ...]:
    """The sentences of an answer; those of a list by document, the likeliest first, each with how sure it is."""
    if "looked_into" not in content:
        return tuple(said)
    chances = {row.get("document"): number_in(row.get("chance")) for row in objects_in(content["looked_into"])}
    is_compared = content.get("compared") is True
    ranked: dict[str, list[Said]] = {}
    for one in said:
        ranked.setdefault(one.pins[0].document if one.pins else "", []).append(one)
    order = list(ranked) if is_compared else sorted(ranked, key=lambda document: -chances.get(document, 0.0))
    found: list[Said] = []
    for document in order:
        first, *others = ranked[document]
        name = first.pins[0].name if first.pins else ""
        sure = how_sure(chances[document]) if document in chances and not is_compared else ""
        found += [replace(first, document=name, sure=sure), *others]
    return tuple(found)


def _has_all(understood: str, question: str) -> bool:
    """True if what was understood has the question word for word: the rest is of those that it goes on from."""
    return cleaned(question).strip(" .?!").casefold() in understood.casefold()


def _about(content: Mapping[str, Json]) -> list[Json]:
    """The documents that a question named, or else those that it carried over from an earlier one.

    None if what was found stands in others as well: then they were not all that was looked through.
    """
    scope = fields_in(content.get("scope"))
    single = list_in(scope.get("documents"))
    if not scope.get("matters") and 0 < len(single) <= MOST_ABOUT:  # it was asked within these alone
        return single
    named = _hinted(content)
    cited = {
        row.get("document")
        for said in objects_in(content.get("statements"))
        for row in objects_in(said.get("citations"))
    }
    if 0 < len(named) <= MOST_ABOUT and cited <= set(named):
        return [*named]
    return list_in(fields_in(content.get("after")).get("documents"))


def _hinted(content: Mapping[str, Json]) -> list[str]:
    """The documents that a question names, by what was found of its names."""
    hints = [row[0] for search in objects_in(content.get("searches")) for row in _rows(search.get("hints"))]
    return list(dict.fromkeys(one for one in hints if isinstance(one, str)))


def _rest_of_list(session: "Session", record: str, scope: "Scope") -> Turn | None:
    """A list of the user's own, of whose documents some are closed to them by now, with what the others say.

    None if it is no such list, or nothing is left of it.
    """
    reply = session.firm.audit.find(record)
    if reply is None or not _is_list_of(session, reply):
        return None
    whoever, where, printed = asker(session, scope), place_of(session), _Printing(session, scope)
    said: list[Said] = []
    question = ""
    for entry in _statements(session, reply):
        seen_now = view_of(entry, whoever, where)
        if seen_now is not None and seen_now.entry.content is not None:
            question = text_in(seen_now.entry.content.get("question")) or ""
            [one, *_] = objects_in(seen_now.entry.content.get("statements"))
            said.append(printed.said(entry.id, 1, one, shown_as=_whole(entry.facts.get("number")) or len(said) + 1))
    if not said:
        return None
    return Turn(
        id=reply.id,
        seq=reply.seq,
        asked=reply.at,
        question=question,
        state="answered",
        message="",
        reason=None,
        said=tuple(said),
        closest=(),
        after=_whole(reply.facts.get("after")),
        understood=None,
        about=(),
        counts=None,
        looked=(0, 0),
        ms=0.0,
        cost_usd=number_in(reply.facts.get("cost_usd")),
        model=text_in(reply.facts.get("model")),
        is_partial=True,
    )


def _is_list_of(session: "Session", reply: Entry) -> bool:
    """True for the reply to a question of the user's own about many documents, which was not erased."""
    is_own = reply.kind in STATES and reply.user == session.principal.user and reply.content is not None
    return is_own and isinstance(reply.facts.get("listing"), dict)


def _statements(session: "Session", reply: Entry) -> list[Entry]:
    """The records of the sentences of a reply, in order: each was written while it was being answered."""
    took = timedelta(milliseconds=number_in(fields_in(reply.facts.get("ms")).get("total"))) + SLACK
    began = (datetime.fromisoformat(reply.at) - took).isoformat(timespec="microseconds")
    found = []
    for entry in session.firm.audit.newest(reply.user, ("statement",), reply.seq):
        if entry.at < began:
            break
        if entry.facts.get("reply") == reply.id:
            found.append(entry)
    return found[::-1]


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
    printed = _Printing(session, scope)
    recorded, since = statements_recorded(session, scope, reply, since)
    found: list[Said] = []
    for entry in recorded:
        [one, *_] = objects_in((entry.content or {}).get("statements"))
        found.append(printed.said(entry.id, 1, one, shown_as=_whole(entry.facts.get("number")) or len(found) + 1))
    return tuple(found), since


def _asked(session: "Session", before: int | None, sought: str, without: Collection[str]) -> Iterator[AskedBefore]:
    found = session.firm.audit.newest(session.principal.user, tuple(STATES), before)
    wanted = (entry for entry in found if entry.id not in without)
    if sought:  # what is certainly not meant need not be looked at by the rules
        wanted = (entry for entry in wanted if _found_in(entry.content or {}, sought) is not None)
    return _asked_among(session, wanted, sought)


def _found_in(content: Mapping[str, Json], sought: str) -> str | None:
    """The words around what is looked for in an answer, empty where the question has it; None if neither does."""
    wanted = " ".join(sought.split()).casefold()
    if wanted in " ".join((text_in(content.get("question")) or "").split()).casefold():
        return ""
    for said in objects_in(content.get("statements")):
        words = " ".join((text_in(said.get("text")) or "").split())
        at = words.casefold().find(wanted)
        if at >= 0:
            return _around(words, at, len(wanted))
    return None


def _around(words: str, at: int, length: int) -> str:
    """Some words on each side of a place."""
    begin, end = max(0, at - AROUND), min(len(words), at + length + AROUND)
    begin = (begin and words.find(" ", begin, at) + 1) or begin
    end = words.rfind(" ", at + length, end) if end < len(words) and " " in words[at + length : end] else end
    return f"{'… ' if begin else ''}{words[begin:end]}{' …' if end < len(words) else ''}"


def _asked_among(session: "Session", entries: Iterator[Entry], sought: str = "") -> Iterator[AskedBefore]:
    """The questions of the user's own that they may see now, of some records; with `sought`, those that have it."""
    scope = session.scope()
    whoever, where, user = asker(session, scope), place_of(session), session.principal.user
    for entry in entries:
        session.require_same_rules(scope.rules_version)
        seen_now = view_of(entry, whoever, where)
        content = seen_now.entry.content if seen_now is not None else None
        question = text_in((content or {}).get("question"))
        is_asked = entry.kind in STATES and "withholds" not in entry.facts
        excerpt = _found_in(content or {}, sought) if sought else ""
        if is_asked and entry.user == user and question is not None and excerpt is not None:
            state, after = STATES[entry.kind], _whole(entry.facts.get("after"))
            reason = text_in(entry.facts.get("reason"))
            yield AskedBefore(entry.id, entry.seq, entry.at, question, state, after, reason, excerpt)


class _Printing:
    """Puts rows of a record in words, as a scope permits now; each document is opened once."""

    def __init__(self, session: "Session", scope: "Scope") -> None:
        self._catalogue = session.firm.catalogue
        self._scope = scope

    def said(self, record: str, number: int, row: Mapping[str, Json], shown_as: int | None = None) -> Said:
        """A statement of a record, which its reader may see."""
        text, is_quote = text_in(row.get("text")) or "", not row.get("claims")
        return Said(
            number=number if shown_as is None else shown_as,
            place=f"{record}.{number}",
            text=self._printed(text, objects_in(row.get("citations"))) if is_quote else text,
            is_quote=is_quote,
            pins=tuple(self._pins(objects_in(row.get("citations")), is_doubtful=row.get("doubtful") is True)),
            replaces=tuple(self._pins(objects_in(row.get("replaces")), is_doubtful=False)),
        )

    def closest(self, record: str, content: Mapping[str, Json]) -> Iterator[Said]:
        """The best sentences of the first passages of a refusal, those first that were read as closest.

        Those that no scanner has looked at are left out.
        """
        shown: set[str] = set()  # copies of a document say the same words, and one of them is enough
        for row in objects_in(content.get("passages"))[:MOST_CLOSEST]:
            place, best = _whole(row.get("label")), list_in(row.get("closest"))
            if place is None or len(best) != 2 or "within" in row:
                continue
            row = {**row, "start": best[0], "end": best[1]}
            pins = tuple(self._pins([row], is_doubtful=row.get("doubtful") is True))
            if pins and (words := " ".join(pins[0].quote.split()).casefold()) not in shown:
                shown.add(words)
                yield Said(place, f"{record}.{place}", pins[0].quote, is_quote=True, pins=pins)

    def clauses(self, content: Mapping[str, Json]) -> tuple[str, ...]:
        """The clauses of the document of which a summary was asked for; none where it may not be seen."""
        wanted = content.get("overview")
        entry = self._catalogue.permitted([DocumentId(wanted)], self._scope) if isinstance(wanted, str) else {}
        for one in entry.values():
            if one.version is not None:
                return named_clauses(outline_of(self._catalogue.content(one.version)))
        return ()

    def name(self, document: Json) -> str:
        """What a document is called in a sentence; empty where it may not be seen."""
        wanted = DocumentId(document) if isinstance(document, str) else None
        entry = self._catalogue.permitted([wanted], self._scope).get(wanted) if wanted is not None else None
        return short_name(entry.path, entry.title, entry.facts) if entry is not None else ""

    def _printed(self, text: str, citations: Sequence[Mapping[str, Json]]) -> str:
        """A quote without the marks that only lay it out; as it is where its document is gone."""
        version = text_in(citations[0].get("version")) if citations else None
        try:
            return as_printed(self._catalogue.content(VersionId(version)), text) if version is not None else text
        except WorkspaceError:
            return text

    def _pins(self, rows: Sequence[Mapping[str, Json]], *, is_doubtful: bool) -> Iterator[Pin]:
        for number, row in enumerate(rows, start=1):
            match row:
                case {"document": str(document), "version": str(version), "start": int(start), "end": int(end)}:
                    pin = self._pin(DocumentId(document), VersionId(version), start, end, is_doubtful=is_doubtful)
                    if pin is not None:
                        yield replace(pin, number=number)

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
            cite=pin_cite(entry.path, content.title, section, page, page_label(content, page), content.facts),
            heading=heading,
            quote=_shortened(seen(content, start, end)),
            note="; ".join(note for note in (*notes, earlier) if note),
            name=short_name(entry.path, content.title, content.facts),
        )


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_PRINTED else f"{words[:LONGEST_PRINTED].rpartition(' ')[0]} …"


def _looked(part: Json) -> tuple[int, int]:
    match part:
        case {"documents": int(documents), "of": int(of)}:
            return documents, of
    return 0, 0


def _whole(part: Json) -> int | None:
    return part if isinstance(part, int) and not isinstance(part, bool) else None


def _rows(part: Json) -> list[list[Json]]:
    return [one for one in list_in(part) if isinstance(one, list) and one]
