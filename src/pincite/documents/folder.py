"""Finds the files to read under the paths that a person names: in a fixed order, each file once.

Links that lead out of the named folder, or back into one they stand in, are never followed. What only the computer
made (hidden files, lock files) is left out without a word and counted.
"""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pincite.errors import UnreadableFile

LARGEST_FILE = 512_000_000
"""Bytes. A scanned bundle of 5,000 pages has about 400 million; reading holds a file in memory twice."""

SYSTEM_FILES = frozenset(("thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"))

LOCK_STARTS = ("~$", "~wrl", ".~lock.")
"""How the names of files begin that Word and LibreOffice keep beside an open document."""

KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: where it is (absolute), and how its path is shown and recorded (printable).

    Its reader is chosen by `name`; if that is empty, by the name that it has where it is.
    """

    path: Path
    shown: str
    size: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that cannot be read, and why, as a sentence for a person."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that needs no report: a system file, or a link to something that is read anyway."""

    path: str


Entry = FoundFile | Failure | Ignored


def find_files(paths: Sequence[Path], largest: int = LARGEST_FILE) -> Iterator[Entry]:
    """Everything under the paths, in the order of the paths, folders by name; a file named twice comes once.

    Folders are read as they are reached, so the first file comes at once however large the folder is.
    """
    seen: set[str] = set()
    for path in paths:
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links: the path is the document's name
        for entry in _under(absolute, largest):
            shown = entry.shown if isinstance(entry, FoundFile) else entry.path
            if shown not in seen:
                seen.add(shown)
                yield entry


def load(file: FoundFile, largest: int = LARGEST_FILE) -> bytes:
    """The content of a file that was found; refuses what has been put in its place since.

    Raises:
        UnreadableFile: it may not be opened, is gone, is no ordinary file any more, or has grown too large.
    """
    try:
        descriptor = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableFile(_reason(error)) from error
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile("the file was replaced by something that is no file while it was read: try again")
        try:
            content = stream.read(largest + 1)
        except OSError as error:
            raise UnreadableFile(_reason(error)) from error
    if len(content) > largest:
        raise UnreadableFile(_too_large(largest))
    return content


def printable(path: Path) -> str:
    """A path fit for any terminal and any database: what cannot be printed is written as escapes."""
    named = os.fsencode(path).decode("utf-8", "surrogateescape")
    if named.isprintable():
        return named
    return "".join(map(_escaped, named))


def _escaped(letter: str) -> str:
    """A letter of a name that holds some that cannot be printed; different names stay different."""
    if "\udc80" <= letter <= "\udcff":
        return f"\\x{ord(letter) - 0xDC00:02x}"
    if letter.isprintable() and letter != "\\":
        return letter
    return letter.encode("unicode_escape").decode("ascii")


def _under(root: Path, largest: int) -> Iterator[Entry]:
    """Everything at or under one path that a person named; that path itself may be a link."""
    try:
        status = root.stat()
        real = root.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        yield Failure(printable(root), _reason(error))
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _in_folder(root, real, largest)
    elif root.is_symlink() and stat.S_ISREG(status.st_mode):
        yield _file(real, printable(root), status, largest)
    else:
        yield _file(root, printable(root), status, largest)


def _in_folder(root: Path, real: Path, largest: int) -> Iterator[Entry]:
    """Everything in a folder, without recursion: folders nest deeper than Python may."""
    waiting: list[Iterator[os.DirEntry[str]]] = []
    folder = root
    listing: Iterator[os.DirEntry[str]] | None
    listing, failure = _listing(folder)
    if failure:
        yield failure
    while listing is not None or waiting:
        if listing is None:
            listing = waiting.pop()
        entry = next(listing, None)
        if entry is None:
            listing = None
            continue
        path = Path(entry.path)
        if is_system(entry.name):
            yield Ignored(printable(path))
            continue
        try:
            if entry.is_symlink():
                yield _link(path, real)
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(listing)
                listing, failure = _listing(path)
                if failure:
                    yield failure
            else:
                yield _file(path, printable(path), entry.stat(follow_symlinks=False), largest)
        except OSError as error:
            yield Failure(printable(path), _reason(error))


def _listing(folder: Path) -> tuple[Iterator[os.DirEntry[str]] | None, Failure | None]:
    """Entries of a folder by name, or the failure to list them."""
    try:
        with os.scandir(folder) as entries:
            return iter(sorted(entries, key=lambda entry: entry.name)), None
    except OSError as error:
        return None, Failure(printable(folder), _reason(error))


def is_system(name: str) -> bool:
    """True for files that people neither make nor see."""
    lowered = name.lower()
    return name.startswith((".", "$RECYCLE")) or lowered in SYSTEM_FILES or lowered.startswith(LOCK_STARTS)


def _link(path: Path, real: Path) -> Entry:
    """What to make of a link inside a folder whose real place is known."""
    shown = printable(path)
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        return Failure(shown, _reason(error))
    if path.parent.resolve().is_relative_to(target):
        return Failure(shown, "the link leads back to a folder it stands in: it was not followed, nothing is missing")
    if target.is_relative_to(real):
        return Ignored(shown)
    return Failure(shown, "the link leads out of the folder and was not followed: name its target if it should be read")


def _file(path: Path, shown: str, status: os.stat_result, largest: int) -> Entry:
    """A file, or the reason why it cannot be read as one."""
    for is_kind, name in KINDS:
        if is_kind(status.st_mode):
            return Failure(shown, f"this is {name}, not a file: it was not opened")
    if not stat.S_ISREG(status.st_mode):
        return Failure(shown, "this is not a file: it was not opened")
    if status.st_size > largest:
        return Failure(shown, _too_large(largest))
    return FoundFile(path, shown, status.st_size)


def _too_large(largest: int) -> str:
    return f"the file has more than {largest // 1_000_000} MB: split it and ingest the parts"


def _reason(error: OSError | RuntimeError) -> str:
    """A failure of the file system in plain words."""
    code = error.errno if isinstance(error, OSError) else errno.ELOOP
    match code:
        case errno.ENOENT:
            return "there is no such file (a link to it may be broken): check the path"
        case errno.EACCES | errno.EPERM:
            return "it may not be opened by this user: ask for permission to read it"
        case errno.ELOOP:
            return "the link leads round in a circle: delete it or point it at a file"
        case errno.ENAMETOOLONG:
            return "the path is too long for the file system: move the file to a folder nearer the top"
        case errno.ENOTDIR:
            return "part of the path is a file, not a folder: check the path"
        case errno.EIO | errno.ESTALE:
            return "the disk or the network drive failed while reading it: try again"
    return f"the file system refused it ({os.strerror(code or 0)}): check the file"
