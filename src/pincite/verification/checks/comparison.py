"""Alignment of a claim with a passage: which words it is about, and which word corresponds to which.

The claim is aligned with the sentence (or two) of the passage that has most of its words. Words that carry meaning and
have the same stem are paired in the order of both texts; rare words count more. The words between two pairs, on either
side, are what was changed.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pincite.structure.sentences import sentences
from pincite.verification.checks.quantities import Quantity, quantities_in
from pincite.verification.checks.reading import TokenizedText

MOST_CLAIM_WORDS = 300
"""The most words of a claim that are aligned; a sentence has 40, the longest of contracts some 250."""

LONGEST_WINDOW = 300
"""The most words of the passage with which a claim is aligned."""

MOST_PLACES = 12
"""The most places of one word in the window that count; a more frequent word does not distinguish places."""

SHORT = 8
"""The most words of a stretch that may correspond to another; a longer one says something else."""

MOST_WINDOWS, AS_GOOD = 3, 0.95
"""The most sentences that are tried, and the share of the best one's weight that they need: a clause and its mirror
image ("the Landlord may ...", "the Tenant may ...") have the same words in another order."""

SECOND_SENTENCE = 1.2
"""A second sentence is added if the weight grows by more than this factor."""


@dataclass(frozen=True)
class Comparison:
    """A claim aligned with the words of the passage that it is about: `premise.words[first:last]`.

    `pairs` has, for each word of the claim, the place of its counterpart in the premise, -1 if there is none;
    counterparts are in the order of the claim. `coverage` is the weight of the claim's words that are anywhere in the
    window, `ordered` that of the paired ones, each as a share of the weight of all its words (0 if it has none).
    """

    claim: TokenizedText
    premise: TokenizedText
    first: int
    last: int
    pairs: tuple[int, ...]
    coverage: float
    ordered: float

    @cached_property
    def premise_words(self) -> frozenset[str]:
        """All words of the whole passage, in lower case."""
        return frozenset(self.premise.words)

    @cached_property
    def premise_stems(self) -> frozenset[str]:
        """All stems of the whole passage."""
        return frozenset(self.premise.stems)

    @cached_property
    def premise_initials(self) -> str:
        """The initials of the passage's words with a capital, in order."""
        premise = self.premise
        return "".join(premise.text[start] for start, _ in premise.spans if premise.text[start].isupper())

    @cached_property
    def claim_words(self) -> frozenset[str]:
        """All words of the claim, in lower case."""
        return frozenset(self.claim.words)

    @cached_property
    def claimed(self) -> list[Quantity]:
        """The quantities of the claim."""
        return quantities_in(self.claim.text)

    @cached_property
    def given(self) -> list[Quantity]:
        """The quantities of the whole passage."""
        return quantities_in(self.premise.text)

    @cached_property
    def paired(self) -> tuple[int, ...]:
        """The places in the claim that have a counterpart, in order."""
        return tuple(at for at, other in enumerate(self.pairs) if other >= 0)

    @cached_property
    def stretches(self) -> tuple["Stretch", ...]:
        """The words between neighbouring pairs, before the first and after the last; empty if there is no pair."""
        if not self.paired:
            return ()
        claim = (-1, *self.paired, len(self.claim.words))
        premise = (self.first - 1, *(self.pairs[at] for at in self.paired), self.last)
        number = len(claim) - 1
        return tuple(
            Stretch(claim[at] + 1, claim[at + 1], premise[at] + 1, premise[at + 1], 0 < at < number - 1)
            for at in range(number)
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words without a counterpart, `claim.words[start:end]`, and the words of the premise in their place.

    `is_inner` is true if words on both sides of them have counterparts; otherwise they are at an end of the claim.
    """

    start: int
    end: int
    premise_start: int
    premise_end: int
    is_inner: bool

    @property
    def claim_places(self) -> range:
        """The places in the claim."""
        return range(self.start, self.end)

    @property
    def premise_places(self) -> range:
        """The places in the premise."""
        return range(self.premise_start, self.premise_end)

    @property
    def is_short(self) -> bool:
        """Whether both sides are short enough to correspond to each other."""
        return self.end - self.start <= SHORT and self.premise_end - self.premise_start <= SHORT


def compare(claim: TokenizedText, premise: TokenizedText) -> Comparison:
    """Align a claim with the part of a passage that has most of its words."""
    counts = Counter(premise.stems)
    limit = min(len(claim.words), MOST_CLAIM_WORDS)
    weights = {stem: 1 + 2 / (1 + counts[stem]) for stem in claim.stems[:limit] if stem}
    limited = claim.stems[:limit]
    first, last, pairs = 0, 0, [-1] * limit
    best = 0.0
    for start, end in _windows(premise, weights):
        found = _paired(limited, _places(premise, start, end, weights), weights)
        weight = sum(weights[limited[at]] for at, other in enumerate(found) if other >= 0)
        if weight > best:
            first, last, pairs, best = start, end, found, weight
    places = _places(premise, first, last, weights)
    total = sum(weights[stem] for stem in limited if stem)
    held = sum(weights[stem] for stem in limited if stem in places)
    padded = (*pairs, *(-1 for _ in range(len(claim.words) - limit)))
    return Comparison(claim, premise, first, last, padded, held / total if total else 0, best / total if total else 0)


def _windows(premise: TokenizedText, weights: Mapping[str, float]) -> list[tuple[int, int]]:
    """The sentences with most weight, best first; each with the next or previous one if that adds enough."""
    ranges = _sentences(premise)
    held = [{stem for stem in premise.stems[start:end] if stem in weights} for start, end in ranges]
    scores = [sum(weights[stem] for stem in stems) for stems in held]
    places = sorted(range(len(ranges)), key=lambda at: -scores[at])[:MOST_WINDOWS]
    windows: list[tuple[int, int]] = []
    for place in places:
        if scores[place] < AS_GOOD * scores[places[0]]:
            break
        first, last, score = *ranges[place], scores[place]
        for near in (place + 1, place - 1):
            if 0 <= near < len(ranges):
                joined = sum(weights[stem] for stem in held[place] | held[near])
                start, end = min(ranges[place][0], ranges[near][0]), max(ranges[place][1], ranges[near][1])
                if joined > max(score, SECOND_SENTENCE * scores[place]) and end - start <= LONGEST_WINDOW:
                    first, last, score = start, end, joined
        windows.append((first, last))
    return windows


def _places(premise: TokenizedText, first: int, last: int, weights: Mapping[str, float]) -> dict[str, list[int]]:
    """Stem of the claim -> its first places in a window."""
    found: dict[str, list[int]] = defaultdict(list)
    for at in range(first, last):
        stem = premise.stems[at]
        if stem in weights and len(found[stem]) < MOST_PLACES:
            found[stem].append(at)
    return found


def _sentences(premise: TokenizedText) -> list[tuple[int, int]]:
    """Sentences as ranges of words; one longer than a window is cut into windows that overlap by half."""
    starts = [span[0] for span in premise.spans]
    found: list[tuple[int, int]] = []
    for start, end in sentences(premise.text, 0, len(premise.text)):
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        while last - first > LONGEST_WINDOW:
            found.append((first, first + LONGEST_WINDOW))
            first += LONGEST_WINDOW // 2
        if first < last:
            found.append((first, last))
    return found


def _paired(stems: Sequence[str], places: Mapping[str, list[int]], weights: Mapping[str, float]) -> list[int]:
    """For each stem of the claim, its place in the window, -1 for none: the heaviest pairing that keeps the order.

    Among equally heavy pairings, the one whose counterparts are close together wins. This is the heaviest increasing
    subsequence over all pairs of equal stems; a tree of prefix maxima gives the best one that ends before a place.
    """
    ordered = sorted({at for stem in set(stems) if stem in places for at in places[stem]})
    rank = {at: number for number, at in enumerate(ordered, start=1)}
    tree: list[tuple[float, int]] = [(0.0, -1)] * (len(ordered) + 1)  # (weight, node)
    nodes: list[tuple[int, int, int]] = []  # (claim place, premise place, node before)
    best: tuple[float, int] = (0.0, -1)
    for place, stem in enumerate(stems):
        ready: list[tuple[int, float, int]] = []
        for at in places.get(stem, ()) if stem else ():
            weight, before = _best_before(tree, rank[at] - 1)
            distance = at - nodes[before][1] if before >= 0 else 0
            nodes.append((place, at, before))
            ready.append((rank[at], weight + weights[stem] - min(distance, 100) * 1e-4, len(nodes) - 1))
        for number, weight, node in ready:
            _raise(tree, number, (weight, node))
            best = max(best, (weight, node))
    found = [-1] * len(stems)
    node = best[1]
    while node >= 0:
        place, at, node = nodes[node]
        found[place] = at
    return found


def _best_before(tree: Sequence[tuple[float, int]], number: int) -> tuple[float, int]:
    """The heaviest chain that ends at one of the first `number` places (Fenwick tree of maxima)."""
    best = (0.0, -1)
    while number > 0:
        if tree[number][0] > best[0]:
            best = tree[number]
        number -= number & -number
    return best


def _raise(tree: list[tuple[float, int]], number: int, value: tuple[float, int]) -> None:
    while number < len(tree):
        if value[0] > tree[number][0]:
            tree[number] = value
        number += number & -number
