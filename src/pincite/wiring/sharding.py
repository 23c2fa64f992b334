"""Picks who searches the shards of a search index."""

from pathlib import Path
from typing import TYPE_CHECKING

from pincite.errors import WorkspaceError
from pincite.index.lance.bucket import BucketHome
from pincite.index.shards.home import ShardsHome
from pincite.index.shards.index import ShardedIndex
from pincite.index.shards.replicas import TableSizes
from pincite.wiring.settings import Settings

if TYPE_CHECKING:
    from pincite.index.lance.home import Home


def sharded(root: Path, settings: Settings, home: "Path | Home", sizes: TableSizes) -> ShardedIndex:
    """The index in shards of a workspace.

    Raises:
        WorkspaceError: the index lies in a folder.
        IndexingError: a cluster is to search it, and Ray is not installed.
    """
    if not isinstance(home, BucketHome):
        raise WorkspaceError("the search index is to be in shards, and lies in no bucket; name one in [store] objects")
    replicas = None
    if settings.index.backend == "ray":
        from pincite.wiring.clustering import cluster_of

        replicas = cluster_of(root, settings, sizes)
    return ShardedIndex(
        ShardsHome(home, settings.index.shards),
        sizes,
        replicas,
        settings.index.deadline_seconds,
        may_lack=settings.index.partial_answers,
    )
