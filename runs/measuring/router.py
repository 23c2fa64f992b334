"""How well the router tells which of two models a question needs, on MMLU and GSM8K (RouteLLM's evaluations).

    nice python -m runs.measuring.router [--data ../shared/data] [--keep FOLDER] [--slips] [--results]

Mixtral-8x7B is the cheap tier and GPT-4 the dear one. Five folds by prompt, five by subject, and few labels; everything
that the router chooses it chooses inside its labels, by `train`. Beside it, in the same folds: length, words, nearest
neighbours, the subject if it were known. Also: whether what is promised is kept, whether a slip of the pen changes the
tier, and what a decision takes. Intervals draw prompts. `--keep` has the vectors, which take minutes.
"""

import argparse
import asyncio
import random
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from runs.measuring import results
from runs.measuring.router_baselines import by_kind, by_length, by_neighbours, by_words
from runs.measuring.router_curves import Array, Asked, apgr, apgr_interval, folds_by, rows_of, vectors_of

from pincite.models.onnx_embedder import OnnxEmbedder
from pincite.routing.calibration import calibration_error
from pincite.routing.courtesies import without_courtesies
from pincite.routing.decision import TARGET, AtLeast, Need, Tier, decide
from pincite.routing.heuristics import guessed
from pincite.routing.labels import Label
from pincite.routing.promising import at_least, chosen
from pincite.routing.training import train
from pincite.routing.weights import RouterWeights, Seen, read_weights

TIERS = ("weak", "strong")
COSTS = (0.05, 1.0)
"""About what Mixtral cost per token of GPT-4; with two tiers it changes no ranking."""

FEW = (500, 1_500)
DRAWS = 3
SHARES = (0.9, 0.95, 0.98)
TARGETS = (0.7, 0.8, 0.9)
PERTURBED = 300


def by_heuristics(_: Asked, asked: Asked) -> Array:
    """What the router says before it has learnt anything."""
    outlooks = [guessed(prompt, TIERS) for prompt in asked.prompts]
    return np.array([[chance.p_ok for chance in outlook.chances] for outlook in outlooks])


BASELINES: Mapping[str, Callable[[Asked, Asked], Array]] = {
    "length": by_length,
    "words (TF-IDF, ridge)": by_words,
    "30 nearest neighbours": by_neighbours,
    "subject, if it were known": by_kind,
    "heuristics of the first day": by_heuristics,
}


async def asked_of(data: Path, keep: Path) -> Asked:
    """The prompts of RouteLLM's evaluations."""
    rows = rows_of(data / "router" / "routellm_mmlu_gsm8k.jsonl.xz")
    prompts = tuple(str(row["prompt"]) for row in rows)
    ok = np.array([[bool(row[tier]) for tier in TIERS] for row in rows], dtype=np.float64)
    kind = np.array([str(row["task"]) for row in rows])
    return Asked(prompts, kind, await vectors_of(prompts, keep, "router"), ok, np.tile(COSTS, (len(rows), 1)))


def taught(asked: Asked, seed: int = 0) -> RouterWeights:
    """A router learnt from these prompts."""
    labels = [
        Label(prompt, dict(zip(TIERS, map(bool, ok), strict=True)))
        for prompt, ok in zip(asked.prompts, asked.ok, strict=True)
    ]
    name = OnnxEmbedder().name
    return train(labels, asked.vectors, tiers=TIERS, costs=COSTS, embedder=name, made="today", seed=seed)


def score_of(seen: Seen) -> Array:
    """By which prompts go to the strong model: what it may gain, doubt included."""
    return (seen.p_ok[:, 1] - seen.p_ok[:, 0] + seen.doubt).astype(np.float64)


def note_apgr(notes: results.Notes, row: str, column: str, score: Array, asked: Asked) -> None:
    """The figure and its interval, printed and noted."""
    value, interval = apgr(score, asked.ok), apgr_interval(score, asked.ok, asked.prompts)
    print(f"{row:28} {column:28} {value:.3f} ({interval[0]:.3f}-{interval[1]:.3f})", flush=True)
    notes.note(row, column, value, interval=interval)


def in_folds(asked: Asked, folds: NDArray[np.int64], notes: results.Notes, column: str) -> list[RouterWeights]:
    """Ranks each fold by what was learnt from the others, with every baseline."""
    is_mmlu = asked.kind != "gsm8k"
    names = ["router", *BASELINES]
    scores = {name: np.empty(len(asked.prompts)) for name in names}
    p_ok = np.empty_like(asked.ok)
    choices = {share: np.empty(len(asked.prompts), dtype=np.int64) for share in SHARES}
    routers = []
    for fold in range(5):
        learnt, out = asked.part(folds != fold), asked.part(folds == fold)
        routers.append(taught(learnt))
        seen = routers[-1].see(out.prompts, out.vectors)
        scores["router"][folds == fold], p_ok[folds == fold] = score_of(seen), seen.p_ok
        for share in SHARES:
            choices[share][folds == fold] = chosen_by(routers[-1], seen, share)
        for name, baseline in BASELINES.items():
            said = baseline(learnt, out)
            scores[name][folds == fold] = said[:, 1] - said[:, 0]
    for name in names:
        note_apgr(notes, name, f"MMLU, {column}", scores[name][is_mmlu], asked.part(is_mmlu))
        if column == "folds by prompt":
            note_apgr(notes, name, f"GSM8K, {column}", scores[name][~is_mmlu], asked.part(~is_mmlu))
    if column == "folds by prompt":
        note_promises(asked, p_ok, choices, notes)
    return routers


def chosen_by(router: RouterWeights, seen: Seen, share: float) -> NDArray[np.int64]:
    """The tier of each prompt under a promise."""
    p_ok, costs, doubt = (array.astype(np.float64) for array in (seen.p_ok, seen.costs, seen.doubt))
    return chosen(p_ok, costs, doubt, router.goal(share).rate)


def chosen_for(seen: Seen) -> NDArray[np.int64]:
    """The tier of each prompt under the chance that the command line asks for."""
    return at_least(seen.p_ok.astype(np.float64), seen.doubt.astype(np.float64), TARGET)


def note_promises(asked: Asked, p_ok: Array, choices: Mapping[float, NDArray[np.int64]], notes: results.Notes) -> None:
    """What was promised, and what came of it, on prompts left out."""
    rows = np.arange(len(asked.prompts))
    for share, places in choices.items():
        for name, part in (("both", rows >= 0), ("MMLU", asked.kind != "gsm8k"), ("GSM8K", asked.kind == "gsm8k")):
            got = asked.ok[rows[part], places[part]].sum() / asked.ok[part, 1].sum()
            print(
                f"promised {share:.0%} of strong's quality, {name}: {got:.3f}, strong calls {places[part].mean():.3f}"
            )
            notes.note(f"{share:.0%} of the strong model's quality", f"kept, {name}", float(got))
        notes.note(f"{share:.0%} of the strong model's quality", "strong calls", float(places.mean()))
    for target in TARGETS:
        places = np.where(p_ok[:, 0] >= target, 0, 1)
        promised, got = p_ok[rows, places].mean(), asked.ok[rows, places].mean()
        print(f"target {target}: promised {promised:.3f}, got {got:.3f}, strong calls {places.mean():.3f}")
        notes.note(f"a chance of at least {target}", "promised", float(promised))
        notes.note(f"a chance of at least {target}", "kept, both", float(got))
        notes.note(f"a chance of at least {target}", "strong calls", float(places.mean()))
    for tier, name in enumerate(TIERS):
        error = calibration_error(p_ok[:, tier], asked.ok[:, tier])
        print(f"calibration error, {name}: {error:.4f}")
        notes.note("calibration error", f"of {name}", error)


def with_few(asked: Asked, folds: NDArray[np.int64], notes: results.Notes) -> None:
    """What some hundred labels give, drawn from four folds and judged by the fifth."""
    is_mmlu = asked.kind != "gsm8k"
    for few in FEW:
        found, length = [], []
        for draw in range(DRAWS):
            rows = np.flatnonzero((folds != draw) & is_mmlu)
            learnt = asked.part(np.random.default_rng(draw).permutation(rows)[:few])
            out = asked.part((folds == draw) & is_mmlu)
            found.append(apgr(score_of(taught(learnt).see(out.prompts, out.vectors)), out.ok))
            said = by_length(learnt, out)
            length.append(apgr(said[:, 1] - said[:, 0], out.ok))
        print(
            f"{few} labels of MMLU: {np.mean(found):.3f} {np.round(found, 3)}, length {np.mean(length):.3f}", flush=True
        )
        notes.note(f"{few} labels", "MMLU", float(np.mean(found)), interval=(min(found), max(found)))
        notes.note(f"{few} labels", "length", float(np.mean(length)))


def _swapped(prompt: str, draw: random.Random) -> str:
    def swap(found: re.Match[str]) -> str:
        word = found.group()
        if draw.random() > 1 / 15:
            return word
        at = draw.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return re.sub(r"[A-Za-z]{4,}", swap, prompt)


def _lost(prompt: str, draw: random.Random) -> str:
    def lose(found: re.Match[str]) -> str:
        word = found.group()
        at = draw.randrange(1, len(word) - 1)
        return word if draw.random() > 1 / 15 else word[:at] + word[at + 1 :]

    return re.sub(r"[A-Za-z]{4,}", lose, prompt)


OTHER_WORDS = (
    (r"\bWhich of the following is\b", "Of the following, which one is"),
    (r"\bWhich of the following\b", "Which one of these"),
    (r"\bWhat is\b", "Tell me what is"),
    (r"\bHow many\b", "What number of"),
    (r"\bHow much\b", "What amount of"),
    (r"\bcalculate\b", "work out"),
    (r"\bapproximately\b", "about"),
    (r"\bdoes not\b", "doesn't"),
    (r"\bbecause\b", "since"),
    (r"\blargest\b", "biggest"),
    (r"\bfor example\b", "for instance"),
    (r"\busually\b", "as a rule"),
    (r"\bperson\b", "individual"),
    (r"\bcountry\b", "nation"),
    (r"\bincrease\b", "rise"),
)


BEFORE = (
    "Good afternoon! I was hoping somebody could assist.\n\n",
    "Hi team – apologies for the late message. ",
    "Dear colleague,\n\nwould you be able to answer the following for me?\n\n",
    "Sorry to be a nuisance, I have been staring at this all morning: ",
    "Hey, me again! Could you possibly look into this one? ",
    "If it is not too much trouble: ",
    "Please could you tell me: ",
    "",
)
AFTER = (
    "\n\nThank you ever so much!",
    "\nMany thanks and kind regards",
    " I would be grateful for a short answer.",
    "\n\nThanks, that would be a great help.",
    "\nNo rush. Cheers",
    "",
)
"""Courtesies that were written down without the list of `routing.courtesies` at hand; it knows a part of them."""


def _reworded(prompt: str) -> str:
    for was, now in OTHER_WORDS:
        prompt = re.sub(was, now, prompt, flags=re.IGNORECASE)
    return prompt


SLIPS: Mapping[str, Callable[[str, random.Random], str]] = {
    "two letters swapped, one word in fifteen": _swapped,
    "a letter lost, one word in fifteen": _lost,
    "no capitals": lambda prompt, _: prompt.lower(),
    "words for words (what is: tell me)": lambda prompt, _: _reworded(prompt),
    "courtesies around it": lambda prompt, _: f"Hello, could you help me with this, please? {prompt}",
    "other courtesies around it": lambda prompt, draw: "".join((draw.choice(BEFORE), prompt, draw.choice(AFTER))),
}


async def under_slips(router: RouterWeights, out: Asked, notes: results.Notes) -> None:
    """How often the tier stays the same when the prompt is written otherwise, at each promise and the usual target."""
    part = out.part(np.random.default_rng(0).permutation(len(out.prompts))[:PERTURBED])
    was_seen = router.see(part.prompts, part.vectors)
    before = {share: chosen_by(router, was_seen, share) for share in SHARES}
    embedder = OnnxEmbedder()
    for name, slip in SLIPS.items():
        draw = random.Random(7)
        written = [slip(prompt, draw) for prompt in part.prompts]
        changed = np.array([was != now for was, now in zip(part.prompts, written, strict=True)])
        seen = router.see(written, await embedder.embed([without_courtesies(prompt) for prompt in written]))
        for share in SHARES:
            same = (chosen_by(router, seen, share) == before[share])[changed]
            print(f"{name}: {changed.sum()} changed, same tier at {share:.0%}: {same.mean():.3f}", flush=True)
            notes.note(name, f"same tier at {share:.0%}", float(same.mean()), n=int(changed.sum()))
        same = (chosen_for(seen) == chosen_for(was_seen))[changed]
        print(f"{name}: same tier for a chance of {TARGET}: {same.mean():.3f}", flush=True)
        notes.note(name, f"same tier for a chance of {TARGET}", float(same.mean()))


async def timed(router: RouterWeights, out: Asked, notes: results.Notes) -> None:
    """Processor time of a decision, and of the vector that it takes, one question at a time."""
    read = read_weights(router.to_bytes(), router.card.embedder)
    tiers = [Tier(name, frozenset({"internal"}), 32_000, 1, 4) for name in TIERS]
    need, goal = Need("internal", 2_000, 500, 10**9), AtLeast(0.85)
    took = []
    for prompt, vector in zip(out.prompts[:2_000], out.vectors, strict=False):
        start = time.process_time()
        decide(tiers, need, read.outlook(prompt, vector), goal)
        took.append((time.process_time() - start) * 1000)
    p50, p99 = np.percentile(took, [50, 99])
    print(f"a decision: p50 {p50:.2f} ms, p99 {p99:.2f} ms of processor time; file {len(router.to_bytes()):,} bytes")
    notes.note("a decision, without the vector", "p50, ms", float(p50), n=len(took))
    notes.note("a decision, without the vector", "p99, ms", float(p99))
    embedder, took = OnnxEmbedder(lanes=1), []
    await embedder.embed(out.prompts[:1])
    for prompt in out.prompts[:300]:
        start = time.process_time()
        await embedder.embed([prompt])
        took.append((time.process_time() - start) * 1000)
    p50, p99 = np.percentile(took, [50, 99])
    print(f"the vector: p50 {p50:.2f} ms, p99 {p99:.2f} ms of processor time", flush=True)
    notes.note("the vector of a question", "p50, ms", float(p50), n=len(took))
    notes.note("the vector of a question", "p99, ms", float(p99))


async def main() -> None:
    """Measure, and keep the figures if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--keep", type=Path, default=Path(".router-vectors"), help="folder for vectors")
    parser.add_argument("--slips", action="store_true", help="only whether another wording changes the tier")
    results.add_option(parser, "router")
    options = parser.parse_args()
    asked = await asked_of(options.data, options.keep)
    notes = results.Notes()
    folds = folds_by(asked.prompts, 5, 0)
    first, out = taught(asked.part(folds != 0)), asked.part(folds == 0)
    await under_slips(first, out, notes)
    if options.slips:
        notes.keep(options.results)
        return
    await timed(first, out, notes)
    in_folds(asked, folds, notes, "folds by prompt")
    mmlu = asked.part(asked.kind != "gsm8k")
    in_folds(mmlu, folds_by([str(kind) for kind in mmlu.kind], 5, 1), notes, "folds by subject")
    with_few(asked, folds, notes)
    notes.keep(options.results)


if __name__ == "__main__":
    asyncio.run(main())
