"""A backup, and a restore, as they are given out."""

from dataclasses import dataclass
from pathlib import Path

from pincite.audit.gaps import Gap
from pincite.audit.restoring import as_json


@dataclass(frozen=True, slots=True)
class Backup:
    """What was copied, and where to: how many files, their bytes, and the newest record, as `SEQ:HASH`."""

    to: Path
    files: int
    bytes: int
    head: str

    def json(self) -> dict[str, object]:
        """The contract's backup."""
        return {"backup": str(self.to), "files": self.files, "bytes": self.bytes, "head": self.head}


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to: the `gap` in the record, None where nothing is missing, and whether all of it holds.

    `replaced` is where what was there before is kept, None where nothing was replaced.
    """

    gap: Gap | None
    is_whole: bool
    replaced: Path | None = None

    def json(self) -> dict[str, object]:
        """The contract's restore."""
        gap = as_json(self.gap) if self.gap else {"seq": None, "missing": 0}
        return {**gap, "replaced": str(self.replaced) if self.replaced else None, "ok": self.is_whole}


@dataclass(frozen=True, slots=True)
class TakesTwo:
    """That a restore takes two people: the actions that it would undo, and the text that the second one signs."""

    actions: frozenset[str]
    text: str

    def json(self) -> dict[str, object]:
        """The contract's restore that waits for a signature."""
        return {"takes_two": sorted(self.actions), "text": self.text}
