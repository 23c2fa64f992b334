"""How many records a second, and how long one waits for its own: by appenders at once, in one process and in several.

    python -m runs.timing.record_speed [--folder DIR] [--seconds 4] [--postgres]

The folder should be on the disk that a workspace would be on. Waiting for that disk is the floor: the same writes
without anything of pincite's (three files, each written and synced in turn, as an append does) are timed between them,
so that figures taken on a busy machine can still be compared. Compare ratios within one run only.

With `--postgres` the record is in a PostgreSQL that the run starts, with its files in the same folder.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from runs.measuring import results
from tests.postgres_server import running

from pincite.access.scope import Principal
from pincite.audit.event import Event
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.kept_log import KeptLog
from pincite.audit.postgres_log import PostgresAuditLog
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.postgres.place import place_of

ROOT = Path(__file__).parents[2]
CONTENT = "What is the cap on liability? " * 100
PRINCIPAL = Principal("alice", "alice")


def at_parts(values: Sequence[float]) -> list[float]:
    """Milliseconds at the 50th, 95th and 99th of a hundred, and the longest."""
    ordered = sorted(values)
    return [ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 for part in (0.5, 0.95, 0.99, 1)]


def spread(values: Sequence[float]) -> str:
    at = at_parts(values)
    return f"p50 {at[0]:7.2f}  p95 {at[1]:7.2f}  p99 {at[2]:7.2f}  most {at[3]:7.2f} ms"


def note(notes: results.Notes, row: str, taken: Sequence[float], seconds: float) -> None:
    for column, value in zip(("p50, ms", "p95, ms", "p99, ms", "most, ms"), at_parts(taken), strict=True):
        notes.note(row, column, value, len(taken))
    notes.note(row, "records/s", len(taken) / seconds)


def floor(folder: Path, seconds: float) -> str:
    """The three waits of one append, bare: a log that grows, and two small files written over."""
    descriptors = [os.open(folder / f"floor{number}", os.O_WRONLY | os.O_CREAT) for number in range(3)]
    sync = getattr(os, "fdatasync", os.fsync)
    log, small = b"x" * 12_288, b"x" * 350
    taken = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        start = time.monotonic()
        os.pwrite(descriptors[0], small, 0)
        sync(descriptors[0])
        os.write(descriptors[1], log)
        sync(descriptors[1])
        os.pwrite(descriptors[2], small, 0)
        sync(descriptors[2])
        taken.append(time.monotonic() - start)
    for descriptor in descriptors:
        os.close(descriptor)
    return f"{len(taken) / seconds:8.0f}/s  {spread(taken)}"


def keeper(folder: Path) -> HeadKeeper:
    places = Places(folder / "heads", folder / "keys")
    identity = folder / "workspace.vkey"
    return HeadKeeper.open(identity, places) if identity.exists() else HeadKeeper.create(identity, places)


SCHEMA = "record_speed"


def opened(folder: Path, url: str) -> KeptLog:
    """The record: in PostgreSQL if there is an address, else in a file."""
    if url:
        return PostgresAuditLog(place_of(url, SCHEMA), keeper(folder))
    return SqliteAuditLog(folder / "audit.db", keeper(folder))


async def append(log: KeptLog, name: str, until: float, taken: list[float]) -> None:
    number = 0
    while time.monotonic() < until:
        start = time.monotonic()
        now = datetime.now(UTC)
        await log.append(Event(f"{name}-{number}", "answer", PRINCIPAL, now, frozenset(), {}, {"question": CONTENT}))
        taken.append(time.monotonic() - start)
        number += 1


async def appenders(log: KeptLog, name: str, count: int, seconds: float) -> list[float]:
    taken: list[float] = []
    until = time.monotonic() + seconds
    await asyncio.gather(*(append(log, f"{name}-{number}", until, taken) for number in range(count)))
    return taken


def one_process(folder: Path, url: str, name: str, count: int, seconds: float) -> list[float]:
    with opened(folder, url) as log:
        return asyncio.run(appenders(log, name, count, seconds))


def several(folder: Path, url: str, processes: int, count: int, seconds: float) -> list[float]:
    command = [sys.executable, "-m", "runs.timing.record_speed", "--folder", str(folder), "--seconds", str(seconds)]
    command += ["--count", str(count), *(("--url", url) if url else ())]
    names = [f"p{processes}-{count}-{number}" for number in range(processes)]
    started = [
        subprocess.Popen([*command, "--name", name], cwd=ROOT, stdout=subprocess.PIPE, text=True) for name in names
    ]
    return [float(line) for process in started for line in process.communicate()[0].split()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--postgres", action="store_true", help="keep the record in PostgreSQL")
    parser.add_argument("--url", default="", help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--name", help=argparse.SUPPRESS)
    results.add_option(parser, "record-speed")
    given = parser.parse_args()
    notes = results.Notes()
    if given.name:
        print(*one_process(given.folder, given.url, given.name, given.count, given.seconds))
        return
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    print(f"{load}; {given.seconds:g} s each; contents of {len(CONTENT)} B")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=given.folder)))
        base = given.folder or Path(tempfile.gettempdir())
        url = stack.enter_context(running(base=base)).url() if given.postgres else ""
        keeper(folder)
        opened(folder, url).close()
        for count in (1, 4, 16, 64):
            print(f"the disk alone                 {floor(folder, given.seconds / 2)}")
            taken = one_process(folder, url, f"c{count}", count, given.seconds)
            print(f"1 process,    {count:3} at once       {len(taken) / given.seconds:8.0f}/s  {spread(taken)}")
            note(notes, f"append 3 KB, everything durable: {count} at once", taken, given.seconds)
        for processes, count in ((4, 1), (4, 4)):
            print(f"the disk alone                 {floor(folder, given.seconds / 2)}")
            taken = several(folder, url, processes, count, given.seconds)
            print(
                f"{processes} processes,  {count:3} at once each  {len(taken) / given.seconds:8.0f}/s  {spread(taken)}"
            )
            note(notes, f"… {processes} processes, {count} at once each", taken, given.seconds)
        start = time.monotonic()
        with opened(folder, url) as log:
            found = log.verified()
        took = time.monotonic() - start
        print(f"verify: {found.records} records, {len(found.problems)} problems, {found.records / took:.0f} records/s")
        notes.note("audit verify with every signature", "records/s", found.records / took, found.records)
    notes.keep(given.results)


if __name__ == "__main__":
    main()
