"""Looks for LanceDB when a part of this adapter is imported, so that no way to it can forget to look."""

from pincite.index.extra import require_lancedb

require_lancedb()
