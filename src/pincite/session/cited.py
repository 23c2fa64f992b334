"""What a record cites, as far as somebody may see its document now."""

from typing import TYPE_CHECKING

from pincite.documents.document import Document
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import WorkspaceError

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.catalogue.entry import Entry
    from pincite.catalogue.port import Catalogue


def text_cited(
    catalogue: "Catalogue", scope: "Scope", document: DocumentId, version: VersionId
) -> "tuple[Entry, Document] | None":
    """A document and the text of one of its versions; None where it may not be seen or the text is gone."""
    entry = catalogue.permitted([document], scope).get(document)
    if entry is None:
        return None
    try:
        return entry, catalogue.content(version)
    except WorkspaceError:
        return None
