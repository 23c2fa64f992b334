"""A server of the OpenAI protocol on 127.0.0.1, small but real: it answers, counts words, and fails as it is told."""

import json
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Sent:
    """One answer: its status, headers and body; in pieces with a wait before each, or broken off before its end."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_s: float = 0.0
    pieces: int = 1
    breaks_off: bool = False


@dataclass(frozen=True)
class Taken:
    """One request as it came in."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


class OpenAIServer:
    """Gives the planned answers in turn, then completions that repeat the last message."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.plan: deque[Sent] = deque()
        self.taken: list[Taken] = []
        self.refused_words: dict[str, str] = {}
        """A key of a request -> what the server says of it, with status 400, each time."""

    def answer(self, request: Taken) -> Sent:
        self.taken.append(request)
        if self.plan:
            return self.plan.popleft()
        for key, complaint in self.refused_words.items():
            if key in json.dumps(request.body):
                return failed(400, complaint)
        text = "You said: " + request.body["messages"][-1]["content"]
        words = sum(len(message["content"].split()) for message in request.body["messages"])
        return completion(text, usage={"prompt_tokens": words, "completion_tokens": len(text.split())})


def completion(text: object, **rest: object) -> Sent:
    """An answer whose message has this content."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "finish_reason": rest.pop("finish_reason", "stop"), "message": message}
    return Sent(body=json.dumps({"object": "chat.completion", "choices": [choice], **rest}).encode())


def failed(status: int, message: str, **headers: str) -> Sent:
    """A failure in the protocol's form."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Sent(status, json.dumps({"error": {"message": message, "type": "error"}}).encode(), named)


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[OpenAIServer]:
    """A running server, on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length).decode())
            _write(self, server.answer(Taken(self.path, dict(self.headers), body)))

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Listener(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that goes away is what some tests are about

    listener = Listener(("127.0.0.1", 0), Handler)
    if tls is not None:
        listener.socket = tls.wrap_socket(listener.socket, server_side=True, do_handshake_on_connect=False)
    scheme = "http" if tls is None else "https"
    server = OpenAIServer(f"{scheme}://127.0.0.1:{listener.server_port}/v1")
    thread = threading.Thread(target=lambda: listener.serve_forever(poll_interval=0.01))
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


def _write(handler: BaseHTTPRequestHandler, sent: Sent) -> None:
    if sent.status == 0:  # no answer at all
        handler.close_connection = True
        return
    handler.send_response(sent.status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(sent.body)))
    for name, value in sent.headers.items():
        handler.send_header(name, value)
    time.sleep(sent.wait_s if sent.pieces == 1 else 0)
    handler.end_headers()
    size = -(-len(sent.body) // sent.pieces) or 1
    for start in range(0, len(sent.body), size):
        time.sleep(sent.wait_s if sent.pieces > 1 else 0)
        handler.wfile.write(sent.body[start : start + size])
        handler.wfile.flush()
        if sent.breaks_off:
            handler.close_connection = True
            return
