"""Which documents amend which, as far as the asker may see them.

An amendment changes an agreement of its own matter, and with it each copy of that agreement, in whatever matter the
copy is filed: a reader of either copy is told the same. A hidden amendment is treated like one that does not exist: it
changes nothing, and nothing reveals it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Literal

from pincite.access.scope import Scope
from pincite.catalogue.copies import are_copies
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.chunking.ordinary import name_words, rarity
from pincite.documents.document import Document
from pincite.documents.span import DocumentId
from pincite.structure.amending.consolidated import Consolidated, ParsedAmendment, consolidate
from pincite.structure.amending.instruction import Instruction
from pincite.structure.amending.instructions import instructions_of
from pincite.structure.amending.linking import Described, fit, likeliest, name_of, number_of
from pincite.structure.amending.versions import are_versions, follows
from pincite.structure.facts.own_words import own_words
from pincite.structure.likeness import likeness

NAMED = 0.6
"""Least weight, on a card, of a word from the title, the kind or the file's name of a document."""

RARE = 1.5
"""Least rarity of a word that tells one party from others: "investment" has 0.8, "columbia" 2."""

CHANGES = ("amendment", "addendum", "supplement")
"""A document that changes another has one of these words in its title or name."""

MOST_AMENDMENTS = 40
"""Amendments of one agreement that are followed."""

MOST_SOUGHT = 2
"""The parties by whose names copies of an agreement are looked for."""

UNCERTAIN = "which agreement it amends is not certain"
"""Why an amendment that may be to another agreement is mentioned but not carried out."""

Order = Literal["after", "before", "beside"]
"""How another version of an agreement relates to this one: it restates it, is restated by it, or neither says so."""

LEAST_ALIKE = 0.3
"""Least similarity of two documents of one title between the same parties that are versions of one agreement."""

MOST_VERSIONS = 3
"""The most other versions that are looked into."""

_RESTATING = frozenset(name_words("amended restated restatement first second third fourth form draft final version"))
_DRAFT = re.compile(r"\bdraft\b", re.IGNORECASE)
_DRAFT_WITHIN = 300
"""Characters at the start of a text in which a draft says that it is one."""


@dataclass(frozen=True, slots=True)
class StandingAgreement:
    """An agreement as it stands: its entry, its amendments with their names, and the text that results.

    `sources` are the agreement and its amendments, in the order in which pieces name them; `names` are their names.
    """

    sources: tuple[Entry, ...]
    names: tuple[str, ...]
    made: Consolidated


@dataclass(frozen=True, slots=True)
class Amendments:
    """Finds what amends what. `content_of` reads a version; `today` decides what has taken effect."""

    catalogue: Catalogue
    scope: Scope
    today: date

    def of(self, entry: Entry) -> StandingAgreement | None:
        """The agreement that a document is, or amends, as it stands; None if no amendment of it may be seen."""
        if entry.version is None:
            return None
        described = _described(entry)
        if described.is_change:
            agreement = self._amended(entry)
            return self.of(agreement) if agreement is not None else None
        found = self._amending(entry, described)
        if not found:
            return None
        found = sorted(found, key=_order([one for one, _ in found]))[:MOST_AMENDMENTS]
        content_of = self.catalogue.content
        content = content_of(entry.version)
        amendings = []
        for one, why in found:
            amending = content_of(one.version) if one.version is not None else content
            pending = why or self._pending(one, amending)
            amendings.append(ParsedAmendment(amending.text, _ordered(amending), pending, amending.hidden))
        made = consolidate(content, amendings, self.today.isoformat())
        names = (called(one) + filed_elsewhere(one, entry) for one, _ in found)
        return StandingAgreement((entry, *(one for one, _ in found)), (entry.title, *names), made)

    def _amending(self, entry: Entry, described: Described) -> list[tuple[Entry, str]]:
        """The amendments of an agreement or of a copy of it, each once, with why it may be to another agreement."""
        same = [entry, *self._copies(entry, described)]
        documents = {one.document for one in same}
        found: list[tuple[Entry, str]] = []
        for matter in dict.fromkeys(one.matter for one in same):
            for one in self.catalogue.bearing(_card_words(CHANGES), NAMED, matter, self.scope):
                if one.document in documents or not fit(_described(one), described):
                    continue
                if any(are_copies(one, other, self.catalogue) for other, _ in found):
                    continue
                certain, possible = self._meant(one)
                if documents.intersection(certain):
                    found.append((one, ""))
                elif documents.intersection(possible):
                    found.append((one, UNCERTAIN))
        return found

    def _copies(self, entry: Entry, described: Described) -> list[Entry]:
        """The other documents with an agreement's title, parties and text, in whatever matter they are filed.

        Cards find them by the rarest words of title and parties: of an agreement in which all of these are ordinary,
        copies are not known.
        """
        each = [name_words(party) for party in described.values("party")[:MOST_SOUGHT]]
        rarest = [max(words, key=rarity) for words in (*each, name_words(entry.title)) if words]
        rarest = [word for word in dict.fromkeys(rarest) if rarity(word) >= RARE]
        if not rarest:
            return []
        found = self.catalogue.bearing(rarest, NAMED, None, self.scope, all_of_them=True)
        return [one for one in found if one.document != entry.document and are_copies(entry, one, self.catalogue)]

    def versions(self, entry: Entry) -> list[tuple[Entry, Order]]:
        """Other versions of an agreement in its matter, each with whether it is known to come after or before it.

        They share much of their text: two statements of work are not versions of each other.
        """
        described = _described(entry)
        words = [word for word in name_words(entry.title) if rarity(word) > 0] or name_words(entry.title)
        parties = name_words(next(iter(described.values("party")), ""))
        if not words or not parties or described.is_change:
            return []
        named = dict.fromkeys([*(word for word in words if word not in _RESTATING), *parties])
        found = self.catalogue.bearing(named, NAMED, entry.matter, self.scope, all_of_them=True)
        others = [
            one
            for one in found
            if one.document != entry.document
            and are_versions(described, _described(one))
            and likeness(entry.sketch, one.sketch) >= LEAST_ALIKE
        ]
        return [(one, _order_of(described, _described(one))) for one in others[:MOST_VERSIONS]]

    def _amended(self, amendment: Entry) -> Entry | None:
        """The one agreement that an amendment changes, or a copy of it; None if that is not certain."""
        certain, _ = self._meant(amendment)
        known = self.catalogue.permitted(certain, self.scope)
        return next((known[one] for one in certain if one in known), None)

    def _meant(self, amendment: Entry) -> tuple[tuple[DocumentId, ...], tuple[DocumentId, ...]]:
        """The agreement that an amendment changes for certain, with its copies, or those that it may change."""
        described = _described(amendment)
        names = described.values("amends")
        if not names or not described.is_change:
            return (), ()
        named = name_words(names[0].partition(" (")[0])
        parties = [word for party in described.values("party") for word in name_words(party) if rarity(word) >= RARE]
        matter, scope = amendment.matter, self.scope
        found = self.catalogue.bearing(named, NAMED, matter, scope, all_of_them=True)
        found += self.catalogue.bearing(parties, NAMED, matter, scope)
        others = list({one.document: one for one in found if one.document != amendment.document}.values())
        places, is_enough = likeliest([fit(described, _described(one)) for one in others])
        fitting = tuple(others[at].document for at in places)
        is_one = all(are_copies(others[places[0]], others[at], self.catalogue) for at in places[1:])
        return (fitting, ()) if is_enough and is_one else ((), fitting)

    def _pending(self, entry: Entry, content: Document) -> str:
        """Why an amendment to this agreement is not carried out; empty if it is."""
        if _DRAFT.search(PurePath(entry.path).stem) or _DRAFT.search(content.text, 0, _DRAFT_WITHIN):
            return "it is marked as a draft"
        since = max((fact.value for fact in entry.facts if fact.kind == "effective_date"), default="")
        return f"it takes effect on {since}" if since > self.today.isoformat() else ""


def _order_of(described: Described, other: Described) -> Order:
    """Whether another version is known to come after one, or before it."""
    return "after" if follows(other, described) else "before" if follows(described, other) else "beside"


def called(entry: Entry) -> str:
    """The name of an amendment: "Amendment No. 2"."""
    return name_of(entry.title or PurePath(entry.path).stem)


def filed_elsewhere(amendment: Entry, agreement: Entry) -> str:
    """Where an amendment is filed, if not with its agreement: whoever may file there changes what is told of copies."""
    return "" if amendment.matter == agreement.matter else f" (filed in {amendment.matter})"


def _described(entry: Entry) -> Described:
    return Described(entry.title, entry.facts)


def _card_words(words: Sequence[str]) -> list[str]:
    return [word for one in words for word in name_words(one)]


def _order(entries: Sequence[Entry]) -> Callable[[tuple[Entry, str]], tuple[int, str, str]]:
    """A key that sorts the amendments of one agreement: by number if each has its own, else by date."""
    numbers = {one.document: number_of(one.title) for one in entries}
    is_numbered = None not in numbers.values() and len(set(numbers.values())) == len(numbers)

    def key(found: tuple[Entry, str]) -> tuple[int, str, str]:
        entry = found[0]
        dated = min((fact.value for fact in entry.facts if fact.kind in ("date", "effective_date")), default="9999")
        return (numbers[entry.document] or 0) if is_numbered else 0, dated, entry.path

    return key


def _ordered(content: Document) -> tuple[Instruction, ...]:
    """The instructions in an amendment's own words (see `own_words`)."""
    return instructions_of(own_words(content.text, content.regions))
