"""What a budget adds to a call: the look at it, the decision, the reservation and the settlement, in milliseconds.

    python -m runs.timing.ledger_speed [--folder DIR] [--calls 2000] [--processes 1 2 4]

Each call does all four as `ask` does, on threads of an event loop, for a user and two matters that have budgets, beside
three tiers. The ledger is a new one with as many charges as `--before` says. The folder should be on the disk that a
workspace would be on. Processes write the same ledger at the same time. Times on a busy machine are mostly those of
threads that wait for a processor: compare within one run.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from runs.measuring import results
from runs.timing.record_speed import at_parts, spread

from pincite.ask.charging import Accounts, Purse
from pincite.ledger import Account, Budget, Budgets, Reservation
from pincite.ledger.sqlite_ledger import SqliteLedger
from pincite.models.chat.prices import Prices
from pincite.models.chat.tier import Tier as ModelTier
from pincite.models.fakes import InProcess, Scripted
from pincite.models.ports import Message, Usage
from pincite.routing.decision import AtLeast, Need, Tier, decide
from pincite.routing.heuristics import guessed
from pincite.sensitivity import Sensitivity
from pincite.serving.workers import WorkerFiles
from pincite.threads import on_thread

NAMES = ("on-prem", "cheap", "premium")
COLUMNS = ("p50, ms", "p95, ms", "p99, ms", "most, ms")
ACCOUNT = Account("alice", frozenset({"Lease", "Merger"}))
MESSAGES = (Message("system", "Answer from the passages. " * 60), Message("user", "The Tenant shall pay rent. " * 700))
QUESTION = "How much notice must the tenant give before the lease ends, and to whom?"
BUDGETS = Budgets(
    (
        Budget("firm", "", 10**18),
        Budget("user", "*", 10**18),
        *(Budget("matter", name, 10**18) for name in ("Lease", "*")),
    )
)


def tiers() -> list[ModelTier]:
    """Three models, which are not asked."""
    prices = Prices.always("2.50", "10")
    return [
        ModelTier(name, InProcess(Scripted([])), prices, False, Sensitivity.PRIVILEGED, 32_000, 1_024) for name in NAMES
    ]


async def one_call(purse: Purse, models: Sequence[ModelTier]) -> tuple[float, float]:
    """Seconds of all that is done for the money's sake around one call, with the decision: in all, and computing."""
    began, computed = time.perf_counter(), time.process_time()
    refused = await purse.refused([(model, Usage(7_000, 1_024, estimated=True)) for model in models])
    routed = [Tier(name, frozenset({"internal"}), None, 2_500_000, 10_000_000) for name in NAMES]
    briefs = {name: one.brief for name, one in refused.items()}
    decide(routed, Need("internal", 0, 0), guessed(QUESTION, NAMES), AtLeast(0.85), briefs)
    bill = purse.bill(models[0], MESSAGES, 1_024, None)
    await bill.reserve()
    await bill.begin_try()
    await bill.settle(Usage(5_000, 300))
    return time.perf_counter() - began, time.process_time() - computed


async def bare(times: int) -> list[float]:
    """Seconds of three steps on a thread that do nothing, as many as a call has: the floor on a busy machine."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        for _ in range(3):
            await on_thread(int)
        taken.append(time.perf_counter() - began)
    return taken


async def timed(folder: Path, calls: int) -> list[tuple[float, float]]:
    """The seconds of so many calls, one after the other."""
    with closing(SqliteLedger(folder / "ledger.db", WorkerFiles(folder / "workers"))) as ledger:
        purse, models = Purse(Accounts(ledger, BUDGETS), ACCOUNT, "r", lambda: datetime.now(UTC)), tiers()
        await one_call(purse, models)  # opens the file
        return [await one_call(purse, models) for _ in range(calls)]


def fill(folder: Path, charges: int) -> None:
    """Put charges down, as a year of a firm would have."""
    with closing(SqliteLedger(folder / "ledger.db", WorkerFiles(folder / "workers"))) as ledger:
        for number in range(charges):
            name, at = f"before-{number}", datetime.now(UTC)
            ledger.reserve(Reservation(name, "r", ACCOUNT, NAMES[number % 3], at, 10**9), ())
            ledger.settle(name, Usage(5_000, 300), 10**9)


def in_processes(folder: Path, processes: int, calls: int) -> list[tuple[float, float]]:
    """The seconds of all calls of so many processes at once."""
    command = [sys.executable, "-m", "runs.timing.ledger_speed", "--folder", str(folder), "--worker", str(calls)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    said = [process.communicate()[0].split() for process in started]
    return [(float(all_of), float(computed)) for one in said for all_of, computed in batched(one)]


def batched(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Words, two by two."""
    return zip(words[::2], words[1::2], strict=True)


def keep(notes: results.Notes, row: str, taken: Sequence[float]) -> None:
    """Print a row, and note it."""
    print(f"{row:<40}{len(taken):>6,}  {spread(taken)}")
    for column, value in zip(COLUMNS, at_parts(taken), strict=True):
        notes.note(row, column, value, len(taken))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--calls", type=int, default=2_000)
    parser.add_argument("--before", type=int, default=20_000)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    results.add_option(parser, "ledger-speed")
    given = parser.parse_args()
    if given.worker is not None and given.folder is not None:
        print(*(number for pair in asyncio.run(timed(given.folder, given.worker)) for number in pair))
        return
    notes = results.Notes()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        fill(Path(folder), given.before)
        keep(notes, "three empty steps on threads", asyncio.run(bare(given.calls)))
        for processes in given.processes:
            taken = in_processes(Path(folder), processes, given.calls)
            what = f"a call, {processes} process{'es' * (processes > 1)} at once"
            keep(notes, what, [all_of for all_of, _ in taken])
            keep(notes, f"{what}, computing", [computed for _, computed in taken])
    notes.keep(given.results)


if __name__ == "__main__":
    main()
