"""What was erased, of documents and of the record, as it is given out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pincite.audit.event import Entry, Hold
from pincite.documents.span import DocumentId


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, or would be: `documents` as whoever asked knows them, and what stays.

    `same_file` are documents that they may see and that have the same file. `same_file_elsewhere` counts others, and
    `records` the records that speak of them, None for all but the owner. `from_record` are the records whose contents
    go with them, `kept` those that a legal hold keeps. `record` is the place of the record of it, None where nothing
    was erased.
    """

    documents: tuple[str, ...]
    same_file: tuple[DocumentId, ...]
    same_file_elsewhere: int | None
    records: int | None
    from_record: tuple[int, ...]
    kept: Mapping[int, Hold]
    record: int | None

    def json(self) -> dict[str, object]:
        """The contract's erasure."""
        return {
            "dry_run": self.record is None,
            "erased": list(self.documents),
            "same_file": list(self.same_file),
            "same_file_elsewhere": self.same_file_elsewhere,
            "records": self.records,
            "records_erased": list(self.from_record),
            "records_kept": [{"seq": seq, "hold": hold.seq} for seq, hold in self.kept.items()],
            "seq": self.record,
        }


@dataclass(frozen=True, slots=True)
class Contents:
    """Contents that are to be erased, those that a hold keeps (with its record), and those not due yet."""

    erase: Sequence[Entry]
    kept: Sequence[tuple[Entry, int]]
    early: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased from the record, or would be: `erased` are places of records, `record` that of the erasure."""

    erased: tuple[int, ...]
    chosen: Contents
    record: int | None
    is_dry_run: bool

    def json(self) -> dict[str, object]:
        """The contract's erasure of contents."""
        return {
            "dry_run": self.is_dry_run,
            "erased": list(self.erased),
            "held": [{"seq": entry.seq, "hold": held} for entry, held in self.chosen.kept],
            "not_due": [entry.seq for entry in self.chosen.early],
            "seq": self.record,
        }
