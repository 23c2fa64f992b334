"""How the page holds up: people who ask at once, each question when its time comes and not when the last is answered.

    python -m runs.timing.page_load [--people 50] [--rates 3] [--seconds 600] [--reading 0] [--keep FOLDER]

A workspace of the 408 CUAD contracts is served by `pincite serve` as an operator would start it. The people sign in and
ask questions in lawyers' words, each about one contract, at random times (a Poisson process of so many a second: an
open loop, so a slow server meets more of them at once). `--reading` has so many further contracts read in meanwhile.
Several rates, one after another, show where it saturates. The people are this process, on the same processors.

The first sentence is counted from the moment when the form is sent until the first sentence, or the refusal, stands in
the page; it is also told by how many questions were under way then, this one among them: where a question that comes
alone is fast, those that are slow have waited for others. `PINCITE_SERVER_QUESTIONS_AT_ONCE` and the like set the
server. Memory is that of each process after the first tenth of the time and at its end.
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
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import numpy as np
import psutil
from runs.measuring import results
from runs.timing.bench import about_one_place, contracts, ingest_here

from pincite.serving.signing_in import Entrance
from pincite.serving.store import store_in
from pincite.session.granting import To, grant
from pincite.session.people import add_user
from pincite.wiring import open_session
from pincite.wiring.names import SERVER

SEED = 7
WARM_UP = 0.1
"""Share of the time after which a process counts as warm."""
PATIENCE = 120.0
"""Seconds after which a page is given up and counts as an error."""
MOST_BESIDE = 6
"""From so many questions under way they are counted together."""
PASSWORD = "four words in a row"  # noqa: S105 - of people who live for a quarter of an hour


@dataclass
class Person:
    """Somebody who is signed in."""

    name: str
    cookie: str
    form_token: str = ""


@dataclass
class Seen:
    """What the people saw at one rate."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    beside: list[int] = field(default_factory=list)
    """How many questions were under way when each of `first` was asked, itself among them."""
    ends: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    most_at_once: int = 0


def made_people(workspace: Path, count: int) -> list[Person]:
    """Users who may see the contracts, each with a password and a browser of theirs."""
    people = []
    with open_session(workspace) as session, store_in(workspace / SERVER) as store:
        entrance = Entrance(store, lambda _: True, session.now)
        for number in range(count):
            name = f"person.{number}"
            add_user(session, name)
            grant(session, name, To(matter="cuad"))
            invitation = store.invite(name, session.now())
            entrance.set_password(invitation.secret, PASSWORD)
            people.append(Person(name, entrance.sign_in(name, PASSWORD)[1]))
    return people


@contextmanager
def serving(workspace: Path, workers: int) -> Iterator[tuple[str, psutil.Process]]:
    """While this lasts, a server over the workspace: its address, and its supervisor."""
    command = [sys.executable, "-m", "pincite", "--workspace", str(workspace), "serve", "--port", "0"]
    started = subprocess.Popen([*command, "--workers", str(workers)], stderr=subprocess.PIPE, text=True)
    try:
        assert started.stderr is not None
        base = next(found[1] for line in started.stderr if (found := re.search(r"answers at (http://\S+)", line)))
        while httpx2.get(f"{base}/ready", timeout=PATIENCE).status_code != 200:
            time.sleep(0.2)
        yield base, psutil.Process(started.pid)
    finally:
        started.send_signal(signal.SIGTERM)
        started.communicate(timeout=PATIENCE)


async def asked(client: httpx2.AsyncClient, person: Person, question: str, seen: Seen) -> None:
    """One question of one person, from the form to the end of its page."""
    seen.at_once += 1
    seen.most_at_once = max(seen.most_at_once, seen.at_once)
    began, first, written, beside = time.monotonic(), None, "", seen.at_once
    headers = {"cookie": f"__Host-pincite={person.cookie}", "origin": str(client.base_url).rstrip("/")}
    try:
        sent = {"question": question, "form_token": person.form_token}
        begun = await client.post("/questions", data=sent, headers={**headers, "sec-fetch-site": "same-origin"})
        if begun.status_code != 303:
            seen.ends[f"status {begun.status_code}"] += 1
            return
        async with client.stream("GET", begun.headers["location"], headers=headers) as page:
            async for piece in page.aiter_text():
                written += piece
                if first is None and ("<blockquote" in written or "No answer." in written):
                    first = time.monotonic() - began
    except httpx2.HTTPError as error:
        seen.ends[type(error).__name__] += 1
        return
    finally:
        seen.at_once -= 1
    if first is None:
        seen.ends["no sentence"] += 1
        return
    seen.ends["refused" if "No answer." in written else "answered"] += 1
    seen.first.append(first)
    seen.beside.append(beside)
    seen.whole.append(time.monotonic() - began)


async def at_rate(base: str, people: Sequence[Person], questions: Sequence[str], rate: float, seconds: float) -> Seen:
    """What the people see at so many questions a second."""
    drawn, seen, tasks = random.Random(f"{SEED} {rate}"), Seen(), list[asyncio.Task[None]]()
    limits = httpx2.Limits(max_connections=1000, max_keepalive_connections=100)
    async with httpx2.AsyncClient(base_url=base, timeout=PATIENCE, limits=limits) as client:
        for person in people:
            page = await client.get("/", headers={"cookie": f"__Host-pincite={person.cookie}"})
            found = re.search(r'name="form_token" value="([^"]+)"', page.text)
            assert found is not None, page.text[:500]
            person.form_token = found[1]
        began, due = time.monotonic(), 0.0
        while (due := due + drawn.expovariate(rate)) < seconds:
            await asyncio.sleep(max(0.0, began + due - time.monotonic()))
            one = asked(client, drawn.choice(people), drawn.choice(questions), seen)
            tasks.append(asyncio.create_task(one))
        await asyncio.gather(*tasks)
    return seen


def of_all(supervisor: psutil.Process) -> dict[str, tuple[float, float]]:
    """Each process of the server, with its memory in MB and the seconds of processors that it has used."""
    found = {}
    for number, process in enumerate([supervisor, *supervisor.children(recursive=True)]):
        try:
            words, used = process.cmdline(), process.cpu_times()
            name = "supervisor" if number == 0 else " ".join(word for word in words if word.startswith("pincite"))
            found[f"{name or words[0]} {process.pid}"] = (process.memory_info().rss / 1e6, used.user + used.system)
        except psutil.NoSuchProcess:
            continue
    return found


async def watched(supervisor: psutil.Process, after: float) -> dict[str, tuple[float, float]]:
    """The processes as they are after so many seconds."""
    await asyncio.sleep(after)
    return of_all(supervisor)


async def measured(
    base: str, supervisor: psutil.Process, people: Sequence[Person], rate: float, seconds: float
) -> tuple[Seen, dict[str, object]]:
    """What the people saw at a rate, and what the server used for it."""
    before = of_all(supervisor)
    warm_at = asyncio.create_task(watched(supervisor, WARM_UP * seconds))
    began = time.monotonic()
    seen = await at_rate(base, people, about_one_place(), rate, seconds)
    took, after, warm = time.monotonic() - began, of_all(supervisor), await warm_at
    spent = sum(used for _, used in after.values()) - sum(used for _, used in before.values())
    memory = {name: (round(warm[name][0]), round(after[name][0])) for name in after if name in warm}
    figures: dict[str, object] = {
        "rate": rate,
        "ends": dict(seen.ends),
        "first_s": percentiles(seen.first),
        "first_s_by_questions_under_way": by_beside(seen),
        "whole_s": percentiles(seen.whole),
        "most_at_once": seen.most_at_once,
        "cores_busy": round(spent / took, 2),
        "memory_mb_warm_and_at_the_end": memory,
        "load": [round(load, 1) for load in os.getloadavg()],
    }
    return seen, figures


def percentiles(values: Sequence[float]) -> dict[str, float]:
    return {f"p{part}": round(float(np.percentile(values, part)), 2) for part in (50, 95, 99, 100)} if values else {}


def by_beside(seen: Seen) -> dict[str, dict[str, float]]:
    """The first sentences by how many questions were under way, this one among them; from six on they count as one."""
    groups: dict[int, list[float]] = {}
    for beside, first in zip(seen.beside, seen.first, strict=True):
        groups.setdefault(min(beside, MOST_BESIDE), []).append(first)
    return {
        f"{beside}{' or more' if beside == MOST_BESIDE else ''}": {"n": len(found), **percentiles(found)}
        for beside, found in sorted(groups.items())
    }


def noted(notes: results.Notes, row: str, seen: Seen, figures: dict[str, object]) -> None:
    good = seen.ends["answered"] + seen.ends["refused"]
    notes.note(row, "errors", sum(seen.ends.values()) - good, sum(seen.ends.values()))
    for part in (50, 95):
        notes.note(row, f"first sentence p{part}, s", float(np.percentile(seen.first, part)))
    notes.note(row, "whole page p95, s", float(np.percentile(seen.whole, 95)))
    notes.note(row, "most at once", seen.most_at_once)
    notes.note(row, "cores busy", float(str(figures["cores_busy"])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rates", default="3", help="questions a second, several after commas")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--reading", type=int, default=0, help="contracts that are read in meanwhile")
    parser.add_argument("--keep", type=Path, help="a folder of runs.timing.bench's, whose workspace is copied")
    results.add_option(parser, "page-load")
    options = parser.parse_args()
    work, notes = Path(tempfile.mkdtemp(prefix="pincite-page-")), results.Notes()
    keep = options.keep.absolute() if options.keep else work
    os.environ.update(XDG_STATE_HOME=str(work / "state"), XDG_CONFIG_HOME=str(work / "config"))
    folder, workspace = contracts(options.data.absolute(), work / "contracts"), work / "served"
    if options.keep:
        for name, into in (("whole", workspace), ("state", work / "state"), ("config", work / "config")):
            shutil.copytree(keep / name, into, dirs_exist_ok=True)
    else:
        print(json.dumps(ingest_here(workspace, folder)), flush=True)
    people = made_people(workspace, options.people)
    with serving(workspace, options.workers) as (base, supervisor):
        for rate in map(float, options.rates.split(",")):
            with reading_in(workspace, folder, work, options.reading):
                seen, figures = asyncio.run(measured(base, supervisor, people, rate, options.seconds))
            print(json.dumps(figures, indent=1), flush=True)
            row = f"{rate:g} question{'' if rate == 1 else 's'}/s" + (
                f", while {options.reading} files are read in" if options.reading else ""
            )
            noted(notes, row, seen, figures)
    with open_session(workspace) as session:
        checked = session.firm.audit.verified()
        print(f"the record: {checked.records:,} records, {len(checked.problems)} problems")
    notes.keep(options.results)
    shutil.rmtree(work)


@contextmanager
def reading_in(workspace: Path, folder: Path, work: Path, count: int) -> Iterator[None]:
    """While this lasts, `pincite ingest` of so many contracts, each with a line of its own so that none is known.

    It has a session of its own, as of a time table: in that of the people it would share what they get.
    """
    if count == 0:
        yield
        return
    more = work / f"more-{time.time_ns()}"
    more.mkdir()
    for number, file in enumerate(sorted(folder.iterdir())[:count]):
        (more / f"{number}.txt").write_text(f"Copy {time.time_ns()}\n\n{file.read_text('utf-8', 'replace')}", "utf-8")
    command = [sys.executable, "-m", "pincite", "--workspace", str(workspace), "ingest", str(more), "--matter", "more"]
    began = time.monotonic()
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdout=pipe, stderr=subprocess.STDOUT, text=True, start_new_session=True)
    try:
        yield
    finally:
        said, _ = process.communicate()
        print(f"read in after {time.monotonic() - began:.0f} s at most: {said.strip().splitlines()[-1:]}")


if __name__ == "__main__":
    main()
