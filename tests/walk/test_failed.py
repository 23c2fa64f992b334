"""Questions that fail on the way: the record has how far they came."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pincite.ask import ask
from pincite.errors import IndexingError, ModelError
from pincite.wiring import open_session

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

    from pincite.index.port import Searching
    from pincite.security.scanner import Kind


class _Unsearched:
    """An index that counts its pieces, and whose search fails."""

    def __init__(self, index: "Searching") -> None:
        self._index = index

    async def search(self, *_: object) -> object:
        raise IndexingError("the index cannot be read")

    def __getattr__(self, name: str) -> object:
        return getattr(self._index, name)


class _Unread:
    """A scanner whose model cannot be read."""

    name = "unread"

    async def scores(self, kind: "Kind", texts: Sequence[str]) -> list[float]:
        raise ModelError("the model cannot be read")


def test_of_a_search_that_fails_the_record_says_what_was_to_be_read(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        unsearched: Any = _Unsearched(session.firm.engines.index)
        sources = replace(session.firm.sources, engines=replace(session.firm.engines, index=unsearched))
        reply = asyncio.run(ask("How much is the rent?", session.scope(), sources=sources, now=session.now))
    assert reply.refusal is not None
    assert reply.refusal.reason == "failed"
    assert reply.record is not None
    facts: Any = firm.json("audit", "show", str(reply.record.seq))["facts"]
    assert facts["read_of"] > 0
    assert facts["read_whole"] is True


def test_of_a_list_that_fails_at_its_end_the_record_has_what_came_nearest(shelf: "Firm") -> None:
    with open_session(shelf.workspace) as session:
        sources = replace(session.firm.sources, scanner=_Unread())
        question = "Which contracts mention the moons of Jupiter?"
        reply = asyncio.run(ask(question, session.scope(), sources=sources, now=session.now))
    assert reply.refusal is not None
    assert reply.refusal.reason == "failed"
    assert (reply.passages, reply.closest) == ((), ())
    assert reply.record is not None
    recorded: Any = shelf.json("audit", "show", str(reply.record.seq))
    assert recorded["content"]["passages"]
    assert recorded["facts"]["tier"] == "quote"
