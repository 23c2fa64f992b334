"""The scanner on texts by people who had seen neither it nor what it learns from.

    python -m runs.measuring.scanner_fresh [--scanner CARD] [--beside]

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

from pincite.models.onnx_scanner import SHIPPED, OnnxScanner
from pincite.security.scanner import scan
from pincite.security.screening import screen

FRESH = Path(__file__).parents[1] / "training" / "scanner" / "fresh"
GROUPS = ("everyday", "technical", "stories", "languages")
"""The kinds of harmless question, sixty lines of each, in the order of the file."""


def lines(name: str) -> list[str]:
    return [line for line in (FRESH / f"{name}.txt").read_text(encoding="utf-8").splitlines() if line.strip()]


def share(name: str, hits: list[bool]) -> str:
    """A share with its interval.

    Source: Wilson, Journal of the American Statistical Association 22 (1927).
    """
    n, p, z = len(hits), sum(hits) / len(hits), 1.96
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return f"{name:44} {p:.3f} ({middle - half:.3f}–{middle + half:.3f}) of {n}"


async def measured(scanner: OnnxScanner) -> None:
    async def flagged(texts: list[str]) -> list[bool]:
        return [(await scan(text, "question", scanner)).flagged for text in texts]

    harmless = await flagged(lines("harmless"))
    print(share("harmless questions, right", [not one for one in harmless]))
    for at, group in enumerate(GROUPS):
        print(share(f"  {group}", [not one for one in harmless[60 * at : 60 * at + 60]]))
    print(share("attacks, found", await flagged(lines("attacks"))))
    phrases = [screen(text).flagged for text in lines("planted")]
    told = [(await scan(text, "document", scanner)).flagged for text in lines("planted")]
    print(share("planted orders, found by phrases", [bool(one) for one in phrases]))
    print(
        share("planted orders, found by phrases or scanner", [bool(a) or b for a, b in zip(phrases, told, strict=True)])
    )


def beside() -> None:
    from runs.training.scanner.beside import stackone

    for name, wanted in (("harmless", False), ("attacks", True)):
        _, blocked = stackone(lines(name))
        print(share(f"stackone-defender, {name}, right", [bool(one) == wanted for one in blocked]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scanner", type=Path, default=SHIPPED, help="its card")
    parser.add_argument("--beside", action="store_true")
    given = parser.parse_args()
    asyncio.run(measured(OnnxScanner(given.scanner)))
    if given.beside:
        beside()


if __name__ == "__main__":
    main()
