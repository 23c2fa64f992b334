"""What SQLite keeps in memory is bounded for the process, however many connections it has."""

import subprocess
import sys

PROGRAM = """
import sqlite3
from pincite.databases import MOST_PAGE_BYTES, bound_pages
bound_pages()
limits = {sqlite3.connect(":memory:").execute("PRAGMA soft_heap_limit").fetchone()[0] for _ in range(3)}
assert limits == {MOST_PAGE_BYTES}, limits
"""


def test_the_bound_counts_for_every_connection_of_the_process() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
