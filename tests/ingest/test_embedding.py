"""Rows of the index: what has a vector already is not embedded again."""

import asyncio
from collections.abc import Sequence

import numpy as np

from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.port import Row
from pincite.index.sentences import key, unpacked
from pincite.ingest.embedding import NOTHING_KNOWN, KnownVectors, rows_of
from pincite.models.fakes import HashingEmbedder
from pincite.models.ports import Vectors

TEXTS = ("Rent: the rent is $900", "Term: ten years", "Law: that of Delaware")
CHUNKS = [
    Chunk(DocumentId("lease"), VersionId("v1"), at, at, at + 1, "", "", at, at + 1, text)
    for at, text in enumerate(TEXTS)
]
SENTENCES = [("The rent is $900.",), ("The term is ten years.", "It begins on 1 May."), ()]


class NotingEmbedder:
    """Embeds like `HashingEmbedder`, and notes what it embedded."""

    def __init__(self) -> None:
        self.own, self.texts = HashingEmbedder(), list[str]()
        self.name, self.dimensions = self.own.name, self.own.dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return await self.own.embed(texts)


def rows(sentences: Sequence[Sequence[str]], known: KnownVectors, embedder: NotingEmbedder) -> list[Row]:
    found = rows_of(CHUNKS, sentences, MatterId("Acme"), (), embedder, reached=lambda _: None, known=known)
    return asyncio.run(found)


def test_only_what_has_no_vector_is_embedded_and_the_rows_are_the_same() -> None:
    former = rows(SENTENCES, NOTHING_KNOWN, NotingEmbedder())
    wanted = {key(text) for own in SENTENCES for text in own}
    kept = unpacked((row.sentences for row in former), wanted, len(former[0].vector))
    known = KnownVectors({row.chunk.search_text: row.vector for row in former[:2]}, kept)
    now = [SENTENCES[0], ("The term is ten years.", "It begins on 2 May."), ()]
    embedder, anew = NotingEmbedder(), NotingEmbedder()
    copied, made = rows(now, known, embedder), rows(now, NOTHING_KNOWN, anew)
    assert embedder.texts == [TEXTS[2], "It begins on 2 May."]
    assert len(anew.texts) == 6
    assert [row.sentences for row in copied] == [row.sentences for row in made]
    np.testing.assert_array_equal([row.vector for row in copied], [row.vector for row in made])
    assert [known.are_all(chunk, own) for chunk, own in zip(CHUNKS, now, strict=True)] == [True, False, False]
