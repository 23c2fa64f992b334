"""What the router saves with three tiers, on MMLU-Pro: also for fields of which nothing, or little, was learnt.

    nice python -m runs.measuring.router_tiers [--data ../shared/data] [--keep FOLDER] [--results]

The tiers are Llama-3.1-8B, Llama-3.1-70B and Gemini-1.5-Pro. Five folds by question; each of the eleven fields left
out; 500 labels of a field added to the others. A router is told what answers cost of the questions that it learns from,
never of one that it is asked about. So costs are shown with that and without, and words with that too. Intervals draw
questions. The area is the mean of (quality - cheapest) / (best - cheapest) over the cost between the two.
"""

import argparse
import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from runs.measuring import results
from runs.measuring.router_baselines import by_kind, by_length, by_neighbours, by_words
from runs.measuring.router_curves import Array, Asked, Curve, folds_by, mixture, rows_of, swept, vectors_of

from pincite.evaluation.bootstrap import drawn_rows
from pincite.models.onnx_embedder import OnnxEmbedder
from pincite.routing.calibration import calibration_error
from pincite.routing.labels import Label
from pincite.routing.promising import chosen
from pincite.routing.training import train
from pincite.routing.weights import RouterWeights, Seen

TIERS = ("llama-3.1-8b-instruct", "llama-3.1-70b-instruct", "gemini-1.5-pro-002")
QUALITIES = (0.95, 0.98, 1.0)
PROMISE = 0.95
NEW_LABELS = 500
DRAWS = 200
BASELINES: Mapping[str, Callable[[Asked, Asked], Array]] = {
    "length": by_length,
    "words (TF-IDF, ridge)": by_words,
    "30 nearest neighbours": by_neighbours,
    "field, if it were known": by_kind,
}


async def asked_of(data: Path, keep: Path) -> Asked:
    """The questions that all three tiers answered; costs are relative to the mean of the dearest."""
    answered = [row for row in rows_of(data / "router_multi" / "mmlu_pro.jsonl.xz") if set(TIERS) <= set(row["models"])]
    prompts = tuple(str(row["prompt"]) for row in answered)
    by_tier = [[row["models"][tier] for tier in TIERS] for row in answered]
    ok = np.array([[float(each["score"]) for each in row] for row in by_tier])
    costs = np.array([[float(each["cost_usd"]) for each in row] for row in by_tier])
    kind = np.array([str(row["task"]) for row in answered])
    return Asked(prompts, kind, await vectors_of(prompts, keep, "mmlu_pro"), ok, costs / costs[:, -1].mean())


def taught(asked: Asked, with_costs: bool = True) -> RouterWeights:
    """A router learnt from these questions, with the cost of each answer or with their means alone."""
    labels = [
        Label(
            prompt,
            dict(zip(TIERS, map(bool, ok), strict=True)),
            dict(zip(TIERS, map(float, cost), strict=True)) if with_costs else {},
        )
        for prompt, ok, cost in zip(asked.prompts, asked.ok, asked.costs, strict=True)
    ]
    means = [float(cost) for cost in asked.costs.mean(axis=0)]
    return train(labels, asked.vectors, tiers=TIERS, costs=means, embedder=OnnxEmbedder().name, made="today")


def counted(seen: Seen) -> tuple[Array, Array]:
    """Chances with the doubt of an unfamiliar question for all but the cheapest tier, and expected costs."""
    p_ok = seen.p_ok.astype(np.float64)
    p_ok[:, 1:] += seen.doubt[:, None]
    return p_ok, seen.costs.astype(np.float64)


def interval(read: Callable[[NDArray[np.int64]], float], n: int) -> tuple[float, float]:
    """The 95 % interval of a figure read off drawn questions."""
    drawn = [read(rows) for rows in drawn_rows(range(n), draws=DRAWS)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def note_curve(notes: results.Notes, row: str, p_ok: Array, expected: Array, asked: Asked, intervals: bool) -> None:
    """Area, and cost at each quality."""
    curve = swept(p_ok, expected, asked.ok, asked.costs)

    def again(rows: NDArray[np.int64]) -> Curve:
        return swept(p_ok[rows], expected[rows], asked.ok[rows], asked.costs[rows], steps=60)

    curves = [again(rows) for rows in drawn_rows(range(len(asked.ok)), draws=DRAWS)] if intervals else []
    figures = {"area": curve.area, **{f"cost at {share:.0%}": curve.cost_at(share) for share in QUALITIES}}
    of_drawn = {
        "area": [each.area for each in curves],
        **{f"cost at {share:.0%}": [each.cost_at(share) for each in curves] for share in QUALITIES},
    }
    for column, value in figures.items():
        ends = np.percentile(of_drawn[column], [2.5, 97.5]) if curves else None
        notes.note(row, column, value, interval=None if ends is None else (float(ends[0]), float(ends[1])))
        print(f"{row:40} {column:14} {value:.3f} {'' if ends is None else np.round(ends, 3)}", flush=True)


def in_folds(asked: Asked, notes: results.Notes) -> None:
    """Each fold by what was learnt from the others, with every baseline."""
    folds = folds_by(asked.prompts, 5, 0)
    names = ["router", "router without costs of answers", *BASELINES, "words, with the router's costs"]
    p_ok = {name: np.empty_like(asked.ok) for name in names}
    expected = {name: np.empty_like(asked.ok) for name in names}
    plain = np.empty_like(asked.ok)
    places = np.empty(len(asked.ok), dtype=np.int64)
    for fold in range(5):
        learnt, out, rows = asked.part(folds != fold), asked.part(folds == fold), folds == fold
        router = taught(learnt)
        seen = router.see(out.prompts, out.vectors)
        p_ok["router"][rows], expected["router"][rows] = counted(seen)
        plain[rows], places[rows] = seen.p_ok, chosen_by(router, seen)
        bare = taught(learnt, with_costs=False).see(out.prompts, out.vectors)
        p_ok[names[1]][rows], expected[names[1]][rows] = counted(bare)
        for name, baseline in BASELINES.items():
            p_ok[name][rows], expected[name][rows] = baseline(learnt, out), learnt.costs.mean(axis=0)
        p_ok[names[-1]][rows], expected[names[-1]][rows] = p_ok["words (TF-IDF, ridge)"][rows], seen.costs
    for name in names:
        note_curve(notes, name, p_ok[name], expected[name], asked, intervals=name in names[:2])
    blind = mixture(asked.ok, asked.costs)
    for column, value in [("area", blind.area), *((f"cost at {q:.0%}", blind.cost_at(q)) for q in QUALITIES)]:
        notes.note("blind mixture", column, value)
        print("blind mixture", column, round(value, 3), flush=True)
    note_promise(notes, "router", asked, places)
    for tier, name in enumerate(TIERS):
        error = calibration_error(plain[:, tier], asked.ok[:, tier])
        print(f"calibration error, {name}: {error:.4f}")
        notes.note("calibration error", name, error)


def chosen_by(router: RouterWeights, seen: Seen) -> NDArray[np.int64]:
    """The tier of each question under a promise of 95 %."""
    p_ok, costs, doubt = (array.astype(np.float64) for array in (seen.p_ok, seen.costs, seen.doubt))
    return chosen(p_ok, costs, doubt, router.goal(PROMISE).rate)


def note_promise(notes: results.Notes, row: str, asked: Asked, places: NDArray[np.int64]) -> None:
    """What a promise of 95 % came to, and what it cost."""
    rows = np.arange(len(asked.ok))
    right, spent = asked.ok[rows, places], asked.costs[rows, places]
    best, dearest = asked.ok[:, -1], asked.costs[:, -1]
    ends = interval(lambda drawn: float(right[drawn].sum() / best[drawn].sum()), len(rows))
    got, cost = right.sum() / best.sum(), spent.sum() / dearest.sum()
    shares = np.bincount(places, minlength=3) / len(rows)
    print(
        f"{row}: promised {PROMISE:.0%}, got {got:.3f} {np.round(ends, 3)} at cost {cost:.3f}, tiers {shares.round(2)}"
    )
    notes.note(row, "95 % promised, kept", float(got), interval=ends)
    notes.note(row, "at cost", float(cost))


def never_seen(asked: Asked, notes: results.Notes) -> None:
    """Each field by what was learnt from the other ten."""
    for field in np.unique(asked.kind):
        learnt, out = asked.part(asked.kind != field), asked.part(asked.kind == field)
        router = taught(learnt)
        seen = router.see(out.prompts, out.vectors)
        note_field(notes, f"never seen: {field}", seen, out)
        near = by_neighbours(learnt, out), np.tile(learnt.costs.mean(axis=0), (len(out.ok), 1))
        notes.note(f"never seen: {field}", "neighbours", swept(*near, out.ok, out.costs).area)
        note_promise(notes, f"never seen: {field}", out, chosen_by(router, seen))
        unfamiliar = float((seen.distance > router.card.familiar).mean())
        print(f"  unfamiliar {unfamiliar:.2f}, doubt {router.card.doubt}")


def a_new_field(asked: Asked, notes: results.Notes) -> None:
    """Each large field by the other ten and 500 labels of its own."""
    for field in np.unique(asked.kind):
        own = np.random.default_rng(0).permutation(np.flatnonzero(asked.kind == field))
        if len(own) < NEW_LABELS + 200:
            continue
        rest = np.flatnonzero(asked.kind != field)
        learnt, out = asked.part(np.concatenate([rest, own[:NEW_LABELS]])), asked.part(own[NEW_LABELS:])
        router = taught(learnt)
        seen = router.see(out.prompts, out.vectors)
        note_field(notes, f"500 labels: {field}", seen, out)
        errors = [calibration_error(seen.p_ok[:, tier].astype(np.float64), out.ok[:, tier]) for tier in range(3)]
        print("  calibration errors", np.round(errors, 3))
        notes.note(f"500 labels: {field}", "calibration error", float(np.mean(errors)))
        note_promise(notes, f"500 labels: {field}", out, chosen_by(router, seen))


def note_field(notes: results.Notes, row: str, seen: Seen, out: Asked) -> None:
    """The area in one field, above that of the field's own mixture."""
    p_ok, expected = counted(seen)

    def above(rows: NDArray[np.int64]) -> float:
        ours = swept(p_ok[rows], expected[rows], out.ok[rows], out.costs[rows], steps=60)
        return ours.area - mixture(out.ok[rows], out.costs[rows]).area

    curve, blind = swept(p_ok, expected, out.ok, out.costs), mixture(out.ok, out.costs)
    gain, ends = curve.area - blind.area, interval(above, len(out.ok))
    print(f"{row:32} area {curve.area:.3f}, mixture {blind.area:.3f}, {gain:+.3f} {np.round(ends, 3)}")
    notes.note(row, "area", curve.area, n=len(out.ok))
    notes.note(row, "above mixture", gain, interval=ends)
    notes.note(row, "cost at 95%", curve.cost_at(PROMISE))
    notes.note(row, "mixture's", blind.cost_at(PROMISE))


async def main() -> None:
    """Measure, and keep the figures if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--keep", type=Path, default=Path(".router-vectors"), help="folder for vectors")
    results.add_option(parser, "router-tiers")
    options = parser.parse_args()
    asked = await asked_of(options.data, options.keep)
    notes = results.Notes()
    never_seen(asked, notes)
    in_folds(asked, notes)
    a_new_field(asked, notes)
    notes.keep(options.results)


if __name__ == "__main__":
    asyncio.run(main())
