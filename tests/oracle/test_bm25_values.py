"""BM25: ours against a value worked by hand and against rank_bm25, and LanceDB's against ours."""

import asyncio
import math
from datetime import UTC, datetime

import numpy as np
import pytest
from rank_bm25 import BM25Okapi

from pincite.access.scope import Principal, Scope
from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.lance import LanceIndex
from pincite.index.memory import K1, B, Bm25, MemoryIndex
from pincite.index.port import Index, Row

DIMENSIONS = 8
SCOPE = Scope(
    Principal("jane", "jane"), frozenset({MatterId("Acme")}), frozenset(), 1, datetime(2100, 1, 1, tzinfo=UTC)
)


def texts(seed: int, count: int) -> list[list[str]]:
    """Texts of 3 to 60 words out of 200, the first words common and the last rare."""
    generator = np.random.default_rng(seed)
    ranks = (generator.zipf(1.2, generator.integers(3, 60)) for _ in range(count))
    return [[f"word{rank % 200}" for rank in text] for text in ranks]


def rows(written: list[list[str]]) -> list[Row]:
    vector = np.eye(DIMENSIONS, dtype=np.float32)[0]
    return [
        Row(
            Chunk(DocumentId("lease"), VersionId("v1"), i, 0, 1, "", "", 0, 1, " ".join(words)),
            MatterId("Acme"),
            (),
            vector,
        )
        for i, words in enumerate(written)
    ]


def test_bm25_by_hand() -> None:
    written = [["rent", "is", "rent"], ["rent", "review"], ["term"], ["notice", "of", "term", "end"]]
    # n = 4, mean length 10 / 4 = 2.5; "rent" is in 2 of 4: idf = ln(1 + 2.5 / 2.5) = ln 2
    # first: f = 2, damping 1.2 (0.25 + 0.75 * 3 / 2.5) = 1.38 -> ln 2 * 4.4 / 3.38
    # second: f = 1, damping 1.2 (0.25 + 0.75 * 2 / 2.5) = 1.02 -> ln 2 * 2.2 / 2.02
    expected = [math.log(2) * 4.4 / 3.38, math.log(2) * 2.2 / 2.02, 0, 0]
    assert Bm25(written).scores(["rent"]) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_bm25_is_that_of_rank_bm25_given_the_same_rarity_of_words(seed: int) -> None:
    written = texts(seed, 80)
    reference = BM25Okapi(written, k1=K1, b=B)
    # Okapi's rarity turns negative for common words and is then patched; Lucene's, ours, adds 1 inside the logarithm.
    for word in reference.idf:
        df = sum(word in text for text in written)
        reference.idf[word] = math.log(1 + (80 - df + 0.5) / (df + 0.5))
    query = ["word1", "word2", "word17", "word17", "nowhere"]
    assert Bm25(written).scores(query) == pytest.approx(reference.get_scores(query).tolist(), rel=1e-9)


@pytest.fixture(scope="module", params=[1, 4], ids=["one batch", "folded four times"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Index, Index]:
    """The same 400 texts in memory and in LanceDB."""
    stored = rows(texts(7, 400))
    ours, theirs = MemoryIndex(DIMENSIONS), LanceIndex(tmp_path_factory.mktemp("oracle") / "index", "test", DIMENSIONS)
    asyncio.run(ours.upsert(stored, []))
    size = 400 // request.param
    for start in range(0, 400, size):
        asyncio.run(theirs.upsert(stored[start : start + size], []))
        asyncio.run(theirs.optimize())
    return ours, theirs


@pytest.mark.parametrize("query", ["word1 word5", "word3", "word7 word11 word40 word2", "word150 word1"])
def test_lancedb_scores_by_the_same_formula(both: tuple[Index, Index], query: str) -> None:
    vector = np.eye(DIMENSIONS, dtype=np.float32)[0]
    ours, theirs = (
        {hit.chunk.ordinal: hit.score for hit in asyncio.run(index.search(query, vector, SCOPE, 400)).lexical}
        for index in both
    )
    assert len(ours) > 0
    assert theirs == pytest.approx(ours, rel=1e-5)
