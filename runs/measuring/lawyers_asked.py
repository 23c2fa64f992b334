"""Questions of which words are marked: how they are asked, what was said to them, and what of that is right.

`lawyers_fresh`, `lawyers_varied` and `lawyers_unnamed` are such sets. A statement is right when it is of a document
with marked words and holds them, or stands in them.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from runs.measuring import lawyers_many, results

from pincite.ask import Reply, ask, earlier_of
from pincite.documents.span import MatterId
from pincite.errors import PinciteError
from pincite.ingest import ingest
from pincite.session import Session
from pincite.session.people import add_matter
from pincite.session.records import readable

HALVES = {"A": "read", "B": "only counted"}
"""The halves of a set that has two: what fails of the first may be read, of the second nothing."""


def written(file: Path) -> list[dict]:
    """The questions of a file, one a line."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def rows_of(file: Path, kinds: Sequence[str], half: str = "both") -> list[dict]:
    """The questions of a file that are of these kinds, and of this half where the file has halves."""
    return [row for row in written(file) if row["kind"] in kinds and half in ("both", row.get("half"))]


def answered(
    rows: Sequence[dict], replies: Mapping[str, dict], kind: str, half: str | None = None
) -> list[tuple[dict, dict]]:
    """The questions of one kind, of one half if that is given, that were asked, each with what was said to it."""
    return [
        (row, replies[row["id"]])
        for row in rows
        if row["kind"] == kind and row["id"] in replies and half in (None, row.get("half"))
    ]


async def stocked(session: Session, files: Mapping[str, Sequence[Path]]) -> None:
    """Read the files of each matter in that the workspace does not have yet."""
    async with session.firm.library() as library:
        for matter, paths in files.items():
            if matter not in session.rules.matters:
                add_matter(session, matter)
                await ingest(
                    paths, MatterId(matter), (), session.principal, library=library, sync=False, now=session.now,
                    watch=lambda _: None,
                )  # fmt: skip


async def asked(session: Session, row: dict) -> dict:
    """What is said to a question: to a follow-up after the question before it, within `matter` where it has one."""
    asker = None if row.get("as") in (None, "firm") else row["as"]
    scope, after = session.scope(asker, row.get("matter")), None
    if "after" in row:
        first = await ask(row["after"], scope, sources=session.firm.sources, now=session.now)
        if first.record is not None:
            after = earlier_of(readable(session, first.record.id, scope), scope, session.firm.catalogue)
    cpu = time.process_time()
    reply = await ask(row["question"], scope, sources=session.firm.sources, now=session.now, after=after)
    return {"id": row["id"], "cpu_ms": 1000 * (time.process_time() - cpu), **shown(reply)}


def shown(reply: Reply) -> dict:
    """A reply as it is kept: what was said, or why nothing, and where the first passages stand."""
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


def is_right(statement: dict, quotes: Mapping[str, Sequence[str]]) -> bool:
    """True for a statement that holds words marked in its document, or stands in them."""
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


async def replies_to(rows: Sequence[dict], session_of: Callable[[dict], Session]) -> list[dict]:
    """What was said to every question, each asked of its session; a failure is printed and left out."""
    found = []
    for number, row in enumerate(rows, start=1):
        try:
            found.append(await asked(session_of(row), row))
        except PinciteError as error:
            print(f"{row['id']}: {error}", file=sys.stderr)
        if number % 20 == 0:
            print(f"{number} of {len(rows)}", file=sys.stderr, flush=True)
    return found


def keep(out: Path, replies: Iterable[dict]) -> None:
    """Write what was said, one question a line."""
    out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in replies), encoding="utf-8")


def kept(out: Path) -> dict[str, dict]:
    """What was said, by the question's id."""
    return {one["id"]: one for one in written(out)}


def is_first_right(row: dict, reply: dict) -> bool:
    """True if the first statement is a right one."""
    return bool(reply["said"]) and is_right(reply["said"][0], row["quotes"])


def note(
    notes: results.Notes, row: str, column: str, values: Sequence[tuple[float, float]], n: int | None = None
) -> None:
    """Print a share with its interval, and note it; nothing without cases."""
    share = lawyers_many.counted(values)
    if share is not None:
        print(f"{row}: {column} {lawyers_many.told(share)} of {len(values)}")
        notes.note(row, column, share[0], n, share[1:])


def note_put_back(notes: results.Notes, row: str, replies: Sequence[dict], n: int | None = None) -> None:
    """Note which share of questions was put back, because several documents could be meant."""
    note(notes, row, "put back", [(reply["refused"] == "unclear", 1) for reply in replies], n)


def verbs(description: str | None, kinds: Sequence[str], *, halved: bool = False) -> list[argparse.ArgumentParser]:
    """A parser of the verbs `ask` and `report` with the options of all such sets, and the parsers of the two.

    A set that is `halved` has the option `--half` too.
    """
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    found = parser.add_subparsers(dest="verb", required=True)
    each = [found.add_parser(name) for name in ("ask", "report")]
    for verb in each:
        verb.add_argument("out", type=Path)
        verb.add_argument("--kinds", default=",".join(kinds), help="kinds of question, parted by commas")
        verb.add_argument("--data", type=Path, default=Path("../shared/data"))
        verb.add_argument("--keep", type=Path, help="work here and leave the workspace for the next time")
        if halved:
            verb.add_argument("--half", choices=(*HALVES, "both"), default="both")
    return [parser, *each]
