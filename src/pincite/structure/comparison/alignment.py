"""Aligns the units of two versions: which unit of one became which of the other.

Units with the same words are the same, whatever their number. Others are paired by the runs of words they share, in the
order of the text. Units between the same two pairs on both sides are then paired by number and heading. Of the rest,
units that read alike have been moved.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

from pincite.structure.comparison.chain import heaviest_chain
from pincite.structure.comparison.units import ComparisonUnit

Key = TypeVar("Key", str, tuple[str, ...])
"""A word, or a run of words."""

RUN = 3
"""Words in the runs by which units find each other. Too many units share two words; four miss short clauses."""

MOST_SHARING = 12
"""Most units that may share a run for it to count: boilerplate would pair everything with everything."""

MOST_CANDIDATES = 4
"""Most units of the other version that one unit is compared with."""

ALIKE = 0.45
"""Share of words from which two units in order are one clause that changed."""

MOVED = 0.6
"""The same for units out of order, where chance finds more pairs."""

IN_PLACE = 0.25
"""The same for units between the same neighbours that have the same number or heading, or are alone there."""


SHORT = 8
"""Words of a heading or a short item. At this length, the same number in the same place is enough, whatever it says."""


ABSORBED = 0.6
"""Share of the words of an unpaired unit, among those that its neighbour's partner has in excess, from which the unit
is part of that neighbour: one version broke or numbered a paragraph where the other did not."""


REPEATED = 0.5
"""Share of runs of words from which all that is unpaired between two pairs is one passage, divided differently in the
two versions: lines in one, paragraphs in the other."""


@dataclass(frozen=True, slots=True)
class UnitPair:
    """Units `a` of one version became units `b` of the other: one of each, unless a paragraph was broken or joined.

    `main_a` and `main_b` are the units that were paired; their number and heading stand for the whole. `in_order` is
    False for moved units.
    """

    a: range
    b: range
    main_a: int
    main_b: int
    in_order: bool


def align(a: Sequence[ComparisonUnit], b: Sequence[ComparisonUnit]) -> list[UnitPair]:
    """The pairs of two versions: first those in order, then those that moved. Each unit is in one pair at most."""
    keys_a, keys_b = [unit.keys for unit in a], [unit.keys for unit in b]
    counts_a, counts_b = [Counter(keys) for keys in keys_a], [Counter(keys) for keys in keys_b]
    weighed: dict[tuple[int, int], float] = {}
    for i, j in (*_same(keys_a, keys_b), *_sharing(keys_a, keys_b)):
        if (i, j) not in weighed:
            weighed[i, j] = _alike(counts_a[i], counts_b[j])
    chained = [(i, j, _weight(a[i], b[j], score)) for (i, j), score in weighed.items() if score >= ALIKE]
    paired = dict(heaviest_chain(chained, len(b)))
    paired.update(list(_between(a, b, paired, counts_a, counts_b)))
    pairs = _absorbed(sorted(paired.items()), counts_a, counts_b)
    pairs = list(_filled(pairs, keys_a, keys_b))
    taken_a = {i for pair in pairs for i in pair.a}
    taken_b = {j for pair in pairs for j in pair.b}
    moved = _moved(weighed, taken_a, taken_b)
    return pairs + [UnitPair(range(i, i + 1), range(j, j + 1), i, j, False) for i, j in moved]


def _absorbed(
    paired: Sequence[tuple[int, int]], counts_a: Sequence[Counter[str]], counts_b: Sequence[Counter[str]]
) -> list[UnitPair]:
    """The pairs in order, each with the unpaired units beside it that are parts of it."""
    pairs: list[UnitPair] = []
    bounds = [*paired[1:], (len(counts_a), len(counts_b))]
    free_a = free_b = 0
    for (i, j), (next_a, next_b) in zip(paired, bounds, strict=False):
        range_a = _grown(i, free_a, next_a, counts_a, counts_b[j])
        range_b = _grown(j, free_b, next_b, counts_b, counts_a[i])
        pairs.append(UnitPair(range_a, range_b, i, j, True))
        free_a, free_b = range_a.stop, range_b.stop
    return pairs


def _grown(main: int, first: int, stop: int, counts: Sequence[Counter[str]], other: Counter[str]) -> range:
    """A unit with those around it, within `[first, stop)`, whose words the other side has in excess."""
    spare = other - counts[main]
    start, end = main, main + 1
    while start > first and _is_in(counts[start - 1], spare):
        start -= 1
        spare.subtract(counts[start])
    while end < stop and _is_in(counts[end], spare):
        spare.subtract(counts[end])
        end += 1
    return range(start, end)


def _is_in(part: Counter[str], spare: Counter[str]) -> bool:
    return (
        bool(part) and sum(min(count, max(0, spare[word])) for word, count in part.items()) >= ABSORBED * part.total()
    )


def _filled(
    pairs: Sequence[UnitPair], keys_a: Sequence[tuple[str, ...]], keys_b: Sequence[tuple[str, ...]]
) -> Iterator[UnitPair]:
    """The pairs in order, and between them pairs of passages that the two versions divide differently."""
    i = j = 0
    end = UnitPair(range(len(keys_a), len(keys_a)), range(len(keys_b), len(keys_b)), 0, 0, True)
    for pair in (*pairs, end):
        left, right = range(i, pair.a.start), range(j, pair.b.start)
        if left and right and len(left) + len(right) > 2:
            runs_a, runs_b = (
                Counter(_runs([word for place in places for word in keys[place]]))
                for places, keys in ((left, keys_a), (right, keys_b))
            )
            if runs_a and runs_b and _alike(runs_a, runs_b) >= REPEATED:
                yield UnitPair(left, right, left.start, right.start, True)
        if pair is not end:
            yield pair
        i, j = pair.a.stop, pair.b.stop


def _same(keys_a: Sequence[tuple[str, ...]], keys_b: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Pairs of units with the same words; where many units have them, only those at about the same count."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, keys in enumerate(keys_b):
        places[keys].append(j)
    seen: Counter[tuple[str, ...]] = Counter()
    for i, keys in enumerate(keys_a):
        found = places.get(keys, [])
        if len(found) <= MOST_SHARING:
            yield from ((i, j) for j in found)
        else:
            nth = min(seen[keys], len(found) - 1)
            yield i, found[nth]
            yield from ((i, j) for j in found[max(0, nth - 2) : nth + 3])
        seen[keys] += 1


def _sharing(keys_a: Sequence[tuple[str, ...]], keys_b: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """For each unit, the units of the other version that share the most runs of words with it."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, keys in enumerate(keys_b):
        for run in set(_runs(keys)):
            places[run].append(j)
    for i, keys in enumerate(keys_a):
        votes: Counter[int] = Counter()
        for run in set(_runs(keys)):
            found = places.get(run, ())
            if len(found) <= MOST_SHARING:
                votes.update(found)
        # Ties are broken by position: votes come in the order of a set, which differs from run to run.
        best = sorted(votes.items(), key=lambda vote: (-vote[1], abs(vote[0] - i), vote[0]))
        yield from ((i, j) for j, _ in best[:MOST_CANDIDATES])


def _runs(keys: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(keys[at : at + RUN]) for at in range(len(keys) - RUN + 1))


def _alike(a: "Counter[Key]", b: "Counter[Key]") -> float:
    """The share of words that two units have in common (Dice), 0 to 1; 1 for two units without words."""
    total = a.total() + b.total()
    if not total:
        return 1.0
    fewer, more = (a, b) if len(a) <= len(b) else (b, a)
    return 2 * sum(min(count, more[word]) for word, count in fewer.items()) / total


def _weight(a: ComparisonUnit, b: ComparisonUnit, score: float) -> float:
    """The value of a pair in the chain: by likeness, length, and equality of number and heading."""
    bonus = 0.2 * (a.number == b.number) + 0.1 * (a.heading == b.heading)
    return (score + bonus) * sqrt(1 + min(len(a.words), len(b.words)))


def _between(
    a: Sequence[ComparisonUnit],
    b: Sequence[ComparisonUnit],
    pairs: dict[int, int],
    counts_a: Sequence[Counter[str]],
    counts_b: Sequence[Counter[str]],
) -> Iterator[tuple[int, int]]:
    """Further pairs of units between the same neighbours, in order."""
    i = j = 0
    for end_a, end_b in (*sorted(pairs.items()), (len(a), len(b))):
        are_alone = end_a - i == end_b - j == 1
        named = _ByName(b, j, end_b)
        reached = j
        for one in range(i, end_a if j < end_b else i):
            for other in [j] if are_alone else named.like(a[one], reached):
                is_named = _is_named_alike(a[one], b[other])
                is_short = max(len(a[one].words), len(b[other].words)) <= SHORT
                if (is_named and is_short) or (
                    (is_named or are_alone) and _alike(counts_a[one], counts_b[other]) >= IN_PLACE
                ):
                    yield one, other
                    reached = other + 1
                    break
        i, j = end_a + 1, end_b + 1


class _ByName:
    """Units of a range, looked up by number and by heading."""

    def __init__(self, units: Sequence[ComparisonUnit], start: int, end: int) -> None:
        self._numbers: dict[str, list[int]] = defaultdict(list)
        self._headings: dict[str, list[int]] = defaultdict(list)
        for place in range(start, end):
            self._numbers[units[place].number].append(place)
            self._headings[units[place].heading].append(place)

    def like(self, unit: ComparisonUnit, reached: int) -> list[int]:
        """The first indices from `reached` on of units whose name may match this one's."""
        found = []
        for name, places in (
            (unit.number, self._numbers.get(unit.number, [])),
            (unit.heading, self._headings.get(unit.heading, [])),
        ):
            at = bisect_left(places, reached) if name else len(places)
            found += places[at : at + MOST_SHARING]
        return sorted(set(found))


def _is_named_alike(a: ComparisonUnit, b: ComparisonUnit) -> bool:
    """True for the same number or, where one has none, the same heading."""
    if a.number and b.number:
        return a.number == b.number
    return bool(a.heading) and a.heading == b.heading


def _moved(weighed: dict[tuple[int, int], float], taken_a: set[int], taken_b: set[int]) -> list[tuple[int, int]]:
    """The most alike of the candidates that are in no pair yet, each unit once. Adds to the two sets of taken units."""
    found = []
    for (i, j), score in sorted(weighed.items(), key=lambda item: (-item[1], item[0])):
        if score >= MOVED and i not in taken_a and j not in taken_b:
            taken_a.add(i)
            taken_b.add(j)
            found.append((i, j))
    return sorted(found)
