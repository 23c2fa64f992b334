"""What SQLite is asked for a use of a firm, and whether that is on a thread whose event loop waits for it."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from tests.traced import Statement, statements
from tests.walk.conftest import Firm

from pincite.ask import Reply
from pincite.session import Session
from pincite.session.asking import answer
from pincite.wiring import open_session

Use = Callable[[Session], Awaitable[object]]


def heard(firm: Firm, use: Use) -> tuple[object, list[Statement]]:
    """What a use gives alice, and what SQLite was asked for it."""
    with statements() as said, open_session(firm.workspace, "alice") as session:
        said.clear()
        return asyncio.run(use(session)), list(said)  # type: ignore[arg-type]


def on_the_loop(said: list[Statement]) -> Counter[str]:
    """The lines of pincite from which SQLite was asked on an event loop, each with how often."""
    assert said, "nothing was heard"
    return Counter(" < ".join(each.lines[::-1]) for each in said if each.on_loop)


def asked(question: str, after: str | None = None) -> Use:
    async def use(session: Session) -> Reply:
        return await answer(session, question, release=lambda _: None, after=after)

    return use
