"""Servers of objects on loopback for tests: moto's, in a process of its own, and one of ours that can be told to fail.

moto comes in an environment of its own (`make moto`), since what it needs does not fit beside what pincite needs. The
kernel ends it with the program that started it, however that dies.
"""

import hashlib
import re
import secrets
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Final, Literal
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest

from pincite.objects.address import Address, Credentials
from pincite.objects.bucket import Bucket

ROOT: Final = Path(__file__).parents[1]

PYTHON: Final = ROOT / ".moto" / "bin" / "python"
"""The interpreter of moto's environment."""

PROGRAM: Final = ROOT / "tests" / "moto_program.py"

MISSING: Final = "moto's object server is not installed (make moto)"

STARTING_SECONDS: Final = 60.0

KEY, SECRET = "AKIDEXAMPLE", "not-a-secret-of-anybody"

CREDENTIALS: Final = Credentials(KEY, SECRET)

NUMBERS: Final = count(1)


@dataclass(frozen=True)
class ObjectServer:
    """A server that runs; `endpoint` is its address."""

    endpoint: str

    def fresh(self, prefix: str = "pincite") -> Address:
        """A prefix in a new, empty bucket."""
        name = f"made-{next(NUMBERS)}-{secrets.token_hex(4)}"
        _asked("PUT", f"{self.endpoint}/{name}")
        return Address(name, prefix, self.endpoint, credentials=CREDENTIALS)


def encrypted_by(address: Address, name: str) -> tuple[str | None, str | None]:
    """How the store encrypted an object, and by which key of its key service."""
    told = _asked("HEAD", f"{address.endpoint}/{address.bucket}/{address.prefix}/{name}")
    header = "x-amz-server-side-encryption"
    return told.get(header), told.get(f"{header}-aws-kms-key-id")


def _asked(method: str, url: str) -> Message:
    """The headers of an answer to a signed request."""
    signed = f"AWS4-HMAC-SHA256 Credential={KEY}/20261130/us-east-1/s3/aws4_request"
    request = urllib.request.Request(url, method=method, headers={"Authorization": signed})  # noqa: S310 - on loopback
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        headers: Message = answer.headers
    return headers


def emptied(address: Address) -> None:
    """Delete all objects of a bucket's prefix."""
    bucket = Bucket(address)
    bucket.delete([name for name, _ in bucket.listed("")])


@contextmanager
def running() -> Iterator[ObjectServer]:
    """moto's server for as long as this lasts."""
    port = _free_port()
    held = ["setpriv", "--pdeathsig=KILL"] if shutil.which("setpriv") else []
    process = subprocess.Popen(
        [*held, str(PYTHON), str(PROGRAM), str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    endpoint = f"http://127.0.0.1:{port}"
    try:
        _await(endpoint, process)
        yield ObjectServer(endpoint)
    finally:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(endpoint: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{endpoint}/moto-api/").close()  # noqa: S310
        except urllib.error.URLError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("moto's object server did not start") from error
            time.sleep(0.05)
        else:
            return


_SHARED: list[tuple[ObjectServer, ExitStack]] = []


def shared() -> ObjectServer:
    """moto's server that all tests of a process share; each makes a bucket of its own in it."""
    if not PYTHON.exists():
        pytest.skip(MISSING)
    if not _SHARED:
        stack = ExitStack()
        _SHARED.append((stack.enter_context(running()), stack))
    return _SHARED[0][0]


def end_shared() -> None:
    """End the server that tests shared, if they began one."""
    while _SHARED:
        _SHARED.pop()[1].close()


Fault = Literal["none", "overwrites", "two win", "full", "refuses", "overloaded", "silent", "elsewhere"]
"""What a server does wrong: it ignores conditions; ignores that of the third put of a name, as where many come at the
same time; takes nothing more; refuses the credentials; answers 503; answers nothing; or sends whoever asks to another
server."""


AT_ONCE = 3
"""The put of a name that wins beside the first one; two may come one after the other."""


@dataclass
class Kept:
    """What a server of ours keeps, and what it does wrong; `slow_seconds` pass before each answer."""

    buckets: dict[str, dict[str, bytes]] = field(default_factory=dict)
    fault: Fault = "none"
    slow_seconds: float = 0.0
    elsewhere: str = ""
    asked: int = 0
    puts: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: threading.Event = field(default_factory=threading.Event)

    def put(self, bucket: dict[str, bytes], name: str, content: bytes, *, only_new: bool) -> bool:
        """Keep an object; False where it must be new and is not."""
        if self.fault == "overwrites":
            only_new = False
        with self.lock:
            self.puts[name] += 1
            if self.fault == "two win" and self.puts[name] == AT_ONCE:
                only_new = False
            if only_new and name in bucket:
                return False
            bucket[name] = content
            return True


@contextmanager
def ours(fault: Fault = "none", host: str = "127.0.0.1") -> Iterator[tuple[ObjectServer, Kept]]:
    """A server of ours for as long as this lasts, and what it keeps; its fault can be changed at any time."""
    kept = Kept(fault=fault)
    server = ThreadingHTTPServer((host, 0), _handler(kept))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield ObjectServer(f"http://{host}:{server.server_address[1]}"), kept
    finally:
        kept.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(kept: Kept) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Puts, gets, lists and deletes objects in memory, in the protocol of Amazon S3 as far as pincite speaks it."""

        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

        def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def _refused(self, status: int, code: str) -> None:
            self._answer(status, f"<Error><Code>{code}</Code><Message>{KEY}</Message></Error>".encode())

        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            kept.asked += 1
            if kept.slow_seconds:
                kept.ended.wait(kept.slow_seconds)
            if kept.fault == "silent":
                kept.ended.wait(600)
                self.close_connection = True
                return
            parts = urlsplit(self.path)
            bucket, _, name = unquote(parts.path).lstrip("/").partition("/")
            if kept.fault == "elsewhere":
                self._answer(307, Location=f"{kept.elsewhere}{self.path}")
            elif kept.fault == "refuses":
                self._refused(403, "SignatureDoesNotMatch")
            elif kept.fault == "overloaded":
                self._refused(503, "SlowDown")
            elif self.command == "PUT" and not name:
                kept.buckets.setdefault(bucket, {})
                self._answer(200)
            elif bucket not in kept.buckets:
                self._refused(404, "NoSuchBucket")
            else:
                self._object(kept.buckets[bucket], name, parse_qs(parts.query, keep_blank_values=True), body)

        def _object(self, objects: dict[str, bytes], name: str, query: dict[str, list[str]], body: bytes) -> None:
            if self.command == "PUT":
                if kept.fault == "full":
                    self._refused(507, "InsufficientStorage")
                elif kept.put(objects, name, body, only_new=self.headers.get("If-None-Match") == "*"):
                    self._answer(200, ETag=_tag(body))
                else:
                    self._refused(412, "PreconditionFailed")
            elif self.command == "POST" and "delete" in query:
                listed = re.findall(r"<Key>(.*?)</Key>", body.decode())
                for gone in listed:
                    objects.pop(gone, None)
                deleted = "".join(f"<Deleted><Key>{gone}</Key></Deleted>" for gone in listed)
                self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode(), Content_Type="application/xml")
            elif self.command == "DELETE":
                objects.pop(name, None)
                self._answer(204)
            elif not name:
                self._answer(200, _listing(objects, query), Content_Type="application/xml")
            elif name in objects:
                self._content(objects[name])
            else:
                self._refused(404, "NoSuchKey")

        def _content(self, content: bytes) -> None:
            asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
            told = {"ETag": _tag(content), "Last_Modified": "Mon, 30 Nov 2026 08:00:00 GMT"}
            if asked is None:
                self._answer(200, content, **told)
                return
            first = int(asked[1]) if asked[1] else max(0, len(content) - int(asked[2]))
            last = min(int(asked[2]) if asked[1] and asked[2] else len(content) - 1, len(content) - 1)
            span = f"bytes {first}-{last}/{len(content)}"
            self._answer(206, content[first : last + 1], Content_Range=span, **told)

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _handle  # noqa: N815 - the library's names

    return Handler


def _tag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _listing(objects: dict[str, bytes], query: dict[str, list[str]]) -> bytes:
    prefix, delimiter = query.get("prefix", [""])[0], query.get("delimiter", [""])[0]
    after = query.get("start-after", [""])[0]
    contents, groups = [], set[str]()
    for name in sorted(objects):
        if not name.startswith(prefix) or name <= after:
            continue
        below = name[len(prefix) :]
        if delimiter and delimiter in below:
            groups.add(prefix + below[: below.index(delimiter) + 1])
            continue
        contents.append(
            f"<Contents><Key>{escape(name)}</Key><LastModified>2026-11-30T08:00:00.000Z</LastModified>"
            f"<ETag>{escape(_tag(objects[name]))}</ETag><Size>{len(objects[name])}</Size></Contents>"
        )
    common = "".join(f"<CommonPrefixes><Prefix>{escape(each)}</Prefix></CommonPrefixes>" for each in sorted(groups))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>false</IsTruncated>'
        f"{''.join(contents)}{common}</ListBucketResult>"
    ).encode()
