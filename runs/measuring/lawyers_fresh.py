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
from runs.measuring.lawyers_asked import answered, is_first_right, note, note_put_back, right_sides

from pincite.cli import main as pincite
from pincite.wiring import open_session

WRITTEN = Path(__file__).parents[1] / "questions" / "lawyers_fresh.jsonl"
KINDS = ("comparing", "follow-up", "vague", "plain")


def report(rows: Sequence[dict], replies: dict[str, dict]) -> results.Notes:
    """Print what is right and what was put back, by half, and give back the figures."""
    notes = results.Notes()
    for half, name in lawyers_asked.HALVES.items():
        sides = [right_sides(row, reply) for row, reply in answered(rows, replies, "comparing", half)]
        note(notes, f"comparisons, {name}", "right", [(all(one), 1) for one in sides], len(sides))
        note(notes, f"comparisons, {name}", "right sides", [(sum(one), len(one)) for one in sides])
        followed = answered(rows, replies, "follow-up", half)
        right = [(is_first_right(row, reply), 1) for row, reply in followed]
        note(notes, f"follow-ups, {name}", "right", right, len(followed))
        note(notes, f"follow-ups, {name}", "refused", [(not reply["said"], 1) for _, reply in followed])
        for kind, title in (("vague", "ought to be put back"), ("plain", "ought not")):
            of = [reply for _, reply in answered(rows, replies, kind, half)]
            note_put_back(notes, f"{title}, {name}", of, len(of))
    return notes


def main() -> None:
    parser, *verbs = lawyers_asked.verbs(__doc__, KINDS, halved=True)
    for verb in verbs:
        results.add_option(verb, "lawyers-fresh")
    given = parser.parse_args()
    rows = lawyers_asked.rows_of(WRITTEN, given.kinds.split(","), given.half)
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
