"""Measures this machine: its memory, how fast it reads it, and how fast it multiplies.

All cores take part. Reading is a dot product of numbers that no cache holds; multiplying is a product of two matrices.
Both run in numpy's BLAS in 32 bits, so an engine that multiplies 4-bit weights may be faster or slower.
"""

import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.models.planning.machine import Machine

READ_NUMBERS = 8_000_000
"""Numbers that each thread reads: 32 MB, beyond the caches of the processors that are sold."""

SIDE = 512
"""Rows of the matrices: 0.3 GFLOP, some 5 ms on a core."""

QUICK, THOROUGH = 3, 25
"""Repetitions of a plan that is to be there within a second, and of one that is asked to calibrate."""

CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one kind of work reached, per second: the fastest run, which the machine can do, and the median of all."""

    fastest: float
    median: float


def this_machine(repetitions: int = QUICK) -> Machine:
    """This machine, measured now; ten repetitions take half a second."""
    threads = len(os.sched_getaffinity(0))
    bandwidth, flops = _bandwidth(threads, repetitions), _flops(repetitions)
    source = (
        f"measured here, the fastest of {repetitions} runs on {threads} cores (median in brackets): reading "
        f"{_in(bandwidth)} GB/s, multiplying 32-bit numbers {_in(flops)} GFLOP/s"
    )
    return Machine("this machine", memory_bytes(), bandwidth.fastest, flops.fastest, source)


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


def _bandwidth(threads: int, repetitions: int) -> Measured:
    arrays = [np.ones(READ_NUMBERS, dtype=np.float32) for _ in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        return _measured(lambda: list(pool.map(_sum, arrays)), threads * arrays[0].nbytes, repetitions)


def _sum(numbers: NDArray[np.float32]) -> float:
    return float(np.dot(numbers, numbers))


def _flops(repetitions: int) -> Measured:
    matrix = np.ones((SIDE, SIDE), dtype=np.float32)
    return _measured(lambda: matrix @ matrix, 2 * SIDE**3, repetitions)


def _measured(work: Callable[[], object], amount: float, repetitions: int) -> Measured:
    work()
    rates = []
    for _ in range(repetitions):
        begun = time.perf_counter()
        work()
        rates.append(amount / (time.perf_counter() - begun))
    return Measured(max(rates), statistics.median(rates))


def _in(rate: Measured) -> str:
    return f"{rate.fastest / 1e9:.1f} ({rate.median / 1e9:.1f})"
