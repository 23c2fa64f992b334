"""The third layer: a chat model is asked whether a passage supports a claim, only if the first two are in doubt."""

import json
from dataclasses import dataclass

from pincite.errors import ModelError
from pincite.models.ports import ChatModel, Completion, Message
from pincite.models.structured import members, parsed
from pincite.verification.prompts import prompt

REPLY_TOKENS = 200
LONGEST_REPLY = 4_000
"""The longest reply that is read, in characters; a longer one is not what was asked for."""

SCHEMA = {
    "type": "object",
    "properties": {"supported": {"type": "boolean"}, "reason": {"type": "string"}},
    "required": ["supported", "reason"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """The judge's verdict and its reason in words; `supported` is None if it gave no usable verdict."""

    supported: bool | None
    reason: str
    completions: tuple[Completion, ...] = ()


async def judged(model: ChatModel, premise: str, claim: str) -> Ruling:
    """The judge's ruling; if it gives none, the layers before it decide."""
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
