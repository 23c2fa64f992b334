"""Which records are meant: by matter, person, time and kind."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pincite.audit.event import Entry
from pincite.documents.span import MatterId
from pincite.errors import RecordError


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records: of a matter, of a person (as user or as actor), from a time until before another, of some kinds.

    A field that is None, or empty, leaves nothing out.
    """

    matter: MatterId | None = None
    person: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    kinds: frozenset[str] = frozenset()

    def holds(self, entry: Entry) -> bool:
        """True for a selected record, by what its reader sees of it: a withheld content belongs to no matter.

        A record of a question needs more than to name the matter: see `narrowing.narrowed`.
        """
        if self.matter is not None and (entry.matters is None or self.matter not in entry.matters):
            return False
        if self.person is not None and self.person not in (entry.user, entry.actor):
            return False
        if self.kinds and entry.kind not in self.kinds:
            return False
        if self.since is None and self.until is None:
            return True
        at = datetime.fromisoformat(entry.at)
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)

    def words(self) -> str:
        """The selection in words, without a full stop."""
        parts = [
            f"of matter {self.matter}" if self.matter is not None else "",
            f"asked or done by {self.person}" if self.person is not None else "",
            f"of the kind {' or '.join(sorted(self.kinds))}" if self.kinds else "",
            f"from {_in_words(self.since)}" if self.since is not None else "",
            f"before {_in_words(self.until)}" if self.until is not None else "",
        ]
        return " ".join(["records", *(part for part in parts if part)]) if any(parts) else "all records"


def moment(text: str, *, ends: bool = False) -> datetime:
    """A date or a time as somebody typed it, in UTC unless it names another zone.

    A date means the beginning of its day. If it `ends` a period, it means the beginning of the next day, so that the
    day belongs to the period.

    Raises:
        RecordError: it is neither.

    >>> moment("2026-03-01").isoformat(), moment("2026-03-01", ends=True).isoformat()
    ('2026-03-01T00:00:00+00:00', '2026-03-02T00:00:00+00:00')
    """
    try:
        found = datetime.fromisoformat(text.strip())
        is_day = len(text.strip()) <= len("2026-03-01")
        found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
        return (found + timedelta(days=1) if ends and is_day else found).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RecordError(
            f"{text[:40]!r} is no date; give one as 2026-03-31, or a time as 2026-03-31T17:00+01:00"
        ) from error


def _in_words(at: datetime) -> str:
    return at.strftime("%Y-%m-%d" if (at.hour, at.minute, at.second) == (0, 0, 0) else "%Y-%m-%d %H:%M:%S UTC")
