"""What a reply under way has put on the record so far, as its asker may see it."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from pincite.answering.sureness import how_sure
from pincite.audit.parts import number_in, objects_in, whole_in
from pincite.session.printing import Printing
from pincite.session.records import quotes_recorded, statements_recorded
from pincite.session.turns import found_said
from pincite.views.turn import Said

if TYPE_CHECKING:
    from pincite.session.session import Session


async def said_so_far(session: "Session", reply: str, since: int) -> tuple[tuple[Said, ...], int]:
    """The sentences of a reply under way that have been put on the record from place `since` on, and the next place.

    Sentences whose documents are closed to the user by now are left out.
    """
    return await asyncio.to_thread(_said_so_far, session, reply, since)


async def found_so_far(session: "Session", reply: str, since: int) -> tuple[Said, ...]:
    """The quotes that a reply under way began with, of whose records number `since` is the first; or none.

    None of them is given where part of them is closed to the user by now.
    """
    return await asyncio.to_thread(_found_so_far, session, reply, since)


async def next_record(session: "Session") -> int:
    """The number that the next record gets, or a later one if others write meanwhile."""
    return await asyncio.to_thread(lambda: session.firm.audit.head().seq + 1)


async def is_recorded(session: "Session", record: str) -> bool:
    """True if there is a record with this id."""
    return await asyncio.to_thread(session.firm.audit.find, record) is not None


def _found_so_far(session: "Session", reply: str, since: int) -> tuple[Said, ...]:
    scope = session.scope()
    return found_said(Printing(session, scope), quotes_recorded(session, scope, reply, since))


def _said_so_far(session: "Session", reply: str, since: int) -> tuple[tuple[Said, ...], int]:
    scope = session.scope()
    printed = Printing(session, scope)
    recorded, since = statements_recorded(session, scope, reply, since)
    found: list[Said] = []
    for entry in recorded:
        content = entry.content or {}
        [one, *_] = objects_in(content.get("statements"))
        said = printed.said(entry.id, 1, one, shown_as=whole_in(entry.facts.get("number")) or len(found) + 1)
        sure = how_sure(number_in(content["chance"])) if "chance" in content else ""
        found.append(replace(said, sure=sure, is_behind=content.get("lacking") is True))
    return tuple(found), since
