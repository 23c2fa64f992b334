"""Kill PostgreSQL's primary while 16 append to the record, have the standby take over, and see that nothing is lost.

    python -m runs.attacking.failover 10 [--seed 7] [--control]

Each trial makes a primary and a standby that copies from it, both on this machine; a commit waits for the standby. Four
programs append to one record, from four appends under way each, and print a record's place and hash as soon as it is
given back, which is when a reply would be released. After a random time the primary is killed (SIGKILL, all of its
processes), and the standby is promoted. The programs are told nothing: they have the addresses of both, and go on.
Everything that was printed must be on the new primary's record; chain, tree, signatures and heads must verify.

With `--control`, no commit waits for the standby, and the standby falls behind before the kill: then records must be
lost, the run must see it, and pincite must refuse to append to a record that was cut off.
"""

import argparse
import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import psycopg
from tests.postgres_server import Server, copied, initialised, new_folder, started

from pincite.access.scope import Principal
from pincite.audit.event import Event
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.postgres_log import PostgresAuditLog
from pincite.documents.span import MatterId
from pincite.errors import RecordError
from pincite.postgres.place import place_of

ROOT = Path(__file__).parents[2]
PROGRAMS, WAYS = 4, 4
SCHEMA = "failover_record"
PRINCIPAL = Principal("alice", "alice")
AFTER_SECONDS = 3.0

BEHIND_BYTES = 1_000_000
"""How much of the primary's log the standby must lack. What the socket holds meanwhile (some 200 kB) still comes."""

BEHIND_TRIES = 600
"""How often it is looked whether the primary has written so much, ten times a second."""


@dataclass(frozen=True)
class Survived:
    """What a trial came to: records given back before the kill and after it, and seconds until the first after it."""

    before: int
    after: int
    on_record: int
    seconds: float


@contextmanager
def pair(*, is_waited_for: bool) -> Iterator[tuple[Server, Server]]:
    """A primary and a standby; where it is waited for, a commit lasts until the standby has it on its disk."""
    folders = [new_folder(), new_folder()]
    servers: list[Server] = []
    try:
        initialised(folders[0])
        servers.append(started(folders[0], {"synchronous_standby_names": "*" if is_waited_for else ""}))
        copied(servers[0], folders[1])
        servers.append(started(folders[1]))
        with psycopg.connect(servers[0].url(), autocommit=True) as session:
            while session.execute("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'").fetchone() is None:
                time.sleep(0.02)
        yield servers[0], servers[1]
    finally:
        for server in servers:
            server.stop()
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def both(primary: Server, standby: Server) -> str:
    """One address of both servers: whoever connects finds the one that can be written."""
    hosts, ports = f"{primary.folder},{standby.folder}", f"{primary.port},{standby.port}"
    return f"postgresql://pincite@/postgres?host={hosts}&port={ports}"


def keeper(folder: Path) -> HeadKeeper:
    places = Places(folder / "heads", folder / "keys")
    identity = folder / "workspace.vkey"
    return HeadKeeper.open(identity, places) if identity.exists() else HeadKeeper.create(identity, places)


def write(folder: Path, url: str, name: str) -> None:
    """What appends until it is ended; what fails is tried again as another event."""
    output = os.fdopen(os.dup(1), "wb", buffering=0)

    async def append(log: PostgresAuditLog, way: int) -> None:
        for number in range(10**9):
            facts, content = {"number": number}, {"text": "x" * (number * 37 % 4000)}
            matters = frozenset({MatterId("Brightwater")})
            event = Event(f"{name}-{way}-{number}", "statement", PRINCIPAL, datetime.now(UTC), matters, facts, content)
            try:
                record = await log.append(event)
            except RecordError:
                await asyncio.sleep(0.05)
                continue
            output.write(b"%d %s %.3f\n" % (record.seq, record.hash.encode(), time.time()))

    async def work() -> None:
        with PostgresAuditLog(place_of(url, SCHEMA), keeper(folder)) as log:
            await asyncio.gather(*(append(log, way) for way in range(WAYS)))

    asyncio.run(work())


def kill(processes: list[int]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


@contextmanager
def fallen_behind(primary: Server, standby: Server) -> Iterator[None]:
    """Have the standby copy nothing while the block runs, which begins once it lacks many records."""
    with psycopg.connect(standby.url(), autocommit=True) as session:
        found = session.execute("SELECT pid, pg_last_wal_receive_lsn() FROM pg_stat_wal_receiver").fetchone()
    assert found is not None, "the standby copies nothing"
    receiver, copied = found
    os.kill(receiver, signal.SIGSTOP)
    try:
        with psycopg.connect(primary.url(), autocommit=True) as session:
            for _ in range(BEHIND_TRIES):
                written = session.execute(
                    "SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), %s)", (copied,)
                ).fetchone()
                if written is not None and written[0] > BEHIND_BYTES:
                    break
                time.sleep(0.1)
            else:
                raise SystemExit("the primary wrote too little for the standby to fall behind")
        yield
    finally:
        os.kill(receiver, signal.SIGCONT)


def trial(moment: float, *, is_waited_for: bool = True) -> Survived:
    """One change of servers, the primary killed `moment` seconds after the first records were given back.

    Raises:
        AssertionError: something that was given back is lost, or the record does not hold.
    """
    with pair(is_waited_for=is_waited_for) as (primary, standby), tempfile.TemporaryDirectory() as scratch:
        folder, url = Path(scratch), both(primary, standby)
        with PostgresAuditLog(place_of(url, SCHEMA), keeper(folder)) as log:
            assert not log.tables.verified(log.heads).problems
        command = [sys.executable, "-m", "runs.attacking.failover", "--folder", scratch, "--url", url]
        writers = [
            subprocess.Popen([*command, "--write", f"w{number}"], cwd=ROOT, stdout=subprocess.PIPE)
            for number in range(PROGRAMS)
        ]
        try:
            lines: list[bytes] = []
            for writer in writers:
                assert writer.stdout is not None
                lines.append(writer.stdout.readline())
            time.sleep(moment)
            processes = primary.children()
            with nullcontext() if is_waited_for else fallen_behind(primary, standby):
                killed = time.time()
                kill(processes)
            primary.process.wait()
            with psycopg.connect(standby.url(), autocommit=True) as session:
                assert session.execute("SELECT pg_promote(true, 60)").fetchone() == (True,)
            time.sleep(AFTER_SECONDS)
        finally:
            for writer in writers:
                writer.send_signal(signal.SIGKILL)
            for writer in writers:
                assert writer.stdout is not None
                with writer.stdout as stream:
                    lines += stream.readlines()
                writer.wait()
        given = [line.split() for line in lines if line.endswith(b"\n")]
        acknowledged = {int(seq): digest.decode() for seq, digest, _ in given}
        assert len(acknowledged) == len(given), "two records were given back as the same one"
        times = [float(at) for _, _, at in given]
        with PostgresAuditLog(place_of(url, SCHEMA), keeper(folder)) as log:
            kept = {entry.seq: entry.hash for entry in log.entries()}
            lost = acknowledged.items() - kept.items()
            if lost:
                goes_on = "is not refused" if is_appended(log) else "is refused"
                raise AssertionError(
                    f"{len(lost)} of {len(acknowledged)} records that were given back are lost; the next one {goes_on}"
                )
            found = log.verified()
            assert found.ok, found.problems[:5]
        later = [at for at in times if at > killed]
        assert later, "nobody could append to the server that took over"
        # A commit that the standby had may be told just after the kill; the first on the new primary comes after that.
        return Survived(len(times) - len(later), len(later), len(kept), max(_gap(times, killed), 0.0))


def is_appended(log: PostgresAuditLog) -> bool:
    """Whether a record is written after what is there."""
    now = datetime.now(UTC)
    try:
        log.append_and_wait(Event("after", "statement", PRINCIPAL, now, frozenset(), {}, {}))
    except RecordError:
        return False
    return True


def _gap(times: list[float], killed: float) -> float:
    """The longest time without a record from the kill on, in seconds: how long nobody could append."""
    return max(after - before for before, after in pairwise([killed, *sorted(at for at in times if at > killed)]))


def control() -> None:
    """See that records are lost where nobody waits for the standby."""
    try:
        trial(0.5, is_waited_for=False)
    except AssertionError as error:
        print(f"control: {error}")
    else:
        raise SystemExit("records had to be lost, and none was seen to be")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", type=int, nargs="?", default=1)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--control", action="store_true", help="no commit waits for the standby")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--write", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        write(given.folder, given.url, given.write)
        return
    if given.control:
        control()
        return
    draw = random.Random(given.seed)
    found = []
    for number in range(1, given.trials + 1):
        survived = trial(draw.uniform(0.2, 2.0))
        found.append(survived)
        print(
            f"{number}: {survived.before} given back before the kill, {survived.after} after it, "
            f"{survived.on_record} on the record; {survived.seconds:.1f} s without one",
            flush=True,
        )
    total = sum(each.before + each.after for each in found)
    longest = max(each.seconds for each in found)
    print(f"{given.trials} changes of servers, {total} records given back, 0 lost; at most {longest:.1f} s without one")


if __name__ == "__main__":
    main()
