"""What it costs to ask the catalogue of a large firm, for somebody who sees one matter of many.

    python -m runs.timing.permitted_time [--documents 30000] [--matters 200] [--folder /dev/shm/catalogue]

Makes a catalogue of short leases, evenly over the matters, and keeps it in the folder if one is named. Printed is the
processor time of a call in microseconds: the median of rounds, with the lowest and the highest.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pincite.access.scope import Principal, Scope
from pincite.catalogue.entry import Incoming, version_id
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.documents.document import Document, Fact
from pincite.documents.span import DocumentId, MatterId

NOW = datetime(2026, 11, 29, tzinfo=UTC)
ROUNDS, CALLS = 15, 40
HITS = 60
"""Documents that a search asks about: some of those that its best pieces are of."""


def make(catalogue: SqliteCatalogue, documents: int, matters: int) -> None:
    """Fill an empty catalogue."""
    for number in range(documents):
        matter, path = MatterId(f"matter-{number % matters:03}"), f"/firm/{number % matters}/lease-{number:05}.txt"
        words = f"LEASE of unit {number} between Petrolube {number % 97} Ltd and Kenway {number % 89} plc"
        facts = (Fact("party", f"Petrolube {number % 97} Ltd", 0, 1), Fact("party", f"Kenway {number % 89} plc", 0, 1))
        content = Document("text", f"Lease {number}", words, (), (), (), (), b"", facts=facts, unread=())
        document = catalogue.identify(matter, path)
        catalogue.stage(Incoming(document, matter, path, (), version_id(words.encode(), path), content), NOW)
        if number % 500 == 499 or number == documents - 1:
            catalogue.commit(dict.fromkeys(_staged(catalogue, matters), ()), NOW)


def _staged(catalogue: SqliteCatalogue, matters: int) -> list[DocumentId]:
    return [each for number in range(matters) for each in catalogue.interrupted(MatterId(f"matter-{number:03}"))]


def timed(call: Callable[[], object]) -> str:
    """Processor time of a call, in microseconds."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(CALLS):
            call()
        took.append((time.process_time() - began) / CALLS * 1e6)
    return f"{statistics.median(took):>10,.0f} µs ({min(took):,.0f} to {max(took):,.0f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=30_000)
    parser.add_argument("--matters", type=int, default=200)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        folder.mkdir(exist_ok=True)
        with closing(SqliteCatalogue(folder / "documents.db")) as catalogue:
            everybody = frozenset(MatterId(f"matter-{number:03}") for number in range(given.matters))
            until = NOW + timedelta(hours=1)
            whole = Scope(Principal("olga", "olga"), everybody, frozenset(), 1, until)
            if not catalogue.known():
                make(catalogue, given.documents, given.matters)
            one = whole.only(MatterId("matter-007"))
            own = [entry.document for entry in catalogue.entries(one)]
            every = [entry.document for entry in catalogue.entries(whole)]
            few = [*own[:5], *every[:: len(every) // (HITS - 5)]][:HITS]
            print(f"{len(every):,} documents, of which {len(own)} in the matter that is open")
            for name, call in (
                (f"permitted: {HITS}, all open", lambda: catalogue.permitted(own[:HITS], one)),
                (
                    f"permitted: {HITS}, {len(catalogue.permitted(few, one))} of them open",
                    lambda: catalogue.permitted(few, one),
                ),
                (f"permitted: {HITS}, all matters open", lambda: catalogue.permitted(few, whole)),
                ("permitted: 1", lambda: catalogue.permitted(own[:1], one)),
                ("entries of the matter", lambda: catalogue.entries(one)),
                ("naming three words", lambda: catalogue.naming(["petrolube", "kenway", "lease"], one)),
            ):
                print(f"{name:<40}{timed(call)}")


if __name__ == "__main__":
    main()
