"""The witness as a small server: it takes heads, and gives out what it signed.

TLS is left to a proxy, and so is who may call. Input is small and is read in one piece; no answer quotes it.
"""

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pincite import __version__
from pincite.audit.witness.cosigning import WitnessKey
from pincite.audit.witness.ledger import Ledger
from pincite.audit.witness.protocol import LONGEST_REQUEST, PATH, Answer
from pincite.errors import RecordError

PATIENCE_S = 10.0
"""Seconds that a caller may take for a request, so that slow ones block nobody."""

MOST_AT_ONCE = 32
"""Requests that are answered at the same time; further ones wait in the queue of the system."""

CHECKPOINT = "/checkpoint"
"""The path of a record's newest signed head, with `?origin=…`; the protocol itself has no such path."""


class WitnessServer(ThreadingHTTPServer):
    """Serves one witness until it is shut down. `log` is called with a line for each request."""

    daemon_threads = True

    def __init__(
        self,
        address: tuple[str, int],
        ledger: Ledger,
        key: WitnessKey,
        private: Ed25519PrivateKey,
        log: Callable[[str], object],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.ledger, self.key, self.private, self.log, self.clock = ledger, key, private, log, clock
        self.turns = threading.BoundedSemaphore(MOST_AT_ONCE)
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: WitnessServer
    timeout = PATIENCE_S
    protocol_version = "HTTP/1.0"  # one request a connection: nothing is kept open
    server_version = f"pincite/{__version__}"
    sys_version = ""

    def do_POST(self) -> None:
        """Take a head."""
        self._answer(self._taken)

    def do_GET(self) -> None:
        """Give out what was signed."""
        self._answer(self._given)

    def _answer(self, decide: Callable[[], Answer]) -> None:
        with self.server.turns:
            try:
                answer = decide()
            except RecordError as error:
                self.server.log(str(error))
                answer = Answer(500, "the witness cannot use what it remembers\n")
            except TimeoutError:
                return
            content = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.server.log(f"{self.command} {answer.status}")

    def _taken(self) -> Answer:
        length = self.headers.get("Content-Length", "")
        if self.path != PATH:
            return Answer(404, "there is nothing here\n")
        if not length.isascii() or not length.isdigit() or len(length) > 9:
            return Answer(411, "say how long the request is\n")
        if int(length) > LONGEST_REQUEST:
            return Answer(413, f"a request has at most {LONGEST_REQUEST} bytes\n")
        content = self.rfile.read(int(length))
        server = self.server
        return server.ledger.answer(content, server.key, server.private, int(server.clock()))

    def _given(self) -> Answer:
        asked = urlsplit(self.path)
        origins = parse_qs(asked.query).get("origin", [])
        note = self.server.ledger.signed(origins[0]) if asked.path == CHECKPOINT and len(origins) == 1 else None
        return Answer(404, "nothing was signed of that here\n") if note is None else Answer(200, note)

    def log_message(self, format: str, *args: object) -> None:
        """Log no line of its own, which would repeat what callers sent; `log` is called with the outcome."""
