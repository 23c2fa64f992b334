"""Views of passages and of a search."""

from dataclasses import asdict, dataclass

from pincite.retrieval.evidence import Passage
from pincite.retrieval.not_searched import NotSearched
from pincite.views.not_searched import not_searched_json


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found: its place and its words.

    `start` and `end` count characters of the document's text. `page` counts from 1 and is None if the format has no
    pages; `page_label` is the document's own name for that page, where it differs. `confidence` says how sure text
    recognition was, from 0 to 1; it is None if nothing had to be recognised. Passages are ranked by `score`, in log
    odds up to a constant. `label` counts from 1; the `label` of a citation is that of its passage.
    """

    label: int
    document: str
    path: str
    section: str
    heading: str
    page: int | None
    page_label: str | None
    confidence: float | None
    start: int
    end: int
    score: float
    text: str
    title: str
    matter: str

    @classmethod
    def of(cls, passage: Passage) -> "Hit":
        """The view of a passage."""
        chunk = passage.chunk
        return cls(
            label=passage.label,
            document=chunk.document,
            path=passage.path,
            section=chunk.section,
            heading=chunk.heading,
            page=passage.page,
            page_label=passage.page_label or None,
            confidence=passage.confidence,
            start=chunk.start,
            end=chunk.end,
            score=round(passage.score, 6),
            text=passage.text,
            title=passage.title,
            matter=passage.matter,
        )

    def json(self) -> dict[str, object]:
        """The contract's hit, without its label, title and matter."""
        return {name: value for name, value in asdict(self).items() if name not in ("label", "title", "matter")}


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The passages that fit a question best, the best first, and the milliseconds that the search took.

    `question` is in the JSON only if it is set; a line of a batch has its id instead. So is `not_searched`: the search
    went without a part of the index. With `next`, which a batch lacks, the reader asks for the hits after these; None
    where there are none. `changed` is there if documents or rules have changed since the first of these pages.
    """

    hits: tuple[Hit, ...]
    ms: float
    question: str | None = None
    not_searched: NotSearched | None = None
    next: str | None = None
    changed: bool = False

    def json(self) -> dict[str, object]:
        """The contract's search."""
        asked = {} if self.question is None else {"question": self.question}
        rest = {} if self.question is None else {"next": self.next}
        return {
            **asked,
            "hits": [hit.json() for hit in self.hits],
            "ms": self.ms,
            **rest,
            **({"changed": True} if self.changed else {}),
            **not_searched_json(self.not_searched),
        }
