"""The grammar of Anthropic's messages, whole and streamed.

The instructions stand apart from the turns. The first of them alone is marked for Anthropic's cache: what comes behind
may be of one matter, and nothing of a matter is to be the beginning of another request.

Source: Anthropic, Messages API, version 2023-06-01: "Create a Message", "Streaming messages", "Structured outputs",
"Prompt caching", "Stop reasons and fallback".
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pincite.models.chat.reply import (
    Ended,
    Reason,
    Unkeyed,
    cached,
    encodable,
    named,
    no_completion,
    read_object,
    without,
)
from pincite.models.chat.spending import narrowed
from pincite.models.chat.sse import Event
from pincite.models.chat.temperature import temperature
from pincite.models.chat.wire import CompletionRequest, Folding
from pincite.models.ports import Message, Usage

VERSION = "2023-06-01"

SEE_URL = "set url in settings.toml to a server that speaks Anthropic's Messages API, up to and with its /v1"

REASONS: Mapping[object, Reason] = {
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refusal",
}
"""Of the others, `end_turn` and `stop_sequence` end a reply; `tool_use` and `pause_turn` come of tools, which we never
offer."""

WITHOUT_SCHEMA = ("output_config", "json_schema", "structured output", "schema")
"""Words of a refusal of the schema."""

NOT_TAKEN = frozenset(
    {"minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
    | {"maxItems", "uniqueItems", "minProperties", "maxProperties"}
)
"""Words of JSON Schema that Anthropic refuses. The caller checks each reply itself, so they can be left out."""

LEAST_ITEMS = (0, 1)
"""The values of `minItems` that Anthropic takes."""


@dataclass(frozen=True, slots=True)
class MessagesDialect:
    """The optional parts of the protocol that a model accepts; one without schemas is bound by the caller's words."""

    takes_schema: bool = True
    takes_temperature: bool = True
    takes_cache_control: bool = True


class AnthropicMessages:
    """Implements `Wire`."""

    path = "/messages"
    see_url = SEE_URL

    def headers(self, key: str | None) -> Mapping[str, str]:
        """The version, and the key in a header of its own."""
        return {"anthropic-version": VERSION} | ({} if key is None else {"x-api-key": key})

    def body(self, model: str, asked: CompletionRequest, dialect: MessagesDialect, *, is_streamed: bool) -> bytes:
        """The JSON of one request."""
        sent: dict[str, object] = {
            "model": model,
            "max_tokens": asked.max_tokens,
            "messages": [{"role": turn.role, "content": turn.content} for turn in asked.messages if _is_turn(turn)],
            "stream": is_streamed,
        }
        if system := _system(asked.messages, is_cached=dialect.takes_cache_control):
            sent["system"] = system
        if dialect.takes_temperature and (degree := temperature(asked.task, model)) is not None:
            sent["temperature"] = degree
        if asked.schema is not None and dialect.takes_schema:
            sent["output_config"] = {"format": {"type": "json_schema", "schema": taken(asked.schema)}}
        return json.dumps(sent, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")

    def plainer(self, dialect: MessagesDialect, complaint: str, *, has_schema: bool) -> MessagesDialect | None:
        """The dialect without the option that a refusal names; None if it names none of ours."""
        said = complaint.casefold()
        if dialect.takes_temperature and "temperature" in said:
            return replace(dialect, takes_temperature=False)
        if dialect.takes_cache_control and "cache_control" in said:
            return replace(dialect, takes_cache_control=False)
        if has_schema and dialect.takes_schema and any(word in said for word in WITHOUT_SCHEMA):
            return replace(dialect, takes_schema=False)
        return None

    def read(self, content: bytes, model: str, secret: str | None) -> Ended:
        """The reply in the body of an answer: its blocks of text, without those of thoughts."""
        answer = read_object(content, model, secret, SEE_URL)
        blocks = answer.get("content")
        if answer.get("type") != "message" or not isinstance(blocks, list):
            raise no_completion(model, SEE_URL)
        text = "".join(_text(block, model) for block in blocks)
        return Ended(
            without(secret, encodable(text)),
            _reason(answer.get("stop_reason")),
            named(answer.get("model"), model, secret),
            _usage(answer.get("usage")),
        )

    def folding(self, model: str, secret: str | None) -> Folding:
        """What puts the events of a stream together."""
        return _Events(model, secret)


class _Events:
    """Implements `Folding`: the first event counts the prompt, the last but one the reply."""

    def __init__(self, model: str, secret: str | None) -> None:
        self._asked_for, self._secret = model, secret
        self._unkeyed = Unkeyed(secret)
        self._text: list[str] = []
        self._reason: Reason = "end"
        self._model = model
        self._counts: dict[str, object] = {}
        self._is_counted = False
        self.is_over = False

    def take(self, event: Event) -> str:
        """The text that an event adds. Kinds of events that are not known are passed over, as the protocol asks."""
        said = read_object(event.data, self._asked_for, self._secret, SEE_URL)
        match said:
            case {"type": "message_start", "message": {**message}}:
                self._model = named(message.get("model"), self._model, self._secret)
                self._count(message.get("usage"))
            case {"type": "content_block_start", "content_block": block}:
                return self._given(_text(block, self._asked_for))
            case {"type": "content_block_delta", "delta": {"type": "text_delta", "text": str(text)}}:
                return self._given(text)
            case {"type": "message_delta", "delta": {**delta}}:
                self._reason = _reason(delta.get("stop_reason"))
                self._is_counted = self._count(said.get("usage"))
            case {"type": "message_stop"}:
                self.is_over = True
                rest = self._unkeyed.rest()
                self._text.append(rest)
                return rest
            case {"type": str()}:
                pass
            case _:
                raise no_completion(self._asked_for, SEE_URL)
        return ""

    def at_most(self, most: Usage) -> Usage:
        """The prompt as the first event counts it, with the reply as far as it is counted."""
        return narrowed(most, _usage(self._counts), is_final=self._is_counted)

    def ended(self) -> Ended:
        """The whole reply."""
        usage = _usage(self._counts) if self._is_counted else None
        return Ended("".join(self._text), self._reason, self._model, usage)

    def _count(self, said: object) -> bool:
        """Take over the counts of an event, which are of all so far; False if it has not the reply's."""
        if not isinstance(said, dict):
            return False
        self._counts |= {key: value for key, value in said.items() if value is not None}
        return said.get("output_tokens") is not None

    def _given(self, text: str) -> str:
        given = self._unkeyed.take(text)
        self._text.append(given)
        return given


def taken(schema: Mapping[str, object]) -> dict[str, object]:
    """A schema with the words that Anthropic takes, which wants each object to be closed.

    >>> taken({"type": "array", "items": {"type": "string", "maxLength": 9}, "minItems": 1, "maxItems": 3})
    {'type': 'array', 'items': {'type': 'string'}, 'minItems': 1}
    """
    kept: dict[str, object] = {}
    for word, value in schema.items():
        if word in NOT_TAKEN or (word == "minItems" and value not in LEAST_ITEMS):
            continue
        if word in ("properties", "$defs") and isinstance(value, Mapping):
            kept[word] = {name: _taken(inner) for name, inner in value.items()}
        elif word in ("items", "anyOf", "allOf", "oneOf"):
            kept["anyOf" if word == "oneOf" else word] = _taken(value)
        else:
            kept[word] = value
    if kept.get("type") == "object":
        kept["additionalProperties"] = False
    return kept


def _taken(value: object) -> object:
    if isinstance(value, list):
        return [_taken(inner) for inner in value]
    return taken(value) if isinstance(value, Mapping) else value


def _is_turn(message: Message) -> bool:
    return message.role != "system"


def _system(messages: Sequence[Message], *, is_cached: bool) -> list[dict[str, object]]:
    """The instructions as blocks of text, the first one marked for the cache; empty ones are refused, so left out."""
    blocks: list[dict[str, object]] = [
        {"type": "text", "text": message.content}
        for message in messages
        if message.role == "system" and message.content
    ]
    if blocks and is_cached:
        blocks[0]["cache_control"] = {"type": "ephemeral"}
    return blocks


def _text(block: object, model: str) -> str:
    """The text of a block; none if it is of another kind."""
    match block:
        case {"type": "text", "text": str(text)}:
            return text
        case {"type": str(kind)} if kind != "text":
            return ""
    raise no_completion(model, SEE_URL)


def _reason(said: object) -> Reason:
    return REASONS.get(said, "end") if isinstance(said, str) else "end"


def _usage(said: object) -> Usage | None:
    """Usage as we count it, with the tokens of the cache among the prompt's; None if it is not complete."""
    match said:
        case {"input_tokens": int(beside), "output_tokens": int(written), **rest}:
            if isinstance(beside, bool) or isinstance(written, bool):
                return None
            read, wrote = cached(rest.get("cache_read_input_tokens")), cached(rest.get("cache_creation_input_tokens"))
            return Usage(beside + read + wrote, written, cache_read_tokens=read, cache_write_tokens=wrote)
    return None
