"""Fit how likely it is that a document answers what a list asks of each: the weights in `answering/listing.py`.

    python -m runs.fitting.calibrate_listing look OUT [--data ../shared/data] [--keep FOLDER] [--kinds listing,nothing]
    python -m runs.fitting.calibrate_listing fit OUT [--results]

`look` puts the lists among the questions for steering (`lawyers_questions/`) to each document of their matter and keeps
the signs, and so with questions that no document answers (`lawyers_nothing.tsv`): of helicopters, horses and cakes.
Lists in everyday words come last (`lawyers_lists.tsv`); what CUAD's annotators marked answers them, so that
they cover more subjects, and are judged more loosely. `fit` fits a logistic model to the signs and prints its weights,
with recall and precision at several chances when each question is judged by weights that the others gave.

Lists that need words (`answering/needed.py`) have weights of their own. They are looked through twice, with their words
and as if they needed none; the second time teaches the weights of the lists that need none what stands next to answers.
"""

import argparse
import asyncio
import gzip
import json
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from runs.measuring import lawyers, lawyers_many, results

from pincite.access.scope import Scope
from pincite.answering.listing import LISTED, Kind, Sentences, example_of, sentences_of
from pincite.ask.each import PASSAGES, Put, put_to_each
from pincite.documents.span import DocumentId
from pincite.retrieval.inside import Probe, search_inside
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
    for row in rows:
        many = many_in(row["question"])
        if many is None:
            continue
        scope = session.scope(None, row["id"].split("-")[0])
        asked = await put_to_each(row["question"], many, scope, sources, session.now)
        ways = {"needed": asked, "left out": await without_words(asked, session, scope)}
        for words, put in ways.items() if asked.kind.needed else [("none", asked)]:
            for entry in session.firm.catalogue.entries(scope):
                sentences = await sentences_in(entry.document, put.wanted, put, put.kind, session, scope)
                found.append({"words": words, **signs_of(row, entry.path, sentences)})
        print(row["id"], len(found), flush=True)
    return found


async def without_words(asked: Put, session: Session, scope: Scope) -> Put:
    """The same as if it needed no words, with an example from sentences that may lack them."""
    kind = replace(asked.kind, needed=(), example=None)
    wanted = Probe(asked.query, kind.sought)
    looked = [await sentences_in(document, wanted, asked, kind, session, scope) for document in asked.beside]
    kind = replace(kind, example=example_of(looked))
    return replace(asked, kind=kind, wanted=Probe(asked.query, kind.sought))


async def sentences_in(
    document: DocumentId, wanted: Probe, asked: Put, kind: Kind, session: Session, scope: Scope
) -> Sentences:
    sources = session.firm.sources
    engines = sources.engines
    evidence = await search_inside(wanted, document, scope, PASSAGES, session.now(), engines)
    content_of = engines.catalogue.content
    return await sentences_of(asked.query, kind, evidence, engines.embedder, content_of, sources.reader)


def signs_of(row: dict, path: str, sentences: Sentences) -> dict:
    """What a document's sentences show of a list, and what is marked there."""
    places: list[tuple[int, int]] = next((v for k, v in row["places"].items() if lawyers_many.same(path, k)), [])
    good: list[tuple[int, int]] = next((v for k, v in row.get("good", {}).items() if lawyers_many.same(path, k)), [])
    about = {
        "question": row["id"],
        "document": path,
        "answers": bool(places),
        "in_passing": bool(good) and not places,
    }
    if sentences.fits is None:  # no sentence may answer, so it is never listed
        return {**about, "pinned": False, "within": False, **dict.fromkeys(SIGNS)}
    marked = [lawyers_many.overlaps(one.start, one.end, [*places, *good]) for one in sentences.found]
    ranked = sorted(range(len(marked)), key=lambda at: -sentences.scores[at])
    return {
        **about,
        "pinned": marked[ranked[0]],
        "within": any(marked),
        "sentences": [[round(sentences.scores[at], 4), marked[at]] for at in ranked[:8]],
        "text": " ".join(sentences.found[ranked[0]].text.split())[:240],
        **asdict(sentences.fits),
    }


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
    answering = [row for row in rows if row["answers"] and row["words"] != "left out"]
    pinned = [row["pinned"] for row in answering]
    within = [row["within"] for row in answering]
    print(f"of documents that answer: best sentence marked {np.mean(pinned):.2f}, any {np.mean(within):.2f}")
    return notes


def report(rows: list[dict], named: tuple[str, ...]) -> results.Notes:
    """Recall and precision by some signs, each question judged by weights that the others gave; then the weights.

    Lists that need words are judged by others that do; the rest by all others, as if those needed none.
    """
    known = np.array([row["strength"] is not None for row in rows])
    signs = np.array([[row[sign] if row["strength"] is not None else 0.0 for sign in named] for row in rows])
    answers = np.array([row["answers"] for row in rows], dtype=float)
    questions = np.array([row["question"] for row in rows])
    kinds = np.array([kind_of(question) for question in questions])
    words = np.array([row["words"] for row in rows])
    counts = np.where(kinds == "listing", BY_READING, 1.0)
    chances = np.zeros(len(rows))
    weights_of = {}
    for group, of in (("needed", words == "needed"), ("none", words != "needed")):
        of = of & known
        weights_of[group] = fit(signs[of], answers[of], counts[of])
        for question in dict.fromkeys(questions[words == group]):
            others, own = of & (questions != question), of & (questions == question)
            weights = fit(signs[others], answers[others], counts[others])
            chances[own] = 1 / (1 + np.exp(-(weights[0] + signs[own] @ weights[1:])))
    judged = words != "left out"
    print("by", ", ".join(named))
    for kind in sorted(set(kinds)):
        of = judged & (kinds == kind)
        for least in np.arange(0.35, 0.6, 0.05):
            listed = of & (chances >= least)
            hit = (listed & (answers > 0)).sum()
            shares = f"recall {hit / max(1, (of * answers).sum()):.2f}, precision {hit / max(1, listed.sum()):.2f}"
            print(f"  {kind} from {least:.2f}: {shares}, {listed.sum()} of {of.sum()} listed")
    for group, weights in weights_of.items():
        print(f"words {group}:", dict(zip(("bias", *named), np.round(weights, 2).tolist(), strict=True)))
    notes = results.Notes()
    for kind, row in ROWS.items():
        of = judged & (kinds == kind)
        listed = of & (chances >= LISTED)
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
