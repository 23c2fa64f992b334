"""Fit how likely the best sentence answers a follow-up: `FOLLOWED` (`answering/chances.py`), `THIN_FOLLOWED`.

    python -m runs.fitting.calibrate_following look OUT [--data ../shared/data] [--keep FOLDER] [--settings …]
    python -m runs.fitting.calibrate_following fit OUT [--write CARD]

`look` asks the follow-ups among the questions for steering (`lawyers_questions/`) and those of `lawyers_following.tsv`.
Those are questions for steering about one document, worded anew so that they go on from another one about it; half of
them it does not answer. They carry over the document and the marked place of the question before. What the formula, the
reader and its second one say of each candidate is kept. `fit` fits a logistic model, and prints for several thresholds
what is right, wrong and refused when each document's follow-ups are judged by the model that the others gave: by the
first reader alone, and by both. `--write` puts the weights for both into the second reader's card, as
`second_look_followed`.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from runs.fitting.calibrate_listing import fit as fitted_to
from runs.measuring import lawyers

from pincite.answering import formula
from pincite.answering.candidates import candidates
from pincite.answering.reading import BY_CLAUSE, BY_NEWEST, STEPS, UNLIKE, _aimed, usual_clause
from pincite.answering.reading_candidates import read_candidates
from pincite.answering.readings import ALONE, WEIGHTS
from pincite.answering.second_look import LOOKED_AT, SHARE
from pincite.ask import EVIDENCE, EVIDENCE_NAMED
from pincite.documents.span import Span
from pincite.errors import ModelError
from pincite.retrieval.aiming import aims
from pincite.retrieval.following import EarlierQuestion, follow
from pincite.retrieval.search import search
from pincite.session import Session

WRITTEN = Path(__file__).parents[1] / "questions" / "lawyers_following.tsv"
SIGNS = ("best", "newest", "whole", "ahead")
KINDS = {"follow-up": "of the measure", "there": "written, answered", "absent": "written, not answered"}


def rows() -> Iterator[tuple[str, dict, str, dict | None]]:
    """Each follow-up with the question whose places answer it, its words, and the question before where that is one."""
    known = {row["id"]: row for row in lawyers.written(half="steer")}
    for row in known.values():
        if row["kind"] == "follow-up":
            yield "follow-up", row, row["question"], None
    for line in WRITTEN.read_text(encoding="utf-8").splitlines()[1:]:
        kind, target, before, text = line.split("\t")
        yield kind, known[target], text, known[before]


async def looked(session: Session) -> list[dict]:
    """What is said of the candidates of each follow-up, the likeliest by the formula first.

    Raises:
        ModelError: no reader is set.
    """
    engines, reader = session.firm.sources.engines, session.firm.sources.reader
    if reader is None:
        raise ModelError("no reader is set, and without one follow-ups are judged by the formula; set one")
    content_of, found_in = engines.catalogue.content, []
    entries = {entry.path: entry for entry in session.firm.catalogue.entries(session.scope())}
    for kind, target, text, before in rows():
        scope = session.scope()  # a scope expires, and all the questions take longer than that
        document = target["documents"][0]
        entry = next(one for path, one in entries.items() if path.endswith(document.split("/", 1)[1]))
        if before is None:
            earlier = await lawyers.earlier(session, target["after"])
        else:
            start, end = before["places"][document][0]
            answer = Span(entry.document, entry.version, start, end) if entry.version else None
            earlier = EarlierQuestion(0, before["question"], (entry.document,), frozenset({entry.matter}), answer)
        query = follow(text, earlier, scope, engines.catalogue)
        aimed = await aims(query, scope, session.now(), engines)
        most = EVIDENCE_NAMED if any(aim.documents for aim in aimed) else EVIDENCE
        evidence = await search(query, scope, most, session.now(), engines, aimed)
        found = candidates(query, evidence, content_of)
        if not found or not query.newest:
            continue
        made, meant = await formula.scored(query, found, engines.embedder, usual_clause(query)), _aimed(evidence)
        near = [float(one.passage.chunk.document in meant) if meant else 0.5 for one in found]
        clause = [one - UNLIKE for one in made.by_clause] or [0.0] * len(found)
        beside = [
            WEIGHTS.formula * one + WEIGHTS.aimed * own + BY_CLAUSE * usual
            for one, own, usual in zip(made.scores, near, clause, strict=True)
        ]
        order = sorted(range(len(found)), key=lambda at: -beside[at])[: STEPS[-1]]
        some = [found[at] for at in order]
        readers = (reader, reader if reader.second is None else reader.second.reader)
        whole, again_whole = [await read_candidates(query.text, some, content_of, one) for one in readers]
        newest, again_newest = [await read_candidates(query.newest, some, content_of, one) for one in readers]
        gold = {entry.document: target.get("places", {}).get(document, ())}
        right = [lawyers.overlaps(c.start, c.end, gold.get(c.passage.chunk.document, ())) for c in some]
        columns = zip(
            *([one[at] for at in order] for one in (made.scores, near, clause)),
            whole,
            newest,
            again_whole,
            again_newest,
            right,
            strict=True,
        )
        found_in.append(
            {"kind": kind, "document": document, "text": text, "candidates": [list(row) for row in columns]}
        )
        print(len(found_in), kind, target["id"], flush=True)
    return found_in


def signs(row: dict, *, by_two: bool) -> tuple[list[float], bool]:
    """The signs of the best candidate of a follow-up, by one reader or by two, and whether it answers."""
    scored, aimed, clause, whole, newest, again_whole, again_newest, right = (
        np.array(column, dtype=float) for column in zip(*row["candidates"], strict=True)
    )
    beside = WEIGHTS.formula * scored + WEIGHTS.aimed * aimed + BY_CLAUSE * clause - WEIGHTS.none
    scores = WEIGHTS.odds * (BY_NEWEST * newest + (1 - BY_NEWEST) * whole) + beside
    if by_two:
        places = np.argsort(-scores)[:LOOKED_AT]
        whole = ((1 - SHARE) * whole + SHARE * again_whole)[places]
        newest = ((1 - SHARE) * newest + SHARE * again_newest)[places]
        right, beside = right[places], beside[places]
        scores = WEIGHTS.odds * (BY_NEWEST * newest + (1 - BY_NEWEST) * whole) + beside
    best = int(scores.argmax())
    ahead = scores[best] - np.sort(scores)[-2] if len(scores) > 1 else ALONE
    return [float(one) for one in (scores[best], newest[best], whole[best], ahead)], bool(right[best])


def report(rows: list[dict], *, by_two: bool) -> dict[str, float]:
    """Print the weights, and what comes of several thresholds."""
    known = [signs(row, by_two=by_two) for row in rows]
    given, right = np.array([one for one, _ in known]), np.array([float(one) for _, one in known])
    documents, kinds = np.array([row["document"] for row in rows]), np.array([row["kind"] for row in rows])
    chances = np.zeros(len(rows))
    for document in dict.fromkeys(documents):
        own = documents == document
        weights = fitted_to(given[~own], right[~own], np.ones(int((~own).sum())))
        chances[own] = 1 / (1 + np.exp(-(weights[0] + given[own] @ weights[1:])))
    print("| least chance | " + " | ".join(f"{name} ({(kinds == kind).sum()})" for kind, name in KINDS.items()) + " |")
    print("|---" * (1 + len(KINDS)) + "|")
    for least in np.arange(0.1, 0.5, 0.05):
        said = chances >= least
        cells = []
        for kind in KINDS:
            of = kinds == kind
            good, bad = np.mean(said[of] * right[of]), np.mean(said[of] * (1 - right[of]))
            cells.append(f"{good:.2f} right, {bad:.2f} wrong, {1 - good - bad:.2f} refused")
        print(f"| {least:.2f} | " + " | ".join(cells) + " |")
    error = sum(
        abs(chances[of].mean() - right[of].mean()) * of.mean()
        for low in np.arange(0, 1, 0.2)
        if (of := (chances >= low) & (chances < low + 0.2)).any()
    )
    good, bad = chances[right > 0], chances[right == 0]
    print(f"AUROC {np.mean(good[:, None] > bad[None]):.2f}, calibration error over five bins {error:.2f}")
    fitted = dict(
        zip(("bias", *SIGNS), np.round(fitted_to(given, right, np.ones(len(right))), 2).tolist(), strict=True)
    )
    print(fitted)
    return fitted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=("look", "fit"))
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--settings", default="", help="lines of settings.toml, such as the reader")
    parser.add_argument("--keep", type=Path, help="work here and leave the workspace for the next time")
    parser.add_argument("--write", type=Path, metavar="CARD", help="put the weights for both into this card")
    given = parser.parse_args()
    if given.verb == "look":
        work = given.keep or Path(tempfile.mkdtemp(prefix="pincite-following-"))
        with lawyers.firm(given.data, work, given.settings) as session:
            found = asyncio.run(looked(session))
        given.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
    rows = [json.loads(line) for line in given.out.read_text(encoding="utf-8").splitlines()]
    print("the first reader alone")
    report(rows, by_two=False)
    print("both readers")
    weights = report(rows, by_two=True)
    if given.write:
        entries = {**json.loads(given.write.read_bytes()), "second_look_followed": weights}
        given.write.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
