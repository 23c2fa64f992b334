"""Finds sentences that would be quoted but seem to be written for whoever answers: an order, dressed as a term.

Quotes are chosen by how well they fit a question, and nothing fits one better than a sentence that was planted to
answer it. So the few that are about to be stated are given to the scanner and compared with the voice of documents,
each with the sentences beside it: an order may continue in the next sentence, or follow what it is about.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from pincite.answering.answer import Citation, Statement
from pincite.documents import regions
from pincite.documents.document import Document
from pincite.documents.span import Span, VersionId
from pincite.retrieval.evidence import Evidence, Passage
from pincite.security.directing import directs, has_form
from pincite.security.scanner import Scanner, as_read, quoted, scan
from pincite.security.screening import screen
from pincite.security.voice import CLAIMS, STRANGE, strangeness
from pincite.structure.sentences import sentences

BEFORE = 500
"""Characters before and after a sentence in which its neighbours are looked for."""

NEAR = 5_000
"""Characters on either side of a sentence that stand for the document's voice."""

INSISTENT = 7.0
"""Strangeness of a sentence beside one that another contradicts, in nats, from which neither is stated without a
caution. It is less than for a doubt by itself, since even so little of another voice is rare beside a contradiction."""

CAUTION = "may have been put there to sway answers, not as a term of the document"
"""What a doubtful sentence may be, in a few words: the end of a sentence about it."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence that is stated after all others, or left out: its place, its passage's label and its first words.

    `by_itself` is false if only a sentence beside it is doubtful. Such a sentence goes before the other doubtful ones;
    otherwise an order that is planted before a clause would push the clause behind it.
    """

    place: Span
    label: int
    words: str
    by_itself: bool = True

    @property
    def reason(self) -> str:
        """Its wording among the reasons for which a passage is flagged."""
        return f"a sentence of it {CAUTION}: “{self.words}”"


def with_caution(statement: Statement) -> Statement:
    """The statement with citations that say that it may be no term of the document."""
    return replace(statement, citations=tuple(noted(one) for one in statement.citations))


def noted(citation: Citation) -> Citation:
    """The citation with a note that says so of its words, once."""
    if CAUTION in citation.note:
        return citation
    return replace(citation, note="; ".join(part for part in (citation.note, CAUTION) if part))


def has_caution(statement: Statement) -> bool:
    """True for a statement that has this note on any of its citations."""
    return any(CAUTION in (one.note or "") for one in statement.citations)


async def doubt(
    passage: Passage, start: int, end: int, text: str, content_of: Callable[[VersionId], Document], scanner: Scanner
) -> Doubt | None:
    """The doubt about a sentence of a passage, or None; `text` is the sentence as it reads.

    The sentence before counts if it is in the same paragraph and is no question: a heading that is a question looks
    like a planted task. The sentence after counts by its form alone, and so does a neighbour in another paragraph that
    points to this one.

    Raises:
        ModelError: the scanner's model cannot be read.
    """
    chunk = passage.chunk
    within = min(chunk.clause_start, chunk.start), max(chunk.clause_end, chunk.end)
    source = await _source(content_of(chunk.version), start, end, text, within, scanner)
    if source is None:
        return None
    place = Span(chunk.document, chunk.version, start, end)
    return Doubt(place, passage.label, quoted(text), by_itself=source == "itself")


async def is_doubtful(content: Document, start: int, end: int, within: tuple[int, int], scanner: Scanner) -> bool:
    """True if there is such a doubt about the sentence `[start, end)` of a document; its clause has the range `within`.

    Raises:
        ModelError: the scanner's model cannot be read.
    """
    text = regions.as_read(content, start, end)
    return await _source(content, start, end, text, within, scanner) is not None


async def _source(
    content: Document, start: int, end: int, text: str, within: tuple[int, int], scanner: Scanner
) -> Literal["itself", "beside"] | None:
    """Whether a sentence is doubted for itself or for one beside it; None if it is not doubted."""
    around = Around(content.text, start, end)
    if (await scan(text, "document", scanner)).flagged or around.is_strange(text):
        return "itself"
    first, last = within
    before, after = around.before(), around.after()
    if before and before.start >= first and not before.is_apart:
        is_heading = before.words.endswith("?") and not screen(before.words).flagged
        if not is_heading and (around.orders(before.words) or (await scan(before.words, "document", scanner)).flagged):
            return "beside"
    if after and not after.is_apart and after.end <= last and around.orders(after.words):
        return "beside"
    pointing = [one.words for one, points in ((before, _ON), (after, _BACK)) if one and points.search(one.words)]
    return "beside" if any(around.orders(words) for words in pointing) else None


async def doubt_of_quotes(
    statement: Statement, evidence: Evidence, content_of: Callable[[VersionId], Document], scanner: Scanner
) -> Statement:
    """A written statement with a caution on each citation whose words are in a doubtful sentence of a document.

    Raises:
        ModelError: the scanner's model cannot be read.
    """
    citations = [
        noted(one) if await _is_doubtful(one, evidence, content_of, scanner) else one for one in statement.citations
    ]
    return replace(statement, citations=tuple(citations))


async def _is_doubtful(
    citation: Citation, evidence: Evidence, content_of: Callable[[VersionId], Document], scanner: Scanner
) -> bool:
    span, chunk = citation.span, evidence.cite(citation.label).chunk
    content = content_of(span.version)
    first, last = min(chunk.start, span.start), max(chunk.end, span.end)
    within = min(chunk.clause_start, first), max(chunk.clause_end, last)
    for start, end in sentences(content.text, first, last):
        if start < span.end and span.start < end and await is_doubtful(content, start, end, within, scanner):
            return True
    return False


_ON = re.compile(
    r"\b(?:following|next|below|what\s+follows|after\s+this|comes\s+now|sentence\s+after|paragraph\s+after)\b|:\W*$",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:above|preceding|previous|foregoing|before\s+this|sentence\s+before|paragraph\s+before|last)\b", re.IGNORECASE
)
"""Words by which a sentence points to the one before it; those of `_ON` point to the one after."""


@dataclass(frozen=True, slots=True)
class _Beside:
    """A sentence beside another: its words, its place, and whether it is in another paragraph."""

    words: str
    start: int
    end: int
    is_apart: bool


@dataclass(frozen=True, slots=True)
class Around:
    """The sentences around one of a text."""

    text: str
    start: int
    end: int

    def before(self) -> _Beside | None:
        """The sentence that ends where this one begins."""
        found = sentences(self.text, max(0, self.start - BEFORE), self.start)
        return self._beside(*found[-1], self.text[found[-1][0] : self.start]) if found else None

    def after(self) -> _Beside | None:
        """The sentence that begins where this one ends."""
        found = sentences(self.text, self.end, min(len(self.text), self.end + BEFORE))
        return self._beside(*found[0], self.text[self.end : found[0][1]]) if found else None

    def _beside(self, start: int, end: int, between: str) -> _Beside:
        return _Beside(self.text[start:end].strip(), start, end, "\n\n" in between)

    def orders(self, words: str) -> bool:
        """True for words whose form alone is an order to whoever answers; the scanner's model is not asked."""
        return screen(words).flagged or directs(as_read(words)) or self.is_strange(words)

    def has_order_near(self) -> bool:
        """True if the form of a sentence around is an order, or if a sentence right beside has another voice.

        The claim that such an order is about may be in another paragraph, in the plainest words. Further away, only a
        form counts that no clause has: among sixty sentences of a policy, some have the words of an order by chance.
        """
        beside = [one.words for one in (self.before(), self.after()) if one is not None]
        if any(directs(as_read(words)) or self.is_strange(words, INSISTENT, without=CLAIMS) for words in beside):
            return True
        first, last = max(0, self.start - NEAR), min(len(self.text), self.end + NEAR)
        around = (*sentences(self.text, first, self.start), *sentences(self.text, self.end, last))
        words = [self.text[start:end] for start, end in around]
        return any(screen(one).flagged or has_form(as_read(one)) for one in words)

    def is_strange(self, words: str, least: float = STRANGE, without: frozenset[str] = frozenset()) -> bool:
        """True for words whose voice differs by `least` nats from that of documents in general and of this one.

        Kinds of words `without` do not count.
        """
        return strangeness(as_read(words), without=without) >= least and self.strangeness(words, without) >= least

    def strangeness(self, words: str, without: frozenset[str] = frozenset()) -> float:
        """The strangeness of words among the sentences around, in nats."""
        read = as_read(words)
        first, last = max(0, self.start - NEAR), min(len(self.text), self.end + NEAR)
        near = [*sentences(self.text, first, self.start), *sentences(self.text, self.end, last)]
        others = [other for start, end in near if (other := as_read(self.text[start:end])) != read]
        return strangeness(read, others, without)
