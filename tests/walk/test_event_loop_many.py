"""Nothing waits for a disk on the event loop, also where many documents are looked into; see `test_event_loop`."""

import asyncio
from collections import Counter

import pytest
from tests.traced import statements
from tests.walk.conftest import Firm
from tests.walk.on_loop import asked, heard, on_the_loop

from pincite.ask import Reply
from pincite.review import Review
from pincite.session.reviewing import open_still, plan_review, run_review
from pincite.wiring import open_session


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts are governed by New York law?",
        "Which contracts forbid the keeping of racing pigeons on the roof?",
        "Compare the termination of the Halvorsen supply agreement and the Brightwater supply agreement",
    ],
    ids=["listed", "nothing listed", "compared"],
)
def test_a_question_about_many_documents_waits_for_no_disk_on_the_loop(shelf: Firm, question: str) -> None:
    reply, said = heard(shelf, asked(question))
    assert isinstance(reply, Reply)
    assert reply.listing is not None
    assert on_the_loop(said) == Counter()


def test_a_review_waits_for_no_disk_on_the_loop(shelf: Firm) -> None:
    with statements() as said, open_session(shelf.workspace, "alice") as session:
        plan = plan_review(session, ["Which law governs?", "How long is the notice?"])
        said.clear()

        async def reviewing() -> int:
            found = [each async for each in run_review(session, plan, Review())]
            return len(await open_still(session, plan, found, Review()))

        assert asyncio.run(reviewing()) == 2
        assert on_the_loop(said) == Counter()
