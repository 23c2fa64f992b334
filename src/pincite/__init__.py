"""pincite: answers over a law firm's documents, every sentence pinned to the clause that supports it."""

__version__ = "0.1.0"
