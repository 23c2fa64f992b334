"""How the fake provider speaks OpenAI's and Anthropic's protocols: what a request asks, and the JSON of a reply.

Requests are read as strictly as the vendors read them: an unknown key, a missing version or a schema with words that
Anthropic does not take is refused. Tokens are runs without white space.

Source: OpenAI, API reference, "Create chat completion" and its streaming events; Anthropic, Messages API, version
2023-06-01, "Streaming messages", "Structured outputs" and "Prompt caching".
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pincite.models.fakes import PIECE, WORD_AND_MARKS
from pincite.models.ports import Message, Usage

WireName = Literal["openai", "anthropic"]

ANTHROPIC_VERSION = "2023-06-01"

NOT_IN_SCHEMAS = frozenset(
    {"minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
    | {"multipleOf", "maxItems", "uniqueItems", "oneOf"}
)
"""Words of JSON Schema that Anthropic refuses."""


@dataclass(frozen=True, slots=True)
class FakeRequest:
    """What a request asks. `marked` is how many of the messages, from the first, are to be put into the cache."""

    model: str
    messages: tuple[Message, ...]
    max_tokens: int
    schema: Mapping[str, object] | None
    is_streamed: bool
    wants_usage: bool
    marked: int

    @property
    def prompt_tokens(self) -> int:
        """The tokens of all messages."""
        return sum(count(message.content) for message in self.messages)

    @property
    def marked_tokens(self) -> int:
        """The tokens of what is to be put into the cache."""
        return sum(count(message.content) for message in self.messages[: self.marked])


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the model says, and why it stops; `thought` is what it thinks before, which counts too."""

    text: str
    stop: Literal["end", "length", "refusal", "filter"] = "end"
    thought: str = ""

    def cut(self, max_tokens: int) -> "Spoken":
        """As much of it as the limit lets through."""
        pieces = PIECE.findall(self.text)
        left = max(0, max_tokens - count(self.thought))
        if count(self.text) <= left:
            return self
        return Spoken("".join(pieces[:left]), "length", self.thought)

    @property
    def tokens(self) -> int:
        """The tokens of what was thought and said."""
        return count(self.text) + count(self.thought)


class Malformed(ValueError):  # noqa: N818 - reads as a sentence where it is raised
    """A request that a provider refuses with status 400."""


class FakeWire(Protocol):
    """One of the two protocols, as a provider speaks it."""

    @property
    def name(self) -> WireName:
        """Names it."""
        ...

    def key_in(self, headers: Mapping[str, str]) -> str | None:
        """The key that a request brings."""
        ...

    def question(self, headers: Mapping[str, str], body: Mapping[str, object]) -> FakeRequest:
        """What a request asks.

        Raises:
            Malformed: the vendor would refuse it.
        """
        ...

    def error(self, status: int, message: str) -> bytes:
        """The body of a failure."""
        ...

    def reply(self, model: str, spoken: Spoken, usage: Usage | None) -> bytes:
        """The body of a whole reply; without the usage if it is None."""
        ...

    def events(self, model: str, spoken: Spoken, usage: Usage | None) -> Iterator[tuple[bytes, int]]:
        """The events of a streamed reply, each with the tokens in it; the last one ends it."""
        ...


def count(text: str) -> int:
    """The tokens of a text."""
    return len(WORD_AND_MARKS.findall(text))


class OpenAIWire:
    """OpenAI's chat completions."""

    name: WireName = "openai"

    def key_in(self, headers: Mapping[str, str]) -> str | None:
        """The key of the header `Authorization`."""
        scheme, _, key = headers.get("authorization", "").partition(" ")
        return key if scheme == "Bearer" else None

    def question(self, headers: Mapping[str, str], body: Mapping[str, object]) -> FakeRequest:  # noqa: ARG002
        """What a request asks; the first message, where it has instructions, is what is cached."""
        known = "model messages max_tokens max_completion_tokens temperature seed stream stream_options response_format"
        _only(body, known)
        messages = _turns(body.get("messages"), ("system", "developer", "user", "assistant"))
        is_streamed = body.get("stream", False) is True
        options = body.get("stream_options")
        if options is not None and not is_streamed:
            raise Malformed("The 'stream_options' parameter is only allowed when 'stream' is enabled.")
        limit = body.get("max_completion_tokens", body.get("max_tokens", 4096))
        return FakeRequest(
            model=_text(body, "model"),
            messages=messages,
            max_tokens=_positive(limit, "max_tokens"),
            schema=_schema(body.get("response_format"), "json_schema", "schema"),
            is_streamed=is_streamed,
            wants_usage=isinstance(options, Mapping) and options.get("include_usage") is True,
            marked=1 if messages[0].role == "system" else 0,
        )

    def error(self, status: int, message: str) -> bytes:
        """An object `error` with the message."""
        kind = "server_error" if status >= 500 else "invalid_request_error"
        return _json({"error": {"message": message, "type": kind, "param": None, "code": None}})

    def reply(self, model: str, spoken: Spoken, usage: Usage | None) -> bytes:
        """An object `chat.completion` with one choice."""
        refused = spoken.stop == "refusal"
        message = {
            "role": "assistant",
            "content": None if refused else spoken.text,
            "refusal": spoken.text if refused else None,
        }
        whole: dict[str, object] = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 0,
            "model": model,
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": _finish(spoken)}],
        }
        return _json(whole | ({} if usage is None else {"usage": openai_usage(usage)}))

    def events(self, model: str, spoken: Spoken, usage: Usage | None) -> Iterator[tuple[bytes, int]]:
        """Chunks with a token each, then one with the reason, one with the usage, and `[DONE]`."""
        field = "refusal" if spoken.stop == "refusal" else "content"
        yield self._chunk(model, {"role": "assistant", "content": ""}, None), count(spoken.thought)
        for piece in PIECE.findall(spoken.text):
            yield self._chunk(model, {field: piece}, None), count(piece)
        yield self._chunk(model, {}, _finish(spoken)), 0
        if usage is not None:
            counted = {**_chunk_of(model), "choices": [], "usage": openai_usage(usage)}
            yield _event(counted), 0
        yield b"data: [DONE]\n\n", 0

    def _chunk(self, model: str, delta: Mapping[str, object], finish: str | None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event({**_chunk_of(model), "choices": [choice], "usage": None})


class AnthropicWire:
    """Anthropic's messages."""

    name: WireName = "anthropic"

    def key_in(self, headers: Mapping[str, str]) -> str | None:
        """The key of the header `x-api-key`."""
        return headers.get("x-api-key")

    def question(self, headers: Mapping[str, str], body: Mapping[str, object]) -> FakeRequest:
        """What a request asks; the instructions come as messages of the role `system`, before the others."""
        if headers.get("anthropic-version") != ANTHROPIC_VERSION:
            raise Malformed("anthropic-version: header is required")
        _only(body, "model messages max_tokens system temperature stream output_config")
        if "max_tokens" not in body:
            raise Malformed("max_tokens: Field required")
        config = body.get("output_config")
        form = config.get("format") if isinstance(config, Mapping) else None
        schema = _schema(form, "", "schema")
        if schema is not None:
            _require_supported(schema)
        system, marked = _system(body.get("system", []))
        return FakeRequest(
            model=_text(body, "model"),
            messages=(*system, *_turns(body.get("messages"), ("user", "assistant"))),
            max_tokens=_positive(body["max_tokens"], "max_tokens"),
            schema=schema,
            is_streamed=body.get("stream", False) is True,
            wants_usage=True,
            marked=marked,
        )

    def error(self, status: int, message: str) -> bytes:
        """An object of type `error` with the message."""
        kinds = {401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error", 529: "overloaded_error"}
        kind = kinds.get(status, "api_error" if status >= 500 else "invalid_request_error")
        return _json({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"})

    def reply(self, model: str, spoken: Spoken, usage: Usage | None) -> bytes:
        """An object of type `message`."""
        content: list[dict[str, object]] = [{"type": "text", "text": spoken.text, "citations": None}]
        if spoken.thought:
            content.insert(0, {"type": "thinking", "thinking": spoken.thought, "signature": "c2lnbmVk"})
        whole = {**_message_of(model), "content": content, **_stopped(spoken)}
        return _json(whole | ({} if usage is None else {"usage": anthropic_usage(usage)}))

    def events(self, model: str, spoken: Spoken, usage: Usage | None) -> Iterator[tuple[bytes, int]]:
        """From `message_start` to `message_stop`; the usage stands in the first event and, whole, before the last."""
        begun = _message_of(model) | {"content": [], "stop_reason": None, "stop_sequence": None}
        if usage is not None:
            begun["usage"] = anthropic_usage(usage) | {"output_tokens": 1}
        yield _named({"type": "message_start", "message": begun}), 0
        index = 0
        if spoken.thought:
            delta = {"type": "thinking_delta", "thinking": spoken.thought}
            yield from _block(
                index, {"type": "thinking", "thinking": "", "signature": ""}, [(delta, count(spoken.thought))]
            )
            index += 1
        said = [({"type": "text_delta", "text": piece}, count(piece)) for piece in PIECE.findall(spoken.text)]
        yield from _block(index, {"type": "text", "text": ""}, said)
        ended: dict[str, object] = {"type": "message_delta", "delta": _stopped(spoken)}
        if usage is not None:
            ended["usage"] = {"output_tokens": usage.completion_tokens}
        yield _named(ended), 0
        yield _named({"type": "message_stop"}), 0


def openai_usage(usage: Usage) -> dict[str, object]:
    """Usage as OpenAI counts it: the prompt's tokens include those of the cache."""
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cache_read_tokens},
    }


def anthropic_usage(usage: Usage) -> dict[str, object]:
    """Usage as Anthropic counts it: the input's tokens are those beside the cache."""
    return {
        "input_tokens": usage.prompt_tokens - usage.cache_read_tokens - usage.cache_write_tokens,
        "cache_creation_input_tokens": usage.cache_write_tokens,
        "cache_read_input_tokens": usage.cache_read_tokens,
        "output_tokens": usage.completion_tokens,
    }


def _only(body: Mapping[str, object], known: str) -> None:
    for key in body:
        if key not in known.split():
            raise Malformed(f"{key}: Extra inputs are not permitted")


def _text(body: Mapping[str, object], key: str) -> str:
    said = body.get(key)
    if not isinstance(said, str) or not said:
        raise Malformed(f"{key}: Field required")
    return said


def _positive(said: object, key: str) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or said < 1:
        raise Malformed(f"{key}: Input should be greater than or equal to 1")
    return said


def _turns(said: object, roles: Sequence[str]) -> tuple[Message, ...]:
    turns = []
    for turn in said if isinstance(said, list) else []:
        match turn:
            case {"role": str(role), "content": str(content), **rest} if role in roles and not rest:
                turns.append(Message("system" if role in ("system", "developer") else _role(role), content))
            case _:
                raise Malformed(f"messages: roles are {', '.join(roles)}, and a content is a text")
    if not turns:
        raise Malformed("messages: at least one message is required")
    return tuple(turns)


def _role(said: str) -> Literal["user", "assistant"]:
    return "user" if said == "user" else "assistant"


def _system(said: object) -> tuple[tuple[Message, ...], int]:
    """The instructions, and how many of them are before a mark of the cache, or at it."""
    blocks = [{"type": "text", "text": said}] if isinstance(said, str) else said
    system, marked = [], 0
    for block in blocks if isinstance(blocks, list) else []:
        match block:
            case {"type": "text", "text": str(text), **rest} if text and rest.keys() <= {"cache_control"}:
                system.append(Message("system", text))
                marked = len(system) if rest.get("cache_control") == {"type": "ephemeral"} else marked
            case _:
                raise Malformed("system: blocks are texts that are not empty")
    return tuple(system), marked


def _schema(form: object, inside: str, key: str) -> Mapping[str, object] | None:
    match form:
        case None | {"type": "json_object"}:
            return None
        case {"type": "json_schema", **rest}:
            holder = rest.get(inside) if inside else rest
            if isinstance(holder, Mapping) and isinstance(schema := holder.get(key), Mapping):
                return schema
    raise Malformed("json_schema: the format has no schema")


def _require_supported(schema: object) -> None:
    if isinstance(schema, list):
        for inner in schema:
            _require_supported(inner)
    if not isinstance(schema, Mapping):
        return
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        raise Malformed("output_config.format.schema: 'additionalProperties' must be explicitly set to false")
    for key, value in schema.items():
        if key in NOT_IN_SCHEMAS or (key == "minItems" and value not in (0, 1)):
            raise Malformed(f"output_config.format.schema: property '{key}' is not supported")
        for inner in value.values() if key in ("properties", "$defs") and isinstance(value, Mapping) else [value]:
            _require_supported(inner)


def _finish(spoken: Spoken) -> str:
    return {"end": "stop", "length": "length", "refusal": "stop", "filter": "content_filter"}[spoken.stop]


def _stopped(spoken: Spoken) -> dict[str, object]:
    reasons = {"end": "end_turn", "length": "max_tokens", "refusal": "refusal", "filter": "refusal"}
    details = {"type": "refusal", "category": None, "explanation": None} if "refus" in reasons[spoken.stop] else None
    return {"stop_reason": reasons[spoken.stop], "stop_sequence": None, "stop_details": details}


def _chunk_of(model: str) -> dict[str, object]:
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": model}


def _message_of(model: str) -> dict[str, object]:
    return {"id": "msg_1", "type": "message", "role": "assistant", "model": model}


def _block(
    index: int, begun: Mapping[str, object], deltas: Sequence[tuple[Mapping[str, object], int]]
) -> Iterator[tuple[bytes, int]]:
    yield _named({"type": "content_block_start", "index": index, "content_block": begun}), 0
    yield _named({"type": "ping"}), 0
    for delta, tokens in deltas:
        yield _named({"type": "content_block_delta", "index": index, "delta": delta}), tokens
    yield _named({"type": "content_block_stop", "index": index}), 0


def _named(event: Mapping[str, object]) -> bytes:
    return f"event: {event['type']}\n".encode() + _event(event)


def _event(said: Mapping[str, object]) -> bytes:
    return b"data: " + _json(said) + b"\n\n"


def _json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
