"""What an answer may rest on: passages, labelled for citing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pincite.chunking.chunk import Chunk
from pincite.documents.span import DocumentId, MatterId, Span
from pincite.errors import CitationError
from pincite.retrieval.query import Query


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that the asker may see, with its text, its score, and its rank in each search leg.

    `text` is the document's own text: `text == document[start:end]`. `page` is the page on which the span starts,
    counted from 1, or None if the format has no pages. `page_label` is the document's own name for that page, where it
    differs. `confidence` says how sure text recognition was, from 0 to 1; it is None if nothing had to be recognised.
    Passages are ranked by `score`, in log odds up to a constant. Ranks count from 1; `lexical_rank` or `dense_rank` is
    None if that leg did not find the passage. `cosine` is the similarity to the question by the embedder, in [-1, 1],
    or None if the dense leg did not find the passage. `relevance` is the reranker's log odds that the passage answers
    the question, or None if the reranker did not read it. `labels` are those of the document; one of them may be why
    the asker may see it.
    """

    label: int
    chunk: Chunk
    matter: MatterId
    path: str
    title: str
    page: int | None
    page_label: str
    confidence: float | None
    text: str
    score: float
    lexical_rank: int | None
    dense_rank: int | None
    cosine: float | None
    relevance: float | None = None
    labels: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        """Where the passage stands."""
        return self.chunk.span


StageName = Literal["lexical", "dense", "lexical, named", "dense, named", "fused", "reranked"]
"""The two legs everywhere, and among the documents that the question names; their fusion; after the reranker."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What one stage of a search put forward, best first: where a passage was lost can be read from the stages."""

    name: StageName
    ranked: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """A permitted piece that at least one leg gave, with all that decided its place.

    `scores` has each leg's own score for it (BM25, or cosine). `belief` is how far its document is meant (log odds),
    `relevance` the reranker's log odds that it answers, None when it was not read.
    """

    span: Span
    matter: MatterId
    scores: Mapping[StageName, float]
    belief: float
    relevance: float | None


@dataclass(frozen=True, slots=True)
class Searched:
    """How one search was made: for the record, not for an answer.

    `text` is what was looked for everywhere, `rest` what was looked for in the documents that are named (`hints`, with
    their scores), `clause` the clause that stood beside it in the vectors, empty without one. `depth` is how many rows
    each leg was asked for. `considered` are in the order of the fused legs; `legs` are places in it, best first for
    each leg, and `order` are all of them as the search came to put them. `withheld` are rows that a leg gave and that
    the check after it did not let pass, because their document had been moved, removed or read anew, or is not
    permitted.
    """

    text: str
    rest: str
    hints: tuple[tuple[DocumentId, float], ...]
    clause: str
    depth: int
    considered: tuple[Considered, ...]
    legs: Mapping[StageName, tuple[int, ...]]
    order: tuple[int, ...]
    withheld: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Passages labelled 1..n, best first, and the version of the index they came from.

    `stages` are in the order in which they ran; they hold permitted pieces only. `query` is the question as it was
    understood, `searches` how it, or each of its parts, was looked for. If only the documents that the question names
    were searched, `named` are these, the likeliest first; otherwise it is empty.
    """

    passages: tuple[Passage, ...]
    index_version: str
    stages: tuple[Stage, ...] = ()
    query: Query | None = None
    searches: tuple[Searched, ...] = ()
    named: tuple[DocumentId, ...] = ()

    def ranked(self, name: StageName) -> tuple[Span, ...]:
        """What a stage put forward, best first; nothing when it did not run."""
        return next((stage.ranked for stage in self.stages if stage.name == name), ())

    def cite(self, label: int) -> Passage:
        """The passage behind a label.

        Raises:
            CitationError: no passage carries this label.
        """
        if 1 <= label <= len(self.passages):
            return self.passages[label - 1]
        raise CitationError(f"the answer cites [{label}], but the evidence has labels 1-{len(self.passages)}")
