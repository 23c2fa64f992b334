"""What is refused before any route has it, in the form that whoever asks can read.

A name that is not the server's, a request from another site, a body that is too large or too slow: each is refused
where it is noticed, in plain words. A browser gets a page of these words, and a program what it reads at its door: a
problem of RFC 9457 for the interface for programs, an error of their protocols for chat programs and assistants.
"""

import json
from http import HTTPStatus
from typing import Final

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from pincite.web.api.app import AT
from pincite.web.api.problems import CONTENT, KINDS, problem_fields
from pincite.web.chat_completions.failing import shaped
from pincite.web.failing import SENTENCES
from pincite.web.headers import App, Message, Receive, Scope, Send
from pincite.web.pages import PAGES

CHAT, TOOLS = "/v1/", "/mcp"

PLAIN: Final = frozenset({"/live", "/ready", "/metrics"})
"""What answers programs that watch the server, in plain text."""

READ_BY_PROGRAMS: Final = ("application/json", CONTENT, "text/event-stream")

LONGEST = 2_000
"""Bytes of a refusal's own words."""


class Worded:
    """An app whose refusals can be read at each door."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"] in PLAIN:
            await self._app(scope, receive, send)
            return
        held: Message | None = None
        words = b""

        async def sent(message: Message) -> None:
            nonlocal held, words
            if message["type"] == "http.response.start" and _is_unworded(scope["path"], message):
                held = message
            elif held is None:
                await send(message)
            else:
                words = (words + bytes(message.get("body", b"")))[:LONGEST]
                if not message.get("more_body", False):
                    await _send(scope, held, words, send)

        await self._app(scope, receive, sent)


def _is_unworded(path: str, start: Message) -> bool:
    """True for a refusal in a form that is not read at its door."""
    if start["status"] < HTTPStatus.BAD_REQUEST:
        return False
    kind = Headers(raw=start["headers"]).get("content-type", "").partition(";")[0]
    return kind not in READ_BY_PROGRAMS if _is_for_programs(path) else kind == "text/plain"


def _is_for_programs(path: str) -> bool:
    return path == TOOLS or path.startswith((f"{AT}/", CHAT))


async def _send(scope: Scope, start: Message, words: bytes, send: Send) -> None:
    status, given = HTTPStatus(start["status"]), Headers(raw=start["headers"])
    is_plain = given.get("content-type", "").startswith("text/plain")
    own = words.decode(errors="replace").strip() if is_plain else ""
    sentence = own if " " in own and own.endswith(".") else SENTENCES.get(status, status.description or status.phrase)
    made = _response(scope, status, sentence)
    kept = {"content-length", "content-type"}
    headers = MutableHeaders(raw=[(name, value) for name, value in start["headers"] if name.decode() not in kept])
    headers.update({name: value for name, value in made.headers.items() if name in kept})
    body = b"" if scope["method"] == "HEAD" else bytes(made.body)
    await send({**start, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})


def _response(scope: Scope, status: HTTPStatus, sentence: str) -> Response:
    path = scope["path"]
    if path.startswith(f"{AT}/"):
        known = status if status in KINDS else HTTPStatus.BAD_REQUEST
        return Response(problem_fields(status, sentence, KINDS[known]), media_type=CONTENT)
    if path == TOOLS:
        said: dict[str, object] = {"error": status.phrase.lower().replace(" ", "_"), "error_description": sentence}
    elif path.startswith(CHAT):
        said = shaped(status, sentence)
    else:
        return PAGES.failure(Request(dict(scope)), status, sentence)
    return Response(json.dumps(said, ensure_ascii=False), media_type="application/json")
