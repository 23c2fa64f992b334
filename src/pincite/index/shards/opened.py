"""An index in shards, opened: the one that serves, or one that is being made beside it."""

import asyncio
from typing import Self

from pincite.index.shards.home import ShardsHome
from pincite.index.shards.manifest import Manifest
from pincite.index.shards.replicas import Replicas, TableReplica, TableSizes

DEADLINE_SECONDS = 10.0
"""How long one replica may take. A search of a shard takes tenths of a second; a store that does not answer is given up
before whoever asks does so."""


class OpenedIndex:
    """What searching and writing share."""

    def __init__(
        self,
        home: ShardsHome,
        sizes: TableSizes,
        replicas: Replicas | None = None,
        deadline_seconds: float = DEADLINE_SECONDS,
        made: str | None = None,
        *,
        may_lack: bool = False,
    ) -> None:
        """Without `replicas` this process reads the shards itself, and waits for the store as for one table.

        `made` is the name of an index that is being made; without it this is the one that serves. With `may_lack`,
        whoever can do without lost shards gets what the others have.
        """
        self._home, self._sizes, self._made, self._may_lack = home, sizes, made, may_lack
        self._own = TableReplica(home, sizes)
        self._replicas: Replicas = self._own if replicas is None else replicas
        # A process that gave up on itself would never have its words ready: a command ends, and begins anew.
        self._deadline_seconds = None if replicas is None else deadline_seconds

    def _beside(self, made: str) -> Self:
        """The index that is being made; this process searches it itself."""
        return type(self)(self._home, self._sizes, made=made)

    async def _manifest(self) -> Manifest:
        """What counts now."""
        if self._made is not None:
            return await asyncio.to_thread(self._home.made, self._made)
        return await asyncio.to_thread(self._home.manifest)
