"""Fits how the reader's numbers become a choice and a probability, on questions in lawyers' own words.

    python -m runs.fitting.calibrate_reader look OUT.pkl [--data ../shared/data] [--half steer] [--keep FOLDER]
    python -m runs.fitting.calibrate_reader look MANY.pkl --unnamed [--data ../shared/data] [--keep FOLDER]
    python -m runs.fitting.calibrate_reader look LATER.pkl --later 70 [--data ../shared/data] [--keep FOLDER]
    python -m runs.fitting.calibrate_reader fit OUT.pkl --reader CARD [--results]
    python -m runs.fitting.calibrate_reader chances OUT.pkl MANY.pkl --reader CARD

`look` asks every question as `runs/measuring/lawyers.py` does, those of `lawyers_nameless.jsonl` too, and keeps the
candidates of each, with what the formula makes of them; with `--unnamed`, half A of the questions of
`lawyers_unnamed.py`, in its workspace; with `--later N`, questions that no reader learnt from, though from others about
the same N documents. `fit` reads them with a reader and fits two small models by
likelihood, cross-validated in five folds by document: which candidate answers (a conditional logit over all candidates
and "none"), and how likely the best one answers (a logistic model of the set). It prints risk and coverage by kind of
question. `chances` fits how likely the best one answers anew, read in steps as answers are, and judges it apart for
questions that name their document and for those that name none.
"""

import argparse
import asyncio
import json
import math
import pickle
import random
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
from runs.fitting.calibrate_quote import auroc, logistic
from runs.measuring import lawyers_asked, lawyers_unnamed, named_ways, results
from runs.measuring.lawyers import Question, document_of, firm, nameless, overlaps, questions
from runs.questions.legal_questions import collection

from pincite.answering.candidates import candidates
from pincite.answering.chances import FARTHEST_AHEAD, BestCandidate, chance, crowd
from pincite.answering.formula import coverage, features, scored, strength
from pincite.answering.reading import BY_CLAUSE, STEPS, SURE, THIN, UNLIKE, _lacks, usual_clause
from pincite.answering.reading_candidates import to_read
from pincite.answering.readings import ALONE, WEIGHTS, is_settled, reach
from pincite.ask import EVIDENCE, EVIDENCE_NAMED
from pincite.evaluation.proportion import wilson
from pincite.models.onnx_reader import OnnxReader
from pincite.models.ports import ToRead
from pincite.retrieval.aiming import aims
from pincite.retrieval.query import understand
from pincite.retrieval.search import search
from pincite.session import Session

WRITTEN_LATER = Path(__file__).parents[1] / "training" / "reader" / "questions"
"""What people asked of the documents that readers learn from; T20 and later are not among what these learnt."""

SEED = 7
TIMES = 6
"""How often questions are put into folds, each time otherwise."""


@dataclass(frozen=True)
class Choice:
    """One candidate: which sentence of which passage (their places in the look), and what the formula makes of it."""

    passage: int
    sentence: int
    label: int
    path: str
    text: str
    right: bool
    named: bool
    aimed: float
    cosine: float
    passage_cosine: float
    covered: float
    formula: float
    clause: float | None = None
    """Likeness to the clause that usually says what is asked for; None where the question names none."""
    lacking: float = 0.0
    """Share of the question's words that its document has nowhere; 0 in looks of before this was kept."""


@dataclass(frozen=True)
class Look:
    """A question with its candidates; `strength` is the formula's, `competing` how many documents were considered."""

    row: Question
    passages: tuple[ToRead, ...]
    choices: tuple[Choice, ...]
    strength: float
    hints: int
    competing: int = 1


class _Looks(pickle.Unpickler):
    """Finds the classes of this module, which is called `__main__` where it made the file."""

    def find_class(self, module: str, name: str) -> object:
        return super().find_class("runs.fitting.calibrate_reader" if module == "__main__" else module, name)


def kept_looks(file: Path) -> list[Look]:
    """What `look` kept."""
    with file.open("rb") as opened:
        looks: list[Look] = _Looks(opened).load()
    return looks


async def look(session: Session, row: Question) -> Look:
    matter = row.matter if row.kind in ("nameless", "nothing", "listing") else None
    query = understand(row.text)
    scope, now, engines = session.scope(None, matter), session.now(), session.firm.engines
    aimed = await aims(query, scope, now, engines)
    most = EVIDENCE_NAMED if any(aim.documents for aim in aimed) else EVIDENCE
    evidence = await search(query, scope, most, now, engines, aimed)
    content_of = session.firm.catalogue.content
    found = candidates(query, evidence, content_of)
    if not found:
        return Look(row, (), (), 0.0, 0)
    made = await scored(query, found, session.firm.embedder, usual_clause(query))
    [cosines], scores, covered = made.cosines, made.scores, coverage(query, made.words)
    hints = dict(evidence.searches[0].hints) if evidence.searches else {}
    best = max(hints.values(), default=1.0)
    competing = {piece.span.document for searched in evidence.searches for piece in searched.considered}
    lacking = _lacks(query, content_of)(found)
    by_label: dict[int, list[int]] = {}
    for at, candidate in enumerate(found):
        by_label.setdefault(candidate.passage.label, []).append(at)
    passages, choices = [], []
    for label, group in by_label.items():
        passages.append(to_read([found[at] for at in group], content_of))
        for number, at in enumerate(group):
            one = found[at]
            document = document_of(one.passage.path, row)
            choices.append(
                Choice(
                    len(passages) - 1,
                    number,
                    label,
                    one.passage.path,
                    " ".join(one.text.split()),
                    overlaps(one.start, one.end, row.gold.get(document, ()))
                    or overlaps(one.own_start, one.end, row.gold.get(document, ())),
                    any(one.passage.path.endswith(d.split("/", 1)[1]) for d in row.documents),
                    hints.get(one.passage.chunk.document, 0.0) / best,
                    cosines[at],
                    one.passage.cosine or 0.0,
                    covered[at],
                    scores[at],
                    made.by_clause[at] if made.by_clause else None,
                    lacking[at],
                )
            )
    likely = strength(features(query, found, made.words, cosines, scores))
    return Look(row, tuple(passages), tuple(choices), likely, len(hints), max(1, len(competing)))


async def odds(looks: Sequence[Look], reader: OnnxReader) -> list[list[list[float]]]:
    return [await reader.read(each.row.text, each.passages) for each in looks]


def looked_and_read(file: Path, card: Path) -> tuple[list[Look], list[list[list[float]]]]:
    """What `look` kept, and a reader's log odds for all of it, which are kept beside it for the next time."""
    looks = kept_looks(file)
    reader = OnnxReader(card)
    known = file.with_suffix(f".{reader.name.split('@')[-1]}.pkl")
    if not known.exists():
        known.write_bytes(pickle.dumps(asyncio.run(odds(looks, reader))))
    return looks, pickle.loads(known.read_bytes())  # noqa: S301 - our own, just made


def table(each: Look, read: list[list[float]]) -> np.ndarray:
    """What speaks for every candidate, (n, 7).

    The reader, cosine, rank, words, formula, the document that is meant, the usual clause above what says nothing.
    """
    return np.array(
        [
            (
                read[c.passage][c.sentence],
                c.cosine,
                1 / math.sqrt(c.label),
                c.covered,
                c.formula,
                float(c.aimed >= 0.999) if each.hints else 0.5,
                0.0 if c.clause is None else c.clause - UNLIKE,
            )
            for c in each.choices
        ]
    )


def shipped(given: np.ndarray) -> np.ndarray:
    """How well every candidate answers, by the constants that ship, for what `table` gives."""
    ships = np.array([WEIGHTS.odds, 0, 0, 0, WEIGHTS.formula, WEIGHTS.aimed, BY_CLAUSE])
    scores: np.ndarray = given @ ships - WEIGHTS.none
    return scores


def best_found(each: Look, given: np.ndarray, scores: np.ndarray) -> tuple[int, BestCandidate]:
    """The place of the best candidate, and all that its chance is told from; all candidates count as read."""
    best = int(scores.argmax())
    behind = np.delete(scores, best).max() if len(scores) > 1 else scores[best] - ALONE
    label = each.choices[best].label
    odds, ahead = float(given[best, 0]), float(scores[best] - behind)
    lacking = each.choices[best].lacking
    return best, BestCandidate(float(scores[best]), odds, each.strength, ahead, label, lacking, each.competing)


def as_it_ships(looks: Sequence[Look], read: list) -> results.Notes:
    """Print what comes of the constants that ship, all candidates read, with the usual clause and without."""
    notes = results.Notes()
    absent = np.array([each.row.kind == "absent" for each in looks])
    for name, columns in (("without the usual clause", 6), ("as it ships", 7)):
        right, said = np.zeros(len(looks), dtype=bool), np.zeros(len(looks), dtype=bool)
        for at, (each, of) in enumerate(zip(looks, read, strict=True)):
            if each.choices:
                given = table(each, of)
                given[:, columns:] = 0
                best, found = best_found(each, given, shipped(given))
                right[at] = each.choices[best].right
                said[at] = chance(found, is_named=each.hints > 0) >= THIN
        shares = right[~absent], (right & said)[~absent], (~right & said)[~absent], ~said[absent]
        best_right, stated, wrong, refused = (float(share.mean()) for share in shares)
        print(f"{name}: right {best_right:.3f}; stated {stated:.3f} right, {wrong:.3f} wrong; refused {refused:.3f}")
        if name == "as it ships":
            row = "half for steering, first reader alone"
            notes.note(row, "right, none refused", best_right, len(looks))
            notes.note(row, "right", stated)
            notes.note(row, "wrong", wrong)
            notes.note(row, "unanswerable refused", refused)
    return notes


async def first_read(each: Look, reader: OnnxReader) -> dict[int, float]:
    """The reader's log odds for as many candidates as are ever read, by place, in the order in which they are read."""
    silent = [[0.0] * len(passage.sentences) for passage in each.passages]
    order = [int(at) for at in np.argsort(-shipped(table(each, silent)), kind="stable")]
    known: dict[int, float] = {}
    for before, until in pairwise((0, *STEPS)):
        together: dict[int, list[int]] = {}
        for at in order[before:until]:
            together.setdefault(each.choices[at].passage, []).append(at)
        shown = [
            replace(
                each.passages[passage],
                sentences=tuple(each.passages[passage].sentences[each.choices[at].sentence] for at in places),
            )
            for passage, places in together.items()
        ]
        found = await reader.read(each.row.text, shown)
        odds = dict(zip(chain(*together.values()), chain(*found), strict=True))
        known |= {at: odds[at] for at in order[before:until]}
    return known


def as_answered(each: Look, odds: dict[int, float]) -> tuple[int, BestCandidate]:
    """The place of the best candidate, and all that its chance is told from, read in steps as answers are."""
    _, best, found = in_steps(each, odds)
    return best, found


def in_steps(each: Look, odds: dict[int, float]) -> tuple[dict[int, float], int, BestCandidate]:
    """The same, with the scores of all candidates that are read in steps, by place."""
    order = list(odds)
    given = table(each, [[0.0] * len(passage.sentences) for passage in each.passages])
    scores = shipped(given)
    for until in STEPS:
        places = order[:until]
        given[places, 0] = [odds[at] for at in places]
        some = replace(each, choices=tuple(each.choices[at] for at in places))
        best, found = best_found(some, given[places], shipped(given[places]))
        is_named = each.hints > 0
        likely = chance(found, is_named=is_named)
        left = [(float(scores[at]), each.choices[at].label) for at in order[until : STEPS[-1]]]
        reached = reach(found.best, left, each.strength, each.competing, is_named=is_named)
        if until >= len(order) or likely >= SURE or is_settled(until, likely, reached, THIN):
            break
    return dict(zip(places, map(float, shipped(given[places])), strict=True)), places[best], found


def fit_chances(looks: Sequence[Look], read: Sequence[dict[int, float]]) -> None:
    """Fit the chance apart for questions that name their document and for those that name none, and print both."""
    answered = [as_answered(each, odds) for each, odds in zip(looks, read, strict=True)]
    named = np.array([each.hints > 0 for each in looks])
    right = np.array([float(each.choices[best].right) for each, (best, _) in zip(looks, answered, strict=True)])
    rows = np.array([set_features(found, is_named=False)[:-1] for _, found in answered])
    alone = np.array([nameless_features(found) for _, found in answered])
    both = np.c_[rows, named]
    counts = np.where(named, 1 / named.sum(), 1 / (~named).sum()) * len(named) / 2
    ships = np.array([chance(found, is_named=bool(one)) for (_, found), one in zip(answered, named, strict=True)])
    print("one model, both kinds alike", np.round(logistic(both, right, counts=counts), 2))
    together = by_folds(looks, both, right, counts)
    apart = np.zeros(len(looks))
    for kind in (named, ~named):
        own = [each for each, one in zip(looks, kind, strict=True) if one]
        signs = rows[kind] if kind is named else alone[kind]
        apart[kind] = by_folds(own, signs, right[kind], np.ones(kind.sum()))
        print("named" if kind is named else "nameless", "apart", np.round(logistic(signs, right[kind]), 2))
    for name, said in (("as it ships", ships), ("one model", together), ("a model each", apart)):
        for which, of in (("named", named), ("nameless", ~named)):
            absent = np.array([each.row.kind in ("absent", "nothing") for each in looks])[of]
            print(f"{name}, {which}: {judgement(right[of], said[of], absent)}")


def by_folds(
    looks: Sequence[Look], rows: np.ndarray, right: np.ndarray, counts: np.ndarray, held: np.ndarray | None = None
) -> np.ndarray:
    """The chance of each by weights from other documents: five folds, six times, and the mean of the six.

    `held`, (n,), is what signs whose weights are not fitted add to the log odds.
    """
    known = np.zeros(len(looks)) if held is None else held
    groups = [each.row.id if each.row.kind == "nothing" else each.row.documents[0] for each in looks]
    said = np.zeros(len(looks))
    for again in range(TIMES):
        documents = sorted(set(groups))
        random.Random(SEED + again).shuffle(documents)
        fold = np.array([documents.index(group) % 5 for group in groups])
        for left_out in range(5):
            train = fold != left_out
            weights = logistic(rows[train], right[train], counts=counts[train], held=known[train])
            said[~train] += 1 / (1 + np.exp(-rows[~train] @ weights - known[~train])) / TIMES
    return said


def judgement(right: np.ndarray, said: np.ndarray, absent: np.ndarray) -> str:
    """The figures of the model card for one kind of question."""
    loss = -np.log(np.where(right == 1, said, 1 - said)).mean()
    stated = said >= THIN
    return (
        f"n {len(right)}, AUROC {auroc(right, said):.3f}, log loss {loss:.3f}, ECE {ece(right, said):.3f}, stated "
        f"right {(stated & (right == 1))[~absent].mean():.3f}, wrong {(stated & (right == 0))[~absent].mean():.3f}, "
        f"unanswerable refused {(~stated)[absent].mean():.3f} of {absent.sum()}"
    )


def conditional(tables: Sequence[np.ndarray], rights: Sequence[np.ndarray], ridge: float = 1.0) -> np.ndarray:
    """Weights of a conditional logit with a "none" whose own constant is the last weight, by gradient steps."""
    size = tables[0].shape[1]
    weights = np.zeros(size + 1)
    weights[0] = 0.5
    rate, speed = 0.02, np.zeros(size + 1)
    second = np.zeros(size + 1)
    for step in range(1, 1500):
        slope = ridge * np.r_[weights[:-1], 0.0] * 0.02
        for given, right in zip(tables, rights, strict=True):
            z = np.r_[given @ weights[:-1], weights[-1]]
            p = np.exp(z - z.max())
            p /= p.sum()
            truth = np.r_[right.astype(float), float(not right.any())]
            q = p * truth
            q /= q.sum()
            move = p - q
            slope[:-1] += given.T @ move[:-1]
            slope[-1] += move[-1]
        slope /= len(tables)
        speed = 0.9 * speed + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        weights -= rate * (speed / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights


def set_features(found: BestCandidate, *, is_named: bool) -> tuple[float, ...]:
    """What tells an answer from the best of nothing, in the order of `Chances`, and whether the document is named."""
    inside = min(max(found.likeness, 1e-6), 1 - 1e-6)
    likeness = math.log(inside / (1 - inside))
    ahead, first = min(found.ahead, FARTHEST_AHEAD), 1 / math.sqrt(found.label)
    return 1.0, found.best, found.odds, likeness, ahead, first, float(is_named)


def nameless_features(found: BestCandidate) -> tuple[float, ...]:
    """What tells an answer from the best of nothing where no document is named, in the order of `NamelessChances`."""
    ahead, first = min(found.ahead, FARTHEST_AHEAD), 1 / math.sqrt(found.label)
    return 1.0, found.best, ahead, first, found.lacking, crowd(found.competing)


def later(most: int) -> tuple[list[str], list[Question]]:
    """As many documents, drawn from those that readers learnt from, with what they did not learn of these."""
    rows = [
        json.loads(line)
        for file in sorted(WRITTEN_LATER.glob("T[234]?.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    of_one = [row for row in rows if len(row["documents"]) == 1]
    names = sorted({row["documents"][0] for row in of_one})
    drawn = sorted(random.Random(SEED).sample(names, min(most, len(names))))
    asked = [
        Question(
            row["id"], "", row["kind"], tuple(row["tags"]), row["question"], (row["documents"][0],),
            {document: tuple(map(tuple, places)) for document, places in row.get("places", {}).items()},
        )
        for row in of_one
        if row["documents"][0] in drawn
    ]  # fmt: skip
    return drawn, asked


def unnamed(data: Path) -> list[Question]:
    """Half A of the questions of `lawyers_unnamed.py` that are not vague, with the places of their marked words."""
    texts, found = collection(data).texts, []
    for row in lawyers_asked.rows_of(lawyers_unnamed.QUESTIONS, ("nameless", "nothing"), "A"):
        gold = {
            name: tuple(match.span() for words in marked for match in _in_any_lines(words).finditer(texts[name]))
            for name, marked in row.get("quotes", {}).items()
        }
        documents = tuple(gold) or ("any/contracts",)
        found.append(Question(row["id"], "contracts", row["kind"], (), row["question"], documents, gold))
    return found


def _in_any_lines(words: str) -> re.Pattern[str]:
    """The words, however they are parted into lines."""
    return re.compile(r"\s+".join(map(re.escape, words.split())))


def fit(looks: Sequence[Look], read: list, columns: Sequence[int]) -> None:
    kept = [(each, table(each, of)[:, columns]) for each, of in zip(looks, read, strict=True) if each.choices]
    rights = [np.array([c.right for c in each.choices]) for each, _ in kept]
    documents = sorted({each.row.documents[0] for each, _ in kept})
    random.Random(SEED).shuffle(documents)
    fold = np.array([documents.index(each.row.documents[0]) % 5 for each, _ in kept])
    best = np.zeros(len(kept), dtype=int)
    rows = np.zeros((len(kept), 7))
    for held in range(5):
        train = [at for at in range(len(kept)) if fold[at] != held]
        weights = conditional([kept[at][1] for at in train], [rights[at] for at in train])
        for at in range(len(kept)):
            if fold[at] == held:
                z = kept[at][1] @ weights[:-1] - weights[-1]
                best[at], found = best_found(kept[at][0], kept[at][1], z)
                rows[at] = set_features(found, is_named=kept[at][0].hints > 0)
    right = np.array([float(rights[at][best[at]]) for at in range(len(kept))])
    chance = np.zeros(len(kept))
    for held in range(5):
        chance[fold == held] = 1 / (1 + np.exp(-rows[fold == held] @ logistic(rows[fold != held], right[fold != held])))
    every = conditional([given for _, given in kept], rights)
    print("columns", list(columns), "weights", np.round(every, 3), "chances", np.round(logistic(rows, right), 3))
    show([each for each, _ in kept], right, chance)


def ece(right: np.ndarray, chance: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over bins of equal numbers (Naeini et al., AAAI 2015)."""
    parts = np.array_split(np.argsort(chance, kind="stable"), bins)
    return float(sum(len(part) * abs(right[part].mean() - chance[part].mean()) for part in parts) / len(right))


def risk(right: np.ndarray, chance: np.ndarray, coverage: float) -> float:
    """Share of wrong ones among the surest, as many as a share of all questions."""
    surest = np.argsort(-chance, kind="stable")[: max(1, round(coverage * len(right)))]
    return float(1 - right[surest].mean())


def show(looks: Sequence[Look], right: np.ndarray, chance: np.ndarray) -> None:
    absent = np.array([each.row.kind == "absent" for each in looks])
    print(f"AUROC right against not {auroc(right, chance):.3f}; answerable, none refused: {right[~absent].mean():.3f}")
    have = np.array([any(c.right for c in each.choices) for each in looks])
    print(f"a right one among the candidates: {have[~absent].mean():.3f}")
    print(
        f"ECE {ece(right, chance):.3f}; "
        + ", ".join(f"risk at {share:.0%} {risk(right, chance, share):.2f}" for share in (0.1, 0.2, 0.3, 0.5, 1.0))
    )
    for part in np.array_split(np.argsort(chance, kind="stable"), 6):
        within = wilson(int(right[part].sum()), len(part))
        print(f"  said {chance[part].mean():.2f}, right {right[part].mean():.2f} ({within.low:.2f}-{within.high:.2f})")
    threshold = float(np.quantile(chance[absent], 0.85)) if absent.any() else 0.0
    said = chance > threshold
    wrong = said & (right == 0)
    print(
        f"at .85 of the absent refused (p > {threshold:.3f}): right {(said & (right == 1))[~absent].mean():.3f}, "
        f"wrong {wrong[~absent].mean():.3f}, refused {(~said)[~absent].mean():.3f}"
    )
    tags = sorted({tag for each in looks for tag in each.row.tags})
    for name in ("C", "N", "G", "P", *tags):
        of = np.array(
            [
                not gone and (name in each.row.tags or (len(name) == 1 and each.row.matter.startswith(name)))
                for each, gone in zip(looks, absent, strict=True)
            ]
        )
        if of.sum() >= 5:
            print(
                f"  {name:12} n {of.sum():4} right {right[of].mean():.2f}  @.85 {(said & (right == 1))[of].mean():.2f}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("look")
    verb.add_argument("out", type=Path)
    verb.add_argument("--data", type=Path, default=Path("../shared/data"))
    verb.add_argument("--keep", type=Path)
    verb.add_argument("--half", choices=("steer", "kept", "both"), default="steer")
    verb.add_argument("--unnamed", action="store_true", help="questions that name nothing, of 408 contracts")
    verb.add_argument("--later", type=int, default=0, metavar="N", help="what no reader learnt of N documents")
    verb = verbs.add_parser("fit")
    verb.add_argument("looks", type=Path)
    verb.add_argument("--reader", type=Path, required=True, help="its card")
    results.add_option(verb, "reader")
    verb = verbs.add_parser("chances")
    verb.add_argument("looks", type=Path, nargs="+")
    verb.add_argument("--reader", type=Path, required=True, help="its card")
    given = parser.parse_args()
    if given.verb == "chances":
        looks = [each for file in given.looks for each in kept_looks(file) if each.choices]
        reader = OnnxReader(given.reader)

        async def all_read() -> list[dict[int, float]]:
            return [await first_read(each, reader) for each in looks]

        fit_chances(looks, asyncio.run(all_read()))
        return
    if given.verb == "fit":
        looks, read = looked_and_read(given.looks, given.reader)
        old = [at for at, each in enumerate(looks) if "-n" not in each.row.id]
        looks, read = [looks[at] for at in old], [read[at] for at in old]
        right = np.array([float(bool(e.choices) and max(e.choices, key=lambda c: c.formula).right) for e in looks])
        as_it_ships(looks, read).keep(given.results)
        print("the formula:")
        show(looks, right, np.array([each.strength for each in looks]))
        for columns in ((0,), (0, 2, 5), (0, 4, 5), (0, 4, 5, 6), (0, 1, 2, 3, 5), (0, 2, 4, 5)):
            fit(looks, read, columns)
        return
    names: list[str] = []
    if given.later:
        names, rows = later(given.later)
    elif given.unnamed:
        rows = unnamed(given.data)
    else:
        rows = [row for row in questions(half=given.half) if row.kind in ("clause", "absent", "nameless", "amended")]
        rows += nameless() if given.half != "kept" else []

    async def every(session: Session) -> list[Look]:
        found = []
        for number, row in enumerate(rows, start=1):
            found.append(await look(session, row))
            if number % 50 == 0:
                print(f"{number} of {len(rows)}", file=sys.stderr, flush=True)
        return found

    work = given.keep or Path(tempfile.mkdtemp(prefix="pincite-lawyers-"))
    if names:
        opened = named_ways.firm(given.data, work, names, settings="")
    else:
        opened = (lawyers_unnamed.firm if given.unnamed else firm)(given.data, work)
    with opened as session:
        given.out.write_bytes(pickle.dumps(asyncio.run(every(session))))


if __name__ == "__main__":
    main()
