"""The vectors of the index that serves, for one that is made anew: what they are of has not to be embedded again.

A document's vectors are taken only if the digests of its rows are those on the record, and then text by text: a piece
or a sentence that its stored text gives now gets the vector that the same words have. The index that serves is one for
the same embedder, otherwise it cannot be read.
"""

from collections.abc import Sequence

from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.errors import IndexingError, WorkspaceError
from pincite.index.pieces import digests_of
from pincite.index.port import Index, Row
from pincite.index.sentences import key, unpacked
from pincite.ingest.embedding import NOTHING_KNOWN, KnownVectors
from pincite.threads import on_thread


async def known_vectors(
    index: Index, catalogue: Catalogue, entry: Entry, quotable: Sequence[Sequence[str]]
) -> KnownVectors:
    """The vectors that an index has of a document's pieces, and of those of these sentences that it has."""
    try:
        rows = [row async for row in index.rows([entry.document])]
    except (IndexingError, WorkspaceError):
        return NOTHING_KNOWN  # it is damaged, of another embedder, or of an engine that is not installed
    if not rows or not await on_thread(_are_on_record, catalogue, entry, rows):
        return NOTHING_KNOWN
    wanted = {key(text) for own in quotable for text in own}
    sentences = unpacked((row.sentences for row in rows), wanted, len(rows[0].vector))
    return KnownVectors({row.chunk.search_text: row.vector for row in rows}, sentences)


def _are_on_record(catalogue: Catalogue, entry: Entry, rows: Sequence[Row]) -> bool:
    return not catalogue.recut_among({entry.document: (entry.cut, digests_of(rows).hex())})
