"""How many public documents `security.detecting` would raise, and what for: each finding is printed, to be read.

    python -m runs.measuring.sensitivity [--data ../shared/data] [--results]

Contracts, agreements on confidentiality, policies and guides are public, so none of them is privileged; what is
confidential in one is a number of somebody that was published with it.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from runs.measuring import results
from runs.questions.loading import loader

from pincite.errors import DocumentError
from pincite.evaluation.proportion import wilson
from pincite.readers.read import read
from pincite.security.detecting import detect
from pincite.sensitivity import Sensitivity

SPEAKS = re.compile("privileg", re.I)
AROUND = 70
"""Characters that are printed on either side of a finding."""


def documents(data: Path) -> Iterator[tuple[str, str]]:
    """(kind, text) of every document."""
    load = loader(data)
    yield from (("contracts", text) for _, text in sorted(load.cuad_texts().items()))
    for split in ("train_truncated", "dev"):
        yield from (("agreements on confidentiality", row["text"]) for row in load.contractnli(split)["documents"])
    for row in load.documents("docs_policies_md"):
        try:
            yield "policies", read(Path(row["path"]).read_bytes(), row["file"]).text
        except DocumentError:
            continue
    yield from (("guides", text) for _, text in sorted(load.library().items()))


def run(data: Path) -> results.Notes:
    """Print what was found; give back the shares of documents that were raised."""
    seen: dict[str, list[tuple[bool, Sensitivity]]] = {}
    for kind, text in documents(data):
        found = detect(text)
        seen.setdefault(kind, []).append((SPEAKS.search(text) is not None, found.level))
        for one in found.findings:
            around = " ".join(text[max(0, one.start - AROUND) : one.end + AROUND].split())
            print(f"   {kind}: {one.kind}: {around}")
    notes = results.Notes()
    for kind, all_of in seen.items():
        speaking = sum(speaks for speaks, _ in all_of)
        print(f"{kind}: {len(all_of)}, {speaking} of them speak of privilege")
        notes.note(kind, "speak of privilege", speaking, len(all_of))
        for level in (Sensitivity.PRIVILEGED, Sensitivity.CONFIDENTIAL):
            raised = sum(one is level for _, one in all_of)
            share = wilson(raised, len(all_of))
            print(f"   {level.word}: {raised}")
            notes.note(kind, f"raised to {level.word}", raised / len(all_of), interval=(share.low, share.high))
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    results.add_option(parser, "sensitivity")
    given = parser.parse_args()
    run(given.data).keep(given.results)


if __name__ == "__main__":
    main()
