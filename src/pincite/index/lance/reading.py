"""Reads the rows of a table as the postings need them."""

from collections.abc import AsyncIterator, Sequence

import lancedb
from lancedb.expr import col

from pincite.documents.span import DocumentId
from pincite.index.posting_tables import Indexed

WRITTEN_BATCH = 50_000
"""How many rows are read at once when the postings are made again."""


async def indexed_rows(
    table: lancedb.AsyncTable, documents: Sequence[DocumentId] | None
) -> AsyncIterator[list[Indexed]]:
    """The rows of some documents, or of all, as the postings need them, in batches."""
    query = table.query().select(["document", "version", "ordinal", "matter", "labels", "search_text"]).with_row_id()
    if documents is not None:
        query = query.where(col("document").isin(sorted(set(documents))))
    names = ("document", "version", "ordinal", "matter", "labels", "search_text", "_rowid")
    batch: list[Indexed] = []
    async for found in await query.to_batches():
        columns = (found.column(name).to_pylist() for name in names)
        batch += [
            Indexed(document, version, ordinal, matter, tuple(labels), text, row)
            for document, version, ordinal, matter, labels, text, row in zip(*columns, strict=True)
        ]
        if len(batch) >= WRITTEN_BATCH:
            yield batch
            batch = []
    yield batch
