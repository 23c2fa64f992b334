"""Kill a process that writes the record under load, at random moments, and see that nothing it released is lost.

    python -m runs.attacking.kill_points 1000 [--folder DIR] [--seed 7] [--threads 4] [--results]

Each trial starts a process that appends from several event loops at once, some records with shared texts, and erases
some. It prints a record's place and hash as soon as it is given back, which is when a reply would be released. After a
random time it is killed (SIGKILL). Then everything that was printed must be on the record; chain, tree, signatures and
heads must verify; the independent verifier must agree; and the next append must work. The record of one trial is what
the next goes on with, so that a fault that only shows later shows too; every 25 trials a new one is begun.
"""

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from runs.measuring import results

from pincite.access.scope import Principal
from pincite.audit.event import Event
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import verify
from pincite.documents.span import MatterId

ROOT = Path(__file__).parents[2]
VERIFIER = ROOT / "verifier" / "verify_record.py"
SAME_RECORD = 25
PRINCIPAL = Principal("alice", "alice")
PROMPT = "You are given passages; quote what bears the answer out. " * 40


def keeper(folder: Path) -> HeadKeeper:
    places = Places(folder / "heads", folder / "keys")
    identity = folder / "workspace.vkey"
    return HeadKeeper.open(identity, places) if identity.exists() else HeadKeeper.create(identity, places)


def event(name: str, number: int) -> Event:
    return Event(
        id=name,
        kind="statement",
        principal=PRINCIPAL,
        at=datetime.now(UTC),
        matters=frozenset({MatterId("Brightwater")}),
        facts={"number": number},
        content={"text": "x" * (number * 37 % 4000)},
        texts={"prompt": PROMPT, "passage": f"passage {number % 50} " * 20} if number % 2 else {},
    )


def write(folder: Path, trial: str, threads: int) -> None:
    """What is killed: appends until then, from so many threads, each with four appends under way."""
    log = SqliteAuditLog(folder / "audit.db", keeper(folder))
    output = os.fdopen(os.dup(1), "wb", buffering=0)

    async def append(thread: int, way: int) -> None:
        for number in range(10**9):
            record = await log.append(event(f"{trial}-{thread}-{way}-{number}", number))
            output.write(b"%d %s\n" % (record.seq, record.hash.encode()))
            if way == 0 and thread == 0 and number % 7 == 6:
                erased = await log.erase(str(record.seq), PRINCIPAL, datetime.now(UTC), "a test", "alice")
                output.write(b"%d %s\n" % (erased.seq, erased.hash.encode()))

    async def work(thread: int) -> None:
        await asyncio.gather(*(append(thread, way) for way in range(4)))

    workers = [threading.Thread(target=lambda number=thread: asyncio.run(work(number))) for thread in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def trial(folder: Path, name: str, moment: float, threads: int, acknowledged: dict[int, str]) -> tuple[int, int]:
    """One killing, `moment` seconds after the first record was given back; how many were released, and are there.

    Raises:
        AssertionError: something is lost or broken.
    """
    writer = [sys.executable, "-m", "runs.attacking.kill_points", "--write", name]
    command = [*writer, "--folder", str(folder.resolve()), "--threads", str(threads)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        killer = threading.Timer(moment, process.kill)
        killer.start()
        lines += process.stdout.readlines()
        killer.join()
    released = [line.split() for line in lines if line.endswith(b"\n")]
    assert process.returncode == -signal.SIGKILL, "the writer ended by itself"
    acknowledged |= {int(seq): digest.decode() for seq, digest in released}

    heads = keeper(folder)
    path = folder / "audit.db"
    found = verify(path, heads)
    assert found.ok, found.problems[:5]
    with SqliteAuditLog(path, heads) as log:
        kept = {entry.seq: entry.hash for entry in log.entries()}
        assert kept.items() >= acknowledged.items(), "a released record is not there"
        after = asyncio.run(log.append(event(f"{name}-after", 0)))
        assert after.seq == found.records + 1
        acknowledged[after.seq] = after.hash
        note = folder / "note.txt"
        note.write_text(log.signed_head(), encoding="utf-8")
    assert verify(path, heads).ok
    checked = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(folder / "workspace.vkey"), str(path), str(note)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    return len(released), found.records


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", type=int, nargs="?", default=10)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--write", help=argparse.SUPPRESS)
    results.add_option(parser, "record-kills")
    given = parser.parse_args()
    if given.write:
        write(given.folder, given.write, given.threads)
        return
    chance = random.Random(given.seed)
    begun, released, unreleased, in_between = time.monotonic(), 0, 0, 0
    with tempfile.TemporaryDirectory(dir=given.folder) as scratch:
        acknowledged: dict[int, str] = {}
        before = 0
        for number in range(given.trials):
            folder = Path(scratch) / str(number // SAME_RECORD)
            if not folder.exists():
                folder.mkdir()
                acknowledged, before = {}, 0
            # Half of the deaths come within the time that a few groups take.
            moment = chance.uniform(0, 0.03) if number % 2 else chance.uniform(0, 0.4)
            given_back, records = trial(folder, f"t{number}", moment, given.threads, acknowledged)
            released += given_back
            unreleased += records - before - given_back
            in_between += records - before - given_back > 0
            before = records + 1
            if (number + 1) % 50 == 0:
                print(f"{number + 1} killed, {released} released, 0 lost", flush=True)
    print(
        f"{given.trials} kills, {given.threads} threads of 4 appends each: {released} records released, 0 lost; "
        f"{unreleased} were written and not given back any more, in {in_between} of the trials; "
        f"chain, tree, signatures and heads verified each time, by pincite and by {VERIFIER.name}; "
        f"{time.monotonic() - begun:.0f} s"
    )
    notes = results.Notes()
    row = f"{given.threads} threads of 4 appends killed: records given back"
    notes.note(row, "kills", given.trials, released)
    notes.note(row, "record whole", 1)  # a trial that finds anything else ends the run
    notes.note(row, "acknowledged records lost", 0)
    notes.keep(given.results)


if __name__ == "__main__":
    main()
