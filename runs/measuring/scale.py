"""A made firm read in and asked, as one machine holds it: rates, memory, disk, kills, and questions of four users.

    python -m runs.making.make_firm FIRM --data FOLDER
    python -m runs.measuring.scale read FIRM WORKSPACE [--documents 10000] [--kills 10] [--embedder turned]
    python -m runs.measuring.scale count FIRM WORKSPACE
    python -m runs.measuring.scale ask FIRM WORKSPACE [--questions 50]
    python -m runs.measuring.scale more FIRM WORKSPACE
    python -m runs.measuring.scale long FIRM WORKSPACE [--pages 3000]
    python -m runs.measuring.scale rates WORKSPACE

`read` reads matter after matter through the real use, in a process of its own that is killed (SIGKILL) so many times at
moments drawn from a seed, and goes on where it was; run again, it resumes. `count` says what was lost or doubled: files
without a document, documents without their rows, rows that stand twice, and what `audit verify` finds. `ask` times
`search`, `ask` and `list` for users who see little and much, compares search with an exact one, and counts what was
forbidden. `more` times one more file until it is found, and the first answer of a process that has just begun. `long`
reads a PDF of thousands of pages amid letters, and says what the progress said meanwhile.

With `--embedder turned` vectors are those of templates, turned a little (`runs/measuring/turned.py`), with `real` each
text is embedded. Each figure is printed with the seconds of the processor beside those of the clock, since other
programs may run too.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from runs.measuring.turned import TurnedEmbedder
from runs.timing.bench import percentiles
from runs.timing.hidden_id_time import absent_id
from runs.timing.long_pdf import make as make_pdf

from pincite.access.scope import Scope
from pincite.documents.folder import printable
from pincite.errors import PinciteError
from pincite.ingest import Progress
from pincite.session import Session
from pincite.session.adding import add_documents
from pincite.session.asking import answer
from pincite.session.exchanging import import_rules
from pincite.session.paging import page_of_documents
from pincite.session.reading import open_document
from pincite.session.sealing import compared
from pincite.session.searching import find_passages
from pincite.wiring import open_session

USERS = ("sees-one", "sees-tenth", "sees-most", "walled-off")
RECALL_AT = 50
SEED = 19


def journal(workspace: Path) -> Path:
    """The file with a line for each matter that was read."""
    return workspace.parent / f"{workspace.name}.reading.jsonl"


def lines(file: Path) -> list[dict[str, Any]]:
    """What a file of JSON lines has; a line that was cut off by a kill is left out."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


@contextmanager
def opened(workspace: Path, embedder: str, *, create: bool = False) -> Iterator[Session]:
    """The workspace, with the embedder that is wanted behind its port."""
    os.environ["XDG_STATE_HOME"] = str(workspace.parent / f"{workspace.name}.state")
    os.environ["XDG_CONFIG_HOME"] = str(workspace.parent / f"{workspace.name}.config")
    with open_session(workspace, create=create) as session:
        if embedder == "turned":
            vars(session.firm)["embedder"] = TurnedEmbedder(workspace.parent / "templates.db")
        yield session


def spent() -> float:
    """Seconds of the processor of this process and of those that it waited for."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


# Reading


def read(firm: Path, workspace: Path, documents: int, kills: int, embedder: str) -> None:
    """Read matters until so many documents are in, by processes that are killed on the way."""
    chance = random.Random(SEED)
    at = sorted(chance.randrange(documents // 50, documents) for _ in range(kills))
    done_kills = [line for line in lines(journal(workspace)) if "killed_at" in line]
    at = at[len(done_kills) :]
    while True:
        command = [sys.executable, "-m", "runs.measuring.scale", "reading", str(firm), str(workspace)]
        child = subprocess.Popen([*command, "--documents", str(documents), "--embedder", embedder])
        while at and child.poll() is None and _read_so_far(workspace) < at[0]:
            time.sleep(0.5)
        if at and child.poll() is None:
            time.sleep(chance.uniform(0, 6))
            _kill(child)
            _note(workspace, {"killed_at": _read_so_far(workspace)})
            at.pop(0)
            continue
        if child.wait() != 0:
            raise SystemExit(f"the process that read ended with {child.returncode}")
        return


def _kill(child: "subprocess.Popen[bytes]") -> None:
    """End a process and those that it started, without a word to them."""
    try:
        started = psutil.Process(child.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        started = []
    child.send_signal(signal.SIGKILL)
    for each in started:
        try:
            each.kill()
        except psutil.NoSuchProcess:
            continue
    child.wait()


def _read_so_far(workspace: Path) -> int:
    return sum(line.get("documents", 0) for line in lines(journal(workspace)))


def _note(workspace: Path, line: Mapping[str, Any]) -> None:
    with journal(workspace).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def reading(firm: Path, workspace: Path, documents: int, embedder: str) -> None:
    """Read the matters that are not read yet, one after the other."""
    workspace.parent.mkdir(parents=True, exist_ok=True)
    done = {line["matter"] for line in lines(journal(workspace)) if "matter" in line}
    with opened(workspace, embedder, create=True) as session:
        if not session.rules.matters:
            _import(session, firm)
        asyncio.run(_read_all(session, firm, workspace, documents, done))


def _import(session: Session, firm: Path) -> None:
    """Put the firm's rules in force, with the owner as a member of every matter, since nobody else adds documents."""
    rules = json.loads((firm / "rules.json").read_text(encoding="utf-8"))
    owner = session.principal.user
    rules["grants"] += [{"who": owner, "matter": each["matter"]} for each in rules["matters"]]
    import_rules(session, "rules.json", json.dumps(rules).encode())


async def _read_all(session: Session, firm: Path, workspace: Path, documents: int, done: set[str]) -> None:
    total = _read_so_far(workspace)
    for folder in sorted((firm / "files").iterdir()):
        if folder.name in done:
            continue
        if total >= documents:
            return
        since, processor = time.monotonic(), spent()
        report = await add_documents(session, [folder], folder.name)
        count = len(report.ids) + report.unchanged
        total += count
        _note(
            workspace,
            {
                "matter": folder.name,
                "documents": count,
                "chunks": report.chunks,
                "seconds": round(time.monotonic() - since, 3),
                "processor": round(spent() - processor, 3),
                "stages": {name: round(took, 3) for name, took in report.stages.items()},
                "failures": len(report.failures),
                "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            },
        )


def rates(workspace: Path, of: int) -> None:
    """Print how fast documents were read, so many at a time."""
    print("| documents | chunks | s | processor s | per 1,000 documents, processor s | fold s | index s | memory MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    block: list[dict[str, Any]] = []
    total = 0
    for line in [line for line in lines(journal(workspace)) if "matter" in line]:
        block.append(line)
        total += line["documents"]
        if sum(each["documents"] for each in block) >= of:
            _print_block(total, block)
            block = []
    if block:
        _print_block(total, block)
    kills = sum("killed_at" in each for each in lines(journal(workspace)))
    print(f"disk: {_disk(workspace) / 1e9:.2f} GB; kills: {kills}")


def _print_block(total: int, block: Sequence[Mapping[str, Any]]) -> None:
    sums = {name: sum(each[name] for each in block) for name in ("documents", "chunks", "seconds", "processor")}
    stages = Counter[str]()
    for each in block:
        stages.update(each["stages"])
    print(
        f"| {total:,} | {sums['chunks']:,} | {sums['seconds']:.0f} | {sums['processor']:.0f} "
        f"| {sums['processor'] / sums['documents'] * 1000:.1f} | {stages['fold']:.0f} | {stages['index']:.0f} "
        f"| {max(each['memory_mb'] for each in block):,} |"
    )


def _disk(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


# What was lost or doubled


def count(firm: Path, workspace: Path, embedder: str) -> None:
    """Compare files, documents and rows."""
    with opened(workspace, embedder) as session:
        asyncio.run(_count(session, firm, workspace))


async def _count(session: Session, firm: Path, workspace: Path) -> None:
    matters = {line["matter"] for line in lines(journal(workspace)) if "matter" in line}
    files = {
        (matter, printable(Path(os.path.abspath(file))))  # noqa: PTH100 - as `find_files` names them
        for matter in matters
        for file in (firm / "files" / matter).iterdir()
    }
    catalogue = session.firm.catalogue
    entries = [entry for matter in sorted(matters) for entry in catalogue.of_matter(matter)]
    known = Counter((entry.matter, entry.path) for entry in entries)
    rows: Counter[tuple[str, int]] = Counter()
    async for row in session.firm.index.rows():
        rows[row.chunk.document, row.chunk.ordinal] += 1
    with_rows = {document for document, _ in rows}
    covered = await compared(session)
    print(
        json.dumps(
            {
                "files": len(files),
                "documents": len(entries),
                "files without a document": len(files - known.keys()),
                "documents of one file": sum(number - 1 for number in known.values()),
                "documents without rows": sum(entry.document not in with_rows for entry in entries),
                "rows": sum(rows.values()),
                "rows that stand twice": sum(number - 1 for number in rows.values()),
                "rows of no document": len(with_rows - {entry.document for entry in entries}),
                "problems of audit verify": len(covered.problems),
                "kills": sum("killed_at" in line for line in lines(journal(workspace))),
            },
            indent=1,
        )
    )


# Questions


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the made firm with its right clause."""

    id: str
    matter: str
    path: str
    question: str
    clause: str


def questions_of(firm: Path, matters: set[str]) -> list[Question]:
    """The questions about matters that were read."""
    found = [json.loads(line) for line in (firm / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        Question(
            each["id"],
            each["matter"],
            printable(Path(os.path.abspath(firm / "files" / each["file"]))),  # noqa: PTH100 - as `find_files` names them
            each["question"],
            each["clause"],
        )
        for each in found
        if each["matter"] in matters
    ]


def ask(firm: Path, workspace: Path, embedder: str, most: int) -> None:
    """Time and judge the questions of each user."""
    with opened(workspace, embedder) as session:
        matters = {line["matter"] for line in lines(journal(workspace)) if "matter" in line}
        if not any(wall.document for who in session.rules.walls for wall in session.rules.walls[who]):
            known = session.firm.catalogue.known()
            walls = json.loads((firm / "walls.json").read_text(encoding="utf-8"))
            walls["walls"] = [wall for wall in walls["walls"] if wall["document"] in known]
            import_rules(session, "walls.json", json.dumps(walls).encode())
        asked = questions_of(firm, matters)
        print(f"{len(matters):,} matters, {len(session.firm.catalogue.known()):,} documents, {len(asked)} questions")
        print("| user | sees, documents | use | n | p50 ms | p95 ms | processor ms | |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        for user in USERS:
            asyncio.run(_of_user(session, user, asked, most))


async def _of_user(session: Session, user: str, asked: Sequence[Question], most: int) -> None:
    scope = session.scope(user)
    sees = session.firm.catalogue.naming((), scope).documents
    own = [each for each in asked if each.matter in scope.matters]
    chance = random.Random(f"{SEED}/{user}")
    chosen = chance.sample(own, min(most, len(own)))
    if not chosen:
        return
    await find_passages(session, chosen[0].question, as_user=user)  # models are read
    forbidden = right = first = clause = answered = 0
    took, used = [], []
    for each in chosen:
        began, processor = time.perf_counter(), time.process_time()
        result = await find_passages(session, each.question, k=10, as_user=user)
        took.append((time.perf_counter() - began) * 1000)
        used.append((time.process_time() - processor) * 1000)
        passages = result.evidence.passages
        forbidden += sum(not scope.permits(one.matter, one.span.document, one.labels) for one in passages)
        right += any(one.path == each.path for one in passages)
        first += bool(passages) and passages[0].path == each.path
    _row(user, sees, "search", took, used, f"right document first {first}, among ten {right}; forbidden {forbidden}")
    took, used = [], []
    for each in chosen:
        began, processor = time.perf_counter(), time.process_time()
        reply = await answer(session, each.question, as_user=user)
        took.append((time.perf_counter() - began) * 1000)
        used.append((time.process_time() - processor) * 1000)
        cited = [
            (one.span, session.firm.catalogue.content(one.span.version).text)
            for s in reply.statements
            for one in s.statement.cited
        ]
        answered += bool(cited)
        clause += any(_is_clause(text, span.start, span.end, each.clause) for span, text in cited[:1])
    _row(user, sees, "ask", took, used, f"answered {answered}, right clause first {clause}")
    took, used = [], []
    for _ in range(5):
        began, processor = time.perf_counter(), time.process_time()
        await page_of_documents(Session(session.firm, scope.principal), None, None, 50)
        took.append((time.perf_counter() - began) * 1000)
        used.append((time.process_time() - processor) * 1000)
    _row(user, sees, "list, 50 documents", took, used, "")
    recall = await _recall(session, scope, [each.question for each in chosen[:20]])
    print(
        f"| {user} | {sees:,} | dense leg, recall@{RECALL_AT} | {len(recall)} | {np.mean(recall):.4f} mean "
        f"| {min(recall):.2f} least | | |",
        flush=True,
    )


def _is_clause(text: str, start: int, end: int, clause: str) -> bool:
    at = text.find(clause)
    return at >= 0 and start < at + len(clause) and end > at


def _row(user: str, sees: int, use: str, took: Sequence[float], used: Sequence[float], said: str) -> None:
    figures = percentiles(took)
    print(
        f"| {user} | {sees:,} | {use} | {figures['n']} | {figures['p50']} | {figures['p95']} | {np.mean(used):.0f} "
        f"| {said} |",
        flush=True,
    )


async def _recall(session: Session, scope: Scope, asked: Sequence[str]) -> list[float]:
    """The share of the exactly nearest rows that a search by vectors finds, question by question."""
    index = session.firm.index
    vectors = await session.firm.embedder.embed(asked)
    best: list[list[tuple[float, str, int]]] = [[] for _ in asked]
    part: list[Any] = []

    def merge() -> None:
        likeness = vectors @ np.stack([row.vector for row in part]).T
        for number, own in enumerate(likeness):
            top = np.argsort(-own)[:RECALL_AT]
            found = best[number] + [(float(own[at]), part[at].chunk.document, part[at].chunk.ordinal) for at in top]
            best[number] = sorted(found, reverse=True)[:RECALL_AT]
        part.clear()

    async for row in index.rows():
        if scope.permits(row.matter, row.chunk.document, row.labels):
            part.append(row)
            if len(part) >= 20_000:
                merge()
    if part:
        merge()
    found = []
    for question, vector, exact in zip(asked, vectors, best, strict=True):
        legs = await index.search(question, vector, scope, RECALL_AT)
        hits = {(hit.chunk.document, hit.chunk.ordinal) for hit in legs.dense}
        found.append(len(hits & {(document, ordinal) for _, document, ordinal in exact}) / len(exact))
    return found


# One more file, and a process that has just begun


def more(firm: Path, workspace: Path, embedder: str) -> None:
    """Time one more file until it is found, what is hidden against what is not there, and a first answer."""
    was_read = {line["matter"] for line in lines(journal(workspace)) if "matter" in line}
    asked = questions_of(firm, was_read)[0]  # not every matter has a question
    matter, question = asked.matter, asked.question
    began, processor = time.perf_counter(), spent()
    with opened(workspace, embedder) as session:
        user = session.principal.user
        asyncio.run(answer(session, question, as_user=user))
        print(f"open, and first answer: {time.perf_counter() - began:.2f} s, processor {spent() - processor:.2f} s")
        folder = firm / "more"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for number in range(4):
            word = f"wombat{random.Random(f'{time.time_ns()}').randrange(10**9)}"
            file = folder / f"{word}.txt"
            file.write_text(f"The fee for the {word} enclosure is $4,{number}00 per quarter, payable in advance.\n")
            began, processor = time.perf_counter(), spent()
            found = asyncio.run(_until_found(session, file, matter, word))
            print(
                f"one more file, {'first' if not number else 'again'}: {time.perf_counter() - began:.2f} s, processor "
                f"{spent() - processor:.2f} s, {'found' if found else 'not found'}"
            )
        asyncio.run(_hidden(session))


async def _until_found(session: Session, file: Path, matter: str, word: str) -> bool:
    await add_documents(session, [file], matter)
    result = await find_passages(session, f"What is the fee for the {word} enclosure?", k=5)
    return any(passage.path.endswith(file.name) for passage in result.evidence.passages)


async def _hidden(session: Session) -> None:
    """The milliseconds to refuse a document that may not be seen, and one that is not there."""
    user = "sees-one"
    scope = session.scope(user)
    hidden = [
        document for document in sorted(session.firm.catalogue.known())[::37] if not _is_open(session, document, scope)
    ][:200]
    asker = Session(session.firm, scope.principal)
    took: dict[str, list[float]] = {"hidden": [], "missing": []}
    chance = random.Random(SEED)
    for document in hidden:
        pair = [("hidden", document), ("missing", absent_id(document, chance))]
        chance.shuffle(pair)
        for kind, name in pair:
            began = time.perf_counter()
            try:
                await open_document(asker, name, "text")
            except PinciteError:
                took[kind].append((time.perf_counter() - began) * 1000)
    for kind, own_times in took.items():
        print(f"refused, {kind}: {percentiles(own_times)}")


def long(firm: Path, workspace: Path, embedder: str, pages: int) -> None:
    """Read a PDF of so many pages between the letters of a matter of its own."""
    folder = firm / "long"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    letters = sorted(file for file in (firm / "files").rglob("*letter*.txt"))[:20]
    for number, letter in enumerate(letters):
        shutil.copy(letter, folder / f"{number:02} {letter.name}")
    (folder / "10 long.pdf").write_bytes(make_pdf(pages))
    seen: list[tuple[float, Progress]] = []
    with opened(workspace, embedder, create=True) as session:
        began, processor = time.perf_counter(), spent()
        report = asyncio.run(
            add_documents(
                session, [folder], "Long", watch=lambda progress: seen.append((time.perf_counter() - began, progress))
            )
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{len(report.ids)} documents, {report.chunks:,} pieces, {len(report.failures)} failures, "
        f"{report.seconds:.0f} s, processor {spent() - processor:.0f} s, peak {peak:,} MB"
    )
    gaps = [later - before for (before, _), (later, _) in pairwise(seen)]
    done = [progress.bytes_done / progress.bytes_total for _, progress in seen]
    said = [progress.pages for _, progress in seen if progress.pages is not None]
    print(
        f"{len(seen):,} reports of progress, the longest silence {max(gaps):.1f} s; the share done fell "
        f"{sum(later < before for before, later in pairwise(done))} times and ended at {done[-1]:.3f}; "
        f"pages said: {len(said)} times, up to {max(each.done for each in said):,} of {said[-1].total:,}"
    )


def _is_open(session: Session, document: str, scope: Scope) -> bool:
    return bool(session.firm.catalogue.permitted([document], scope))  # type: ignore[list-item]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("use", choices=("read", "reading", "rates", "count", "ask", "more", "long"))
    parser.add_argument("folders", type=Path, nargs="+", help="the made firm, and the workspace (rates: the workspace)")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--pages", type=int, default=3_000, help="pages of the long PDF")
    parser.add_argument("--questions", type=int, default=50, help="most questions of each user")
    parser.add_argument("--of", type=int, default=10_000, help="documents of a line of the rates")
    parser.add_argument("--embedder", choices=("turned", "real"), default="turned")
    given = parser.parse_args()
    firm, workspace = given.folders[0].absolute(), given.folders[-1].absolute()
    match given.use:
        case "read":
            read(firm, workspace, given.documents, given.kills, given.embedder)
        case "reading":
            reading(firm, workspace, given.documents, given.embedder)
        case "rates":
            rates(workspace, given.of)
        case "count":
            count(firm, workspace, given.embedder)
        case "ask":
            ask(firm, workspace, given.embedder, given.questions)
        case "more":
            more(firm, workspace, given.embedder)
        case "long":
            long(firm, workspace, given.embedder, given.pages)


if __name__ == "__main__":
    main()
