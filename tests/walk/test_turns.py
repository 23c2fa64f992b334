"""Questions read back from the record, as a page shows them."""

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from tests.released import unheard

from pincite.access.scope import Principal
from pincite.ask import Released, new_id
from pincite.errors import NotVisible, RecordError
from pincite.session import Session
from pincite.session.asked import asked_before, asked_by_id, erased_of
from pincite.session.asking import answer
from pincite.session.chatting import earlier_in_chat
from pincite.session.lists_left import place_on_record
from pincite.session.records import read_record
from pincite.session.showing import show_citation
from pincite.session.turns import read_conversation, read_turn
from pincite.session.under_way import said_so_far
from pincite.views.carried import as_text, looked_through
from pincite.views.wording import LACKS
from pincite.wiring import open_session

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

    from pincite.ask import Reply

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


def test_a_refused_turn_without_sentences_promises_none(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        reply = _asked(session, "How soon is an invoice for work in Sandmarsh due?")
        turn = asyncio.run(read_turn(session, reply.id))
    assert (
        turn.message
        == "nothing that you may see mentions “Sandmarsh”; check how the name is written, or ask without it"
    )
    assert turn.closest == ()


def test_what_a_reader_of_a_list_must_know_is_read_back(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        kind = _asked(session, "Which leases name a sum that is due per month?")
        lacking = _asked(session, "Which documents have no clause on pets?")
        turns = [asyncio.run(read_turn(session, one.id)) for one in (kind, lacking)]
    assert [turn.notes for turn in turns] == [kind.warnings, lacking.warnings]
    assert all(turn.notes for turn in turns)
    assert [looked_through(turn) for turn in turns] == ["looked through 1 of 2 documents", "looked through 2 documents"]


def test_a_list_of_what_is_missing_names_those_without_it_before_all_others(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        lacking = _asked(session, "Which documents have no clause on pets?")
        having = _asked(session, "Which documents have a clause on pets?")
        turn, other = (asyncio.run(read_turn(session, one.id)) for one in (lacking, having))
    assert lacking.listing is not None
    without = [(one.document, one.name) for one in lacking.listing.documents if one.state == "not_found"]
    assert without
    assert turn.lacking is not None
    assert list(turn.lacking.names) == without
    assert turn.lacking.note in turn.notes
    assert turn.lacking.note not in turn.notes_below
    assert other.lacking is None
    assert (list(other.not_found), turn.not_found) == (without, ())
    text = as_text([turn])
    assert text.casefold().index(turn.lacking.note) < text.casefold().index(LACKS.casefold())
    assert all(name in text for _, name in without)


def test_each_row_of_a_list_under_way_says_how_sure_it_is(shelf: "Firm") -> None:
    async def ask(session: "Session", question: str) -> str:
        return (await answer(session, question, release=unheard)).id

    with open_session(shelf.workspace) as session:
        for question, is_behind in (
            ("Which contracts are governed by New York law?", False),
            ("Which contracts are not governed by New York law?", True),
        ):
            since = session.firm.audit.head().seq + 1
            reply = asyncio.run(ask(session, question))
            said, _ = asyncio.run(said_so_far(session, reply, since))
            turn = asyncio.run(read_turn(session, reply))
            assert said
            assert {one.number: one.sure for one in said} == {one.number: one.sure for one in turn.said}
            assert all(one.sure for one in said)
            assert {one.is_behind for one in said} == {is_behind}


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


def test_a_quote_says_that_its_document_was_taken_out(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        reply = _asked(session, RENT)
        firm.run("remove", reply.statements[0].statement.citations[0].span.document)
        turn = asyncio.run(read_turn(session, reply.id))
    assert [said.pins for said in turn.said] == [()]
    assert "[1] The document of this has been taken out of the library since." in as_text([turn])


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

    async def release(released: Released) -> None:
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


def test_questions_are_found_by_their_words_and_left_out_by_their_ids(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        rent = _asked(session, RENT)
        ends = _asked(session, "When does the lease end?")
        assert [one.id for one in asyncio.run(asked_before(session, 9, sought="LEASE END"))] == [ends.id]
        assert asyncio.run(asked_before(session, 9, sought="warranty")) == ()
        assert [one.id for one in asyncio.run(asked_before(session, 9, without=[ends.id]))] == [rent.id]
        assert [one.id for one in asyncio.run(asked_by_id(session, [ends.id, "nothing", rent.id]))] == [
            ends.id,
            rent.id,
        ]
        alice = Session(session.firm, Principal("alice", "alice"))
        assert asyncio.run(asked_by_id(alice, [ends.id])) == ()


def test_questions_are_found_by_the_words_of_their_answers(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        rent = _asked(session, RENT)
        _asked(session, "When does the lease end?")
        [found] = asyncio.run(asked_before(session, 9, sought="$4,200  per MONTH"))
        assert found.id == rent.id
        assert "$4,200 per month" in found.excerpt
        assert found.excerpt.strip("… ") in " ".join(asyncio.run(read_turn(session, rent.id)).said[0].text.split())
        [by_question] = asyncio.run(asked_before(session, 9, sought="rent does the tenant"))
        assert (by_question.id, by_question.excerpt) == (rent.id, "")
        assert "excerpt" not in by_question.json()


def test_an_answer_that_is_closed_by_now_is_found_by_none_of_its_words(firm: "Firm") -> None:
    with open_session(firm.workspace, "alice") as alice:
        firm.run("access", "grant", "alice", "--matter", "supply")
        price = _asked(alice, "What is the price of each pump?")
        assert [one.id for one in asyncio.run(asked_before(alice, 9, sought="$915"))] == [price.id]
        firm.run("access", "wall", "add", "alice", "--matter", "supply")
        for words in ("$915", "price", "delivered"):
            assert asyncio.run(asked_before(alice, 9, sought=words)) == ()


def test_a_first_page_of_questions_needs_no_older_ones(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        for number in range(25):
            asyncio.run(session.record("answer", {"reason": None}, {"question": f"Question {number}?"}))
        # An older one that cannot be read any more.
        with closing(sqlite3.connect(firm.workspace / "audit.db")) as raw, raw:
            raw.execute("UPDATE content SET body = '{}' WHERE seq = (SELECT min(seq) FROM audit WHERE kind = 'answer')")
        assert [one.question for one in asyncio.run(asked_before(session, 2))] == ["Question 24?", "Question 23?"]
        with pytest.raises(RecordError):
            asyncio.run(asked_before(session, 30))


def test_it_is_known_which_questions_were_erased(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        rent, ends = _asked(session, RENT), _asked(session, "When does the lease end?")
        assert rent.record is not None
        assert asyncio.run(erased_of(session, [rent.id, ends.id])) == frozenset()
        firm.run("audit", "erase", str(rent.record.seq), "--reason", "asked for by the client")
        assert asyncio.run(erased_of(session, [rent.id, ends.id, "nothing"])) == {rent.id, "nothing"}


def test_what_was_understood_does_not_repeat_the_questions_before(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        first = _asked(session, RENT)
        second = _asked(session, "And when is it due?", after=first.id)
        third = _asked(session, "And if it is late?", after=second.id)
        turns = asyncio.run(read_conversation(session, third.id))
    assert [turn.id for turn in turns if turn is not None] == [first.id, second.id, third.id]
    assert [turn.understood for turn in turns if turn is not None] == [None, None, None]


def test_a_conversation_has_none_for_what_is_closed(firm: "Firm") -> None:
    with open_session(firm.workspace, "alice") as alice:
        firm.run("access", "grant", "alice", "--matter", "supply")
        first = _asked(alice, "What is the price of each pump?")
        second = _asked(alice, RENT, after=first.id)
        firm.run("access", "wall", "add", "alice", "--matter", "supply")
        with pytest.raises(NotVisible):
            asyncio.run(read_turn(alice, first.id))
        try:
            turns = asyncio.run(read_conversation(alice, second.id))
        except NotVisible:  # what it goes on from is on its record as well
            return
    assert turns[0] is None


def test_a_question_is_asked_again_in_another_document(firm: "Firm") -> None:
    with open_session(firm.workspace) as session:
        first = _asked(session, "What is the price of each pump?")
        [lease] = [one["document"] for one in firm.documents() if one["matter"] == "lease"]
        for after in (first.id, None):
            again = asyncio.run(answer(session, "What is the price of each pump?", after=after, about=lease))
            passages = asyncio.run(read_record(session, again.id, "audit show")).entry.content
            assert passages is not None
            assert {one["document"] for one in passages["passages"]} <= {lease}  # type: ignore[index,call-overload,union-attr]
        turn = asyncio.run(read_turn(session, again.id))
        with pytest.raises(NotVisible):
            asyncio.run(answer(session, RENT, after=first.id, about="nothing"))
    assert all("lease" in name.lower() for name in turn.about)
    assert turn.about
    assert {pin.document for said in turn.said for pin in said.pins} <= {lease}


def test_words_that_several_copies_say_are_shown_once_among_the_closest(firm: "Firm") -> None:
    lease = next((firm.folder / "lease").iterdir())
    lease.with_name("Lease 0008 copy.txt").write_text(lease.read_text(encoding="utf-8"), encoding="utf-8")
    firm.run("ingest", str(firm.folder / "lease"), "--matter", "lease")
    with open_session(firm.workspace, "alice") as alice:
        reply = _asked(alice, "How many parking spaces does the Tenant have?")
        turn = asyncio.run(read_turn(alice, reply.id))
    words = [one.pins[0].quote for one in turn.closest]
    assert words
    assert len(set(words)) == len(words)


def test_of_a_list_the_rest_is_left_when_one_document_is_closed(firm: "Firm") -> None:
    firm.run("access", "grant", "alice", "--matter", "supply")
    (firm.folder / "supply" / "second.md").write_text(SECOND, encoding="utf-8")
    firm.run("ingest", str(firm.folder / "supply"), "--matter", "supply")
    with open_session(firm.workspace, "alice") as alice:
        reply = asyncio.run(answer(alice, LIST, release=unheard, reply_id=new_id()))
        before = asyncio.run(read_turn(alice, reply.id))
        assert len(before.said) > 1, before
        closed = before.said[0].pins[0].document
        kept = [one for one in before.said if closed not in {pin.document for pin in one.pins}]
        firm.run("access", "wall", "add", "alice", "--document", closed)
        after = asyncio.run(read_turn(alice, reply.id))
        assert after.is_partial
        assert [(one.number, one.text) for one in after.said] == [(one.number, one.text) for one in kept]
        assert (after.counts, after.looked) == (None, (0, 0))
        for one in after.said:
            place = asyncio.run(place_on_record(alice, f"{reply.id}.{one.number}"))
            assert place == one.place
            assert asyncio.run(show_citation(alice, place)).cited.entry.document != closed
        with pytest.raises(NotVisible):
            asyncio.run(show_citation(alice, asyncio.run(place_on_record(alice, f"{reply.id}.1"))))
        bob = Session(alice.firm, Principal("bob", "bob"))
        with pytest.raises(NotVisible):
            asyncio.run(read_turn(bob, reply.id))


def test_a_list_names_no_document_without_an_answer_once_it_is_closed(firm: "Firm") -> None:
    firm.run("access", "grant", "alice", "--matter", "supply")
    (firm.folder / "supply" / "second.md").write_text(SECOND, encoding="utf-8")
    firm.run("ingest", str(firm.folder / "supply"), "--matter", "supply")
    with open_session(firm.workspace, "alice") as alice:
        reply = asyncio.run(answer(alice, "Which documents state the price of each pump?", release=unheard))
        before = asyncio.run(read_turn(alice, reply.id))
        assert before.said
        document, name = before.not_found[0]
        assert name in as_text([before])
        firm.run("access", "wall", "add", "alice", "--document", document)
        after = asyncio.run(read_turn(alice, reply.id))
        assert (after.not_found, after.unfound) == ((), ())
        assert name not in as_text([after])


def test_the_rest_of_a_list_of_what_is_missing_says_that_it_has_it(firm: "Firm") -> None:
    firm.run("access", "grant", "alice", "--matter", "supply")
    (firm.folder / "supply" / "second.md").write_text(SECOND, encoding="utf-8")
    firm.run("ingest", str(firm.folder / "supply"), "--matter", "supply")
    with open_session(firm.workspace, "alice") as alice:
        reply = asyncio.run(answer(alice, "Which agreements do not say what the price is?", release=unheard))
        before = asyncio.run(read_turn(alice, reply.id))
        assert before.lacking is not None
        assert len(before.said) > 1, before
        firm.run("access", "wall", "add", "alice", "--document", before.said[0].pins[0].document)
        after = asyncio.run(read_turn(alice, reply.id))
        assert after.is_partial
        assert after.notes == (before.lacking.note,)


def test_a_list_of_which_a_document_was_moved_away_stays_among_ones_questions(firm: "Firm") -> None:
    firm.run("access", "grant", "alice", "--matter", "supply")
    (firm.folder / "supply" / "second.md").write_text(SECOND, encoding="utf-8")
    firm.run("ingest", str(firm.folder / "supply"), "--matter", "supply")
    firm.run("access", "matter", "add", "elsewhere")
    with open_session(firm.workspace, "alice") as alice:
        reply = asyncio.run(answer(alice, LIST, release=unheard, reply_id=new_id()))
        assert asyncio.run(earlier_in_chat(alice, "And how is it delivered?", LIST)) == reply.id
        moved = next(pin.document for one in asyncio.run(read_turn(alice, reply.id)).said for pin in one.pins)
        firm.run("move", moved, "--matter", "elsewhere")
        left = asyncio.run(read_turn(alice, reply.id))
        assert left.is_partial
        [listed] = asyncio.run(asked_before(alice, 9))
        assert (listed.id, listed.question, listed.is_partial) == (reply.id, LIST, True)
        assert asyncio.run(earlier_in_chat(alice, "And how is it delivered?", LIST)) is None
        name = left.said[0].pins[0].name
        [found] = asyncio.run(asked_before(alice, 9, sought=name))
        assert (found.id, found.cites) == (reply.id, name)
        for words in ("$915", "$120"):  # one of them stands in the document that was moved
            is_left = any(words in one.text for one in left.said)
            assert bool(asyncio.run(asked_before(alice, 9, sought=words))) == is_left


def test_questions_are_found_by_the_name_of_a_document_that_was_cited(firm: "Firm") -> None:
    with open_session(firm.workspace, "alice") as alice:
        rent = _asked(alice, RENT)
        cited = asyncio.run(read_turn(alice, rent.id)).said[0].pins[0]
        assert cited.name not in RENT
        words = " ".join(reversed(cited.name.split())).upper()
        [found] = asyncio.run(asked_before(alice, 9, sought=words))
        assert (found.id, found.cites, found.excerpt) == (rent.id, cited.name, "")
        assert "cites" not in found.json()
        firm.run("access", "wall", "add", "alice", "--document", cited.document)
        assert asyncio.run(asked_before(alice, 9, sought=words)) == ()


LIST = "Which agreements say what the price is?"

SECOND = """# Purchase Agreement

## 1. Price

1.1 The price of each valve is $120, delivered.
"""


def test_a_misspelt_name_is_said_to_be_understood_otherwise_then_and_later(firm: "Firm") -> None:
    berth = firm.folder / "Larkmoor berth.txt"
    berth.write_text(
        "LARKMOOR BERTH LICENCE\n\n1. Fee\n\n1.1 Larkmoor pays a fee of $310 per week.\n", encoding="utf-8"
    )
    firm.run("ingest", str(berth), "--matter", "lease")
    with open_session(firm.workspace) as session:
        right, wrong = (_asked(session, f"What fee does {name} pay per week?") for name in ("Larkmoor", "Larkmoro"))
        turn = asyncio.run(read_turn(session, wrong.id))
    assert (right.understood, wrong.understood) == (None, "What fee does Larkmoor pay per week?")
    assert turn.understood == wrong.understood
    assert [one.statement.text for one in wrong.statements] == [one.statement.text for one in right.statements] != []


def test_a_question_behind_its_case_is_answered_from_the_document_that_the_case_names(firm: "Firm") -> None:
    for name, fee in (("Larkmoor", 310), ("Gannet", 90)):
        berth = firm.folder / f"{name} berth.txt"
        berth.write_text(
            f"{name.upper()} BERTH LICENCE\n\n1. Fee\n\n1.1 {name} pays a fee of ${fee} per week.\n\n"
            "2. Repairs\n\n2.1 The Harbour repairs the quay.\n",
            encoding="utf-8",
        )
        firm.run("ingest", str(berth), "--matter", "lease")
    case = (
        "We look after the boats of the Larkmoor family, and their berth licence has been going through the books with "
        "a new accountant, who also asks about diesel and the crane. What is the fee per week? Need this soon, thanks."
    )
    with open_session(firm.workspace) as session:
        reply = _asked(session, case)
        turn = asyncio.run(read_turn(session, reply.id))
    assert reply.understood == turn.understood == "What is the fee per week?"
    assert reply.statements[0].statement.text == "1.1 Larkmoor pays a fee of $310 per week."
