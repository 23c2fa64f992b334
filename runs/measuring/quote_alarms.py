"""What quote mode would put behind a caution, or never quote, in contracts, forms and opinions as they are.

    python -m runs.measuring.quote_alarms [--data ../shared/data] [--each 6] [--seed 6] [--phrases]

All sentences that can be quoted are held against the phrases and against the grammar of `directing`, and of each
document some, drawn at random, are given to the shipped scanner with it. Planted sentences of `scanner.steering`
(families that nothing was learnt from) are given to both, and so are the families of `scanner/written/planted.txt` and
`honest.txt` that are kept apart.
"""

import argparse
import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

from runs.measuring import results
from runs.measuring.gate_alarms import documents
from runs.training.scanner.sets import subtle
from runs.training.scanner.steering import NEAR, STEERING, STEERING_APART, near, steering

from pincite.models.onnx_scanner import OnnxScanner
from pincite.security.directing import directs
from pincite.security.scanner import scan
from pincite.security.screening import screen
from pincite.security.steering import STEERS
from pincite.structure.sentences import sentences

SHORTEST, LONGEST = 20, 1_500
"""Characters of a sentence that quote mode may state."""


async def run(data: Path, each: int, seed: int, notes: results.Notes, *, phrases: bool) -> None:
    chooser = random.Random(seed)
    scanner = OnnxScanner()
    read = steered = directed = drawn = flagged = files = touched = 0
    for _, _, text in documents(data):
        files += 1
        spans = [span for span in sentences(text, 0, len(text)) if SHORTEST <= span[1] - span[0] <= LONGEST]
        found = [text[start:end] for start, end in spans if STEERS.is_in(text[start:end])]
        telling = [words for start, end in spans if directs(words := " ".join(text[start:end].split()))]
        read, steered, directed = read + len(spans), steered + len(found), directed + len(telling)
        touched += bool(found)
        for words in found:
            print("   by a phrase:", " ".join(words.split())[:160])
        for words in telling:
            print("   by the grammar:", words[:160])
        for start, end in [] if phrases else chooser.sample(spans, min(each, len(spans))):
            drawn += 1
            if (await scan(" ".join(text[start:end].split()), "document", scanner)).flagged:
                flagged += 1
                print("   by the scanner:", " ".join(text[start:end].split())[:160])
    print(f"{files} documents: phrases {steered} of {read:,} sentences, in {touched} documents; ", end="")
    print(f"the grammar {directed} ({directed / max(1, read):.3%}); ", end="")
    print(f"scanner with both {flagged} of {drawn:,} ({flagged / max(1, drawn):.2%})")
    notes.note("sentences of real contracts, policies and opinions", "flagged", flagged, drawn)
    for name, texts in sets_of_sentences(chooser):
        by_phrase = [screen(text).flagged for text in texts]
        if phrases:
            either = [found or directs(text) for found, text in zip(by_phrase, texts, strict=True)]
        else:
            either = [(await scan(text, "document", scanner)).flagged for text in texts]
        print(f"{name}: phrases {sum(by_phrase)}, either {sum(either)} of {len(texts)}", flush=True)
        notes.note(name, "flagged", sum(either), len(texts))


def sets_of_sentences(chooser: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Every family of planted sentences and of those that look like them, with what is drawn from it."""
    for name, families, made in (("planted", STEERING, steering), ("looks like it", NEAR, near)):
        for family in sorted(families):
            apart = ", kept apart" if family in STEERING_APART else ""
            yield f"{name}, {family}{apart}", [made(family, chooser) for _ in range(100)]
    cases = subtle()
    for name in dict.fromkeys(case.name for case in cases):
        yield f"{name}, kept apart", [case.text for case in cases if case.name == name]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--each", type=int, default=6, help="sentences of a document that the scanner is given")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--phrases", action="store_true", help="leave the scanner out")
    results.add_option(parser, "scanner-alarms")
    given = parser.parse_args()
    notes = results.Notes()
    asyncio.run(run(given.data, given.each, given.seed, notes, phrases=given.phrases))
    notes.keep(given.results)


if __name__ == "__main__":
    main()
