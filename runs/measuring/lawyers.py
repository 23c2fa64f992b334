"""Questions in lawyers' own words, asked of a whole firm: how often is the first statement right, wrong, or refused?

    python -m runs.measuring.lawyers ask OUT [--data ../shared/data] [--half steer|kept|both] [--stories] [--keep DIR]
    python -m runs.measuring.lawyers report OUT [--data ../shared/data]
    python -m runs.measuring.lawyers many OUT [--data ../shared/data] [--half …] [--keep FOLDER]
    python -m runs.measuring.lawyers named [--data ../shared/data] [--half …] [--keep FOLDER]

Documents are real contracts, non-disclosure agreements, guides and policies on which nothing was trained, each in its
matter. `lawyers_questions/` has the questions, which were written by reading them, with every place that answers. A
first statement is right when it shares at least half of either with a marked place. `ask` writes one line a question,
with what was said and which passages were found; `report` makes the table, with 95 % intervals by bootstrap over
documents. `--stories` asks 132 of them as people write who tell their case first, in 35 to 90 words. `named` searches
only: is the document that a question names found to be the one, and does what answers come among the passages? `many`
asks the questions over many documents and makes their table (`lawyers_many.py`), `report-many` makes it again. Matters
C1, C3, N1, G1 and P1 are for steering; the others are kept back and seldom looked at.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from runs.measuring import lawyers_asked, lawyers_many, results
from runs.questions.legal_questions import collection

from pincite.ask import EVIDENCE, EVIDENCE_NAMED, Reply, ask, earlier_of
from pincite.errors import PinciteError, RecordError
from pincite.retrieval.aiming import aims
from pincite.retrieval.following import EarlierQuestion
from pincite.retrieval.query import understand
from pincite.retrieval.search import search
from pincite.session import Session
from pincite.session.records import readable
from pincite.wiring import open_session

WRITTEN = Path(__file__).parents[1] / "questions" / "lawyers_questions"
STEER = ("C1", "C3", "N1", "G1", "P1")
SEED = 7
KINDS = "clause,absent,nameless,amended,follow-up"
NAMELESS = Path(__file__).parents[1] / "questions" / "lawyers_nameless.jsonl"
STORIES = Path(__file__).parents[1] / "questions" / "lawyers_stories.jsonl"
VAGUE = Path(__file__).parents[1] / "questions" / "lawyers_vague.txt"


@dataclass(frozen=True)
class Question:
    """A row of the questions; `gold` has the ranges of each document's text that answer."""

    id: str
    matter: str
    kind: str
    tags: tuple[str, ...]
    text: str
    documents: tuple[str, ...]
    gold: dict[str, tuple[tuple[int, int], ...]]
    after: str = ""

    @property
    def is_kept(self) -> bool:
        return self.matter not in STEER


def questions(folder: Path = WRITTEN, half: str = "both") -> list[Question]:
    """The questions of the matters of one half, or of all."""
    return [question_of(row) for row in written(folder, half)]


def nameless() -> list[Question]:
    """Questions for steering that name no document and are asked of their matter.

    `nameless` ones are answered there, and every place that answers is marked. `nothing` answers the others: `near` are
    those that such documents could answer, `far` those that no legal document would.
    """
    return [question_of(json.loads(line)) for line in NAMELESS.read_text(encoding="utf-8").splitlines()]


def question_of(row: dict) -> Question:
    """A question as a line of the questions' files gives it."""
    return Question(
        row["id"],
        row["id"].split("-")[0],
        row["kind"],
        tuple(row.get("tags", ())),
        row["question"],
        tuple(row.get("documents", ())),
        {name: tuple((start, end) for start, end in spans) for name, spans in row.get("places", {}).items()},
        row.get("after", ""),
    )


def with_stories(rows: Sequence[Question]) -> list[Question]:
    """Those of the questions that were written anew with the case around them (`lawyers_stories.jsonl`), in that form.

    The writers saw the questions and the first lines of the documents, and knew nothing of how long ones are read.
    """
    told = {row["id"]: row["question"] for row in map(json.loads, STORIES.read_text(encoding="utf-8").splitlines())}
    return [replace(row, text=told[row.id]) for row in rows if row.id in told]


def vague(half: str) -> list[Question]:
    """Questions that any contract could answer (`lawyers_vague.txt`), in each matter of contracts of one half."""
    asked = VAGUE.read_text(encoding="utf-8").splitlines()
    wanted = [name for name in matters() if half == "both" or (name in STEER) == (half == "steer")]
    return [
        Question(f"{name}-vague-{number}", name, "vague", (), text, (f"any/{name}",), {})
        for name in wanted
        if name[0] in "CN"
        for number, text in enumerate(asked, start=1)
    ]


def alone(rows: Sequence[Question]) -> list[Question]:
    """Follow-ups without the question before them, which nobody can answer rightly but by chance."""
    return [replace(row, id=f"{row.id}-alone", kind="alone", after="") for row in rows if row.kind == "follow-up"]


def report_asked_back(rows: Sequence[Question], replies: dict[str, dict]) -> None:
    """How often a question was put back, by kind: of those that are vague or lack the one before, and of the others."""
    print("\n| questions | n | put back | first right | refused otherwise |")
    print("|---|---|---|---|---|")
    for kind in ("vague", "alone", "nameless", "clause", "absent"):
        of = [row for row in rows if row.kind == kind and row.id in replies]
        if of:
            back = [replies[row.id]["refused"] == "unclear" for row in of]
            share, low, high = interval(back, [row.documents[0] for row in of])
            first = [bool(found and found[0]["right"]) for found in (replies[row.id]["statements"][:1] for row in of)]
            refused = [bool(replies[row.id]["refused"]) and not one for row, one in zip(of, back, strict=True)]
            print(
                f"| {kind} | {len(of)} | {share:.2f} ({low:.2f}–{high:.2f}) | {np.mean(first):.2f} | "
                f"{np.mean(refused):.2f} |"
            )


def written(folder: Path = WRITTEN, half: str = "both") -> list[dict]:
    """The rows of the questions' files; those of the other half are not opened."""
    files = [
        file for file in sorted(folder.glob("*.jsonl")) if half == "both" or (file.stem in STEER) == (half == "steer")
    ]
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def documents(data: Path, names: Iterable[str], folder: Path) -> Path:
    """A folder with the texts of these documents, as they are stored."""
    texts = collection(data).texts
    for name in names:
        file = folder / name
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            policy = data / "docs_policies_md" / name.removeprefix("policies/")
            file.write_bytes(policy.read_bytes() if name.startswith("policies/") else texts[name].encode())
    return folder


def matters() -> dict[str, list[str]]:
    """The documents of each matter."""
    return json.loads((WRITTEN / "matters.json").read_bytes())


def overlaps(start: int, end: int, gold: Iterable[tuple[int, int]]) -> bool:
    return any(2 * (min(end, b) - max(start, a)) >= min(end - start, b - a) > 0 for a, b in gold)


async def asked(session: Session, question: Question) -> dict:
    matter = question.matter if question.kind in ("nameless", "listing", "vague") else None
    scope = session.scope(None, matter)
    after = await earlier(session, question.after) if question.after else None
    began, cpu = time.perf_counter(), time.process_time()
    reply = await ask(question.text, scope, sources=session.firm.sources, now=session.now, after=after)
    spent = {"ms": 1000 * (time.perf_counter() - began), "cpu_ms": 1000 * (time.process_time() - cpu)}
    return {"id": question.id, **spent, **shown(reply, question)}


async def earlier(session: Session, question: str) -> EarlierQuestion:
    """An earlier question with what it was about, read from its record."""
    scope = session.scope()
    reply = await ask(question, scope, sources=session.firm.sources, now=session.now)
    if reply.record is None:
        raise RecordError("the earlier question has no record")
    return earlier_of(readable(session, reply.record.id, scope), scope, session.firm.catalogue)


def document_of(path: str, question: Question) -> str:
    """The name of a document under which it stands in the questions; its path in the workspace ends with it."""
    return next((document for document in question.gold if path.endswith(document.split("/", 1)[1])), path)


def shown(reply: Reply, question: Question) -> dict:
    statements = []
    for support in reply.statements:
        citation = support.statement.citations[0]
        document = document_of(citation.path, question)
        gold = question.gold.get(document, ())
        statements.append(
            {
                "path": citation.path,
                "text": " ".join(support.statement.text.split())[:400],
                "right": overlaps(citation.span.start, citation.span.end, gold),
                "named": any(citation.path.endswith(d.split("/", 1)[1]) for d in question.documents),
            }
        )
    ranks = [
        passage.label
        for passage in reply.passages
        if any(
            passage.chunk.start < b and a < passage.chunk.end
            for a, b in question.gold.get(document_of(passage.path, question), ())
        )
    ]
    return {
        "refused": reply.refusal.reason if reply.refusal else None,
        "statements": statements,
        "rank": min(ranks, default=None),
        "understood": reply.understood,
    }


@contextmanager
def firm(data: Path, work: Path, settings: str = "") -> Iterator[Session]:
    """A workspace with all matters; what it does not have yet is read in."""
    os.environ.update(XDG_STATE_HOME=str(work / "state"), XDG_CONFIG_HOME=str(work / "config"))
    known = matters()
    folder = documents(data, [name for names in known.values() for name in names], work / "documents")
    with open_session(work / "workspace", create=True) as session:
        files = {matter: [folder / name for name in names] for matter, names in known.items()}
        asyncio.run(lawyers_asked.stocked(session, files))
    if settings:
        (work / "workspace" / "settings.toml").write_text(settings, encoding="utf-8")
    with open_session(work / "workspace") as session:
        yield session


async def replies_to(session: Session, rows: Sequence[Question]) -> list[dict]:
    """What was said to every question."""
    found = []
    for number, row in enumerate(rows, start=1):
        try:
            found.append(await asked(session, row))
        except PinciteError as error:
            print(f"{row.id}: {error}", file=sys.stderr)
        if number % 50 == 0:
            print(f"{number} of {len(rows)}", file=sys.stderr, flush=True)
    return found


@dataclass(frozen=True)
class Found:
    """What a search for one question came to: `state` says how the documents that it is taken to name fit its own."""

    question: Question
    state: str
    rank: int | None
    is_other: bool
    cpu_ms: float


async def found_by_name(session: Session, rows: Sequence[Question]) -> list[Found]:
    """Which documents each question is taken to name, and the first passage that answers."""
    engines, now, found = session.firm.engines, session.now, []
    for row in rows:
        scope = session.scope(None, row.matter if row.kind in ("nameless", "listing") else None)
        cpu = time.process_time()
        query = understand(row.text)
        aimed = await aims(query, scope, now(), engines)
        most = EVIDENCE_NAMED if any(aim.documents for aim in aimed) else EVIDENCE
        evidence = await search(query, scope, most, now(), engines, aimed)
        cpu_ms = 1000 * (time.process_time() - cpu)
        entries = engines.catalogue.permitted(evidence.named, scope)
        own = [any(entry.path.endswith(d.split("/", 1)[1]) for d in row.documents) for entry in entries.values()]
        state = "none" if not own else "right" if all(own) else "among others" if any(own) else "wrong"
        fits = [
            any(p.chunk.start < b and a < p.chunk.end for a, b in row.gold.get(document_of(p.path, row), ()))
            for p in evidence.passages
        ]
        first = evidence.passages[0].path if evidence.passages else ""
        is_other = not any(first.endswith(d.split("/", 1)[1]) for d in row.documents)
        found.append(Found(row, state, fits.index(True) + 1 if any(fits) else None, is_other, cpu_ms))
    return found


def report_named(found: Sequence[Found]) -> None:
    """A line for each kind of document, then one for the questions that name none."""
    print("| questions | n | named: right | among others | wrong | none | first passage of another | in 1, 5, 20 |")
    print("|---|---|---|---|---|---|---|---|")
    naming = [one for one in found if one.question.kind != "nameless"]
    kinds = [("all that name theirs", naming)]
    for prefix, name in (("C", "contracts"), ("N", "NDAs"), ("G", "guides"), ("P", "policies")):
        kinds.append((name, [one for one in naming if one.question.matter.startswith(prefix)]))
    kinds.append(("nameless, asked of their matter", [one for one in found if one.question.kind == "nameless"]))
    for name, of in kinds:
        if not of:
            continue
        states = [np.mean([one.state == state for one in of]) for state in ("right", "among others", "wrong", "none")]
        answerable = [one for one in of if one.question.kind != "absent"]
        within = [np.mean([(one.rank or 999) <= k for one in answerable]) for k in (1, 5, 20)]
        share, low, high = interval(
            [(one.rank or 999) <= 20 for one in answerable], [one.question.documents[0] for one in answerable]
        )
        print(
            f"| {name} | {len(of)} | " + " | ".join(f"{state:.2f}" for state in states) + " | "
            f"{np.mean([one.is_other for one in of]):.3f} | {within[0]:.2f}, {within[1]:.2f}, "
            f"{share:.3f} ({low:.2f}–{high:.2f}) |"
        )
    spent = [one.cpu_ms for one in found]
    print(f"\nprocessor milliseconds a search: p50 {np.median(spent):.0f}, p95 {np.quantile(spent, 0.95):.0f}")


def interval(right: Sequence[bool], groups: Sequence[str]) -> tuple[float, float, float]:
    """A share, with its 95 % interval by bootstrap over documents."""
    by_group: dict[str, list[bool]] = defaultdict(list)
    for value, group in zip(right, groups, strict=True):
        by_group[group].append(value)
    sums = np.array([(sum(values), len(values)) for values in by_group.values()])
    chooser = np.random.default_rng(SEED)
    drawn = chooser.integers(len(sums), size=(1000, len(sums)))
    shares = sums[drawn, 0].sum(1) / sums[drawn, 1].sum(1)
    low, high = np.quantile(shares, [0.025, 0.975])
    return float(np.mean(right)), float(low), float(high)


NOTED = {
    "all of one clause": "about one clause",
    "capitals": "… the answer stands in capitals",
    "roles": "… a role stands for a name, or the reverse",
    "everyday": "… everyday words",
    "figures": "… figures",
    "exception": "… an exception",
    "mirrored": "… the other party has the same duty",
    "contracts": "… contracts",
    "NDAs": "… NDAs",
    "guides": "… guides",
    "policies": "… policies",
    "follow-ups": "follow-ups",
}
"""Rows of the pages, by what the printed table calls them; the other kinds have too few questions."""


def report(rows: Sequence[Question], replies: dict[str, dict], title: str) -> results.Notes:
    """Print the table, and give back its figures."""
    notes = results.Notes()
    print(f"\n{title}")
    print("| questions | n | first right | first wrong | refused | other document | in 1, 5, 20 passages |")
    print("|---|---|---|---|---|---|---|")
    answerable = [row for row in rows if row.kind in ("clause", "nameless", "amended") and row.id in replies]
    kinds: list[tuple[str, list[Question]]] = [("all of one clause", answerable)]
    for tag in sorted({tag for row in answerable for tag in row.tags}):
        kinds.append((tag, [row for row in answerable if tag in row.tags]))
    for prefix, name in (("C", "contracts"), ("N", "NDAs"), ("G", "guides"), ("P", "policies")):
        kinds.append((name, [row for row in answerable if row.matter.startswith(prefix)]))
    follow_ups = [row for row in rows if row.kind == "follow-up" and row.id in replies]
    kinds.append(("follow-ups", follow_ups))
    for tag in sorted({tag for row in follow_ups for tag in row.tags}):
        kinds.append((f"follow-ups, {tag}", [row for row in follow_ups if tag in row.tags]))
    for name, of in kinds:
        if not of:
            continue
        first = [replies[row.id]["statements"][:1] for row in of]
        right = [bool(found and found[0]["right"]) for found in first]
        wrong = [bool(found and not found[0]["right"]) for found in first]
        other = [bool(found and not found[0]["named"]) for found in first]
        share, low, high = interval(right, [row.documents[0] for row in of])
        ranks = [replies[row.id]["rank"] or 999 for row in of]
        print(
            f"| {name} | {len(of)} | {share:.2f} ({low:.2f}–{high:.2f}) | {np.mean(wrong):.2f} | "
            f"{1 - np.mean(right) - np.mean(wrong):.2f} | {np.mean(other):.2f} | "
            + ", ".join(f"{np.mean([rank <= k for rank in ranks]):.2f}" for k in (1, 5, 20))
            + " |"
        )
        if (row := NOTED.get(name)) is None:
            continue
        notes.note(row, "right", share, len(of), (low, high))
        notes.note(row, "wrong", float(np.mean(wrong)))
        notes.note(row, "refused", 1 - float(np.mean(right)) - float(np.mean(wrong)))
        for column, k in (("first", 1), ("first 5", 5), ("first 20", 20)):
            notes.note(row, column, float(np.mean([rank <= k for rank in ranks])))
        notes.note(row, "first of another document", float(np.mean(other)))
    absent = [row for row in rows if row.kind == "absent" and row.id in replies]
    if absent:
        refused = [not replies[row.id]["statements"] for row in absent]
        share, low, high = interval(refused, [row.documents[0] for row in absent])
        print(f"| absent: refused | {len(absent)} | {share:.2f} ({low:.2f}–{high:.2f}) | | | | |")
        notes.note("not answered by their document", "unanswerable refused", share, len(absent), (low, high))
    spent = [found["cpu_ms"] for found in replies.values()]
    print(f"\nprocessor milliseconds a question: p50 {np.median(spent):.0f}, p95 {np.quantile(spent, 0.95):.0f}")
    return notes


def of_many(given: argparse.Namespace) -> None:
    """Ask the questions over many documents, or read what was said to them, and print their table."""
    kinds = [kind for kind in lawyers_many.MANY if kind in given.kinds.split(",")] or lawyers_many.MANY
    rows = [row for row in written(half=given.half) if row["kind"] in kinds]
    if given.verb == "many":
        work = given.keep or Path(tempfile.mkdtemp(prefix="pincite-lawyers-"))
        with firm(given.data, work, given.settings) as session:
            found = asyncio.run(asked_of_many(session, rows))
        given.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
    replies = {row["id"]: row for row in map(json.loads, given.out.read_text(encoding="utf-8").splitlines())}
    lawyers_many.report(rows, replies, given.out.name).keep(given.results)


async def asked_of_many(session: Session, rows: Sequence[dict]) -> list[dict]:
    """What was said to every question over many documents."""
    found = []
    for number, row in enumerate(rows, start=1):
        scope = session.scope(None, row["id"].split("-")[0] if row["kind"] == "listing" else None)
        began = time.perf_counter()
        reply = await ask(row["question"], scope, sources=session.firm.sources, now=session.now)
        spent = 1000 * (time.perf_counter() - began)
        good = row.get("good", {})
        found.append({"id": row["id"], "ms": spent, **lawyers_many.shown(reply, row.get("places", {}), good)})
        print(f"{number} of {len(rows)}: {row['id']}, {spent / 1000:.1f} s", file=sys.stderr, flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("ask", "report", "named", "many", "report-many"):
        verb = verbs.add_parser(name)
        if name != "named":
            verb.add_argument("out", type=Path)
        verb.add_argument("--data", type=Path, default=Path("../shared/data"))
        verb.add_argument("--half", choices=("steer", "kept", "both"), default="steer")
        verb.add_argument("--stories", action="store_true", help="with the case around each question")
        verb.add_argument("--keep", type=Path, help="work here and leave the workspace for the next time")
        verb.add_argument("--kinds", default=KINDS, help="kinds of question, parted by commas")
        results.add_option(verb, {"ask": "lawyers", "many": "lists"}.get(name, f"lawyers-{name}"))
        verb.add_argument("--settings", default="", help="lines of settings.toml")
    given = parser.parse_args()
    rows = questions(half=given.half)
    if given.stories:
        rows = with_stories(rows)
    if given.verb.endswith("many"):
        of_many(given)
        return
    if given.verb == "report":
        replies = {row["id"]: row for row in map(json.loads, given.out.read_text(encoding="utf-8").splitlines())}
        report(rows, replies, given.out.name).keep(given.results)
        report_asked_back([*rows, *alone(rows), *vague(given.half)], replies)
        return
    work = given.keep or Path(tempfile.mkdtemp(prefix="pincite-lawyers-"))
    with firm(given.data, work, given.settings) as session:
        if given.verb == "named":
            naming = [row for row in rows if row.kind in ("clause", "absent", "nameless", "amended")]
            report_named(asyncio.run(found_by_name(session, naming)))
            return
        rows += [] if given.stories else [*alone(rows), *vague(given.half)]
        wanted = [row for row in rows if row.kind in given.kinds.split(",")]
        found = asyncio.run(replies_to(session, wanted))
    given.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
    report(rows, {row["id"]: row for row in found}, given.out.name).keep(given.results)
    report_asked_back(rows, {row["id"]: row for row in found})


if __name__ == "__main__":
    main()
