"""How long a question may be; apart from what understands one, which takes a command a fifth of a second to load."""

LONGEST_QUESTION = 8_000
"""The most characters of a question. A longer one is a document, and the encoder would read only its first page."""
