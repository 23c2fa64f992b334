"""A request for a chat completion: the question in it, what it asks for, and what is refused."""

import json
from typing import Literal

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pincite.strict_json import read_strictly
from pincite.web.chat_completions.failing import Refused

MOST_BYTES = 4_000_000
"""Bytes of a request: programs send their history with it, though it is not used."""

REFUSED = {
    "tools": "pincite calls no tools of its client; leave out “tools”",
    "functions": "pincite calls no functions of its client; leave out “functions”",
    "audio": "pincite answers in words; leave out “audio”",
    "logprobs": "sentences of documents have no log probabilities; leave out “logprobs”",
    "top_logprobs": "sentences of documents have no log probabilities; leave out “top_logprobs”",
    "web_search_options": "pincite searches the firm's documents alone; leave out “web_search_options”",
}
"""Parameters that ask for something else than an answer, each with the sentence that says so."""

UNSUPPORTED = "unsupported_parameter"

ABOUT_CLIENTS = frozenset({"prompt_cache_key", "safety_identifier", "store", "user"})
"""Parameters that ask for nothing about the answer."""


class Part(BaseModel):
    """A part of a message; only text can be asked."""

    type: str
    text: str = ""


class Message(BaseModel):
    """A message of a chat."""

    role: Literal["developer", "system", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def words(self) -> str:
        """Its words."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream has beside the answer."""

    include_usage: bool = False


class Form(BaseModel):
    """The form of an answer."""

    type: str = "text"


class ChatRequest(BaseModel):
    """A request, as far as anything depends on it."""

    model_config = ConfigDict(extra="allow")

    model: str
    messages: list[Message] = Field(min_length=1)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    metadata: dict[str, str] | None = None
    n: int | None = None
    response_format: Form | None = None
    modalities: list[str] | None = None

    @property
    def matter(self) -> str | None:
        """The matter to ask in, where the metadata name one."""
        return (self.metadata or {}).get("matter") or None

    @property
    def after(self) -> str | None:
        """The record that the question goes on from, where the metadata name one: the `id` of an earlier response."""
        return (self.metadata or {}).get("after") or None

    @property
    def has_usage(self) -> bool:
        """True if a stream is to end with its usage."""
        return self.stream_options is not None and self.stream_options.include_usage

    def question(self) -> tuple[str, str | None]:
        """The last message of the user, and their message before it.

        Raises:
            Refused: there is none, or it is not words alone.
        """
        own = [(place, one) for place, one in enumerate(self.messages) if one.role == "user"]
        if not own:
            raise Refused("there is no message with the role “user”, which would be the question", "messages")
        place, last = own[-1]
        if isinstance(last.content, list) and any(part.type != "text" for part in last.content):
            raise Refused("only words can be asked; send text alone", f"messages.{place}.content")
        return last.words, own[-2][1].words if len(own) > 1 else None

    def ignored(self) -> list[str]:
        """The parameters that change nothing about the answer: they say how a model draws words, or are not known."""
        given = {name for name, value in (self.model_extra or {}).items() if value not in (None, False, [], {})}
        return sorted(given - ABOUT_CLIENTS)


async def read(request: Request) -> ChatRequest:
    """The request.

    Raises:
        Refused: it is no JSON, or asks for what is not there.
    """
    try:
        sent = read_strictly(await request.body())
        _require_whole(sent)
        asked = ChatRequest.model_validate(sent)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Refused(f"{where or 'this request'} cannot be used: {first['msg']}", where or None) from error
    except ValueError as error:
        raise Refused(f"the body of this request is not JSON: {error}") from error
    _require_one_answer(asked)
    return asked


def _require_whole(sent: object) -> None:
    """Refuse a request with half of a surrogate pair anywhere, which could not be encoded again.

    Raises:
        Refused: see above.
    """
    try:
        json.dumps(sent, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Refused("this request has half of a surrogate pair, which is no character") from error


def _require_one_answer(asked: ChatRequest) -> None:
    """Refuse a request for something else than one answer in words.

    Raises:
        Refused: see above.
    """
    for name, said in REFUSED.items():
        if (asked.model_extra or {}).get(name):
            raise Refused(said, name, UNSUPPORTED)
    if asked.n not in (None, 1):
        raise Refused("a question has one answer; leave out “n”, or let it be 1", "n", UNSUPPORTED)
    if asked.response_format is not None and asked.response_format.type != "text":
        raise Refused(
            "an answer is sentences with their citations and takes no other form; leave out “response_format”, and "
            "read the parts of the answer in the response's field “pincite”",
            "response_format",
            UNSUPPORTED,
        )
    if asked.modalities not in (None, ["text"]):
        raise Refused("pincite answers in words; leave out “modalities”", "modalities", UNSUPPORTED)
