"""How fast and how big: ingest, questions, a list, a review, cold starts, kill and resume, over the CUAD contracts.

    python -m runs.timing.bench [--data ../shared/data] [--parts ingest,warm,listing,review,cold,kill] [--kills 10]
                         [--keep FOLDER] [--out bench.json]

Every part works on a workspace of its own under a temporary folder and runs the product as a user would. `--keep` names
another folder, whose workspace stays and is used again where `ingest` is not among the parts; otherwise it is made
first. The machine's load is printed beside the figures: compare only ratios within one run, or milliseconds of the
processor, which every part gives too.
"""

import argparse
import asyncio
import hashlib
import json
import os
import platform
import random
import resource
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from runs.measuring import results

PINCITE = [sys.executable, "-m", "pincite"]
SEED = 7

QUESTIONS = (
    "What law governs this agreement?",
    "When does the agreement expire, and does it renew automatically?",
    "How much notice is needed to terminate for convenience?",
    "Is there a cap on liability, and how much is it?",
    "May the agreement be assigned without consent?",
    "Is either party restricted from competing?",
    "Who owns the intellectual property created under the agreement?",
    "What insurance must be carried?",
    "What audit rights does the licensor have?",
    "Is there an exclusivity obligation?",
    "What happens on a change of control?",
    "What is the minimum purchase commitment?",
    "Are there liquidated damages?",
    "How long does the warranty last?",
    "Which party indemnifies the other against third-party claims?",
    "What are the payment terms for royalties?",
)


def percentiles(values: Sequence[float]) -> dict[str, float]:
    p50, p95, p99 = np.percentile(values, [50, 95, 99])
    return {
        "n": len(values),
        "p50": round(p50, 1),
        "p95": round(p95, 1),
        "p99": round(p99, 1),
        "max": round(max(values), 1),
    }


class PeakMemory:
    """The most memory that a process and its children held together, in MB, looked at ten times a second."""

    def __init__(self, pid: int) -> None:
        self.megabytes = 0.0
        self._process = psutil.Process(pid)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            total = 0
            try:
                for process in (self._process, *self._process.children(recursive=True)):
                    total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
            self.megabytes = max(self.megabytes, total / 1e6)

    def stop(self) -> float:
        self._done.set()
        self._thread.join()
        return round(self.megabytes, 0)


def contracts(data: Path, into: Path) -> Path:
    with tarfile.open(data / "cuad" / "cuad_txt.tar.xz") as archive:
        archive.extractall(into, filter="data")
    return next(path for path in into.iterdir() if path.is_dir())


def ingest_here(workspace: Path, folder: Path) -> dict[str, object]:
    """Ingest in this process, for the seconds per stage that the command line does not print."""
    from pincite.documents.span import MatterId
    from pincite.ingest import Report, ingest
    from pincite.session.people import add_matter
    from pincite.wiring import open_session

    async def walk() -> Report:
        async with opened.firm.library() as library:
            return await ingest(
                [folder],
                MatterId("cuad"),
                (),
                opened.principal,
                library=library,
                sync=False,
                now=opened.now,
                watch=lambda _: None,
            )

    with open_session(workspace, create=True) as opened:
        add_matter(opened, "cuad")
        cpu = time.process_time()
        report = asyncio.run(walk())
        stages = {name: round(seconds, 1) for name, seconds in report.stages.items()}
        return {
            "documents": len(report.ids),
            "chunks": report.chunks,
            "seconds": round(report.seconds, 1),
            "documents_per_s": round(len(report.ids) / report.seconds, 2),
            "chunks_per_s": round(report.chunks / report.seconds, 1),
            "cpu_seconds": round(time.process_time() - cpu, 1),
            "stages_s": stages,
            "everything_but_embedding_s": round(sum(stages.values()) - stages["embed"], 1),
            "failures": len(report.failures),
        }


def part_ingest(folder: Path, workspace: Path) -> dict[str, object]:
    program = [sys.executable, "-m", "runs.timing.bench", "--child-ingest", str(workspace), str(folder)]
    child = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
    memory = PeakMemory(child.pid)
    out, _ = child.communicate()
    figures: dict[str, object] = json.loads(out)
    figures["peak_memory_mb"] = memory.stop()
    figures["workspace_mb"] = round(sum(f.stat().st_size for f in workspace.rglob("*") if f.is_file()) / 1e6, 1)
    return figures


WRITTEN = Path(__file__).parents[1] / "questions" / "lawyers_questions"
ABOUT_ONE_PLACE = ("C1.jsonl", "C3.jsonl")
"""Questions for steering, about contracts of this collection: those of one clause, that is there or is not."""

LISTS = (
    "Which contracts may not be assigned without consent?",
    "Which agreements put a ceiling on what one side can be made to pay?",
    "Which agreements are governed by the law of New York?",
)
REVIEWED, QUESTIONS_REVIEWED = 100, 10
"""Documents and questions of the review."""


def about_one_place() -> list[str]:
    rows = [json.loads(line) for name in ABOUT_ONE_PLACE for line in (WRITTEN / name).read_text("utf-8").splitlines()]
    return [row["question"] for row in rows if row["kind"] in ("clause", "absent")]


def part_warm(workspace: Path, repeats: int = 12) -> dict[str, object]:
    """Search and ask in one process, as a server would; the first question warms up and is left out.

    `ask` are 16 questions asked again and again, `ask_about_one_place` questions in lawyers' words, each of one
    contract and asked once.
    """
    from pincite.ask import ask
    from pincite.session.searching import find_passages
    from pincite.wiring import open_session

    async def asked_all(questions: Sequence[str]) -> dict[str, object]:
        replies, walls, processor = [], [], []
        for question in questions:
            began, cpu = time.perf_counter(), time.process_time()
            replies.append(await ask(question, opened.scope(), sources=opened.firm.sources, now=opened.now))
            walls.append((time.perf_counter() - began) * 1000)
            processor.append((time.process_time() - cpu) * 1000)
        stages = {name for reply in replies for name in reply.ms}
        refused = [ms for reply, ms in zip(replies, walls, strict=True) if reply.refusal is not None]
        return {
            "ms": percentiles(walls),
            "ms_of_refusals": percentiles(refused) if refused else None,
            "processor_ms": percentiles(processor),
            "mean_ms_per_stage": {
                name: round(float(np.mean([reply.ms.get(name, 0.0) for reply in replies])), 1)
                for name in sorted(stages)
            },
        }

    async def walk() -> dict[str, object]:
        again = [question for _ in range(repeats) for question in QUESTIONS]
        random.Random(SEED).shuffle(again)
        searches = [(await find_passages(opened, one, 50)).ms for one in [QUESTIONS[0], *again]]
        await asked_all(QUESTIONS[:1])
        return {
            "search_k50_ms": percentiles(searches[1:]),
            "ask": await asked_all(again),
            "ask_about_one_place": await asked_all(about_one_place()),
        }

    with open_session(workspace) as opened:
        return asyncio.run(walk())


def part_listing(workspace: Path) -> dict[str, object]:
    """A question put to every document: seconds to the first statement that could be shown, and to the end."""
    from pincite.ask import Released, ask
    from pincite.wiring import open_session

    async def listed(question: str) -> dict[str, object]:
        shown: list[float] = []

        async def release(_: Released) -> None:
            shown.append(time.perf_counter() - began)

        began, cpu = time.perf_counter(), time.process_time()
        reply = await ask(question, opened.scope(), sources=opened.firm.sources, now=opened.now, release=release)
        if reply.listing is None:
            raise SystemExit(f"not taken for a list: {question}")
        return {
            "question": question,
            "documents": len(reply.listing.documents),
            "found": reply.listing.found,
            "first_shown_s": round(shown[0], 2) if shown else None,
            "seconds": round(time.perf_counter() - began, 1),
            "processor_s": round(time.process_time() - cpu, 1),
        }

    async def walk() -> list[dict[str, object]]:
        return [await listed(question) for question in LISTS]

    with open_session(workspace) as opened:
        return {"lists": asyncio.run(walk())}


def part_review(workspace: Path) -> dict[str, object]:
    """Each of ten questions put to each of a hundred contracts."""
    from pincite.review import Review, planned, review
    from pincite.wiring import open_session

    async def walk() -> dict[str, object]:
        asked = QUESTIONS[:QUESTIONS_REVIEWED]
        plan = planned(
            asked, opened.scope(), matter=None, sources=opened.firm.sources, audit=opened.firm.audit, again=True
        )
        plan = replace(plan, entries=plan.entries[:REVIEWED])
        so_far = Review()
        began, cpu = time.perf_counter(), time.process_time()
        async for _ in review(plan, sources=opened.firm.sources, now=opened.now, so_far=so_far):
            pass
        return {
            "documents": so_far.documents,
            "questions": len(asked),
            "cells": dict(so_far.cells),
            "seconds": round(time.perf_counter() - began, 1),
            "processor_s": round(time.process_time() - cpu, 1),
        }

    with open_session(workspace) as opened:
        return asyncio.run(walk())


def part_cold(workspace: Path, runs: int = 10) -> dict[str, object]:
    """A program that starts, does one thing, and ends."""

    def processor() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def timed(*arguments: str) -> dict[str, object]:
        walls, cpus = [], []
        for _ in range(runs):
            began, before = time.perf_counter(), processor()
            subprocess.run([*PINCITE, *arguments], check=True, stdout=subprocess.DEVNULL)
            walls.append((time.perf_counter() - began) * 1000)
            cpus.append((processor() - before) * 1000)
        return {"ms": percentiles(walls), "processor_ms": percentiles(cpus)}

    where = ("--workspace", str(workspace))
    return {
        "help": timed("--help"),
        "search": timed("search", QUESTIONS[0], *where),
        "ask": timed("ask", QUESTIONS[0], *where),
    }


def fingerprint(workspace: Path) -> dict[str, object]:
    """What the index holds, as one hash over every row with its vector, in a settled order."""
    from pincite.index.folder_index import FolderIndex
    from pincite.models.onnx_embedder import OnnxEmbedder

    embedder = OnnxEmbedder()
    index = FolderIndex(workspace / "index", embedder.name, embedder.dimensions)

    async def read() -> list[tuple[str, str, int, bytes]]:
        found = []
        async for row in index.rows():
            chunk, told = row.chunk, json.dumps([*astuple(row.chunk), row.matter, row.labels]).encode()
            content = told + row.vector.tobytes() + row.sentences
            found.append((chunk.document, chunk.version, chunk.ordinal, content))
        return sorted(found)

    rows = asyncio.run(read())
    digest = hashlib.sha256(b"".join(row[3] for row in rows)).hexdigest()
    return {"rows": len(rows), "documents": len({row[0] for row in rows}), "sha256": digest}


def part_kill(folder: Path, whole: Path, workspace: Path, kills: int, seconds: float) -> dict[str, object]:
    """Ingest killed with SIGKILL again and again, then left to finish: the same rows and vectors as in one go?"""
    program = [*PINCITE, "ingest", str(folder), "--matter", "cuad", "--workspace", str(workspace), "--json"]
    pauses = random.Random(SEED)
    killed = 0
    began = time.perf_counter()
    for _ in range(kills):
        child = subprocess.Popen(program, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            child.wait(timeout=pauses.uniform(0.04, 0.14) * seconds)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            killed += 1
        child.wait()
    last = json.loads(subprocess.run(program, capture_output=True, check=True).stdout)
    verify = json.loads(
        subprocess.run(
            [*PINCITE, "audit", "verify", "--workspace", str(workspace), "--json"], capture_output=True, check=True
        ).stdout
    )
    one, many = fingerprint(whole), fingerprint(workspace)
    return {
        "kills": killed,
        "seconds": round(time.perf_counter() - began, 1),
        "last_run": {name: last[name] for name in ("documents", "unchanged", "failures")},
        "in_one_go": one,
        "killed_and_resumed": many,
        "same_rows_and_vectors": one == many,
        "record": {"ok": verify["ok"], "records": verify["records"]},
    }


def noted(part: str, found: Mapping[str, Any]) -> results.Notes:
    """The figures of a part that the pages show."""
    notes = results.Notes()
    match part:
        case "ingest":
            row, documents = "contracts", found["documents"]
            for column, key in (
                ("seconds", "seconds"), ("documents/s", "documents_per_s"), ("pieces/s", "chunks_per_s"),
                ("peak memory, MB", "peak_memory_mb"), ("workspace, MB", "workspace_mb"),
            ):  # fmt: skip
                notes.note(row, column, found[key], documents)
            for stage, seconds in found["stages_s"].items():
                notes.note("busy seconds", stage, seconds)
        case "warm":
            for row, times in (
                ("search -k 50", found["search_k50_ms"]),
                ("ask, short questions", found["ask"]["ms"]),
                ("ask, questions about one place", found["ask_about_one_place"]["ms"]),
            ):
                for at in ("p50", "p95"):
                    notes.note(row, f"{at}, ms", times[at], times["n"])
        case "cold":
            for verb, times in found.items():
                for at in ("p50", "p95"):
                    notes.note(f"{verb} from a cold start", f"{at}, s", times["ms"][at] / 1000, times["ms"]["n"])
        case "listing":
            for one in found["lists"]:
                notes.note(one["question"], "seconds", one["seconds"], one["documents"])
                if one["first_shown_s"] is not None:
                    notes.note(one["question"], "first statement after, s", one["first_shown_s"])
        case "review":
            notes.note("a review: cells", "seconds", found["seconds"], sum(found["cells"].values()))
            notes.note("a review: cells", "cells found", found["cells"].get("found", 0))
        case "kill":
            notes.note("ingest killed, then finished: rows", "kills", found["kills"], found["in_one_go"]["rows"])
            notes.note("ingest killed, then finished: rows", "equal to one go", int(found["same_rows_and_vectors"]))
            notes.note("ingest killed, then finished: rows", "record whole", int(found["record"]["ok"]))
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--parts", default="ingest,warm,listing,review,cold,kill")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--documents", type=int, help="only the first N contracts, for a quick look")
    parser.add_argument("--keep", type=Path, help="work here and leave the workspaces")
    parser.add_argument("--out", type=Path, help="also write the figures as JSON")
    parser.add_argument("--child-ingest", nargs=2, type=Path, help=argparse.SUPPRESS)
    results.add_option(parser, "bench")
    given = parser.parse_args()
    if given.child_ingest:
        with redirect_stdout(sys.stderr):
            figures = ingest_here(*given.child_ingest)
        print(json.dumps(figures))
        return
    work = given.keep.absolute() if given.keep else Path(tempfile.mkdtemp(prefix="pincite-bench-"))
    work.mkdir(parents=True, exist_ok=True)
    os.environ.update(XDG_STATE_HOME=str(work / "state"), XDG_CONFIG_HOME=str(work / "config"))
    folder = contracts(given.data.absolute(), work / "contracts")
    if given.documents:
        for file in sorted(folder.iterdir())[given.documents :]:
            file.unlink()
    whole = work / "whole"
    out: dict[str, object] = {
        "date": time.strftime("%Y-%m-%d"),
        "machine": f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.machine()}, "
        f"Python {platform.python_version()}",
        "load_before": [round(load, 1) for load in os.getloadavg()],
    }
    parts: dict[str, Callable[[], dict[str, object]]] = {
        "ingest": lambda: part_ingest(folder, whole),
        "warm": lambda: part_warm(whole),
        "listing": lambda: part_listing(whole),
        "review": lambda: part_review(whole),
        "cold": lambda: part_cold(whole),
        "kill": lambda: part_kill(folder, whole, work / "killed", given.kills, float(str(out["ingest"]["seconds"]))),  # type: ignore[index]
    }
    wanted = given.parts.split(",")
    if "ingest" not in wanted and ("kill" in wanted or not whole.exists()):
        wanted = ["ingest", *wanted]
    for name in wanted:
        out[name] = figures = parts[name]()
        print(json.dumps({name: figures}, indent=1), flush=True)
        noted(name, figures).keep(given.results and f"{given.results}-{name}")
    out["load_after"] = [round(load, 1) for load in os.getloadavg()]
    if given.out:
        given.out.write_text(json.dumps(out, indent=1) + "\n")
    print(json.dumps(out, indent=1))
    if given.keep is None:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
