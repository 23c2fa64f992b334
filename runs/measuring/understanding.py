"""What understanding a question is worth: other legal words, the general question, its parts, a hypothetical clause.

    python -m runs.measuring.understanding search [--data ../shared/data] [--keep FOLDER] [--per-suite 60]
        [--side apart]
    python -m runs.measuring.understanding labels [--data ../shared/data] [--side held]

`search` asks questions of `runs/questions/legal_questions.py` about documents that nothing was trained on, each in its
own document, through the product's own index and embedder (BM25 and MiniLM, 50 deep, fused), and reports the share of
the gold characters within the first 4,000 returned: plain, and with each thing that `understand` adds, with 95 %
intervals from 1,000 bootstrap samples of documents and the paired difference to plain. The constants were chosen on the
other side (`--side train`). The index is kept in FOLDER for the next time; seeds are fixed.

`labels` reports how often the kind of a question is right, and how many of its entities, on the questions of our own in
`tests/data/understanding` (the side `dev` was looked at while the rules were written, `held` was not), and how often a
question is called out of scope: of SQuAD, which no legal text answers, and of all legal questions.
"""

import argparse
import asyncio
import hashlib
import json
import lzma
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path, PurePath

import numpy as np
from runs.questions.legal_questions import Asked, Collection, collection, sampled

from pincite.access.scope import Principal, Scope
from pincite.chunking.by_clause import by_clause
from pincite.chunking.fingerprint import fingerprint
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.evaluation.bootstrap import Stratum, differences, mean_interval
from pincite.evaluation.retrieval import FileRange, figures
from pincite.index.lance import LanceIndex
from pincite.index.port import Hit, Legs, Row, Vector
from pincite.models.onnx_embedder import SHIPPED, OnnxEmbedder
from pincite.readers.read import read
from pincite.retrieval.fusion import fused_scores
from pincite.retrieval.hyde import template
from pincite.retrieval.query import Query, understand
from pincite.retrieval.search import LEXICAL_WEIGHT
from pincite.retrieval.understanding.concepts import noticed
from pincite.retrieval.understanding.entities import entities_in
from pincite.retrieval.understanding.intent import intent_of
from pincite.retrieval.weakness import is_weak

DEPTH = 50
DOCUMENTS = 20
"""Documents of each suite that questions are drawn from, so that not each question costs the embedding of another."""

MERGERS = 5
"""The same of merger agreements, each of which is as long as ten contracts."""

LABELS = Path(__file__).parents[2] / "tests" / "data" / "understanding"
MARKED = re.compile(r"\{([^{}|]+)\|([a-z_]+)\|([^{}|]+)\}")
FIGURE = "recall@4000c"

Ranking = list[tuple[str, int, int]]
Weighed = tuple[float, Ranking]
"""A ranking and its weight in the fusion."""

Asking = Callable[[Asked, "Library", float], Awaitable[tuple[Query, dict[str, list[Weighed]], bool]]]


@dataclass(frozen=True)
class Searched:
    """One question, its document, and what each way of asking found of the gold, 0 to 1."""

    asked: Asked
    query: Query
    found: dict[str, float]
    weak: bool


class Library:
    """An index of documents, each in a matter of its own, and the searches of one question in one of them."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.keep = options.keep
        self.keep.mkdir(parents=True, exist_ok=True)
        self.embedder = OnnxEmbedder(options.model)
        folder = self.keep / f"index-{options.side}-{self.embedder.name}"
        self.index = LanceIndex(folder, self.embedder.name, self.embedder.dimensions)

    async def add(self, documents: dict[str, str]) -> None:
        held = set(await self.index.versions())
        for path, text in documents.items():
            if DocumentId(path) in held:
                continue
            name = PurePath(path).name
            content = read(text.encode(), name if "." in name else f"{name}.txt")
            chunks = by_clause(DocumentId(path), VersionId(path), content, fingerprint(content.title, name))
            told = "\0".join([self.embedder.name, *(chunk.search_text for chunk in chunks)])
            file = self.keep / f"{hashlib.sha256(told.encode()).hexdigest()[:24]}.npy"
            if not file.exists():
                np.save(file, await self.embedder.embed([chunk.search_text for chunk in chunks]))
            vectors = np.load(file)
            rows = [Row(chunk, MatterId(path), (), vector) for chunk, vector in zip(chunks, vectors, strict=True)]
            await self.index.upsert(rows, [DocumentId(path)])
        await self.index.optimize()

    async def vector(self, *texts: str) -> Vector:
        """The mean direction of some texts."""
        mean = (await self.embedder.embed(texts)).mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)

    async def legs(self, document: str, words: str, vector: Vector) -> Legs:
        nobody = Principal("bench", "bench")
        scope = Scope(nobody, frozenset({MatterId(document)}), frozenset(), 1, datetime(2100, 1, 1, tzinfo=UTC))
        return await self.index.search(words, vector, scope, DEPTH)


def ranked(hits: Sequence[Hit]) -> Ranking:
    return [(hit.chunk.document, hit.chunk.start, hit.chunk.end) for hit in hits]


async def ways(asked: Asked, library: Library, lexical_weight: float) -> tuple[Query, dict[str, list[Weighed]], bool]:
    """The rankings that each way of asking fuses, and whether the plain search was weak."""
    query = understand(asked.question)
    clause = template(query)
    richer = " ".join([query.text, *query.expansions])

    async def lexical_of(words: str) -> Weighed:
        return lexical_weight, ranked((await library.legs(asked.document, words, own)).lexical)

    async def dense_of(*texts: str) -> Weighed:
        return 1.0, ranked((await library.legs(asked.document, query.text, await library.vector(*texts))).dense)

    own = await library.vector(query.text)
    plain = await library.legs(asked.document, query.text, own)
    lexical, dense = (lexical_weight, ranked(plain.lexical)), (1.0, ranked(plain.dense))
    weak = is_weak([hit.score for hit in plain.dense], lexical[1], dense[1])
    lexical_richer, dense_richer = await lexical_of(richer), await dense_of(richer)
    dense_mean, dense_clause = await dense_of(query.text, clause), await dense_of(clause)
    found = {
        "plain": [lexical, dense],
        "expansions, lexical": [lexical_richer, dense],
        "expansions, dense": [lexical, dense_richer],
        "expansions, both legs": [lexical_richer, dense_richer],
        "clause instead, dense": [lexical, dense_clause],
        "clause beside, dense": [lexical, dense, dense_clause],
        "clause and question, mean": [lexical, dense_mean],
        "expansions, lexical; clause, mean": [lexical_richer, dense_mean],
    }
    for way, more in (("the first three", query.expansions[:3]), ("all of the table", every_term(query.text))):
        found[f"expansions, lexical, {way}"] = [await lexical_of(" ".join([query.text, *more])), dense]
    if query.expansions:
        found["expansions, a third leg"] = [lexical, dense, await lexical_of(" ".join(query.expansions))]
    if query.broader:
        general = [await lexical_of(query.broader), await dense_of(query.broader)]
        found["general question beside"] = [lexical, dense, *general]
        found["general question, half"] = [lexical, dense, *((weight / 2, keys) for weight, keys in general)]
        found["general question, dense mean"] = [lexical, await dense_of(query.text, query.broader)]
    for way in (
        "expansions, lexical",
        "expansions, both legs",
        "clause instead, dense",
        "clause and question, mean",
        "expansions, lexical; clause, mean",
    ):
        found[f"{way}: when weak"] = found[way if weak else "plain"]
    return query, found, weak


def every_term(text: str) -> list[str]:
    """All that the table has on what a text names: what `expansions` would be without bounds."""
    return [term for found in noticed(text) for term in (*found.concept.terms, *found.concept.written)]


async def compound(
    asked: Asked, library: Library, lexical_weight: float
) -> tuple[Query, dict[str, list[Weighed]], bool]:
    """The same of a question that asks two things: the whole, its parts, both, and the parts by turns."""
    query = understand(asked.question)

    async def both_of(text: str) -> list[Weighed]:
        legs = await library.legs(asked.document, text, await library.vector(text))
        return [(lexical_weight, ranked(legs.lexical)), (1.0, ranked(legs.dense))]

    whole = await both_of(query.text)
    each = [await both_of(part) for part in query.parts]
    alone = [leg for legs in each for leg in legs]
    best = [fused(legs) for legs in each]
    by_turns = [key for keys in zip_longest(*best) for key in keys if key is not None]
    return (
        query,
        {"plain": whole, "parts": alone, "parts and whole": [*whole, *alone], "parts by turns": [(1.0, by_turns)]},
        False,
    )


def fused(legs: Sequence[Weighed]) -> Ranking:
    return [key for key, _ in fused_scores([keys for _, keys in legs], weights=[weight for weight, _ in legs])]


async def search(found: Collection, options: argparse.Namespace) -> None:
    chosen = questions(found, options)
    library = Library(options)
    await library.add({asked.document: found.texts[asked.document] for asked in chosen})
    print(f"embedder {library.embedder.name}, weight of the lexical leg {options.lexical_weight}")
    results = await measured(chosen, library, ways, options.lexical_weight)
    print(f"{len(results)} questions about {len({r.asked.document for r in results})} documents")
    for weak in (True, False):
        plain = [result.found["plain"] for result in results if result.weak is weak]
        print(f"{'weak' if weak else 'sure'} first searches: {len(plain)}, plain recall {np.mean(plain):.3f}")
    table(results)
    results = await measured(paired(chosen), library, compound, options.lexical_weight)
    parts = Counter(len(result.query.parts) for result in results)
    print(f"\n{len(results)} questions made of two about the same document; number of parts found: {dict(parts)}")
    table(results)


async def measured(chosen: Sequence[Asked], library: Library, asking: Asking, lexical_weight: float) -> list[Searched]:
    """What each way of asking found."""
    results: list[Searched] = []
    for asked in chosen:
        query, rankings, weak = await asking(asked, library, lexical_weight)
        gold = [FileRange(asked.document, start, end) for start, end in asked.gold]
        worth = {way: figures(gold, [FileRange(*key) for key in fused(legs)])[FIGURE] for way, legs in rankings.items()}
        results.append(Searched(asked, query, worth, weak))
    return results


def paired(chosen: Sequence[Asked]) -> list[Asked]:
    """Two questions about one document as one."""
    waiting: dict[str, Asked] = {}
    found: list[Asked] = []
    for asked in chosen:
        other = waiting.pop(asked.document, None)
        if other is None:
            waiting[asked.document] = asked
        elif other.question != asked.question:
            text = f"{other.question.rstrip(' ?.')}? {asked.question}"
            found.append(replace(asked, question=text, gold=(*other.gold, *asked.gold)))
    return found


def table(results: Sequence[Searched]) -> None:
    names = list(dict.fromkeys(way for result in results for way in result.found))
    suites = sorted({result.asked.suite for result in results})
    print("| way | changed | " + " | ".join(suites) + " | mean [95 %] | less plain [95 %] |")
    for way in names:
        values = [[r.found.get(way, r.found["plain"]) for r in results if r.asked.suite == suite] for suite in suites]
        plains = [[r.found["plain"] for r in results if r.asked.suite == suite] for suite in suites]
        clusters = [[r.asked.document for r in results if r.asked.suite == suite] for suite in suites]
        strata = [Stratum(value, cluster) for value, cluster in zip(values, clusters, strict=True)]
        less = [differences(*row) for row in zip(values, plains, clusters, strict=True)]
        whole, gain = mean_interval(strata), mean_interval(less)
        changed = sum(r.found.get(way, r.found["plain"]) != r.found["plain"] for r in results)
        print(
            f"| {way} | {changed} | "
            + " | ".join(f"{stratum.mean:.3f}" for stratum in strata)
            + f" | {np.mean([s.mean for s in strata]):.3f} [{whole.low:.3f}, {whole.high:.3f}]"
            + f" | {np.mean([s.mean for s in less]):+.3f} [{gain.low:+.3f}, {gain.high:+.3f}] |"
        )


def questions(found: Collection, options: argparse.Namespace) -> list[Asked]:
    """Questions of a few documents of each suite."""
    asked = [question for question in found.asked if question.apart == (options.side == "apart")]
    kept: dict[str, list[str]] = defaultdict(list)
    for question in sampled(asked, len(asked)):
        most = MERGERS if question.suite == "maud" else DOCUMENTS
        if question.document not in kept[question.suite] and len(kept[question.suite]) < most:
            kept[question.suite].append(question.document)
    among = [q for q in asked if q.document in kept[q.suite]]
    before = set(sampled(among, options.skip))
    return [question for question in sampled(among, options.skip + options.per_suite) if question not in before]


def labels(found: Collection, options: argparse.Namespace) -> None:
    rows = [line.split("\t") for line in (LABELS / "intents.tsv").read_text(encoding="utf-8").splitlines()[2:]]
    wrong = [
        (kind, intent_of(text), text) for kind, side, text in rows if side == options.side and intent_of(text) != kind
    ]
    asked = Counter(kind for kind, side, _ in rows if side == options.side)
    print(f"intent, {options.side}: {1 - len(wrong) / asked.total():.3f} of {asked.total()} right; wrong by kind:")
    for kind, count in sorted(asked.items()):
        print(f"  {kind}: {sum(w[0] == kind for w in wrong)} of {count}")
    for kind, said, text in wrong:
        print(f"  {kind}, taken for {said}: {text}")
    right: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    for line in (LABELS / "entities.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        side, marked = line.split("\t")
        if side != options.side:
            continue
        text, gold = unmarked(marked)
        read = {(e.kind, e.start, e.end, e.value) for e in entities_in(text)}
        right.update(kind for kind, *_ in read & gold)
        missed.update(kind for kind, *_ in gold - read)
        extra.update(kind for kind, *_ in read - gold)
        if read != gold:
            print(f"  {text}\n    missed {sorted(gold - read)}\n    extra {sorted(read - gold)}")
    for kind in sorted({*right, *missed, *extra}):
        print(f"  {kind}: {right[kind]} right, {missed[kind]} missed, {extra[kind]} too many")
    print(
        f"entities, {options.side}: precision {right.total() / (right + extra).total():.3f}, "
        f"recall {right.total() / (right + missed).total():.3f} (kind, exact words and value)"
    )
    named = [
        (question, name)
        for question in found.asked
        if question.suite == "cuad" and question.name.count(" and ") == 1 and " between " in question.name
        for name in question.name.split(" between ")[1].split(" and ")
    ]
    seen = [
        any(e.kind == "party" and e.text.rstrip(".") == name.rstrip(".") for e in entities_in(question.worded()))
        for question, name in named
    ]
    print(f"parties that CUAD names, in the question as asked: {sum(seen)} of {len(seen)} found exactly")
    with lzma.open(options.data / "retrieval" / "squad2_dev_a.json.xz") as stream:
        squad = [
            q["question"] for article in json.load(stream)["data"] for p in article["paragraphs"] for q in p["qas"]
        ]
    legal = sorted({" ".join(question.question.split()) for question in found.asked})
    for name, texts in (("SQuAD", squad), ("legal", legal)):
        refused = [text for text in texts if intent_of(" ".join(text.split())) == "out_of_scope"]
        print(f"out of scope: {len(refused)} of {len(texts)} {name} questions {refused[:8]}")
    print(f"ms a question: {spent(legal)}")


def unmarked(marked: str) -> tuple[str, set[tuple[str, int, int, str]]]:
    """A question without its marks, and the entities that they gave: kind, start, end, value."""
    text, at = "", 0
    gold: set[tuple[str, int, int, str]] = set()
    for mark in MARKED.finditer(marked):
        text += marked[at : mark.start()]
        gold.add((mark[2], len(text), len(text) + len(mark[1]), mark[3]))
        text, at = text + mark[1], mark.end()
    return text + marked[at:], gold


def spent(texts: Sequence[str], understanding: Callable[[str], Query] = understand) -> str:
    """Milliseconds that understanding takes: median, 95th percentile, most; each question the best of three."""
    taken = []
    for text in texts:
        best = float("inf")
        for _ in range(3):
            began = time.perf_counter()
            understanding(text)
            best = min(best, time.perf_counter() - began)
        taken.append(1000 * best)
    taken.sort()
    return f"median {statistics.median(taken):.2f}, p95 {taken[int(0.95 * len(taken))]:.2f}, most {taken[-1]:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["search", "labels"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--keep", type=Path, default=Path(".understanding"))
    parser.add_argument("--model", type=Path, default=SHIPPED, help="card of the embedder")
    parser.add_argument("--lexical-weight", type=float, default=LEXICAL_WEIGHT, help="beside the dense leg's 1")
    parser.add_argument("--per-suite", type=int, default=60)
    parser.add_argument("--skip", type=int, default=0, help="questions of each suite that were looked at before")
    parser.add_argument("--side", default=None, help="search: apart (default) or train; labels: held (default) or dev")
    options = parser.parse_args()
    options.side = options.side or ("apart" if options.what == "search" else "held")
    found = collection(options.data)
    if options.what == "labels":
        labels(found, options)
    else:
        asyncio.run(search(found, options))


if __name__ == "__main__":
    main()
