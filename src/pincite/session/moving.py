"""Moving documents under another matter."""

import json
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.access.decision import visible_matter
from pincite.access.second import leaves_wall
from pincite.catalogue.entry import Entry
from pincite.documents.folder import printable
from pincite.documents.span import DocumentId
from pincite.errors import NotVisible
from pincite.holding import Authority, move, with_attached
from pincite.session import bound
from pincite.session.holding import authority_of, stores_of
from pincite.threads import entered_on_thread, on_thread

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session


async def move_documents(session: "Session", documents: Sequence[str], matter: str) -> tuple[Entry, ...]:
    """Put documents under another matter: each as it was before, once that is on the record.

    Raises:
        NotVisible: a document or the matter does not exist or may not be seen.
        AccessError: the user may not move them.
        AwaitsSecond: they lie behind a wall, or would count as less sensitive, and that takes two people.
        WorkspaceError: another process is changing the documents, or a name means several.
    """
    firm = session.firm
    async with entered_on_thread(firm.alone()):
        authority, ids = await on_thread(_permitted, session, documents, matter)
        moved = await move(ids, matter, authority, await on_thread(stores_of, firm), session.now)
    return tuple(moved)


def _permitted(session: "Session", documents: Sequence[str], matter: str) -> tuple[Authority, list[DocumentId]]:
    """Under what authority documents are moved, and which are meant.

    Raises:
        NotVisible, AccessError, AwaitsSecond, WorkspaceError: as `move_documents`.
    """
    session.require("move")
    authority = authority_of(session)
    _require_matter(session, matter, authority.scope)
    ids = [_meant(session, document, authority.scope) for document in documents]
    _ask_second(session, ids, matter, authority)
    return authority, ids


def _require_matter(session: "Session", matter: str, scope: "Scope") -> None:
    """Refuse a matter that does not exist or is hidden; in both cases the message says how to make a new one.

    Raises:
        NotVisible: there is none that may be seen.
    """
    try:
        visible_matter(matter, scope)
    except NotVisible as error:
        make = f"pincite access matter add {shlex.quote(matter)}"
        how = f"a new one is made with: {make}" if session.may("administer") else f"the owner makes one with: {make}"
        raise NotVisible(f"{error}; {how}", matters=error.matters, nearest=error.nearest) from error


def _meant(session: "Session", document: str, scope: "Scope") -> DocumentId:
    """The document or the file that is to be moved: a path as it stands, else whatever `Catalogue.named` finds.

    Raises:
        NotVisible: there is none that may be seen.
        WorkspaceError: several are meant.
    """
    path = printable(Path(os.path.abspath(document)))  # noqa: PTH100 - as files are named
    if session.firm.catalogue.within(path, scope):
        return DocumentId(document)
    return session.firm.catalogue.named(document, scope).document


def _ask_second(session: "Session", documents: Sequence[DocumentId], matter: str, authority: Authority) -> None:
    """Have a move wait for another person if it does what takes two people.

    It may take documents from behind a wall, or to a matter in which they count as less sensitive.

    Raises:
        AwaitsSecond: it does.
        NotVisible, AccessError: a document may not be moved, or not to this matter.
    """
    rules, target = session.rules, visible_matter(matter, authority.scope)
    entries = with_attached(documents, authority, session.firm.catalogue, "move")
    leaves = any(leaves_wall(entry.matter, target, rules) for entry in entries)
    lowers = any(
        rules.document_sensitivity(target, entry.labels) < rules.document_sensitivity(entry.matter, entry.labels)
        for entry in entries
    )
    if not (leaves or lowers):
        return
    session.firm.catalogue.require_movable([entry.document for entry in entries], target)
    moved = {"verb": "move", "documents": list(documents), "matter": matter, bound.STANDS: bound.of_move(entries)}
    body = json.dumps({**moved, "leaves": leaves, "lowers": lowers})
    ask, by, listed = session.firm.access.ask_second, session.principal, ", ".join(documents)
    if leaves:
        ask(by, "wall remove", f"move from behind a wall to {target}: {listed}", body)
    if lowers:
        ask(by, "sensitivity lower", f"move to {target}, which is less sensitive: {listed}", body)
