"""Giving documents other labels."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId
from pincite.holding import relabel
from pincite.session.adding import labels_to_give
from pincite.threads import entered_on_thread, on_thread

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session


async def label_documents(session: "Session", documents: Sequence[str], labels: Sequence[str]) -> tuple[Entry, ...]:
    """Give documents, and what came with them, these labels and no others, once that is on the record.

    Whoever may move a document may do so: a label, like a matter, decides who sees it. Gives them as they were before.

    Raises:
        NotVisible: a document does not exist, or may not be seen.
        AccessError: the user may not change them; or a label cannot be a name, or is new and looks like another.
        WorkspaceError: another process is changing the documents.
    """
    firm = session.firm
    async with entered_on_thread(firm.alone()):
        scope, owner, given = await on_thread(_permitted, session, labels)
        changed = await relabel(
            [DocumentId(document) for document in documents],
            given,
            scope,
            owner=owner,
            curates=await on_thread(session.may, "curate"),
            index=firm.index,
            catalogue=firm.catalogue,
            audit=firm.audit,
            now=session.now,
        )
    return tuple(changed)


def _permitted(session: "Session", labels: Sequence[str]) -> "tuple[Scope, str, tuple[str, ...]]":
    """What documents are labelled under: a scope, the workspace's owner, and each label once, in its one spelling.

    Raises:
        AccessError: the user may not label documents, or not so.
    """
    session.require("move")
    return session.scope(), session.rules.owner, tuple(sorted(set(labels_to_give(session, labels))))
