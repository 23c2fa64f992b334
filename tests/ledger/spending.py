"""A process that reserves and settles calls until it is killed: `python -m tests.ledger.spending NUMBER URL SCHEMA`.

It says each step before it makes it and once it is made.
"""

import sys
from dataclasses import replace
from itertools import count

from tests.ledger.test_conformance import CALL, COUNTED

from pincite.ledger.postgres import PostgresLedger
from pincite.postgres.place import place_of
from pincite.serving.postgres import PostgresTables, WorkerSessions


def said(*words: str) -> None:
    """Say it at once."""
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _, number, url, schema = sys.argv
    server = place_of(url, f"{schema}_server")
    PostgresTables(server).close()
    ledger = PostgresLedger(place_of(url, schema), WorkerSessions(server))
    for call in count():
        identity = f"c{number}-{call}"
        ledger.reserve(replace(CALL, id=identity), ())
        said("reserved", identity)
        ledger.settle(identity, COUNTED, 300)
        said("settled", identity)
