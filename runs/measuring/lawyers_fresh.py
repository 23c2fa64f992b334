"""Comparisons, follow-ups and vague questions of many makes: how often is each side right, and what is put back?

    python -m runs.measuring.lawyers_fresh ask OUT [--data ../shared/data] [--half A|B|both] [--kinds …] [--keep FOLDER]
    python -m runs.measuring.lawyers_fresh report OUT [--half A|B|both]

`runs/questions/lawyers_fresh.jsonl` was written before what it measures was changed for it, by reading the sample
matters and the documents that `lawyers.py` has for steering. Each row names a half: documents of half A may be looked
at, those of half B are only counted. `as` says who asks: a user of the sample firm, its owner (null), or who asks
in that of `lawyers.py` ("firm"). A side of a comparison, or a follow-up, is right when its first statement holds the
words marked, or stands in them. A question of the kind `vague` ought to be put back and one of the kind `plain` ought
not.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from click.testing import CliRunner
from runs.measuring import lawyers, lawyers_many, results

from pincite.ask import Reply, ask, earlier_of
from pincite.cli import main as pincite
from pincite.errors import PinciteError
from pincite.session import Session
from pincite.session.records import readable
from pincite.wiring import open_session

WRITTEN = Path(__file__).parents[1] / "questions" / "lawyers_fresh.jsonl"
KINDS = ("comparing", "follow-up", "vague", "plain")


def rows_of(half: str, kinds: Sequence[str]) -> list[dict]:
    rows = map(json.loads, WRITTEN.read_text(encoding="utf-8").splitlines())
    return [row for row in rows if half in ("both", row["half"]) and row["kind"] in kinds]


async def asked(session: Session, row: dict) -> dict:
    asker = None if row["as"] == "firm" else row["as"]
    scope, after = session.scope(asker, row.get("matter")), None
    if "after" in row:
        first = await ask(row["after"], scope, sources=session.firm.sources, now=session.now)
        if first.record is not None:
            after = earlier_of(readable(session, first.record.id, scope), scope, session.firm.catalogue)
    cpu = time.process_time()
    reply = await ask(row["question"], scope, sources=session.firm.sources, now=session.now, after=after)
    return {"id": row["id"], "cpu_ms": 1000 * (time.process_time() - cpu), **shown(reply)}


def shown(reply: Reply) -> dict:
    said = []
    for support in reply.statements:
        citation = support.statement.citations[0]
        said.append({"path": citation.path, "text": " ".join(support.statement.text.split())})
    return {
        "refused": reply.refusal.reason if reply.refusal else None,
        "message": reply.refusal.message if reply.refusal else None,
        "understood": reply.understood,
        "said": said,
        "found": [[passage.path.rsplit("/", 1)[-1], passage.chunk.section] for passage in reply.passages[:6]],
    }


def is_right(statement: dict, quotes: dict[str, list[str]]) -> bool:
    return any(
        lawyers_many.same(statement["path"], document)
        and any(quote in statement["text"] or statement["text"] in quote for quote in marked)
        for document, marked in quotes.items()
    )


def right_sides(row: dict, reply: dict) -> list[bool]:
    """Whether the first statement of each side's documents is a right one."""
    found = []
    for side in row["sides"]:
        of = [one for one in reply["said"] if any(lawyers_many.same(one["path"], name) for name in side)]
        found.append(bool(of) and is_right(of[0], side))
    return found


def report(rows: Sequence[dict], replies: dict[str, dict]) -> results.Notes:
    """Print what is right and what was put back, by half, and give back the figures."""
    notes = results.Notes()

    def note(row: str, column: str, values: Sequence[tuple[float, float]], n: int | None = None) -> None:
        share = lawyers_many.counted(values)
        if share is not None:
            print(f"{row}: {column} {lawyers_many.told(share)} of {len(values)}")
            notes.note(row, column, share[0], n, share[1:])

    for half, name in (("A", "read"), ("B", "only counted")):
        of = {
            kind: [row for row in rows if (row["kind"], row["half"]) == (kind, half) and row["id"] in replies]
            for kind in KINDS
        }
        sides = [right_sides(row, replies[row["id"]]) for row in of["comparing"]]
        note(f"comparisons, {name}", "right", [(all(one), 1) for one in sides], len(sides))
        note(f"comparisons, {name}", "right sides", [(sum(one), len(one)) for one in sides])
        said = [(row, replies[row["id"]]["said"]) for row in of["follow-up"]]
        right = [(bool(first) and is_right(first[0], row["quotes"]), 1) for row, first in said]
        note(f"follow-ups, {name}", "right", right, len(said))
        note(f"follow-ups, {name}", "refused", [(not first, 1) for _, first in said])
        for kind, title in (("vague", "ought to be put back"), ("plain", "ought not")):
            back = [(replies[row["id"]]["refused"] == "unclear", 1) for row in of[kind]]
            note(f"{title}, {name}", "put back", back, len(back))
    return notes


async def replies_to(sessions: dict[bool, Session], rows: Sequence[dict]) -> list[dict]:
    found = []
    for number, row in enumerate(rows, start=1):
        try:
            found.append(await asked(sessions[row["as"] == "firm"], row))
        except PinciteError as error:
            print(f"{row['id']}: {error}", file=sys.stderr)
        if number % 20 == 0:
            print(f"{number} of {len(rows)}", file=sys.stderr, flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("ask", "report"):
        verb = verbs.add_parser(name)
        verb.add_argument("out", type=Path)
        verb.add_argument("--half", choices=("A", "B", "both"), default="both")
        verb.add_argument("--kinds", default=",".join(KINDS), help="kinds of question, parted by commas")
        verb.add_argument("--data", type=Path, default=Path("../shared/data"))
        results.add_option(verb, "lawyers-fresh")
        verb.add_argument("--keep", type=Path, help="work here and leave the workspaces for the next time")
    given = parser.parse_args()
    rows = rows_of(given.half, given.kinds.split(","))
    if given.verb == "ask":
        work = given.keep or Path(tempfile.mkdtemp(prefix="pincite-fresh-"))
        with ExitStack() as stack:
            sessions = {True: stack.enter_context(lawyers.firm(given.data, work))}
            samples = work / "samples"
            if not samples.exists():
                made = CliRunner().invoke(pincite, ["demo", "--workspace", str(samples), "--json"])
                if made.exit_code != 0:
                    raise SystemExit(made.output)
            sessions[False] = stack.enter_context(open_session(samples))
            found = asyncio.run(replies_to(sessions, rows))
        given.out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found), encoding="utf-8")
    replies = {one["id"]: one for one in map(json.loads, given.out.read_text(encoding="utf-8").splitlines())}
    report(rows, replies).keep(given.results)


if __name__ == "__main__":
    main()
