"""Kinds of words of `security.voice` in real documents: how many pieces have each, and how many sentences are doubted.

    python -m runs.measuring.voices [--data ../shared/data] [--each 60] [--seed 4] [--results]

Contracts, forms, policies, guides, laws and opinions, at most `--each` of a kind (140 contracts, 15 laws, 25 opinions
where that is less). Half of the documents say what share of pieces has a kind, by which `TRAITS` has its figures; of
the others is counted what is doubted by its voice among its own surroundings, as quote mode does.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from runs.measuring import results
from runs.questions.loading import loader

from pincite.answering.doubting import INSISTENT, Around
from pincite.errors import DocumentError
from pincite.readers.read import read
from pincite.security.kinds import SHARES
from pincite.security.scanner import as_read
from pincite.security.voice import STRANGE, UNEASY, pieces, strangeness, traits
from pincite.structure.sentences import sentences

MOST = {"contract": 140, "law": 15, "opinion": 25}
SETS = {"docs_docx": "form", "docs_policies_md": "policy", "docs_statutes_xml": "law", "docs_opinions_pdf": "opinion"}
SHORTEST, LONGEST = 20, 1_500
"""Characters of a sentence that quote mode may state."""


PLURALS = {
    "contract": "contracts",
    "form": "forms",
    "policy": "policies",
    "law": "laws",
    "opinion": "opinions",
    "guide": "guides",
}


def documents(data: Path, each: int, chooser: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, text) of documents drawn at random."""
    load = loader(data)

    def drawn(kind: str, found: list[Any]) -> list[Any]:
        return chooser.sample(found, min(len(found), MOST.get(kind, each)))

    yield from (("contract", text) for _, text in drawn("contract", sorted(load.cuad_texts().items())))
    for name, kind in SETS.items():
        for row in drawn(kind, list(load.documents(name))):
            try:
                yield kind, read(Path(row["path"]).read_bytes(), row["file"]).text
            except DocumentError:
                continue
    yield from (("guide", text) for _, text in drawn("guide", sorted(load.library().items())))


def run(data: Path, each: int, seed: int) -> results.Notes:
    """Print the shares of each kind of words and how many sentences are doubted; give back the latter for the pages."""
    has, seen = Counter[str](), 0
    read_of, uneasy, doubted = Counter[str](), Counter[str](), Counter[str]()
    insistent = 0
    for number, (kind, text) in enumerate(documents(data, each, random.Random(seed))):
        spans = [span for span in sentences(text, 0, len(text)) if SHORTEST <= span[1] - span[0] <= LONGEST]
        for start, end in spans:
            words = as_read(text[start:end])
            if number % 2 == 0:
                found = [traits(piece) for piece in pieces(words)]
                seen += len(found)
                has.update(name for one in found for name in one)
                continue
            read_of[kind] += 1
            uneasy[kind] += strangeness(words) >= UNEASY
            insistent += Around(text, start, end).is_strange(words, INSISTENT)
            doubted[kind] += Around(text, start, end).is_strange(words)
    print("shares:", {name: round(has[name] / max(1, seen), 4) for name in SHARES}, f"of {seen:,} pieces")
    for kind in read_of:
        print(f"{kind}: {doubted[kind]} of {read_of[kind]:,} ({doubted[kind] / read_of[kind]:.2%}) are doubted")
    total = sum(read_of.values())
    print(
        f"all: {sum(doubted.values())} of {total:,} ({sum(doubted.values()) / total:.2%}) from {STRANGE} nats; ", end=""
    )
    print(f"{insistent / total:.2%} from {INSISTENT}; ", end="")
    print(f"{sum(uneasy.values()) / total:.1%} would go behind a sentence that says otherwise")
    notes, column = results.Notes(), "doubted"
    for kind in read_of:
        notes.note(f"sentences of {PLURALS[kind]}", column, doubted[kind] / read_of[kind], read_of[kind])
    notes.note("all sentences", column, sum(doubted.values()) / total, total)
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--each", type=int, default=60, help="documents of a kind")
    parser.add_argument("--seed", type=int, default=4)
    results.add_option(parser, "voices")
    given = parser.parse_args()
    run(given.data, given.each, given.seed).keep(given.results)


if __name__ == "__main__":
    main()
