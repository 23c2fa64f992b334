"""How far two raters of the same things agree: a judge and a person, two persons, a program and itself.

Raw agreement alone misleads where one label is common: two raters who say "supported" nine times in ten agree .82 of
the time by chance. Kappa alone misleads there too: it falls with prevalence however good the labels are. So both are
reported, with the frequency of each label.

Sources: J. Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement 20(1),
1960; A. R. Feinstein, D. V. Cicchetti, "High agreement but low kappa: I", J. Clin. Epidemiol. 43(6), 1990.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pincite.evaluation.bootstrap import DRAWS, SEED, drawn_rows
from pincite.evaluation.score import Figure, Score, Scored, Unscorable, figure_of, interval_of_defined

Codes = NDArray[np.int64]
"""Shape (n_things,): labels as numbers; or (n_labels, n_labels): counts."""

NOTHING_LABELLED = "nothing was labelled by both"
NO_LABEL = "one of the two gave no label"
ONE_LABEL = "both gave one label throughout, so agreement by chance is certain"


@dataclass(frozen=True, slots=True)
class RaterAgreement:
    """The agreement of two raters on the same things.

    `raw` is the share labelled alike, `kappa` is Cohen's, in [-1, 1]. `prevalence` has, for each label, the shares in
    which the first and the second rater gave it.
    """

    raw: Figure
    kappa: Figure
    prevalence: Mapping[str, tuple[float, float]]


def agreement(
    first: Sequence[str | None],
    second: Sequence[str | None],
    clusters: Sequence[Hashable],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> RaterAgreement:
    """The agreement of two raters. `clusters` names the document of each thing that they labelled.

    None stands for no label: a judge gave no verdict, or a person skipped a thing. It counts neither as agreement nor
    as disagreement, but as unscorable.

    Raises:
        ValueError: the three sequences differ in length.
    """
    rows = list(zip(first, second, clusters, strict=True))
    raw = figure_of(
        [
            Unscorable(NO_LABEL) if one is None or other is None else Scored(float(one == other))
            for one, other, _ in rows
        ],
        clusters,
        draws=draws,
        seed=seed,
    )
    both = [(one, other, cluster) for one, other, cluster in rows if one is not None and other is not None]
    ours, theirs, documents = [one for one, _, _ in both], [other for _, other, _ in both], [row[2] for row in both]
    kappa = _kappa_figure(ours, theirs, documents, raw.unscorable, draws, seed)
    return RaterAgreement(raw, kappa, _prevalence(ours, theirs))


class Keyed(Protocol):
    """A labelled thing, with the document by which resampling for intervals is done."""

    @property
    def key(self) -> str:
        """Identifies the thing."""

    @property
    def document(self) -> str:
        """Identifies its document."""


def agreement_on(
    things: Sequence[Keyed], one: Mapping[str, str | None], other: Mapping[str, str | None]
) -> RaterAgreement | None:
    """The agreement of two raters on the things that both labelled, by key; None where there are none."""
    both = [thing for thing in things if thing.key in one and thing.key in other]
    if not both:
        return None
    return agreement(
        [one[thing.key] for thing in both], [other[thing.key] for thing in both], [thing.document for thing in both]
    )


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> Score:
    """(p_o - p_e) / (1 - p_e): agreement beyond chance, relative to the most that is possible beyond chance.

    p_o is the share labelled alike; p_e is its expected value if both gave their labels at random, as often as they do.

    >>> cohen_kappa(["y", "y", "n", "n"], ["y", "n", "n", "n"]).value
    0.5
    """
    return _kappa(_table(*_coded(first, second)))


def _kappa_figure(
    first: Sequence[str],
    second: Sequence[str],
    clusters: Sequence[Hashable],
    unscorable: Mapping[str, int],
    draws: int,
    seed: int,
) -> Figure:
    """Kappa with its interval over the resamples in which it is defined."""
    kappa = cohen_kappa(first, second)
    documents = len(set(clusters))
    if isinstance(kappa, Unscorable):
        return Figure(None, None, 0.0, 0, 0, {**unscorable, kappa.reason: len(first)} if first else unscorable)
    ours, theirs = _coded(first, second)
    labels = int(max(ours.max(), theirs.max())) + 1
    drawn = drawn_rows(clusters, draws=draws, seed=seed)
    scores = [_kappa(_table(ours[rows], theirs[rows], labels)) for rows in drawn]
    values = np.array([score.value if isinstance(score, Scored) else np.nan for score in scores])
    return Figure(kappa.value, interval_of_defined(values), float(len(first)), len(first), documents, unscorable)


def _coded(first: Sequence[str], second: Sequence[str]) -> tuple[Codes, Codes]:
    """The labels as numbers from 0.

    Raises:
        ValueError: the two sequences differ in length.
    """
    if len(first) != len(second):
        raise ValueError(f"one labelled {len(first)} things and the other {len(second)}; they must be the same")
    codes = {label: code for code, label in enumerate(dict.fromkeys((*first, *second)))}
    return (
        np.array([codes[label] for label in first], dtype=np.int64),
        np.array([codes[label] for label in second], dtype=np.int64),
    )


def _table(first: Codes, second: Codes, labels: int | None = None) -> Codes:
    """How often each pair of labels was given, shape (n_labels, n_labels), with the first rater in the rows."""
    width = labels or (int(max(first.max(), second.max())) + 1 if len(first) else 0)
    return np.bincount(first * width + second, minlength=width * width).reshape(width, width)


def _kappa(table: Codes) -> Score:
    n = int(table.sum())
    if not n:
        return Unscorable(NOTHING_LABELLED)
    observed = int(table.trace()) * n
    chance = int(table.sum(axis=1) @ table.sum(axis=0))
    return Scored((observed - chance) / (n * n - chance)) if chance < n * n else Unscorable(ONE_LABEL)


def _prevalence(first: Sequence[str], second: Sequence[str]) -> dict[str, tuple[float, float]]:
    ours, theirs, n = Counter(first), Counter(second), len(first)
    return {label: (ours[label] / n, theirs[label] / n) for label in sorted(ours.keys() | theirs.keys())}
