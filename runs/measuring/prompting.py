"""Whether a small model answers better when it is shown approved answers, or asked several times: paired, held out.

    nice -n 19 python -m runs.measuring.prompting ask --work FOLDER --model GGUF [--minutes 60] [--way WAY]...
    python -m runs.measuring.prompting report [--results]

The first questions of `tiers.py` about contracts are asked as they are there, of one model, in a window in which an
example and two passages fit: plainly; with one approved answer shown; up to three times; with hidden reasoning, for
which there is room beside the answer; and with what a more general question finds. The approved answers are the marked
words of other questions about other documents, given as feedback by whoever asks. Outcomes go to `prompting.jsonl`
beside this file, or to another that is named, one line a question and way, so that a run that was ended goes on. Each
way is held against asking plainly over the questions that were asked both ways; one that was not begun is left out of
the report. Intervals draw documents.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from runs.measuring import results
from runs.measuring.tiers import ANSWER_TOKENS, Marked, Models, asked, kept, made, opened, questions, revision
from runs.measuring.tiers_report import Drawn

from pincite.session import Session
from pincite.session.asking import answer
from pincite.session.feedback import Change, give_feedback

Counted = NDArray[np.float64]
OUTCOMES = Path(__file__).with_suffix(".jsonl")
WAYS: Mapping[str, str] = {
    "plainly": "",
    "one example": "\n[prompting]\nexamples = 1\n",
    "up to three times": "\n[prompting]\nreplies = 3\n",
    "with reasoning": "\n[prompting]\nreasoning = true\n",
    "stepping back": "\n[prompting]\nstep_back = true\n",
}
CONTEXT_TOKENS = 2_300
REASONING_TOKENS = 160
"""What is added to the window and to the longest answer where the model reasons before it answers."""

HELD_OUT = 24
"""Questions that are asked. Those about other documents are too few to approve ten answers of if these are many."""

PART = 4
"""Questions that are asked one way before they are asked the next, for which the model is loaded again."""

APPROVED = 10
LONGEST = 260
"""Characters of a marked place that is approved: with a longer one no example would fit into the window."""


def held_out() -> list[Marked]:
    """The questions that are asked."""
    return [one for one in questions() if one.firm == "contracts"][:HELD_OUT]


def to_approve() -> list[tuple[Marked, str, int, int]]:
    """Questions about other documents, each with the document, the start and the end of the words that answer it."""
    closed = {one.group for one in held_out()}
    found = []
    for one in questions():
        places = [(name, ranges[0][0], ranges[0][1]) for name, ranges in one.places.items() if ranges]
        if one.firm == "contracts" and places and one.group not in closed and one.matter is None:
            name, start, end = places[0]
            if end - start <= LONGEST:
                found.append((one, name, start, end))
    return found[:APPROVED]


async def approve(session: Session) -> None:
    """Say of a reply to each of these questions what the answer would have been."""
    for one, name, start, end in to_approve():
        reply = await answer(session, one.text)
        entries = session.firm.catalogue.entries(session.scope())
        [entry] = [each for each in entries if each.path.endswith(name.split("/", 1)[1])]
        if reply.record is not None and entry.version is not None:
            words = " ".join(session.firm.catalogue.content(entry.version).text[start:end].split())
            change = Change(better=words, place=f"{entry.document}:{start}-{end}")
            await give_feedback(session, reply.record.id, change)


def ask_all(options: argparse.Namespace) -> None:
    """Ask what was not asked yet, until all is asked or the time is up."""
    lines = kept(options.out)
    told = {
        "commit": revision(),
        "machine": results.machine(),
        "model": options.model.stem,
        "context_tokens": CONTEXT_TOKENS,
    }
    if not lines:
        options.out.write_text(json.dumps(told) + "\n", encoding="utf-8")
    elif lines[0] != told:
        raise SystemExit(f"{options.out} has outcomes of another run ({lines[0]}), and this one is {told}")
    until = time.monotonic() + 60 * options.minutes
    models = Models({"small": options.model})
    made(options.work, options.data)
    workspace = options.work / "contracts"
    if not (options.work / "approved").exists():
        with opened(workspace, "") as session:
            asyncio.run(approve(session))
        (options.work / "approved").touch()
    for at in range(0, HELD_OUT, PART):
        for way in options.way or WAYS:
            done = {(line["id"], line["way"]) for line in kept(options.out)[1:]}
            rows = [one for one in held_out()[at : at + PART] if (one.id, way) not in done]
            if rows and time.monotonic() < until:
                more = REASONING_TOKENS if way == "with reasoning" else 0
                settings = models.settings("small", CONTEXT_TOKENS + more, ANSWER_TOKENS + more) + WAYS[way]
                with opened(workspace, settings) as session:
                    asyncio.run(_part(session, rows, way, options.out, until))


async def _part(session: Session, rows: Sequence[Marked], way: str, out: Path, until: float) -> None:
    for row in rows:
        if time.monotonic() < until:
            line = {"way": way, **await asked(session, row, "small")}
            with out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
            print(json.dumps(line), flush=True)


@dataclass(frozen=True)
class Outcomes:
    """What became of some questions asked in one way: shape (n_questions,); `exampled` is how many saw an example.

    `cost` is in seconds of a processor.
    """

    good: Counted
    refused: Counted
    cost: Counted
    exampled: int

    @classmethod
    def of(cls, rows: Sequence[Marked], lines: Sequence[Mapping[str, Any]]) -> "Outcomes":
        """The outcomes in these lines, one for each question."""
        right = np.array([bool(line["said"] and "right" in line["said"][0]["cites"]) for line in lines])
        refused = np.array([line["refused"] is not None for line in lines])
        good = np.where([one.has_answer for one in rows], right, refused)
        cost = np.array([line["cpu_s"] + line["engine_cpu_s"] for line in lines])
        exampled = sum(bool(line.get("examples")) for line in lines)
        return cls(good.astype(np.float64), refused.astype(np.float64), cost, exampled)


def report(lines: Sequence[Mapping[str, Any]]) -> results.Notes:
    """Each way, and its difference from asking plainly, over the questions that were asked both ways."""
    notes = results.Notes()
    found = {(line["id"], line["way"]): line for line in lines}
    for way in WAYS:
        rows = [one for one in held_out() if {(one.id, way), (one.id, "plainly")} <= found.keys()]
        if not rows:
            continue
        drawn, ones = Drawn.of([one.group for one in rows]), np.ones(len(rows))
        of, plain = (Outcomes.of(rows, [found[one.id, asked] for one in rows]) for asked in (way, "plainly"))
        for column, above, below in (
            ("good", of.good, ones),
            ("refused", of.refused, ones),
            ("cost", of.cost, plain.cost),
            ("good, against plainly", of.good - plain.good, ones),
        ):
            value, ends = float(above.sum() / below.sum()), drawn.interval(above, below)
            notes.note(way, column, value, len(rows), ends)
            print(f"{way:20} {column:24} {value:.3f} ({ends[0]:.3f}–{ends[1]:.3f})")
        better, worse = (int((sign * (of.good - plain.good) > 0).sum()) for sign in (1, -1))
        print(f"{way:20} better in {better}, worse in {worse} of {len(rows)}; an example in {of.exampled}")
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    ask = verbs.add_parser("ask")
    ask.add_argument("--work", type=Path, required=True, help="folder of the workspace, kept for the next part")
    ask.add_argument("--model", type=Path, required=True, help="the model's GGUF")
    ask.add_argument("--data", type=Path, default=Path("../shared/data"))
    ask.add_argument("--minutes", type=float, default=60)
    ask.add_argument("--way", action="append", choices=WAYS, help="only this way; may come several times")
    told = verbs.add_parser("report")
    results.add_option(told, "prompting")
    for verb in (ask, told):
        verb.add_argument("--out", type=Path, default=OUTCOMES)
    options = parser.parse_args()
    if options.verb == "ask":
        ask_all(options)
        return
    report(kept(options.out)[1:]).keep(options.results)


if __name__ == "__main__":
    main()
