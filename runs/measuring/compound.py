"""Questions that ask two things: how many of their halves are answered, each by a marked place?

    python -m runs.measuring.compound [--data ../shared/data] [--keep FOLDER] [--half steer|kept]

Each is made of two questions about one document (`runs/measuring/lawyers.py`), at least one of which the document
answers, put together as people do: "…, and …?". A half is right if any statement stands at a place that is marked for
it; a statement is wrong if it stands at a place of neither.
"""

import argparse
import asyncio
import random
import re
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from runs.measuring import results
from runs.measuring.lawyers import Question, document_of, firm, overlaps, questions

from pincite.ask import ask
from pincite.retrieval.query import understand
from pincite.session import Session
from pincite.verification.support import Support

SEED = 7
LONGEST = 140
"""Characters of a half; nobody puts two long stories into one question."""

ASKS = re.compile(r"(?:what|who|when|where|how|which|can|may|must|does|do|is|are|will)\b", re.IGNORECASE)


def made(half: str) -> list[tuple[str, Question, Question]]:
    """Questions of two halves, each with the two questions that it was made of."""
    by_document: dict[str, list[Question]] = defaultdict(list)
    for row in questions(half=half):
        if row.kind in ("clause", "absent") and len(row.text) < LONGEST and len(understand(row.text).parts) == 1:
            by_document[row.documents[0]].append(row)
    chooser, found = random.Random(SEED), []
    for _, rows in sorted(by_document.items()):
        chooser.shuffle(rows)
        for one, other in zip(rows[::2], rows[1::2], strict=False):
            text = f"{one.text.rstrip('?. ')}, and {other.text[0].lower()}{other.text[1:]}"
            is_double = ASKS.match(other.text) is not None and len(understand(text).parts) == 2
            if is_double and "clause" in (one.kind, other.kind):
                found.append((text, one, other))
    return found


def is_right(said: Support, row: Question) -> bool:
    citation = said.statement.citations[0]
    gold = row.gold.get(document_of(citation.path, row), ())
    return overlaps(citation.span.start, citation.span.end, gold)


async def counted(session: Session, rows: list[tuple[str, Question, Question]]) -> Counter[str]:
    """How many halves were answered, and how many statements were right."""
    counts: Counter[str] = Counter()
    for text, *halves in rows:
        reply = await ask(text, session.scope(), sources=session.firm.sources, now=session.now)
        fits = [any(is_right(said, row) for row in halves) for said in reply.statements]
        counts["halves that are answered there"] += sum(row.kind == "clause" for row in halves)
        counts["halves right"] += sum(any(is_right(said, row) for said in reply.statements) for row in halves)
        counts["statements"] += len(fits)
        counts["statements wrong"] += fits.count(False)
        counts["first right"] += fits[:1] == [True]
        counts["first wrong"] += fits[:1] == [False]
        counts["refused"] += not fits
        counts["named as unanswered"] += sum("one part of the question" in one for one in reply.warnings)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--half", choices=("steer", "kept"), default="steer")
    parser.add_argument("--keep", type=Path, help="work here and leave the workspace for the next time")
    results.add_option(parser, "compound")
    options = parser.parse_args()
    rows, notes = made(options.half), results.Notes()
    with tempfile.TemporaryDirectory() as work, firm(options.data, options.keep or Path(work)) as session:
        counts = asyncio.run(counted(session, rows))
    print(f"{len(rows)} questions of two halves: {dict(counts)}")
    answerable, said = counts["halves that are answered there"], max(1, counts["statements"])
    row = f"questions of two halves, half {'for steering' if options.half == 'steer' else 'kept back'}"
    notes.note(row, "halves right", counts["halves right"] / answerable, len(rows))
    notes.note(row, "statements wrong", counts["statements wrong"] / said)
    notes.note(row, "first right", counts["first right"] / len(rows))
    notes.note(row, "first wrong", counts["first wrong"] / len(rows))
    notes.note(row, "refused", counts["refused"] / len(rows))
    notes.keep(options.results)


if __name__ == "__main__":
    main()
