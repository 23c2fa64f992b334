"""The search index: its port, and the embedded engine behind it."""
