"""Where the headings of a document's outline stand in its text."""

from bisect import bisect_left

from pincite.documents.document import Document

LONGEST_NUMBER = 60
"""Characters from the start of a clause to its heading: its number, and marks of the format."""


def headings_in(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """The headings that begin in a range, each from its number to its last word, in order."""
    clauses = document.clauses
    found: list[tuple[int, int]] = []
    for clause in clauses[bisect_left(clauses, start, key=lambda clause: clause.start) :]:
        if clause.start >= end:
            break
        if clause.heading:
            words = document.text.find(
                clause.heading, clause.start, clause.start + LONGEST_NUMBER + len(clause.heading)
            )
            if words >= 0:
                found.append((clause.start, words + len(clause.heading)))
    return found
