"""What the fake provider says if nobody tells it otherwise: a function of the question."""

import json
from collections.abc import Mapping

from pincite.models.chat.fake_wires import FakeRequest, Spoken


def echo(question: FakeRequest) -> Spoken:
    """The last message, repeated; where a schema is asked for, the smallest object that follows it."""
    if question.schema is not None:
        return Spoken(json.dumps(smallest(question.schema)))
    return Spoken("You said: " + question.messages[-1].content)


def smallest(schema: Mapping[str, object]) -> object:
    """The smallest value that follows a schema of the kind that pincite asks for.

    >>> smallest({"type": "object", "properties": {"sure": {"enum": ["yes", "no"]}, "why": {"type": "string"}}})
    {'sure': 'yes', 'why': ''}
    """
    match schema:
        case {"enum": [first, *_]}:
            return first
        case {"type": "object"}:
            properties = schema.get("properties", {})
            return (
                {key: smallest(inner) for key, inner in properties.items()} if isinstance(properties, Mapping) else {}
            )
        case {"type": "array", "items": Mapping() as inner}:
            least = schema.get("minItems", 0)
            return [smallest(inner)] * (least if isinstance(least, int) else 0)
        case {"type": "integer" | "number"}:
            return 0
        case {"type": "boolean"}:
            return False
    return ""
