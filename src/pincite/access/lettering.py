"""Letters that people write names with, their scripts, and what each character is taken for.

`lettering.txt` (made by `runs/lettering.py`) holds Unicode's own tables, version 17.0: scripts with their extensions
(UAX 24), types of identifier characters (UTS 39, 3.1), and characters that look alike (UTS 39, 4). It is read when a
name first needs it.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

ANY: frozenset[str] = frozenset()
"""The scripts of what goes with every script: figures, and most marks."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """Ranges of letters with their scripts, and for each character that is taken for others, those."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    scripts: tuple[frozenset[str], ...]
    taken_for: Mapping[int, str]

    def scripts_of(self, sign: str) -> frozenset[str] | None:
        """The scripts that a letter, mark or figure is written in (`ANY`: all); None for what is none of them."""
        place = bisect_right(self.starts, ord(sign)) - 1
        return self.scripts[place] if place >= 0 and ord(sign) <= self.ends[place] else None


@lru_cache(maxsize=1)
def lettering() -> Lettering:
    """The table."""
    ranges: list[tuple[int, int, frozenset[str]]] = []
    taken_for: dict[int, str] = {}
    text = files(__package__).joinpath("lettering.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if "\t" in line:
            places, _, scripts = line.partition("\t")
            first, _, last = places.partition("-")
            ranges.append((int(first, 16), int(last, 16), frozenset(scripts.split())))
        elif not line.startswith("#"):
            source, _, target = line.partition("=")
            taken_for[int(source, 16)] = "".join(chr(int(code, 16)) for code in target.split())
    starts, ends, scripts_of = zip(*ranges, strict=True)
    return Lettering(starts, ends, scripts_of, taken_for)


def in_words(sign: str) -> str:
    """A character as people can look it up.

    >>> in_words("а")
    'U+0430 CYRILLIC SMALL LETTER A'
    """
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".rstrip()
