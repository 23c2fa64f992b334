"""Which tangible things does a question ask for, and what other names do they have?

A clause about a generator does not answer a question about helicopters, however similar the two sentences are. The
table `things.txt` (made by `runs/making/things.py` from WordNet) has the names of such things and says what is a kind
of what. Only rare words count: common ones (premises, goods, vehicles) are in every contract and distinguish nothing,
and some mean other things too (a cap, a floor, an umbrella).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from pincite.chunking.ordinary import name_words, rarity
from pincite.retrieval.understanding.concepts import concepts

RARE, RARE_TOGETHER = 3.0, 2.0
"""Rarity from which a name shows what is asked: of a single word, and of the rarest of several ("fire engine")."""

MOST_WORDS = 3

NEAR, WIDE = 150, 3_000
"""The most kinds that a broader thing may have if its name is to match one of them: anywhere in a document, and where
the answer is looked for. A computer has some 60 and may be the laptop that is asked for; a device has thousands."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PLURALS = (("ies", "y"), ("ves", "f"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("sses", "ss"), ("s", ""))


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that a question asks for.

    `near` are its names, those of its kinds, and those of slightly broader things; `wide` are those of broader ones.
    """

    name: str
    near: frozenset[str]
    wide: frozenset[str]


@dataclass(frozen=True, slots=True)
class WordForms:
    """The words of a text, as written and in the singular, and the text in lower case on one line."""

    single: frozenset[str]
    text: str

    def has(self, names: frozenset[str]) -> bool:
        """True if the text has one of these names."""
        if names & self.single:
            return True
        return any(" " in name and name in self.text for name in names)


def words_of(text: str) -> WordForms:
    """The words of a text, for finding names in it."""
    line = " ".join(text.lower().split())
    found = set(_WORD.findall(line))
    return WordForms(frozenset(found | {one for word in found for one in _singulars(word)}), line)


def things_in(question: str) -> tuple[Thing, ...]:
    """The things that a question asks for, each once, in order.

    >>> [thing.name for thing in things_in("Does anyone have to keep a helicopter or fire engines on the premises?")]
    ['helicopter', 'fire engine']
    """
    words = [word for word in _WORD.findall(question) if word.lower() == word]
    found: dict[str, Thing] = {}
    at = 0
    while at < len(words):
        name = next(_names_at(words, at), "")
        at += max(1, len(name.split()))
        if name and name not in found and _tells(name):
            found[name] = _thing(name)
    return tuple(found.values())


def _names_at(words: list[str], at: int) -> Iterator[str]:
    """The names in the table that begin at a word, the longest first."""
    table = _table()
    for count in range(min(MOST_WORDS, len(words) - at), 0, -1):
        together = " ".join(words[at : at + count])
        yield from (name for name in (together, *_singulars(together)) if name in table.lines)


def _tells(name: str) -> bool:
    """True for a name that shows what is asked, and that the law does not use for something else."""
    table = _table()
    if name not in table.telling or name in _legal():
        return False
    least = RARE_TOGETHER if " " in name else RARE
    return max(map(rarity, name_words(name)), default=0.0) >= least


@lru_cache(maxsize=1)
def _legal() -> frozenset[str]:
    """The words that name a legal concept."""
    terms = (term for one in concepts() for term in (one.name, *one.terms, *one.asked, *one.written))
    words = {word.lower() for term in terms for word in _WORD.findall(term)}
    return frozenset(words | {one for word in words for one in _singulars(word)})


@dataclass(frozen=True, slots=True)
class _Table:
    """The table: the names on each line, the lines above and below each, and the lines of each name."""

    names: tuple[tuple[str, ...], ...]
    above: tuple[tuple[int, ...], ...]
    below: tuple[tuple[int, ...], ...]
    lines: dict[str, tuple[int, ...]]
    telling: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    """The table, read once."""
    text = files(__package__).joinpath("things.txt").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    above = tuple(tuple(int(number) - 1 for number in row[1:]) for row in rows)
    below: list[list[int]] = [[] for _ in rows]
    lines: dict[str, list[int]] = {}
    telling: set[str] = set()
    names: list[tuple[str, ...]] = []
    for at, row in enumerate(rows):
        for other in above[at]:
            below[other].append(at)
        marked = row[0].split("|")
        telling.update(name[:-1] for name in marked if name.endswith("*"))
        names.append(tuple(name.rstrip("*") for name in marked))
        for name in names[-1]:
            lines.setdefault(name, []).append(at)
    return _Table(
        tuple(names),
        above,
        tuple(map(tuple, below)),
        {name: tuple(at) for name, at in lines.items()},
        frozenset(telling),
    )


@lru_cache(maxsize=256)
def _thing(name: str) -> Thing:
    table = _table()
    own = table.lines[name]
    kinds = {line for one in own for line in _below(one)}
    near = kinds | _above(own, NEAR)
    wide = _above(own, WIDE)
    synonyms = frozenset(other for line in own for other in table.names[line])
    return Thing(name, synonyms | _named(near), _named(wide - near))


def _named(lines: set[int]) -> frozenset[str]:
    """The names on some lines, without words that mostly mean something else ("cover", of which a roof is a kind)."""
    table = _table()
    return frozenset(name for line in lines for name in table.names[line] if " " in name or name in table.telling)


def _above(lines: tuple[int, ...], most: int) -> set[int]:
    """The lines of broader things, as far as these have at most `most` kinds."""
    table = _table()
    found: set[int] = set()
    waiting = list(lines)
    while waiting:
        for other in table.above[waiting.pop()]:
            if other not in found and len(_below(other)) <= most:
                found.add(other)
                waiting.append(other)
    return found


@lru_cache(maxsize=4_096)
def _below(line: int) -> frozenset[int]:
    """A line with the lines of all its kinds."""
    table = _table()
    found = {line}
    waiting = [line]
    while waiting:
        new = [other for other in table.below[waiting.pop()] if other not in found]
        found.update(new)
        waiting += new
    return frozenset(found)


def _singulars(word: str) -> list[str]:
    """The words of which a word may be the plural.

    >>> _singulars("vaccines"), _singulars("bakeries")
    (['vaccine'], ['bakery', 'bakerie'])
    """
    if word.endswith("ss"):
        return []
    return [word.removesuffix(ending) + one for ending, one in _PLURALS if word.endswith(ending)]
