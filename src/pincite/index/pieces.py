"""Two digests for each row of a document in the index: of its words and place, and of its vector."""

from collections.abc import Iterable

from pincite.chunking.chunk import Chunk
from pincite.index.port import Row
from pincite.sealing import PIECE_BYTES, seal


def said(chunk: Chunk) -> bytes:
    """The digest of a row's words, their place and their headings."""
    parts = (
        chunk.version,
        chunk.ordinal,
        chunk.start,
        chunk.end,
        chunk.section,
        chunk.heading,
        chunk.clause_start,
        chunk.clause_end,
        chunk.search_text,
    )
    return bytes.fromhex(seal(b"", *parts))[:PIECE_BYTES]


def lying(row: Row) -> bytes:
    """The digest of a row's vector, and of those of its sentences where it has any."""
    parts = (row.vector.astype("<f4").tobytes(), *([row.sentences] if row.sentences else []))
    return bytes.fromhex(seal(b"", *parts))[:PIECE_BYTES]


def digests_of(rows: Iterable[Row]) -> bytes:
    """Both digests of each row of a document, in the order of their numbers."""
    ordered = sorted(rows, key=lambda row: row.chunk.ordinal)
    return b"".join(said(row.chunk) + lying(row) for row in ordered)
