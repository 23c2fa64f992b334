"""How well does an embedder find the answer once the right document is known? The dense leg alone, one card or several.

    .venv/bin/python -m runs.measuring.in_document CARD.json [CARD.json ...] [--data ../shared/data] [--most 150]

Questions about documents that nothing was trained on (`runs/questions/legal_questions.py`), at most so many of a suite.
For each the pieces of its document are ranked by cosine, and recall is measured within the first 4,000 characters. The
question does not name the document. With two cards the difference, second less first, is given as well; intervals draw
whole documents. Reading and cutting is done once, so the cards see the same pieces.
"""

import argparse
import asyncio
from collections import defaultdict
from pathlib import Path

import numpy as np
from runs.questions.legal_questions import Asked, collection, sampled

from pincite.chunking.by_clause import by_clause
from pincite.chunking.chunk import Chunk
from pincite.chunking.fingerprint import fingerprint
from pincite.documents.span import DocumentId, VersionId
from pincite.evaluation.bootstrap import Interval, Stratum, clustered_interval, differences, mean_interval
from pincite.evaluation.retrieval import FileRange, figures
from pincite.models.onnx_embedder import SHIPPED, OnnxEmbedder
from pincite.readers.read import read

FIGURE = "recall@4000c"


def pieces_of(document: str, text: str) -> list[Chunk]:
    """The document as `ingest` cuts it."""
    name = document.split("/")[-1]
    if Path(name).suffix not in (".txt", ".md"):  # the texts of PDF files, named after these
        name = f"{name}.txt"
    reading = read(text.encode(), name)
    return list(by_clause(DocumentId(document), VersionId("v"), reading, fingerprint(reading.title, name)))


def measured(card: Path, asked: list[Asked], pieces: dict[str, list[Chunk]]) -> list[float]:
    """The figure of each question."""
    embedder = OnnxEmbedder(card)
    wanted = asyncio.run(embedder.embed([question.question for question in asked]))
    vectors = {
        document: asyncio.run(embedder.embed([piece.search_text for piece in cut])) for document, cut in pieces.items()
    }
    found = []
    for question, vector in zip(asked, wanted, strict=True):
        cut = pieces[question.document]
        order = np.argsort(-(vectors[question.document] @ vector), kind="stable")[:64]
        hits = [FileRange(question.document, cut[at].start, cut[at].end) for at in order]
        gold = [FileRange(question.document, start, end) for start, end in question.gold]
        found.append(figures(gold, hits)[FIGURE])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cards", type=Path, nargs="*", default=[SHIPPED])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--most", type=int, default=150)
    options = parser.parse_args()
    found = collection(options.data)
    asked = sampled((question for question in found.asked if question.apart), options.most)
    pieces = {document: pieces_of(document, found.texts[document]) for document in {q.document for q in asked}}
    print(f"{len(asked)} questions, {len(pieces)} documents, {sum(map(len, pieces.values())):,} pieces; {FIGURE}")
    values = {card: measured(card, asked, pieces) for card in options.cards}
    rows: dict[str, list[int]] = defaultdict(list)
    for at, question in enumerate(asked):
        rows[question.suite].append(at)
    for card in options.cards:
        strata = [stratum(values[card], asked, places) for places in rows.values()]
        print(card)
        for suite, one in zip(rows, strata, strict=True):
            shown(suite, one.mean, clustered_interval(one), len(one.values))
        shown("mean", sum(one.mean for one in strata) / len(strata), mean_interval(strata), len(asked))
    if len(options.cards) == 2:
        first, second = (values[card] for card in options.cards)
        documents = [question.document for question in asked]
        strata = [
            differences([second[at] for at in places], [first[at] for at in places], [documents[at] for at in places])
            for places in rows.values()
        ]
        print("difference")
        for suite, one in zip(rows, strata, strict=True):
            shown(suite, one.mean, clustered_interval(one), len(one.values))
        shown("mean", sum(one.mean for one in strata) / len(strata), mean_interval(strata), len(asked))


def stratum(values: list[float], asked: list[Asked], places: list[int]) -> Stratum:
    """The figures of one suite, by document."""
    return Stratum([values[at] for at in places], [asked[at].document for at in places])


def shown(suite: str, mean: float, interval: Interval, count: int) -> None:
    """One line of a table."""
    low, high = interval.low, interval.high
    print(f"  {suite:12} {mean:+.3f} ({low:+.3f} to {high:+.3f}), {count} questions")


if __name__ == "__main__":
    main()
