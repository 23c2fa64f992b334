"""Views of a backup and a restore."""

from dataclasses import dataclass
from pathlib import Path

from pincite.audit.gaps import Gap
from pincite.views.gap import SeenGap


@dataclass(frozen=True, slots=True)
class Backup:
    """What was copied and where: the number of files, their bytes, and the newest record, as `SEQ:HASH`."""

    to: Path
    files: int
    bytes: int
    head: str

    def json(self) -> dict[str, object]:
        """The contract's backup."""
        return {"backup": str(self.to), "files": self.files, "bytes": self.bytes, "head": self.head}


@dataclass(frozen=True, slots=True)
class Restored:
    """The outcome of a restore: the `gap` in the record (None if nothing is missing), and whether the record verifies.

    `replaced` is the folder in which the replaced workspace is kept, or None if nothing was replaced.
    """

    gap: Gap | None
    is_whole: bool
    replaced: Path | None = None

    def json(self) -> dict[str, object]:
        """The contract's restore."""
        gap = SeenGap(self.gap).json() if self.gap else {"seq": None, "missing": 0}
        return {**gap, "replaced": str(self.replaced) if self.replaced else None, "ok": self.is_whole}


@dataclass(frozen=True, slots=True)
class TakesTwo:
    """A restore that takes two people: the actions it would undo, and the text that the second person signs."""

    actions: frozenset[str]
    text: str

    def json(self) -> dict[str, object]:
        """The contract's restore that waits for a signature."""
        return {"takes_two": sorted(self.actions), "text": self.text}
