"""One calibrated probability from what the checks and the model say about a claim."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pincite.retrieval.terms import content_words
from pincite.verification.checks.finding import CheckName

MOST_ODDS = 8.0
"""Log odds at which the model's own are cut: larger ones are no more certain."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against a claim.

    `least` and `whole` are the model's log odds for the part of the claim that it supports least, and for the claim
    read from its beginning. `found` is the share of the claim's content words that the premise has, 0 to 1. `parts` is
    the number of parts in which the claim was read. `checks` are those that found something. `is_rule` is true if the
    premise reads like a rule.
    """

    least: float
    whole: float
    found: float
    parts: int
    checks: frozenset[CheckName]
    is_rule: bool


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of a logistic regression over `Signs`, in log odds.

    If the passage reads like a rule, `rule` is added, and `rule_odds` times the mean of the two log odds: there the
    model is right more often than in prose. `against_rule` is added if any check found something in such a passage; in
    another passage, `checks` is added for each check that did.
    """

    intercept: float
    least: float
    whole: float
    found: float
    parts: float
    rule: float
    rule_odds: float
    against_rule: float
    checks: Mapping[CheckName, float]


WEIGHTS = Weights(
    intercept=-0.517,
    least=0.309,
    whole=0.286,
    found=0.746,
    parts=0.061,
    rule=0.733,
    rule_odds=0.313,
    against_rule=-3.4,
    checks={
        "figures": -0.514,
        "dates": -1.785,
        "periods": -0.535,
        "sections": -0.077,
        "roles": -0.474,
        "terms": -0.327,
        "names": -1.86,
        "modals": -0.736,
        "negation": -3.694,
        "opposites": -3.65,
        "comparisons": -0.022,
        "conjunctions": -1.099,
        "quantifiers": -1.297,
    },
)
"""Fitted by `runs/fitting/calibrate_support.py`, except `against_rule`. That is the log of how much more often a check
finds something in false claims than in true ones (860 of 2,027, 15 of 900), so that in legal text a finding decides."""


def support(signs: Signs, weights: Weights) -> float:
    """The probability, 0 to 1, that the claim is supported."""
    odds = (
        weights.intercept
        + weights.least * cut(signs.least)
        + weights.whole * cut(signs.whole)
        + weights.found * signs.found
        + weights.parts * math.log(signs.parts)
    )
    if signs.is_rule:
        odds += weights.rule + weights.rule_odds * (cut(signs.least) + cut(signs.whole)) / 2
        odds += weights.against_rule if signs.checks else 0.0
    else:
        odds += sum(weights.checks.get(name, 0.0) for name in signs.checks)
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, odds))))


def cut(odds: float) -> float:
    """Log odds cut to the range on which the weights were fitted."""
    return max(-MOST_ODDS, min(MOST_ODDS, odds))


def share_found(premise: str, claim: str) -> float:
    """The share of a claim's distinct content words that the premise has; 0 if the claim has none."""
    claimed = set(content_words(claim))
    return len(claimed & set(content_words(premise))) / len(claimed) if claimed else 0.0
