"""The response to a request for a chat completion, whole or as server-sent events."""

import json
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from pincite.errors import PinciteError
from pincite.views.chat import Link, Piece
from pincite.views.tool_results import Answered
from pincite.views.turn import Turn
from pincite.web.chat_completions.failing import broken, failure
from pincite.web.chat_completions.request import ChatRequest

ALIVE = ": still being answered\n\n"
"""A comment, which clients pass over; a proxy sees by it that the stream is alive."""

log = logging.getLogger("pincite.web")


@dataclass(slots=True)
class Completion:
    """An answer as it comes together: what has been said of it so far, and how it ended.

    `identity` is the id of its record. `created` is in seconds since 1970. `page` is the address of the firm's page.
    """

    identity: str
    asked: ChatRequest
    created: int
    page: str
    text: str = ""
    links: list[Link] = field(default_factory=list)
    turn: Turn | None = None

    def add(self, piece: Piece) -> dict[str, object]:
        """Say one more piece; returns it as the delta of a chunk. Places of links count from the answer's start."""
        links = [link.moved(len(self.text)) for link in piece.links]
        self.text += piece.text
        self.links += links
        return {"content": piece.text, **({"annotations": [*map(_annotation, links)]} if links else {})}

    def whole(self) -> dict[str, object]:
        """The response to a request without a stream."""
        message = {
            "role": "assistant",
            "content": self.text,
            "refusal": None,
            "annotations": [*map(_annotation, self.links)],
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {**self._head("chat.completion"), "choices": [choice], "usage": self._usage(), "pincite": self._own()}

    async def streamed(self, pieces: AsyncIterator[Piece | None]) -> AsyncIterator[str]:
        """The response to a request with a stream; None among the pieces is that it takes a while."""
        yield self._chunk({"role": "assistant", "content": ""})
        try:
            async for piece in pieces:
                yield ALIVE if piece is None else self._chunk(self.add(piece))
        except PinciteError as error:  # the status has been sent, so a failure goes where the answer was to be
            yield _event(failure(error)[1])
            return
        except Exception as error:  # the outermost layer
            log.error("a chat completion failed", exc_info=error)
            yield _event(broken())
            return
        yield self._chunk({}, "stop", {"pincite": self._own()})
        if self.asked.has_usage:
            yield _event({**self._head("chat.completion.chunk"), "choices": [], "usage": self._usage()})
        yield "data: [DONE]\n\n"

    def _chunk(self, delta: object, finish: str | None = None, more: Mapping[str, object] | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event({**self._head("chat.completion.chunk"), "choices": [choice], **(more or {})})

    def _head(self, kind: str) -> dict[str, object]:
        return {"id": self.identity, "object": kind, "created": self.created, "model": self.asked.model}

    def _usage(self) -> dict[str, int]:
        """The tokens that language models read and wrote for this answer: none for one that is quoted."""
        read, wrote = (self.turn.prompt_tokens, self.turn.completion_tokens) if self.turn is not None else (0, 0)
        return {"prompt_tokens": read, "completion_tokens": wrote, "total_tokens": read + wrote}

    def _own(self) -> dict[str, object]:
        """What the protocol has no place for: the state, the record, the sentences with their places."""
        answered = Answered.of(self.turn, self.page).json() if self.turn is not None else {}
        return {**answered, "ignored": self.asked.ignored()}


def _annotation(link: Link) -> dict[str, object]:
    place = {"start_index": link.start, "end_index": link.end, "title": link.title, "url": link.url}
    return {"type": "url_citation", "url_citation": place}


def _event(fields: Mapping[str, object]) -> str:
    return f"data: {json.dumps(fields, ensure_ascii=False)}\n\n"
