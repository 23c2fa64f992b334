"""Compares two versions of a document: which clauses were changed, added, removed, moved or renumbered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.documents.document import ClauseKind, Document, RegionKind
from pincite.structure.comparison.alignment import UnitPair, align
from pincite.structure.comparison.edits import Edit, edits
from pincite.structure.comparison.units import NOT_COMPARED, ComparedWord, ComparisonUnit, not_compared, units_of
from pincite.structure.likeness import resemblance

ChangeKind = Literal["changed", "added", "removed", "moved", "renumbered"]

DIFFERENT = 0.35
"""Share of kept words below which two documents are not versions of each other. Agreements on one form, filled in anew,
have 0.9 and more; drafts that another party reworked have 0.48 and more. Agreements of one kind that one firm wrote
separately have up to 0.28; those by unrelated firms have 0.03."""


@dataclass(frozen=True, slots=True)
class Side:
    """The clause of one version that a change is about: its own words at `[start, end)`, without the clauses in it.

    `number` and `heading` are empty, and `kind` is None, for text outside all clauses.
    """

    number: str
    heading: str
    start: int
    end: int
    kind: ClauseKind | None


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What became of one clause. `a` is None for an added one, `b` for a removed one.

    "renumbered": the same words in the same place under another number. "moved": the same words in another place, under
    any number. A "changed" clause may have another number too; `is_moved` says whether its place changed. `edits` cover
    every compared word of both sides, in order, except a number that the other side's format computes.
    """

    kind: ChangeKind
    a: Side | None
    b: Side | None
    edits: tuple[Edit, ...]
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions compared.

    `likeness` is the share of word runs that they have in common, 0 to 1. `kept` is the share of both texts that was
    neither struck nor added; a change in every clause lowers it less. `unchanged` counts the clauses with the same
    words, number and order. `changes` are in the order of the newer text; a removed clause comes where it stood.
    `left_out` are the kinds of parts in either version that are not compared (see `units.NOT_COMPARED`).
    """

    likeness: float
    kept: float
    unchanged: int
    changes: tuple[ClauseChange, ...]
    left_out: tuple[RegionKind, ...]

    @property
    def are_versions(self) -> bool:
        """False where the two have so little in common that they are different documents."""
        return self.kept >= DIFFERENT


def compare(a: Document, b: Document) -> Comparison:
    """The changes from `a` to `b`."""
    units_a, units_b = units_of(a), units_of(b)
    pairs = align(units_a, units_b)
    changes = [change for _, change in sorted(_changes(units_a, units_b, pairs), key=lambda placed: placed[0])]
    unchanged = len(pairs) - sum(change.a is not None and change.b is not None for change in changes)
    return Comparison(
        likeness=resemblance(_compared(units_a), _compared(units_b)),
        kept=_kept(units_a, units_b, changes),
        unchanged=unchanged,
        changes=tuple(changes),
        left_out=tuple(kind for kind in NOT_COMPARED if _leaves_out(a, kind) or _leaves_out(b, kind)),
    )


def _leaves_out(document: Document, kind: RegionKind) -> bool:
    """True for a document with parts of a kind that is not compared."""
    return kind in not_compared(document) and any(kind == region.kind for region in document.regions)


def _kept(a: Sequence[ComparisonUnit], b: Sequence[ComparisonUnit], changes: Sequence[ClauseChange]) -> float:
    """The share of the characters of both texts that no edit struck or added; 1 for two texts without words."""
    total = sum(unit.end - unit.start for unit in (*a, *b))
    edited = sum(
        edit.a_end - edit.a_start + edit.b_end - edit.b_start
        for change in changes
        for edit in change.edits
        if edit.op != "equal"
    )
    return max(0.0, 1 - edited / total) if total else 1.0


def _compared(units: Sequence[ComparisonUnit]) -> str:
    return " ".join(word.key for unit in units for word in (*unit.label, *unit.words))


def _changes(
    a: Sequence[ComparisonUnit], b: Sequence[ComparisonUnit], pairs: Sequence[UnitPair]
) -> Iterator[tuple[tuple[int, int, int], ClauseChange]]:
    """The changes, each with its sort key: at or after which unit of `b` it stands."""
    became: dict[int, int] = {}
    taken: set[int] = set()
    for pair in pairs:
        taken.update(pair.b)
        if pair.in_order:
            became.update(dict.fromkeys(pair.a, pair.b.stop - 1))
        one, other = [a[i] for i in pair.a], [b[j] for j in pair.b]
        kind = _became(one, other, in_order=pair.in_order)
        if kind is not None:
            sides = _side(a[pair.main_a], one), _side(b[pair.main_b], other)
            yield (pair.b.start, 0, 0), ClauseChange(kind, *sides, _edits(one, other), not pair.in_order)
    moved = {i for pair in pairs if not pair.in_order for i in pair.a}
    reached = -1
    for i, unit in enumerate(a):
        if i in became:
            reached = became[i]
        elif i not in moved:
            at = b[reached].end if reached >= 0 else 0
            edit = Edit("delete", unit.start, unit.end, at, at)
            yield (reached, 1, i), ClauseChange("removed", _side(unit, [unit]), None, (edit,))
    before = {j: i for i, j in became.items()}
    at = 0
    for j, unit in enumerate(b):
        at = a[before[j]].end if j in before else at
        if j not in taken:
            edit = Edit("insert", at, at, unit.start, unit.end)
            yield (j, 0, 0), ClauseChange("added", None, _side(unit, [unit]), (edit,))


def _became(a: Sequence[ComparisonUnit], b: Sequence[ComparisonUnit], *, in_order: bool) -> ChangeKind | None:
    """What became of a pair; None where it did not change.

    A number that a word processor computes is not part of the words, so two clauses with one number may differ by it.
    """
    whole_a, whole_b = ([word.key for unit in side for word in (*unit.label, *unit.words)] for side in (a, b))
    is_same = [word.key for word in _words(a)] == [word.key for word in _words(b)]
    if whole_a != whole_b and not is_same:
        return "changed"
    if not in_order:
        return "moved"
    is_printed_alike = whole_a == whole_b and (bool(a[0].label) or not (a[0].number and b[0].number))
    return None if is_printed_alike or a[0].number == b[0].number else "renumbered"


def _words(units: Sequence[ComparisonUnit]) -> list[ComparedWord]:
    """The words of the units that make up one clause, without the number at the beginning."""
    return [*units[0].words, *(word for unit in units[1:] for word in (*unit.label, *unit.words))]


def _side(main: ComparisonUnit, units: Sequence[ComparisonUnit]) -> Side:
    kind = main.clause.kind if main.clause is not None else None
    return Side(main.number, main.heading, units[0].start, units[-1].end, kind)


def _edits(a: Sequence[ComparisonUnit], b: Sequence[ComparisonUnit]) -> tuple[Edit, ...]:
    """The edits of a pair: of its number, then of its words.

    A number in the words of only one side is left out where the other side computes its number.
    """
    label_a, label_b = a[0].label, b[0].label
    after_a = label_a[-1].end if label_a else a[0].start
    after_b = label_b[-1].end if label_b else b[0].start
    if bool(label_a) == bool(label_b):
        numbers = edits(label_a, label_b, a[0].start, b[0].start)
        return (*numbers, *edits(_words(a), _words(b), after_a, after_b))
    if a[0].number and b[0].number:
        return edits(_words(a), _words(b), after_a, after_b)
    return edits([*label_a, *_words(a)], [*label_b, *_words(b)], a[0].start, b[0].start)
