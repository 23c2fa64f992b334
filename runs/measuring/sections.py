"""Questions for one section of a named contract: is that section quoted, from its beginning, and nothing else?

    python -m runs.measuring.sections [--data ../shared/data] [--keep FOLDER]

`lawyers_sections.jsonl` names contracts by a part of their file's name. `begins` are words with which the section
begins, read from the contract's text; null where the contract has no such section. A section is right where the first
statement has those words among its first 300 characters. One that is not there has to be refused.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from runs.measuring.lawyers import firm

from pincite.ask import Reply, ask
from pincite.session import Session

QUESTIONS = Path(__file__).parents[1] / "questions" / "lawyers_sections.jsonl"
OPENING = 300
"""Characters of the first statement in which the section's beginning is looked for: its heading comes first."""


def outcome(reply: Reply, row: dict) -> str:
    """What became of one question."""
    if reply.refusal is not None:
        said = reply.refusal.message
        if row["begins"] is None:
            return "refused, near ones named" if "near it are" in said else "refused"
        return f"refused: {said[:110]}"
    first = reply.statements[0].statement
    if row["begins"] is None:
        return f"quoted though not there: {first.text[:90]!r}"
    if row["document"] not in first.citations[0].path:
        return f"another document: {first.citations[0].path[-50:]}"
    opening = " ".join(first.text.split())[:OPENING]
    return "right" if " ".join(row["begins"].split()) in opening else f"wrong: {opening[:100]!r}"


async def asked(session: Session, rows: list[dict]) -> list[tuple[str, float, Reply]]:
    """What became of each question, and the milliseconds that it took."""
    found = []
    for row in rows:
        began = time.perf_counter()
        reply = await ask(row["question"], session.scope(), sources=session.firm.sources, now=session.now)
        found.append((outcome(reply, row), 1000 * (time.perf_counter() - began), reply))
    return found


def main() -> None:
    """Ask them all, and print what was not right and the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--keep", type=Path, help="a folder in which the workspace is made, or stands already")
    given = parser.parse_args()
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as made, firm(given.data, given.keep or Path(made)) as session:
        found = asyncio.run(asked(session, rows))
    for row, (became, _, reply) in zip(rows, found, strict=True):
        if became not in ("right", "refused, near ones named"):
            sys.stdout.write(f"{row['question']}\n  {became}\n")
        for one in reply.warnings:
            sys.stdout.write(f"    note on {row['question']}: {one}\n")
    there = [became for row, (became, _, _) in zip(rows, found, strict=True) if row["begins"] is not None]
    absent = [became for row, (became, _, _) in zip(rows, found, strict=True) if row["begins"] is None]
    sys.stdout.write(
        f"there: {there.count('right')} of {len(there)} right, "
        f"{sum(one.startswith('refused') for one in there)} refused\n"
        f"not there: {sum(one.startswith('refused') for one in absent)} of {len(absent)} refused, "
        f"{absent.count('refused, near ones named')} with those near it\n"
        f"milliseconds: p50 {np.median([ms for _, ms, _ in found]):.0f}, "
        f"p95 {np.quantile([ms for _, ms, _ in found], 0.95):.0f}\n"
    )


if __name__ == "__main__":
    main()
