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
r"""Trains the reader: a question and a passage read together, with a number for every sentence of the passage.

    python3.11 -m venv build/train && build/train/bin/pip install pip==26.3 &&
        build/train/bin/pip install --requirements-from-script runs/train_reader.py && build/train/bin/pip install .
    build/train/bin/python runs/train_retrieval.py fetch build/minilm
    build/train/bin/python runs/train_reader.py material build/published.pkl [--data ../shared/data]
    build/train/bin/python runs/train_reader.py written build/written.pkl [--data ../shared/data]
    OMP_NUM_THREADS=1 build/train/bin/python runs/train_reader.py train build/reader build/published.pkl \
        build/written.pkl --seconds 3000
    build/train/bin/python runs/train_reader.py export build/reader

The body starts as the entailment model's (`runs/train_entailment.py`), which has learnt to read two texts together, by
its shipped graph. Each token gets two numbers, a value and a weight; a sentence's score is the mean of its tokens'
values by the softmax of their weights, the log odds that it answers against "nothing here does". What is learnt is a
list: the softmax over all sentences of a question's passages and a "no answer" at zero must lie on those that answer
(listwise, Cao et al., 2007; the zero as in Devlin et al., 2019, for SQuAD 2).

Seeds are fixed. The schedule runs by processor time, so that a busy machine takes as many steps as an idle one.
"""

import argparse
import pickle
import random
import re
import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from legal_questions import FORMS
from pincite.models.onnx_graph import WEIGHTS
from reader.material import Material, Passage, Task, learn_categories, material, together, written
from train_retrieval import report, states_of, write_graph

SEED = 7
WRITTEN = Path(__file__).with_name("reader") / "questions"
"""Questions that were written by reading documents that may be learnt from."""

QUESTION_TOKENS, HEADING_TOKENS, MOST_TOKENS = 64, 32, 288
LISTS = 8
"""Questions of a step."""

WRONG = 2
"""Near misses beside the passage that answers; one more without one."""

LAYERS_KEPT = 2
"""Lowest layers that stay as they were, with the vectors of the words."""

MOST_EACH = {
    "heading": 900, "definition": 500, "squad": 500, "maud": 600, "topic": 2_000, "modal": 1_000, "mirrored": 500,
    "cuad": 2_400, "tosdr": 2_500, "faq": 1_200, "selqa": 800, "disflqa": 700, "regulations": 400, "glossary": 300,
}  # fmt: skip
"""Tasks of a source in one turn, at most."""

TWICE = {"by hand": 3}
"""How often a source is gone through in one turn."""

ALONE = 0.3
"""Weight of each sentence by itself beside the list."""

GRAPH = "reader-l6-legal-int8"
LICENCE = "Apache-2.0; trained on CC BY 4.0, CC BY-SA, CC0, MIT, Apache-2.0 and public-domain data"


def reader(start: Path, body: Path | None = None):  # noqa: ANN201 - torch is imported where it is needed
    """MiniLM with two numbers for every token, (n, tokens, 2)."""
    import torch
    import transformers

    class Reader(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = transformers.AutoModel.from_pretrained(
                start, attn_implementation="sdpa", add_pooling_layer=False
            )
            self.head = torch.nn.Linear(self.bert.config.hidden_size, 2)
            torch.nn.init.normal_(self.head.weight, std=0.02)
            torch.nn.init.zeros_(self.head.bias)

        def forward(self, ids, kinds, mask):  # noqa: ANN001, ANN202
            with torch.autocast("cpu", dtype=torch.bfloat16):
                states = self.bert(input_ids=ids, token_type_ids=kinds, attention_mask=mask).last_hidden_state
            return self.head(states.float())

    model = Reader()
    if body is not None:
        _, unknown = model.bert.load_state_dict(weights_of(body), strict=False)
        if unknown:
            raise SystemExit(f"{body} has weights of another shape: {', '.join(unknown[:3])}")
    return model


def weights_of(graph: Path) -> dict:
    """The weights of a shipped 8-bit graph as floats, by their names in the model; but for the words' vectors.

    Those are as published. Matrices lose their names in tracing: the node that multiplies with one has its path.
    """
    import onnx
    import torch
    from onnx import numpy_helper

    loaded = onnx.load(graph).graph
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in loaded.initializer}
    found = {
        name.removeprefix("bert."): torch.tensor(np.array(value, dtype=np.float32))
        for name, value in held.items()
        if name.startswith("bert.") and not name.startswith("bert.embeddings.") and "_quantized" not in name
    }
    for node in loaded.node:
        path = re.fullmatch(r"/(layer\.\d+/.+)/MatMul_quant", node.name)
        if node.op_type == "MatMulInteger" and path is not None and node.input[1] in held:
            stem = node.input[1].removesuffix("_quantized")
            steps = held[node.input[1]].astype(np.float32) - held[f"{stem}_zero_point"].astype(np.float32)
            matrix = torch.tensor((steps * held[f"{stem}_scale"]).T.copy())
            found[f"encoder.{path[1].replace('/', '.')}.weight"] = matrix
    return found


class Encoded:
    """Passages as tokens, each once, with which sentence every token is of (-1 none)."""

    def __init__(self, tokenizer, passages: Sequence[Passage]) -> None:  # noqa: ANN001
        self._tokenizer, self._passages, self._known = tokenizer, passages, {}

    def __getitem__(self, place: int) -> tuple[list[int], list[int]]:
        if place not in self._known:
            passage = self._passages[place]
            head = self._tokenizer.encode(passage.heading, add_special_tokens=False).ids[-HEADING_TOKENS:]
            body = self._tokenizer.encode(passage.text, add_special_tokens=False)
            owner = np.full(len(passage.text) + 1, -1, dtype=np.int32)
            for at, (start, end) in enumerate(passage.sentences):
                owner[start:end] = at
            owners = [int(owner[start]) for start, _ in body.offsets]
            colon = self._tokenizer.encode(":", add_special_tokens=False).ids
            lead = [*head, *colon] if head else []
            self._known[place] = (lead + body.ids, [-1] * len(lead) + owners)
        return self._known[place]


def train(given: Material, start: Path, body: Path, out: Path, seconds: float, rate: float, resume: bool) -> None:
    import torch
    from tokenizers import Tokenizer

    torch.manual_seed(SEED)
    model = reader(start, body)
    if resume:
        model.load_state_dict(torch.load(out / "state.pt"))
    for parameter in [*model.bert.embeddings.parameters(), *model.bert.encoder.layer[:LAYERS_KEPT].parameters()]:
        parameter.requires_grad = False
    tuned = [parameter for parameter in model.bert.parameters() if parameter.requires_grad]
    groups = [{"params": tuned, "times": 1.0}, {"params": list(model.head.parameters()), "times": 10.0}]
    optimiser = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
    tokenizer = Tokenizer.from_file(str(start / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    encoded = Encoded(tokenizer, given.passages)
    chooser = random.Random(SEED + 100 * resume)
    began, step, losses, waiting, turn = time.process_time(), 0, [], [], 0
    model.train()
    while (spent := (time.process_time() - began) / seconds) < 1:
        if len(waiting) < LISTS:
            waiting = epoch(given.tasks, chooser)
            turn += 1
            print(f"turn {turn}: {len(waiting)} tasks", flush=True)
        for group in optimiser.param_groups:
            group["lr"] = rate * group["times"] * min(1, (step + 1) / 60) * max(0.03, 1 - spent)
        lists = [drawn(waiting.pop(), given.tasks, chooser) for _ in range(LISTS)]
        loss = sum(losses_of(model, tokenizer, encoded, lists)) / LISTS
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for group in groups for p in group["params"]], 1.0)
        optimiser.step()
        losses.append(loss.item())
        step += 1
        report(step, spent, losses)
        if step % 200 == 0:
            out.mkdir(parents=True, exist_ok=True)
            torch.save(model.state_dict(), out / "state.pt")
    out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), out / "state.pt")
    shutil.copytree(start, out / "start", dirs_exist_ok=True)
    print(f"{step} steps of {LISTS} questions, {turn} turns")


def epoch(tasks: Sequence[Task], chooser: random.Random) -> list[Task]:
    by_source: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        by_source[task.source].append(task)
    found = []
    for source, of in by_source.items():
        chooser.shuffle(of)
        found += of[: MOST_EACH.get(source)] * TWICE.get(source, 1)
    chooser.shuffle(found)
    return found


def drawn(task: Task, tasks: Sequence[Task], chooser: random.Random) -> tuple[str, list[tuple[int, tuple[int, ...]]]]:
    """One question in one wording, with a passage that answers, if any, and near misses, in random order."""
    question = chooser.choice(task.wordings)
    if task.name and chooser.random() < 0.5:
        question = named(question, task.name, chooser)
    if chooser.random() < 0.15:
        question = mistyped(question, chooser)
    passages = [chooser.choice(task.right)] if task.right else []
    near = list(task.wrong[:8]) if chooser.random() < 0.7 else list(task.wrong)
    passages += [(place, ()) for place in chooser.sample(near, min(WRONG + (not passages), len(near)))]
    if task.source in ("absent", "cuad", "topic") and chooser.random() < 0.2:
        other = chooser.choice(tasks)
        if other.wrong and other.document != task.document and other.source != task.source:
            passages.append((chooser.choice(other.wrong), ()))
    chooser.shuffle(passages)
    return question, passages


def named(question: str, name: str, chooser: random.Random) -> str:
    """A question that says which document it is about, in full or by a party as people do."""
    if chooser.random() < 0.5:
        return chooser.choice(FORMS).format(name=name, question=question)
    parties = re.search(r"between (.+?)(?: and (.+))?$", name)
    if parties is None:
        return chooser.choice(FORMS).format(name=name, question=question)
    party = chooser.choice([each for each in parties.groups() if each])
    short = re.sub(r",? (?:Inc|LLC|Ltd|Corp|Corporation|Company|L\.P|Co)\b\.?.*$", "", party)
    kind = re.search(r"the (.+?) between", name)
    what = (
        kind[1].lower()
        if kind is not None and chooser.random() < 0.5
        else chooser.choice(("deal", "contract", "agreement"))
    )
    low = question[:1].lower() + question[1:]
    forms = (
        "{party} {what}: {low}",
        "In the {party} {what}, {low}",
        "{question} ({party})",
        "Under our {what} with {party}, {low}",
    )
    return chooser.choice(forms).format(party=short, what=what, low=low, question=question)


def mistyped(question: str, chooser: random.Random) -> str:
    """A question as it is typed in haste: two letters swapped or one left out, no capitals, no question mark."""
    if chooser.random() < 0.5:
        return question.lower().rstrip("?")
    at = chooser.randrange(max(1, len(question) - 2))
    if chooser.random() < 0.5:
        return question[:at] + question[at + 1 : at + 2] + question[at : at + 1] + question[at + 2 :]
    return question[:at] + question[at + 1 :]


def losses_of(model, tokenizer, encoded: Encoded, lists) -> Iterator:  # noqa: ANN001
    """The loss of every list."""
    import torch

    first, between = tokenizer.encode("").ids
    rows = []
    for question, passages in lists:
        head = [first, *tokenizer.encode(question, add_special_tokens=False).ids[:QUESTION_TOKENS], between]
        for place, hits in passages:
            ids, owners = encoded[place]
            room = MOST_TOKENS - len(head) - 1
            rows.append((head, [*ids[:room], between], owners[:room], hits))
    order = sorted(range(len(rows)), key=lambda at: len(rows[at][0]) + len(rows[at][1]))
    scores: list = [None] * len(rows)
    for begin in range(0, len(order), 8):
        some = order[begin : begin + 8]
        longest = max(len(rows[at][0]) + len(rows[at][1]) for at in some)
        ids = torch.zeros(len(some), longest, dtype=torch.long)
        kinds, mask = torch.zeros_like(ids), torch.zeros(ids.shape)
        for row, at in enumerate(some):
            head, tail = rows[at][:2]
            ids[row, : len(head) + len(tail)] = torch.tensor(head + tail)
            kinds[row, len(head) : len(head) + len(tail)] = 1
            mask[row, : len(head) + len(tail)] = 1
        values = model(ids, kinds, mask)
        for row, at in enumerate(some):
            head, _, owners, _ = rows[at]
            tokens = values[row, len(head) : len(head) + len(owners)]
            whose = torch.tensor(owners)
            found = []
            for sentence in range(int(whose.max()) + 1 if len(owners) else 0):
                of = tokens[whose == sentence]
                if len(of):
                    found.append((sentence, (torch.softmax(of[:, 1], 0) * of[:, 0]).sum()))
            scores[at] = found
    at = 0
    for _, passages in lists:
        every, truth = [torch.zeros(())], [not any(hits for _, hits in passages)]
        for _, hits in passages:
            for sentence, score in scores[at]:
                every.append(score)
                truth.append(sentence in hits)
            at += 1
        stacked, right = torch.stack(every), torch.tensor(truth)
        if not right.any():  # the sentence that answers lies beyond what is read
            yield torch.zeros(())
            continue
        chances = torch.log_softmax(stacked, 0)
        loss = -torch.logsumexp(chances[right], 0)
        if len(every) > 1:
            each = torch.nn.functional.binary_cross_entropy_with_logits(
                stacked[1:], right[1:].float(), weight=1 + right[1:].float()
            )
            loss = loss + ALONE * each
        yield loss


def export(folder: Path, out: Path) -> None:
    """Write the graph: values and weights of every token, (1, tokens, 2)."""
    import torch

    class Reads(torch.nn.Module):
        def __init__(self, trained) -> None:  # noqa: ANN001
            super().__init__()
            self.bert, self.head = trained.bert, trained.head

        def forward(self, ids, kinds):  # noqa: ANN001, ANN202
            return self.head(states_of(self.bert, ids, kinds))

    model = reader(folder / "start")
    model.load_state_dict(torch.load(folder / "state.pt"))
    model.bert.set_attn_implementation("eager")
    example = torch.randint(1000, 30000, (1, 9))
    write_graph(
        Reads(model).eval(),
        (example, torch.zeros_like(example)),
        ["input_ids", "token_type_ids"],
        "tokens",
        out / f"{GRAPH}.onnx",
        2,
        MOST_TOKENS,
        made_by="runs/train_reader.py",
        licence=LICENCE,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("material", "written"):
        verb = verbs.add_parser(name)
        verb.add_argument("out", type=Path)
        verb.add_argument("--data", type=Path, default=Path("../shared/data"))
    verb = verbs.add_parser("train")
    verb.add_argument("out", type=Path)
    verb.add_argument("material", type=Path, nargs="+")
    verb.add_argument("--start", type=Path, default=Path("build/minilm"), help="the published model's folder")
    verb.add_argument("--body", type=Path, default=WEIGHTS / "entailment-l6-legal-int8.onnx")
    verb.add_argument("--seconds", type=float, required=True)
    verb.add_argument("--rate", type=float, default=8e-5)
    verb.add_argument("--resume", action="store_true", help="go on from what OUT holds")
    verb = verbs.add_parser("export")
    verb.add_argument("folder", type=Path)
    verb.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    match options.verb:
        case "material" | "written":
            learn_categories(options.data)
            made = material(options.data) if options.verb == "material" else written(options.data, WRITTEN)
            options.out.parent.mkdir(parents=True, exist_ok=True)
            options.out.write_bytes(pickle.dumps(made))
            print(Counter(task.source for task in made.tasks), len(made.passages), "passages")
        case "train":
            given = together([pickle.loads(file.read_bytes()) for file in options.material])  # noqa: S301 - our own
            train(given, options.start, options.body, options.out, options.seconds, options.rate, options.resume)
        case "export":
            export(options.folder, options.out)


if __name__ == "__main__":
    main()
