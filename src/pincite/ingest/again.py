"""Which file in a file is which, when a file that was read before is read again.

A file in a file is known by its name in it. That is no name where several have the same, where a mailbox numbers its
messages, or where a message counts files without names: whoever takes one away renames those behind it. There a file
is known again by what it is: the same bytes, or else the same words with the same files in it. What cannot be known
again is a document of its own. Grants do not open it; a wall from one that it may be holds for it as well, since that
one is noted with what the document came in (`kin`).
"""

import re
from bisect import bisect_left
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import PurePath

from pincite.catalogue.entry import Known, version_id
from pincite.documents.document import CONTAINERS, Attachment, Document
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import DocumentError
from pincite.ingest.inside import Names, cleaned
from pincite.ingest.run import Library

IN_STEP = 16
"""Earlier files that are compared first with the next one: most stand where they stood, but for some that went."""

NUMBERED = re.compile(r"(?: \(\d+\))+$")
"""What `Names` puts behind a name that is taken."""

IN_MAILBOX = re.compile(r"\d{4,}(?=[ .])")
"""What the reader of mailboxes puts before a subject."""

COUNTED = re.compile(r"(attachment) \d+")
"""How readers call a file without a name."""

UNSURE = (
    "it cannot be told which of the files that were read from there before this one is, so it is a document of its "
    "own: a wall from one that it may be holds for it too, and a grant of one does not open it"
)

MAY_HAVE_MOVED = (
    "a file of that name was moved to another matter, and this may be it, so it is not read into this one: to read it "
    "here, unpack it and ingest it by itself"
)

Portions = Callable[[], AsyncIterator[tuple[int, Sequence[Attachment]]]]
"""Gives the files in a file from the start, a portion at a time, each with the place of its first file."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A file that is opened: its matter, its path and what it came in, itself the last.

    `known` is all that the outermost file held before, by path; `earlier` are paths that this one may have had then.
    """

    matter: MatterId
    path: str
    is_mailbox: bool
    holders: tuple[DocumentId, ...]
    known: Sequence[Known]
    earlier: tuple[str, ...] = ()

    def below(self, path: str) -> Sequence[Known]:
        """What was known of the files in the one at a path."""
        first = bisect_left(self.known, f"{path}/", key=_path)
        return self.known[first : bisect_left(self.known, f"{path}0", key=_path)]

    def at(self, path: str) -> Known | None:
        """What was known of the file at a path."""
        place = bisect_left(self.known, path, key=_path)
        return self.known[place] if place < len(self.known) and self.known[place].path == path else None


@dataclass(frozen=True, slots=True)
class InnerPlace:
    """Where a file in a file belongs.

    `kin` are documents and archives whose walls hold for it; `earlier` are paths under which its own files may have
    been known; `labels` are those that all carry which it may be. `is_unsure` when it was not known again, and
    `may_have_moved` when it may be one that was moved to another matter.
    """

    path: str
    kin: tuple[DocumentId, ...] = ()
    earlier: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    is_unsure: bool = False
    may_have_moved: bool = False


@dataclass(slots=True, eq=False)
class _Earlier:
    """A file that was there before: a document, or an archive, which is none. `below` are documents that lay in it."""

    path: str
    known: Known | None = None
    below: list[Known] = field(default_factory=list)
    is_met: bool = False

    @property
    def all(self) -> list[Known]:
        """The document itself and those in it."""
        return [*([self.known] if self.known is not None else []), *self.below]

    @property
    def is_present(self) -> bool:
        """True where it was met when the file was read last, as far as is known."""
        return any(each.is_present for each in self.all)

    @property
    def has_moved(self) -> bool:
        """True where it was moved to another matter, as far as is known."""
        return any(each.has_moved for each in self.all[:1])


@dataclass(slots=True, eq=False)
class _Member:
    """A file that is there now; `again` is the earlier one that it is, `like` are those that have the same bytes."""

    name: str
    again: _Earlier | None = None
    like: list[Known] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Family:
    """Files of one name, but for numbers: those there are now, and those there were.

    `elsewhere` are those in files that this one may have been. `is_plain` when the name alone says which is which.
    """

    members: list[_Member] = field(default_factory=list)
    before: list[_Earlier] = field(default_factory=list)
    elsewhere: list[_Earlier] = field(default_factory=list)
    is_plain: bool = False

    def left(self) -> list[_Earlier]:
        """Earlier files that are not known again yet."""
        return [earlier for earlier in self.before if not earlier.is_met]

    @property
    def is_waiting(self) -> bool:
        """True where there are files, and earlier ones that they may be."""
        return not self.is_plain and any(member.again is None for member in self.members) and bool(self.left())


async def places(
    shelf: Shelf, names: Sequence[str], portions: Portions, library: Library, held: Set[str]
) -> tuple[list[InnerPlace], set[str]]:
    """Where the files of these names in a file belong, in their order; and paths of what must stay as it is.

    Those are paths of earlier files that may be ones which cannot be read now. `held` are paths that are taken.
    """
    members = [_Member(cleaned(name)) for name in names]
    families = _families(shelf, members)
    of_member = {member: family for family in families for member in family.members}
    walled = library.walled() - frozenset(shelf.holders)
    suspects = [known for known in shelf.known if walled.intersection((known.document, *known.holders))]
    kept: set[str] = set()
    if suspects or any(not family.is_plain and (family.before or family.elsewhere) for family in families):
        async for first, files in portions():
            part = list(zip(members[first:], files, strict=False))
            for family in families:
                if family.before and not family.is_plain:
                    _know_by_bytes(family, [pair for pair in part if of_member[pair[0]] is family])
            for member, file in part:
                family = of_member[member]
                if member.again is None and not (family.is_plain and family.before):
                    beside = [each.known for each in family.elsewhere if each.known is not None]
                    member.like = [known for known in (*suspects, *beside) if _is_same(file.content, known)]
    waiting = {family for family in families if family.is_waiting}
    if waiting:
        async for first, files in portions():
            for member, file in zip(members[first:], files, strict=False):
                if member.again is None and of_member[member] in waiting:
                    kept |= await _know_by_words(of_member[member], member, file, shelf, library)
    return _given(shelf, members, of_member, walled, library, held), kept


def _families(shelf: Shelf, members: Sequence[_Member]) -> list[_Family]:
    """The files there are and were, by their names without numbers."""
    families: dict[str, _Family] = {}
    for member in members:
        families.setdefault(_without_number(member.name, shelf), _Family()).members.append(member)
    for path in (shelf.path, *shelf.earlier):
        found: dict[str, _Earlier] = {}
        for known in shelf.below(path):
            for end in _ends(known.path, len(path) + 1):
                family = families.get(_without_number(known.path[len(path) + 1 : end], shelf))
                if family is None:
                    continue
                earlier = found.get(known.path[:end])
                if earlier is None:
                    earlier = found[known.path[:end]] = _Earlier(known.path[:end])
                    (family.before if path == shelf.path else family.elsewhere).append(earlier)
                if end == len(known.path):
                    earlier.known = known
                else:
                    earlier.below.append(known)
    for family in families.values():
        family.is_plain = _is_plain(family, shelf)
    return list(families.values())


def _is_plain(family: _Family, shelf: Shelf) -> bool:
    """True for one file of its name, now and when the file was read last: then the name says which it is."""
    name = family.members[0].name
    if len(family.members) > 1 or family.elsewhere or shelf.is_mailbox or _is_counted(name):
        return False
    paths = {earlier.path for earlier in family.before if earlier.is_present}
    paths = paths or {earlier.path for earlier in family.before}
    return paths <= {f"{shelf.path}/{name}"}


def _is_counted(name: str) -> bool:
    file = PurePath(name).name
    return COUNTED.match(file) is not None or PurePath(file).stem == "unnamed"


def _without_number(name: str, shelf: Shelf) -> str:
    """A name without the numbers and signs by which files of one name are told apart."""
    folder, slash, file = name.rpartition("/")
    if shelf.is_mailbox:
        file = IN_MAILBOX.sub("", file, count=1)
    stem, dot, ending = file.rpartition(".")
    if not stem.strip():
        stem, dot, ending = file, "", ""
    stem = COUNTED.sub(r"\1", NUMBERED.sub("", stem)).strip()
    return f"{folder}{slash}{stem}{dot}{ending}"


def _know_by_bytes(family: _Family, part: Sequence[tuple[_Member, Attachment]]) -> None:
    """Find the earlier files that have the same bytes, in their order as far as that goes."""
    for within in (IN_STEP, len(family.before)):
        left = [earlier for earlier in family.left() if earlier.known is not None]
        at = 0
        for member, file in part:
            if member.again is not None:
                continue
            first = at if within == IN_STEP else 0
            for place, earlier in enumerate(left[first : first + within], start=first):
                if not earlier.is_met and earlier.known is not None and _is_same(file.content, earlier.known):
                    member.again, earlier.is_met, at = earlier, True, place + 1
                    break


async def _know_by_words(
    family: _Family, member: _Member, file: Attachment, shelf: Shelf, library: Library
) -> set[str]:
    """Match a file with the earlier one of the same words and files; return paths of those to keep.

    They are kept where the file cannot be read, since it may be any of them.
    """
    try:
        if not file.content:
            raise DocumentError(member.name)
        found = await library.reader.read(file.content, PurePath(member.name).name, None, shelf.path)
    except DocumentError:
        return {known.path for earlier in family.left() for known in earlier.all}
    for earlier in family.left():
        if found.format in CONTAINERS:
            is_alike = earlier.known is None
        else:
            is_alike = (
                earlier.known is not None
                and earlier.known.version is not None
                and library.catalogue.has_text(earlier.known.version, found.text)
            )
        if is_alike and await _has_same_inside(found, earlier.path, shelf, library):
            member.again, earlier.is_met = earlier, True
            break
    return set()


async def _has_same_inside(found: Document, path: str, shelf: Shelf, library: Library) -> bool:
    """True when the files in a file are those that were read from an earlier one at a path, no more and no less."""
    names = Names()
    met: set[str] = set()
    for file in found.attachments:
        at = f"{path}/{names.unique(file.name)}"
        known = shelf.at(at)
        if known is not None and (not known.is_present or not _is_same(file.content, known)):
            return False
        if known is None and not (shelf.below(at) and await _is_same_archive(file, at, shelf, library)):
            return False
        met.add(at)
    present = [known.path for known in shelf.below(path) if known.is_present]
    return all(any(each[:end] in met for end in _ends(each, len(path) + 1)) for each in present)


async def _is_same_archive(file: Attachment, path: str, shelf: Shelf, library: Library) -> bool:
    """True when a file is an archive with the files that were read from an earlier one at a path."""
    try:
        found = await library.reader.read(file.content, PurePath(path).name, None, shelf.path)
    except DocumentError:
        return False
    return found.format in CONTAINERS and await _has_same_inside(found, path, shelf, library)


def _is_same(content: bytes, known: Known) -> bool:
    """True when a file has the bytes that an earlier one had."""
    return known.version == version_id(content, PurePath(known.path).name, known.recogniser)


def _given(
    shelf: Shelf,
    members: Sequence[_Member],
    of_member: Mapping[_Member, _Family],
    walled: Set[DocumentId],
    library: Library,
    held: Set[str],
) -> list[InnerPlace]:
    """The places of files, once each is matched with its earlier file."""
    again = {member.again.path for member in members if member.again is not None}
    plain = {f"{shelf.path}/{member.name}" for member in members if of_member[member].is_plain}
    taken = again | plain | {known.path for known in shelf.known}
    names = Names(lambda name: f"{shelf.path}/{name}" in taken or f"{shelf.path}/{name}" in held)
    left = {family: family.left() for family in set(of_member.values())}
    given: list[InnerPlace] = []
    for member in members:
        family = of_member[member]
        if member.again is not None:
            given.append(
                InnerPlace(member.again.path, _walls([member.again], member.again.path, shelf, walled, library))
            )
            continue
        alike = {each for known in member.like for each in (known.document, *known.holders) if each in walled}
        pool = [] if member.like else [*left[family], *family.elsewhere]
        if family.is_plain:
            path = f"{shelf.path}/{member.name}"
            kin = alike.union(_walls(pool, path, shelf, walled, library))
            given.append(InnerPlace(path, tuple(sorted(kin)), is_unsure=bool(alike)))
            continue
        kin = alike.union(_walls(pool, "", shelf, walled, library))
        carried = [frozenset(each.known.labels) for each in pool if each.known is not None]
        moved = member.like or [each.all[0] for each in pool]
        given.append(
            InnerPlace(
                path=f"{shelf.path}/{names.unique(member.name)}",
                kin=tuple(sorted(kin)),
                earlier=tuple(each.path for each in (*left[family], *family.elsewhere) if each.below),
                labels=carried[0].intersection(*carried[1:]) if carried else frozenset(),
                is_unsure=bool(kin) or any(earlier.is_present for earlier in pool),
                may_have_moved=any(known.has_moved for known in moved),
            )
        )
    return given


def _walls(
    files: Sequence[_Earlier], path: str, shelf: Shelf, walled: Set[DocumentId], library: Library
) -> tuple[DocumentId, ...]:
    """Documents and archives that bear a wall which reached one of these earlier files, but for the one at a path."""
    if not walled:
        return ()
    found: set[DocumentId] = set()
    for earlier in files:
        own = library.catalogue.identify(shelf.matter, earlier.path)
        if earlier.path != path:
            found.add(own)
        if earlier.known is not None and earlier.known.document != own:
            found.add(earlier.known.document)
        for known in earlier.all[:1]:
            end = known.holders.index(own) if own in known.holders else len(known.holders)
            found.update(known.holders[:end])
    return tuple(sorted(found & walled))


def _ends(path: str, first: int) -> Iterator[int]:
    """Where each part of a path ends, from a place on.

    >>> [("a/b/c")[:end] for end in _ends("a/b/c", 2)]
    ['a/b', 'a/b/c']
    """
    at = path.find("/", first)
    while at > 0:
        yield at
        at = path.find("/", at + 1)
    yield len(path)


def _path(known: Known) -> str:
    return known.path
