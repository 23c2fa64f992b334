"""What is taken of the pieces of files that somebody sends: only what is expected, for as long as they may send it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send
from tests.kept import Kept, kept
from tests.object_server import ours
from tests.walk.conftest import firm_in, founded_in
from tests.web.here import Page, opened

from pincite.objects.bucket import Bucket
from pincite.serving.deliveries import Deliveries
from pincite.serving.jobs import Jobs
from pincite.serving.once import Once, digest_of
from pincite.serving.uploads import LONGEST_PIECE, Uploads
from pincite.serving.watching import Watching
from pincite.serving.workers import WorkerFiles
from pincite.web import sending
from pincite.web.api.schemas import DeliveryRequest
from pincite.web.ingesting import Ingesting
from pincite.web.limits import LEAST_BYTES, Timely
from pincite.web.places import TAKING
from pincite.wiring.names import UPLOADS, WORKERS


@pytest.fixture(scope="module")
def sending_firm(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept(tmp_path_factory.mktemp("sending") / "firm", founded_in)


@pytest.fixture
def page(sending_firm: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with (
        sending_firm.put_back(tmp_path_factory.mktemp("page") / "firm") as place,
        opened(firm_in(place)) as page,
    ):
        yield page


def read(page: Page, bucket: Bucket | None = None) -> None:
    """Read what waits, as the process that reads does."""
    with WorkerFiles(page.firm.workspace / WORKERS).at_work() as worker:
        jobs = Jobs(page.file, WorkerFiles(page.firm.workspace / WORKERS), worker)
        uploads = Uploads(page.firm.workspace / UPLOADS, Deliveries(page.file), bucket=bucket)
        ingesting = Ingesting(
            page.workspace, jobs, uploads, Watching(page.file), lambda: page.workspace.signed_in("alice")
        )
        while asyncio.run(ingesting.step()):
            pass


class Program:
    """A program of somebody's, which sends files."""

    def __init__(self, page: Page, user: str, name: str = "sender", *options: str) -> None:
        self.page = page
        made = page.firm.json("token", "make", name, "--scope", "add", *options, "--as", user)
        self.id = str(made["id"])
        self.headers = {"authorization": f"Bearer {made['token']}", "host": "127.0.0.1"}
        self.taken = 0

    def post(self, address: str, **body: object) -> tuple[int, str]:
        """The status and the id, or the sentence, that a request gives."""
        response = self.page.client.post(f"/api/v1{address}", headers=self.headers, json=body or None)
        return response.status_code, str(response.json().get("id") or response.json()["detail"])

    def announced(self, matter: str, size: int) -> str:
        """The id of a file that is announced."""
        _, delivery = self.post("/deliveries", matter=matter)
        status, upload = self.post(f"/deliveries/{delivery}/files", name="note.txt", size=size)
        assert status == 201, upload
        return upload

    def sent(self, matter: str, **files: bytes) -> str:
        """The id of a delivery of text files, which is closed, and read."""
        _, delivery = self.post("/deliveries", matter=matter)
        for name, content in files.items():
            _, upload = self.post(f"/deliveries/{delivery}/files", name=f"Deal/{name}.txt", size=len(content))
            assert self.sends(upload, content) == 200
        assert self.post(f"/deliveries/{delivery}/close")[0] == 200
        read(self.page)
        return delivery

    def said(self, delivery: str) -> str:
        """Where a delivery stands."""
        found = self.page.client.get(f"/api/v1/deliveries/{delivery}", headers=self.headers).json()
        return str(found.get("said", found.get("detail")))

    def received(self, upload: str) -> int:
        """The bytes of it that are acknowledged."""
        return int(self.page.client.get(f"/api/v1/uploads/{upload}", headers=self.headers).json()["received"])

    def sends(self, upload: str, *parts: bytes, offset: int = 0, length: int | None = None) -> int:
        """The status of sending these parts of a piece; `taken` says of how many the server asked."""

        async def given(number: int) -> bytes:
            return parts[number]

        return self.begins(upload, len(parts), given, offset, length).result()

    def begins(
        self,
        upload: str,
        count: int,
        given: Callable[[int], Awaitable[bytes]],
        offset: int = 0,
        length: int | None = None,
    ) -> "Future[int]":
        """The status of sending so many parts, each of which `given` gives once the server asks for it."""
        address = f"/api/v1/uploads/{upload}"
        headers = self.headers | {"upload-offset": str(offset), "content-type": "application/octet-stream"}
        headers |= {} if length is None else {"content-length": str(length)}
        scope = {
            "type": "http", "http_version": "1.1", "method": "PATCH", "scheme": "http", "path": address,
            "raw_path": address.encode(), "query_string": b"", "root_path": "", "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 9), "headers": [(name.encode(), one.encode()) for name, one in headers.items()],
        }  # fmt: skip
        self.taken = 0

        async def receive() -> Message:
            self.taken += 1
            part = await given(self.taken - 1)
            return {"type": "http.request", "body": part, "more_body": self.taken < count}

        async def status() -> int:
            found: list[int] = []

            async def send(message: Message) -> None:
                if message["type"] == "http.response.start":
                    found.append(message["status"])

            await self.page.client.app(scope, receive, send)
            return found[0]

        assert self.page.client.portal is not None
        return self.page.client.portal.start_task_soon(status)


def test_nothing_is_read_of_a_piece_that_is_too_large_or_begins_elsewhere(page: Page) -> None:
    alice = Program(page, "alice")
    upload = alice.announced("lease", 5)
    assert (alice.sends(upload, b"x", b"x", length=500_000_000), alice.taken) == (422, 0)
    assert (alice.sends(upload, b"x", b"x", offset=3), alice.taken) == (409, 0)
    assert (alice.sends(upload, b"wor", b"ds", length=5), alice.taken) == (200, 2)


def test_a_piece_that_does_not_say_how_large_it_is_ends_with_the_first_byte_too_many(page: Page) -> None:
    alice = Program(page, "alice")
    upload = alice.announced("lease", 1)
    assert (alice.sends(upload, *[b"x"] * 9), alice.taken) == (422, 2)


def test_one_person_sends_few_pieces_at_once_and_others_go_on(page: Page) -> None:
    alice, bob = Program(page, "alice"), Program(page, "bob")
    upload, other = alice.announced("lease", 5), bob.announced("supply", 5)
    going, begun = asyncio.Event(), list[int]()

    async def late(number: int) -> bytes:
        begun.append(number)
        await going.wait()
        return b""

    assert page.client.portal is not None
    held = [alice.begins(upload, 1, late) for _ in range(TAKING.each + 6)]
    while TAKING.wanted_by("alice") < TAKING.each + 6 or len(begun) < TAKING.each:
        page.client.portal.call(asyncio.sleep, 0.01)
    assert (alice.sends(upload, b"words"), alice.taken) == (429, 0)
    assert bob.sends(other, b"words") == 200
    page.client.portal.call(going.set)
    assert {each.result() for each in held} == {200}
    assert alice.sends(upload, b"words") == 200


def test_what_has_come_is_on_the_disk_before_much_of_it_is_in_memory(page: Page) -> None:
    alice = Program(page, "alice")
    upload = alice.announced("lease", 3 * LONGEST_PIECE)
    stood: list[int] = []

    async def given(_: int) -> bytes:
        stood.append(await asyncio.to_thread(lambda: page_received(page, upload)))
        return bytes(LONGEST_PIECE)

    assert alice.begins(upload, 3, given).result() == 200
    assert stood == [0, LONGEST_PIECE, 2 * LONGEST_PIECE]
    assert LONGEST_PIECE <= 256 * 1024


def page_received(page: Page, upload: str) -> int:
    with page.file.reading() as db:
        [received] = db.execute("SELECT received FROM upload WHERE id = ?", (upload,)).fetchone()
    return int(received)


@pytest.mark.parametrize("how", ["token", "role", "wall"])
def test_who_is_shut_out_while_they_send_sends_no_more(page: Page, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(sending, "LOOKED_EVERY", 0.0)
    alice = Program(page, "alice")
    upload = alice.announced("lease", 100)
    commands = {
        "token": ("token", "revoke", alice.id, "--as", "alice"),
        "role": ("access", "role", "add", "alice", "auditor"),
        "wall": ("access", "wall", "add", "alice", "--matter", "lease"),
    }

    async def given(number: int) -> bytes:
        if number == 1:
            await asyncio.to_thread(page.firm.run, *commands[how])
        return b"x"

    status = alice.begins(upload, 100, given).result()
    assert (status, alice.taken) == ({"token": 401, "role": 403, "wall": 404}[how], 2)
    if how == "role":
        assert alice.post("/deliveries", matter="lease")[0] == 403
        assert page_received(page, upload) == 0


def test_who_lost_the_right_to_add_announces_and_sends_nothing_more(page: Page) -> None:
    alice = Program(page, "alice")
    _, delivery = alice.post("/deliveries", matter="lease")
    _, upload = alice.post(f"/deliveries/{delivery}/files", name="q.txt", size=4)
    page.firm.run("access", "role", "add", "alice", "auditor")
    assert alice.post(f"/deliveries/{delivery}/files", name="r.txt", size=4)[0] == 403
    assert (alice.sends(upload, b"word"), alice.taken) == (403, 0)


async def _drained(scope: Scope, receive: Receive, _: Send) -> None:
    while (await receive())["more_body"]:
        pass


async def _sent(_: Message) -> None:
    raise AssertionError("nothing is answered here")


def test_of_a_file_so_much_has_to_come_in_the_time_of_a_form() -> None:
    scope = {"type": "http", "path": "/api/v1/uploads/x"}
    came = [0, 0]

    async def dripping() -> Message:
        await asyncio.sleep(0.05)
        came[0] += 1
        return {"type": "http.request", "body": b"x", "more_body": True}

    with pytest.raises(HTTPException, match="took too long"):
        asyncio.run(Timely(_drained, 0.5)(scope, dripping, _sent))
    assert came[0] < LEAST_BYTES

    async def flowing() -> Message:
        await asyncio.sleep(0.5)
        came[1] += 1
        return {"type": "http.request", "body": bytes(LEAST_BYTES), "more_body": came[1] < 6}

    asyncio.run(Timely(_drained, 60.0)(scope, flowing, _sent))
    assert came[1] == 6


NOTE = b"NOTE\n\n1. HOURS\n\n1.1 Hours. The small office closes at noon.\n"


def test_a_limited_token_learns_nothing_of_other_matters_from_what_it_sends(page: Page) -> None:
    whole = Program(page, "alice")
    limited = Program(page, "alice", "limited", "--matter", "lease")
    page.firm.run("access", "matter", "add", "closed")
    page.firm.run("access", "grant", "alice", "--matter", "closed")
    before = whole.sent("lease", secret=NOTE)
    [document] = [one["document"] for one in page.firm.documents("alice") if one["path"].endswith("secret.txt")]
    page.firm.run("move", document, "--matter", "closed", "--as", "alice")
    delivery = limited.sent("lease", secret=NOTE + b"\n1.2 It is shut.\n")
    assert limited.said(delivery) == limited.said(limited.sent("lease", free=NOTE)) == "1 of 1 files was read."
    recorded = [one for one in page.workspace.audit.entries(backwards=True) if one.facts.get("documents")]
    assert {one.actor for one in recorded if one.kind == "ingest" and one.user == "alice"} == {
        f"token:{limited.id}",
        f"token:{whole.id}",
    }
    assert limited.said(before) == limited.said("none")
    again = whole.sent("lease", secret=NOTE)
    assert limited.said(again) == limited.said("none")
    assert whole.said(delivery) != whole.said("none")


def test_a_delivery_that_is_closed_again_is_on_the_record_once(page: Page) -> None:
    alice = Program(page, "alice")
    delivery = alice.sent("lease", note=NOTE)
    for _ in range(3):
        assert alice.post(f"/deliveries/{delivery}/close")[0] == 422
    assert len([one for one in page.workspace.audit.entries() if one.facts.get("sent")]) == 1


def test_a_key_of_which_a_worker_died_begins_a_delivery(page: Page) -> None:
    alice = Program(page, "alice")
    sent = digest_of("deliveries", alice.id, DeliveryRequest(matter="lease", labels=None).model_dump())
    Once(page.file, lambda _: False).claim("alice", "died", sent, "neverbegunxx", "dead", page.workspace.now())
    alice.headers["idempotency-key"] = "died"
    status, begun = alice.post("/deliveries", matter="lease")
    assert (status, begun) == (201, begun)
    assert alice.post("/deliveries", matter="lease") == (201, begun)
    page.client.delete(f"/api/v1/deliveries/{begun}", headers=alice.headers)
    assert alice.post("/deliveries", matter="lease")[0] == 404


def test_the_page_of_a_delivery_to_a_matter_that_is_closed_by_now_is_none(page: Page) -> None:
    alice, program = page.by("alice"), Program(page, "alice")
    delivery = alice.send("/deliveries", matter="lease").json()["id"]
    _, upload = program.post(f"/deliveries/{delivery}/files", name="a.txt", size=5)
    assert alice.head(f"/uploads/{upload}") == 200
    page.firm.run("access", "wall", "add", "alice", "--matter", "lease")
    assert alice.head(f"/uploads/{upload}") == alice.head("/uploads/none") == 404
    for what in ("stop", "again", "refused", "close", "drop"):
        hidden, missing = (
            alice.send(f"/deliveries/{one}/{what}", name="a.txt", why="it is torn")
            for one in (delivery, "AAAAAAAAAAAA")
        )
        assert (hidden.status_code, hidden.text) == (404, missing.text.replace("AAAAAAAAAAAA", delivery)), what


def test_a_shared_file_that_somebody_replaced_is_refused_and_the_others_are_read(page: Page) -> None:
    deliveries, now = Deliveries(page.file), page.workspace.now()
    with ours() as (server, _):
        bucket = Bucket(server.fresh())
        there = Uploads(page.firm.workspace.parent / "another server", deliveries, 0, bucket)
        delivery = deliveries.begin("alice", "lease", (), now)
        for name, words in (("rent.txt", b"The rent is $7,100 a month."), ("fee.txt", b"The fee is $310 a year.")):
            upload = deliveries.announce(delivery.id, "alice", name, len(words), now)
            there.append(upload, "alice", 0, words, now)
        bucket.put(f"uploads/{upload.id}", b"The fee is $999 a year.")
        deliveries.close(delivery.id, "alice", now)
        read(page, bucket)
        [refused] = deliveries.uploads(delivery.id, "failed")
        assert (refused.name, "is not the file that was sent" in refused.note) == ("fee.txt", True)
        deliveries.again(delivery.id, "alice", now)
        read(page, bucket)
    said = Program(page, "alice").said(delivery.id)
    assert said.startswith("1 of 2 files was read"), said


def test_who_waits_is_told_of_others_without_a_number(page: Page) -> None:
    alice, bob = Program(page, "alice"), Program(page, "bob")
    for program, matter in ((alice, "lease"), (alice, "lease"), (bob, "supply")):
        upload = program.announced(matter, 5)
        assert program.sends(upload, b"words") == 200
    for user in ("alice", "bob"):
        for one in Deliveries(page.file).listed(user):
            Deliveries(page.file).close(one.id, user, page.workspace.now())
    [last] = Deliveries(page.file).listed("bob")
    assert bob.said(last.id) == "Waiting: other files are read first."


@pytest.mark.parametrize(
    ("name", "size", "sentence"),
    [
        ("big.pdf", 2_000_000_000, "mb: split it"),
        ("none.txt", 0, "is empty"),
        ("../../etc/passwd", 10, ""),
        (".DS_Store", 10, "only a computer made this file"),
    ],
)
def test_a_file_that_is_refused_has_a_sentence_a_status_and_a_record(
    page: Page, name: str, size: int, sentence: str
) -> None:
    program = Program(page, "alice")
    _, delivery = program.post("/deliveries", matter="lease")
    status, said = program.post(f"/deliveries/{delivery}/files", name=name, size=size)
    assert (status, sentence in said.casefold()) == (422, True), said
    found = page.firm.json("audit", "list", "-n", "1")["records"]
    [newest] = found if isinstance(found, list) else []
    record = page.firm.json("audit", "show", str(newest["seq"]))
    assert (record["kind"], record["user"]) == ("failure", "alice")
    content = record["content"]
    assert isinstance(content, dict)
    assert (content["file"], content["matter"]) == (name, "lease")
    assert str(content["error"]).casefold() == said.casefold().rstrip(".")
    assert page.firm.run("audit", "show", str(newest["seq"]), "--as", "bob", status=1)


def test_a_piece_at_the_wrong_place_is_no_refusal(page: Page) -> None:
    program = Program(page, "alice")
    upload = program.announced("lease", 10)
    before = page.firm.json("audit", "head")["seq"]
    headers = {**program.headers, "upload-offset": "5"}
    assert page.client.patch(f"/api/v1/uploads/{upload}", headers=headers, content=b"x").status_code == 409
    assert page.firm.json("audit", "head")["seq"] == before
