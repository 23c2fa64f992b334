"""A family of attacks: kinds of variants that a seed makes anew, tried one by one, and what came through."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pincite.evaluation.proportion import wilson

PRINTED = 3
"""Attacks of each kind that came through and are printed at once; all stand in the file that is written."""


@dataclass(frozen=True)
class Draw:
    """One attack to be made: its number, its kind, and its own chance, the same whatever is tried beside it."""

    number: int
    kind: str
    chance: random.Random


@dataclass(frozen=True)
class Attempt:
    """What was tried, in words by which it can be made again, and what came through; nothing where the promise held.

    `less` is what came out that the family does not count as a success and a reader should know of.
    """

    number: int
    kind: str
    made: str
    came: str = ""
    less: str = ""


@dataclass(frozen=True)
class Family:
    """`success` says what counts as one; `tried` makes and tries the attacks, in a folder of their own."""

    name: str
    success: str
    kinds: Sequence[str]
    tried: Callable[[Sequence[Draw], Path], Iterator[Attempt]]

    def draws(self, numbers: Sequence[int], seed: int) -> list[Draw]:
        """The attacks of these numbers; the kinds take turns."""
        kinds = list(self.kinds)
        return [Draw(at, kinds[at % len(kinds)], random.Random(f"{seed} {self.name} {at}")) for at in numbers]


@dataclass(frozen=True)
class Found:
    """How a family came out."""

    family: str
    success: str
    attempts: int
    kinds: int
    by_kind: dict[str, str]
    came: list[Attempt]
    less: list[Attempt]

    def line(self) -> str:
        """The figures as a line of a table."""
        interval = wilson(len(self.came), self.attempts)
        share = f"{len(self.came) / self.attempts:.1%} ({interval.low:.1%}–{interval.high:.1%})"
        return f"| {self.family} | {self.success} | {self.kinds} | {self.attempts} | {len(self.came)} | {share} |"


def tally(family: Family, numbers: Sequence[int], seed: int, place: Path) -> Found:
    """Try a family, printing how to make again each attack that came through."""
    tries, came, less = Counter[str](), list[Attempt](), list[Attempt]()
    for one in family.tried(family.draws(numbers, seed), place):
        tries[one.kind] += 1
        if one.came:
            came.append(one)
        if one.came and sum(other.kind == one.kind for other in came) <= PRINTED:
            print(f"THROUGH {family.name}, {one.kind}: {one.made[:300]!r}: {one.came[:300]}")
            again = f"--families {family.name} --seed {seed} --number {one.number}"
            print(f"  again: python -m runs.attacking.attacks {again}")
        if one.less:
            less.append(one)
    through = Counter(one.kind for one in came)
    by_kind = {kind: f"{through[kind]} of {count}" for kind, count in sorted(tries.items())}
    return Found(family.name, family.success, sum(tries.values()), len(family.kinds), by_kind, came, less)


HEAD = (
    "| Family | A success is | Kinds | Attempts | Through | Share (95 %, Wilson) |\n"
    "| --- | --- | ---: | ---: | ---: | --- |"
)
