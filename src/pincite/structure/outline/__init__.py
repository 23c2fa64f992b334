"""Numbers and headings in a text become its outline: the tree of parts, sections, clauses and definitions."""
