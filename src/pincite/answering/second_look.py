"""A second look: another reader reads the few best candidates again, and both decide.

Two readers that learnt apart err apart. Together they tell much better than either whether even the best candidate
answers (`docs/model-card-reader.md` has the figures).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.models.ports import SecondChances

LOOKED_AT = 4
"""How many of the best candidates the second reader gets. Of 215 questions for steering, as many are answered rightly
by 4 as by 12."""

HOPELESS, CERTAIN = 0.1, 0.9
"""Chances by the first reader below and from which there is no second look: it would hardly change what is stated. Of
293 questions for steering that name their document, .77 are looked at again. Follow-ups always are: without these two
bounds .57 instead of .52 of 81 are stated and right."""

SHARE = 0.7
"""What the second reader's log odds count beside the first one's. It is the better one of the two, on steering as good
by itself as with the first; .6 and .8 give the same within .01."""

RULED_OUT = -2.0
"""Log odds by the first reader below which the second one's count only if they are lower. Of 22 questions for steering
whose best candidate has so little, one is right; and the second reader may like a sentence for two words ("lowest
amount")."""

BEHIND = 500.0
"""Subtracted from the scores of those that the second reader did not get: they come after those that it did, and before
those that nobody read."""

FARTHEST = 6.0
"""The longest lead that counts by the second reader, and the longest that it may be behind, in log odds."""

ALONE = 3.0
"""The second reader's lead, in log odds, of a candidate that is the only one."""


@dataclass(frozen=True, slots=True)
class FoundTwice:
    """The best candidate by both readers.

    `best` is its score, `ahead` its lead over the next. `odds` and `second` are the two readers' log odds, `others` the
    second reader's of the other candidates that it got. `label` is its passage's, from 1 in the order of the search.
    """

    best: float
    odds: float
    second: float
    ahead: float
    others: tuple[float, ...]
    label: int


def best_places(scores: Sequence[float], odds: Sequence[float | None]) -> list[int]:
    """The places of the best candidates among those that were read, the best one first."""
    read = [at for at, one in enumerate(odds) if one is not None]
    return sorted(read, key=lambda at: -scores[at])[:LOOKED_AT]


def counted(first: float, second: float) -> float:
    """The second reader's log odds as they count: what the first one rules out, it does not bring back."""
    return min(first, second) if first < RULED_OUT else second


def weighed(first: float, second: float) -> float:
    """The log odds by both readers."""
    return (1 - SHARE) * first + SHARE * second


def signs(found: FoundTwice) -> tuple[float, ...]:
    """What its chance is told from, in the order of `SecondChances`."""
    behind = found.second - max(found.others, default=found.second - ALONE)
    ahead = max(-FARTHEST, min(behind, FARTHEST))
    rank = 1 / math.sqrt(found.label)
    return 1.0, found.best, found.odds, found.second, min(found.ahead, FARTHEST), ahead, rank


def chance_by_two(chances: SecondChances, found: FoundTwice) -> float:
    """How likely the best candidate answers, 0 to 1."""
    weights = (
        chances.bias, chances.best, chances.odds, chances.second, chances.ahead, chances.second_ahead, chances.first,
    )  # fmt: skip
    logit = sum(weight * sign for weight, sign in zip(weights, signs(found), strict=True))
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))
