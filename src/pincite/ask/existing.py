"""Questions that ask only which documents of a kind there are: "Which consulting agreements are there?".

No sentence answers them. What a document calls itself does: its title, or the clause in which it names itself ("This
Consulting Agreement is entered into …"). Of each document that the asker may see, these words are read and quoted.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath

from pincite.access.scope import Scope
from pincite.answering.answer import Answer, Statement
from pincite.answering.candidates import LONGEST_QUOTE
from pincite.answering.found import GrowingEvidence
from pincite.answering.units import quotable
from pincite.ask.amended import doubted
from pincite.ask.cell import Cell
from pincite.ask.reply import State
from pincite.ask.sources import Sources
from pincite.ask.texts import texts_in
from pincite.catalogue.entry import Entry
from pincite.documents.document import Document
from pincite.documents.regions import as_read
from pincite.retrieval.inside import Probe, search_inside
from pincite.retrieval.query import understand
from pincite.retrieval.understanding.contracts import is_contract, means_any, means_contracts
from pincite.retrieval.understanding.kinds import Called, as_title, calls_so
from pincite.security.screening import screen
from pincite.threads import on_thread
from pincite.verification.verbatim import verify

CHANCES: dict[Called, float] = {"so": 0.95, "perhaps": 0.6}
"""How sure a row is: set by hand, so that a document that goes by another name, or has it from its file, is one to be
checked."""

NAMES_ITSELF_WITHIN = 8_000
"""Characters from the start within which a document names itself in a sentence."""

MOST_WORDS = 20
"""The most words of a line that is a title; a longer one is a sentence."""

_THIS_BEFORE = re.compile(r"\bthis\s+$", re.IGNORECASE)
"""Before a name that stands in a sentence."""

_MARKS = " \t*_#|"

PASSAGES = 1
"""Passages of a document that are read besides the words by which it names itself."""

_NAMES_ITSELF = re.compile(
    r"\b(?:[Tt]his|THIS)\s+(?P<name>(?:[\w’'&/,-]+\s+){0,8}?(?:Agreement|AGREEMENT|Lease|LEASE|Amendment|AMENDMENT|"
    r"Addendum|ADDENDUM|Contract|CONTRACT|Deed|DEED|Guarant(?:y|ee)|GUARANT(?:Y|EE)|Indenture|INDENTURE|Mortgage|"
    r"MORTGAGE|Licen[cs]e|LICEN[CS]E|Statement\s+of\s+Work|STATEMENT\s+OF\s+WORK|Policy|POLICY))\b"
)


async def probe_of(called: str, sources: Sources) -> Probe:
    """What is looked for in a document that is called so, to show beside its name.

    Raises:
        ModelError: the embedder's files are missing or damaged.
    """
    query = await on_thread(understand, called)
    [vector] = await sources.engines.embedder.embed([query.text])
    return Probe(query, vector)


async def look_at_name(called: str, wanted: Probe, entry: Entry, scope: Scope, sources: Sources, now: datetime) -> Cell:
    """Whether a document that the scope permits is called so, with the words by which it says what it is.

    Raises:
        AccessError: the scope has expired.
        IndexingError: the index could not be searched.
        ModelError: the scanner's model cannot be read.
    """
    engines = sources.engines
    evidence = await search_inside(wanted, entry.document, scope, PASSAGES, now, engines)
    if not evidence.passages or entry.version is None:
        return Cell(entry, "not_read", (), evidence, 0.0, entry.unread)
    content = await on_thread(engines.catalogue.content, entry.version)
    how, place = _says(entry, content, called)
    if place is None:
        return Cell(entry, "not_found", (), evidence, 0.0, entry.unread)
    content_of = await texts_in(evidence, engines.catalogue)
    growing = GrowingEvidence(evidence, content_of)
    citation = growing.cited(entry, *place, evidence.passages[0].label)
    said = Statement(as_read(content, *place), (citation,))
    if sources.scanner is not None:
        said = await doubted(said, growing.evidence, content_of, sources.scanner)
    verdict = verify(Answer((said,)), growing.evidence, scope, content_of)
    state: State = "found" if verdict.passed else "not_found"
    return Cell(entry, state, verdict.passed, growing.evidence, CHANCES[how] if verdict.passed else 0.0, entry.unread)


def _says(entry: Entry, content: Document, called: str) -> tuple[Called, tuple[int, int] | None]:
    """Whether a document calls itself so, and the words that say it; the first that name a known kind decide.

    If its words name none, its file's name may, and its first words are quoted; such a row is to be checked.
    """
    if means_contracts(called) or means_any(called):
        return _is_any(entry, content, called)
    first: tuple[int, int] | None = None
    for words, start, end in _names(entry, content):
        how = calls_so(" ".join(words.split()), called)
        if how == "otherwise":
            return how, None
        if not _can_be_quoted(content, start, end):
            continue
        if how in CHANCES:
            return how, (start, end)
        first = first or (start, end)
    if calls_so(as_title(PurePath(entry.path).stem), called) != "so":
        return "untold", None
    return "perhaps", first or _opening(content)


def _is_any(entry: Entry, content: Document, called: str) -> tuple[Called, tuple[int, int] | None]:
    """Whether a document is one of all contracts, or of all documents, and the words by which it names itself."""
    how = is_contract(entry) if means_contracts(called) else "so"
    if how == "otherwise":
        return how, None
    names = ((start, end) for _, start, end in _names(entry, content) if _can_be_quoted(content, start, end))
    place = next(names, None) or _opening(content)
    return ("perhaps" if how not in CHANCES else how), place


def _opening(content: Document) -> tuple[int, int] | None:
    """The first words of a document that can be quoted."""
    end = min(len(content.text), NAMES_ITSELF_WITHIN)
    opening = (one for one in quotable(content, 0, end) if _can_be_quoted(content, one.start, one.end))
    return next(((one.start, one.end) for one in opening), None)


def _names(entry: Entry, content: Document) -> Iterator[tuple[str, int, int]]:
    """What a document calls itself, each with the range that is quoted: its title, then where it names itself."""
    text = content.text
    for fact in (fact for kind in ("title", "type") for fact in entry.facts if fact.kind == kind):
        start, end = (fact.start, fact.end) if fact.kind == "title" else _line(text, fact.start, fact.end)
        if not _THIS_BEFORE.search(text, max(0, start - 20), start) and len(text[start:end].split()) <= MOST_WORDS:
            yield text[start:end], start, end
    for match in _NAMES_ITSELF.finditer(text, 0, min(len(text), NAMES_ITSELF_WITHIN)):
        unit = next((one for one in quotable(content, *match.span()) if one.start <= match.start()), None)
        if unit is not None and unit.end >= match.end():
            yield match["name"], unit.start, unit.end


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    """The line around a range, without what only marks a heading."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[first : last if last >= 0 else len(text)]
    return first + len(line) - len(line.lstrip(_MARKS)), first + len(line.rstrip(_MARKS))


def _can_be_quoted(content: Document, start: int, end: int) -> bool:
    words = as_read(content, start, end)
    is_hidden = any(start < last and first < end for first, last in content.hidden)
    return not is_hidden and len(words) <= LONGEST_QUOTE and not screen(words).flagged
