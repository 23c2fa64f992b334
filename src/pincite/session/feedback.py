"""Feedback: what somebody made of a reply that they may read, as a record that is bound to what the reply rests on.

Each time all that they say is recorded. The newest of a person is what is read; the record keeps those before it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from pincite.audit.erasing import not_visible
from pincite.audit.event import Entry, Event, Json
from pincite.audit.feedback import FEEDBACK, facts_of, is_on, standing
from pincite.audit.parts import objects_in, texts_in
from pincite.audit.reading import RecordReader, View, view
from pincite.audit.redacting import rested_on
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError, FeedbackError, NotVisible
from pincite.session.feedback_content import content_of, is_withdrawn, read_back
from pincite.session.feedback_places import place_cited, place_typed, with_name
from pincite.session.records import place_of, readable, reader, record_reading, require_same
from pincite.session.turn_parts import STATES
from pincite.threads import on_thread
from pincite.views.feedback import Feedback, Given, Judged, Why, WrongCite

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session

LONGEST_BETTER = 20_000
"""Characters that an answer may have that somebody would have given: a page holds 3,000."""


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody says now of a reply. Whatever is None or empty stays as they said before.

    `wrong` are citations that they call wrong, by statement and number in it, with the reason; `right` are those that
    they no longer call so. `better` is the answer that they would have given, and `place` the citation of where it
    stands, as for `show`, or DOC#at-START for the clause there; an empty text takes either back.
    """

    useful: bool | None = None
    wrong: Mapping[tuple[int, int], Why | None] | None = None
    right: tuple[tuple[int, int], ...] = ()
    better: str | None = None
    place: str | None = None


async def give_feedback(session: "Session", record: str, change: Change) -> Feedback:
    """Say what the user makes of a reply; `record` is its id or number. Returns all that they say of it now.

    Raises:
        NotVisible: the record, or the place, does not exist or may not be seen: the words are the same.
        FeedbackError: the record is no reply, nothing is said, or the answer is too long.
        CitationError: the reply has no such citation, or the place is none.
        RecordError: it cannot be recorded.
        AccessError: the reply was closed to the user meanwhile.
    """
    event = await on_thread(_changing, session, record, change)
    return await _recorded(session, record, event)


async def withdraw_feedback(session: "Session", record: str) -> Feedback:
    """Take back what the user said of a reply. The record keeps what they said, and that they took it back.

    Raises:
        NotVisible, RecordError, AccessError: as `give_feedback`.
        FeedbackError: the record is no reply, or there is no feedback of theirs on it.
    """
    event = await on_thread(_withdrawing, session, record)
    return await _recorded(session, record, event)


async def _recorded(session: "Session", record: str, event: Event | None) -> Feedback:
    """What stands once an event is recorded; None is an event that would say what stands already."""
    if event is not None:
        await session.firm.audit.append(event)
    given = await on_thread(_own, session, record)
    if given is None:
        raise AccessError("what you said is on the record; the reply was closed to you meanwhile")
    return given


async def own_feedback(session: "Session", record: str) -> Feedback | None:
    """What the user last said of a reply; None if that is nothing. It is their own, so reading it leaves no record.

    As among one's questions, the owner sees only what the rules open to them.

    Raises:
        NotVisible: there is no such record, or it may not be seen: the words are the same.
        FeedbackError: it is no reply.
    """
    given = await on_thread(lambda: _own(session, record, by_the_rules=True))
    return None if given is None or given.judged.says_nothing else given


async def feedback_on(session: "Session", record: str, what: str) -> tuple[int, tuple[Feedback, ...]]:
    """The number of a reply's record, and what each person last said of it, as far as the user may see that.

    That they read what others said is recorded first; `what` names the use.

    Raises:
        NotVisible, FeedbackError: as `own_feedback`.
        AccessError: less of it may be seen by now.
        RecordError: the record cannot be written; then nothing is shown.
    """
    seq, seen = await on_thread(_on, session, record)
    await record_reading(session, what, seen)
    _, again = await on_thread(_on, session, record)
    require_same(seen, again)
    return seq, tuple(await on_thread(_worded, session, seen))


async def given_before(session: "Session", count: int, before: int | None = None) -> tuple[Given, ...]:
    """What the user last said of replies that are open to them, the newest first; older than record `before`."""
    return await on_thread(_newest_given, session, count, before)


def judgeable(session: "Session", record: str, scope: "Scope", whoever: RecordReader | None = None) -> Entry:
    """The record of a reply, as its reader may see it now: the session's user if no other is given.

    Raises:
        NotVisible: there is none, or it may not be seen, or not what it says: the words are the same.
        FeedbackError: it is the record of something else.
    """
    seen = readable(session, record, scope, whoever)
    entry = seen.entry
    if seen.without or entry.content is None:
        raise not_visible(record, scope.principal.user)  # also to whoever audits, and knows that it exists
    is_reply = (
        entry.kind in STATES and "withholds" not in entry.facts and isinstance(entry.content.get("question"), str)
    )
    if not is_reply:
        raise FeedbackError(
            f"record {entry.seq} is of the kind {entry.kind!r} and no reply to a question; "
            "name the record of a reply, as ask prints it"
        )
    return entry


def feedback_of(entry: Entry, session: "Session", scope: "Scope") -> Feedback:
    """The feedback that a record of the user's is, with its places named as far as they may be seen now."""
    content = entry.content or {}
    judged = read_back(content)
    return Feedback(
        seq=entry.seq,
        record=is_on(entry) or 0,
        reply=str(content.get("reply", "")),
        at=entry.at,
        user=entry.user,
        actor=entry.actor,
        judged=replace(
            judged,
            wrong_cites=tuple(replace(one, place=with_name(session, one.place, scope)) for one in judged.wrong_cites),
            place=None if judged.place is None else with_name(session, judged.place, scope),
        ),
    )


def _changing(session: "Session", record: str, change: Change) -> Event | None:
    """The event of what somebody says now; None if they have said all of it before."""
    scope = session.scope()
    reply = judgeable(session, record, scope)
    before = _said_before(session, reply)
    judged = _changed(session, scope, reply, before, change)
    if judged.says_nothing and before.says_nothing:
        raise FeedbackError(
            "nothing was said of the reply; say whether it is useful, or what is wrong, or what is right"
        )
    return None if judged == before else _event(session, scope, reply, judged)


def _withdrawing(session: "Session", record: str) -> Event:
    scope = session.scope()
    reply = judgeable(session, record, scope)
    if _said_before(session, reply).says_nothing:
        raise FeedbackError(f"you have said nothing of record {reply.seq} that could be taken back")
    return _event(session, scope, reply, Judged())


def _said_before(session: "Session", reply: Entry) -> Judged:
    found = _newest(session, reply, reader(session))
    return read_back(found.content or {}) if found is not None else Judged()


def _newest(session: "Session", reply: Entry, whoever: RecordReader) -> Entry | None:
    """The user's newest feedback on a reply, withdrawn or not; None if there is none or it may not be seen now."""
    user = session.principal.user
    given = takewhile(lambda one: one.seq > reply.seq, session.firm.audit.newest(user, (FEEDBACK,)))
    newest = next((one for one in given if is_on(one) == reply.seq), None)
    seen = view(newest, whoever, place_of(session)) if newest is not None else None
    return seen.entry if seen is not None and seen.entry.content is not None else None


def _changed(session: "Session", scope: "Scope", reply: Entry, before: Judged, change: Change) -> Judged:
    marks = {(one.statement, one.citation): one for one in before.wrong_cites}
    for numbers, why in (change.wrong or {}).items():
        marks[numbers] = WrongCite(*numbers, why, place_cited(reply, *numbers))
    for numbers in change.right:
        marks.pop(numbers, None)
    better = before.better if change.better is None else change.better.strip() or None
    if better is not None and len(better) > LONGEST_BETTER:
        raise FeedbackError(
            f"the better answer has {len(better):,} characters, and may have {LONGEST_BETTER:,}; "
            "say what a reader needs, and where the rest stands"
        )
    place = before.place if change.place is None else place_typed(session, scope, change.place.strip())
    return Judged(
        useful=before.useful if change.useful is None else change.useful,
        wrong_cites=tuple(marks[numbers] for numbers in sorted(marks)),
        better=better,
        place=place,
    )


def _event(session: "Session", scope: "Scope", reply: Entry, judged: Judged) -> Event:
    """The event of feedback, bound to what the reply rests on and to where the better answer stands."""
    documents, matters = _bound_to(reply, scope)
    if judged.place is not None and (matter := session.firm.catalogue.matter_of(DocumentId(judged.place.document))):
        matters |= {matter}
    said: dict[str, Json] = {"reply": reply.id, "documents": [*sorted(documents)], **content_of(judged)}
    return session.event(FEEDBACK, facts_of(reply.seq, scope.rules_version), said, matters)


def _bound_to(reply: Entry, scope: "Scope") -> tuple[set[DocumentId], set[MatterId]]:
    """The documents and matters that feedback on a reply is bound to: those that the reply rests on.

    A refusal rests on nothing, and the answer that somebody would have given may come from any matter that was looked
    through. So feedback on it is bound to all of these that they are members of, and if none was looked through, to
    all of theirs.
    """
    content = reply.content or {}
    after, rows = content.get("after"), content.get("looked_into")
    is_answer = reply.kind == "answer"
    named = rested_on(content, by_model=reply.facts.get("model") is not None or not is_answer)
    documents, matters = {document for document, _ in named}, {matter for _, matter in named if matter is not None}
    if isinstance(after, dict):
        documents |= {DocumentId(one) for one in texts_in(after.get("documents"))}
        matters |= {MatterId(one) for one in texts_in(after.get("matters"))}
    examples = content.get("examples")
    for row in objects_in(examples):
        matters |= {MatterId(one) for one in texts_in(row.get("matters"))}
    for row in objects_in(rows):
        if isinstance(matter := row.get("matter"), str):
            matters.add(MatterId(matter))
    if not is_answer or not matters:
        matters |= ((reply.matters or frozenset()) & scope.matters) or scope.matters
    return documents, matters


def _by_the_rules(session: "Session", scope: "Scope") -> RecordReader:
    """The user as a reader to whom only what the rules open is open, though they be the owner."""
    return replace(reader(session, scope), is_owner=False)


def _own(session: "Session", record: str, *, by_the_rules: bool = False) -> Feedback | None:
    scope = session.scope()
    whoever = _by_the_rules(session, scope) if by_the_rules else reader(session, scope)
    found = _newest(session, judgeable(session, record, scope, whoever), whoever)
    return None if found is None else feedback_of(found, session, scope)


def _on(session: "Session", record: str) -> tuple[int, list[View]]:
    scope = session.scope()
    reply = judgeable(session, record, scope)
    whoever, where = reader(session, scope), place_of(session)
    entries = session.firm.audit.entries(
        reply.seq + 1, person=None if whoever.audits else whoever.user, kinds=(FEEDBACK,)
    )
    newest = [entry for (_, of), entry in standing(entries).items() if of == reply.seq]
    seen = [one for entry in newest if (one := view(entry, whoever, where)) is not None]
    return reply.seq, [one for one in seen if one.entry.content is not None and not is_withdrawn(one.entry)]


def _worded(session: "Session", seen: Sequence[View]) -> list[Feedback]:
    scope = session.scope()
    return [feedback_of(one.entry, session, scope) for one in seen]


def _newest_given(session: "Session", count: int, before: int | None) -> tuple[Given, ...]:
    return tuple(islice(_given(session, before), count))


def _given(session: "Session", before: int | None) -> Iterator[Given]:
    scope = session.scope()
    whoever, where, user = _by_the_rules(session, scope), place_of(session), session.principal.user
    passed: set[int | None] = set()
    for entry in session.firm.audit.newest(user, (FEEDBACK,)):
        of = is_on(entry)
        if of in passed:
            continue
        passed.add(of)
        seen = view(entry, whoever, where)
        if (before is not None and entry.seq >= before) or seen is None or seen.entry.content is None:
            continue
        try:
            reply = judgeable(session, str(of), scope, whoever)
        except (NotVisible, FeedbackError):
            continue
        if not is_withdrawn(entry):
            question = str((reply.content or {}).get("question"))
            yield Given(question, STATES[reply.kind], feedback_of(seen.entry, session, scope))
