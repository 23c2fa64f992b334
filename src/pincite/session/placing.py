"""Where a file that was sent belongs: to a document that is here already, to none yet, or nowhere since it was moved.

Only what the sender may see counts. What they may not see is neither replaced nor told of: a file of its name is a new
document.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from pincite.catalogue.entry import Entry
from pincite.documents.span import MatterId
from pincite.serving.names import SENT

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.catalogue.port import Catalogue
    from pincite.session.session import Session

Outcome = Literal["version", "same", "moved"]
"""What a file that was sent became besides a new document: a new version of one, one that stays as it was, or nothing,
since its document was moved to another matter."""

OUTCOMES: Mapping[str, Outcome] = {one: one for one in get_args(Outcome)}
"""Each by its name."""


@dataclass(frozen=True, slots=True)
class Places:
    """The path of each file that is to be read, by its name.

    `earlier` are the documents that are read again, `moved` those of files that are not read, by the files' names.
    `held` are documents of files that hold others, such as archives, which are opened again.
    """

    paths: Mapping[str, str]
    earlier: Mapping[str, Entry]
    moved: Mapping[str, Entry]
    held: tuple[Entry, ...]


def places_of(session: "Session", delivery: str, names: Collection[str], matter: MatterId) -> Places:
    """Where files go that somebody sends to a matter. Waits for the disk.

    A file of the same name and folders as one that was sent to the matter before is read again at its place. So is an
    archive, or a message with files in it, if all that came in it is open to the sender. A file whose document was
    moved out of the matter is not read into it again, if the sender sees where it is.
    """
    scope, catalogue = session.scope(), session.firm.catalogue
    wanted = frozenset(names)
    earlier: dict[str, Entry] = {}
    moved: dict[str, Entry] = {}
    opened: dict[str, str] = {}  # files that hold others: where they were read
    inside: dict[str, list[Entry]] = {}
    for name, entry in _newest_first(catalogue, scope, wanted):
        is_here = entry.matter == matter
        if not is_here and not catalogue.has_moved_out(matter, entry.path):
            continue
        is_itself = sent_as(entry.path) == name
        if is_itself and not is_here:
            moved.setdefault(name, entry)
        elif is_itself and not entry.holders and not entry.attached:
            earlier.setdefault(name, entry)
        else:
            outer = opened.setdefault(name, _outer(entry.path, name))
            if is_here and outer in around(entry.path):
                inside.setdefault(name, []).append(entry)
    for name, path in opened.items():
        if name not in earlier and not _is_all_open(catalogue, matter, path, scope):
            opened[name] = ""
    paths = {
        name: earlier[name].path if name in earlier else opened.get(name) or f"{SENT}/{delivery}/{name}"
        for name in wanted
        if name in earlier or name in opened or name not in moved
    }
    held = tuple(each for name, path in opened.items() if path and name not in earlier for each in inside.get(name, ()))
    return Places(paths, earlier, {name: entry for name, entry in moved.items() if name not in paths}, held)


def alike(session: "Session", names: Collection[str], matter: MatterId) -> Mapping[str, tuple[Entry, ...]]:
    """Documents of a matter, sent in a folder, that have the name of a file which is about to come without one.

    By the files' names; those that take the place of one anyway are left out. Waits for the disk.
    """
    by_name = {name.casefold(): name for name in names if "/" not in name}
    taken = frozenset(names)
    found: dict[str, list[Entry]] = {}
    catalogue, scope = session.firm.catalogue, session.scope(matter=matter)
    called = {
        document: by_name[name]
        for document, path in (catalogue.lying_in(SENT, scope) if by_name else ())
        if (sent := sent_as(path) or "") not in taken and (name := sent.rpartition("/")[2].casefold()) in by_name
    }
    for entry in sorted(catalogue.permitted(called, scope).values(), key=lambda one: (one.matter, one.path)):
        if not entry.holders and not entry.attached:
            found.setdefault(called[entry.document], []).append(entry)
    placed = places_of(session, "", found, matter)
    return {name: tuple(one) for name, one in found.items() if name not in placed.earlier and name not in placed.moved}


def outcomes(session: "Session", places: Places, failed: Collection[str]) -> dict[str, Outcome]:
    """What became of the documents that files belonged to, once all but those at the paths `failed` were read.

    Of a file that holds others, each document that came in it counts for itself. Waits for the disk.
    """
    found: dict[str, Outcome] = {entry.document: "moved" for entry in places.moved.values()}
    not_read = frozenset(failed)
    for entry in (*places.earlier.values(), *places.held):
        standing = session.firm.catalogue.standing(entry.document)
        if standing is not None and not any(path in not_read for path in around(entry.path)):
            found[entry.document] = "same" if standing.version == entry.version else "version"
    return found


def sent_as(path: str) -> str | None:
    """The name, with its folders, under which a file was sent; None for the path of one that was not.

    >>> sent_as("/sent/3fA9/Closing binder/Lease.pdf"), sent_as("/srv/firm/Lease.pdf")
    ('Closing binder/Lease.pdf', None)
    """
    if not path.startswith(f"{SENT}/"):
        return None
    return path.removeprefix(f"{SENT}/").partition("/")[2] or None


def _newest_first(catalogue: "Catalogue", scope: "Scope", names: Collection[str]) -> Iterator[tuple[str, Entry]]:
    """The documents that were sent under some names, themselves or in other files, each with its name."""
    called = {
        document: name
        for document, path in catalogue.lying_in(SENT, scope)
        if (name := _sent_in(path, names)) is not None
    }
    entries = sorted(catalogue.permitted(called, scope).values(), key=lambda one: (one.matter, one.path))
    for entry in sorted(entries, key=lambda one: one.read_at, reverse=True):
        yield called[entry.document], entry


def _sent_in(path: str, names: Collection[str]) -> str | None:
    """The one of some names under which a file was sent, itself or in another one."""
    whole = sent_as(path)
    return next((name for name in around(whole) if name in names), None) if whole is not None else None


def around(path: str) -> Iterator[str]:
    """A path, and those of the files and folders that it lies in, the innermost first."""
    at = len(path)
    while at > 0:
        yield path[:at]
        at = path.rfind("/", 0, at)


def _outer(path: str, name: str) -> str:
    """The path of the file that was sent under a name, of which this is the path or that of a file in it."""
    delivery = path.removeprefix(f"{SENT}/").partition("/")[0]
    return f"{SENT}/{delivery}/{name}"


def _is_all_open(catalogue: "Catalogue", matter: MatterId, path: str, scope: "Scope") -> bool:
    """True if everything that stands of a file and came in it may be seen: otherwise it would go with the version."""
    inside = {known.document for known in catalogue.known_within(matter, path) if known.is_present}
    itself = catalogue.standing(catalogue.identify(matter, path))
    documents = inside | ({itself.document} if itself is not None else set())
    return len(catalogue.permitted(documents, scope)) == len(documents)
