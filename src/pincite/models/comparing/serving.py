"""Samples a server at some positions of a text, and compares what it says with the reference.

llama.cpp's server gives no log-probabilities of a prompt. So it is asked for the token after each of some beginnings of
the text, with the likeliest ten. What it read for one beginning it keeps for the next, as it does while it answers.
"""

import http.client
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import numpy as np

from pincite.errors import ModelError
from pincite.models.chat.llama_child import KvCache, Way
from pincite.models.chat.llama_process import LlamaProcess
from pincite.models.comparing.engine import LogProbs
from pincite.models.scoring import Answers, Likeliest

ASKED: Final = 40
"""Positions at which a server is asked. llama.cpp gives nothing at those where it would say a part of a letter."""

LEAST_GIVEN: Final = 32
"""Positions at which a server must say something, of as many as can be asked."""

LIKELIEST: Final = 10
"""Tokens that the server gives at each."""

PATIENCE_S: Final = 600.0
"""Seconds for one reply: two cores read 256 tokens of a model of 7 billion parameters in 60."""

LARGEST_REPLY: Final = 2**20
"""Bytes of a reply; the likeliest ten with their words take 2,000."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server to be sampled: what it is called in a sentence, and what asks it about a text of some tokens."""

    called: str
    asked: Callable[[Sequence[int]], Answers]


@dataclass(frozen=True, slots=True)
class Sampled:
    """How far a server is from the reference at some positions.

    `kl` is the mean divergence in nats, of the likeliest tokens and of all others taken together, which is at most that
    of whole distributions; `median_kl` is its median. `top1` is the share of positions with the same likeliest token.
    `first_difference` is the first position with another one.
    """

    called: str
    positions: int
    kl: float
    median_kl: float
    top1: float
    first_difference: "Unlike | None"


@dataclass(frozen=True, slots=True)
class Unlike:
    """A position at which a server holds another token for the likeliest than the reference does."""

    position: int
    server: int
    reference: int


def places(count: int) -> list[int]:
    """The positions at which a server is asked that says only what comes after a whole text, of `count` tokens.

    >>> places(5)
    [1, 2, 3, 4]
    """
    return sorted({int(at) for at in np.linspace(1, count - 1, min(ASKED, count - 1))})


def sampled(server: Server, tokens: Sequence[int], exact: LogProbs) -> tuple[Answers, Sampled]:
    """What a server says of a text of these tokens, and how far that is from the rows of the reference.

    Raises:
        ModelError: it cannot be asked, or gives no usable reply, or too few.
    """
    answers = server.asked(tokens)
    least = min(LEAST_GIVEN, len(tokens) // 2)
    if len(answers) < least:
        raise ModelError(
            f"{server.called} gave log-probabilities at {len(answers)} positions, and at least {least} are needed; ask "
            "a server of llama.cpp or vLLM, or take more with --positions"
        )
    return answers, compared(answers, exact, server.called)


def compared(answers: Answers, exact: LogProbs, called: str = "the server") -> Sampled:
    """How far a server's answers are from the rows of the reference at the same positions.

    Raises:
        ModelError: it names a token that the model does not have.
    """
    at_each = sorted(answers)
    each = [_divergence(answers[at], exact[at]) for at in at_each]
    found = [Unlike(at, _likeliest(answers[at]), int(exact[at].argmax())) for at in at_each]
    unlike = [one for one in found if one.server != one.reference]
    return Sampled(
        called,
        len(each),
        max(float(np.mean(each)), 0.0),
        max(float(np.median(each)), 0.0),
        1 - len(unlike) / len(each),
        unlike[0] if unlike else None,
    )


def _likeliest(given: Likeliest) -> int:
    return max(given, key=lambda token: given[token])


def _divergence(given: Likeliest, exact: LogProbs) -> float:
    tokens = list(given)
    if not tokens or not 0 <= min(tokens) <= max(tokens) < len(exact):
        raise ModelError("the server names tokens that the model does not have; it runs another model")
    theirs, ours = np.array([given[token] for token in tokens]), exact[tokens].astype(np.float64)
    rest = max(1 - float(np.exp(ours).sum()), 1e-12), max(1 - float(np.exp(theirs).sum()), 1e-12)
    return float((np.exp(ours) * (ours - theirs)).sum() + rest[0] * np.log(rest[0] / rest[1]))


def server_here(gguf: Path, kv: KvCache) -> Server:
    """llama.cpp's server, which is started for this on a model as it is for answers, and ended."""

    def asked(tokens: Sequence[int]) -> Answers:
        process = LlamaProcess(gguf, len(tokens) + 8, Way(kv))
        try:
            address = process.address()
            given = {at: _asked(address, process.key, tokens[: at + 1]) for at in places(len(tokens))}
        finally:
            process.end()
        return {at: likeliest for at, likeliest in given.items() if likeliest}

    return Server("llama.cpp's server", asked)


def _asked(address: str, key: str, beginning: Sequence[int]) -> Likeliest:
    """The likeliest tokens after a beginning; empty where the server gives none.

    Raises:
        ModelError: the server ended, or refused.
    """
    asked = {"prompt": list(beginning), "n_predict": 1, "n_probs": LIKELIEST, "temperature": 0, "cache_prompt": True}
    place = urlsplit(address)
    head = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with closing(http.client.HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE_S)) as connection:
        try:
            connection.request("POST", "/completion", json.dumps(asked), head)
            reply = connection.getresponse()
            said = reply.read(LARGEST_REPLY)
        except (OSError, http.client.HTTPException) as error:
            raise ModelError(
                f"llama.cpp's server ended while it was sampled ({error}); nothing was concluded"
            ) from error
    if reply.status != http.HTTPStatus.OK:
        raise ModelError(f"llama.cpp's server refused to be sampled (status {reply.status}); nothing was concluded")
    try:
        return dict(_top(json.loads(said)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError("llama.cpp's server gave back something that is no reply; nothing was concluded") from error


def _top(reply: Mapping[str, list[Mapping[str, list[Mapping[str, float]]]]]) -> Iterator[tuple[int, float]]:
    for written in reply.get("completion_probabilities", ())[:1]:
        for one in written["top_logprobs"]:
            yield int(one["id"]), float(one["logprob"])
