"""Answering: statements, and the citations that pin them to clauses."""
