"""Rows, scopes and a small firm's corpus for the tests of the index. Everything comes from a seed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import numpy as np
import pytest
from tests.index.makers import RowMaker, ScopeMaker
from tests.object_server import ObjectServer, ours

from pincite.access.scope import Principal, Scope
from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.port import Row, Vector

DIMENSIONS = 32
TOPICS = 60
DOCUMENTS = 200
CHUNKS_PER_DOCUMENT = 20
MATTERS = 20


@pytest.fixture(scope="session")
def plain_object_server() -> Iterator[ObjectServer]:
    """A server of objects of ours, for tests in which a bucket is one of many places: moto's takes more of a processor.

    What moto's does otherwise is met by the tests of a bucket.
    """
    with ours() as (server, _):
        yield server


@pytest.fixture(scope="session")
def vector() -> Callable[[int], Vector]:
    """Unit vector of a seed."""

    def make(seed: int) -> Vector:
        raw = np.random.default_rng(seed).standard_normal(DIMENSIONS)
        return (raw / np.linalg.norm(raw)).astype(np.float32)

    return make


@pytest.fixture(scope="session")
def row(vector: Callable[[int], Vector]) -> RowMaker:
    """One row; whatever is not given is the same every time."""

    def make(
        document: str = "lease",
        ordinal: int = 0,
        *,
        version: str = "v1",
        matter: str = "Acme",
        labels: tuple[str, ...] = (),
        text: str = "rent is due monthly",
        of: Vector | None = None,
        sentences: bytes = b"",
    ) -> Row:
        chunk = Chunk(DocumentId(document), VersionId(version), ordinal, 0, 19, "7.2(b)", "Rent", 0, 40, text)
        return Row(chunk, MatterId(matter), labels, vector(ordinal) if of is None else of, sentences)

    return make


@pytest.fixture(scope="session")
def scope() -> ScopeMaker:
    """What a lawyer may see: these matters without these documents."""

    def make(*matters: str, denied: tuple[str, ...] = ()) -> Scope:
        return Scope(
            Principal("jane", "jane"),
            frozenset(map(MatterId, matters)),
            frozenset(map(DocumentId, denied)),
            1,
            datetime(2100, 1, 1, tzinfo=UTC),
        )

    return make


@pytest.fixture(scope="session")
def corpus() -> tuple[Row, ...]:
    """4,000 chunks of 200 documents in 20 matters; each matter works on three topics, which its vectors show."""
    generator = np.random.default_rng(20)
    centres = generator.standard_normal((TOPICS, DIMENSIONS))
    rows = []
    for number in range(DOCUMENTS):
        topic = number % TOPICS
        for ordinal in range(CHUNKS_PER_DOCUMENT):
            raw = centres[topic] + 0.5 * generator.standard_normal(DIMENSIONS)
            text = " ".join(f"word{int(rank)}" for rank in generator.zipf(1.3, 12) if rank < 500) or "word1"
            chunk = Chunk(
                DocumentId(f"document-{number:03d}"),
                VersionId("v1"),
                ordinal,
                ordinal,
                ordinal + 1,
                "",
                "",
                0,
                99,
                text,
            )
            vector = (raw / np.linalg.norm(raw)).astype(np.float32)
            rows.append(Row(chunk, MatterId(f"matter-{topic % MATTERS:02d}"), (), vector))
    return tuple(rows)
