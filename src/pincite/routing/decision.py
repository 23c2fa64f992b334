"""Which tier a question goes to: hard limits first, then the cheapest tier that is good enough.

Pure: what is known of the tiers, of the request and of the chances is handed in, and the same values give the same
decision on every day, so that a record of them can be replayed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from pincite.errors import RoutingError

TARGET = 0.85
"""The chance that is asked for where nothing else is."""

NEAR = 0.02
"""A tier this near to the best one is as good: chances are hardly known better than to .02 (`docs/benchmarks.md`)."""


NOBODY: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier that a question may go to.

    `accepts` names the sensitivities that it may be given. `window` is how many tokens it reads and writes at once;
    None where it reads no prompt. Prices are in pico-dollars per token. `longest_answer` is the most tokens that it is
    asked to write, None where only the request says so.
    """

    name: str
    accepts: frozenset[str]
    window: int | None = None
    prompt_price: int = 0
    answer_price: int = 0
    longest_answer: int | None = None

    def __post_init__(self) -> None:
        if min(self.prompt_price, self.answer_price) < 0 or (self.window is not None and self.window < 1):
            raise RoutingError(f"tier {self.name} has a negative price or no window; correct it in the settings")


@dataclass(frozen=True, slots=True)
class Need:
    """What one request takes: its sensitivity, the tokens of its prompt, the longest answer that is asked for.

    `budget` is what may be spent on it at most, in pico-dollars; None where nothing limits it.
    """

    sensitivity: str
    prompt_tokens: int
    answer_tokens: int
    budget: int | None = None

    def __post_init__(self) -> None:
        if min(self.prompt_tokens, self.answer_tokens) < 0:
            raise RoutingError("a request has at least 0 tokens")

    def cost(self, tier: Tier) -> int:
        """The most that the request can cost there, in pico-dollars."""
        return self.prompt_tokens * tier.prompt_price + self.answer(tier) * tier.answer_price

    def answer(self, tier: Tier) -> int:
        """The longest answer that is asked for there, in tokens."""
        return self.answer_tokens if tier.longest_answer is None else min(self.answer_tokens, tier.longest_answer)


@dataclass(frozen=True, slots=True)
class Chance:
    """What is expected of one tier: the probability that its answer is good enough, and what the answer costs.

    Costs are relative: the mean of the dearest tier is 1.
    """

    tier: str
    p_ok: float
    cost: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """The chances of a question, cheapest tier first.

    `doubt` is how much more a dearer tier may gain than the chances say, because the question is unlike those that were
    learnt from; 0 for a familiar one. `learnt` is false where the chances are guessed by how the question looks.
    """

    chances: tuple[Chance, ...]
    doubt: float = 0.0
    learnt: bool = True

    def __post_init__(self) -> None:
        numbers = [self.doubt, *(number for chance in self.chances for number in (chance.p_ok, chance.cost))]
        if not all(math.isfinite(number) and number >= 0 for number in numbers):
            raise RoutingError("chances, costs and doubt are numbers of at least 0; the router's weights are damaged")


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The goal that an answer is good enough with this probability."""

    target: float

    def __post_init__(self) -> None:
        if not 0 < self.target < 1:
            raise RoutingError(f"a target is a probability between 0 and 1, not {self.target}")


@dataclass(frozen=True, slots=True)
class WorthIt:
    """The goal that each dearer tier is worth its cost: so much more chance for the cost of the dearest tier.

    A trained router says which rate keeps which share of the best tier's quality (`RouterWeights.goal`).
    """

    rate: float


Goal = AtLeast | WorthIt


@dataclass(frozen=True, slots=True)
class Decision:
    """The tier that was chosen, None if no tier is permitted, and why.

    `path` has the permitted tiers from the chosen one upwards: where a cascade or a fallback may go on. `p_ok` has the
    chances of all tiers, cheapest first. A reason is a sentence's part that begins with the tier it speaks of.
    """

    tier: str | None
    path: tuple[str, ...]
    p_ok: tuple[tuple[str, float], ...]
    reasons: tuple[str, ...]


def decide(
    tiers: Sequence[Tier], need: Need, outlook: Outlook, goal: Goal, refused: Mapping[str, str] = NOBODY
) -> Decision:
    """The cheapest permitted tier that meets the goal; where none does, the cheapest that is as good as the best.

    `tiers` are in the order of the outlook's chances. `refused` has tiers that may not be asked for another reason,
    such as a budget, with that reason.

    Raises:
        RoutingError: the outlook speaks of other tiers.

    >>> tiers = [Tier("quote", frozenset({"internal"})), Tier("premium", frozenset({"internal"}), 8_000, 3, 15)]
    >>> outlook = Outlook((Chance("quote", 0.91, 0), Chance("premium", 0.95, 1)))
    >>> decide(tiers, Need("internal", 900, 300), outlook, AtLeast(0.85)).reasons
    ('quote: 0.91 ≥ target 0.85',)
    """
    if [tier.name for tier in tiers] != [chance.tier for chance in outlook.chances]:
        raise RoutingError("the chances are of other tiers than those to choose from, or in another order")
    p_ok = tuple((chance.tier, chance.p_ok) for chance in outlook.chances)
    refusals = [barred(tier, need) or _refused(tier, refused) for tier in tiers]
    reasons = [reason for reason in refusals if reason]
    left = [chance for chance, reason in zip(outlook.chances, refusals, strict=True) if reason is None]
    if not left:
        return Decision(None, (), p_ok, (*reasons, "no tier is permitted"))
    if not outlook.learnt:
        reasons.append("nothing learnt yet: guessed by length and form")
    if outlook.doubt >= NEAR:
        reasons.append(f"unlike the questions learnt from: dearer tiers count {outlook.doubt:.2f} more")
    place, said = (
        _at_least(left, outlook.doubt, goal) if isinstance(goal, AtLeast) else _worth(left, outlook.doubt, goal)
    )
    path = tuple(chance.tier for chance in left[place:])
    return Decision(path[0], path, p_ok, (*reasons, *said))


def barred(tier: Tier, need: Need) -> str | None:
    """Why a tier may not be given a request, whatever it would make of it; None if it may."""
    if need.sensitivity not in tier.accepts:
        return f"{tier.name}: not allowed for {need.sensitivity}"
    taken = need.prompt_tokens + need.answer(tier)
    if tier.window is not None and taken > tier.window:
        return f"{tier.name}: window too small ({taken} tokens > {tier.window})"
    if need.budget is not None and need.cost(tier) > need.budget:
        return f"{tier.name}: over budget ({_dollars(need.cost(tier))} > {_dollars(need.budget)})"
    return None


def _dollars(pico: int) -> str:
    """Pico-dollars in US dollars to the last place: two amounts that differ never read alike."""
    return f"${Decimal(pico).scaleb(-12).normalize():f}"


def _refused(tier: Tier, refused: Mapping[str, str]) -> str | None:
    return f"{tier.name}: {refused[tier.name]}" if tier.name in refused else None


def _at_least(left: Sequence[Chance], doubt: float, goal: AtLeast) -> tuple[int, list[str]]:
    """A cheap tier's chance counts less by the doubt; the last tier has nothing above it that could do better."""
    counted = [chance.p_ok - doubt for chance in left[:-1]] + [left[-1].p_ok]
    reasons: list[str] = []
    for place, (chance, p_ok) in enumerate(zip(left, counted, strict=True)):
        if p_ok >= goal.target:
            return place, [*reasons, f"{chance.tier}: {p_ok:.2f} ≥ target {goal.target:.2f}"]
        reasons.append(f"{chance.tier}: {p_ok:.2f} < target {goal.target:.2f}")
    place = next(place for place in range(len(left)) if _gain(left, place, doubt) <= NEAR)
    if place == len(left) - 1:
        return place, [*reasons, f"{left[place].tier}: the best that is left"]
    return place, [*reasons, f"{left[place].tier}: no dearer tier is better by more than {NEAR:.2f}"]


def _gain(left: Sequence[Chance], place: int, doubt: float) -> float:
    """How much better a dearer tier may be than one; nothing for the dearest."""
    return max((dearer.p_ok + doubt - left[place].p_ok for dearer in left[place + 1 :]), default=0.0)


def _worth(left: Sequence[Chance], doubt: float, goal: WorthIt) -> tuple[int, list[str]]:
    """The first tier from which no step up is worth its cost."""
    for place, chance in enumerate(left[:-1]):
        worth = [
            dearer
            for dearer in left[place + 1 :]
            if dearer.p_ok + doubt - chance.p_ok > goal.rate * (dearer.cost - chance.cost)
        ]
        if not worth:
            gain = max(_gain(left, place, doubt), 0)
            return place, [f"{chance.tier}: {chance.p_ok:.2f}, and a dearer tier at most {gain:.2f} better"]
    return len(left) - 1, [f"{left[-1].tier}: {left[-1].p_ok:.2f}, worth what it costs above the cheaper ones"]
