"""The embedded index: one LanceDB table in a folder of the workspace, with the postings of its words beside it.

Question: which chunks, among those a scope permits, match these words (BM25) and this meaning (cosine)? Many processes
may read while one writes. Every search opens the newest version and reads both legs from that one snapshot; every write
is one commit under a lock of ours, and the postings are updated after it. A search's result depends only on the
question and on the rows that its scope permits: LanceDB's own word index is not used, because it weighs words by all
rows.
"""

from pincite.index.lance import installed, lean  # noqa: F401 - before anything imports lancedb
from pincite.index.lance.rebuilding import Rebuilding
from pincite.index.lance.searching import Searching


class LanceIndex(Searching, Rebuilding):
    """An index in a folder, opened on first use; implements `Index`.

    `embedder` and `dimensions` bind it to one embedding model. With `past`, the number of a version, it is read as it
    was then, and cannot be written. With `place`, it is the index there that is being made, not the one that serves.
    """
