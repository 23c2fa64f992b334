"""Fits how the checks and the entailment model are weighed, and reports what the whole is worth, by source.

    python -m runs.fitting.calibrate_support [--data ../shared/data] [--card CARD] [--keep FILE] [--most 400]

Pairs: what people judged and no weights were trained on (a twelfth of each training source, by premise; the test file
of natural language inference), and legal sentences of documents kept apart, restated and changed in one way. The fit
gives every source the same weight. Of passages that read like rules both classes weigh the same, since how many claims
are true there was decided by whoever changed them; in prose they weigh as people found them. Rules have an intercept
and a slope of their own. What is reported for a source was fitted without it (leave one source out), so that it says
what a source of another kind can expect; the weights printed are fitted on all.

Balanced accuracy at 0.5, area under the ROC curve, and expected calibration error in ten bins of equal width
(Naeini et al., 2015); intervals by bootstrap over groups (documents or premises).
"""

import argparse
import asyncio
import json
import math
import pickle
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from runs.measuring import results
from runs.questions.legal_questions import is_apart
from runs.questions.loading import loader
from runs.training.entailment.pairs import (
    LABELS,
    Pair,
    articles,
    clauses,
    human,
    hypotheses,
    kept_apart,
    legal,
    legal_texts,
    part,
)

from pincite.models.onnx_entailment import SHIPPED, OnnxEntailment
from pincite.verification.checks.finding import CHECKS
from pincite.verification.combination import WEIGHTS, cut
from pincite.verification.verifier import examine

SEED = 7
NAMES = ("intercept", "least", "whole", "found", "parts", "rule", "rule_odds", *CHECKS)
OF_ANOTHER_KIND = ("dnc_", "med", "help_", "logiqa", "control", "sick", "halueval")
"""Beginnings of sources that ask for other inference than verification does: they are reported, and not fitted on."""
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """A pair with its features, in the order of `NAMES`, its fixed log odds, and the seconds it took.

    Checks are features where the premise reads like no rule; in a rule a finding has fixed log odds.
    """

    pair: Pair
    features: tuple[float, ...]
    fixed: float
    seconds: float

    @property
    def is_rule(self) -> bool:
        return self.features[NAMES.index("rule")] > 0


def gathered(data: Path, most: int) -> list[Pair]:
    """At most so many pairs of each source, none of which anything was trained on."""
    load = loader(data)
    chooser = random.Random(SEED)
    by_source: dict[str, list[Pair]] = defaultdict(list)
    for pair in kept_apart(human(load)):
        by_source[pair.source].append(pair)
    for row in load.nli("test"):
        if row["label"] in LABELS and row["source"] != "boolq_dev":
            pair = Pair(row["source"], row["premise"], row["hypothesis"], LABELS[row["label"]], "human", row["premise"])
            by_source[pair.source].append(pair)
    for row in load.faithfulness():
        if not load.may_train(row) and row["label"] in LABELS:
            pair = Pair(row["source"], row["context"], row["answer"], LABELS[row["label"]], "human", row["context"])
            by_source[pair.source].append(pair)
    for pair in hypotheses(data, chooser):
        if not part(pair.group):
            by_source[pair.source].append(pair)
    by_source["clauses"] = [pair for pair in clauses(data, chooser) if is_apart(pair.group)]
    by_source["articles"] = [pair for pair in articles(data, chooser, 3_000) if not part(pair.group)]
    for name, text in legal_texts(data):
        if is_apart(name):
            by_source["legal"] += legal(name, text, chooser, 30, for_test=True)
    found: list[Pair] = []
    for source, pairs in sorted(by_source.items()):
        chooser.shuffle(pairs)
        found += pairs[: most * (8 if source == "legal" else 1)]
    return found


async def measured(pairs: Iterable[Pair], card: Path) -> list[Row]:
    model = OnnxEntailment(card)
    rows = []
    for pair in pairs:
        began = time.perf_counter()
        [examined] = await examine([(pair.premise, pair.claim)], model)
        seconds = time.perf_counter() - began
        if examined is None:
            continue
        found = examined.signs
        features = (
            1.0,
            cut(found.least),
            cut(found.whole),
            found.found,
            math.log(found.parts),
            float(found.is_rule),
            found.is_rule * (cut(found.least) + cut(found.whole)) / 2,
            *(float(name in found.checks and not found.is_rule) for name in CHECKS),
        )
        fixed = WEIGHTS.against_rule if found.is_rule and found.checks else 0.0
        rows.append(Row(pair, features, fixed, seconds))
    return rows


def fitted(features: Array, fixed: Array, truth: Array, weights: Array, penalty: float = 0.3) -> Array:
    """Logistic regression by Newton's method, an L2 penalty on all but the intercept; weights of `NAMES`.

    A check can only speak against a claim: where its weight would come out above 0 it is left out.
    """
    active = np.ones(features.shape[1], dtype=bool)
    while True:
        values = np.zeros(active.sum())
        some = features[:, active]
        ridge = np.full(active.sum(), penalty)
        ridge[0] = 0
        for _ in range(50):
            odds = some @ values + fixed
            p = 1 / (1 + np.exp(-odds))
            gradient = some.T @ (weights * (truth - p)) - ridge * values
            curvature = (some * (weights * p * (1 - p))[:, None]).T @ some + np.diag(ridge)
            step = np.linalg.solve(curvature, gradient)
            values += step
            if np.abs(step).max() < 1e-8:
                break
        found = np.zeros(features.shape[1])
        found[active] = values
        wrong = [at for at, name in enumerate(NAMES) if name in CHECKS and found[at] > 0]
        if not wrong:
            return found
        active[wrong] = False


def evenly(rows: Sequence[Row]) -> Array:
    """Weights that give each source the same, and in its rules each class, summing to the number of rows."""
    sources, rules, classes = Counter[str](), Counter[str](), Counter[tuple[str, bool]]()
    for row in rows:
        sources[row.pair.source] += 1
        if row.is_rule:
            rules[row.pair.source] += 1
            classes[row.pair.source, row.pair.supported] += 1
    weights = np.array([1 / sources[row.pair.source] for row in rows])
    for at, row in enumerate(rows):
        if row.is_rule:
            weights[at] *= rules[row.pair.source] / 2 / classes[row.pair.source, row.pair.supported]
    return weights * len(rows) / weights.sum()


def balanced_accuracy(p: Array, truth: Array) -> float:
    return float(((p >= 0.5)[truth == 1].mean() + (p < 0.5)[truth == 0].mean()) / 2)


def auroc(p: Array, truth: Array) -> float:
    """Mann and Whitney's U over the number of pairs, ties counting half."""
    order = np.argsort(p, kind="stable")
    ranks = np.empty(len(p))
    ordered = p[order]
    _, first, counts = np.unique(ordered, return_index=True, return_counts=True)
    for start, count in zip(first, counts, strict=True):
        ranks[order[start : start + count]] = start + (count + 1) / 2
    positive = truth == 1
    n, m = positive.sum(), (~positive).sum()
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * m))


def calibration_error(p: Array, truth: Array) -> float:
    bins = np.minimum((p * 10).astype(int), 9)
    filled = [bins == b for b in range(10) if (bins == b).any()]
    return float(sum(here.mean() * abs(truth[here].mean() - p[here].mean()) for here in filled))


def interval(values: Sequence[tuple[Array, Array]], figure: Callable[[Array, Array], float]) -> tuple[float, float]:
    """95 % by bootstrap over groups: `values` are (p, truth) of one group each."""
    generator = np.random.default_rng(SEED)
    found = []
    for _ in range(400):
        chosen = generator.integers(0, len(values), len(values))
        p, truth = (np.concatenate([values[i][side] for i in chosen]) for side in (0, 1))
        if 0 < truth.sum() < len(truth):
            found.append(figure(p, truth))
    return float(np.percentile(found, 2.5)), float(np.percentile(found, 97.5))


def report(rows: Sequence[Row]) -> tuple[results.Notes, results.Notes]:
    """Print the tables, and give back their figures: by source, and by kind of mistake."""
    by_source, by_mistake = results.Notes(), results.Notes()
    features = np.array([row.features for row in rows])
    truth = np.array([float(row.pair.supported) for row in rows])
    sources = np.array([row.pair.source for row in rows])
    fixed = np.array([row.fixed for row in rows])
    is_fitted_on = np.array([not row.pair.source.startswith(OF_ANOTHER_KIND) for row in rows])
    some = [row for row, is_used in zip(rows, is_fitted_on, strict=True) if is_used]
    shipped = fitted(features[is_fitted_on], fixed[is_fitted_on], truth[is_fitted_on], evenly(some))
    print(f"{'source':30s}{'n':>6s}{'true':>6s}  BA              AUROC           ECE   model alone BA/AUROC  p95 ms")
    figures: list[tuple[float, float, float]] = []
    kept: list[bool] = []
    for source in sorted(set(sources)):
        here = sources == source
        if not 0 < truth[here].sum() < here.sum():
            continue
        used = is_fitted_on & ~here
        others = [row for row, is_used in zip(rows, used, strict=True) if is_used]
        weights = fitted(features[used], fixed[used], truth[used], evenly(others))
        p = 1 / (1 + np.exp(-(features[here] @ weights + fixed[here])))
        t = truth[here]
        groups: dict[str, list[int]] = defaultdict(list)
        for at, row in enumerate(row for row, same in zip(rows, here, strict=True) if same):
            groups[row.pair.group].append(at)
        values = [(p[places], t[places]) for places in groups.values()]
        ba, area = balanced_accuracy(p, t), auroc(p, t)
        low, high = interval(values, balanced_accuracy)
        low2, high2 = interval(values, auroc)
        alone = features[here, NAMES.index("whole")]
        ms = np.percentile([row.seconds * 1000 for row, same in zip(rows, here, strict=True) if same], 95)
        figures.append((ba, area, calibration_error(p, t)))
        kept.append(not source.startswith(OF_ANOTHER_KIND))
        model = balanced_accuracy(1 / (1 + np.exp(-alone)), t), auroc(alone, t)
        print(
            f"{source:30s}{here.sum():6d}{int(t.sum()):6d}  {ba:.3f} [{low:.2f} {high:.2f}] {area:.3f} "
            f"[{low2:.2f} {high2:.2f}] {figures[-1][2]:.3f}  {model[0]:.3f} {model[1]:.3f}  {ms:.0f}"
        )
        by_source.note(source, "balanced accuracy", ba, int(here.sum()), (low, high))
        by_source.note(source, "AUROC", area, interval=(low2, high2))
        by_source.note(source, "calibration error", figures[-1][2])
    fitted_on = [figure for figure, is_kept in zip(figures, kept, strict=True) if is_kept]
    for name, chosen in (("mean of all", figures), ("of those fitted on", fitted_on)):
        means = np.mean(chosen, axis=0)
        print(name, " ".join(f"{value:.3f}" for value in means))
        for column, value in zip(("balanced accuracy", "AUROC", "calibration error"), means, strict=True):
            by_source.note(name, column, float(value))
    print(json.dumps({name: round(float(value), 4) for name, value in zip(NAMES, shipped, strict=True)}, indent=1))
    p = 1 / (1 + np.exp(-(features @ shipped + fixed)))
    by_kind: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for row, value in zip(rows, p, strict=True):
        if row.pair.source == "legal":
            by_kind[row.pair.kind].append((float(value), row.pair.supported))
    true = sorted(value for kind in ("restated", "verbatim") for value, _ in by_kind[kind])
    limit = true[int(0.05 * len(true))]
    print(f"legal: at {limit:.3f}, which accepts 95 % of {len(true)} true claims, rejected by kind (at 0.5):")
    for kind, found in sorted(by_kind.items()):
        of_kind = np.array([value for value, _ in found])
        print(f"  {kind:20s}{len(found):6d}  {(of_kind < limit).mean():.3f}  ({(of_kind < 0.5).mean():.3f})")
        by_mistake.note(kind, "rejected", float((of_kind < limit).mean()), len(found))
    changed = np.array([v for k, f in by_kind.items() for v, s in f if not s])
    print(f"  all changed: {(changed < limit).mean():.3f} ({(changed < 0.5).mean():.3f})")
    by_mistake.note("all changed", "rejected", float((changed < limit).mean()), len(changed))
    return by_source, by_mistake


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--card", type=Path, default=SHIPPED)
    parser.add_argument("--keep", type=Path, help="where the features are kept, and read from when there")
    parser.add_argument("--most", type=int, default=400, help="pairs of each source")
    results.add_option(parser, "entailment")
    options = parser.parse_args()
    if options.keep and options.keep.exists():
        rows = pickle.loads(options.keep.read_bytes())  # noqa: S301 - our own, just made
    else:
        rows = asyncio.run(measured(gathered(options.data, options.most), options.card))
        if options.keep:
            options.keep.write_bytes(pickle.dumps(rows))
    by_source, by_mistake = report(rows)
    by_source.keep(options.results)
    by_mistake.keep(options.results and f"{options.results}-by-mistake")


if __name__ == "__main__":
    main()
