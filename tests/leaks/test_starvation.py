"""Whoever may see little still gets what is there for them, whatever the question is about."""

import asyncio
from pathlib import Path

import pytest
from tests.leaks.starving import GOAL, corpus, filled, measured

from pincite.index.lance import LanceIndex

DIMENSIONS = 48


@pytest.mark.parametrize("vector_index_from", [2_000, 10_000], ids=["vector index", "exact scan"])
def test_recall_and_k_hold_whoever_asks(tmp_path: Path, vector_index_from: int) -> None:
    held = corpus(4_000, 100, 5, DIMENSIONS)

    async def look() -> None:
        index = LanceIndex(tmp_path, "random", DIMENSIONS, vector_index_from=vector_index_from, partition_rows=256)
        await filled(index, held, 5)
        for found in await measured(index, held, 6, 5):
            assert min(found.at_10, found.at_50) >= GOAL, found
            assert (found.underfilled, found.forbidden) == (0, 0), found

    asyncio.run(look())
