"""How much of what is dear a worker does at once: beyond that, whoever asks is told so, and pages go on."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, closing

import httpx2
import pytest
from starlette.testclient import TestClient
from starlette.types import Message
from tests.kept import keys_in
from tests.leaks.served import server_over
from tests.walk.conftest import Firm, founded_in

from pincite.errors import BusyError
from pincite.serving.file import ServerFile
from pincite.serving.store import ServerStore
from pincite.serving.workers import WorkerFiles
from pincite.web.app import app_over
from pincite.web.cookies import COOKIE
from pincite.web.places import AMENDING, COMPARING, DRAWING, SENDING, SIGNING_IN, Places, machine_of, network_of
from pincite.web.server import Server
from pincite.wiring import open_workspace
from pincite.wiring.names import SERVER, WORKERS


class Browser:
    """Alice's."""

    def __init__(self, client: TestClient, secret: str) -> None:
        self._client, self._headers = client, {"cookie": f"{COOKIE}={secret}"}

    def get(self, address: str) -> httpx2.Response:
        return self._client.get(address, headers=self._headers)

    def sends(self, token: str) -> tuple[int, int]:
        """The status of sending the form for whole files, and how many pieces of it were taken after its token."""
        begins = f'--b\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{token}\r\n--b\r\n'.encode()
        headers = self._headers | {
            "host": "127.0.0.1", "content-type": "multipart/form-data; boundary=b", "content-length": "2000",
        }  # fmt: skip
        scope = {
            "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/deliveries/at-once",
            "raw_path": b"/deliveries/at-once", "query_string": b"", "root_path": "", "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 9), "headers": [(name.encode(), one.encode()) for name, one in headers.items()],
        }  # fmt: skip
        statuses: list[int] = []
        pieces = [begins, *(b"x" * 100 for _ in range(4))]

        async def receive() -> Message:
            piece = pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        assert self._client.portal is not None
        self._client.portal.call(self._client.app, scope, receive, send)
        return statuses[0], 4 - len(pieces)

    def sends_bytes(self, body: bytes) -> httpx2.Response:
        """What sending other bytes there gives."""
        headers = self._headers | {"content-type": "multipart/form-data; boundary=b"}
        return self._client.post("/deliveries/at-once", content=body, headers=headers)


@pytest.fixture(scope="module")
def standing_firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    place = tmp_path_factory.mktemp("places")
    with keys_in(place):
        yield founded_in(place)


@pytest.fixture
def alice(standing_firm: Firm) -> Iterator[Browser]:
    with (
        open_workspace(standing_firm.workspace, create=False) as workspace,
        WorkerFiles(standing_firm.workspace / WORKERS).at_work() as worker,
        closing(ServerFile(standing_firm.workspace / SERVER)) as file,
    ):
        store = ServerStore(file)

        @asynccontextmanager
        async def opening() -> AsyncIterator[Server]:
            yield server_over(workspace, file, store, worker)

        with TestClient(app_over(opening), base_url="http://127.0.0.1") as client:
            yield Browser(client, store.sign_in("alice", workspace.now()))


def test_places_are_few_for_one_and_few_for_all_and_come_free() -> None:
    places = Places("walks are being taken", each=2, all_users=3)
    with ExitStack() as held:
        for user in ("ines", "ines", "rolf"):
            held.enter_context(places.taken(user))
        with pytest.raises(BusyError, match="walks are being taken for you already"), places.taken("ines"):
            pass
        with pytest.raises(BusyError, match="too many walks are being taken"), places.taken("maud"):
            pass
    with places.taken("ines"), places.taken("maud"), places.taken("ines"):
        pass


@pytest.mark.parametrize(
    ("places", "address", "otherwise"),
    [
        (COMPARING, "/compare?a={0}&b={0}", 200),
        (COMPARING, "/documents/{0}/changes?earlier=1&later=1", 200),
        (AMENDING, "/documents/{0}/as-amended", 422),
        (DRAWING, "/documents/{0}/pages/1.png", 422),
        (DRAWING, "/sources/{0}:0-5/pages/1.png", 422),
    ],
)
def test_whoever_asks_too_much_at_once_is_told_so(
    alice: Browser, standing_firm: Firm, places: Places, address: str, otherwise: int
) -> None:
    document = standing_firm.documents("alice")[0]["document"]
    with ExitStack() as held:
        for _ in range(places.each):
            held.enter_context(places.taken("alice"))
        refused = alice.get(address.format(document))
        assert refused.status_code == 429
        assert "as many as one person may have at once" in refused.text
        assert alice.get(f"/documents/{document}").status_code == 200
    assert alice.get(address.format(document)).status_code == otherwise


def test_nothing_is_taken_of_a_form_that_is_of_no_page_or_one_too_many(alice: Browser) -> None:
    page = alice.get("/library/add").text
    [form] = re.findall(r'class="add".*?</form>', page, re.DOTALL)
    token = form.split('name="form_token" value="')[1].split('"')[0]
    assert 'action="/deliveries/at-once"' in form  # the token is in no address, which histories and proxies keep
    assert alice.sends("forged") == (403, 0)
    with SENDING.taken("alice"):
        assert alice.sends(token) == (429, 0)
    assert alice.sends(token)[1] == 4


BEGINNINGS = (b"", b"--b\r\n", b"x" * 9_000, b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n')


@pytest.mark.parametrize("begins", BEGINNINGS, ids=["empty", "cut", "long", "another field"])
def test_a_form_that_does_not_begin_with_its_token_is_refused(alice: Browser, begins: bytes) -> None:
    assert alice.sends_bytes(begins).status_code == 403


def test_a_place_goes_to_who_has_the_fewest_and_then_to_who_waited_longest() -> None:
    """Two people who ask for all that they may have cannot keep a third one out."""
    places = Places("walks are being taken", each=2, all_users=3)
    done: list[str] = []

    async def walk(who: str, ends: asyncio.Event) -> None:
        async with places.turn(who):
            done.append(who)
            await ends.wait()

    async def walked() -> None:
        ends = [asyncio.Event() for _ in range(6)]
        walks = []
        for who, end in zip(("ines", "ines", "rolf", "rolf", "maud", "ines"), ends, strict=True):
            walks.append(asyncio.ensure_future(walk(who, end)))
            await asyncio.sleep(0)  # so that they ask in this order
        with pytest.raises(BusyError, match="for you already"):
            await walks[5]
        assert done == ["ines", "ines", "rolf"]
        ends[0].set()
        await _until(lambda: len(done) == 4)
        assert done[3] == "maud"  # who came after rolf's second, and had none
        for end in ends:
            end.set()
        await asyncio.gather(*walks[:5])

    asyncio.run(walked())
    assert sorted(done) == ["ines", "ines", "maud", "rolf", "rolf"]


def test_whoever_waits_too_long_is_told_so_and_waits_no_more() -> None:
    places = Places("walks are being taken", each=1, all_users=1, patience=0.1)

    async def walked() -> None:
        async with places.turn("ines"):
            with pytest.raises(BusyError, match="too many walks"):
                async with places.turn("rolf"):
                    pass
        async with places.turn("rolf"):  # nobody stands before him any more
            pass

    asyncio.run(walked())


def test_one_machine_that_tries_passwords_leaves_places_to_others() -> None:
    async def tried() -> None:
        async with AsyncExitStack() as held:
            for _ in range(SIGNING_IN.each):
                await held.enter_async_context(SIGNING_IN.turn("203.0.113.9"))
            more = [asyncio.ensure_future(SIGNING_IN.turn("203.0.113.9").__aenter__()) for _ in range(15)]
            await asyncio.sleep(0.2)
            assert not any(one.done() for one in more)
            async with SIGNING_IN.turn("10.0.0.7"):  # a colleague, at once
                pass
            for one in more:
                one.cancel()
            await asyncio.gather(*more, return_exceptions=True)

    asyncio.run(tried())


def test_a_network_that_tries_passwords_from_many_machines_comes_after_another_ones_first() -> None:
    """Of version 6 one customer is given 65,536 machines and more; their turns are counted together."""
    theirs = [machine_of(f"2001:db8:7:{number:x}::1") for number in range(60)]
    other = machine_of("2001:db8:8::1")
    assert len({*theirs}) == 60
    assert len({network_of(one) for one in theirs}) == 1

    async def tried() -> None:
        places = Places("walks are being taken", each=3, all_users=6, queued=20, group_of=network_of)
        async with AsyncExitStack() as held:
            first = await held.enter_async_context(AsyncExitStack())
            await first.enter_async_context(places.turn(theirs[0]))
            for one in theirs[1:6]:
                await held.enter_async_context(places.turn(one))
            more = [asyncio.ensure_future(places.turn(one).__aenter__()) for one in theirs[6:]]
            await asyncio.sleep(0)  # so that they wait already
            newcomer = asyncio.ensure_future(held.enter_async_context(places.turn(other)))
            await asyncio.sleep(0)
            await first.aclose()
            await _until(lambda: newcomer.done() or any(turn.done() for turn in more))
            assert newcomer.done()
            for turn in more:
                turn.cancel()
            await asyncio.gather(*more, return_exceptions=True)

    asyncio.run(tried())


def test_among_equals_the_lot_decides_and_not_who_came_first() -> None:
    """Hundreds who wait in a row leave a turn to who comes later."""
    lots = iter([*range(30), -1])  # the newcomer draws the lowest

    async def tried() -> None:
        places = Places("walks are being taken", each=1, all_users=1, ranked=lambda: float(next(lots)))
        async with AsyncExitStack() as held:
            first = await held.enter_async_context(AsyncExitStack())
            await first.enter_async_context(places.turn("203.0.113.0"))
            more = [asyncio.ensure_future(places.turn(f"203.0.113.{one}").__aenter__()) for one in range(1, 30)]
            await asyncio.sleep(0)
            newcomer = asyncio.ensure_future(held.enter_async_context(places.turn("10.0.0.7")))
            await asyncio.sleep(0)
            await first.aclose()
            await _until(lambda: newcomer.done() or any(one.done() for one in more))
            assert newcomer.done()
            for one in more:
                one.cancel()
            await asyncio.gather(*more, return_exceptions=True)

    asyncio.run(tried())


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not is_so():
            await asyncio.sleep(0.01)
