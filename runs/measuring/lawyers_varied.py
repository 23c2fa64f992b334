"""Questions in lawyers' words over forms, policies, court papers, guides and contracts of other makes, and their table.

    python -m runs.measuring.lawyers_varied ask OUT [--set NAME] [--data ../shared/data] [--keep FOLDER]
    python -m runs.measuring.lawyers_varied report OUT [--set NAME] [--kinds …]

`runs/questions/lawyers_varied.jsonl` was written by reading 25 of the 82 documents that `lawyers_varied.json` names,
none of which another set of lawyers' questions has: Word forms that differ by a state only, policies, offer letters,
scanned addenda, an opinion. Contracts and guides of it taught the reader other questions, so this is no blind measure,
and failures of it were read. Each question is asked of the whole firm, or of its `matter`. A first statement is right
when it holds the words marked, or stands in them.

NAME is varied, further, third, fourth or fifth. `--set further` asks those of `lawyers_further.jsonl` in its place: 82
questions on 49 documents that no other set has, written by reading 25 of them before any reply was seen. Replies were
then read, and causes of failures mended. `--set third` asks 44 on ten contracts, written and read in the same way, and
`--set fourth` 62 on ten longer ones. `--set fifth` asks 84 short ones ("Does Acme indemnify Finch?") on twelve
contracts, written by one who saw nothing but these; they lie among the 40 of the half for steering.
"""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from runs.measuring import lawyers_asked, results
from runs.measuring.lawyers_asked import answered, is_first_right, note, note_put_back, right_sides
from runs.questions.legal_questions import collection

from pincite.wiring import open_session

QUESTIONS = Path(__file__).parents[1] / "questions"
SETS = ("varied", "further", "third", "fourth", "fifth")
KINDS = ("clause", "nameless", "follow-up", "absent", "comparing", "listing", "vague")
FOLDERS = {
    "forms": "docs_docx",
    "papers": "docs_opinions_pdf",
    "policies": "docs_policies_md",
    "acts": "docs_statutes_xml/uslm",
}


def questions(name: str) -> Path:
    """The file of a set's questions; the one beside it names its documents."""
    return QUESTIONS / f"lawyers_{name}.jsonl"


def documents(data: Path, folder: Path, name: str = SETS[0]) -> dict[str, list[Path]]:
    """The files of each matter of a set, copied or written below a folder."""
    texts = collection(data).texts
    found: dict[str, list[Path]] = {}
    for matter, names in json.loads(questions(name).with_suffix(".json").read_bytes()).items():
        for document in names:
            file = folder / matter / document
            found.setdefault(matter, []).append(file)
            if file.exists():
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            if matter in FOLDERS:
                shutil.copyfile(data / FOLDERS[matter] / document, file)
            else:
                stored = f"cuad/{document}" if matter == "contracts" else f"guides/{document}"
                file.write_text(texts[stored], encoding="utf-8", newline="")
    return found


def report(rows: Sequence[dict], replies: dict[str, dict]) -> results.Notes:
    """Print how many of each kind are right, wrong or refused, and give back the figures."""
    notes = results.Notes()
    for kind in ("clause", "nameless", "follow-up"):
        of = [(row, reply) for row, reply in answered(rows, replies, kind) if row["quotes"]]
        note(notes, kind, "right", [(is_first_right(row, reply), 1) for row, reply in of])
        note(notes, kind, "refused", [(not reply["said"], 1) for _, reply in of])
    asked = [(row, replies[row["id"]]) for row in rows if row["id"] in replies]
    unanswerable = [reply for row, reply in asked if row["kind"] == "absent" or row.get("quotes") == {}]
    note(notes, "absent", "refused", [(not reply["said"], 1) for reply in unanswerable])
    sides = [right_sides(row, reply) for row, reply in answered(rows, replies, "comparing")]
    note(notes, "comparing", "right", [(all(one), 1) for one in sides])
    note(notes, "comparing", "right sides", [(sum(one), len(one)) for one in sides])
    for row, reply in answered(rows, replies, "listing"):
        said = {Path(one["path"]).name for one in reply["said"]}
        good = {Path(name).name for name in row["good"]}
        print(f"listing {row['id']}: {len(said & good)} of {len(good)} found, {len(said - good)} others named")
    note_put_back(notes, "vague", [reply for _, reply in answered(rows, replies, "vague")])
    return notes


def main() -> None:
    parser, *verbs = lawyers_asked.verbs(__doc__, KINDS)
    for verb in verbs:
        verb.add_argument("--set", choices=SETS, default=SETS[0], help="which questions")
        results.add_option(verb, "lawyers-varied")
    given = parser.parse_args()
    rows = lawyers_asked.rows_of(questions(given.set), given.kinds.split(","))
    if given.verb == "ask":
        work = given.keep or Path(tempfile.mkdtemp(prefix="pincite-varied-"))
        os.environ.update(XDG_STATE_HOME=str(work / "state"), XDG_CONFIG_HOME=str(work / "config"))
        files = documents(given.data, work / "documents", given.set)
        with open_session(work / "workspace", create=True) as session:
            asyncio.run(lawyers_asked.stocked(session, files))
        with open_session(work / "workspace") as session:
            lawyers_asked.keep(given.out, asyncio.run(lawyers_asked.replies_to(rows, lambda _: session)))
    report(rows, lawyers_asked.kept(given.out)).keep(given.results)


if __name__ == "__main__":
    main()
