"""Spans: the one way pincite points at words.

A document has one text; a page, a clause, a highlight and a quote are all half-open ranges of its characters.
"""

from dataclasses import dataclass
from typing import NewType

DocumentId = NewType("DocumentId", str)
"""Identifies one (matter, path). The versions of its content belong to it."""

MatterId = NewType("MatterId", str)
"""Identifies a matter by the firm's own name for it."""

VersionId = NewType("VersionId", str)
"""Identifies one content of a document: a hash of its bytes, its name and the reader's revision."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of Unicode characters `[start, end)` in the text of one version of a document."""

    document: DocumentId
    version: VersionId
    start: int
    end: int
