"""Resolves a number to a clause, as seen from a position in the document: an index of clauses by their paths."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.documents.document import Clause
from pincite.structure.outline import numbering

Path = tuple[str, ...]
"""Parts of a number, outermost first: `7.2(b)(ii)` is ("7.2", "b", "ii"), `ARTICLE IV` is ("article 4",)."""

_SCHEDULE = re.compile(
    r"(?P<keyword>SCHEDULE|EXHIBIT|ANNEX(?:URE)?|APPENDIX|ATTACHMENT)\s+(?:No\.?\s*)?(?P<token>\S+)(?:\s+(?P<rest>.*))?",
    re.I | re.S,
)
_CHAPTER = re.compile(r"(?P<keyword>ARTICLE|PART|CHAPTER)\s+(?P<token>[^\s(]+)\s*(?P<rest>.*)", re.I | re.S)
_SECTION = re.compile(r"(?:SECTION|SEC\.|CLAUSE|ITEM|§)\s*(?=[\dA-Z(])", re.I)
_PART = re.compile(r"\(([^()\s]+)\)|“[^”]*”|[^\s()“]+")


@dataclass(frozen=True, slots=True)
class SplitNumber:
    """A number taken apart: the schedule that it names (empty for none), and the path within it or the body."""

    schedule: str
    path: Path


def split_number(number: str) -> SplitNumber:
    """A clause's full number, taken apart.

    >>> split_number("7.2(b)(ii)").path, split_number("Article IV").path
    (('7.2', 'b', 'ii'), ('article 4',))
    >>> split_number("SCHEDULE 1 2.1")
    SplitNumber(schedule='schedule 1', path=('2.1',))
    """
    schedule, rest = "", number
    match = _SCHEDULE.fullmatch(number)
    if match is not None:
        schedule, rest = schedule_name(match["keyword"], match["token"]), match["rest"] or ""
    parts: list[str] = []
    chapter = _CHAPTER.fullmatch(rest)
    if chapter is not None:
        parts.append(chapter_name(chapter["keyword"], chapter["token"]))
        rest = chapter["rest"]
    rest = _SECTION.sub("", rest, count=1) if _SECTION.match(rest) else rest
    parts += [_plain(match[1] or match[0]) for match in _PART.finditer(rest)]
    return SplitNumber(schedule, tuple(parts))


def schedule_name(keyword: str, token: str) -> str:
    """The key by which a schedule is looked up.

    >>> schedule_name("EXHIBIT", "“A-1”"), schedule_name("Schedule", "ONE")
    ('exhibit a-1', 'schedule 1')
    """
    plain = token.strip("“”\"‘’'.:").lower().replace("–", "-")
    value = numbering.words(plain)
    keyword = keyword.lower()
    return f"{'annex' if keyword == 'annexure' else keyword} {value if value is not None else plain}"


def chapter_name(keyword: str, token: str) -> str:
    """The key by which an article, part or chapter is looked up: Roman numerals and words count as figures."""
    plain = token.strip(".:")
    value = int(plain) if plain.isdecimal() else numbering.roman(plain) or numbering.words(plain)
    return f"{keyword.lower()} {value if value is not None else plain.lower()}"


def _plain(part: str) -> str:
    """One part of a path, normalised so that differences of style between writers do not matter."""
    part = part.rstrip(".:")
    return part[:-2] if part.endswith(".0") else part


class Targets:
    """The clauses of a document, looked up by number from a position in its text."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        """Index the clauses."""
        self.clauses = clauses
        self._starts = [clause.start for clause in clauses]
        self._parents = _parents(clauses)
        self._named = [split_number(clause.number) for clause in clauses]
        self._schedules: list[str] = []
        self._by_path: dict[tuple[str, Path], list[int]] = defaultdict(list)
        self._within: dict[tuple[int, str, Path], list[int]] = defaultdict(list)
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._numbered: set[str] = set()
        for at, clause in enumerate(clauses):
            parent = self._parents[at]
            within = self._named[at].schedule or (self._schedules[parent] if parent >= 0 else "")
            self._schedules.append(within)
            path = self._named[at].path
            if clause.kind == "schedule" and not path:
                self._by_name[within].append(at)
            elif path:
                is_in_chapter = len(path) > 1 and " " in path[0]
                for known in (path, path[1:]) if is_in_chapter else (path,):
                    self._by_path[within, known].append(at)
                    self._within[parent, within, known].append(at)
                if path[0][0].isdecimal():
                    self._numbered.add(within)

    def around(self, position: int) -> int:
        """The index of the innermost clause that holds a position, -1 for none."""
        at = bisect_right(self._starts, position) - 1
        while at >= 0 and self.clauses[at].end <= position:
            at = self._parents[at]
        return at

    def schedule_around(self, position: int) -> str:
        """The schedule that holds a position; empty in the body."""
        at = self.around(position)
        return self._schedules[at] if at >= 0 else ""

    def schedule(self, name: str) -> int | None:
        """The only schedule of a name; None when there is none or several.

        A schedule whose title also stands on a sheet before it, or again on each page, counts once.
        """
        found = self._by_name.get(name, [])
        is_one = all(self._next_sibling(one) == other for one, other in pairwise(found))
        return found[0] if found and is_one else None

    def _next_sibling(self, at: int) -> int:
        """The index of the clause that begins where this one ends."""
        return bisect_right(self._starts, self.clauses[at].end - 1)

    def path_of(self, at: int) -> Path:
        """The path of a clause in its schedule or in the body."""
        return self._named[at].path

    def ancestors(self, position: int) -> list[int]:
        """The indices of the clauses that hold a position, innermost first."""
        found: list[int] = []
        at = self.around(position)
        while at >= 0:
            found.append(at)
            at = self._parents[at]
        return found

    def find(self, path: Path, position: int, schedule: str | None = None) -> int | None:
        """The clause with a path; None when it is not certain which one is meant.

        `schedule` is the one that must hold the clause (empty for the body). None means the schedule around the
        position, or the body where that schedule has no numbered clauses. Where several clauses have one number because
        numbering restarts in each article, the clause in the same article is meant.
        """
        here = self.schedule_around(position) if schedule is None else schedule
        inside = self._by_path.get((here, path), [])
        if not inside and schedule is None and here not in self._numbered:
            here, inside = "", self._by_path.get(("", path), [])
        if len(inside) <= 1:
            return inside[0] if inside else None
        near = [at for parent in self.ancestors(position) for at in self._within.get((parent, here, path), [])]
        return near[0] if len(near) == 1 else None


def _parents(clauses: Sequence[Clause]) -> list[int]:
    """For each clause, the index of the clause that holds it; -1 for the outermost."""
    parents: list[int] = []
    still_open: list[int] = []
    for at, clause in enumerate(clauses):
        while still_open and clauses[still_open[-1]].level >= clause.level:
            still_open.pop()
        parents.append(still_open[-1] if still_open else -1)
        still_open.append(at)
    return parents
