"""Following a question that is being answered: what is given out, and when no more is."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.kept import Kept
from tests.leaks.served import server_over
from tests.released import unheard
from tests.walk.conftest import Firm, firm_in

from pincite.ask import new_id
from pincite.errors import TokenRefused
from pincite.serving.file import ServerFile
from pincite.serving.store import ServerStore
from pincite.serving.values import Pending
from pincite.serving.workers import WorkerFiles
from pincite.session.asking import answer
from pincite.session.under_way import next_record
from pincite.views.turn import Said
from pincite.web.following import LookedInto, Unanswered, followed
from pincite.wiring import open_workspace
from pincite.wiring.names import SERVER, WORKERS

pytestmark = pytest.mark.live

TWO = "How much rent does the Tenant pay per month, and what interest does rent bear that is unpaid?"


@pytest.fixture
def firm(founded_to_serve: Kept, tmp_path: Path) -> Iterator[Firm]:
    with founded_to_serve.put_back(tmp_path / "firm") as place:
        yield firm_in(place)


def test_a_token_that_is_revoked_meanwhile_gets_no_further_sentence(firm: Firm) -> None:
    said: list[Said] = []

    async def still() -> None:
        if said:
            raise TokenRefused("it was revoked after the first sentence")

    async def heard() -> None:
        with (
            open_workspace(firm.workspace, create=False) as workspace,
            WorkerFiles(firm.workspace / WORKERS).at_work() as worker,
            closing(ServerFile(firm.workspace / SERVER)) as file,
        ):
            session, store, identity = workspace.signed_in("alice"), ServerStore(file), new_id()
            store.begin(Pending(identity, "alice", TWO, await next_record(session), session.now(), worker))
            reply = await answer(session, TWO, release=unheard, reply_id=identity)
            assert len(reply.statements) == 2
            store.note_released(identity, 1)
            following = followed(server_over(workspace, file, store, worker), session, identity, still)
            async for one in following:
                if isinstance(one, Said):
                    said.append(one)
                    store.note_released(identity, 2)

    with pytest.raises(TokenRefused, match="after the first sentence"):
        asyncio.run(heard())
    [first] = said
    assert "$4,200" in first.text
    assert first.place.endswith(".1")


@pytest.mark.parametrize(("worker", "error"), [("gone", "was stopped"), (None, "the matter is closed")])
def test_a_question_without_an_answer_says_why(firm: Firm, worker: str | None, error: str) -> None:
    async def heard() -> None:
        with (
            open_workspace(firm.workspace, create=False) as workspace,
            WorkerFiles(firm.workspace / WORKERS).at_work() as alive,
            closing(ServerFile(firm.workspace / SERVER)) as file,
        ):
            session, store, identity = workspace.signed_in("alice"), ServerStore(file), new_id()
            store.begin(Pending(identity, "alice", TWO, 1, session.now(), worker or alive))
            if worker is None:
                store.note_error(identity, error)
            server = server_over(workspace, file, store, alive)
            async for one in followed(server, session, identity, lambda: asyncio.sleep(0)):
                assert isinstance(one, LookedInto)

    with pytest.raises(Unanswered, match=error):
        asyncio.run(heard())
