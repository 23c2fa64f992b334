"""Views of erasures: of documents, and of contents of the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pincite.audit.event import Entry, Hold
from pincite.documents.span import DocumentId


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, or would be, and what stays.

    `documents` are the names that the asker knows the erased documents by. `same_file` are other documents with the
    same file that the asker may see, and `same_file_elsewhere` counts those they may not see. `records` counts the
    records that name the erased documents. Both counts are None for everybody but the owner. `from_record` are the
    numbers of the records whose contents are erased too; `kept` has those that a legal hold keeps, with the hold.
    `record` is the number of the record of the erasure, or None if nothing was erased. `called` has what people call
    the documents, by their names there. `router` is true if the router goes too, since a question in one of the records
    taught it.
    """

    documents: tuple[str, ...]
    same_file: tuple[DocumentId, ...]
    same_file_elsewhere: int | None
    records: int | None
    from_record: tuple[int, ...]
    kept: Mapping[int, Hold]
    record: int | None
    called: Mapping[str, str] = field(default_factory=dict)
    router: bool = False

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
            "router": self.router,
            "seq": self.record,
        }


@dataclass(frozen=True, slots=True)
class Contents:
    """Contents of records: those to erase, those that a hold keeps (with the hold's record), and those not due yet."""

    erase: Sequence[Entry]
    kept: Sequence[tuple[Entry, int]]
    early: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased from the record, or would be.

    `erased` are the numbers of the records. `record` is the number of the record of the erasure, or None on a dry run.
    `router` is true if the router goes too, since one of the questions taught it.
    """

    erased: tuple[int, ...]
    chosen: Contents
    record: int | None
    is_dry_run: bool
    router: bool = False

    def json(self) -> dict[str, object]:
        """The contract's erasure of contents."""
        return {
            "dry_run": self.is_dry_run,
            "erased": list(self.erased),
            "held": [{"seq": entry.seq, "hold": held} for entry, held in self.chosen.kept],
            "not_due": [entry.seq for entry in self.chosen.early],
            "router": self.router,
            "seq": self.record,
        }
