"""Files are read into an index in shards while the reader is killed and the store fails; then all is counted.

    python -m runs.attacking.reading_killed [--files 60] [--kills 8] [--seed 1]

PostgreSQL and a store of objects run on loopback. `pincite ingest`, a process of its own, gets SIGKILL at moments drawn
from the seed. In turns the store is as it should be, slow, full, overloaded or silent, and a search is made meanwhile:
it has to find what was found before, or to say in a sentence that it could not. At the end the files are
read in to the end, and it is counted how many are lost or doubled, and what `audit verify` says.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.object_server import KEY, SECRET, Fault, Kept, ours
from tests.postgres_server import running
from tests.wiring.over_postgres import SETTINGS, Place, placed

FAULTS: tuple[Fault | str, ...] = ("none", "slow", "full", "overloaded", "silent")

SLOW_SECONDS = 0.3

PATIENCE_SECONDS = 20.0
"""How long a search over a store that fails may take; it is ended then, and counted so."""


def settings(endpoint: str, bucket: str) -> str:
    """Settings with shards over a store at an address."""
    index = '\n[index]\nbackend = "shards"\nshards = 4\n'
    return f'{SETTINGS}objects = "s3://{bucket}/pincite"\nobjects_endpoint = "{endpoint}"\n{index}'


def letters(folder: Path, count: int) -> None:
    """Letters, each with a word that no other has."""
    folder.mkdir()
    for number in range(count):
        words = (
            f"LETTER {number}\n\n1. The rent of unit {number} is ${number + 100} a month.\n\n2. Word: {word(number)}.\n"
        )
        (folder / f"letter {number:03}.txt").write_text(words, encoding="utf-8")


def word(number: int) -> str:
    """The word of a letter."""
    return "zyl" + "".join("bcdfghjklm"[int(digit)] for digit in f"{number:03}")


def command(place: Place, *words: str) -> "subprocess.Popen[str]":
    """A command of its own, in a group of its own."""
    keys = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    return subprocess.Popen(
        [sys.executable, "-m", "pincite", "--workspace", str(place.workspace), *words],
        env=place.environment(**keys),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def done(place: Place, *words: str, seconds: float = 600.0) -> tuple[int | None, str, str]:
    """Exit status, output and errors of a command; None for one that had to be ended."""
    process = command(place, *words)
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, "", ""
    return process.returncode, out, err


def told(place: Place, *words: str) -> Any:  # noqa: ANN401 - JSON
    """The JSON of a command that succeeds."""
    status, out, err = done(place, *words, "--json")
    if status:
        raise SystemExit(f"{' '.join(words)}: {err}")
    return json.loads(out)


def broken(kept: Kept, fault: str) -> None:
    """Have the store fail so from now on."""
    kept.slow_seconds = SLOW_SECONDS if fault == "slow" else 0.0
    kept.fault = "none" if fault == "slow" else fault  # type: ignore[assignment]


def searched(place: Place, seen: set[str]) -> str:
    """What a search comes to: whole, a sentence, no answer, or worse; `seen` are files that were found before."""
    status, out, err = done(place, "search", "rent of the unit", "-k", "200", "--json", seconds=PATIENCE_SECONDS)
    if status is None:
        return f"no answer in {PATIENCE_SECONDS:g} s"
    if status:
        return "a sentence" if len(err.strip().splitlines()) == 1 and "Traceback" not in err else f"odd: {err[-300:]}"
    found = {hit["path"] for hit in json.loads(out)["hits"]}
    if not seen <= found:
        return f"a part: {len(seen - found)} missing"
    seen |= found
    return "whole"


def main() -> None:
    """Reads, kills, counts, and prints the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    draw, outcomes, seen = random.Random(options.seed), Counter[str](), set[str]()
    with running() as server, ours() as (store, kept), tempfile.TemporaryDirectory() as folder:
        address = store.fresh()
        os.environ.update({"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET})
        place = placed(server, Path(folder), settings(store.endpoint, address.bucket))
        letters(place.folder / "letters", options.files)
        reading = ("ingest", str(place.folder / "letters"), "--matter", "letters")
        told(place, "ingest", *map(str, sorted((place.folder / "letters").iterdir())[:10]), "--matter", "letters")
        outcomes[f"search, before: {searched(place, seen)}"] += 1
        if len(seen) < 10:
            raise SystemExit(f"only {len(seen)} of the first ten files are found")
        for number in range(options.kills):
            fault = FAULTS[number % len(FAULTS)]
            reader = command(place, *reading)
            time.sleep(draw.uniform(4.0, 15.0))
            broken(kept, fault)
            time.sleep(draw.uniform(0.5, 3.0))
            outcomes[f"search, {fault}: {searched(place, seen)}"] += 1
            sys.stderr.write(f"{fault}: {len(seen)} files found so far\n")
            if reader.poll() is None:
                os.killpg(reader.pid, signal.SIGKILL)
                outcomes[f"killed, {fault}"] += 1
            reader.communicate()
            broken(kept, "none")
        told(place, *reading)
        listed = [Path(each["path"]).name for each in told(place, "list")["documents"]]
        first = Counter(
            (hits := told(place, "search", word(number))["hits"])
            and Path(hits[0]["path"]).name == f"letter {number:03}.txt"
            for number in range(0, options.files, 7)
        )
        verified = done(place, "audit", "verify", "--json")
        figures = {
            "outcomes": dict(sorted(outcomes.items())),
            "documents": len(listed),
            "lost": options.files - len(set(listed)),
            "doubled": len(listed) - len(set(listed)),
            "found first": {str(key): count for key, count in first.items()},
            "rows": told(place, "index", "status")["rows"],
            "verified": json.loads(verified[1])["ok"],
        }
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
