"""The third layer: a chat model asked whether a passage supports a claim, only where the first two stay in doubt."""

import json
from dataclasses import dataclass

from pincite.errors import ModelError
from pincite.models.ports import ChatModel, Completion, Message
from pincite.models.structured import members, parsed
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
class Ruling:
    """What the judge says, with its reason in words; `supported` is None when it gave no verdict that can be used."""

    supported: bool | None
    reason: str
    completions: tuple[Completion, ...] = ()


async def judged(model: ChatModel, premise: str, claim: str) -> Ruling:
    """The judge's ruling; where it gives none the layers before it have the last word."""
    given = json.dumps({"passage": premise, "claim": claim}, ensure_ascii=False).encode("utf-8", "replace").decode()
    messages = (Message("system", prompt("judge").text), Message("user", given))
    try:
        completion = await model.complete(messages, REPLY_TOKENS, SCHEMA)
    except ModelError as error:
        return Ruling(None, f"it gave no reply: {error}")
    unusable = Ruling(None, "its reply cannot be used", (completion,))
    try:
        said = members(parsed(completion.text, LONGEST_REPLY), ("supported", "reason"))
    except ModelError:
        return unusable
    supported, reason = said["supported"], said["reason"]
    if not isinstance(supported, bool) or not isinstance(reason, str):
        return unusable
    return Ruling(supported, " ".join(reason.split())[:300] or "it gives no reason", (completion,))
