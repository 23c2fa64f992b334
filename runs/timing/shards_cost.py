"""Processor seconds of a search by stage, over one table and over 1, 2, 4 and 8 shards of the same rows.

    python -m runs.timing.shards_cost [--rows 10000] [--searches 40]

It needs PostgreSQL 17 and moto (`make moto`), both on loopback. Processor time is that of this process with all of its
threads, LanceDB's included; that of the database and of the store is not in it.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from tests import object_server, postgres_server
from tests.index.shared import shared_home

from pincite.access.scope import Principal, Scope
from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.lance import LanceIndex
from pincite.index.lance.bucket import BucketHome
from pincite.index.port import Legs, Row
from pincite.index.shards.home import ShardsHome
from pincite.index.shards.index import ShardedIndex
from pincite.index.shards.questions import Best
from pincite.index.shards.replicas import Ask, TableReplica, TableSizes
from pincite.postgres.place import place_of

DIMENSIONS, MATTERS, PIECES, DEPTH = 384, 20, 20, 50
COUNTS = (1, 2, 4, 8)


def made_rows(count: int) -> list[Row]:
    generator = np.random.default_rng(19)
    centres = generator.standard_normal((60, DIMENSIONS))
    rows = []
    for number in range(count):
        document, ordinal = divmod(number, PIECES)
        raw = centres[document % 60] + 0.5 * generator.standard_normal(DIMENSIONS)
        text = " ".join(f"word{int(rank)}" for rank in generator.zipf(1.3, 60) if rank < 20_000)
        chunk = Chunk(DocumentId(f"d{document}"), VersionId("v"), ordinal, 0, 9, "", "", 0, 9, text or "word1")
        matter = MatterId(f"matter {document % MATTERS}")
        rows.append(Row(chunk, matter, (), (raw / np.linalg.norm(raw)).astype(np.float32)))
    return rows


async def spent(times: int, ask: Callable[[int], Awaitable[object]]) -> float:
    """Milliseconds of processor time for one ask, the mean of many after a first that is not counted."""
    await ask(0)
    began = time.process_time()
    for number in range(times):
        await ask(number)
    return round(1000 * (time.process_time() - began) / times, 2)


class Measuring:
    """Rows, questions about them, and where each index is made."""

    def __init__(self, rows: list[Row], searches: int, make_home: Callable[[], BucketHome]) -> None:
        matters = frozenset(MatterId(f"matter {n}") for n in range(0, MATTERS, 2))
        self.scope = Scope(Principal("j", "j"), matters, frozenset(), 1, datetime(2100, 1, 1, tzinfo=UTC))
        self.rows, self.make_home = rows, make_home
        self.asked = [rows[(997 * number) % len(rows)] for number in range(searches)]
        self.sizes = TableSizes("test", DIMENSIONS)

    async def filled(self, index: LanceIndex | ShardedIndex) -> list[Legs]:
        """What an index with all rows finds."""
        for first in range(0, len(self.rows), 2_000):
            await index.upsert(self.rows[first : first + 2_000], [])
        await index.optimize()
        return [await self.search(index)(number) for number in range(len(self.asked))]

    def search(self, index: LanceIndex | ShardedIndex) -> Callable[[int], Awaitable[Legs]]:
        return lambda n: index.search(self.asked[n].chunk.search_text, self.asked[n].vector, self.scope, DEPTH)

    def question(self, number: int) -> Best:
        row = self.asked[number]
        return Best(row.chunk.search_text, row.vector, self.scope, DEPTH, None)

    async def all(self) -> None:
        one = LanceIndex(self.make_home(), "test", DIMENSIONS)
        expected = await self.filled(one)
        say({"tables": "one table", "whole_ms": await spent(len(self.asked), self.search(one))})
        for count in COUNTS:
            await self.of(count, expected)

    async def of(self, count: int, expected: list[Legs]) -> None:
        shards, searches = ShardsHome(self.make_home(), count), len(self.asked)
        index = ShardedIndex(shards, self.sizes)
        found = await self.filled(index)
        replica, manifest = TableReplica(shards, self.sizes), shards.manifest()

        async def read(_: int) -> object:
            return shards.manifest()

        async def answer(n: int) -> list[Legs]:
            places = zip(manifest.tables, manifest.fits, strict=True)
            return [await replica.answer(Ask(table, fit, self.question(n))) for table, fit in places]

        answers = [await answer(number) for number in range(searches)]

        async def merge(n: int) -> object:
            return self.question(n).merged(answers[n], manifest.version)

        say(
            {
                "tables": f"{count} shards",
                "same_dense": sum(a.dense == b.dense for a, b in zip(found, expected, strict=True)),
                "same_words": sum(a.lexical == b.lexical for a, b in zip(found, expected, strict=True)),
                "of": searches,
                "whole_ms": await spent(searches, self.search(index)),
                "which_versions_ms": await spent(searches, read),
                "answers_ms": await spent(searches, answer),
                "merge_ms": await spent(searches, merge),
            }
        )


def say(line: dict[str, object]) -> None:
    print(json.dumps(line), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--searches", type=int, default=40)
    options = parser.parse_args()
    if postgres_server.programs() is None or not object_server.PROGRAM.exists():
        sys.exit("it needs PostgreSQL 17 and moto (make moto)")
    with (
        object_server.running() as objects,
        postgres_server.running() as server,
        tempfile.TemporaryDirectory() as place,
    ):
        number = iter(range(100))

        def make_home() -> BucketHome:
            folder = Path(place, str(next(number)))
            return shared_home(objects.fresh(), place_of(server.url(), server.schema()), folder)

        asyncio.run(Measuring(made_rows(options.rows), options.searches, make_home).all())


if __name__ == "__main__":
    main()
