"""Where the changes of a comparison stand on the pages of both versions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.documents.document import Document, page_at
from pincite.structure.comparison.compare import ClauseChange, Comparison

Characters = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ChangePlace:
    """A page of each version on which a change stands; `change` counts the changes of the comparison from 0.

    Where one version has nothing of the change, the page is the one on which it would stand.
    """

    change: int
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Marked:
    """The part of one version that a change is about: characters `[start, end)`; none where it is missing at `gaps`."""

    ranges: tuple[Characters, ...]
    gaps: tuple[int, ...]


def change_places(found: Comparison, a: Document, b: Document) -> tuple[ChangePlace, ...]:
    """The places of all changes, in their order. A change that goes on to further pages has a place for each of them.

    There are none where a version has no pages.
    """
    if not (a.pages and b.pages):
        return ()
    return tuple(
        ChangePlace(number, *pages)
        for number, change in enumerate(found.changes)
        for pages in _beside(_pages(a, struck(change)), _pages(b, added(change)))
    )


def struck(change: ClauseChange) -> Marked:
    """The part of the earlier version that a change is about."""
    if change.kind in ("moved", "renumbered") and change.a is not None:
        return Marked(((change.a.start, change.a.end),), ())
    ranges = tuple((edit.a_start, edit.a_end) for edit in change.edits if edit.op == "delete")
    return Marked(ranges, () if ranges else tuple(edit.a_start for edit in change.edits if edit.op == "insert"))


def added(change: ClauseChange) -> Marked:
    """The part of the later version that a change is about."""
    if change.kind in ("moved", "renumbered") and change.b is not None:
        return Marked(((change.b.start, change.b.end),), ())
    ranges = tuple((edit.b_start, edit.b_end) for edit in change.edits if edit.op == "insert")
    return Marked(ranges, () if ranges else tuple(edit.b_start for edit in change.edits if edit.op == "delete"))


def letter_before(document: Document, gap: int) -> int:
    """The last character before a gap that is no white space; the first character of all where there is none."""
    return max(0, len(document.text[:gap].rstrip()) - 1)


def _pages(document: Document, marked: Marked) -> list[int]:
    """The pages on which something is marked, each once, in order."""
    places = [*marked.ranges, *((at, at + 1) for at in (letter_before(document, gap) for gap in marked.gaps))]
    ends = [(page_at(document.pages, start) or 1, page_at(document.pages, end - 1) or 1) for start, end in places]
    return sorted({page for first, last in ends for page in range(first, last + 1)}) or [1]


def _beside(a: Sequence[int], b: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pages beside each other, the last of the shorter ones as often as it takes."""
    longest = max(len(a), len(b))
    return ((a[min(at, len(a) - 1)], b[min(at, len(b) - 1)]) for at in range(longest))
