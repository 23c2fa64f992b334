"""What a reader is worth before a model writes: which questions it refuses, and what of the answer the model is shown.

    python -m runs.measuring.before_writing refused LOOKS.pkl [--reader CARD]
    python -m runs.measuring.before_writing packed [--data ../shared/data] [--keep FOLDER] [--every 8] [--from 0]

Questions are those of lawyers for steering (`runs/measuring/lawyers.py`). `refused` takes what
`runs/fitting/calibrate_reader.py look` kept of them: at each threshold the share of refused questions that nothing
answers (refusal precision), the share of those that is refused, and what is lost; and in how many the first passages
hold a marked place, in the order of the search and of the reader. `packed` searches and packs every so-manieth
question: is a marked place within a budget of tokens, by the search alone and with the reader? Intervals by bootstrap
over documents; seeds are fixed.
"""

import argparse
import asyncio
import math
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from runs.fitting.calibrate_reader import Choice, Look, best_found, looked_and_read, shipped, table  # noqa: F401 - what was kept is made of them
from runs.measuring import results
from runs.measuring.lawyers import Question, document_of, firm, interval, questions

from pincite.answering.chances import hope
from pincite.answering.prereading import HOPELESS, best_first, preread
from pincite.answering.prompting import fenced_tokens
from pincite.answering.reading import THIN
from pincite.ask import EVIDENCE, EVIDENCE_NAMED
from pincite.models.onnx_reader import SHIPPED
from pincite.retrieval.aiming import aims
from pincite.retrieval.evidence import Passage
from pincite.retrieval.packing import pack
from pincite.retrieval.query import understand
from pincite.retrieval.search import search
from pincite.retrieval.tokens import estimated_tokens
from pincite.session import Session

THRESHOLDS = (0.05, 0.08, 0.10, HOPELESS, 0.15, 0.20, 0.35, THIN)
PLACES = (1, 2, 3, 5, 8, 12)
BUDGETS = (250, 500, 1_000, 2_000, 4_000)


@dataclass(frozen=True)
class Judged:
    """A question with the chance that its best candidate answers, and the place of the first passage that answers."""

    question: Question
    chance: float
    by_search: int
    by_reader: int


def judged(look: Look, read: list[list[float]]) -> Judged:
    if not look.choices:
        return Judged(look.row, 0.0, 999, 999)
    given = table(look, read)
    scores = shipped(given)
    _, found = best_found(look, given, scores)
    of: dict[int, float] = {}
    for choice, score in zip(look.choices, scores, strict=True):
        of[choice.label] = max(of.get(choice.label, -math.inf), float(score))
    good = {choice.label for choice in look.choices if choice.right}

    def first(order: Sequence[int]) -> int:
        return next((place for place, label in enumerate(order, start=1) if label in good), 999)

    strength = hope(found.best, found.odds, found.likeness)
    return Judged(look.row, strength, first(sorted(of)), first(sorted(of, key=lambda label: -of[label])))


def said(share: tuple[float, float, float]) -> str:
    return f"{share[0]:.2f} ({share[1]:.2f}–{share[2]:.2f})"


def report_refused(rows: Sequence[Judged]) -> results.Notes:
    """Print the tables, and give back their figures."""
    notes = results.Notes()
    absent = [row for row in rows if row.question.kind == "absent"]
    others = [row for row in rows if row.question.kind != "absent"]
    print(f"{len(absent)} questions that their document does not answer, {len(others)} that it does\n")
    print("| refused below | refusal precision | of those without an answer | of the others |")
    print("|---|---|---|---|")
    for threshold in THRESHOLDS:
        refused = [row for row in rows if row.chance < threshold]
        below = [[row.chance < threshold for row in of] for of in (absent, others)]
        counted = [
            (refused, [row.question.kind == "absent" for row in refused]),
            (absent, below[0]),
            (others, below[1]),
        ]
        parts = [interval(counts, [row.question.documents[0] for row in of]) for of, counts in counted]
        print(f"| {threshold} | {said(parts[0])} of {len(refused)} | {said(parts[1])} | {said(parts[2])} |")
        notes.note(f"below {threshold:.2f}", "refused", len(refused), len(rows))
        for column, share in zip(
            ("of these nothing answers", "of those without an answer", "of those with one"), parts, strict=True
        ):
            notes.note(f"below {threshold:.2f}", column, share[0], interval=share[1:])
    print("\n| a marked place is among the first | " + " | ".join(map(str, PLACES)) + " |")
    print("|---" * (len(PLACES) + 1) + "|")
    for name in ("search", "reader"):
        shares = [np.mean([getattr(row, f"by_{name}") <= place for row in others]) for place in PLACES]
        print(f"| by the {name} | " + " | ".join(f"{share:.2f}" for share in shares) + " |")
        for place, share in zip(PLACES, shares, strict=True):
            notes.note(f"by the {name}", "1 passage" if place == 1 else str(place), float(share), len(others))
    return notes


def holds(passages: Sequence[Passage], row: Question) -> bool:
    """True when the passages have half of a marked place at least."""
    return any(
        2 * (min(passage.chunk.end, b) - max(passage.chunk.start, a)) >= b - a
        for passage in passages
        for a, b in row.gold.get(document_of(passage.path, row), ())
    )


async def packed(session: Session, rows: Sequence[Question]) -> results.Notes:
    """Print what of the marked places is in what a model reads, and give back the figures."""
    engines, content_of, reader = session.firm.engines, session.firm.catalogue.content, session.firm.reader
    if reader is None:
        raise SystemExit("the settings leave the reader out")
    shown: dict[tuple[str, int], list[bool]] = {}
    spent: list[float] = []
    for row in rows:
        scope = session.scope(None, row.matter if row.kind == "nameless" else None)
        query = understand(row.text)
        aimed = await aims(query, scope, session.now(), engines)
        most = EVIDENCE_NAMED if any(aim.documents for aim in aimed) else EVIDENCE
        evidence = await search(query, scope, most, session.now(), engines, aimed)
        began = time.process_time()
        read = await preread(query, evidence, content_of, engines.embedder, reader)
        spent.append(1000 * (time.process_time() - began))
        ordered = best_first(evidence.passages, read, content_of)[0] if read else evidence.passages
        for name, passages in (("search", evidence.passages), ("reader", ordered)):
            for budget in BUDGETS:
                made = pack(
                    passages, content_of, budget, count=lambda text: fenced_tokens(text, estimated_tokens)
                ).passages
                shown.setdefault((name, budget), []).append(holds(made, row))
    print(f"{len(rows)} questions that their document answers; a marked place is within so many tokens\n")
    print("| | " + " | ".join(f"{budget:,}" for budget in BUDGETS) + " |")
    print("|---" * (len(BUDGETS) + 1) + "|")
    documents = [row.documents[0] for row in rows]
    notes = results.Notes()
    for name in ("search", "reader"):
        within = [interval(shown[name, budget], documents) for budget in BUDGETS]
        print(f"| by the {name} | " + " | ".join(map(said, within)) + " |")
        for budget, share in zip(BUDGETS, within, strict=True):
            notes.note(f"by the {name}", f"{budget:,} tokens", share[0], len(rows), share[1:])
    print(f"\nprocessor milliseconds of reading: p50 {np.median(spent):.0f}, p95 {np.quantile(spent, 0.95):.0f}")
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("refused")
    verb.add_argument("looks", type=Path)
    verb.add_argument("--reader", type=Path, default=SHIPPED, help="its card")
    verb = verbs.add_parser("packed")
    verb.add_argument("--data", type=Path, default=Path("../shared/data"))
    verb.add_argument("--keep", type=Path)
    verb.add_argument("--every", type=int, default=8)
    verb.add_argument("--from", dest="first", type=int, default=0)
    for name, measure in (("refused", "prewriting"), ("packed", "packing")):
        results.add_option(verbs.choices[name], measure)
    given = parser.parse_args()
    if given.verb == "refused":
        looks, read = looked_and_read(given.looks, given.reader)
        report_refused([judged(look, of) for look, of in zip(looks, read, strict=True)]).keep(given.results)
        return
    rows = [row for row in questions(half="steer") if row.kind in ("clause", "nameless", "amended")]
    with firm(given.data, given.keep or Path(tempfile.mkdtemp(prefix="pincite-lawyers-"))) as session:
        asyncio.run(packed(session, rows[given.first :: given.every])).keep(given.results)


if __name__ == "__main__":
    main()
