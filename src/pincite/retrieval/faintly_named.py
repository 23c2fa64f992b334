"""Which documents does a question name, when none of its words alone says so surely enough?

In this order: an agreement of a date; a place in a title, and a document that has a name which the question gives to
one; a firm of ordinary words; a rare name that a few texts have; and a name that many cards have, as a client's is.
"""

import asyncio
import re
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


_NO_CLIENTS = frozenset(
    name_words(
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
        "Excel Outlook PowerPoint SharePoint OneDrive Zoom Slack Teams Webex Skype WhatsApp Gmail Salesforce DocuSign "
        "Dropbox iManage NetDocuments Westlaw Lexis LexisNexis ChatGPT Copilot Acrobat Adobe LinkedIn "
        "OSHA EEOC IRS DOJ DOL SEC FTC FDA EPA NLRB CCPA CPRA GDPR HIPAA FCPA ERISA Dodd Chevron Daubert Miranda"
    )
)
"""Days, tools, agencies, laws and cases that a question may have with a capital: it need not ask about their papers."""

_PERSON = re.compile(r"\b(?:Mr|Ms|Mrs|Dr|Judge|Justice|Professor)\.?\s(?P<name>[A-Z][\w-]*)")
"""A person, who may only be asking."""


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
    """The documents that bear every rare name of a question, on their cards or in their texts.

    One such name is worth little, since it does not tell them apart: of 36 policies of a client, each has it. And yet
    "Does GitHub sell my data?" asks about these. Some card must have the names. Empty for too many documents.
    """
    names = {word.plain for word in compared.words if word.share == IN_TEXT_NAMED and rarity(word.plain) >= RARE}
    names -= _NO_CLIENTS
    names -= {word for match in _PERSON.finditer(compared.question) for word in name_words(match["name"])}
    on_cards = set.intersection(*(_on_cards(name, compared.found) for name in names)) if names else set()
    if not on_cards:
        return set()
    borne = {one for one, said in compared.parts.items() if said.keys() >= names} | on_cards
    return borne if len(borne) <= MOST_MEANT else set()


def _on_cards(name: str, found: Naming) -> set[DocumentId]:
    return {one for one, share in found.weights.get(name, {}).items() if share >= SURE}


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
