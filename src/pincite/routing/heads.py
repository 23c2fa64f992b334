"""Ridge regression of all heads at once, and what it says of groups of questions that were left out.

Everything that a solution needs is a sum over questions. So the sums are made once per group, and leaving a group out
is a subtraction.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.routing.grouping import Groups
from pincite.routing.kernel import Matrix

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What labels come to, a row per question: features, outcomes and costs of the tiers.

    `costs` are relative to the mean of the dearest tier.
    """

    features: Matrix
    ok: Array
    costs: Array
    penalty: float

    @property
    def targets(self) -> Array:
        """What the heads learn: the outcome of each tier, then its cost."""
        return np.hstack([self.ok, self.costs])


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What heads say of questions that they were not learnt from."""

    p_ok: Array
    costs: Array


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over questions of features f, targets t, f·fᵀ and f·tᵀ."""

    count: int
    features: Array
    targets: Array
    gram: Array
    cross: Array

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.count + other.count,
            self.features + other.features,
            self.targets + other.targets,
            self.gram + other.gram,
            self.cross + other.cross,
        )

    def __sub__(self, other: "Sums") -> "Sums":
        return self + Sums(-other.count, -other.features, -other.targets, -other.gram, -other.cross)


@dataclass(frozen=True, slots=True)
class Heads:
    """The solution: outputs = (features - centre) · weights + intercepts."""

    centre: Array
    weights: Array
    intercepts: Array

    def __call__(self, features: Matrix) -> Array:
        """The outputs for questions, shape (n_questions, n_outputs)."""
        outputs: Array = (features - self.centre) @ self.weights + self.intercepts
        return outputs


def sums_of(lesson: Lesson, groups: Groups) -> list[Sums]:
    """The sums of each group, by its number."""
    made = []
    for group in range(int(groups.max()) + 1):
        features, targets = lesson.features[groups == group], lesson.targets[groups == group]
        gram, cross = features.T @ features, features.T @ targets.astype(np.float32)
        made.append(
            Sums(
                len(features),
                features.sum(axis=0, dtype=np.float64),
                targets.sum(axis=0),
                gram.astype(np.float64),
                cross.astype(np.float64),
            )
        )
    return made


def total(sums: Sequence[Sums]) -> Sums:
    """The sums of all groups together; there must be one."""
    whole = sums[0]
    for each in sums[1:]:
        whole += each
    return whole


def solved(sums: Sums, penalty: float) -> Heads:
    """The ridge regression of the questions summed up; means are not penalised."""
    centre: Array = sums.features / sums.count
    intercepts: Array = sums.targets / sums.count
    gram = sums.gram - sums.count * np.outer(centre, centre)
    gram[np.diag_indices_from(gram)] += penalty
    weights = np.linalg.solve(gram, sums.cross - sums.count * np.outer(centre, intercepts))
    return Heads(centre, weights.astype(np.float64), intercepts)


def leave_out(lesson: Lesson, groups: Groups, sums: Sequence[Sums]) -> LeftOut:
    """What heads learnt from all other groups say of each group; `sums` are the groups'."""
    n_tiers = lesson.ok.shape[1]
    whole = total(sums)
    outputs = np.empty((len(lesson.ok), 2 * n_tiers))
    for group, its_sums in enumerate(sums):
        out = groups == group
        outputs[out] = solved(whole - its_sums, lesson.penalty)(lesson.features[out])
    return LeftOut(outputs[:, :n_tiers], outputs[:, n_tiers:])
