"""Documents: spans, pages, clauses, and the readers that make them from files."""
