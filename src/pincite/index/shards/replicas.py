"""Who answers for a shard: the port, and the one that reads shards in this process.

Any replica can answer for any shard at any version that counts: it keeps open tables and the postings of their words,
which are made again from the bucket wherever they are missing.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from pincite.index.lance import LanceIndex
from pincite.index.lance.opened import PARTITION_ROWS, VECTOR_INDEX_FROM
from pincite.index.notes import Fit
from pincite.index.shards.home import ShardsHome
from pincite.index.shards.places import OneTable
from pincite.index.shards.questions import Question

KEPT_OPEN = 2
"""Versions of one shard that stay open: searches under way read the one before the newest."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Ask(Generic[Result]):
    """A question to one shard: its table, the version that counts, and what is asked."""

    table: str
    fit: Fit | None
    question: Question[Result]


class Replica(Protocol):
    """Answers for shards."""

    @property
    def name(self) -> str:
        """Who it is, for people."""
        ...

    async def answer(self, ask: Ask[Result]) -> Result:
        """The answer of a shard at exactly the version that was asked for.

        Raises:
            IndexingError: it has none, or cannot be reached.
        """
        ...


class Replicas(Protocol):
    """Those who can answer."""

    async def of(self, table: str) -> Sequence[Replica]:
        """Replicas for a shard, in the order in which they are asked; each is on another node.

        Raises:
            IndexingError: it cannot be told who there is.
        """
        ...


@dataclass(frozen=True, slots=True)
class TableSizes:
    """What a table's search structures are made by: see `lance.opened`."""

    embedder: str
    dimensions: int
    vector_index_from: int = VECTOR_INDEX_FROM
    partition_rows: int = PARTITION_ROWS

    def table(self, home: OneTable) -> LanceIndex:
        """A shard as an index of its own."""
        sizes = {"vector_index_from": self.vector_index_from, "partition_rows": self.partition_rows}
        return LanceIndex(home, self.embedder, self.dimensions, place=home.place, **sizes)


@dataclass(slots=True)
class TableReplica:
    """Reads shards in this process. Implements `Replica`, and `Replicas` where there is no other."""

    home: ShardsHome
    sizes: TableSizes
    name: str = "this process"
    _open: dict[str, dict[Fit, LanceIndex]] = field(default_factory=dict)

    async def of(self, table: str) -> "Sequence[TableReplica]":  # noqa: ARG002
        """Itself."""
        return (self,)

    async def answer(self, ask: Ask[Result]) -> Result:
        """The answer of a shard at the version that was asked for.

        Raises:
            IndexingError: the shard cannot be read at that version.
        """
        # Whoever stops waiting does not stop it: a machine that is new to a shard reads all of its words first.
        answering = asyncio.ensure_future(ask.question.put_to(self.table(ask.table, ask.fit)))
        answering.add_done_callback(_seen)
        return await asyncio.shield(answering)

    def table(self, table: str, fit: Fit | None) -> LanceIndex:
        """A shard at a version, opened before where it was."""
        if fit is None:
            return self.sizes.table(OneTable(self.home.pinned(table, None)))
        held = self._open.setdefault(table, {})
        if fit not in held:
            held[fit] = self.sizes.table(OneTable(self.home.pinned(table, fit)))
            for old in list(held)[:-KEPT_OPEN]:
                del held[old]
        return held[fit]


def _seen(answering: "asyncio.Future[Result]") -> None:
    """Take note of an error for which nobody waits any more."""
    if not answering.cancelled():
        answering.exception()
