"""Opening one document for a verb that shows its words: permitted, and on the record before it is shown."""

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pincite.catalogue.entry import Entry
    from pincite.documents.document import Document
    from pincite.wiring import Workspace


async def opened(workspace: "Workspace", document: str, what: str) -> tuple["Entry", "Document"]:
    """A document's entry and its content, once the record says that it was shown.

    Raises:
        NotVisible: there is none, or it may not be seen: the same words.
        AccessError: it was closed while the record was being written.
        RecordError: the record cannot be written; then nothing is shown.
    """
    from pincite.audit.event import Event

    scope = workspace.scope()
    entry = workspace.catalogue.named(document, scope)
    if entry.version is None:
        raise AssertionError("a visible entry has a version")
    content = workspace.catalogue.content(entry.version)
    record = await workspace.audit.append(
        Event(
            id=secrets.token_hex(8),
            kind="read",
            principal=scope.principal,
            at=workspace.now(),
            matters=frozenset({entry.matter}),
            facts={"what": what, "rules_version": scope.rules_version},
            content={"document": entry.document, "version": entry.version},
        )
    )
    workspace.require_open(scope, {entry.document}, record)
    return entry, content
