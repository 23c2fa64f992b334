"""Curves of quality over cost, and what is read off them: shared by the measurements of the router.

Source of APGR: I. Ong et al., "RouteLLM: Learning to Route LLMs from Preference Data", ICLR 2025, section 3; here over
all cut points, with the exact curve.
"""

import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.evaluation.bootstrap import drawn_rows
from pincite.models.onnx_embedder import OnnxEmbedder
from pincite.routing.courtesies import without_courtesies
from pincite.strict_json import read_strictly

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """Prompts with their vectors, and what each tier made of them; `kind` is the subject or field of each prompt."""

    prompts: tuple[str, ...]
    kind: NDArray[np.str_]
    vectors: NDArray[np.float32]
    ok: Array
    costs: Array

    def part(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> "Asked":
        """Some of them."""
        places = np.arange(len(self.prompts))[rows]
        prompts = tuple(self.prompts[place] for place in places)
        return Asked(prompts, self.kind[places], self.vectors[places], self.ok[places], self.costs[places])


def rows_of(file: Path) -> list[dict[str, Any]]:
    """The objects of a packed file of JSON lines."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        rows = [read_strictly(line) for line in lines]
    return [row for row in rows if isinstance(row, dict)]


async def vectors_of(prompts: Sequence[str], keep: Path, name: str) -> NDArray[np.float32]:
    """The shipped embedder's vectors, made once and kept in a folder."""
    embedder = OnnxEmbedder()
    file = keep / f"{name}-{embedder.name}-{len(prompts)}.npy"
    if not file.exists():
        keep.mkdir(parents=True, exist_ok=True)
        np.save(file, await embedder.embed([without_courtesies(prompt) for prompt in prompts]))
    kept: NDArray[np.float32] = np.load(file)
    return kept


def apgr(score: Array, ok: Array) -> float:
    """Mean share of the gap between weak and strong that is closed, over all shares of strong calls.

    `ok` has a column for the weak and one for the strong model; the highest scores go to the strong one.
    """
    gains = (ok[:, -1] - ok[:, 0])[np.argsort(-score, kind="stable")]
    closed = np.concatenate([[0.0], np.cumsum(gains)]) / gains.sum()
    return float(((closed[1:] + closed[:-1]) / 2).mean())


def apgr_interval(score: Array, ok: Array, clusters: Sequence[str]) -> tuple[float, float]:
    """Its 95 % interval, by prompts drawn with replacement."""
    drawn = [apgr(score[rows], ok[rows]) for rows in drawn_rows(clusters, draws=300)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


@dataclass(frozen=True)
class Curve:
    """Cost and quality as shares of the dearest tier's, from all at the cheapest tier to all at the dearest."""

    cost: Array
    quality: Array

    @property
    def area(self) -> float:
        """Mean of (quality - cheapest) / (dearest - cheapest) over the cost between the two."""
        order = np.argsort(self.cost, kind="stable")
        cost, quality = self.cost[order], self.quality[order]
        across = (cost - cost[0]) / (cost[-1] - cost[0])
        above = (quality - self.quality[0]) / (self.quality[-1] - self.quality[0])
        return float(((above[1:] + above[:-1]) / 2 * np.diff(across)).sum())

    def cost_at(self, quality: float) -> float:
        """The cost at which the curve first reaches a quality."""
        for place in range(len(self.quality)):
            if self.quality[place] >= quality - 1e-12:
                if place == 0:
                    return float(self.cost[0])
                below, above = self.quality[place - 1], self.quality[place]
                share = (quality - below) / (above - below)
                return float(self.cost[place - 1] + share * (self.cost[place] - self.cost[place - 1]))
        return 1.0


def swept(p_ok: Array, expected: Array, ok: Array, costs: Array, steps: int = 400) -> Curve:
    """The curve of all rates of exchange between chance and expected cost.

    A tier is taken where chance - rate x cost is greatest: what `decide` chooses (`tests/routing`).
    """
    n_tiers = p_ok.shape[1]
    pairs = [(below, above) for below in range(n_tiers) for above in range(below + 1, n_tiers)]
    switches = [(p_ok[:, above] - p_ok[:, below]) / (expected[:, above] - expected[:, below]) for below, above in pairs]
    rates = np.quantile(np.concatenate(switches), np.linspace(1, 0, steps))
    rows = np.arange(len(ok))
    cost, quality = [], []
    for rate in [rates[0] + 1, *rates, rates[-1] - 1]:
        places = np.argmax(p_ok - rate * expected, axis=1)
        cost.append(costs[rows, places].sum() / costs[:, -1].sum())
        quality.append(ok[rows, places].sum() / ok[:, -1].sum())
    return Curve(np.array(cost), np.array(quality))


def mixture(ok: Array, costs: Array) -> Curve:
    """Tiers drawn at random in the best shares: the upper hull of three tiers."""
    cost, quality = costs.sum(axis=0) / costs[:, -1].sum(), ok.sum(axis=0) / ok[:, -1].sum()
    line = quality[0] + (quality[-1] - quality[0]) * (cost[1:-1] - cost[0]) / (cost[-1] - cost[0])
    kept = np.concatenate([[True], quality[1:-1] > line, [True]])
    return Curve(cost[kept], quality[kept])


def folds_by(groups: Sequence[str], n_folds: int, seed: int) -> NDArray[np.int64]:
    """Folds that no group is divided by."""
    places: dict[str, int] = {}
    of_row = np.array([places.setdefault(group, len(places)) for group in groups])
    folds: NDArray[np.int64] = (np.random.default_rng(seed).permutation(len(places)) % n_folds)[of_row]
    return folds
