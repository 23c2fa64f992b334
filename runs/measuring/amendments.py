"""Scores the reading of amendments against orders that a person found by reading 36 real ones.

    python -m runs.measuring.amendments [--data ../shared/data] [--verbose] [--results]

The labels lie in tests/data/amending_orders.jsonl: for each amendment its file among CUAD's contracts, the range of it
that is the amendment, and each order where it stands, with what it does, to which clause, and where old and new words
stand. They were drafted by the program and then corrected and completed by reading each amendment, so that they lean
towards what it can see. An order is `other` when it cannot be written into a clause: "is amended to provide that", a
change of parties, of a part that has no number.

Right: carried out as it stands. Told: found, and left to the reader beside its clause, with why. Wrong: carried out,
but otherwise. Left out: not found. Intervals are 95 %, bootstrapped over amendments.
"""

import argparse
import json
import random
import tarfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from runs.measuring import results

from pincite.structure.amending.instruction import Instruction
from pincite.structure.amending.instructions import instructions_of

LABELS = Path(__file__).parents[2] / "tests" / "data" / "amending_orders.jsonl"
SEED = 7
DRAWS = 1_000
NEAR = 3
"""Characters by which a place may differ: a stop or a quotation mark at the end of new words."""

OUTCOMES = ("right", "told", "wrong", "left out")
ROWS = {
    "known": "replace, insert, append, delete, substitute",
    "other": 'other: "is amended to provide that", a table, a party, an exhibit',
}
"""Kinds of orders as the pages name them."""


def main() -> None:
    """Print how many orders are read right, told, wrong and left out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="where the real documents lie")
    parser.add_argument("--verbose", action="store_true", help="name each order that is wrong or left out")
    results.add_option(parser, "amendments")
    given = parser.parse_args()
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    texts = _texts(given.data, {row["file"] for row in rows})
    counts = [_outcomes(row, texts[row["file"]], verbose=given.verbose) for row in rows]
    for name, kinds in (("known forms", ("known",)), ("others", ("other",)), ("all", ("known", "other"))):
        own = [
            sum((Counter({what: one[kind, what]}) for kind in kinds for what in OUTCOMES), Counter()) for one in counts
        ]
        total = sum(own, Counter[str]())
        shares = "  ".join(f"{what} {total[what]} ({_share(own, what)})" for what in OUTCOMES)
        print(f"{name}: {total.total()} orders of {len(rows)} amendments  {shares}")
    print(f"carried out where nothing is ordered: {sum(one['', 'extra'] for one in counts)}")
    _noted(counts).keep(given.results)


def _noted(counts: Sequence[Counter[tuple[str, str]]]) -> results.Notes:
    """How many orders of each kind came out how, with the interval of their share."""
    notes = results.Notes()
    for kind, row in ROWS.items():
        own = [Counter({what: one[kind, what] for what in OUTCOMES}) for one in counts]
        total = sum(own, Counter[str]())
        for what in OUTCOMES:
            column = "told beside the clause" if what == "told" else what
            interval = _interval(own, what) if total[what] else None
            notes.note(row, column, total[what], total.total(), interval)
    return notes


def _texts(folder: Path, names: set[str]) -> dict[str, str]:
    with tarfile.open(folder / "cuad" / "cuad_txt.tar.xz") as archive:
        found = {Path(one.name).name: archive.extractfile(one) for one in archive if Path(one.name).name in names}
        return {name: file.read().decode("utf-8") for name, file in found.items() if file is not None}


def _outcomes(row: dict[str, Any], text: str, *, verbose: bool) -> Counter[tuple[str, str]]:
    """How many orders of an amendment came out how, by whether they are of a known form."""
    at = row["start"]
    found = list(instructions_of(text[at : row["end"]]))
    counts: Counter[tuple[str, str]] = Counter()
    for order in row["orders"]:
        kind = "other" if order["change"] == "other" else "known"
        near = [one for one in found if abs(at + one.start - order["at"]) <= NEAR]
        same = next((one for one in near if one.target == order["target"] and one.part == order.get("part", "")), None)
        one = same or next((one for one in near if one.target == order["target"]), near[0] if near else None)
        what = _outcome(order, one, at)
        if one is not None:
            found.remove(one)
        counts[kind, what] += 1
        if verbose and what in ("wrong", "left out"):
            print(f"{what}: {row['file'][:40]} {order['at']} {order['change']} {order['target']}")
    for one in found:
        if not one.why and one.change != "unclear":
            counts["", "extra"] += 1
            if verbose:
                print(f"extra: {row['file'][:40]} {at + one.start} {one.change} {one.target}")
    return counts


def _outcome(order: dict[str, Any], one: Instruction | None, at: int) -> str:
    if one is None:
        return "left out"
    if one.why or one.change == "unclear":
        return "told"
    is_same = (one.change, one.target, one.part) == (order["change"], order["target"], order.get("part", ""))
    places = all(_is_near(getattr(one, name), order.get(name), at) for name in ("old", "new"))
    return "right" if is_same and places else "wrong"


def _is_near(span: tuple[int, int] | None, wanted: Sequence[int] | None, at: int) -> bool:
    if span is None or wanted is None:
        return span is None and wanted is None
    return all(abs(at + one - other) <= NEAR for one, other in zip(span, wanted, strict=True))


def _share(counts: Sequence[Counter[str]], what: str) -> str:
    """The share of one outcome with its interval."""
    low, high = _interval(counts, what)
    return f"{_of(counts, what):.2f}, {low:.2f}-{high:.2f}"


def _interval(counts: Sequence[Counter[str]], what: str) -> tuple[float, float]:
    """The middle 95 % of the share of one outcome when amendments are drawn again."""
    chooser = random.Random(SEED)
    shares = sorted(_of(chooser.choices(counts, k=len(counts)), what) for _ in range(DRAWS))
    return shares[int(0.025 * DRAWS)], shares[int(0.975 * DRAWS)]


def _of(counts: Sequence[Counter[str]], what: str) -> float:
    total = sum(one.total() for one in counts)
    return sum(one[what] for one in counts) / total if total else 0.0


if __name__ == "__main__":
    main()
