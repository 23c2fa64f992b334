"""What the tools work with: who calls them, how a question is answered there, and where citations are opened."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pincite.ask import Mode, new_id
from pincite.errors import RecordError
from pincite.session.asking import answer
from pincite.session.refusals import refusals_recorded
from pincite.session.turns import read_turn

if TYPE_CHECKING:
    from pincite.session import Session
    from pincite.views.turn import Turn


@dataclass(frozen=True, slots=True)
class ToolQuestion:
    """A question as a tool is given it; `after` is the record of the one that it goes on from."""

    text: str
    matter: str | None
    after: str | None
    mode: Mode


class Ask(Protocol):
    """Has a question answered.

    `looked` is told how many documents have been looked into, and of how many. Whoever cancels it has the work stopped.
    """

    async def __call__(self, session: "Session", question: ToolQuestion, looked: Callable[[int, int], None]) -> "Turn":
        """The question with its reply, as the record has it.

        Raises:
            PinciteError: there is neither answer nor refusal, or it may not be seen any more.
        """
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one call of a tool is worked on.

    `door` names where the call came from in the record of what was refused. `page` is the address of the firm's page,
    which shows sources; None if none is served.
    """

    session: "Session"
    ask: Ask
    door: str
    page: str | None


async def answer_here(session: "Session", question: ToolQuestion, looked: Callable[[int, int], None]) -> "Turn":
    """Have a question answered in this process; see `Ask`.

    Raises:
        PinciteError: see `Ask`.
    """
    identity = new_id()
    async with refusals_recorded(session, "mcp ask"):
        reply = await answer(
            session,
            question.text,
            matter=question.matter,
            mode=question.mode,
            after=question.after,
            looked=looked,
            reply_id=identity,
        )
    if reply.record is None:
        raise RecordError(reply.refusal.message if reply.refusal is not None else "the reply is not on the record")
    return await read_turn(session, identity)
