"""What is sent to a server, and what is left out once the server has refused it.

The servers that speak the OpenAI protocol differ in its optional parts: how a reply is bound to a schema, what the
limit of tokens is called, whether temperature and seed may be set. We ask for all, and give up only what is refused.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pincite.models.chat.temperature import temperature
from pincite.models.ports import Message, Task

SEED = 1
"""The same for every request, so that a server that honours it repeats its answers."""

BOUND = ("response_format", "json_schema", "json_object", "json schema", "grammar", "structured output", "guided")
"""Words of a refusal of the schema: OpenAI's, vLLM's, llama.cpp's and Ollama's own."""

SEED_NAMED = re.compile(r"\bseed\b")


@dataclass(frozen=True, slots=True)
class Dialect:
    """The optional parts of the protocol that a server accepts.

    `binding` is how a reply is bound to a schema: by `json_schema`, to any object by `json_object`, or only by the
    caller's `words`. With `tells_progress` a stream says how far the prompt was read, as llama.cpp can.
    """

    binding: Literal["json_schema", "json_object", "words"] = "json_schema"
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    takes_temperature: bool = True
    takes_seed: bool = True
    takes_stream_options: bool = True
    tells_progress: bool = False


def body(
    model: str,
    messages: Sequence[Message],
    max_tokens: int,
    schema: Mapping[str, object] | None,
    dialect: Dialect,
    *,
    task: Task = "citing",
    is_streamed: bool = False,
) -> bytes:
    """The JSON of one request, in UTF-8; lone surrogates, which cannot be encoded, are sent as question marks."""
    asked: dict[str, object] = {
        "model": model,
        "messages": [{"role": message.role, "content": message.content} for message in messages],
        dialect.limit: max_tokens,
        "stream": is_streamed,
    }
    if is_streamed and dialect.takes_stream_options:
        asked["stream_options"] = {"include_usage": True}
    if is_streamed and dialect.tells_progress:
        asked["return_progress"] = True
    if dialect.takes_temperature and (degree := temperature(task, model)) is not None:
        asked["temperature"] = degree
    if dialect.takes_seed:
        asked["seed"] = SEED
    if schema is not None and dialect.binding == "json_schema":
        wanted = {"name": "reply", "strict": True, "schema": dict(schema)}
        asked["response_format"] = {"type": "json_schema", "json_schema": wanted}
    elif schema is not None and dialect.binding == "json_object":
        asked["response_format"] = {"type": "json_object"}
    return json.dumps(asked, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def plainer(dialect: Dialect, complaint: str, *, has_schema: bool) -> Dialect | None:
    """The dialect without the option that a refusal names; None if it names none of ours.

    Each step gives something up for good, so that there are at most six.

    >>> plainer(Dialect(), "Unsupported parameter: 'temperature'", has_schema=False).takes_temperature
    False
    """
    said = complaint.casefold()
    if dialect.takes_stream_options and "stream_options" in said:
        return replace(dialect, takes_stream_options=False)
    if dialect.limit == "max_tokens" and "max_completion_tokens" in said:
        return replace(dialect, limit="max_completion_tokens")
    if dialect.takes_temperature and "temperature" in said:
        return replace(dialect, takes_temperature=False)
    if has_schema and dialect.binding != "words" and any(word in said for word in BOUND):
        return replace(dialect, binding="json_object" if dialect.binding == "json_schema" else "words")
    if dialect.takes_seed and SEED_NAMED.search(said):
        return replace(dialect, takes_seed=False)
    return None
