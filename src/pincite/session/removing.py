"""Removing documents, and erasing them for good."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite.answering.citing import short_name
from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId
from pincite.erasing import Chosen, choose, erase
from pincite.holding import Authority, remove
from pincite.session import bound
from pincite.session.holding import authority_of, stores_of
from pincite.session.routing import forget_if_taught_by, is_taught_by
from pincite.threads import entered_on_thread, on_thread
from pincite.views.erased import Erasure

if TYPE_CHECKING:
    from pincite.session.session import Session


async def remove_documents(session: "Session", documents: Sequence[str]) -> tuple[Entry, ...]:
    """Take documents out of the workspace after recording it; the files and the record stay.

    Raises:
        NotVisible: one does not exist, or may not be seen.
        AccessError: the user may not remove them.
        WorkspaceError: another process is changing the documents.
    """
    firm = session.firm
    async with entered_on_thread(firm.alone()):
        authority = await on_thread(_permitted, session)
        ids, stores = [DocumentId(document) for document in documents], await on_thread(stores_of, firm)
        removed = await remove(ids, authority, stores, session.now)
    return tuple(removed)


async def erase_documents(
    session: "Session", documents: Sequence[str], *, with_record: bool = False, reason: str | None = None
) -> Erasure:
    """Erase documents for good; without a reason, only say what would be erased.

    `with_record` also erases the contents of records that name them, for the owner.

    Raises:
        NotVisible: one does not exist, or may not be seen.
        AccessError: the user may not erase them, or a legal hold keeps them.
        AwaitsSecond: erasing takes two people.
        WorkspaceError: another process is changing the documents.
    """
    ids = [DocumentId(document) for document in documents]
    firm = session.firm
    async with entered_on_thread(firm.alone()):
        authority = await on_thread(_permitted, session)
        stores = await on_thread(stores_of, firm)
        # A user who may not erase them is refused before a second person is asked.
        chosen = await on_thread(choose, ids, authority, stores, with_record=with_record)
        known = await on_thread(firm.catalogue.permitted, chosen.nameable(ids, authority.scope), authority.scope)
        called = {str(entry.document): short_name(entry.path, entry.title, entry.facts) for entry in known.values()}
        made = None
        if reason is not None:
            names = chosen.nameable(ids, authority.scope)
            await on_thread(_ask_second, session, ids, chosen, names, with_record=with_record, reason=reason)
            router = with_record and await on_thread(forget_if_taught_by, session, map(str, chosen.records))
            made = await erase(ids, authority, stores, with_record=with_record, reason=reason, now=session.now)
            chosen = made.chosen
        else:
            router = with_record and await on_thread(is_taught_by, session, map(str, chosen.records))
    # The user must not learn whether a matter closed to them has the same file, or whether others' records mention it.
    # The owner must know, and gets the numbers.
    shared = sorted(await on_thread(firm.catalogue.permitted, chosen.shared, authority.scope))
    is_owner = authority.is_owner
    return Erasure(
        documents=tuple(chosen.nameable(ids, authority.scope)),
        same_file=tuple(shared),
        same_file_elsewhere=len(chosen.shared) - len(shared) if is_owner else None,
        records=len(chosen.records) if is_owner else None,
        from_record=tuple(made.records if made else chosen.records if with_record else ()),
        kept=made.kept if made else {},
        record=made.record if made else None,
        called=called,
        router=router,
    )


def _permitted(session: "Session") -> Authority:
    """Under what authority documents are removed.

    Raises:
        AccessError: the user may not remove documents.
    """
    session.require("remove")
    return authority_of(session)


def _ask_second(
    session: "Session",
    documents: Sequence[DocumentId],
    chosen: Chosen,
    names: Sequence[str],
    *,
    with_record: bool,
    reason: str,
) -> None:
    """Make an erasure wait for a second person if it takes two people.

    Raises:
        AwaitsSecond: it takes two people.
    """
    body = {
        "verb": "remove --erase",
        "documents": list(documents),
        "with_record": with_record,
        "reason": reason,
        bound.STANDS: bound.of_erasure(chosen, with_record=with_record),
    }
    session.firm.access.ask_second(session.principal, "erase", f"remove --erase: {', '.join(names)}", json.dumps(body))
