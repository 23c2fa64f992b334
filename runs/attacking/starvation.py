"""Starvation: does whoever may see little still find what is there for them?

    python -m runs.attacking.starvation [--rows 20000] [--questions 40] [--seed 0] [--matters 200] [--index-from ROWS]
        [--results]

Rows of clustered random vectors, each matter at work on a few topics, in the real index on disk. Recall is held against
a scan of all permitted vectors with numpy: at 0.5 %, 10 % and 75 % of the rows permitted, and in the cross test, where
1, 5, 20 and 60 matters are permitted of which none is about what is asked. Each is measured with the exact scan of a
small index and (`--index-from`) with the vector index that large ones have.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from runs.measuring import results
from tests.leaks.starving import DIMENSIONS, GOAL, Found, corpus, filled, measured

from pincite.index.lance import LanceIndex


async def run(given: argparse.Namespace, folder: Path) -> list[tuple[str, Found]]:
    held = corpus(given.rows, given.matters, given.seed)
    found: list[tuple[str, Found]] = []
    for name, first in (("exact scan", given.rows + 1), ("vector index", given.index_from)):
        index = LanceIndex(
            folder / name.replace(" ", "-"), "random", DIMENSIONS, vector_index_from=first, partition_rows=512
        )
        await filled(index, held, given.seed)
        found += [(name, one) for one in await measured(index, held, given.questions, given.seed)]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--matters", type=int, default=200)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--index-from", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    results.add_option(parser, "starvation")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured_all = asyncio.run(run(given, Path(folder)))
    print(f"{given.rows:,} rows, {DIMENSIONS} dimensions, {given.matters} matters, {given.questions} questions each\n")
    print("| index | who asks | rows permitted | recall@10 | recall@50 | worst @50 | underfilled | forbidden |")
    print("|---|---|---|---|---|---|---|---|")
    for index, f in measured_all:
        print(
            f"| {index} | {f.name} | {f.share:.2%} | {f.at_10:.4f} | {f.at_50:.4f} | {f.worst:.2f} | "
            f"{f.underfilled} of {f.questions} | {f.forbidden} |"
        )
    low = [f for _, f in measured_all if min(f.at_10, f.at_50) < GOAL or f.underfilled or f.forbidden]
    print(f"\n{'below the goal of ' + str(GOAL) if low else 'all at or above ' + str(GOAL)}")
    notes = results.Notes()
    for index, f in measured_all:
        row = f"{f.name}, {index}"
        notes.note(row, "recall@10", f.at_10, f.questions)
        notes.note(row, "recall@50", f.at_50)
        notes.note(row, "forbidden rows", f.forbidden)
    notes.keep(given.results)
    raise SystemExit(1 if low else 0)


if __name__ == "__main__":
    main()
