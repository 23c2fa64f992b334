"""Questions in lawyers' words over forms, policies, court papers, guides and contracts of other makes, and their table.

    python -m runs.measuring.lawyers_varied ask OUT [--data ../shared/data] [--kinds …] [--keep FOLDER]
    python -m runs.measuring.lawyers_varied report OUT [--kinds …]

`runs/questions/lawyers_varied.jsonl` was written by reading 25 of the 82 documents that `lawyers_varied.json` names,
none of which another set of lawyers' questions has: Word forms that differ by a state only, policies, offer letters,
scanned addenda, an opinion. Contracts and guides of it taught the reader other questions, so this is no blind measure,
and failures of it were read. Each question is asked of the whole firm, or of its `matter`. A first statement is right
when it holds the words marked, or stands in them.
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from runs.measuring import lawyers_fresh, lawyers_many, results
from runs.questions.legal_questions import collection

from pincite.documents.span import MatterId
from pincite.errors import PinciteError
from pincite.ingest import ingest
from pincite.session import Session
from pincite.session.people import add_matter
from pincite.wiring import open_session

QUESTIONS = Path(__file__).parents[1] / "questions" / "lawyers_varied.jsonl"
KINDS = ("clause", "nameless", "follow-up", "absent", "comparing", "listing", "vague")
FOLDERS = {"forms": "docs_docx", "papers": "docs_opinions_pdf", "policies": "docs_policies_md"}


def rows_of(kinds: Sequence[str]) -> list[dict]:
    rows = map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["kind"] in kinds]


def documents(data: Path, folder: Path) -> dict[str, list[Path]]:
    """The files of each matter, copied or written below a folder."""
    texts = collection(data).texts
    found: dict[str, list[Path]] = {}
    for matter, names in json.loads(QUESTIONS.with_suffix(".json").read_bytes()).items():
        for name in names:
            file = folder / matter / name
            found.setdefault(matter, []).append(file)
            if file.exists():
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            if matter in FOLDERS:
                shutil.copyfile(data / FOLDERS[matter] / name, file)
            else:
                stored = f"cuad/{name}" if matter == "contracts" else f"guides/{name}"
                file.write_text(texts[stored], encoding="utf-8", newline="")
    return found


async def stocked(session: Session, files: dict[str, list[Path]]) -> None:
    """Read in what the workspace does not have yet."""
    async with session.firm.library() as library:
        for matter, paths in files.items():
            if matter not in session.rules.matters:
                add_matter(session, matter)
                await ingest(
                    paths, MatterId(matter), (), session.principal, library=library, sync=False, now=session.now,
                    watch=lambda _: None,
                )  # fmt: skip


async def replies_to(session: Session, rows: Sequence[dict]) -> list[dict]:
    found = []
    for number, row in enumerate(rows, start=1):
        try:
            found.append(await lawyers_fresh.asked(session, {"as": None, **row}))
        except PinciteError as error:
            print(f"{row['id']}: {error}", file=sys.stderr)
        if number % 20 == 0:
            print(f"{number} of {len(rows)}", file=sys.stderr, flush=True)
    return found


def report(rows: Sequence[dict], replies: dict[str, dict]) -> results.Notes:
    """Print how many of each kind are right, wrong or refused, and give back the figures."""
    notes = results.Notes()

    def note(row: str, column: str, values: Sequence[tuple[float, float]]) -> None:
        share = lawyers_many.counted(values)
        if share is not None:
            print(f"{row}: {column} {lawyers_many.told(share)} of {len(values)}")
            notes.note(row, column, share[0], len(values), share[1:])

    known = [(row, replies[row["id"]]) for row in rows if row["id"] in replies]
    for kind in ("clause", "nameless", "follow-up"):
        of = [(row, reply["said"]) for row, reply in known if row["kind"] == kind and row["quotes"]]
        right = [bool(said) and lawyers_fresh.is_right(said[0], row["quotes"]) for row, said in of]
        note(kind, "right", [(one, 1) for one in right])
        note(kind, "refused", [(not said, 1) for _, said in of])
    unanswerable = [reply for row, reply in known if row["kind"] == "absent" or row.get("quotes") == {}]
    note("absent", "refused", [(not reply["said"], 1) for reply in unanswerable])
    sides = [lawyers_fresh.right_sides(row, reply) for row, reply in known if row["kind"] == "comparing"]
    note("comparing", "right", [(all(one), 1) for one in sides])
    note("comparing", "right sides", [(sum(one), len(one)) for one in sides])
    for row, reply in known:
        if row["kind"] == "listing":
            said = {Path(one["path"]).name for one in reply["said"]}
            good = {Path(name).name for name in row["good"]}
            print(f"listing {row['id']}: {len(said & good)} of {len(good)} found, {len(said - good)} others named")
    note("vague", "put back", [(reply["refused"] == "unclear", 1) for row, reply in known if row["kind"] == "vague"])
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("ask", "report"):
        verb = verbs.add_parser(name)
        verb.add_argument("out", type=Path)
        verb.add_argument("--kinds", default=",".join(KINDS), help="kinds of question, parted by commas")
        verb.add_argument("--data", type=Path, default=Path("../shared/data"))
        results.add_option(verb, "lawyers-varied")
        verb.add_argument("--keep", type=Path, help="work here and leave the workspace for the next time")
    given = parser.parse_args()
    rows = rows_of(given.kinds.split(","))
    if given.verb == "ask":
        work = given.keep or Path(tempfile.mkdtemp(prefix="pincite-varied-"))
        os.environ.update(XDG_STATE_HOME=str(work / "state"), XDG_CONFIG_HOME=str(work / "config"))
        files = documents(given.data, work / "documents")
        with open_session(work / "workspace", create=True) as session:
            asyncio.run(stocked(session, files))
        with open_session(work / "workspace") as session:
            found = asyncio.run(replies_to(session, rows))
        given.out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found), encoding="utf-8")
    replies = {one["id"]: one for one in map(json.loads, given.out.read_text(encoding="utf-8").splitlines())}
    report(rows, replies).keep(given.results)


if __name__ == "__main__":
    main()
