"""Questions whose words stand near what documents say: of nothing that is there, and of what is there in other words.

    python -m runs.measuring.near_words DEMO [--half steer|once|both] [--out FILE] [--results]

DEMO is a workspace of the sample matters (`pincite demo --workspace DEMO`). `near_words.tsv` has forty questions about
things, places and people that are nowhere, most beside a clause in like words (a fire engine on standby, where there is
a standby generator), and forty about what is there, most in everyday words ("walked away from"). They were written by
reading the samples, before the rule was. Those for a matter of `lawyers_questions/` are left out here. A question about
nothing is right when nothing is said. Of a list, recall and precision are of documents; a question about one place is
right when its first statement has the words that answer. Half are for steering, the others were looked at once.
"""

import argparse
import asyncio
import json
import time
from dataclasses import dataclass
from pathlib import Path

from runs.measuring import results

from pincite.ask import ask
from pincite.session import Session
from pincite.wiring import open_session

WRITTEN = Path(__file__).parents[1] / "questions" / "near_words.tsv"


@dataclass(frozen=True)
class Row:
    """A question: whether it is of something that is there, its half, its form, who asks, and what answers it.

    `documents` are how the files' names begin that answer; `words` stand in the sentence that does.
    """

    is_there: bool
    half: str
    is_list: bool
    asker: str
    question: str
    documents: tuple[str, ...]
    words: str


def rows(half: str) -> list[Row]:
    found = []
    for line in WRITTEN.read_text(encoding="utf-8").splitlines():
        kind, of, form, asker, question, gold, words, *_ = [*line.split("\t"), "", ""]
        if "." in asker and half in (of, "both"):
            documents = tuple(gold.split(";")) if gold else ()
            found.append(Row(kind == "true", of, form == "list", asker, question, documents, words))
    return found


async def said(session: Session, row: Row) -> dict:
    """What was said to a question: the files that are quoted, the first quote, and the processor time in seconds."""
    began = time.process_time()
    reply = await ask(row.question, session.scope(row.asker), sources=session.firm.sources, now=session.now)
    quoted = [support.statement.citations[0] for support in reply.statements]
    files = list(dict.fromkeys(Path(one.path).name for one in quoted))
    first = quoted[0].quote if quoted else ""
    return {"files": files, "first": first, "listed": reply.listing is not None, "s": time.process_time() - began}


def report(asked: list[tuple[Row, dict]]) -> results.Notes:
    """Print how many came out as they should, and give that back for the pages."""
    notes, column = results.Notes(), "as they should be"
    nothing = [not reply["files"] for row, reply in asked if not row.is_there]
    print(f"of nothing: {sum(nothing)} of {len(nothing)} refused")
    notes.note("lists about nothing: refused", column, sum(nothing), len(nothing))
    lists = [(row, reply["files"]) for row, reply in asked if row.is_there and row.is_list]
    hits = sum(any(name.startswith(one) for name in files) for row, files in lists for one in row.documents)
    told = sum(len(files) for _, files in lists)
    right = sum(name.startswith(row.documents) for row, files in lists for name in files)
    sought = sum(len(row.documents) for row, _ in lists)
    print(f"lists: {hits} of {sought} documents found, {right} of {told} that are listed answer")
    notes.note("documents that answer in other words: listed", column, hits, sought)
    ones = [row.words in " ".join(reply["first"].split()) for row, reply in asked if row.is_there and not row.is_list]
    print(f"one place: {sum(ones)} of {len(ones)} right")
    notes.note("questions about one place: right", column, sum(ones), len(ones))
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("demo", type=Path)
    parser.add_argument("--half", choices=("steer", "once", "both"), default="steer")
    parser.add_argument("--out", type=Path, help="write what was said here, a line a question")
    results.add_option(parser, "near-words")
    given = parser.parse_args()
    asked = []
    with open_session(given.demo) as session:
        for row in rows(given.half):
            asked.append((row, asyncio.run(said(session, row))))
            if given.out:
                line = json.dumps({"question": row.question, **asked[-1][1]}, ensure_ascii=False)
                with given.out.open("a", encoding="utf-8") as out:
                    out.write(line + "\n")
    report(asked).keep(given.results)


if __name__ == "__main__":
    main()
