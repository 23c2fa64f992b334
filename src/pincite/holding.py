"""Moves documents of the workspace to another matter, labels or removes them: all of them or none.

Attachments of a document go with it: an attachment is part of its message, and for the same reason it never goes alone.
So whoever may not see one of them moves and removes none; the workspace's owner may. An archive or a mailbox is no
document; its path stands for the documents that were read from it.

The record comes first, then the catalogue, then the index: a search in between finds a row whose matter is not the
catalogue's, and does not show it. If a move dies there, moving again mends the rows, and so does the next ingest.
"""

import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pincite.access.decision import visible_matter
from pincite.access.scope import Scope
from pincite.audit.event import Event, EventKind, Json
from pincite.audit.port import AuditLog
from pincite.audit.states import saying
from pincite.catalogue.entry import Entry
from pincite.catalogue.originals.port import Originals
from pincite.catalogue.pending import Step
from pincite.catalogue.port import Catalogue
from pincite.catalogue.steps import moving, relabelling, removing
from pincite.documents.folder import printable
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError
from pincite.index.port import Writing
from pincite.serving.forgetting import Forgetting
from pincite.threads import on_thread


@dataclass(frozen=True, slots=True)
class Authority:
    """Who moves, labels or removes documents.

    `scope` is what they may see. `curates` lets also such documents go whose matter is not open to them as a whole.
    `owner` is the workspace's, whom no attachment keeps from it.
    """

    scope: Scope
    owner: str
    curates: bool

    @property
    def is_owner(self) -> bool:
        """True for the workspace's owner."""
        return self.scope.principal.user == self.owner


@dataclass(frozen=True, slots=True)
class Stores:
    """Where documents leave traces."""

    index: Writing
    catalogue: Catalogue
    originals: Originals
    audit: AuditLog
    sent: Forgetting


async def move(
    documents: Sequence[DocumentId],
    matter: str,
    authority: Authority,
    stores: Stores,
    now: Callable[[], datetime],
) -> list[Entry]:
    """Move documents to another matter that the scope permits; return the entries as they were.

    Those that the scope does not permit are left out of what it gives.

    Raises:
        NotVisible: a document or the matter is none that the scope permits.
        AccessError: a document is attached to one that would stay, or holds one that the asker may not see, or its
            matter is not open as a whole.
        WorkspaceError: the matter holds one of the files already.
        RecordError: the record cannot be written; then nothing is moved.
    """
    scope, catalogue = authority.scope, stores.catalogue
    target = visible_matter(matter, scope)

    def planned() -> tuple[list[Entry], Step, Event]:
        entries = with_attached(documents, authority, catalogue, "move")
        moved = [entry.document for entry in entries]
        catalogue.require_movable(moved, target)
        matters = frozenset({target, *(entry.matter for entry in entries)})
        step = moving(moved, target)
        event = _event("move", entries, matters, scope, now(), {"to": target})
        return entries, step, saying(event, documents=catalogue.planned(step))

    entries, step, event = await on_thread(planned)
    moved = [entry.document for entry in entries]
    await stores.audit.append(event)
    await on_thread(catalogue.move, moved, target, step)
    for labels in dict.fromkeys(entry.labels for entry in entries):
        await stores.index.relabel([entry.document for entry in entries if entry.labels == labels], target, labels)
    await on_thread(catalogue.settle, moved)
    return _permitted(entries, scope)


async def relabel(
    documents: Sequence[DocumentId],
    labels: Sequence[str],
    authority: Authority,
    stores: Stores,
    now: Callable[[], datetime],
) -> list[Entry]:
    """Give documents, and what is attached to them, other labels; return the entries as they were.

    Those that the scope does not permit are left out of what it gives. If this dies half way, doing it again mends the
    rows of the index.

    Raises:
        NotVisible: a document is none that the scope permits.
        AccessError: a document is attached to one that would keep its labels, or holds one that the asker may not see,
            or its matter is not open as a whole.
        RecordError: the record cannot be written; then no label is changed.
    """
    scope, catalogue = authority.scope, stores.catalogue

    def planned() -> tuple[list[Entry], Event]:
        entries = with_attached(documents, authority, catalogue, "label")
        step = relabelling([entry.document for entry in entries], labels)
        event = Event(
            id=secrets.token_hex(8),
            kind="ingest",
            principal=scope.principal,
            at=now(),
            matters=frozenset(entry.matter for entry in entries),
            facts={"relabelled": len(entries), "rules_version": scope.rules_version},
            content={"labels": [*labels], "documents": [entry.document for entry in entries]},
        )
        return entries, saying(event, documents=catalogue.planned(step))

    entries, event = await on_thread(planned)
    await stores.audit.append(event)
    await on_thread(catalogue.relabel, [entry.document for entry in entries], labels)
    for matter in dict.fromkeys(entry.matter for entry in entries):
        await stores.index.relabel([entry.document for entry in entries if entry.matter == matter], matter, labels)
    return _permitted(entries, scope)


async def remove(
    documents: Sequence[DocumentId],
    authority: Authority,
    stores: Stores,
    now: Callable[[], datetime],
) -> list[Entry]:
    """Remove documents; return their entries as they were. Their texts stay for the record.

    Those that the scope does not permit are left out of what it gives.

    Raises:
        NotVisible: a document is none that the scope permits.
        AccessError: a document is attached to one that would stay, or holds one that the asker may not see, or its
            matter is not open as a whole.
        RecordError: the record cannot be written; then nothing is removed.
    """
    scope, catalogue = authority.scope, stores.catalogue

    def planned() -> tuple[list[Entry], datetime, Event]:
        entries = with_attached(documents, authority, catalogue, "remove")
        matters = frozenset(entry.matter for entry in entries)
        at = now()
        event = _event("remove", entries, matters, scope, at, {})
        step = removing([entry.document for entry in entries], at)
        return entries, at, saying(event, documents=catalogue.planned(step))

    entries, at, event = await on_thread(planned)
    removed = [entry.document for entry in entries]
    await stores.audit.append(event)
    await on_thread(catalogue.remove, removed, at)
    await stores.index.delete(removed)
    return _permitted(entries, scope)


def with_attached(
    documents: Sequence[DocumentId],
    authority: Authority,
    catalogue: Catalogue,
    verb: Literal["move", "label", "remove"],
) -> list[Entry]:
    """Entries of documents, each followed by those of its attachments.

    Raises:
        NotVisible: a document is none that the scope permits.
        AccessError: a document is attached to one that is not among them, or holds one that the asker may not see and
            they are not the owner, or its matter is not open as a whole.
    """
    scope = authority.scope
    found: dict[DocumentId, Entry] = {}
    for document in documents:
        within = catalogue.within(printable(Path(os.path.abspath(document))), scope)  # noqa: PTH100 - as files are named
        for entry in within or [catalogue.of_id(document, scope)]:
            if entry.matter not in scope.matters and not authority.curates:
                raise AccessError(
                    f"{scope.principal.user} may see {entry.document} and is no member of its matter, so they cannot "
                    f"{verb} it; ask a member, or somebody with the role knowledge-manager",
                    () if document == entry.document else (entry.document,),
                )
            found.update({each.document: each for each in (entry, *catalogue.attached_to(entry.document))})
    for entry in found.values():
        holder = _holder(entry, catalogue)
        if holder is not None and holder.document not in found:
            is_shown = scope.permits(holder.matter, holder.document, holder.labels)
            shown = (entry.document, holder.document) if is_shown else (entry.document,)
            raise AccessError(
                f"{entry.document} is attached to {holder.document if is_shown else 'another document'}: "
                f"{verb} that, and it goes along",
                tuple(each for each in shown if each not in documents),
            )
    if not authority.is_owner and len(_permitted(list(found.values()), scope)) < len(found):
        raise closed_inside(authority, verb)
    return list(found.values())


def closed_inside(authority: Authority, verb: str) -> AccessError:
    """The refusal of what holds documents that the asker may not see; it names none of them."""
    return AccessError(
        f"this holds others that are not open to {authority.scope.principal.user}, so they cannot {verb} it; ask the "
        f"workspace's owner ({authority.owner})"
    )


def _holder(entry: Entry, catalogue: Catalogue) -> Entry | None:
    """The outermost document that another is attached to; None if there is none."""
    holder = None
    passed = {entry.document}
    at = entry
    while at.parent is not None and at.parent not in passed and (above := catalogue.standing(at.parent)) is not None:
        holder = at = above
        passed.add(above.document)
    return holder


def _permitted(entries: Sequence[Entry], scope: Scope) -> list[Entry]:
    return [entry for entry in entries if scope.permits(entry.matter, entry.document, entry.labels)]


def _event(
    kind: EventKind,
    entries: Sequence[Entry],
    matters: frozenset[MatterId],
    scope: Scope,
    at: datetime,
    more: dict[str, Json],
) -> Event:
    listed: list[Json] = [
        {"document": entry.document, "version": entry.version, "matter": entry.matter, "path": entry.path}
        for entry in entries
    ]
    return Event(
        id=secrets.token_hex(8),
        kind=kind,
        principal=scope.principal,
        at=at,
        matters=matters,
        facts={"documents": len(entries), "rules_version": scope.rules_version},
        content={"documents": listed, **more},
    )
