"""Turns the chunks of a document into rows of the index."""

from collections.abc import Callable, Sequence

from pincite.chunking.chunk import Chunk
from pincite.documents.span import MatterId
from pincite.index.port import Row
from pincite.index.sentences import key, packed
from pincite.models.ports import Embedder

SLICE_CHUNKS = 128
"""How many chunks are embedded between two reports of progress: about a second."""


async def rows_of(
    chunks: Sequence[Chunk],
    quotable: Sequence[Sequence[str]],
    matter: MatterId,
    labels: tuple[str, ...],
    embedder: Embedder,
    *,
    reached: Callable[[int], None],
) -> list[Row]:
    """The rows of a document's chunks, with the vectors of their `quotable` sentences.

    It is embedded by itself, so that its vectors do not depend on its neighbours in a run. `reached` is told how many
    chunks are done before each slice.

    Raises:
        ModelError: the embedder failed.
    """
    rows: list[Row] = []
    for first in range(0, len(chunks), SLICE_CHUNKS):
        reached(first)
        part = chunks[first : first + SLICE_CHUNKS]
        vectors = await embedder.embed([chunk.search_text for chunk in part])
        sentences = await _sentences(quotable[first : first + SLICE_CHUNKS], embedder)
        rows += [
            Row(chunk, matter, labels, vector, own) for chunk, vector, own in zip(part, vectors, sentences, strict=True)
        ]
    return rows


async def _sentences(quotable: Sequence[Sequence[str]], embedder: Embedder) -> list[bytes]:
    """The packed vectors of the sentences of each chunk; a text that several have is embedded once."""
    texts = list(dict.fromkeys(text for own in quotable for text in own))
    vectors = dict(zip(texts, await embedder.embed(texts), strict=True))
    return [packed({key(text): vectors[text] for text in own}) for own in quotable]
