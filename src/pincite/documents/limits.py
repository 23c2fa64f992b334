"""How much a document may have of what comes with its text. Readers keep to it; what checks documents refuses more."""

LONGEST_NOTE = 2_000
"""Characters of a region's note, a fact's value, an attachment's name."""

MOST_ATTACHMENTS = 1_000
"""Files that come with one document. An archive or a mailbox with more gives them in portions."""

LONGEST_SKETCH = 4_096
"""Bytes. Every document's sketch is in memory when documents are listed."""

MOST_WARNINGS = 100

LONGEST_WARNING = 2_000
