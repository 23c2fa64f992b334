"""Spans: the one way pincite points at words.

A document has one text; a page, a clause, a highlight and a quote are all half-open ranges of its characters.
"""

from dataclasses import dataclass
from typing import NewType

DocumentId = NewType("DocumentId", str)
"""Names one (matter, path); its content versions stand under it."""

MatterId = NewType("MatterId", str)
"""Names a matter, as the firm calls it."""

VersionId = NewType("VersionId", str)
"""Names one content of a document: a hash of its bytes and of the reader's revision."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of Unicode characters `[start, end)` in the text of one version of a document."""

    document: DocumentId
    version: VersionId
    start: int
    end: int
