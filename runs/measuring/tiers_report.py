"""What the outcomes of `tiers.py` come to: each tier by itself, cascades of them, and whether a router can be learnt.

An answer is good if its first statement cites a marked place; where nothing answers, a refusal is good. A tier's cost
is the processor time that its answers took, model and checks together. Intervals draw documents with their questions.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from runs.measuring import results
from runs.measuring.tiers import TIERS, Marked, TierName, questions

from pincite.errors import RoutingError
from pincite.routing.labels import Label, require_teachable

Array = NDArray[np.float64]

NAMES: Mapping[TierName, str] = {"quote": "quotes", "small": "0.5 billion weights", "large": "1.5 billion weights"}
PATHS: Mapping[str, Sequence[TierName]] = {
    "1.5 billion alone": ("large",),
    "quotes alone": ("quote",),
    "0.5, then 1.5 billion": ("small", "large"),
    "quotes, then 1.5 billion": ("quote", "large"),
    "quotes, 0.5, then 1.5 billion": ("quote", "small", "large"),
}
KINDS_OF_QUESTIONS: Mapping[str, Callable[[Marked], bool]] = {
    "samples": lambda one: one.firm == "samples",
    "contracts": lambda one: one.firm == "contracts",
    "kept back": lambda one: one.id.startswith(("C2-", "C4-")),
}
"""The last are questions about contracts that quote mode was not fitted to."""

DRAWS, FOLDS, SEED = 1_000, 5, 0


@dataclass(frozen=True)
class Outcomes:
    """The outcomes of questions that each of some tiers was asked; arrays have a row a question."""

    questions: tuple[Marked, ...]
    rows: Mapping[TierName, tuple[Mapping[str, Any], ...]]

    @cached_property
    def drawn(self) -> "Drawn":
        """Resamples of them."""
        return Drawn.of([one.group for one in self.questions])

    @property
    def has_answer(self) -> Array:
        return np.array([one.has_answer for one in self.questions])

    def each(self, tier: TierName, read: Callable[[Mapping[str, Any]], float]) -> Array:
        """A figure of a tier's outcomes."""
        return np.array([read(row) for row in self.rows[tier]], dtype=np.float64)

    def answered(self, tier: TierName) -> Array:
        return self.each(tier, lambda row: row["refused"] is None)

    def first_right(self, tier: TierName) -> Array:
        return self.each(tier, lambda row: bool(row["said"] and "right" in row["said"][0]["cites"]))

    def good(self, tier: TierName) -> Array:
        """1 for a first statement at a marked place, or for a refusal where nothing answers."""
        return np.where(self.has_answer, self.first_right(tier), 1 - self.answered(tier))

    def wrong(self, tier: TierName) -> Array:
        """1 for an answer whose first statement is not at a marked place."""
        return self.answered(tier) * (1 - self.first_right(tier))

    def cpu_s(self, tier: TierName) -> Array:
        return self.each(tier, lambda row: row["cpu_s"] + row["engine_cpu_s"])


def outcomes(lines: Sequence[Mapping[str, Any]], tiers: Collection[TierName]) -> Outcomes:
    """The outcomes in the lines of a file, of the questions that all of these tiers were asked."""
    found = {(line["id"], line["tier"]): line for line in lines}
    asked = tuple(one for one in questions() if all((one.id, tier) in found for tier in tiers))
    return Outcomes(asked, {tier: tuple(found[one.id, tier] for one in asked) for tier in tiers})


@dataclass(frozen=True)
class Drawn:
    """Resamples of questions, document by document: how often each question is in each."""

    weights: Array

    @classmethod
    def of(cls, groups: Sequence[str]) -> "Drawn":
        names = sorted(set(groups))
        places = np.array([names.index(group) for group in groups])
        drawn = np.random.default_rng(SEED).integers(0, len(names), (DRAWS, len(names)))
        counts = np.array([np.bincount(draw, minlength=len(names)) for draw in drawn])
        return cls(counts[:, places].astype(np.float64))

    def interval(self, above: Array, below: Array) -> tuple[float, float]:
        """The 95 % interval of a ratio of sums."""
        with np.errstate(invalid="ignore", divide="ignore"):
            ratios = (self.weights @ above) / (self.weights @ below)
        low, high = np.nanpercentile(ratios, [2.5, 97.5])
        return float(low), float(high)


def report(lines: Sequence[Mapping[str, Any]]) -> results.Notes:
    """Print the tables, and give back their figures; quotes and the larger model are of the same questions."""
    notes = results.Notes()
    for tier in TIERS:
        found = outcomes(lines, {tier, "quote", "large"})
        _note_tier(notes, NAMES[tier], tier, found)
        _spent(notes, NAMES[tier], found, tier)
        for kind, is_of in KINDS_OF_QUESTIONS.items():
            of = np.array([is_of(one) for one in found.questions], dtype=np.float64)
            _note_kind(notes, f"{kind}: {NAMES[tier]}", tier, found, of)
    for name, path in PATHS.items():
        found = outcomes(lines, {*path, "large"})
        _note_cascade(notes, f"cascade: {name}", found, cascade(found, path))
    every = outcomes(lines, TIERS)
    _note_cascade(notes, "cascade: sure quotes, 0.5, then 1.5 billion", every, sure_first(every))
    _router(every)
    return notes


def _ratio(notes: results.Notes, row: str, column: str, above: Array, below: Array, found: Outcomes) -> None:
    """A ratio of sums, with its interval."""
    if not below.sum():
        return
    value, ends = float(above.sum() / below.sum()), found.drawn.interval(above, below)
    print(f"{row:44} {column:28} {value:.3f} ({ends[0]:.3f}–{ends[1]:.3f})  n = {len(found.questions)}")
    notes.note(row, column, value, len(found.questions), ends)


def _note_tier(notes: results.Notes, row: str, tier: TierName, found: Outcomes) -> None:
    """What a tier's answers are worth."""
    ones, answerable = np.ones(len(found.questions)), found.has_answer.astype(np.float64)
    cited, right, near = (found.each(tier, partial(_cites, kind)) for kind in KINDS)
    said = found.each(tier, lambda one: len(one["said"]))
    support = found.each(tier, lambda one: sum(each["support"] for each in one["said"]))
    for column, above, below in (
        ("good", found.good(tier), ones),
        ("first right", found.first_right(tier) * answerable, answerable),
        ("first wrong", found.wrong(tier), ones),
        ("nothing answers: refused", (1 - found.answered(tier)) * (1 - answerable), 1 - answerable),
        ("citation precision", right, cited),
        ("with near ones", right + near, cited),
        ("citation recall", (right > 0) * answerable, answerable),
        ("support", support, said),
        ("statements let through", said, found.each(tier, lambda one: one["written"])),
    ):
        _ratio(notes, row, column, above, below, found)


def _note_kind(notes: results.Notes, row: str, tier: TierName, found: Outcomes, of: Array) -> None:
    """What a tier's answers are worth on one kind of questions, those where `of` is 1."""
    _ratio(notes, row, "good", found.good(tier) * of, of, found)
    _ratio(notes, row, "first wrong", found.wrong(tier) * of, of, found)
    if row in notes.rows:
        notes.rows[row] = replace(notes.rows[row], n=int(of.sum()))


KINDS = ("", "right", "near")


def _cites(kind: str, row: Mapping[str, Any]) -> float:
    return sum(not kind or place == kind for one in row["said"] for place in one["cites"])


def _spent(notes: results.Notes, row: str, found: Outcomes, tier: TierName) -> None:
    """What a question took: by the clock of a busy machine, of processors, and in tokens."""
    for column, values in (
        ("seconds", found.each(tier, lambda one: one["s"])),
        ("processor seconds", found.cpu_s(tier)),
        ("tokens read", found.each(tier, lambda one: one["prompt_tokens"])),
        ("tokens written", found.each(tier, lambda one: one["completion_tokens"])),
    ):
        for name, share in (("p50", 50), ("p95", 95)):
            value = float(np.percentile(values, share))
            notes.note(row, f"{column}, {name}", round(value, 1))
            print(f"{row:44} {column}, {name}: {value:.1f}")
    asked = found.each(tier, lambda one: one["calls"] > 0)
    notes.note(row, "asked a model", float(asked.mean()))
    print(f"{row:44} asked a model {asked.mean():.3f}")


def cascade(found: Outcomes, path: Sequence[TierName], stands: Array | None = None) -> tuple[Array, Array, Array]:
    """Good, wrong and cost of each question where tiers are asked in turn until one answers.

    With `stands`, an answer of the first stands only where that is true.
    """
    n = len(found.questions)
    open_, good, wrong, cost = np.ones(n), np.zeros(n), np.zeros(n), np.zeros(n)
    for place, tier in enumerate(path):
        is_last = place == len(path) - 1
        answers = found.answered(tier) * (stands if stands is not None and place == 0 else np.ones(n))
        takes = open_ * (np.ones(n) if is_last else answers)
        cost += open_ * found.cpu_s(tier)
        good += takes * found.good(tier)
        wrong += takes * found.wrong(tier)
        open_ = open_ - takes
    return good, wrong, cost


def _note_cascade(notes: results.Notes, row: str, found: Outcomes, came: tuple[Array, Array, Array]) -> None:
    """What asking in turn is worth, against the dearest by itself on the same questions."""
    good, wrong, cost = came
    dearest_good, _, dearest_cost = cascade(found, ["large"])
    ones = np.ones(len(found.questions))
    for column, above, below in (
        ("good", good, ones),
        ("wrong", wrong, ones),
        ("cost", cost, dearest_cost),
        ("good, against 1.5 billion", good - dearest_good, ones),
    ):
        _ratio(notes, row, column, above, below, found)


def sure_first(found: Outcomes) -> tuple[Array, Array, Array]:
    """Quotes stand where they are sure enough; how sure, is chosen for each fifth of the documents on the others.

    It is the lowest chance at which the cascade is as good as the dearest model by itself on those; if none is, that at
    which most is good.
    """
    names = sorted({one.group for one in found.questions})
    fold_of = dict(zip(names, np.random.default_rng(SEED).permutation(len(names)) % FOLDS, strict=True))
    folds = np.array([fold_of[one.group] for one in found.questions])
    chances = found.each("quote", lambda row: row["chance"] or 0.0)
    tried = {at: cascade(found, TIERS, (chances >= at).astype(np.float64)) for at in np.arange(0, 1.05, 0.05)}
    dearest = found.good("large")
    good, wrong, cost = (np.zeros(len(folds)) for _ in range(3))
    for fold in range(FOLDS):
        learnt, out = folds != fold, folds == fold
        enough = [at for at, (ok, _, _) in tried.items() if ok[learnt].sum() >= dearest[learnt].sum()]
        at = min(enough) if enough else max(tried, key=lambda one: float(tried[one][0][learnt].sum()))
        for kept, from_ in zip((good, wrong, cost), tried[at], strict=True):
            kept[out] = from_[out]
        print(f"fold {fold}: quotes stand from a chance of {at:.2f}")
    return good, wrong, cost


def _router(found: Outcomes) -> None:
    """Whether `route train` would take these labels, and what it says if it would not."""
    labels = [
        Label(one.text, {tier: bool(found.good(tier)[place]) for tier in TIERS})
        for place, one in enumerate(found.questions)
    ]
    try:
        require_teachable(labels, TIERS)
    except RoutingError as error:
        print(f"route train: {error}")
