"""The grammar of OpenAI's older completions (`/completions`), of which the log-probabilities of tokens are used.

vLLM gives them for each token of a prompt (`echo`), and names tokens by their numbers where it is asked to. llama.cpp
leaves `echo` aside and gives them for the token that it would write next.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from pincite.errors import ModelError
from pincite.models.chat.dialect import SEED
from pincite.models.chat.reply import SEE_URL, no_completion, openai_usage, read_object
from pincite.models.chat.spending import believed
from pincite.models.scoring import Answers, Likeliest, Scores, ToScore

PATH: Final = "/completions"

LIKELIEST: Final = 10
"""Tokens of which a server is asked for the probability, at each position; vLLM gives 20 at most unless told."""

WRITTEN: Final = 1
"""Tokens that the server writes: of none llama.cpp says nothing."""

NUMBER: Final = "token_id:"
"""What comes before a token's number in vLLM."""

SOUND: Final = (-1e6, 0.01)
"""Nats, from and to. A logarithm of a probability is below 0, except for rounding; vLLM gives -9999 for none at all."""


def body(model: str, asked: ToScore) -> bytes:
    """The JSON of one request."""
    return json.dumps(
        {
            "model": model,
            "prompt": list(asked.tokens),
            "max_tokens": WRITTEN,
            "logprobs": LIKELIEST,
            "temperature": 0,
            "seed": SEED,
            "stream": False,
            **({"echo": True} if asked.of_each else {}),
            "return_tokens_as_token_ids": True,
        }
    ).encode()


def read(content: bytes, asked: ToScore, model: str, secret: str | None) -> Scores:
    """What the body of an answer with status 200 says. `secret` is never repeated.

    It may say nothing of that kind: then there are no answers. llama.cpp says nothing where it would write a part of a
    letter.

    Raises:
        ModelError: it is no completion, or about other tokens than were sent.
    """
    answer = read_object(content, model, secret, SEE_URL)
    usage = believed(openai_usage(answer.get("usage")), asked.turns, WRITTEN, "")
    match answer:
        case {"choices": [{"logprobs": {"content": [{"top_logprobs": [*listed]}, *_]}}, *_]}:
            return Scores({len(asked.tokens) - 1: _numbered(listed, model)} if listed else {}, usage)
        case {"choices": [{"logprobs": {"tokens": [*tokens], "top_logprobs": [*rows]}}, *_]}:
            if len(tokens) != len(rows):
                raise _none(model)
            _require_sent(tokens, asked, model)
            return Scores(_after_each(rows, len(asked.tokens), model), usage)
        case {"choices": [{"text": str()}, *_]}:
            return Scores({}, usage)
    raise no_completion(model, SEE_URL)


def _numbered(listed: Sequence[object], model: str) -> Likeliest:
    """The tokens of a list of llama.cpp's."""
    found = {}
    for one in listed:
        match one:
            case {"id": int(token), "logprob": float() | int() as logarithm}:
                found[token] = _sound(logarithm, model)
            case _:
                raise _none(model)
    return found


def _after_each(rows: Sequence[object], sent: int, model: str) -> Answers:
    """By position what comes after it: of as many rows as were sent and one more, or of the last alone."""
    first = sent + WRITTEN - len(rows)
    if first not in (0, sent):
        raise _none(model)
    return {
        first + at - 1: dict(_named(row, model))
        for at, row in enumerate(rows)
        if first + at >= 1  # before the first token there is nothing
    }


def _named(row: object, model: str) -> Iterator[tuple[int, float]]:
    """The tokens of an object of vLLM's."""
    if not isinstance(row, dict) or not row:
        raise _none(model)
    for name, logarithm in row.items():
        yield _number(name, model), _sound(logarithm, model)


def _number(name: object, model: str) -> int:
    number = name.removeprefix(NUMBER) if isinstance(name, str) and name.startswith(NUMBER) else ""
    if not number.isdecimal() or len(number) > 9:
        raise ModelError(
            f"the language model {model} names tokens by their words and not by their numbers, so nothing can be "
            "compared; ask vLLM or llama.cpp"
        )
    return int(number)


def _require_sent(said: Sequence[object], asked: ToScore, model: str) -> None:
    """Refuse an answer that is about other tokens than were sent."""
    if len(said) > len(asked.tokens) and [_number(one, model) for one in said[: len(asked.tokens)]] != [*asked.tokens]:
        raise ModelError(
            f"the language model {model} read other tokens than it was sent, so nothing can be compared; let nothing "
            "stand before it that changes requests"
        )


def _sound(logarithm: object, model: str) -> float:
    if isinstance(logarithm, bool) or not isinstance(logarithm, int | float):
        raise _none(model)
    if not SOUND[0] <= logarithm <= SOUND[1]:  # what is no number is not either
        said = str(logarithm)[:20]
        raise ModelError(f"the language model {model} gave {said} for a log-probability; see its server's log")
    return float(logarithm)


def _none(model: str) -> ModelError:
    return ModelError(f"the language model {model} gave log-probabilities that cannot be read; {SEE_URL}")
