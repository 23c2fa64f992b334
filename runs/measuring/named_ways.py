"""Which document is meant? Questions that name one of 455 documents, each in three ways, and how many find theirs.

    python -m runs.measuring.named_ways [--data ../shared/data] [--keep FOLDER] [--half A|B] [--failures N] [--results]

`runs/questions/named_ways.jsonl` was written by seven people who saw only the openings of these documents. They are
those that readers learn from (`runs/training/reader/questions`); nothing about names had been chosen on them. The ways:
1, the most natural one ("the Dialog deal"); 2, a shortened, sloppy or indirect one; 3, by kind, with a place, date or
role. Only what a question is taken to name is looked at, so the firm is read without the embedder that ships.

What fails of half A may be read, of half B nothing: it only counts. A document is in one half with all its questions.
"""

import argparse
import asyncio
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runs.measuring import lawyers_asked, results
from runs.measuring.lawyers import documents, interval

from pincite.retrieval.aiming import aims
from pincite.retrieval.misspelt import as_spelt
from pincite.retrieval.query import understand
from pincite.session import Session
from pincite.wiring import open_session

QUESTIONS = Path(__file__).parents[1] / "questions" / "named_ways.jsonl"
KINDS = {"cuad": "contracts", "contractnli": "NDAs", "guides": "guides", "policies": "policies"}
STATES = "right", "among others", "wrong", "none"


@dataclass(frozen=True)
class Naming:
    """A question that names a document in one of three ways."""

    document: str
    half: str
    way: int
    text: str


@contextmanager
def firm(data: Path, work: Path, names: Sequence[str], settings: str = 'embedder = "hashing"\n') -> Iterator[Session]:
    """A workspace with these documents, a matter for each kind; what it does not have yet is read in."""
    os.environ.update(XDG_STATE_HOME=str(work / "state"), XDG_CONFIG_HOME=str(work / "config"))
    folder = documents(data, names, work / "documents")
    files = {
        f"L-{called[0].upper()}": [folder / name for name in names if name.split("/")[0] == kind]
        for kind, called in KINDS.items()
    }
    with open_session(work / "workspace", create=True):
        pass
    (work / "workspace" / "settings.toml").write_text(settings, encoding="utf-8")
    with open_session(work / "workspace") as session:
        asyncio.run(lawyers_asked.stocked(session, files))
        yield session


async def states(session: Session, rows: Sequence[Naming]) -> list[tuple[str, tuple[str, ...]]]:
    """How what each question is taken to name fits the document that it means, and the paths of what it names."""
    engines, found = session.firm.engines, []
    scope = session.scope(None, None)
    for row in rows:
        query = understand(row.text)
        aimed = await aims(query, scope, session.now(), engines)
        spelt = await as_spelt(query, aimed, scope, session.now(), engines)
        aimed = spelt.aimed if spelt else aimed
        hinted = dict.fromkeys(hint.document for aim in aimed for hint in aim.documents)
        entries = engines.catalogue.permitted(hinted, scope)
        paths = tuple(entries[one].path for one in hinted if one in entries)
        own = [path.endswith(row.document.split("/", 1)[1]) for path in paths]
        state = "none" if not own else "right" if all(own) else "among others" if any(own) else "wrong"
        found.append((state, paths))
    return found


WAYS = {1: "named in the most natural way", 2: "sloppy or indirect", 3: "by kind, with place, date or role"}


def report(rows: Sequence[Naming], found: Sequence[tuple[str, tuple[str, ...]]]) -> results.Notes:
    """A row for each half, way and kind of document, with a share for each state."""
    parts = [("all", [*range(len(rows))])]
    parts += [(f"half {half}", [at for at, row in enumerate(rows) if row.half == half]) for half in ("A", "B")]
    parts += [(name, [at for at, row in enumerate(rows) if row.way == way]) for way, name in WAYS.items()]
    parts += [
        (name, [at for at, row in enumerate(rows) if row.document.startswith(f"{kind}/")])
        for kind, name in KINDS.items()
    ]
    notes = results.Notes()
    for name, of in parts:
        if not of:
            continue
        documents_of = [rows[at].document for at in of]
        for state in STATES:
            share, low, high = interval([found[at][0] == state for at in of], documents_of)
            notes.note(name, state, share, len(of), (low, high) if state in ("right", "wrong") else None)
    print(f"| questions | n | {' | '.join(STATES)} |\n|---|---|---|---|---|---|")
    for name, row in notes.rows.items():
        print(f"| {name} | {row.n} | {' | '.join(str(row.figures[state]) for state in STATES)} |")
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--keep", type=Path, help="work here and leave the workspace for the next time")
    parser.add_argument("--half", choices=("A", "B", "both"), default="both")
    parser.add_argument("--failures", type=int, default=0, help="print so many of half A that find another or none")
    results.add_option(parser, "named-ways")
    options = parser.parse_args()
    rows = [
        Naming(row["document"], row["half"], row["way"], row["question"])
        for row in map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines())
    ]
    names = sorted({row.document for row in rows})
    rows = [row for row in rows if options.half in ("both", row.half)]
    with tempfile.TemporaryDirectory() as folder, firm(options.data, options.keep or Path(folder), names) as session:
        found = asyncio.run(states(session, rows))
    report(rows, found).keep(options.results)
    failed = [
        (row, *one) for row, one in zip(rows, found, strict=True) if row.half == "A" and one[0] in ("wrong", "none")
    ]
    for row, state, paths in failed[: options.failures]:
        print(f"{state}: {row.text} | {row.document} | {', '.join(Path(path).name[:40] for path in paths[:3])}")


if __name__ == "__main__":
    main()
