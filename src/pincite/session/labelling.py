"""Giving documents other labels."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId
from pincite.errors import AwaitsSecond
from pincite.holding import Authority, relabel, with_attached
from pincite.session import bound
from pincite.session.holding import authority_of, stores_of
from pincite.session.label_names import labels_to_give
from pincite.session.refusals import asked_event
from pincite.threads import entered_on_thread, on_thread

if TYPE_CHECKING:
    from pincite.session.session import Session


async def label_documents(session: "Session", documents: Sequence[str], labels: Sequence[str]) -> tuple[Entry, ...]:
    """Give documents, and what came with them, these labels and no others, once that is on the record.

    Whoever may move a document may do so: a label, like a matter, decides who sees it. Gives them as they were before.

    Raises:
        NotVisible: a document does not exist, or may not be seen.
        AccessError: the user may not change them; or a label cannot be a name, or is new and looks like another.
        AwaitsSecond: they would count as less sensitive, and that takes two people.
        WorkspaceError: another process is changing the documents.
    """
    firm = session.firm
    async with entered_on_thread(firm.alone()):
        authority, given = await on_thread(_permitted, session, labels)
        ids, stores = [DocumentId(document) for document in documents], await on_thread(stores_of, firm)
        await on_thread(_ask_second, session, ids, given, authority)
        changed = await relabel(ids, given, authority, stores, session.now)
    return tuple(changed)


def _permitted(session: "Session", labels: Sequence[str]) -> tuple[Authority, tuple[str, ...]]:
    """Under what authority documents are labelled, and each label once, in its one spelling.

    Raises:
        AccessError: the user may not label documents, or not so.
    """
    session.require("move")
    return authority_of(session), tuple(sorted(set(labels_to_give(session, labels))))


def ask_second_to_label(session: "Session", documents: Sequence[str], labels: Sequence[str]) -> str:
    """Have it wait for another person to give documents labels by which they count as less sensitive.

    Gives the sentence that says so, once that is on the record. Empty where the user may not label documents at all.
    """
    if not session.may("move"):
        return ""
    authority, given = _permitted(session, labels)
    try:
        _ask_second(session, [DocumentId(document) for document in documents], given, authority)
    except AwaitsSecond as awaits:
        session.firm.audit.append_and_wait(asked_event(session, awaits.request))
        return str(awaits)
    return ""


def _ask_second(
    session: "Session", documents: Sequence[DocumentId], labels: Sequence[str], authority: Authority
) -> None:
    """Have it wait for another person if documents would count as less sensitive and that takes two people.

    Raises:
        AwaitsSecond: they would, and it does.
        NotVisible, AccessError: a document may not be labelled.
    """
    rules = session.rules
    entries = with_attached(documents, authority, session.firm.catalogue, "label")
    if not any(
        rules.document_sensitivity(entry.matter, labels) < rules.document_sensitivity(entry.matter, entry.labels)
        for entry in entries
    ):
        return
    body = {"verb": "label", "documents": list(documents), "labels": list(labels)}
    said = f"label {', '.join(documents)}: {', '.join(labels) or 'nothing'}"
    bound_to = {bound.STANDS: bound.of_labels(entries)}
    session.firm.access.ask_second(session.principal, "sensitivity lower", said, json.dumps(body | bound_to))
