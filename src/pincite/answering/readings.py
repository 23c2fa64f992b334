"""What is known of a question's candidates as they are read: how well each answers, and whether any is likely to.

A reader's odds are weighed with what favours a candidate without it: likeness, shared words, and the document that the
question names.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pincite.answering.chances import FOLLOWED, BestCandidate, chance, chance_followed, chance_nameless, hope
from pincite.answering.formula import Scored
from pincite.answering.second_look import BEHIND, FoundTwice, chance_by_two, weighed
from pincite.models.ports import FollowedChances, NamelessChances, SecondChances

ENOUGH, UNLIKELY = 16, 0.5
"""Once so many were read, no more are if the chance is below this share of that from which something is stated: of 54
such questions for steering, none had a higher chance after 32."""

UNLIKELY_AT_ONCE = 0.25
"""The same share once the first candidates were read. Of 491 questions for steering, 120 are below it then, and nothing
is stated of them after 24; at .375 one right statement would be lost."""

SELDOM = 3.0
"""Log odds that one sentence in a hundred of those that are read has, or more. If even such a one among those that are
left would leave the chance below that from which something is stated, no more are read. Of 491 questions for steering
one that was stated, wrongly, is refused for it."""

LAST = -1_000.0
"""Added to what favours a candidate that was not read: it comes after all that were."""

ALONE = 3.0
"""The lead, in log odds, of a candidate that is the only one."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of what favours a candidate, in log odds per unit; `none` is the constant of "none of them"."""

    odds: float
    formula: float
    aimed: float
    none: float


WEIGHTS = Weights(odds=1.08, formula=7.15, aimed=2.55, none=7.75)


@dataclass(frozen=True, slots=True)
class Readings:
    """What is known of the candidates of one question, in their order; `odds` are None for those that were not read.

    `beside` is what favours each without the reader: the formula, which includes its passage's rank, its document's
    name, and its likeness to the clause that usually says such a thing. `rounds` are the places of those that were read
    together. `labels` are those of their passages, and `is_named` is true if the question names its document. For a
    follow-up, `whole` and `newest` are the odds by both questions and by what is new, by place, of both readers where
    the second one looked; for any other question, they are empty. `again` are a second reader's odds, by place, and
    `chances` are for both; they are empty and None where there was no second look. If the question names no document,
    `lacking` has the share of its words that the candidate's document has nowhere, by place; `competing` is how many
    documents the search considered. `alike` are the places of those that repeat each, by place: they are no rivals, as
    items of one list with its lead-in are not.
    """

    made: Scored
    beside: tuple[float, ...]
    odds: tuple[float | None, ...]
    labels: tuple[int, ...]
    is_named: bool = False
    whole: Mapping[int, float] = field(default_factory=dict)
    newest: Mapping[int, float] = field(default_factory=dict)
    rounds: tuple[frozenset[int], ...] = ()
    again: Mapping[int, float] = field(default_factory=dict)
    chances: SecondChances | NamelessChances | FollowedChances | None = None
    lacking: Mapping[int, float] = field(default_factory=dict)
    competing: int = 1
    alike: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @property
    def scores(self) -> tuple[float, ...]:
        """How well each candidate answers, in log odds against "none of them"; those that were not read come last.

        Among these, what fits best without the reader comes first. Where a second reader looked again, those that it
        did not get come after those that it did.
        """
        return tuple(
            self._score(at) - (BEHIND if self.again and at not in self.again else 0.0) for at in range(len(self.odds))
        )

    def _score(self, at: int) -> float:
        odds, beside = self.odds[at], self.beside[at]
        if odds is None:
            return LAST + beside
        return WEIGHTS.odds * weighed(odds, self.again.get(at, odds)) + beside - WEIGHTS.none

    def strength(self, without: Container[int] = ()) -> float:
        """How likely the best candidate answers, 0 to 1; those at `without` are left out. It is 0 if none was read."""
        kept = [at for at, odds in enumerate(self.odds) if at not in without and odds is not None]
        if not kept:
            return 0.0
        if self.chances is not None and any(at in self.again for at in kept):
            return self._chance_by_two(self.chances, [at for at in kept if at in self.again])
        scores = {at: self._score(at) for at in kept}
        best = max(kept, key=lambda at: scores[at])
        ahead = self._lead(best, scores)
        if self.newest:
            return chance_followed(FOLLOWED, scores[best], self.newest[best], self.whole[best], ahead)
        likeness, lacking = self.made.strength(without), self.lacking.get(best, 0.0)
        odds, label = self.odds[best] or 0.0, self.labels[best]
        found = BestCandidate(scores[best], odds, likeness, ahead, label, lacking, self.competing)
        return chance(found, is_named=self.is_named)

    def _chance_by_two(self, chances: SecondChances | NamelessChances | FollowedChances, kept: Sequence[int]) -> float:
        scores = {at: self._score(at) for at in kept}
        best = max(kept, key=lambda at: scores[at])
        ahead = self._lead(best, scores)
        if isinstance(chances, FollowedChances):
            return chance_followed(chances, scores[best], self.newest[best], self.whole[best], ahead)
        if isinstance(chances, NamelessChances):
            lacking, label = self.lacking.get(best, 0.0), self.labels[best]
            by_both = BestCandidate(scores[best], 0.0, 0.0, ahead, label, lacking, self.competing)
            return chance_nameless(chances, by_both)
        others = tuple(self.again[at] for at in kept if at != best)
        odds, second = self.odds[best] or 0.0, self.again[best]
        found = FoundTwice(scores[best], odds, second, ahead, others, self.labels[best])
        return chance_by_two(chances, found)

    def _lead(self, best: int, scores: Mapping[int, float]) -> float:
        """How far the best candidate is ahead of the next that does not repeat it, in log odds."""
        rivals = [score for at, score in scores.items() if at != best and at not in self.alike.get(best, ())]
        return scores[best] - max(rivals, default=scores[best] - ALONE)

    def is_unlikely(self, thin: float) -> bool:
        """True if enough were read to tell that the chance will not come to `thin`."""
        return sum(odds is not None for odds in self.odds) >= ENOUGH and self.strength() < UNLIKELY * thin

    def is_settled(self, left: Iterable[int], thin: float) -> bool:
        """True if nothing is stated below a chance of `thin`, and reading those at `left` would hardly change that.

        At least one has been read. It holds for a question by itself.
        """
        places = ((self.beside[at] - WEIGHTS.none, self.labels[at]) for at in left)
        likeness = self.made.strength(())
        reached = reach(max(self.scores), places, likeness, self.competing, is_named=self.is_named)
        return is_settled(sum(odds is not None for odds in self.odds), self.strength(), reached, thin)

    def hope(self) -> float:
        """How likely it is that there is an answer, 0 to 1: by the best candidate alone, except for a follow-up."""
        read = [at for at, odds in enumerate(self.odds) if odds is not None]
        if self.newest or not read:
            return self.strength()
        scores = self.scores
        best = max(read, key=lambda at: scores[at])
        return hope(scores[best], self.odds[best] or 0.0, self.made.strength(()))


def reach(best: float, left: Iterable[tuple[float, int]], likeness: float, competing: int, *, is_named: bool) -> float:
    """How likely the best candidate would answer, 0 to 1, if it were one of those that are left, by `SELDOM` odds.

    Of each that is left, what favours it without the reader and its passage's label are given; its document is taken to
    have all words of the question. It is 0 if none of them would have a higher score than `best`.
    """
    scores = ((WEIGHTS.odds * SELDOM + beside, label) for beside, label in left)
    better = (
        BestCandidate(score, SELDOM, likeness, score - best, label, competing=competing)
        for score, label in scores
        if score > best
    )
    return max((chance(found, is_named=is_named) for found in better), default=0.0)


def is_settled(read: int, likely: float, reached: float, thin: float) -> bool:
    """True if reading more than `read` candidates would hardly make the chance of `likely` come to `thin`.

    `reached` is what `reach` gives for those that are left.
    """
    hopeless = UNLIKELY if read >= ENOUGH else UNLIKELY_AT_ONCE
    return likely < hopeless * thin or max(likely, reached) < thin
