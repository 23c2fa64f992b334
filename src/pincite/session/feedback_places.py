"""Places that feedback names: the cites of a reply, and where a better answer stands."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pincite.answering.citing import pin_cite
from pincite.audit.event import Entry
from pincite.audit.parts import objects_in
from pincite.documents.document import clause_path, page_at, section_in
from pincite.documents.regions import page_label
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import CitationError
from pincite.session.cited import text_cited
from pincite.session.feedback_content import place_in
from pincite.session.reading import version_of
from pincite.session.showing import place_named
from pincite.views.feedback import VersionSpan
from pincite.views.wording import counted

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session

CLAUSE = re.compile(r"(?P<document>.+)#at-(?P<start>\d{1,12})")
"""A clause, as the address of a document's page names it."""


def place_cited(reply: Entry, statement: int, citation: int) -> VersionSpan:
    """The place of a citation of a reply, by its numbers.

    Raises:
        CitationError: there is none.
    """
    listed = (reply.content or {}).get("statements")
    statements = objects_in(listed)
    rows = statements[statement - 1].get("citations") if 1 <= statement <= len(statements) else None
    if isinstance(rows, list) and 1 <= citation <= len(rows) and (found := place_in(rows[citation - 1])) is not None:
        return found
    many = counted(len(statements), "statement")
    raise CitationError(f"record {reply.seq} has no citation {citation} in a statement {statement}; it has {many}")


def place_typed(session: "Session", scope: "Scope", citation: str) -> VersionSpan | None:
    """Where an answer stands, by what somebody typed.

    Raises:
        CitationError: it is no citation, or lies beyond the end of its document.
        NotVisible: it does not exist or may not be seen.
    """
    if not citation:
        return None
    if begins := CLAUSE.fullmatch(citation):
        return _clause(session, scope, begins["document"], int(begins["start"]))
    found = place_named(session, citation, scope)
    length = len(session.firm.catalogue.content(found.version).text)
    if not 0 <= found.start < found.end <= length:
        raise CitationError(
            f"characters {found.start} to {found.end} are not in {found.entry.document}, which has {length:,}; "
            "give a start and an end within them"
        )
    return VersionSpan(found.entry.document, found.version, found.start, found.end)


def _clause(session: "Session", scope: "Scope", document: str, at: int) -> VersionSpan:
    """The innermost clause of a document that has a character.

    Raises:
        CitationError: none has it.
        NotVisible: the document does not exist or may not be seen.
    """
    entry = session.firm.catalogue.named(document, scope)
    version = version_of(entry)
    path = clause_path(session.firm.catalogue.content(version).clauses, at)
    if not path:
        raise CitationError(f"no clause of {entry.document} has the character {at}; name the place as DOC:START-END")
    return VersionSpan(entry.document, version, path[-1].start, path[-1].end)


def with_name(session: "Session", place: VersionSpan, scope: "Scope") -> VersionSpan:
    """A place with its name; without one where it may not be seen, or is gone."""
    found = text_cited(session.firm.catalogue, scope, DocumentId(place.document), VersionId(place.version))
    if found is None:
        return place
    entry, content = found
    section = section_in(clause_path(content.clauses, place.start))
    page = page_at(content.pages, place.start)
    return replace(
        place, cite=pin_cite(entry.path, content.title, section, page, page_label(content, page), content.facts)
    )
