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

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from click.testing import CliRunner
from runs.measuring import lawyers, lawyers_asked, results
from runs.measuring.lawyers_asked import is_right, note, right_sides

from pincite.cli import main as pincite
from pincite.wiring import open_session

WRITTEN = Path(__file__).parents[1] / "questions" / "lawyers_fresh.jsonl"
KINDS = ("comparing", "follow-up", "vague", "plain")


def rows_of(half: str, kinds: Sequence[str]) -> list[dict]:
    rows = lawyers_asked.written(WRITTEN)
    return [row for row in rows if half in ("both", row["half"]) and row["kind"] in kinds]


def report(rows: Sequence[dict], replies: dict[str, dict]) -> results.Notes:
    """Print what is right and what was put back, by half, and give back the figures."""
    notes = results.Notes()

    for half, name in (("A", "read"), ("B", "only counted")):
        of = {
            kind: [row for row in rows if (row["kind"], row["half"]) == (kind, half) and row["id"] in replies]
            for kind in KINDS
        }
        sides = [right_sides(row, replies[row["id"]]) for row in of["comparing"]]
        note(notes, f"comparisons, {name}", "right", [(all(one), 1) for one in sides], len(sides))
        note(notes, f"comparisons, {name}", "right sides", [(sum(one), len(one)) for one in sides])
        said = [(row, replies[row["id"]]["said"]) for row in of["follow-up"]]
        right = [(bool(first) and is_right(first[0], row["quotes"]), 1) for row, first in said]
        note(notes, f"follow-ups, {name}", "right", right, len(said))
        note(notes, f"follow-ups, {name}", "refused", [(not first, 1) for _, first in said])
        for kind, title in (("vague", "ought to be put back"), ("plain", "ought not")):
            back = [(replies[row["id"]]["refused"] == "unclear", 1) for row in of[kind]]
            note(notes, f"{title}, {name}", "put back", back, len(back))
    return notes


def main() -> None:
    parser, *verbs = lawyers_asked.verbs(__doc__, KINDS)
    for verb in verbs:
        verb.add_argument("--half", choices=("A", "B", "both"), default="both")
        results.add_option(verb, "lawyers-fresh")
    given = parser.parse_args()
    rows = rows_of(given.half, given.kinds.split(","))
    if given.verb == "ask":
        work = given.keep or Path(tempfile.mkdtemp(prefix="pincite-fresh-"))
        with ExitStack() as stack:
            firm = stack.enter_context(lawyers.firm(given.data, work))
            samples = work / "samples"
            if not samples.exists():
                made = CliRunner().invoke(pincite, ["demo", "--workspace", str(samples), "--json"])
                if made.exit_code != 0:
                    raise SystemExit(made.output)
            sample = stack.enter_context(open_session(samples))
            found = lawyers_asked.replies_to(rows, lambda row: firm if row["as"] == "firm" else sample)
            lawyers_asked.keep(given.out, asyncio.run(found))
    report(rows, lawyers_asked.kept(given.out)).keep(given.results)


if __name__ == "__main__":
    main()
