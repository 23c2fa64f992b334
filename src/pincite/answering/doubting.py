"""Sentences that would be quoted, and read as if they were written for whoever answers: an order, dressed as a term.

Quotes are chosen by how well they fit a question, and nothing fits one better than a sentence that was planted to
answer it. So the few that are about to be stated are given to the scanner, each with the sentence before it, for an
order goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pincite.documents.document import Document
from pincite.documents.sentences import sentences
from pincite.documents.span import Span, VersionId
from pincite.retrieval.evidence import Passage
from pincite.security.scanner import Scanner, quoted, scan
from pincite.security.screening import screen

BEFORE = 500
"""Characters before a sentence in which the one before it is looked for."""

CAUTION = "may be written for whoever answers, not as a term of the document"
"""What a doubtful sentence is, in a few words: the end of a sentence about it."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence that is stated behind every other, or left out: where it stands, its label and its beginning.

    `by_itself` is false where only the sentence before it is doubtful: such a one stands before the others in doubt, or
    who plants an order before a clause would put the clause behind it.
    """

    place: Span
    label: int
    words: str
    by_itself: bool = True

    @property
    def reason(self) -> str:
        """How it is recorded among the reasons for which a passage is flagged."""
        return f"a sentence of it {CAUTION}: “{self.words}”"


async def doubt(
    passage: Passage, start: int, end: int, text: str, content_of: Callable[[VersionId], Document], scanner: Scanner
) -> Doubt | None:
    """The doubt about a sentence of a passage, `text` being how it reads; None where there is none.

    The sentence before counts where it is of the same paragraph and does not ask: a heading that is a question looks
    like a planted task.

    Raises:
        ModelError: the scanner's model cannot be read.
    """
    chunk = passage.chunk
    content = content_of(chunk.version)
    known = Doubt(Span(chunk.document, chunk.version, start, end), passage.label, quoted(text))
    if (await scan(text, "document", scanner)).flagged:
        return known
    before = sentences(content.text, max(min(chunk.clause_start, chunk.start), start - BEFORE), start)
    said = content.text[slice(*before[-1])].strip() if before else ""
    is_apart = "\n\n" in content.text[before[-1][0] : start] if before else True
    if is_apart or not said or (said.endswith("?") and not screen(said).flagged):
        return None
    return replace(known, by_itself=False) if (await scan(said, "document", scanner)).flagged else None
