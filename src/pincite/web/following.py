"""Follows a question that is being answered, for an interface that gives its sentences out as they are released."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace

from pincite.errors import PinciteError
from pincite.serving.values import Pending
from pincite.session import Session
from pincite.session.turns import read_turn
from pincite.session.under_way import said_so_far
from pincite.views.turn import Said, Turn
from pincite.web.answering import BROKEN
from pincite.web.server import Server

POLL_SECONDS = 0.1
"""How often the next sentence is looked for."""

DIED = "the server was stopped while this was being answered; ask again"


class Unanswered(PinciteError):  # noqa: N818 - reads as a sentence where it is raised
    """A question has ended without a record of its own; the sentence says why. `is_ours` if the server is to blame."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.is_ours = sentence in (BROKEN, DIED)


@dataclass(frozen=True, slots=True)
class LookedInto:
    """How many documents have been looked into, and how many there are; both 0 for a question that gets one answer."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Above:
    """The turn whose remaining sentences come next: some of it stands above them."""

    turn: Turn


async def followed(
    server: Server, session: Session, identity: str, still: Callable[[], Awaitable[object]]
) -> AsyncIterator[Said | LookedInto | Above | Turn]:
    """The sentences of a reply as they are released, how far the question is in between, and last the whole turn.

    Each sentence has the place that it will have on the record. Those of a list that is after documents without
    something come last, behind an `Above` with the turn. `still` raises an error when whoever asked may see no
    more; it is called before sentences are given out.

    Raises:
        Unanswered: it ended without a record.
        NotVisible: part of it was closed meanwhile.
    """
    shown, since = 0, None
    recorded: deque[Said] = deque()  # and not released yet
    while (pending := await asyncio.to_thread(server.store.pending, identity, session.principal.user)) is not None:
        since = pending.since if since is None else since
        if shown < pending.released:
            await still()
            found, since = await said_so_far(session, identity, since)
            recorded.extend(found)
        while recorded and recorded[0].number <= pending.released:
            said = recorded.popleft()
            if said.is_behind:
                continue
            shown = said.number
            yield replace(said, place=f"{identity}.{said.number}")
        if ended := await asyncio.to_thread(_ended, server, pending):
            raise Unanswered(ended)
        yield LookedInto(pending.done, pending.of)
        await asyncio.sleep(POLL_SECONDS)
    await still()
    turn = await read_turn(session, identity)
    if turn.lacking is not None:
        yield Above(turn)
    for said in turn.said:
        if said.number > shown:
            yield said
    yield turn


def _ended(server: Server, pending: Pending) -> str:
    """What ended a question before it had a record; empty as long as it is being answered."""
    return pending.error or ("" if server.workers.is_alive(pending.worker) else DIED)
