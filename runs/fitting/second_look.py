"""Fits how two readers together tell an answer from the best of nothing, on questions in lawyers' own words.

    python -m runs.fitting.calibrate_reader look LOOKS.pkl
    python -m runs.fitting.calibrate_reader look MANY.pkl --unnamed
    python -m runs.fitting.second_look LOOKS.pkl [MANY.pkl] --second CARD [--first CARD] [--write]

The first reader reads as many candidates as for an answer, the second one the best few of these. One logistic model
(`SecondChances`) is fitted to both readers' numbers for questions that name their document, another
(`NamelessChances`) for those that name none; both are judged by weights from other documents: five folds, six times.
`--write` puts the weights into the second reader's card, as `second_look` and `second_look_nameless`. Without MANY,
the weights of what only a large collection shows (`OF_MANY`) stay as the card has them.
"""

import argparse
import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from pathlib import Path

import numpy as np
from runs.fitting.calibrate_quote import auroc, logistic
from runs.fitting.calibrate_reader import Look, by_folds, ece, first_read, in_steps, kept_looks, nameless_features
from runs.measuring import results

from pincite.answering.chances import BestCandidate, chance
from pincite.answering.reading import THIN
from pincite.answering.readings import ALONE, WEIGHTS
from pincite.answering.second_look import CERTAIN, HOPELESS, LOOKED_AT, SHARE, FoundTwice, counted, signs
from pincite.models.onnx_reader import SHIPPED, OnnxReader
from pincite.models.ports import NamelessChances, SecondChances

OF_MANY = "lacking", "crowd"
"""Signs that hardly differ among the few documents of a matter."""

REFUSED = 0.85
"""The share of unanswerable questions that is refused, at which what is stated is compared."""


@dataclass(frozen=True)
class Answered:
    """One question: is the best candidate of the first reader right, with what chance; and that of both readers.

    `by_two` is what their chance is told from, None where there was no second look.
    """

    look: Look
    right: bool
    chance: float
    right_by_two: bool
    by_two: tuple[float, ...] | None


async def answered(each: Look, first: OnnxReader, second: OnnxReader) -> Answered:
    """A question read in steps by the first reader, and its best few candidates by the second."""
    odds = await first_read(each, first)
    scores, best, found = in_steps(each, odds)
    is_named = each.hints > 0
    likely, right = chance(found, is_named=is_named), each.choices[best].right
    if not HOPELESS <= likely < CERTAIN:
        return Answered(each, right, likely, right, None)
    places = sorted(scores, key=lambda at: -scores[at])[:LOOKED_AT]
    again = {at: counted(odds[at], one) for at, one in (await read_at(each, places, second)).items()}
    both = {at: scores[at] + WEIGHTS.odds * SHARE * (again[at] - odds[at]) for at in places}
    best = max(places, key=lambda at: both[at])
    ahead = both[best] - max((both[at] for at in places if at != best), default=both[best] - ALONE)
    choice = each.choices[best]
    if not is_named:
        by_both = BestCandidate(both[best], 0.0, 0.0, ahead, choice.label, choice.lacking, each.competing)
        return Answered(each, right, likely, choice.right, nameless_features(by_both))
    others = tuple(again[at] for at in places if at != best)
    twice = FoundTwice(both[best], odds[best], again[best], ahead, others, choice.label)
    return Answered(each, right, likely, choice.right, signs(twice))


async def read_at(each: Look, places: Sequence[int], reader: OnnxReader) -> dict[int, float]:
    """A reader's log odds for the candidates at some places."""
    together: dict[int, list[int]] = {}
    for at in places:
        together.setdefault(each.choices[at].passage, []).append(at)
    shown = [
        replace(
            each.passages[passage],
            sentences=tuple(each.passages[passage].sentences[each.choices[at].sentence] for at in ats),
        )
        for passage, ats in together.items()
    ]
    found = await reader.read(each.row.text, shown)
    return dict(zip(chain(*together.values()), chain(*found), strict=True))


def judge(notes: results.Notes, name: str, rows: Sequence[Answered], right: np.ndarray, said: np.ndarray) -> None:
    """Print and note what comes of some chances."""
    absent = np.array([each.look.row.kind in ("absent", "nothing") for each in rows])
    fits = float(np.quantile(said[absent], REFUSED))
    figures = {"right, none refused": float(right[~absent].mean())}
    for at, threshold in (("as stated", THIN), (f"{REFUSED:.0%} refused", fits)):
        stated = said > threshold
        figures |= {
            f"right, {at}": float((stated & (right == 1))[~absent].mean()),
            f"wrong, {at}": float((stated & (right == 0))[~absent].mean()),
            f"refused, {at}": float((~stated)[absent].mean()),
        }
    figures |= {"AUROC": auroc(right, said), "ECE": ece(right, said)}
    for what, figure in figures.items():
        notes.note(name, what, figure, int((~absent).sum()))
    told = ", ".join(f"{what} {figure:.3f}" for what, figure in figures.items())
    print(f"{name}: n {(~absent).sum()} and {absent.sum()} unanswerable; {told} (at {fits:.2f})")


def fitted(
    rows: Sequence[Answered], kind: str, weights: type, notes: results.Notes, known: Mapping[str, float]
) -> dict[str, float]:
    """Print what one reader and two come to on some questions, by weights from others, and fit weights to all.

    `known` are weights that stay as they are.
    """
    looked = [each for each in rows if each.by_two is not None]
    names = [field.name for field in fields(weights)]
    free = [at for at, name in enumerate(names) if name not in known]
    every = np.array([each.by_two for each in looked])
    table = every[:, free]
    held = every @ np.array([known.get(name, 0.0) for name in names])
    right = np.array([float(each.right_by_two) for each in looked])
    by_two = np.array([each.chance for each in rows])
    by_two[[each.by_two is not None for each in rows]] = by_folds(
        [each.look for each in looked], table, right, np.ones(len(looked)), held
    )
    print(f"{kind}: looked again at {len(looked)} of {len(rows)} questions")
    alone = np.array([float(each.right) for each in rows])
    both = np.array([float(each.right_by_two) for each in rows])
    judge(notes, f"{kind}, one reader", rows, alone, np.array([each.chance for each in rows]))
    judge(notes, f"{kind}, two readers", rows, both, by_two)
    found = dict(zip((names[at] for at in free), logistic(table, right, held=held), strict=True))
    return {name: known[name] if name in known else round(float(found[name]), 3) for name in names}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("looks", type=Path, nargs="+")
    parser.add_argument("--first", type=Path, default=SHIPPED, help="the first reader's card")
    parser.add_argument("--second", type=Path, required=True, help="the second reader's card")
    parser.add_argument("--write", action="store_true", help="put the weights into the second reader's card")
    results.add_option(parser, "second_look")
    given = parser.parse_args()
    looks = [each for file in given.looks for each in kept_looks(file) if each.choices]
    first, second = OnnxReader(given.first), OnnxReader(given.second)

    async def all_answered() -> list[Answered]:
        return [await answered(each, first, second) for each in looks]

    rows, notes = asyncio.run(all_answered()), results.Notes()
    named, nameless = ([row for row in rows if (row.look.hints > 0) is which] for which in (True, False))
    card = json.loads(given.second.read_bytes())
    known = card.get("second_look_nameless", {}) if len(given.looks) == 1 else {}
    entries = {
        "second_look": fitted(named, "named", SecondChances, notes, {}),
        "second_look_nameless": fitted(
            nameless, "nameless", NamelessChances, notes, {name: known[name] for name in OF_MANY if name in known}
        ),
    }
    notes.keep(given.results)
    print(json.dumps(entries))
    if given.write:
        given.second.write_text(json.dumps({**card, **entries}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
