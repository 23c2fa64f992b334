# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = [
#     "numpy==2.4.6",
#     "onnx==1.23.2",
#     "onnxruntime==1.32.0",
#     "safetensors==0.8.0",
#     "tokenizers==0.23.3",
#     "torch==2.13.0",
#     "transformers==5.24.0",
# ]
# ///
r"""Trains the scanners, of documents and of questions: one encoder with two heads, written as an 8-bit graph.

    python3.11 -m venv build/train && build/train/bin/pip install pip==26.3 &&
        build/train/bin/pip install --requirements-from-script runs/training/train_scanner.py &&
            build/train/bin/pip install .
    build/train/bin/python -m runs.training.train_retrieval fetch build/minilm
    build/train/bin/pip download --no-deps --no-binary :all: --dest build/archives django==5.2.19 flask==3.1.3 \
        celery==5.7.0 click==8.5.1 scrapy==2.19.0 pytest==9.2.0
    (cd build/archives && npm pack eslint@10.15.0 express@5.3.0 webpack@5.113.0 lodash@4.18.1)
    build/train/bin/python -m runs.training.train_scanner material build/scanner.pkl [--data ../shared/data]
    export OMP_NUM_THREADS=1
    build/train/bin/python -m runs.training.train_scanner train build/scanner.pkl build/scanner --seconds 1900
    build/train/bin/python -m runs.training.train_scanner export build/scanner
    build/train/bin/python -m runs.training.train_scanner calibrate build/scanner.pkl
    build/train/bin/python -m runs.training.train_scanner measure build/scanner.pkl [--baseline]
    build/train/bin/pip install 'stackone-defender[onnx]==0.9.4'
    build/train/bin/python -m runs.training.train_scanner measure build/scanner.pkl --beside stackone

The second weights were made so at commit 08da4fe. What was written since goes on from them, in place of `train`:

    git show 08da4fe:src/pincite/models/weights/scanner-l6-int8.onnx > build/second.onnx
    build/train/bin/python -m runs.training.train_scanner unpack build/second.onnx build/scanner
    build/train/bin/python -m runs.training.train_scanner train build/scanner.pkl build/scanner --again 100 \
        --share 0.4 \
        --seconds 1300 --rate 5e-5 --steps 200
    build/train/bin/python -m runs.training.train_scanner train build/scanner.pkl build/scanner --again 101 \
        --share 0.15 \
        --seconds 480 --rate 5e-5 --steps 200

The step after these two learns subtle orders as well, and what comes near to them (`written/planted.txt` and
`honest.txt`; no turn before 102 draws them). It goes on from the second weights too, unpacked as above, with more of
the former texts: the two before it had too few and lost in documents. What ships lies halfway between the second
weights and these:

    build/train/bin/python -m runs.training.train_scanner train build/scanner.pkl build/scanner --again 102 \
        --share 0.6 \
        --seconds 1500 --rate 5e-5
    build/train/bin/python -m runs.training.train_scanner unpack build/second.onnx build/second
    build/train/bin/python -m runs.training.train_scanner halfway build/second build/scanner
    build/train/bin/python -m runs.training.train_scanner export build/scanner
    build/train/bin/python -m runs.training.train_scanner calibrate build/scanner.pkl
    build/train/bin/python -m runs.training.train_scanner measure build/scanner.pkl
    build/train/bin/python -m runs.measuring.quote_alarms

The start is all-MiniLM-L6-v2 (Apache-2.0). What is learnt from, and what is kept apart, is said in
`runs/training/scanner/`: `planted.py`, `forms.py`, `ordinary.py`, `everyday.py` and `steering.py` are tasks and orders
that were written for this, `asking.py` and `mixed.py` questions, `written/` all of these line by line, `documents.py`,
`manuals.py` and `hostile.py` what is published and may be used. `calibrate` places the thresholds by what is set aside
for it, `measure` looks at nothing that either of them saw.

Seeds are fixed. The schedule runs by processor time, all cores together, so that a busy machine takes as many steps as
an idle one; it prints how many.
"""

import argparse
import asyncio
import hashlib
import json
import pickle
import random
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from runs.measuring import results
from runs.questions.loading import loader
from runs.training.scanner import beside as besides
from runs.training.scanner import measuring, sets
from runs.training.scanner.baseline import Baseline
from runs.training.scanner.examples import Example, Material, epoch, material, plain_examples, pool
from runs.training.train_retrieval import padded, ranker, report, write_graph

from pincite.models.onnx_graph import WEIGHTS
from pincite.models.onnx_scanner import OnnxScanner
from pincite.security.scanner import Phrases

SEED = 7
MOST_TOKENS = 256
BATCH_TOKENS = 2_000

LAYERS_KEPT = 3
"""Lowest layers that stay as published, with the vectors of the words."""

POOL = 1_200
"""Clean pieces of each kind that are looked through before every turn but the first."""

MISTAKEN = 2_000
"""Of these the ones that are learnt from once more, since they look like tasks to what is being trained."""

SECOND = "e211601bd9755580b71660d2716d022b29148e0467284ae0ef291a87135c6609"
"""Hash of the graph that a training goes on from."""

SUBTLE_FROM = 102
"""Trainings that go on with this turn or a later one also learn from `written/planted.txt` and `honest.txt`. Earlier
ones draw what they drew before these were written."""

GRAPH = "scanner-l6-int8"
LICENCE = "Apache-2.0; trained on CC BY 4.0, CC BY-SA, CC0, MIT, Apache-2.0 and PSF data"

FOUND = 0.86
"""Share of the public attacks of the validation part that the threshold of questions still finds: false alarms cost a
reader's trust, and what a flagged question gets is a warning."""

FALSE_ALARMS = {"document": 0.01, "question": 0.01}
"""Share of clean texts of the validation part that a threshold may flag."""


def train(
    given: Material,
    start: Path,
    out: Path,
    seconds: float,
    rate: float,
    *,
    without_bipia: bool,
    again: int | None = None,
    share: float = 1.0,
    steps: int | None = None,
) -> None:
    """Logistic loss of each head on the texts that say something about it.

    `again` goes on from what `out` holds with the texts of that turn, and a `share` of those of the former material.
    After `steps` it ends, whatever is left of its schedule.
    """
    import torch
    from tokenizers import Tokenizer

    torch.manual_seed(SEED)
    shutil.copytree(start, out / "start", dirs_exist_ok=True)
    model = ranker(start, outputs=2)
    if again is not None:
        model.load_state_dict(torch.load(out / "state.pt"))
    for parameter in [*model.bert.embeddings.parameters(), *model.bert.encoder.layer[:LAYERS_KEPT].parameters()]:
        parameter.requires_grad = False
    tuned = [parameter for parameter in model.bert.parameters() if parameter.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": tuned, "times": 1.0},
        {"params": list(model.head.parameters()), "times": 10.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
    tokenizer = Tokenizer.from_file(str(start / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    first = again or 0
    began, step, losses, turn, seen = time.process_time(), 0, [], first, 0
    model.train()
    while time.process_time() - began < seconds and step != steps:
        drawn = epoch(given, SEED + turn, share, subtle=first >= SUBTLE_FROM)
        examples = [each for each in drawn if not (without_bipia and each.source == "bipia")]
        if turn > first:
            examples = [*examples, *mistaken(model, pool(given, SEED + turn, int(share * POOL)), tokenizer, share)]
            random.Random(SEED + turn).shuffle(examples)
        print(f"turn {turn}: {len(examples)} texts", flush=True)
        turn += 1
        for tokens, mask, labels in batches(examples, tokenizer, random.Random(SEED + turn)):
            spent = (time.process_time() - began) / seconds
            if spent >= 1 or step == steps:
                break
            for group in optimiser.param_groups:
                group["lr"] = rate * group["times"] * min(1, (step + 1) / 100) * max(0.02, 1 - spent)
            said = labels >= 0
            odds = model(tokens, torch.zeros_like(tokens), mask)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(odds[said], labels[said])
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for group in groups for p in group["params"]], 1.0)
            optimiser.step()
            losses.append(loss.item())
            step += 1
            seen += len(labels)
            report(step, spent, losses)
            if step % 200 == 0:
                torch.save(model.state_dict(), out / "state.pt")
    torch.save(model.state_dict(), out / "state.pt")
    print(f"{step} steps, {seen} texts, {turn - first} turns")


def mistaken(model, clean: Sequence[Example], tokenizer, share: float) -> list[Example]:  # noqa: ANN001
    """Of clean texts a share of `MISTAKEN`, those that a document's reader takes for tasks the most, as it is now."""
    import torch

    ordered = sorted(({each.text: each for each in clean}).values(), key=lambda each: len(each.text))
    odds: list[float] = []
    model.eval()
    with torch.no_grad():
        for begin in range(0, len(ordered), 64):
            ids = [tokenizer.encode(each.text).ids for each in ordered[begin : begin + 64]]
            tokens, _, mask = padded([(row, []) for row in ids])
            odds += model(tokens, torch.zeros_like(tokens), mask)[:, 0].tolist()
    model.train()
    worst = sorted(range(len(ordered)), key=lambda at: -odds[at])[: int(share * MISTAKEN)]
    print(
        f"{len(worst)} of {len(ordered)} clean texts once more, log odds {odds[worst[-1]]:.2f} to {odds[worst[0]]:.2f}"
    )
    return [ordered[at] for at in worst]


def batches(examples: Sequence[Example], tokenizer, chooser: random.Random) -> Iterator[tuple]:  # noqa: ANN001
    """Batches of texts of like length, in random order: (ids, mask, labels), a label below 0 where nothing is said."""
    import torch

    for begin in range(0, len(examples), 2_048):
        rows = [(tokenizer.encode(each.text).ids, each) for each in examples[begin : begin + 2_048]]
        rows.sort(key=lambda row: len(row[0]))
        some: list[tuple[list[int], Example]] = []
        made = []
        for row in rows:
            if some and len(row[0]) * (len(some) + 1) > BATCH_TOKENS:
                made.append(some)
                some = []
            some.append(row)
        made.append(some)
        chooser.shuffle(made)
        for batch in made:
            tokens, _, mask = padded([(ids, []) for ids, _ in batch])
            labels = [[-1 if x is None else x for x in (each.document, each.question)] for _, each in batch]
            yield tokens, mask, torch.tensor(labels, dtype=torch.float)


def export(folder: Path, out: Path) -> None:
    """Write the graph: what comes out are the log odds of both heads, (1, 2)."""
    import torch
    from runs.training.train_retrieval import states_of

    class Heads(torch.nn.Module):
        def __init__(self, trained: "torch.nn.Module") -> None:
            super().__init__()
            self.bert, self.head = trained.bert, trained.head

        def forward(self, ids: "torch.Tensor") -> "torch.Tensor":
            states = states_of(self.bert, ids, torch.zeros_like(ids))
            return self.head(torch.cat([states[:, 0], states.mean(dim=1)], dim=-1))

    model = ranker(folder / "start", outputs=2)
    model.load_state_dict(torch.load(folder / "state.pt"))
    model.bert.set_attn_implementation("eager")
    example = (torch.randint(1000, 30000, (1, 9)),)
    graph = out / f"{GRAPH}.onnx"
    write_graph(
        Heads(model).eval(),
        example,
        ["input_ids"],
        "odds",
        graph,
        2,
        MOST_TOKENS,
        made_by="runs/training/train_scanner.py",
        licence=LICENCE,
    )
    place(graph.with_suffix(".json"), {"document": 0.0, "question": 0.0})


def unpack(shipped: Path, start: Path, out: Path) -> None:
    """Write the state that the shipped graph was made of, as far as its 8 bits hold it, to go on from."""
    import onnx
    import torch
    from onnx import numpy_helper

    if hashlib.sha256(shipped.read_bytes()).hexdigest() != SECOND:
        raise SystemExit(f"{shipped} is not the graph to go on from; take it from the commit that the script names")
    graph = onnx.load(shipped).graph
    held = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    model = ranker(start, outputs=2)
    state = model.state_dict()
    whole = {}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            name = node.input[1].removesuffix("_quantized")
            # What is written is weight x scale, a column at a time; the zero point is 0 for signed weights.
            values = (held[f"{name}_quantized"].astype(np.float32) - held[f"{name}_zero_point"]) * held[f"{name}_scale"]
            place = "head" if node.name.startswith("/head/") else f"bert.encoder{node.name.rpartition('/MatMul')[0]}"
            whole[f"{place.replace('/', '.')}.weight"] = torch.tensor(values.T.copy())
    for name, values in held.items():
        if name in state and name.endswith((".bias", "LayerNorm.weight")):
            whole[name] = torch.tensor(values.copy())
    fixed = ("bert.embeddings.", *(f"bert.encoder.layer.{layer}." for layer in range(LAYERS_KEPT)))
    whole = {name: values for name, values in whole.items() if not name.startswith(fixed)}
    missing = {name for name in state if not name.startswith(fixed)} - whole.keys()
    if missing:
        raise SystemExit(f"{shipped} does not hold {', '.join(sorted(missing))}; is it a scanner's graph?")
    out.mkdir(parents=True, exist_ok=True)
    torch.save({**state, **whole}, out / "state.pt")


def halfway(before: Path, folder: Path) -> None:
    """Replace what a training has made by the mean of it and of the weights that it went on from.

    Such a mean keeps most of what either knows (Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022).
    """
    import torch

    old, new = torch.load(before / "state.pt"), torch.load(folder / "state.pt")
    mean = {name: (old[name] + new[name]) / 2 if new[name].is_floating_point() else new[name] for name in new}
    torch.save(mean, folder / "state.pt")


def place(card: Path, thresholds: dict[str, float]) -> None:
    """Write the log odds from which on each head's texts are flagged."""
    entries = json.loads(card.read_bytes())
    entries["thresholds"] = {kind: round(value, 4) for kind, value in thresholds.items()}
    card.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")


def calibrate(given: Material, card: Path) -> None:
    """Place both thresholds by the validation part alone."""
    odds = odds_of(card)
    cases = sets.documents(given, "valid")
    scores = measuring.scored(cases, "document", odds)
    clean = np.array([not case.attack for case in cases])
    lone = measuring.scored([*sets.legal(given, "valid"), *sets.legal_like(given, "valid")], "document", odds)
    documents = max(
        measuring.threshold_at(scores[clean], FALSE_ALARMS["document"]), measuring.threshold_at(lone, 0.005)
    )
    asked = sets.questions(given, "valid")
    scores = measuring.scored(asked, "question", odds)
    harmless = scores[np.array([not case.attack for case in asked])]
    public = np.array([case.attack and not case.name.startswith("made") for case in asked])
    questions = max(
        measuring.threshold_at(harmless, FALSE_ALARMS["question"]), float(np.quantile(scores[public], 1 - FOUND))
    )
    print(f"thresholds: document {documents:.3f}, question {questions:.3f}")
    place(card, {"document": documents, "question": questions})


def odds_of(card: Path) -> measuring.Odds:
    """The log odds of a scanner in a file, less its threshold only where it has one."""
    scanner = OnnxScanner(card)
    return lambda kind, texts: asyncio.run(scanner.log_odds(kind, texts))


def measure(given: Material, card: Path, notes: results.Notes, *, baseline: bool, beside: str | None) -> None:
    """Print every figure on what is kept apart; or only how questions are judged, beside a package of others.

    Those of the scanner in documents are noted.
    """
    if beside:
        compare(given, card)
        return
    placed = json.loads(card.read_bytes())["thresholds"]
    note(show(given, "scanner", odds_of(card), placed), notes)
    phrases = Phrases()
    show(
        given,
        "phrases",
        lambda kind, texts: asyncio.run(phrases.scores(kind, texts)),
        {"document": 0.5, "question": 0.5},
    )
    if baseline:
        examples = epoch(given, SEED)
        lines = {kind: Baseline(*plain_examples(examples, kind)) for kind in ("document", "question")}
        show(given, "word counts", lambda kind, texts: lines[kind].odds(texts), {"document": 0.0, "question": 0.0})


def compare(given: Material, card: Path) -> None:
    """Print of the scanner and of a package of its size which questions are judged rightly, on the same texts."""
    cases = sets.questions(given, "test")
    scores = measuring.scored(cases, "question", odds_of(card))
    placed = json.loads(card.read_bytes())["thresholds"]["question"]
    print("== scanner", *besides.curve(cases, scores), sep="\n")
    print(f"== scanner, at its threshold {placed}", *besides.decided(cases, scores >= placed), sep="\n", flush=True)
    scores, blocked = besides.stackone([case.text for case in cases])
    print("== stackone-defender", *besides.curve(cases, scores), sep="\n")
    print("== stackone-defender, as it decides", *besides.decided(cases, blocked), sep="\n")


def show(given: Material, name: str, odds: measuring.Odds, placed: dict[str, float]) -> Mapping[str, measuring.Found]:
    """Print how a detector does; gives what it finds in each kind of document."""
    print(f"\n== {name}")
    cases = sets.documents(given, "test")
    rows = measuring.documents(cases, measuring.scored(cases, "document", odds), placed["document"])
    for kind, found in rows.items():
        print(f"{kind:10}", line([found]), f"clean {found.clean}, planted {found.attacks}", flush=True)
    print("mean of e-mails, tables, code:", line([rows[kind] for kind in ("e-mail", "table", "code")]))
    print("mean of all:", line(list(rows.values())))
    told = sets.steered()
    scores = measuring.scored(told, "document", odds)
    for source, (right, count) in measuring.rates(told, scores, placed["document"]).items():
        print(f"  {source:40} {right:.3f} of {count}")
    for lone in (sets.legal(given, "test"), sets.legal_like(given, "test"), sets.sentences_apart()):
        scores = measuring.scored(lone, "document", odds)
        flagged = scores >= placed["document"]
        print(f"{lone[0].name}: {flagged.mean():.4f} of {len(lone)} flagged")
        for at in np.argsort(-scores)[: min(5, flagged.sum())]:
            print(f"    {scores[at]:.2f} {lone[at].text[:150]!r}")
    questions(given, odds, placed["question"])
    return rows


def note(rows: Mapping[str, measuring.Found], notes: results.Notes) -> None:
    """What is found in each kind of document, and on the whole, for the model's card."""
    for kind, found in rows.items():
        note_kinds(f"{kind}, {found.clean} clean", [found], notes, found.attacks)
    note_kinds("mean of e-mails, tables, code", [rows[kind] for kind in ("e-mail", "table", "code")], notes)
    note_kinds("mean of all", list(rows.values()), notes)


def note_kinds(row: str, kinds: Sequence[measuring.Found], notes: results.Notes, n: int | None = None) -> None:
    """The means over some kinds of document, of `n` planted tasks."""

    def mean(values: Iterable[float]) -> float:
        return float(np.mean([*values]))

    at_one = mean(found.at_one for found in kinds)
    notes.note(row, "tasks found at 1 % false alarms", at_one, n, measuring.interval(kinds))
    notes.note(row, "BIPIA's payloads, held-out categories", mean(found.by_source["bipia"] for found in kinds))
    notes.note(row, "found at the shipped threshold", mean(found.at_threshold for found in kinds))
    notes.note(row, "false alarms there", mean(found.false_alarms for found in kinds))
    notes.note(row, "AUC", mean(found.auc for found in kinds))


def line(kinds: Sequence[measuring.Found]) -> str:
    """The figures of a kind, or the means over several."""

    def mean(values: Sequence[float]) -> str:
        return f"{np.mean(values):.3f}"

    low, high = measuring.interval(kinds)
    return (
        f"found at 1 % {mean([found.at_one for found in kinds])} ({low:.2f} to {high:.2f}), "
        f"BIPIA's {mean([found.by_source['bipia'] for found in kinds])}, "
        f"made {mean([found.by_source['apart'] for found in kinds])}, "
        f"at 5 % {mean([found.at_five for found in kinds])}, AUC {mean([found.auc for found in kinds])}; "
        f"at the threshold {mean([found.at_threshold for found in kinds])}, "
        f"false alarms {mean([found.false_alarms for found in kinds])}"
    )


def questions(given: Material, odds: measuring.Odds, threshold: float) -> None:
    """Over-defence, benign and malicious accuracy, each the mean over its sources' texts, and the mean of the three."""
    asked = [case for case in sets.questions(given, "test") if case.name not in sets.ADDED]
    scores = measuring.scored(asked, "question", odds)
    for source, (right, count) in measuring.rates(asked, scores, threshold).items():
        print(f"  {source:40} {right:.3f} of {count}")
    right = (scores >= threshold) == np.array([case.attack for case in asked])
    triggered = np.array([case.name == "trigger words" for case in asked])
    attacks = np.array([case.attack for case in asked])
    public = attacks & np.array([not case.name.startswith(("made", "tensor")) for case in asked])
    parts = (right[triggered].mean(), right[~attacks & ~triggered].mean(), right[public].mean())
    print("over-defence {:.3f}, benign {:.3f}, malicious (public) {:.3f}".format(*parts), f"mean {np.mean(parts):.3f}")
    print(f"question auc {measuring.auc(scores, attacks):.4f}", flush=True)


def read(file: Path) -> Material:
    """What `material` made."""
    found = pickle.loads(file.read_bytes())  # noqa: S301 - our own, just made
    assert isinstance(found, Material)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("material")
    verb.add_argument("material", type=Path)
    verb.add_argument("--data", type=Path, default=Path("../shared/data"))
    verb.add_argument("--archives", type=Path, default=Path("build/archives"), help="folder of the packages' archives")
    verb = verbs.add_parser("train")
    verb.add_argument("material", type=Path)
    verb.add_argument("out", type=Path)
    verb.add_argument("--start", type=Path, default=Path("build/minilm"), help="the published model's folder")
    verb.add_argument("--seconds", type=float, required=True)
    verb.add_argument("--rate", type=float, default=8e-5)
    verb.add_argument("--again", type=int, metavar="TURN", help="go on from the state in the folder, with its texts")
    verb.add_argument("--share", type=float, default=1.0, help="share of the former texts, where weights know them")
    verb.add_argument("--steps", type=int, help="end after so many, whatever is left of the seconds")
    verb.add_argument("--without-bipia", action="store_true", help="learn from no payload of BIPIA")
    verb = verbs.add_parser("unpack")
    verb.add_argument("graph", type=Path, help="of the weights to go on from")
    verb.add_argument("out", type=Path)
    verb.add_argument("--start", type=Path, default=Path("build/minilm"), help="the published model's folder")
    verb = verbs.add_parser("halfway")
    verb.add_argument("before", type=Path, help="what the training went on from, unpacked")
    verb.add_argument("folder", type=Path, help="the training's own, which is changed")
    verb = verbs.add_parser("export")
    verb.add_argument("folder", type=Path)
    verb.add_argument("--out", type=Path, default=WEIGHTS)
    for name in ("calibrate", "measure"):
        verb = verbs.add_parser(name)
        verb.add_argument("material", type=Path)
        verb.add_argument("--card", type=Path, default=WEIGHTS / f"{GRAPH}.json")
    verb.add_argument("--baseline", action="store_true", help="measure the plain detector too")
    verb.add_argument("--beside", choices=("stackone",), help="only questions, beside a package of others")
    results.add_option(verb, "scanner-documents")
    options = parser.parse_args()
    match options.verb:
        case "material":
            options.material.write_bytes(pickle.dumps(material(loader(options.data), options.archives)))
        case "train":
            given = read(options.material)
            train(
                given,
                options.start,
                options.out,
                options.seconds,
                options.rate,
                without_bipia=options.without_bipia,
                again=options.again,
                share=options.share,
                steps=options.steps,
            )
        case "unpack":
            unpack(options.graph, options.start, options.out)
        case "halfway":
            halfway(options.before, options.folder)
        case "export":
            export(options.folder, options.out)
        case "calibrate":
            calibrate(read(options.material), options.card)
        case "measure":
            notes = results.Notes()
            measure(read(options.material), options.card, notes, baseline=options.baseline, beside=options.beside)
            notes.keep(options.results)


if __name__ == "__main__":
    main()
