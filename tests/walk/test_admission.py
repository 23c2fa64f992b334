"""A question asks to be admitted before it uses the processors, and lets others in once it does not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest
from tests.walk.conftest import Firm

from pincite.ask import Reply
from pincite.session import Session
from pincite.session.asking import answer
from pincite.session.searching import SearchResult, find_passages
from pincite.wiring import open_workspace

Found = TypeVar("Found")


class Doorkeeper:
    """Admits one at a time, and notes who comes and goes. Implements `Admission`."""

    def __init__(self, *, has_waited: bool = False) -> None:
        self.noted: list[str] = []
        self._has_waited = has_waited
        self._door = asyncio.Semaphore(1)

    @asynccontextmanager
    async def admitted(self) -> AsyncIterator[bool]:
        """Whoever is inside and asks again waits for themselves, until the test's time is over."""
        async with self._door:
            self.noted.append("in")
            yield self._has_waited
            self.noted.append("out")


def _done(firm: Firm, door: Doorkeeper, do: Callable[[Session], Awaitable[Found]]) -> Found:
    async def in_time(session: Session) -> Found:
        async with asyncio.timeout(120):
            return await do(session)

    with open_workspace(firm.workspace, create=False, admission=door) as workspace:
        return asyncio.run(in_time(workspace.session()))


def _asked(firm: Firm, question: str, door: Doorkeeper) -> Reply:
    async def released(_: object) -> None:
        door.noted.append("released")

    return _done(firm, door, lambda session: answer(session, question, release=released))


def test_others_are_let_in_before_the_answer_goes_on_the_record(firm: Firm) -> None:
    door = Doorkeeper()
    reply = _asked(firm, "How much is the rent?", door)
    assert door.noted == ["in", "out", "released"]
    assert "wait" not in reply.ms


def test_the_time_that_a_question_waited_is_a_stage_of_it(firm: Firm) -> None:
    reply = _asked(firm, "How much is the rent?", Doorkeeper(has_waited=True))
    assert reply.statements
    assert reply.ms["wait"] >= 0


@pytest.mark.parametrize(
    "question", ["What is the weather like on Mars?", "What does the Ninth Agreement say on rent?"]
)
def test_a_question_that_is_refused_lets_others_in(firm: Firm, question: str) -> None:
    door = Doorkeeper()
    assert _asked(firm, question, door).refusal is not None
    assert door.noted == ["in", "out"]


def test_others_are_let_in_between_the_documents_of_a_list(shelf: Firm) -> None:
    door = Doorkeeper()
    reply = _asked(shelf, "Which contracts are governed by New York law?", door)
    assert reply.listing is not None
    assert [one for one in door.noted if one != "released"] == ["in", "out"] * (1 + len(reply.listing.documents))


def test_a_search_is_admitted(firm: Firm) -> None:
    door = Doorkeeper()

    async def search(session: Session) -> SearchResult:
        return await find_passages(session, "rent")

    assert _done(firm, door, search).evidence.passages
    assert door.noted == ["in", "out"]
