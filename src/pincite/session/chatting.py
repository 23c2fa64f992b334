"""Chats that another program keeps: what a question in one goes on from."""

from typing import TYPE_CHECKING

from pincite.retrieval.understanding.following import leans
from pincite.session.asked import asked_before

if TYPE_CHECKING:
    from pincite.session.session import Session

LOOKED_BACK = 20
"""Newest questions of one's own among which the one before is looked for."""


async def earlier_in_chat(session: "Session", question: str, before: str | None) -> str | None:
    """The record that a question of a chat goes on from: of the user's own newest question in the words of `before`.

    None if the question can be understood by itself: people ask about several things in one chat. None also if there
    is no such record, or they may not see it any more.

    A chat is kept by another program, and may have been forged. Its words only choose a record of the user's own, and
    that says what was asked and found; what the chat says of an answer is not looked at.
    """
    wanted = (before or "").split()
    if not wanted or not leans(" ".join(question.split())):
        return None
    for one in await asked_before(session, LOOKED_BACK):
        if one.question.split() == wanted and not one.is_partial:  # nothing goes on from a part of a list
            return one.id
    return None
