"""Builds a text's outline from its numbers and headings: the tree of parts, sections, clauses and definitions."""
