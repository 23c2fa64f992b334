"""By which name and from which machine the server is asked, and that it waits for nobody without an end."""

import asyncio
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, MutableMapping
from contextlib import closing, contextmanager, suppress
from itertools import cycle
from pathlib import Path
from typing import Any

import psutil
import pytest
import uvicorn
from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, StreamingResponse
from tests.web.certificates import make_certificate

from pincite.errors import WorkspaceError
from pincite.web.certificate import context_of
from pincite.web.connection import SPARE, TOO_MANY, Bounded, connection_of
from pincite.web.crowd import Crowd
from pincite.web.failing import fail_in_sentences
from pincite.web.headers import HEADERS, App, Receive, Scope, Send
from pincite.web.heading import Heading
from pincite.web.limits import Timely
from pincite.web.pages import PAGES
from pincite.web.reach import Reached
from pincite.wiring.server_settings import ServerSettings

# Names and machines


async def _says_who(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(f"{scope['client'][0]} {scope['scheme']}")(scope, receive, send)


def ask(settings: ServerSettings, *, peer: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
    """Status and body of what a request gets."""
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": named, "client": (peer, 1), "scheme": "http"}
    asyncio.run(Reached(_says_who, settings)(scope, receive, send))
    return sent[0]["status"], sent[1]["body"].decode()


HERE = ServerSettings()
FOR_A_FIRM = ServerSettings(
    address="0.0.0.0",  # noqa: S104 - said, not bound
    public_url="https://pincite.example.com:8443",
    hosts=("pincite.internal",),
    trusted_proxies=(ipaddress.ip_network("10.0.0.7"), ipaddress.ip_network("fd00::/64")),
)
WITH_TLS = ServerSettings(
    address="10.0.0.5", public_url="https://pincite.example.com", tls_certificate=Path("c"), tls_key=Path("k")
)


@pytest.mark.parametrize(
    ("settings", "host", "status"),
    [
        (HERE, "127.0.0.1:8642", 200),
        (HERE, "localhost:8642", 200),
        (HERE, "LocalHost", 200),
        (HERE, "[::1]:8642", 200),
        (HERE, "rebound.example:8642", 421),
        (HERE, "127.0.0.1.example", 421),
        (HERE, "", 421),
        (WITH_TLS, "pincite.example.com", 200),
        (WITH_TLS, "pincite.example.com.", 200),
        (WITH_TLS, "10.0.0.5", 200),
        (WITH_TLS, "10.0.0.6", 421),
        (WITH_TLS, "example.com", 421),
    ],
)
def test_it_is_asked_by_its_own_names_alone(settings: ServerSettings, host: str, status: int) -> None:
    found = ask(settings, peer="192.0.2.9", host=host)
    assert found[0] == status
    assert ("not asked by that name" in found[1]) is (status == 421)


@pytest.mark.parametrize(
    ("peer", "headers", "found"),
    [
        ("10.0.0.7", {"x_forwarded_for": "192.0.2.9", "x_forwarded_proto": "https"}, (200, "192.0.2.9 https")),
        ("fd00::7", {"x_forwarded_for": "192.0.2.9", "x_forwarded_proto": "https"}, (200, "192.0.2.9 https")),
        ("::ffff:10.0.0.7", {"x_forwarded_for": "192.0.2.9"}, (200, "192.0.2.9 http")),
        # What a browser says of itself stands before what the proxy says of the browser.
        ("10.0.0.7", {"x_forwarded_for": "127.0.0.1, 192.0.2.9"}, (200, "192.0.2.9 http")),
        ("10.0.0.7", {"x_forwarded_proto": "http"}, (403, "This server is asked over HTTPS alone.\n")),
        ("10.0.0.8", {"x_forwarded_for": "192.0.2.9"}, (403, "This server is asked through its proxy alone.\n")),
        ("192.0.2.9", {}, (403, "This server is asked through its proxy alone.\n")),
        ("127.0.0.1", {"x_forwarded_for": "192.0.2.9"}, (200, "127.0.0.1 http")),
    ],
)
def test_only_the_proxies_that_are_named_are_believed(
    peer: str, headers: dict[str, str], found: tuple[int, str]
) -> None:
    assert ask(FOR_A_FIRM, peer=peer, host="pincite.internal", **headers) == found


def test_without_proxies_nobody_is_believed() -> None:
    assert ask(HERE, host="localhost", x_forwarded_for="192.0.2.9", x_forwarded_proto="https") == (
        200,
        "127.0.0.1 http",
    )


# Connections


def _app(begun: threading.Event | None = None, go_on: threading.Event | None = None) -> FastAPI:
    """Pages of all kinds; the slow one says that it has `begun`, and ends when it is told to `go_on`."""
    app = FastAPI(max_body_size=100_000, openapi_url=None)

    @app.get("/page")
    async def page() -> PlainTextResponse:
        return PlainTextResponse("a page\n")

    @app.get("/slow")
    async def slow() -> PlainTextResponse:
        assert begun is not None
        assert go_on is not None
        begun.set()
        while not go_on.is_set():
            await asyncio.sleep(0.01)
        return PlainTextResponse("a page\n")

    @app.get("/endless")
    async def endless() -> StreamingResponse:
        async def pieces() -> Any:  # noqa: ANN401 - of a generator
            while True:
                yield "piece"
                await asyncio.sleep(0.01)

        return StreamingResponse(pieces())

    @app.head("/own")
    async def own_head() -> PlainTextResponse:
        return PlainTextResponse("", headers={"own": "yes"})

    @app.get("/own")
    async def own() -> PlainTextResponse:
        return PlainTextResponse("own")

    @app.post("/form")
    async def form(request: Request) -> PlainTextResponse:
        async with request.form() as sent:
            return PlainTextResponse(",".join(sent))

    fail_in_sentences(app, PAGES)
    return app


@contextmanager
def listening(
    app: App, *, within_s: float = 600.0, most: int = 100, crowd: Crowd | None = None
) -> Iterator[tuple[int, uvicorn.Server]]:
    """The port of a server with this app, whose headers have to come within so many seconds, and the server."""
    config = uvicorn.Config(
        app,
        http=connection_of(within_s, most, counting=crowd),  # type: ignore[arg-type]  # a factory
        log_level="critical",
        timeout_graceful_shutdown=60,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = threading.Thread(target=server.run, args=([listener],))
        running.start()
        try:
            yield listener.getsockname()[1], server
        finally:
            server.should_exit = True
            running.join(120)
    assert not running.is_alive()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with listening(Timely(Heading(_app()), 1.5), within_s=1.0) as (port, _):
        yield port


def _connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 120)


def _read(connection: socket.socket) -> bytes:
    """All that comes until the connection is closed."""
    found = b""
    while piece := connection.recv(65536):
        found += piece
    return found


def _read_page(connection: socket.socket) -> None:
    """Read an answer whose end is known, on a connection that stays open."""
    found = b""
    while not found.endswith(b"a page\n"):
        piece = connection.recv(65536)
        assert piece, found
        found += piece


def _drip_until_closed(connection: socket.socket, bits: bytes) -> None:
    """Send a byte now and then, over and over, until the server closes the connection: who waits does so for good."""
    until = time.monotonic() + 120
    connection.settimeout(0.001)
    for bit in cycle(bits):
        assert time.monotonic() < until, "the connection is still open"
        try:
            connection.send(bytes([bit]))
            time.sleep(0.1)
            if connection.recv(65536) == b"":
                return
        except TimeoutError:
            pass
        except OSError:
            return


def test_a_connection_that_asks_nothing_is_closed(port: int) -> None:
    with _connected(port) as connection:
        assert _read(connection) == b""


def test_headers_that_come_one_by_one_are_not_waited_for(port: int) -> None:
    with _connected(port) as connection:
        connection.send(b"GET /page HTTP/1.1\r\nhost: here\r\n")
        _drip_until_closed(connection, b"a: b\r\n")


def test_whoever_is_too_slow_is_told_so(port: int) -> None:
    with _connected(port) as connection:
        connection.send(b"GET /page HTTP/1.1\r\nhost: here\r\n")
        answer = _read(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"took too long" in answer


@pytest.mark.parametrize(
    ("request_", "status", "said"),
    [
        (b"this is no HTTP\r\n\r\n", 400, b"no request of HTTP"),
        (b"GET /page HTTP/1.1\r\nhost: here\r\na\x00b: c\r\n\r\n", 400, b"no request of HTTP"),
        (b"GET /page HTTP/1.1\r\nhost: here\r\ntransfer-encoding: gzip\r\n\r\n", 501, b"is not understood here"),
        (b"GET /" + b"x" * 20_000, 431, b"are too long"),
    ],
    ids=["no HTTP", "odd header", "odd encoding", "long address"],
)
def test_what_is_no_request_gets_a_sentence_with_the_headers_of_every_answer(
    port: int, request_: bytes, status: int, said: bytes
) -> None:
    with _connected(port) as connection:
        connection.sendall(request_)
        head, _, words = _read(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert said in words
    lines = {line.partition(b":")[0].lower() for line in head.splitlines()[1:]}
    assert {name.encode() for name in HEADERS} <= lines


def test_a_browser_whose_headers_are_too_long_gets_a_page(port: int) -> None:
    with _connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\naccept: text/html\r\ncookie: " + b"x" * 20_000)
        head, _, words = _read(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 ")
    assert b"content-type: text/html" in head
    assert b"<h1>Not done</h1>" in words


def test_the_second_request_of_a_connection_has_as_little_time(port: int) -> None:
    with _connected(port) as connection:
        connection.send(b"GET /page HTTP/1.1\r\nhost: here\r\n\r\n")
        _read_page(connection)
        connection.send(b"GET /pa")
        _drip_until_closed(connection, b"ge")


def test_what_is_still_sent_after_the_answer_is_not_waited_for(port: int) -> None:
    with _connected(port) as connection:
        connection.send(b"GET /page HTTP/1.1\r\nhost: here\r\ncontent-length: 90000\r\n\r\n")
        _read_page(connection)
        _drip_until_closed(connection, b"x")


def test_a_form_that_comes_byte_by_byte_is_not_waited_for(port: int) -> None:
    with _connected(port) as connection:
        connection.send(
            b"POST /form HTTP/1.1\r\nhost: here\r\ncontent-type: application/x-www-form-urlencoded\r\n"
            b"content-length: 1000\r\n\r\na="
        )
        _drip_until_closed(connection, b"x")


def test_a_form_that_is_too_large_is_refused_before_it_comes(port: int) -> None:
    head = (
        b"POST /form HTTP/1.1\r\nhost: here\r\ncontent-type: multipart/form-data; boundary=b\r\nconnection: close\r\n"
    )
    with _connected(port) as connection:
        connection.send(head + b"content-length: 200000000\r\n\r\n")
        answer = _read(connection)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"Content Too Large" in answer


def test_a_form_that_does_not_say_how_large_it_is_is_refused_once_it_is_too_large(port: int) -> None:
    """The rest of it is thrown away as it comes: what the process has in memory does not grow with it."""
    piece = b"2710\r\n" + b"x" * 10_000 + b"\r\n"
    most, answer = psutil.Process().memory_info().rss + 50_000_000, b""
    with _connected(port) as connection:
        connection.send(
            b"POST /form HTTP/1.1\r\nhost: here\r\ncontent-type: multipart/form-data; boundary=b\r\n"
            b"transfer-encoding: chunked\r\n\r\n"
            b'31\r\n--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n'
        )
        with suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(20_000):
                connection.sendall(piece)
        assert psutil.Process().memory_info().rss < most
        with suppress(ConnectionResetError):  # what was answered is lost where the server had closed before
            answer = _read(connection)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 413 ")


def test_a_form_of_ordinary_size_is_taken(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    with closing(connection):
        kind = {"content-type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/form", "a=" + "x" * 20_000, kind)
        assert connection.getresponse().read() == b"a"


@pytest.mark.parametrize(("path", "status", "own"), [("/page", 200, None), ("/own", 200, "yes"), ("/none", 404, None)])
def test_head_is_answered_as_get_without_the_answer(port: int, path: str, status: int, own: str | None) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    with closing(connection):
        for _ in range(2):  # the connection goes on
            connection.request("HEAD", path)
            answer = connection.getresponse()
            assert (answer.status, answer.read(), answer.headers["own"]) == (status, b"", own)
        connection.request("GET", path)
        again = connection.getresponse()
        assert again.headers["content-type"] == answer.headers["content-type"]
        assert (len(again.read()) > 0) is True


def test_head_of_an_answer_without_an_end_has_one(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    with closing(connection):
        connection.request("HEAD", "/endless")
        assert connection.getresponse().status == 200


def test_who_comes_when_too_many_are_connected_is_told_so_and_who_came_before_goes_on() -> None:
    with listening(Bounded(_app()), most=10) as (port, _):
        before = _connected(port)
        _ask_for_page(before)
        held = [_connected(port) for _ in range(9)]
        with _connected(port) as connection:
            connection.send(b"GET /page HTTP/1.1\r\nhost: here\r\n\r\n")
            answer = _read(connection)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert TOO_MANY.encode() in answer
        assert b"retry-after: 10" in answer
        _ask_for_page(before)
        for connection in held:
            connection.close()
        _come_in_at_last(port)
        before.close()


def test_who_comes_far_beyond_the_limit_is_told_before_they_ask_and_who_came_before_goes_on() -> None:
    crowd = Crowd()
    with listening(Bounded(_app()), most=10, crowd=crowd) as (port, _):
        before = _connected(port)
        _ask_for_page(before)
        held = [_connected(port) for _ in range(9 + SPARE)]
        beyond = [_connected(port) for _ in range(150)]
        for connection in beyond[:75]:
            connection.send(b"GET /page HTTP/1.1\r\nhost: here\r\n\r\n")
        for connection in beyond:
            answer = _read(connection)
            assert answer.startswith(b"HTTP/1.1 503 ")
            assert TOO_MANY.encode() in answer
            assert b"retry-after: 10" in answer
        assert crowd.counts == {"503": len(beyond)}
        _ask_for_page(before)
        for connection in (*held, *beyond):
            connection.close()
        _come_in_at_last(port)
        before.close()


def _come_in_at_last(port: int) -> None:
    """Get a page: the server hears a little later that others have gone."""
    until = time.monotonic() + 120
    answer = b""
    while not answer.endswith(b"a page\n"):
        assert time.monotonic() < until, answer
        with _connected(port) as connection:
            connection.send(b"GET /page HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n")
            answer = _read(connection)


def _ask_for_page(connection: socket.socket) -> None:
    connection.send(b"GET /page HTTP/1.1\r\nhost: here\r\n\r\n")
    _read_page(connection)


def test_a_request_on_the_way_is_answered_when_the_worker_is_told_to_end() -> None:
    """On a connection that was kept, on a new one, and where the answer has begun."""
    begun, go_on = threading.Event(), threading.Event()
    with listening(_app(begun, go_on)) as (port, server):
        kept, fresh, busy = (_connected(port) for _ in range(3))
        kept.send(b"GET /page HTTP/1.1\r\nhost: here\r\n\r\n")
        _read_page(kept)
        busy.send(b"GET /slow HTTP/1.1\r\nhost: here\r\n\r\n")
        assert begun.wait(120)
        server.should_exit = True
        time.sleep(0.4)  # uvicorn looks every 0.1 s
        for connection in (kept, fresh):
            connection.send(b"GET /page HTTP/1.1\r\nhost: here\r\n\r\n")
        go_on.set()
        for connection in (kept, fresh, busy):
            answer = _read(connection)
            assert answer.startswith(b"HTTP/1.1 200 "), answer
            connection.close()


# Certificates


def test_a_certificate_is_used_from_tls_1_2_on(tmp_path: Path) -> None:
    context = context_of(*make_certificate(tmp_path, "pincite.example"))
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    certificate, key = make_certificate(one, "a")[0], make_certificate(other, "b")[1]
    with pytest.raises(WorkspaceError, match=f"{certificate} cannot be used with the key {key}"):
        context_of(certificate, key)


def test_a_key_that_everybody_may_read_is_refused(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path, "a")
    key.chmod(0o644)
    with pytest.raises(WorkspaceError, match="every account of this machine may read the key"):
        context_of(certificate, key)


def test_a_certificate_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path, "a")
    certificate.unlink()
    with pytest.raises(WorkspaceError, match=f"{certificate} cannot be read"):
        context_of(certificate, key)
    certificate.write_text("not PEM", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="both have to be PEM"):
        context_of(certificate, key)
