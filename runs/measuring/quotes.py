"""How many changed quotes get through, and how many true ones do not.

    python -m runs.measuring.quotes [--data ../shared/data] [--quotes 2500] [--results]

Each quote is a sentence of a real contract, policy or guide, offered as a model offers it: words in quotation marks and
the label of its passage, beside five other passages of the same document. A true quote is the sentence as a model
copies it: letter for letter, with straight quotation marks for curled ones, or with its lines run together. A changed
one has a figure, date, party, modal, "not", section or another single thing altered
(`runs/training/entailment/mutations.py`), is put together from two sentences, or has two words swapped. What is
accepted is bound to its place and checked verbatim, exactly as in a written answer. Seeds are fixed; intervals are
Wilson's.
"""

import argparse
import asyncio
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from runs.measuring import results
from runs.training.entailment.mutations import LEGAL, spliced
from runs.training.entailment.pairs import legal_texts

from pincite.access.scope import Principal, Scope
from pincite.answering.binding import Bound, Unbound, bind
from pincite.answering.claimed import Claim, Pointer
from pincite.answering.locating import as_shown_to_model
from pincite.chunking.by_clause import by_clause
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage
from pincite.structure.sentences import sentences
from pincite.verification.verbatim import citation_problems

SEED = 7
MATTER = MatterId("m")
SCOPE = Scope(Principal("a", "a"), frozenset({MATTER}), frozenset(), 1, datetime(2100, 1, 1, tzinfo=UTC))
BESIDE = 5
"""Other passages that are shown with the right one."""


def passages(name: str, reading: Document, chooser: random.Random) -> tuple[tuple[Passage, ...], Passage] | None:
    document, version = DocumentId(name), VersionId(name)
    chunks = by_clause(document, version, reading, "")
    good = [chunk for chunk in chunks if len(reading.text[chunk.start : chunk.end].split()) > 30]
    if len(good) < BESIDE + 1:
        return None
    chosen = chooser.sample(good, BESIDE + 1)
    made = tuple(
        Passage(
            label, chunk, MATTER, f"/{name}", reading.title, None, "", None,
            reading.text[chunk.start : chunk.end], 1.0, 1, 1, 0.5,
        )
        for label, chunk in enumerate(chosen, start=1)
    )  # fmt: skip
    return made, chooser.choice(made)


def offered(sentence: str, other: str, chooser: random.Random) -> Iterator[tuple[str, str]]:
    """Quotes of a sentence, each with its kind: true ones, and changed ones."""
    flat = " ".join(sentence.split())
    yield "true, letter for letter", sentence
    yield "true, on one line", flat
    straight = flat.translate(str.maketrans("“”‘’", "\"\"''"))
    if straight != flat:
        yield "true, straight quotation marks", straight
    kinds = list(LEGAL)
    chooser.shuffle(kinds)
    for kind in kinds[:6]:
        changed = LEGAL[kind](flat, chooser)
        if changed is not None and changed != flat:
            yield kind, changed
    if mixed := spliced(flat, " ".join(other.split()), chooser):
        yield "spliced", mixed
        first, second = flat.split(), other.split()
        yield "spliced with dots", f"{' '.join(first[:6])} … {' '.join(second[-6:])}"
    words = flat.split()
    at = chooser.randrange(1, len(words) - 2)
    if words[at].lower() != words[at + 1].lower():
        yield "words swapped", " ".join([*words[:at], words[at + 1], words[at], *words[at + 2 :]])
        yield "a word dropped", " ".join([*words[:at], *words[at + 1 :]])


def is_accepted(quote: str, passage: Passage, shown: tuple[Passage, ...], reading: Document) -> tuple[bool, str]:
    said = Claim("The passage says so.", (Pointer(passage.label, quote),))
    [bound] = bind([said], as_shown_to_model(shown, lambda _: reading), "mark")
    match bound:
        case Unbound(reason=reason):
            return False, reason
        case Bound(statement=statement):
            evidence = Evidence(shown, "1")
            problems = [
                problem
                for citation in statement.citations
                for problem in citation_problems(citation, evidence, SCOPE, lambda _: reading)
            ]
            return not problems, "; ".join(problems)


def wilson(k: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval (1927)."""
    share, spread = k / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return middle - half, middle + half


ROWS = {
    False: "changed quotes (a word, figure or party altered, sentences joined, words swapped)",
    True: "true quotes",
}
"""As the pages name them."""


async def run(data: Path, wanted: int) -> results.Notes:
    """Offer quotes until there are so many changed ones; print what was accepted, and note it for the pages."""
    chooser = random.Random(SEED)
    texts = list(legal_texts(data))
    chooser.shuffle(texts)
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    examples: dict[str, list[str]] = defaultdict(list)
    while sum(sum(c.values()) for kind, c in counts.items() if not kind.startswith("true")) < wanted:
        name, text = texts.pop()
        reading = read(text.encode(), f"{Path(name).stem}.txt")
        for _ in range(6):
            found = passages(name, reading, chooser)
            if found is None:
                break
            shown, passage = found
            spans = [
                span
                for span in sentences(reading.text, passage.chunk.start, passage.chunk.end)
                if 9 <= len(reading.text[slice(*span)].split()) <= 70
            ]
            if len(spans) < 2:
                continue
            one, other = chooser.sample(spans, 2)
            whole = " ".join(" ".join(p.text.split()) for p in shown)
            for kind, quote in offered(reading.text[slice(*one)], reading.text[slice(*other)], chooser):
                is_true = kind.startswith("true")
                if not is_true and " ".join(quote.split()).strip(" .").lower() in whole.lower():
                    continue  # the changed words happen to stand there too
                accepted, why = is_accepted(quote, passage, shown, reading)
                counts[kind][accepted] += 1
                if accepted != is_true:
                    examples[kind].append(f"{quote} ({why})")
    for kind, tally in sorted(counts.items()):
        n = sum(tally.values())
        low, high = wilson(tally[True], n)
        print(f"{kind:32s} n {n:5d}  accepted {tally[True] / n:.4f} [{low:.4f} {high:.4f}]")
    notes = results.Notes()
    for is_true in (False, True):
        n = sum(sum(c.values()) for kind, c in counts.items() if kind.startswith("true") == is_true)
        k = sum(c[True] for kind, c in counts.items() if kind.startswith("true") == is_true)
        low, high = wilson(k, n)
        print(f"{'true' if is_true else 'changed'}: {k} of {n} accepted, {k / n:.4f} [{low:.4f} {high:.4f}]")
        notes.note(ROWS[is_true], "bound", k / n, n, (low, high))
    for kind, told in examples.items():
        for example in told[:4]:
            print(f"  {kind}: {example[:300]}")
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--quotes", type=int, default=2_500, help="changed quotes, at least")
    results.add_option(parser, "quotes")
    options = parser.parse_args()
    asyncio.run(run(options.data, options.quotes)).keep(options.results)


if __name__ == "__main__":
    main()
