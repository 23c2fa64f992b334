"""What quote mode answers when somebody asks who the parties of one document are, or who signs it: from its facts."""

from pincite.access.scope import Scope
from pincite.answering.answer import Statement
from pincite.ask.draft import Draft
from pincite.ask.overview import stating
from pincite.ask.stages import Read
from pincite.ask.stated_things import StatedThing, asked_of_one, places_quoted, stated
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.documents.document import Document
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.understanding.parties import Who, asks_who, may_ask_who
from pincite.security.scanner import Scanner

MOST_PARTIES = 12
"""Parties whose sentence is looked for; most contracts name all of theirs in one."""

MOST_BLOCKS = 4
"""Blocks of signatures that are quoted."""

LONGEST_LINE = 200
"""Characters of a line behind the last party's name that still belong to it."""

FEWEST_PARTIES = 2
"""Fewer parties that were found in a document are not all of them."""

CALLED: dict[Who, str] = {"parties": "the parties", "signers": "the signatures"}


async def who_of(read: Read, scope: Scope, catalogue: Catalogue, scanner: Scanner | None, tier: str) -> Draft | None:
    """The sentences that name a document's parties, or its signature blocks; None where neither is asked or known.

    Raises:
        ModelError: the model of the scanner cannot be read.
        WorkspaceError: the document's text cannot be read.
    """
    return await stated(lambda: _found(read, scope, catalogue), read, catalogue, scanner, tier)


def _found(read: Read, scope: Scope, catalogue: Catalogue) -> StatedThing | None:
    """The parties or signatures of the document that is asked for; None if its facts do not say."""
    asked: tuple[Who, Entry] | None = asked_of_one(read, scope, catalogue, may_ask_who, asks_who)
    if asked is None:
        return None
    who, entry = asked
    if who == "parties" and sum(fact.kind == "party" for fact in entry.facts) < FEWEST_PARTIES:
        return None
    return StatedThing(entry, CALLED[who], _parties if who == "parties" else _signatures)


def _parties(entry: Entry, content: Document, evidence: Evidence) -> tuple[tuple[Statement, ...], Evidence]:
    """The sentences that name the parties; where none does, the words from the first of them to the last.

    "B E T W E E N: Acme Ltd (“Acme”) – and – Finch Ltd" is no sentence.
    """
    said = stating(entry, content, evidence, lambda _version: content, (("party", MOST_PARTIES),))
    facts = [one for one in entry.facts if one.kind == "party"][:MOST_PARTIES]
    if said[0] or not facts:
        return said
    start, last = min(one.start for one in facts), max(one.end for one in facts)
    line = content.text.find("\n", last)  # what follows the last name in its line: "a subsidiary of Acme Inc."
    end = start + len(content.text[start : line if 0 <= line <= last + LONGEST_LINE else last].rstrip())
    return places_quoted(entry, content, evidence, [(start, end)])


def _signatures(entry: Entry, content: Document, evidence: Evidence) -> tuple[tuple[Statement, ...], Evidence]:
    """The blocks in which the document is signed."""
    blocks = [one for one in content.clauses if one.kind == "signature"][:MOST_BLOCKS]
    places = [(one.start, one.start + len(content.text[one.start : one.end].rstrip())) for one in blocks]
    return places_quoted(entry, content, evidence, places)
