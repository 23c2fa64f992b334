"""Leaks: generated asks in generated firms, each output held against a slow, obvious reading of the rules.

    python -m runs.attacking.leaks [--asks 100000] [--seed 0] [--per-firm 250] [--on-disk 0.12] [--minutes N]
        [--moments] [--pages] [--results]

A firm (`tests.leaks.firm`) is people in groups in groups, matters, documents, grants with and without an end, walls and
roles, all random. Between asks, and in the middle of them, rules change and documents move. Each ask runs the real
pipeline on a real workspace: rules, catalogue and record in their files; the index in memory, or on disk for a share of
the firms; the embedder without weights; and, in write mode, a model that repeats what it reads. Whatever comes out
(`tests.leaks.looking`, `channels`, `measuring`, `typed`) is searched for marks that the asker may not see
(`tests.leaks.oracle`). Lines of batches and questions of evaluations are counted apart from the asks. With that share,
one core makes some 70 asks a second.

Families of what happens in a moment (`tests.leaks.moments`: walls that go up as something is released, also before the
message, file or archive in which a document came; clocks set back; exports of one matter) are counted by themselves,
with an interval (Wilson); `--moments` looks at nothing else. `--pages` looks at the page alone, and at the interfaces
of the server (`tests.leaks.served`): everybody asks there, and opens the addresses that anybody was ever given.

A firm's number is its seed, so a run goes on where another ended: `--seed 400` begins with firm 400.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path

from runs.measuring import results
from tests.leaks.asking import asked_firm, moments_of_firm, pages_of_firm
from tests.leaks.moments import FAMILIES
from tests.postgres_server import running

from pincite.evaluation.proportion import wilson

MOST_ON_DISK = 100
"""Asks of a firm with an index on disk, which has a version for every change."""


def _asked(counts: Counter[str]) -> int:
    return (
        counts["asks"]
        + counts["pages opened"]
        + counts["calls"]
        + sum(counts[f"attempts: {family}"] for family in FAMILIES)
    )


def _noted(counts: Counter[str], leaks: list[str]) -> results.Notes:
    """For the pages: how many asks there were and how many leaked, and so of each family of moments that was tried."""
    notes = results.Notes()
    if counts["asks"]:
        alone = [leak for leak in leaks if not any(f": {family}" in leak for family in FAMILIES)]
        notes.note("generated asks", "leaked", len(alone), counts["asks"])
    for row, counted in (("pages of the server", "pages opened"), ("answers to programs", "calls")):
        if counts[counted]:
            notes.note(row, "leaked", sum(f": {row.split()[0][:-1]}" in leak for leak in leaks), counts[counted])
    for family in FAMILIES:
        if tries := counts[f"attempts: {family}"]:
            found = wilson(came := sum(f": {family}" in leak for leak in leaks), tries)
            notes.note(family, "leaked", came, tries, (found.low, found.high))
    return notes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--asks", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--per-firm", type=int, default=250)
    parser.add_argument("--on-disk", type=float, default=0.12, help="Share of the firms with an index on disk.")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="End after so many, with what is done.")
    parser.add_argument("--moments", action="store_true", help="Only what happens in a moment; counts as asks.")
    parser.add_argument("--pages", action="store_true", help="Only the page; what is opened counts as asks.")
    parser.add_argument("--postgres", action="store_true", help="The stores of each firm in a database of its own.")
    parser.add_argument("--out", type=Path)
    results.add_option(parser, "leaks")
    given = parser.parse_args()
    fast = Path("/dev/shm")  # noqa: S108 - nothing here is kept, and fsync costs nothing in memory
    began, counts, leaks, seed = time.perf_counter(), Counter[str](), list[str](), given.seed
    with (
        tempfile.TemporaryDirectory(dir=fast if fast.is_dir() else None) as folder,
        running() if given.postgres else nullcontext() as server,
    ):
        place = Path(folder)
        os.environ |= {"XDG_STATE_HOME": str(place / "state"), "XDG_CONFIG_HOME": str(place / "config")}
        while _asked(counts) < given.asks and time.perf_counter() - began < 60 * given.minutes:
            asks = min(given.per_firm, given.asks - counts["asks"])
            on_disk = not (given.moments or given.pages) and random.Random(f"on disk {seed}").random() < given.on_disk
            url = server.fresh() if server is not None else ""
            if given.pages:
                made = pages_of_firm(seed, given.per_firm, place, url=url)
            elif given.moments:
                made = moments_of_firm(seed, given.per_firm, place, url)
            else:
                made = asked_firm(seed, min(asks, MOST_ON_DISK) if on_disk else asks, place, on_disk=on_disk, url=url)
            firm, looking = asyncio.run(made)
            shutil.rmtree(place / f"firm-{seed}")
            if server is not None:
                server.drop(url)
            counts += looking.counts
            counts["asks of an index on disk"] += looking.counts["asks"] if on_disk else 0
            counts["firms"] += 1
            counts["firms with an index on disk"] += on_disk
            counts["changes"] += firm.changes
            leaks += [f"firm {seed}: {leak}" for leak in looking.leaks]
            for leak in looking.leaks[:3]:
                print(f"LEAK firm {seed}: {leak}", flush=True)
            seed += 1
            if (seed - given.seed) % 20 == 0:
                rate = counts["asks"] / (time.perf_counter() - began)
                print(f"firm {seed}: {counts['asks']:,} asks, {len(leaks)} leaks, {rate:.0f} asks/s", flush=True)
            if given.out:
                found = {"seeds": [given.seed, seed], **counts, "leaks": leaks, "s": time.perf_counter() - began}
                given.out.write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(json.dumps({"seeds": f"{given.seed}-{seed - 1}", **counts, "leaks": len(leaks)}, indent=1))
    for family in FAMILIES:
        tries, came = counts[f"attempts: {family}"], sum(f": {family}" in leak for leak in leaks)
        interval = f"{wilson(came, tries).low:.2%}–{wilson(came, tries).high:.2%}" if tries else "none was tried"
        print(f"{family}: {came} of {tries:,} ({interval})")
    _noted(counts, leaks).keep(given.results and given.results + "-moments" * given.moments + "-pages" * given.pages)
    sys.exit(1 if leaks else 0)


if __name__ == "__main__":
    main()
