"""Fits the model that says whether a quote answers at all, and reports what its threshold does.

    python -m runs.fitting.calibrate_quote [--data ../shared/data] [--keep FOLDER] [--results]

Collection: the CUAD contracts that no encoder was trained on (`runs/questions/legal_questions.py`) and the guides of
the law library, each group in its own matter, all searched together; of the guides, too, only what was kept apart is
asked. Questions: 300 about clauses that a named contract has, 300 about clauses that it has not ("true absent"), 300 of
the guides, and 300 of SQuAD, which no legal document answers. An answer is right when its best statement overlaps a
gold span by half of either. The fit is cross-validated in five folds by document; seeds are fixed.
"""

import argparse
import asyncio
import csv
import gzip
import json
import lzma
import os
import random
import re
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from runs.measuring import results
from runs.questions.legal_questions import is_apart

from pincite.answering.candidates import candidates
from pincite.answering.formula import THIN, Features, features, score, strength, words_of
from pincite.ask import EVIDENCE
from pincite.documents.span import MatterId
from pincite.ingest import ingest
from pincite.retrieval.query import understand
from pincite.retrieval.search import search
from pincite.session import Session
from pincite.session.people import add_matter
from pincite.wiring import open_session

SEED = 7
PER_KIND = 300
PLACES = frozenset({"Document Name", "Parties", "Agreement Date", "Effective Date"})
"""Labels whose CUAD spans are only the first of many places that say the same."""


@dataclass(frozen=True)
class Asked:
    kind: str
    document: str
    question: str
    gold: tuple[tuple[int, int], ...]
    category: str = ""


@dataclass(frozen=True)
class Seen:
    asked: Asked
    found: Features
    right: bool
    said: str


def jsonl(file: Path) -> Iterator[dict[str, object]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def cuad(data: Path, folder: Path) -> list[Asked]:
    with tarfile.open(data / "cuad" / "cuad_txt.tar.xz") as archive:
        texts = {Path(m.name).name: archive.extractfile(m).read() for m in archive if m.isfile()}  # type: ignore[union-attr]
    kept = sorted(name for name in texts if is_apart(f"cuad/{name}"))
    for name in kept:
        (folder / name).write_bytes(texts[name])
    with (data / "cuad" / "category_descriptions.csv").open(encoding="utf-8-sig") as stream:
        described = {
            re.sub(r"[^a-z]", "", row[0].removeprefix("Category: ").lower()): row[1].removeprefix("Description: ")
            for row in csv.reader(stream)
        }
    rows = [row for row in jsonl(data / "cuad" / "cuad_spans.jsonl.gz") if row["doc"] in set(kept)]
    named: dict[str, str] = {
        str(row["doc"]): str(row["human_answer"]) for row in rows if row["category"] == "Document Name"
    }
    parties: dict[str, str] = {
        str(row["doc"]): str(row["human_answer"]) for row in rows if row["category"] == "Parties"
    }
    asked = []
    for row in rows:
        name, category = str(row["doc"]), str(row["category"])
        question = re.match(r"[^?]+\?", described.get(re.sub(r"[^a-z]", "", category.lower()), ""))
        if category in PLACES or question is None:
            continue
        who = [re.sub(r"\s*\(.*", "", party).strip(" ,.") for party in parties.get(name, "").split(";")][:2]
        title = " ".join(named.get(name, "").split()).title() or "Agreement"
        words = f"In the {title} between {' and '.join(who)}: {question.group()}"
        gold = tuple((span["start"], span["end"]) for span in row["spans"] if span["start"] is not None)  # type: ignore[attr-defined]
        asked.append(Asked("clause" if gold else "absent clause", name, words, gold, category))
    return asked


def guides(data: Path, folder: Path) -> list[Asked]:
    texts = {}
    with tarfile.open(data / "legal_practice_library" / "library.tar.xz") as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".md") and not member.name.startswith("case-"):
                content = archive.extractfile(member).read()  # type: ignore[union-attr]
                texts[member.name] = content.decode("utf-8-sig")
                file = folder / member.name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
    asked = []
    for row in jsonl(data / "legal_practice_library" / "guide_qa.jsonl.gz"):
        name, section = str(row["doc"]), str(row["section"])
        text = texts.get(name, "")
        place = text.find("{#" + section + "}")
        start = text.find("**Short answer.**", place) if place >= 0 else -1
        if 0 <= start <= place + 400 and is_apart(f"guides/{name}"):
            end = text.find("\n\n", start)
            asked.append(Asked("guide", name, str(row["question"]), ((start, len(text) if end < 0 else end),)))
    return asked


def squad(data: Path) -> list[Asked]:
    with lzma.open(data / "retrieval" / "squad2_dev_a.json.xz", "rt", encoding="utf-8") as stream:
        articles = json.load(stream)["data"]
    return [
        Asked("outside", article["title"], row["question"], ())
        for article in articles
        for paragraph in article["paragraphs"]
        for row in paragraph["qas"]
    ]


def overlaps(start: int, end: int, gold: tuple[tuple[int, int], ...]) -> bool:
    return any(2 * (min(end, b) - max(start, a)) >= min(end - start, b - a) for a, b in gold)


async def look(session: Session, asked: Asked) -> Seen | None:
    query = understand(asked.question)
    evidence = await search(query, session.scope(), EVIDENCE, session.now(), session.firm.engines)
    found = candidates(query, evidence, session.firm.catalogue.content)
    if not found:
        return None
    vectors = await session.firm.embedder.embed(
        [query.text, *(f"{c.headings}: {' '.join(c.says.split())}" for c in found)]
    )
    cosines = [float(cosine) for cosine in vectors[1:] @ vectors[0]]
    words = words_of(found)
    scores = score(query, found, words, cosines)
    best = max(zip(scores, found, strict=True), key=lambda scored: scored[0])[1]
    right = best.passage.path.endswith("/" + asked.document) and overlaps(best.start, best.end, asked.gold)
    return Seen(asked, features(query, found, words, cosines, scores), right, best.text)


def logistic(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    ridge: float = 1.0,
    counts: NDArray[np.float64] | None = None,
    held: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Weights of ridge logistic regression by Newton's method; the first column of `x` is ones and is not shrunk.

    `counts` says how often each row counts; once if it is not given. `held`, (n,), is what signs whose weights are not
    fitted add to each row's log odds.
    """
    often = np.ones(len(y)) if counts is None else counts
    known = np.zeros(len(y)) if held is None else held
    weights = np.zeros(x.shape[1])
    penalty = ridge * np.diag([0.0, *np.ones(x.shape[1] - 1)])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights - known))
        step = np.linalg.solve(
            (x * (often * p * (1 - p))[:, None]).T @ x + penalty, x.T @ (often * (y - p)) - penalty @ weights
        )
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def never_against(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """As `logistic`, without weights below zero: what speaks for an answer to these questions never speaks against one.

    Features are alike enough that one may be given a negative weight to correct another, which other questions, whose
    features are less alike, would pay for. The most negative one is left out until none is.
    """
    kept = list(range(x.shape[1]))
    while True:
        weights = logistic(x[:, kept], y)
        worst = min(range(1, len(kept)), key=lambda at: float(weights[at]), default=0)
        if worst == 0 or weights[worst] >= 0:
            break
        del kept[worst]
    whole = np.zeros(x.shape[1])
    whole[kept] = weights
    return whole


def auroc(y: NDArray[np.float64], p: NDArray[np.float64]) -> float:
    ranks = np.argsort(np.argsort(p)) + 1
    positives = y.sum()
    return float((ranks[y == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(y) - positives)))


def shown(seen: list[Seen]) -> None:
    """A few of each kind, to be read by a person."""
    for kind in sorted({s.asked.kind for s in seen}):
        for s in [s for s in seen if s.asked.kind == kind][:6]:
            print(f"{kind} {'right' if s.right else 'wrong'}: {s.asked.question[:110]}")
            print(f"      {' '.join(s.said.split())[:160]}")


def report(seen: list[Seen], p: NDArray[np.float64]) -> None:
    y = np.array([float(s.right) for s in seen])
    print(f"AUROC of strength for a right best statement: {auroc(y, p):.3f}")
    for threshold in sorted({THIN, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.4}):
        print(f"\nthreshold {threshold}")
        by_kind: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
        for s, chance in zip(seen, p, strict=True):
            by_kind[s.asked.kind].append((bool(chance >= threshold), s.right))
        for kind, rows in sorted(by_kind.items()):
            answered = [right for said, right in rows if said]
            share = len(answered) / len(rows)
            print(
                f"  {kind:14} n {len(rows):4}  answered {share:.2f}  right of answered "
                f"{sum(answered) / max(1, len(answered)):.2f}  right of all {sum(r for _, r in rows) / len(rows):.2f}"
            )


ROWS = {
    "clause": "a clause that is there",
    "absent clause": "a clause that is not there",
    "guide": "guides",
    "outside": "no legal text answers",
}
"""Kinds of questions as the pages name them."""


def noted(seen: list[Seen], p: NDArray[np.float64]) -> results.Notes:
    """For the pages: what is stated at the threshold that ships, and how often the best sentence is the marked one."""
    notes = results.Notes()
    for kind, row in ROWS.items():
        of = [(bool(chance >= THIN), s.right) for s, chance in zip(seen, p, strict=True) if s.asked.kind == kind]
        if of:
            notes.note(row, "stated", sum(said for said, _ in of) / len(of), len(of))
        if of and kind in ("clause", "guide"):
            notes.note(row, "best sentence is the marked one", sum(right for _, right in of) / len(of))
    return notes


async def walk(session: Session, folders: dict[str, Path], asked: list[Asked]) -> list[Seen]:
    async with session.firm.library() as library:
        for matter, folder in folders.items():
            if matter not in session.rules.matters:
                add_matter(session, matter)
            await ingest(
                [folder], MatterId(matter), (), session.principal, library=library, sync=False, now=session.now,
                watch=lambda _: None,
            )  # fmt: skip
    return [seen for question in asked if (seen := await look(session, question)) is not None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--questions", type=int, default=PER_KIND, help="of each kind")
    parser.add_argument("--keep", type=Path, help="work here and leave the workspace for the next time")
    results.add_option(parser, "formula")
    given = parser.parse_args()
    work = given.keep or Path(tempfile.mkdtemp(prefix="pincite-calibrate-"))
    os.environ.update(XDG_STATE_HOME=str(work / "state"), XDG_CONFIG_HOME=str(work / "config"))
    folders = {"contracts": work / "contracts", "guides": work / "guides"}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    pool = cuad(given.data, folders["contracts"]) + guides(given.data, folders["guides"]) + squad(given.data)
    asked = []
    for kind in ("clause", "absent clause", "guide", "outside"):
        of_kind = [question for question in pool if question.kind == kind]
        asked += random.Random(SEED).sample(of_kind, min(given.questions, len(of_kind)))
    with open_session(work / "workspace", create=True) as session:
        seen = asyncio.run(walk(session, folders, asked))
    x = np.array([(1.0, *astuple(s.found)) for s in seen])
    y = np.array([float(s.right) for s in seen])
    documents = sorted({s.asked.document for s in seen})
    random.Random(SEED).shuffle(documents)
    fold = np.array([documents.index(s.asked.document) % 5 for s in seen])
    p = np.zeros(len(seen))
    for held in range(5):
        p[fold == held] = 1 / (1 + np.exp(-x[fold == held] @ never_against(x[fold != held], y[fold != held])))
    shown(seen)
    report(seen, p)
    names = ("bias", "cosine", "passage_cosine", "near", "around")
    fixed = np.array([strength(s.found) for s in seen])
    print("\nwith the constants of the package:")
    report(seen, fixed)
    noted(seen, fixed).keep(given.results)
    print("\nweights on all:", {name: round(float(w), 3) for name, w in zip(names, never_against(x, y), strict=True)})


if __name__ == "__main__":
    main()
