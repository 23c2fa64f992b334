"""What somebody did to documents, read back from the record, so that a page can say that it is done."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from pincite.access.decision import matter_id
from pincite.access.facts import Target
from pincite.audit.event import Entry
from pincite.audit.parts import list_in, objects_in, texts_in
from pincite.errors import NotVisible
from pincite.session.records import asker, readable

if TYPE_CHECKING:
    from pincite.session.session import Session

Kind = Literal["moved", "removed", "labelled", "matter", "let in", "taken back"]


@dataclass(frozen=True, slots=True)
class Done:
    """Something that the session's user did: to which files, by their names, where they went, with which labels.

    `seq` is the number of its record, and `at` its time in UTC. `matters` are those that moved documents left.
    """

    kind: Kind
    names: tuple[str, ...]
    matter: str
    matters: tuple[str, ...]
    labels: tuple[str, ...]
    seq: int
    at: datetime


async def done_by(session: "Session", record: str) -> Done | None:
    """What a record of the user's own says that they did; None if it is no such record, or may not be seen now.

    Reading it leaves no record, since they did it themselves.
    """
    return await asyncio.to_thread(_done, session, record) if record else None


async def newest_done(session: "Session", document: str) -> str:
    """The id of the newest record of the user's own by which they changed a document; empty if there is none."""

    def found() -> str:
        for entry in session.firm.audit.newest(session.principal.user, ("move", "remove", "ingest")):
            if document in _documents(entry):
                return entry.id
        return ""

    return await asyncio.to_thread(found)


def newest_matter(session: "Session", name: str) -> str:
    """The id of the newest record of the user's own by which they opened a matter; empty if there is none."""
    for entry in session.firm.audit.newest(session.principal.user, ("access",)):
        if entry.facts.get("what") == "matter add" and (entry.content or {}).get("matter") == name:
            return entry.id
    return ""


async def membership_changed(session: "Session", who: str, matter: str) -> Done | None:
    """The newest change of a membership of a matter by the session's user, who administers the rules, as it holds now.

    None if they changed none, or it does not hold: a change that was refused is on the record too. It is read though
    they may see nothing of the matter, since whoever administers the rules sees who is a member of what.

    Raises:
        AccessError: they do not administer them.
    """

    def found() -> Done | None:
        session.require("administer")
        granted = Target(matter=matter_id(matter))
        is_member = any(grant.target == granted for grant in session.rules.grants.get(who, ()))
        for entry in session.firm.audit.newest(session.principal.user, ("access",)):
            said = entry.content or {}
            what = entry.facts.get("what")
            is_grant = what == "grant"
            if what in ("grant", "revoke") and (said.get("who"), said.get("matter")) == (who, matter):
                kind: Kind = "let in" if is_grant else "taken back"
                at = datetime.fromisoformat(entry.at)
                return Done(kind, (who,), matter, (), (), entry.seq, at) if is_grant == is_member else None
        return None

    return await asyncio.to_thread(found)


def _done(session: "Session", record: str) -> Done | None:
    scope = session.scope()
    try:
        entry = readable(session, record, scope, asker(session, scope)).entry
    except NotVisible:
        return None
    kind = _kind(entry)
    if entry.user != session.principal.user or entry.content is None or kind is None:
        return None
    rows = objects_in(entry.content.get("documents"))
    to = entry.content.get("to" if kind == "moved" else "matter")
    labels = entry.content.get("labels")
    return Done(
        kind=kind,
        names=tuple(PurePosixPath(path).name for row in rows if isinstance(path := row.get("path"), str)),
        matter=to if isinstance(to, str) else "",
        matters=tuple(sorted({matter for row in rows if isinstance(matter := row.get("matter"), str)})),
        labels=tuple(texts_in(labels)),
        seq=entry.seq,
        at=datetime.fromisoformat(entry.at),
    )


def _kind(entry: Entry) -> Kind | None:
    match entry.kind:
        case "move":
            return "moved"
        case "remove":
            return "removed"
        case "ingest" if "relabelled" in entry.facts:
            return "labelled"
        case "access" if entry.facts.get("what") == "matter add":
            return "matter"
    return None


def _documents(entry: Entry) -> Iterator[str]:
    """The ids of the documents that a record says were changed."""
    for row in list_in((entry.content or {}).get("documents")):
        match row:
            case str(document) | {"document": str(document)}:
                yield document
