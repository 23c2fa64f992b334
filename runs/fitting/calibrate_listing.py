"""Fit how likely it is that a document answers what a list asks of each: the weights in `answering/listing.py`.

    python -m runs.fitting.calibrate_listing look OUT [--data ../shared/data] [--keep FOLDER] [--kinds listing,nothing]
    python -m runs.fitting.calibrate_listing fit OUT [--results]

`look` puts the lists among the questions for steering (`lawyers_questions/`) to each document of their matter and keeps
the signs, and so with questions that no document answers (`lawyers_nothing.tsv`): of helicopters, horses and cakes.
Lists in everyday words come last (`lawyers_lists.tsv`); what CUAD's annotators marked answers them, so that
they cover more subjects, and are judged more loosely. `fit` fits a logistic model to the signs and prints its weights,
with recall and precision at several chances when each question is judged by weights that the others gave.
"""

import argparse
import asyncio
import gzip
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
from runs.measuring import lawyers, lawyers_many, results

from pincite.answering.listing import LISTED, sentences_of
from pincite.ask.each import PASSAGES, put_to_each
from pincite.retrieval.search import search_inside
from pincite.retrieval.understanding.many import many_in
from pincite.session import Session

NOTHING = Path(__file__).parents[1] / "questions" / "lawyers_nothing.tsv"
LISTS = Path(__file__).parents[1] / "questions" / "lawyers_lists.tsv"
SIGNS = ("strength", "wording", "example", "odds")
"""The last one only where a reader was set."""
BY_READING = 2.0
"""How much a document counts whose places were marked by reading for its list: the annotators' marks are rougher."""
SHRINKAGE = 1.0
"""Ridge on standardised signs: two dozen questions are few."""


def written(data: Path) -> list[dict]:
    """Lists in everyday words, with what CUAD has marked for their category in the documents of their matter."""
    marked: dict[str, dict[str, list[tuple[int, int]]]] = {}
    with gzip.open(data / "cuad" / "cuad_spans.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            places = [(span["start"], span["end"]) for span in row["spans"]]
            marked.setdefault(row["category"], {})[f"cuad/{row['doc']}"] = places
    rows, known = [], lawyers.matters()
    for number, line in enumerate(LISTS.read_text(encoding="utf-8").splitlines()[1:], start=1):
        matter, category, question = line.split("\t")
        found = {name: marked[category][name] for name in known[matter] if marked[category].get(name)}
        rows.append({"id": f"{matter}-written-{number}", "question": question, "places": found})
    return rows


def asked(kinds: str, data: Path) -> list[dict]:
    """The lists for steering, those written beside them, and questions that nothing answers, as rows without places."""
    rows = [row for row in lawyers.written(half="steer") if row["kind"] == "listing"] if "listing" in kinds else []
    if "nothing" in kinds:
        lines = NOTHING.read_text(encoding="utf-8").splitlines()
        pairs = [line.split("\t") for line in lines]
        rows += [{"id": f"{m}-nothing-{n}", "question": q, "places": {}} for n, (m, q) in enumerate(pairs, start=1)]
    return rows + (written(data) if "written" in kinds else [])


async def looked(session: Session, rows: list[dict]) -> list[dict]:
    found = []
    sources = session.firm.sources
    engines = sources.engines
    for row in rows:
        many = many_in(row["question"])
        if many is None:
            continue
        scope = session.scope(None, row["id"].split("-")[0])
        asked = await put_to_each(row["question"], many, scope, sources, session.now)
        for entry in session.firm.catalogue.entries(scope):
            evidence = await search_inside(asked.wanted, entry.document, scope, PASSAGES, session.now(), engines)
            sentences = await sentences_of(
                asked.query, asked.kind, evidence, engines.embedder, engines.catalogue.content, sources.reader
            )
            places: list[tuple[int, int]] = next(
                (v for name, v in row["places"].items() if lawyers_many.same(entry.path, name)), []
            )
            good: list[tuple[int, int]] = next(
                (v for name, v in row.get("good", {}).items() if lawyers_many.same(entry.path, name)), []
            )
            about = {
                "question": row["id"],
                "document": entry.path,
                "answers": bool(places),
                "in_passing": bool(good) and not places,
            }
            if sentences.fits is None:  # no sentence may answer, so it is never listed
                found.append({**about, "pinned": False, "within": False, **dict.fromkeys(SIGNS)})
                continue
            best = max(range(len(sentences.scores)), key=lambda at: sentences.scores[at])
            span = sentences.found[best].start, sentences.found[best].end
            found.append(
                {
                    **about,
                    "pinned": lawyers_many.overlaps(*span, [*places, *good]),
                    "within": any(lawyers_many.overlaps(c.start, c.end, [*places, *good]) for c in sentences.found),
                    "sentences": [
                        [round(score, 4), lawyers_many.overlaps(one.start, one.end, [*places, *good])]
                        for score, one in sorted(
                            zip(sentences.scores, sentences.found, strict=True), key=lambda p: -p[0]
                        )
                    ][:8],
                    "text": " ".join(sentences.found[best].text.split())[:240],
                    **asdict(sentences.fits),
                }
            )
        print(row["id"], len(found), flush=True)
    return found


def fit(signs: np.ndarray, answers: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The bias and the weights per unit of each sign; `counts` is how much each row counts."""
    mean, spread = signs.mean(0), signs.std(0) + 1e-9
    design = np.c_[np.ones(len(signs)), (signs - mean) / spread]
    weights = np.zeros(design.shape[1])
    ridge = np.eye(len(weights)) * SHRINKAGE
    ridge[0, 0] = 1e-6
    for _ in range(100):
        chances = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (counts * (answers - chances)) - ridge @ weights
        weights += np.linalg.solve((design * (counts * chances * (1 - chances))[:, None]).T @ design + ridge, slope)
    own = weights[1:] / spread
    return np.r_[weights[0] - own @ mean, own]


def kind_of(question: str) -> str:
    """Which file a question is of, by its id."""
    return next((kind for kind in ("written", "nothing") if f"-{kind}-" in question), "listing")


ROWS = {"listing": "lists, half for steering", "written": "lists in everyday words"}
"""Kinds of lists as the pages name them."""


def fitted(rows: list[dict]) -> results.Notes:
    """Print what the weights give; for the pages, what they give by all signs there are."""
    rows = [row for row in rows if not row["in_passing"]]
    has_read = any(row["odds"] is not None for row in rows)
    every, *fewer = (SIGNS, SIGNS[:-1]) if has_read else (SIGNS[:-1],)
    notes = report(rows, every)
    for named in fewer:
        report(rows, named)
    pinned = [row["pinned"] for row in rows if row["answers"]]
    within = [row["within"] for row in rows if row["answers"]]
    print(f"of documents that answer: best sentence marked {np.mean(pinned):.2f}, any {np.mean(within):.2f}")
    return notes


def report(rows: list[dict], named: tuple[str, ...]) -> results.Notes:
    """Recall and precision by some signs, each question judged by weights that the others gave; then the weights."""
    known = np.array([row["strength"] is not None for row in rows])
    signs = np.array([[row[sign] if row["strength"] is not None else 0.0 for sign in named] for row in rows])
    answers = np.array([row["answers"] for row in rows], dtype=float)
    questions = np.array([row["question"] for row in rows])
    kinds = np.array([kind_of(question) for question in questions])
    counts = np.where(kinds == "listing", BY_READING, 1.0)
    chances = np.zeros(len(rows))
    for question in dict.fromkeys(questions):
        own = questions == question
        weights = fit(signs[~own & known], answers[~own & known], counts[~own & known])
        chances[own & known] = 1 / (1 + np.exp(-(weights[0] + signs[own & known] @ weights[1:])))
    print("by", ", ".join(named))
    for kind in sorted(set(kinds)):
        of = kinds == kind
        for least in np.arange(0.35, 0.6, 0.05):
            listed = of & (chances >= least)
            hit = (listed & (answers > 0)).sum()
            shares = f"recall {hit / max(1, (of * answers).sum()):.2f}, precision {hit / max(1, listed.sum()):.2f}"
            print(f"  {kind} from {least:.2f}: {shares}, {listed.sum()} of {of.sum()} listed")
    fitted_to = np.round(fit(signs[known], answers[known], counts[known]), 2).tolist()
    print(dict(zip(("bias", *named), fitted_to, strict=True)))
    notes = results.Notes()
    for kind, row in ROWS.items():
        of, listed = kinds == kind, (kinds == kind) & (chances >= LISTED)
        hit = float((listed & (answers > 0)).sum())
        if of.any():
            notes.note(row, "recall", hit / max(1.0, float((of * answers).sum())), len(set(questions[of])))
            notes.note(row, "precision", hit / max(1, int(listed.sum())))
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=("look", "fit"))
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--kinds", default="listing,nothing,written")
    parser.add_argument("--settings", default="", help="lines of settings.toml, such as the reader")
    parser.add_argument("--keep", type=Path, help="work here and leave the workspace for the next time")
    results.add_option(parser, "lists-steering")
    given = parser.parse_args()
    if given.verb == "look":
        work = given.keep or Path(tempfile.mkdtemp(prefix="pincite-listing-"))
        with lawyers.firm(given.data, work, given.settings) as session:
            found = asyncio.run(looked(session, asked(given.kinds, given.data)))
        given.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
    rows = [json.loads(line) for line in given.out.read_text(encoding="utf-8").splitlines()]
    fitted(rows).keep(given.results)


if __name__ == "__main__":
    main()
