"""A name that is spelt a letter off: "Crocket" for Crockett, whose agreement is meant.

Only names on cards that the asker may see are compared, so a hidden name is as if it were not. The question, as it is
understood then, stands on the record with a word of theirs, so only documents that have that name may be meant by it:
whoever reads the record must be allowed to see them.
"""

import asyncio
import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pincite.access.scope import Scope
from pincite.catalogue.cards import MOST_WORDS
from pincite.catalogue.entry import Entry
from pincite.chunking.ordinary import is_everyday, name_words, rarity
from pincite.documents.span import DocumentId
from pincite.retrieval.aiming import aims
from pincite.retrieval.engines import Engines
from pincite.retrieval.hints import SURE, WORD
from pincite.retrieval.meant import Meant
from pincite.retrieval.nowhere import RARE
from pincite.retrieval.query import Query, understand
from pincite.retrieval.saying import said_by_words
from pincite.retrieval.understanding.many import many_in
from pincite.retrieval.understanding.names import DOCUMENTS
from pincite.structure.facts.places import is_place

SHORTEST = 6
"""The fewest letters of a name that may be misspelt, as a document has it: of shorter ones, too many are a letter
apart."""

LONGEST = 20
"""The most letters of one; each has some 26 neighbours."""

_OF_KIND = re.compile(
    rf"(?:['’]s)?\s(?:[\w-]+\s){{0,2}}?(?:{'|'.join(sorted(map(re.escape, DOCUMENTS)))})\b", re.IGNORECASE
)
"""What follows a name of a document: "the larkmor lease"."""

_SOUND_ALIKE = {"c": "k", "k": "c", "s": "z", "z": "s", "i": "y", "y": "i"}

_AFTER_ANY = re.compile(r"\b(?:an?|any|each|every|no)\s\Z", re.IGNORECASE)
"""What stands before a word that is no name: "a novation"."""


@dataclass(frozen=True, slots=True)
class Spelt:
    """A question with a name as a document has it, and the documents that it means then."""

    query: Query
    aimed: tuple[Meant, ...]


async def as_spelt(query: Query, aimed: Sequence[Meant], scope: Scope, now: datetime, engines: Engines) -> Spelt | None:
    """A question that names no document as `aimed` has it, with a name in it spelt as documents have it.

    None where that means no document, or one that does not have the name.

    Raises:
        AccessError: the scope has expired.
        IndexingError: the index could not be read.
        WorkspaceError: what the catalogue says about a named document was changed without pincite.
    """
    is_of_one = query.intent != "compare" and not query.carried and many_in(query.text) is None
    if not is_of_one or any(aim.documents for aim in aimed):
        return None
    respelt = await _respelt(query.text, scope, engines)
    if respelt is None:
        return None
    again = replace(understand(respelt[0]), newest=query.newest, other=query.other, story=query.story, told=query.told)
    found = await aims(again, scope, now, engines)
    meant = {hint.document for aim in found for hint in aim.documents}
    return Spelt(again, found) if meant and meant <= respelt[1] else None


async def _respelt(question: str, scope: Scope, engines: Engines) -> tuple[str, frozenset[DocumentId]] | None:
    """A question in which one name that stands nowhere is spelt as documents have it, and these documents.

    Source of the neighbours: Damerau, "A technique for computer detection and correction of spelling errors", 1964,
    less another letter in the place of one, which most often makes another name of it (Hansen, Hanson), unless both
    sound alike.

    Raises:
        IndexingError: the index could not be read.
    """
    rare = [match for match in WORD.finditer(question) if _may_be_misspelt(question, match)]
    if not rare:
        return None
    parts, _ = await said_by_words(question, scope, engines.catalogue, engines.index)
    held = {key for said in parts.values() for key in said}
    for match in rare:
        if "".join(name_words(match[0])) not in held:
            found = await asyncio.to_thread(_nearest, match[0], scope, engines)
            return found and (f"{question[: match.start()]}{found[0]}{question[match.end() :]}", found[1])
    return None


def _may_be_misspelt(question: str, match: re.Match[str]) -> bool:
    """True for a rare word that may be a name: with a capital, or before the kind of a document."""
    word, plain = match[0], "".join(name_words(match[0]))
    return (
        SHORTEST - 1 <= len(plain) <= LONGEST
        and plain.isalpha()
        and rarity(plain) >= RARE
        and not is_everyday(plain)
        and not is_place(word)
        and (word[0].isupper() or _OF_KIND.match(question, match.end()) is not None)
        and not _AFTER_ANY.search(question[: match.start()])
    )


def _nearest(word: str, scope: Scope, engines: Engines) -> tuple[str, frozenset[DocumentId]] | None:
    """The one name a letter off that titles, files or parties have, as they spell it, and the documents; None if none.

    Two names, or a common word, are nobody's.
    """
    owned = next((ending for ending in ("'s", "’s") if word.endswith(ending)), "")
    bare = word.removesuffix(owned)
    forms = {"".join(name_words(form)) for form in neighbours(bare.lower()) if len(form) >= SHORTEST}
    wanted = sorted(forms - {"".join(name_words(bare))})
    bearing: dict[str, set[DocumentId]] = {}
    for first in range(0, len(wanted), MOST_WORDS):
        found = engines.catalogue.naming(wanted[first : first + MOST_WORDS], scope)
        for plain, weights in found.weights.items():
            if surely := {document for document, share in weights.items() if share >= SURE}:
                bearing[plain] = surely
    if len(bearing) != 1:
        return None
    [(plain, documents)] = bearing.items()
    entries = engines.catalogue.permitted(documents, scope)
    written = next((form for entry in entries.values() if (form := _as_written(plain, entry))), "")
    if not written or rarity(plain) < RARE:
        return None
    form = written.capitalize() if bare[0].isupper() else written.lower()
    return f"{form}{owned}", frozenset(entries)


def _as_written(plain: str, entry: Entry) -> str:
    """A word of a document's parties, title or file as it is written there; empty if none of them has it."""
    said = (*(fact.value for fact in entry.facts if fact.kind in ("party", "title")), entry.title, entry.path)
    words = (match[0] for text in said for match in re.finditer(r"[^\W\d_]+", text))
    return next((word for word in words if "".join(name_words(word)) == plain), "")


def neighbours(word: str) -> Iterator[str]:
    """The words with the same first letter that a slip makes of one.

    A letter is too few or too many, two are exchanged, or one stands for another that sounds like it.

    >>> near = set(neighbours("crocket"))
    >>> len(near), "crockett" in near, "corcket" in near, "rocket" in near, "crocker" in near, "croket" in near
    (189, True, True, False, False, True)
    >>> "gainsco" in set(neighbours("gainsko"))
    True
    """
    for at in range(1, len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in string.ascii_lowercase:
            yield before + letter + after
        if alike := _SOUND_ALIKE.get(after[:1]):
            yield before + alike + after[1:]
