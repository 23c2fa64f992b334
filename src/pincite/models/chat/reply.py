"""Reads what a server sent, strictly, since it may be any program, and its words go on the record."""

import json
from collections.abc import Mapping, Sequence

from pincite.errors import ModelError
from pincite.models.ports import Completion, Message, Usage

BYTES_PER_TOKEN = 3
"""Of UTF-8, for usage that a server does not count. SmolLM2's vocabulary has 2.5 to 4.0 of them in most of the sample
agreements (median 3.3), 2.5 in German, 1.7 in Chinese: for English costs are estimated a little too high."""

SEE_URL = "set url in [model] to a server that speaks the OpenAI protocol, up to and with its /v1"

LONGEST_NAME = 200
LONGEST_COMPLAINT = 300
"""The most characters of a server's message that are repeated."""


def read_reply(
    content: bytes, messages: Sequence[Message], max_tokens: int, model: str, secret: str | None
) -> Completion:
    """The completion in the body of an answer with status 200.

    The tokens of a server that counts none are estimated, and the usage says so. `secret` is never repeated.

    Raises:
        ModelError: it is no completion, or one without any text.
    """
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"the language model {model} gave an answer that is no JSON; {SEE_URL}") from error
    if not isinstance(answer, dict):
        raise ModelError(f"the language model {model} gave JSON that is no completion; {SEE_URL}")
    match answer:
        case {"choices": [{"message": {"content": str(text)}, **choice}, *_]}:
            text = _without(secret, _encodable(text))
        case {"choices": [{"message": {"refusal": str(refusal)}}, *_]} if refusal:
            # its words are a model's, unchecked: they are not repeated
            raise ModelError(f"the provider of the language model {model} refused to answer; ask in other words")
        case {"choices": [{"message": dict(message), **choice}, *_]} if message.get("content") is None:
            text = ""
        case {"error": _}:
            said = complaint(content, secret) or "it does not say why"
            raise ModelError(f"the language model {model} failed ({said}); see its server's log")
        case _:
            raise ModelError(f"the language model {model} gave JSON that is no completion; {SEE_URL}")
    if not text.strip():
        raise ModelError(_empty_reason(choice.get("finish_reason"), max_tokens, model))
    return Completion(
        text, _without(secret, _named(answer.get("model"), model)), _usage(answer.get("usage"), messages, text)
    )


def complaint(content: bytes, secret: str | None) -> str:
    """What the body of a failed answer says, on one line, shortened, without the secret, should it repeat that.

    Empty if it says nothing readable.
    """
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    match answer:
        case {"error": {"message": str(said)}} | {"error": str(said)} | {"message": str(said)} | {"detail": str(said)}:
            return _short(_without(secret, said))
    return ""


def _without(secret: str | None, said: str) -> str:
    """What a server says without the key, which it was sent and may repeat anywhere, also with marks between."""
    return said if secret is None else said.replace(secret, "[key]")


def _empty_reason(finish: object, max_tokens: int, model: str) -> str:
    match finish:
        case "length":
            return (
                f"the language model {model} used up all its {max_tokens} tokens before it wrote anything; raise "
                "max_answer_tokens in [model], or choose a model that thinks less"
            )
        case "content_filter":
            return f"the filter of the language model {model} withheld its reply; ask in other words"
    return f"the language model {model} gave an empty reply; ask again, or choose another model"


def _named(said: object, model: str) -> str:
    """The model that answered, as the server calls it when it says so in a plain way: a vendor's names have dates."""
    if isinstance(said, str) and said.strip() and said.isprintable() and len(said) <= LONGEST_NAME:
        return said
    return model


def _usage(said: object, messages: Sequence[Message], text: str) -> Usage:
    match said:
        case Mapping() as counts:
            prompt, completion = counts.get("prompt_tokens"), counts.get("completion_tokens")
            if _is_count(prompt) and _is_count(completion):
                return Usage(prompt, completion)  # type: ignore[arg-type]  # both are counts
    return Usage(sum(_estimated(message.content) for message in messages), _estimated(text), estimated=True)


def _is_count(said: object) -> bool:
    return isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 2**53


def _estimated(text: str) -> int:
    return -(-len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN)


def _encodable(text: str) -> str:
    """A text that can be stored: lone surrogates, which a JSON escape can smuggle in, become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _short(said: str) -> str:
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in said[: 4 * LONGEST_COMPLAINT]).split())
    return line if len(line) <= LONGEST_COMPLAINT else line[: LONGEST_COMPLAINT - 1] + "…"
