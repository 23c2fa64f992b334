"""The embedded index of new workspaces: one SQLite file with rows and words, and the vectors in a file beside it.

Question: which chunks, among those a scope permits, match these words (BM25) and this meaning (cosine)? Every vector
that the scope permits is compared (a "flat" index): nothing is approximated, and what others may see decides nothing.
Rows and words are one transaction, so there is no half of a write. Many processes may read while one writes, and none
waits. It is meant for some 300,000 rows; beyond, `pincite.index.lance` should be faster (not measured).
"""

from pincite.index.flat.rebuilding import Rebuilding


class FlatIndex(Rebuilding):
    """An index in a folder, opened on first use; implements `Index`.

    `embedder` and `dimensions` bind it to one embedding model. With `past`, the number of a version, it is read as it
    was then, and cannot be written. With `place`, it is the index there that is being made, not the one that serves.
    """
