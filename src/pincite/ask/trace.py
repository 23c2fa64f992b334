"""What a model was sent, as the record keeps it: all of it, in few bytes.

A prompt is kept as parts. A paragraph of instructions, or a passage between its fence lines, is the same in many
prompts and is kept once. `retrieval.trace` has the searches of a question.
"""

import json
from collections.abc import Sequence

from pincite.ask.hashed_signs import HashedSigns
from pincite.ask.model_calls import Call
from pincite.audit.event import Json
from pincite.retrieval.trace import digest

LONG = 200
"""Characters from which a part of a prompt is kept apart, once; a shorter part is hardly longer than its digest."""


class Texts:
    """The long texts of one record, each under one name."""

    def __init__(self) -> None:
        self.by_name: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def named(self, text: str) -> str:
        """The name of a text in the record, a new one when it has none yet."""
        name = self._names.setdefault(text, f"t{len(self._names) + 1}")
        self.by_name[name] = text
        return name


def asked(calls: Sequence[Call], texts: Texts, signs: HashedSigns) -> list[Json]:
    """What a model was sent in each call, what for and with which limits; its replies stand by themselves.

    Digests are of the messages as they are kept: `signs` has taken their secret signs out.
    """
    return [
        {
            **_limits(call),
            "messages": [_message(message.role, signs.text(message.content), texts) for message in call.messages],
            **({"broken": signs.text(call.broken)} if call.broken else {}),
        }
        for call in calls
    ]


def sent(calls: Sequence[Call]) -> list[Json]:
    """As `asked`, of what is not kept word for word: digests of the messages and of the replies."""
    return [
        {
            **_limits(call),
            "messages": [{"role": message.role, "sha256": digest(message.content)} for message in call.messages],
            "reply": None if call.completion is None else digest(call.completion.text),
            **({"broken": digest(call.broken)} if call.broken else {}),
        }
        for call in calls
    ]


def requests_sent(calls: Sequence[Call]) -> list[Json]:
    """Each request that there was leave to send: where to, under which rules, how sensitive, and what may go there.

    These are facts: they stay when the words are erased, and name no document, matter or person.
    """
    return [_request_sent(call) for call in calls if call.leaves]


def _request_sent(call: Call) -> Json:
    tier = call.tier
    return {
        "purpose": call.purpose,
        "model": call.model,
        **({"tier": tier.name, "place": tier.place, "accepts": tier.accepts.word} if tier is not None else {}),
        "sensitivity": max(one.level for one in call.leaves).word,
        "rules_version": call.leaves[-1].version,
        **_runs(call),
    }


def _runs(call: Call) -> dict[str, Json]:
    """How the model was run that replied, where pincite runs it: weights, engine, cache, guessing, seed."""
    runs = call.completion.runs if call.completion is not None else None
    return {} if runs is None else {"runs": {**runs.facts()}}


def charges(calls: Sequence[Call]) -> list[Json]:
    """What each call took, and what that cost in pico-dollars, by the prices of which day.

    These are facts as well. Of the tokens of a prompt some were read from a cache of the provider's, or put into one.
    """
    return [
        {
            "tier": call.tier.name if call.tier is not None else None,
            "pico_usd": call.cost,
            "prices_of": None if call.priced_since is None else call.priced_since.isoformat(),
            "prompt_tokens": call.used.prompt_tokens,
            "completion_tokens": call.used.completion_tokens,
            "cache_read_tokens": call.used.cache_read_tokens,
            "cache_write_tokens": call.used.cache_write_tokens,
            "estimated": call.used.estimated,
        }
        for call in calls
        if call.leaves
    ]


def parts_of(text: str) -> list[str]:
    r"""A text cut after each empty line, and before and after each line that begins with a tag; joined, they are it.

    >>> parts_of("Read this.\n<passage-1a>\nThe fee is $5.\n</passage-1a>\n")
    ['Read this.\n', '<passage-1a>\n', 'The fee is $5.\n', '</passage-1a>\n']
    """
    parts: list[list[str]] = []
    is_open = False
    for line in text.splitlines(keepends=True):
        is_tag = line.startswith("<")
        if is_open and not is_tag:
            parts[-1].append(line)
        else:
            parts.append([line])
        is_open = not is_tag and bool(line.strip())
    return ["".join(lines) for lines in parts]


def _limits(call: Call) -> dict[str, Json]:
    return {
        "purpose": call.purpose,
        **_leaves(call),
        "model": call.completion.model if call.completion else call.model,
        "max_tokens": call.max_tokens,
        "form": None if call.schema is None else digest(json.dumps(call.schema, sort_keys=True)),
        "problem": call.problem,
        "ms": call.ms,
    }


def _leaves(call: Call) -> dict[str, Json]:
    """Where the words went, and how sensitive they were when leave to send them was given; empty if it never was."""
    tier = call.tier
    if tier is None:
        return {}
    return {
        "tier": tier.name,
        "place": tier.place,
        "accepts": tier.accepts.word,
        "leaves": [
            {"rules_version": leave.version, "sensitivity": leave.level.word, "because": list(leave.reasons)}
            for leave in call.leaves
        ],
    }


def _message(role: str, content: str, texts: Texts) -> dict[str, Json]:
    parts: list[Json] = []
    for part in parts_of(content):
        parts.append(part if len(part) < LONG else {"text": texts.named(part)})
    return {"role": role, "sha256": digest(content), "parts": parts}
