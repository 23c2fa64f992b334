"""What the gate at the way out would keep back of true sentences of contracts, forms and opinions.

    python runs/gate_alarms.py [--data ../shared/data] [--each 30] [--seed 5] [--show 20]

From each document sentences are drawn at random. Each is restated in four ways that keep its sense (with its white
space squeezed; by common signs for typographic ones and without its number; with other words of duty and joining; in
small letters where it shouts) and given to the gate with the words around it as what it cites. Counted is the share
that would be kept back for an address or an account that the passage does not have, for how it is written, and for any
reason. No document was looked through for addresses.
"""

import argparse
import importlib.util
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pincite.documents.readers.read import read
from pincite.documents.sentences import sentences
from pincite.errors import DocumentError
from pincite.security.addresses import strangers
from pincite.security.dress import MOST_ODD, oddities
from pincite.security.output import Kept, breaches
from pincite.verification.written import kept

AROUND = 1_500
"""Characters on either side of a sentence that its passage has too."""

SIGNS = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\u00a0": " "})
OTHER_WORDS = (
    (re.compile(r"\bshall be\b"), "is"),
    (re.compile(r"\bshall\b"), "must"),
    (re.compile(r"\bpursuant to\b"), "under"),
    (re.compile(r"\bprior to\b"), "before"),
    (re.compile(r"\bin the event that\b"), "if"),
    (re.compile(r"\bsuch\b"), "the"),
    (re.compile(r"\bany\b"), "a"),
    (re.compile(r"\bhereunder\b"), "in this"),
)
NUMBER = re.compile(r"^\W{0,3}(?:\d{1,3}(?:\.\d{1,3}){0,4}|[(]?[a-zA-Z]{1,4}[).])\W{1,4}")


def documents(data: Path) -> Iterator[tuple[str, str, str]]:
    """(kind, name, text) of contracts, forms and opinions."""
    spec = importlib.util.spec_from_file_location("load", data / "load.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{data} has no load.py; name the folder of the documents with --data")
    load: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(load)
    for name, text in load.cuad_texts().items():
        yield "contract", name, text
    for name, kind in (("docs_docx", "form"), ("docs_opinions_pdf", "opinion")):
        for row in load.documents(name):
            try:
                yield kind, row["file"], read(Path(row["path"]).read_bytes(), row["file"]).text
            except DocumentError:
                continue


def restated(sentence: str) -> dict[str, str]:
    """A sentence in other clothes, by what was done to it."""
    squeezed = " ".join(sentence.split())
    plain = NUMBER.sub("", squeezed.translate(SIGNS))
    worded = plain
    for form, other in OTHER_WORDS:
        worded = form.sub(other, worded)
    return {
        "as it is": squeezed,
        "common signs": plain[:1].upper() + plain[1:],
        "other words": worded[:1].upper() + worded[1:],
        "small letters": plain.capitalize() if plain.isupper() else plain,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--each", type=int, default=30, help="sentences of a document")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--show", type=int, default=20, help="print so many of what was kept back for an address")
    given = parser.parse_args()
    chooser = random.Random(given.seed)
    ours: Kept = kept()
    tried: Counter[tuple[str, str]] = Counter()
    alarms: Counter[tuple[str, str]] = Counter()
    any_reason: Counter[tuple[str, str]] = Counter()
    odd: Counter[tuple[str, str]] = Counter()
    names: Counter[str] = Counter()
    shown: list[str] = []
    took = 0.0
    for kind, name, text in documents(given.data):
        names[kind] += 1
        spans = [span for span in sentences(text, 0, len(text)) if 40 <= span[1] - span[0] <= 700]
        for start, end in chooser.sample(spans, min(given.each, len(spans))):
            passage = text[max(0, start - AROUND) : end + AROUND]
            for way, said in restated(text[start:end]).items():
                began = time.process_time()
                reasons = breaches(said, [passage], ours)
                took += time.process_time() - began
                tried[kind, way] += 1
                any_reason[kind, way] += bool(reasons)
                odd[kind, way] += oddities(said, [passage]) > MOST_ODD
                if found := strangers(said, [passage]):
                    alarms[kind, way] += 1
                    shown.append(f"{name[:40]} ({way}): {found} in {said[:160]!r}")
    print(", ".join(f"{count} {kind}s" for kind, count in names.items()), f"{took / tried.total() * 1e3:.2f} ms each")
    for kind, way in tried:
        count = tried[kind, way]
        print(
            f"{kind:9} {way:14} {alarms[kind, way]:3} of {count:,} for an address ({alarms[kind, way] / count:.3%}), "
            f"{odd[kind, way]} for how it is written, {any_reason[kind, way] / count:.2%} for any reason"
        )
    print(
        f"all: {alarms.total()} of {tried.total():,} for an address or account ({alarms.total() / tried.total():.3%})"
    )
    for line in shown[: given.show]:
        print("   ", line)


if __name__ == "__main__":
    main()
