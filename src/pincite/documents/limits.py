"""Limits on what comes with a document's text. Readers stay within them; the document checks refuse more."""

LONGEST_NOTE = 2_000
"""Characters of a region's note, a fact's value or an attachment's name."""

MOST_ATTACHMENTS = 1_000
"""Files inside one document. An archive or a mailbox with more is read in portions."""

LONGEST_SKETCH = 4_096
"""Bytes. Every document's sketch is in memory when documents are listed."""

MOST_WARNINGS = 100

LONGEST_WARNING = 2_000
