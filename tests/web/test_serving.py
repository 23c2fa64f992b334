"""What holds while the server runs: workers that die, an end that is asked for, rules that change meanwhile."""

import asyncio
import html
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from tests.demonstrated import demonstrated
from tests.kept import Kept, kept
from tests.released import unheard
from tests.walk.conftest import Firm, firm_in, founded_in
from tests.web.conftest import PASSWORD, READY_SECONDS, Served, Visitor, serving, texts

from pincite.ask import Released, new_id
from pincite.errors import WorkspaceError
from pincite.serving.file import ServerFile
from pincite.serving.store import ServerStore, store_in
from pincite.serving.values import Pending
from pincite.serving.workers import WorkerFiles
from pincite.session.asking import answer
from pincite.web.answering import MOST_OF_ONE
from pincite.web.supervisor import listener_at
from pincite.wiring import open_session
from pincite.wiring.names import SERVER, WORKERS

RENT = "How much rent does the Tenant pay per month?"
TWO = "How much rent does the Tenant pay per month, and what interest does rent bear that is unpaid?"


@pytest.fixture(scope="module")
def founded_apart(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The firm at a place of its own: while a test has it, the one that all tests share is served."""
    return kept(tmp_path_factory.mktemp("apart") / "firm", founded_in)


@pytest.fixture
def firm(founded_apart: Kept, tmp_path: Path) -> Iterator[Firm]:
    with founded_apart.put_back(tmp_path / "firm") as place:
        yield firm_in(place)


@pytest.fixture
def running(firm: Firm) -> Iterator[Served]:
    """A server of the test's own, which it harms or whose rules it changes."""
    with serving(firm) as started:
        yield started


def _pending(firm: Firm, identity: str, worker: str, question: str = RENT) -> Pending:
    with open_session(firm.workspace, "alice") as session:
        since = session.firm.audit.head().seq + 1
    return Pending(identity, "alice", question, since, datetime.now(UTC), worker)


def test_a_worker_that_is_killed_is_started_again(running: Served) -> None:
    alice = running.visitor("alice")
    before = alice.ask(RENT)
    [worker] = running.processes("pincite.web.worker")
    worker.send_signal(signal.SIGKILL)
    worker.wait(READY_SECONDS)
    until = time.monotonic() + READY_SECONDS
    while not (children := running.processes("pincite.web.worker")):
        assert time.monotonic() < until
        time.sleep(0.1)
    assert children[0].pid != worker.pid
    again = alice.get(str(before.url).removeprefix(running.base))  # the cookie counts on, and the answer is there
    assert texts(again.text, r"<blockquote>(.*?)</blockquote>")


def test_a_password_is_on_the_record_before_it_is_set(running: Served) -> None:
    heads = running.firm.folder.parent / "state" / "pincite" / "heads"
    assert heads.is_dir()
    aside = heads.rename(heads.with_name("aside"))
    heads.touch()  # so that no record can be written
    link = running.link("alice").removeprefix(running.base)
    refused = Visitor(running.base).post(link, {"password": PASSWORD, "again": PASSWORD})
    assert refused.status_code == 503
    assert str(heads) not in refused.text
    heads.unlink()
    aside.rename(heads)
    assert Visitor(running.base).post("/sign-in", {"name": "alice", "password": PASSWORD}).status_code == 403
    assert Visitor(running.base).post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 303


def test_what_is_being_answered_is_named_until_it_is(served: Served) -> None:
    alice = served.visitor("alice")
    workspace = served.firm.workspace
    with store_in(workspace / SERVER) as store, WorkerFiles(workspace / WORKERS).at_work() as worker:
        store.begin(_pending(served.firm, new_id(), worker, "Is this being answered?"))
        store.begin(_pending(served.firm, new_id(), "gone", "Was this interrupted?"))
        for address in ("/", "/questions"):
            page = alice.get(address).text
            assert "Is this being answered?" in page
            assert "interrupted by a restart: ask again" in page


def test_of_a_question_whose_worker_died_its_page_says_so(served: Served) -> None:
    identity = new_id()
    alice = served.visitor("alice")
    with store_in(served.firm.workspace / SERVER) as store:
        store.begin(_pending(served.firm, identity, worker="gone"))
    page = alice.get(f"/questions/{identity}").text
    assert "The server was stopped while this was being answered" in page
    assert RENT in page


def test_one_user_does_not_take_the_server_from_others(served: Served) -> None:
    workspace = served.firm.workspace
    alice, bob = served.visitor("alice"), served.visitor("bob")
    with store_in(workspace / SERVER) as store, WorkerFiles(workspace / WORKERS).at_work() as worker:
        for _ in range(MOST_OF_ONE):
            store.begin(_pending(served.firm, new_id(), worker))
        store.begin(_pending(served.firm, new_id(), worker="gone"))
        refused = alice.post("/questions", {"question": RENT, "form_token": alice.form_token()})
        assert refused.status_code == 429
        assert f"{MOST_OF_ONE} questions of yours are being answered already" in refused.text
        assert "$915" in bob.ask("What is the price of each pump?").text
    # Their worker has ended, so they are being answered no longer.
    assert "$4,200" in alice.ask(RENT).text


def test_what_is_being_answered_is_finished_when_the_server_is_told_to_end(firm: Firm) -> None:
    with serving(firm) as started:
        alice = started.visitor("alice")
        sent = {"question": RENT, "form_token": alice.form_token()}
        identity = alice.post("/questions", sent).headers["location"].rpartition("/")[2]
        started.process.send_signal(signal.SIGTERM)
        assert started.process.wait(READY_SECONDS) == 0
    recorded = firm.json("audit", "show", identity)
    assert recorded["kind"] == "answer"
    firm.run("audit", "verify")


def test_workers_end_with_a_supervisor_that_is_killed(firm: Firm) -> None:
    with serving(firm) as started:
        [worker] = started.processes("pincite.web.worker")
        started.process.kill()
        worker.wait(READY_SECONDS)
        assert not worker.is_running()


def test_a_wall_that_is_raised_while_sentences_appear_closes_the_rest(running: Served) -> None:
    """The walk runs here, so that the wall stands between its first sentence and the next."""
    identity, firm = new_id(), running.firm
    alice = running.visitor("alice")
    headers = {"cookie": f"__Host-pincite={alice.cookie}"}
    file = ServerFile(firm.workspace / SERVER)
    store = ServerStore(file)
    shown: list[str] = []

    async def release(released: Released) -> None:
        shown.append(released.support.statement.text)
        store.note_released(identity, released.number)
        if released.number == 1:
            firm.run("access", "wall", "add", "alice", "--matter", "lease")

    with closing(file), WorkerFiles(firm.workspace / WORKERS).at_work() as worker:
        store.begin(_pending(firm, identity, worker, TWO))
        address = f"{running.base}/questions/{identity}"
        with httpx2.stream("GET", address, headers=headers, timeout=READY_SECONDS) as response:
            pieces = response.iter_text()
            begun = _until(pieces, "</h1>")  # whoever asks for it after the wall gets no page at all
            with open_session(firm.workspace, "alice") as session:
                reply = asyncio.run(answer(session, TWO, release=release, reply_id=identity))
            store.end(identity)
            written = begun + "".join(pieces)
    assert reply.refusal is not None
    assert len(shown) == 1
    assert len(texts(written, r"<blockquote>(.*?)</blockquote>")) <= 1
    assert "closed to you" in written
    later = alice.get(f"/questions/{identity}")
    assert later.status_code == 404
    assert shown[0] not in later.text


def test_a_sentence_that_is_recorded_is_shown_once_it_is_released(served: Served) -> None:
    identity, firm = new_id(), served.firm
    headers = {"cookie": f"__Host-pincite={served.visitor('alice').cookie}"}
    file = ServerFile(firm.workspace / SERVER)
    store = ServerStore(file)
    with closing(file), WorkerFiles(firm.workspace / WORKERS).at_work() as worker:
        store.begin(_pending(firm, identity, worker, TWO))
        with open_session(firm.workspace, "alice") as session:
            reply = asyncio.run(answer(session, TWO, release=unheard, reply_id=identity))
        first, second = (" ".join(support.statement.text.split()) for support in reply.statements)
        address = f"{served.base}/questions/{identity}"
        with httpx2.stream("GET", address, headers=headers, timeout=READY_SECONDS) as response:
            pieces = response.iter_text()
            store.note_released(identity, 1)  # the other one is on the record already
            written = _until(pieces, first)
            assert second not in written
            store.note_released(identity, 2)
            _until(pieces, second)
            store.end(identity)
            assert first not in "".join(pieces)


def _until(pieces: Iterator[str], words: str) -> str:
    """What a page has until these words come."""
    written = ""
    for piece in pieces:
        written += piece
        if words in html.unescape(written):
            return written
    raise AssertionError(f"the page ended without {words!r}")


def test_the_page_is_served_to_this_machine_alone(firm: Firm) -> None:
    for address in ("0.0.0.0", "::", "192.0.2.1", "example.org"):  # noqa: S104 - refused
        refused = firm.run("serve", "--address", address, status=1).output
        assert "passwords would travel in the clear" in refused


def test_only_the_owner_serves_and_makes_links(firm: Firm) -> None:
    for options in ((), ("--link", "bob")):
        assert "owner" in firm.run("--as", "alice", "serve", *options, status=1).output


def test_without_a_server_a_link_says_what_it_takes_for_granted(firm: Firm) -> None:
    made = firm.run("serve", "--link", "alice")
    assert made.stdout.startswith("http://127.0.0.1:8642/welcome/")
    assert "no server runs over this workspace at the moment" in made.stderr


def test_no_link_is_made_for_somebody_unknown(firm: Firm) -> None:
    assert "nobody named 'nobody' is known" in firm.run("serve", "--link", "nobody", status=1).output


def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    with listener_at("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(WorkspaceError, match=f"nothing can listen at 127.0.0.1 port {port}"):
            listener_at("127.0.0.1", port)


def test_files_of_the_server_are_its_accounts_alone(served: Served) -> None:
    assert httpx2.get(f"{served.base}/live", timeout=READY_SECONDS).text == "live\n"
    for path in (served.firm.workspace / SERVER, served.firm.workspace / WORKERS):
        assert path.stat().st_mode & 0o077 == 0


def test_the_demo_gives_each_lawyer_a_link(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    command = [sys.executable, "-m", "pincite", "demo", "--serve", "--port", "0", "--workspace"]
    with (
        demonstrated(tmp_path_factory).copied_to(tmp_path) as workspace,
        subprocess.Popen(
            [*command, str(workspace)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        ) as process,
    ):
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line.strip())
            if line.startswith("Ctrl-C"):
                process.terminate()
    assert process.returncode == 0, lines
    for user in ("ines.varga", "maud.ellery"):
        assert "/welcome/" in lines[lines.index(user) + 1]
