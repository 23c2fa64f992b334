"""Two versions beside each other: for each clause that changed, its words in both, with those that differ marked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.documents.document import Document, page_at
from pincite.structure.comparison.compare import ClauseChange, Comparison, Side
from pincite.structure.comparison.wording import ComparableText, Wording, wordings
from pincite.views.comparison import KINDS
from pincite.views.printed import visible
from pincite.views.wording import counted


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one side; `is_changed` if the other side does not have them. `gap` is what stands before them."""

    gap: str
    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A clause that changed: what became of it, what it is called, and its words on either side.

    A side is empty where there is no such clause. Of one that was only moved or renumbered there are no words.
    """

    what: str
    before: str
    after: str
    pages: str
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """The rows of a comparison, and its sum in one sentence."""

    rows: tuple[Row, ...]
    said: str


def beside(found: Comparison, a: Document, b: Document) -> Beside:
    """A comparison of `a`, the earlier one, with `b`."""
    texts = ComparableText(a), ComparableText(b)
    return Beside(tuple(_row(change, a, b, *texts) for change in found.changes), _said(found))


def _row(change: ClauseChange, a: Document, b: Document, of_a: ComparableText, of_b: ComparableText) -> Row:
    has_words = change.kind not in ("moved", "renumbered")
    words = list(wordings(change, of_a, of_b)) if has_words else []
    sides = [(change.a, a), (change.b, b)]
    pages = [page_at(document.pages, side.start) for side, document in sides if side is not None]
    return Row(
        what=", ".join([change.kind, *(["moved"] if change.is_moved and has_words else [])]),
        before=called(change.a),
        after=called(change.b),
        pages=" → ".join(dict.fromkeys(f"p. {page}" for page in pages if page is not None)),
        left=tuple(_pieces(words, "delete")) if change.a is not None else (),
        right=tuple(_pieces(words, "insert")) if change.b is not None else (),
    )


def _pieces(words: Sequence[Wording], changed: str) -> Iterator[Piece]:
    is_first = True
    for one in words:
        if one.op in ("equal", changed) and one.words:
            gap = " " if one.is_apart and not is_first else ""
            yield Piece(gap, visible(one.words), one.op == changed)
            is_first = False


def called(side: Side | None) -> str:
    """What the clause of one version is called; empty where that version has none."""
    if side is None:
        return ""
    name = " ".join(part for part in (visible(side.number), visible(side.heading)) if part)
    return name or ("signatures" if side.kind == "signature" else "outside the clauses")


def _said(found: Comparison) -> str:
    same = f"{counted(found.unchanged, 'clause')} unchanged"
    if not found.changes:
        return f"The words are the same: {same}."
    if not found.are_versions:
        return f"These are two different documents, not versions of one: they share {found.kept:.0%} of their words."
    kinds = Counter(change.kind for change in found.changes)
    listed = ", ".join([*(f"{kinds[kind]:,} {kind}" for kind in KINDS if kinds[kind]), same])
    return f"{min(found.kept, 0.999):.1%} of the words stayed: {listed}."
