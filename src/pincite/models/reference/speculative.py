"""Speculative sampling: a small model drafts some tokens, and the large one checks them all in one pass.

What comes out has the distribution of the large model. The gain is in time alone, where reading the large model's
weights once costs as much for several tokens as for one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pincite.models.reference.arrays import Doubles
from pincite.models.reference.sampling import Uniform, draw

Model = Callable[[Sequence[int], int], Doubles]
"""From tokens and n to the distributions (n + 1, vocabulary) after all but the last n tokens, and on to after all."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a speculative run made: its tokens, how many were drafted, and how many drafts were accepted."""

    tokens: tuple[int, ...]
    drafted: int
    accepted: int


def checked(target: Doubles, draft: Doubles, tokens: Sequence[int], uniform: Uniform) -> list[int]:
    """The drafted tokens as far as they stand, and one token more by the target.

    `target` has the distributions (n + 1, vocabulary) and `draft` (n, vocabulary). A token x stands with probability
    min(1, p(x)/q(x)). The first that does not is replaced by a draw from (p - q)₊, and the rest is dropped.

    Sources: Leviathan et al., "Fast Inference from Transformers via Speculative Decoding", 2023, algorithm 1; Chen et
    al., "Accelerating Large Language Model Decoding with Speculative Sampling", 2023, algorithm 2.
    """
    for place, token in enumerate(tokens):
        p, q = target[place], draft[place]
        if uniform() * q[token] >= p[token]:
            return [*tokens[:place], draw(np.maximum(p - q, 0), uniform)]
    return [*tokens, draw(target[len(tokens)], uniform)]


def generate(
    target: Model, draft: Model, prompt: Sequence[int], *, length: int, ahead: int, uniform: Uniform
) -> Drafted:
    """`length` tokens after a prompt, drafted up to `ahead` at a time."""
    made: list[int] = []
    drafted = accepted = 0
    while len(made) < length:
        guesses: list[int] = []
        guessed_from = []
        for _ in range(min(ahead, length - len(made) - 1)):
            guessed_from.append(draft([*prompt, *made, *guesses], 0)[0])
            guesses.append(draw(guessed_from[-1], uniform))
        checks = target([*prompt, *made, *guesses], len(guesses))
        stands = checked(checks, np.array(guessed_from), guesses, uniform)
        drafted += len(guesses)
        accepted += len(stands) - 1
        made += stands
    return Drafted(tuple(made), drafted, accepted)


def expected_tokens(acceptance: float, ahead: int) -> float:
    """The mean number of tokens per pass of the target, when each draft stands with probability `acceptance`.

    Source: Leviathan et al., 2023, equation 1.

    >>> round(expected_tokens(0.8, 4), 2)
    3.36
    """
    if acceptance == 1:
        return ahead + 1.0
    return (1 - acceptance ** (ahead + 1)) / (1 - acceptance)
