"""A name that is spelt a letter off: "Crocket" for Crockett, whose agreement is meant.

Only names on cards that the asker may see are compared, so a hidden name is as if it were not.
"""

import asyncio
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pincite.access.scope import Scope
from pincite.catalogue.cards import MOST_WORDS
from pincite.chunking.ordinary import is_everyday, name_words, rarity
from pincite.retrieval.aiming import aims
from pincite.retrieval.engines import Engines
from pincite.retrieval.hints import SURE, WORD
from pincite.retrieval.meant import Meant
from pincite.retrieval.nowhere import RARE
from pincite.retrieval.query import Query, understand
from pincite.retrieval.saying import said_by_words
from pincite.retrieval.understanding.many import many_in
from pincite.structure.facts.places import is_place

SHORTEST = 6
"""The fewest letters of a name that may be misspelt, as a document has it: of shorter ones, too many are a letter
apart."""

LONGEST = 20
"""The most letters of one; each has some 54 neighbours."""

MOST_MISSPELT = 2
"""The most names of a question that are looked at."""


@dataclass(frozen=True, slots=True)
class Spelt:
    """A question with a name as a document has it, and the documents that it means then."""

    query: Query
    aimed: tuple[Meant, ...]


async def as_spelt(query: Query, aimed: Sequence[Meant], scope: Scope, now: datetime, engines: Engines) -> Spelt | None:
    """A question that names no document as `aimed` has it, with a name in it spelt as documents have it.

    None where that finds no document, and the question is not refused for the name.

    Raises:
        AccessError: the scope has expired.
        IndexingError: the index could not be read.
        WorkspaceError: what the catalogue says about a named document was changed without pincite.
    """
    is_of_one = query.intent != "compare" and not query.carried and many_in(query.text) is None
    if not is_of_one or any(aim.documents for aim in aimed):
        return None
    spelt = await respelt(query.text, scope, engines)
    if not spelt:
        return None
    again = replace(understand(spelt), newest=query.newest, other=query.other)
    found = await aims(again, scope, now, engines)
    is_better = any(aim.documents for aim in found) or (_lacks_a_name(aimed) and not _lacks_a_name(found))
    return Spelt(again, found) if is_better else None


def _lacks_a_name(aimed: Sequence[Meant]) -> bool:
    """True where a question is refused for a name that stands nowhere."""
    return any(aim.unknown or aim.unmentioned for aim in aimed)


async def respelt(question: str, scope: Scope, engines: Engines) -> str:
    """A question in which names that stand nowhere are spelt as names that documents have; empty if none is.

    Source of the neighbours: a letter too many, too few, another, or two exchanged (Damerau, "A technique for computer
    detection and correction of spelling errors", 1964).

    Raises:
        IndexingError: the index could not be read.
    """
    rare = [match for match in WORD.finditer(question) if _may_be_misspelt(match[0])]
    parts = (await said_by_words(question, scope, engines.catalogue, engines.index))[0] if rare else {}
    held = {key for said in parts.values() for key in said}
    missing = [match for match in rare if "".join(name_words(match[0])) not in held][:MOST_MISSPELT]
    spelt = question
    for match in reversed(missing):
        found = await asyncio.to_thread(_nearest, match[0], scope, engines)
        if found:
            spelt = f"{spelt[: match.start()]}{found}{spelt[match.end() :]}"
    return spelt if spelt != question else ""


def _may_be_misspelt(word: str) -> bool:
    plain = "".join(name_words(word))
    return (
        SHORTEST - 1 <= len(plain) <= LONGEST
        and rarity(plain) >= RARE
        and not is_everyday(plain)
        and not is_place(word)
    )


def _nearest(word: str, scope: Scope, engines: Engines) -> str:
    """The one name a letter off that a few titles, files or parties have, with the word's capital; empty if none is."""
    owned = next((ending for ending in ("'s", "’s") if word.endswith(ending)), "")
    bare = word.removesuffix(owned)
    forms: dict[str, str] = {}
    for form in (near for near in neighbours(bare.lower()) if len(near) >= SHORTEST):
        forms.setdefault("".join(name_words(form)), form)
    forms.pop("".join(name_words(bare)), None)
    wanted = list(forms)
    bearing = set[str]()
    for first in range(0, len(wanted), MOST_WORDS):
        found = engines.catalogue.naming(wanted[first : first + MOST_WORDS], scope)
        bearing |= {plain for plain, weights in found.weights.items() if max(weights.values(), default=0.0) >= SURE}
    if len(bearing) != 1 or rarity(plain := bearing.pop()) < RARE:
        return ""
    form = forms[plain]
    return f"{form.capitalize() if bare[0].isupper() else form}{owned}"


def neighbours(word: str) -> Iterator[str]:
    """The words a letter off: one too few, two exchanged, another, one too many.

    >>> near = set(neighbours("crocket"))
    >>> len(near), "crockett" in near, "rocket" in near, "corcket" in near, "docket" in near
    (390, True, True, True, False)
    """
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in string.ascii_lowercase:
            if after:
                yield before + letter + after[1:]
            yield before + letter + after
