"""Trying the language model with one line of our own, none of it from a document."""

import json
import secrets
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pincite.errors import ModelError
from pincite.models.chat.prices import usd
from pincite.routing.permits import Classification
from pincite.sensitivity import Sensitivity
from pincite.session.paying import purse_of
from pincite.views.models import Tried

if TYPE_CHECKING:
    from pincite.ask.charging import Purse
    from pincite.ask.model_calls import Calls
    from pincite.audit.event import Json
    from pincite.models.chat.tier import Tier
    from pincite.session.session import Session

LINE: Final = "Reply with a JSON object that has one key, ready, whose value is the word yes."
SCHEMA: Final = {
    "type": "object",
    "properties": {"ready": {"type": "string", "enum": ["yes"]}},
    "required": ["ready"],
    "additionalProperties": False,
}


class _OurLine:
    """`LINE` and nothing else: it stands in this file for everybody to read. Implements `permits.Classifier`."""

    async def classification(self, words: Sequence[str]) -> Classification:
        """Public, whatever the rules are.

        Raises:
            ModelError: these are other words.
        """
        if tuple(words) != (LINE,):
            raise ModelError("only the line that tries a language model is public by itself")
        return Classification(0, Sensitivity.PUBLIC, ("one line, the same everywhere",))


async def tried_all(session: "Session") -> tuple[Tried | str, ...]:
    """How each language model of a firm answered one line, or why it did not, in the order of their tiers.

    Each trial is on the record.

    Raises:
        ModelError: there is none.
        RecordError: a trial cannot be recorded.
    """
    tiers = session.firm.tiers
    if not tiers:
        raise ModelError("no language model is set; set one under [[models]] in the workspace's settings.toml")
    return tuple([await _tried_on_record(session, tier) for tier in tiers])


async def _tried_on_record(session: "Session", tier: "Tier") -> Tried | str:
    """How a language model answered, or why it did not.

    That it was sent the line is recorded also if it failed or was given up.
    """
    from pincite.ask.trace import charges, requests_sent

    calls: Calls = []
    identity = secrets.token_hex(8)
    try:
        return await tried(tier, calls, purse_of(session, identity))
    except ModelError as error:
        return str(error)
    finally:
        if calls:
            facts: dict[str, Json] = {
                "what": "models --try",
                "model": tier.provider.name,
                "model_calls": len(calls),
                "sent": requests_sent(calls),
                "prompt_tokens": sum(call.used.prompt_tokens for call in calls),
                "completion_tokens": sum(call.used.completion_tokens for call in calls),
                "cost_usd": usd(sum(call.cost for call in calls)),
                "charges": charges(calls),
            }
            await session.record("try", facts, {}, identity=identity)


async def tried(tier: "Tier", calls: "Calls", purse: "Purse") -> Tried:
    """How a language model answered one line; for a local file, the first answer includes the loading.

    What it was sent is noted in `calls`, and paid for from `purse`.

    Raises:
        ModelError: it did not answer.
    """
    from pincite.ask.recorded_model import RecordedModel
    from pincite.models.ports import Message

    began = time.perf_counter()
    model = RecordedModel(tier, _OurLine(), "try", calls, purse)
    completion = await model.complete([Message("user", LINE)], tier.answer_tokens, SCHEMA)
    return Tried(
        model=completion.model,
        seconds=round(time.perf_counter() - began, 2),
        prompt_tokens=completion.usage.prompt_tokens,
        completion_tokens=completion.usage.completion_tokens,
        estimated=completion.usage.estimated,
        cost_usd=usd(sum(call.cost for call in calls)),
        keeps_to_schema=_keeps_to_schema(completion.text),
    )


def _keeps_to_schema(text: str) -> bool:
    try:
        return bool(json.loads(text) == {"ready": "yes"})
    except (ValueError, RecursionError):
        return False
