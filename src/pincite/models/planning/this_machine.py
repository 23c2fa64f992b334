"""Measures this machine: its memory, how fast it reads it, and how fast it multiplies.

All cores take part at once, each in processor time, so that what else runs on the machine does not count. Reading takes
the largest of many numbers; multiplying is a stack of small matrices, which numpy's BLAS gives to one core. Numbers
have 32 bits, so an engine that multiplies 8-bit numbers may be faster. On two cores with a load of 21 these figures
stayed within a fifth of each other, while those by the clock fell to a hundredth.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pincite.models.planning.machine import HERE, Machine

READ_NUMBERS = 8_000_000
"""Numbers that each core reads: 32 MB, beyond its own caches."""

STACK, SIDE = 60, 64
"""Matrices of a stack, and their rows: 31 MFLOP, 0.3 ms on a core with AVX-512. From 128 rows on BLAS takes threads of
its own, which wait for each other."""

QUICK, THOROUGH = 3, 100
"""Repetitions of a plan that is to be there within a second, and of one that is asked to calibrate."""

CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one kind of work reached, per second: the fastest run, which the machine can do, and the median of all."""

    fastest: float
    median: float


def this_machine(repetitions: int = QUICK) -> Machine:
    """This machine, measured now; a hundred repetitions take a second or two."""
    threads = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    bandwidth, flops = _measured(_reading, threads, repetitions), _measured(_multiplying, threads, repetitions)
    source = (
        f"measured here, the fastest of {repetitions} runs on {threads} cores (median in brackets): reading "
        f"{_in(bandwidth)} GB/s, multiplying 32-bit numbers {_in(flops)} GFLOP/s"
    )
    return Machine(HERE, memory_bytes(), bandwidth.fastest, flops.fastest, source)


def memory_bytes() -> int:
    """Memory of this machine, or of the container that this process runs in."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([whole, *(limit for path in CGROUP_LIMITS if (limit := _limit(Path(path))) is not None)])


def _limit(path: Path) -> int | None:
    try:
        found = path.read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(found) if found.isdecimal() else None


def _reading() -> Callable[[], float]:
    """What reads once, and gives bytes per second."""
    numbers = np.ones(READ_NUMBERS, dtype=np.float32)
    return lambda: numbers.nbytes / _seconds(numbers.max)


def _multiplying() -> Callable[[], float]:
    """What multiplies once, and gives operations per second."""
    matrices = np.ones((STACK, SIDE, SIDE), dtype=np.float32)
    product = np.empty_like(matrices)
    return lambda: 2 * STACK * SIDE**3 / _seconds(lambda: np.matmul(matrices, matrices, out=product))


def _seconds(work: Callable[[], object]) -> float:
    """Processor time of this thread."""
    begun = time.thread_time()
    work()
    return max(time.thread_time() - begun, 1e-9)


def _measured(kind: Callable[[], Callable[[], float]], threads: int, repetitions: int) -> Measured:
    """The rates of all cores together; the first run of each is left out."""
    with ThreadPoolExecutor(threads) as pool:
        works = list(pool.map(lambda _: kind(), range(threads)))
        runs = [sum(pool.map(lambda work: work(), works)) for _ in range(repetitions + 1)][1:]
    return Measured(max(runs), statistics.median(runs))


def _in(rate: Measured) -> str:
    return f"{rate.fastest / 1e9:.1f} ({rate.median / 1e9:.1f})"
