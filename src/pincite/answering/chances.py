"""How likely does the best of the candidates that a reader read answer the question? Logistic models, fitted.

A question that names its document has one, a question that names none has another, and a follow-up a third. `hope` says
whether there is an answer at all, for write mode.
"""

import math
from dataclasses import dataclass

from pincite.models.ports import FollowedChances, NamelessChances

FARTHEST_AHEAD = 6.0
"""The longest lead that counts, in log odds."""

FEW, MANY = 10, 400
"""How many documents may compete for a question that names none, without an answer being less likely, and from how many
on it is not less likely any more. The weights were fitted on matters of 5 to 20 documents and on a firm of 408, so they
tell nothing of more."""


@dataclass(frozen=True, slots=True)
class Chances:
    """Weights of a logistic model that tells an answer from the best of nothing, in log odds per unit.

    `best` is for the best candidate's score, `odds` for the reader's own log odds, `likeness` for the log odds that the
    formula gives its own best one. `ahead` is for the lead of the best one's score over the next that was read, up to
    `FARTHEST_AHEAD`, and `first` for how early the search found its passage.
    """

    bias: float
    best: float
    odds: float
    likeness: float
    ahead: float
    first: float


@dataclass(frozen=True, slots=True)
class Hope:
    """Weights of a logistic model that tells whether there is any hope of an answer, in log odds per unit."""

    bias: float
    best: float
    odds: float
    likeness: float


CHANCES = Chances(bias=-3.31, best=0.16, odds=0.24, likeness=-0.19, ahead=0.29, first=2.00)
"""For a question that names its document: there is always a best sentence of it, whether or not it answers. Fitted by
`runs/fitting/calibrate_reader.py` on the questions for steering. Another reader needs a new fit."""

CHANCES_NAMELESS = NamelessChances(bias=-0.35, best=0.46, ahead=0.53, first=1.09, lacking=-1.69, crowd=-1.44)
"""Fitted on questions that name no document, of matters with up to 20 documents and of a firm with 408
(`docs/model-card-reader.md`). Beside the score, the reader's odds and the likeness tell nothing more."""

HOPE = Hope(bias=-1.38, best=0.37, odds=0.08, likeness=-0.20)
"""From the best candidate alone, by which write mode tells that no model need be asked. Among the least likely
questions the other signs tell nothing more: of those that are answered .011 are below .12 out of fold, and .32 of the
others; by all signs, .018 and .38 are below .10."""

FOLLOWED = FollowedChances(bias=-1.23, best=0.49, newest=0.35, whole=-0.35, ahead=0.55)
"""Fitted by `runs/fitting/calibrate_following.py` on follow-ups for steering and on those of
`runs/questions/lawyers_following.tsv`, of which half have no answer in the document."""


@dataclass(frozen=True, slots=True)
class BestCandidate:
    """The best candidate among all that were read: its score, the reader's odds, and the formula's chance, 0 to 1.

    `ahead` is the lead of its score over the next. `label` is its passage's, from 1 in the order of the search.
    `lacking` is the share of the question's words, each by its rarity, that its document has nowhere, 0 to 1;
    `competing` is how many documents the search considered.
    """

    best: float
    odds: float
    likeness: float
    ahead: float
    label: int
    lacking: float = 0.0
    competing: int = 1


def chance(found: BestCandidate, *, is_named: bool) -> float:
    """How likely the best candidate answers, 0 to 1."""
    first, ahead = 1 / math.sqrt(found.label), min(found.ahead, FARTHEST_AHEAD)
    if not is_named:
        return chance_nameless(CHANCES_NAMELESS, found)
    inside = min(max(found.likeness, 1e-6), 1 - 1e-6)
    logit = CHANCES.bias + CHANCES.best * found.best + CHANCES.odds * found.odds
    logit += CHANCES.likeness * math.log(inside / (1 - inside)) + CHANCES.ahead * ahead
    return _share(logit + CHANCES.first * first)


def chance_nameless(by: NamelessChances, found: BestCandidate) -> float:
    """The same for a question that names no document, by weights for the reader or the readers that scored it."""
    logit = by.bias + by.best * found.best + by.ahead * min(found.ahead, FARTHEST_AHEAD)
    logit += by.first / math.sqrt(found.label)
    return _share(logit + by.lacking * found.lacking + by.crowd * crowd(found.competing))


def crowd(competing: int) -> float:
    """The logarithm of how many times more than `FEW` documents competed, 0 for fewer; none counts beyond `MANY`.

    >>> crowd(4), round(crowd(60), 2), crowd(100_000) == crowd(MANY)
    (0.0, 1.79, True)
    """
    return math.log(max(FEW, min(competing, MANY)) / FEW)


def hope(best: float, odds: float, likeness: float) -> float:
    """How likely there is an answer, 0 to 1, by the best candidate's score, its odds and the formula's chance."""
    inside = min(max(likeness, 1e-6), 1 - 1e-6)
    return _share(HOPE.bias + HOPE.best * best + HOPE.odds * odds + HOPE.likeness * math.log(inside / (1 - inside)))


def chance_followed(by: FollowedChances, best: float, newest: float, whole: float, ahead: float) -> float:
    """How likely the best candidate answers a follow-up, by weights for the reader or the readers that scored it.

    From its score, the odds by what is new and by both questions, and the lead.
    """
    return _share(by.bias + by.best * best + by.newest * newest + by.whole * whole + by.ahead * ahead)


def _share(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))
