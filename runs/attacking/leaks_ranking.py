"""Does what somebody may not see change which passages they are shown, their scores, or how long that takes?

    python -m runs.attacking.leaks_ranking [--data ../shared/data] [--firms 4] [--questions 100] [--seed 0]
        [--keep FOLDER] [--results]

Firms of real documents: commercial contracts, agreements and forms in Word (many alike but for the state), policies in
Markdown, and all of these mixed. In each, half of the matters are walled off from a user, and two documents of the
matters that are not. Its twin never held any of those. Both are asked the same questions, a third of them in words of
what is hidden, and all that comes out is compared: passages, scores to the last bit, ranks, statements, refusals. Times
are of the processor, both firms asked by turns; `told` is how often the longer of two times is that of the firm with
more in it (50 % tells nothing).

    python -m runs.attacking.leaks_ranking --workspace WORKSPACE [--questions 320] [--seed 5] [--results]

takes a workspace of many matters that is there: its index is compared with one that holds half of its matters only, for
somebody who may see those, by questions in words of both halves. Both legs are compared whole, at k = 50.
"""

import argparse
import asyncio
import hashlib
import json
import os
import random
import re
import shutil
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from runs.measuring import results

from pincite.access.scope import Principal, Scope
from pincite.ask import ask
from pincite.documents.span import MatterId
from pincite.errors import PinciteError
from pincite.index.folder_index import FolderIndex
from pincite.index.port import Legs
from pincite.ingest import ingest
from pincite.retrieval.query import understand
from pincite.retrieval.search import search
from pincite.views.reply import Reply
from pincite.wiring import open_workspace
from pincite.wiring.workspace import Workspace

MATTERS, DOCUMENTS = 8, 40
UNCOMPARED = ("id", "index_version", "audit", "ms")
USER = "walled"
ASKED = (
    "What law governs this agreement?",
    "When does the agreement expire, and does it renew automatically?",
    "How much notice is needed to terminate for convenience?",
    "Is there a cap on liability, and how much is it?",
    "May the agreement be assigned without consent?",
    "Who owns the intellectual property created under the agreement?",
    "What insurance must be carried?",
    "What happens on a change of control?",
    "Which party indemnifies the other against third-party claims?",
    "What personal data is collected, and why?",
)
ABOUT = ("What does {} say about {}?", "In {}: {}?", "{} and {}", "Which clause on {} mentions {}?")
WORD = re.compile(r"[A-Za-z][A-Za-z'-]{3,}")


class Kept:
    """An embedder whose vectors are kept, so that a twin is read in without computing them again."""

    def __init__(self, own: Any, folder: Path) -> None:  # noqa: ANN401 - whatever the workspace has
        self._own, self._folder = own, folder
        self.name, self.dimensions = own.name, own.dimensions
        folder.mkdir(exist_ok=True)

    async def embed(self, texts: Sequence[str]) -> Any:  # noqa: ANN401
        if len(texts) < 4:
            return await self._own.embed(texts)
        file = self._folder / f"{hashlib.sha256(chr(0).join(texts).encode()).hexdigest()[:32]}.npy"
        if not file.exists():
            np.save(file, await self._own.embed(texts))
        return np.load(file)


@dataclass(frozen=True)
class Firm:
    """Files by matter, and which of them somebody may not see."""

    kind: str
    files: dict[str, list[Path]]
    walled: frozenset[str]
    denied: frozenset[Path]

    @property
    def hidden(self) -> list[Path]:
        return [file for matter, files in self.files.items() for file in files if self.hides(matter, file)]

    def hides(self, matter: str, file: Path) -> bool:
        return matter in self.walled or file in self.denied


def sources(data: Path, into: Path) -> dict[str, list[Path]]:
    with tarfile.open(data / "cuad" / "cuad_txt.tar.xz") as archive:
        archive.extractall(into / "cuad", filter="data")
    found = {
        "contracts": sorted((into / "cuad").rglob("*.txt")),
        "forms": sorted((data / "docs_docx").rglob("*.docx")),
        "policies": sorted((data / "docs_policies_md").rglob("*.md")),
    }
    return {**found, "mixed": sorted(file for files in found.values() for file in files)}


def drawn(kind: str, files: Sequence[Path], place: Path, rng: random.Random) -> Firm:
    chosen = [file for file in rng.sample(files, len(files)) if file.stat().st_size < 150_000][:DOCUMENTS]
    lying: dict[str, list[Path]] = {}
    for number, file in enumerate(chosen):
        matter = f"matter {number % MATTERS}"
        copy = place / matter / f"{number:02d} {file.name}"
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        lying.setdefault(matter, []).append(copy)
    walled = frozenset(rng.sample(sorted(lying), len(lying) // 2))
    open_files = [file for matter, files in lying.items() if matter not in walled for file in files]
    return Firm(kind, lying, walled, frozenset(rng.sample(open_files, 2)))


def questions(firm: Firm, texts: dict[Path, str], count: int, rng: random.Random) -> list[str]:
    """A third in general words, a third in words of what may be seen, a third in words of what may not."""
    asked = []
    seen = [file for file in texts if file not in set(firm.hidden)]
    for number in range(count):
        if number % 3 == 0:
            asked.append(rng.choice(ASKED))
            continue
        file = rng.choice(firm.hidden if number % 3 == 1 else seen)
        words = WORD.findall(texts[file]) or ["notice"]
        at = rng.randrange(max(1, len(words) - 8))
        form = rng.choice(ABOUT)
        asked.append(
            form.format(rng.choice([file.stem[3:43], " ".join(words[at : at + 2])]), " ".join(words[at : at + 5]))
        )
    return asked


async def founded(root: Path, firm: Firm, *, twin: bool, kept: Path) -> Workspace:
    root.mkdir(parents=True)
    workspace = open_workspace(root, create=True)
    workspace.__dict__["embedder"] = Kept(workspace.embedder, kept)
    access, owner = workspace.access, workspace.session().principal
    access.add_user(owner, USER)
    for matter, files in firm.files.items():
        if twin and matter in firm.walled:
            continue
        access.add_matter(owner, matter)
        async with workspace.library() as library:
            wanted = [file for file in files if not (twin and firm.hides(matter, file))]
            report = await ingest(
                wanted,
                MatterId(matter),
                (),
                owner,
                library=library,
                sync=False,
                now=workspace.now,
                watch=lambda _: None,
            )
        assert not report.failures, report.failures
        access.grant(owner, USER, matter=matter)
        if matter in firm.walled:
            access.add_wall(owner, USER, matter)
    if not twin:
        paths = {str(file) for file in firm.denied}
        for entry in workspace.catalogue.entries(workspace.session().scope()):
            if entry.path in paths:
                access.add_wall(owner, USER, document=entry.document)
    return workspace


async def shown(workspace: Workspace, question: str) -> tuple[dict[str, object], float]:
    """All that one question gives, by ask and by search, or the error; and the seconds of processor that it took."""
    began = time.process_time()
    try:
        reply = await ask(question, workspace.session().scope(USER), sources=workspace.sources, now=workspace.now)
        took = time.process_time() - began
        found = await search(
            understand(question), workspace.session().scope(USER), 20, workspace.now(), workspace.engines
        )
    except PinciteError as error:
        return {"error": str(error)}, time.process_time() - began
    given = Reply.of(reply, workspace.catalogue.content).json()
    told: dict[str, object] = {name: part for name, part in given.items() if name not in UNCOMPARED}
    told["hits"] = [(p.chunk.document, p.chunk.start, p.chunk.end, p.path) for p in found.passages]
    told["scores"] = [
        (repr(p.score), p.lexical_rank, p.dense_rank, repr(p.cosine), repr(p.relevance)) for p in found.passages
    ]
    told["considered"] = [
        (one.span.document, one.span.start, sorted((name, repr(score)) for name, score in one.scores.items()))
        for each in found.searches
        for one in each.considered
    ]
    return told, took


async def compared(
    kind: str, files: Sequence[Path], options: argparse.Namespace, place: Path, seed: int
) -> tuple[dict[str, Any], list[tuple[float, float]]]:
    """What comes out of a firm and of its twin, and the milliseconds of each question in both."""
    rng = random.Random(seed)
    firm = drawn(kind, files, place / "files", rng)
    whole = await founded(place / "whole", firm, twin=False, kept=options.keep)
    twin = await founded(place / "twin", firm, twin=True, kept=options.keep)
    by_path = {str(file): file for files in firm.files.values() for file in files}
    texts = {
        by_path[entry.path]: whole.catalogue.content(entry.version).text
        for entry in whole.catalogue.entries(whole.session().scope())
        if entry.version
    }
    counts, pairs = Counter[str](), list[tuple[float, float]]()
    examples: list[tuple[str, object]] = []
    for number, question in enumerate(questions(firm, texts, options.questions, rng)):
        order = (whole, twin) if number % 2 else (twin, whole)
        found = {workspace.root: await shown(workspace, question) for workspace in order}
        (one, there), (other, none) = found[whole.root], found[twin.root]
        if number >= len(ASKED):  # the first warm up
            pairs.append((1000 * there, 1000 * none))
        counts["questions"] += 1
        counts["with passages"] += bool(one.get("hits"))
        parts = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
        counts["differ in anything"] += bool(parts)
        counts["other passages"] += bool({"hits", "passages"} & set(parts))
        if parts and len(examples) < 2:
            examples.append((question, parts))
    chunks = [await workspace.index.count(workspace.session().scope()) for workspace in (whole, twin)]
    whole.close()
    twin.close()
    report: dict[str, Any] = {
        "firm": f"{seed}, {kind}",
        "passages in the firm, in its twin": chunks,
        **counts,
        **times(pairs),
        "examples": examples,
    }
    return report, pairs


async def halved(root: Path, options: argparse.Namespace, place: Path) -> dict[str, Any]:
    """What both legs of the index give under half of a workspace's matters, with and without the other half."""
    rng = random.Random(options.seed)
    with open_workspace(root, create=False) as workspace:
        embedder = workspace.embedder
    whole = FolderIndex(root / "index", embedder.name, embedder.dimensions)
    twin = FolderIndex(place / "half", embedder.name, embedder.dimensions)
    rows = [row async for row in whole.rows()]
    matters = sorted({row.matter for row in rows})
    seen = frozenset(rng.sample(matters, len(matters) // 2))
    scope = Scope(Principal(USER, USER), seen, frozenset(), 1, datetime(2100, 1, 1, tzinfo=UTC))
    own = [row for row in rows if row.matter in seen]
    for start in range(0, len(own), 1_000):
        await twin.upsert(own[start : start + 1_000], [])
    await twin.optimize()
    counts, pairs = Counter[str](), list[tuple[float, float]]()
    for number in range(options.questions):
        words = WORD.findall(rng.choice(rows).chunk.search_text)[:9]
        question = rng.choice(ASKED) if number % 4 == 0 or len(words) < 3 else " ".join(words)
        [vector] = await embedder.embed([question])
        took: dict[int, float] = {}
        found: dict[int, Legs] = {}
        for which, index in sorted(enumerate((whole, twin)), reverse=bool(number % 2)):
            began = time.process_time()
            found[which] = await index.search(question, vector, scope, 50)
            took[which] = 1000 * (time.process_time() - began)
        counts["questions"] += 1
        counts["differ in anything"] += (found[0].lexical, found[0].dense) != (found[1].lexical, found[1].dense)
        if number >= len(ASKED):
            pairs.append((took[0], took[1]))
    return {"passages in the index, in its half": [len(rows), len(own)], **counts, **times(pairs)}


def times(pairs: Sequence[tuple[float, float]]) -> dict[str, Any]:
    there, none = (np.array(taken) for taken in zip(*pairs, strict=True))
    return {
        "ms of processor, p50 and p95": [round(float(v), 1) for v in np.percentile(there, [50, 95])],
        "… without what is hidden": [round(float(v), 1) for v in np.percentile(none, [50, 95])],
        "median of the differences, ms": round(float(np.median(there - none)), 2),
        "told": round(float(np.mean(there[:, None] > none[None, :])), 3),
        "told, the same question": round(float(np.mean(there > none)), 3),
    }


def note(notes: results.Notes, row: str, questions: int, report: dict[str, Any]) -> None:
    """For the pages: to how many questions anything else came out with the walled half there, and the times."""
    notes.note(row, "anything else came out", report["differ in anything"], questions)
    for name, column in (("ms of processor, p50 and p95", "ms"), ("… without what is hidden", "ms without it")):
        if name in report:
            notes.note(row, f"p50, {column}", report[name][0])
            notes.note(row, f"p95, {column}", report[name][1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--firms", type=int, default=4)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--keep", type=Path, help="Keep vectors here, for a second run.")
    results.add_option(parser, "hidden-ranking")
    options = parser.parse_args()
    notes = results.Notes()
    if options.workspace:
        with tempfile.TemporaryDirectory() as folder:
            report = asyncio.run(halved(options.workspace, options, Path(folder)))
        print(json.dumps(report, indent=1, ensure_ascii=False))
        note(notes, "both legs of the index, half of its matters walled off", report["questions"], report)
        notes.keep(options.results and f"{options.results}-index")
        sys.exit(1 if report["differ in anything"] else 0)
    total, differing, pairs = 0, 0, list[tuple[float, float]]()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        os.environ |= {"XDG_STATE_HOME": str(place / "state"), "XDG_CONFIG_HOME": str(place / "config")}
        options.keep = options.keep or place / "vectors"
        found = sources(options.data, place / "sources")
        for seed in range(options.seed, options.seed + options.firms):
            kind = sorted(found)[seed % len(found)]
            report, took = asyncio.run(compared(kind, found[kind], options, place / str(seed), seed))
            pairs += took
            print(json.dumps(report, indent=1, ensure_ascii=False), flush=True)
            total, differing = total + report["questions"], differing + report["differ in anything"]
    print(f"{differing} of {total} questions gave anything else")
    note(
        notes,
        f"{options.firms} firms, half of their matters walled off",
        total,
        {"differ in anything": differing, **times(pairs)},
    )
    notes.keep(options.results)
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
