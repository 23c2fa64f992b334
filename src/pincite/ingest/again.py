"""Matches the files in a file with the earlier ones, when a file that was read before is read again.

A file in a file is identified by its name. A name is not enough if several files share it, if a mailbox numbers its
messages, or if a message counts files without names: taking one away renames those after it. Such a file is recognised
by its contents: the same bytes, or else the same words with the same files in it. A file that is not recognised becomes
a document of its own. Earlier grants do not open it. A wall of an earlier document that it may be also holds for it,
since that document is noted with what this one came in (`kin`).
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
from pincite.threads import on_thread

IN_STEP = 16
"""How many earlier files are compared first with the next one: most are in their old order, except for some that
went."""

NUMBERED = re.compile(r"(?: \(\d+\))+$")
"""What `Names` puts after a name that is taken."""

IN_MAILBOX = re.compile(r"\d{4,}(?=[ .])")
"""What the reader of mailboxes puts before a subject."""

COUNTED = re.compile(r"(attachment) \d+")
"""The name that readers give to a file without a name."""

UNSURE = (
    "it cannot be told which of the files that were read from there before this one is, so it is a document of its "
    "own: a wall from one that it may be holds for it too, and a grant of one does not open it"
)

MAY_HAVE_MOVED = (
    "a file of that name was moved to another matter, and this may be it, so it is not read into this one: to read it "
    "here, unpack it and ingest it by itself"
)

Portions = Callable[[], AsyncIterator[tuple[int, Sequence[Attachment]]]]
"""Gives the files in a file from the start, in portions, each with the place of its first file."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A file that is opened: its matter, its path, and the files that it came in, itself the last.

    `known` is all that was in the outermost file before, by path; `earlier` are paths that this file may have had then.
    """

    matter: MatterId
    path: str
    is_mailbox: bool
    holders: tuple[DocumentId, ...]
    known: Sequence[Known]
    earlier: tuple[str, ...] = ()

    def below(self, path: str) -> Sequence[Known]:
        """The known files in the file at a path."""
        first = bisect_left(self.known, f"{path}/", key=_path)
        return self.known[first : bisect_left(self.known, f"{path}0", key=_path)]

    def at(self, path: str) -> Known | None:
        """The known file at a path."""
        place = bisect_left(self.known, path, key=_path)
        return self.known[place] if place < len(self.known) and self.known[place].path == path else None


@dataclass(frozen=True, slots=True)
class InnerPlace:
    """The place of a file in a file.

    `kin` are documents and archives whose walls hold for it. `earlier` are paths under which its own files may have
    been known. `labels` are those that all earlier files have which it may be. `is_unsure` is true if it was not
    recognised, `may_have_moved` if it may be one that was moved to another matter.
    """

    path: str
    kin: tuple[DocumentId, ...] = ()
    earlier: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()
    is_unsure: bool = False
    may_have_moved: bool = False


@dataclass(slots=True, eq=False)
class _Earlier:
    """A file that was there before: a document, or an archive, which is no document. `below` are documents in it."""

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
        """True if it was present at the last reading, as far as is known."""
        return any(each.is_present for each in self.all)

    @property
    def has_moved(self) -> bool:
        """True if it was moved to another matter, as far as is known."""
        return any(each.has_moved for each in self.all[:1])


@dataclass(slots=True, eq=False)
class _Member:
    """A file that is there now; `again` is the earlier one that it is, `like` are others of the same bytes."""

    name: str
    again: _Earlier | None = None
    like: list[Known] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Family:
    """Files of one name apart from numbers: those that are there now, and those that were.

    `elsewhere` are those in files that this one may have been. `is_plain` is true if the name alone identifies each.
    """

    members: list[_Member] = field(default_factory=list)
    before: list[_Earlier] = field(default_factory=list)
    elsewhere: list[_Earlier] = field(default_factory=list)
    is_plain: bool = False

    def left(self) -> list[_Earlier]:
        """Earlier files that are not matched yet."""
        return [earlier for earlier in self.before if not earlier.is_met]

    @property
    def is_waiting(self) -> bool:
        """True if there are unmatched files, and earlier ones that they may be."""
        return not self.is_plain and any(member.again is None for member in self.members) and bool(self.left())


async def places(
    shelf: Shelf, names: Sequence[str], portions: Portions, library: Library, held: Set[str]
) -> tuple[list[InnerPlace], set[str]]:
    """The places of the files of these names in a file, in their order, and the paths that must stay as they are.

    Those are the paths of earlier files that may be the same as files which cannot be read now. `held` are taken paths.
    """
    members = [_Member(cleaned(name)) for name in names]
    families = _families(shelf, members)
    of_member = {member: family for family in families for member in family.members}
    walled = await on_thread(library.walled) - frozenset(shelf.holders)
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
    return await on_thread(_given, shelf, members, of_member, walled, library, held), kept


def _families(shelf: Shelf, members: Sequence[_Member]) -> list[_Family]:
    """The present and earlier files, grouped by their names without numbers."""
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
    """True if there is one file of its name, now and at the last reading: then the name identifies it."""
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
    """A name without the numbers and signs that tell files of one name apart."""
    folder, slash, file = name.rpartition("/")
    if shelf.is_mailbox:
        file = IN_MAILBOX.sub("", file, count=1)
    stem, dot, ending = file.rpartition(".")
    if not stem.strip():
        stem, dot, ending = file, "", ""
    stem = COUNTED.sub(r"\1", NUMBERED.sub("", stem)).strip()
    return f"{folder}{slash}{stem}{dot}{ending}"


def _know_by_bytes(family: _Family, part: Sequence[tuple[_Member, Attachment]]) -> None:
    """Match files with earlier ones of the same bytes, in order as far as possible."""
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

    They are kept if the file cannot be read, since it may be any of them.
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
                and await on_thread(library.catalogue.has_text, earlier.known.version, found.text)
            )
        if is_alike and await _has_same_inside(found, earlier.path, shelf, library):
            member.again, earlier.is_met = earlier, True
            break
    return set()


async def _has_same_inside(found: Document, path: str, shelf: Shelf, library: Library) -> bool:
    """True if the files in a file are exactly those that were read from an earlier one at a path."""
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
    """True if a file is an archive with the files that were read from an earlier one at a path."""
    try:
        found = await library.reader.read(file.content, PurePath(path).name, None, shelf.path)
    except DocumentError:
        return False
    return found.format in CONTAINERS and await _has_same_inside(found, path, shelf, library)


def _is_same(content: bytes, known: Known) -> bool:
    """True if a file has the bytes that an earlier one had."""
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
    """Documents and archives whose walls reached one of these earlier files, except the one at a path."""
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
    """The end of each part of a path, from a position on.

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
