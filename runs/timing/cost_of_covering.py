"""What it costs that rules, documents and index are compared with the record at every reading.

    python -m runs.timing.cost_of_covering FOLDER [--files 60] [--rounds 20]

A folder of documents is read once with and once without the comparison, in an order drawn at random, and questions are
asked by turns with and without it, each from a workspace that was just opened, as a command line asks. Times are
processor time of the process, since the machine may be busy with other things; the models are loaded once.
"""

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from runs.timing.bench import QUESTIONS

from pincite.access.memory import MemoryRecorder
from pincite.access.sqlite.store import SqliteAccess
from pincite.ask import ask
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.documents.span import MatterId
from pincite.ingest import ingest
from pincite.session import Session
from pincite.session.people import add_matter
from pincite.wiring import CATALOGUE, open_session
from pincite.wiring.names import ACCESS

SEED = 7


@contextmanager
def opened(root: Path, models: dict[str, object], *, is_compared: bool) -> Iterator[Session]:
    """A workspace, with or without the comparison, and with the models of those opened before."""
    with open_session(root, create=True) as session:
        vars(session.firm).update(models)
        if not is_compared:
            vars(session.firm)["catalogue"] = SqliteCatalogue(root / CATALOGUE)
            vars(session.firm)["access"].close()
            vars(session.firm)["access"] = SqliteAccess(root / ACCESS, MemoryRecorder())  # it has recorded nothing
        yield session
        models |= {name: vars(session.firm)[name] for name in ("embedder", "reranker") if name in vars(session.firm)}


def spent(work: Callable[[], object]) -> float:
    """Milliseconds of processor time that something takes."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


async def read(session: Session, files: list[Path]) -> None:
    """Read files into a matter."""
    async with session.firm.library() as library:
        await ingest(
            files,
            MatterId("Measured"),
            (),
            session.principal,
            library=library,
            sync=False,
            now=session.now,
            watch=lambda _: None,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    chance = random.Random(SEED)
    files = sorted(file for file in given.folder.rglob("*") if file.is_file())[: given.files]
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"XDG_STATE_HOME": f"{place}/state", "XDG_CONFIG_HOME": f"{place}/config"}
        models: dict[str, object] = {}
        roots = {True: Path(place) / "compared", False: Path(place) / "plain"}
        for is_compared in (True, False):
            with opened(roots[is_compared], models, is_compared=True) as session:
                add_matter(session, "Measured")
                asyncio.run(session.firm.embedder.embed(["warm"]))
        for is_compared in chance.sample([True, False], 2):
            with opened(roots[is_compared], models, is_compared=is_compared) as session:
                taken = spent(lambda session=session: asyncio.run(read(session, files)))  # type: ignore[misc]
            print(f"reading {len(files)} files, {'compared' if is_compared else 'plain'}: {taken / 1000:.1f} s")
        times: dict[bool, list[float]] = {True: [], False: []}
        for number in range(given.rounds * len(QUESTIONS)):
            for is_compared in chance.sample([True, False], 2):

                def one(is_compared: bool = is_compared, number: int = number) -> None:
                    with opened(roots[True], models, is_compared=is_compared) as session:
                        question = QUESTIONS[number % len(QUESTIONS)]
                        asyncio.run(ask(question, session.scope(), sources=session.firm.sources, now=session.now))

                times[is_compared].append(spent(one))
        for is_compared, taken_each in times.items():
            p50, p95 = np.percentile(taken_each[len(QUESTIONS) :], [50, 95])
            name = "compared" if is_compared else "plain"
            print(f"asking, {name}: {len(taken_each)} times, median {p50:.1f} ms, 95th percentile {p95:.1f} ms")


if __name__ == "__main__":
    main()
