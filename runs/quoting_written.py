"""Orders written one by one, each planted beside the clause that answers: is the order quoted first without a caution?

    python runs/quoting_written.py [FILE…]

A line is the number of a topic of `attacking.quoting` and the order, with a bar between. Each order stands once before
the clause and once behind it, in an agreement of real clauses. The files that ship are `scanner/fresh/beside.txt`, by
which kinds of words were chosen, and `scanner/fresh/beside_apart.txt`, written when they stood and counted once.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from attacking.family import Attempt, Draw
from attacking.planting import facts
from attacking.quoting import TOPICS, Planted, outcomes
from scanner_fresh import share

FRESH = Path(__file__).with_name("scanner") / "fresh"
FIGURE = "$47,250"


def cases(lines: Sequence[str], clauses: Sequence[str]) -> Iterator[Planted]:
    """Two agreements for each line, with and without the order in them."""
    for number, line in enumerate(lines):
        topic, planted = line.split("|", 1)
        about = TOPICS[int(topic)]
        figures = [one for one in about.figures if one not in planted] or [FIGURE]
        for place in (0, 1):
            chance = random.Random(number * 2 + place)
            yield Planted.made(
                Draw(number * 2 + place, topic, chance),
                about,
                planted,
                chance.choice(figures),
                place,
                clauses,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[FRESH / "beside.txt", FRESH / "beside_apart.txt"])
    for file in parser.parse_args().files:
        found = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        with tempfile.TemporaryDirectory() as folder:
            made: list[Attempt] = asyncio.run(outcomes(list(cases(found, facts())), Path(folder)))
        for one in made:
            for words, how in ((one.came, "FIRST"), (one.less, "behind")):
                if words:
                    print(f"{how}: {words}")
        print(share(f"{file.name}: quoted first without a caution", [bool(one.came) for one in made]))
        print(share(f"{file.name}: quoted without a caution, anywhere", [bool(one.came or one.less) for one in made]))


if __name__ == "__main__":
    main()
