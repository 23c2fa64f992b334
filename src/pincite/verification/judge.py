"""The third layer: a chat model asked whether a passage supports a claim, only where the first two stay in doubt."""

import json
from dataclasses import dataclass

from pincite.errors import ModelError
from pincite.models.ports import ChatModel, Message
from pincite.verification.prompts import prompt

REPLY_TOKENS = 200
LONGEST_REPLY = 4_000
"""Characters; what is longer is not what was asked for."""

SCHEMA = {
    "type": "object",
    "properties": {"supported": {"type": "boolean"}, "reason": {"type": "string"}},
    "required": ["supported", "reason"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says, with its reason in words."""

    supported: bool
    reason: str


async def judged(model: ChatModel, premise: str, claim: str) -> Verdict | None:
    """The judge's verdict, None when it gave none that can be used: then the layers before it have the last word."""
    given = json.dumps({"passage": premise, "claim": claim}, ensure_ascii=False).encode("utf-8", "replace").decode()
    try:
        completion = await model.complete(
            (Message("system", prompt("judge").text), Message("user", given)), REPLY_TOKENS, SCHEMA
        )
        said = json.loads(completion.text) if len(completion.text) <= LONGEST_REPLY else None
    except (ModelError, ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.keys() != {"supported", "reason"}:
        return None
    supported, reason = said["supported"], said["reason"]
    if not isinstance(supported, bool) or not isinstance(reason, str):
        return None
    return Verdict(supported, " ".join(reason.split())[:300] or "the judge finds it unsupported and gives no reason")
