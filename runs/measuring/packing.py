"""What packing does to the evidence, how well tokens are estimated, and how much quote mode should read.

    python -m runs.measuring.packing pack   [--data ../shared/data] [--keep FOLDER] [--per-suite 60] [--side train]
    python -m runs.measuring.packing quote  [--data ../shared/data] [--keep FOLDER] [--per-suite 15] [--side train]
    python -m runs.measuring.packing tokens FOLDER

`pack` and `quote` ask questions of `runs/questions/legal_questions.py`, of the side that nothing was trained on or of
the other, each in its own document (BM25 and MiniLM, fused, 50 deep). `pack` packs what is found in several manners
into budgets of 1,000 to 8,000 tokens and reports the share of the gold characters that are read (recall) and the share
of the characters read that are gold (precision), with 95 % intervals from 1,000 bootstrap samples of documents, and the
paired difference to plain passages. `quote` reports how often the best quote is right (overlaps a gold span by half of
either) when it is chosen from the best passages, from packed ones, and from the whole document. `tokens` compares the
estimate with MiniLM's word pieces on the text files of a folder. Vectors are kept in FOLDER for the next time; seeds
are fixed.
"""

import argparse
import asyncio
import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import numpy as np
from numpy.typing import NDArray
from runs.measuring.bm25 import Bm25, words
from runs.questions.legal_questions import Asked, collection, sampled
from tokenizers import Tokenizer

from pincite.answering.candidates import candidates
from pincite.answering.formula import score, words_of
from pincite.chunking.by_clause import by_clause
from pincite.chunking.chunk import Chunk
from pincite.chunking.fingerprint import fingerprint
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.models.onnx_embedder import SHIPPED, OnnxEmbedder
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.fusion import fused_scores
from pincite.retrieval.packing import Manner, pack
from pincite.retrieval.query import understand
from pincite.retrieval.tokens import estimated_tokens

SEED = 7
BUDGETS = (1_000, 2_000, 4_000, 8_000)
DEPTH = 50
CROWDS = (0.15, 0.25, 0.33, 0.5, 0.67)
DOCUMENTS = 30
"""Documents of each suite that questions are drawn from, so that not each question costs the embedding of another."""

LONGEST_WHOLE = 240
"""Pieces of the longest document whose every sentence is scored."""


@dataclass(frozen=True)
class Shelf:
    """A document as it is searched: its pieces, their words and their vectors."""

    content: Document
    chunks: list[Chunk]
    texts: list[list[str]]
    vectors: NDArray[np.float32]


async def shelf(path: str, text: str, embedder: OnnxEmbedder, keep: Path) -> Shelf:
    name = PurePath(path).name
    content = read(text.encode(), name if "." in name else f"{name}.txt")
    chunks = by_clause(DocumentId(path), VersionId(path), content, fingerprint(content.title, name))
    told = "\0".join([embedder.name, *(chunk.search_text for chunk in chunks)])
    file = keep / f"{hashlib.sha256(told.encode()).hexdigest()[:24]}.npy"
    if not file.exists():
        np.save(file, await embedder.embed([chunk.search_text for chunk in chunks]))
    return Shelf(content, chunks, [words(chunk.search_text) for chunk in chunks], np.load(file))


async def find(question: str, held: Shelf, embedder: OnnxEmbedder, depth: int) -> list[Passage]:
    """The passages of one document that fit best, both legs fused."""
    [vector] = await embedder.embed([question])
    lexical_scores = Bm25(held.texts).scores(words(question))
    cosines = held.vectors @ vector
    lexical = [
        at for at in sorted(range(len(held.chunks)), key=lambda at: -lexical_scores[at]) if lexical_scores[at] > 0
    ]
    dense = sorted(range(len(held.chunks)), key=lambda at: -cosines[at])
    ranked = fused_scores([lexical[:depth], dense[:depth]])[:depth]
    return [
        Passage(
            label, held.chunks[at], MatterId("m"), held.chunks[at].document, held.content.title, None, "", None,
            held.content.text[held.chunks[at].start : held.chunks[at].end], fused, None, None, float(cosines[at]),
        )
        for label, (at, fused) in enumerate(ranked, start=1)
    ]  # fmt: skip


def widened(passages: Sequence[Passage], held: Shelf, by: Callable[[Chunk], tuple[int, int]]) -> list[Passage]:
    """Passages with more around each, as far as `by` says."""
    found = []
    for passage in passages:
        start, end = by(passage.chunk)
        chunk = replace(passage.chunk, start=start, end=end)
        found.append(replace(passage, chunk=chunk, text=held.content.text[start:end]))
    return found


def with_neighbours(held: Shelf) -> Callable[[Chunk], tuple[int, int]]:
    def around(chunk: Chunk) -> tuple[int, int]:
        before = held.chunks[max(0, chunk.ordinal - 1)]
        after = held.chunks[min(len(held.chunks) - 1, chunk.ordinal + 1)]
        return before.start, after.end

    return around


def crowded(passages: Sequence[Passage], crowd: float) -> Callable[[Chunk], tuple[int, int]]:
    """The clause of a passage where so much of it is among all that was found, else the passage."""
    covered: dict[tuple[int, int], list[int]] = defaultdict(list)
    for passage in passages:
        chunk = passage.chunk
        covered[chunk.clause_start, chunk.clause_end].append(chunk.end - chunk.start)

    def around(chunk: Chunk) -> tuple[int, int]:
        clause = chunk.clause_start, chunk.clause_end
        children = covered[clause]
        return (
            clause
            if len(children) > 1 and sum(children) >= crowd * (clause[1] - clause[0])
            else (chunk.start, chunk.end)
        )

    return around


def manners(passages: list[Passage], held: Shelf) -> dict[str, tuple[list[Passage], Manner]]:
    clauses = widened(passages, held, lambda chunk: (chunk.clause_start, chunk.clause_end))
    return {
        "plain": (passages, Manner(merges=False, crowd=None)),
        "joined": (passages, Manner(crowd=None)),
        **{f"joined, clause from {crowd:.2f}": (passages, Manner(crowd=crowd)) for crowd in CROWDS},
        "joined, clause from 0.50 found": (widened(passages, held, crowded(passages, 0.5)), Manner(crowd=None)),
        "always the clause": (clauses, Manner(crowd=None)),
        "with both neighbours": (widened(passages, held, with_neighbours(held)), Manner(crowd=None)),
    }


def shared(gold: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
    """Gold characters, those of them in the spans, and characters of the spans."""
    wanted = {at for start, end in gold for at in range(start, end)}
    got = {at for start, end in spans for at in range(start, end)}
    return len(wanted), len(wanted & got), len(got)


def interval(values: Sequence[float], documents: Sequence[str]) -> tuple[float, float, float]:
    """The mean, and its 95 % interval from bootstrap samples of documents."""
    groups: dict[str, list[float]] = defaultdict(list)
    for value, document in zip(values, documents, strict=True):
        groups[document].append(value)
    sums = np.array([[sum(group), len(group)] for group in groups.values()])
    chance = np.random.default_rng(SEED)
    drawn = sums[chance.integers(0, len(sums), (1_000, len(sums)))].sum(axis=1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], (0.025, 0.975))
    return float(np.mean(values)), float(low), float(high)


async def questions(given: argparse.Namespace, embedder: OnnxEmbedder) -> list[tuple[Asked, Shelf]]:
    found = collection(given.data)
    apart = [asked for asked in found.asked if asked.apart == (given.side == "apart")]
    kept: dict[str, list[str]] = defaultdict(list)
    for asked in sampled(apart, 10**9):
        if asked.document not in kept[asked.suite] and len(kept[asked.suite]) < DOCUMENTS:
            kept[asked.suite].append(asked.document)
    chosen = sampled([asked for asked in apart if asked.document in kept[asked.suite]], given.per_suite)
    shelves = {}
    for path in sorted({asked.document for asked in chosen}):
        shelves[path] = await shelf(path, found.texts[path], embedder, given.keep)
    print(f"{len(chosen)} questions, {len(shelves)} documents, {sum(len(s.chunks) for s in shelves.values())} pieces")
    return [(asked, shelves[asked.document]) for asked in chosen]


async def run_pack(given: argparse.Namespace) -> None:
    embedder = OnnxEmbedder(given.card, lanes=1)
    rows: dict[tuple[str, int], list[tuple[str, str, float, float, int, float]]] = defaultdict(list)
    for asked, held in await questions(given, embedder):
        passages = await find(asked.worded(), held, embedder, DEPTH)
        for name, (wide, manner) in manners(passages, held).items():
            for budget in BUDGETS:
                began = time.perf_counter()
                packed = pack(wide, lambda _, held=held: held.content, budget, manner=manner)  # type: ignore[misc]
                ms = 1_000 * (time.perf_counter() - began)
                gold, both, got = shared(asked.gold, [(p.chunk.start, p.chunk.end) for p in packed.passages])
                row = (asked.suite, asked.document, both / gold, both / got if got else 0.0, len(packed.passages), ms)
                rows[name, budget].append(row)
    suites = sorted({row[0] for row in rows["plain", BUDGETS[0]]})
    print("\n| manner | tokens | recall | less plain | precision | passages | ms |", *suites, sep=" | ")
    for (name, budget), seen in sorted(rows.items(), key=lambda item: item[0][1]):
        documents = [row[1] for row in seen]
        recall = interval([row[2] for row in seen], documents)
        precision = interval([row[3] for row in seen], documents)
        gain = interval([a[2] - b[2] for a, b in zip(seen, rows["plain", budget], strict=True)], documents)
        by_suite = [f"{np.mean([row[2] for row in seen if row[0] == suite]):.3f}" for suite in suites]
        print(
            f"| {name} | {budget:,} | {recall[0]:.3f} ({recall[1]:.3f}-{recall[2]:.3f}) "
            f"| {gain[0]:+.3f} ({gain[1]:+.3f} to {gain[2]:+.3f}) "
            f"| {precision[0]:.4f} ({precision[1]:.4f}-{precision[2]:.4f}) "
            f"| {np.mean([row[4] for row in seen]):.1f} | {np.mean([row[5] for row in seen]):.1f} |",
            *by_suite,
            sep=" | ",
        )


async def run_quote(given: argparse.Namespace) -> None:
    embedder = OnnxEmbedder(given.card, lanes=1)
    right: dict[str, list[tuple[str, int, bool, int]]] = defaultdict(list)
    for asked, held in await questions(given, embedder):
        query = understand(asked.worded())
        every = await find(asked.worded(), held, embedder, len(held.chunks))
        chosen_from = {f"best {most}": every[:most] for most in (10, 20, 50, 100)}
        if len(every) <= LONGEST_WHOLE:
            chosen_from["whole"] = every
        chosen_from["packed 4,000"] = list(pack(every[:DEPTH], lambda _, held=held: held.content, 4_000).passages)  # type: ignore[misc]
        told: dict[str, NDArray[np.float32]] = {query.text: (await embedder.embed([query.text]))[0]}
        for name, passages in chosen_from.items():
            found = candidates(query, Evidence(tuple(passages), ""), lambda _, held=held: held.content)  # type: ignore[misc]
            is_right = False
            if found:
                says = [f"{c.headings}: {' '.join(c.says.split())}" for c in found]
                new = sorted(set(says) - told.keys())
                told.update(zip(new, await embedder.embed(new), strict=True))
                scores = score(query, found, words_of(found), [float(told[text] @ told[query.text]) for text in says])
                best = max(zip(scores, found, strict=True), key=lambda scored: scored[0])[1]
                is_right = any(
                    2 * (min(best.end, end) - max(best.start, start)) >= min(best.end - best.start, end - start)
                    for start, end in asked.gold
                )
            right[name].append((asked.document, len(every), is_right, len(found)))
    for low, high in ((0, 60), (60, 120), (120, LONGEST_WHOLE), (LONGEST_WHOLE, 10**6), (0, LONGEST_WHOLE)):
        print(f"\ndocuments of {low + 1:,} to {high:,} pieces")
        for name, rows in right.items():
            of_size = [row for row in rows if low < row[1] <= high]
            if of_size:
                mean, least, most = interval([float(row[2]) for row in of_size], [row[0] for row in of_size])
                sentences = f"{np.mean([row[3] for row in of_size]):.0f} sentences"
                print(f"  {name:14} n {len(of_size):3}  right {mean:.3f} ({least:.3f}-{most:.3f})  {sentences}")


def run_tokens(folder: Path) -> None:
    tokenizer = Tokenizer.from_file(str(SHIPPED.with_name("tokenizer.json")))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    chance = np.random.default_rng(SEED)
    for file in sorted(folder.glob("*.txt")):
        text, at, ratios, lengths = file.read_text(encoding="utf-8"), 0, [], []
        while at < len(text):
            piece = text[at : at + int(chance.integers(150, 1_000))]
            at += len(piece)
            counted = len(tokenizer.encode(piece, add_special_tokens=False).ids)
            if len(piece) >= 150 and counted:
                ratios.append(estimated_tokens(piece) / counted)
                lengths.append(len(piece) / counted)
        if ratios:
            print(
                f"{file.stem:20} n {len(ratios):5}  characters a token {np.mean(lengths):.2f}  estimate / count: mean "
                f"{np.mean(ratios):.2f}, first percentile {np.quantile(ratios, 0.01):.2f}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, most in (("pack", 60), ("quote", 15)):
        one = verbs.add_parser(verb)
        one.add_argument("--data", type=Path, default=Path("../shared/data"))
        one.add_argument("--keep", type=Path, default=Path("packing-vectors"))
        one.add_argument("--per-suite", type=int, default=most)
        one.add_argument("--card", type=Path, default=SHIPPED, help="the embedder's")
        one.add_argument("--side", choices=("apart", "train"), default="apart")
    verbs.add_parser("tokens").add_argument("folder", type=Path)
    given = parser.parse_args()
    if given.verb == "tokens":
        run_tokens(given.folder)
        return
    given.keep.mkdir(parents=True, exist_ok=True)
    asyncio.run((run_pack if given.verb == "pack" else run_quote)(given))


if __name__ == "__main__":
    main()
