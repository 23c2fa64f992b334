"""Nothing waits for a disk on the event loop, whatever `session/` lets others await; see `test_event_loop`.

A new use fails here until somebody says how it is tested, or why it is not.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas
from runs.making.planted import FEW_TOKENS, small
from tests.models.architecture.made_gguf import llama
from tests.models.comparing.test_verifying import TEXT
from tests.models.openai_server import Sent, serving
from tests.permitting import FREE
from tests.routing.labelled import label_lines
from tests.walk import test_event_loop as reading
from tests.walk import test_event_loop_changes as changes
from tests.walk import test_event_loop_many as many
from tests.walk import test_event_loop_two_people as two_people
from tests.walk.conftest import Firm
from tests.walk.on_loop import async_uses, heard, on_the_loop, what_ran

from pincite.ask import Found, Released
from pincite.documents.folder import FoundFile
from pincite.documents.span import MatterId
from pincite.errors import QuestionError, RecordError, WorkspaceError
from pincite.evaluation.answered import answered
from pincite.evaluation.questions import GoldPlace, Question
from pincite.evaluation.suite import read_suite
from pincite.ingest import Progress
from pincite.models.chat.openai_chat import Endpoint, OpenAIChat
from pincite.models.chat.tier import Tier
from pincite.models.comparing.engine import Running
from pincite.models.ports import Message
from pincite.routing.labels import gathered, read_label
from pincite.routing.recorded import Partly
from pincite.samples import Demonstration, Manifest, SampleMatter, SampleWall
from pincite.sensitivity import Sensitivity
from pincite.session import Session
from pincite.session.adding import add_documents
from pincite.session.asked import asked_by_id, erased_of
from pincite.session.asking import answer, found_now, given_out, released_now
from pincite.session.auditing import Sought, check_chain, look_through, open_record
from pincite.session.backing_up import back_up
from pincite.session.browsing import Wanted, browse, kinds_open
from pincite.session.chatting import earlier_in_chat
from pincite.session.classifying import sensitivities, sensitivity
from pincite.session.clock import accept_clock
from pincite.session.collecting import collect_feedback
from pincite.session.delivering import SentFile, became_of, read_sent, read_watched, record_sent, would_become
from pincite.session.demonstrating import demonstrate
from pincite.session.done import done_by, membership_changed, newest_done
from pincite.session.encoders import verify_encoders
from pincite.session.engines import VerifyOptions, verify_engine
from pincite.session.erasing import erased_contents
from pincite.session.evaluating.against import Against, versions
from pincite.session.evaluating.answering import Answering, instruments
from pincite.session.evaluating.drafting import draft_questions
from pincite.session.evaluating.judging import Judging
from pincite.session.evaluating.suite import measure_suite, measured
from pincite.session.explaining import explain_access, list_rules
from pincite.session.exporting import export_records
from pincite.session.feedback import (
    Change,
    feedback_on,
    give_feedback,
    given_before,
    own_feedback,
    withdraw_feedback,
)
from pincite.session.indexing import fold_index, index_state, rebuild_index
from pincite.session.keeping import erase_contents, keep_for, lift_hold, put_on_hold
from pincite.session.killed import record_killed
from pincite.session.labelling import label_documents
from pincite.session.lists_left import place_on_record
from pincite.session.monitoring import route_report
from pincite.session.paging import describe_document, page_of_documents, page_of_records
from pincite.session.proving import prove_requests
from pincite.session.reading import list_documents
from pincite.session.refusals import record_crowd, record_failed
from pincite.session.registering import (
    add_model,
    listed_models,
    retire_model,
    shown_model,
    standing_files,
    unchanged_model,
)
from pincite.session.replaying import replay_record
from pincite.session.replies import found_since, read_reply, statements_since
from pincite.session.restoring import go_on
from pincite.session.routing import forget_router, train_router
from pincite.session.sampling import sampled_after
from pincite.session.scoring import asked_of_server
from pincite.session.sealing import accept_differences
from pincite.session.second import decided, decisions
from pincite.session.showing import draw_page
from pincite.session.suggesting import suggested_questions
from pincite.session.teaching import Sampled, asked_again, recorded_labels, sample
from pincite.session.trusting import record_trust
from pincite.session.turns import read_conversation, read_turn
from pincite.session.under_way import found_so_far, is_recorded, next_record, said_so_far
from pincite.session.verifying import verify_record
from pincite.session.versions import about_document, compare_versions, draw_version, original_of
from pincite.threads import on_thread

GGUF = Path(__file__).parents[2] / ".models" / "SmolLM2-135M-Instruct.Q4_1.gguf"

RENT = "How much rent does the Tenant pay per month?"

ELSEWHERE: Mapping[str, Callable[..., object]] = {
    "adding.add_documents": changes.test_reading_waits_for_no_disk_on_the_loop,
    "confirming.confirm": two_people.test_a_confirmation_waits_for_no_disk_on_the_loop,
    "second.confirm_here": two_people.test_a_confirmation_on_the_page_waits_for_no_disk_on_the_loop,
    "confirming.withdraw": two_people.test_a_withdrawal_waits_for_no_disk_on_the_loop,
    "moving.move_documents": changes.test_a_change_of_documents_waits_for_no_disk_on_the_loop,
    "reading.as_amended": reading.test_what_is_read_waits_for_no_disk_on_the_loop,
    "comparing.compare_documents": reading.test_what_is_read_waits_for_no_disk_on_the_loop,
    "reading.documents_shown": reading.test_what_is_read_waits_for_no_disk_on_the_loop,
    "reading.follow_references": reading.test_what_is_read_waits_for_no_disk_on_the_loop,
    "reading.list_documents": reading.test_what_is_read_waits_for_no_disk_on_the_loop,
    "reading.open_document": reading.test_what_is_read_waits_for_no_disk_on_the_loop,
    "records.read_newest": reading.test_what_is_read_waits_for_no_disk_on_the_loop,
    "records.read_record": reading.test_a_statement_and_its_record_are_shown_without_waiting_on_the_loop,
    "refusals.record_refused": reading.test_what_is_read_waits_for_no_disk_on_the_loop,
    "refusals.refusals_recorded": reading.test_what_is_read_waits_for_no_disk_on_the_loop,
    "removing.erase_documents": changes.test_a_change_of_documents_waits_for_no_disk_on_the_loop,
    "removing.remove_documents": changes.test_a_change_of_documents_waits_for_no_disk_on_the_loop,
    "reviewing.open_still": many.test_a_review_waits_for_no_disk_on_the_loop,
    "reviewing.run_review": many.test_a_review_waits_for_no_disk_on_the_loop,
    "searching.find_passages": reading.test_what_is_read_waits_for_no_disk_on_the_loop,
    "showing.show_citation": reading.test_a_statement_and_its_record_are_shown_without_waiting_on_the_loop,
}
"""The uses that are tested beside those that they are like."""

EXEMPT: Mapping[str, str] = {
    "evaluating.answering.Focused.support": "asks a model, and has no store",
    "trying.tried": "asks a model with a line of ours, and has no store",
    "trying.tried_all": "asks each model with a line of ours, and has no store",
}
"""The uses that are not tested, each with the reason."""

Told = Callable[[Session, Path], Awaitable[object]]
_TABLE: dict[str, tuple[frozenset[str], Told]] = {}


def _of(*names: str) -> Callable[[Told], Told]:
    """Put a call of some uses into the table of those that are tested here."""

    def put(told: Told) -> Told:
        _TABLE[told.__name__.lstrip("_").replace("_", " ")] = (frozenset(names), told)
        return told

    return put


async def _rent(session: Session) -> str:
    reply = await answer(session, RENT)
    assert reply.record is not None
    return reply.record.id


async def _lease(session: Session) -> str:
    listed = await list_documents(session)
    return next(one.document for one in listed.entries if "Lease" in one.path)


@_of("asking.answer", "asking.given_out", "asking.released_now", "asking.found_now")
async def _a_streamed_answer(session: Session, _: Path) -> None:
    async def release(one: Released) -> None:
        await released_now(session, one)
        await found_now(session, Found((one.support,), (one.passage,), frozenset(), one.record))

    await given_out(session, await answer(session, RENT, release=release))


@_of("backing_up.back_up")
async def _a_backup(session: Session, folder: Path) -> None:
    await back_up(session, folder / "backup")


@_of("browsing.browse")
async def _the_library(session: Session, _: Path) -> None:
    await browse(session, Wanted(words="lease"))


@_of("browsing.kinds_open")
async def _kinds_of_documents(session: Session, _: Path) -> None:
    await kinds_open(session, "lease")


@_of("delivering.would_become")
async def _files_to_be_sent(session: Session, _: Path) -> None:
    await would_become(session, "lease", ["note.txt"])


@_of("chatting.earlier_in_chat", "asked.asked_before")
async def _a_chat(session: Session, _: Path) -> None:
    await _rent(session)
    assert await earlier_in_chat(session, "And if it is paid late?", RENT) is not None


@_of("monitoring.route_report")
async def _a_report_on_tiers(session: Session, _: Path) -> None:
    assert (await route_report(session, "2020-01-01", "2020-01-31")).questions == 0


@_of("routing.train_router", "routing.forget_router", "routing.erased_with_router", "erasing.erased_contents")
async def _a_router(session: Session, _: Path) -> None:
    labels = label_lines()
    labelled = gathered([(f"line {number}", read_label(line, "a line")) for number, line in enumerate(labels)])
    await train_router(session, labelled)
    await forget_router(session, "it was a trial")
    reply = await answer(session, labels[3]["question"])
    assert reply.record is not None
    await train_router(session, labelled, records=[reply.record.seq])
    owner = session.principal.user
    gone = await erased_contents(session, session.firm.audit, [reply.record.id], session.principal, "a trial", owner)
    assert gone[1]


@_of("clock.accept_clock")
async def _the_clock(session: Session, _: Path) -> None:
    await accept_clock(session, "it was set by hand")


@_of(
    "feedback.give_feedback",
    "feedback.own_feedback",
    "feedback.feedback_on",
    "feedback.given_before",
    "feedback.withdraw_feedback",
    "collecting.collect_feedback",
    "records.record_read",
)
async def _feedback(session: Session, _: Path) -> None:
    reply = await _rent(session)
    place = f"{await _lease(session)}:10-40"
    await give_feedback(session, reply, Change(useful=True, place=place, wrong={(1, 1): None}))
    assert await own_feedback(session, reply) is not None
    assert await given_before(session, 5)
    await feedback_on(session, reply, "feedback show")
    assert await collect_feedback(session, "feedback")
    await withdraw_feedback(session, reply)


@_of("delivering.record_sent", "delivering.read_sent", "delivering.read_watched", "delivering.became_of")
async def _sent_files(session: Session, folder: Path) -> None:
    note = folder / "note.txt"
    note.write_text("The office closes at six.", encoding="utf-8")
    size = note.stat().st_size
    await record_sent(session, "d1", MatterId("lease"), 1, size)
    await read_sent(session, "d1", [SentFile(note, "note.txt", size)], "lease", (), lambda _: None)
    assert await became_of(session, "d1", {await _lease(session): "version"})
    await read_watched(session, [FoundFile(note, str(note), size)], "supply", lambda _: None)


@_of("evaluating.against.versions", "evaluating.answering.instruments")
async def _instruments(session: Session, _: Path) -> None:
    await versions(session)
    await instruments(session, "eval run", judged=False, against="lease", warn=lambda _: None)


@_of(
    "evaluating.answering.Answering.reply",
    "evaluating.answering.Answering.gold",
    "evaluating.answering.Answering.is_closed",
)
async def _an_evaluation_of_answers(session: Session, _: Path) -> None:
    system = Answering(session, "quote", "lease", "eval run")
    question = Question("q1", RENT, gold=(GoldPlace(await _lease(session), is_path=False, start=0, end=9),))
    reply = answered(await system.reply(question))
    [place] = await system.gold(question)
    assert not await system.is_closed(question, [place.path])
    assert await Against(session, "lease", "eval run")(question, reply)("The rent is $4,200.")


@_of("evaluating.drafting.draft_questions")
async def _drafted_questions(session: Session, _: Path) -> None:
    assert (await draft_questions(session, 3, 0.3, 7)).lines


@_of("evaluating.judging.Judging.of", "evaluating.judging.Released.complete")
async def _a_judge(session: Session, _: Path) -> None:
    judging = Judging(session, "eval run")
    lease = await _lease(session)
    async with judging.of([lease], (), lambda: session.is_open([lease])):
        await judging.model.complete([Message("user", "Is the rent due?")], 10)


@_of(
    "evaluating.suite.measure_suite",
    "evaluating.suite.measured",
    "evaluating.searched.Searched.search",
    "evaluating.searched.Searched.pieces_of",
    "evaluating.searched.Searched.words_of",
    "evaluating.searched.Searched.require_open",
)
async def _a_suite(session: Session, folder: Path) -> None:
    suite = folder / "lease"
    (suite / "docs").mkdir(parents=True)
    (suite / "docs" / "note.txt").write_text("The office closes at six. " * 20, encoding="utf-8")
    (suite / "docs" / "other.txt").write_text("The mill is shut on Sunday.", encoding="utf-8")
    missed = {"id": "q1", "question": "When is the mill shut on Sunday?", "gold": [["note.txt", 0, 25]]}
    (suite / "gold.jsonl").write_text(json.dumps(missed) + "\n", encoding="utf-8")
    asked = read_suite(suite, "suite")
    with pytest.raises(WorkspaceError, match="holds"):
        await measure_suite(session, asked, "eval retrieval", k=1, by="suite", characters=100, watching=_Unwatched())
    report = await measured(
        session, asked, MatterId("supply"), "eval retrieval", k=1, by="suite", characters=25, watching=_Unwatched()
    )
    assert report.outcomes[0].missed


class _Unwatched:
    def reading(self) -> Callable[[Progress], None]:
        return lambda _: None

    def asking(self, questions: int) -> Callable[[int], None]:
        return lambda _: None


@_of("demonstrating.demonstrate")
async def _the_demo(session: Session, _: Path) -> None:
    matters = tuple(SampleMatter(name, name, name, ("alice",)) for name in ("lease", "supply"))
    shown = Demonstration(RENT, "alice", "bob", "lease/Lease 0007 Unit 4.txt", "The Tenant shall pay rent")
    sample = Manifest("Firm", ("alice", "bob", "dora"), {}, matters, (SampleWall("bob", "lease"),), shown, ())
    await demonstrate(session, sample, session.firm.root.parent / "files", lambda _: nullcontext())


@_of("labelling.label_documents", "done.newest_done", "done.done_by")
async def _labels(session: Session, _: Path) -> None:
    lease = await _lease(session)
    await label_documents(session, [lease], ["secret"])
    assert await done_by(session, await newest_done(session, lease)) is not None


@_of("proving.prove_requests")
async def _what_was_sent(session: Session, _: Path) -> None:
    proved = await prove_requests(session, "2026-01-01", session.now().isoformat())
    assert await asyncio.to_thread(list, proved.lines)


@_of("done.membership_changed")
async def _whether_one_changed_a_membership(session: Session, _: Path) -> None:
    await membership_changed(session, "alice", "lease")


@_of("done.newest_done")
async def _nothing_done(session: Session, _: Path) -> None:
    assert await newest_done(session, "no such document") == ""


@_of("second.decisions", "second.decided")
async def _decisions(session: Session, _: Path) -> None:
    assert await decisions(session) == ()
    assert await decided(session, "no such request") is None


@_of("explaining.list_rules", "explaining.explain_access", "classifying.sensitivity", "classifying.sensitivities")
async def _the_rules(session: Session, _: Path) -> None:
    await list_rules(session)
    assert len((await sensitivities(session)).matters) == 2
    assert (await sensitivity(session, "lease")).level is None
    await explain_access(session, "bob", await _lease(session))


@_of("exporting.export_records")
async def _an_export(session: Session, _: Path) -> None:
    await _rent(session)
    await export_records(session, "jsonl", matter="lease")


@_of("keeping.put_on_hold", "keeping.lift_hold", "keeping.keep_for", "keeping.erase_contents")
async def _holds_and_retention(session: Session, _: Path) -> None:
    reply = await _rent(session)
    await put_on_hold(session, "a dispute", record=reply)
    with pytest.raises(RecordError, match="legal hold"):
        await erase_contents(session, [reply], reason="the client's instruction")
    await lift_hold(session, "it was settled", record=reply)
    await keep_for(session, 9, "the law", "lease")
    await erase_contents(session, due=True)
    await erase_contents(session, [reply], reason="the client's instruction")


@_of("auditing.look_through", "auditing.open_record", "auditing.check_chain")
async def _an_audit(session: Session, _: Path) -> None:
    found = await look_through(session, Sought(matter="lease"), None, 5, "page record list")
    await open_record(session, str(found.seen[0].entry.seq), "page record")
    await check_chain(session, ())


@_of("paging.page_of_documents", "paging.describe_document", "paging.page_of_records", "records.record_reading")
async def _pages_of_lists(session: Session, _: Path) -> None:
    await page_of_documents(session, "lease", None, 5)
    await describe_document(session, await _lease(session))
    await page_of_records(session, None, 20, "records")


@_of("refusals.record_failed")
async def _a_failure(session: Session, _: Path) -> None:
    await record_failed(session, "Who?", QuestionError("it could not be understood"))


@_of("refusals.record_crowd")
async def _a_crowd(session: Session, _: Path) -> None:
    await record_crowd(session, {"503": 3}, 60)


@_of("replaying.replay_record")
async def _a_replay(session: Session, _: Path) -> None:
    await replay_record(session, await _rent(session))


@_of("replies.read_reply", "replies.statements_since", "replies.found_since")
async def _a_reply_read_back(session: Session, _: Path) -> None:
    reply = await _rent(session)
    await read_reply(session, reply)
    await statements_since(session, reply, 1)
    await found_since(session, reply, 1)


@_of("restoring.go_on")
async def _a_restored_record(session: Session, _: Path) -> None:
    await go_on(session, "the disk failed", confirmed=())


@_of("sealing.accept_differences", "sealing.compared", "verifying.verify_record")
async def _what_differs(session: Session, _: Path) -> None:
    await accept_differences(session, "as they should be")
    await verify_record(session, witnesses=())


@_of("drawing.draw", "drawing.original_to_draw", "showing.draw_page", "versions.draw_version", "versions.original_of")
async def _a_page(session: Session, folder: Path) -> None:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    canvas.drawString(72, 700, "1. The Landlord lets Unit 4 to the Tenant.")
    canvas.save()
    (folder / "Rider 0008.pdf").write_bytes(stream.getvalue())
    report = await add_documents(session, [folder / "Rider 0008.pdf"], "lease")
    [rider] = report.ids
    await draw_page(session, rider, 1)
    await draw_version(session, rider, 1, 1)
    await original_of(session, rider)


@_of("versions.about_document", "versions.compare_versions")
async def _versions_of_a_document(session: Session, folder: Path) -> None:
    note = folder / "office.txt"
    note.write_text("The office closes at six.", encoding="utf-8")
    [document] = (await add_documents(session, [note], "lease")).ids
    note.write_text("The office closes at seven.", encoding="utf-8")
    await add_documents(session, [note], "lease")
    await about_document(session, document)
    await compare_versions(session, document, 1, 2)


@_of("trusting.record_trust", "session.Session.record")
async def _trust(session: Session, _: Path) -> None:
    await record_trust(session, [("embedder", "hashing")], ["model"])


@_of(
    *("turns.read_turn", "turns.read_conversation", "under_way.said_so_far", "under_way.found_so_far"),
    *("asked.asked_by_id", "lists_left.place_on_record"),
)
async def _a_conversation(session: Session, _: Path) -> None:
    reply = await _rent(session)
    await read_turn(session, reply)
    await read_conversation(session, reply)
    await said_so_far(session, reply, 1)
    await found_so_far(session, reply, 1)
    assert await asked_by_id(session, [reply])
    await place_on_record(session, f"{reply}.1")


@_of("indexing.index_state", "indexing.fold_index", "indexing.rebuild_index")
async def _the_index(session: Session, _: Path) -> None:
    before = (await index_state(session)).status
    assert (await fold_index(session, is_whole=True)).status.unfolded == 0
    assert (await rebuild_index(session)).rows == before.rows


@_of("encoders.verify_encoders")
async def _the_encoders(session: Session, _: Path) -> None:
    assert (await verify_encoders(session)).is_ok


@_of(
    "registering.add_model",
    "registering.listed_models",
    "registering.retire_model",
    "registering.shown_model",
    "registering.standing_files",
    "registering.unchanged_model",
)
async def _models_of_the_firm(session: Session, folder: Path) -> None:
    file = llama().write(folder / "tiny.gguf")
    await add_model(session, file, "tiny")
    await listed_models(session)
    await shown_model(session, "tiny")
    assert (await unchanged_model(session, "tiny")).path == file
    assert [one.state for one in await standing_files(session, [file])] == ["registered"]
    await retire_model(session, "tiny", "another one took its place")


@_of("engines.verify_engine")
async def _an_engine(session: Session, folder: Path) -> None:
    if not GGUF.is_file():
        pytest.skip(f"{GGUF} is not there: python -m runs.making.fetch_gguf")
    await add_model(session, small(GGUF, folder / "small.gguf", "llama", {}, 11, FEW_TOKENS), "small")
    compared = await verify_engine(session, VerifyOptions("small", None, Running(), 32), TEXT)
    assert compared.is_ok


@_of("scoring.asked_of_server")
async def _a_running_server(session: Session, _: Path) -> None:
    said = {"tokens": ["token_id:5"], "top_logprobs": [{"token_id:5": -0.5}]}
    entry = (await on_thread(lambda: session.firm.catalogue.entries(session.scope())))[0]
    with serving() as server:
        server.plan.extend([Sent(body=json.dumps({"choices": [{"text": "", "logprobs": said}]}).encode())] * 2)
        chat = OpenAIChat(Endpoint(server.url, "small", None, 20))
        tier = Tier("box", chat, FREE, False, Sensitivity.PRIVILEGED, 8_000, 1_000)
        answers = await asked_of_server(session, tier, TEXT, [3, 4, 5], {entry.document}, {entry.matter})
    assert answers == {1: {5: -0.5}, 2: {5: -0.5}}


@_of("under_way.next_record")
async def _the_next_record(session: Session, _: Path) -> None:
    assert await next_record(session) > 1


@_of("under_way.is_recorded")
async def _whether_there_is_a_record(session: Session, _: Path) -> None:
    assert not await is_recorded(session, "no such record")


@_of("asked.erased_of")
async def _which_are_erased(session: Session, _: Path) -> None:
    assert await erased_of(session, ["no such record"]) == {"no such record"}


@_of("suggesting.suggested_questions")
async def _what_may_be_asked_first(session: Session, _: Path) -> None:
    assert all(question for question in await suggested_questions(session))


@_of("teaching.recorded_labels", "teaching.sample")
async def _labels_of_the_record(session: Session, _: Path) -> None:
    await answer(session, RENT, mode="write")
    await recorded_labels(session, "route labels")
    assert (await sample(session, 1)).asked == 0  # no model gave an answer, so no question is known in part


@_of("teaching.asked_again", "sampling.sampled_after")
async def _a_question_asked_again(session: Session, _: Path) -> None:
    reply = await answer(session, RENT, mode="write")
    assert reply.record is not None
    assert await sampled_after(session, reply) == Sampled(0, 0, 0)  # drawn, and nothing is known of any model's answer
    once_more = Partly(RENT, {"large": True}, ("small",), None, reply.record.seq)
    assert await asked_again(session, once_more, session.firm.writing)


@_of("killed.record_killed")
async def _what_was_killed(session: Session, _: Path) -> None:
    assert await record_killed(session) == ()


@pytest.fixture(scope="module")
def judged_firm(standing_firm: Firm) -> Firm:
    """The firm that stands, with a language model that is asked by a judge."""
    (standing_firm.workspace / "replies.jsonl").write_text(json.dumps("yes") + "\n", encoding="utf-8")
    (standing_firm.workspace / "settings.toml").write_text(
        'embedder = "hashing"\n'
        + "".join(
            f'\n[[models]]\ntier = "{tier}"\nprovider = "scripted"\nreplies = "replies.jsonl"\n'
            for tier in ("small", "large")
        )
        + "\n[routing]\nsample_share = 1\n",
        encoding="utf-8",
    )
    return standing_firm


@pytest.mark.parametrize("name", _TABLE)
def test_a_use_waits_for_no_disk_on_the_loop(judged_firm: Firm, tmp_path: Path, name: str) -> None:
    names, told = _TABLE[name]

    async def use(session: Session) -> None:
        await told(session, tmp_path)

    with what_ran() as ran:
        _, said = heard(judged_firm, use, user=None)
    assert on_the_loop(said) == Counter()
    assert [each for each in names if async_uses()[each] not in ran] == []


def test_every_use_that_others_await_is_tested_or_exempt() -> None:
    tested = set(ELSEWHERE).union(*(names for names, _ in _TABLE.values()))
    assert sorted(tested | set(EXEMPT)) == sorted(async_uses())
    assert tested.isdisjoint(EXEMPT)
    assert all(EXEMPT.values())
