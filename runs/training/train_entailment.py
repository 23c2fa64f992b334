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
"""Trains the encoder that says whether a passage supports a claim, and writes it as an 8-bit graph.

    python3.11 -m venv build/train && build/train/bin/pip install pip==26.3 &&
        build/train/bin/pip install --requirements-from-script runs/training/train_entailment.py &&
            build/train/bin/pip install .
    build/train/bin/python -m runs.training.train_retrieval fetch build/minilm
    build/train/bin/python -m runs.training.train_entailment train build/entailment --body build/reranker --seconds 3600
    build/train/bin/python -m runs.training.train_entailment export build/entailment

The body is that of the reranker (`runs/training/train_retrieval.py reranker`), which has learnt to read two texts
together; the head is new, with three outcomes: entailed, neutral, contradicted. Sources that do not part the last two
train their sum. What is learnt from, and what is kept apart, is said in `runs/training/entailment/pairs.py`.

Seeds are fixed. The schedule runs by the clock, so that a slower machine takes fewer steps; it prints how many.
"""

import argparse
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from runs.questions.loading import loader
from runs.training.entailment.pairs import ENTAILED, NOT_ENTAILED, Pair, epoch, human, learnt, legal_texts
from runs.training.train_retrieval import padded, ranker, report, write_graph

from pincite.models.onnx_graph import WEIGHTS
from pincite.verification.focus import focused

SEED = 7
CLAIM_TOKENS, PAIR_TOKENS = 96, 320
BATCH_TOKENS = 4_000
LICENCE = "Apache-2.0; trained on CC BY 4.0, CC BY-SA, CC0, MIT, Apache-2.0 and ODC-BY data"

SUPPORTED_WEIGHT = 1.25
"""A third of the pairs are supported, and half of what is asked later."""


def train(data: Path, start: Path, body: Path | None, out: Path, seconds: float, rate: float) -> None:
    import torch
    from tokenizers import Tokenizer

    torch.manual_seed(SEED)
    model = ranker(start, outputs=3)
    if body is not None:
        trained = torch.load(body / "state.pt")
        model.load_state_dict(
            {name: value for name, value in trained.items() if not name.startswith("head.")}, strict=False
        )
    for parameter in model.bert.embeddings.parameters():
        parameter.requires_grad = False
    tuned = [parameter for parameter in model.bert.parameters() if parameter.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": tuned, "times": 1.0},
        {"params": list(model.head.parameters()), "times": 10.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
    tokenizer = Tokenizer.from_file(str(start / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    people, texts = learnt(human(loader(data))), list(legal_texts(data))
    began, step, losses, turn, seen = time.monotonic(), 0, [], 0, 0
    model.train()
    while time.monotonic() - began < seconds:
        pairs = epoch(data, SEED + turn, texts, people)
        print(f"turn {turn}: {len(pairs)} pairs", flush=True)
        turn += 1
        for batch in batches(pairs, tokenizer, random.Random(SEED + turn)):
            spent = (time.monotonic() - began) / seconds
            if spent >= 1:
                break
            for group in optimiser.param_groups:
                group["lr"] = rate * group["times"] * min(1, (step + 1) / 100) * max(0.02, 1 - spent)
            tokens, kinds, mask, labels = batch
            outcome = torch.nn.functional.log_softmax(model(tokens, kinds, mask), dim=-1)
            refused = torch.logsumexp(outcome[:, 1:], dim=-1)
            chosen = outcome.gather(1, labels.clamp(max=2)[:, None])[:, 0]
            loss = -torch.where(labels == NOT_ENTAILED, refused, chosen)
            weights = torch.where(labels == ENTAILED, SUPPORTED_WEIGHT, 1.0)
            loss = (loss * weights).sum() / weights.sum()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for group in groups for p in group["params"]], 1.0)
            optimiser.step()
            losses.append(loss.item())
            step += 1
            seen += len(labels)
            report(step, spent, losses)
            if step % 200 == 0:
                out.mkdir(parents=True, exist_ok=True)
                torch.save(model.state_dict(), out / "state.pt")
    out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), out / "state.pt")
    shutil.copytree(start, out / "start", dirs_exist_ok=True)
    print(f"{step} steps, {seen} pairs, {turn} turns")


def batches(pairs: Sequence[Pair], tokenizer, chooser: random.Random) -> Iterator[tuple]:  # noqa: ANN001
    """Batches of pairs of like length, in random order: (ids, kinds, mask, labels)."""
    import torch

    first, between = tokenizer.encode("").ids
    for begin in range(0, len(pairs), 2_048):
        rows = []
        for pair in pairs[begin : begin + 2_048]:
            claim = tokenizer.encode(pair.claim, add_special_tokens=False).ids[:CLAIM_TOKENS]
            premise = tokenizer.encode(focused(pair.premise, pair.claim), add_special_tokens=False).ids
            head = [first, *claim, between]
            rows.append((head, [*premise[: PAIR_TOKENS - len(head) - 1], between], pair.label))
        rows.sort(key=lambda row: len(row[0]) + len(row[1]))
        some: list[tuple[list[int], list[int], int]] = []
        longest, made = 0, []
        for row in rows:
            longest = max(longest, len(row[0]) + len(row[1]))
            if some and longest * (len(some) + 1) > BATCH_TOKENS:
                made.append(some)
                some, longest = [], len(row[0]) + len(row[1])
            some.append(row)
        made.append(some)
        chooser.shuffle(made)
        for batch in made:
            tokens, kinds, mask = padded([(head, tail) for head, tail, _ in batch])
            yield tokens, kinds, mask, torch.tensor([label for _, _, label in batch])


def export(folder: Path, out: Path) -> None:
    """Write the graph: what comes out is the log odds that the claim is entailed, (1,)."""
    import torch

    class Supports(torch.nn.Module):
        def __init__(self, trained: "torch.nn.Module") -> None:
            super().__init__()
            self.bert, self.head = trained.bert, trained.head

        def forward(self, ids: "torch.Tensor", kinds: "torch.Tensor") -> "torch.Tensor":
            states = self.bert.embeddings(input_ids=ids, token_type_ids=kinds)
            for layer in self.bert.encoder.layer:
                states = layer(states)
            outcome = self.head(torch.cat([states[:, 0], states.mean(dim=1)], dim=-1))
            return outcome[:, 0] - torch.logsumexp(outcome[:, 1:], dim=-1)

    model = ranker(folder / "start", outputs=3)
    model.load_state_dict(torch.load(folder / "state.pt"))
    model.bert.set_attn_implementation("eager")
    example = torch.randint(1000, 30000, (1, 9))
    graph = out / "entailment-l6-legal-int8.onnx"
    names = ["input_ids", "token_type_ids"]
    write_graph(
        Supports(model).eval(),
        (example, torch.zeros_like(example)),
        names,
        "score",
        graph,
        1,
        PAIR_TOKENS,
        made_by="runs/training/train_entailment.py",
        licence=LICENCE,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("train")
    verb.add_argument("out", type=Path)
    verb.add_argument("--data", type=Path, default=Path("../shared/data"))
    verb.add_argument("--start", type=Path, default=Path("build/minilm"), help="the published model's folder")
    verb.add_argument("--body", type=Path, help="a trained reranker's folder, whose body is taken")
    verb.add_argument("--seconds", type=float, required=True)
    verb.add_argument("--rate", type=float, default=6e-5)
    verb = verbs.add_parser("export")
    verb.add_argument("folder", type=Path)
    verb.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    np.random.seed(SEED)
    match options.verb:
        case "train":
            train(options.data, options.start, options.body, options.out, options.seconds, options.rate)
        case "export":
            export(options.folder, options.out)


if __name__ == "__main__":
    main()
