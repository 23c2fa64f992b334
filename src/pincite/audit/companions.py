"""Records that repeat words of another one, and are erased with it.

Feedback is on a reply. A question is asked again for a label, or goes on from one before: then its record has the words
of that one. Statements and quotes that were released before their reply are records of their own, with its question.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from pincite.audit.event import QUESTION_KINDS, Entry, EventKind
from pincite.audit.feedback import FEEDBACK, is_on
from pincite.audit.parts import whole_in
from pincite.audit.port import AuditLog

RELEASED: Final[tuple[EventKind, ...]] = ("statement", "found")


def repeats(entry: Entry) -> int:
    """The number of the earlier record whose words one repeats; 0, which none has, if there is none."""
    return is_on(entry) or _number(entry, "again_of") or goes_on_from(entry)


def goes_on_from(entry: Entry) -> int:
    """The number of the record whose question one goes on from; 0 if there is none."""
    return _number(entry, "after")


def reply_of(entry: Entry) -> str:
    """The id of the reply before whose record one was released; "" for every other record."""
    reply = entry.facts.get("reply")
    return reply if entry.kind in RELEASED and isinstance(reply, str) else ""


def companions(chosen: Iterable[Entry], audit: AuditLog, *, following: bool) -> Mapping[int, Entry]:
    """The further records that repeat words of the chosen ones, by number; `following` are the questions after them.

    Raises:
        RecordError: the record cannot be read.
    """
    ids, found = {entry.seq: entry.id for entry in chosen}, dict[int, Entry]()
    for entry in audit.entries(kinds=(*QUESTION_KINDS, FEEDBACK)):
        if entry.seq not in ids and repeats(entry) in ids and (following or not goes_on_from(entry)):
            ids[entry.seq], found[entry.seq] = entry.id, entry
    replies = set(ids.values())
    for entry in audit.entries(kinds=RELEASED):
        if entry.seq not in ids and reply_of(entry) in replies:
            found[entry.seq] = entry
    return found


def _number(entry: Entry, fact: str) -> int:
    return whole_in(entry.facts.get(fact)) or 0
