"""Sending files through the interface for programs: the same store and the same rules as on the page."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import httpx2
import pytest
from tests.web.conftest import READY_SECONDS, Served
from tests.web.test_adding import BROKEN, kill, note, until, words_kept

from pincite.client import ApiError, Client, ConnectionLost
from pincite.client.models import Delivery
from pincite.serving.file import ServerFile
from pincite.serving.tokens import new_secret
from pincite.wiring.names import SERVER

pytestmark = pytest.mark.timeout(600)

PROBLEM = "application/problem+json"


def token(served: Served, user: str, *options: str) -> str:
    """The secret of a new token, for everything and for sending if no option says else."""
    scopes = () if "--scope" in options else ("--scope", "add", "--scope", "read")
    return served.firm.run("--as", user, "token", "make", new_secret()[-20:], *scopes, *options).stdout.strip()


@pytest.fixture(scope="module")
def alice(served: Served) -> Iterator[Client]:
    with Client(served.base, token(served, "alice")) as client:
        yield client


def finished(client: Client, delivery: str) -> Delivery:
    found: list[Delivery] = []

    def is_done() -> bool:
        found.append(client.delivery(delivery))
        return found[-1].state not in ("open", "waiting", "reading")

    until(is_done)
    return found[-1]


def refused(made: Callable[[], object]) -> tuple[int, str]:
    """The status and the sentence of what is refused."""
    with pytest.raises(ApiError) as error:
        made()
    return error.value.status, str(error.value)


def test_a_program_sends_files_and_reads_why_one_failed(served: Served, alice: Client, tmp_path: Path) -> None:
    delivery = alice.begin_delivery("lease", labels=["privileged"])
    assert (delivery.state, delivery.matter, delivery.labels) == ("open", "lease", ["privileged"])
    for name, content in (("note.txt", note(0)), ("scan.pdf", BROKEN), ("short.txt", note(1))):
        (tmp_path / name).write_bytes(content)
        if name != "short.txt":
            sent = alice.send_file(delivery.id, tmp_path / name, f"By program/{name}")
            assert (sent.state, sent.received, sent.name) == ("whole", len(content), f"By program/{name}")
    half = alice.announce_file(delivery.id, "By program/short.txt", 1000)
    assert alice.send_piece(half.id, 0, b"half").received == 4
    assert [one.name for one in alice.delivered_files(delivery.id, state="coming").files] == ["By program/short.txt"]
    assert alice.close_delivery(delivery.id).state in ("waiting", "reading", "done")
    done = finished(alice, delivery.id)
    assert (done.files.read, done.files.failed, done.said) == (1, 2, "1 of 3 files was read; 2 could not be.")
    failed = alice.delivered_files(delivery.id, limit=1)
    rest = alice.delivered_files(delivery.id, cursor=failed.next)
    assert [one.name for one in (*failed.files, *rest.files)] == ["By program/scan.pdf", "By program/short.txt"]
    assert rest.next is None
    assert failed.files[0].note
    assert "did not come whole" in str(rest.files[0].note)
    documents = [one for one in alice.documents(limit=200).documents if one.path.endswith("/By program/note.txt")]
    assert [one.labels for one in documents] == [["privileged"]]
    assert (done.again, alice.read_again(delivery.id).state) == (1, "waiting")
    assert finished(alice, delivery.id).files.failed == 2
    assert delivery.id in [one.id for one in alice.deliveries().deliveries]
    assert words_kept(served, "By program/scan.pdf") == {"By program/scan.pdf"}
    alice.drop_delivery(delivery.id)
    assert words_kept(served, "By program/scan.pdf") == set()
    assert refused(lambda: alice.delivery(delivery.id))[0] == 404
    with Client(served.base, token(served, "alice", "--scope", "record")) as auditing:
        recorded = [one for one in auditing.records(limit=50).records if one.facts.get("sent")]
    assert recorded[0].actor.startswith("token:")


def test_what_was_acknowledged_is_there_when_the_process_dies_that_took_it(
    served: Served, alice: Client, tmp_path: Path
) -> None:
    content = b"NOTE\n\n1. The small office closes at noon.\n" * 50_000
    (tmp_path / "big.txt").write_bytes(content)
    delivery = alice.begin_delivery("lease").id
    file = alice.announce_file(delivery, "big.txt", len(content))
    assert alice.send_piece(file.id, 0, content[:1_000_000]).received == 1_000_000
    kill(served, "pincite.web.worker")
    assert alice.announce_file(delivery, "big.txt", len(content)) == alice.upload(file.id)
    status, said = refused(lambda: alice.send_piece(file.id, 5, b"out of step"))
    assert (status, "has 1,000,000 bytes so far" in said) == (409, True)
    with Client(served.base, token(served, "alice"), transport=_Losing(3)) as losing:
        losing.pause = 0
        assert losing.send_file(delivery, tmp_path / "big.txt").received == len(content)
    assert (served.firm.workspace / "uploads" / file.id).read_bytes() == content
    alice.drop_delivery(delivery)
    assert not (served.firm.workspace / "uploads" / file.id).exists()
    other = alice.begin_delivery("lease").id
    with Client(served.base, token(served, "alice"), transport=_Losing(99)) as losing:
        losing.pause = 0
        with pytest.raises(ConnectionLost):
            losing.send_file(other, tmp_path / "big.txt")
    alice.drop_delivery(other)


class _Losing(httpx2.BaseTransport):
    """A line that breaks so many times: now before a piece arrives, now after it, so that nobody hears of it."""

    def __init__(self, times: int) -> None:
        self._inner, self._times = httpx2.HTTPTransport(), times

    def close(self) -> None:
        self._inner.close()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.method != "PATCH" or self._times == 0:
            return self._inner.handle_request(request)
        self._times -= 1
        if self._times % 2 and self._times < 50:
            self._inner.handle_request(request).read()
        raise httpx2.ReadError("the line broke")


def test_what_may_not_be_sent_is_refused_as_on_the_page(served: Served, alice: Client) -> None:
    hidden, missing = (refused(partial(alice.begin_delivery, name)) for name in ("supply", "none"))
    assert hidden == missing
    assert hidden[0] == 404
    delivery = alice.begin_delivery("lease").id
    for name, size, said in (
        ("a.txt", 0, "is empty"), ("a.txt", 2_000_000_000, "512 MB"), ("../a.txt", 5, "leads out"),
        ("/etc/passwd", 5, "begins at the root"), ("C:\\a.txt", 5, "begins at the root"),
        ("a/" * 40 + "a", 5, "too long"), ("Binder/.DS_Store", 5, "computer made this file"),
    ):  # fmt: skip
        status, sentence = refused(partial(alice.announce_file, delivery, name, size))
        assert (status, said in sentence) == (422, True), (name, sentence)
    assert alice.announce_file(delivery, "Note\u202efdp.exe", 5).name == "Notefdp.exe"
    file = alice.announce_file(delivery, "long.txt", 5)
    assert refused(lambda: alice.send_piece(file.id, 0, b"more than five"))[0] == 422
    status, sentence = refused(lambda: alice.close_delivery(delivery))
    assert (status, "No file has come whole yet" in sentence) == (422, True)
    with Client(served.base, token(served, "bob")) as bob:
        for of_another, of_nobody in (
            (lambda: bob.delivery(delivery), lambda: bob.delivery("none")),
            (lambda: bob.announce_file(delivery, "a", 5), lambda: bob.announce_file("none", "a", 5)),
            (lambda: bob.upload(file.id), lambda: bob.upload("none")),
            (lambda: bob.send_piece(file.id, 0, b"mine"), lambda: bob.send_piece("none", 0, b"mine")),
            (lambda: bob.close_delivery(delivery), lambda: bob.close_delivery("none")),
            (lambda: bob.stop_delivery(delivery), lambda: bob.stop_delivery("none")),
            (lambda: bob.read_again(delivery), lambda: bob.read_again("none")),
            (lambda: bob.delivered_files(delivery), lambda: bob.delivered_files("none")),
            (lambda: bob.drop_delivery(delivery), lambda: bob.drop_delivery("none")),
        ):
            assert refused(of_another) == refused(of_nobody)
            assert refused(of_another)[0] == 404
        assert bob.deliveries().deliveries == []
    alice.drop_delivery(delivery)


def test_a_token_sends_within_its_scope_and_its_matters_alone(served: Served, alice: Client) -> None:
    with Client(served.base, token(served, "alice", "--scope", "read")) as reading:
        assert refused(lambda: reading.begin_delivery("lease"))[0] == 403
    usual = served.firm.run("--as", "alice", "token", "make", "usual").stdout.strip()
    with Client(served.base, usual) as client:
        assert "add" not in client.token().scopes
        assert refused(lambda: client.deliveries())[0] == 403
    owner = str(served.firm.json("audit", "show", "1")["user"])
    with Client(served.base, token(served, owner, "--matter", "supply")) as limited:
        begun = limited.begin_delivery("supply").id
        assert refused(lambda: limited.begin_delivery("lease"))[0] == 404
        with Client(served.base, token(served, owner)) as whole:
            other = whole.begin_delivery("lease").id
            assert refused(lambda: limited.delivery(other)) == refused(lambda: limited.delivery("none"))
            assert [one.id for one in limited.deliveries().deliveries] == [begun]
            whole.drop_delivery(other)
        limited.drop_delivery(begun)


def test_a_delivery_to_a_matter_that_is_closed_by_now_is_none(served: Served, alice: Client) -> None:
    delivery = alice.begin_delivery("lease").id
    file = alice.announce_file(delivery, "a.txt", 5)
    served.firm.run("access", "wall", "add", "alice", "--matter", "lease")
    try:
        assert refused(lambda: alice.send_piece(file.id, 0, b"words")) == refused(lambda: alice.upload("none"))
        assert refused(lambda: alice.close_delivery(delivery))[0] == 404
        assert alice.deliveries().deliveries == []
    finally:
        served.firm.run("access", "wall", "remove", "alice", "--matter", "lease")
    alice.drop_delivery(delivery)


def test_a_delivery_with_a_key_is_begun_once(alice: Client) -> None:
    key = new_secret()
    first, again = (alice.begin_delivery("lease", idempotency_key=key) for _ in range(2))
    assert first == again
    assert refused(lambda: alice.begin_delivery("lease", idempotency_key=key, labels=["draft"]))[0] == 422
    alice.drop_delivery(first.id)


def test_a_disk_without_room_is_a_problem_of_its_own(served: Served, alice: Client) -> None:
    delivery = alice.begin_delivery("lease").id
    with closing(ServerFile(served.firm.workspace / SERVER)) as file, file.changing() as db:
        row = ("0" * 32, "of another", "announced.txt", 10**18, 1, "coming", "", 0)
        db.execute("INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    try:
        with pytest.raises(ApiError, match="no room for this file") as error:
            alice.announce_file(delivery, "a.txt", 5)
        assert (error.value.status, error.value.problem.type) == (507, "urn:pincite:problem:no-room")
    finally:
        with closing(ServerFile(served.firm.workspace / SERVER)) as file, file.changing() as db:
            db.execute("DELETE FROM upload WHERE id = ?", ("0" * 32,))
    alice.drop_delivery(delivery)


def test_a_piece_may_be_larger_than_a_form_and_take_longer(served: Served, alice: Client) -> None:
    """What limits forms of the page, in bytes and in seconds, does not limit files."""
    size = 20_000_000
    delivery = alice.begin_delivery("lease").id
    file = alice.announce_file(delivery, "large.txt", size)

    def slowly() -> Iterator[bytes]:
        for number in range(20):
            yield bytes(size // 20)
            time.sleep(0.05 if number else 0)

    sent = httpx2.patch(
        f"{served.base}/api/v1/uploads/{file.id}",
        content=slowly(),
        headers={"authorization": f"Bearer {token(served, 'alice')}", "upload-offset": "0"},
        timeout=READY_SECONDS,
    )
    assert (sent.status_code, sent.json()["received"]) == (200, size)
    alice.drop_delivery(delivery)
