"""Vectors of sentences that were made when a document was read in: a question has only its own vector made."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import pytest

from pincite.access.scope import Principal, Scope
from pincite.answering.quote import Quoted, quote
from pincite.answering.sentences import KeptSentences, quotable_texts
from pincite.chunking.by_clause import by_clause
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.memory import MemoryIndex
from pincite.index.port import Row
from pincite.index.sentences import key, packed
from pincite.models.fakes import HashingEmbedder
from pincite.models.ports import Vectors
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import understand

DOCUMENT, VERSION, MATTER = DocumentId("lease"), VersionId("v"), MatterId("Lease")
LEASE = """LEASE

1. Rent
The Tenant shall pay a monthly rent of $9,300 in advance. Rent unpaid after ten days bears interest at nine percent.

2. Term
The term of this Lease is five years from the commencement date. The Tenant may extend the term once by three years.

3. Notices
12 Quay Street, Salem, OR 97301 Attention: General Counsel
"""
QUESTION = "How much is the monthly rent?"
CONTENT = read(LEASE.encode(), "lease.txt")
CHUNKS = by_clause(DOCUMENT, VERSION, CONTENT, "Lease")


@dataclass(frozen=True, slots=True)
class Noting:
    """An embedder that notes what it is given."""

    embedder: HashingEmbedder = field(default_factory=HashingEmbedder)
    given: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.embedder.name

    @property
    def dimensions(self) -> int:
        return self.embedder.dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.given.extend(texts)
        return await self.embedder.embed(texts)


def scope(*matters: str) -> Scope:
    at = datetime(2030, 1, 1, tzinfo=UTC)
    return Scope(Principal("ann", "Ann"), frozenset(map(MatterId, matters)), frozenset(), 1, at)


def evidence() -> Evidence:
    return Evidence(
        tuple(
            Passage(label, chunk, MATTER, "/lease.txt", CONTENT.title, None, "", None, "", 1.0, 1, 1, 0.8)
            for label, chunk in enumerate(CHUNKS, start=1)
        ),
        "1",
    )


async def index_of(*, with_sentences: bool) -> MemoryIndex:
    embedder = HashingEmbedder()
    index = MemoryIndex(embedder.dimensions)
    texts = quotable_texts(CHUNKS, CONTENT, "/lease.txt")
    vectors = await embedder.embed([chunk.search_text for chunk in CHUNKS])
    rows = []
    for chunk, vector, own in zip(CHUNKS, vectors, texts, strict=True):
        kept = dict(zip(map(key, own), await embedder.embed(own), strict=True)) if with_sentences else {}
        rows.append(Row(chunk, MATTER, (), vector, packed(kept)))
    await index.upsert(rows, [])
    return index


async def asked(index: MemoryIndex, permitted: Scope) -> tuple[Quoted, list[str]]:
    embedder = Noting()
    found = await quote(
        understand(QUESTION),
        evidence(),
        embedder=KeptSentences(embedder, index, evidence(), permitted),
        content_of=lambda _: CONTENT,
    )
    return found, embedder.given


def test_the_texts_are_the_sentences_under_their_headings() -> None:
    texts = [text for own in quotable_texts(CHUNKS, CONTENT, "/lease.txt") for text in own]
    assert len(texts) == 4
    assert texts[0].startswith(CONTENT.title)
    assert texts[0].endswith("The Tenant shall pay a monthly rent of $9,300 in advance.")
    assert not any("General Counsel" in text for text in texts)


def test_only_the_question_is_embedded_and_the_answer_is_the_same() -> None:
    async def both() -> None:
        kept, given = await asked(await index_of(with_sentences=True), scope("Lease"))
        made, all_given = await asked(await index_of(with_sentences=False), scope("Lease"))
        assert given == [QUESTION]
        assert len(all_given) == 5
        assert [one.text for one in kept.answer.statements] == [
            "The Tenant shall pay a monthly rent of $9,300 in advance."
        ]
        assert kept == made

    asyncio.run(both())


def test_no_kept_vector_is_used_beyond_the_scope() -> None:
    async def walled() -> list[str]:
        return (await asked(await index_of(with_sentences=True), scope("Other")))[1]

    assert len(asyncio.run(walled())) == 5


@pytest.mark.parametrize("texts", [(), ("the same", "another", "the same")])
def test_vectors_come_in_the_order_of_the_texts(texts: tuple[str, ...]) -> None:
    async def embedded() -> tuple[Vectors, Vectors]:
        index = await index_of(with_sentences=True)
        kept = KeptSentences(HashingEmbedder(), index, evidence(), scope("Lease"))
        return await kept.embed(texts), await HashingEmbedder().embed(texts)

    found, expected = asyncio.run(embedded())
    np.testing.assert_allclose(found, expected, atol=1e-3)
