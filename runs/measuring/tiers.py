"""Questions with marked places, answered by quotes, by a model of 0.5 billion weights, and by one of 1.5 billion.

    nice -n 19 python -m runs.measuring.tiers ask --work FOLDER --small GGUF --large GGUF [--minutes 90] [--only TIER]
    python -m runs.measuring.tiers report [--results]

120 questions: 38 about the sample matters, asked by whom the manifest names, and 82 of lawyers about 78 CUAD contracts
(`runs/questions/lawyers_questions`), 28 of all without an answer. Each is asked as `pincite ask` asks it, of a
workspace whose settings name the one model, which llama.cpp runs here on one thread. What came of it goes to
`tiers.jsonl` beside this file as soon as it is known, one line a question and tier, so that a run that was ended goes
on where it was. A run with other settings, another model or other code needs another file. `report` is in
`tiers_report.py`.
"""

import argparse
import asyncio
import hashlib
import json
import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from click.testing import CliRunner
from runs.measuring import lawyers, results

from pincite.ask import Reply
from pincite.cli import main as pincite
from pincite.documents.span import MatterId
from pincite.ingest import ingest
from pincite.samples import manifest
from pincite.session import Session
from pincite.session.asking import answer
from pincite.session.people import add_matter
from pincite.session.trying import tried_all
from pincite.wiring import open_session

T = TypeVar("T")
TierName = Literal["quote", "small", "large"]
TIERS: tuple[TierName, ...] = ("quote", "small", "large")
OUTCOMES = Path(__file__).with_suffix(".jsonl")
MATTERS = ("C1", "C2", "C3", "C4")
PART = 40
"""Questions that one model is asked before the next is loaded."""

CONTEXT_TOKENS, ANSWER_TOKENS = 2_000, 240
"""What instructions, a repair and an answer leave are some 500 tokens of passages: two or three of them, as a firm
would set it whose models share two cores. On one core the larger model reads a thousand tokens in half a minute."""

TIMEOUT_S = 1_800.0
SETTINGS = """[model]
provider = "llama.cpp"
gguf = {gguf}
context_tokens = {context}
max_answer_tokens = {answer}
timeout_s = {timeout}
"""


@dataclass(frozen=True)
class Marked:
    """A question with the places that answer it, by the end of their document's path; none if nothing answers it.

    `places` are ranges of characters, or the marked words where only these are known (`quote`). `near` are places that
    bear on it too. `group` is the document that it is about, by which questions are kept together in folds.
    """

    id: str
    text: str
    firm: Literal["samples", "contracts"]
    asker: str | None
    matter: str | None
    group: str
    places: Mapping[str, Sequence[Sequence[int]]]
    near: Mapping[str, Sequence[Sequence[int]]]
    quote: str = ""

    @property
    def has_answer(self) -> bool:
        return bool(self.places or self.quote)


def questions() -> list[Marked]:
    """All of them, in an order in which any beginning is like the whole."""
    return sorted((*_of_samples(), *_of_contracts()), key=lambda one: hashlib.sha256(one.id.encode()).digest())


def _of_samples() -> Iterator[Marked]:
    known = [(f"S-{number:03}", one) for number, one in enumerate(manifest().questions, start=1)]
    answered = [pair for pair in known if pair[1].is_answerable]
    closed = [pair for pair in known if pair[1].is_walled_off]
    without = [pair for pair in known if not pair[1].is_answerable and not pair[1].is_walled_off]
    for id, one in (*spread(answered, 30), *spread(without, 6), *spread(closed, 2)):
        group, quote = (one.document, one.quote) if one.is_answerable else (f"nothing/{id}", None)
        yield Marked(id, one.question, "samples", one.asker, one.matter, group or id, {}, {}, quote or "")


def _of_contracts() -> Iterator[Marked]:
    rows = [row for row in lawyers.written() if row["id"].split("-")[0] in MATTERS]
    for kind, number in (("clause", 54), ("nameless", 4), ("amended", 4), ("absent", 20)):
        for row in spread([row for row in rows if row["kind"] == kind], number):
            matter = row["id"].split("-")[0] if kind == "nameless" else None
            yield Marked(
                row["id"], row["question"], "contracts", None, matter, row["documents"][0], row.get("places", {}),
                row.get("good", {}),
            )  # fmt: skip


def spread(of: Sequence[T], number: int) -> list[T]:
    """So many of them, evenly spread."""
    return [of[at * len(of) // number] for at in range(number)]


@dataclass(frozen=True)
class Models:
    """The file of each tier that a model answers."""

    files: Mapping[TierName, Path]

    def settings(self, tier: TierName, context_tokens: int = CONTEXT_TOKENS, answer_tokens: int = ANSWER_TOKENS) -> str:
        """The settings of a workspace in which a tier answers."""
        if tier == "quote":
            return ""
        gguf = json.dumps(str(self.files[tier].absolute()))
        return SETTINGS.format(gguf=gguf, context=context_tokens, answer=answer_tokens, timeout=TIMEOUT_S)


def made(work: Path, data: Path) -> None:
    """The workspaces of both firms, made if they are missing."""
    os.environ.update(XDG_STATE_HOME=str(work / "state"), XDG_CONFIG_HOME=str(work / "config"))
    if not (work / "samples").exists():
        called("demo", "--workspace", str(work / "samples"), "--json")
    known = {name: held for name, held in lawyers.matters().items() if name in MATTERS}
    folder = lawyers.documents(data, [name for names in known.values() for name in names], work / "documents")
    with open_session(work / "contracts", create=True) as session:
        asyncio.run(_stocked(session, known, folder))


async def _stocked(session: Session, known: Mapping[str, Sequence[str]], folder: Path) -> None:
    async with session.firm.library() as library:
        for matter, names in known.items():
            if matter not in session.rules.matters:
                add_matter(session, matter)
                await ingest(
                    [folder / name for name in names], MatterId(matter), (), session.principal, library=library,
                    sync=False, now=session.now, watch=lambda _: None,
                )  # fmt: skip


def called(*words: str) -> None:
    """Run a command of pincite, which must succeed."""
    ran = CliRunner().invoke(pincite, words)
    if ran.exit_code != 0:
        raise SystemExit(ran.output)


@contextmanager
def opened(workspace: Path, settings: str) -> Iterator[Session]:
    """A session of a workspace under these settings, which this account agrees to; its model is loaded."""
    (workspace / "settings.toml").write_text(settings, encoding="utf-8")
    called("--workspace", str(workspace), "workspace", "trust", "--yes")
    with open_session(workspace) as session:
        if settings:
            cores = os.sched_getaffinity(0)
            os.sched_setaffinity(0, {min(cores)})  # llama.cpp takes a thread for each core that it may use
            asyncio.run(tried_all(session))
            os.sched_setaffinity(0, cores)
            for thread in Path(f"/proc/{engine()}/task").iterdir():
                os.sched_setaffinity(int(thread.name), cores)
        yield session


def engine() -> int | None:
    """The number of the process in which llama.cpp runs; None while there is none."""
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text(encoding="ascii").split():
            if b"llama_child" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
    return None


def engine_cpu_s() -> float:
    """Seconds of a processor that llama.cpp has used."""
    pid = engine()
    if pid is None:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def asked(session: Session, question: Marked, tier: TierName) -> dict[str, Any]:
    """What came of a question."""
    mode: Literal["quote", "write"] = "quote" if tier == "quote" else "write"
    began, own, by_engine = time.perf_counter(), time.process_time(), engine_cpu_s()
    reply = await answer(session, question.text, as_user=question.asker, matter=question.matter, mode=mode)
    wall = time.perf_counter() - began
    spent = {
        "s": round(wall, 2),
        "cpu_s": round(time.process_time() - own, 2),
        "engine_cpu_s": round(engine_cpu_s() - by_engine, 2),
    }
    return {"id": question.id, "tier": tier, **outcome(session, question, reply), **spent}


def outcome(session: Session, question: Marked, reply: Reply) -> dict[str, Any]:
    """What a reply is worth: for each statement its support, and for each citation whether it is at a marked place."""
    entry = session.firm.audit.find(reply.record.id) if reply.record else None
    facts: Mapping[str, Any] = entry.facts if entry is not None else {}
    said = [
        {
            "support": round(support.score, 3),
            "cites": [place_of(session, question, citation) for citation in support.statement.citations],
        }
        for support in reply.statements
    ]
    return {
        "refused": reply.refusal.reason if reply.refusal else None,
        "said": said,
        "written": reply.coverage.statements,
        "chance": None if reply.chance is None else round(reply.chance, 3),
        "calls": facts.get("model_calls", 0),
        "prompt_tokens": facts.get("prompt_tokens", 0),
        "completion_tokens": facts.get("completion_tokens", 0),
        "passages": len(reply.passages),
        **facts.get("prompting", {}),
    }


def place_of(session: Session, question: Marked, citation: Any) -> str:  # noqa: ANN401 - a citation or its fake
    """Whether a citation is at a marked place ("right"), at one that bears on it, or elsewhere."""
    start, end = citation.span.start, citation.span.end
    if question.quote:
        if not citation.path.endswith(question.group):
            return "elsewhere"
        words = r"\s*".join(map(re.escape, question.quote.split()))
        content = session.firm.catalogue.content(citation.span.version)
        marked = [found.span() for found in re.finditer(words, content.text)]
        if not marked:
            raise SystemExit(f"{question.id}: the marked words are not in {citation.path}")
        return "right" if lawyers.overlaps(start, end, marked) else "elsewhere"
    for name, places in (("right", question.places), ("near", question.near)):
        for document, ranges in places.items():
            own = citation.path.endswith(document.split("/", 1)[1])
            if own and lawyers.overlaps(start, end, [(a, b) for a, b in ranges]):
                return name
    return "elsewhere"


def head(models: Models) -> dict[str, Any]:
    """What a file of outcomes is of: code, models, settings and machine."""
    files = {tier: hashlib.file_digest(file.open("rb"), "sha256").hexdigest() for tier, file in models.files.items()}
    return {
        "commit": revision(),
        "machine": results.machine(),
        "models": {tier: f"{models.files[tier].stem}, SHA-256 {digest}" for tier, digest in files.items()},
        "settings": {"context_tokens": CONTEXT_TOKENS, "max_answer_tokens": ANSWER_TOKENS, "threads": 1},
    }


def revision() -> str:
    """The commit that last changed the product, of which nothing may be changed since."""
    git = ["git", "-C", str(results.ROOT)]
    changed = subprocess.run([*git, "status", "--porcelain", "src"], capture_output=True, text=True, check=True).stdout
    if changed.strip():
        raise SystemExit("src/ has changes that are not committed; outcomes are of one revision")
    last = [*git, "log", "-1", "--format=%h", "--abbrev=7", "--", "src"]
    return subprocess.run(last, capture_output=True, text=True, check=True).stdout.strip()


def kept(file: Path) -> list[dict[str, Any]]:
    """The lines of a file of outcomes; a last one that was cut short is left out."""
    if not file.exists():
        return []
    found = file.read_bytes()
    whole = found[: found.rfind(b"\n") + 1]
    lines = []
    for line in whole.splitlines():
        with suppress(json.JSONDecodeError):  # one that a kill cut short
            lines.append(json.loads(line))
    return lines


def ask_all(options: argparse.Namespace) -> None:
    """Ask what was not asked yet, part by part, until all is asked or the time is up."""
    models = Models({"small": options.small, "large": options.large})
    lines, told = kept(options.out), head(models)
    if not lines:
        options.out.write_text(json.dumps(told) + "\n", encoding="utf-8")
    elif lines[0] != told:
        raise SystemExit(f"{options.out} has outcomes of another run ({lines[0]}), and this one is {told}")
    done = {(line["id"], line["tier"]) for line in lines[1:]}
    until = time.monotonic() + 60 * options.minutes
    wanted = questions()[:: -1 if options.reverse else 1]
    made(options.work, options.data)
    for part in range(0, len(wanted), PART):
        for tier in options.only or TIERS:
            for firm in ("samples", "contracts"):
                rows = [one for one in wanted[part : part + PART] if one.firm == firm and (one.id, tier) not in done]
                if not rows or time.monotonic() > until:
                    continue
                with opened(options.work / firm, models.settings(tier)) as session:
                    asyncio.run(_part(session, rows, tier, options.out, until))


async def _part(session: Session, rows: Sequence[Marked], tier: TierName, out: Path, until: float) -> None:
    for row in rows:
        if time.monotonic() > until:
            return
        if any((line["id"], line["tier"]) == (row.id, tier) for line in kept(out)[1:]):
            continue  # by another process, from the other end
        line = await asked(session, row, tier)
        is_whole = out.read_bytes().endswith(b"\n")
        with out.open("a", encoding="utf-8") as file:
            file.write("" if is_whole else "\n")
            file.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    ask = verbs.add_parser("ask")
    ask.add_argument("--work", type=Path, required=True, help="folder of the workspaces, kept for the next part")
    ask.add_argument("--small", type=Path, required=True, help="the smaller model's GGUF")
    ask.add_argument("--large", type=Path, required=True, help="the larger model's GGUF")
    ask.add_argument("--data", type=Path, default=Path("../shared/data"))
    ask.add_argument("--minutes", type=float, default=90)
    ask.add_argument("--reverse", action="store_true", help="begin at the end, beside a process that does not")
    ask.add_argument("--only", action="append", choices=TIERS)
    report = verbs.add_parser("report")
    results.add_option(report, "tiers")
    for verb in (ask, report):
        verb.add_argument("--out", type=Path, default=OUTCOMES)
    options = parser.parse_args()
    if options.verb == "ask":
        ask_all(options)
        return
    from runs.measuring import tiers_report  # which takes the questions from here

    tiers_report.report(kept(options.out)[1:]).keep(options.results)


if __name__ == "__main__":
    main()
