"""An index in shards: each an ordinary table, chosen by a hash of the document's id."""

from pincite.index.shards.searching import Searching
from pincite.index.shards.upkeep import Upkeep


class ShardedIndex(Searching, Upkeep):
    """Implements `Index` over the tables of a `ShardsHome`."""
