"""Which of two systems people prefer, and how several systems rank.

Sources: R. A. Bradley, M. E. Terry, "Rank Analysis of Incomplete Block Designs", Biometrika 39, 1952; D. R. Hunter, "MM
algorithms for generalized Bradley-Terry models", Annals of Statistics 32(1), 2004.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pincite.evaluation.bootstrap import Interval
from pincite.evaluation.proportion import wilson
from pincite.evaluation.score import Score, Scored, Unscorable

STEPS = 10_000
"""Most rounds of the iteration. Ten systems of similar strength need about thirty, a chain of weak links thousands."""

PRECISION = 1e-10
"""Largest change of a log strength in a round at which the iteration has converged: far below any interval."""

NONE_DECIDED = "no comparison was decided"


@dataclass(frozen=True, slots=True)
class Preferred:
    """One comparison of two systems on one question. `winner` is one of the two; None for a tie."""

    a: str
    b: str
    winner: str | None

    def __post_init__(self) -> None:
        if self.a == self.b or self.winner not in {self.a, self.b, None}:
            raise ValueError(f"a comparison of {self.a} and {self.b} cannot be won by {self.winner}")


@dataclass(frozen=True, slots=True)
class WinRecord:
    """Wins, ties and losses of one system against another."""

    wins: int
    ties: int
    losses: int

    @property
    def win_rate(self) -> Score:
        """The share of decided comparisons that were won. Ties are not decided, and are given beside it."""
        decided = self.wins + self.losses
        return Scored(self.wins / decided) if decided else Unscorable(NONE_DECIDED)

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the win rate; None where none was decided."""
        decided = self.wins + self.losses
        return wilson(self.wins, decided) if decided else None


def record_of(system: str, other: str, comparisons: Sequence[Preferred]) -> WinRecord:
    """How a system fared against another, whichever of the two was named first."""
    winners = [found.winner for found in comparisons if {found.a, found.b} == {system, other}]
    return WinRecord(winners.count(system), winners.count(None), winners.count(other))


def strengths(comparisons: Sequence[Preferred]) -> Mapping[str, float] | Unscorable:
    """The log strength of each system, best first, with mean 0: P(a beats b) = 1 / (1 + exp(s_b - s_a)).

    The maximum of the likelihood by Hunter's MM iteration (equation 3): p_i <- W_i / sum_j N_ij / (p_i + p_j), with W_i
    the wins of i and N_ij the comparisons of i and j, rescaled after each round. A tie counts as half a win for each,
    which is common practice, not a model of ties (Hunter's section 3 has those).

    The maximum exists only if the systems cannot be split into two groups of which one never beat the other (Hunter's
    assumption 1). Otherwise strengths diverge, and the result names the systems that cannot be placed.
    """
    won: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for found in comparisons:
        for one, other in ((found.a, found.b), (found.b, found.a)):
            won[one][other] += 0.5 if found.winner is None else float(found.winner == one)
    systems = sorted(won)
    if len(systems) < 2:
        return Unscorable("nothing was compared")
    apart = _unplaced(systems, won)
    if apart:
        return Unscorable(f"too few comparisons to place {', '.join(apart)} against the others")
    wins = {system: sum(won[system].values()) for system in systems}
    met = {system: {other: won[system][other] + won[other][system] for other in won[system]} for system in systems}
    logs = dict.fromkeys(systems, 0.0)
    for _ in range(STEPS):
        powers = {system: math.exp(logs[system]) for system in systems}
        raw = {
            system: math.log(wins[system])
            - math.log(sum(count / (powers[system] + powers[other]) for other, count in met[system].items()))
            for system in systems
        }
        mean = sum(raw.values()) / len(raw)
        settled = max(abs(raw[system] - mean - logs[system]) for system in systems) < PRECISION
        logs = {system: raw[system] - mean for system in systems}
        if settled:
            return dict(sorted(logs.items(), key=lambda item: (-item[1], item[0])))
    return Unscorable(f"the strengths did not settle in {STEPS:,} rounds")


def _unplaced(systems: Sequence[str], won: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Systems that the first cannot reach by wins, or that cannot reach it. These have no finite strength."""
    above = {loser: [winner for winner in systems if won[winner].get(loser, 0)] for loser in systems}
    below = {winner: [loser for loser in systems if won[winner].get(loser, 0)] for winner in systems}
    start = systems[0]
    placed = _reached(start, above) & _reached(start, below)
    return [system for system in systems if system not in placed]


def _reached(start: str, edges: Mapping[str, Sequence[str]]) -> set[str]:
    seen, ahead = {start}, [start]
    while ahead:
        for system in edges[ahead.pop()]:
            if system not in seen:
                seen.add(system)
                ahead.append(system)
    return seen
