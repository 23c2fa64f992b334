"""A document from which questions are drafted, and one drafted question."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pincite.documents.document import Clause, Document, RegionKind
from pincite.documents.ranges import merged
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.structure.sentences import sentences

DraftKind = Literal[
    "fact", "definition", "obligation", "prohibition", "permission", "heading", "absent clause", "absent term"
]

LONGEST_REFERENCE = 900
"""Most characters of a reference answer: a paragraph. Longer words answer several questions."""

LONGEST_NAME = 90
"""Most characters of a title with which a question names a document; a longer title is a sentence."""

MOST_BEFORE = 200
"""Clauses that are searched for the one around a position: long enough for any list before it."""

NOT_ANSWERS: tuple[RegionKind, ...] = ("hidden", "deleted", "furniture", "header", "comment", "quoted")
"""Parts that answer nothing: struck or hidden words, other people's words, the page's own."""

_MARKS = re.compile(r"[*_#|`]")
"""Markup of Markdown, which no question has."""


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """A question with what is known about its answer. `gold` are character ranges of the document's text.

    `reference` and `gold` are empty where the document does not answer. `words_of` are other documents whose words the
    question has.
    """

    kind: DraftKind
    document: DocumentId
    question: str
    gold: tuple[tuple[int, int], ...]
    reference: str
    words_of: frozenset[DocumentId] = frozenset()

    @property
    def is_answerable(self) -> bool:
        """True where the document answers."""
        return bool(self.gold)


@dataclass(frozen=True)
class DraftSource:
    """One document that the asker may see. `name` is what questions call it; no other document has that name."""

    document: DocumentId
    version: VersionId
    matter: MatterId
    name: str
    content: Document

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The sentences that a reader sees completely, in order."""
        found = sentences(self.content.text, 0, len(self.content.text))
        return tuple(span for span in found if self.is_seen(*span))

    @cached_property
    def _left_out(self) -> tuple[tuple[int, int], ...]:
        """Ranges that answer nothing, in order and disjoint."""
        return merged(list(self.content.ranges(*NOT_ANSWERS)))

    def sentence_at(self, start: int, end: int) -> tuple[int, int] | None:
        """The sentence that holds a range; None where none does or part of it is not seen."""
        at = bisect_right(self.spans, (start, len(self.content.text))) - 1
        if at < 0:
            return None
        first, last = self.spans[at]
        return (first, last) if end <= last else None

    def clause_at(self, position: int) -> Clause | None:
        """The innermost clause with a heading around a position, among the last `MOST_BEFORE` that begin before it."""
        clauses = self.content.clauses
        at = bisect_right(clauses, position, key=lambda clause: clause.start)
        before = clauses[max(0, at - MOST_BEFORE) : at]
        return next((one for one in reversed(before) if one.heading and position < one.end), None)

    def words(self, start: int, end: int) -> str:
        """The words of a range on one line."""
        return " ".join(self.content.text[start:end].split())

    def topic(self, clause: Clause) -> str:
        """A clause's heading as it reads within a sentence: in small letters, unless it is a name."""
        words = " ".join(_MARKS.sub("", clause.heading).split()).rstrip(" .:;–-")
        if words.isupper():
            return words.lower()
        first, _, rest = words.partition(" ")
        is_ordinary = first.istitle() and not any(word[0].isupper() for word in rest.split())
        return f"{first.lower()} {rest}".strip() if is_ordinary and first.lower() in self._small else words

    @cached_property
    def _small(self) -> frozenset[str]:
        """The words that occur in small letters somewhere in the document."""
        return frozenset(word for word in self.content.text.split() if word.islower())

    def is_seen(self, start: int, end: int) -> bool:
        """True where no part of a range is hidden, struck, other people's or the page's."""
        at = bisect_right(self._left_out, (end, -1))
        return at == 0 or self._left_out[at - 1][1] <= start

    def draft(self, kind: DraftKind, question: str, *gold: tuple[int, int]) -> Iterator[DraftQuestion]:
        """A draft whose reference answer is the gold's words; nothing where these are too long or not seen."""
        reference = " ".join(self.words(*span) for span in gold)
        if reference and len(reference) <= LONGEST_REFERENCE and all(self.is_seen(*span) for span in gold):
            yield DraftQuestion(kind, self.document, question, gold, reference)
