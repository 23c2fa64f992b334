"""What quote mode answers when a question is about a thing that was found in one document when that was read.

The parties, the signatures, the term and the law have their places already, so no sentence has to be looked for. Where
none was found, or its words cannot be quoted, the question is like any other.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pincite.access.scope import Scope
from pincite.answering.answer import Answer, Statement
from pincite.answering.candidates import LONGEST_QUOTE
from pincite.answering.found import GrowingEvidence
from pincite.ask.amended import doubted
from pincite.ask.draft import Draft
from pincite.ask.overview import names_of, one_document
from pincite.ask.stages import Read
from pincite.ask.texts import texts_in
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.documents.document import Document
from pincite.documents.regions import NOT_IN_FORCE, as_read
from pincite.retrieval.evidence import Evidence
from pincite.security.scanner import Scanner
from pincite.security.screening import screen
from pincite.threads import on_thread

Thing = TypeVar("Thing")
"""What may be asked for, by the names of a module."""

Stating = Callable[[Entry, Document, Evidence], tuple[tuple[Statement, ...], Evidence]]
"""The statements with what a document says of a thing, and the evidence with the passages that they stand in."""

LONGEST_LABEL = 5
"""Words before a date in its line that say what is of that date."""


@dataclass(frozen=True, slots=True)
class StatedThing:
    """A thing that a question asks of one document: what a reply calls it, and what quotes it."""

    entry: Entry
    called: str
    stating: Stating


def asked_of_one(
    read: Read,
    scope: Scope,
    catalogue: Catalogue,
    may_ask: Callable[[str], bool],
    asks: Callable[[str, Collection[str]], Thing | None],
) -> tuple[Thing, Entry] | None:
    """What a question asks for, and of which document; None if it is something else, or of no one document.

    `may_ask` is quick, and true for a question in a form in which people ask for such a thing. `asks` gives the thing
    for a question and the words by which it calls the document.

    Raises:
        WorkspaceError: the catalogue cannot be read.
    """
    asked = read.query.newest or read.query.text
    entry = one_document(read, scope, catalogue) if may_ask(asked) else None
    if entry is None:
        return None
    names, without_names = names_of(entry, read)
    thing = next((one for words in (asked, *without_names) if (one := asks(words, names)) is not None), None)
    return None if thing is None else (thing, entry)


async def stated(
    find: Callable[[], StatedThing | None], read: Read, catalogue: Catalogue, scanner: Scanner | None, tier: str
) -> Draft | None:
    """A draft of the sentences that state what `find` finds; None where it finds nothing, or nothing can be quoted.

    Raises:
        ModelError: the model of the scanner cannot be read.
        WorkspaceError: the document's text cannot be read.
    """
    thing = await on_thread(find)
    if thing is None or thing.entry.version is None or not read.evidence.passages:
        return None
    content = await on_thread(catalogue.content, thing.entry.version)
    await texts_in(read.evidence, catalogue)
    said, evidence = thing.stating(thing.entry, content, read.evidence)
    if not said:
        return None
    if scanner is not None:
        said = tuple([await doubted(one, evidence, lambda _version: content, scanner) for one in said])
    return Draft(evidence, Answer(said), 1.0, abstained=False, tier=tier, section=thing.called)


def places_quoted(
    entry: Entry, content: Document, evidence: Evidence, places: Sequence[tuple[int, int]]
) -> tuple[tuple[Statement, ...], Evidence]:
    """The words at some places, whole; none in which something is hidden or addresses a reader, and none too long."""
    growing = GrowingEvidence(evidence, lambda _version: content)
    said = []
    for start, end in places:
        words = as_read(content, start, end)
        barred = (*content.hidden, *content.ranges(*NOT_IN_FORCE))
        is_hidden = any(start < last and first < end for first, last in barred)
        if words.strip() and len(words) <= LONGEST_QUOTE and not is_hidden and not screen(words).flagged:
            said.append(Statement(words, (growing.cited(entry, start, end, evidence.passages[0].label),)))
    return tuple(said), growing.evidence


def lines_quoted(
    entry: Entry, content: Document, evidence: Evidence, places: Sequence[tuple[int, int]]
) -> tuple[tuple[Statement, ...], Evidence]:
    """The lines that some places end, behind a label at most ("Filed: 22 December 2020"); see `places_quoted`.

    A line of a sentence is left out: half of one may say something else than the whole.
    """
    lines = [line for place in places if (line := _labelled(content.text, *place)) is not None]
    return places_quoted(entry, content, evidence, lines)


def _labelled(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The line with a place, without the white space around it; None unless the place and a label fill the line."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    line = text[first : last if last >= 0 else len(text)]
    label = text[first:start].split()
    is_label = len(label) <= LONGEST_LABEL and not any(word[0].islower() for word in label[:1])
    if not is_label or any(map(str.isalnum, text[end : first + len(line)])):
        return None
    begins = first + len(line) - len(line.lstrip())
    return begins, begins + len(line.strip())
