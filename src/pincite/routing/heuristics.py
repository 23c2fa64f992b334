"""The chances of tiers before anything was learnt: by length, numbers and lines.

They are an order, not probabilities: they know what length knows. So an outlook of theirs says that
it is not learnt, and the decision repeats it.
"""

from collections.abc import Sequence

from pincite.routing.decision import Chance, Outlook
from pincite.routing.surface import NAMES, surface

UNTRAINED = ("on-prem", "cheap", "middle", "premium")
"""The tiers that are known when nothing was learnt and none are set up, cheapest first."""

EASY, HARD = 3.5, 6.5
"""log(1 + characters) of a question of some 30 characters, and of one of some 660, as long as the longest tenth of
MMLU's."""

MOST, LEAST = 0.95, 0.6
"""The chance of the dearest tier, and of the cheapest for the hardest question: with a target of .85 each of four tiers
gets some questions. Nothing is above .95: a firm that wants more has to label questions."""

WEIGHTS = {"characters": 0.7, "numbers": 0.15, "further lines": 0.15}


def difficulty(question: str) -> float:
    """How hard a question looks, from 0 to 1.

    >>> difficulty("Who signs?") < difficulty("Compare what the three leases say of repairs, and who pays for each.")
    True
    """
    row = dict(zip(NAMES, surface([question])[0], strict=True))
    length = (row["characters"] - EASY) / (HARD - EASY)
    parts = {"characters": length, "numbers": row["numbers"] / 2, "further lines": row["further lines"] / 2}
    return float(sum(weight * min(max(parts[name], 0), 1) for name, weight in WEIGHTS.items()))


def guessed(question: str, tiers: Sequence[str]) -> Outlook:
    """The chances of each tier, cheapest first: the harder a question looks, the more a cheap tier falls behind.

    >>> [round(chance.p_ok, 2) for chance in guessed("Who signs?", ("cheap", "premium")).chances]
    [0.95, 0.95]
    """
    hard = difficulty(question)
    last = max(len(tiers) - 1, 1)
    chances = tuple(
        Chance(tier, MOST - (MOST - LEAST) * hard * (1 - place / last), (place + 1) / (last + 1))
        for place, tier in enumerate(tiers)
    )
    return Outlook(chances, learnt=False)
