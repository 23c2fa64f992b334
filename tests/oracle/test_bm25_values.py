"""BM25: ours against a value worked by hand and against rank_bm25, and by postings against by texts."""

import asyncio
import math
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from rank_bm25 import BM25Okapi

import pincite.index
from pincite.access.scope import Principal, Scope
from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.lance import LanceIndex
from pincite.index.memory import MemoryIndex
from pincite.index.port import Index, Row
from pincite.index.words import K1, B, rarity, scored, wanted

DIMENSIONS = 8
FILE = Path(pincite.index.__file__).with_name("word_counts.txt")
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


def table() -> tuple[int, float, dict[str, int]]:
    """The shipped counts, read without the code that reads them there."""
    rows = [line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return int(rows[0][1]), float(rows[0][2]), {row[0]: int(row[1]) for row in rows[1:]}


def test_bm25_by_hand() -> None:
    pieces, length, counts = table()
    rarity = math.log(1 + (pieces - counts["notic"] + 0.5) / (counts["notic"] + 0.5))
    # "notice is notice" has two terms, both "notice": f = 2; "Notice review" has it once of two
    assert scored("notice is notice", wanted("notice")) == pytest.approx(
        rarity * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 2 / length)), rel=1e-6
    )
    assert scored("Notice review", wanted("the notices")) == pytest.approx(
        rarity * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / length)), rel=1e-6
    )
    assert scored("rent of the term", wanted("notice")) == 0
    # a word that the table lacks counts as if 200 pieces had it
    assert wanted("quokkaberg") == {"quokkaberg": pytest.approx(math.log(1 + (pieces - 199.5) / 200.5))}
    assert min(counts.values()) >= 200


@pytest.mark.parametrize("seed", range(3))
def test_bm25_is_that_of_rank_bm25_given_the_same_rarity_and_length(seed: int) -> None:
    written = texts(seed, 80)
    reference = BM25Okapi(written, k1=K1, b=B)
    reference.avgdl = table()[1]
    reference.idf = {word: rarity(word) for word in reference.idf}
    query = ["word1", "word2", "word17", "word17", "nowhere"]
    found = [scored(" ".join(text), wanted(" ".join(query))) for text in written]
    assert found == pytest.approx(reference.get_scores(query).tolist(), rel=1e-6)


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
def test_the_postings_score_as_the_texts_do(both: tuple[Index, Index], query: str) -> None:
    vector = np.eye(DIMENSIONS, dtype=np.float32)[0]
    ours, theirs = (
        {hit.chunk.ordinal: hit.score for hit in asyncio.run(index.search(query, vector, SCOPE, 400)).lexical}
        for index in both
    )
    assert len(ours) > 0
    assert theirs == ours
