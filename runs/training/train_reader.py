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
        build/train/bin/pip install --requirements-from-script runs/training/train_reader.py &&
            build/train/bin/pip install .
    build/train/bin/python -m runs.training.train_retrieval fetch build/minilm
    build/train/bin/python -m runs.training.train_reader material build/published.pkl [--data ../shared/data]
    build/train/bin/python -m runs.training.train_reader written build/first.pkl --files 'T?.jsonl' 'T1[01].jsonl'
    build/train/bin/python -m runs.training.train_reader written build/newer.pkl --files 'T1[2-9].jsonl'
    OMP_NUM_THREADS=1 build/train/bin/python -m runs.training.train_reader train build/reader build/first.pkl \
        --seconds 920 --hold
    OMP_NUM_THREADS=1 build/train/bin/python -m runs.training.train_reader train build/reader build/published.pkl \
        build/first.pkl --seconds 4000 --resume
    OMP_NUM_THREADS=2 build/train/bin/python -m runs.training.train_reader train build/reader build/published.pkl \
        build/first.pkl --seconds 2850 --resume --mine --hold
    OMP_NUM_THREADS=2 build/train/bin/python -m runs.training.train_reader train build/reader build/published.pkl \
        build/newer.pkl --seconds 5300 --resume --mine
    build/train/bin/python -m runs.training.train_reader export build/reader

The second one, which looks again (`docs/model-card-reader.md`), three times as slow to read with:

    build/train/bin/python -m runs.training.train_reader fetch-larger build/mpnet
    build/train/bin/python -m runs.training.train_reader written build/written.pkl --files 'T?.jsonl' 'T1?.jsonl'
    OMP_NUM_THREADS=2 build/train/bin/python -m runs.training.train_reader train build/larger build/written.pkl \
        --start build/mpnet --body "" --layers 6 --kept 2 --rate 5e-5 --seconds 6400
    build/train/bin/python -m runs.training.train_reader export build/larger \
        --name second-reader-mpnet6-legal-int8 --smooth build/written.pkl
    python -m runs.fitting.calibrate_reader look build/looks.pkl
    python -m runs.fitting.calibrate_reader look build/many.pkl --unnamed
    python -m runs.fitting.second_look build/looks.pkl build/many.pkl --second CARD --write
    python -m runs.fitting.calibrate_following look build/following.jsonl --write CARD

Its weights that ship went on from there in three turns, with plain questions and with sentences that tempt the first
reader. The second turn was stopped after 600 steps, at .71 of its time:

    build/train/bin/python -m runs.training.train_reader unpack CARD build/again --start build/mpnet --layers 6 --kept 2
    build/train/bin/python -m runs.training.train_reader written build/late.pkl --files 'T1[4-9].jsonl'
    build/train/bin/python -m runs.training.train_reader written build/plain.pkl --files 'T[2-4]?.jsonl'
    build/train/bin/python -m runs.training.train_reader tempt build/late.pkl
    build/train/bin/python -m runs.training.train_reader tempt build/plain.pkl
    OMP_NUM_THREADS=2 build/train/bin/python -m runs.training.train_reader train build/again build/late.pkl \
        build/plain.pkl build/plain.pkl --start build/mpnet --body "" --layers 6 --kept 3 --sentences 3 --rate 5e-5 \
        --seconds 4600 --resume
    OMP_NUM_THREADS=2 build/train/bin/python -m runs.training.train_reader train build/again build/plain.pkl \
        build/late.pkl --start build/mpnet --body "" --layers 6 --kept 3 --sentences 3 --rate 5e-5 --seconds 8800 \
        --resume
    OMP_NUM_THREADS=2 build/train/bin/python -m runs.training.train_reader train build/again build/plain.pkl \
        build/late.pkl --start build/mpnet --body "" --layers 6 --kept 3 --sentences 3 --rate 2e-5 --seconds 3900 \
        --resume --seed 14
    build/train/bin/python -m runs.training.train_reader export build/again \
        --name second-reader-mpnet6-legal-int8 --smooth build/late.pkl
    python -m runs.fitting.second_look build/looks.pkl --second CARD --write

The body starts as the entailment model's (`runs/training/train_entailment.py`), which has learnt to read two texts
together, by its shipped graph, and so does the head. A sentence is read with the headings over it and what stands
before and behind it; its number is the log odds that it answers against "nothing here does". What is learnt is a list:
the softmax over some sentences for a question and a "no answer" at zero must lie on those that answer (listwise, Cao et
al., 2007; the zero as in Devlin et al., 2019, for SQuAD 2). The others are those of the same passage, and of passages
near to the question, by the rarer words that they share with it.

Seeds are fixed. The schedule runs by processor time, so that a busy machine takes as many steps as an idle one.
"""

import argparse
import asyncio
import hashlib
import pickle
import random
import re
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from runs.questions.legal_questions import FORMS
from runs.training.reader.larger import LARGER, fetch_larger
from runs.training.reader.material import (
    WRITTEN,
    Material,
    Passage,
    Task,
    learn_categories,
    material,
    together,
    written,
)
from runs.training.train_retrieval import report, states_of, weights_of, write_graph

from pincite.models.onnx_graph import WEIGHTS, read_card
from pincite.models.onnx_reader import MOST_TOKENS, QUESTION_TOKENS, SHIPPED, OnnxReader, tail_of
from pincite.models.ports import ToRead
from pincite.retrieval.terms import content_words

SEED = 7
STARTS = frozenset(
    {
        "a4e8b6b269317a0dcc2a057c1505b8dbf5189e10f85530809ce01d76e1214a1a",  # the first reader after 1,200 steps
        "bde2a9333d7b06dfdf5479c3c46aaf36dc95fd0c823c4ee1502a0429d36bba27",  # the second reader of 1 December 2026
        "0c272b0f5c735ef1c7746f44291e215791926008379d77958508998668771f91",  # and of 2 December
    }
)
"""Hashes of graphs that a training may go on from."""

LISTS = 8
"""Questions of a step."""

SENTENCES = 5
"""Sentences of a list, as many as there are; `--sentences` says another number."""

NEAREST = 10
"""Passages of a document, nearest to the question, from which sentences are taken."""

WEIGHED = 10
"""Sentences that the model itself weighs for a question written by hand, with `--mine`: it learns from those that it
takes for the answer (Xiong et al., 2021, negatives by the model that is trained)."""

NEAREST_READ, MOST_RIGHT = 6, 2
"""Passages nearest to a question, and passages that answer it, whose sentences another reader reads to find those that
tempt."""

HARD_KEPT = 8
"""Hard negatives that are kept for a question: the wrong sentences that another reader scores highest."""

HARD_IN_LIST = 2
"""Of the hard negatives of a question, as many as are in one list."""

MINED = 3
"""Of the sentences that the model itself weighed, as many as are learnt from."""

LAYERS_KEPT = 3
"""Lowest layers that stay as they were, with the vectors of the words; `--kept` says another number."""

MOST_EACH = {
    "heading": 400, "definition": 300, "squad": 400, "maud": 300, "topic": 1_500, "modal": 700, "mirrored": 500,
    "cuad": 1_500, "absent": 1_200, "tosdr": 1_400, "faq": 900, "selqa": 500, "disflqa": 400, "regulations": 250,
    "glossary": 150, "acord": 400,
}  # fmt: skip
"""Tasks of a source in one turn, at most."""

SMOOTHED_BY = 160
"""Questions whose windows say how large activations become."""

TWICE = {"by hand": 2}
"""How often a source is gone through in one turn, without `--mine`."""

MINED_EACH = 0.1
"""Share of `MOST_EACH` that a turn with `--mine` takes: the most of it goes to what was written by hand, once."""

LAYER = re.compile(r"bert\.encoder\.layer\.(\d+)\.")

ALONE = 0.3
"""Weight of each sentence by itself beside the list."""

GRAPH = "reader-l6-legal-int8"
LICENCE = "Apache-2.0; trained on CC BY 4.0, CC BY-SA, CC0, MIT, Apache-2.0 and public-domain data"
LICENCE_WRITTEN = "Apache-2.0; trained on CC BY, CC BY-SA and CC0 data"
"""Of a reader that learnt from the questions written by reading alone."""


def reader(start: Path, body: Path | None = None, layers: int | None = None):  # noqa: ANN201 - torch comes late
    """A published body, MiniLM or the lowest layers of a larger one, with a number for the pair, (n,)."""
    import torch
    import transformers

    class Reader(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = transformers.AutoModel.from_pretrained(
                start,
                add_pooling_layer=False,
                hidden_dropout_prob=0.0,  # drawing its numbers takes a sixth of the time, and no row comes thrice
                attention_probs_dropout_prob=0.0,
            )
            if layers is not None:
                self.bert.encoder.layer = self.bert.encoder.layer[:layers]
                self.bert.config.num_hidden_layers = layers
            self.head = torch.nn.Linear(2 * self.bert.config.hidden_size, 1)

        def forward(self, ids, kinds, mask):  # noqa: ANN001, ANN202
            given = {"token_type_ids": kinds} if takes_kinds(self.bert) else {}
            # a processor without 16 bits of its own takes a hundred times as long for them as for 32
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.ops.mkldnn._is_mkldnn_bf16_supported()):
                states = self.bert(input_ids=ids, attention_mask=mask, **given).last_hidden_state
            return self.head(pooled(states.float(), mask))[:, 0]

    model = Reader()
    if body is not None:
        known, head = weights_of(body)
        _, unknown = model.bert.load_state_dict(known, strict=False)
        if unknown:
            raise SystemExit(f"{body} has weights of another shape: {', '.join(unknown[:3])}")
        with torch.no_grad():
            model.head.weight.copy_((head["weight"][0] - head["weight"][1:].mean(0))[None])
            model.head.bias.zero_()
    return model


def takes_kinds(bert) -> bool:  # noqa: ANN001
    """True for a body that is told which tokens are the question's; MPNet tells them by the mark between."""
    return bool(bert.config.model_type == "bert")


def unpack(shipped: Path, start: Path, out: Path, layers: int | None, kept: int) -> None:
    """Write the state that a shipped graph was made of, as far as its 8 bits hold it, to go on from with `--resume`.

    `shipped` is its card. The lowest `kept` layers, which no training of it has changed, are those of `start`.
    """
    import torch

    content = b"".join(file.read_bytes() for file in read_card(shipped).graph)
    if hashlib.sha256(content).hexdigest() not in STARTS:
        raise SystemExit(
            f"{shipped} is the card of no reader that a training may go on from: its hash is not in STARTS"
        )
    model = reader(start, layers=layers)
    with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
        file.write(content)
        file.flush()
        known, head = weights_of(Path(file.name))
    missing = {name for name in model.bert.encoder.state_dict() if f"encoder.{name}" not in known}
    if missing:
        raise SystemExit(f"{shipped} does not hold {', '.join(sorted(missing)[:3])}; is it a reader's graph?")
    for name in [*known]:
        if (found := LAYER.match(f"bert.{name}")) and int(found[1]) < kept:
            del known[name]
    model.bert.load_state_dict(known, strict=False)
    model.head.load_state_dict(head)
    out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), out / "state.pt")


def pooled(states, mask=None):  # noqa: ANN001, ANN201
    """The first token's state beside the mean of all."""
    import torch

    mean = states.mean(1) if mask is None else (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return torch.cat([states[:, 0], mean], -1)


class Encoded:
    """Passages as tokens, each once, with where the tokens of every sentence stand, and the sentences' rare words."""

    def __init__(self, tokenizer, passages: Sequence[Passage]) -> None:  # noqa: ANN001
        self.passages = passages
        self._tokenizer = tokenizer
        self._between = tokenizer.encode("").ids[1]
        self.colon = tokenizer.encode(":", add_special_tokens=False).ids
        self._words = lru_cache(maxsize=None)(self._words_of)
        self._tokens = lru_cache(maxsize=None)(self._tokens_of)

    def question(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def _tokens_of(self, place: int) -> tuple[list[int], list[int], list[tuple[int, int]]]:
        passage = self.passages[place]
        head = self._tokenizer.encode(passage.heading, add_special_tokens=False).ids
        body = self._tokenizer.encode(passage.text, add_special_tokens=False)
        starts = np.array([first for first, _ in body.offsets], dtype=np.int64)
        where = [(int(at), int(to)) for at, to in (np.searchsorted(starts, span) for span in passage.sentences)]
        return head, body.ids, where

    def tail(self, place: int, sentence: int, room: int) -> list[int]:
        head, ids, where = self._tokens(place)
        return tail_of(head, self.colon, ids, *where[sentence], self._between, room)

    def _words_of(self, place: int) -> list[frozenset[str]]:
        passage = self.passages[place]
        return [
            frozenset(content_words(passage.text[start:end])) | frozenset(content_words(passage.heading)[-6:])
            for start, end in passage.sentences
        ]

    def likest(self, question: str, places: Sequence[int], chooser: random.Random) -> Iterator[tuple[int, int]]:
        """Sentences of passages without end: half of them by the words they share with a question, half at random."""
        asked = set(content_words(question))
        every = [(place, at) for place in places for at in range(len(self.passages[place].sentences))]
        if not every:
            return
        shared = Counter(word for place, at in every for word in asked & self._words(place)[at])
        by_words = sorted(
            every,
            key=lambda one: (
                -sum(1 / shared[word] ** 0.5 for word in asked & self._words(one[0])[one[1]]) - 0.2 * chooser.random()
            ),
        )
        while True:
            yield by_words[min(int(chooser.expovariate(0.25)), len(by_words) - 1)]
            yield chooser.choice(every)


def train(
    given: Material,
    start: Path,
    body: Path | None,
    out: Path,
    seconds: float,
    rate: float,
    resume: bool,
    hold: bool,
    mine: bool,
    kept: int,
    layers: int | None,
    sentences: int,
    seed: int,
) -> None:
    import torch
    from tokenizers import Tokenizer

    torch.manual_seed(seed)
    model = reader(start, body, layers)
    if resume:
        model.load_state_dict(torch.load(out / "state.pt"))
    fixed = [model.bert.embeddings, *model.bert.encoder.layer[:kept]]
    if kept and hasattr(model.bert.encoder, "relative_attention_bias"):
        fixed.append(model.bert.encoder.relative_attention_bias)  # every layer reads it: its gradient runs through all
    for parameter in (parameter for part in fixed for parameter in part.parameters()):
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
    encoded = Encoded(tokenizer, given.passages)
    chooser = random.Random(seed + 100 * resume)
    began, step, losses, turn = time.process_time(), 0, list[float](), 0
    waiting: list[Any] = []
    model.train()
    while (spent := (time.process_time() - began) / seconds) < 1:
        if len(waiting) < LISTS:
            waiting = epoch(given.tasks, chooser, mine=mine)
            turn += 1
            print(f"turn {turn}: {len(waiting)} tasks", flush=True)
        for group in optimiser.param_groups:
            group["lr"] = rate * group["times"] * min(1, (step + 1) / 60) * (1 if hold else max(0.03, 1 - spent))
        lists = [drawn(waiting.pop(), given.tasks, encoded, chooser, sentences, mine=mine) for _ in range(LISTS)]
        if mine:
            lists = mined(model, tokenizer, encoded, lists)
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


def epoch(tasks: Sequence[Task], chooser: random.Random, *, mine: bool) -> list[Task]:
    by_source: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        by_source[task.source].append(task)
    found = []
    for source, of in by_source.items():
        chooser.shuffle(of)
        most = MOST_EACH.get(source, len(of))
        found += of[: round(MINED_EACH * most) if mine and source in MOST_EACH else most] * (
            1 if mine else TWICE.get(source, 1)
        )
    chooser.shuffle(found)
    return found


Asked = tuple[str, list[tuple[int, int, bool]]]
"""A question, with sentences: passage, place in it, whether it answers."""


def drawn(
    task: Task, tasks: Sequence[Task], encoded: Encoded, chooser: random.Random, sentences: int, *, mine: bool
) -> Asked:
    """One question in one wording, with its list; a long one, to be mined, where it was written by hand."""
    size = sentences - 1 + WEIGHED if mine and task.source == "by hand" else sentences
    question = chooser.choice(task.wordings)
    plain = question
    if task.name and chooser.random() < 0.5:
        question = named(question, task.name, chooser)
    if chooser.random() < 0.15:
        question = mistyped(question, chooser)
    chosen: dict[tuple[int, int], bool] = {}
    beside: list[int] = []
    if task.right:
        place, hits = chooser.choice(task.right)
        for at in chooser.sample(hits, min(len(hits), 1 + (chooser.random() < 0.2))):
            chosen[place, at] = True
        others = [at for at in range(len(encoded.passages[place].sentences)) if at not in hits]
        if others and not task.tempting and chooser.random() < 0.9:
            chosen[place, chooser.choice(others)] = False
        beside = [place]
    answers = {(place, at) for place, hits in task.right for at in hits}
    near = [place for place in task.wrong[:NEAREST] if place not in beside]
    if task.source in ("absent", "cuad", "topic") and chooser.random() < 0.2:
        other = chooser.choice(tasks)
        if other.wrong and other.document != task.document and other.source != task.source:
            near.append(chooser.choice(other.wrong))
    tempting = list(task.tempting)
    for one in chooser.sample(tempting, min(HARD_IN_LIST, len(tempting))):
        chosen.setdefault(one, False)
    for one in islice(encoded.likest(plain, near, chooser), 4 * size):
        if len(chosen) >= size:
            break
        if one not in answers:
            chosen.setdefault(one, False)
    return question, [(place, at, truth) for (place, at), truth in chosen.items()]


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


def mined(model, tokenizer, encoded: Encoded, lists: Sequence[Asked]) -> list[Asked]:  # noqa: ANN001
    """The lists, with a long one cut to its first sentences and those wrong ones that the model ranks highest."""
    import torch

    long = [at for at, (_, sentences) in enumerate(lists) if len(sentences) > SENTENCES]
    with torch.no_grad():
        scores = scores_of(model, tokenizer, encoded, [lists[at] for at in long])
    found, waiting = list(lists), iter(scores)
    for at in long:
        question, sentences = lists[at]
        score = [float(next(waiting)) for _ in sentences]
        kept = SENTENCES - MINED
        wrong = [one for one in range(kept, len(sentences)) if not sentences[one][2]]
        hardest = sorted(wrong, key=lambda one: -score[one])[:MINED]
        found[at] = (question, [*sentences[:kept], *(sentences[one] for one in hardest)])
    return found


def scores_of(model, tokenizer, encoded: Encoded, lists: Sequence[Asked]) -> list:  # noqa: ANN001
    """The model's number for every sentence of the lists, in their order."""
    import torch

    first, between = tokenizer.encode("").ids
    rows = []
    for question, sentences in lists:
        head = [first, *encoded.question(question)[:QUESTION_TOKENS], between]
        rows += [(head, [*encoded.tail(place, at, MOST_TOKENS - len(head) - 1), between]) for place, at, _ in sentences]
    order = sorted(range(len(rows)), key=lambda at: len(rows[at][0]) + len(rows[at][1]))
    scores: list = [None] * len(rows)
    for begin in range(0, len(order), 20):
        some = order[begin : begin + 20]
        longest = max(len(rows[at][0]) + len(rows[at][1]) for at in some)
        ids = torch.full((len(some), longest), model.bert.config.pad_token_id)
        kinds, mask = torch.zeros_like(ids), torch.zeros(ids.shape)
        for row, at in enumerate(some):
            head, tail = rows[at]
            ids[row, : len(head) + len(tail)] = torch.tensor(head + tail)
            kinds[row, len(head) : len(head) + len(tail)] = 1
            mask[row, : len(head) + len(tail)] = 1
        for at, score in zip(some, model(ids, kinds, mask), strict=True):
            scores[at] = score
    return scores


async def tempted(given: Material, first: OnnxReader) -> list[Task]:
    """The tasks, each with the sentences that do not answer and that another reader takes most for an answer.

    They are of the passages that answer and of those nearest to the question: what that reader hands to a second one.
    """
    found = []
    for task in given.tasks:
        question = task.wordings[0]
        answers = {(place, at) for place, hits in task.right for at in hits}
        places = [*(place for place, _ in task.right[:MOST_RIGHT]), *task.wrong[:NEAREST_READ]]
        passages = [given.passages[place] for place in places]
        odds = await first.read(
            question, [ToRead(passage.text, passage.heading, passage.sentences) for passage in passages]
        )
        scores = {
            (place, at): score
            for place, of in zip(places, odds, strict=True)
            for at, score in enumerate(of)
            if (place, at) not in answers
        }
        likely = sorted(scores, key=lambda one: -scores[one])
        found.append(replace(task, tempting=tuple(likely[:HARD_KEPT])))
        if len(found) % 500 == 0:
            print(f"{len(found)} of {len(given.tasks)} questions", flush=True)
    return found


def losses_of(model, tokenizer, encoded: Encoded, lists: Sequence[Asked]) -> Iterator:  # noqa: ANN001
    """The loss of every list."""
    import torch

    waiting = iter(scores_of(model, tokenizer, encoded, lists))
    for _, sentences in lists:
        if not sentences:
            continue
        own = torch.stack([next(waiting) for _ in sentences])
        right = torch.tensor([truth for _, _, truth in sentences])
        chances = torch.log_softmax(torch.cat([torch.zeros(1), own]), 0)
        truth = torch.cat([~right.any()[None], right])
        each = torch.nn.functional.binary_cross_entropy_with_logits(own, right.float(), weight=1 + right.float())
        yield ALONE * each - torch.logsumexp(chances[truth], 0)


def windows(tokenizer, given: Material, chooser: random.Random) -> Iterator[dict[str, np.ndarray]]:  # noqa: ANN001
    """What the reader reads of questions with a sentence that answers, as inputs of its graph."""
    encoded = Encoded(tokenizer, given.passages)
    first, between = tokenizer.encode("").ids
    asked = [task for task in given.tasks if task.right]
    for task in chooser.sample(asked, min(SMOOTHED_BY, len(asked))):
        place, hits = chooser.choice(task.right)
        head = [first, *encoded.question(chooser.choice(task.wordings))[:QUESTION_TOKENS], between]
        tail = encoded.tail(place, chooser.choice(hits), MOST_TOKENS - len(head) - 1)
        ids = np.array([[*head, *tail, between]], dtype=np.int64)
        kinds = np.zeros_like(ids)
        kinds[0, len(head) :] = 1
        yield {"input_ids": ids, "token_type_ids": kinds}


def export(folder: Path, out: Path, name: str, smoothed_by: Path | None) -> None:
    """Write the graph: the log odds that a sentence answers, (1,)."""
    import torch
    from tokenizers import Tokenizer

    class Reads(torch.nn.Module):
        def __init__(self, trained) -> None:  # noqa: ANN001
            super().__init__()
            self.bert, self.head = trained.bert, trained.head

        def forward(self, ids, kinds):  # noqa: ANN001, ANN202
            if takes_kinds(self.bert):
                return self.head(pooled(states_of(self.bert, ids, kinds)))[:, 0]
            states = self.bert(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
            return self.head(pooled(states))[:, 0] + 0.0 * kinds.sum()  # an input that is not used is not written

    state = torch.load(folder / "state.pt")
    layers = len({found[1] for name in state if (found := LAYER.match(name))})
    model = reader(folder / "start", layers=layers)
    model.load_state_dict(state)
    model.bert.set_attn_implementation("eager")
    out.mkdir(parents=True, exist_ok=True)
    words = out / ("tokenizer.json" if takes_kinds(model.bert) else f"{name}-tokenizer.json")
    if not words.exists():
        tokenizer = Tokenizer.from_file(str(folder / "start" / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        tokenizer.save(str(words))
    examples = None
    if smoothed_by is not None:
        given = pickle.loads(smoothed_by.read_bytes())  # noqa: S301 - our own
        examples = windows(Tokenizer.from_file(str(words)), given, random.Random(SEED))
    example = torch.randint(1000, 30000, (1, 9))
    write_graph(
        Reads(model).eval(),
        (example, torch.zeros_like(example)),
        ["input_ids", "token_type_ids"],
        "score",
        out / f"{name}.onnx",
        1,
        MOST_TOKENS,
        made_by="runs/training/train_reader.py",
        licence=LICENCE if takes_kinds(model.bert) else LICENCE_WRITTEN,
        origin="sentence-transformers/all-MiniLM-L6-v2"
        if takes_kinds(model.bert)
        else f"{LARGER}, lowest {layers} layers",
        examples=examples,
        tokenizer=words,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("material", "written"):
        verb = verbs.add_parser(name)
        verb.add_argument("out", type=Path)
        verb.add_argument("--data", type=Path, default=Path("../shared/data"))
        if name == "written":
            verb.add_argument("--files", nargs="*", default=["*.jsonl"], help="of the questions, these alone")
    verbs.add_parser("fetch-larger").add_argument("out", type=Path)
    verb = verbs.add_parser("unpack")
    verb.add_argument("shipped", type=Path, help="the card")
    verb.add_argument("out", type=Path)
    verb.add_argument("--start", type=Path, default=Path("build/minilm"), help="the published model's folder")
    verb.add_argument("--layers", type=int, help="of a larger body, its lowest; all by default")
    verb.add_argument("--kept", type=int, default=0, help="lowest layers that are as published")
    verb = verbs.add_parser("tempt")
    verb.add_argument("material", type=Path)
    verb.add_argument("--first", type=Path, default=SHIPPED, help="the first reader's card")
    verb = verbs.add_parser("train")
    verb.add_argument("out", type=Path)
    verb.add_argument("material", type=Path, nargs="+")
    verb.add_argument("--start", type=Path, default=Path("build/minilm"), help="the published model's folder")
    verb.add_argument(
        "--body",
        type=Path,
        default=WEIGHTS / "entailment-l6-legal-int8.onnx",
        help="the graph whose weights it starts from; an empty word for the published ones",
    )
    verb.add_argument("--kept", type=int, default=LAYERS_KEPT, help="lowest layers that stay as they are")
    verb.add_argument("--layers", type=int, help="of a larger body, its lowest; all by default")
    verb.add_argument("--sentences", type=int, default=SENTENCES, help="of a question's list")
    verb.add_argument("--seconds", type=float, required=True)
    verb.add_argument("--rate", type=float, default=8e-5)
    verb.add_argument("--resume", action="store_true", help="go on from what OUT holds")
    verb.add_argument("--seed", type=int, default=SEED, help="another one takes the questions in another order")
    verb.add_argument("--hold", action="store_true", help="keep the rate to the end: more is to come")
    verb.add_argument("--mine", action="store_true", help="learn from the sentences that the model gets wrong")
    verb = verbs.add_parser("export")
    verb.add_argument("folder", type=Path)
    verb.add_argument("--out", type=Path, default=WEIGHTS)
    verb.add_argument("--name", default=GRAPH)
    verb.add_argument("--smooth", type=Path, help="material whose questions say how large activations become")
    options = parser.parse_args()
    match options.verb:
        case "material" | "written":
            learn_categories(options.data)
            made = (
                material(options.data) if options.verb == "material" else written(options.data, WRITTEN, options.files)
            )
            options.out.parent.mkdir(parents=True, exist_ok=True)
            options.out.write_bytes(pickle.dumps(made))
            print(Counter(task.source for task in made.tasks), len(made.passages), "passages")
        case "fetch-larger":
            fetch_larger(options.out)
        case "unpack":
            unpack(options.shipped, options.start, options.out, options.layers, options.kept)
        case "tempt":
            given = pickle.loads(options.material.read_bytes())  # noqa: S301 - our own
            given.tasks = asyncio.run(tempted(given, OnnxReader(options.first)))
            options.material.write_bytes(pickle.dumps(given))
            print(sum(len(task.tempting) for task in given.tasks), "sentences that tempt")
        case "train":
            given = together([pickle.loads(file.read_bytes()) for file in options.material])  # noqa: S301 - our own
            train(
                given,
                options.start,
                options.body if options.body.name else None,
                options.out,
                options.seconds,
                options.rate,
                options.resume,
                options.hold,
                options.mine,
                options.kept,
                options.layers,
                options.sentences,
                options.seed,
            )
        case "export":
            export(options.folder, options.out, options.name, options.smooth)


if __name__ == "__main__":
    main()
