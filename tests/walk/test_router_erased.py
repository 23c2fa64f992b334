"""A router does not outlast a question that taught it, whenever and wherever that question is erased."""

import asyncio

import pytest
from tests.routing.labelled import label_lines
from tests.walk.conftest import Firm

from pincite.audit.event import Erasure, Record
from pincite.errors import AccessError
from pincite.routing import ROUTER
from pincite.routing.labels import Labelled, gathered, read_label
from pincite.session import Session
from pincite.session.asking import answer
from pincite.session.keeping import erase_contents
from pincite.session.routing import erased_with_router, kept_router, train_router
from pincite.views.erased import Erased
from pincite.wiring import open_session, operating_system_user

QUESTION = str(label_lines()[3]["question"])
WHY = "the client asked for it"


def labelled() -> Labelled:
    return gathered([(f"line {number}", read_label(line, "a line")) for number, line in enumerate(label_lines())])


async def recorded(session: Session) -> Record:
    reply = await answer(session, QUESTION)
    assert reply.record is not None
    return reply.record


def test_a_question_that_is_erased_while_a_router_is_learnt_from_it_takes_it_away_again(firm: Firm) -> None:
    async def learnt(session: Session) -> None:
        record, labels = await recorded(session), labelled()
        await erase_contents(session, [record.id], reason=WHY)
        with pytest.raises(AccessError, match="was erased or closed to you"):
            await train_router(session, labels, records=[record.seq])

    with open_session(firm.workspace) as session:
        asyncio.run(learnt(session))
        assert kept_router(session) is None
    assert not (firm.workspace / ROUTER).exists()


def test_a_router_that_is_learnt_while_its_question_is_erased_goes(firm: Firm) -> None:
    async def erased(session: Session) -> bool:
        record = await recorded(session)

        async def meanwhile() -> Erasure:
            await train_router(session, labelled(), records=[record.seq])
            owner = operating_system_user()
            return await session.firm.audit.erase_many([record.id], session.principal, session.now(), WHY, owner)

        return (await erased_with_router(session, [record.id], meanwhile))[1]

    with open_session(firm.workspace) as session:
        assert asyncio.run(erased(session))
    assert not (firm.workspace / ROUTER).exists()


def test_a_router_of_another_machine_is_deleted_where_it_lies_once_a_question_is_erased(firm: Firm) -> None:
    file, elsewhere = firm.workspace / ROUTER, firm.folder / "of another machine"

    async def erased(session: Session) -> Erased:
        record = await recorded(session)
        await train_router(session, labelled())
        file.rename(elsewhere)
        return await erase_contents(session, [record.id], reason=WHY)

    with open_session(firm.workspace) as session:
        assert asyncio.run(erased(session)).router
        elsewhere.rename(file)
        assert kept_router(session) is None
    assert not file.exists()
