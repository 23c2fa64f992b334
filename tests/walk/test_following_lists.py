"""Following a list that is being answered, as a client does that is given one sentence after the other."""

import asyncio
from contextlib import closing

from tests.leaks.served import server_over
from tests.released import unheard
from tests.walk.conftest import Firm

from pincite.ask import new_id
from pincite.serving.file import ServerFile
from pincite.serving.store import ServerStore
from pincite.serving.values import Pending
from pincite.serving.workers import WorkerFiles
from pincite.session.asking import answer
from pincite.session.under_way import next_record
from pincite.views.chat import beginning, ending
from pincite.views.turn import Said, Turn
from pincite.web.following import Above, LookedInto, followed
from pincite.wiring import open_workspace
from pincite.wiring.names import SERVER, WORKERS


def test_every_row_of_a_list_is_given_out_once_in_whatever_order_they_are_sure(shelf: Firm) -> None:
    *said, turn = _followed(shelf, "Which contracts have a price?", 1)
    assert isinstance(turn, Turn)
    assert [one.number for one in turn.said] == [2, 1]  # the surest first
    assert [one.number for one in said if isinstance(one, Said)] == [1, 2]


def test_what_lacks_something_is_told_of_before_what_has_it(shelf: Firm) -> None:
    above, *said, turn = _followed(shelf, "Which contracts are not governed by New York law?", 1)
    assert isinstance(above, Above)
    assert isinstance(turn, Turn)
    assert said == list(turn.said)
    words = beginning(turn).text
    assert words.index("may lack it") < words.index("nothing was found; that is no proof") < words.index("Brightwater")
    assert "may lack it" not in ending(turn, "").text


def _followed(firm: Firm, question: str, released: int) -> list[object]:
    """What somebody gets of a question of which so many sentences are released before it has a record."""
    with (
        open_workspace(firm.workspace, create=False) as workspace,
        WorkerFiles(firm.workspace / WORKERS).at_work() as worker,
        closing(ServerFile(firm.workspace / SERVER)) as file,
    ):
        session, store, identity = workspace.signed_in("alice"), ServerStore(file), new_id()

        async def heard() -> list[object]:
            store.begin(Pending(identity, "alice", question, await next_record(session), session.now(), worker))
            await answer(session, question, release=unheard, reply_id=identity)
            store.note_released(identity, released)
            found: list[object] = []
            async for one in followed(server_over(workspace, file, store, worker), session, identity, _still):
                found.append(one)
                if isinstance(one, LookedInto):  # all that is released has been given out
                    store.end(identity)
            return [one for one in found if not isinstance(one, LookedInto)]

        return asyncio.run(heard())


async def _still() -> None:
    return None
