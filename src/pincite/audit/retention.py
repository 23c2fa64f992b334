"""How long contents are kept: the rules, as the record holds them, and what is due to be erased by them.

A rule is a record of kind `retention`: a number of years for a matter, or for all matters without a rule of their own;
null years take a rule back. The newest rule on a matter counts. A content that mentions several matters is kept as long
as any of them demands. Without any rule, contents are kept for good. Rows (who, when, the hashes) are always kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pincite.audit.event import Entry
from pincite.documents.span import MatterId

KEPT_KINDS = frozenset({"hold", "release", "retention", "erase", "clock"})
"""Records whose content says what may be erased, and why it was: they are never chosen to be erased."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Years that contents are kept, by matter and for all others; without a number, they are kept for good."""

    default: int | None
    matters: Mapping[MatterId, int]

    def ends(self, entry: Entry) -> datetime | None:
        """When a record's content is due to be erased; None if it is kept for good, or is gone already."""
        if entry.kind in KEPT_KINDS or entry.content is None or entry.matters is None:
            return None
        years = [self.matters.get(matter, self.default) for matter in entry.matters] or [self.default]
        bounded = [number for number in years if number is not None]
        if len(bounded) < len(years):
            return None
        return later(datetime.fromisoformat(entry.at), max(bounded))

    def is_due(self, entry: Entry, now: datetime) -> bool:
        """True if a record's content has been kept for as long as it must be."""
        end = self.ends(entry)
        return end is not None and end <= now


def rules_in(entries: Iterable[Entry]) -> Retention:
    """The rules in force, from all records in order."""
    default: int | None = None
    matters: dict[MatterId, int] = {}
    for entry in entries:
        if entry.kind != "retention" or entry.content is None:
            continue
        match entry.content:
            case {"matter": str(name), "years": int(years)}:
                matters[MatterId(name)] = years
            case {"matter": str(name), "years": None}:
                matters.pop(MatterId(name), None)
            case {"matter": None, "years": int() | None as years}:
                default = years
    return Retention(default, matters)


def later(at: datetime, years: int) -> datetime:
    """The same time of the day some years later; the 1st of March if that year has no 29th of February.

    >>> later(datetime(2024, 2, 29), 7).isoformat(), later(datetime(2026, 3, 1), 7).isoformat()
    ('2031-03-01T00:00:00', '2033-03-01T00:00:00')
    """
    try:
        return at.replace(year=at.year + years)
    except ValueError:
        return at.replace(year=at.year + years, month=3, day=1)
