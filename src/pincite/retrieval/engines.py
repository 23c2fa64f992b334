"""What a search runs on: index, models and catalogue, as one value."""

from dataclasses import dataclass

from pincite.catalogue.port import Catalogue
from pincite.index.port import Searching
from pincite.models.ports import CrossEncoder, Embedder


@dataclass(frozen=True, slots=True)
class Engines:
    """What a search runs on. Without a `reranker`, the order of the fused legs is final.

    With `hyde`, a weak search is made again with the mean of the question's vector and that of a clause that might
    answer it (`retrieval.hyde`).
    """

    index: Searching
    embedder: Embedder
    catalogue: Catalogue
    reranker: CrossEncoder | None
    hyde: bool = False
