"""What the tables of a server, the ledger and the catalogue cost in SQLite and in PostgreSQL, on this machine.

`python -m runs.timing.tables_speed --documents 2000`: milliseconds of one call after the other, and documents a second.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.catalogue.test_leaves import NOW, letter
from tests.ledger.test_conformance import CALL, COUNTED
from tests.postgres_server import running

from pincite.access.scope import Principal, Scope
from pincite.catalogue.listing import Sought
from pincite.catalogue.postgres.catalogue import PostgresCatalogue
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.catalogue.tables.catalogue import TableCatalogue
from pincite.documents.span import DocumentId, MatterId
from pincite.ledger import Ledger
from pincite.ledger.postgres import PostgresLedger
from pincite.ledger.sqlite_ledger import SqliteLedger
from pincite.postgres.place import place_of
from pincite.serving.file import ServerFile
from pincite.serving.port import ServerTables
from pincite.serving.postgres import PostgresTables, WorkerSessions
from pincite.serving.store import ServerStore
from pincite.serving.workers import WorkerFiles

SEEN = Scope(Principal("ada", "ada"), frozenset({MatterId("Lease")}), frozenset(), 1, NOW + timedelta(days=1))
BATCH = 100


def timed(name: str, call: Callable[[int], object], times: int) -> None:
    """Print how long a call takes."""
    took = []
    for number in range(times):
        began = time.perf_counter()
        call(number)
        took.append(1e3 * (time.perf_counter() - began))
    took.sort()
    print(f"{name}: p50 {took[times // 2]:.2f} ms, p95 {took[int(times * 0.95)]:.2f} ms", flush=True)


def measured(name: str, tables: ServerTables, ledger: Ledger, catalogue: TableCatalogue, documents: int) -> None:
    """Print what each of them takes."""
    store = ServerStore(tables)
    secret = store.sign_in("ines", NOW)
    timed(f"{name}: a browser is looked up", lambda _: store.browser(secret, NOW), 200)
    timed(f"{name}: somebody signs in", lambda _: store.sign_in("ines", NOW), 60)

    def charge(number: int) -> None:
        ledger.reserve(replace(CALL, id=f"c{number}"), ())
        ledger.settle(f"c{number}", COUNTED, 300)

    timed(f"{name}: a call is reserved and settled", charge, 60)
    letters = [letter(number, f"Dear Sir {number}") for number in range(documents)]
    began = time.perf_counter()
    for first in range(0, documents, BATCH):
        for each in letters[first : first + BATCH]:
            catalogue.stage(each, NOW)
        catalogue.commit({each.document: () for each in letters[first : first + BATCH]}, NOW)
    print(f"{name}: {documents / (time.perf_counter() - began):.0f} documents/s are kept", flush=True)
    some = [DocumentId(f"letter-{number}") for number in range(0, documents, documents // 50)]
    timed(f"{name}: 50 documents are asked for", lambda _: catalogue.permitted(some, SEEN), 60)
    timed(f"{name}: 3 words are looked up on cards", lambda _: catalogue.naming(["letter", "17", "sir"], SEEN), 40)
    timed(f"{name}: a page of 50 is listed", lambda _: catalogue.listed(Sought(), None, 50, SEEN), 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=2000)
    given = parser.parse_args()
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        url = opened.enter_context(running(base=Path(tempfile.gettempdir()))).url()
        server = place_of(url, "server")
        file = opened.enter_context(closing(ServerFile(folder / "server.db")))
        ledger = opened.enter_context(closing(SqliteLedger(folder / "ledger.db", WorkerFiles(folder / "workers"))))
        documents = opened.enter_context(closing(SqliteCatalogue(folder / "documents.db")))
        measured("SQLite", file, ledger, documents, given.documents)
        tables = opened.enter_context(closing(PostgresTables(server)))
        workers = opened.enter_context(closing(WorkerSessions(server)))
        charged = opened.enter_context(closing(PostgresLedger(place_of(url, "ledger"), workers)))
        kept = opened.enter_context(closing(PostgresCatalogue(place_of(url, "documents"))))
        measured("PostgreSQL", tables, charged, kept, given.documents)


if __name__ == "__main__":
    main()
