"""The index in memory, searched by one thread while another changes it."""

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from pincite.access.scope import Scope
from pincite.index.memory import MemoryIndex
from pincite.index.port import Row, Vector

SIZES = 7
"""How many rows there are in turn, 0 to 6."""


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_a_search_sees_the_rows_of_the_version_that_it_names(
    row: Callable[..., Row], scope: Callable[..., Scope], vector: Callable[[int], Vector]
) -> None:
    index, ended = MemoryIndex(len(vector(0))), threading.Event()
    rows = [row(f"d{n}") for n in range(SIZES - 1)]
    documents = [each.chunk.document for each in rows]

    async def change() -> None:
        while not ended.is_set():  # each version has one row more than the one before it, every seventh has none
            for each in rows:
                await index.upsert([each], [])
            await index.delete(documents)

    async def search() -> list[tuple[int, int, int]]:
        found = [await index.search("rent", vector(0), scope("Acme"), 50) for _ in range(1_000)]
        return [(int(legs.version.partition(".")[2]) % SIZES, len(legs.lexical), len(legs.dense)) for legs in found]

    changing = threading.Thread(target=lambda: asyncio.run(change()))
    changing.start()
    try:
        assert all(rows == words == vectors for rows, words, vectors in asyncio.run(search()))
    finally:
        ended.set()
        changing.join()
