"""From what the checks and the model say about a claim to one calibrated probability."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pincite.retrieval.terms import content_words
from pincite.verification.checks.finding import CheckName

MOST_ODDS = 8.0
"""Log odds beyond which the model's own are cut: past that it is not surer, only louder."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against a claim.

    `least` and `whole` are the model's log odds for the sentence of the claim that it supports least, and for the claim
    read at once; `found` is the share of the claim's content words that the premise has, 0 to 1; `checks` are those
    that found something.
    """

    least: float
    whole: float
    found: float
    sentences: int
    checks: frozenset[CheckName]


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of a logistic regression over `Signs`, in log odds."""

    intercept: float
    least: float
    whole: float
    found: float
    sentences: float
    checks: Mapping[CheckName, float]


def support(signs: Signs, weights: Weights) -> float:
    """The probability, 0 to 1, that the claim is supported."""
    odds = (
        weights.intercept
        + weights.least * cut(signs.least)
        + weights.whole * cut(signs.whole)
        + weights.found * signs.found
        + weights.sentences * math.log(signs.sentences)
        + sum(weights.checks.get(name, 0.0) for name in signs.checks)
    )
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, odds))))


def cut(odds: float) -> float:
    """Log odds within the range that the weights were fitted on."""
    return max(-MOST_ODDS, min(MOST_ODDS, odds))


def share_found(premise: str, claim: str) -> float:
    """The share of the distinct content words of a claim that stand in the premise; 0 when it has none."""
    claimed = set(content_words(claim))
    return len(claimed & set(content_words(premise))) / len(claimed) if claimed else 0.0


WEIGHTS = Weights(
    intercept=0.0,
    least=0.5,
    whole=0.5,
    found=0.0,
    sentences=0.0,
    checks={},
)
