"""Starvation: does whoever may see little still find what is there for them?

Rows of clustered random vectors, each matter at work on a few topics. Recall is held against a scan of all permitted
vectors with numpy, at several shares permitted and in the cross test, where none of the permitted matters is about what
is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from pincite.access.scope import Principal, Scope
from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.port import Index, Row, Vector

DIMENSIONS = 384
TOPICS = 400
NOISE = 0.9
SHARES = (0.005, 0.10, 0.75)
CROSSED = (1, 5, 20, 60)
GOAL = 0.99
WORDS = "rent term notice fee liability warranty price delivery secrecy insurance lease tenant buyer seller".split()  # noqa: SIM905


@dataclass(frozen=True)
class Corpus:
    """`vectors` of shape (rows, dimensions); `topics` and `matters` say for each row where it belongs."""

    vectors: Vector
    topics: np.ndarray
    matters: np.ndarray
    centres: np.ndarray


@dataclass(frozen=True)
class Found:
    """Mean and worst recall at 10 and 50, and questions that got fewer than there were to get."""

    name: str
    share: float
    at_10: float
    at_50: float
    worst: float
    underfilled: int
    questions: int
    forbidden: int


def corpus(rows: int, matters: int, seed: int, dimensions: int = DIMENSIONS) -> Corpus:
    """Each matter works on four topics, so that what is asked lies mostly in a few matters."""
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((TOPICS, dimensions))
    owned = rng.integers(0, matters, rows)
    worked = np.array([rng.choice(TOPICS, 4, replace=False) for _ in range(matters)])
    topics = worked[owned, rng.integers(0, 4, rows)]
    raw = centres[topics] + NOISE * rng.standard_normal((rows, dimensions))
    vectors = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
    return Corpus(vectors, topics, owned, centres)


async def filled(index: Index, held: Corpus, seed: int) -> None:
    rng = np.random.default_rng(seed + 1)
    for first in range(0, len(held.vectors), 5_000):
        rows = []
        for number in range(first, min(first + 5_000, len(held.vectors))):
            text = f"topic{held.topics[number]} " + " ".join(rng.choice(WORDS, 6))
            document = DocumentId(f"d{number // 20:06d}-{held.matters[number]}")
            chunk = Chunk(document, VersionId("v"), number, number, number + 1, "", "", 0, len(held.vectors), text)
            rows.append(Row(chunk, MatterId(f"m{held.matters[number]}"), (), held.vectors[number]))
        await index.upsert(rows, [])
    await index.optimize()


def scope(matters: Sequence[int]) -> Scope:
    names = frozenset(MatterId(f"m{matter}") for matter in matters)
    return Scope(Principal("ann", "ann"), names, frozenset(), 1, datetime(2100, 1, 1, tzinfo=UTC))


def question(held: Corpus, topic: int, rng: np.random.Generator) -> Vector:
    raw = held.centres[topic] + NOISE * rng.standard_normal(held.centres.shape[1])
    unit: Vector = (raw / np.linalg.norm(raw)).astype(np.float32)
    return unit


async def recall(index: Index, held: Corpus, name: str, asked: Sequence[tuple[Vector, int, list[int]]]) -> Found:
    """Recall of the dense leg for (vector, topic, permitted matters), against all permitted vectors."""
    tens, fifties, forbidden, underfilled, shares = [], [], 0, 0, []
    for vector, topic, matters in asked:
        permitted = np.flatnonzero(np.isin(held.matters, matters))
        shares.append(len(permitted) / len(held.matters))
        best = permitted[np.argsort(-(held.vectors[permitted] @ vector), kind="stable")[:50]]
        legs = await index.search(f"topic{topic} rent", vector, scope(matters), 50)
        got = [hit.chunk.ordinal for hit in legs.dense]
        allowed = set(permitted.tolist())
        forbidden += sum(hit.chunk.ordinal not in allowed for hit in (*legs.dense, *legs.lexical))
        underfilled += len(got) < min(50, len(permitted))
        if len(best):
            tens.append(len(set(got[:10]) & set(best[:10].tolist())) / len(best[:10]))
            fifties.append(len(set(got) & set(best.tolist())) / len(best))
    return Found(
        name, float(np.mean(shares)), float(np.mean(tens)), float(np.mean(fifties)), min(fifties), underfilled,
        len(asked), forbidden,
    )  # fmt: skip


async def measured(index: Index, held: Corpus, questions: int, seed: int) -> list[Found]:
    rng = np.random.default_rng(seed + 2)
    every = int(held.matters.max()) + 1
    found = []
    for share in SHARES:
        asked = []
        for _ in range(questions):
            some = rng.choice(every, max(1, round(share * every)), replace=False).tolist()
            topic = int(rng.integers(0, TOPICS))
            asked.append((question(held, topic, rng), topic, some))
        found.append(await recall(index, held, f"{share:.1%} permitted", asked))
    for count in CROSSED:
        asked = []
        for _ in range(questions):
            topic = int(rng.integers(0, TOPICS))
            about = set(held.matters[held.topics == topic].tolist())
            others = [matter for matter in range(every) if matter not in about]
            some = rng.choice(others, min(count, len(others)), replace=False).tolist()
            asked.append((question(held, topic, rng), topic, some))
        found.append(await recall(index, held, f"cross, {count} matters", asked))
    return found
