"""What the index of a cluster is held to, searched by itself.

Started by `test_cluster.py`. It prints one line of JSON for each step.
"""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from tests.cluster.nodes import ADDRESSES, READY_SECONDS, SHARDS, Machine, say, two_nodes
from tests.object_server import PROGRAM

from pincite.access.scope import Principal, Scope
from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import IndexingError
from pincite.index.lance.bucket import BucketHome
from pincite.index.memory import MemoryIndex
from pincite.index.port import Legs, Row
from pincite.index.shards.home import ShardsHome
from pincite.index.shards.index import ShardedIndex
from pincite.index.shards.replicas import TableSizes
from pincite.wiring.clustering import cluster_state, drain
from pincite.wiring.settings import read_settings
from pincite.wiring.sharding import sharded
from pincite.wiring.stores import stores_of

DIMENSIONS, DOCUMENTS = 32, 60
SIZES = TableSizes("test", DIMENSIONS)
OPEN = frozenset({MatterId("Acme"), MatterId("Beta")})
SCOPE = Scope(Principal("jane", "jane"), OPEN, frozenset(), 1, datetime(2100, 1, 1, tzinfo=UTC))
WALLED = replace(SCOPE, matters=frozenset({MatterId("Beta")}))


def rows() -> list[Row]:
    generator = np.random.default_rng(19)
    found = []
    for number in range(DOCUMENTS):
        raw = generator.standard_normal(DIMENSIONS)
        text = " ".join(f"word{rank}" for rank in generator.zipf(1.4, 12) if rank < 90) or "word1"
        chunk = Chunk(DocumentId(f"document-{number}"), VersionId("v1"), 0, 0, 9, "", "", 0, 9, text)
        vector = (raw / np.linalg.norm(raw)).astype(np.float32)
        found.append(Row(chunk, MatterId(("Acme", "Beta", "Walled")[number % 3]), (), vector))
    return found


def same(legs: Legs, expected: Legs) -> bool:
    dense = [(hit.chunk.document, round(hit.score, 5)) for hit in legs.dense]
    lexical = [(hit.chunk.document, hit.score) for hit in legs.lexical]
    return dense == [(hit.chunk.document, round(hit.score, 5)) for hit in expected.dense] and lexical == [
        (hit.chunk.document, hit.score) for hit in expected.lexical
    ]


class Asking:
    """Asks one question after the other, and holds each answer against that of one table."""

    def __init__(self, index: ShardedIndex, one: MemoryIndex, asked: list[Row]) -> None:
        self.index, self.one, self.asked = index, one, asked
        self.right = self.refused = self.wrong = 0

    async def once(self, number: int) -> bool:
        row, who = self.asked[number % len(self.asked)], (SCOPE, WALLED)[number % 2]
        expected = await self.one.search(row.chunk.search_text, row.vector, who, 20)
        try:
            found = await self.index.search(row.chunk.search_text, row.vector, who, 20)
        except IndexingError as error:
            self.refused, self.said = self.refused + 1, str(error)
            return False
        if same(found, expected) and len(found.version.split("+")) == SHARDS:
            self.right += 1
            return True
        self.wrong += 1
        return False

    async def until(self, seconds: float, *, is_right: bool = False) -> float:
        """Ask for so long, or until an answer is right; return the seconds that passed."""
        began, number = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            is_there = await self.once(number)
            number += 1
            if is_right and is_there:
                break
            await asyncio.sleep(0.02)
        return round(time.monotonic() - began, 1)

    def counts(self) -> dict[str, int]:
        found = {"right": self.right, "refused": self.refused, "wrong": self.wrong}
        self.right = self.refused = self.wrong = 0
        return found


async def spent(index: ShardedIndex, asked: list[Row]) -> float:
    """Milliseconds of this process's processor time for a search."""
    await index.search("word1", asked[0].vector, SCOPE, 20)
    began = time.process_time()
    for row in asked:
        await index.search(row.chunk.search_text, row.vector, SCOPE, 20)
    return round(1000 * (time.process_time() - began) / len(asked), 1)


@contextlib.contextmanager
def stopped(program: Path) -> Iterator[None]:
    """The store's program stands still, so that it answers nothing, and goes on afterwards."""
    pids = [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and str(program).encode() in (entry / "cmdline").read_bytes().split(b"\0")
    ]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


async def held(machines: list[Machine], root: Path) -> None:
    settings = read_settings(root / "settings.toml")
    with stores_of(root, settings).index_home() as home:
        index = sharded(root, settings, home, SIZES)
        own, one = rows(), MemoryIndex(DIMENSIONS)
        await index.upsert(own, [])
        await one.upsert(own, [])
        asking = Asking(index, one, own[::7])

        async def ready(nodes: int) -> None:
            began, state = time.monotonic(), None
            while time.monotonic() - began < READY_SECONDS:
                with contextlib.suppress(IndexingError):
                    state = await cluster_state(root, settings, SIZES)
                    if sum(node.ready == SHARDS and not node.reason for node in state.nodes) == nodes:
                        return
                await asyncio.sleep(0.3)
            raise AssertionError(f"the nodes were not ready: {state}")

        await ready(2)
        await asking.until(3.0)
        assert isinstance(home, BucketHome)
        alone = ShardedIndex(ShardsHome(home, SHARDS), SIZES)
        say("two nodes", **asking.counts(), by_nodes_ms=await spent(index, own), alone_ms=await spent(alone, own))

        questions = asyncio.ensure_future(asking.until(8.0))
        await asyncio.sleep(0.5)
        killed = await asyncio.to_thread(machines[1].kill)
        await questions
        say("node killed", **asking.counts(), processes=killed)

        machines[1].start()
        await ready(2)
        await asking.until(1.0)
        say("node back", **asking.counts())

        await index.upsert(
            [replace(own[0], chunk=replace(own[0].chunk, version=VersionId("v2")))], [own[0].chunk.document]
        )
        await one.upsert(
            [replace(own[0], chunk=replace(own[0].chunk, version=VersionId("v2")))], [own[0].chunk.document]
        )
        with stopped(PROGRAM):
            await asking.until(9.0)
            silent = asking.counts()
        back = await asking.until(60.0, is_right=True)
        say("store silent", **silent, back_seconds=back, said=getattr(asking, "said", ""))
        asking.counts()

        await ready(2)
        await drain(root, settings, SIZES, ADDRESSES[1])
        state = await cluster_state(root, settings, SIZES)
        await asking.until(2.0)
        say(
            "node drained",
            **asking.counts(),
            draining=[n.address for n in state.nodes if n.is_draining],
            problems=len(state.problems),
        )

        machines[1].kill()
        machines[1].start()
        await ready(2)
        questions = asyncio.ensure_future(asking.until(16.0))
        await asyncio.sleep(6.0)  # in which the node that came back is known
        await asyncio.to_thread(machines[0].kill)
        await questions
        say("first node killed", **asking.counts())


if __name__ == "__main__":
    with two_nodes(Path(sys.argv[1]), sys.argv[2]) as both:
        asyncio.run(held(both, Path(sys.argv[1]) / "first"))
