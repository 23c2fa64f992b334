"""Which of the documents that may be seen a question about many narrows itself to, by what their cards say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from pincite.catalogue.entry import Entry
from pincite.chunking.ordinary import name_words
from pincite.retrieval.hints import LEGAL_FORMS
from pincite.retrieval.understanding.kinds import as_title, calls_so, kinds_asked, words_beside_kinds
from pincite.retrieval.understanding.narrowing import Borne, Narrowing

_PARTY = frozenset(("party", "sender", "recipient"))
"""Facts that name who a document is between."""

_SAID_OF = ("title", "type")


@dataclass(frozen=True, slots=True)
class NarrowedTo:
    """The documents that a question narrows itself to, in their order, and how it does so in words (`told`).

    `unknown` are names in it that no document that may be seen has. So many documents state no date of their own
    (`undated`), where only those of a certain time are wanted.
    """

    entries: tuple[Entry, ...]
    told: str
    unknown: tuple[str, ...] = ()
    undated: int = 0


def is_borne(entries: Sequence[Entry]) -> Borne:
    """Tells whether any of some documents has a name as one of its parties, or as its matter."""
    return lambda name: any(_has_party(entry, name) for entry in entries) or bool(_of_matter(name, entries))


def narrowed_to(narrowing: Narrowing, entries: Sequence[Entry]) -> NarrowedTo:
    """Those of some documents that a question narrows itself to."""
    having = [_having(name, entries) for name in narrowing.parties]
    wanted: list[Entry] = list(entries)
    if having:
        join = set[str].intersection if narrowing.has_all else set[str].union
        documents = join(*having)
        wanted = [one for one in wanted if one.document in documents]
    matters = [_of_matter(name, entries) for name in narrowing.matters]
    if matters:
        wanted = [one for one in wanted if any(one.document in each for each in matters)]
    besides = [_called(name, entries) for name in narrowing.besides]
    wanted = [one for one in wanted if not any(one.document in each for each in besides)]
    undated = 0
    if narrowing.period.is_limited:
        undated = sum(not _dates(one) for one in wanted)
        wanted = [one for one in wanted if any(map(narrowing.period.holds, _dates(one)[:1]))]
    named = (*narrowing.parties, *narrowing.matters, *narrowing.besides)
    found = (*having, *matters, *besides)
    unknown = tuple(name for name, documents in zip(named, found, strict=True) if not documents)
    return NarrowedTo(tuple(wanted), narrowing.told, unknown, undated)


def _having(name: str, entries: Sequence[Entry]) -> set[str]:
    """The documents that have a name among their parties, in their title or in their file's name; else by matter."""
    found = {one.document for one in entries if _has_party(one, name) or _is_titled(one, name)}
    return {*found} or _of_matter(name, entries)


def _has_party(entry: Entry, name: str) -> bool:
    """True if one of the parties of a document has all words of a name, but for those that only say its form."""
    lowered = name.lower().split(" ", 1)[0].rstrip("’'s.,")
    for fact in entry.facts:
        if fact.kind in _PARTY and lowered in fact.value.lower() and _words(name) <= {*name_words(fact.value)}:
            return True
    return False


def _is_titled(entry: Entry, name: str) -> bool:
    return _words(name) <= {*name_words(f"{entry.title} {as_title(PurePath(entry.path).stem)}")}


def _words(name: str) -> set[str]:
    words = {*name_words(name)}
    return words - LEGAL_FORMS or words


def _of_matter(name: str, entries: Sequence[Entry]) -> set[str]:
    wanted = _words(name)
    return {one.document for one in entries if wanted <= {*name_words(re.sub(r"[_./-]", " ", one.matter))}}


def _called(name: str, entries: Sequence[Entry]) -> set[str]:
    """The documents that are called so: by kind, and by the parties or other words that the name has besides."""
    kinds = kinds_asked(name)
    rest = " ".join(words_beside_kinds(name))
    if not kinds and not rest:
        return set()
    return {
        one.document
        for one in entries
        if (not kinds or _is_of_kind(one, name)) and (not rest or _has_party(one, rest) or _is_titled(one, rest))
    }


def _is_of_kind(entry: Entry, name: str) -> bool:
    """True for a document that says by title, type or file name that it is of the kind that a name says."""
    kind = " ".join(sorted(kinds_asked(name)))
    stated = (
        entry.title,
        *(one.value for one in entry.facts if one.kind in _SAID_OF),
        as_title(PurePath(entry.path).stem),
    )
    said = [calls_so(words, kind) for words in stated if words]
    first = next((one for one in said if one != "untold"), "untold")
    return first in ("so", "perhaps")


def _dates(entry: Entry) -> list[str]:
    """The date that a document states of itself, or the one from which it runs."""
    return [fact.value for kind in ("date", "effective_date") for fact in entry.facts if fact.kind == kind]
