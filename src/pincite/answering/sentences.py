"""The vectors of sentences that a question is compared with: made when a document is read in, and used at questions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pincite.access.scope import Scope
from pincite.answering.candidates import candidates
from pincite.answering.units import Units
from pincite.chunking.chunk import Chunk
from pincite.documents.document import Document
from pincite.documents.span import MatterId, VersionId
from pincite.index.port import Searching
from pincite.index.sentences import key, rounded
from pincite.models.ports import Embedder, Vectors
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import understand

ANY_QUESTION = "What does it say?"
"""A question that neither asks for an address nor singles out a row of a table. Their vectors are made when they are
asked for, since a table may have thousands of rows."""


def quotable_texts(chunks: Sequence[Chunk], content: Document, path: str) -> list[tuple[str, ...]]:
    """For each chunk of a document, the texts of its sentences that may be quoted, as they are compared with questions.

    `path` is the document's. A sentence that is in several chunks is with each of them.
    """
    query, units = understand(ANY_QUESTION), dict[VersionId, Units]()
    found = (
        candidates(query, Evidence((_passage(chunk, content, path),), ""), lambda _: content, units) for chunk in chunks
    )
    return [tuple(one.compared_as for one in of_chunk) for of_chunk in found]


def _passage(chunk: Chunk, content: Document, path: str) -> Passage:
    """A chunk as a passage that nobody searched for."""
    return Passage(
        label=1,
        chunk=chunk,
        matter=MatterId(""),
        path=path,
        title=content.title,
        page=None,
        page_label="",
        confidence=None,
        text=content.text[chunk.start : chunk.end],
        score=0.0,
        lexical_rank=None,
        dense_rank=None,
        cosine=None,
    )


@dataclass(frozen=True, slots=True)
class KeptSentences:
    """Embeds sentences of passages: takes the vectors that the index keeps of them, and has only the others made.

    A vector that is made is rounded like one that is kept, so an answer does not depend on which it was.
    """

    embedder: Embedder
    index: Searching
    evidence: Evidence
    scope: Scope

    @property
    def name(self) -> str:
        """The name of the embedder that makes the vectors."""
        return self.embedder.name

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return self.embedder.dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector per text, in the same order; its length is 1, except for rounding.

        Raises:
            IndexingError: the index could not be read.
            ModelError: the embedder's files are missing or damaged.
        """
        keys = [key(text) for text in texts]
        places = {(passage.chunk.document, passage.chunk.ordinal) for passage in self.evidence.passages}
        kept = await self.index.sentences(frozenset(keys), places, self.scope)
        lacking = {one: text for one, text in zip(keys, texts, strict=True) if one not in kept}
        made = rounded(await self.embedder.embed([*lacking.values()]))
        kept |= dict(zip(lacking, made, strict=True))
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for row, one in enumerate(keys):
            vectors[row] = kept[one]
        return vectors
