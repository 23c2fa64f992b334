"""What a new rule does besides what it says, and what it does not do: said when the rule is made."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pincite.access.decision import wall_of
from pincite.access.facts import Fact, Grant, Wall
from pincite.access.nesting import people_in
from pincite.catalogue.entry import Entry, document_id
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError, NotVisible, WorkspaceError
from pincite.views.rules import behind_a_wall
from pincite.views.wording import counted

if TYPE_CHECKING:
    from pincite.session.session import Session

MOST_NAMED = 3
"""The most documents that a note names; the others are counted."""


def archive_named(session: "Session", text: str) -> DocumentId | None:
    """The archive or mailbox that the maker of a wall means; None if there is none.

    An archive is not a document. It is known by its id, or by its path or file name if documents that came in it may be
    seen.

    Raises:
        WorkspaceError: several archives have this name.
    """
    holder = DocumentId(text)
    if session.firm.catalogue.came_in(frozenset({holder})):
        return holder
    found: dict[DocumentId, str] = {}
    for entry in session.firm.catalogue.entries(session.scope()):
        for place in PurePosixPath(entry.path).parents:
            if text in (str(place), place.name):
                archive = document_id(entry.matter, str(place))
                if archive in entry.holders and session.firm.catalogue.standing(archive) is None:
                    found[archive] = str(place)
    if len(found) > 1:
        named = "; ".join(f"{archive} ({place})" for archive, place in list(found.items())[:MOST_NAMED])
        raise WorkspaceError(f"{len(found)} archives are called {text!r}; give the id of one: {named}")
    return next(iter(found), None)


def grantable(session: "Session", text: str, error: NotVisible) -> AccessError:
    """The error for granting something that is not a document."""
    if archive_named(session, text) is None:
        return error
    return AccessError(
        f"{text!r} is an archive, and a grant opens one document: grant those that came in it, or give them a label"
    )


def notes(session: "Session", facts: Iterable[Fact]) -> tuple[str, ...]:
    """Sentences on which other documents new rules on single documents affect, and which they leave as they are.

    Of a grant of a matter they say whom a wall keeps out all the same.
    """
    return tuple(said for fact in facts for said in _of(session, fact))


def _of(session: "Session", fact: Fact) -> Iterator[str]:
    match fact:
        case Wall(who, target) if target.document is not None:
            yield from _of_wall(session, who, target.document)
        case Grant(who, target) if target.document is not None:
            yield from _of_grant(session, who, target.document)
        case Grant(who, target) if target.matter is not None:
            yield from _of_walled(session, who, target.matter)


def _of_wall(session: "Session", who: str, document: DocumentId) -> list[str]:
    catalogue = session.firm.catalogue
    inside = _standing(session, document)
    entry = catalogue.standing(document)
    said = []
    if inside:
        said.append(f"it also keeps {who} from {_listed(inside)}, which came in {document}")
    if entry is None:
        return [*said, f"it will keep {who} from what is read from that archive later, too"]
    above = [holder for holder in entry.holders if catalogue.standing(holder) is not None]
    if above:
        said.append(f"{above[-1]}, which {document} came in, stays as it is for {who}, and may name or quote it")
    copies = len(catalogue.sharing({document: [entry.version] if entry.version else []}))
    if copies:
        what = "document is the same file and stays" if copies == 1 else "documents are the same file and stay"
        said.append(f"{copies} other {what} as before for {who}: wall off each that must be")
    return said


def _of_grant(session: "Session", who: str, document: DocumentId) -> list[str]:
    inside = _standing(session, document)
    if not inside:
        return []
    return [f"it does not open {_listed(inside)} to {who}, which came in {document}: grant each, or give them a label"]


def _of_walled(session: "Session", who: str, matter: MatterId) -> Iterator[str]:
    rules = session.rules
    wall = wall_of(who, matter, rules)
    if wall is not None:
        yield f"{who} {behind_a_wall(who, matter, wall)}"
        return
    kept = [one for one in people_in(who, rules.groups) if wall_of(one, matter, rules) is not None]
    if kept:
        more = f" and {len(kept) - MOST_NAMED} more" if len(kept) > MOST_NAMED else ""
        are, see = ("is", "sees") if len(kept) == 1 else ("are", "see")
        names = f"{', '.join(kept[:MOST_NAMED])}{more}"
        yield f"of {who}, {names} {are} behind a wall from {matter}, so {see} nothing of it"


def _standing(session: "Session", holder: DocumentId) -> list[Entry]:
    """The documents that came in `holder` and are still in the workspace, in the order of their paths."""
    catalogue = session.firm.catalogue
    found = (catalogue.standing(document) for document in catalogue.came_in(frozenset({holder})))
    return sorted((entry for entry in found if entry is not None), key=lambda entry: entry.path)


def _listed(entries: list[Entry]) -> str:
    names = ", ".join(entry.document for entry in entries[:MOST_NAMED])
    more = f" and {counted(len(entries) - MOST_NAMED, 'other')}" if len(entries) > MOST_NAMED else ""
    return f"{counted(len(entries), 'document')} ({names}{more})"
