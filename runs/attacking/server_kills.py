"""Kill each process of a server in turn while people ask, read and send files, and see that nothing is lost.

    python -m runs.attacking.server_kills [--rounds 5] [--contracts 20] [--people 6] [--senders 2] [--gguf FILE]
        [--seed 17] [--patience 600] [--results]

`pincite serve` serves a workspace of CUAD contracts; with `--gguf` it runs llama.cpp, and each eighth question asks
for a written answer. In each round each worker, the process that reads files in, the one that runs llama.cpp, llama.cpp
itself and the supervisor die by SIGKILL, each at a random moment while people are at work (`tests.web.killed`). Whoever
loses the supervisor starts it again: in every second round as systemd does, which kills what is left, and otherwise
once the workers have ended by themselves.

At the end everything that anybody was told must be there: each sentence on the record, each page that came to its end
as a record, each judgement, each file as a document with the bytes that were sent. Record, rules, documents, originals
and index must verify. Then a file, a sentence and records are taken away, one after the other, and each loss must be
found.
"""

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import httpx2
import psutil
from runs.measuring import results
from runs.timing.bench import ABOUT_ONE_PLACE, WRITTEN, contracts, ingest_here
from runs.timing.page_load import Person as SignedIn
from runs.timing.page_load import made_people
from tests.web.conftest import Visitor
from tests.web.killed import Person, Told, busy, lost

from pincite.errors import PinciteError
from pincite.wiring import open_session
from pincite.wiring.names import MODEL

PATIENCE = 180.0
"""Seconds within which what died has to be there again."""
SETTLED = 2.0
"""Seconds between two deaths, at most: the next process may die while the last one is coming up."""
MATTER = "cuad"


def pincite(workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pincite", "--workspace", str(workspace), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@dataclass
class Server:
    """A server that is started again, at the same address, when its supervisor dies."""

    workspace: Path
    log: Path
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    back: dict[str, list[float]] = field(default_factory=dict)
    """Seconds until another process was there, by what died."""

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        command = [sys.executable, "-m", "pincite", "--workspace", str(self.workspace), "serve", "--workers", "2"]
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([*command, "--port", str(self.port)], stdout=log, stderr=log)
        found: list[str] = []

        def answers() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text("utf-8")[before:]
            found[:] = re.findall(r"answers at http://\S+:(\d+)", self.log.read_bytes()[before:].decode())
            return bool(found)

        wait(answers)
        self.port = int(found[0])
        wait(lambda: httpx2.get(f"{self.base}/ready", timeout=PATIENCE).status_code == 200)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def processes(self, module: str) -> list[psutil.Process]:
        """The processes that run a module and live."""
        assert self.process is not None
        found = []
        for each in psutil.Process(self.process.pid).children():
            try:
                if each.status() != psutil.STATUS_ZOMBIE and module in each.cmdline():
                    found.append(each)
            except psutil.NoSuchProcess:
                continue
        return found

    def kill(self, module: str, chance: random.Random) -> None:
        """Kill one process that runs a module, and wait for the next."""
        before = {each.pid for each in self.processes(module)}
        dead = chance.choice(sorted(before))
        began = time.monotonic()
        os.kill(dead, signal.SIGKILL)
        wait(lambda: len(now := {each.pid for each in self.processes(module)}) == len(before) and dead not in now)
        self._came_back(module, began)

    def kill_llama(self) -> None:
        """Kill llama.cpp itself, once it is there, and wait until another one says where it answers."""
        place = self.workspace / MODEL
        wait(place.is_file)
        said = place.read_bytes()
        [runs] = self.processes("pincite.web.model")
        wait(lambda: bool(psutil.Process(runs.pid).children()))
        began = time.monotonic()
        for llama in psutil.Process(runs.pid).children():
            llama.kill()
        wait(lambda: place.is_file() and place.read_bytes() != said)
        self._came_back("llama.cpp", began)

    def kill_supervisor(self, *, also_others: bool) -> None:
        """Kill the supervisor, and start it again once nothing of the old server is left."""
        assert self.process is not None
        left = psutil.Process(self.process.pid).children(recursive=True)
        began = time.monotonic()
        self.process.kill()
        self.process.wait()
        for each in left:
            if also_others and each.is_running():
                each.kill()
        psutil.wait_procs(left, timeout=PATIENCE)
        self.start()
        self._came_back("supervisor, with all others" if also_others else "supervisor", began)

    def end(self) -> None:
        """End it as an operator does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)

    def _came_back(self, what: str, began: float) -> None:
        self.back.setdefault(what, []).append(time.monotonic() - began)


def wait(holds: Callable[[], bool]) -> None:
    """Wait until something holds.

    Raises:
        TimeoutError: it does not in time.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if holds():
                return
        except httpx2.TransportError:
            pass
        if time.monotonic() > until:
            raise TimeoutError("a process that was killed has not come back")
        time.sleep(0.05)


def killings(server: Server, number: int, chance: random.Random, *, with_model: bool) -> None:
    """One round: each process dies, in any order."""
    deaths: list[Callable[[], None]] = [
        lambda: server.kill("pincite.web.worker", chance),
        lambda: server.kill("pincite.web.worker", chance),
        lambda: server.kill("pincite.web.ingesting", chance),
        lambda: server.kill_supervisor(also_others=bool(number % 2)),
    ]
    if with_model:
        deaths += [lambda: server.kill("pincite.web.model", chance), server.kill_llama]
    chance.shuffle(deaths)
    for death in deaths:
        time.sleep(chance.uniform(0, SETTLED))
        death()


def some_contracts(data: Path, work: Path, count: int) -> tuple[Path, list[str]]:
    """A folder with so many contracts, the shortest of those that are asked about, and questions that they answer."""
    whole, few = contracts(data, work / "contracts"), work / "few"
    few.mkdir()
    asked: dict[str, list[str]] = {}
    for line in (line for name in ABOUT_ONE_PLACE for line in (WRITTEN / name).read_text("utf-8").splitlines()):
        row = json.loads(line)
        if row["kind"] == "clause" and len(row["documents"]) == 1:
            asked.setdefault(row["documents"][0].rpartition("/")[2], []).append(row["question"])
    known = sorted((each for each in asked if (whole / each).is_file()), key=lambda each: (whole / each).stat().st_size)
    for name in known[:count]:
        shutil.copy(whole / name, few)
    return few, [question for name in known[:count] for question in asked[name]]


def founded(workspace: Path, folder: Path, gguf: Path | None) -> None:
    """A workspace of the contracts, with a language model where one is given."""
    print(json.dumps(ingest_here(workspace, folder)), flush=True)
    if gguf is not None:
        settings = f'[model]\nprovider = "llama.cpp"\ngguf = "{gguf.absolute()}"\ncontext_tokens = 8192\n'
        with (workspace / "settings.toml").open("a", encoding="utf-8") as file:
            file.write(settings)
        trusted = pincite(workspace, "workspace", "trust", "--yes")
        assert trusted.returncode == 0, trusted.stderr


def at_browsers(
    server: Server,
    made: Sequence[SignedIn],
    questions: Sequence[str],
    given: argparse.Namespace,
    done: threading.Event,
) -> list[Person]:
    """People at their browsers: those who ask, and those who send."""
    people = []
    for number, one in enumerate(made):
        visitor = Visitor(server.base, one.cookie)
        people.append(
            Person(
                visitor,
                visitor.form_token(),
                questions,
                done,
                random.Random(f"{given.seed} {number}"),
                (*["quote"] * 7, "write") if given.gguf else ("quote",),
                MATTER,
                sends=number >= given.people,
                pause=1.0,
                patience=given.patience,
            )
        )
    return people


PLANTED = ("file", "sentence", "record")
"""What is taken away at the end, in this order."""


def losses_planted(what: str, workspace: Path, told: Sequence[Told], earlier: Path) -> int:
    """How many losses are found that were none before something is taken away."""
    before = set(amiss(workspace, told))
    plant(what, workspace, told, earlier)
    return len(set(amiss(workspace, told)) - before)


def plant(what: str, workspace: Path, told: Sequence[Told], earlier: Path) -> None:
    """Take something away that somebody was told of; `earlier` is the record as it was at the beginning."""
    if what == "record":
        for each in workspace.glob("audit.db*"):
            each.unlink()
        shutil.copy(earlier, workspace / "audit.db")
        return
    if what == "sentence":
        done = pincite(workspace, "audit", "erase", "--matter", MATTER, "--reason", "planted")
    else:
        with open_session(workspace) as session:
            entries = session.firm.catalogue.entries(session.scope())
        names = {name for one in told for name in one.files}
        gone = next(each.document for each in entries if each.path.rpartition("/")[2] in names)
        done = pincite(workspace, "remove", gone, "--erase", "--reason", "planted")
    assert done.returncode == 0, done.stderr


def amiss(workspace: Path, told: Sequence[Told]) -> list[str]:
    """What people were told and is not there, and what does not verify."""
    verified = pincite(workspace, "audit", "verify", "--json")
    found = [] if verified.returncode == 0 else [f"the record does not verify: {verified.stdout} {verified.stderr}"]
    try:
        with open_session(workspace) as session:
            return found + asyncio.run(lost(session, told))
    except PinciteError as error:  # what was altered is not opened at all
        return [*found, str(error)]


def summary(told: Sequence[Told], server: Server) -> dict[str, object]:
    """What happened, counted."""
    return {
        "questions": sum(len(one.shown) for one in told),
        "answered to their end": sum(len(one.whole) for one in told),
        "interrupted": sum(len(one.interrupted) for one in told),
        "sentences shown": sum(len(shown) for one in told for shown in one.shown.values()),
        "judged": sum(len(one.judged) for one in told),
        "files": sum(len(one.files) for one in told),
        "connections that broke": sum(one.broken for one in told),
        "back after s, median and most": {
            what: [len(took), round(median(took), 1), round(max(took), 1)] for what, took in server.back.items()
        },
        "failures": [failure for one in told for failure in one.failures],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--contracts", type=int, default=20)
    parser.add_argument("--people", type=int, default=6, help="who ask")
    parser.add_argument("--senders", type=int, default=2, help="who send files")
    parser.add_argument("--gguf", type=Path, help="a model for llama.cpp")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--patience", type=float, default=600, help="seconds within which all must come: more if busy")
    results.add_option(parser, "server-kills")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pincite-kills-") as scratch:
        work = Path(scratch)
        os.environ.update(XDG_STATE_HOME=str(work / "state"), XDG_CONFIG_HOME=str(work / "config"))
        workspace = work / "served"
        folder, questions = some_contracts(given.data.absolute(), work, given.contracts)
        founded(workspace, folder, given.gguf)
        server, done = Server(workspace, work / "log"), threading.Event()
        people = made_people(workspace, given.people + given.senders)
        shutil.copy(workspace / "audit.db", work / "earlier.db")
        server.start()
        try:
            told = killed(server, at_browsers(server, people, questions, given, done), given)
        finally:
            server.end()
        counted, found = summary(told, server), amiss(workspace, told)
        print(json.dumps(counted, indent=1))
        print("\n".join([f"LOST: {each}" for each in found] or ["nothing was lost"]), flush=True)
        planted = {what: losses_planted(what, workspace, told, work / "earlier.db") for what in PLANTED}
        notes = results.Notes()
        notes.note(
            "all processes", "lost", len(found), int(str(counted["sentences shown"])) + int(str(counted["files"]))
        )
    print(json.dumps({"losses found of what was taken away": planted}))
    if not all(planted.values()):
        sys.exit("something that was taken away was not missed, so this run says nothing")
    if not (counted["sentences shown"] and counted["files"]):
        sys.exit("nobody was shown a sentence, or nobody sent a file, so this run says nothing")
    notes.keep(given.results)
    sys.exit(1 if found else 0)


def killed(server: Server, people: Sequence[Person], given: argparse.Namespace) -> list[Told]:
    """What people were told while everything died round after round."""
    chance, told = random.Random(given.seed), [one.told for one in people]
    with busy(people, 2 * given.patience):
        for number in range(given.rounds):
            killings(server, number, chance, with_model=given.gguf is not None)
            print(f"round {number + 1}: {sum(len(one.whole) for one in told)} answers so far", flush=True)
    return told


if __name__ == "__main__":
    main()
