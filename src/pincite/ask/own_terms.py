"""What quote mode answers when somebody asks for a document's own dates, its term or its law."""

import re
from collections.abc import Collection, Sequence
from functools import partial

from pincite.access.scope import Scope
from pincite.answering.answer import Statement
from pincite.ask.draft import Draft
from pincite.ask.overview import stating
from pincite.ask.stages import Read
from pincite.ask.stated_things import StatedThing, asked_of_one, lines_quoted, stated
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.chunking.ordinary import name_words
from pincite.documents.document import Document, FactKind
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.understanding.own_terms import OwnTerm, asks_for_term, may_ask_for_term
from pincite.security.scanner import Scanner

KINDS: dict[OwnTerm, tuple[tuple[FactKind, int], ...]] = {
    "end": (("expiration_date", 1), ("term", 1)),
    "law": (("governing_law", 1),),
    "made": (("date", 1),),
    "dated": (("date", 1),),
    "effective": (("effective_date", 1),),
    "updated": (("date", 1),),
}
"""The facts that answer each, and how many of each kind at most are quoted."""

_UPDATED = re.compile(
    r"\b(?:last|latest|most\srecent(?:ly)?)\s(?:updated?|revis(?:ed|ion)|modified|changed?|amended|version)\b"
    r"|\A\W*(?:updated|revised|revision|version)\b",
    re.IGNORECASE,
)
"""What a line must say so that its date is that of the last change."""

_RUN = re.compile(r"[A-Z][\w&.’-]*(?:\s[A-Z][\w&.’-]*)+")

CALLED: dict[OwnTerm, str] = {
    "end": "the term",
    "law": "the governing law",
    "made": "the date",
    "dated": "the date",
    "effective": "the effective date",
    "updated": "the date of the last change",
}


async def own_term_of(
    read: Read, scope: Scope, catalogue: Catalogue, scanner: Scanner | None, tier: str
) -> Draft | None:
    """The sentence that states a document's term or law; None where neither is asked or known.

    Raises:
        ModelError: the model of the scanner cannot be read.
        WorkspaceError: the document's text cannot be read.
    """
    return await stated(lambda: _found(read, scope, catalogue), read, catalogue, scanner, tier)


def _whole_names(asked: str, names: Collection[str]) -> list[str]:
    """The words of each run of capitals that has one of the names: "Buffalo Wild Wings" where "Buffalo" is one."""
    runs = [name_words(run) for run in _RUN.findall(asked)]
    return [word for run in runs if not set(names).isdisjoint(run) for word in run]


def _found(read: Read, scope: Scope, catalogue: Catalogue) -> StatedThing | None:
    """The term or law of the document that is asked for; None if its facts do not say."""
    whole = read.query.newest or read.query.text

    def asks(words: str, names: Collection[str]) -> OwnTerm | None:
        return asks_for_term(words, [*names, *_whole_names(whole, names)])

    asked: tuple[OwnTerm, Entry] | None = asked_of_one(read, scope, catalogue, may_ask_for_term, asks)
    if asked is None:
        return None
    wanted, entry = asked
    kinds = kinds_of(wanted, entry)
    return StatedThing(entry, CALLED[wanted], partial(own_term_stated, wanted, kinds)) if kinds else None


def kinds_of(wanted: OwnTerm, entry: Entry) -> tuple[tuple[FactKind, int], ...]:
    """The kinds of facts of a document that answer what is asked; empty if it has none of them.

    A document that is of no other date is of the date from which it is in effect.
    """
    had = {fact.kind for fact in entry.facts}
    kinds = KINDS["effective" if wanted == "dated" and "date" not in had else wanted]
    return kinds if any(kind in had for kind, _ in kinds) else ()


def own_term_stated(
    wanted: OwnTerm,
    kinds: Sequence[tuple[FactKind, int]],
    entry: Entry,
    content: Document,
    evidence: Evidence,
) -> tuple[tuple[Statement, ...], Evidence]:
    """The sentences with the facts; where a date stands in none, its line ("Filed: 22 December 2020")."""
    said, grown = stating(entry, content, evidence, lambda _version: content, kinds)
    if not said and wanted not in ("end", "law"):
        dates = [fact for fact in entry.facts if fact.kind in {kind for kind, _ in kinds}][:1]
        said, grown = lines_quoted(entry, content, evidence, [(one.start, one.end) for one in dates])
    if wanted == "updated":
        said = tuple(one for one in said if _UPDATED.search(one.text))
    return said, grown
