"""Letters that people write names with, their scripts, and what each character is taken for.

`lettering.txt` (made by `runs/making/lettering.py`) holds Unicode's own tables, version 17.0: scripts with their
extensions (UAX 24), types of identifier characters (UTS 39, 3.1), and characters that look alike (UTS 39, 4).
`drawn_alike.txt` holds what that lacks: letters that are drawn like two, and a few single ones. Both are read when a
name first needs it.
"""

import re
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
    """The scripts of letters by range, and what each look-alike character is taken for.

    `parts_taken_for` has the same for parts of a name that are drawn alike, in the characters that each is taken for.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    scripts: tuple[frozenset[str], ...]
    taken_for: Mapping[int, str]
    parts_taken_for: Mapping[str, str]
    part: re.Pattern[str]

    def taken(self, text: str) -> str:
        """A text in which each character, then each part, is replaced by what it is taken for; in normal form D."""
        text = unicodedata.normalize("NFD", text.translate(self.taken_for))
        return text if text.isascii() else self.part.sub(lambda found: self.parts_taken_for[found[0]], text)

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
    parts = _parts(taken_for)
    part = re.compile("|".join(sorted(map(re.escape, parts), key=len, reverse=True)))
    return Lettering(starts, ends, scripts_of, taken_for, parts, part)


def _parts(taken_for: Mapping[int, str]) -> dict[str, str]:
    """Parts of names that are drawn like others, in the characters that each is taken for."""

    def read(codes: str) -> str:
        text = unicodedata.normalize("NFD", "".join(chr(int(code, 16)) for code in codes.split()))
        return unicodedata.normalize("NFD", text.translate(taken_for))

    parts: dict[str, str] = {}
    for line in files(__package__).joinpath("drawn_alike.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            target, _, sources = line.partition(":")
            parts.update(dict.fromkeys(map(read, sources.split("|")), read(target)))
    return {source: target for source, target in parts.items() if source != target}


def in_words(sign: str) -> str:
    """A character as people can look it up.

    >>> in_words("а")
    'U+0430 CYRILLIC SMALL LETTER A'
    """
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".rstrip()
