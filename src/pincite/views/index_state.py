"""Views of the search index: how it stands, and what a fold did."""

from dataclasses import dataclass

from pincite.index.notes import Fold
from pincite.index.status import IndexStatus
from pincite.ingest.rebuild import Rebuilt


@dataclass(frozen=True, slots=True)
class IndexState:
    """How the search index stands."""

    status: IndexStatus

    def json(self) -> dict[str, object]:
        """The contract's state of the index. Sizes are in bytes."""
        found = self.status
        return {
            "version": found.version,
            "rows": found.rows,
            "documents": found.documents,
            "unfolded": found.unfolded,
            "fragments": found.fragments,
            "versions": found.versions,
            "vectors": found.vectors,
            "parts": found.parts,
            "bytes": dict(found.bytes),
            "last_fold": None if found.folded is None else fold_json(found.folded),
            "problems": list(found.problems),
        }


@dataclass(frozen=True, slots=True)
class IndexRebuilt:
    """What a rebuild of the search index did."""

    rebuilt: Rebuilt

    def json(self) -> dict[str, object]:
        """The contract's rebuild; `audit` is its record."""
        made = self.rebuilt
        return {
            "documents": made.documents,
            "rows": made.rows,
            "made": made.made,
            "copied": made.copied,
            "embedded": made.embedded,
            "changed": made.changed,
            "seconds": round(made.seconds, 3),
            "audit": made.seq,
        }


def fold_json(fold: Fold) -> dict[str, object]:
    """The contract's fold: when it ended, its seconds, and how many rows had waited for it."""
    return {"at": fold.at, "seconds": fold.seconds, "rows": fold.rows, "whole": fold.is_whole}
