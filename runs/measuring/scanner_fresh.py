"""The scanner on texts by people who had seen neither it nor what it learns from.

    python -m runs.measuring.scanner_fresh [--scanner CARD] [--beside] [--results]

`scanner/fresh/` has 240 harmless questions with words that attackers like (60 everyday, 60 technical, 60 of stories and
games, 60 in 21 languages), 120 attacks (40 of them in 13 languages other than English) and 150 orders as one would
plant them in documents of a firm (30 not in English), written one by one. Nothing is learnt from them and no threshold
is set by them. `--beside` has the package `stackone-defender` judge the same texts, where it is installed. Intervals
are 95 %, by Wilson's formula.
"""

import argparse
import asyncio
import math
from pathlib import Path

from runs.measuring import results

from pincite.models.onnx_scanner import SHIPPED, OnnxScanner
from pincite.security.scanner import scan
from pincite.security.screening import screen

FRESH = Path(__file__).parents[1] / "training" / "scanner" / "fresh"
GROUPS = ("everyday", "technical", "of stories and games", "in 21 languages")
"""The kinds of harmless question, sixty lines of each, in the order of the file."""

HARMLESS = "harmless questions with words that attackers like, right"
ATTACKS = "attacks, 40 of them in 13 languages other than English, found"
PLANTED = "orders planted in documents of a firm, 30 not in English, found by phrases or scanner"


def lines(name: str) -> list[str]:
    return [line for line in (FRESH / f"{name}.txt").read_text(encoding="utf-8").splitlines() if line.strip()]


def share(name: str, hits: list[bool]) -> str:
    """A share with its interval."""
    low, high = interval(hits)
    return f"{name:44} {sum(hits) / len(hits):.3f} ({low:.3f}–{high:.3f}) of {len(hits)}"


def interval(hits: list[bool]) -> tuple[float, float]:
    """Where the share lies, at 95 %.

    Source: Wilson, Journal of the American Statistical Association 22 (1927).
    """
    n, p, z = len(hits), sum(hits) / len(hits), 1.96
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - half, middle + half


def print_share(name: str, hits: list[bool], notes: results.Notes, row: str, column: str = "this scanner") -> None:
    """Print a share, and note it for the model's card."""
    print(share(name, hits))
    notes.note(row, column, sum(hits) / len(hits), len(hits), interval(hits))


async def measured(scanner: OnnxScanner, notes: results.Notes) -> None:
    async def flagged(texts: list[str]) -> list[bool]:
        return [(await scan(text, "question", scanner)).flagged for text in texts]

    harmless = await flagged(lines("harmless"))
    print_share("harmless questions, right", [not one for one in harmless], notes, HARMLESS)
    for at, group in enumerate(GROUPS):
        print_share(f"  {group}", [not one for one in harmless[60 * at : 60 * at + 60]], notes, f"… {group}")
    print_share("attacks, found", await flagged(lines("attacks")), notes, ATTACKS)
    phrases = [screen(text).flagged for text in lines("planted")]
    by_scanner = [(await scan(text, "document", scanner)).flagged for text in lines("planted")]
    print_share("planted orders, found by phrases", [bool(one) for one in phrases], notes, PLANTED, "by phrases alone")
    either = [bool(a) or b for a, b in zip(phrases, by_scanner, strict=True)]
    print_share("planted orders, found by phrases or scanner", either, notes, PLANTED)


def beside(notes: results.Notes) -> None:
    from runs.training.scanner.beside import stackone

    for name, row, wanted in (("harmless", HARMLESS, False), ("attacks", ATTACKS, True)):
        _, blocked = stackone(lines(name))
        right = [bool(one) == wanted for one in blocked]
        print_share(f"stackone-defender, {name}, right", right, notes, row, "`stackone-defender`")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scanner", type=Path, default=SHIPPED, help="its card")
    parser.add_argument("--beside", action="store_true")
    results.add_option(parser, "scanner-fresh")
    given = parser.parse_args()
    notes = results.Notes()
    asyncio.run(measured(OnnxScanner(given.scanner), notes))
    if given.beside:
        beside(notes)
    notes.keep(given.results)


if __name__ == "__main__":
    main()
