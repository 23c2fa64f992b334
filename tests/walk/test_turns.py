"""Questions read back from the record, as a page shows them."""

import asyncio
from typing import TYPE_CHECKING

import pytest

from pincite.ask import Released, new_id
from pincite.errors import NotVisible
from pincite.session.asking import answer
from pincite.session.records import read_record
from pincite.session.turns import asked_before, read_turn, said_so_far
from pincite.wiring import open_session

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

    from pincite.ask import Reply
    from pincite.session import Session

RENT = "How much rent does the Tenant pay per month?"


def _asked(session: "Session", question: str, *, as_user: str | None = None, after: str | None = None) -> "Reply":
    return asyncio.run(answer(session, question, as_user=as_user, after=after))


def test_a_turn_has_what_the_reply_had(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        reply = _asked(session, RENT)
        turn = asyncio.run(read_turn(session, reply.id))
    assert (turn.id, turn.question, turn.state) == (reply.id, RENT, "answered")
    assert [said.text for said in turn.said] == [one.statement.text for one in reply.statements]
    first = turn.said[0]
    assert (first.place, first.is_quote) == (f"{reply.id}.1", True)
    [pin] = first.pins
    assert "§ 2.1" in pin.cite
    assert "$4,200 per month" in pin.quote
    assert turn.looked == (reply.looked.documents, reply.looked.of)
    assert 0 < turn.ms <= reply.ms["total"]


def test_a_refused_turn_has_the_closest_sentences(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        reply = _asked(session, "How many parking spaces does the Tenant have?")
        turn = asyncio.run(read_turn(session, reply.id))
    assert reply.refusal is not None
    assert (turn.state, turn.message) == ("refused", reply.refusal.message)
    assert turn.said == ()
    assert {one.number for one in turn.closest} <= {one.label for one in reply.closest}
    assert all(one.pins[0].quote for one in turn.closest)


def test_a_question_that_went_on_names_what_it_carried_over(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        first = _asked(session, RENT)
        turn = asyncio.run(read_turn(session, _asked(session, "And when is it due?", after=first.id).id))
    assert first.record is not None
    assert turn.after == first.record.seq
    assert turn.about
    assert all("lease" in name.lower() for name in turn.about)


def test_nobody_reads_the_turn_of_somebody_else(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        theirs = _asked(session, RENT, as_user="bob")
        with pytest.raises(NotVisible):
            asyncio.run(read_turn(session, theirs.id))
        with pytest.raises(NotVisible):
            asyncio.run(read_turn(session, "0" * 16))


def test_a_turn_is_gone_when_its_document_is_walled_off(firm: "Firm") -> None:
    with open_session(firm.workspace, "alice") as alice:
        reply = _asked(alice, RENT)
        assert asyncio.run(read_turn(alice, reply.id)).said
        firm.run("access", "wall", "add", "alice", "--matter", "lease")
        with pytest.raises(NotVisible):
            asyncio.run(read_turn(alice, reply.id))
        assert asyncio.run(asked_before(alice, 10)) == ()


def test_an_owners_turn_is_gone_when_its_matter_is_closed_to_them(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        owner = session.principal.user
        reply = _asked(session, RENT)
        firm.run("access", "revoke", owner, "--matter", "lease")
        with pytest.raises(NotVisible):
            asyncio.run(read_turn(session, reply.id))
        assert asyncio.run(asked_before(session, 10)) == ()
        assert asyncio.run(read_record(session, reply.id, "audit show")).entry.content  # who answers for it reads it


def test_sentences_are_read_back_while_the_reply_is_under_way(firm: "Firm") -> None:
    identity, seen = new_id(), list[str]()

    def release(released: Released) -> None:
        seen.append(released.support.statement.text)

    with open_session(firm.workspace) as session:
        since = session.firm.audit.head().seq + 1
        asyncio.run(answer(session, RENT, release=release, reply_id=identity))
        said, after = asyncio.run(said_so_far(session, identity, since))
        assert [one.text for one in said] == seen
        assert [one.number for one in said] == list(range(1, len(seen) + 1))
        assert asyncio.run(said_so_far(session, identity, after)) == ((), after)
        assert asyncio.run(read_turn(session, identity)).id == identity


def test_the_newest_question_comes_first_and_older_ones_are_paged(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        _asked(session, RENT)
        _asked(session, "When does the lease end?")
        newest, older = asyncio.run(asked_before(session, 2))
        assert (newest.question, older.question) == ("When does the lease end?", RENT)
        assert asyncio.run(asked_before(session, 1, before=newest.seq)) == (older,)
