"""Documents that are alike but for the place that each is about: the guides on two states' law.

A question that joins two places ("in Kansas and in California", "Kansas, unlike California") asks about both. Each
place has many guides, so two are taken that have the same folder, or the same title, but for the place.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from pincite.access.scope import Scope
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.chunking.ordinary import name_words
from pincite.documents.span import DocumentId
from pincite.retrieval.hints import SURE
from pincite.structure.facts.places import NAME, place

MOST_OF_A_PLACE = 64
"""The most documents that bear a place's name for it to say which are meant."""

_PLACE = re.compile(rf"(?<!\w){NAME}(?:['’]s?\b)?", re.IGNORECASE)
_JOINING = re.compile(
    r"\W*(?:,|/|;|–|—|&|\b(?:and|or|nor|vs|versus|against|unlike|like|than|while|whereas|but|(?:as\s)?compared)\b)"
    r"|.*(?:,|;|–|—|/|\b(?:and|or|nor|versus|vs\.?|against|unlike|than|while|whereas|but|as)\b)\W*"
    r"(?:(?:in|under|for|by|of|what|which|how|about|the|does|is|that)\W+){0,4}$",
    re.IGNORECASE | re.DOTALL,
)
"""The words between two places that are joined or opposed."""


@dataclass(frozen=True, slots=True)
class PlacesApart:
    """Pairs of documents in the order of the two places, and where the question names these, as ranges.

    `looked_for` are the words that were looked for on cards.
    """

    pairs: tuple[tuple[DocumentId, DocumentId], ...]
    mentions: tuple[tuple[int, int], ...]
    looked_for: tuple[str, ...]


def places_apart(question: str, scope: Scope, catalogue: Catalogue) -> PlacesApart | None:
    """The pairs of documents that may be compared if a question joins two places; None if it does not, or has none."""
    mentions = [match for match in _PLACE.finditer(question) if match[0][0].isupper()]
    names = [place(re.sub(r"['’]s?$", "", match[0])) for match in mentions]
    both = tuple(dict.fromkeys(names))
    if len(both) != 2:
        return None
    second = names.index(both[1])
    if not _JOINING.match(question, mentions[second - 1].end(), mentions[second].start()):
        return None
    words = [tuple(name_words(one)) for one in both]
    looked_for = tuple(sorted({word for name in words for word in name}))
    found = catalogue.naming(looked_for, scope)
    bearing = [held for name in words if (held := found.having_all(name, SURE)) is not None]
    if len(bearing) < len(words) or any(len(one) > MOST_OF_A_PLACE for one in bearing):
        return None
    entries = catalogue.permitted(bearing[0] ^ bearing[1], scope)
    one, other = ([entries[document] for document in sorted(held) if document in entries] for held in bearing)
    pairs = tuple(
        (first.document, beside.document)
        for first in one
        for beside in other
        if _without(first, words[0]) & _without(beside, words[1])
    )
    return PlacesApart(pairs, tuple(match.span() for match in mentions), looked_for) if pairs else None


def _without(entry: Entry, place_words: Iterable[str]) -> set[tuple[str, ...]]:
    """What a document is called without its place: by its folder and file, and by its title if more is in that."""
    left_out = set(place_words)
    path = PurePath(entry.path)
    file = tuple(word for word in name_words(path.stem) if word not in left_out)
    title = tuple(word for word in name_words(entry.title) if word not in left_out)
    return {("in", str(path.parent), *file), *([("called", *title)] if title else [])}
