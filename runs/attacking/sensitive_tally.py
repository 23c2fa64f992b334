"""Tallies of generated runs: a line for each seed, so that many runs can be made in parts and added up."""

import argparse
import json
import multiprocessing
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SEEDS_PER_PROCESS = 50
"""After so many a process is replaced, so that none grows."""


@dataclass
class Found:
    """What runs found: how often what happened, and each thing that should not have."""

    counted: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    unrecorded: list[str] = field(default_factory=list)
    overspent: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def add(self, other: "Found") -> None:
        """Add what others found."""
        self.counted.update(other.counted)
        self.leaks += other.leaks
        self.unrecorded += other.unrecorded
        self.overspent += other.overspent
        self.strangers += other.strangers


Attack = Callable[[int, int, str | None], Found]
"""What a seed finds in so many runs, without one of our checks if one is named."""


@dataclass(frozen=True)
class Tally:
    """What one seed found, of which version of the code, and the seconds of processor time that it took."""

    seed: int
    asks: int
    dropped: str | None
    version: str
    cpu_s: float
    found: Found

    @property
    def line(self) -> str:
        """The tally as a line of a file."""
        return json.dumps({**vars(self), "found": vars(self.found)}, sort_keys=True) + "\n"


def tally_of(line: str) -> Tally:
    """The tally that a line says."""
    said: dict[str, Any] = json.loads(line)
    found = said.pop("found")
    return Tally(**said, found=Found(**{**found, "counted": Counter(found["counted"])}))


def kept(file: Path) -> list[Tally]:
    """The tallies of a file. A last line without an end was being written as a process was killed, and is cut off."""
    if not file.exists():
        return []
    text = file.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        file.write_text(whole, encoding="utf-8")
    return [tally_of(line) for line in whole.splitlines()]


def tallied(attack: Attack, seed: int, asks: int, check: str | None, version: str) -> Tally:
    """One seed, run now."""
    began = time.process_time()
    found = attack(seed, asks, check)
    return Tally(seed, asks, check, version, round(time.process_time() - began, 2), found)


def made(
    attack: Attack, seeds: Sequence[int], asks: int, check: str | None, jobs: int, version: str
) -> Iterator[Tally]:
    """The tallies of seeds as they end."""
    if jobs == 1:
        for seed in seeds:
            yield tallied(attack, seed, asks, check, version)
        return
    spawning, size = multiprocessing.get_context("spawn"), jobs * SEEDS_PER_PROCESS
    # A pool for each part: one with max_tasks_per_child waits forever once its processes have ended (python/cpython
    # 115634).
    for first in range(0, len(seeds), size):
        with ProcessPoolExecutor(jobs, mp_context=spawning) as pool:
            part = seeds[first : first + size]
            for done in as_completed([pool.submit(tallied, attack, seed, asks, check, version) for seed in part]):
                yield done.result()


def version_of_code() -> str:
    """The commit that is run, with a plus sign if files of it were changed since."""
    said = ["git", "describe", "--always", "--dirty=+", "--abbrev=8"]
    return subprocess.run(said, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options by which runs are made in parts."""
    parser.add_argument("--from-seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=50, help="how many seeds")
    parser.add_argument("--asks", type=int, default=60, help="questions of each seed")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--tallies", type=Path, help="a file to which each seed adds a line")


def report(given: argparse.Namespace, check: str | None, attack: Attack) -> None:
    """Run the seeds that are not in the file, add them to it, and print the sum of all in it."""
    tallies: list[Tally] = kept(given.tallies) if given.tallies is not None else []
    others = {(one.asks, one.dropped) for one in tallies} - {(given.asks, check)}
    if others:
        raise SystemExit(
            f"{given.tallies} has tallies of other runs (asks, dropped check: {others}); name another file"
        )
    known = {one.seed for one in tallies}
    seeds = [seed for seed in range(given.from_seed, given.from_seed + given.count) if seed not in known]
    for one in made(attack, seeds, given.asks, check, given.jobs, version_of_code()):
        tallies.append(one)
        if given.tallies is not None:
            with given.tallies.open("a", encoding="utf-8") as file:
                file.write(one.line)
    print(summed(tallies))


def summed(tallies: Sequence[Tally]) -> str:
    """The sum of tallies, in words and figures."""
    together = Found()
    for one in tallies:
        together.add(one.found)
    wrong: Mapping[str, Sequence[str]] = {
        "leaks": together.leaks,
        "not on the record": together.unrecorded,
        "over a budget": together.overspent,
        "connections elsewhere": together.strangers,
    }
    lines = [json.dumps(dict(sorted(together.counted.items())), indent=1)]
    for what, listed in wrong.items():
        lines += [f"{what}: {len(listed)}", *(f"  {one}" for one in listed[:10])]
    versions = ", ".join(sorted({one.version for one in tallies}))
    lines.append(f"{len(tallies)} seeds of {versions}, {sum(one.cpu_s for one in tallies):.0f} s of processor time")
    return "\n".join(lines)
