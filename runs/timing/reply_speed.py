"""How many replies a second, each on the record before it is given, and what part of each is the record's.

    python -m runs.timing.reply_speed [--folder DIR] [--seconds 10] [--cores N]

The questions are those of the sample matters, asked by who may ask them, in quote mode, in one process, by several
askers at once. The folder should be on the disk that a workspace would be on. The first row of each number of askers is
warm-up and is not counted. Compare ratios within one run only.
"""

import argparse
import asyncio
import itertools
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner
from runs.measuring import results

from pincite.ask import Reply, ask
from pincite.cli import main as pincite
from pincite.samples import SampleQuestion, manifest
from pincite.session import Session
from pincite.wiring import open_session

WARM_UP = 0.2
"""Share of the time before anything is counted."""


async def asker(session: Session, questions: Iterator[SampleQuestion], until: float, given: list[Reply]) -> None:
    while time.monotonic() < until:
        question = next(questions)
        scope = session.scope(question.asker, question.matter)
        given.append(await ask(question.question, scope, sources=session.firm.sources, now=session.now))


async def at_once(session: Session, askers: int, seconds: float) -> tuple[list[Reply], float, float]:
    """Replies that so many askers got, the seconds that it took, and the seconds of processors that it cost."""
    questions = itertools.cycle(manifest().questions)
    warm: list[Reply] = []
    given: list[Reply] = []
    for replies, share in ((warm, WARM_UP), (given, 1.0)):
        began, spent = time.monotonic(), time.process_time()
        until = began + share * seconds
        await asyncio.gather(*(asker(session, questions, until, replies) for _ in range(askers)))
    return given, time.monotonic() - began, time.process_time() - spent


def at(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--cores", type=int, help="use the first N of the machine's cores only")
    results.add_option(parser, "replies")
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))[: options.cores]
    os.sched_setaffinity(0, cores)  # before any thread starts, which inherits it
    notes = results.Notes()
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        place = Path(scratch)
        os.environ["XDG_STATE_HOME"], os.environ["XDG_CONFIG_HOME"] = str(place / "state"), str(place / "config")
        made = CliRunner().invoke(pincite, ["demo", "--workspace", str(place / "workspace"), "--json"])
        if made.exit_code != 0:
            raise SystemExit(made.output)
        print(f"load {os.getloadavg()[0]:.1f}; {len(cores)} of {os.cpu_count()} cores; {options.seconds:g} s each")
        with open_session(place / "workspace") as session:
            for askers in (1, 4, 16):
                given, took, spent = asyncio.run(at_once(session, askers, options.seconds))
                total = [reply.ms["total"] for reply in given]
                record = [reply.ms["audit"] for reply in given]
                answered = sum(reply.answered for reply in given) / len(given)
                print(
                    f"{askers:3} at once  {len(given) / took:6.1f} replies/s  p50 {at(total, 0.5):6.1f}  "
                    f"p95 {at(total, 0.95):6.1f} ms  of which the record p50 {at(record, 0.5):5.1f}  "
                    f"p95 {at(record, 0.95):5.1f} ms  answered {answered:.2f}  "
                    f"{spent / len(given) * 1000:.0f} ms of processors a reply, {spent / took:.2f} cores busy"
                )
                row = f"askers at once: {askers}" + (f", on {len(cores)} core" if options.cores else "")
                notes.note(row, "replies/s", len(given) / took, len(given))
                notes.note(row, "processors, ms a reply", spent / len(given) * 1000)
                notes.note(row, "cores busy", spent / took)
                for column, values in (("", total), (", of which the record", record)):
                    notes.note(row, f"p50, ms{column}", at(values, 0.5))
                    notes.note(row, f"p95, ms{column}", at(values, 0.95))
            checked = session.firm.audit.verified()
            print(f"the record: {checked.records:,} records, {len(checked.problems)} problems")
    notes.keep(options.results)


if __name__ == "__main__":
    main()
