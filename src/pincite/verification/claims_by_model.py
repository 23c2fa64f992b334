"""The claims of a sentence as a chat model divides it, checked against the sentence.

The model's reply is used whole or not at all. Its claims may have no word that the sentence lacks. Together they must
have every word of it that carries meaning or bounds what is said. If the reply is not valid, the rules divide the
sentence, and the reason is given.
"""

import json
from dataclasses import dataclass
from typing import Literal

from pincite.errors import ModelError
from pincite.models.ports import ChatModel, Completion, Message
from pincite.models.structured import members, parsed
from pincite.verification.checks.reading import read
from pincite.verification.claims import MOST_CLAIMS, claims
from pincite.verification.prompts import prompt

REPLY_TOKENS = 800
"""The longest reply that is asked for, in tokens: twelve claims of some forty words."""

LONGEST_REPLY = 20_000
"""The longest reply that is read, in characters."""

SCHEMA = {
    "type": "object",
    "properties": {"claims": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST_CLAIMS}},
    "required": ["claims"],
    "additionalProperties": False,
}

_BOUNDING = frozenset(
    """
    not no never neither nor none cannot without unless except if only solely subject provided until when may might can
    shall must will should would could least most more less all each every any some before after within or either
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that have no subject matter of their own, and decide what a sentence says."""


@dataclass(frozen=True, slots=True)
class Division:
    """The claims of a sentence and how they were made.

    `by` is "model" if the model's reply was used; otherwise `reason` says why not, as a sentence. `model` is the model
    that answered, empty if none did. `prompt` is the digest of the instructions.
    """

    claims: tuple[str, ...]
    by: Literal["model", "rules"]
    reason: str
    model: str
    prompt: str
    completion: Completion | None = None


async def claims_with(model: ChatModel, sentence: str) -> Division:
    """The claims of a sentence, divided by a chat model if its reply is valid, otherwise by rules."""
    by_rules = claims(sentence)
    instructions = prompt("claims")
    digest = instructions.digest
    if not by_rules:
        return Division((), "rules", "there is no word in the sentence", "", digest)
    said = json.dumps(" ".join(sentence.split()), ensure_ascii=False).encode("utf-8", "replace").decode()
    messages = (Message("system", instructions.text), Message("user", said))
    try:
        completion = await model.complete(messages, REPLY_TOKENS, SCHEMA)
    except ModelError as error:
        return Division(by_rules, "rules", f"the model gave no reply: {error}", "", digest)
    try:
        divided = _checked(sentence, completion.text)
    except ModelError as error:
        return Division(by_rules, "rules", str(error), completion.model, digest, completion)
    return Division(divided, "model", "", completion.model, digest, completion)


def _checked(sentence: str, reply: str) -> tuple[str, ...]:
    """The claims of a reply.

    Raises:
        ModelError: the reply is not the JSON that was asked for, or its claims add or lose words of the sentence.
    """
    divided = _texts(reply)
    given, said = _words(sentence), _words(" ".join(divided))
    added = said - given
    if added:
        raise ModelError(f"the model's claims have words that the sentence lacks: {', '.join(sorted(added))[:120]}")
    lost = given - said
    if lost:
        raise ModelError(f"the model's claims leave out words of the sentence: {', '.join(sorted(lost))[:120]}")
    return divided


def _texts(reply: str) -> tuple[str, ...]:
    try:
        said = members(parsed(reply, LONGEST_REPLY), ("claims",))["claims"]
    except ModelError as error:
        raise ModelError(f"the model's claims cannot be used: {error}") from error
    if not isinstance(said, list):
        raise ModelError('the model\'s reply has no list under "claims"')
    texts = [" ".join(text.split()) if isinstance(text, str) else "" for text in said]
    if not 1 <= len(texts) <= MOST_CLAIMS or not all(any(sign.isalnum() for sign in text) for text in texts):
        raise ModelError(f"the model's reply gives no claim, an empty one or more than {MOST_CLAIMS}")
    return tuple(dict.fromkeys(texts))


def _words(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning, and the words that bound what is said."""
    reading = read(text)
    bounding = (
        "not" if word.endswith("n't") else word for word in reading.words if word in _BOUNDING or word.endswith("n't")
    )
    return frozenset(stem for stem in reading.stems if stem) | frozenset(bounding)
