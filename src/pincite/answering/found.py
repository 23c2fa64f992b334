"""Citations of words that the search did not find: their passages join the evidence, so that every check sees them."""

from collections.abc import Callable
from dataclasses import replace

from pincite.answering.answer import Citation
from pincite.answering.placing import cited
from pincite.catalogue.entry import Entry
from pincite.chunking.chunk import Chunk
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.document import Document, clause_path, page_at, section_in
from pincite.documents.regions import confidence, page_label
from pincite.documents.span import Span, VersionId
from pincite.retrieval.evidence import Evidence, Passage

LEAST_WEIGHT = 0.3
"""Added to the rarity of each word, so that a word of every document counts a little."""


class GrowingEvidence:
    """The evidence of one question; it grows by passages that are cited but were not found."""

    def __init__(self, evidence: Evidence, content_of: Callable[[VersionId], Document]) -> None:
        """Begin with what was found."""
        self.evidence, self.content_of = evidence, content_of

    def cited(self, entry: Entry, start: int, end: int, like: int) -> Citation:
        """A citation of words of a document that the asker may see; `like` is the label of what led to them."""
        version = _version(entry)
        content = self.content_of(version)
        label = self._label(entry, content, start, end, like)
        return cited(Span(entry.document, version, start, end), label, entry.path, content.title, content)

    def _label(self, entry: Entry, content: Document, start: int, end: int, like: int) -> int:
        """The label of a passage with the words: one that was found, else one that is added."""
        for passage in self.evidence.passages:
            chunk = passage.chunk
            first, last = min(chunk.clause_start, chunk.start), max(chunk.clause_end, chunk.end)
            is_same = (chunk.document, chunk.version) == (entry.document, entry.version)
            if is_same and first <= start and end <= last:
                return passage.label
        passages = self.evidence.passages
        added = _passage(entry, content, start, end, len(passages) + 1, self.evidence.cite(like).score)
        self.evidence = replace(self.evidence, passages=(*passages, added))
        return added.label


def weighed(text: str) -> dict[str, float]:
    """The words of a text with their weights."""
    return {word: LEAST_WEIGHT + rarity(word) for word in name_words(text)}


def _version(entry: Entry) -> VersionId:
    if entry.version is None:
        raise AssertionError("a visible entry has a version")
    return entry.version


def _passage(entry: Entry, content: Document, start: int, end: int, label: int, score: float) -> Passage:
    """Words of a document as a passage, with the innermost clause that has them all."""
    path = clause_path(content.clauses, start)
    holding = next((clause for clause in reversed(path) if clause.end >= end), None)
    page = page_at(content.pages, start)
    return Passage(
        label=label,
        chunk=Chunk(
            document=entry.document,
            version=_version(entry),
            ordinal=0,
            start=start,
            end=end,
            section=section_in(path),
            heading=" › ".join(clause.heading for clause in path if clause.heading),
            clause_start=min(holding.start, start) if holding is not None else start,
            clause_end=max(holding.end, end) if holding is not None else end,
            search_text="",
        ),
        matter=entry.matter,
        path=entry.path,
        title=content.title,
        page=page,
        page_label=page_label(content, page),
        confidence=confidence(content, start, end),
        text=content.text[start:end],
        score=score,
        lexical_rank=None,
        dense_rank=None,
        cosine=None,
        labels=entry.labels,
    )
