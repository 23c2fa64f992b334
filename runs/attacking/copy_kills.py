"""Kill `pincite store copy` at random moments, there and back, and see that nothing is lost or taken for whole.

    python -m runs.attacking.copy_kills 10 [--seed 7]

Makes a workspace in files with documents, a wall and records, and a PostgreSQL 17 with an empty database. Each trial
begins the copy in a process of its own and kills it (SIGKILL) at a random moment of the time that a whole copy takes.
Whatever is asked then must be answered as before, or refused with a sentence that says what to do. The same command
again must finish the copy, or say that it is finished. At the end the record verifies, with as many records at least
as before, everybody sees the documents that they saw, and the side that was left behind is refused.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.postgres_server import running
from tests.wiring.over_postgres import SETTINGS, Place

IN_FILES = SETTINGS.partition("[store]")[0]
DOCUMENTS = 12
ENOUGH_SECONDS = 300


def settle(place: Place, settings: str) -> None:
    """Write the workspace's settings, and agree to them."""
    (place.workspace / "settings.toml").write_text(settings.format(url=place.url), encoding="utf-8")
    said(place, "workspace", "trust", "--yes")


def tried(place: Place, *words: str) -> "subprocess.CompletedProcess[str]":
    """What the command line does with the workspace, in a process of its own."""
    line = [sys.executable, "-m", "pincite", "--workspace", str(place.workspace), *words]
    return subprocess.run(line, env=place.environment(), capture_output=True, text=True, timeout=ENOUGH_SECONDS)


def said(place: Place, *words: str) -> str:
    """As `tried`, of what must work."""
    done = tried(place, *words)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed: {done.stderr}")
    return done.stdout


def read(place: Place, *words: str) -> Any:  # noqa: ANN401 - JSON
    """The JSON of what must work."""
    return json.loads(said(place, "--json", *words))


def killed(place: Place, words: tuple[str, ...], seconds: float) -> bool:
    """Begin a command, and kill it and all that it started after so long; False if it was over before."""
    line = [sys.executable, "-m", "pincite", "--workspace", str(place.workspace), *words]
    with subprocess.Popen(
        line, env=place.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as begun:
        try:
            begun.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(begun.pid, signal.SIGKILL)
            return True
    return False


def made(place: Place) -> None:
    """A workspace in files: twelve letters, a wall, and records."""
    place.workspace.mkdir(mode=0o700)
    settle(place, IN_FILES)
    letters = place.folder / "letters"
    letters.mkdir()
    for number in range(DOCUMENTS):
        (letters / f"letter-{number}.txt").write_text(f"LETTER {number}\n\n1. The rent is £{number},000 a year.\n")
    said(place, "ingest", str(letters), "--matter", "lease")
    said(place, "access", "user", "add", "alice")
    said(place, "access", "wall", "add", "alice", "--matter", "lease")
    said(place, "ask", "What is the rent in letter 7?")


def seen(place: Place) -> tuple[list[str], list[str]]:
    """The documents that the owner and somebody behind a wall may see."""
    listed = [read(place, "list", *words)["documents"] for words in ((), ("--as", "alice"))]
    owner, alice = ([str(one["document"]) for one in each] for each in listed)
    return owner, alice


def finished(place: Place, words: tuple[str, ...]) -> str:
    """Give the command again until it is done; what it said first."""
    again = tried(place, *words)
    told = "finished" if again.returncode == 0 else " ".join(again.stderr.split())
    if again.returncode and "already" not in again.stderr:
        raise SystemExit(f"{' '.join(words)} could not be given again: {again.stderr}")
    if again.returncode and "--back" in words:  # it says to move the files away, and copy again
        for file in place.workspace.glob("*.db*"):
            file.unlink()
        said(place, *words)
    return "already there" if again.returncode else told


def trial(place: Place, words: tuple[str, ...], seconds: float, before: tuple[list[str], list[str]]) -> str:
    """One kill, and what the command said when it was given again."""
    records = int(read(place, "audit", "head")["seq"]) if "--back" in words else 0
    was_killed = killed(place, words, seconds)
    between = tried(place, "list")
    if between.returncode and "pincite" not in between.stderr:
        raise SystemExit(f"no sentence says what to do: {between.stderr}")
    told = finished(place, words)
    left_behind = IN_FILES if "--back" not in words else SETTINGS
    if "--back" in words:
        settle(place, IN_FILES)
    if seen(place) != before:
        raise SystemExit("other documents are seen than before")
    verified = read(place, "audit", "verify")
    if not verified["ok"] or int(read(place, "audit", "head")["seq"]) < records:
        raise SystemExit(f"the record does not hold: {verified}")
    if "--back" not in words:
        settle(place, left_behind)
        if tried(place, "list").returncode == 0:
            raise SystemExit(f"files that were left behind are gone on with ({told}, {was_killed})")
        settle(place, SETTINGS)
    return f"{'killed' if was_killed else 'over'}: {told}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", type=int)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    chance, told = random.Random(given.seed), Counter[str]()
    with tempfile.TemporaryDirectory() as folder, running() as server:
        first = Place(Path(folder) / "first", server.fresh())
        first.folder.mkdir()
        made(first)
        before = seen(first)
        took = {True: 0.0, False: 0.0}
        for number in range(given.trials + 1):
            place = Place(Path(folder) / f"trial-{number}", server.fresh())
            shutil.copytree(first.folder, place.folder)
            settle(place, SETTINGS)
            for back in (False, True):
                words = ("store", "copy", *(["--back"] if back else []))
                if not number:  # how long a whole one takes
                    began = time.monotonic()
                    said(place, *words)
                    took[back] = time.monotonic() - began
                    if back:
                        continue
                else:
                    if back:
                        for file in place.workspace.glob("*.db*"):
                            file.unlink()
                    told["back, " * back + trial(place, words, chance.uniform(0.4, 1.1) * took[back], before)] += 1
                if not back:
                    for file in place.workspace.glob("*.db*"):
                        file.unlink()
            shutil.rmtree(place.folder)
            print(number, took, dict(told), flush=True)


if __name__ == "__main__":
    main()
