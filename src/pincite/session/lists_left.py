"""What is left of a list over many documents where some of them are closed to its asker by now."""

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pincite.ask.replying import list_notes
from pincite.audit.event import Entry
from pincite.audit.parts import fields_in, number_in, objects_in, text_in, whole_in
from pincite.audit.reading import PlaceOf, RecordReader
from pincite.audit.reading import view as view_of
from pincite.session.printing import Printing
from pincite.session.records import asker, place_of
from pincite.session.turn_parts import STATES
from pincite.views.turn import Said, Turn

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session

SLACK = timedelta(seconds=5)
"""What a clock may differ between the first record of an answer and its last."""


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


def rest_of_list(session: "Session", record: str, scope: "Scope") -> Turn | None:
    """A list of the user's own, of whose documents some are closed to them by now, with what the others say.

    None if it is no such list, or nothing is left of it.
    """
    reply = session.firm.audit.find(record)
    if reply is None:
        return None
    printed = Printing(session, scope)
    said: list[Said] = []
    question, is_lacking = "", False
    for entry in statements_left(session, reply, asker(session, scope), place_of(session)):
        content = entry.content or {}
        question = text_in(content.get("question")) or ""
        is_lacking = content.get("lacking") is True
        [one, *_] = objects_in(content.get("statements"))
        said.append(printed.said(entry.id, 1, one, shown_as=whole_in(entry.facts.get("number")) or len(said) + 1))
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
        after=whole_in(reply.facts.get("after")),
        understood=None,
        about=(),
        counts=None,
        looked=(0, 0),
        ms=0.0,
        cost_usd=number_in(reply.facts.get("cost_usd")),
        model=text_in(reply.facts.get("model")),
        is_partial=True,
        notes=list_notes(is_lacking, 0, ""),
    )


def statements_left(session: "Session", reply: Entry, whoever: RecordReader, where: PlaceOf) -> list[Entry]:
    """The records of a list's sentences that its asker may see now, in order; none of a reply that is no list."""
    if not _is_list_of(session, reply):
        return []
    seen = (view_of(entry, whoever, where) for entry in _statements(session, reply))
    return [one.entry for one in seen if one is not None and one.entry.content is not None]


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
