"""A page of the documents that somebody may see: what is looked for, in which order, and where a page goes on.

Every catalogue gives the same pages. What a place in the list is, and which document is looked for, is said here once;
the catalogue in SQLite asks it of the rows that it cannot decide by itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from pincite.catalogue.entry import Entry
from pincite.documents.document import Fact, FactKind, Format
from pincite.documents.span import DocumentId, MatterId

Order = Literal["matter", "name", "newest", "date"]

Place = tuple[str, ...]
"""Where a document stands in a list: what it is put in order by, and last its id."""

DESCENDING: Final[dict[Order, tuple[bool, ...]]] = {
    "matter": (False, False, False, False),
    "name": (False, False),
    "newest": (True, False),
    "date": (True, False),
}
"""Of each part of a place, whether the last comes first. A document without a date has an empty one, and comes last."""

PARTIES: Final[tuple[FactKind, ...]] = ("party", "sender", "recipient")


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for; whatever is empty leaves nothing out.

    `words` each stand in the path or the title of a document; those of `kind` in what it says that it is, those of
    `party` in the name of one of its parties, in any case. `file` is its format. `since` and `until` bound its date.
    """

    words: str = ""
    kind: str = ""
    file: Format | Literal[""] = ""
    party: str = ""
    label: str = ""
    since: date | None = None
    until: date | None = None
    order: Order = "matter"

    @property
    def is_everything(self) -> bool:
        """True if nothing is left out."""
        return not (self.words or self.kind or self.file or self.party or self.label or self.since or self.until)

    @property
    def needs_facts(self) -> bool:
        """True if what documents state decides which are meant; to read that takes longest."""
        return bool(self.kind or self.party or self.since or self.until)


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Some documents in the order that was wanted, `of` all that were looked for, among `open_to` that may be seen.

    `next` is the place of the last of them, after which the next page begins; None at the end.
    """

    entries: tuple[Entry, ...]
    of: int
    open_to: int
    next: Place | None


def matter_by_matter(
    matters: Iterable[MatterId],
    after: Place | None,
    count: int,
    of_matter: Callable[[MatterId, Place | None, int], Sequence[tuple[DocumentId, Place]]],
) -> list[tuple[DocumentId, Place]]:
    """The first `count` documents of all matters after a place, in the order "matter"; only those needed are looked at.

    `of_matter` gives the first so many of one matter, in that order, after such a place if there is one.
    """
    found: list[tuple[DocumentId, Place]] = []
    for folded_name, matter in sorted((folded(matter), matter) for matter in matters):
        if len(found) == count:
            break
        if after is None or (folded_name, matter) >= after[:2]:
            is_same = after is not None and after[1] == matter
            found += of_matter(matter, after if is_same else None, count - len(found))
    return found


def listed(entries: Sequence[Entry], sought: Sought, after: Place | None, count: int) -> EntryPage:
    """A page of documents that may be seen, after a place, or from the first on."""
    found = [entry for entry in entries if is_sought(entry, sought)]
    placed = in_order([(place_of(entry, sought.order), entry) for entry in found], sought.order)
    rest = [each for each in placed if after is None or is_after(each[0], after, sought.order)]
    page = rest[:count]
    return EntryPage(
        entries=tuple(entry for _, entry in page),
        of=len(found),
        open_to=len(entries),
        next=page[-1][0] if len(rest) > count else None,
    )


def in_order(placed: Sequence[tuple[Place, Entry]], order: Order) -> list[tuple[Place, Entry]]:
    """Documents with their places, the first one first."""
    ordered = list(placed)
    for part, is_descending in reversed(list(enumerate(DESCENDING[order]))):
        ordered.sort(key=lambda each: each[0][part], reverse=is_descending)
    return ordered


def is_after(place: Place, other: Place, order: Order) -> bool:
    """True if a place comes after another one."""
    for one, before, is_descending in zip(place, other, DESCENDING[order], strict=True):
        if one != before:
            return (one < before) if is_descending else (one > before)
    return False


def place_of(entry: Entry, order: Order) -> Place:
    """Where a document stands in a list of this order."""
    match order:
        case "matter":
            return folded(entry.matter), entry.matter, folded(file_name(entry.path)), entry.document
        case "name":
            return folded(file_name(entry.path)), entry.document
        case "newest":
            return entry.read_at.isoformat(), entry.document
        case "date":
            return bears(entry.facts), entry.document


def is_sought(entry: Entry, sought: Sought) -> bool:
    """True for a document that is looked for."""
    return (
        (not sought.file or sought.file == entry.format)
        and (not sought.label or sought.label in entry.labels)
        and (not sought.words or has_all(f"{entry.path} {entry.title}", sought.words))
        and (not sought.needs_facts or states(entry.facts, sought))
    )


def states(facts: Iterable[Fact], sought: Sought) -> bool:
    """True if facts are those of a document that is looked for."""
    known = tuple(facts)
    if sought.kind and not any(has_all(kind, sought.kind) for kind in values_of(known, "type")):
        return False
    if sought.party and not any(has_all(party, sought.party) for party in values_of(known, *PARTIES)):
        return False
    if sought.since is None and sought.until is None:
        return True
    day = dated(known)[:10]
    return bool(day) and str(sought.since or "") <= day <= str(sought.until or "9999")


def values_of(facts: Iterable[Fact], *kinds: FactKind) -> list[str]:
    """What facts of some kinds say, each once, in their order."""
    return list(dict.fromkeys(fact.value for fact in facts if fact.kind in kinds))


def dated(facts: Sequence[Fact]) -> str:
    """The date that a document bears, as `2024-03-01`; empty if it states none."""
    return next(iter(values_of(facts, "date") or values_of(facts, "effective_date")), "")


def bears(facts: Sequence[Fact]) -> str:
    """The day by which a document is put in order; empty if it states none."""
    try:
        return date.fromisoformat(dated(facts)).isoformat()
    except ValueError:
        return ""


def has_all(text: str, words: str) -> bool:
    """True if a text has each of some words, in any case.

    >>> has_all("Master Services Agreement", "agreement MASTER"), has_all("Lease", "lease deed")
    (True, False)
    """
    low = text.casefold()
    return all(word in low for word in words.casefold().split())


def starts(document: str, path: str, name: str) -> bool:
    """True if a document's id, or the name of its file, begins with a name in any case.

    >>> starts("lease-abc", "/f/Lease of 2020.pdf", "lease of"), starts("lease-abc", "/f/Lease of 2020.pdf", "2020")
    (True, False)
    """
    wanted = name.strip().lower()
    return document.startswith(wanted) or file_name(path).lower().startswith(wanted)


def folded(text: str) -> str:
    """A text without the difference between capitals and small letters."""
    return text.casefold()


def file_name(path: str) -> str:
    """The name of a file, without its folders."""
    return path.rpartition("/")[2]
