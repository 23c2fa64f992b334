"""Feedback: what people made of a reply, each time as a record of its own that says on which record it is.

The record of a reply is never changed. Feedback has a content like any record, with the matters and documents that the
reply rests on, so the same rules say who may read it. Its facts hold only the number of the reply's record (`of`), so
the newest of a person is known even after its content was erased: what they had said before does not come back.

Feedback is about a reply and of no use without it. So it is erased along with the reply's content.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from pincite.audit.event import Entry, EventKind, Json

FEEDBACK: Final[EventKind] = "feedback"

OF: Final = "of"
"""The fact that says which record feedback is on, by its number."""


def is_on(entry: Entry) -> int | None:
    """The number of the record that feedback is on; None for any other record."""
    of = entry.facts.get(OF)
    return of if entry.kind == FEEDBACK and isinstance(of, int) and not isinstance(of, bool) else None


def on(records: Collection[int], entries: Iterable[Entry]) -> Iterator[Entry]:
    """Those of some entries that are feedback on one of these records and still have their content."""
    return (entry for entry in entries if is_on(entry) in records and entry.content is not None)


def standing(entries: Iterable[Entry]) -> Mapping[tuple[str, int], Entry]:
    """The newest feedback of each person on each record, from entries in their order; the erased and withdrawn too."""
    return {(entry.user, of): entry for entry in entries if (of := is_on(entry)) is not None}


def facts_of(record: int, rules_version: int) -> dict[str, Json]:
    """The facts of feedback on a record."""
    return {OF: record, "rules_version": rules_version}
