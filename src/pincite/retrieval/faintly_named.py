"""Which documents does a question name, when none of its words alone says so surely enough?

In this order: an agreement of a date; a place in a title, and a document that has a name which the question gives to
one; a firm of ordinary words; a rare name that a few texts have; and a name that many cards have, as a client's is.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import PurePath

from pincite.access.scope import Scope
from pincite.catalogue.cards import Naming
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.chunking.card import FOLDERS
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.span import DocumentId
from pincite.retrieval.hints import SURE
from pincite.retrieval.nowhere import RARE, documents_with_names
from pincite.retrieval.particular import MOST_DATED, date_of, dated
from pincite.retrieval.saying import IN_TEXT_NAMED, SayingWord
from pincite.retrieval.signs import Signs
from pincite.retrieval.titled import MOST_TITLED, bearing

MOST_MEANT = 64
"""The most documents that a name may fit; if it fits more, it only says which come first."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A question compared with the cards and texts of documents.

    `written_out` is the question with abbreviations and peoples' places in full, `parts` how far each word or run of
    words means each document, `such` the documents of the kind that is mentioned, None if none is, and `mentioning`
    those that have a name which the question gives a document.
    """

    question: str
    written_out: str
    words: Sequence[SayingWord]
    signs: Signs
    found: Naming
    parts: Mapping[DocumentId, Mapping[str, float]]
    such: Set[DocumentId] | None
    mentioning: Set[DocumentId]


async def faintly_named(compared: Compared, scope: Scope, catalogue: Catalogue) -> Collection[DocumentId]:
    """The documents that a question names, among those that the scope permits; none if they are too many."""
    signs, such, mentioning = compared.signs, compared.such, compared.mentioning
    placed = bearing(signs.places, compared.found, MOST_MEANT)
    of_date = await _of_date(compared, scope, catalogue)
    near: Collection[DocumentId] = of_date or {*(one for one in placed if such is None or one in such), *mentioning}
    near = near or [one for one in bearing(signs.houses, compared.found, MOST_TITLED) if one in compared.parts]
    near = near or documents_with_names(compared.question, compared.parts)
    permitted = await asyncio.to_thread(catalogue.permitted, near, scope)
    surely = {*of_date, *mentioning}
    about = [
        one for one, entry in permitted.items() if one not in placed or one in surely or _is_about(entry, signs.places)
    ]
    return about if len(about) <= MOST_MEANT else ()


def of_a_client(compared: Compared) -> set[DocumentId]:
    """The documents whose cards have every rare name of a question, if more than a few and not too many do.

    One such name is worth little, since it does not tell them apart: of 36 policies of a client, each has it. And yet
    "Does GitHub sell my data?" asks about these.
    """
    names = [word.plain for word in compared.words if word.share == IN_TEXT_NAMED and rarity(word.plain) >= RARE]
    having = [{one for one, share in compared.found.weights.get(name, {}).items() if share >= SURE} for name in names]
    borne = set.intersection(*having) if having else set()
    return borne if len(borne) <= MOST_MEANT else set()


async def _of_date(compared: Compared, scope: Scope, catalogue: Catalogue) -> list[DocumentId]:
    """The documents of the kind that is meant and of its date, if these are few: "the June 2020 hotel agreement"."""
    agreement, such = compared.signs.agreement, compared.such
    date = date_of(compared.written_out, agreement) if agreement else ""
    if not date or not such or len(such) > MOST_DATED:
        return []
    fitting = dated(date, await asyncio.to_thread(catalogue.permitted, such, scope), such)
    return fitting if len(fitting) <= MOST_TITLED else []


def _is_about(entry: Entry, places: Sequence[tuple[str, ...]]) -> bool:
    """True for a document whose title, file or folder has one of these places; "an Illinois corporation" is a party."""
    has = {*name_words(entry.title), *name_words(" ".join(PurePath(entry.path).with_suffix("").parts[-1 - FOLDERS :]))}
    return any(has.issuperset(place) for place in places)
