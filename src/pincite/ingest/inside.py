"""Files inside files: their names, and the limits of unpacking."""

from collections.abc import Callable
from dataclasses import dataclass, field

LONGEST_PART = 200
"""The most characters of one part of a path."""

LONGEST_ENDING = 12
"""The most characters of an ending that is kept when a name is cut."""

DEEPEST = 10
"""The most levels of files inside files that are opened: a mailbox in an archive, with forwarded messages that have
archives attached, has six."""

DEEPEST_ARCHIVE = 4
"""The most levels of archives inside archives. There are archives that contain themselves."""

BY_ITSELF = "unpack it and ingest it by itself"

MOST_FILES = 200_000
"""The most files unpacked from one file on the disk."""

MOST_BYTES = 4_000_000_000
"""The most bytes unpacked from one file on the disk; what is packed twice counts twice."""


TOO_MUCH = (
    f"more than {MOST_FILES:,} files or {MOST_BYTES // 1_000_000_000} GB came out of it, with what lies in its files: "
    "the rest was left out; unpack it and ingest the folder"
)


class Names:
    """Names of the files in one file: printable, inside of it, each used once, none that is taken already."""

    def __init__(self, is_held: Callable[[str], bool] = lambda _: False) -> None:
        """`is_held` says whether something else has a name: an archive may have a file `a.eml` and a folder `a.eml`."""
        self._is_held = is_held
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def unique(self, name: str) -> str:
        """The name of the next file; the second one of a name gets a number.

        >>> names = Names()
        >>> [names.unique(name) for name in ("Lease.pdf", "Lease.pdf", "../a//b.txt")]
        ['Lease.pdf', 'Lease (2).pdf', 'a/b.txt']
        """
        wanted = found = cleaned(name)
        while found in self._taken or self._is_held(found):
            self._counts[wanted] = self._counts.get(wanted, 1) + 1
            found = _numbered(wanted, self._counts[wanted])
        self._taken.add(found)
        return found


def cleaned(name: str) -> str:
    """A printable name that leads to no other folder, never empty."""
    parts = [_printable(part) for part in name.replace("\\", "/").split("/")]
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "unnamed"


def _printable(part: str) -> str:
    """One part of a path without unprintable characters, and not too long."""
    shown = " ".join("".join(letter if letter.isprintable() else " " for letter in part).split())
    if len(shown) <= LONGEST_PART:
        return shown
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return shown[:LONGEST_PART].rstrip()
    return f"{stem[: LONGEST_PART - len(ending) - 1].rstrip()}.{ending}"


def _numbered(name: str, number: int) -> str:
    """A name with a number before its ending."""
    folder, slash, file = name.rpartition("/")
    stem, dot, ending = file.rpartition(".")
    if not stem:
        return f"{name} ({number})"
    return f"{folder}{slash}{stem} ({number}){dot}{ending}"


@dataclass(slots=True)
class Spent:
    """What has been unpacked from one file on the disk so far."""

    files: int = 0
    size: int = 0

    @property
    def is_too_much(self) -> bool:
        """True if no more may be unpacked."""
        return self.files > MOST_FILES or self.size > MOST_BYTES


@dataclass(frozen=True, slots=True)
class Within:
    """How deep a file is inside others, and in how many archives and mailboxes."""

    depth: int = 0
    archives: int = 0
    spent: Spent = field(default_factory=Spent)

    def below(self, *, is_container: bool) -> "Within":
        """The place of the files in a file at this place."""
        return Within(self.depth + 1, self.archives + is_container, self.spent)

    def count(self, size: int) -> None:
        """Count a file of `size` bytes at this place as unpacked."""
        if self.depth:
            self.spent.files += 1
            self.spent.size += size

    def refusal(self, *, is_container: bool) -> str | None:
        """Why a file at this place is not opened; None if it is."""
        if self.depth > DEEPEST:
            return f"the file lies more than {DEEPEST} files deep inside others and was not opened: {BY_ITSELF}"
        if is_container and self.archives >= DEEPEST_ARCHIVE:
            return f"the archive lies in {DEEPEST_ARCHIVE} others already and was not opened: {BY_ITSELF}"
        return None
