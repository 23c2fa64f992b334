"""Feedback collected for training and measuring: with its questions and replies, within what may be seen."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pincite.audit.event import Entry, Json
from pincite.audit.feedback import FEEDBACK, standing
from pincite.audit.parts import objects_in, text_in
from pincite.audit.reading import view
from pincite.documents.span import DocumentId
from pincite.errors import FeedbackError, NotVisible
from pincite.retrieval.query import cleaned
from pincite.session.feedback import feedback_of, judgeable
from pincite.session.feedback_content import is_withdrawn
from pincite.session.parts import understood_in
from pincite.session.records import place_of, reader, record_read
from pincite.threads import on_thread
from pincite.views.feedback import Collected, Judged, Use, VersionSpan

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session


async def collect_feedback(session: "Session", use: Use) -> tuple[Collected, ...]:
    """What each person last said of each reply, as far as the user may see both now, once that is on the record.

    The user sees their own; the owner and auditors those of others, too, as far as all that it speaks of is open to
    them. `use` is what the record says that it is for.

    Raises:
        RecordError: the record cannot be written; then nothing is given out.
        AccessError: the rules were changed meanwhile.
    """
    found = await on_thread(_collected, session, None)
    last = max((one.feedback.seq for one in found), default=0)
    await record_read(session, "feedback export", {"use": use, "records": len(found)})
    return await on_thread(_collected, session, last)


def _collected(session: "Session", last: int | None) -> tuple[Collected, ...]:
    """What there is up to record `last`, by the rules as they stand now."""
    return tuple(_each(session, session.scope(), last))


def _each(session: "Session", scope: "Scope", last: int | None) -> Iterator[Collected]:
    whoever, where = reader(session, scope), place_of(session)
    person = None if whoever.audits else whoever.user
    newest = standing(session.firm.audit.entries(person=person, kinds=(FEEDBACK,)))
    for (_, of), entry in sorted(newest.items(), key=lambda item: item[1].seq):
        session.require_same_rules(scope.rules_version)
        seen = view(entry, whoever, where) if last is None or entry.seq <= last else None
        if seen is None or seen.entry.content is None or is_withdrawn(seen.entry):
            continue
        try:
            reply = judgeable(session, str(of), scope)
        except (NotVisible, FeedbackError):
            continue
        yield _with_reply(session, scope, seen.entry, reply)


def _with_reply(session: "Session", scope: "Scope", entry: Entry, reply: Entry) -> Collected:
    content = reply.content or {}
    feedback = feedback_of(entry, session, scope)
    question, understood = str(content.get("question")), understood_in(content)
    statements = tuple(objects_in(content.get("statements")))
    message = content.get("refusal")
    return Collected(
        asked_by=reply.user,
        asked_at=reply.at,
        question=question,
        understood=understood if understood != cleaned(question) else None,
        answered=reply.kind == "answer",
        refusal=None if reply.kind == "answer" else {"reason": reply.facts.get("reason"), "message": message},
        statements=statements,
        tier=text_in(reply.facts.get("tier")),
        model=text_in(reply.facts.get("model")),
        feedback=feedback,
        gold=tuple(_current(session, scope, _right_places(feedback.judged, statements))),
    )


def _right_places(judged: Judged, statements: tuple[Mapping[str, Json], ...]) -> Iterator[VersionSpan]:
    """Where the right answer stands, by what somebody said: where they say, or where a good reply cites."""
    if judged.place is not None:
        yield judged.place
    elif judged.ok:
        for statement in statements:
            for row in objects_in(statement.get("citations")):
                match row:
                    case {"document": str(document), "version": str(version), "start": int(start), "end": int(end)}:
                        yield VersionSpan(document, version, start, end)


def _current(session: "Session", scope: "Scope", places: Iterator[VersionSpan]) -> Iterator[VersionSpan]:
    """The places in versions that are still current, each once: a measure reads documents as they are."""
    listed = list(dict.fromkeys(places))
    documents = {DocumentId(one.document) for one in listed}
    entries = session.firm.catalogue.permitted(documents, scope)
    for one in listed:
        entry = entries.get(DocumentId(one.document))
        if entry is not None and entry.version == one.version:
            yield one
