"""Fits how likely the sentence of each side of a comparison is the right one, on comparisons for steering.

    python -m runs.fitting.calibrate_comparing look OUT.json [--data ../shared/data] [--keep FOLDER]
    python -m runs.fitting.calibrate_comparing fit OUT.json [--results]

`look` puts the comparisons of `runs/questions/lawyers_questions` and those of many makes over the same documents
(`lawyers_fresh.jsonl`) to their sides, as `ask` does, and keeps of each side what may tell and whether its sentence is
the right one. `fit` fits a logistic model and judges it in five folds by comparison, six times.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from runs.fitting.calibrate_quote import auroc, logistic
from runs.measuring import lawyers_asked, lawyers_fresh, lawyers_many, results
from runs.measuring.lawyers import firm, overlaps, written

from pincite.answering.listing import Sentences, sentences_of, side_signs
from pincite.ask.each import put_to_sides
from pincite.ask.texts import texts_in
from pincite.retrieval.inside import search_inside
from pincite.retrieval.query import cleaned
from pincite.retrieval.sides import sides
from pincite.session import Session

REPEATS, FOLDS = 6, 5


async def looked(session: Session, row: dict[str, Any]) -> list[dict[str, Any]]:
    """What may tell whether the sentence of each side is right; empty for a question not taken for a comparison."""
    scope, sources, now = session.scope(), session.firm.sources, session.now
    engines = sources.engines
    two = await sides(cleaned(row["question"]), scope, engines.catalogue, engines.index, engines.embedder)
    if two is None:
        return []
    asked = await put_to_sides(row["question"], two.asked, two.documents, scope, sources, now)
    found = []
    for document in two.documents:
        evidence = await search_inside(asked.wanted, document, scope, asked.passages, now(), engines)
        content_of = await texts_in(evidence, engines.catalogue)
        read = await sentences_of(
            asked.query, asked.kind, evidence, engines.embedder, content_of, sources.reader, is_compared=True
        )
        if read.found:
            ahead, first = side_signs(read)
            found.append({"id": row["id"], "ahead": ahead, "first": first, "right": is_right(row, read)})
    return found


def is_right(row: dict[str, Any], read: Sentences) -> bool:
    """Whether the best sentence of a side is one that was marked."""
    best = read.found[max(range(len(read.found)), key=lambda at: read.scores[at])]
    path = best.passage.path
    if "places" in row:
        spans = next((spans for name, spans in row["places"].items() if lawyers_many.same(path, name)), ())
        return overlaps(best.start, best.end, [tuple(span) for span in spans])
    said = {"path": path, "text": " ".join(best.text.split())}
    return any(lawyers_asked.is_right(said, side) for side in row["sides"])


def fit(rows: Sequence[dict[str, Any]]) -> results.Notes:
    """Print the weights, and how well they tell sides of other comparisons; give back the figures."""
    notes = results.Notes()
    right = np.array([float(row["right"]) for row in rows])
    signs = np.array([(1.0, row["ahead"], row["first"]) for row in rows])
    ids = sorted({row["id"] for row in rows})
    chance = np.zeros(len(rows))
    for repeat in range(REPEATS):
        order = ids[:]
        random.Random(repeat).shuffle(order)
        fold = np.array([order.index(row["id"]) % FOLDS for row in rows])
        for held in range(FOLDS):
            weights = logistic(signs[fold != held], right[fold != held])
            chance[fold == held] += 1 / (1 + np.exp(-signs[fold == held] @ weights)) / REPEATS
    loss = float(-(right * np.log(chance) + (1 - right) * np.log(1 - chance)).mean())
    share = float(right.mean())
    alone = float(-(share * np.log(share) + (1 - share) * np.log(1 - share)))
    print(f"{len(ids)} comparisons, {len(rows)} sides, {share:.3f} right")
    print("bias, ahead, first:", np.round(logistic(signs, right), 2))
    print(f"other comparisons: AUROC {auroc(right, chance):.3f}, log loss {loss:.3f} ({alone:.3f} by the share alone)")
    for part in np.array_split(np.argsort(chance, kind="stable"), 4):
        print(f"  said {chance[part].mean():.2f}, right {right[part].mean():.2f} of {len(part)}")
    notes.note("sides of comparisons", "AUROC", auroc(right, chance), len(rows))
    notes.note("sides of comparisons", "log loss", loss)
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("look", "fit"):
        verb = verbs.add_parser(name)
        verb.add_argument("out", type=Path)
        verb.add_argument("--data", type=Path, default=Path("../shared/data"))
        verb.add_argument("--keep", type=Path)
        results.add_option(verb, "comparing")
    given = parser.parse_args()
    if given.verb == "fit":
        fit(json.loads(given.out.read_text(encoding="utf-8"))).keep(given.results)
        return
    asked = [row for row in written(half="steer") if row["kind"] == "comparing"]
    asked += [row for row in lawyers_asked.rows_of(lawyers_fresh.WRITTEN, ("comparing",)) if row["as"] == "firm"]

    async def every(session: Session) -> list[dict[str, Any]]:
        found = []
        for number, row in enumerate(asked, start=1):
            found += await looked(session, row)
            if number % 10 == 0:
                print(f"{number} of {len(asked)}", file=sys.stderr, flush=True)
        return found

    with firm(given.data, given.keep or Path(tempfile.mkdtemp(prefix="pincite-comparing-"))) as session:
        given.out.write_text(json.dumps(asyncio.run(every(session))), encoding="utf-8")


if __name__ == "__main__":
    main()
