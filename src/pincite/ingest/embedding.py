"""Turns the chunks of a document into rows of the index."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pincite.chunking.chunk import Chunk
from pincite.documents.span import MatterId
from pincite.index.port import Row, Vector
from pincite.index.sentences import key, packed
from pincite.models.ports import Embedder

SLICE_CHUNKS = 128
"""How many chunks are embedded between two reports of progress: about a second."""


@dataclass(frozen=True, slots=True)
class KnownVectors:
    """Vectors that need not be made: those of chunks by what is embedded of them, and of sentences by their keys."""

    chunks: Mapping[str, Vector]
    sentences: Mapping[bytes, Vector]

    def are_all(self, chunk: Chunk, quotable: Sequence[str]) -> bool:
        """True for a chunk whose row has no vector that has to be made."""
        return chunk.search_text in self.chunks and all(key(text) in self.sentences for text in quotable)


NOTHING_KNOWN = KnownVectors(MappingProxyType({}), MappingProxyType({}))


async def rows_of(
    chunks: Sequence[Chunk],
    quotable: Sequence[Sequence[str]],
    matter: MatterId,
    labels: tuple[str, ...],
    embedder: Embedder,
    *,
    reached: Callable[[int], None],
    known: KnownVectors = NOTHING_KNOWN,
) -> list[Row]:
    """The rows of a document's chunks, with the vectors of their `quotable` sentences.

    What is not `known` is embedded, by itself, so that a document's vectors do not depend on its neighbours in a run.
    `reached` is told how many chunks are done before each slice.

    Raises:
        ModelError: the embedder failed.
    """
    rows: list[Row] = []
    for first in range(0, len(chunks), SLICE_CHUNKS):
        reached(first)
        part = chunks[first : first + SLICE_CHUNKS]
        vectors = await _of_chunks(part, known, embedder)
        sentences = await _sentences(quotable[first : first + SLICE_CHUNKS], known, embedder)
        rows += [
            Row(chunk, matter, labels, vector, own) for chunk, vector, own in zip(part, vectors, sentences, strict=True)
        ]
    return rows


async def _of_chunks(chunks: Sequence[Chunk], known: KnownVectors, embedder: Embedder) -> list[Vector]:
    """The vector of each chunk."""
    texts = [chunk.search_text for chunk in chunks]
    made = iter(await embedder.embed([text for text in texts if text not in known.chunks]))
    return [known.chunks[text] if text in known.chunks else next(made) for text in texts]


async def _sentences(quotable: Sequence[Sequence[str]], known: KnownVectors, embedder: Embedder) -> list[bytes]:
    """The packed vectors of the sentences of each chunk; a text that several have is embedded once."""
    keys = {text: key(text) for own in quotable for text in own}
    lacking = [text for text, one in keys.items() if one not in known.sentences]
    made = zip((keys[text] for text in lacking), await embedder.embed(lacking), strict=True)
    vectors = {**known.sentences, **dict(made)}
    return [packed({keys[text]: vectors[keys[text]] for text in own}) for own in quotable]
