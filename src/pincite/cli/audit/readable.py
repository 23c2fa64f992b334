"""Records as whoever calls may read them, and how they read as JSON; `pincite.audit.reading` decides."""

import secrets
from functools import cache
from typing import TYPE_CHECKING

from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pincite.access.scope import Scope
    from pincite.audit.event import Json
    from pincite.audit.reading import Place, PlaceOf, Reader, View
    from pincite.wiring import Workspace


def reader(workspace: "Workspace", scope: "Scope | None" = None) -> "Reader":
    """Whoever calls, or has a scope, as a reader of the record."""
    from pincite.audit.reading import reader_of

    return reader_of(scope if scope is not None else workspace.scope(), workspace.rules)


def readable(workspace: "Workspace", record: str, scope: "Scope") -> "View":
    """A record that may be seen now, by its id or its number.

    Raises:
        NotVisible: there is none, or it may not be seen: the same words.
    """
    from pincite.audit.reading import view
    from pincite.audit.sqlite_log import not_visible

    entry = workspace.audit.find(record)
    seen = view(entry, reader(workspace, scope), place_of(workspace)) if entry else None
    if seen is None:
        raise not_visible(record, scope.principal.user)
    return seen


def views(workspace: "Workspace", scope: "Scope", *, backwards: bool = False) -> "Iterator[View]":
    """Every record that may be seen now, the oldest first, or the newest."""
    from pincite.audit.reading import view

    whoever, where = reader(workspace, scope), place_of(workspace)
    # Whoever does not audit sees none but their own, so the others need not be read.
    person = None if whoever.audits else whoever.user
    for entry in workspace.audit.entries(person=person, backwards=backwards):
        workspace.require_same_rules(scope.rules_version)
        if (seen := view(entry, whoever, where)) is not None:
            yield seen


def seen_again(workspace: "Workspace", seqs: "Sequence[int]", scope: "Scope") -> "Iterator[View]":
    """The records of these numbers as they may be seen now; those that may not be are left out."""
    from pincite.audit.reading import view

    whoever, where = reader(workspace, scope), place_of(workspace)
    for seq in seqs:
        entry = workspace.audit.find(str(seq))
        if entry is not None and (seen := view(entry, whoever, where)) is not None:
            yield seen


def require_same(chosen: "Sequence[View]", again: "Sequence[View]") -> None:
    """Refuse to show records of which less, or other things, may be seen than when they were chosen.

    Raises:
        AccessError: they were chosen before the look at them was recorded, and that may have taken seconds.
    """
    if list(chosen) != list(again):
        raise AccessError(
            "nothing is shown: part of what was asked for was closed to you or changed in the meantime; ask again for "
            "what may be seen now"
        )


def place_of(workspace: "Workspace") -> "PlaceOf":
    """Says where documents lie now; each is looked up once."""
    from pincite.audit.reading import Place

    @cache
    def placed(document: DocumentId) -> "Place | None":
        matter = workspace.catalogue.matter_of(document)
        entry = workspace.catalogue.standing(document)
        return None if matter is None else Place(matter, entry.labels if entry else ())

    return placed


async def record_reading(workspace: "Workspace", what: str, seen: "Sequence[View]") -> None:
    """Put on the record that somebody read records of others: with which verb, and which records, none of their words.

    Whoever reads what they asked themselves leaves no record: each look would make the record longer, and say nothing.

    Raises:
        RecordError: the record cannot be written; then nothing may be shown.
    """
    others = [one.entry.seq for one in seen if one.entry.user != workspace.principal.user]
    if others:
        listed: dict[str, Json] = {"first": others[0], "last": others[-1], "records": len(others)}
        await record_read(workspace, what, {"record": others[0]} if len(others) == 1 else listed)


async def record_read(
    workspace: "Workspace", what: str, figures: "Mapping[str, Json]", why: str = "", matter: "MatterId | None" = None
) -> None:
    """Put on the record that the record was read.

    `why` says which records were asked for, and may name a `matter`.

    Raises:
        RecordError: the record cannot be written; then nothing may be shown.
    """
    from pincite.audit.event import Event

    await workspace.audit.append(
        Event(
            id=secrets.token_hex(8),
            kind="read",
            principal=workspace.principal,
            at=workspace.now(),
            matters=frozenset(() if matter is None else {matter}),
            facts={"what": what, "rules_version": workspace.rules.version, **figures},
            content={"filter": why} if why else {},
        )
    )


def entry_json(seen: "View") -> dict[str, object]:
    """A record as JSON: the chained row, and the content unless it was erased or is withheld."""
    entry = seen.entry
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
        "withheld": seen.without or None,
    }
