"""The view of what a record lacks that was put back from a backup."""

from dataclasses import dataclass

from pincite.audit.gaps import Gap


@dataclass(frozen=True, slots=True)
class SeenGap:
    """A gap in the record, as the record that names it says."""

    gap: Gap

    def json(self) -> dict[str, object]:
        """The contract's gap."""
        gap = self.gap
        return {
            "seq": gap.seq,
            "kept": gap.kept,
            "last": gap.last,
            "missing": gap.missing,
            "since": gap.since,
            "until": gap.until,
            "at": gap.at,
            "user": gap.user,
            "actor": gap.actor,
            "reason": gap.reason,
        }
