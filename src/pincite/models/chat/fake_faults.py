"""How the fake provider fails, request by request, and which of its words and counts are wrong then."""

import math
from dataclasses import dataclass, replace
from typing import Literal

from pincite.models.ports import Usage

FOREVER = math.inf
"""A wait that ends when the client leaves."""

LONGEST_WAIT_S = 86_400.0

WRONG_BY = 7
"""Tokens by which a wrong usage is too high."""


@dataclass(frozen=True, slots=True)
class Fault:
    """How one request fails, or is late; the default is not at all.

    `first_byte_s` and `between_s` are seconds before the head and before each event of a stream. `usage` is what the
    client is told about tokens. What `breaks` half way is half of the body or of the events, and then a connection that
    is reset; or that stays open, but nothing more comes (`stalls half way`). `raw` is sent in the place of a reply or
    an error.
    """

    status: int = 200
    message: str = "as the script says"
    retry_after: str | None = None
    location: str | None = None
    first_byte_s: float = 0.0
    between_s: float = 0.0
    breaks: Literal["no", "before the head", "half way", "stalls half way", "before the end event"] = "no"
    garbles: Literal["no", "not JSON", "cut short"] = "no"
    usage: Literal["counted", "wrong", "negative", "huge", "missing"] = "counted"
    model: str | None = None
    raw: bytes | None = None
    content_type: str | None = None


def told_usage(counted: Usage, fault: Fault) -> Usage | None:
    """What the client is told about the tokens."""
    match fault.usage:
        case "wrong":
            wrong = counted.completion_tokens + WRONG_BY
            return replace(counted, prompt_tokens=counted.prompt_tokens + WRONG_BY, completion_tokens=wrong)
        case "negative":
            return Usage(-counted.prompt_tokens, -counted.completion_tokens)
        case "huge":
            return Usage(2**50, 2**50)
        case "missing":
            return None
    return counted


def cut_body(body: bytes, fault: Fault) -> bytes:
    """The body of a reply as the fault has it."""
    if fault.raw is not None or fault.garbles == "not JSON":
        return fault.raw or b"<html>Bad Gateway</html>"
    return body[: len(body) // 2] if fault.garbles == "cut short" else body


def garbled(event: bytes, fault: Fault) -> bytes:
    """An event of a stream as the fault has it."""
    if fault.garbles == "no":
        return event
    return b"data: <html>\n\n" if fault.garbles == "not JSON" else event[: len(event) // 2] + b"\n\n"
