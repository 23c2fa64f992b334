"""LanceDB without the client of a catalogue service works on a table in a folder, and is imported by pincite alone."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.live

TABLE = """
import asyncio, sys
from pincite.index.lean import leave_out_the_service
leave_out_the_service()
leave_out_the_service()
import lancedb, pyarrow

async def main():
    connection = await lancedb.connect_async(sys.argv[1])
    table = await connection.create_table("t", pyarrow.table({"words": ["rent", "notice"]}))
    await table.add(pyarrow.table({"words": ["term"]}))
    await table.delete("words = 'rent'")
    await table.optimize()
    print(sorted((await (await connection.open_table("t")).query().to_arrow())["words"].to_pylist()))
    try:
        await connection.open_table("none")
    except ValueError:
        print("no such table")

asyncio.run(main())
print(sum(type(one).__module__ == "pincite.index.lean" for one in sys.meta_path))
print(any(name.startswith("lance_namespace_urllib3_client.api") for name in sys.modules))
print(any(name.startswith("overrides.") for name in sys.modules))
"""

BEFORE = """
import sys, lancedb
from pincite.index.lean import leave_out_the_service
found = len(sys.meta_path)
leave_out_the_service()
print(len(sys.meta_path) - found, lancedb.namespace.LanceNamespace.__module__)
"""


def printed(program: str, *arguments: str) -> list[str]:
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, timeout=120
    )
    return ended.stdout.splitlines()


def test_a_table_is_made_changed_and_read_without_the_client(tmp_path: Path) -> None:
    words, missing, finders, loaded, compared = printed(TABLE, str(tmp_path))
    assert words == "['notice', 'term']"
    assert missing == "no such table"
    assert finders == "1"
    assert (loaded, compared) == ("False", "False")


def test_a_program_that_has_the_client_keeps_it() -> None:
    more, *_ = printed(BEFORE)
    assert more.startswith("0 lance_namespace")
