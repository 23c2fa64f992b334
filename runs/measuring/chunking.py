"""What each way of cutting does to the search for a clause, and of source code to the search for a function.

    python -m runs.measuring.chunking [--data ../shared/data] [--per-suite 60] [--documents 12] [--keep FOLDER]
        [--tuning]

Questions of `runs/questions/legal_questions.py` about documents that nothing was trained on, each asked of its own
document with the question alone: BM25 (k1 1.2, b .75, stemmed) and the shipped embedder, fused with equal weights. For
source code: functions of pincite itself, their docstrings taken out and asked, of all files together. Recall is of the
gold characters within the first 4,000 returned, which treats short and long pieces alike; intervals are of 1,000
bootstrap samples of documents. With `--tuning` the percentiles of the semantic cut are compared on documents that are
not kept apart. Vectors are kept in FOLDER for the next time, and the processor seconds per million characters then
leave out what was not embedded anew. Seeds are fixed.
"""

import argparse
import ast
import asyncio
import hashlib
import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

import numpy as np
from numpy.typing import NDArray
from runs.measuring.bm25 import Bm25
from runs.questions.legal_questions import Asked, Collection, collection, sampled

from pincite.chunking.by_clause import by_clause
from pincite.chunking.chunk import Chunk, Cut
from pincite.chunking.code import code
from pincite.chunking.fingerprint import fingerprint
from pincite.chunking.recursive import recursive
from pincite.chunking.semantic import PERCENTILE, semantic, sentences_in
from pincite.chunking.syntax.definitions import definitions_of
from pincite.chunking.syntax.languages import language_named
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, VersionId
from pincite.evaluation.bootstrap import Interval, Stratum, clustered_interval, differences, mean_interval
from pincite.evaluation.retrieval import FileRange, figures
from pincite.models.onnx_embedder import OnnxEmbedder
from pincite.models.ports import Embedder, Vectors
from pincite.readers.read import read
from pincite.retrieval.fusion import reciprocal_rank_fusion
from pincite.retrieval.terms import content_words

SEED = 7
FIGURE = "recall@4000c"
SHOWN = (FIGURE, "recall@1", "recall@8", "span_ndcg@10")
LONG = {"maud": 1}
"""Suites whose documents are so long that only so many are cut: a merger agreement has 300,000 characters."""

PERCENTILES = (50, 65, 75, 85, 95)
SOURCE_FILES = 30
FUNCTIONS = 100


@dataclass
class Tally:
    """What one way of cutting did on one suite."""

    values: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    documents: list[str] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    characters: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Searchable:
    """Chunks of one or more documents with the path of each, their words, and their vectors (n_chunks, dim)."""

    chunks: Sequence[tuple[str, Chunk]]
    words: Sequence[Sequence[str]]
    vectors: Vectors

    def ranked(self, question: str, vector: NDArray[np.float32]) -> list[FileRange]:
        """All chunks, best first."""
        lexical = np.argsort(-np.array(Bm25(self.words).scores(content_words(question))), kind="stable")
        dense = np.argsort(-(self.vectors @ vector), kind="stable")
        order = reciprocal_rank_fusion([lexical[:50].tolist(), dense[:50].tolist()])
        return [FileRange(path, chunk.start, chunk.end) for path, chunk in (self.chunks[at] for at in order)]


class Kept:
    """An embedder that keeps the vectors of each call in a folder."""

    def __init__(self, embedder: Embedder, folder: Path | None) -> None:
        self._embedder = embedder
        self._folder = folder
        self.name = embedder.name
        self.dimensions = embedder.dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if self._folder is None:
            return await self._embedder.embed(texts)
        digest = hashlib.sha256("\0".join([self.name, *texts]).encode("utf-8", "replace")).hexdigest()
        file = self._folder / f"{digest}.npy"
        if not file.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            np.save(file, await self._embedder.embed(texts))
        vectors: Vectors = np.load(file)
        return vectors


async def searchable(chunks: Sequence[tuple[str, Chunk]], embedder: Embedder) -> Searchable:
    texts = [chunk.search_text for _, chunk in chunks]
    return Searchable(chunks, [content_words(text) for text in texts], await embedder.embed(texts))


def drawn(found: Collection, *, per_suite: int, documents: int, apart: bool) -> list[Asked]:
    """Questions about a few documents of each suite."""
    by_suite: dict[str, set[str]] = defaultdict(set)
    for question in found.asked:
        if question.apart == apart and question.document in found.texts:
            by_suite[question.suite].add(question.document)
    kept: set[str] = set()
    for suite, names in sorted(by_suite.items()):
        ordered = sorted(names)
        random.Random(SEED).shuffle(ordered)
        kept.update(ordered[: LONG.get(suite, documents)])
    return sampled((q for q in found.asked if q.document in kept and q.apart == apart), per_suite)


async def cuts(reading: Document, embedder: Embedder, *, tuning: bool) -> Mapping[str, tuple[Cut, float]]:
    """The ways of cutting a document, each with the processor seconds that its preparation took."""
    began = time.process_time()
    vectors = await embedder.embed(sentences_in(reading))
    spent = time.process_time() - began
    if tuning:
        return {f"semantic {percentile}": (semantic(vectors, percentile), spent) for percentile in PERCENTILES}
    return {"clause": (by_clause, 0.0), "recursive": (recursive, 0.0), "semantic": (semantic(vectors), spent)}


async def on_questions(
    asked: Sequence[Asked], texts: Mapping[str, str], embedder: Embedder, *, tuning: bool
) -> dict[tuple[str, str], Tally]:
    """For each suite and way what it did."""
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    by_document: dict[str, list[Asked]] = defaultdict(list)
    for question in asked:
        by_document[question.document].append(question)
    for path, questions in sorted(by_document.items()):
        name = PurePath(path).name
        reading = read(texts[path].encode(), name)
        vectors = await embedder.embed([question.question for question in questions])
        for way, (cut, prepared) in (await cuts(reading, embedder, tuning=tuning)).items():
            began = time.process_time()
            chunks = cut(DocumentId(path), VersionId("v"), reading, fingerprint(reading.title, name))
            tally = tallies[questions[0].suite, way]
            tally.seconds += time.process_time() - began + prepared
            tally.characters += len(reading.text)
            tally.lengths += [chunk.end - chunk.start for chunk in chunks]
            pieces = await searchable([(path, chunk) for chunk in chunks], embedder)
            for question, vector in zip(questions, vectors, strict=True):
                gold = [FileRange(path, start, end) for start, end in question.gold]
                count(tally, path, figures(gold, pieces.ranked(question.question, vector)))
    return tallies


def count(tally: Tally, path: str, measured: Mapping[str, float]) -> None:
    tally.documents.append(path)
    for figure in SHOWN:
        tally.values[figure].append(measured[figure])


async def on_functions(root: Path, embedder: Embedder) -> dict[tuple[str, str], Tally]:
    """The search for a function by what its docstring says."""
    files = sorted(root.rglob("*.py"))
    random.Random(SEED).shuffle(files)
    texts: dict[str, str] = {}
    asked: list[tuple[str, str, int, int]] = []
    for file in files[:SOURCE_FILES]:
        path = str(file.relative_to(root))
        text, functions = without_docstrings(file.read_text(encoding="utf-8"))
        if text.strip():
            texts[path] = text
            asked += [(path, *function) for function in functions]
    asked = random.Random(SEED).sample(asked, min(FUNCTIONS, len(asked)))
    vectors = await embedder.embed([question for _, question, _, _ in asked])
    readings = {path: read(text.encode(), PurePath(path).name) for path, text in texts.items()}
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for way in ("code", "clause", "recursive"):
        tally = tallies["functions", way]
        chunks: list[tuple[str, Chunk]] = []
        for path, reading in readings.items():
            began = time.process_time()
            cut = {"clause": by_clause, "recursive": recursive}.get(way) or code(
                await definitions_of(reading.text, language_named("Python"))
            )
            found = cut(DocumentId(path), VersionId("v"), reading, fingerprint("", PurePath(path).name))
            tally.seconds += time.process_time() - began
            tally.characters += len(reading.text)
            tally.lengths += [chunk.end - chunk.start for chunk in found]
            chunks += [(path, chunk) for chunk in found]
        pieces = await searchable(chunks, embedder)
        for (path, question, start, end), vector in zip(asked, vectors, strict=True):
            count(tally, path, figures([FileRange(path, start, end)], pieces.ranked(question, vector)))
    return tallies


def without_docstrings(source: str) -> tuple[str, list[tuple[str, int, int]]]:
    """Source code without its docstrings, and for each function that had one its first line and its place."""
    lines = source.splitlines(keepends=True)
    tree = ast.parse(source)
    functions: list[tuple[str, int, int]] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        said = ast.get_docstring(node)
        if said is None:
            continue
        first = node.body[0]
        for number in range(first.lineno - 1, first.end_lineno or first.lineno):
            lines[number] = ""
        if not isinstance(node, ast.Module | ast.ClassDef) and len(node.body) > 1:
            functions.append((said.split("\n")[0], node.lineno - 1, node.end_lineno or node.lineno))
    starts = np.cumsum([0, *map(len, lines)])
    return "".join(lines), [(said, int(starts[first]), int(starts[last]) - 1) for said, first, last in functions]


def shown(interval: Interval) -> str:
    return f"[{interval.low:.2f}, {interval.high:.2f}]"


def report(tallies: Mapping[tuple[str, str], Tally], against: str) -> None:
    suites = sorted({suite for suite, _ in tallies})
    ways = list(dict.fromkeys(way for _, way in tallies))
    print(f"\n| suite | n | documents | way | {' | '.join(SHOWN)} | less {against} | per 1,000 | cpu s per million |")
    print("| --- " * (7 + len(SHOWN)) + "|")
    for suite in suites:
        base = tallies[suite, against]
        for way in ways:
            tally = tallies[suite, way]
            stratum = Stratum(tally.values[FIGURE], tally.documents)
            means = [f"{np.mean(tally.values[figure]):.3f}" for figure in SHOWN]
            means[0] += f" {shown(clustered_interval(stratum))}"
            paired = differences(tally.values[FIGURE], base.values[FIGURE], tally.documents)
            less = "" if way == against else f"{paired.mean:+.3f} {shown(clustered_interval(paired))}"
            asked = f"{len(tally.documents)} | {len(set(tally.documents))}"
            print(
                f"| {suite} | {asked} | {way} | {' | '.join(means)} | {less} "
                f"| {1000 * len(tally.lengths) / tally.characters:.2f} | {1e6 * tally.seconds / tally.characters:.1f} |"
            )
    if len(suites) == 1:
        return
    for way in ways:
        strata = [Stratum(tallies[suite, way].values[FIGURE], tallies[suite, way].documents) for suite in suites]
        paired_strata = [
            differences(tallies[s, way].values[FIGURE], tallies[s, against].values[FIGURE], tallies[s, way].documents)
            for s in suites
        ]
        less = (
            ""
            if way == against
            else (f"{np.mean([each.mean for each in paired_strata]):+.3f} {shown(mean_interval(paired_strata))}")
        )
        mean = np.mean([stratum.mean for stratum in strata])
        print(f"| mean of suites | | | {way} | {mean:.3f} {shown(mean_interval(strata))} | | | | {less} | | |")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--per-suite", type=int, default=60)
    parser.add_argument("--documents", type=int, default=12)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--tuning", action="store_true")
    options = parser.parse_args()
    embedder = Kept(OnnxEmbedder(), options.keep)
    found = collection(options.data)
    asked = drawn(found, per_suite=options.per_suite, documents=options.documents, apart=not options.tuning)
    tallies = await on_questions(asked, found.texts, embedder, tuning=options.tuning)
    report(tallies, f"semantic {PERCENTILE}" if options.tuning else "clause")
    if not options.tuning:
        report(await on_functions(Path(__file__).parents[2] / "src" / "pincite", embedder), "code")


if __name__ == "__main__":
    asyncio.run(main())
