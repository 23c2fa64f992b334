"""A process that takes what waits to be read, and is killed over it: `python -m tests.serving.taking KIND WHERE…`."""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from pincite.serving.file import ServerFile
from pincite.serving.jobs import Jobs
from pincite.serving.port import ServerTables, Workers
from pincite.serving.workers import WorkerFiles


def opened(kind: str, *where: str) -> tuple[ServerTables, Workers]:
    """The tables and workers that a test's process named."""
    if kind == "file":
        return ServerFile(Path(where[0]) / "server.db"), WorkerFiles(Path(where[0]) / "workers")
    from pincite.postgres.place import place_of
    from pincite.serving.postgres import PostgresTables, WorkerSessions

    place = place_of(*where)
    return PostgresTables(place), WorkerSessions(place)


if __name__ == "__main__":
    tables, workers = opened(*sys.argv[1:])
    with workers.at_work() as worker:
        portion = Jobs(tables, workers, worker).next(datetime(2026, 11, 29, 10, tzinfo=UTC))
        print(worker, portion.delivery.id if portion else "", flush=True)  # noqa: T201 - to the test
        os.kill(os.getpid(), signal.SIGKILL)
