"""Samples llama.cpp's server, as answers are written with it, at some positions of a text.

The server gives no log-probabilities of a prompt. So it is asked for the token after each of some beginnings of the
text, with the likeliest ten. What it read for one beginning it keeps for the next, as it does while it answers.
"""

import http.client
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import numpy as np

from pincite.errors import ModelError
from pincite.models.chat.llama_process import LlamaProcess
from pincite.models.comparing.engine import LogProbs

ASKED: Final = 40
"""Positions at which the server is asked. It gives nothing at those where it would say a part of a letter."""

LEAST_GIVEN: Final = 16
"""Positions of these at which it must give something."""

LIKELIEST: Final = 10
"""Tokens that the server gives at each."""

PATIENCE_S: Final = 600.0
"""Seconds for one reply: two cores read 256 tokens of a model of 7 billion parameters in 60."""

LARGEST_REPLY: Final = 2**20
"""Bytes of a reply; the likeliest ten with their words take 2,000."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """How far a server is from the reference at some positions.

    `kl` is the mean divergence in nats, of the likeliest tokens and of all others taken together, which is at most that
    of whole distributions. `top1` is the share of positions with the same likeliest token.
    """

    positions: int
    kl: float
    top1: float


Likeliest = Mapping[int, float]
"""Tokens with their log-probabilities."""


def sampled(gguf: Path, tokens: Sequence[int], exact: LogProbs) -> Sampled:
    """Start llama.cpp's server on a model, as answers do, and compare what it gives after beginnings of a text.

    Raises:
        ModelError: it cannot be started, or gives no usable reply.
    """
    process = LlamaProcess(gguf, len(tokens) + 8)
    try:
        address = process.address()
        places = sorted({int(at) for at in np.linspace(1, len(tokens) - 1, min(ASKED, len(tokens) - 1))})
        given = [(_asked(address, process.key, tokens[: at + 1]), exact[at]) for at in places]
    finally:
        process.end()
    pairs = [(likeliest, row) for likeliest, row in given if likeliest]
    if len(pairs) < LEAST_GIVEN:
        raise ModelError(
            f"llama.cpp's server gave log-probabilities at {len(pairs)} of {len(given)} positions, too few; take more "
            "with --positions"
        )
    return compared(pairs)


def compared(pairs: Sequence[tuple[Likeliest, LogProbs]]) -> Sampled:
    """How far likeliest tokens are from the rows of the reference at the same positions."""
    each = [_divergence(given, exact) for given, exact in pairs]
    same = [max(given, key=lambda token: given[token]) == int(exact.argmax()) for given, exact in pairs]
    return Sampled(len(pairs), max(float(np.mean(each)), 0.0), float(np.mean(same)))


def _divergence(given: Likeliest, exact: LogProbs) -> float:
    tokens = list(given)
    theirs, ours = np.exp([given[token] for token in tokens]), np.exp(exact[tokens].astype(np.float64))
    rest = max(1 - float(ours.sum()), 1e-12), max(1 - float(theirs.sum()), 1e-12)
    return float((ours * np.log(ours / theirs)).sum() + rest[0] * np.log(rest[0] / rest[1]))


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
        return dict(_likeliest(json.loads(said)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError("llama.cpp's server gave back something that is no reply; nothing was concluded") from error


def _likeliest(reply: Mapping[str, list[Mapping[str, list[Mapping[str, float]]]]]) -> Iterator[tuple[int, float]]:
    for written in reply.get("completion_probabilities", ())[:1]:
        for one in written["top_logprobs"]:
            yield int(one["id"]), float(one["logprob"])
