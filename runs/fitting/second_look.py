"""Fits how two readers together tell an answer from the best of nothing, on questions in lawyers' own words.

    python -m runs.fitting.calibrate_reader look LOOKS.pkl
    python -m runs.fitting.second_look LOOKS.pkl --second CARD [--first CARD] [--write]

The first reader reads as many candidates as for an answer, the second one the best few of these. One logistic model
(`SecondChances`) is fitted to both readers' numbers, and judged by weights from other documents: five folds, six times.
Only questions that name their document count: the others are read by the first reader alone. `--write` puts the weights
into the second reader's card, as `second_look`, where `second_reader` in `settings.toml` looks for them.
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from pathlib import Path

import numpy as np
from runs.fitting.calibrate_quote import auroc, logistic
from runs.fitting.calibrate_reader import Look, by_folds, ece, first_read, in_steps, kept_looks
from runs.measuring import results

from pincite.answering.chances import chance
from pincite.answering.readings import ALONE, WEIGHTS
from pincite.answering.second_look import HOPELESS, LOOKED_AT, FoundTwice, signs
from pincite.models.onnx_reader import SHIPPED, OnnxReader
from pincite.models.ports import SecondChances

REFUSED = 0.85
"""The share of unanswerable questions that is refused, at which what is stated is compared."""


@dataclass(frozen=True)
class Answered:
    """One question: is the best candidate of the first reader right, with what chance; and that of both readers.

    `twice` is None where there was no second look.
    """

    look: Look
    right: bool
    chance: float
    right_by_two: bool
    twice: FoundTwice | None


async def answered(each: Look, first: OnnxReader, second: OnnxReader) -> Answered:
    """A question read in steps by the first reader, and its best few candidates by the second."""
    odds = await first_read(each, first)
    scores, best, found = in_steps(each, odds)
    likely, right = chance(found, is_named=each.hints > 0), each.choices[best].right
    if likely < HOPELESS:
        return Answered(each, right, likely, right, None)
    places = sorted(scores, key=lambda at: -scores[at])[:LOOKED_AT]
    again = await read_at(each, places, second)
    both = {at: scores[at] + WEIGHTS.odds * (again[at] - odds[at]) / 2 for at in places}
    best = max(places, key=lambda at: both[at])
    ahead = both[best] - max((both[at] for at in places if at != best), default=both[best] - ALONE)
    others = tuple(again[at] for at in places if at != best)
    twice = FoundTwice(both[best], odds[best], again[best], ahead, others, each.choices[best].label)
    return Answered(each, right, likely, each.choices[best].right, twice)


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
    threshold = float(np.quantile(said[absent], REFUSED))
    stated = said > threshold
    figures = {
        "right, none refused": right[~absent].mean(),
        "right": (stated & (right == 1))[~absent].mean(),
        "wrong": (stated & (right == 0))[~absent].mean(),
    }
    for what, figure in figures.items():
        notes.note(name, what, float(figure), int((~absent).sum()))
    told = ", ".join(f"{what} {figure:.3f}" for what, figure in figures.items())
    print(
        f"{name}: n {(~absent).sum()} and {absent.sum()} unanswerable; {told} (at {threshold:.2f}, where {REFUSED:.0%} "
        f"of the unanswerable are refused); AUROC {auroc(right, said):.3f}, ECE {ece(right, said):.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("looks", type=Path)
    parser.add_argument("--first", type=Path, default=SHIPPED, help="the first reader's card")
    parser.add_argument("--second", type=Path, required=True, help="the second reader's card")
    parser.add_argument("--write", action="store_true", help="put the weights into the second reader's card")
    results.add_option(parser, "second_look")
    given = parser.parse_args()
    looks = [each for each in kept_looks(given.looks) if each.choices and each.hints]
    first, second = OnnxReader(given.first), OnnxReader(given.second)

    async def all_answered() -> list[Answered]:
        return [await answered(each, first, second) for each in looks]

    rows = asyncio.run(all_answered())
    looked = [each for each in rows if each.twice is not None]
    table = np.array([signs(each.twice) for each in looked if each.twice is not None])
    right = np.array([float(each.right_by_two) for each in looked])
    by_two = np.array([each.chance for each in rows])
    by_two[[each.twice is not None for each in rows]] = by_folds(
        [each.look for each in looked], table, right, np.ones(len(looked))
    )
    print(f"looked again at {len(looked)} of {len(rows)} questions")
    notes = results.Notes()
    alone = np.array([float(each.right) for each in rows])
    both = np.array([float(each.right_by_two) for each in rows])
    judge(notes, "one reader", rows, alone, np.array([each.chance for each in rows]))
    judge(notes, "two readers", rows, both, by_two)
    notes.keep(given.results)
    weights = logistic(table, right)
    fitted = {field.name: round(float(weight), 3) for field, weight in zip(fields(SecondChances), weights, strict=True)}
    print(json.dumps({"second_look": fitted}))
    if given.write:
        card = json.loads(given.second.read_bytes())
        given.second.write_text(json.dumps({**card, "second_look": fitted}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
