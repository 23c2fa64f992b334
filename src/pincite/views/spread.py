"""Two versions drawn beside each other: the pages on which a change stands, with what differs marked on both."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pincite.documents.document import Document
from pincite.documents.glyphs import boxes
from pincite.documents.regions import pieces_read
from pincite.structure.comparison.compare import ClauseChange, Comparison
from pincite.structure.comparison.places import ChangePlace, Marked, added, letter_before, struck
from pincite.views.beside import called
from pincite.views.sheet import MarkKind, Rectangle, Sheet, rectangle, sheet_of

GAP_WIDTH = 1.6
"""Points of the line that stands where the other version has words."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A page of either version, with all changes that stand on it; those of the change gone to are `is_now`.

    `what` became of that change's clause, and `name` is what the clause is called. `is_inexact` where it is known for
    neither page where the words of the change stand on it.
    """

    name: str
    what: str
    left: Sheet
    right: Sheet
    is_inexact: bool


def spread(found: Comparison, place: ChangePlace, a: Document, b: Document) -> Spread:
    """The pages of a place.

    Raises:
        DocumentError: the positions of the letters of a page are damaged.
    """
    change = found.changes[place.change]
    left = replace(sheet_of(a, place.a), marks=tuple(_marks(found, place, a, is_later=False)))
    right = replace(sheet_of(b, place.b), marks=tuple(_marks(found, place, b, is_later=True)))
    return Spread(
        name=called(change.b or change.a),
        what=change.kind,
        left=left,
        right=right,
        is_inexact=not any(mark.is_now for mark in (*left.marks, *right.marks)),
    )


def _marks(found: Comparison, place: ChangePlace, document: Document, *, is_later: bool) -> Iterator[Rectangle]:
    """What is marked on a page of one version, in the order of the changes."""
    if not document.glyphs:
        return
    for number, change in enumerate(found.changes):
        marked = added(change) if is_later else struck(change)
        for mark in _of_one(document, place.b if is_later else place.a, marked, _kind(change, is_later=is_later)):
            yield replace(mark, is_now=number == place.change)


def _kind(change: ClauseChange, *, is_later: bool) -> MarkKind:
    if change.kind in ("moved", "renumbered"):
        return "moved"
    return "added" if is_later else "struck"


def _of_one(document: Document, number: int, marked: Marked, kind: MarkKind) -> Iterator[Rectangle]:
    page = document.pages[number - 1]
    for start, end in marked.ranges:
        first, last = max(start, page.start), min(end, page.end)
        for piece in pieces_read(document, first, last) if first < last else ():
            for box in boxes(document.glyphs, document.pages, *piece):
                yield replace(rectangle(box, page), kind=kind)
    for gap in marked.gaps:
        letter = letter_before(document, gap)
        for box in (
            boxes(document.glyphs, document.pages, letter, letter + 1) if page.start <= letter < page.end else ()
        ):
            right = rectangle(replace(box, left=box.right + GAP_WIDTH / 2), page)
            yield replace(right, width=GAP_WIDTH, kind="gap")
