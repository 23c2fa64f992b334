"""Reads the JSON of a model's reply strictly: the reply is one object and nothing else, or it is not used.

Nothing is repaired and nothing is taken from prose. One code fence around the whole is removed, since many models put
it there whatever they are told.
"""

from collections.abc import Collection, Mapping

from pincite.errors import ModelError
from pincite.strict_json import read_strictly

DEEPEST = 8
"""The deepest nesting of brackets; what any part of pincite asks for has four. Deeper ones could exhaust the parser's
stack."""

FENCES = ("```", "```json")


def parsed(reply: str, longest: int) -> object:
    """The value that a reply of at most `longest` characters encodes.

    Raises:
        ModelError: it is longer, empty, not JSON, has something beside it, a key twice in one object, a number that
            JSON does not know, or brackets deeper than any valid reply; the message, "the reply …", tells a model what
            to mend.
    """
    if len(reply) > longest:
        raise ModelError(f"the reply has {len(reply):,} characters, more than {longest:,}")
    text = _unfenced(reply)
    if not text:
        raise ModelError("the reply is empty")
    if _depth(text) > DEEPEST:
        raise ModelError("the reply has brackets in brackets deeper than any valid one")
    try:
        return read_strictly(text)
    except ValueError as error:
        ends = ", it ends too early; write less" if text[-1] not in "}" else ""
        raise ModelError(f"the reply is not one JSON object and nothing else{ends}: {str(error)[:120]}") from error


def fault_of(reply: str) -> str:
    """What is wrong with a reply that is not in the form that was asked for, for a person who has no use for JSON."""
    text = _unfenced(reply)
    if not text:
        return "it replied nothing"
    if text[0] == "{" and text[-1] != "}":
        return "its reply ends in the middle; ask about less, or have max_answer_tokens raised in settings.toml"
    return "its reply is not in the form that was asked for; ask again, or have another model set up"


def members(said: object, keys: Collection[str], name: str = "the reply") -> Mapping[str, object]:
    """A value as an object with exactly these keys; `name` names the value in the error message.

    Raises:
        ModelError: it is not one.
    """
    if not isinstance(said, dict) or said.keys() != set(keys):
        raise ModelError(f"{name} is not an object with exactly the keys {' and '.join(sorted(keys))}")
    return said


def _unfenced(reply: str) -> str:
    text = reply.strip()
    first, _, rest = text.partition("\n")
    if first.strip() in FENCES and rest.endswith("```"):
        return rest[:-3].strip()
    return text


def _depth(text: str) -> int:
    """The nesting of brackets, without those in strings."""
    deepest = depth = 0
    in_string = is_escaped = False
    for sign in text:
        if is_escaped:
            is_escaped = False
        elif in_string:
            is_escaped = sign == "\\"
            in_string = sign != '"'
        elif sign == '"':
            in_string = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest
