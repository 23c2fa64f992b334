"""What is closed while a record is being written is not shown: the rules are asked once more when it is durable."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.interrupting import Interrupted, record_with
from tests.released import noted_in

from pincite.ask import Released, ask
from pincite.cli.eval.run import _Order, _report
from pincite.errors import AccessError
from pincite.evaluation.answering_report import AnsweringReport
from pincite.evaluation.answering_run import CLOSED, QuestionResult, RunJournals, settled
from pincite.evaluation.journal import Journal
from pincite.evaluation.questions import Question
from pincite.session import Session
from pincite.session.asking import answer, given_out
from pincite.session.comparing import compare_documents
from pincite.session.evaluating.answering import Answering, instruments
from pincite.session.reading import OpenedDocument, follow_references, list_documents, open_document
from pincite.session.searching import find_passages
from pincite.session.showing import show_citation
from pincite.wiring import open_session

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

QUESTION = "How much is the rent?"


def _run(firm: "Firm", *words: str) -> None:
    """Run a command in a thread, since verbs have an event loop of their own."""
    with ThreadPoolExecutor(1) as somebody:
        somebody.submit(firm.run, *words).result()


def _wall(firm: "Firm") -> Callable[[], object]:
    return lambda: _run(firm, "access", "wall", "add", "alice", "--matter", "lease")


def _revoke(firm: "Firm") -> Callable[[], object]:
    return lambda: _run(firm, "access", "revoke", "alice", "--matter", "lease")


def _disable(firm: "Firm") -> Callable[[], object]:
    return lambda: _run(firm, "access", "user", "disable", "alice")


def _move(firm: "Firm") -> Callable[[], object]:
    lease = _lease(firm)
    return lambda: _run(firm, "move", lease, "--matter", "supply")


def _remove(firm: "Firm") -> Callable[[], object]:
    lease = _lease(firm)
    return lambda: _run(firm, "remove", lease)


CHANGES = {"wall": _wall, "revoke": _revoke, "disable": _disable, "move": _move, "remove": _remove}


def _lease(firm: "Firm") -> str:
    [lease] = [entry["document"] for entry in firm.documents() if "Lease 0007" in entry["path"]]
    return lease


@pytest.fixture(params=CHANGES)
def change(request: pytest.FixtureRequest, firm: "Firm") -> Callable[[], object]:
    return CHANGES[request.param](firm)


@pytest.fixture
def alice(firm: "Firm") -> Iterator[Session]:
    with open_session(firm.workspace, "alice") as session:
        yield session


def _records(firm: "Firm") -> list[dict[str, Any]]:
    listed: Any = firm.json("audit", "list", "-n", "5")["records"]
    return list(listed)


def test_a_reply_that_was_closed_while_it_was_recorded_is_not_given(
    firm: "Firm", alice: Session, change: Callable[[], object]
) -> None:
    log = Interrupted(alice, "answer", change)
    reply = asyncio.run(ask(QUESTION, alice.scope(), sources=replace(alice.firm.sources, audit=log), now=alice.now))
    assert reply.refusal is not None
    assert reply.refusal.reason == "failed"
    assert (reply.statements, reply.passages, reply.context) == ((), (), None)
    assert "4,200" not in repr((reply.refusal, reply.coverage, reply.warnings))
    assert reply.record is not None
    recorded: Any = firm.json("audit", "show", str(reply.record.seq))
    answer: Any = firm.json("audit", "show", str(recorded["facts"]["withholds"]))
    assert (recorded["kind"], recorded["question"]) == ("failure", QUESTION)
    assert (answer["kind"], answer["user"]) == ("answer", "alice")


def test_a_reply_that_is_closed_before_it_is_given_out_is_not(alice: Session, change: Callable[[], object]) -> None:
    reply = asyncio.run(answer(alice, QUESTION))
    assert reply.statements
    assert asyncio.run(given_out(alice, reply)).statements
    change()
    with pytest.raises(AccessError):
        asyncio.run(given_out(alice, reply))


def test_the_reply_of_another_user_is_given_out_by_what_they_may_see(firm: "Firm") -> None:
    with open_session(firm.workspace) as owner:
        reply = asyncio.run(answer(owner, QUESTION, as_user="alice"))
        firm.run("access", "wall", "add", "alice", "--matter", "lease")
        with pytest.raises(AccessError, match="closed to alice"):
            asyncio.run(given_out(owner, reply, "alice"))


def test_a_streamed_sentence_that_was_closed_while_it_was_recorded_is_not_shown(
    firm: "Firm", alice: Session, change: Callable[[], object]
) -> None:
    shown: list[Released] = []
    log = Interrupted(alice, "statement", change)
    sources = replace(alice.firm.sources, audit=log)
    reply = asyncio.run(ask(QUESTION, alice.scope(), sources=sources, now=alice.now, release=noted_in(shown)))
    assert shown == []
    assert (reply.statements, reply.passages) == ((), ())
    kinds = [record["kind"] for record in _records(firm)]
    assert kinds.count("failure") == 2  # that the sentence was withheld, and the reply that closes it


def test_a_change_that_closes_nothing_of_a_reply_withholds_nothing(firm: "Firm", alice: Session) -> None:
    log = Interrupted(alice, "answer", lambda: _run(firm, "access", "wall", "add", "alice", "--matter", "supply"))
    reply = asyncio.run(ask(QUESTION, alice.scope(), sources=replace(alice.firm.sources, audit=log), now=alice.now))
    assert reply.refusal is None
    assert reply.statements


def _evaluate(alice: Session, folder: Path, *ids: str) -> AnsweringReport:
    """An evaluation of answers, as alice, of one question under each id."""
    folder.mkdir(exist_ok=True)
    questions = [Question(one, QUESTION) for one in ids]
    order = _Order(folder / "questions.jsonl", "quote", None, folder, judged=False, against=None, what="eval run")
    return asyncio.run(_report(alice, questions, [], order))


def _kept(folder: Path) -> str:
    """All that an evaluation has written."""
    return "".join(file.read_text(encoding="utf-8") for file in sorted(folder.iterdir()))


@pytest.mark.parametrize("name", [name for name in CHANGES if name != "disable"])  # who is shut out runs nothing
def test_an_evaluation_takes_no_kept_reply_that_was_closed_since(
    firm: "Firm", alice: Session, name: str, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    assert _evaluate(alice, folder, "one").settled[0].error is None
    assert "4,200" in _kept(folder)
    CHANGES[name](firm)()
    again = _evaluate(alice, folder, "one")
    assert [one.answered.statements if one.answered else () for one in again.settled] == [()]
    assert "4,200" not in _kept(folder)


def test_an_evaluation_looks_at_the_rules_again_when_all_is_settled(
    alice: Session, change: Callable[[], object], tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()

    def watch(_: int) -> None:
        change()

    async def walk() -> tuple[QuestionResult, ...]:
        measured = await instruments(alice, "eval run", judged=False, warn=pytest.fail)
        with Journal(folder / "replies.jsonl") as replies, Journal(folder / "scores.jsonl") as scores:
            asked, kept = [Question("one", QUESTION)], RunJournals(replies, scores)
            # All is settled, and nothing reported yet, when the only question is counted as done.
            return await settled(asked, Answering(alice, "quote", None, "eval run"), measured, "by", kept, watch)

    [one] = asyncio.run(walk())
    assert (one.answered, one.error) == (None, CLOSED)
    assert _kept(folder).strip() == ""


def test_an_evaluation_keeps_what_a_change_does_not_close(firm: "Firm", alice: Session, tmp_path: Path) -> None:
    def wall() -> None:
        _run(firm, "access", "wall", "add", "alice", "--matter", "supply")

    record_with(alice, Interrupted(alice, "answer", wall))
    assert [one.error for one in _evaluate(alice, tmp_path / "kept", "one", "two").settled] == [None, None]
    assert "4,200" in _kept(tmp_path / "kept")


VERBS: dict[str, Callable[[Session, str, Path], Awaitable[object]]] = {
    "search": lambda session, _, __: find_passages(session, QUESTION, 5),
    "text": lambda session, lease, _: open_document(session, lease, "text"),
    "list": lambda session, _, __: list_documents(session),
    "compare": lambda session, lease, _: compare_documents(session, lease, lease),
    "show": lambda session, lease, _: show_citation(session, f"{lease}:0-20"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_shows_what_was_closed_while_it_was_recorded(
    firm: "Firm",
    alice: Session,
    change: Callable[[], object],
    verb: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lease = _lease(firm)
    kind = "search" if verb == "search" else "read"
    record_with(alice, Interrupted(alice, kind, change))
    with pytest.raises(AccessError):
        asyncio.run(VERBS[verb](alice, lease, tmp_path))  # type: ignore[arg-type]
    assert "Tenant" not in capsys.readouterr().out


def test_the_words_of_what_was_found_are_given_as_long_as_it_is_open(
    firm: "Firm", alice: Session, change: Callable[[], object]
) -> None:
    found = asyncio.run(find_passages(alice, QUESTION, 2))
    assert "rent of $4,200" in found.words_of(1)
    change()
    with pytest.raises(AccessError):
        found.words_of(1)


def test_a_result_gives_the_words_of_nothing_that_it_did_not_find(alice: Session) -> None:
    found = asyncio.run(find_passages(alice, QUESTION, 2))
    assert found.words_of(2).split() != found.words_of(1).split()
    for label in (0, 3, -1):
        with pytest.raises(KeyError):
            found.words_of(label)


def test_references_are_not_followed_into_what_was_closed_while_they_were_recorded(
    firm: "Firm", alice: Session, tmp_path: Path
) -> None:
    guide = tmp_path / "guide.txt"
    guide.write_text(
        "GUIDE\n\n1. Rent is due under Section 2.1 of the Lease of Unit 4 dated 1 May 2024.\n", encoding="utf-8"
    )
    firm.run("ingest", str(guide), "--matter", "lease")
    entry = next(each for each in alice.firm.catalogue.entries(alice.scope()) if each.path == str(guide))
    assert entry.version is not None
    guide_opened = OpenedDocument(entry, alice.firm.catalogue.content(entry.version))
    if not any(found for _, found in asyncio.run(follow_references(alice, guide_opened))):
        pytest.fail("the reference is not followed, so this test shows nothing")
    record_with(alice, Interrupted(alice, "read", _wall(firm)))
    with pytest.raises(AccessError, match="was not shown"):
        asyncio.run(follow_references(alice, guide_opened))
