"""Reads what a server sent, strictly, since it may be any program, and its words go on the record."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.errors import ModelError
from pincite.models.chat.spending import believed
from pincite.models.ports import BrokenReply, Completion, Message, Usage

SEE_URL = "set url in settings.toml to a server that speaks the OpenAI protocol, up to and with its /v1"

LONGEST_NAME = 200
LONGEST_COMPLAINT = 300
"""The most characters of a server's message that are repeated."""

Reason = Literal["end", "length", "filter", "refusal"]
"""Why a model stopped: it had said all, or as much as it may; a filter withheld the rest; it would not answer."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A reply as either protocol has it. `model` is who the server says has answered, `usage` what it says it took."""

    text: str
    reason: Reason
    model: str
    usage: Usage | None


def completion(ended: Ended, messages: Sequence[Message], max_tokens: int, model: str) -> Completion:
    """The completion that a reply is.

    The tokens of a server that counts none are estimated, and the usage says so.

    Raises:
        BrokenReply: the model would not answer, or there is no text; it has the usage all the same.
    """
    usage = believed(ended.usage, messages, max_tokens, ended.text)
    if ended.reason == "refusal":
        # its words are a model's, unchecked: they are not repeated
        raise BrokenReply(
            f"the provider of the language model {model} refused to answer; ask in other words", usage=usage
        )
    if not ended.text.strip():
        raise BrokenReply(_empty_reason(ended.reason, max_tokens, model), usage=usage)
    return Completion(ended.text, ended.model, usage)


def read_choice(content: bytes, model: str, secret: str | None) -> Ended:
    """The first choice in the body of an answer of the OpenAI protocol.

    Raises:
        ModelError: there is none.
    """
    answer = read_object(content, model, secret, SEE_URL)
    match answer:
        case {"choices": [{"message": {"content": str(text)}, **choice}, *_]}:
            reason = openai_reason(choice.get("finish_reason"))
        case {"choices": [{"message": {"refusal": str(refusal)}}, *_]} if refusal:
            text, reason = "", "refusal"
        case {"choices": [{"message": dict(message), **choice}, *_]} if message.get("content") is None:
            text, reason = "", openai_reason(choice.get("finish_reason"))
        case _:
            raise no_completion(model, SEE_URL)
    said = without(secret, encodable(text))
    return Ended(said, reason, named(answer.get("model"), model, secret), openai_usage(answer.get("usage")))


def read_object(content: bytes | str, model: str, secret: str | None, see_url: str) -> dict[str, object]:
    """The object in the body of an answer or in an event, if it is no complaint.

    Raises:
        ModelError: it is no object, or says that the model failed.
    """
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"the language model {model} gave an answer that is no JSON; {see_url}") from error
    if not isinstance(answer, dict):
        raise no_completion(model, see_url)
    if answer.get("error") is not None and not answer.get("choices"):
        said = complaint(content, secret) or "it does not say why"
        raise ModelError(f"the language model {model} failed ({said}); see its server's log")
    return answer


def no_completion(model: str, see_url: str) -> ModelError:
    """What to raise for JSON of another kind."""
    return ModelError(f"the language model {model} gave JSON that is no completion; {see_url}")


def complaint(content: bytes | str, secret: str | None) -> str:
    """What the body of a failed answer says, on one line, shortened, without the secret, should it repeat that.

    Empty if it says nothing readable.
    """
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    match answer:
        case {"error": {"message": str(said)}} | {"error": str(said)} | {"message": str(said)} | {"detail": str(said)}:
            return _short(without(secret, said))
    return ""


def openai_reason(finish: object) -> Reason:
    """Why a choice ends."""
    match finish:
        case "length":
            return "length"
        case "content_filter":
            return "filter"
    return "end"


def openai_usage(said: object) -> Usage | None:
    """Usage in the OpenAI protocol, where the tokens of the cache are among the prompt's; None if there is none."""
    match said:
        case {"prompt_tokens": int(prompt), "completion_tokens": int(written), **rest}:
            if isinstance(prompt, bool) or isinstance(written, bool):
                return None
            details = rest.get("prompt_tokens_details")
            details = details if isinstance(details, Mapping) else {}
            read, wrote = cached(details.get("cached_tokens")), cached(details.get("cache_write_tokens"))
            return Usage(prompt, written, cache_read_tokens=read, cache_write_tokens=wrote)
    return None


def cached(said: object) -> int:
    """Tokens of a cache, of which a server need not speak."""
    return said if isinstance(said, int) and not isinstance(said, bool) else 0


def without(secret: str | None, said: str) -> str:
    """What a server says without the key, which it was sent and may repeat anywhere, also with marks between."""
    return said.replace(secret, "[key]") if secret else said


class Unkeyed:
    """Takes the key out of a text that comes in pieces; what may be the key's beginning waits for the next piece.

    So does half of a sign that JSON has cut into two escapes: halves that stay alone become question marks.
    """

    def __init__(self, secret: str | None) -> None:
        self._secret = secret
        self._held = self._half = ""

    def take(self, piece: str) -> str:
        """As much of the text as can be given out."""
        piece, self._half = self._half + piece, ""
        if piece[-1:] and "\ud800" <= piece[-1] <= "\udbff":
            piece, self._half = piece[:-1], piece[-1]
        return self._unkeyed(encodable(_joined(piece)))

    def _unkeyed(self, piece: str) -> str:
        if not self._secret:
            return piece
        text = without(self._secret, self._held + piece)
        longest = min(len(text), len(self._secret) - 1)
        held = next((size for size in range(longest, 0, -1) if text.endswith(self._secret[:size])), 0)
        self._held = text[len(text) - held :]
        return text[: len(text) - held]

    def rest(self) -> str:
        """What waited in vain."""
        half = self._unkeyed(encodable(self._half))
        held, self._held, self._half = self._held, "", ""
        return half + held


def _joined(text: str) -> str:
    """A text in which two halves of a sign that stand together are that sign."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def encodable(text: str) -> str:
    """A text that can be stored: lone surrogates, which a JSON escape can smuggle in, become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def named(said: object, model: str, secret: str | None) -> str:
    """The model that answered, as the server calls it when it says so in a plain way: a vendor's names have dates."""
    if isinstance(said, str) and said.strip() and said.isprintable() and len(said) <= LONGEST_NAME:
        return without(secret, said)
    return model


def _empty_reason(reason: Reason, max_tokens: int, model: str) -> str:
    match reason:
        case "length":
            return (
                f"the language model {model} used up all its {max_tokens} tokens before it wrote anything; raise "
                "max_answer_tokens in settings.toml, or choose a model that thinks less"
            )
        case "filter":
            return f"the filter of the language model {model} withheld its reply; ask in other words"
    return f"the language model {model} gave an empty reply; ask again, or choose another model"


def _short(said: str) -> str:
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in said[: 4 * LONGEST_COMPLAINT]).split())
    return line if len(line) <= LONGEST_COMPLAINT else line[: LONGEST_COMPLAINT - 1] + "…"
