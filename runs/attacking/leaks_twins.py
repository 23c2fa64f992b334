"""Twins: does what somebody may not see change what they are shown, or how long it takes?

    python -m runs.attacking.leaks_twins [--firms 20] [--questions 12] [--index flat|lance|memory] [--seed 0]
    python -m runs.attacking.leaks_twins --clock

Each user's firm is compared with one in which what they may not see does not exist (`tests.leaks.twins`): replies,
passages, scores to the last bit, reports. `--clock` gives the times of refusals of hidden names and of none.
The same with real documents: `runs/attacking/leaks_ranking.py`.
"""

import argparse
import asyncio
import json
import os
import random
import tempfile
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.leaks.changing import found_firm
from tests.leaks.twins import compare, opened, told

from pincite.errors import PinciteError


async def clock(place: Path, documents: int, rounds: int) -> None:
    """Milliseconds until a refusal, by whether what was named exists."""
    with opened(place / "clock", "memory") as workspace:
        firm = await found_firm(workspace, random.Random(7))
        for _ in range(documents):
            await firm.add_paper()
        firm.workspace.access.add_user(firm.owner, "nobody")
        firm.workspace.access.add_user(firm.owner, "single")
        firm.workspace.access.grant(firm.owner, "single", label=firm.labels[0], matter=sorted(firm.rules.matters)[0])
        hidden = sorted(firm.rules.matters)[-1]
        papers = sorted(firm.papers)
        for user in ("nobody", "single"):
            times: dict[str, list[float]] = {}
            for number in range(rounds):
                document = firm.rng.choice(papers)
                if user == "single" and firm.papers[document].matter == sorted(firm.rules.matters)[0]:
                    continue
                swapped = f"{document[:-1]}{'a' if document[-1] != 'a' else 'b'}"
                asks = [("text, hidden", document), ("text, none", swapped)]
                for what, name in asks if number % 2 else asks[::-1]:
                    since = time.perf_counter()
                    told(workspace, name, user)
                    times.setdefault(what, []).append(time.perf_counter() - since)
                asks = [("matter, hidden", hidden), ("matter, none", f"{hidden[:-1]}9")]
                for what, name in asks if number % 2 else asks[::-1]:
                    since = time.perf_counter()
                    try:
                        workspace.session().scope(user, name)
                    except PinciteError:
                        times.setdefault(what, []).append(time.perf_counter() - since)
            for verb in ("text", "matter"):
                there, none = times[f"{verb}, hidden"], times[f"{verb}, none"]
                print(
                    f"{user}, {verb}: hidden {1000 * median(there):.3f} ms, none {1000 * median(none):.3f} ms, "
                    f"of {len(there)}; a guess from one time is right in {_auc(there, none):.1%}"
                )


def _auc(one: Sequence[float], other: Sequence[float]) -> float:
    """How often a time of the one is longer than one of the other (50 % tells nothing)."""
    ranked = sorted(other)
    below = sum(bisect_left(ranked, t) + bisect_right(ranked, t) for t in one) / 2
    return below / (len(one) * len(other))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--firms", type=int, default=20)
    parser.add_argument("--questions", type=int, default=12)
    parser.add_argument("--index", choices=["flat", "lance", "memory"], default="flat")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--clock", action="store_true", help="Only the times of refusals.")
    given = parser.parse_args()
    fast = Path("/dev/shm")  # noqa: S108 - nothing here is kept, and fsync costs nothing in memory
    with tempfile.TemporaryDirectory(dir=fast if fast.is_dir() else None) as folder:
        place = Path(folder)
        os.environ |= {"XDG_STATE_HOME": str(place / "state"), "XDG_CONFIG_HOME": str(place / "config")}
        if given.clock:
            asyncio.run(clock(place, 300, 2_000))
            return
        counts = Counter[str]()
        for seed in range(given.seed, given.seed + given.firms):
            more, examples = asyncio.run(compare(seed, given.questions, place, given.index))
            counts += more
            for example in examples[:1]:
                print(example, flush=True)
    print(json.dumps({"index": given.index, **counts}, indent=1))


if __name__ == "__main__":
    main()
