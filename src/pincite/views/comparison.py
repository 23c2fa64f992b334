"""The view of two compared documents."""

from collections import Counter
from dataclasses import dataclass

from pincite.catalogue.entry import Entry
from pincite.documents.document import Document, page_at
from pincite.structure.comparison.compare import ChangeKind, Comparison
from pincite.structure.comparison.compare import Side as Clause
from pincite.structure.comparison.edits import Edit

KINDS: tuple[ChangeKind, ...] = ("changed", "added", "removed", "moved", "renumbered")

Side = tuple[Entry, Document]
"""One of the two documents: its catalogue entry and its text."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The differences between two documents, from `a` to `b`."""

    found: Comparison
    a: Side
    b: Side

    def json(self) -> dict[str, object]:
        """The contract's comparison of two documents."""
        found, a, b = self.found, self.a, self.b
        counts = Counter(change.kind for change in found.changes)
        return {
            "a": _version_json(a[0]),
            "b": _version_json(b[0]),
            "versions": found.are_versions,
            "likeness": round(found.likeness, 4),
            "kept": round(found.kept, 4),
            "unchanged": found.unchanged,
            **{kind: counts[kind] for kind in KINDS},
            "left_out": list(found.left_out),
            "changes": [
                {
                    "kind": change.kind,
                    "moved": change.is_moved,
                    "a": _side_json(change.a, a[1]),
                    "b": _side_json(change.b, b[1]),
                    "edits": [_edit_json(edit, a[1], b[1]) for edit in change.edits],
                }
                for change in found.changes
            ],
        }


def _version_json(entry: Entry) -> dict[str, object]:
    return {
        "document": entry.document,
        "version": entry.version,
        "matter": entry.matter,
        "path": entry.path,
        "title": entry.title,
    }


def _side_json(side: Clause | None, content: Document) -> dict[str, object] | None:
    if side is None:
        return None
    return {
        "number": side.number,
        "heading": side.heading,
        "kind": side.kind,
        "page": page_at(content.pages, side.start),
        "start": side.start,
        "end": side.end,
    }


def _edit_json(edit: Edit, a: Document, b: Document) -> dict[str, object]:
    words = {
        "equal": None,
        "delete": a.text[edit.a_start : edit.a_end],
        "insert": b.text[edit.b_start : edit.b_end],
    }[edit.op]
    return {
        "op": edit.op,
        "a": {"start": edit.a_start, "end": edit.a_end},
        "b": {"start": edit.b_start, "end": edit.b_end},
        "text": words,
    }
