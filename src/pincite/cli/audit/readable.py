"""Which records a reader may see, and how they read as JSON."""

from typing import TYPE_CHECKING

from pincite.documents.span import DocumentId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pincite.access.scope import Scope
    from pincite.audit.event import Entry
    from pincite.wiring import Workspace


def readable(workspace: "Workspace", record: str, scope: "Scope") -> "Entry":
    """A record that may be read now; its documents may have been moved behind a wall since it was written.

    Raises:
        NotVisible: there is none, or it may not be seen: the same words.
    """
    from pincite.audit.sqlite_log import not_visible

    entry = workspace.audit.show(record, scope, workspace.rules.owner)
    if not workspace.is_owner:
        named = [
            DocumentId(name) for name in documents_in(entry.content) if workspace.catalogue.is_known(DocumentId(name))
        ]
        if len(workspace.catalogue.permitted(named, scope)) < len(set(named)):
            raise not_visible(record, scope.principal.user)
    return entry


def documents_in(content: object) -> "Iterator[str]":
    """The ids of the documents that a record's content speaks of, wherever in it they stand."""
    if isinstance(content, dict):
        if isinstance(name := content.get("document"), str):
            yield name
        for part in content.values():
            yield from documents_in(part)
    elif isinstance(content, list):
        # The hits of a search are lists that begin with the document.
        if content and isinstance(content[0], str):
            yield content[0]
        for part in content:
            yield from documents_in(part)


def entry_json(entry: "Entry") -> dict[str, object]:
    """A record as JSON: the chained row, and the content unless it was erased."""
    return {
        "seq": entry.seq,
        "id": entry.id,
        "kind": entry.kind,
        "at": entry.at,
        "user": entry.user,
        "actor": entry.actor,
        "hash": entry.hash,
        "prev": entry.prev,
        "facts": dict(entry.facts),
        "matters": None if entry.matters is None else sorted(entry.matters),
        "content": None if entry.content is None else dict(entry.content),
        "question": entry.content.get("question") if entry.content else None,
    }
