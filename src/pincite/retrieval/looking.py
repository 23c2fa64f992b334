"""What a search asks of the index: words and vectors, everywhere and among the documents that are named."""

import asyncio

import numpy as np

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId
from pincite.index.port import Legs
from pincite.retrieval.engines import Engines
from pincite.retrieval.evidence import StageName
from pincite.retrieval.legs import LEGS


async def look(
    text: str | None,
    rest: str,
    near: frozenset[DocumentId],
    clause: str | None,
    scope: Scope,
    depth: int,
    engines: Engines,
) -> dict[tuple[StageName, StageName], Legs]:
    """The index's hits for `text` everywhere and, if documents are named (`near`), for `rest` among those.

    Each look is under the names of its legs. Without a `text`, only `near` is searched. A `clause` that might answer is
    averaged into the vectors of the question. This is all of a search that depends on the index, so that an earlier
    search can be repeated.

    Raises:
        IndexingError: the index could not be searched.
        ModelError: the embedder's files are missing or damaged.
    """
    everywhere, among = LEGS
    texts = list(dict.fromkeys([*([text] if text is not None else []), *([rest] if near else [])]))
    vectors = await engines.embedder.embed(texts if clause is None else [*texts, clause])
    if clause is not None:
        vectors = vectors[:-1] + vectors[-1]
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    looks = {}
    if text is not None:
        looks[everywhere] = engines.index.search(text, vectors[0], scope, depth)
    if near:
        looks[among] = engines.index.search(texts[-1], vectors[-1], scope, depth, near)
    return dict(zip(looks, await asyncio.gather(*looks.values()), strict=True))
