"""Learns a router from labelled questions.

One ridge regression has all heads: the chance of each tier, and the cost of its answer. Everything that is chosen
(kernel, penalty, calibration, rates, doubt) is chosen on questions that the heads were not learnt from: five folds in
which nearly equal questions stay together, and for unfamiliar questions whole groups of like ones left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pincite.errors import RoutingError
from pincite.routing.calibration import calibration_error, calibration_interval, lines
from pincite.routing.familiarity import distances_left_out, doubted
from pincite.routing.grouping import Groups, folds_of, groups_of_like, near_groups
from pincite.routing.heads import Heads, LeftOut, Lesson, leave_out, solved, sums_of, total
from pincite.routing.kernel import Kernel, Matrix, standardised, whitening
from pincite.routing.labels import Label, require_teachable
from pincite.routing.promising import Promised, chosen, met, promises
from pincite.routing.surface import surface
from pincite.routing.weights import Card, RouterWeights, calibrated, rising

LANDMARKS = 600
CHOSEN_ON = 3_000
"""Labels on which kernel and penalty are chosen at most, drawn at random: what is best for them is best for more."""

KNOWN = 2_000
"""Labelled questions whose vectors are kept to tell a familiar question: 3 MB."""

FOLDS = 5
KERNELS = (
    Kernel(subject=0.5, both=0.25, form=0.25, line=0.3),
    Kernel(subject=0.1, both=0.5, form=0.5, line=0.3),
    Kernel(subject=0.3, both=0.5, form=0.2, line=0.3, form_narrow=0.2),
)
PENALTIES = (3.0, 10.0, 30.0)
"""Tried with each kernel; of those with the smallest squared error on questions left out, the largest wins."""

FAMILIAR = 75
"""Percentile of the distance of questions left out to the rest, up to which a question is familiar."""

DOUBTS = (0.0, 0.5, 1.0, 2.0, 4.0)
STEERED, TOLERATED = 0.95, 0.02
"""A promise of 95 % may land this far below it for a kind of question that nothing was learnt of."""

COLLAPSED = 0.99
"""If one tier gets more of the questions than this at every promise, there is nothing to decide."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Material:
    """Labels as arrays, a row per label; `landmarks`, `known` and `few` are rows drawn at random.

    `near` numbers groups of nearly equal questions, and `folds` has five of whole such groups.
    """

    vectors: Matrix
    surfaces: Matrix
    mean: Array
    spread: Array
    ok: Array
    costs: Array
    near: Groups
    folds: Groups
    landmarks: Groups
    known: Groups
    few: Groups

    def likeness(self, kernel: Kernel, rows: Groups) -> Matrix:
        """Likeness of some questions to the landmarks."""
        marks = self.landmarks
        return kernel(self.vectors[rows], self.surfaces[rows], self.vectors[marks], self.surfaces[marks])

    def lesson(self, kernel: Kernel, white: Matrix, penalty: float, rows: Groups) -> Lesson:
        """Some questions as the heads learn them."""
        return Lesson(self.likeness(kernel, rows) @ white, self.ok[rows], self.costs[rows], penalty)


def train(
    labels: Sequence[Label],
    vectors: Matrix,
    *,
    tiers: Sequence[str],
    costs: Sequence[float],
    embedder: str,
    made: str,
    seed: int = 0,
) -> RouterWeights:
    """A router learnt from labels; `vectors` has the embedder's row for each of their questions, without courtesies.

    `tiers` are named cheapest first. `costs` are what their answers cost, in any one unit, for labels that do not say
    it. `made` is the day, for the card.

    Raises:
        RoutingError: there are too few labels, they disagree about the tiers, or all would go to one tier.
    """
    require_teachable(labels, tiers)
    if len(vectors) != len(labels) or len(costs) != len(tiers):
        raise RoutingError(
            f"{len(labels)} labels of {len(tiers)} tiers come with {len(vectors)} vectors and {len(costs)} costs: "
            "each label needs a vector, and each tier a cost"
        )
    material = _material(labels, vectors, _outcomes(labels, tiers), _costs(labels, tiers, costs), seed)
    kernel, penalty = _best(material)
    white = whitening(material.likeness(kernel, material.landmarks))
    learnt = material.lesson(kernel, white, penalty, np.arange(len(labels)))
    sums = sums_of(learnt, material.folds)
    left_out = leave_out(learnt, material.folds, sums)
    distance = distances_left_out(material.vectors, material.folds, material.known)
    said = _calibrated_out(left_out.p_ok, learnt.ok, material.folds)
    card = Card(
        tiers=tuple(tiers),
        embedder=embedder,
        made=made,
        labels=len(labels),
        right=tuple(float(share) for share in learnt.ok.mean(axis=0)),
        calibration_error=tuple(
            calibration_error(said[:, tier], learnt.ok[:, tier]) for tier in range(learnt.ok.shape[1])
        ),
        calibration_interval=calibration_interval(said, learnt.ok, material.near, seed),
        promises=(),
        met=(),
        kernel=kernel,
        penalty=penalty,
        familiar=float(np.percentile(distance, FAMILIAR)),
        doubt=0.0,
        calibration=lines(left_out.p_ok, learnt.ok),
        cheapest_cost=tuple(float(cost) for cost in np.quantile(learnt.costs, 0.05, axis=0)),
    )
    card = _doubting(_promising(card, learnt, left_out, distance), learnt, material, seed)
    card = _promising(card, learnt, left_out, distance)
    _require_choice(card.promises, tiers)
    doubt = doubted(distance, card.familiar, card.doubt).astype(np.float64)
    card = replace(card, met=met(said, doubt, learnt.ok, learnt.costs))
    return RouterWeights(card, _arrays(material, white, solved(total(sums), penalty)))


def _material(labels: Sequence[Label], vectors: Matrix, ok: Array, costs: Array, seed: int) -> _Material:
    questions = [label.question for label in labels]
    plain = surface(questions)
    mean, spread = plain.mean(axis=0), plain.std(axis=0) + 1e-6
    drawn = np.random.default_rng(seed).permutation(len(labels))
    near = near_groups(questions, vectors)
    return _Material(
        vectors=vectors.astype(np.float32),
        surfaces=standardised(plain, mean, spread),
        mean=mean,
        spread=spread,
        ok=ok,
        costs=costs,
        near=near,
        folds=folds_of(near, FOLDS, seed),
        landmarks=np.sort(drawn[:LANDMARKS]),
        known=np.sort(drawn[:KNOWN]),
        few=drawn[:CHOSEN_ON],
    )


def _arrays(material: _Material, white: Matrix, heads: Heads) -> dict[str, Matrix]:
    """The arrays of the file, by their names."""
    arrays: dict[str, NDArray[np.floating]] = {
        "mean": material.mean,
        "spread": material.spread,
        "landmarks": material.vectors[material.landmarks],
        "landmark_surfaces": material.surfaces[material.landmarks],
        "whitening": white,
        "centre": heads.centre,
        "heads": heads.weights,
        "intercepts": heads.intercepts,
        "known": material.vectors[material.known],
    }
    return {name: array.astype(np.float32) for name, array in arrays.items()}


def _best(material: _Material) -> tuple[Kernel, float]:
    """The kernel and penalty whose chances, and gains from the cheapest to the dearest, are nearest to the outcomes.

    Of those whose error is within one standard error of the least, the largest penalty is taken: which of two equals is
    ahead is chance, and the smoother one changes its mind less when a question is worded otherwise.

    Source: L. Breiman, J. H. Friedman, R. A. Olshen, C. J. Stone, "Classification and Regression Trees", 1984, 3.4.3
    (there of the error itself, here of its difference, question by question).
    """
    errors: dict[tuple[Kernel, float], Array] = {}
    folds = material.folds[material.few]
    for kernel in KERNELS:
        white = whitening(material.likeness(kernel, material.landmarks))
        plain = material.lesson(kernel, white, PENALTIES[0], material.few)
        sums = sums_of(plain, folds)
        for penalty in PENALTIES:
            said = leave_out(replace(plain, penalty=penalty), folds, sums).p_ok
            gains = (said[:, -1] - said[:, 0]) - (plain.ok[:, -1] - plain.ok[:, 0])
            errors[kernel, penalty] = ((said - plain.ok) ** 2).mean(axis=1) + gains**2
    least = min(errors.values(), key=lambda error: float(error.mean()))
    equal = [
        pair for pair, error in errors.items() if (error - least).mean() <= (error - least).std() / np.sqrt(len(least))
    ]
    return min(equal, key=lambda pair: (-pair[1], float(errors[pair].mean())))


def _promising(card: Card, lesson: Lesson, left_out: LeftOut, distance: Matrix) -> Card:
    """The card with the rates for each promise, under its doubt."""
    p_ok, costs, doubt = _seen(card, left_out, distance)
    return replace(card, promises=promises(p_ok, costs, doubt, lesson.ok, lesson.costs))


def _doubting(card: Card, lesson: Lesson, material: _Material, seed: int) -> Card:
    """The card with the least doubt under which a promise holds in nine of ten groups that nothing was learnt of."""
    groups = groups_of_like(material.vectors, seed)
    left_out = leave_out(lesson, groups, sums_of(lesson, groups))
    distance = distances_left_out(material.vectors, groups, material.known)
    steered = min((promise for promise in card.promises), key=lambda promise: abs(promise.share - STEERED))
    rows = np.arange(len(lesson.ok))
    for doubt in DOUBTS:
        right = lesson.ok[rows, chosen(*_seen(replace(card, doubt=doubt), left_out, distance), steered.rate)]
        kept = [
            right[groups == group].sum() / max(lesson.ok[groups == group, -1].sum(), 1) for group in np.unique(groups)
        ]
        if np.quantile(kept, 0.1) >= steered.share - TOLERATED:
            break
    return replace(card, doubt=doubt)


def _seen(card: Card, left_out: LeftOut, distance: Matrix) -> tuple[Array, Array, Array]:
    """Chances, costs and doubt of questions left out, as the trained router would see them."""
    return (
        calibrated(left_out.p_ok, card.calibration).astype(np.float64),
        rising(left_out.costs, card.cheapest_cost).astype(np.float64),
        doubted(distance, card.familiar, card.doubt).astype(np.float64),
    )


def _calibrated_out(p_ok: Array, ok: Array, folds: Groups) -> Array:
    """Chances of questions left out, by a line of calibration that is learnt from the other folds too."""
    said = np.empty_like(p_ok)
    for fold in np.unique(folds):
        out = folds == fold
        said[out] = calibrated(p_ok[out], lines(p_ok[~out], ok[~out]))
    return said


def _outcomes(labels: Sequence[Label], tiers: Sequence[str]) -> Array:
    return np.array([[label.ok[tier] for tier in tiers] for label in labels], dtype=np.float64)


def _costs(labels: Sequence[Label], tiers: Sequence[str], usual: Sequence[float]) -> Array:
    """What each answer cost, relative to the mean of the dearest tier; the usual cost where a label does not say it."""
    spent = np.array(
        [[label.cost.get(tier, cost) for tier, cost in zip(tiers, usual, strict=True)] for label in labels]
    )
    if not np.isfinite(spent).all() or (spent < 0).any() or spent[:, -1].mean() <= 0:
        raise RoutingError("costs are numbers of at least 0, and the dearest tier must cost something")
    if (np.diff(spent.mean(axis=0)) < 0).any():
        raise RoutingError(f"{', '.join(tiers)} is not the order from the cheapest to the dearest by what they cost")
    relative: Array = spent / spent[:, -1].mean()
    return relative


def _require_choice(found: Sequence[Promised], tiers: Sequence[str]) -> None:
    if all(max(promise.tiers) > COLLAPSED for promise in found):
        place = int(np.argmax(found[-1].tiers)) if found else len(tiers) - 1
        raise RoutingError(
            f"a router learnt from these labels would send all questions to {tiers[place]}: they do not show which "
            "questions need which tier; label some hundred more, of more kinds, or use that tier for all"
        )
