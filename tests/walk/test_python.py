"""`pincite.open`: the same replies, rules and record as the command line, from a program's threads and loops."""

import ast
import asyncio
import json
import os
import pickle
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

import pincite
from pincite.cli.ask import print_reply
from pincite.cli.output import PLAIN_WIDTH
from pincite.errors import AccessError, NotVisible, UnknownPrincipal, WorkspaceError
from pincite.wiring.locks import alone
from pincite.wiring.names import INGEST_LOCK

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

QUESTION = "How much is the rent?"
VARYING = ("id", "audit", "ms")


@pytest.fixture
def opened(firm: "Firm") -> Iterator[pincite.Firm]:
    with pincite.open(firm.workspace) as opened:
        yield opened


def test_all_that_is_exported_is_there_and_nothing_else() -> None:
    assert all(hasattr(pincite, name) for name in pincite.__all__)
    assert sorted(pincite.__all__) == pincite.__all__
    assert dir(pincite) == sorted([*pincite.__all__, "errors"])
    tree = ast.parse(Path(pincite.__file__).read_text(encoding="utf-8"))
    typed = {
        one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pincite.")
        for one in node.names
    }
    assert {*typed, "__version__"} == set(pincite.__all__)
    with pytest.raises(AttributeError, match="no attribute 'shut'"):
        pincite.shut  # noqa: B018 - asking for it is the test


def test_kinds_of_errors_are_there_before_a_firm_is_opened() -> None:
    found = pincite.__getattr__("errors")  # as it is asked for while nothing has loaded it
    assert found is sys.modules["pincite.errors"]


def test_a_reply_is_the_one_that_the_command_line_prints(firm: "Firm", opened: pincite.Firm) -> None:
    reply = opened.session("alice").ask(QUESTION)
    printed = firm.json("ask", QUESTION, "--as", "alice")
    told = reply.json()
    assert {name: part for name, part in told.items() if name not in VARYING} == {
        name: part for name, part in printed.items() if name not in VARYING
    }
    assert "$4,200" in reply.statements[0].citations[0].quote
    assert reply.answered
    assert "passages=" not in repr(reply)


@pytest.mark.parametrize("question", [QUESTION, "Who painted the ceiling of the Sistine Chapel?"])
def test_a_reply_is_printed_whole_once_its_firm_is_closed(firm: "Firm", question: str) -> None:
    with pincite.open(firm.workspace) as opened:
        reply = opened.session("alice").ask(question)
    out = Console(file=StringIO(), width=PLAIN_WIDTH, highlight=False, markup=False, emoji=False)
    print_reply(reply, out)
    assert isinstance(out.file, StringIO)
    printed = firm.run("ask", question, "--as", "alice").stdout
    assert "[…]" in printed or "Not an answer" in printed
    assert _unnumbered(out.file.getvalue()) == _unnumbered(printed)


def _unnumbered(printed: str) -> str:
    """What is printed of a reply without its record's number and hash, its time, and where and as whom it was asked."""
    without = re.sub(r" --(?:workspace|as) \S+", "", printed)
    return re.sub(r"record \d+ \(\w+…\)|\d+ ms|show \d+|to \d+\.", "…", without)


def test_words_around_a_quote_hold_nothing_that_is_hidden_from_who_asks(opened: pincite.Firm) -> None:
    owner, alice = opened.session(), opened.session("alice")
    assert "$915" in repr(owner.ask("What is the price of each pump?").excerpts)
    refused = alice.ask("What is the price of each pump?")
    assert "pump" not in repr((refused.excerpts, refused.closest))
    assert {"excerpts", "closest", "about"}.isdisjoint(refused.json())


def test_what_is_shown_and_what_is_refused_is_on_the_record(firm: "Firm", opened: pincite.Firm) -> None:
    alice = opened.session("alice")
    reply = alice.ask(QUESTION)
    with pytest.raises(NotVisible) as refused:
        alice.search("pumps", matter="supply")
    with pytest.raises(NotVisible) as missing:
        alice.search("pumps", matter="nowhere")
    assert str(refused.value).replace("supply", "nowhere") == str(missing.value)
    records: Any = firm.json("audit", "list", "-n", "3")["records"]
    assert [(one["kind"], one["user"]) for one in records] == [
        ("answer", "alice"),
        ("failure", "alice"),
        ("failure", "alice"),
    ]
    assert records[0]["seq"] == reply.audit.seq
    assert records[1]["facts"]["what"] == "python search"


def test_a_session_decides_anew_at_each_call(firm: "Firm", opened: pincite.Firm) -> None:
    alice = opened.session("alice")
    assert alice.ask(QUESTION).answered
    firm.run("access", "wall", "add", "alice", "--matter", "lease")
    reply = alice.ask(QUESTION)
    assert not reply.answered
    assert "4,200" not in json.dumps(reply.json())


def test_documents_texts_citations_and_records_are_those_of_the_command_line(
    firm: "Firm", opened: pincite.Firm
) -> None:
    alice = opened.session("alice")
    assert alice.user == "alice"
    reply = alice.ask(QUESTION)
    [lease] = alice.documents(matter="lease")
    citation = reply.statements[0].citations[0]
    assert lease.json() == firm.json("list", "--as", "alice")["documents"][0]  # type: ignore[index]
    assert alice.text(lease.document)[citation.start : citation.end] == citation.quote
    assert alice.show(f"{reply.audit.seq}.1").json() == firm.json("show", f"{reply.audit.seq}.1", "--as", "alice")
    assert alice.record(str(reply.audit.seq)).json() == firm.json("audit", "show", str(reply.audit.seq))
    assert alice.records(50)[-1].seq > alice.records(50)[0].seq
    hits = alice.search(QUESTION, 3)
    assert [hit.json() for hit in alice.search(QUESTION, 2, after=1)] == [hit.json() for hit in hits[1:]]
    assert [hit.label for hit in hits] == [1, 2, 3]
    assert [hit.json() for hit in hits] == firm.json("search", QUESTION, "-k", "3", "--as", "alice")["hits"]


def test_each_statement_is_told_when_it_is_on_the_record(opened: pincite.Firm) -> None:
    told: list[pincite.Statement] = []
    reply = opened.session("alice").ask(QUESTION, on_statement=told.append)
    assert tuple(told) == reply.statements


def test_an_earlier_question_is_gone_on_from(opened: pincite.Firm) -> None:
    alice = opened.session("alice")
    seq = alice.ask(QUESTION).audit.seq
    assert seq is not None
    assert alice.ask("And when is it due?", after=seq).understood is not None


def test_files_are_read_into_a_new_matter(opened: pincite.Firm, tmp_path: Path) -> None:
    (tmp_path / "loan.txt").write_text("LOAN\n\n1. The Borrower shall repay $77,000.\n", encoding="utf-8")
    owner = opened.session()
    added = owner.ingest(tmp_path / "loan.txt", matter="loan")
    assert len(added.ids) == 1
    assert not added.failures
    assert "$77,000" in owner.search("What must the Borrower repay?", 1, matter="loan")[0].text
    with pytest.raises(AccessError):
        opened.session("alice").ingest(tmp_path / "loan.txt", matter="other")


def test_a_program_is_not_told_to_end_itself(firm: "Firm", opened: pincite.Firm) -> None:
    with alone(firm.workspace / INGEST_LOCK), pytest.raises(WorkspaceError, match="this program is already reading"):
        opened.session().ingest(firm.folder / "lease", matter="lease")


def test_who_is_unknown_gets_no_session(opened: pincite.Firm) -> None:
    with pytest.raises(UnknownPrincipal):
        opened.session("nobody")


def test_threads_share_a_firm(opened: pincite.Firm) -> None:
    def asked(user: str) -> pincite.Reply:
        return opened.session(user).ask(QUESTION)

    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(asked, ["alice"] * 6))
    assert len({reply.statements for reply in replies}) == 1
    assert len({reply.audit.seq for reply in replies}) == 6


def test_a_session_works_where_a_loop_runs_and_is_awaited_beside_it(opened: pincite.Firm) -> None:
    async def both() -> tuple[pincite.Reply, pincite.Reply, tuple[pincite.Hit, ...]]:
        waited = opened.session("alice").ask(QUESTION)
        session = opened.async_session("alice")
        reply, hits = await asyncio.gather(session.ask(QUESTION), session.search(QUESTION, 2))
        return waited, reply, hits

    waited, reply, hits = asyncio.run(both())
    assert waited.statements == reply.statements
    assert len(hits) == 2


def test_the_work_is_done_in_a_thread_of_the_firms_own(opened: pincite.Firm) -> None:
    """Whoever awaits a session is not kept waiting by what it reads and writes."""
    threads: set[str] = set()

    async def asked() -> pincite.Reply:
        session = opened.async_session("alice")
        return await session.ask(QUESTION, on_statement=lambda _: threads.add(threading.current_thread().name))

    assert asyncio.run(asked()).answered
    assert threads == {"pincite"}


def test_a_question_that_is_given_up_is_cancelled(opened: pincite.Firm) -> None:
    async def given_up() -> None:
        await asyncio.wait_for(opened.async_session("alice").ask(QUESTION), 0)

    with pytest.raises(TimeoutError):
        asyncio.run(given_up())
    assert opened.session("alice").ask(QUESTION).answered


def _awaits_a_result(thread: threading.Thread) -> bool:
    """True while a thread waits for what another one works at."""
    frame = sys._current_frames().get(thread.ident or 0)
    while frame is not None and frame.f_code is not Future.result.__code__:
        frame = frame.f_back
    return frame is not None


def test_closing_gives_up_what_is_asked_and_the_record_says_so(firm: "Firm") -> None:
    opened = pincite.open(firm.workspace)
    begun, go_on, told = threading.Event(), threading.Event(), list[str]()

    def held(_: pincite.Statement) -> None:
        begun.set()
        go_on.wait(30)

    def asked(on_statement: Callable[[pincite.Statement], None] | None) -> None:
        with pytest.raises(WorkspaceError) as given_up:
            opened.session("alice").ask(QUESTION, on_statement=on_statement)
        told.append(str(given_up.value))

    asking = [threading.Thread(target=asked, args=(each,), daemon=True) for each in (held, None)]
    closing = threading.Thread(target=opened.close, daemon=True)
    asking[0].start()
    assert begun.wait(30)
    asking[1].start()
    while not _awaits_a_result(asking[1]):  # the second question waits for the thread that the first one holds
        time.sleep(0.01)
    closing.start()
    go_on.set()
    for each in (*asking, closing):
        each.join(30)
    assert not any(each.is_alive() for each in (*asking, closing))
    assert ["closed before this was done" in each for each in told] == [True, True]
    records: Any = firm.json("audit", "list", "-n", "2")["records"]
    # The first had its last statement when it was given up, the second was still being looked for.
    assert [(each["kind"], each["question"]) for each in records] == [("failure", QUESTION)] * 2
    contents: list[Any] = [firm.json("audit", "show", str(each["seq"]))["content"] for each in records]
    assert sorted(len(content["statements"]) for content in contents) == [0, 1]


def test_closing_ends_what_is_awaited_without_cancelling_who_awaits(firm: "Firm") -> None:
    async def awaited() -> None:
        with pincite.open(firm.workspace) as opened:
            asking = asyncio.create_task(opened.async_session("alice").ask(QUESTION))
            await asyncio.sleep(0)
        with pytest.raises(WorkspaceError, match="closed before this was done"):
            await asking

    asyncio.run(awaited())


@pytest.mark.parametrize("use", ["ask", "close"])
def test_what_would_wait_for_itself_in_on_statement_is_refused(opened: pincite.Firm, use: str) -> None:
    alice, replies = opened.session("alice"), list[pincite.Reply]()

    def again(_: pincite.Statement) -> None:
        alice.ask(QUESTION) if use == "ask" else opened.close()

    asking = threading.Thread(target=lambda: replies.append(alice.ask(QUESTION, on_statement=again)), daemon=True)
    asking.start()
    asking.join(30)
    assert not asking.is_alive()
    assert replies[0].refusal is not None
    assert "in on_statement" in replies[0].refusal.message
    assert len(replies[0].statements) == 1
    content: Any = alice.records(1)[0].content
    assert [one["text"] for one in content["statements"]] == [replies[0].statements[0].text]


@pytest.mark.parametrize(
    "error", [SystemExit(3), KeyboardInterrupt(), ValueError("mine"), asyncio.CancelledError("mine")], ids=repr
)
def test_what_on_statement_raises_is_raised_where_was_asked_and_the_firm_goes_on(
    opened: pincite.Firm, error: BaseException
) -> None:
    alice, raised = opened.session("alice"), list[BaseException]()

    def leave(_: pincite.Statement) -> None:
        raise error

    def ask() -> None:
        try:
            alice.ask(QUESTION, on_statement=leave)
        except (SystemExit, KeyboardInterrupt, ValueError, asyncio.CancelledError) as left:
            raised.append(left)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(30)
    assert raised == [error]
    last: Any = alice.records(1)[0].content
    assert "given up" in last["refusal"]
    assert len(last["statements"]) == 1
    assert alice.ask(QUESTION).answered


def test_an_exit_in_on_statement_is_raised_where_was_awaited(opened: pincite.Firm) -> None:
    def leave(_: pincite.Statement) -> None:
        raise SystemExit(3)

    async def asked() -> int:
        try:
            await opened.async_session("alice").ask(QUESTION, on_statement=leave)
        except SystemExit as left:
            return int(str(left.code))
        return 0

    assert asyncio.run(asyncio.wait_for(asked(), 30)) == 3
    assert opened.session("alice").ask(QUESTION).answered


def test_a_closed_firm_has_no_sessions(firm: "Firm") -> None:
    opened = pincite.open(firm.workspace)
    alice = opened.session("alice")
    opened.close()
    for use in (lambda: opened.session("alice"), lambda: opened.async_session(), lambda: alice.ask(QUESTION)):
        with pytest.raises(WorkspaceError, match="the firm is closed; open it again"):
            use()


def test_replies_and_records_can_be_pickled_and_sessions_cannot(opened: pincite.Firm) -> None:
    alice = opened.session("alice")
    reply = alice.ask(QUESTION)
    shown = (reply, alice.record(str(reply.audit.seq)), alice.search(QUESTION, 2), alice.documents())
    assert pickle.loads(pickle.dumps(shown)) == shown  # noqa: S301 - bytes of our own
    for bound in (alice, opened):
        with pytest.raises(TypeError, match="cannot pickle"):
            pickle.dumps(bound)


@pytest.mark.filterwarnings("ignore:.*fork")
def test_a_forked_process_is_told_to_open_the_firm_itself(opened: pincite.Firm) -> None:
    alice = opened.session("alice")
    child = os.fork()
    if child == 0:
        try:
            alice.ask(QUESTION)
        except WorkspaceError as error:
            if "before this process was forked" not in str(error):
                os._exit(2)
        try:
            opened.session("alice")
        except WorkspaceError as error:
            opened.close()
            os._exit(0 if "before this process was forked" in str(error) else 3)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert alice.ask(QUESTION).answered


def test_files_made_while_a_firm_is_open_are_private(firm: "Firm", tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        first, second = pincite.open(firm.workspace), pincite.open(firm.workspace)
        first.close()
        (tmp_path / "private").touch()
        second.close()
        (tmp_path / "open").touch()
    finally:
        os.umask(before)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("private", "open")] == [0o600, 0o644]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda session: session.search(QUESTION, 0), "k of 1 to 1,000"),
        (lambda session: session.search(QUESTION, -1), "k of 1 to 1,000"),
        (lambda session: session.search(QUESTION, 1001), "k of 1 to 1,000"),
        (lambda session: session.search(QUESTION, after=-1), "a number from 0"),
        (lambda session: session.records(-1), "count of 1 or more"),
        (lambda session: session.ask(QUESTION, mode="quotes"), "give 'quote' or 'write'"),
        (lambda session: session.ingest(matter="lease"), "at least one path"),
        (lambda session: session.ingest(".", matter="lease", labels="draft"), r"labels=\['draft'\]"),
        (lambda session: session.ask(None), "the question is of the type NoneType"),
        (lambda session: session.search(QUESTION, matter=3), "the matter is of the type int"),
        (lambda session: session.text(b"lease"), "the document is of the type bytes"),
        (lambda session: session.record(None), "the record is of the type NoneType"),
    ],
)
def test_an_argument_that_cannot_be_is_refused(
    opened: pincite.Firm, call: Callable[[pincite.Session], object], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        call(opened.session("alice"))


def test_a_session_and_a_firm_print_whose_they_are(firm: "Firm", opened: pincite.Firm) -> None:
    assert repr(opened) == f"<pincite.Firm {str(firm.workspace)!r}>"
    assert repr(opened.session("alice")) == "<pincite.Session of 'alice'>"
    assert repr(opened.async_session("alice")) == "<pincite.AsyncSession of 'alice'>"


def test_a_closed_firm_says_so(firm: "Firm") -> None:
    opened = pincite.open(firm.workspace)
    session = opened.session("alice")
    opened.close()
    opened.close()
    with pytest.raises(WorkspaceError, match="is closed"):
        session.ask(QUESTION)


def test_what_is_no_workspace_is_not_opened(tmp_path: Path) -> None:
    running = threading.active_count()
    with pytest.raises(WorkspaceError, match="there is no workspace"):
        pincite.open(tmp_path)
    deadline = time.monotonic() + 60
    while threading.active_count() > running and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= running
